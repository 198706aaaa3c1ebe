package web

import (
	"cmp"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

// viewerKey is where the context keeps who asks.
const viewerKey = "viewer"

// maxForm is the largest body of a form, in bytes.
const maxForm = 64 << 10

// maxForms are those of forms that take more: a text that the law asks for, with every letter written as up to nine
// bytes.
var maxForms = map[string]int64{legalTextPath: 512 << 10}

// request is one request with what every handler needs to know: who asks, and in which language.
type request struct {
	echo.Context
	viewer assessment.Viewer // zero: no cookie, or one that is not known
	p      *locale.Printer
	lang   locale.Lang  // given by ?lang= or by the form's hidden field, else empty; carried on by links and forms
	theme  string       // system, light or dark
	form   url.Values   // of a POST; valid UTF-8
	record func() error // notes that a file leaves; nil: nobody keeps a log of it
	file   []byte       // of a form that takes one; at most one byte more than it may have
}

// work is an assessment of the viewer with its answers, read together.
type work struct {
	*assessment.Assessment
	asked    *assessment.Model // what this assessment asks
	answers  assessment.Answers
	findings *scoring.Findings // of the sample, which is computed in advance; nil for every other
}

func newWork(r *request, a *assessment.Assessment, answers assessment.Answers) *work {
	r.Response().Header().Set("Cache-Control", "no-store")
	return &work{Assessment: a, asked: a.Questionnaire(), answers: answers}
}

func (s *Server) newRequest(c echo.Context) (*request, error) {
	r := &request{Context: c}
	if err := r.readForm(); err != nil {
		return nil, err
	}
	viewer, err := s.viewer(c)
	if err == nil {
		c.Set(viewerKey, viewer) // for the page of an error
	}
	r.viewer = viewer
	r.chooseLanguage(s.speak)
	r.chooseTheme()
	return r, err
}

// readForm decodes the body of a POST within its limits. Forms are the only bodies that the server takes; few addresses
// take a file with them.
func (r *request) readForm() error {
	req := r.Request()
	if req.Method != http.MethodPost {
		return nil
	}
	if r.sendsImport() {
		form, err := r.readImport()
		if err != nil {
			return err
		}
		return r.takeForm(form)
	}
	kind, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if field := uploads[r.Path()]; field != "" && kind == "multipart/form-data" {
		return r.readUpload(field)
	}
	if kind != "application/x-www-form-urlencoded" && !(kind == "" && req.ContentLength == 0) {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	req.Body = http.MaxBytesReader(r.Response(), req.Body, cmp.Or(maxForms[r.Path()], maxForm))
	if err := req.ParseForm(); err != nil {
		return badForm(err)
	}
	return r.takeForm(req.PostForm)
}

// takeForm takes fields that are UTF-8, as a browser sends them.
func (r *request) takeForm(form url.Values) error {
	for name, values := range form {
		for _, value := range append(values, name) {
			if !utf8.ValidString(value) {
				return echo.NewHTTPError(http.StatusBadRequest)
			}
		}
	}
	r.form = form
	return nil
}

// leave is called before a file leaves, when nothing can refuse it any more.
func (r *request) leave() error {
	if r.record == nil {
		return nil
	}
	return r.record()
}

// chooseLanguage finds the language of the response; speak gives its printer.
func (r *request) chooseLanguage(speak func(locale.Lang) *locale.Printer) {
	given := r.QueryParam("lang")
	if given == "" {
		given = r.form.Get("lang")
	}
	lang, ok := locale.Parse(given)
	if ok && r.Path() != languagePath {
		r.lang = lang
	}
	if !ok {
		lang, ok = locale.Parse(r.viewer.Language)
	}
	if !ok {
		lang, ok = locale.Parse(r.cookie(languageCookie))
	}
	if !ok {
		lang = locale.Match(r.Request().Header.Get("Accept-Language"))
	}
	r.p = speak(lang)
}

func (r *request) chooseTheme() {
	r.theme = "system"
	if theme := r.cookie(themeCookie); theme == "light" || theme == "dark" {
		r.theme = theme
	}
}

// cookie returns the value of a cookie, or nothing.
func (r *request) cookie(name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// url carries the language of ?lang= on to another page of this server.
func (r *request) url(path string) string { return templates.Carry(path, r.lang) }

// see answers a write: the browser is sent to the page that shows its effect.
func (r *request) see(path string) error { return r.Redirect(http.StatusSeeOther, r.url(path)) }
