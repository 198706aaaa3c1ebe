package scoring

import "slices"

// bundle is a set of actions with what it costs and brings. Bundles that share no action and no question add up, in all
// three parts.
type bundle struct {
	gain   int64  // in the units of the weights of a span
	effort int32  // points
	set    uint64 // see bit
}

// bit stands for the action at this place. Of two sets, the one with the earlier action where they differ is larger.
func bit(place int) uint64 { return 1 << (63 - place) }

func (b bundle) plus(c bundle) bundle {
	return bundle{b.gain + c.gain, b.effort + c.effort, b.set | c.set}
}

// better orders bundles by gain, then by less effort, then by their sets. Adding the same bundle to two others does not
// change their order, and no two bundles are equal: this is why the best one can be put together from the best parts,
// and why there is only one.
func (b bundle) better(c bundle) bool {
	switch {
	case b.gain != c.gain:
		return b.gain > c.gain
	case b.effort != c.effort:
		return b.effort < c.effort
	}
	return b.set > c.set
}

// cheaper orders bundles by less effort, then by gain, then by their sets.
func (b bundle) cheaper(c bundle) bool {
	return b.effort < c.effort || b.effort == c.effort && b.better(c)
}

// frontier holds, by rising effort and rising gain, the bundles that none is better than at the same or less effort.
// Whatever else can be part of an optimum: replacing it by one of these would improve every whole that it is part of.
type frontier []bundle

// nothing is the frontier of no actions.
var nothing = frontier{{}}

// mostGain is the best sum of a bundle of a and one of b within an effort.
func mostGain(a, b frontier, effort int32) (best bundle, found bool) {
	j := len(b) - 1
	for _, x := range a {
		for j >= 0 && x.effort+b[j].effort > effort {
			j--
		}
		if j < 0 {
			break
		}
		if sum := x.plus(b[j]); !found || sum.better(best) {
			best, found = sum, true
		}
	}
	return best, found
}

// leastEffort is the cheapest sum of a bundle of a and one of b with at least this gain.
func leastEffort(a, b frontier, gain int64) (best bundle, found bool) {
	j := len(b)
	for _, x := range a {
		for j > 0 && x.gain+b[j-1].gain >= gain {
			j--
		}
		if j == len(b) {
			continue
		}
		if sum := x.plus(b[j]); !found || sum.cheaper(best) {
			best, found = sum, true
		}
	}
	return best, found
}

// shelf collects bundles up to an effort and keeps the best for each. It is used again and again, so that a search
// allocates only what it remembers.
type shelf struct {
	best    []bundle // by effort; a negative gain is an empty place
	highest int32    // highest effort in use, -1 if none
	row     frontier // where frontiers are put together
}

func newShelf(most int32) *shelf {
	return &shelf{best: slices.Repeat([]bundle{{gain: -1}}, int(most)+1), highest: -1}
}

func (s *shelf) keep(b bundle) {
	if b.better(s.best[b.effort]) {
		s.best[b.effort] = b
		s.highest = max(s.highest, b.effort)
	}
}

// frontier empties the shelf.
func (s *shelf) frontier() frontier {
	s.row = s.row[:0]
	gain := int64(-1)
	for i := range s.best[:s.highest+1] {
		if b := s.best[i]; b.gain > gain {
			s.row = append(s.row, b)
			gain = b.gain
		}
		s.best[i].gain = -1
	}
	s.highest = -1
	return slices.Clone(s.row)
}

// combine is the frontier of the sums of two frontiers, as far as they fit on the shelf.
func (s *shelf) combine(a, b frontier) frontier {
	if len(a) == 1 && a[0] == (bundle{}) {
		return b
	}
	if len(b) == 1 && b[0] == (bundle{}) {
		return a
	}
	most := int32(len(s.best)) - 1
	for _, x := range a {
		for _, y := range b {
			if x.effort+y.effort > most {
				break
			}
			s.keep(x.plus(y))
		}
	}
	return s.frontier()
}
