package scoring

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// The parts of every wave add up exactly, and as they are shown.
func TestTracesOfPlansAddUp(t *testing.T) {
	planning(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := randomRequest(t, m)
		scope := r.Scope
		var plans []Plan
		if scope == Overall {
			w, err := Roadmap(m, a, RoadmapRequest{Now: r.Budget, Next: 5, Pinned: r.Pinned, Banned: r.Banned, Done: r.Done})
			if err != nil {
				t.Fatal(err)
			}
			plans = []Plan{w.Now, w.Next, w.Later}
		} else {
			plan, err := BestPlan(m, a, r)
			if err != nil {
				t.Fatal(err)
			}
			plans = []Plan{plan}
		}
		traces, err := TracePlans(m, a, scope, r.Done, plans...)
		if err != nil || len(traces) != len(plans) {
			t.Fatal(len(traces), err)
		}
		for _, trace := range traces {
			checkTrace(t, m, a, scope, trace)
			a = whatIf(m, a, trace.Actions...)
		}
	})
}

// checkTrace does the actions of a plan one by one by what-if, and compares.
func checkTrace(t *rapid.T, m *assessment.Model, a assessment.Answers, scope Scope, trace PlanTrace) {
	shares := plainShares(m, scope, func(q *assessment.Question) bool { return a[q.ID].Choice != assessment.NotApplicable })
	before, _ := mustScore(t, m, a).Of(scope)
	shown, effort := new(big.Rat), 0
	for i, step := range trace.Steps {
		action, _ := m.Action(step.Action)
		next := whatIf(m, a, step.Action)
		after, _ := mustScore(t, m, next).Of(scope)
		if want := gainBetween(before, after); step.Action != trace.Actions[i] || !equal(step.Gain, want) {
			t.Fatalf("%s gains %s, want %s", step.Action, ratText(step.Gain), ratText(want))
		}
		lifted := 0
		parts := new(big.Rat)
		for _, l := range step.Lifts {
			q, _ := m.Question(l.Question)
			meets := false
			for _, g := range q.Gates {
				meets = meets || int(a[q.ID].Choice) < g.Min && g.Min <= int(next[q.ID].Choice)
			}
			if l.Before != a[q.ID].Choice || l.After != next[q.ID].Choice || l.Meets != meets || !equal(l.Share, shares[q.ID]) ||
				!equal(l.Gain, times(l.Share, int(l.After-l.Before))) {
				t.Fatalf("%s: %+v", step.Action, l)
			}
			parts.Add(parts, mustRat(t, l.ShownGain))
			lifted++
		}
		want := 0
		for _, l := range action.Lifts {
			if _, counts := shares[l.Question]; counts && a[l.Question].Choice != next[l.Question].Choice {
				want++
			}
		}
		if lifted != want || step.Effort != m.Efforts[action.Effort].Points || !equal(parts, mustRat(t, step.ShownGain)) {
			t.Fatalf("%s lifts %d of %d answers by %s, shown as %s", step.Action, lifted, want, ratText(parts), step.ShownGain)
		}
		effort += step.Effort
		shown.Add(shown, parts)
		a, before = next, after
	}
	if !equal(shown, mustRat(t, trace.ShownGain)) || effort != trace.Effort {
		t.Fatalf("the steps add up to %s for %d, shown is %s for %d", ratText(shown), effort, trace.ShownGain, trace.Effort)
	}
	if trace.ScoreBefore != nil && trace.ShownGain != DisplayChange(trace.ScoreBefore, trace.ScoreAfter, 2) {
		t.Fatalf("shown %s between %s and %s", trace.ShownGain, ratText(trace.ScoreBefore), ratText(trace.ScoreAfter))
	}
}

func gainBetween(before, after Result) *big.Rat {
	if before.Score == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Sub(after.Score, before.Score)
}

func mustRat(t *rapid.T, s string) *big.Rat {
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is not a number", s)
	}
	return x
}

