package scoring

import "lauter/assessment"

// Ladder lists the plans that BestPlan finds for a request as its budget rises, each once: the first holds what is
// pinned and nothing else, and every further one gains more. The budget of a plan is its effort, the least with which it
// is the best; it stays so up to the next one. Below the first budget BestPlan returns the first plan, over its budget.
// The budget of the request is not looked at. It refuses what BestPlan refuses.
func Ladder(m *assessment.Model, a assessment.Answers, r PlanRequest) ([]Plan, error) {
	s, span, err := scopeOf(m, a, r.Scope)
	if err != nil {
		return nil, err
	}
	p := s.newPlanner(span, selection{r.Pinned, r.Banned, r.Done})
	var plans []Plan
	for _, rung := range p.rungs() {
		b := rung.plus(p.pinned)
		plans = append(plans, p.plan(b, int(b.effort)))
	}
	return plans, nil
}

// rungs is the frontier of all candidates together. One search finds it: of every set of foundations the sums with what
// the two halves offer compete on one shelf, where only the best for each effort stays.
func (p *planner) rungs() frontier {
	shelf := newShelf(p.total)
	p.search(p.total, bundle.better, func(base bundle, a, b frontier) (bundle, bool) {
		for _, x := range a {
			x = x.plus(base)
			for _, y := range b {
				shelf.keep(x.plus(y))
			}
		}
		return base, true
	})
	return shelf.frontier()
}
