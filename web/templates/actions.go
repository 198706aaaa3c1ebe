package templates

import (
	"math/big"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// ActionView is what an action brings, and what it consists of.
type ActionView struct {
	ResultsView
	Action     *assessment.Action
	State      scoring.ActionState
	Gain       *scoring.GainTrace // nil: the action brings nothing today
	References []*assessment.Reference
}

// ActionTitle is the title of the page of an action.
func ActionTitle(p *Page, v ActionView) string { return p.Text(v.Action.Title) }

// why says what the action brings, or why it brings nothing today.
func (v ActionView) why(p *Page) string {
	if v.Gain != nil {
		return v.Words.Because(v.Gain.Recommendation)
	}
	return p.T("action.state." + string(v.State))
}

// lift is a row of a gain before it is worked out: "2 × 1/45", the levels that an answer rises times its share.
func lift(r scoring.GainRow) string {
	if !r.Before.Rated() {
		return ""
	}
	return times(strconv.Itoa(int(r.After-r.Before)), r.Share)
}

// liftNote says of an answer why it does not rise.
func (p *Page) liftNote(r scoring.GainRow) string {
	switch {
	case r.Before == assessment.NotApplicable:
		return p.T("action.row.excluded")
	case !r.Before.Rated():
		return p.T("action.row.unknown")
	case r.Before == r.After:
		return p.T("action.row.reached")
	}
	return ""
}

// alone is what the action brings without its prerequisites.
func (v ActionView) alone() string {
	before := v.Gain.ScoreBefore
	return v.Words.Change(before, new(big.Rat).Add(before, v.Gain.GainAlone))
}
