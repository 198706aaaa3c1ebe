package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// routes lists method and path of everything that the server answers to, with parameters that a stranger may try.
func (s *site) routes() [][2]string {
	var all [][2]string
	for _, r := range s.server.handler.(*echo.Echo).Routes() {
		all = append(all, [2]string{r.Method, fillPath(s, r.Path)})
	}
	return all
}

// fillPath puts values into a pattern; what they name does not exist, but for questions and files.
func fillPath(s *site, pattern string) string {
	return strings.NewReplacer(
		":id", "0193b0c0-0000-7000-8000-000000000000",
		":q", "data.origin.source",
		":scope", "overall",
		":token", "not-a-token",
		":page", "imprint",
		":version", s.server.assets.version,
		":c", "data.origin",
		"*", "base.css",
	).Replace(pattern)
}

// policies are who is let in, by method and address of routes.
func (s *site) policies() map[[2]string]string {
	all := map[[2]string]string{}
	for _, r := range s.server.Routes() {
		filled := fillPath(s, r.Path)
		all[[2]string{r.Method, filled}] = r.Policy
		if r.Method == http.MethodGet {
			all[[2]string{http.MethodHead, filled}] = r.Policy
		}
	}
	return all
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
			"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"Referrer-Policy":        "same-origin",
		"X-Content-Type-Options": "nosniff",
	}
	for _, address := range []string{publicURL, "https://lauter.example"} {
		s := newSite(t, at(address))
		tries := append(s.routes(),
			[2]string{"GET", "/nowhere"}, [2]string{"PUT", "/"}, [2]string{"GET", "/static/old/base.css"},
			[2]string{"GET", "/legal/nothing"}, [2]string{"GET", "/method/questions/no.such.question"})
		if len(tries) < 40 {
			t.Errorf("only %d routes", len(tries))
		}
		for _, try := range tries {
			a := s.visitor().send(s.visitor().request(try[0], try[1], nil))
			for name, value := range want {
				if got := a.Header.Get(name); got != value {
					t.Errorf("%s %s: %s: got %q, want %q", try[0], try[1], name, got, value)
				}
			}
			if a.Header.Get("X-Request-Id") == "" {
				t.Errorf("%s %s: no request id", try[0], try[1])
			}
			hsts := a.Header.Get("Strict-Transport-Security")
			if https := s.url.Scheme == "https"; https != strings.HasPrefix(hsts, "max-age=31536000") {
				t.Errorf("%s %s at %s: HSTS %q", try[0], try[1], address, hsts)
			}
		}
	}
}

// A stranger gets public pages and nothing else, and no cookie from looking at them.
func TestStrangersSeePublicPagesOnly(t *testing.T) {
	s := newSite(t)
	public := []string{"/", "/method", "/method/questions", "/method/questions/data.origin.source", "/legal/imprint",
		"/static/" + s.server.assets.version + "/base.css", "/healthz", "/readyz", "/sign-in", "/legal/data", "/join"}
	policies := s.policies()
	for _, route := range s.routes() {
		method, path := route[0], route[1]
		if method == "POST" {
			continue
		}
		a := s.visitor().send(s.visitor().request(method, path, nil))
		want := http.StatusNotFound
		switch policy, _, _ := strings.Cut(policies[route], ":"); {
		case slices.Contains(public, path):
			want = http.StatusOK
		case policy == "user", policy == "client", policy == "workspace", policy == "installation", path == "/sign-in/code", path == "/sign-in/forgotten":
			want = http.StatusSeeOther // to the sign-in
		}
		if a.StatusCode != want {
			t.Errorf("%s %s: status %d, want %d", method, path, a.StatusCode, want)
		}
		if len(a.Cookies()) > 0 {
			t.Errorf("%s %s sets a cookie", method, path)
		}
	}
	for _, route := range s.routes() {
		if path := route[1]; route[0] == "POST" && strings.HasPrefix(path, "/assessments/") {
			s.visitor().post(path, url.Values{"answer": {"3"}}).is(http.StatusNotFound)
		}
	}
}

