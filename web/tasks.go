package web

import "github.com/labstack/echo/v4"

func (s *Server) getTasks(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) getCapability(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) getDelete(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) postDelete(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) postExtend(r *request, w *work) error { return echo.ErrNotFound }
