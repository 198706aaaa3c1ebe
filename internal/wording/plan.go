package wording

import (
	"cmp"
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// PlanTitle says in a few words what a plan does: "Level 3 with six actions". First is the least budget that buys
// anything, 0 if none does.
func (w *Words) PlanTitle(scope scoring.Scope, plan scoring.Plan, first int) string {
	title := w.planTitle(scope, plan, first)
	if scope == scoring.Overall {
		return title
	}
	return w.p.T("plan.title.scope", "Name", w.ScopeName(scope), "Title", title)
}

func (w *Words) planTitle(scope scoring.Scope, plan scoring.Plan, first int) string {
	r, _ := w.f.Result(scope)
	n := len(plan.Actions)
	switch {
	case r.Status == scoring.NotApplicable:
		return w.p.T("plan.title.inapplicable")
	case n == 0 && first > 0:
		return w.p.T("plan.title.small", "N", plan.Budget)
	case n == 0 && r.Missing > 0:
		return w.p.T("plan.title.unknown")
	case n == 0:
		return w.p.T("plan.title.none")
	case plan.Gain.Sign() == 0:
		return w.p.T("plan.title.nothing", "With", w.with(n))
	case r.Status != scoring.Rated:
		return w.p.T("plan.title.gain", "Gain", w.Change(plan.ScoreBefore, plan.ScoreAfter), "With", w.with(n))
	case plan.LevelAfter > plan.LevelBefore:
		return w.p.T("plan.title.level", "Level", plan.LevelAfter, "With", w.with(n))
	}
	return w.p.T("plan.title.score", "Before", w.Hundredths(plan.ScoreBefore), "After", w.Hundredths(plan.ScoreAfter), "With", w.with(n))
}

// spelled is up to which number actions are counted in words.
const spelled = 12

// with counts actions as a title does: "with six actions".
func (w *Words) with(n int) string {
	if n > spelled {
		return w.p.T("plan.with", "N", n)
	}
	return w.p.T("plan.with." + strconv.Itoa(n))
}

// PlanOver says that what must be in a plan needs more than its budget: legal duties, actions that were kept, or both.
func (w *Words) PlanOver(plan scoring.Plan, duties, kept bool) string {
	id := "plan.over.duties"
	switch {
	case duties && kept:
		id = "plan.over.both"
	case kept:
		id = "plan.over.kept"
	}
	return w.p.T(id, "N", plan.Effort)
}

// EffortPoints counts points of effort: "8 points".
func (w *Words) EffortPoints(n int) string { return w.p.T("plan.points", "N", n) }

// EffortScale says what the sizes of actions mean, smallest first: "Medium, 3 points: up to 3 months".
func (w *Words) EffortScale() []string {
	var sizes []assessment.Effort
	for _, e := range w.f.Model.Efforts {
		sizes = append(sizes, e)
	}
	slices.SortFunc(sizes, func(a, b assessment.Effort) int { return cmp.Compare(a.Points, b.Points) })
	var lines []string
	for _, e := range sizes {
		lines = append(lines, w.p.T("plan.effort.size", "Name", e.Name, "Points", w.EffortPoints(e.Points), "Meaning", e.Meaning))
	}
	return lines
}

// StepEffort is the size of an action and its points: "Medium, 3 points".
func (w *Words) StepEffort(action string) string {
	a, ok := w.f.Model.Action(action)
	if !ok {
		return ""
	}
	e := w.f.Model.Efforts[a.Effort]
	return w.p.T("plan.effort", "Name", e.Name, "Points", w.EffortPoints(e.Points))
}

// WhyLeftOut heads the actions that are in no plan for one reason.
func (w *Words) WhyLeftOut(why scoring.Reason) string { return w.p.T("plan.out." + string(why)) }

// Way says what the cheapest way to a level takes, or what stands in it.
func (w *Words) Way(scope scoring.Scope, level int, way scoring.Way) string {
	r, _ := w.f.Result(scope)
	switch way.Obstacle {
	case scoring.NothingApplies, scoring.TooLittleKnown:
		return w.GateSentence(r)
	case scoring.UnknownGate:
		return w.p.T("plan.way.unknown", "N", len(way.Unknown), "Level", level)
	case scoring.ActionsFallBehind:
		return w.p.T("plan.way.behind", "Level", level)
	}
	if r.Level >= level {
		return w.p.T("plan.way.reached", "Level", level)
	}
	return w.p.T("plan.way", "N", way.Plan.Effort, "With", w.with(len(way.Plan.Actions)), "After", w.Hundredths(way.Plan.ScoreAfter))
}
