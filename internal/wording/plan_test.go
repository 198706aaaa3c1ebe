package wording

import (
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// planned is the best plan for findings, and the least budget that buys anything.
func planned(t *testing.T, f *scoring.Findings, scope scoring.Scope, budget int) (scoring.Plan, int) {
	t.Helper()
	r := scoring.PlanRequest{Scope: scope, Budget: budget}
	plan, err := scoring.BestPlan(f.Model, f.Answers, r)
	if err != nil {
		t.Fatal(err)
	}
	ladder, err := scoring.Ladder(f.Model, f.Answers, r)
	if err != nil {
		t.Fatal(err)
	}
	first := 0
	if len(ladder) > 1 {
		first = ladder[1].Budget
	}
	return plan, first
}

func TestPlanTitle(t *testing.T) {
	all := func(c assessment.Choice) *scoring.Findings { return evaluate(t, assessment.KindFull, everywhere(c)) }
	lopsided := evaluate(t, assessment.KindFull, levels(1, 3, 5, nil))
	little := evaluate(t, assessment.KindFull, func(q *assessment.Question) assessment.Answer {
		if strings.HasPrefix(q.ID, "data.origin.") {
			return assessment.Answer{Choice: 2}
		}
		return assessment.Answer{}
	})
	tests := []struct {
		name    string
		f       *scoring.Findings
		scope   scoring.Scope
		budget  int
		en, de  string
		exactly bool
	}{
		{"nothing left", all(5), scoring.Overall, 8, "No action is left to plan", "Keine Maßnahme ist mehr zu planen", true},
		{"too little", all(2), scoring.Overall, 0, "0 points are too little for a first action", "0 Punkte sind für eine erste Maßnahme zu wenig", true},
		{"nothing known", all(assessment.DontKnow), scoring.Overall, 8, "First find out, then plan", "Erst klären, dann planen", true},
		{"a level", all(2), scoring.Overall, 900, "Level 5 with ", "Stufe 5 mit ", false},
		{"the same level", all(1), scoring.Overall, 3, "From 1.00 to 1.", "Von 1,00 auf 1,", false},
		{"no level yet", little, scoring.Overall, 11, "+0.", "+0,", false},
		{"a part", lopsided, scoring.DimensionScope("data"), 3, "Data: From 1.00 to 1.", "Daten: Von 1,00 auf 1,", false},
	}
	for _, test := range tests {
		plan, first := planned(t, test.f, test.scope, test.budget)
		words := both(test.f)
		for lang, want := range map[locale.Lang]string{locale.English: test.en, locale.German: test.de} {
			got := words[lang].PlanTitle(test.scope, plan, first)
			if got != want && (test.exactly || !strings.HasPrefix(got, want)) {
				t.Errorf("%s (%s): %q, want %q", test.name, lang, got, want)
			}
		}
	}
}

func TestActionsAreCountedInWords(t *testing.T) {
	words := both(evaluate(t, assessment.KindFull, everywhere(3)))
	for n, want := range map[int][2]string{
		1:  {"with one action", "mit einer Maßnahme"},
		6:  {"with six actions", "mit sechs Maßnahmen"},
		12: {"with twelve actions", "mit zwölf Maßnahmen"},
		13: {"with 13 actions", "mit 13 Maßnahmen"},
	} {
		if got := words[locale.English].with(n); got != want[0] {
			t.Errorf("%d: %q", n, got)
		}
		if got := words[locale.German].with(n); got != want[1] {
			t.Errorf("%d: %q", n, got)
		}
	}
}

func TestPlanOver(t *testing.T) {
	w := both(evaluate(t, assessment.KindFull, everywhere(2)))
	plan := scoring.Plan{Effort: 28, Budget: 8, OverBudget: 20}
	got := []string{w[locale.English].PlanOver(plan, true, false), w[locale.German].PlanOver(plan, false, true), w[locale.English].PlanOver(plan, true, true)}
	want := []string{"Legal duties alone need 28 points", "Die fest eingeplanten Maßnahmen brauchen 28 Punkte", "Legal duties and the actions you keep need 28 points"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestEffortScaleGrows(t *testing.T) {
	w := both(evaluate(t, assessment.KindFull, everywhere(2)))
	if got := w[locale.English].EffortScale(); len(got) != 3 || got[0] != "Small, 1 point: up to 2 weeks, no new budget" || !strings.HasPrefix(got[2], "Large, 8 points: ") {
		t.Errorf("%q", got)
	}
	if got := w[locale.German].StepEffort("data.origin.build-register"); got != "Mittel, 3 Punkte" {
		t.Errorf("%q", got)
	}
	if got := w[locale.English].StepEffort("nothing"); got != "" {
		t.Errorf("an action that there is none of takes %q", got)
	}
}

// Every reason and every obstacle has its words in both languages; a missing text would panic.
func TestReasonsAndObstaclesHaveWords(t *testing.T) {
	f := evaluate(t, assessment.KindFull, everywhere(2))
	for lang, w := range both(f) {
		seen := map[string]bool{}
		for _, why := range []scoring.Reason{scoring.OutDone, scoring.OutReached, scoring.OutNotApplicable, scoring.OutBanned, scoring.OutNeedsBanned,
			scoring.OutBudget, scoring.OutUnclear, scoring.OutEnabler, scoring.OutElsewhere, scoring.OutOvertaken} {
			seen[w.WhyLeftOut(why)] = true
		}
		for _, way := range []scoring.Way{{Obstacle: scoring.UnknownGate, Unknown: []string{"x"}}, {Obstacle: scoring.ActionsFallBehind}} {
			seen[w.Way(scoring.Overall, 3, way)] = true
		}
		seen[w.Way(scoring.Overall, 2, scoring.Way{})] = true // held already
		if len(seen) != 13 || seen[""] {
			t.Errorf("%s: %d different texts: %v", lang, len(seen), seen)
		}
	}
	empty := evaluate(t, assessment.KindFull, everywhere(assessment.Blank))
	for lang, w := range both(empty) {
		if got := w.Way(scoring.Overall, 3, scoring.Way{Obstacle: scoring.TooLittleKnown}); got == "" || got != w.GateSentence(empty.Overall) {
			t.Errorf("%s: %q", lang, got)
		}
	}
	way, err := scoring.CheapestWay(f.Model, f.Answers, scoring.LevelRequest{Scope: scoring.Overall, Level: 3})
	if err != nil {
		t.Fatal(err)
	}
	w := both(f)[locale.English]
	want := " lead to " + w.Hundredths(way.Plan.ScoreAfter) + ". No way costs less."
	if got := w.Way(scoring.Overall, 3, way); !strings.HasPrefix(got, w.EffortPoints(way.Plan.Effort)+" with ") || !strings.HasSuffix(got, want) {
		t.Errorf("%q", got)
	}
}
