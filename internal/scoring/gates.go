package scoring

import (
	"cmp"
	"slices"

	"lauter/assessment"
)

// widths orders the reaches from the narrowest to the widest.
var widths = []assessment.Reach{assessment.ReachCapability, assessment.ReachDimension, assessment.ReachOverall}

// reachOf is the reach that a gate needs at least in order to count in the span at this place.
func (f *frame) reachOf(i int) assessment.Reach {
	switch {
	case i == 0:
		return assessment.ReachOverall
	case f.isCapability(i):
		return assessment.ReachCapability
	}
	return assessment.ReachDimension
}

// gatesIn lists the gates of the questions of a portion that reach at least this far, in model order.
func (f *frame) gatesIn(p portion, reach assessment.Reach) []gateAt {
	var gates []gateAt
	for at := p.from; at < p.from+len(p.weights); at++ {
		for _, g := range f.questions[at].Gates {
			if slices.Index(widths, g.Reach) >= slices.Index(widths, reach) {
				gates = append(gates, gateAt{at, g})
			}
		}
	}
	return gates
}

// state says how a choice stands to a gate.
func (g gateAt) state(c assessment.Choice) GateState {
	switch {
	case c == assessment.NotApplicable:
		return GateWaived
	case !c.Rated():
		return GateUnknown
	case int(c) < g.gate.Min:
		return GateNotMet
	}
	return GateMet
}

// blocks says that the gate does not let its level pass.
func (g gateAt) blocks(choices []assessment.Choice) bool {
	s := g.state(choices[g.at])
	return s == GateNotMet || s == GateUnknown
}

// gateLevel is the highest level that the gates of a span let pass.
func (s *span) gateLevel(choices []assessment.Choice) int {
	level := 5
	for _, g := range s.gates {
		if g.blocks(choices) {
			level = min(level, g.gate.Level-1)
		}
	}
	return level
}

// blocking lists the gates that block a level up to this one, lowest level first, then in model order.
func (s *span) blocking(choices []assessment.Choice, level int) []gateAt {
	var gates []gateAt
	for _, g := range s.gates {
		if g.gate.Level <= level && g.blocks(choices) {
			gates = append(gates, g)
		}
	}
	slices.SortStableFunc(gates, func(a, b gateAt) int { return cmp.Compare(a.gate.Level, b.gate.Level) })
	return gates
}

// questionsOf lists the questions of gates, each once.
func (f *frame) questionsOf(gates []gateAt) []string {
	var ids []string
	for _, g := range gates {
		if id := f.questions[g.at].ID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// heldBy lists the gates because of which the level is below the score's level.
func (s *sheet) heldBy(i int) []HeldGate {
	var held []HeldGate
	for _, g := range s.spans[i].blocking(s.choices, s.tallies[i].scoreLevel) {
		c := s.choices[g.at]
		held = append(held, HeldGate{s.questions[g.at].ID, g.gate.Level, g.gate.Min, c, g.state(c)})
	}
	return held
}

// waived lists the questions with a gate that does not apply, each once, in model order.
func (s *sheet) waived(i int) []string {
	var ids []string
	for _, g := range s.spans[i].gates {
		if g.state(s.choices[g.at]) == GateWaived {
			ids = append(ids, s.questions[g.at].ID)
		}
	}
	return slices.Compact(ids) // the gates of one question stand side by side
}

// gateChecks lists the gates of a span with their states, in model order.
func (s *sheet) gateChecks(i int) []GateCheck {
	var checks []GateCheck
	for _, g := range s.spans[i].gates {
		c := s.choices[g.at]
		checks = append(checks, GateCheck{s.questions[g.at].ID, g.gate, c, g.state(c)})
	}
	return checks
}

// hasGate says that a gate of any reach stands on the question at this place.
func (f *frame) hasGate(at int) bool { return len(f.questions[at].Gates) > 0 }
