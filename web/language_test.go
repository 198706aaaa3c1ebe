package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func (a *answer) lang() string { a.t.Helper(); return value(a.all("html")[0], "lang") }

// The address wins, then the cookie, then what the browser prefers, then English.
func TestLanguageOrder(t *testing.T) {
	s := newSite(t)
	tests := []struct{ query, cookie, accept, want string }{
		{"", "", "", "en"},
		{"", "", "de-AT,de;q=0.9,en;q=0.8", "de"},
		{"", "", "fr, it;q=0.5", "en"},
		{"", "en", "de", "en"},
		{"", "de", "en", "de"},
		{"", "fr", "de", "de"},
		{"?lang=en", "de", "de", "en"},
		{"?lang=de", "en", "en", "de"},
		{"?lang=fr", "de", "en", "de"},
		{"?lang=", "", "de", "de"},
		{"?lang=DE", "", "en", "en"},
	}
	for _, test := range tests {
		v := s.visitor()
		if test.cookie != "" {
			v.cookies[languageCookie] = test.cookie
		}
		if test.accept != "" {
			v.headers.Set("Accept-Language", test.accept)
		}
		a := v.get("/" + test.query).is(200)
		if got := a.lang(); got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
		if got := a.Header.Get("Content-Language"); got != test.want {
			t.Errorf("%+v: header %s", test, got)
		}
		if vary := strings.Join(a.Header.Values("Vary"), ","); !strings.Contains(vary, "Cookie") || !strings.Contains(vary, "Accept-Language") {
			t.Errorf("Vary is %q", vary)
		}
	}
}

// A language given in the address goes along on every link and in every form, without a cookie.
func TestLanguageIsCarried(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	pages := []string{"/", "/method", "/method/questions", "/method/questions/data.origin.basis", "/legal/privacy", "/nowhere"}
	for _, path := range pages {
		a := v.get(path + "?lang=de")
		if a.lang() != "de" {
			t.Errorf("%s is not German", path)
		}
		checkCarried(t, path, a, "de")
	}
	for _, path := range pages {
		checkCarried(t, path, v.get(path), "")
	}
	a := v.post("/assessments", url.Values{"kind": {"quick"}, "lang": {"de"}}).is(303)
	if location := a.Header.Get("Location"); !strings.Contains(location, "?lang=de#q") {
		t.Errorf("a run started in German goes on at %s", location)
	}
	if a := v.post("/assessments", url.Values{"lang": {"de"}}).is(422); a.lang() != "de" {
		t.Error("a refused form loses its language")
	}
	if _, set := v.cookies[languageCookie]; set {
		t.Error("carrying the language sets a cookie")
	}
}

func checkCarried(t *testing.T, path string, a *answer, want string) {
	t.Helper()
	for _, link := range a.all("a") {
		href := value(link, "href")
		if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "/static/") {
			continue
		}
		if u, err := url.Parse(href); err != nil || u.Query().Get("lang") != want {
			t.Errorf("%s: link %s, want language %q", path, href, want)
		}
	}
	for _, form := range a.all("form") {
		if value(form, "action") == "/language" {
			continue
		}
		if got, _ := field(form, "lang"); got != want {
			t.Errorf("%s: form to %s, language %q, want %q", path, value(form, "action"), got, want)
		}
	}
}

func TestLanguageSwitch(t *testing.T) {
	v := newSite(t).visitor()
	page := v.get("/method/questions?lang=en&x=1")
	form := languageForm(t, page)
	next, _ := field(form, "next")
	button := elements(form, "button")[0]
	if words(button) != "Deutsch" || value(button, "lang") != "de" || value(button, "value") != "de" {
		t.Errorf("the switch reads %q", words(button))
	}
	a := v.post("/language", url.Values{"lang": {"de"}, "next": {next}}).is(303)
	if got := a.Header.Get("Location"); got != "/method/questions?x=1" {
		t.Errorf("leads to %s", got)
	}
	cookie := a.Cookies()[0]
	if cookie.Name != languageCookie || cookie.Value != "de" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
		t.Errorf("cookie %v", cookie)
	}
	german := v.get("/method/questions")
	if german.lang() != "de" || words(elements(languageForm(t, german), "button")[0]) != "English" {
		t.Error("the choice is not kept")
	}
	v.post("/language", url.Values{"lang": {"fr"}, "next": {"/"}}).is(422)
	if v.cookies[languageCookie] != "de" {
		t.Error("a refused choice is kept")
	}
}

