package web

import "github.com/labstack/echo/v4"

func (s *Server) getResults(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) getAnswers(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) getReport(r *request, w *work) error { return echo.ErrNotFound }
