package scoring

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// randomRequest draws what may be asked of a plan.
func randomRequest(t *rapid.T, m *assessment.Model) PlanRequest {
	sum := 0
	some := func(label string, hit int) []string {
		var ids []string
		for _, x := range m.Actions {
			if rapid.IntRange(0, 9).Draw(t, label) == hit {
				ids = append(ids, x.ID)
			}
		}
		return append(ids, "no such action")
	}
	for _, x := range m.Actions {
		sum += m.Efforts[x.Effort].Points
	}
	return PlanRequest{
		Scope:  rapid.SampledFrom(append([]Scope{Overall, Overall, Overall}, scopesOf(m)...)).Draw(t, "scope"),
		Budget: rapid.Permutation([]int{0, sum / 6, sum / 4, sum / 3, sum / 2, sum}).Draw(t, "budget")[0],
		Pinned: some("pinned", 3),
		Banned: some("banned", 4),
		Done:   some("done", 5),
	}
}

func TestBestPlanIsTheBestOfAll(t *testing.T) {
	planning(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := randomRequest(t, m)
		got, err := BestPlan(m, a, r)
		if err != nil {
			t.Fatal(err)
		}
		all, unit := trials(t, m, a, r)
		least := slices.MinFunc(all, func(x, y trial) int { return x.effort - y.effort }) // the pinned actions alone
		if all = slices.DeleteFunc(all, func(x trial) bool { return x.effort > r.Budget }); len(all) == 0 {
			all = []trial{least}
		}
		best := all[0]
		for _, x := range all[1:] {
			if x.gain > best.gain || x.gain == best.gain && (x.effort < best.effort || x.effort == best.effort && x.set > best.set) {
				best = x
			}
		}
		checkPlan(t, m, a, r.Scope, got, best, unit)
		if got.Budget != r.Budget || got.OverBudget != max(0, best.effort-r.Budget) {
			t.Fatalf("budget %d, over it %d; want %d, %d", got.Budget, got.OverBudget, r.Budget, max(0, best.effort-r.Budget))
		}
	})
}

// checkPlan compares a plan with the trial that it should be, and its effect with the scores before and after.
func checkPlan(t *rapid.T, m *assessment.Model, a assessment.Answers, scope Scope, got Plan, want trial, unit *big.Int) {
	t.Helper()
	if !slices.Equal(slices.Sorted(slices.Values(got.Actions)), slices.Sorted(slices.Values(want.actions))) || got.Effort != want.effort {
		t.Fatalf("plan %v at %d, best is %v at %d", got.Actions, got.Effort, want.actions, want.effort)
	}
	if gain := new(big.Rat).SetFrac(big.NewInt(want.gain), unit); !equal(got.Gain, gain) {
		t.Fatalf("gain %s, want %s", ratText(got.Gain), ratText(gain))
	}
	before, _ := mustScore(t, m, a).Of(scope)
	after, _ := mustScore(t, m, whatIf(m, a, got.Actions...)).Of(scope)
	if !equal(got.ScoreBefore, before.Score) || !equal(got.ScoreAfter, after.Score) || got.LevelBefore != before.Level || got.LevelAfter != after.Level {
		t.Fatalf("from %s level %d to %s level %d, what-if %s level %d to %s level %d", ratText(got.ScoreBefore), got.LevelBefore,
			ratText(got.ScoreAfter), got.LevelAfter, ratText(before.Score), before.Level, ratText(after.Score), after.Level)
	}
	if order := inTurn(m, want.actions); !slices.Equal(got.Actions, order) {
		t.Fatalf("in the order %v, want %v", got.Actions, order)
	}
}

// inTurn takes, again and again, the first action whose prerequisites among the others are taken.
func inTurn(m *assessment.Model, actions []string) []string {
	var order []string
	for len(order) < len(actions) {
		order = append(order, actions[slices.IndexFunc(actions, func(id string) bool {
			x, _ := m.Action(id)
			waits := slices.ContainsFunc(x.Requires, func(id string) bool {
				return slices.Contains(actions, id) && !slices.Contains(order, id)
			})
			return !waits && !slices.Contains(order, id)
		})])
	}
	return order
}

