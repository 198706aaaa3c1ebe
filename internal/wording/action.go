package wording

import (
	"slices"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// Because says why an action is advised now: the legal duty, the requirement that it meets, the answers that it lifts,
// the levels that rise, and what has to come first.
func (w *Words) Because(r scoring.Recommendation) string {
	a, ok := w.f.Model.Action(r.Action)
	if !ok {
		return ""
	}
	return sentences(w.duty(a), w.meets(r), w.lifts(a), w.raises(r), w.needs(r))
}

func (w *Words) duty(a *assessment.Action) string {
	switch {
	case !a.Duty:
		return ""
	case a.Exposure.IsZero():
		return w.p.T("because.duty")
	}
	return w.p.T("because.duty.law", "Law", w.p.Text(a.Exposure))
}

// meets names the requirements that hold a level today and would no longer.
func (w *Words) meets(r scoring.Recommendation) string {
	if !r.OpensHold {
		return ""
	}
	var met []string
	for _, h := range w.holding() {
		question := w.p.T("quoted", "Text", w.question(h.Question))
		if h.Answer.Rated() && w.liftedTo(r, h.Question) >= h.Min && !slices.Contains(met, question) {
			met = append(met, question)
		}
	}
	if len(met) == 0 {
		return ""
	}
	return w.p.T("because.meets", "N", len(met), "Questions", w.p.List(met))
}

// holding lists the requirements that hold the overall result or a dimension.
func (w *Words) holding() []scoring.HeldGate {
	held := slices.Clone(w.f.Overall.HeldBy)
	for _, d := range w.f.Dimensions {
		held = append(held, d.HeldBy...)
	}
	return held
}

// liftedTo is the level that an action and its prerequisites lift a question to, 0 if they do not.
func (w *Words) liftedTo(r scoring.Recommendation, question string) int {
	to := 0
	for _, id := range append([]string{r.Action}, r.With...) {
		if a, ok := w.f.Model.Action(id); ok {
			for _, l := range a.Lifts {
				if l.Question == question {
					to = max(to, l.To)
				}
			}
		}
	}
	return to
}

// lifts says which answers rise from where to where, equal steps together.
func (w *Words) lifts(a *assessment.Action) string {
	type step struct{ from, to int }
	var steps []step
	count := map[step]int{}
	for _, l := range a.Lifts {
		c := w.f.Answers[l.Question].Choice
		if !c.Rated() || int(c) >= l.To {
			continue
		}
		s := step{int(c), l.To}
		if count[s]++; count[s] == 1 {
			steps = append(steps, s)
		}
	}
	if len(steps) == 0 {
		return ""
	}
	var said []string
	for _, s := range steps {
		said = append(said, w.p.T("because.step", "N", count[s], "From", s.from, "To", s.to))
	}
	return w.p.T("because.lifts", "Steps", w.p.List(said))
}

// raises names the overall result and the dimensions whose level rises.
func (w *Words) raises(r scoring.Recommendation) string {
	var names []string
	for _, s := range r.Unlocks {
		if s == scoring.Overall || strings.HasPrefix(string(s), "dimension:") {
			names = append(names, w.ScopeName(s))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return w.p.T("because.raises", "Scopes", w.p.List(names))
}

func (w *Words) needs(r scoring.Recommendation) string {
	var titles []string
	for _, id := range r.With {
		titles = append(titles, w.p.T("quoted", "Text", w.ScopeName(scoring.Scope("action:"+id))))
	}
	if len(titles) == 0 {
		return ""
	}
	return w.p.T("because.needs", "Actions", w.p.List(titles))
}

// EffortWords says what an action takes: "Medium: up to 3 months", and how many others come first.
func (w *Words) EffortWords(r scoring.Recommendation) string {
	a, ok := w.f.Model.Action(r.Action)
	if !ok {
		return ""
	}
	e := w.f.Model.Efforts[a.Effort]
	own := w.p.T("effort", "Name", w.p.Text(e.Name), "Meaning", w.p.Text(e.Meaning))
	if len(r.With) == 0 {
		return own
	}
	return w.p.T("effort.with", "N", len(r.With), "Effort", own)
}

// Together says what the next actions bring when all of them are done, or why there are none.
func (w *Words) Together() string {
	next, r := w.f.Next, w.f.Overall
	n := len(next.Actions)
	switch {
	case n == 0 && r.Missing > 0:
		return w.p.T("together.unknown")
	case n == 0:
		return w.p.T("together.none")
	case next.LevelBefore == 0:
		return w.p.T("together.gain", "N", n, "Gain", w.Change(r.Score, next.ScoreAfter))
	}
	id := "together.same"
	if next.LevelAfter > next.LevelBefore {
		id = "together.rises"
	}
	return w.p.T(id, "N", n, "Before", w.Hundredths(r.Score), "After", w.Hundredths(next.ScoreAfter),
		"Level", next.LevelAfter, "Name", w.LevelName(next.LevelAfter))
}

// FindOut says what clarifying an answer is worth and who may know it.
func (w *Words) FindOut(o scoring.FindOut) string {
	q, ok := w.f.Model.Question(o.Question)
	if !ok {
		return ""
	}
	said := []string{w.p.T("findout.gain", "Gain", w.UpTo(o))}
	if o.Gate {
		said = append(said, w.p.T("findout.gate"))
	}
	var roles []string
	for _, id := range q.Who {
		roles = append(roles, w.RoleName(id))
	}
	if len(roles) > 0 {
		said = append(said, w.p.T("findout.ask", "Roles", strings.Join(roles, ", ")))
	}
	return sentences(said...)
}
