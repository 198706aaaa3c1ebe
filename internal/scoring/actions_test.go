package scoring

import (
	"slices"
	"testing"

	"lauter/assessment"
)

func TestActionStates(t *testing.T) {
	m := tiny(t)
	m.Actions = []*assessment.Action{
		{ID: "enabler", Effort: "S"},
		{ID: "open", Effort: "S", Lifts: lifts("d2", 3, "d3", 3)},
		{ID: "unclear", Effort: "S", Lifts: lifts("d3", 3, "d4", 3)},
		{ID: "blank", Effort: "S", Lifts: lifts("d5", 2)},
		{ID: "na", Effort: "S", Lifts: lifts("d6", 3, "t2", 4)},
		{ID: "reached", Effort: "S", Lifts: lifts("d3", 3)},
		{ID: "reached or na", Effort: "S", Lifts: lifts("d3", 4, "d6", 5)},
		{ID: "unclear or na", Effort: "S", Lifts: lifts("d6", 3, "d4", 3)},
		{ID: "ticked", Effort: "S", Lifts: lifts("d2", 5)},
		{ID: "ticked enabler", Effort: "S"},
	}
	m.Link()
	a := assessment.Answers{
		"d2": {Choice: 2}, "d3": {Choice: 4}, "d4": {Choice: dk}, "d6": {Choice: na, Reason: "x"}, "t2": {Choice: na, Reason: "x"},
	}
	got, err := States(m, a, []string{"ticked", "ticked enabler", "no such action"})
	if err != nil {
		t.Fatal(err)
	}
	want := []ActionState{
		ActionEnabler, ActionOpen, ActionUnclear, ActionUnclear, ActionNotApplicable, ActionDone, ActionDone, ActionUnclear,
		ActionDone, ActionDone,
	}
	for i, s := range got {
		if s != want[i] {
			t.Errorf("%s is %s, want %s", m.Actions[i].ID, s, want[i])
		}
	}
}

func lifts(pairs ...any) []assessment.Lift {
	var all []assessment.Lift
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, assessment.Lift{Question: pairs[i].(string), To: pairs[i+1].(int)})
	}
	return all
}

// With names what must come first: unclear actions and enablers too, through chains, but nothing behind an action that
// is satisfied, and nothing twice.
func TestPrerequisites(t *testing.T) {
	m := tiny(t)
	m.Actions = []*assessment.Action{
		{ID: "goal", Effort: "L", Lifts: lifts("d2", 5), Requires: []string{"z", "done", "na", "b"}},
		{ID: "z", Effort: "M", Lifts: lifts("d4", 3), Requires: []string{"base"}}, // unclear
		{ID: "b", Effort: "S", Requires: []string{"base"}},                        // enabler
		{ID: "done", Effort: "L", Lifts: lifts("d3", 3), Requires: []string{"behind"}},
		{ID: "na", Effort: "L", Lifts: lifts("d6", 3), Requires: []string{"behind"}},
		{ID: "behind", Effort: "L", Lifts: lifts("d2", 3)},
		{ID: "base", Effort: "S", Lifts: lifts("d2", 3, "t1", 3)},
	}
	m.Link()
	a := assessment.Answers{}
	for _, q := range m.Questions() {
		a[q.ID] = assessment.Answer{Choice: 3}
	}
	a["d2"], a["t1"] = assessment.Answer{Choice: 2}, assessment.Answer{Choice: 2}
	a["d4"], a["d6"] = assessment.Answer{Choice: dk}, assessment.Answer{Choice: na, Reason: "x"}

	got, err := Rank(m, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	var goal Recommendation
	for _, r := range got {
		if r.Action == "goal" {
			goal = r
		}
	}
	if want := []string{"b", "base", "z"}; !slices.Equal(goal.With, want) || goal.Effort != 8+3+1+1 {
		t.Errorf("goal with %v at effort %d, want %v at 13", goal.With, goal.Effort, want)
	}
	if goal.Gain.Cmp(goal.GainAlone) <= 0 {
		t.Errorf("base lifts t1 as well, but the gain is %s, alone %s", ratText(goal.Gain), ratText(goal.GainAlone))
	}

	got, err = Rank(m, a, []string{"base", "b"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got {
		if r.Action == "base" {
			t.Error("a ticked action is recommended")
		}
		if r.Action == "goal" && !slices.Equal(r.With, []string{"z"}) {
			t.Errorf("goal with %v, want z alone", r.With)
		}
	}
}
