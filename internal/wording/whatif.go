package wording

import (
	"lauter/internal/scoring"
)

// WhatIfTitle says what other answers would lead to: "Level 3, 3.12: 2 requirements no longer show a gap". The words
// are those of the findings after.
func (w *Words) WhatIfTitle(x *scoring.WhatIf) string {
	if len(x.Moves) == 0 {
		return w.p.T("whatif.title")
	}
	outcome := w.outcome(x.Before.Overall, x.After.Overall)
	closed, opened := x.Gaps()
	switch {
	case closed > 0 && opened > 0:
		return w.p.T("whatif.title.both", "Outcome", outcome, "Closed", w.p.T("whatif.closed", "N", closed), "Opened", w.p.T("whatif.opened", "N", opened))
	case closed > 0:
		return w.p.T("whatif.title.one", "Outcome", outcome, "What", w.p.T("whatif.closed", "N", closed))
	case opened > 0:
		return w.p.T("whatif.title.one", "Outcome", outcome, "What", w.p.T("whatif.opened", "N", opened))
	case len(x.After.Overall.HeldBy) > 0:
		return w.p.T("whatif.title.one", "Outcome", outcome, "What", w.p.T("whatif.held", "N", len(x.After.Overall.HeldBy)))
	}
	return outcome
}

// outcome is the overall result after a change, with what it has to do with the one before.
func (w *Words) outcome(before, after scoring.Result) string {
	switch {
	case after.Level > 0 && after.Level == before.Level:
		return w.p.T("whatif.outcome.same", "Level", after.Level, "Score", w.Hundredths(after.Score))
	case after.Level > 0:
		return w.p.T("whatif.outcome.level", "Level", after.Level, "Score", w.Hundredths(after.Score))
	case after.Status == scoring.Insufficient:
		return w.p.T("whatif.outcome.open", "Standing", w.StandingShort(after), "Low", w.Hundredths(after.Score), "High", w.Hundredths(after.High))
	}
	return w.StandingShort(after)
}

// TodayInShort says where the findings stand, beside a supposition: "Today level 2, 2.82."
func (w *Words) TodayInShort() string {
	r := w.f.Overall
	switch {
	case r.Level > 0:
		return w.p.T("whatif.today.level", "Level", r.Level, "Name", w.LevelName(r.Level), "Score", w.Hundredths(r.Score))
	case r.Status == scoring.Insufficient:
		return w.p.T("whatif.today.open", "Low", w.Hundredths(r.Score), "High", w.Hundredths(r.High))
	}
	return w.p.T("whatif.today.none", "Standing", w.StandingShort(r))
}
