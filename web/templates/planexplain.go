package templates

import (
	"strconv"

	"lauter/internal/scoring"
)

// waiting counts the actions that come in a later wave than the first.
func (v PlanView) waiting() int {
	n := 0
	for _, w := range v.Waves[1:] {
		n += len(w.Actions)
	}
	return n
}

// leftFor lists what was left out for a reason, in model order.
func (v PlanView) leftFor(why scoring.Reason) []string {
	var ids []string
	for _, l := range v.Left {
		if l.Why == why {
			ids = append(ids, l.Action)
		}
	}
	return ids
}

// reasons are all reasons for which something was left out, what the reader decided first.
func (v PlanView) reasons() []scoring.Reason {
	var found []scoring.Reason
	for _, why := range []scoring.Reason{
		scoring.OutBanned, scoring.OutNeedsBanned, scoring.OutBudget, scoring.OutUnclear, scoring.OutOvertaken,
		scoring.OutEnabler, scoring.OutElsewhere, scoring.OutDone, scoring.OutReached, scoring.OutNotApplicable,
	} {
		if len(v.leftFor(why)) > 0 {
			found = append(found, why)
		}
	}
	return found
}

// rise is a row of a gain before it is worked out: "2 × 1/45".
func rise(l scoring.PlanLift) string { return times(strconv.Itoa(int(l.After-l.Before)), l.Share) }
