package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/store"
	"lauter/web"
)

// site is the real handler over a real store, with a clock that the test moves.
type site struct {
	handler http.Handler
	model   *assessment.Model
	store   *store.Store

	mu  sync.Mutex
	now time.Time
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)}
	var err error
	if s.model, err = assessment.Load(); err != nil {
		t.Fatal(err)
	}
	if s.store, err = store.Open(t.Context(), t.TempDir(), store.Options{Now: s.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.store.ImportModel(context.Background(), s.model, assessment.Shipped()); err != nil {
		t.Fatal(err)
	}
	s.handler = web.New(web.Config{
		Store: s.store, Model: s.model, URL: &url.URL{Scheme: "http", Host: "lauter.example"},
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: s.clock,
	})
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// visitor is a browser without script: it keeps cookies, follows nothing by itself, and sends forms as they stand.
type visitor struct {
	t       *testing.T
	site    *site
	accept  string // Accept-Language
	cookies map[string]string
}

func (s *site) visitor(t *testing.T) *visitor {
	return &visitor{t: t, site: s, accept: "en", cookies: map[string]string{}}
}

// page is a response with its document.
type page struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	doc    *html.Node
	path   string
}

func (v *visitor) do(req *http.Request) *page {
	v.t.Helper()
	req.Host = "lauter.example"
	req.Header.Set("Accept-Language", v.accept)
	for name, value := range v.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	recorder := httptest.NewRecorder()
	ctx, leave := context.WithCancel(req.Context())
	defer leave()
	v.site.handler.ServeHTTP(flushed{recorder, leave}, req.WithContext(ctx))
	response := recorder.Result()
	for _, cookie := range response.Cookies() {
		v.cookies[cookie.Name] = cookie.Value
	}
	p := &page{t: v.t, status: response.StatusCode, header: response.Header, body: recorder.Body.String(), path: req.URL.RequestURI()}
	doc, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		v.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	p.doc = doc
	return p
}

// flushed is a response that is left as soon as a part of it is sent, as a stream that would never end.
type flushed struct {
	*httptest.ResponseRecorder
	leave func()
}

func (f flushed) Flush() {
	f.ResponseRecorder.Flush()
	f.leave()
}

func (v *visitor) get(path string) *page {
	v.t.Helper()
	path, _, _ = strings.Cut(path, "#")
	return v.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (v *visitor) post(path string, fields url.Values) *page {
	v.t.Helper()
	return v.do(newPost(path, fields))
}

func newPost(path string, fields url.Values) *http.Request {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

// json posts as a script does.
func (v *visitor) json(path string, fields url.Values, header ...string) *page {
	v.t.Helper()
	req := newPost(path, fields)
	req.Header.Set("Accept", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return v.do(req)
}

// start begins an assessment and returns its address.
func (v *visitor) start(kind assessment.Kind) string {
	v.t.Helper()
	p := v.post("/assessments", url.Values{"kind": {string(kind)}, "organisation": {"Nordwind"}})
	if p.status != http.StatusSeeOther {
		v.t.Fatalf("POST /assessments = %d", p.status)
	}
	root, _, ok := strings.Cut(p.location(), "/questions/")
	if !ok {
		v.t.Fatalf("starting leads to %s", p.location())
	}
	return root
}

// answer saves an answer and fails the test if that is refused.
func (v *visitor) answer(root, question string, fields url.Values) {
	v.t.Helper()
	if fields.Get("intent") == "" {
		fields.Set("intent", "stay")
	}
	if p := v.post(root+"/questions/"+question, fields); p.status != http.StatusSeeOther {
		v.t.Fatalf("answering %s with %v = %d", question, fields, p.status)
	}
}

func (p *page) location() string { return p.header.Get("Location") }

// want fails the test unless the page has this status.
func (p *page) want(status int) *page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s = %d, want %d\n%.1500s", p.path, p.status, status, p.text(p.doc))
	}
	return p
}

// all returns the elements below a node, in document order, that a test holds for.
func all(n *html.Node, is func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && is(d) {
			found = append(found, d)
		}
	}
	return found
}

func tag(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

func with(name, value string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attr(n, name) == value }
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// one returns the only element below the document that a test holds for.
func (p *page) one(what string, is func(*html.Node) bool) *html.Node {
	p.t.Helper()
	found := all(p.doc, is)
	if len(found) != 1 {
		p.t.Fatalf("%s: %d elements %s, want 1", p.path, len(found), what)
	}
	return found[0]
}

func (p *page) id(id string) *html.Node { p.t.Helper(); return p.one("#"+id, with("id", id)) }

// text is the text of a node with its spaces joined.
func (p *page) text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "style" && d.Parent.Data != "script" {
			b.WriteString(d.Data)
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (p *page) title() string { p.t.Helper(); return p.text(p.one("title", tag("title"))) }

func (p *page) lang() string { p.t.Helper(); return attr(p.one("html", tag("html")), "lang") }

// says fails the test unless all of these stand on the page.
func (p *page) says(texts ...string) {
	p.t.Helper()
	shown := p.text(p.doc)
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			p.t.Errorf("%s does not say %q; it says %.1500s", p.path, text, shown)
		}
	}
}
