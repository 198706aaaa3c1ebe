package scoring

import (
	"math/big"

	"lauter/assessment"
)

// States of a question in a trace.
const (
	StateRated         = "rated"
	StateDontKnow      = "dk"
	StateBlank         = "blank"
	StateNotApplicable = "na"
)

// TraceOf shows how the score of a scope adds up, one row per question in model order. The shares add up to 1 and the
// contributions to the score, which together with all that is missing is 5. Where nothing applies, all rows and the
// total are 0. It refuses what Score refuses, and scopes that the model does not have.
func TraceOf(m *assessment.Model, a assessment.Answers, scope Scope) (Trace, error) {
	s, i, err := scopeOf(m, a, scope)
	if err != nil {
		return Trace{}, err
	}
	return s.trace(i), nil
}

func (s *sheet) trace(i int) Trace {
	sp := &s.spans[i]
	t := Trace{Scope: sp.scope, Total: new(big.Rat)}
	for k := range sp.weights {
		row := s.row(sp.from+k, sp.share(sp.from+k))
		t.Rows = append(t.Rows, row)
		t.Total.Add(t.Total, row.Contribution)
	}
	return t
}

// row is the part of the question at this place in a sum in which it has this share.
func (s *sheet) row(at int, share *big.Rat) TraceRow {
	c := s.choices[at]
	row := TraceRow{Question: s.questions[at].ID, Share: share, State: traceState(c)}
	if c != assessment.NotApplicable {
		row.Value = value(c)
	}
	row.Contribution = times(share, row.Value)
	row.Missing = times(share, 5-row.Value) // 0 when not applicable: the share is
	return row
}

func times(x *big.Rat, n int) *big.Rat { return new(big.Rat).Mul(x, big.NewRat(int64(n), 1)) }

func traceState(c assessment.Choice) string {
	switch c {
	case assessment.NotApplicable:
		return StateNotApplicable
	case assessment.DontKnow:
		return StateDontKnow
	case assessment.Blank:
		return StateBlank
	}
	return StateRated
}

// Part is a piece of a score, with the pieces that it consists of: of a dimension its capabilities, of a capability its
// questions. The shown numbers have two places and a decimal point; those of the Parts add up to that of the whole, at
// every step, and the whole and what is missing show as 5.00 together.
type Part struct {
	Scope        Scope     // of a group; empty for a question
	Row          *TraceRow // of a question; nil for a group
	Share        *big.Rat  // in the traced scope
	Score        *big.Rat  // of the group by itself, the value of a question; nil when not applicable
	Contribution *big.Rat
	Missing      *big.Rat
	ShownPart    string
	ShownMissing string
	Parts        []Part
}

// partPlaces is how many decimal places the parts of a score are shown with.
const partPlaces = 2

// wholeDepth is how many steps there are from the overall score to its questions.
const wholeDepth = 3

// breakdown arranges the trace of a span for reading, this many steps deep.
func (s *sheet) breakdown(i, depth int) Part {
	root := s.part(i, big.NewRat(1, 1), depth)
	total, missing := Shown(root.Contribution, partPlaces), new(big.Rat)
	if root.Score != nil {
		missing.Sub(big.NewRat(5, 1), total)
	} else {
		root.Share = new(big.Rat)
	}
	root.show(units(total, partPlaces), units(missing, partPlaces))
	return root
}

// part is the piece that a span with this share is in a larger one.
func (s *sheet) part(i int, share *big.Rat, depth int) Part {
	p := Part{
		Scope:        s.spans[i].scope,
		Share:        share,
		Score:        s.score(i, s.tallies[i]),
		Contribution: new(big.Rat),
		Missing:      new(big.Rat),
	}
	if depth == 0 {
		if p.Score != nil {
			p.Contribution.Mul(share, p.Score)
			p.Missing.Sub(times(share, 5), p.Contribution)
		}
		return p
	}
	for _, child := range s.children(i) {
		p.Parts = append(p.Parts, s.part(child, new(big.Rat).Mul(share, s.shareIn(i, child)), depth-1))
	}
	if s.isCapability(i) {
		p.Parts = s.questionParts(i, share)
	}
	for _, x := range p.Parts {
		p.Contribution.Add(p.Contribution, x.Contribution)
		p.Missing.Add(p.Missing, x.Missing)
	}
	return p
}

func (s *sheet) questionParts(i int, share *big.Rat) []Part {
	var parts []Part
	sp := &s.spans[i]
	for k := range sp.weights {
		row := s.row(sp.from+k, new(big.Rat).Mul(share, sp.share(sp.from+k)))
		p := Part{Row: &row, Share: row.Share, Contribution: row.Contribution, Missing: row.Missing}
		if row.State != StateNotApplicable {
			p.Score = big.NewRat(int64(row.Value), 1)
		}
		parts = append(parts, p)
	}
	return parts
}

// children are the places of the spans directly inside a span.
func (f *frame) children(i int) []int {
	if f.isCapability(i) {
		return nil
	}
	first, last := 1, f.dimensions
	if i > 0 {
		first = 1 + f.dimensions
		for _, d := range f.model.Dimensions[:i-1] {
			first += len(d.Capabilities)
		}
		last = first + len(f.model.Dimensions[i-1].Capabilities) - 1
	}
	var all []int
	for c := first; c <= last; c++ {
		all = append(all, c)
	}
	return all
}

// shareIn is the share of a span in one that contains it.
func (f *frame) shareIn(outer, inner int) *big.Rat {
	o, i := &f.spans[outer], &f.spans[inner]
	sum := int64(0)
	for k := range i.weights {
		sum += o.weights[i.from-o.from+k]
	}
	if o.whole == 0 {
		return new(big.Rat)
	}
	return big.NewRat(sum, o.whole)
}

// show writes the numbers of a part, given in units of the last digit, and apportions them to what it consists of.
func (p *Part) show(part, missing *big.Int) {
	p.ShownPart, p.ShownMissing = show(part, partPlaces), show(missing, partPlaces)
	var parts, missings []*big.Rat
	for _, x := range p.Parts {
		parts, missings = append(parts, x.Contribution), append(missings, x.Missing)
	}
	shown, open := apportion(parts, part, partPlaces), apportion(missings, missing, partPlaces)
	for i := range p.Parts {
		p.Parts[i].show(shown[i], open[i])
	}
}
