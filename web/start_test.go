package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
)

// startForms are the forms of the start page by the kind that they start.
func startForms(a *answer) map[string]*html.Node {
	a.t.Helper()
	found := map[string]*html.Node{}
	for _, form := range a.all("form") {
		if value(form, "action") == "/assessments" {
			kind, _ := field(form, "kind")
			found[kind] = form
		}
	}
	return found
}

func TestStartPage(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		lang, quick, full   string
		quickTime, fullTime string
	}{
		{"en", "Start the quick scan", "Full assessment", "15 questions, under 5 minutes", "46 questions, about 20 minutes"},
		{"de", "Schnelltest starten", "Vollständige Standortbestimmung", "15 Fragen, unter 5 Minuten", "46 Fragen, etwa 20 Minuten"},
	}
	for _, test := range tests {
		a := s.visitor().get("/?lang=" + test.lang).is(200)
		forms := startForms(a)
		if len(forms) != 2 {
			t.Fatalf("%d forms", len(forms))
		}
		for kind, want := range map[string]string{"quick": test.quick, "full": test.full} {
			buttons := elements(forms[kind], "button")
			if len(buttons) != 1 || words(buttons[0]) != want || value(forms[kind], "method") != "post" {
				t.Errorf("%s: the button reads %q, want %q", kind, words(buttons[0]), want)
			}
			if _, ok := field(forms[kind], "organisation"); !ok {
				t.Errorf("%s: no field for the organisation", kind)
			}
		}
		a.says(test.quickTime, test.fullTime)
		for _, c := range s.server.model().Capabilities() {
			a.says(locale.For(locale.Lang(test.lang)).Text(c.Name))
		}
		if a.Header.Get("Cache-Control") == "no-store" {
			t.Error("the start page of a stranger has nothing to hide")
		}
	}
}

func TestStartAnAssessment(t *testing.T) {
	for _, address := range []string{publicURL, "https://lauter.example"} {
		s := newSite(t, at(address))
		for _, kind := range []assessment.Kind{assessment.KindQuick, assessment.KindFull} {
			v := s.visitor()
			a := v.post("/assessments", url.Values{"kind": {string(kind)}, "organisation": {" Nord\twind\r\n Retail\x00 "}}).is(303)
			location := a.Header.Get("Location")
			id, ok := strings.CutSuffix(strings.TrimPrefix(location, "/assessments/"), "/questions/data.origin.source#q")
			if !ok {
				t.Fatalf("leads to %s", location)
			}
			cookie := a.Cookies()[0]
			secure := s.url.Scheme == "https"
			name := map[bool]string{true: "__Host-lauter", false: "lauter"}[secure]
			if cookie.Name != name || cookie.Secure != secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
				t.Errorf("%s: cookie %v", address, cookie)
			}
			viewer, err := s.server.store.Viewer(context.Background(), cookie.Value)
			if err != nil {
				t.Fatal(err)
			}
			saved, err := s.server.store.Assessment(context.Background(), viewer, id)
			if err != nil {
				t.Fatal(err)
			}
			if saved.Kind != kind || saved.Organisation != "Nord wind Retail" {
				t.Errorf("saved as %s of %q", saved.Kind, saved.Organisation)
			}
			again := v.post("/assessments", url.Values{"kind": {"quick"}}).is(303)
			if len(again.Cookies()) != 0 {
				t.Error("a second assessment makes another guest")
			}
		}
	}
}

// A cookie that nobody knows any more is replaced, not refused.
func TestStartWithForgottenCookie(t *testing.T) {
	v := newSite(t).visitor()
	v.cookies["lauter"] = "long-forgotten"
	v.get("/").is(200)
	if a := v.post("/assessments", url.Values{"kind": {"quick"}}).is(303); len(a.Cookies()) != 1 {
		t.Error("no new cookie")
	}
	v.get("/").is(200).says("0 of 15 questions answered")
}

