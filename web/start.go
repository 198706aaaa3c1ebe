package web

import "github.com/labstack/echo/v4"

func (s *Server) getStart(r *request) error { return echo.ErrNotFound }

func (s *Server) postAssessment(r *request) error { return echo.ErrNotFound }

func (s *Server) postLanguage(r *request) error { return echo.ErrNotFound }

func (s *Server) postPreferences(r *request) error { return echo.ErrNotFound }
