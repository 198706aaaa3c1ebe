package web

import "github.com/labstack/echo/v4"

func (s *Server) getMethod(r *request) error { return echo.ErrNotFound }

func (s *Server) getQuestions(r *request) error { return echo.ErrNotFound }

func (s *Server) getMethodQuestion(r *request) error { return echo.ErrNotFound }
