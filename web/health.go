package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// getHealth says that the process answers.
func (s *Server) getHealth(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// getReady says that answers can be read and saved.
func (s *Server) getReady(c echo.Context) error {
	if err := s.store.Ready(c.Request().Context()); err != nil {
		s.log.Error("not ready", "error", err.Error())
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