// Every action is in a plan or left out for a reason that holds.
func TestEveryActionIsPlannedOrLeftOutForAReason(t *testing.T) {
	seen := map[Reason]int{}
	planning(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := randomRequest(t, m)
		plan, err := BestPlan(m, a, r)
		if err != nil {
			t.Fatal(err)
		}
		left, err := ActionsLeftOut(m, a, r, plan)
		if err != nil {
			t.Fatal(err)
		}
		states, _ := States(m, a, r.Done)
		var all, held []string
		for _, x := range left {
			all = append(all, x.Action)
			seen[x.Why]++
			if x.Why == OutNeedsBanned {
				held = append(held, x.Action)
			}
		}
		if all = append(all, plan.Actions...); len(all) != len(m.Actions) {
			t.Fatalf("%d actions are planned or left out, the model has %d", len(all), len(m.Actions))
		}
		// Where the plan does what a banned prerequisite would have done, the way is free afterwards, and only then.
		later, err := BestPlan(m, whatIf(m, a, plan.Actions...), PlanRequest{
			Scope: r.Scope, Budget: 1000, Banned: slices.Concat(r.Banned, held), Done: slices.Concat(r.Done, plan.Actions)})
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range m.Actions {
			at := slices.IndexFunc(left, func(l LeftOut) bool { return l.Action == x.ID })
			if at < 0 {
				continue
			}
			why := left[at].Why
			ticked, banned := slices.Contains(r.Done, x.ID), slices.Contains(r.Banned, x.ID)
			switch {
			case (why == OutDone) != ticked,
				why == OutReached && states[i] != ActionDone,
				why == OutNotApplicable && states[i] != ActionNotApplicable,
				why == OutBanned && !banned,
				why == OutNeedsBanned && !needsOneOf(m, states, x, r.Banned),
				why == OutUnclear && states[i] != ActionUnclear,
				why == OutEnabler && states[i] != ActionEnabler,
				(why == OutElsewhere || why == OutOvertaken) && states[i] != ActionOpen,
				slices.Contains(later.Actions, x.ID) && len(later.Actions) == 1 && why != OutBudget:
				t.Fatalf("%s (%s) is left out: %s; afterwards the best is %v", x.ID, states[i], why, later.Actions)
			}
		}
		if over := slices.ContainsFunc(left, func(l LeftOut) bool { return l.Why == OutBudget }); over != (len(later.Actions) > 0) {
			t.Fatalf("something is left out for the budget: %v; afterwards the best is %v", over, later.Actions)
		}
	})
	for _, why := range []Reason{OutDone, OutReached, OutNotApplicable, OutBanned, OutNeedsBanned, OutBudget, OutUnclear, OutEnabler, OutElsewhere, OutOvertaken} {
		if seen[why] == 0 {
			t.Errorf("no action was left out because of %s", why)
		}
	}
}

// needsOneOf says that an action waits for one of these, or for one that waits for them.
func needsOneOf(m *assessment.Model, states []ActionState, x *assessment.Action, banned []string) bool {
	return slices.ContainsFunc(x.Requires, func(id string) bool {
		at := slices.IndexFunc(m.Actions, func(a *assessment.Action) bool { return a.ID == id })
		return !states[at].satisfied() && (slices.Contains(banned, id) || needsOneOf(m, states, m.Actions[at], banned))
	})
}

func TestTracesRefuseUnknownScopes(t *testing.T) {
	m := shipped(t)
	var refused *RefusedError
	if _, err := TracePlans(m, mixed(m), "nothing", nil); !errors.As(err, &refused) {
		t.Errorf("a trace: %v", err)
	}
	if _, err := ActionsLeftOut(m, mixed(m), PlanRequest{Scope: "nothing"}); !errors.As(err, &refused) {
		t.Errorf("actions left out: %v", err)
	}
	if _, err := OpenDuties(m, assessment.Answers{"nothing": {}}, nil); !errors.As(err, &refused) {
		t.Errorf("duties: %v", err)
	}
}