func TestStartRefused(t *testing.T) {
	s := newSite(t)
	long := strings.Repeat("ü", 121)
	v := s.visitor()
	a := v.post("/assessments", url.Values{"kind": {"full"}, "organisation": {long}, "lang": {"de"}}).is(422)
	a.says("Der Name ist zu lang. Kürzen Sie ihn auf höchstens 120 Zeichen.")
	if got := words(a.all("title")[0]); !strings.HasPrefix(got, "Fehler: ") {
		t.Errorf("title %q", got)
	}
	forms := startForms(a)
	if typed, _ := field(forms["full"], "organisation"); typed != long {
		t.Errorf("what was typed is lost: %q", typed)
	}
	if typed, _ := field(forms["quick"], "organisation"); typed != "" {
		t.Errorf("what was typed stands in the other form: %q", typed)
	}
	input := elements(forms["full"], "details")[0]
	if _, open := attribute(input, "open"); !open {
		t.Error("the field with the mistake is hidden")
	}
	if !strings.Contains(a.body, `href="#organisation-full"`) || !strings.Contains(a.body, `id="organisation-full-error"`) {
		t.Error("the mistake is not linked")
	}
	for _, kind := range []string{"", "half", "QUICK"} {
		v.post("/assessments", url.Values{"kind": {kind}}).is(422).says("Choose the quick scan or the full assessment.")
	}
	if len(v.cookies) != 0 {
		t.Errorf("refused, and yet a cookie: %v", v.cookies)
	}
	v.post("/assessments", url.Values{"kind": {"full"}, "organisation": {strings.Repeat("ü", 120)}}).is(303)
}

// The start page leads back to what this browser has begun, and shows it to nobody else.
func TestOwnAssessments(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	v.post("/assessments", url.Values{"kind": {"full"}, "organisation": {"Nordwind <b>Retail</b>"}}).is(303)
	v.post("/assessments", url.Values{"kind": {"quick"}}).is(303)
	viewer, err := s.server.store.Viewer(context.Background(), v.cookies["lauter"])
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.server.store.Assessments(context.Background(), viewer)
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	for _, own := range all {
		answer := assessment.Answer{Choice: assessment.DontKnow}
		if _, err := s.server.store.SaveAnswer(context.Background(), viewer, own.ID, "data.origin.source", answer, 0); err != nil {
			t.Fatal(err)
		}
		if own.Kind == assessment.KindQuick {
			if err := s.server.store.Finish(context.Background(), viewer, own.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	a := v.get("/").is(200).says("Nordwind <b>Retail</b>", "1 of 46 questions answered", "Finished", "25 November 2026")
	for _, own := range all {
		path := "/assessments/" + own.ID
		if own.Kind == assessment.KindQuick {
			path += "/results"
		}
		if !strings.Contains(a.body, `href="`+path+`"`) {
			t.Errorf("no link to %s", path)
		}
	}
	if a.Header.Get("Cache-Control") != "no-store" {
		t.Error("a page with somebody’s assessments may be kept by caches")
	}
	if other := s.visitor().get("/"); strings.Contains(other.body, "Nordwind") {
		t.Error("a stranger sees it")
	}
	for range 3 {
		v.post("/assessments", url.Values{"kind": {"quick"}}).is(303)
	}
	v.get("/").says("2 older assessments")
}

func TestPreferences(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	v.post("/preferences", url.Values{"shortcuts": {"off"}, "next": {"/method"}}).is(303)
	if len(v.cookies) != 0 {
		t.Error("a switch makes a stranger a guest")
	}
	v.post("/assessments", url.Values{"kind": {"quick"}}).is(303)
	set := func(form url.Values, status int) assessment.Preferences {
		t.Helper()
		v.post("/preferences", form).is(status)
		viewer, err := s.server.store.Viewer(context.Background(), v.cookies["lauter"])
		if err != nil {
			t.Fatal(err)
		}
		return viewer.Preferences
	}
	if got, want := set(url.Values{"shortcuts": {"off"}}, 303), (assessment.Preferences{Shortcuts: assessment.Off}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	both := assessment.Preferences{Shortcuts: assessment.Off, Advance: assessment.On}
	if got := set(url.Values{"advance": {"on"}}, 303); got != both {
		t.Errorf("got %v, want %v", got, both)
	}
	if got := set(url.Values{"advance": {"off"}, "shortcuts": {"maybe"}, "theme": {"dark"}}, 422); got != both {
		t.Errorf("a refused form changes %v", got)
	}
	if v.cookies[themeCookie] != "" {
		t.Error("a refused form changes the theme")
	}
	a := v.post("/preferences", url.Values{"theme": {"dark"}, "next": {"//evil.example"}, "lang": {"de"}}).is(303)
	if got := a.Header.Get("Location"); got != "/?lang=de" {
		t.Errorf("leads to %s", got)
	}
}
