package wording

import (
	"lauter/internal/scoring"
)

// Others says where one score lies among those of others: "Overall 2.8: the middle of 14 others is 2.6; this is in the
// second quarter from the top."
func (w *Words) Others(p scoring.Placing) string {
	return w.p.T("benchmark.line", "N", p.N, "Scope", w.ScopeName(p.Scope), "Score", w.Score(p.Own), "Median", w.Score(p.Median),
		"Quarter", w.Quarter(p))
}

// Quarter names the quarter of the others in which a score lies.
func (w *Words) Quarter(p scoring.Placing) string {
	switch p.Quarter {
	case 1:
		return w.p.T("benchmark.quarter.1")
	case 2:
		return w.p.T("benchmark.quarter.2")
	case 3:
		return w.p.T("benchmark.quarter.3")
	}
	return w.p.T("benchmark.quarter.4")
}

// Middle is between which scores half of the others lie, or empty where there are too few to say.
func (w *Words) Middle(p scoring.Placing) string {
	if p.Q1 == nil {
		return ""
	}
	low, high := w.Score(p.Q1), w.Score(p.Q3)
	if low == high {
		return w.p.T("benchmark.half.same", "Score", low)
	}
	return w.p.T("benchmark.half", "Low", low, "High", high)
}

// Percentile is the share of the others that a score is above, or empty where there are too few to say.
func (w *Words) Percentile(p scoring.Placing) string {
	if p.Percentile == nil {
		return ""
	}
	return w.p.T("benchmark.percentile", "Percent", w.p.Number(scoring.Display(p.Percentile, 0)))
}

// OthersNote is how much such a comparison is worth. It stands wherever one is shown.
func (w *Words) OthersNote(n int) string { return w.p.T("benchmark.note", "N", n) }
