package web

import "github.com/labstack/echo/v4"

func (s *Server) getResume(r *request) error { return echo.ErrNotFound }

func (s *Server) postResume(r *request) error { return echo.ErrNotFound }

func (s *Server) postLink(r *request, w *work) error { return echo.ErrNotFound }
