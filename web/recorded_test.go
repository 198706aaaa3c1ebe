package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// lost is a connection that breaks before the first byte has arrived.
type lost struct{ header http.Header }

func (l lost) Header() http.Header       { return l.header }
func (l lost) WriteHeader(int)           {}
func (l lost) Write([]byte) (int, error) { return 0, errors.New("connection reset by peer") }

// exports are the addresses of files that leave a client's assessment, as registered.
func (w *world) exports() (paths []string) {
	for _, r := range w.server.Routes() {
		last := r.Path[strings.LastIndex(r.Path, "/")+1:]
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/assessments/") && strings.Contains(last, ".") && last != "logo.png" {
			paths = append(paths, r.Path)
		}
	}
	return paths
}

func TestExportsAreRecordedBeforeTheyLeave(t *testing.T) {
	w := newWorld(t)
	a := w.actor("admin")
	entries := func() string {
		return w.row(`SELECT count(*) FROM audit_log WHERE event = 'exported' AND actor = ?`, a.viewer.UserID)
	}
	recorded := func(what string, want bool, ask func()) {
		t.Helper()
		before := entries()
		ask()
		if got := entries() != before; got != want {
			t.Errorf("%s: recorded %v, want %v", what, got, want)
		}
	}
	target := w.target("own")
	all := w.exports()
	if len(all) < 7 {
		t.Fatalf("only %v are exports", all)
	}
	for _, path := range all {
		address := w.fill(path, target)
		recorded(path, true, func() { w.send(a, http.MethodGet, address, nil).want(http.StatusOK) })
		recorded("HEAD "+path, false, func() { w.send(a, http.MethodHead, address, nil) })
		recorded("a lost "+path, true, func() {
			req := httptest.NewRequest(http.MethodGet, address, nil)
			req.Host = "lauter.example"
			req.AddCookie(&http.Cookie{Name: "lauter", Value: a.token})
			w.handler.ServeHTTP(lost{http.Header{}}, req)
		})
	}
	for _, refused := range []string{
		"/results/answers.csv?separator=tab", "/report.pdf?paper=a5", "/report.pdf?lang=fr", "/results/compare.csv?with=x",
	} {
		recorded(refused, false, func() {
			p := w.send(a, http.MethodGet, "/assessments/"+target.params["id"]+refused, nil)
			if p.status == http.StatusOK {
				t.Errorf("%s: status %d, want no file", refused, p.status)
			}
			if got := p.header.Get("Content-Disposition"); got != "" {
				t.Errorf("%s: a refusal is called %q", refused, got)
			}
		})
	}
}
