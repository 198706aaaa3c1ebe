package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// A year of planning by nothing but forms and links: a plan is chosen, kept as a scenario and taken over; an action is
// given away, closed, and its questions answered anew; the next round shows what has changed. Every figure is the same
// wherever it stands.
func TestYearOfPlanning(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Langs {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			v := newSite(t).visitor(t)
			v.accept = string(lang)
			root := casesOfAnswers[1].answered(v)
			p := locale.For(lang)
			before := v.findings(root)

			page := v.get(root + "/plan").want(http.StatusOK)
			budget := page.forms("/plan")[0]
			budget.values.Set("budget", "14")
			page = v.get(budget.action + "?" + budget.values.Encode()).want(http.StatusOK)
			scenario := page.forms("/scenarios")[0]
			scenario.values.Set("name", "14")
			page = v.follow(v.post(scenario.action, scenario.values)).want(http.StatusOK)
			take := page.forms("/actions")[0]
			first := take.values["action"][0]
			list := v.follow(v.post(take.action, take.values)).want(http.StatusOK)
			list.says(p.T("planned.added", "N", len(take.values["action"])))

			var item string
			for _, planned := range v.planOf(root) {
				if planned.Action == first {
					item = root + "/actions/" + planned.ID
				}
			}
			page = v.get(item).want(http.StatusOK)
			f := page.forms(item)[0]
			f.values.Set("owner", "Dana")
			f.values.Set("due", "2027-06-30")
			page = v.follow(v.post(f.action, f.values)).want(http.StatusOK)
			f = page.forms(item)[0]
			f.values.Set("status", "done")
			page = v.follow(v.post(f.action, f.values)).want(http.StatusOK)
			if got := v.findings(root); !equal(got.Overall.Score, before.Overall.Score) {
				t.Error("closing an action has moved the score")
			}
			action, _ := v.site.model.Action(first)
			again := map[string]bool{}
			for _, link := range all(page.id("again"), tag("a")) {
				question, _, _ := strings.Cut(path.Base(attr(link, "href")), "#")
				again[question] = true
			}

			v.site.wait(year)
			page = v.get(root + "/rounds/new").want(http.StatusOK)
			f = page.forms("/rounds")[0]
			f.values.Set("carry", "yes")
			page = v.follow(v.post(f.action, f.values))
			next, _, _ := strings.Cut(page.path, "?")
			next = "/assessments/" + strings.Split(next, "/")[2]
			for _, lift := range action.Lifts {
				if !again[lift.Question] {
					continue
				}
				question := v.get(next + "/questions/" + lift.Question).want(http.StatusOK)
				f := question.answerForm()
				f.values.Set("answer", fmt.Sprint(lift.To))
				v.submit(question, f, "").want(http.StatusSeeOther)
			}
			after := v.findings(next)
			if after.Overall.Score.Cmp(before.Overall.Score) <= 0 {
				t.Errorf("the score went from %v to %v", before.Overall.Score, after.Overall.Score)
			}
			v.get(next + "/actions").want(http.StatusOK).says("Dana")
			compared := v.get(next + "/results/compare").want(http.StatusOK)
			compared.says(p.Number(scoring.Display(before.Overall.Score, 2)), p.Number(scoring.Display(after.Overall.Score, 2)))
			checkSameFigures(t, v, next, after)
		})
	}
}

// checkSameFigures compares the scores on the pages, in the report, in the workbook and in the export, exactly where they
// are exact.
func checkSameFigures(t *testing.T, v *visitor, root string, found *scoring.Findings) {
	t.Helper()
	results := append([]scoring.Result{found.Overall}, found.Dimensions...)
	shown := marks(v.get(root + "/results").want(http.StatusOK))
	var x exported
	if err := json.Unmarshal([]byte(v.get(root+"/export.json").want(http.StatusOK).body), &x); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(v.get(root + "/actions.xlsx").want(http.StatusOK).body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetList()[1], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	paper := paperText(t, v.get(root+"/report.pdf").want(http.StatusOK))
	p := locale.For(locale.Lang(v.accept))
	for _, r := range results {
		nodes := shown[mark{string(r.Scope), "score"}]
		if len(nodes) == 0 {
			t.Errorf("the page does not show the score of %s", r.Scope)
		}
		for _, n := range nodes {
			if got, _ := new(big.Rat).SetString(attr(n, "value")); !equal(got, r.Score) {
				t.Errorf("the page says %v for %s, want %v", got, r.Scope, r.Score)
			}
		}
		row := rowAbout(t, rows, p.T("planned.scores.id"), string(r.Scope))
		if got := ratOf(t, row[p.T("planned.scores.num")], row[p.T("planned.scores.den")]); !equal(got, r.Score) {
			t.Errorf("the workbook says %v for %s, want %v", got, r.Scope, r.Score)
		}
		if !strings.Contains(paper, p.Number(scoring.Display(r.Score, 1))) {
			t.Errorf("the report does not say %s for %s", p.Number(scoring.Display(r.Score, 1)), r.Scope)
		}
	}
	checkExportedFigures(t, v.get(root+"/results"), x)
	file, err := scoring.ReadFile([]byte(v.get(root + "/export.json").body))
	if err != nil {
		t.Fatal(err)
	}
	if _, deviations, err := file.Verify(v.site.model); err != nil || len(deviations) > 0 {
		t.Errorf("the export is not what the method gives: %v %v", deviations, err)
	}
}
