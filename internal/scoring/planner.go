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
	prerequisites := s.prerequisites(states)
	for _, places := range prerequisites {
		var set uint64
		for _, i := range places {
			set |= bit(i)
		}
		p.needs = append(p.needs, set)
	}
	var banned, open uint64
	for i, a := range s.model.Actions {
		if slices.Contains(from.banned, a.ID) {
			banned |= bit(i)
		}
		if states[i].satisfied() {
			continue
		}
		open |= bit(i)
		if slices.Contains(from.pinned, a.ID) {
			p.pinned.set |= bit(i) | p.needs[i]
		}
	}
	for i, a := range s.model.Actions {
		if p.pinned.set&bit(i) != 0 {
			p.pinned.effort += int32(s.points(a))
			s.lift(p.raised, a)
		}
	}
	for i := range s.model.Actions {
		if blocked := banned &^ p.pinned.set; blocked&(p.needs[i]|bit(i)) != 0 {
			open &^= bit(i)
		}
	}
	p.choose(open &^ p.pinned.set)
	return p
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
	sp := &p.spans[p.span]
	for _, l := range p.model.Actions[place].Lifts {
		r := raise{at: p.position[l.Question], to: assessment.Choice(l.To)}
		if k := r.at - sp.from; k < 0 || k >= len(sp.weights) || !p.raised[r.at].Rated() || r.to <= p.raised[r.at] {
			continue
		} else if r.weight = sp.weights[k]; r.weight > 0 {
			raises = append(raises, r)
		}
	}
	return raises
}

// require asks for an answer to the question at this place.
func (p *planner) require(at, least int) {
	p.least[at] = max(p.least[at], assessment.Choice(least))
}
