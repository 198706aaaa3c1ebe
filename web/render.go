package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"lauter/internal/locale"
	"lauter/web/templates"
)

func (r *request) ctx() context.Context { return r.Request().Context() }

// frame is what a handler says about the page around its content.
type frame struct {
	title       string // without the product's name
	description string // for search engines; may be empty
	area        string // name of the second style sheet, without ending; empty: none
	private     bool   // not for search engines
	work        *work  // the assessment that the page is about; nil: none
	tab         string // current tab among the results pages: overview, answers; empty: no tabs
	script      string // module to load, without ending; empty: none
	votes       bool   // votes are drawn on it
	copies      bool   // links are shown on it, to be copied
	class       string // of the whole page; empty: none
	refresh     int    // seconds after which a browser without scripts asks again; 0: never
}

// page builds the frame around one page.
func (s *Server) page(r *request, f frame) *templates.Page {
	page := &templates.Page{
		P:           r.p,
		Title:       f.title,
		Lang:        r.p.Lang(),
		Carried:     r.lang,
		Theme:       r.theme,
		Here:        r.Request().URL.RequestURI(),
		Asset:       s.assets.url,
		Area:        f.area,
		Script:      f.script,
		Private:     f.private || f.work != nil && !f.work.isSample(),
		SourceURL:   s.sourceURL,
		Tab:         f.tab,
		Votes:       f.votes,
		Copies:      f.copies,
		Class:       f.class,
		Refresh:     f.refresh,
		Description: f.description,
		User:        r.viewer.Name,
		RunsServer:  r.viewer.Admin,
		Periods:     s.store.Periods(),
	}
	if !page.Private {
		page.Alternates = s.alternates(r)
	}
	if r.Request().Method != http.MethodGet && r.Request().Method != http.MethodHead {
		page.Here = hereAfter(r)
	}
	switch {
	case f.work == nil:
	case f.work.isSample():
		page.Assessment, page.Sample = f.work.Assessment, true
		page.Description = r.p.T("demo.description")
	default:
		page.Assessment = f.work.Assessment
		if page.Script == "" {
			page.Script = "outbox" // sends what may still wait on the device
		}
	}
	return page
}

// alternates are the addresses of a public page in every language, for search engines.
func (s *Server) alternates(r *request) []templates.Alternate {
	var all []templates.Alternate
	for _, lang := range locale.Langs {
		u := url.URL{Scheme: s.url.Scheme, Host: s.url.Host, Path: r.Request().URL.Path, RawQuery: "lang=" + string(lang)}
		all = append(all, templates.Alternate{Lang: lang, URL: u.String()})
	}
	return all
}

// hereAfter is the page that a language or theme switch on the answer to a POST leads back to: the same address where
// that can be read, else the start page.
func hereAfter(r *request) string {
	path := r.Request().URL.Path
	if readable[r.Path()] {
		return path
	}
	if id := r.Param("id"); id != "" {
		return "/assessments/" + id
	}
	if id := r.Param("workshop"); id != "" {
		return templates.WorkshopPath(id)
	}
	if r.viewer.SignedIn() {
		return "/clients"
	}
	return "/"
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a page whole or not at all: a template that fails is an error, never half a page.
func (s *Server) render(r *request, status int, content templ.Component) error {
	return s.renderTo(r, status, content, nil)
}

// renderTo is render, and gives a copy of the page to keep, if it is not nil.
func (s *Server) renderTo(r *request, status int, content templ.Component, keep func([]byte)) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := content.Render(r.ctx(), b); err != nil {
		return err
	}
	if keep != nil {
		keep(bytes.Clone(b.Bytes()))
	}
	return s.send(r, status, b.Bytes())
}

// send answers with a whole page.
func (s *Server) send(r *request, status int, content []byte) error {
	h := r.Response().Header()
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Language")
	h.Set("Content-Language", string(r.p.Lang()))
	return r.Blob(status, "text/html; charset=utf-8", content)
}

// wantsJSON says that a script asks, not a browser's navigation.
func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}
