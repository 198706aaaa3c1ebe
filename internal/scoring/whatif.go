package scoring

import (
	"fmt"
	"maps"
	"slices"

	"lauter/assessment"
)

// Supposition is a set of levels 1..5 that answers are supposed to have.
type Supposition struct {
	Capabilities map[string]int // by capability: each of its questions that applies has this level
	Questions    map[string]int // by question; wins over the level of its capability
}

// Empty says that nothing is supposed.
func (s Supposition) Empty() bool { return len(s.Capabilities) == 0 && len(s.Questions) == 0 }

// WhatIf is an assessment as it is, and as it would be with some answers supposed to be others.
type WhatIf struct {
	Before *Findings
	After  *Findings // without confidence: nobody has given these answers, so nothing supports them
	Moves  []Supposed
	Gates  []GateMove
}

// Supposed is an answer that differs from today's.
type Supposed struct {
	Question      string
	Before, After assessment.Choice // After is a level
}

// GateMove is a gate that stands in the way before or after, and not at the other time.
type GateMove struct {
	Question      string
	Gate          assessment.Gate
	Before, After GateCheck
	Closed        bool // it no longer stands in the way
}

// Suppose evaluates an assessment as it is, and again with other answers: the same formulas, so an answer that is
// supposed counts as if it were given. What nobody supposes differently stays as it is, don't know and not applicable
// included. It refuses what Evaluate refuses, and questions, capabilities and levels that there are none of.
func Suppose(x *assessment.Assessment, a assessment.Answers, s Supposition) (*WhatIf, error) {
	before, err := Evaluate(x, a)
	if err != nil {
		return nil, err
	}
	answers, err := s.Answers(before.Model, before.Answers)
	if err != nil {
		return nil, fmt.Errorf("suppose in assessment %s: %w", x.ID, err)
	}
	w := &WhatIf{Before: before, After: before}
	for _, q := range before.Model.Questions() {
		move := Supposed{q.ID, before.Answers[q.ID].Choice, answers[q.ID].Choice}
		if move.Before == move.After {
			continue
		}
		w.Moves = append(w.Moves, move)
		w.Gates = append(w.Gates, gateMoves(q, move)...)
	}
	if len(w.Moves) == 0 {
		return w, nil
	}
	if w.After, err = Evaluate(x, answers); err != nil {
		return nil, err
	}
	w.After.dropConfidence()
	return w, nil
}

// Answers returns the answers with the supposed levels. Answers that already have theirs stay as they are; the others
// keep nothing but the level, because what was written beside them was about another one.
func (s Supposition) Answers(m *assessment.Model, a assessment.Answers) (assessment.Answers, error) {
	if err := s.check(m); err != nil {
		return nil, err
	}
	supposed := maps.Clone(a)
	if supposed == nil {
		supposed = assessment.Answers{}
	}
	for _, c := range m.Capabilities() {
		for _, q := range c.Questions {
			level, single := s.Questions[q.ID]
			if !single && a[q.ID].Choice != assessment.NotApplicable {
				level = s.Capabilities[c.ID]
			}
			if choice := assessment.Choice(level); choice.Rated() && choice != a[q.ID].Choice {
				supposed[q.ID] = assessment.Answer{Choice: choice}
			}
		}
	}
	return supposed, nil
}

// Gaps counts the gates that no longer stand in the way, and those that newly do.
func (w *WhatIf) Gaps() (closed, opened int) {
	for _, g := range w.Gates {
		if g.Closed {
			closed++
		}
	}
	return closed, len(w.Gates) - closed
}

func (s Supposition) check(m *assessment.Model) error {
	for _, id := range slices.Sorted(maps.Keys(s.Capabilities)) {
		if _, ok := m.Capability(id); !ok {
			return &RefusedError{UnknownScope, string(CapabilityScope(id))}
		}
		if !assessment.Choice(s.Capabilities[id]).Rated() {
			return &RefusedError{BadAnswer, string(CapabilityScope(id))}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Questions)) {
		if _, ok := m.Question(id); !ok {
			return &RefusedError{UnknownQuestion, id}
		}
		if !assessment.Choice(s.Questions[id]).Rated() {
			return &RefusedError{BadAnswer, id}
		}
	}
	return nil
}

// gateMoves are the gates of a question, of any reach, that a move opens or closes.
func gateMoves(q *assessment.Question, move Supposed) []GateMove {
	var moves []GateMove
	for _, gate := range q.Gates {
		g := gateAt{gate: gate}
		before := GateCheck{q.ID, gate, move.Before, g.state(move.Before)}
		after := GateCheck{q.ID, gate, move.After, g.state(move.After)}
		if before.Blocks() != after.Blocks() {
			moves = append(moves, GateMove{q.ID, gate, before, after, before.Blocks()})
		}
	}
	return moves
}

// Blocks says that the gate does not let its level pass.
func (c GateCheck) Blocks() bool { return c.State == GateNotMet || c.State == GateUnknown }

func (f *Findings) dropConfidence() {
	f.Overall.Confidence = nil
	for _, results := range [][]Result{f.Dimensions, f.Capabilities} {
		for i := range results {
			results[i].Confidence = nil
		}
	}
}
