package web

import "github.com/labstack/echo/v4"

func (s *Server) getExplanation(r *request, w *work) error { return echo.ErrNotFound }
