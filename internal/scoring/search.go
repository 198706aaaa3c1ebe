package scoring

import (
	"cmp"
	"math/bits"
	"slices"

	"lauter/assessment"
)

// step remembers the choice that a raise replaced.
type step struct {
	at   int
	from assessment.Choice
}

// group is a set of candidates that depend on each other and on no others but foundations.
type group struct {
	members  []candidate // prerequisites first
	relevant uint64      // foundations on which its frontier depends
	known    map[uint64]frontier
	gates    []int // questions that must be reached and that a member raises
}

// link is a group in a chain of groups, with the frontiers of the chain up to it.
type link struct {
	*group
	relevant uint64 // to any group up to this one
	known    map[uint64]frontier
}

// search returns the bundle that beats all others within an effort, without the pinned actions. For each set of
// foundations that can be done, pick gets what they bring and the frontiers of two halves of the other candidates, and
// returns the best sum of all three if there is one.
func (p *planner) search(effort int32, beats func(a, b bundle) bool, pick func(base bundle, a, b frontier) (bundle, bool)) (best bundle, found bool) {
	p.prepare(min(effort, p.total))
	for set := p.foundations; ; set = (set - 1) & p.foundations {
		if base, ok := p.lay(set, effort); ok {
			if b, ok := pick(base, p.chain(p.halves[0], set), p.chain(p.halves[1], set)); ok && (!found || beats(b, best)) {
				best, found = b, true
			}
		}
		p.undo(0)
		if set == 0 {
			return best, found
		}
	}
}

// lay does a set of foundations. It is false when one of them lacks another, when they cost too much, or when a
// question stays below what it must reach.
func (p *planner) lay(set uint64, effort int32) (bundle, bool) {
	base := bundle{set: set}
	for i := range p.candidates {
		c := &p.candidates[i]
		if set&c.set == 0 {
			continue
		}
		if c.needs&^set != 0 {
			return base, false
		}
		base.effort += c.effort
		base.gain += p.do(c)
	}
	return base, base.effort <= effort && p.reached(p.stuck)
}

// do raises what a candidate raises, and returns the gain.
func (p *planner) do(c *candidate) (gain int64) {
	for _, r := range c.raises {
		if from := p.raised[r.at]; from < r.to {
			gain += r.weight * int64(r.to-from)
			p.trail = append(p.trail, step{r.at, from})
			p.raised[r.at] = r.to
		}
	}
	return gain
}

// alone is what a candidate brings by itself.
func (p *planner) alone(c candidate) (gain int64) {
	for _, r := range c.raises {
		gain += r.weight * int64(r.to-p.raised[r.at])
	}
	return gain
}

// undo takes back what was raised since the trail had this length.
func (p *planner) undo(length int) {
	for i := len(p.trail) - 1; i >= length; i-- {
		p.raised[p.trail[i].at] = p.trail[i].from
	}
	p.trail = p.trail[:length]
}

func (p *planner) reached(questions []int) bool {
	for _, at := range questions {
		if p.raised[at] < p.least[at] {
			return false
		}
	}
	return true
}

// prepare puts the candidates that are no foundations into groups, and these into two chains.
func (p *planner) prepare(effort int32) {
	p.shelf = newShelf(effort)
	raisers := make([]uint64, len(p.raised)) // by question
	for _, c := range p.candidates {
		for _, r := range c.raises {
			raisers[r.at] |= c.set
		}
	}
	for at, least := range p.least {
		if least > 0 && p.raised[at] < least && raisers[at]&^p.foundations == 0 {
			p.stuck = append(p.stuck, at)
		}
	}
	groups := p.groups(raisers)
	// What depends on few foundations comes first: its frontiers serve many of their sets.
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(bits.OnesCount64(a.relevant), bits.OnesCount64(b.relevant)), cmp.Compare(a.relevant, b.relevant))
	})
	for i, half := range [][]*group{groups[:len(groups)/2], groups[len(groups)/2:]} {
		var relevant uint64
		for _, g := range half {
			relevant |= g.relevant
			p.halves[i] = append(p.halves[i], link{g, relevant, map[uint64]frontier{}})
		}
	}
}

// groups splits the candidates that are no foundations into groups.
func (p *planner) groups(raisers []uint64) []*group {
	near := make([]uint64, len(p.candidates)) // candidates with a common question, and prerequisites
	for i, c := range p.candidates {
		near[i] = c.needs
		for _, r := range c.raises {
			near[i] |= raisers[r.at]
		}
	}
	var groups []*group
	var placed uint64
	for i, c := range p.candidates {
		if (placed|p.foundations)&c.set != 0 {
			continue
		}
		set, touched := p.connected(c.set|near[i], near)
		placed |= set
		groups = append(groups, p.group(set, touched&p.foundations))
	}
	return groups
}

// connected grows a set of candidates until none outside hangs together with one inside. It also returns all that they
// touch, foundations included.
func (p *planner) connected(touched uint64, near []uint64) (set, all uint64) {
	for {
		set = touched &^ p.foundations
		for i, c := range p.candidates {
			if c.set&set != 0 || c.set&p.foundations == 0 && near[i]&set != 0 {
				touched |= c.set | near[i]
			}
		}
		if touched&^p.foundations == set {
			return set, touched
		}
	}
}

func (p *planner) group(set, relevant uint64) *group {
	g := &group{relevant: relevant, known: map[uint64]frontier{}}
	for _, c := range p.candidates {
		if c.set&set == 0 {
			continue
		}
		g.members = append(g.members, c)
		for _, r := range c.raises {
			if p.raised[r.at] < p.least[r.at] && !slices.Contains(g.gates, r.at) {
				g.gates = append(g.gates, r.at)
			}
		}
	}
	// Whatever an action needs has fewer prerequisites than the action itself. What brings much comes early, so that
	// others that add nothing to it are passed over.
	slices.SortStableFunc(g.members, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(bits.OnesCount64(a.needs), bits.OnesCount64(b.needs)), cmp.Compare(p.alone(b), p.alone(a)))
	})
	return g
}

// chain is the frontier of all groups of a chain on a set of foundations, which must be done.
func (p *planner) chain(links []link, foundations uint64) frontier {
	if len(links) == 0 {
		return nothing
	}
	last := &links[len(links)-1]
	key := foundations & last.relevant
	f, ok := last.known[key]
	if !ok {
		f = p.shelf.combine(p.chain(links[:len(links)-1], foundations), p.frontier(last.group, foundations))
		last.known[key] = f
	}
	return f
}

// frontier is that of a group on a set of foundations, which must be done.
func (p *planner) frontier(g *group, foundations uint64) frontier {
	key := foundations & g.relevant
	f, ok := g.known[key]
	if !ok {
		p.explore(g, 0, key, bundle{})
		f = p.shelf.frontier()
		g.known[key] = f
	}
	return f
}

// explore shelves b and all bundles that add members from this one on to it.
func (p *planner) explore(g *group, from int, foundations uint64, b bundle) {
	if p.reached(g.gates) {
		p.shelf.keep(b)
	}
	most := int32(len(p.shelf.best)) - 1
	for i := from; i < len(g.members); i++ {
		c := &g.members[i]
		if c.needs&^(foundations|b.set) != 0 || b.effort+c.effort > most {
			continue
		}
		before := len(p.trail)
		next := b.plus(c.bundle)
		next.gain += p.do(c)
		if next.gain > b.gain || c.needed {
			p.explore(g, i+1, foundations, next)
		}
		p.undo(before)
	}
}
