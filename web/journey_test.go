package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A whole run sends nothing but the forms that it finds in the pages, by their first button, with a mix of answers.
func TestWholeRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		start  string // button of the start page
		page   string // address to start from
		accept string
		lang   string
		finish string
		asked  int
		cookie bool // the language is chosen by the switch
	}{
		{name: "quick, English", start: "Start the quick scan", page: "/", accept: "en", lang: "en", finish: "Finish", asked: 15},
		{name: "quick, German by browser", start: "Schnelltest starten", page: "/", accept: "de", lang: "de", finish: "Abschließen", asked: 15},
		{name: "quick, German by address", start: "Schnelltest starten", page: "/?lang=de", accept: "en", lang: "de", finish: "Abschließen", asked: 15},
		{name: "full, English by switch", start: "Full assessment", page: "/", accept: "de", lang: "en", finish: "Finish", asked: 46, cookie: true},
		{name: "full, German by address", start: "Vollständige Standortbestimmung", page: "/?lang=de", accept: "en", lang: "de", finish: "Abschließen", asked: 46},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			v := s.visitor(t)
			v.accept = tc.accept
			if tc.cookie {
				v.post("/language", url.Values{"lang": {tc.lang}, "next": {"/"}}).want(303)
			}
			p := v.get(tc.page).want(200)
			p = v.follow(v.submit(p, p.form(tc.start), tc.start))
			asked := 0
			for ; strings.Contains(p.path, "/questions/"); asked++ {
				if asked > tc.asked {
					t.Fatal("the questions do not end")
				}
				p.want(200)
				if p.lang() != tc.lang {
					t.Fatalf("%s is in %s, want %s", p.path, p.lang(), tc.lang)
				}
				s.wait(10 * time.Second)
				p = v.follow(v.submit(p, fill(p, asked), ""))
			}
			if asked != tc.asked {
				t.Errorf("%d questions, want %d", asked, tc.asked)
			}
			if path, _, _ := strings.Cut(p.path, "?"); !strings.HasSuffix(path, "/review") {
				t.Fatalf("after the last question comes %s", p.path)
			}
			finished := v.submit(p, p.form(tc.finish), tc.finish).want(303)
			if path, _, _ := strings.Cut(finished.location(), "?"); !strings.HasSuffix(path, "/results") {
				t.Errorf("finishing leads to %s", finished.location())
			}
			results := v.follow(finished).want(200)
			if results.lang() != tc.lang {
				t.Errorf("results are in %s", results.lang())
			}
		})
	}
}

// fill chooses an answer in a form: the levels in turn, now and then don't know or, where it is offered, not applicable.
func fill(p *page, n int) form {
	f := p.answerForm()
	values := f.values
	switch offered := len(all(f.node, with("value", "na"))) > 0; {
	case n%9 == 4:
		values.Set("answer", "dk")
	case n%7 == 6 && offered:
		values.Set("answer", "na")
		values.Set("reason", "Betrifft uns nicht, there is nothing of it. 🙂")
	default:
		values.Set("answer", strconv.Itoa(n%5+1))
		values.Set("note", "Notiz "+strconv.Itoa(n))
		values["evidence"] = []string{"https://example.org/" + strconv.Itoa(n)}
	}
	return f
}
