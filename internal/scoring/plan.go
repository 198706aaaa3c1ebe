package scoring

import (
	"maps"
	"math/big"
	"math/bits"
	"slices"

	"lauter/assessment"
)

// Plan is a set of actions with its exact effect on the score of a scope. No other set that was allowed is better.
type Plan struct {
	Actions     []string // ids in an order in which they can be done: prerequisites first, else model order
	Effort      int      // points
	Budget      int      // points that were allowed
	OverBudget  int      // points by which pinned actions exceed the budget; 0 if they do not
	Gain        *big.Rat // 0 when nothing applies in the scope
	ScoreBefore *big.Rat // nil when nothing applies in the scope
	ScoreAfter  *big.Rat // nil when nothing applies in the scope
	LevelBefore int      // 0 where no level is shown
	LevelAfter  int      // 0 where no level is shown
}

// PlanRequest says what a plan is for. Ids that the model does not have are ignored, and so are pins of actions that
// are done or do not apply.
type PlanRequest struct {
	Scope  Scope
	Budget int      // effort points, 0 or more
	Pinned []string // actions that must be in the plan with what they require, even if they are banned
	Banned []string // actions that must not be in it, and with them all that require them
	Done   []string // actions that were ticked
}

// BestPlan finds the plan with the largest gain in a scope that its budget allows; of equal gains the one with the least
// effort, and then the one that has the earlier action in model order where they differ. Pinned actions that exceed the
// budget are the whole plan. Unknown answers gain nothing. It refuses what Score refuses, scopes that the model does
// not have, and negative budgets.
func BestPlan(m *assessment.Model, a assessment.Answers, r PlanRequest) (Plan, error) {
	s, span, err := scopeOf(m, a, r.Scope)
	if err != nil {
		return Plan{}, err
	}
	if r.Budget < 0 {
		return Plan{}, &RefusedError{BadInput, "budget"}
	}
	return s.bestPlan(span, r.Budget, selection{r.Pinned, r.Banned, r.Done}), nil
}

// scopeOf scores answers, and finds the place of a scope in the spans.
func scopeOf(m *assessment.Model, a assessment.Answers, scope Scope) (*sheet, int, error) {
	if err := check(m, a); err != nil {
		return nil, 0, err
	}
	s := newSheet(m, a)
	span := s.span(scope)
	if span < 0 {
		return nil, 0, &RefusedError{UnknownScope, string(scope)}
	}
	return s, span, nil
}

func (s *sheet) bestPlan(span, budget int, from selection) Plan {
	p := s.newPlanner(span, from)
	left := budget - int(p.pinned.effort)
	if left < 0 {
		plan := p.plan(p.pinned, budget)
		plan.OverBudget = -left
		return plan
	}
	effort := int32(min(left, int(p.total)))
	best, _ := p.search(effort, bundle.better, func(base bundle, a, b frontier) (bundle, bool) {
		rest, ok := mostGain(a, b, effort-base.effort)
		return base.plus(rest), ok
	}) // at least the empty set is found
	return p.plan(best.plus(p.pinned), budget)
}

// plan says what a bundle does, by the tally that every score is.
func (p *planner) plan(b bundle, budget int) Plan {
	order := p.order(b.set)
	after, _ := p.afterAll(order)
	plan := Plan{
		Effort:      int(b.effort),
		Budget:      budget,
		Gain:        p.gain(p.span, after),
		ScoreBefore: p.score(p.span, p.tallies[p.span]),
		ScoreAfter:  p.score(p.span, after[p.span]),
	}
	if p.claimsLevel(p.span) {
		plan.LevelBefore, plan.LevelAfter = p.tallies[p.span].level, after[p.span].level
	}
	for _, i := range order {
		plan.Actions = append(plan.Actions, p.model.Actions[i].ID)
	}
	return plan
}

// order lists a set of actions by place, each time the first whose prerequisites are listed.
func (p *planner) order(set uint64) []int {
	var order []int
	for set != 0 {
		next := set // its first action with nothing left to wait for
		for p.needs[earliest(next)]&set != 0 {
			next &^= bit(earliest(next))
		}
		order = append(order, earliest(next))
		set &^= bit(earliest(next))
	}
	return order
}

// earliest is the place of the first action in a set.
func earliest(set uint64) int { return bits.LeadingZeros64(set) }

// Waves are three plans that follow each other.
type Waves struct{ Now, Next, Later Plan }

// RoadmapRequest says what a roadmap may spend. Pinned, Banned and Done are those of PlanRequest.
type RoadmapRequest struct {
	Now, Next    int      // budgets in effort points, 0 or more
	Pinned       []string // come in the first wave, beside the open legal duties
	Banned, Done []string
}

// Roadmap plans the overall score in three waves: first the open legal duties, what is pinned, and the best for the first
// budget, then the best for the second, then whatever still adds something. Each wave starts where the one before it ends, so that
// what gains most comes early; over all waves together another division may gain more. It refuses what BestPlan
// refuses.
func Roadmap(m *assessment.Model, a assessment.Answers, r RoadmapRequest) (Waves, error) {
	s, span, err := scopeOf(m, a, Overall)
	if err != nil {
		return Waves{}, err
	}
	if r.Now < 0 || r.Next < 0 {
		return Waves{}, &RefusedError{BadInput, "budget"}
	}
	all := 0
	for _, a := range m.Actions {
		all += s.points(a)
	}
	from := selection{pinned: slices.Concat(s.openDuties(r.Done), r.Pinned), banned: r.Banned, done: r.Done}
	wave := func(budget int) Plan {
		plan := s.bestPlan(span, budget, from)
		s = s.with(plan.Actions)
		from = selection{banned: r.Banned, done: slices.Concat(from.done, plan.Actions)}
		return plan
	}
	return Waves{Now: wave(r.Now), Next: wave(r.Next), Later: wave(all)}, nil
}

// Lifted is what the answers would be once these actions are done: what is known rises to where they lift it, what is
// unknown stays unknown. Actions that the model does not have lift nothing.
func Lifted(m *assessment.Model, a assessment.Answers, actions ...string) assessment.Answers {
	lifted := maps.Clone(a)
	for _, id := range actions {
		action, ok := m.Action(id)
		if !ok {
			continue
		}
		for _, lift := range action.Lifts {
			if x := lifted[lift.Question]; x.Choice.Rated() && int(x.Choice) < lift.To {
				x.Choice = assessment.Choice(lift.To)
				lifted[lift.Question] = x
			}
		}
	}
	return lifted
}

// OpenDuties lists the actions that a legal duty asks for and that are open, in model order. A roadmap begins with them.
func OpenDuties(m *assessment.Model, a assessment.Answers, done []string) ([]string, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	return newSheet(m, a).openDuties(done), nil
}

func (s *sheet) openDuties(done []string) []string {
	var duties []string
	for i, state := range s.states(done) {
		if a := s.model.Actions[i]; a.Duty && state == ActionOpen {
			duties = append(duties, a.ID)
		}
	}
	return duties
}

// with is the sheet as it is after these actions.
func (s *sheet) with(actions []string) *sheet {
	after := &sheet{frame: s.frame, answers: slices.Clone(s.answers), choices: slices.Clone(s.choices)}
	for _, a := range s.model.Actions {
		if slices.Contains(actions, a.ID) {
			after.lift(after.choices, a)
		}
	}
	for at, c := range after.choices {
		after.answers[at].Choice = c
	}
	after.tallies = after.tally(after.choices)
	return after
}