func TestHosts(t *testing.T) {
	tests := []struct {
		url, host, path string
		want            int
	}{
		{"http://lauter.example:8080", "lauter.example:8080", "/", 200},
		{"http://lauter.example:8080", "lauter.example", "/", 421},
		{"http://lauter.example:8080", "evil.example", "/", 421},
		{"http://lauter.example:8080", "localhost:8080", "/", 421},
		{"http://lauter.example:8080", "evil.example", "/static/x/base.css", 421},
		{"http://lauter.example:8080", "10.0.0.7:8080", "/healthz", 200},
		{"http://lauter.example:8080", "10.0.0.7:8080", "/readyz", 200},
		{"http://127.0.0.1:8080", "localhost:8080", "/", 200},
		{"http://127.0.0.1:8080", "127.0.0.1:8080", "/", 200},
		{"http://127.0.0.1:8080", "[::1]:8080", "/", 200},
		{"http://localhost:8080", "127.0.0.1:8080", "/", 200},
		{"http://127.0.0.1:8080", "127.0.0.1:9090", "/", 421},
		{"http://127.0.0.1:8080", "localhost", "/", 421},
		{"https://lauter.example", "lauter.example", "/", 200},
	}
	for _, test := range tests {
		s := newSite(t, at(test.url))
		r := s.visitor().request("GET", test.path, nil)
		r.Host = test.host
		if a := s.visitor().send(r); a.StatusCode != test.want {
			t.Errorf("%s asked as %s%s: status %d, want %d", test.url, test.host, test.path, a.StatusCode, test.want)
		}
	}
}

func TestCrossSiteWritesAreRefused(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		name, value string
		want        int
	}{
		{"", "", 303}, // no browser
		{"Sec-Fetch-Site", "same-origin", 303},
		{"Sec-Fetch-Site", "none", 303},
		{"Sec-Fetch-Site", "same-site", 403},
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Origin", publicURL, 303},
		{"Origin", "http://evil.example", 403},
		{"Origin", "null", 403},
	}
	for _, test := range tests {
		v := s.visitor()
		if test.name != "" {
			v.headers.Set(test.name, test.value)
		}
		if a := v.post("/assessments", url.Values{"kind": {"quick"}}); a.StatusCode != test.want {
			t.Errorf("%s: %s: status %d, want %d", test.name, test.value, a.StatusCode, test.want)
		} else if test.want == 403 && len(a.Cookies()) > 0 {
			t.Errorf("%s: %s: refused and yet a guest", test.name, test.value)
		}
	}
	v := s.visitor()
	v.headers.Set("Sec-Fetch-Site", "cross-site")
	v.get("/").is(200) // links from elsewhere lead here
}

func TestMethodsThatAnAddressDoesNotTake(t *testing.T) {
	s := newSite(t)
	tests := []struct{ method, path, allow string }{
		{"POST", "/method", "GET"},
		{"PUT", "/", "GET"},
		{"DELETE", "/assessments/0193b0c0-0000-7000-8000-000000000000", "GET"},
		{"GET", "/language", "POST"},
		{"GET", "/assessments", "POST"},
		{"PATCH", "/resume/x", "POST"},
	}
	for _, test := range tests {
		a := s.visitor().send(s.visitor().request(test.method, test.path, nil))
		if a.StatusCode != 405 || !strings.Contains(a.Header.Get("Allow"), test.allow) {
			t.Errorf("%s %s: status %d, Allow %q; want 405 and %s", test.method, test.path, a.StatusCode, a.Header.Get("Allow"), test.allow)
		}
	}
	if a := s.visitor().send(s.visitor().request("HEAD", "/", nil)); a.StatusCode != 200 {
		t.Errorf("HEAD /: status %d", a.StatusCode)
	}
}

