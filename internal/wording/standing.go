package wording

import (
	"strconv"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// Standing says where a scope stands: "Level 2 of 5, Emerging", "No level yet" or "Doesn’t apply to you". A capability
// of a quick scan claims no level and says its one answer.
func (w *Words) Standing(r scoring.Result) string {
	if r.Level > 0 {
		return w.p.T("standing.level", "Level", r.Level, "Name", w.LevelName(r.Level))
	}
	return w.StandingShort(r)
}

// StandingShort is Standing for places with little room: "Level 2, Emerging".
func (w *Words) StandingShort(r scoring.Result) string {
	switch {
	case r.Level > 0:
		return w.p.T("standing.short", "Level", r.Level, "Name", w.LevelName(r.Level))
	case r.Status == scoring.NotApplicable:
		return w.p.T("standing.inapplicable")
	case tooLittleApplies(r):
		return w.p.T("standing.little")
	case r.Status == scoring.Rated:
		answer := int(w.onlyAnswer(r))
		return w.p.T("standing.answer", "Level", answer, "Name", w.LevelName(answer))
	}
	return w.p.T("standing.open")
}

// onlyAnswer is the answer that a capability of a quick scan rests on.
func (w *Words) onlyAnswer(r scoring.Result) assessment.Choice {
	for _, c := range w.f.Model.Capabilities() {
		if scoring.CapabilityScope(c.ID) != r.Scope {
			continue
		}
		for _, q := range c.Questions {
			if a := w.f.Answers[q.ID].Choice; a.Rated() {
				return a
			}
		}
	}
	return assessment.Blank
}

// GateSentence says what a scope's level rests on: the requirements that hold it back, or what is missing to the next
// level, or to any level at all.
func (w *Words) GateSentence(r scoring.Result) string {
	g := &w.t.Gates
	values := w.values(r)
	switch {
	case r.Status == scoring.NotApplicable:
		return w.p.Text(g.NotApplicable)
	case tooLittleApplies(r):
		return w.p.T("gate.little")
	case r.Status == scoring.Insufficient:
		return w.counted(r.Needed, g.InsufficientOne, g.Insufficient, values)
	case r.Level == 0:
		return w.p.T("gate.quick")
	case len(r.HeldBy) > 0:
		return w.counted(len(r.HeldBy), g.HeldOne, g.Held, values)
	case r.ToNext == nil:
		return w.p.Text(g.Top)
	case len(r.ToNext.Gates) > 0:
		return w.counted(len(r.ToNext.Gates), g.NotHeldGateOne, g.NotHeldGates, values)
	}
	return w.p.Fill(g.NotHeld, values)
}

// counted fills the text for one, or that for any other number. It adds the number to the values, as {n}.
func (w *Words) counted(n int, one, other locale.Text, values map[string]string) string {
	values["n"] = w.p.Int(n)
	if n == 1 && !one.IsZero() {
		return w.p.Fill(one, values)
	}
	return w.p.Fill(other, values)
}

// values are what sentences about a result may insert; those that it has not are absent.
func (w *Words) values(r scoring.Result) map[string]string {
	values := map[string]string{"score": w.Score(r.Score), "low": w.Score(r.Score), "high": w.Score(r.High)}
	if r.Level > 0 {
		values["level"], values["level_name"] = strconv.Itoa(r.Level), w.LevelName(r.Level)
		values["score_level"] = strconv.Itoa(r.ScoreLevel)
	}
	if next := r.ToNext; next != nil {
		values["next"], values["next_name"] = strconv.Itoa(next.Level), w.LevelName(next.Level)
		values["points"] = w.Points(next.Points)
	}
	return values
}

// HeldRow says how the answer to one question holds a level back.
func (w *Words) HeldRow(h scoring.HeldGate) string {
	if h.State == scoring.GateUnknown {
		return w.p.Fill(w.t.Gates.OpenRow, map[string]string{
			"question": w.question(h.Question),
			"level":    strconv.Itoa(h.Level - 1),
		})
	}
	return w.p.Fill(w.t.Gates.GapRow, map[string]string{
		"question":   w.question(h.Question),
		"answer":     h.Answer.String(),
		"gate_level": strconv.Itoa(h.Level),
		"needed":     strconv.Itoa(h.Min),
	})
}

// WaivedRow says why the requirement on a question does not apply, in the respondent's own words.
func (w *Words) WaivedRow(question string) string {
	return w.p.Fill(w.t.Gates.WaivedRow, map[string]string{
		"question": w.question(question),
		"reason":   w.f.Answers[question].Reason,
	})
}

// GateWords says how the answer stands to a requirement. It never says that one is met: that would be a claim about
// the law.
func (w *Words) GateWords(c scoring.GateCheck) string {
	switch c.State {
	case scoring.GateNotMet:
		return w.p.T("gate.gap", "Answer", int(c.Answer), "Needed", c.Gate.Min)
	case scoring.GateUnknown:
		return w.p.T("gate.open")
	case scoring.GateWaived:
		return w.p.T("gate.waived", "Reason", w.f.Answers[c.Question].Reason)
	}
	return w.p.Text(w.t.Gates.NoGap)
}

// Gaps says how many of the requirements on the overall result show a gap or are not clarified.
func (w *Words) Gaps() string {
	gaps, count := 0, 0
	for _, c := range w.f.Gates {
		if c.State == scoring.GateNotMet || c.State == scoring.GateUnknown {
			gaps++
		}
		if c.State != scoring.GateWaived {
			count++
		}
	}
	if gaps == 0 {
		return w.p.Text(w.t.Gates.None)
	}
	return w.p.T("gate.overall", "N", gaps, "Of", count)
}

// DimensionSentence says in one sentence what is behind the result of a dimension.
func (w *Words) DimensionSentence(r scoring.Result) string {
	d := &w.t.Verdicts.Dimension
	switch {
	case r.Status == scoring.NotApplicable:
		return w.p.Text(w.t.Gates.NotApplicable)
	case tooLittleApplies(r):
		return w.p.T("gate.little")
	case r.Status == scoring.Insufficient:
		return w.counted(r.Needed, d.InsufficientOne, d.Insufficient, map[string]string{})
	case len(r.HeldBy) > 0:
		if q, ok := w.f.Model.Question(firstToClose(r.HeldBy).Question); ok {
			return w.p.Fill(d.Gap, map[string]string{"capability": w.p.Text(q.Capability.Name)})
		}
	}
	own := w.ratedIn(r.Scope)
	switch len(own) {
	case 0:
		return w.p.T("dimension.none")
	case 1:
		return w.p.T("dimension.single", "Name", w.ScopeName(own[0].Scope))
	}
	high, low := w.highest(own), w.lowest(own)
	if high.Score.Cmp(low.Score) == 0 {
		return w.p.T("dimension.even", "Score", w.Score(low.Score))
	}
	return w.p.Fill(d.Normal, map[string]string{
		"strong_name": w.ScopeName(high.Scope),
		"weak_name":   w.ScopeName(low.Scope),
	})
}

// firstToClose is the requirement to begin with: the first with a gap, or else the first that is not clarified.
func firstToClose(held []scoring.HeldGate) scoring.HeldGate {
	for _, h := range held {
		if h.State == scoring.GateNotMet {
			return h
		}
	}
	return held[0]
}
