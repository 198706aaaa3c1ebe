package templates

import (
	"math/big"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// BalanceView is how the two sides of the balance came about.
type BalanceView struct {
	ResultsView
	Sides []Side
}

// Side is one side of the balance with the sum behind it.
type Side struct {
	Of    assessment.Axis
	Score *big.Rat // nil: not shown
	Trace scoring.Trace
}

// BalanceTitle says which side is ahead.
func BalanceTitle(v BalanceView) string {
	if b := v.Words.Balance(); b.Shown {
		return b.Tilt
	}
	return v.Words.Balance().Title
}

// parts are the shown parts of a side, which add up to its shown score.
func (s Side) parts() []string {
	parts := make([]*big.Rat, len(s.Trace.Rows))
	for i, row := range s.Trace.Rows {
		parts[i] = row.Contribution
	}
	return scoring.Apportion(parts, s.Trace.Total, 2)
}

// words are what a side is called.
func (s Side) words(b wording.BalanceWords) wording.Axis {
	if s.Of == assessment.Compliance {
		return b.Compliance
	}
	return b.Personalisation
}

// figure is the figure of the balance that a side is.
func (s Side) figure() figureOf {
	if s.Of == assessment.Compliance {
		return ofCompliance
	}
	return ofPersonalisation
}

func product(row scoring.TraceRow) string { return times(strconv.Itoa(row.Value), row.Share) }
