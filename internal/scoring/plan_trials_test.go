package scoring

import (
	"math/big"
	"slices"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// trial is a set of actions that was tried out: every set that is allowed, one after another.
type trial struct {
	actions []string // model order
	set     int      // the earlier an action in model order, the higher its bit
	effort  int
	gain    int64 // in units of a common denominator of all shares
	after   map[string]assessment.Choice
}

// trials tries out every set of actions that holds what it requires and the pinned actions, and nothing that is banned,
// done or not applicable, word for word as the method says. It also returns the denominator of the gains.
func trials(t *rapid.T, m *assessment.Model, a assessment.Answers, r PlanRequest) (all []trial, unit *big.Int) {
	states, err := States(m, a, r.Done)
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]bool{}
	for i, x := range m.Actions {
		open[x.ID] = states[i] != ActionDone && states[i] != ActionNotApplicable
	}
	pinned := map[string]bool{}
	var pin func(id string)
	pin = func(id string) {
		if x, _ := m.Action(id); open[id] && !pinned[id] {
			pinned[id] = true
			for _, required := range x.Requires {
				pin(required)
			}
		}
	}
	for _, id := range r.Pinned {
		pin(id)
	}
	shares := plainShares(m, r.Scope, func(q *assessment.Question) bool { return a[q.ID].Choice != assessment.NotApplicable })
	weights, unit := whole(shares)
	allowed := func(set int) bool {
		for i, x := range m.Actions {
			in := set>>(len(m.Actions)-1-i)&1 == 1
			if in && (!open[x.ID] || slices.Contains(r.Banned, x.ID) && !pinned[x.ID]) || !in && pinned[x.ID] {
				return false
			}
			for _, id := range x.Requires {
				k := slices.IndexFunc(m.Actions, func(y *assessment.Action) bool { return y.ID == id })
				if in && open[id] && set>>(len(m.Actions)-1-k)&1 == 0 {
					return false
				}
			}
		}
		return true
	}
	for set := range 1 << len(m.Actions) {
		if allowed(set) {
			all = append(all, tryOut(m, a, weights, set))
		}
	}
	return all, unit
}

// whole brings shares to a common denominator.
func whole(shares map[string]*big.Rat) (weights map[string]int64, unit *big.Int) {
	unit = big.NewInt(1)
	for _, s := range shares {
		unit.Mul(unit, new(big.Int).Div(s.Denom(), new(big.Int).GCD(nil, nil, unit, s.Denom())))
	}
	weights = map[string]int64{}
	for id, s := range shares {
		weights[id] = new(big.Int).Div(new(big.Int).Mul(s.Num(), unit), s.Denom()).Int64()
	}
	return weights, unit
}

func tryOut(m *assessment.Model, a assessment.Answers, weights map[string]int64, set int) trial {
	x := trial{set: set, after: map[string]assessment.Choice{}}
	for i, action := range m.Actions {
		if set>>(len(m.Actions)-1-i)&1 == 0 {
			continue
		}
		x.actions = append(x.actions, action.ID)
		x.effort += m.Efforts[action.Effort].Points
		for _, l := range action.Lifts {
			if before := a[l.Question].Choice; before.Rated() {
				x.after[l.Question] = max(x.after[l.Question], before, assessment.Choice(l.To))
			}
		}
	}
	for id, c := range x.after {
		x.gain += weights[id] * int64(c-a[id].Choice)
	}
	return x
}