func TestBodiesThatAreNoForms(t *testing.T) {
	s := newSite(t)
	const form = "application/x-www-form-urlencoded"
	tests := []struct {
		name, contentType, body string
		want                    int
	}{
		{"form", form, "kind=quick", 303},
		{"form with charset", form + "; charset=utf-8", "kind=quick", 303},
		{"JSON", "application/json", `{"kind":"quick"}`, 415},
		{"multipart", "multipart/form-data; boundary=x", "--x--", 415},
		{"text", "text/plain", "kind=quick", 415},
		{"no type", "", "kind=quick", 415},
		{"64 KB", form, "kind=quick&x=" + strings.Repeat("a", 64<<10-len("kind=quick&x=")), 303},
		{"one byte more", form, "kind=quick&x=" + strings.Repeat("a", 64<<10-len("kind=quick&x=")+1), 413},
		{"broken escape", form, "kind=quick&x=%zz", 400},
		{"semicolon", form, "kind=quick;x=1", 400},
		{"invalid UTF-8", form, "kind=quick&organisation=%ff%fe", 400},
		{"invalid UTF-8 in a name", form, "kind=quick&%ff=1", 400},
	}
	for _, test := range tests {
		r := s.visitor().request("POST", "/assessments", bytes.NewBufferString(test.body))
		r.Header.Del("Content-Type")
		if test.contentType != "" {
			r.Header.Set("Content-Type", test.contentType)
		}
		if a := s.visitor().send(r); a.StatusCode != test.want {
			t.Errorf("%s: status %d, want %d", test.name, a.StatusCode, test.want)
		}
	}
}

// Nothing of what a page holds comes from elsewhere, and nothing in it needs what the security policy forbids.
func TestPagesBringNothingForbidden(t *testing.T) {
	s := newSite(t, func(c *Config) { c.SourceURL = "https://source.example/lauter" })
	for _, path := range []string{"/", "/method", "/method/questions", "/method/questions/data.rights.objection",
		"/legal/imprint", "/legal/privacy", "/legal/accessibility", "/nowhere"} {
		a := s.visitor().get(path)
		for n := range a.document().Descendants() {
			for _, attr := range n.Attr {
				switch {
				case attr.Key == "style", strings.HasPrefix(attr.Key, "on"):
					t.Errorf("%s: <%s %s=%q>", path, n.Data, attr.Key, attr.Val)
				case attr.Key == "src", attr.Key == "action", attr.Key == "href" && n.Data == "link" && value(n, "rel") != "alternate" && value(n, "rel") != "icon":
					if !strings.HasPrefix(attr.Val, "/") || strings.HasPrefix(attr.Val, "//") {
						t.Errorf("%s: <%s %s=%q>", path, n.Data, attr.Key, attr.Val)
					}
				}
			}
			if n.Data == "style" || n.Data == "script" && value(n, "src") == "" {
				t.Errorf("%s: inline <%s>", path, n.Data)
			}
		}
		if n := len(a.all("h1")); n != 1 {
			t.Errorf("%s: %d first headings", path, n)
		}
		if n := len(a.all("main")); n != 1 {
			t.Errorf("%s: %d main parts", path, n)
		}
	}
}

func TestFooter(t *testing.T) {
	v := newSite(t).visitor()
	var links []string
	for _, a := range elements(v.get("/").all("footer")[0], "a") {
		links = append(links, words(a)+" "+value(a, "href"))
	}
	want := []string{"Legal notice /legal/imprint", "Privacy /legal/privacy", "Accessibility /legal/accessibility",
		"How scores are worked out /method"}
	if !slices.Equal(links, want) {
		t.Errorf("got %q, want %q", links, want)
	}
	v = newSite(t, func(c *Config) { c.SourceURL = "https://source.example/lauter" }).visitor()
	if !strings.Contains(v.get("/").body, `<a href="https://source.example/lauter">Source code</a>`) {
		t.Error("no link to the source code")
	}
}

func TestSearchEngines(t *testing.T) {
	v := newSite(t, at("https://lauter.example")).visitor()
	a := v.get("/method")
	if strings.Contains(a.body, "noindex") {
		t.Error("the method is hidden from search engines")
	}
	for _, lang := range []string{"en", "de"} {
		link := `<link rel="alternate" hreflang="` + lang + `" href="https://lauter.example/method?lang=` + lang + `">`
		if !strings.Contains(a.body, link) {
			t.Errorf("%s is missing", link)
		}
	}
	if a := v.get("/nowhere"); !strings.Contains(a.body, `<meta name="robots" content="noindex">`) || strings.Contains(a.body, "hreflang") {
		t.Error("an error page is offered to search engines")
	}
}
