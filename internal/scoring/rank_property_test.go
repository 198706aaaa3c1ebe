package scoring

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// whatIf lifts the known answers as the actions would, and nothing else.
func whatIf(m *assessment.Model, a assessment.Answers, actions ...string) assessment.Answers {
	lifted := assessment.Answers{}
	for id, x := range a {
		lifted[id] = x
	}
	for _, id := range actions {
		action, _ := m.Action(id)
		for _, l := range action.Lifts {
			if x := lifted[l.Question]; x.Choice.Rated() && int(x.Choice) < l.To {
				x.Choice = assessment.Choice(l.To)
				lifted[l.Question] = x
			}
		}
	}
	return lifted
}

func TestGainIsTheDifferenceOfTwoScores(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		var done []string
		for _, x := range m.Actions {
			if rapid.IntRange(0, 4).Draw(t, "done") == 0 {
				done = append(done, x.ID)
			}
		}
		ranked, err := Rank(m, a, done)
		if err != nil {
			t.Fatal(err)
		}
		before := mustScore(t, m, a)
		for _, r := range ranked {
			alone := mustScore(t, m, whatIf(m, a, r.Action))
			joint := mustScore(t, m, whatIf(m, a, append(r.With, r.Action)...))
			if gain := new(big.Rat).Sub(alone.Overall.Score, before.Overall.Score); !equal(r.GainAlone, gain) || gain.Sign() <= 0 {
				t.Fatalf("%s alone gains %s, what-if %s", r.Action, ratText(r.GainAlone), ratText(gain))
			}
			if gain := new(big.Rat).Sub(joint.Overall.Score, before.Overall.Score); !equal(r.Gain, gain) || !equal(r.ScoreAfter, joint.Overall.Score) {
				t.Fatalf("%s gains %s, what-if %s", r.Action, ratText(r.Gain), ratText(gain))
			}
			var unlocks []Scope
			for i, after := range joint.all() {
				if b := before.all()[i]; after.Level > b.Level {
					unlocks = append(unlocks, after.Scope)
				}
			}
			if !slices.Equal(r.Unlocks, unlocks) {
				t.Fatalf("%s unlocks %v, what-if %v", r.Action, r.Unlocks, unlocks)
			}
			if opens := opensHold(before, joint); r.OpensHold != opens {
				t.Fatalf("%s opens a hold: %v, what-if %v", r.Action, r.OpensHold, opens)
			}
		}
	})
}

// opensHold compares the requirements that hold the overall result or a dimension before and after.
func opensHold(before, after *Results) bool {
	blocking := func(r Result, g HeldGate) bool {
		same := func(h HeldGate) bool { return h.Question == g.Question && h.Level == g.Level && h.Min == g.Min }
		return slices.ContainsFunc(r.HeldBy, same)
	}
	for i, r := range before.all()[:1+len(before.Dimensions)] {
		for _, g := range r.HeldBy {
			if !blocking(after.all()[i], g) {
				return true
			}
		}
	}
	return false
}

func TestNextIsTheJointEffect(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, a)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		effort := 0
		for _, r := range f.Recommendations[:min(5, len(f.Recommendations))] {
			all = append(all, append(r.With, r.Action)...)
		}
		slices.Sort(all)
		all = slices.Compact(all)
		for _, id := range all {
			action, _ := m.Action(id)
			effort += m.Efforts[action.Effort].Points
		}
		after := mustScore(t, m, whatIf(m, a, all...)).Overall
		n := f.Next
		if !equal(n.ScoreAfter, after.Score) || n.LevelAfter != after.Level || n.LevelBefore != f.Overall.Level || n.Effort != effort {
			t.Fatalf("next: %s, level %d to %d, effort %d; want %s, %d to %d, %d",
				ratText(n.ScoreAfter), n.LevelBefore, n.LevelAfter, n.Effort, ratText(after.Score), f.Overall.Level, after.Level, effort)
		}
		if f.Overall.Score != nil && !equal(n.Gain, new(big.Rat).Sub(after.Score, f.Overall.Score)) {
			t.Fatalf("next gains %s", ratText(n.Gain))
		}
	})
}

func TestStepsAndGainsOfAScope(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range mustScore(t, m, a).all() {
			changes := f.WhatChanges(r.Scope)
			for i, step := range changes.Steps {
				after, _ := mustScore(t, m, whatIf(m, a, append(step.With, step.Action)...)).Of(r.Scope)
				if gain := new(big.Rat).Sub(after.Score, r.Score); !equal(step.ScopeGain, gain) || gain.Sign() <= 0 || !equal(step.ScopeAfter, after.Score) || step.LevelAfter != after.Level {
					t.Fatalf("%s in %s: gain %s to %s, level %d; what-if %s to %s, %d", step.Action, r.Scope, ratText(step.ScopeGain),
						ratText(step.ScopeAfter), step.LevelAfter, ratText(gain), ratText(after.Score), after.Level)
				}
				if i > 0 && times(step.ScopeGain, changes.Steps[i-1].Effort).Cmp(times(changes.Steps[i-1].ScopeGain, step.Effort)) > 0 {
					t.Fatalf("%s: step %d is cheaper than the one before it", r.Scope, i)
				}
			}
			if len(changes.Steps) > 3 || len(changes.FindOut) != r.Missing {
				t.Fatalf("%s: %d steps, %d to find out, %d missing", r.Scope, len(changes.Steps), len(changes.FindOut), r.Missing)
			}
		}
		for _, r := range f.Recommendations {
			trace, ok := f.GainOf(r.Action)
			if !ok {
				t.Fatalf("no gain trace of %s", r.Action)
			}
			var shown []string
			var exact []*big.Rat
			for _, row := range trace.Rows {
				shown, exact = append(shown, row.ShownGain), append(exact, row.Gain)
			}
			if !equal(Sum(exact), r.Gain) {
				t.Fatalf("%s: rows add up to %s, gain %s", r.Action, ratText(Sum(exact)), ratText(r.Gain))
			}
			checkAddsUp(t, shown, exact, trace.ShownGain, 2)
		}
	})
}
