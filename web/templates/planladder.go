package templates

import (
	"math/big"

	"lauter/internal/chart"
	"lauter/internal/scoring"
)

// The measures of the ladder.
const (
	rungWidth  = 60
	rungHeight = 150
	rungsShown = 12 // side by side; on narrow screens the nearest rungsNear
	rungsNear  = 7
)

// current is the place of the rung that the plan stands on.
func (v PlanView) current() int {
	at := 0
	for i, r := range v.Rungs {
		if r.Budget <= v.first().Budget {
			at = i
		}
	}
	return at
}

// rung is what a budget buys, as it is drawn.
type rung struct {
	scoring.Plan
	scene   chart.Scene
	current bool
	far     bool // left out where there is little room
}

// ladder draws the rungs around the current one.
func (v PlanView) ladder() []rung {
	from, to, current := v.window(rungsShown)
	near, far, _ := v.window(rungsNear)
	var drawn []chart.Rung
	for _, r := range v.Rungs[from:to] {
		drawn = append(drawn, chart.NewRung(r.Gain, r.LevelAfter))
	}
	var rungs []rung
	for i, scene := range chart.Ladder(rungWidth, rungHeight, drawn, v.goal()) {
		at := from + i
		rungs = append(rungs, rung{v.Rungs[at], scene, at == current && len(v.first().Actions) > 0, at < near || at >= far})
	}
	return rungs
}

// window are the places of at most n rungs around the current one, the empty one left out.
func (v PlanView) window(n int) (from, to, current int) {
	first := 0
	if len(v.Rungs[0].Actions) == 0 {
		first = 1
	}
	current = v.current()
	from = max(first, min(current-n/2, len(v.Rungs)-n))
	return from, min(from+n, len(v.Rungs)), current
}

// goal is the gain at which the next level begins by the score, 0 if there is none or the score is there already.
func (v PlanView) goal() float64 {
	if v.Scoped.ToNext == nil {
		return 0
	}
	x, _ := v.Scoped.ToNext.Points.Float64()
	return x
}

// goalWords says where the line of the goal lies.
func (v PlanView) goalWords(p *Page) string {
	if v.goal() == 0 {
		return ""
	}
	next := v.Scoped.ToNext
	begins := new(big.Rat).Add(v.Scoped.Score, next.Points)
	return p.T("plan.ladder.goal", "Score", v.Words.Hundredths(begins), "Level", next.Level)
}

// reaches says from which budget on which level is held.
func (v PlanView) reaches(p *Page) string {
	if v.Scoped.Level == 0 {
		return ""
	}
	level := v.Scoped.Level
	var said []string
	for _, r := range v.Rungs {
		if r.LevelAfter > level {
			level = r.LevelAfter
			said = append(said, p.T("plan.ladder.reach", "N", r.Budget, "Level", level))
		}
	}
	if len(said) == 0 {
		return p.T("plan.ladder.unreached")
	}
	return p.T("plan.ladder.reaches", "List", p.P.List(said))
}

// spare says that less would buy the same.
func (v PlanView) spare(p *Page) string {
	plan := v.first()
	if plan.OverBudget > 0 || plan.Effort == plan.Budget || len(plan.Actions) == 0 {
		return ""
	}
	return p.T("plan.ladder.same", "N", plan.Budget, "Effort", v.Words.EffortPoints(plan.Effort))
}

// after is the score that a budget leads to, the gain where no score is shown.
func (v PlanView) after(plan scoring.Plan) string {
	if v.rated() {
		return v.Words.Hundredths(plan.ScoreAfter)
	}
	return v.gain(plan)
}

func (v PlanView) gain(plan scoring.Plan) string {
	return v.Words.Change(plan.ScoreBefore, plan.ScoreAfter)
}

// pointsWord is the word after a number of points.
func (v PlanView) pointsWord(p *Page, n int) string { return p.T("plan.points.word", "N", n) }
