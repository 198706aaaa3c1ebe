package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/store"
)

// site is the whole server over a store of its own, as the program wires it.
type site struct {
	t      *testing.T
	server *Server
	url    *url.URL
	log    *logged
	data   string // the data folder
}

// logged keeps what the server logs.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// today is the clock of every site.
var today = time.Date(2026, time.November, 25, 10, 42, 0, 0, time.UTC)

const publicURL = "http://lauter.example:8080"

// newSite opens a site. Changes are made to its configuration before it starts.
func newSite(t *testing.T, changes ...func(*Config)) *site {
	t.Helper()
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	data := t.TempDir()
	st, err := store.Open(ctx, data, store.Options{Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := st.ImportModel(ctx, model, assessment.Shipped()); err != nil {
		t.Fatal(err)
	}
	at, _ := url.Parse(publicURL)
	s := &site{t: t, log: &logged{}, data: data}
	cfg := Config{
		Store: st, Model: model, URL: at, Now: func() time.Time { return today },
		Logger: slog.New(slog.NewJSONHandler(s.log, nil)),
	}
	for _, change := range changes {
		change(&cfg)
	}
	s.url, s.server = cfg.URL, New(cfg)
	return s
}

// at moves a site to another public address.
func at(address string) func(*Config) {
	return func(c *Config) { c.URL, _ = url.Parse(address) }
}

// visitor is a browser with its cookies. It follows nothing by itself.
type visitor struct {
	*site
	cookies map[string]string
	headers http.Header
}

func (s *site) visitor() *visitor {
	return &visitor{site: s, cookies: map[string]string{}, headers: http.Header{}}
}

// answer is what the server sent.
type answer struct {
	t *testing.T
	*http.Response
	body string
}

func (v *visitor) get(path string) *answer { v.t.Helper(); return v.send(v.request("GET", path, nil)) }

func (v *visitor) post(path string, form url.Values) *answer {
	v.t.Helper()
	r := v.request("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(r)
}

func (v *visitor) request(method, path string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, v.url.Scheme+"://"+v.url.Host+path, body)
	for name, values := range v.headers {
		r.Header[name] = values
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

func (v *visitor) send(r *http.Request) *answer {
	v.t.Helper()
	recorder := httptest.NewRecorder()
	v.server.ServeHTTP(recorder, r)
	a := &answer{t: v.t, Response: recorder.Result(), body: recorder.Body.String()}
	for _, cookie := range a.Cookies() {
		v.cookies[cookie.Name] = cookie.Value
	}
	return a
}

// is fails the test if the status is another.
func (a *answer) is(status int) *answer {
	a.t.Helper()
	if a.StatusCode != status {
		a.t.Fatalf("status %d, want %d: %.300s", a.StatusCode, status, a.body)
	}
	return a
}

// says fails the test if a text is missing from the page as a person reads it.
func (a *answer) says(texts ...string) *answer {
	a.t.Helper()
	shown := words(a.document())
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			a.t.Errorf("%q is missing in: %.600s", text, shown)
		}
	}
	return a
}

func (a *answer) document() *html.Node {
	a.t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	return doc
}

// all are the elements with this name.
func (a *answer) all(name string) []*html.Node { a.t.Helper(); return elements(a.document(), name) }

func elements(n *html.Node, name string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name {
			found = append(found, d)
		}
	}
	return found
}

// attribute returns the value of an attribute, and whether it is there.
func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func value(n *html.Node, name string) string { v, _ := attribute(n, name); return v }

// words is the text of an element with single spaces.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(" \n\t\r", r) }), " ")
}

// field is the value of a form's field, and whether it is there.
func field(form *html.Node, name string) (string, bool) {
	for _, input := range elements(form, "input") {
		if value(input, "name") == name {
			return value(input, "value"), true
		}
	}
	return "", false
}
