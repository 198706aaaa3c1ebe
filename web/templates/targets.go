package templates

import (
	"strconv"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// TargetsTitle is the title of the page of the target levels.
func TargetsTitle(p *locale.Printer) string { return p.T("targets.title") }

// TargetsView is the form of the target levels.
type TargetsView struct {
	ResultsView
	Sent  map[string]int    // levels by capability that were sent; nil: the stored ones are shown
	Wrong map[string]string // messages by capability
	Saved bool              // just now
}

// targeted says that the charts show targets.
func (v ResultsView) targeted() bool {
	return len(v.Findings.Capabilities) > 0 && v.TargetLevel(v.Findings.Capabilities[0].Scope) > 0
}

// target is the level that a capability is to reach, and how far it is from it.
func (v TargetsView) target(scope scoring.Scope) scoring.Target {
	for _, t := range scoring.Targets(v.Findings) {
		if scoring.CapabilityScope(t.Capability) == scope {
			return t
		}
	}
	return scoring.Target{}
}

// chosen is the level in the control of a capability; 0 is the default.
func (v TargetsView) chosen(c *assessment.Capability) int {
	if v.Sent != nil {
		return v.Sent[c.ID]
	}
	return v.Targets[c.ID]
}

// refusals lists what was not accepted, in model order.
func (v TargetsView) refusals() []FieldError {
	var all []FieldError
	for _, c := range v.Model.Capabilities() {
		if text, ok := v.Wrong[c.ID]; ok {
			all = append(all, FieldError{Field: targetField(c), Text: text})
		}
	}
	return all
}

// targetField is the id of the control of a capability.
func targetField(c *assessment.Capability) string { return "target-" + c.ID }

// reached says how many capabilities with a score have got where they are to get.
func (v TargetsView) reached(p *Page) string {
	n, all := 0, 0
	for _, t := range scoring.Targets(v.Findings) {
		if t.Gap == nil {
			continue
		}
		all++
		if t.Gap.Sign() == 0 {
			n++
		}
	}
	if all == 0 {
		return ""
	}
	return p.T("targets.sum", "N", n, "All", all)
}

// usual is the level that a capability is to reach if nobody has chosen one.
func (v TargetsView) usual() int { return scoring.UsualTarget(v.Model) }

// gapWords is what is missing to the target, in points.
func (v TargetsView) gapWords(p *Page, t scoring.Target, r scoring.Result) string {
	switch {
	case r.Status == scoring.NotApplicable:
		return p.T("targets.inapplicable")
	case t.Gap == nil:
		return p.T("targets.unknown")
	case t.Gap.Sign() == 0:
		return p.T("targets.reached")
	}
	return v.Words.Points(t.Gap)
}

func (v TargetsView) levelOption(p *Page, level int) string {
	return p.T("targets.level", "Level", strconv.Itoa(level), "Name", v.Words.LevelName(level))
}
