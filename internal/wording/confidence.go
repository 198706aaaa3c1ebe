package wording

import (
	"math/big"

	"lauter/internal/scoring"
)

// ConfidenceLine says how far a result can be relied on, and why not further: "Confidence: medium, because evidence is
// missing or unchecked." It is empty where nothing applies.
func (w *Words) ConfidenceLine(r scoring.Result) string {
	c, t := r.Confidence, &w.t.Confidence
	if c == nil {
		return ""
	}
	grade := w.p.Text(t.Grades[c.Grade])
	switch {
	case c.Grade == scoring.HighGrade:
		return w.p.Text(t.LineHigh)
	case c.Value.Cmp(high) >= 0: // good enough, and capped for another reason
		return sentences(w.p.T("confidence.line", "Grade", grade), w.cap(c))
	}
	part := t.Parts[c.Weakest]
	return w.p.Fill(t.Line, map[string]string{
		"grade":   grade,
		"because": w.counted(r.Missing, part.BecauseOne, part.Because, map[string]string{}),
	})
}

// high is the value from which confidence could be high.
var high = big.NewRat(3, 4)

// cap says why a good value is not enough.
func (w *Words) cap(c *scoring.Confidence) string {
	if c.Agreement == nil {
		return w.p.Text(w.t.Confidence.SingleRespondent)
	}
	return w.p.T("confidence.quick")
}

// ConfidencePart is one of the three things that confidence rests on.
type ConfidencePart struct {
	Name    string
	Value   string // in percent, or that it was not measured
	Weakest bool   // decides
}

// ConfidenceParts lists what the confidence in a result rests on. It is empty where nothing applies.
func (w *Words) ConfidenceParts(r scoring.Result) []ConfidencePart {
	c := r.Confidence
	if c == nil {
		return nil
	}
	part := func(key string, x *big.Rat) ConfidencePart {
		value := w.p.T("confidence.unmeasured")
		if x != nil {
			value = w.Percent(x)
		}
		return ConfidencePart{w.p.Text(w.t.Confidence.Parts[key].Name), value, c.Weakest == key}
	}
	return []ConfidencePart{
		part(scoring.ByCoverage, c.Coverage),
		part(scoring.ByEvidence, c.Evidence),
		part(scoring.ByAgreement, c.Agreement),
	}
}
