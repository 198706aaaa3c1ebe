package scoring

import (
	"maps"
	"math/big"
	"slices"

	"lauter/assessment"
)

// Readings of the balance.
const (
	InBalance            = "in_balance"
	PersonalisationAhead = "personalisation_ahead"
	ComplianceAhead      = "compliance_ahead"
)

// leastAxisQuestions is how many questions must apply before a side of the balance is shown.
const leastAxisQuestions = 3

// defaultBalance holds the method's figures, for models that state none of their own.
var defaultBalance = assessment.BalanceRule{
	Cut:    big.NewRat(3, 1),
	Band:   big.NewRat(1, 2),
	Border: big.NewRat(1, 5),
}

// side is what the answers on one side of the balance add up to, with the overall shares.
type side struct {
	questions  int // applicable
	whole      int64
	sum, known int64
}

func (s *sheet) side(axis assessment.Axis) side {
	var x side
	for at, q := range s.questions {
		w := s.spans[0].weights[at]
		if q.Axis != axis || w == 0 {
			continue
		}
		x.questions++
		x.whole += w
		x.sum += w * int64(value(s.choices[at]))
		if s.choices[at].Rated() {
			x.known += w
		}
	}
	return x
}

// score is the side's score, or nil when it rests on too little to be shown.
func (x side) score() *big.Rat {
	if x.questions < leastAxisQuestions || !covered(x.known, x.whole) {
		return nil
	}
	return big.NewRat(x.sum, x.whole)
}

// balance reads the answers a second time; it adds nothing to the score.
func (s *sheet) balance() Balance {
	compliance, personalisation := s.side(assessment.Compliance), s.side(assessment.Personalisation)
	b := Balance{
		Compliance:               compliance.score(),
		Personalisation:          personalisation.score(),
		UnmetGates:               s.unmetCompliance(),
		PersonalisationQuestions: personalisation.questions,
		TooFewApply:              min(compliance.questions, personalisation.questions) < leastAxisQuestions,
	}
	if n := personalisation.questions; n > 0 {
		b.PersonalisationStep = big.NewRat(1, int64(n))
	}
	if b.Compliance == nil || b.Personalisation == nil {
		return b
	}
	rule := s.balanceRule()
	b.Balance = new(big.Rat).Sub(b.Personalisation, b.Compliance)
	b.Reading = reading(b.Balance, rule.Band)
	b.Quadrant, b.Neighbour = s.quadrants(b, rule)
	return b
}

func (s *sheet) balanceRule() assessment.BalanceRule {
	if rule := s.model.Balance; rule.Cut != nil && rule.Band != nil && rule.Border != nil {
		return rule
	}
	return defaultBalance
}

// reading compares the balance with the band; its edge still is in balance.
func reading(balance, band *big.Rat) string {
	if new(big.Rat).Abs(balance).Cmp(band) <= 0 {
		return InBalance
	}
	if balance.Sign() > 0 {
		return PersonalisationAhead
	}
	return ComplianceAhead
}

// quadrants names the field of the point and, near a line, the field across it. Near both lines the nearer one counts,
// and the line of compliance when both are as near.
func (s *sheet) quadrants(b Balance, rule assessment.BalanceRule) (own, neighbour string) {
	high := func(x *big.Rat) bool { return x.Cmp(rule.Cut) >= 0 }
	distance := func(x *big.Rat) *big.Rat { d := new(big.Rat).Sub(x, rule.Cut); return d.Abs(d) }
	c, p := high(b.Compliance), high(b.Personalisation)
	dc, dp := distance(b.Compliance), distance(b.Personalisation)
	own = s.quadrant(c, p)
	switch {
	case dc.Cmp(rule.Border) <= 0 && dc.Cmp(dp) <= 0:
		neighbour = s.quadrant(!c, p)
	case dp.Cmp(rule.Border) <= 0:
		neighbour = s.quadrant(c, !p)
	}
	return own, neighbour
}

// quadrant is the model's key for a field, or empty when the model names none.
func (s *sheet) quadrant(compliance, personalisation bool) string {
	word := map[bool]string{true: "high", false: "low"}
	fields := s.model.Texts.Balance.Quadrants
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if q := fields[key]; q.Compliance == word[compliance] && q.Personalisation == word[personalisation] {
			return key
		}
	}
	return ""
}

// unmetCompliance lists the questions on the side of compliance with a gate of any reach that is unmet or unknown.
func (s *sheet) unmetCompliance() []string {
	var ids []string
	for at, q := range s.questions {
		blocks := func(g assessment.Gate) bool { return gateAt{at, g}.blocks(s.choices) }
		if q.Axis == assessment.Compliance && slices.ContainsFunc(q.Gates, blocks) {
			ids = append(ids, q.ID)
		}
	}
	return ids
}
