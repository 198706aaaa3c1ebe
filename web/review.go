package web

import "github.com/labstack/echo/v4"

func (s *Server) getReview(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) postFinish(r *request, w *work) error { return echo.ErrNotFound }

func (s *Server) postReopen(r *request, w *work) error { return echo.ErrNotFound }
