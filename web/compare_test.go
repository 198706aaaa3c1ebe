package web_test

import (
	"encoding/csv"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// twoRounds answers a round, and the next one a year later with one answer raised, one gone and one not applicable.
func twoRounds(v *visitor) (old, root string) {
	v.t.Helper()
	old = v.start(assessment.KindFull)
	v.answerAll(old, 2, nil)
	root = v.nextRound(old, "no")
	v.answerAll(root, 2, map[string]string{first: "4", second: "dk", consent: "na"})
	return old, root
}

func TestComparisonIsLikeForLike(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Langs {
		v := newSite(t).visitor(t)
		v.accept = string(lang)
		old, root := twoRounds(v)
		m := v.site.model
		c, err := scoring.CausesOf(m, v.stored(old), m, v.stored(root))
		if err != nil {
			t.Fatal(err)
		}
		page := v.get(root + "/results/compare").want(http.StatusOK)
		checkUniqueIDs(t, page)
		p := locale.For(lang)
		whole, rows, ok := c.ScopeOf(scoring.Overall)
		if !ok {
			t.Fatal("nothing is compared")
		}
		page.says(
			p.Number(scoring.Display(whole.Before, 2)), p.Number(scoring.Display(whole.After, 2)),
			p.T("compare.moves.up", "N", 1), p.T("compare.moves.unknown", "N", 1), p.T("compare.moves.scope", "N", 1),
		)
		sum := new(big.Rat)
		for _, row := range rows {
			sum.Add(sum, row.Points)
		}
		if want := new(big.Rat).Sub(whole.After, whole.Before); sum.Cmp(want) != 0 {
			t.Errorf("the parts add up to %v, want %v", sum, want)
		}

		// The sum as it is shown adds up too.
		explained := v.get(root + "/results/compare/explain").want(http.StatusOK)
		checkUniqueIDs(t, explained)
		explained.says(p.Number(scoring.DisplayChange(whole.Before, whole.After, 2)))
		v.get(root + "/results/compare/explain?scope=nowhere").want(http.StatusNotFound)
	}
}

func TestComparisonAsTable(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	_, root := twoRounds(v)
	file := v.get(root + "/results/compare.csv").want(http.StatusOK)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := len(v.site.model.Questions()) + 1; len(lines) != want {
		t.Fatalf("%d lines, want %d", len(lines), want)
	}
	for _, line := range lines[1:] {
		switch line[0] {
		case first:
			if line[4] != "2" || line[5] != "4" || line[8] == "0" {
				t.Errorf("%s: %v", first, line)
			}
		case second, consent:
			if line[6] != "" || line[8] != "" {
				t.Errorf("%s is compared: %v", line[0], line)
			}
		default:
			if line[4] != "2" || line[5] != "2" || line[8] != "0" || line[9] != "1" {
				t.Errorf("%s: %v", line[0], line)
			}
		}
	}
}

func TestRoundsToCompareAreChosen(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	old, root := twoRounds(v)
	id := func(root string) string { return root[strings.LastIndex(root, "/")+1:] }
	stranger := v.site.visitor(t).start(assessment.KindFull)
	for query, message := range map[string]string{
		"?with=" + id(stranger):                        "isn’t among those of this organisation",
		"?with=nothing":                                "isn’t among those of this organisation",
		"?with=" + id(root):                            "compared with itself",
		"?with=" + id(old) + "&with=" + id(old):        "chosen twice",
		"?with=" + id(old) + "&with=nothing&sort=what": "isn’t among those of this organisation",
	} {
		page := v.get(root + "/results/compare" + query).want(http.StatusUnprocessableEntity)
		page.says(message)
		if !strings.Contains(page.body, "<title>Error: ") {
			t.Errorf("%s: the title does not say that something is wrong", query)
		}
		for _, rest := range []string{"/results/compare/explain", "/results/compare.csv"} {
			if p := v.get(root + rest + query).want(http.StatusSeeOther); p.location() != root+"/results/compare"+query {
				t.Errorf("%s%s leads to %s", rest, query, p.location())
			}
		}
	}
	newest := root
	for range 3 {
		newest = v.nextRound(newest, "yes")
	}
	page := v.get(newest + "/results/compare").want(http.StatusOK)
	boxes := all(page.doc, with("name", "with"))
	if len(boxes) != 4 {
		t.Fatalf("%d runs are offered beside the one shown, want 4", len(boxes))
	}
	query := "?"
	for _, box := range boxes {
		query += "with=" + attr(box, "value") + "&"
	}
	v.get(newest + "/results/compare" + query).want(http.StatusUnprocessableEntity).says("at most three other runs")
	three := "?with=" + attr(boxes[0], "value") + "&with=" + attr(boxes[1], "value") + "&with=" + attr(boxes[2], "value")
	v.get(newest+"/results/compare"+three).want(http.StatusOK).says("From run to run", "Run 1", "Run 5")
	v.get(old + "/results/compare").want(http.StatusOK).says("since run 1, like for like")
}

func TestComparisonAlone(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	v.get(root + "/results/compare").want(http.StatusOK).says("Nothing to compare yet")
	for _, rest := range []string{"/results/compare/explain", "/results/compare.csv"} {
		if p := v.get(root + rest).want(http.StatusSeeOther); p.location() != root+"/results/compare" {
			t.Errorf("%s leads to %s", rest, p.location())
		}
	}
}

// A question that has been reworded is left out, said plainly, and the published result stays as it is.
func TestComparisonAcrossVersions(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	old := v.start(assessment.KindFull)
	v.answerAll(old, 3, nil)
	published := v.get(old + "/results").want(http.StatusOK)
	before := v.site.model.Version
	v.site.nextVersion(t, first)
	root := v.nextRound(old, "yes")
	if _, carried := v.stored(root)[first]; carried {
		t.Error("an answer to a reworded question was carried")
	}
	v.answerAll(root, 3, map[string]string{first: "5"})
	page := v.get(root + "/results/compare").want(http.StatusOK)
	page.says(
		"Run 1 asks by version "+before+" of the questions, run 2 by version 77.0.0", "about the same",
		strconv.Itoa(len(v.site.model.Questions())-1)+" questions that both runs answered",
	)
	if len(all(page.doc, func(n *html.Node) bool { return strings.Contains(attr(n, "class"), "second") })) != 0 {
		t.Error("a second result is shown unasked")
	}
	second := v.get(root + "/results/compare?second=yes").want(http.StatusOK)
	second.says("Run 1 under version 77.0.0", "Results under another version are second results")
	again := v.get(old + "/results").want(http.StatusOK)
	if got, want := again.text(again.id("main")), published.text(published.id("main")); got != want {
		t.Errorf("the published result has changed:\n%s\n%s", got, want)
	}
}
