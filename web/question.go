package web

import "github.com/labstack/echo/v4"

func (s *Server) getQuestion(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) postAnswer(r *request, w *work) error { return echo.ErrNotFound }