func TestCheapestWayIsTheCheapestOfAll(t *testing.T) {
	planning(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := randomRequest(t, m)
		r.Pinned = nil
		level := rapid.IntRange(1, 5).Draw(t, "level")
		got, err := CheapestWay(m, a, LevelRequest{Scope: r.Scope, Level: level, Banned: r.Banned, Done: r.Done})
		if err != nil {
			t.Fatal(err)
		}
		before, _ := mustScore(t, m, a).Of(r.Scope)
		all, unit := trials(t, m, a, r)
		var best *trial
		for i, x := range all {
			if leads(m, a, before, level, x, unit) && (best == nil || x.effort < best.effort || x.effort == best.effort &&
				(x.gain > best.gain || x.gain == best.gain && x.set > best.set)) {
				best = &all[i]
			}
		}
		unknown := unknownGates(m, a, r.Scope, level)
		want := Obstacle("")
		switch {
		case before.Status == NotApplicable:
			want = NothingApplies
		case before.Status == Insufficient:
			want = TooLittleKnown
		case len(unknown) > 0:
			want = UnknownGate
		case best == nil:
			want = ActionsFallBehind
		}
		if got.Obstacle != want || want == UnknownGate && !slices.Equal(got.Unknown, unknown) {
			t.Fatalf("obstacle %q %v, want %q %v", got.Obstacle, got.Unknown, want, unknown)
		}
		if want != "" {
			return
		}
		checkPlan(t, m, a, r.Scope, got.Plan, *best, unit)
		if got.Plan.LevelAfter < level || got.Plan.Budget != best.effort || got.Plan.OverBudget != 0 || before.Level >= level && best.effort > 0 {
			t.Fatalf("the way to level %d leads to %+v", level, got.Plan)
		}
	})
}

// leads says that a scope holds a level after a trial: by its score, and by every gate in it up to the level.
func leads(m *assessment.Model, a assessment.Answers, before Result, level int, x trial, unit *big.Int) bool {
	if before.Score == nil {
		return false
	}
	score := new(big.Rat).Add(before.Score, new(big.Rat).SetFrac(big.NewInt(x.gain), unit))
	if level > 1 && score.Cmp(m.Thresholds[level-2]) < 0 {
		return false
	}
	for _, q := range m.Questions() {
		c := a[q.ID].Choice
		if raised, ok := x.after[q.ID]; ok {
			c = raised
		}
		for _, g := range gatesUpTo(q, before.Scope, level) {
			if c != assessment.NotApplicable && int(c) < g.Min {
				return false
			}
		}
	}
	return true
}

// gatesUpTo are the gates of a question that count in a scope up to a level.
func gatesUpTo(q *assessment.Question, scope Scope, level int) []assessment.Gate {
	var gates []assessment.Gate
	for _, g := range q.Gates {
		counts := scope == Overall && g.Reach == assessment.ReachOverall ||
			scope == DimensionScope(q.Capability.Dimension.ID) && g.Reach != assessment.ReachCapability ||
			scope == CapabilityScope(q.Capability.ID)
		if counts && g.Level <= level {
			gates = append(gates, g)
		}
	}
	return gates
}

// unknownGates are the questions whose gates up to a level are unknown, by gate level, then model order.
func unknownGates(m *assessment.Model, a assessment.Answers, scope Scope, level int) []string {
	var ids []string
	for l := 2; l <= level; l++ {
		for _, q := range m.Questions() {
			c := a[q.ID].Choice
			asks := slices.ContainsFunc(gatesUpTo(q, scope, level), func(g assessment.Gate) bool { return g.Level == l })
			if asks && (c == assessment.Blank || c == assessment.DontKnow) && !slices.Contains(ids, q.ID) {
				ids = append(ids, q.ID)
			}
		}
	}
	return ids
}

// A roadmap is three plans in a row, each from where the one before it ends.
func TestRoadmapIsASequenceOfPlans(t *testing.T) {
	planning(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := randomRequest(t, m)
		now, next := rapid.IntRange(0, 20).Draw(t, "now"), rapid.IntRange(0, 20).Draw(t, "next")
		got, err := Roadmap(m, a, RoadmapRequest{Now: now, Next: next, Pinned: r.Pinned, Banned: r.Banned, Done: r.Done})
		if err != nil {
			t.Fatal(err)
		}
		states, _ := States(m, a, r.Done)
		var duties []string
		sum := 0
		for i, x := range m.Actions {
			sum += m.Efforts[x.Effort].Points
			if x.Duty && states[i] == ActionOpen {
				duties = append(duties, x.ID)
			}
		}
		if open, err := OpenDuties(m, a, r.Done); err != nil || !slices.Equal(open, duties) {
			t.Fatalf("open duties %v, %v; want %v", open, err, duties)
		}
		waves, pinned := []Plan{got.Now, got.Next, got.Later}, append(duties, r.Pinned...)
		done := r.Done
		for i, budget := range []int{now, next, sum} {
			want, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: budget, Pinned: pinned, Banned: r.Banned, Done: done})
			if err != nil {
				t.Fatal(err)
			}
			if w := waves[i]; !slices.Equal(w.Actions, want.Actions) || w.Effort != want.Effort || w.Budget != budget || w.OverBudget != want.OverBudget ||
				!equal(w.Gain, want.Gain) || !equal(w.ScoreBefore, want.ScoreBefore) || !equal(w.ScoreAfter, want.ScoreAfter) ||
				w.LevelBefore != want.LevelBefore || w.LevelAfter != want.LevelAfter {
				t.Fatalf("wave %d is %+v, want %+v", i, w, want)
			}
			a, done, pinned = whatIf(m, a, want.Actions...), append(done, want.Actions...), nil
		}
	})
}
