package web

import "github.com/labstack/echo/v4"

func (s *Server) getLegal(r *request) error { return echo.ErrNotFound }
