package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// statusOf is the one table that turns errors into statuses.
func statusOf(err error) int {
	var conflict *assessment.ConflictError
	var invalid *assessment.InvalidError
	var http_ *echo.HTTPError
	switch {
	case errors.As(err, &conflict), errors.Is(err, assessment.ErrClosed), errors.Is(err, assessment.ErrStep),
		errors.Is(err, assessment.ErrTooFew), errors.Is(err, assessment.ErrLocked):
		return http.StatusConflict
	case errors.As(err, &invalid):
		return http.StatusUnprocessableEntity
	case errors.Is(err, assessment.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, assessment.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, assessment.ErrGone):
		return http.StatusGone
	case errors.Is(err, assessment.ErrBusy):
		return http.StatusServiceUnavailable
	case errors.Is(err, assessment.ErrFull):
		return http.StatusInsufficientStorage
	case errors.As(err, &http_):
		return http_.Code
	}
	return http.StatusInternalServerError
}

// badForm tells a body over its limit from one that cannot be decoded.
func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge).SetInternal(err)
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}

// handleError is the only place where errors become responses. What went wrong inside is logged, never shown.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed || errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil {
		return
	}
	status := statusOf(err)
	if status >= 500 {
		s.log.Error("request failed", "id", c.Get(requestIDKey), "route", c.Path(), "status", status, "error", err.Error())
	}
	if status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", "2")
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if wantsJSON(c.Request()) {
		c.JSON(status, map[string]any{"status": status})
		return
	}
	s.showError(c, status, err)
}

// showError draws the page for a status. Of the error it knows whether the viewer may see the thing and not do this with
// it, and whether a second factor is missing.
func (s *Server) showError(c echo.Context, status int, err error) {
	byRole := errors.Is(err, assessment.ErrForbidden)
	r := &request{Context: c}
	r.form = c.Request().PostForm
	viewer, known := c.Get(viewerKey).(assessment.Viewer)
	if !known { // nothing has asked yet: no such address, or a form that can't be read
		viewer, _ = s.viewer(c)
	}
	r.viewer = viewer
	r.chooseLanguage(s.speak)
	r.chooseTheme()
	id, _ := c.Get(requestIDKey).(string)
	page := s.page(r, frame{title: errorTitle(r.p, status), private: true})
	_, cookieErr := c.Cookie(s.guestCookie())
	view := templates.ErrorView{
		Status:    status,
		RequestID: id,
		NoCookie:  cookieErr != nil,
		ByRole:    byRole,
		Reopen:    status == http.StatusConflict && c.Param("id") != "",
		ID:        c.Param("id"),
	}
	if status == http.StatusNotFound && !r.viewer.SignedIn() && c.Request().Method == http.MethodGet {
		view.SignIn = signInFor(r)
	}
	if status == http.StatusUnauthorized {
		view.SignIn = "/sign-in?" + templates.NextQuery(hereAfter(r))
	}
	if errors.Is(err, errDuty) {
		view.Duty, view.SignIn = true, "/account/duty?"+templates.NextQuery(hereAfter(r))
		page.Title = r.p.T("status.duty.title")
	}
	if byRole {
		page.Title = r.p.T("status.role.title")
	}
	if view.Over = over(err); view.Over != "" {
		page.Title = r.p.T("status." + view.Over + ".title")
	}
	if status == http.StatusNotFound && byLink(c.Path()) {
		view.ByLink, view.SignIn = true, ""
	}
	if err := s.render(r, status, templates.Error(page, view)); err != nil {
		s.log.Error("error page failed", "id", id, "error", err.Error())
		c.String(status, http.StatusText(status))
	}
}

// over is what has ended, where it is known; empty: nothing in particular.
func over(err error) string {
	switch {
	case errors.Is(err, assessment.ErrSurveyOver):
		return "survey"
	case errors.Is(err, assessment.ErrWithdrawn):
		return "withdrawn"
	}
	return ""
}

// byLink says that an address is for people who were given a link: they have no assessment here to look for.
func byLink(route string) bool {
	return strings.HasPrefix(route, "/r/") || strings.HasPrefix(route, "/surveys/") || strings.HasPrefix(route, "/s/")
}

func errorTitle(p *locale.Printer, status int) string { return templates.ErrorTitle(p, status) }
