package scoring

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// tiny is a fresh copy of the model of the published vectors.
func tiny(t testing.TB) *assessment.Model {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := parseVectors(data)
	if err != nil {
		t.Fatal(err)
	}
	return f.vectors[0].model.Model
}

// everywhere answers every question of a model alike.
func everywhere(m *assessment.Model, c assessment.Choice) assessment.Answers {
	a := assessment.Answers{}
	for _, q := range m.Questions() {
		a[q.ID] = assessment.Answer{Choice: c}
	}
	return a
}

// single is a model of one capability with these questions, each of weight 1.
func single(questions ...*assessment.Question) *assessment.Model {
	for _, q := range questions {
		q.Weight, q.AllowsNA = 1, true
	}
	m := &assessment.Model{
		Thresholds: rats("2", "3", "4", "19/4"),
		Dimensions: []*assessment.Dimension{{ID: "d", Weight: 1, Capabilities: []*assessment.Capability{{ID: "c", Weight: 1, Questions: questions}}}},
	}
	m.Link()
	return m
}

func TestOverallNeedsEveryDimensionCovered(t *testing.T) {
	m := tiny(t)
	a := everywhere(m, 3)
	a["t5"], a["t6"] = assessment.Answer{Choice: dk}, assessment.Answer{}
	r := mustScore(t, m, a)
	if got := r.Overall; got.Status != Insufficient || got.Missing != 2 || got.Blank != 1 || got.Needed != 2 || got.Level != 0 || got.ToNext != nil {
		t.Errorf("overall: %+v", got)
	}
	if got := r.Dimensions[1]; got.Status != Insufficient || got.Needed != 2 {
		t.Errorf("technology: %s, %d needed", got.Status, got.Needed)
	}
	// Not applicable as a whole, it no longer stands in the way.
	for _, q := range []string{"t1", "t2", "t3", "t4", "t5", "t6"} {
		a[q] = assessment.Answer{Choice: na, Reason: "x"}
	}
	r = mustScore(t, m, a)
	if r.Overall.Status != Rated || r.Overall.Missing != 0 || r.Dimensions[1].Status != NotApplicable {
		t.Errorf("overall %s, technology %s", r.Overall.Status, r.Dimensions[1].Status)
	}
}

func TestEverythingNotApplicable(t *testing.T) {
	m := single(&assessment.Question{ID: "q", Axis: assessment.Compliance, Gates: []assessment.Gate{{Level: 2, Min: 2, Reach: assessment.ReachOverall}}})
	m.Actions = []*assessment.Action{{ID: "a", Effort: "S", Lifts: lifts("q", 3)}}
	m.Efforts = map[string]assessment.Effort{"S": {Points: 1}}
	m.Link()
	a := assessment.Answers{"q": {Choice: na, Reason: "x", Grade: 3}}
	for _, r := range mustScore(t, m, a).all() {
		want := Result{Scope: r.Scope, Status: NotApplicable, Applicability: rat("0")}
		if diff := cmp.Diff(want, r, cmp.Comparer(equal)); diff != "" {
			t.Error(diff)
		}
	}
	f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, a)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Recommendations) != 0 || f.Next.ScoreAfter != nil || f.Next.Gain.Sign() != 0 || f.Excluded != 1 || f.WithEvidence != 0 {
		t.Errorf("findings: %+v", f)
	}
	if p, ok := f.Breakdown(Overall); !ok || p.Score != nil || p.ShownPart != "0.00" || p.ShownMissing != "0.00" {
		t.Errorf("breakdown: %v %+v", ok, p)
	}
}

func TestEmptyCapabilityCountsNowhere(t *testing.T) {
	m := single(&assessment.Question{ID: "q"})
	m.Dimensions[0].Capabilities = append(m.Dimensions[0].Capabilities, &assessment.Capability{ID: "empty", Weight: 2})
	m.Dimensions = append(m.Dimensions, &assessment.Dimension{ID: "none", Weight: 2})
	m.Link()
	r := mustScore(t, m, everywhere(m, 4))
	if ratText(r.Overall.Score) != "4" || ratText(r.Overall.Applicability) != "1" || r.Overall.Status != Rated {
		t.Errorf("overall %s, applicable %s, %s", ratText(r.Overall.Score), ratText(r.Overall.Applicability), r.Overall.Status)
	}
	if r.Capabilities[1].Status != NotApplicable || r.Dimensions[1].Status != NotApplicable {
		t.Errorf("empty scopes: %s, %s", r.Capabilities[1].Status, r.Dimensions[1].Status)
	}
}

func TestRefusedAnswers(t *testing.T) {
	m := tiny(t)
	for _, test := range []struct {
		a           assessment.Answers
		code, where string
	}{
		{assessment.Answers{"z": {}, "y": {}, "d1": {Choice: 9}}, UnknownQuestion, "y"},
		{assessment.Answers{"r5": {Choice: 9}, "t1": {Grade: 5}}, BadEvidence, "t1"},
		{assessment.Answers{"d1": {Choice: -3}}, BadAnswer, "d1"},
		{assessment.Answers{"d1": {Choice: 3, Votes: []assessment.Choice{3, blank}}}, BadAnswer, "d1"},
		{assessment.Answers{"d1": {Choice: na}}, NANotAllowed, "d1"},
		{assessment.Answers{"d2": {Choice: na, Reason: "\u00a0"}}, NAWithoutReason, "d2"},
	} {
		for name, refuse := range map[string]func() error{
			"Score":    func() error { _, err := Score(m, test.a); return err },
			"TraceOf":  func() error { _, err := TraceOf(m, test.a, Overall); return err },
			"Rank":     func() error { _, err := Rank(m, test.a, nil); return err },
			"FindOuts": func() error { _, err := FindOuts(m, test.a); return err },
			"States":   func() error { _, err := States(m, test.a, nil); return err },
			"BestPlan": func() error { _, err := BestPlan(m, test.a, PlanRequest{Scope: "none", Budget: -1}); return err },
			"Cheapest": func() error { _, err := CheapestWay(m, test.a, LevelRequest{Scope: "none"}); return err },
			"Roadmap":  func() error { _, err := Roadmap(m, test.a, RoadmapRequest{Now: -1}); return err },
			"Older":    func() error { _, err := Compare(m, test.a, m, nil); return err },
			"Newer":    func() error { _, err := Compare(m, nil, m, test.a); return err },
			"Evaluate": func() error {
				_, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, test.a)
				return err
			},
		} {
			var refused *RefusedError
			if err := refuse(); !errors.As(err, &refused) || refused.Code != test.code || refused.Where != test.where {
				t.Errorf("%s: %v, want %s at %s", name, err, test.code, test.where)
			}
		}
	}
	if _, err := TraceOf(m, nil, "dimension:none"); err == nil {
		t.Error("a trace of no scope")
	}
}

// Every number here is exact: binary fractions must not even be mentioned.
func TestNumbersAreExact(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") {
			continue
		}
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(string(text)), "flo"+"at") {
			t.Errorf("%s mentions a type that is not exact", f.Name())
		}
	}
}