func languageForm(t *testing.T, a *answer) *html.Node {
	t.Helper()
	for _, form := range elements(a.all("footer")[0], "form") {
		if value(form, "action") == "/language" {
			return form
		}
	}
	t.Fatal("no switch of the language in the footer")
	return nil
}

func TestTheme(t *testing.T) {
	v := newSite(t).visitor()
	if _, set := attribute(v.get("/").all("html")[0], "data-theme"); set {
		t.Error("a theme without a choice")
	}
	for _, theme := range []string{"dark", "light"} {
		v.post("/preferences", url.Values{"theme": {theme}, "next": {"/method"}}).is(303)
		a := v.get("/method")
		if got := value(a.all("html")[0], "data-theme"); got != theme {
			t.Errorf("got theme %q, want %q", got, theme)
		}
		if !strings.Contains(a.body, `<meta name="color-scheme" content="`+theme+`">`) {
			t.Errorf("%s: the browser is not told the colours", theme)
		}
		for _, button := range a.all("button") {
			if value(button, "name") == "theme" && (value(button, "aria-pressed") == "true") != (value(button, "value") == theme) {
				t.Errorf("%s: button %s is pressed: %s", theme, value(button, "value"), value(button, "aria-pressed"))
			}
		}
	}
	v.post("/preferences", url.Values{"theme": {"system"}}).is(303)
	if _, set := attribute(v.get("/").all("html")[0], "data-theme"); set {
		t.Error("the system’s theme is overridden")
	}
	v.post("/preferences", url.Values{"theme": {"pink"}}).is(422)
	v.cookies[themeCookie] = "pink"
	if _, set := attribute(v.get("/").is(200).all("html")[0], "data-theme"); set {
		t.Error("an unknown theme in a cookie is used")
	}
}

func TestSafeNext(t *testing.T) {
	tests := []struct{ next, want string }{
		{"/", "/"},
		{"", "/"},
		{"/method#score", "/method#score"},
		{"/assessments/x/questions/y?lang=de", "/assessments/x/questions/y"},
		{"/a?lang=de&b=1", "/a?b=1"},
		{"method", "/"},
		{"//evil.example", "/"},
		{"///evil.example", "/"},
		{`/\evil.example`, "/"},
		{`\\evil.example`, "/"},
		{"https://evil.example/", "/"},
		{"javascript:alert(1)", "/"},
		{"/\t/evil.example", "/"},
		{"/\r\nSet-Cookie: x=y", "/"},
		{"/%zz", "/"},
		{" //evil.example", "/"},
		{"/%2F/evil.example", "/%2F/evil.example"},
	}
	for _, test := range tests {
		if got := safeNext(test.next); got != test.want {
			t.Errorf("safeNext(%q) = %q, want %q", test.next, got, test.want)
		}
	}
}

func FuzzSafeNext(f *testing.F) {
	for _, next := range []string{"/", "//x", `/\x`, "/a?lang=de#b", "/.//x", "/..//x", "/%5c", "/\x00", "/?\u2028", "/;//x", "/a\u00a0b"} {
		f.Add(next)
	}
	base, _ := url.Parse("https://lauter.example/language")
	f.Fuzz(func(t *testing.T, next string) {
		got := safeNext(next)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.HasPrefix(got, `/\`) {
			t.Fatalf("safeNext(%q) = %q is no path", next, got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
			t.Fatalf("safeNext(%q) = %q has a control character", next, got)
		}
		u, err := base.Parse(got)
		if err != nil || u.Scheme != "https" || u.Host != "lauter.example" || u.User != nil {
			t.Fatalf("safeNext(%q) = %q leads to %v, %v", next, got, u, err)
		}
		if u.Query().Has("lang") {
			t.Fatalf("safeNext(%q) = %q keeps the language", next, got)
		}
		if again := safeNext(got); again != got {
			t.Fatalf("safeNext(%q) = %q, and of that %q", next, got, again)
		}
	})
}
