package scoring

import "lauter/assessment"

// LevelRequest asks for a level of a scope. Banned and Done are those of PlanRequest.
type LevelRequest struct {
	Scope        Scope
	Level        int // 1..5
	Banned, Done []string
}

// Obstacle says why no plan leads to a level.
type Obstacle string

const (
	NothingApplies    Obstacle = "not_applicable"       // the scope has no score
	TooLittleKnown    Obstacle = "insufficient"         // the scope claims no level
	UnknownGate       Obstacle = "unknown_gate"         // whether requirements are met must be found out first
	ActionsFallBehind Obstacle = "actions_do_not_reach" // all allowed actions together are not enough
)

// Way is the cheapest plan to a level, or what stands in the way.
type Way struct {
	Plan     Plan     // its budget is its effort; empty if there is an obstacle
	Obstacle Obstacle // empty if there is none; else the first that applies, in the order above
	Unknown  []string // with UnknownGate, the questions to find out, by gate level, then model order
}

// CheapestWay finds the plan with the least effort after which a scope holds a level; of equal efforts the one with the
// larger gain, and then the one that has the earlier action in model order where they differ. It is empty for a level
// that is held already. It refuses what BestPlan refuses, and levels outside 1..5.
func CheapestWay(m *assessment.Model, a assessment.Answers, r LevelRequest) (Way, error) {
	s, span, err := scopeOf(m, a, r.Scope)
	if err != nil {
		return Way{}, err
	}
	if r.Level < 1 || r.Level > 5 {
		return Way{}, &RefusedError{BadInput, "level"}
	}
	return s.cheapestWay(span, r.Level, selection{banned: r.Banned, done: r.Done}), nil
}

func (s *sheet) cheapestWay(span, level int, from selection) Way {
	sp, t := &s.spans[span], s.tallies[span]
	switch {
	case t.status == NotApplicable:
		return Way{Obstacle: NothingApplies}
	case t.status == Insufficient || !s.claimsLevel(span):
		return Way{Obstacle: TooLittleKnown}
	}
	gates := sp.blocking(s.choices, level)
	if unknown := s.unknown(gates); len(unknown) > 0 {
		return Way{Obstacle: UnknownGate, Unknown: unknown}
	}
	p := s.newPlanner(span, from)
	for _, g := range gates {
		p.require(g.at, g.gate.Min)
	}
	gain := int64(0)
	if level > 1 {
		gain = sp.starts[level-2] - t.sum
	}
	best, found := p.search(p.total, bundle.cheaper, func(base bundle, a, b frontier) (bundle, bool) {
		rest, ok := leastEffort(a, b, gain-base.gain)
		return base.plus(rest), ok
	})
	if !found {
		return Way{Obstacle: ActionsFallBehind}
	}
	return Way{Plan: p.plan(best, int(best.effort))}
}

// unknown lists the questions of gates of which it is not known whether they are met, each once.
func (s *sheet) unknown(gates []gateAt) []string {
	var questions []gateAt
	for _, g := range gates {
		if g.state(s.choices[g.at]) == GateUnknown {
			questions = append(questions, g)
		}
	}
	return s.questionsOf(questions)
}
