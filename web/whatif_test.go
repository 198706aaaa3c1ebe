package web_test

import (
	"context"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// supposed computes what a what-if must show.
func (v *visitor) supposed(root string, s scoring.Supposition) *scoring.WhatIf {
	v.t.Helper()
	guest, err := v.site.store.Viewer(context.Background(), v.cookies["lauter"])
	if err != nil {
		v.t.Fatal(err)
	}
	a, answers, err := v.site.store.AssessmentWithAnswers(context.Background(), guest, path.Base(root))
	if err != nil {
		v.t.Fatal(err)
	}
	found, err := scoring.Suppose(a, answers, s)
	if err != nil {
		v.t.Fatal(err)
	}
	return found
}

// Every figure of a what-if is exact, and follows what stands in the address.
func TestWhatIfInEveryCase(t *testing.T) {
	for i, c := range casesOfAnswers {
		lang := locale.Langs[i%len(locale.Langs)]
		t.Run(c.name+", "+string(lang), func(t *testing.T) {
			t.Parallel()
			v := newSite(t).visitor(t)
			v.accept = string(lang)
			root := c.answered(v)
			s := scoring.Supposition{Capabilities: map[string]int{"technology.audit": 4}, Questions: map[string]int{first: 5}}
			page := v.get(v.follow(v.get(root + "/what-if?c.technology.audit=4&q." + first + "=5")).path).want(http.StatusOK)
			checkUniqueIDs(t, page)
			found := v.supposed(root, s)
			before, after := figures(found.Before), figures(found.After)
			for m, nodes := range marks(page) {
				for _, n := range nodes {
					value, ok := new(big.Rat).SetString(attr(n, "value"))
					if !ok || !equal(value, before[m]) && !equal(value, after[m]) {
						t.Errorf("%v is %s, want %v today or %v then", m, attr(n, "value"), before[m], after[m])
					}
				}
			}
			if moves := len(found.Moves); moves > 0 {
				page.says(locale.For(lang).T("whatif.changed", "N", moves))
			}
			for _, scope := range []string{"overall", "dimension:data", "capability:technology.audit", "balance"} {
				if len(found.Moves) == 0 {
					break
				}
				explained := v.get(root + "/what-if/explain/" + scope + "?c.technology.audit=4&q." + first + "=5").want(http.StatusOK)
				explained.says(locale.For(lang).T("whatif.mark", "N", len(found.Moves)))
			}
			if diff := v.findings(root); !equal(diff.Overall.Score, found.Before.Overall.Score) {
				t.Error("supposing has changed the answers")
			}
		})
	}
}

func equal(a, b *big.Rat) bool { return a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0 }

// What is set can be undone one by one, and all at once; the form holds it all the while.
func TestWhatIfIsUndone(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	page := v.follow(v.get(root + "/what-if?c.data.origin=5&c.data.quality=&q." + second + "=1"))
	if got := page.forms("/what-if")[0].values.Get("c.data.origin"); got != "5" {
		t.Errorf("the form holds %q", got)
	}
	undo := func(text string) string {
		for _, a := range all(page.doc, tag("a")) {
			if strings.HasPrefix(page.text(a), text) {
				return attr(a, "href")
			}
		}
		t.Fatalf("%s has no link %q", page.path, text)
		return ""
	}
	less := v.get(undo("Undo")).want(http.StatusOK)
	if u, _ := url.Parse(less.path); u.Query().Has("c.data.origin") || u.Query().Get("q."+second) != "1" {
		t.Errorf("undoing the first leads to %s", less.path)
	}
	if all := undo("Undo all"); all != root+"/what-if" {
		t.Errorf("undoing all leads to %s", all)
	}
	v.get(root + "/what-if").want(http.StatusOK).says("Suppose other answers and see at once")
}

func TestWhatIfRefuses(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	for query, says := range map[string]string{
		"?c.data.origin=9":                       "“9” isn’t a level",
		"?c.data.origin=na":                      "“na” isn’t a level",
		"?q." + first + "=-1":                    "“-1” isn’t a level",
		"?q.nowhere=3":                           "“nowhere” isn’t asked in this assessment",
		"?c.gone=3&c.data.origin=4":              "“gone” isn’t asked in this assessment",
		"?q.x=" + strings.Repeat("5", 17<<10):    "too long to be a what-if",
		"?c.data.origin=%3Cscript%3Ealert(1)":    "“<script>alert(1)” isn’t a level",
		"?c.data.origin=" + url.QueryEscape("é"): "“é” isn’t a level",
	} {
		page := v.get(root + "/what-if" + query).want(http.StatusUnprocessableEntity)
		page.says(says)
		if !strings.Contains(page.body, "<title>Error: ") {
			t.Errorf("%.60s: the title does not say that something is wrong", query)
		}
		v.get(root + "/what-if/explain/overall" + query).want(http.StatusUnprocessableEntity).says(says)
	}
	page := v.get(root + "/what-if?c.data.origin=4&c.gone=3")
	if got := page.forms("/what-if")[0].values.Get("c.data.origin"); got != "4" {
		t.Errorf("what can be meant is lost: %q", got)
	}
	foreign := v.get(root + "/what-if?model=old@0.1&c.data.origin=4&c.gone=3")
	foreign.want(http.StatusOK).says("This address was made for another version of the questions (old@0.1).", "Not asked in your version, so left out: gone.")
}

func TestScenariosAreKept(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	page := v.follow(v.get(root + "/what-if?c.data.origin=5"))
	f := page.form("Save as scenario")
	f.values.Set("name", "  Origin   first  ")
	saved := v.follow(v.submit(page, f, "Save as scenario"))
	saved.want(http.StatusOK).says("Origin first")
	f.values.Set("name", "Origin first") // the same name replaces
	v.submit(page, f, "Save as scenario").want(http.StatusSeeOther)

	plan := v.get(root + "/plan?budget=12")
	f = plan.form("Save as scenario")
	f.values.Set("name", "<b>Twelve points</b>")
	kept := v.follow(v.submit(plan, f, "Save as scenario"))
	kept.want(http.StatusOK).says("Origin first", "<b>Twelve points</b>", "12 points")
	rows := rowsOf(kept.id("scenarios"), "tbody")
	if len(rows) != 3 {
		t.Fatalf("%d rows, want today and two scenarios", len(rows))
	}
	today, byPlan, bySupposing := rows[0], rows[1], rows[2] // the newest first
	if got := kept.text(today); !strings.Contains(got, "Today") {
		t.Errorf("the first row is %q", got)
	}
	found := v.findings(root)
	waves, err := scoring.Roadmap(found.Model, found.Answers, scoring.RoadmapRequest{Now: 12, Next: found.Model.DefaultBudget})
	if err != nil {
		t.Fatal(err)
	}
	want := scoring.Display(waves.Now.ScoreAfter, 2)
	if got := kept.text(byPlan); !strings.Contains(got, want) || !strings.Contains(got, fmt.Sprint(waves.Now.Effort)+" point") {
		t.Errorf("the plan comes to %q, want %s for %d points", got, want, waves.Now.Effort)
	}
	then := v.supposed(root, scoring.Supposition{Capabilities: map[string]int{"data.origin": 5}})
	if got := kept.text(bySupposing); !strings.Contains(got, scoring.Display(then.After.Overall.Score, 2)) {
		t.Errorf("the what-if comes to %q", got)
	}

	// Nothing is lost when a name is missing.
	f = page.form("Save as scenario")
	for name, says := range map[string]string{"": "Give the scenario a name.", strings.Repeat("n", 121): "longer than 120 characters"} {
		f.values.Set("name", name)
		refused := v.submit(page, f, "Save as scenario").want(http.StatusUnprocessableEntity)
		refused.says(says)
		if got := refused.form("Save as scenario").values; got.Get("query") != f.values.Get("query") || got.Get("name") != name {
			t.Errorf("the form holds %v", got)
		}
	}
	for _, query := range []string{"", "%zz", "c.gone=3", "c.data.origin=9", strings.Repeat("a", assessment.MaxScenarioQuery+1)} {
		v.post(root+"/scenarios", url.Values{"name": {"Bad"}, "query": {query}}).want(http.StatusUnprocessableEntity).says("These settings can’t be kept")
	}

	// Deleting asks once, leaves the settings open, and touches no other.
	var remove string
	for _, a := range all(bySupposing, func(n *html.Node) bool { return strings.HasSuffix(attr(n, "href"), "/delete") }) {
		remove = attr(a, "href")
	}
	asked := v.get(remove).want(http.StatusOK)
	asked.says("Delete this scenario?", "Origin first")
	after := v.follow(v.submit(asked, asked.form("Delete"), "Delete"))
	if !strings.Contains(after.path, "c.data.origin=5") {
		t.Errorf("deleting leads to %s", after.path)
	}
	after.says("<b>Twelve points</b>")
	v.get(remove).want(http.StatusNotFound)
	v.post(remove, nil).want(http.StatusNotFound)

	stranger := v.site.visitor(t)
	stranger.post(root+"/scenarios", url.Values{"name": {"Mine"}, "query": {"c.data.origin=5"}}).want(http.StatusNotFound)
	for _, a := range all(byPlan, func(n *html.Node) bool { return strings.HasSuffix(attr(n, "href"), "/delete") }) {
		stranger.post(attr(a, "href"), nil).want(http.StatusNotFound)
	}
}
