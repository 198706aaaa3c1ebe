package scoring

import "math/big"

// Parts and grades of confidence.
const (
	ByCoverage  = "coverage"
	ByEvidence  = "evidence"
	ByAgreement = "agreement"

	HighGrade   = "high"
	MediumGrade = "medium"
	LowGrade    = "low"
)

var threeQuarters = big.NewRat(3, 4)

// confidence is the weakest of coverage, evidence and agreement: the minimum, because it names the one thing to do.
// An answer that was carried over from the round before counts in the score, but here it is no answer until somebody
// confirms it.
func (s *sheet) confidence(i int) *Confidence {
	carried, questions := s.carried(i)
	c := &Confidence{
		Coverage:    big.NewRat(s.tallies[i].known-carried, s.spans[i].whole),
		Evidence:    s.evidence(i),
		Agreement:   s.agreement(i),
		Weakest:     ByCoverage,
		Unconfirmed: questions,
	}
	c.Value = c.Coverage
	if c.Evidence != nil && c.Evidence.Cmp(c.Value) < 0 {
		c.Value, c.Weakest = c.Evidence, ByEvidence
	}
	if c.Agreement != nil && c.Agreement.Cmp(c.Value) < 0 {
		c.Value, c.Weakest = c.Agreement, ByAgreement
	}
	c.Grade = s.grade(c)
	return c
}

func (s *sheet) grade(c *Confidence) string {
	switch {
	case c.Value.Cmp(threeQuarters) >= 0 && c.Agreement != nil && !s.quick:
		return HighGrade
	case c.Value.Cmp(half) >= 0:
		return MediumGrade
	}
	return LowGrade
}

// carried is the weight and the number of the answers 1..5 of a span that nobody has confirmed in this round.
func (s *sheet) carried(i int) (weight int64, questions int) {
	sp := &s.spans[i]
	for k, w := range sp.weights {
		if a := &s.answers[sp.from+k]; a.Carried && a.Choice.Rated() {
			weight += w
			questions++
		}
	}
	return weight, questions
}

// evidence is how well the answers 1..5 of a span are supported, 0..1, or nil without any. An answer 1 needs no
// evidence: it is a statement against one's own interest.
func (s *sheet) evidence(i int) *big.Rat {
	sp, known := &s.spans[i], s.tallies[i].known
	if known == 0 {
		return nil
	}
	thirds := int64(0)
	for k, w := range sp.weights {
		switch a := s.answers[sp.from+k]; {
		case a.Choice == 1:
			thirds += 3 * w
		case a.Choice.Rated():
			thirds += int64(a.Grade) * w
		}
	}
	return big.NewRat(thirds, 3*known)
}

// agreement is how far the last votes on the answers 1..5 of a span agree, 0..1. It is nil unless questions with at
// least two rated votes hold at least half of what is answered.
func (s *sheet) agreement(i int) *big.Rat {
	sp, known := &s.spans[i], s.tallies[i].known
	sum, voted := new(big.Rat), int64(0)
	for k, w := range sp.weights {
		a := s.answers[sp.from+k]
		if !a.Choice.Rated() || len(a.Votes) < 2 {
			continue
		}
		if v := Votes(a.Votes); v.Agreement != nil {
			voted += w
			sum.Add(sum, new(big.Rat).Mul(big.NewRat(w, 1), v.Agreement))
		}
	}
	if voted == 0 || 2*voted < known {
		return nil
	}
	return sum.Quo(sum, big.NewRat(voted, 1))
}
