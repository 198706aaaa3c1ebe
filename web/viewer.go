package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
)

const (
	languageCookie = "lauter-language"
	themeCookie    = "lauter-theme"
	choiceLifetime = 365 * 24 * time.Hour // of the language and the theme
)

// guestCookie names the cookie by which a browser is known, as a guest or as signed in: there is one. The prefix makes browsers insist on https and on this
// very host.
func (s *Server) guestCookie() string {
	if s.secureURL() {
		return "__Host-lauter"
	}
	return "lauter"
}

// viewer says who asks. Nobody is created by asking.
func (s *Server) viewer(c echo.Context) (assessment.Viewer, error) {
	cookie, err := c.Cookie(s.guestCookie())
	if err != nil {
		return assessment.Viewer{}, nil
	}
	v, err := s.store.Viewer(c.Request().Context(), cookie.Value)
	if errors.Is(err, assessment.ErrNotFound) {
		return assessment.Viewer{}, nil
	}
	return v, err
}

// becomeGuest makes sure that the browser can own something: by its cookie, or as part of its sign-in.
func (s *Server) becomeGuest(r *request) error {
	if r.viewer.GuestID != "" {
		return nil
	}
	if r.viewer.SessionID != "" {
		viewer, err := s.store.GuestOf(r.ctx(), r.viewer)
		r.viewer = viewer
		return err
	}
	token, viewer, err := s.store.CreateGuest(r.ctx())
	if err != nil {
		return err
	}
	r.viewer = viewer
	s.giveToken(r, token)
	return nil
}

// giveToken replaces the cookie by which the browser is known. An empty token takes it away.
func (s *Server) giveToken(r *request, token string) {
	age := int(choiceLifetime.Seconds())
	if token == "" {
		age = -1
	}
	r.SetCookie(&http.Cookie{
		Name: s.guestCookie(), Value: token, Path: "/", MaxAge: age,
		Secure: s.secureURL(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// remember keeps a choice of the browser that identifies nobody.
func (s *Server) remember(r *request, name, value string) {
	r.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(choiceLifetime.Seconds()),
		Secure: s.secureURL(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
