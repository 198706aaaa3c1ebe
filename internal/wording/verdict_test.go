package wording

import (
	"flag"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

var update = flag.Bool("update", false, "write testdata/verdicts.txt anew; read every sentence before you commit it")

// verdicts are answers that reach every pattern of the model, in its order, and the qualifications after it.
var verdicts = []struct {
	name    string
	pattern string // empty: none of the model's
	answers func(*assessment.Question) assessment.Answer
}{
	{"nothing answered", "no_level", everywhere(assessment.Blank)},
	{"too much of a dimension open", "no_level", levels(3, 3, 3, map[string]assessment.Choice{"data.value.effect": 0, "data.value.limits": -1, "data.value.benefit": 0, "data.quality.response": 0})},
	{"held by one", "held", levels(4, 4, 4, map[string]assessment.Choice{"data.rights.objection": 2})},
	{"held by three, one of them open", "held", levels(4, 4, 4, map[string]assessment.Choice{"data.origin.basis": -1, "data.rights.objection": 2, "data.rights.requests": 1})},
	{"held by one open question", "held_unknown", levels(4, 4, 4, map[string]assessment.Choice{"data.rights.objection": -1})},
	{"held by two open questions", "held_unknown", levels(4, 4, 4, map[string]assessment.Choice{"data.rights.objection": -1, "technology.audit.rules": 0})},
	{"everything at level 5", "top", everywhere(5)},
	{"just below", "just_below", levels(3, 3, 3, map[string]assessment.Choice{"resources.trust.survey": 2, "technology.fairness.tested": 1})},
	{"one weak dimension", "one_weak_dimension", levels(4, 2, 4, nil)},
	{"evenly strong", "balanced_high", alternating(3, 4, 4)},
	{"all early", "balanced_low", levels(2, 2, 2, nil)},
	{"uneven", "uneven", levels(4, 2, 2, nil)},
	{"at the beginning", "beginning", alternatingData(1, 2, 2)},
	{"nothing special", "default", levels(3, 2, 2, map[string]assessment.Choice{"technology.inventory.register": 4, "resources.trust.survey": 4})},
	{"provisional", "default", levels(3, 2, 2, map[string]assessment.Choice{"technology.inventory.register": 4, "resources.trust.survey": 4, "resources.skills.training": 0, "data.value.limits": 0})},
	{"half of it left out", "", levels(-2, -2, -2, nil)},
}

// alternating answers the questions of each capability with these levels in turn.
func alternating(levels ...assessment.Choice) func(*assessment.Question) assessment.Answer {
	return func(q *assessment.Question) assessment.Answer {
		at := slices.Index(q.Capability.Questions, q)
		return assessment.Answer{Choice: levels[at%len(levels)]}
	}
}

// alternatingData does so in the dimension Data and answers 1 elsewhere.
func alternatingData(levels ...assessment.Choice) func(*assessment.Question) assessment.Answer {
	return func(q *assessment.Question) assessment.Answer {
		if q.Capability.Dimension.ID != "data" {
			return assessment.Answer{Choice: 1}
		}
		return alternating(levels...)(q)
	}
}

// answerable keeps answers within what a question allows.
func answerable(choose func(*assessment.Question) assessment.Answer) func(*assessment.Question) assessment.Answer {
	return func(q *assessment.Question) assessment.Answer {
		a := choose(q)
		if a.Choice == assessment.NotApplicable && !q.AllowsNA {
			return assessment.Answer{Choice: 3}
		}
		return a
	}
}

func TestVerdicts(t *testing.T) {
	var got strings.Builder
	reached := map[string]bool{}
	for _, v := range verdicts {
		f := evaluate(t, assessment.KindFull, answerable(v.answers))
		pattern, _ := choose(f.Model.Texts.Verdicts.Patterns, New(f, locale.For(locale.English)).facts())
		if pattern.ID != v.pattern && v.pattern != "" {
			t.Errorf("%s: pattern %s, want %s (score %s, level %d)", v.name, pattern.ID, v.pattern, f.Overall.Score.FloatString(2), f.Overall.Level)
		}
		reached[pattern.ID] = true
		writeVerdict(&got, v.name, f)
	}
	nothing := nothingApplies(t)
	reached["nothing_applies"] = true
	writeVerdict(&got, "nothing applies", nothing)
	for _, p := range nothing.Model.Texts.Verdicts.Patterns {
		if !reached[p.ID] {
			t.Errorf("no test reaches the pattern %s", p.ID)
		}
	}
	compareWithGolden(t, "testdata/verdicts.txt", got.String())
}

func writeVerdict(b *strings.Builder, name string, f *scoring.Findings) {
	fmt.Fprintf(b, "# %s\n", name)
	words := both(f)
	for _, l := range locale.Langs {
		headline, detail := words[l].Verdict()
		fmt.Fprintf(b, "%s\n    %s\n", headline, detail)
	}
	b.WriteString("\n")
}

func compareWithGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// nothingApplies are findings in which every question was left out. The shipped model does not let that happen.
func nothingApplies(t *testing.T) *scoring.Findings {
	t.Helper()
	f := evaluate(t, assessment.KindFull, everywhere(assessment.Blank))
	none := scoring.Result{Scope: scoring.Overall, Status: scoring.NotApplicable, Applicability: new(big.Rat)}
	left := &scoring.Findings{Model: f.Model, Kind: f.Kind, Overall: none, Asked: f.Asked, Answered: f.Asked, Excluded: f.Asked}
	for _, r := range f.Dimensions {
		left.Dimensions = append(left.Dimensions, scoring.Result{Scope: r.Scope, Status: scoring.NotApplicable, Applicability: new(big.Rat)})
	}
	for _, r := range f.Capabilities {
		left.Capabilities = append(left.Capabilities, scoring.Result{Scope: r.Scope, Status: scoring.NotApplicable, Applicability: new(big.Rat)})
	}
	left.Balance.TooFewApply = true
	return left
}

func TestFactsMeetConditions(t *testing.T) {
	f := facts{status: "rated", numbers: map[string]*big.Rat{"level": big.NewRat(3, 1), "spread": big.NewRat(1, 2), "absent": nil}}
	tests := []struct {
		name string
		when map[string]assessment.Condition
		want bool
	}{
		{"no condition", nil, true},
		{"status", map[string]assessment.Condition{"status": {Is: "rated"}}, true},
		{"other status", map[string]assessment.Condition{"status": {Is: "insufficient"}}, false},
		{"min at the edge", map[string]assessment.Condition{"level": {Min: big.NewRat(3, 1)}}, true},
		{"max at the edge", map[string]assessment.Condition{"spread": {Max: big.NewRat(1, 2)}}, true},
		{"below at the edge", map[string]assessment.Condition{"level": {Below: big.NewRat(3, 1)}}, false},
		{"one of two", map[string]assessment.Condition{"level": {Min: big.NewRat(3, 1)}, "spread": {Min: big.NewRat(1, 1)}}, false},
		{"number there is none of", map[string]assessment.Condition{"absent": {Max: big.NewRat(9, 1)}}, false},
		{"word about a number", map[string]assessment.Condition{"level": {Is: "rated"}}, false},
	}
	for _, test := range tests {
		if got := f.meet(test.when); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// A capability with an unmet requirement is the weak one even where others have a lower score, and the sentences about
// scores still name the capabilities whose scores they are.
func TestWeakIsTheGapFirst(t *testing.T) {
	f := evaluate(t, assessment.KindFull, func(q *assessment.Question) assessment.Answer {
		switch {
		case q.ID == "data.rights.objection":
			return assessment.Answer{Choice: 2}
		case q.Capability.ID == "data.rights":
			return assessment.Answer{Choice: 4}
		case len(q.Gates) > 0:
			return assessment.Answer{Choice: 3}
		case q.Capability.ID == "data.purpose":
			return assessment.Answer{Choice: 2}
		}
		return assessment.Answer{Choice: 1}
	})
	w := New(f, locale.For(locale.English))
	strong, weak := w.strongAndWeak(rated(f.Capabilities))
	if weak.Scope != "capability:data.rights" {
		t.Errorf("weak is %s, want the capability with the gap", weak.Scope)
	}
	if strong.Scope == weak.Scope {
		t.Errorf("%s is strong and weak", strong.Scope)
	}
	facts := w.facts()
	if spread := facts.numbers["capability_spread"]; spread.Sign() <= 0 {
		t.Errorf("spread is %s, want that of all capabilities", spread.RatString())
	}
	c, _ := f.Model.Capability("data.rights")
	facts.numbers["strong_score"] = big.NewRat(2, 1)
	carry, hold := w.carryAndHold(facts)
	if want := "You’re furthest along in “" + w.ScopeName(w.highest(facts.capabilities).Scope) + "”."; carry != want {
		t.Errorf("carry is %q, want %q", carry, want)
	}
	if want := "What holds you back: " + c.Weakness.EN; hold != want {
		t.Errorf("hold is %q, want %q", hold, want)
	}
	facts.numbers["weak_score"] = big.NewRat(4, 1)
	_, hold = w.carryAndHold(facts)
	if want := "There’s most room left in “" + w.ScopeName(w.lowest(facts.capabilities).Scope) + "”."; hold != want {
		t.Errorf("hold is %q, want %q", hold, want)
	}
}

// A dimension that does not apply is named, because the result rests on less than it seems to.
func TestVerdictFromTwoDimensions(t *testing.T) {
	f := evaluate(t, assessment.KindFull, everywhere(2))
	f.Dimensions[1] = scoring.Result{Scope: f.Dimensions[1].Scope, Status: scoring.NotApplicable, Applicability: new(big.Rat)}
	for l, want := range map[locale.Lang]string{
		locale.English: "This rests on 2 of 3 dimensions.",
		locale.German:  "Das beruht auf 2 von 3 Dimensionen.",
	} {
		if _, detail := both(f)[l].Verdict(); !strings.HasSuffix(detail, want) {
			t.Errorf("detail is %q, want it to end in %q", detail, want)
		}
	}
}

// A rated result without a single rated capability still has something to say.
func TestVerdictWithoutCapabilities(t *testing.T) {
	f := evaluate(t, assessment.KindFull, everywhere(2))
	for i := range f.Capabilities {
		f.Capabilities[i].Status = scoring.Insufficient
	}
	for l, want := range map[locale.Lang]string{
		locale.English: "No capability can be rated by itself yet.",
		locale.German:  "Noch lässt sich kein Handlungsfeld für sich bewerten.",
	} {
		if _, detail := both(f)[l].Verdict(); detail != want {
			t.Errorf("detail is %q, want %q", detail, want)
		}
	}
}

// Of equal scores the one in which more points are to be had counts as lower: here the heavier one.
func TestLowestOfEqualScores(t *testing.T) {
	model := &assessment.Model{Dimensions: []*assessment.Dimension{
		{ID: "a", Weight: 1, Capabilities: []*assessment.Capability{{ID: "a.x", Weight: 1}, {ID: "a.y", Weight: 2}, {ID: "a.z", Weight: 2}}},
		{ID: "b", Weight: 1, Capabilities: []*assessment.Capability{{ID: "b.x", Weight: 1}}},
	}}
	model.Link()
	at := func(scope scoring.Scope) scoring.Result {
		return scoring.Result{Scope: scope, Status: scoring.Rated, Score: big.NewRat(2, 1)}
	}
	f := &scoring.Findings{
		Model:        model,
		Dimensions:   []scoring.Result{at("dimension:a"), at("dimension:b")},
		Capabilities: []scoring.Result{at("capability:a.x"), at("capability:a.y"), at("capability:a.z"), at("capability:b.x")},
	}
	w := New(f, locale.For(locale.English))
	for scope, want := range map[scoring.Scope]*big.Rat{
		"capability:a.x": big.NewRat(1, 10), "capability:a.y": big.NewRat(1, 5), "capability:b.x": big.NewRat(1, 2),
		"dimension:b": big.NewRat(1, 2), "capability:none": new(big.Rat),
	} {
		if got := w.share(scope); got.Cmp(want) != 0 {
			t.Errorf("share of %s is %s, want %s", scope, got.RatString(), want.RatString())
		}
	}
	if got := w.lowest(f.Capabilities[:3]); got.Scope != "capability:a.y" {
		t.Errorf("lowest is %s, want the first of the heaviest", got.Scope)
	}
	if got := w.lowest(f.Capabilities); got.Scope != "capability:b.x" {
		t.Errorf("lowest is %s, want the one with the largest share", got.Scope)
	}
	f.Dimensions[1].Status = scoring.NotApplicable
	f.Capabilities[1].Status = scoring.NotApplicable
	if got := w.share("capability:a.x"); got.Cmp(big.NewRat(1, 3)) != 0 {
		t.Errorf("share of what is left is %s, want 1/3", got.RatString())
	}
}
