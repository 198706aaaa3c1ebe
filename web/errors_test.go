package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// failing adds routes to a site that end in this error.
func (s *site) failing(err error) {
	fail := func(c echo.Context) error { return err }
	e := s.server.handler.(*echo.Echo)
	e.GET("/fails", fail)
	e.GET("/fails/:id", fail)
}

func TestErrorsBecomeStatuses(t *testing.T) {
	tests := []struct {
		err  error
		want int
	}{
		{assessment.ErrNotFound, 404},
		{assessment.ErrClosed, 409},
		{&assessment.ConflictError{}, 409},
		{assessment.ErrGone, 410},
		{&assessment.InvalidError{Fields: map[string]string{"x": "error.answer"}}, 422},
		{assessment.ErrBusy, 503},
		{assessment.ErrFull, 507},
		{echo.NewHTTPError(403), 403},
		{echo.NewHTTPError(418), 418},
		{errors.New("a bug"), 500},
	}
	for _, test := range tests {
		s := newSite(t)
		s.failing(fmt.Errorf("save the answer: %w", test.err))
		a := s.visitor().get("/fails").is(test.want)
		if retry := a.Header.Get("Retry-After"); (retry != "") != (test.want == 503) {
			t.Errorf("%v: Retry-After %q", test.err, retry)
		}
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v: an error may be kept by caches", test.err)
		}
	}
}

// Each error page has its own words in both languages, one way on, and nothing of the error itself.
func TestErrorPages(t *testing.T) {
	const canary = "K4NARIENVOGEL"
	for _, status := range []int{400, 403, 404, 405, 409, 410, 413, 415, 418, 421, 422, 500, 502, 503, 507} {
		s := newSite(t)
		s.failing(echo.NewHTTPError(status, canary).SetInternal(errors.New(canary)))
		titles := map[string]bool{}
		for _, lang := range locale.Langs {
			a := s.visitor().get("/fails?lang=" + string(lang)).is(status)
			if a.lang() != string(lang) || a.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("%d: language %s, type %s", status, a.lang(), a.Header.Get("Content-Type"))
			}
			title := templates.ErrorTitle(locale.For(lang), status)
			titles[title] = true
			a.says(title, strconv.Itoa(status))
			if got := words(a.all("title")[0]); got != title+" – Lauter" {
				t.Errorf("%d: title %q", status, got)
			}
			if strings.Contains(a.body, canary) {
				t.Errorf("%d (%s): the page shows the error", status, lang)
			}
			ways := 0
			for _, link := range elements(a.all("main")[0], "a") {
				if value(link, "href") == "/?lang="+string(lang) {
					ways++
				}
			}
			if ways != 1 {
				t.Errorf("%d (%s): %d ways to the start page", status, lang, ways)
			}
			id := a.Header.Get("X-Request-Id")
			if shown := strings.Contains(a.body, id); shown != (status >= 500) {
				t.Errorf("%d (%s): request id shown: %v", status, lang, shown)
			}
			if status >= 500 && !strings.Contains(s.log.String(), id) {
				t.Errorf("%d: %s can't be found in the log", status, id)
			}
		}
		if len(titles) != 2 {
			t.Errorf("%d: the same title in both languages: %v", status, titles)
		}
	}
}

func TestErrorPageOfFinishedAssessment(t *testing.T) {
	s := newSite(t)
	s.failing(assessment.ErrClosed)
	a := s.visitor().get("/fails/0193b0c0?lang=de").is(409)
	forms := elements(a.all("main")[0], "form")
	if len(forms) != 1 || value(forms[0], "action") != "/assessments/0193b0c0/reopen" || value(forms[0], "method") != "post" {
		t.Fatalf("no form to reopen: %.400s", a.body)
	}
	if lang, _ := field(forms[0], "lang"); lang != "de" || words(forms[0]) != "Wieder öffnen" {
		t.Errorf("form in %q reads %q", lang, words(forms[0]))
	}
	if !strings.Contains(a.body, `href="/assessments/0193b0c0?lang=de"`) {
		t.Error("no way back to the assessment")
	}
}

// Who comes without a cookie learns how to find an assessment again; who has one is not told to look for another.
func TestNotFoundExplainsCookies(t *testing.T) {
	const explained = "this browser sent no cookie"
	v := newSite(t).visitor()
	v.get("/assessments/0193b0c0-0000-7000-8000-000000000000").is(404).says(explained)
	v.post("/assessments", url.Values{"kind": {"quick"}}).is(303)
	if a := v.get("/assessments/0193b0c0-0000-7000-8000-000000000000").is(404); strings.Contains(a.body, explained) {
		t.Error("a browser with a cookie is told that it has none")
	}
}

func TestScriptsGetErrorsAsJSON(t *testing.T) {
	s := newSite(t)
	s.failing(errors.New("a bug"))
	v := s.visitor()
	v.headers.Set("Accept", "application/json")
	a := v.get("/fails").is(500)
	if strings.TrimSpace(a.body) != `{"status":500}` {
		t.Errorf("got %s", a.body)
	}
}

func TestPanicsAreContained(t *testing.T) {
	s := newSite(t)
	s.server.handler.(*echo.Echo).GET("/panics", func(echo.Context) error { panic("K4NARIENVOGEL") })
	a := s.visitor().get("/panics").is(http.StatusInternalServerError)
	if strings.Contains(a.body, "K4NARIENVOGEL") {
		t.Error("the page shows the panic")
	}
	s.visitor().get("/").is(200)
}
