package scoring

import (
	"slices"

	"lauter/assessment"
)

// planner finds the set of actions that is best for the score of one span. The answer is exact: what depends on each
// other is tried out in every combination, and what does not is added up.
//
// Foundations, on which many actions build, are tried out first. Without them the other actions fall into small groups
// that share neither a question nor a prerequisite. Each group is reduced to its frontier, and the frontiers are
// combined. The limits of a model keep the foundations and the groups small.
type planner struct {
	*sheet
	span        int
	needs       []uint64 // prerequisites by place
	pinned      bundle   // part of every plan
	candidates  []candidate
	total       int32               // effort of all candidates
	foundations uint64              // candidates that are foundations
	raised      []assessment.Choice // choices with the pinned actions and those of the current attempt
	trail       []step              // what the current attempt raised
	least       []assessment.Choice // by question, the answer that must be reached; 0 where none must
	stuck       []int               // places of questions that must be reached and that only foundations raise
	halves      [2][]link
	shelf       *shelf
}

// candidate is an action that a plan may contain.
type candidate struct {
	bundle        // gain 0: that depends on what else is done
	needs  uint64 // candidates that must be done before
	needed bool   // another candidate needs it
	raises []raise
}

// raise is what an action does to a question that counts in the span.
type raise struct {
	at     int
	to     assessment.Choice
	weight int64
}

// selection says which actions a plan may consist of, by id.
type selection struct{ pinned, banned, done []string }

func (s *sheet) newPlanner(span int, from selection) *planner {
	p := &planner{sheet: s, span: span, raised: slices.Clone(s.choices), least: make([]assessment.Choice, len(s.choices))}
	states := s.states(from.done)
	for _, places := range s.prerequisites(states) {
		var set uint64
		for _, i := range places {
			set |= bit(i)
		}
		p.needs = append(p.needs, set)
	}
	var open uint64
	for i, state := range states {
		if !state.satisfied() {
			open |= bit(i)
		}
	}
	p.pin(s.setOf(from.pinned) & open)
	banned := s.setOf(from.banned) &^ p.pinned.set
	for i, needs := range p.needs {
		if banned&(needs|bit(i)) != 0 {
			open &^= bit(i)
		}
	}
	p.choose(open &^ p.pinned.set)
	return p
}

// setOf is the set of actions with these ids.
func (s *sheet) setOf(ids []string) (set uint64) {
	for i, a := range s.model.Actions {
		if slices.Contains(ids, a.ID) {
			set |= bit(i)
		}
	}
	return set
}

// pin does actions and what they need; all else is planned on top of that.
func (p *planner) pin(set uint64) {
	for i, needs := range p.needs {
		if set&bit(i) != 0 {
			p.pinned.set |= bit(i) | needs
		}
	}
	for i, a := range p.model.Actions {
		if p.pinned.set&bit(i) != 0 {
			p.pinned.effort += int32(p.points(a))
			p.lift(p.raised, a)
		}
	}
}

// choose makes candidates of the actions that raise something in the span and of what they need.
func (p *planner) choose(open uint64) {
	raises := make([][]raise, len(p.needs))
	var chosen, needed uint64
	for i := range p.needs {
		if open&bit(i) == 0 {
			continue
		}
		if raises[i] = p.raisesOf(i); len(raises[i]) > 0 {
			chosen |= bit(i)
			needed |= p.needs[i] & open
		}
	}
	chosen |= needed
	for i, a := range p.model.Actions {
		if chosen&bit(i) == 0 {
			continue
		}
		c := candidate{
			bundle: bundle{effort: int32(p.points(a)), set: bit(i)},
			needs:  p.needs[i] & open,
			needed: needed&bit(i) != 0,
			raises: raises[i],
		}
		p.candidates = append(p.candidates, c)
		p.total += c.effort
		if a.Foundation {
			p.foundations |= c.set
		}
	}
}

func (p *planner) raisesOf(place int) []raise {
	var raises []raise
	for _, l := range p.model.Actions[place].Lifts {
		at, to := p.position[l.Question], assessment.Choice(l.To)
		if w := p.spans[p.span].weight(at); w > 0 && p.raised[at].Rated() && p.raised[at] < to {
			raises = append(raises, raise{at, to, w})
		}
	}
	return raises
}

// require asks for an answer to the question at this place.
func (p *planner) require(at, least int) {
	p.least[at] = max(p.least[at], assessment.Choice(least))
}
