package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const requestIDKey = "request-id"

// observe gives each request an id that a person can read out, contains panics, and logs one line: the route's
// pattern, never its path, and nothing that a person typed.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := s.now()
		id := newRequestID()
		c.Set(requestIDKey, id)
		c.Response().Header().Set("X-Request-Id", id)
		if err := s.contain(c, next); err != nil {
			c.Error(err)
		}
		s.log.Info("request",
			"id", id,
			"method", c.Request().Method,
			"route", c.Path(),
			"status", c.Response().Status,
			"ms", float64(s.now().Sub(began).Microseconds())/1000)
		return nil
	}
}

func (s *Server) contain(c echo.Context, next echo.HandlerFunc) (err error) {
	defer func() {
		if r := recover(); r != nil {
			if r == http.ErrAbortHandler {
				panic(r)
			}
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return next(c)
}

func newRequestID() string {
	var b [4]byte
	rand.Read(b[:])
	return fmt.Sprintf("%X-%X", b[:2], b[2:])
}

// secure sets the headers that every response carries.
func (s *Server) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		if s.secureURL() {
			h.Set("Strict-Transport-Security", fmt.Sprintf("max-age=%d; includeSubDomains", int((365*24*time.Hour).Seconds())))
		}
		return next(c)
	}
}

// checkHost refuses requests for other names than the public address, so that no link is ever made from what a
// client claims. Probes of a container's runtime ask by address and are let through.
func (s *Server) checkHost(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Request().URL.Path
		if !s.hosts[c.Request().Host] && path != "/healthz" && path != "/readyz" {
			return echo.NewHTTPError(http.StatusMisdirectedRequest)
		}
		return next(c)
	}
}

// crossOrigin refuses writes that another site started. Together with SameSite cookies it replaces form tokens.
func crossOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
			}
			return next(c)
		}
	}
}

func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		Level:     5,
		MinLength: 512,
		Skipper: func(c echo.Context) bool {
			path := c.Request().URL.Path
			return isAsset(path) || // compressed once, at start
				strings.HasSuffix(path, "/events") // a stream of small signs, for each of which a compressor would be kept
		},
	})
}
