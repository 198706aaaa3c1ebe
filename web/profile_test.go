package web_test

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// facts reads what is known about the company of an assessment.
func (v *visitor) facts(root string) map[string][]string {
	v.t.Helper()
	guest, err := v.site.store.Viewer(context.Background(), v.cookies["lauter"])
	if err != nil {
		v.t.Fatal(err)
	}
	a, err := v.site.store.Assessment(context.Background(), guest, path.Base(root))
	if err != nil {
		v.t.Fatal(err)
	}
	return a.Facts
}

func TestFactsAreKeptAndShown(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	tasks := v.get(root).want(http.StatusOK)
	tasks.says("Optional: 19 facts about your company", "0 of 19 Not yet started")

	form := v.get(root + "/profile").want(http.StatusOK).form("Save")
	for name, values := range form.values {
		if !cmp.Equal(values, []string{""}) {
			t.Errorf("%s is %q before anything was said", name, values)
		}
	}
	if n := len(form.values); n != 18 { // 17 radio groups and a list; boxes that are not ticked send nothing
		t.Errorf("%d facts are sent, want 18", n)
	}
	form.values["b2c"] = []string{"no"}
	form.values["countries"] = []string{"CH", "AT"}
	form.values["sector"] = []string{"media"}
	saved := v.submit(v.get(root+"/profile"), form, "")
	if saved.want(http.StatusSeeOther); saved.location() != root {
		t.Errorf("saving leads to %s, want %s", saved.location(), root)
	}
	want := map[string][]string{"b2c": {"no"}, "countries": {"CH", "AT"}, "sector": {"media"}}
	if diff := cmp.Diff(want, v.facts(root)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	v.follow(saved).says("3 of 19 answered")

	again := v.get(root + "/profile").form("Save")
	for name, values := range want {
		got := again.values[name]
		if name == "countries" {
			values = []string{"AT", "CH"} // in the order of the page
		}
		if diff := cmp.Diff(values, got); diff != "" {
			t.Errorf("%s shown again: -want +got\n%s", name, diff)
		}
	}
}

// One post is the whole state: what is not sent is not known any more.
func TestFactsCanBeTakenBack(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	v.post(root+"/profile", url.Values{"b2c": {"yes"}, "minors": {"no"}}).want(http.StatusSeeOther)
	v.post(root+"/profile", url.Values{"b2c": {""}, "minors": {"no", "no"}, "lang": {"de"}, "stranger": {"1"}}).want(http.StatusSeeOther)
	if diff := cmp.Diff(map[string][]string{"minors": {"no"}}, v.facts(root)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestUnknownFactsAreRefused(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	v.post(root+"/profile", url.Values{"b2c": {"yes"}}).want(http.StatusSeeOther)
	tests := []struct {
		name string
		form url.Values
		at   string // what the summary leads to
	}{
		{"no such value", url.Values{"b2c": {"maybe"}}, "#fact-b2c-yes"},
		{"two values of one", url.Values{"b2b": {"yes", "no"}}, "#fact-b2b-yes"},
		{"no such option", url.Values{"sector": {"mining"}}, "#fact-sector"},
		{"two sectors", url.Values{"sector": {"media", "energy"}}, "#fact-sector"},
		{"one wrong country", url.Values{"countries": {"DE", "XX"}}, "#fact-countries-DE"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.form.Set("minors", "yes")
			p := v.post(root+"/profile", test.form).want(http.StatusUnprocessableEntity)
			p.says("Choose one of the options shown.")
			if !strings.HasPrefix(p.title(), "Error: ") {
				t.Errorf("title %q", p.title())
			}
			target := strings.TrimPrefix(test.at, "#")
			if len(all(p.doc, with("href", test.at))) != 1 || len(all(p.doc, with("id", target))) != 1 {
				t.Errorf("the summary does not lead to %s", test.at)
			}
			if got := p.form("Save").values["minors"]; !cmp.Equal(got, []string{"yes"}) {
				t.Errorf("what was typed is lost: minors is %q", got)
			}
		})
	}
	if diff := cmp.Diff(map[string][]string{"b2c": {"yes"}}, v.facts(root)); diff != "" {
		t.Errorf("something was saved: -want +got\n%s", diff)
	}
}

// Facts may change when answers may not, and whoever came from the page on regulation goes back there.
func TestFactsOfAFinishedAssessment(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	v.post(root+"/finish", nil).want(http.StatusSeeOther)
	form := v.get(root + "/profile?from=regulation&lang=de").form("Speichern")
	form.values["works_council"] = []string{"no"}
	saved := v.post(form.action, form.values).want(http.StatusSeeOther)
	if want := root + "/results/regulation?lang=de"; saved.location() != want {
		t.Errorf("saving leads to %s, want %s", saved.location(), want)
	}
	if diff := cmp.Diff(map[string][]string{"works_council": {"no"}}, v.facts(root)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	v.post(root+"/profile", url.Values{"from": {"https://elsewhere.example"}}).want(http.StatusSeeOther)
}

func TestFactsOfOthersAreNotFound(t *testing.T) {
	s := newSite(t)
	root := s.visitor(t).start(assessment.KindFull)
	stranger := s.visitor(t)
	stranger.start(assessment.KindFull)
	for _, path := range []string{"/profile", "/results/regulation", "/results/answers.csv", "/export.json"} {
		stranger.get(root + path).want(http.StatusNotFound)
	}
	stranger.post(root+"/profile", url.Values{"b2c": {"yes"}}).want(http.StatusNotFound)
}
