package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// doubts are the sentences of the review about answers that deserve a second look, each with the questions it leads to.
func (p *page) doubts(root string) map[string][]string {
	p.t.Helper()
	found := map[string][]string{}
	for _, doubt := range all(p.doc, with("class", "doubt")) {
		sentence := p.text(all(doubt, tag("p"))[0])
		for _, link := range all(doubt, tag("a")) {
			if to := attr(link, "href"); len(to) > len(root+"/questions/") {
				found[sentence] = append(found[sentence], to[len(root+"/questions/"):])
			}
		}
	}
	return found
}

// The review names answers that hardly go together, in both languages, with a way to each of them; it blocks nothing,
// and the export lists the same.
func TestReviewNamesContradictions(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	said := func(id, level string) {
		v.answer(root, id, url.Values{"answer": {level}, "evidence": {"Ordner"}})
	}
	said("technology.fairness.tested", "4")
	said("technology.inventory.register", "3")
	if got := v.get(root + "/review").doubts(root); len(got) > 0 {
		t.Errorf("answers that go together are named: %v", got)
	}
	v.answer(root, "technology.inventory.register", url.Values{"answer": {"2"}, "evidence": {"Ordner"}, "rev": {"1"}})
	rule := v.site.model.ContradictionRules[0]
	questions := []string{"technology.fairness.tested#q", "technology.inventory.register#q"}
	for lang, sentence := range map[string]string{"en": rule.Text.EN, "de": rule.Text.DE} {
		p := v.get(root + "/review?lang=" + lang).want(http.StatusOK)
		got := map[string][]string{}
		for s, links := range p.doubts(root) {
			for _, link := range links {
				u, err := url.Parse(link)
				if err != nil {
					t.Fatal(err)
				}
				got[s] = append(got[s], u.Path+"#"+u.Fragment)
			}
		}
		if diff := cmp.Diff(map[string][]string{sentence: questions}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", lang, diff)
		}
	}
	v.get(root+"/review").says("1 point for a second look", "Level 4, Managed: More than three quarters, and the exceptions are listed")
	v.post(root+"/finish", nil).want(http.StatusSeeOther)

	var x struct {
		Contradictions []struct {
			ID, Kind  string
			Questions []string
			Text      map[string]string
		}
	}
	if err := json.Unmarshal([]byte(v.get(root+"/export.json").body), &x); err != nil {
		t.Fatal(err)
	}
	if len(x.Contradictions) != 1 {
		t.Fatalf("the export lists %v", x.Contradictions)
	}
	c := x.Contradictions[0]
	if c.ID != rule.ID || c.Kind != "contradiction" || !cmp.Equal(c.Questions, []string{rule.When[0].Question, rule.When[1].Question}) ||
		!cmp.Equal(c.Text, map[string]string{"en": rule.Text.EN, "de": rule.Text.DE}) {
		t.Errorf("the export lists %+v", c)
	}
}

// Claims without evidence are one point, however many answers they are; a long list folds.
func TestReviewNamesOverClaims(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	for _, q := range v.site.model.Quick().Questions() {
		v.answer(root, q.ID, url.Values{"answer": {"4"}})
	}
	p := v.get(root + "/review").want(http.StatusOK)
	rules := v.site.model.ContradictionRules
	got := p.doubts(root)
	if last := rules[len(rules)-1]; len(got) != 1 || len(got[last.Text.EN]) != 15 {
		t.Errorf("named are %v", got)
	}
	if folded := all(p.one("the doubt", with("class", "doubt")), tag("details")); len(folded) != 1 {
		t.Errorf("%d lists fold, want 1", len(folded))
	}
}
