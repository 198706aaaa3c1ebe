package templates

import (
	"net/url"
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/internal/chart"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// SideView is some clients beside each other.
type SideView struct {
	Model     *assessment.Model // names the rows
	IDs       []string          // that were chosen
	Clients   []ClientRow       // none if too few or too many were chosen
	Anonymous bool              // letters stand in place of names
	Most      int               // that fit
}

// Refused says that too few or too many clients were chosen.
func (v SideView) Refused() bool { return len(v.IDs) < 2 || len(v.IDs) > v.Most }

// Path is the address of the page.
func (v SideView) Path() string { return v.address("/clients/compare", v.Anonymous) }

func (v SideView) address(path string, anonymous bool) string {
	q := url.Values{"c": v.IDs}
	if anonymous {
		q.Set("names", "off")
	}
	return path + "?" + q.Encode()
}

// SideScope is a row: a scope with its name.
type SideScope struct {
	Scope scoring.Scope
	name  *locale.Text // nil: overall
}

// Name is the name of the scope.
func (s SideScope) Name(p *locale.Printer) string {
	if s.name == nil {
		return p.T("clients.col.overall")
	}
	return p.Text(*s.name)
}

// Scopes are all rows in the order of the model.
func (v SideView) Scopes() []SideScope {
	all := v.upper()
	for _, c := range v.Model.Capabilities() {
		all = append(all, SideScope{scoring.CapabilityScope(c.ID), &c.Name})
	}
	return all
}

// upper are the overall result and the dimensions.
func (v SideView) upper() []SideScope {
	all := []SideScope{{Scope: scoring.Overall}}
	for _, d := range v.Model.Dimensions {
		all = append(all, SideScope{scoring.DimensionScope(d.ID), &d.Name})
	}
	return all
}

// scope finds any scope of the latest round.
func (r ClientRow) scope(s scoring.Scope) (scoring.Result, bool) {
	if found, ok := r.result(s); ok || r.Findings == nil {
		return found, ok
	}
	for _, c := range r.Findings.Capabilities {
		if c.Scope == s {
			return c, true
		}
	}
	return scoring.Result{}, false
}

// Hundredths is a score as tables show it, empty where none may be claimed.
func (r ClientRow) Hundredths(s scoring.Scope) string {
	if found, ok := r.scope(s); ok && found.Status == scoring.Rated {
		return r.Words.Hundredths(found.Score)
	}
	return ""
}

// LevelOf is a level, empty where none may be claimed.
func (r ClientRow) LevelOf(s scoring.Scope) string {
	if found, ok := r.scope(s); ok && found.Level > 0 {
		return strconv.Itoa(found.Level)
	}
	return ""
}

// dot draws a scope on the scale.
func (r ClientRow) dot(s scoring.Scope) chart.Scene {
	found, _ := r.scope(s)
	return chart.DotRow("", rowWidth, rowHeight, reading(found))
}

// SideGate is a requirement with its state for each client; an empty one was not asked.
type SideGate struct {
	Question *assessment.Question
	States   []scoring.GateState
}

// Gates are the requirements of the overall result that some client stands to in a way that matters.
func (v SideView) Gates(matters func(scoring.GateState) bool) (all []SideGate) {
	for _, q := range v.Model.Questions() {
		if !slices.ContainsFunc(q.Gates, func(g assessment.Gate) bool { return g.Reach == assessment.ReachOverall }) {
			continue // holds no overall result, and is not among the findings
		}
		gate, any := SideGate{Question: q}, false
		for _, c := range v.Clients {
			state := c.gate(q.ID)
			gate.States = append(gate.States, state)
			any = any || matters(state)
		}
		if any {
			all = append(all, gate)
		}
	}
	return all
}

// open says that a requirement is not met, or that it is not known whether it is.
func openGate(s scoring.GateState) bool { return s == scoring.GateNotMet || s == scoring.GateUnknown }

// gate is the state of a requirement: of several on one question the one that is furthest from met.
func (r ClientRow) gate(question string) (state scoring.GateState) {
	if r.Findings == nil {
		return ""
	}
	rank := map[scoring.GateState]int{scoring.GateWaived: 1, scoring.GateMet: 2, scoring.GateUnknown: 3, scoring.GateNotMet: 4}
	for _, g := range r.Findings.Gates {
		if g.Question == question && rank[g.State] > rank[state] {
			state = g.State
		}
	}
	return state
}

// GateStateWords say how a client stands to a requirement.
func GateStateWords(p *locale.Printer, s scoring.GateState) string {
	switch s {
	case scoring.GateMet:
		return p.T("side.gate.met")
	case scoring.GateNotMet:
		return p.T("side.gate.gap")
	case scoring.GateUnknown:
		return p.T("side.gate.unknown")
	case scoring.GateWaived:
		return p.T("side.gate.waived")
	}
	return p.T("side.gate.none")
}

// gateTag is the class of the mark of a state.
func gateTag(s scoring.GateState) string {
	switch s {
	case scoring.GateMet:
		return "tag tag-ok"
	case scoring.GateNotMet, scoring.GateUnknown:
		return "tag tag-gate"
	}
	return "tag"
}

// mixed says that not all of the clients were asked the same.
func (v SideView) mixed() bool {
	for _, c := range v.Clients {
		if c.Latest != nil && c.Latest.Kind == assessment.KindQuick || c.Latest == nil {
			return true
		}
	}
	return false
}
