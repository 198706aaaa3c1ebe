package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// A case of answers: what a question gets, by its place in the questionnaire.
type answersCase struct {
	name   string
	kind   assessment.Kind
	choose func(i int, q *assessment.Question) assessment.Choice
}

// casesOfAnswers cover the states that results can be in.
var casesOfAnswers = []answersCase{
	{"held by a requirement", assessment.KindFull, func(i int, q *assessment.Question) assessment.Choice {
		if q.ID == "data.purpose.deletion" || q.ID == "technology.audit.rules" {
			return 2
		}
		return assessment.Choice(3 + i%3)
	}},
	{"with gaps", assessment.KindFull, func(i int, q *assessment.Question) assessment.Choice {
		switch {
		case i%11 == 3 && q.AllowsNA:
			return assessment.NotApplicable
		case i%13 == 5:
			return assessment.DontKnow
		case i == 30:
			return assessment.Blank
		}
		return assessment.Choice(1 + i*7%5)
	}},
	{"too little known", assessment.KindFull, func(i int, _ *assessment.Question) assessment.Choice {
		if i > 17 {
			return assessment.Blank
		}
		return assessment.Choice(1 + i%4)
	}},
	{"all unknown", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return assessment.DontKnow }},
	{"little applies", assessment.KindFull, func(_ int, q *assessment.Question) assessment.Choice {
		if q.AllowsNA {
			return assessment.NotApplicable
		}
		return 4
	}},
	{"nothing answered", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return assessment.Blank }},
	{"lowest", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return 1 }},
	{"highest", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return 5 }},
	{"quick", assessment.KindQuick, func(i int, _ *assessment.Question) assessment.Choice { return assessment.Choice(2 + i%3) }},
	{"quick with gaps", assessment.KindQuick, func(i int, _ *assessment.Question) assessment.Choice {
		if i%5 == 4 {
			return assessment.DontKnow
		}
		return assessment.Choice(2 + i%3)
	}},
}

// answered starts an assessment, gives the answers of a case, and returns its address.
func (c answersCase) answered(v *visitor) string {
	v.t.Helper()
	root := v.start(c.kind)
	model := v.site.model
	if c.kind == assessment.KindQuick {
		model = model.Quick()
	}
	for i, q := range model.Questions() {
		if choice := c.choose(i, q); choice != assessment.Blank {
			fields := url.Values{"answer": {choice.String()}, "rev": {"0"}}
			if choice == assessment.NotApplicable {
				fields.Set("reason", "Our reason for number "+fmt.Sprint(i))
			}
			v.answer(root, q.ID, fields)
		}
	}
	return root
}

// findings computes what the pages of an assessment must show, from what the store holds.
func (v *visitor) findings(root string) *scoring.Findings {
	v.t.Helper()
	guest, err := v.site.store.Viewer(v.t.Context(), v.cookies["lauter"])
	if err != nil {
		v.t.Fatal(err)
	}
	a, answers, err := v.site.store.AssessmentWithAnswers(v.t.Context(), guest, strings.TrimPrefix(root, "/assessments/"))
	if err != nil {
		v.t.Fatal(err)
	}
	f, err := scoring.Evaluate(a, answers)
	if err != nil {
		v.t.Fatal(err)
	}
	return f
}

// tour is every page of the results of one case in one language, fetched once.
type tour struct {
	*scoring.Findings
	root    string
	lang    locale.Lang
	printer *locale.Printer
	pages   map[string]*page // by what follows the address of the results
}

func (c answersCase) tour(t *testing.T, lang locale.Lang) tour {
	v := newSite(t).visitor(t)
	v.accept = string(lang)
	root := c.answered(v)
	x := tour{Findings: v.findings(root), root: root, lang: lang, printer: locale.For(lang), pages: map[string]*page{}}
	for _, path := range resultsPages(x.Findings) {
		x.pages[path] = v.get(root + "/results" + path).want(http.StatusOK)
	}
	return x
}

// explained is the page that explains a scope.
func (x tour) explained(scope scoring.Scope) *page { return x.pages["/explain/"+string(scope)] }

// scored lists the results of all scopes.
func (x tour) scored() []scoring.Result {
	return slices.Concat([]scoring.Result{x.Overall}, x.Dimensions, x.Capabilities)
}

// resultsPages are all pages of the results, by what follows their address. Of the actions that bring nothing, a few.
func resultsPages(f *scoring.Findings) []string {
	pages := []string{"", "/answers", "/explain/overall", "/explain/balance", "/explain/confidence"}
	for _, r := range slices.Concat(f.Dimensions, f.Capabilities) {
		pages = append(pages, "/explain/"+string(r.Scope))
	}
	for i, a := range f.Model.Actions {
		advised := slices.ContainsFunc(f.Recommendations, func(r scoring.Recommendation) bool { return r.Action == a.ID })
		if advised || i%10 == 0 {
			pages = append(pages, "/explain/action:"+a.ID)
		}
	}
	return pages
}
