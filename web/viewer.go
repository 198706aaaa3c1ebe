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

// guestCookie names the cookie that makes a browser a guest. The prefix makes browsers insist on https and on this
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

// becomeGuest makes sure that the browser has a cookie by which its assessments are found again.
func (s *Server) becomeGuest(r *request) error {
	if r.viewer != (assessment.Viewer{}) {
		return nil
	}
	token, viewer, err := s.store.CreateGuest(r.ctx())
	if err != nil {
		return err
	}
	r.viewer = viewer
	r.SetCookie(&http.Cookie{
		Name: s.guestCookie(), Value: token, Path: "/", MaxAge: int(choiceLifetime.Seconds()),
		Secure: s.secureURL(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// remember keeps a choice of the browser that identifies nobody.
func (s *Server) remember(r *request, name, value string) {
	r.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(choiceLifetime.Seconds()),
		Secure: s.secureURL(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
