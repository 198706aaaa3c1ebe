package scoring

import (
	"math"
	"math/big"
	"math/bits"
	"slices"

	"lauter/assessment"
)

// frame is what stays the same while single answers change: which questions apply, what each of them weighs in each
// scope, and which gates stand there. One frame serves a score and every what-if on it.
//
// Shares are integers over one common denominator per scope, so that adding up costs no fractions. The limits of a
// model (see assessment.Model.Violations) keep these denominators far inside 64 bits.
type frame struct {
	model      *assessment.Model
	questions  []*assessment.Question // model order
	position   map[string]int         // question id to its place in questions
	spans      []span                 // overall, then dimensions, then capabilities
	dimensions int                    // spans[1:1+dimensions] are the dimensions
	quick      bool
}

// span is a scope: a stretch of the questions in model order.
type span struct {
	portion
	scope         Scope
	applicability *big.Rat
	enough        bool    // enough applies to claim a level
	starts        []int64 // least sums of weight × value at which the levels 2..5 begin
	gates         []gateAt
}

// gateAt is a gate with the place of its question.
type gateAt struct {
	at   int
	gate assessment.Gate
}

// portion holds the shares of consecutive questions: weights[i]/whole belongs to question from+i.
type portion struct {
	from    int
	weights []int64 // 0 where the question does not apply
	whole   int64   // sum of the weights; 0 when no question applies
}

func newFrame(m *assessment.Model, questions []*assessment.Question, applies []bool) *frame {
	f := &frame{
		model:      m,
		questions:  questions,
		position:   make(map[string]int, len(questions)),
		dimensions: len(m.Dimensions),
		quick:      m.RestrictedTo == assessment.KindQuick,
	}
	for i, q := range questions {
		f.position[q.ID] = i
	}
	portions := weigh(m, applies)
	nominal := portions
	if slices.Contains(applies, false) {
		nominal = weigh(m, slices.Repeat([]bool{true}, len(applies)))
	}
	f.spans = make([]span, len(portions))
	for i, scope := range scopesOf(m) {
		f.spans[i] = span{
			portion:       portions[i],
			scope:         scope,
			applicability: applicability(nominal[i], applies),
			starts:        starts(m.Thresholds, portions[i].whole),
			gates:         f.gatesIn(portions[i], f.reachOf(i)),
		}
		f.spans[i].enough = f.spans[i].applicability.Cmp(half) >= 0
	}
	return f
}

// scopesOf lists all scopes of a model in the order of results.
func scopesOf(m *assessment.Model) []Scope {
	scopes := []Scope{Overall}
	for _, d := range m.Dimensions {
		scopes = append(scopes, DimensionScope(d.ID))
	}
	for _, c := range m.Capabilities() {
		scopes = append(scopes, CapabilityScope(c.ID))
	}
	return scopes
}

// weigh computes the shares of every scope, in the order of scopesOf.
func weigh(m *assessment.Model, applies []bool) []portion {
	var dimensions, capabilities []portion
	var weights []int
	at := 0
	for _, d := range m.Dimensions {
		var inside []portion
		var insideWeights []int
		from := at
		for _, c := range d.Capabilities {
			inside = append(inside, weighCapability(c, at, applies))
			insideWeights = append(insideWeights, c.Weight)
			at += len(c.Questions)
		}
		capabilities = append(capabilities, inside...)
		dimensions = append(dimensions, combine(from, inside, insideWeights))
		weights = append(weights, d.Weight)
	}
	return slices.Concat([]portion{combine(0, dimensions, weights)}, dimensions, capabilities)
}

func weighCapability(c *assessment.Capability, from int, applies []bool) portion {
	p := portion{from: from, weights: make([]int64, len(c.Questions))}
	for i, q := range c.Questions {
		if applies[from+i] {
			p.weights[i] = int64(q.Weight)
			p.whole += int64(q.Weight)
		}
	}
	return p
}

// combine puts the parts of a scope together over a common denominator. Parts in which nothing applies leave it, and
// their weight with them.
func combine(from int, parts []portion, weights []int) portion {
	sum, common := int64(0), int64(1)
	for i, p := range parts {
		if p.whole > 0 {
			sum += int64(weights[i])
			common = lcm(common, p.whole)
		}
	}
	all := portion{from: from, whole: product(sum, common)}
	for i, p := range parts {
		for _, w := range p.weights {
			if w > 0 {
				w *= common / p.whole * int64(weights[i]) // at most all.whole
			}
			all.weights = append(all.weights, w)
		}
	}
	return all
}

func lcm(a, b int64) int64 {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return product(a/x, b)
}

// product multiplies and leaves room for the largest multiple of a whole that is ever formed, eight times it.
func product(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi != 0 || lo > math.MaxInt64/8 {
		panic("scoring: the weights of the model break its limits")
	}
	return int64(lo)
}

// applicability is the share of the questions that apply, computed with all questions.
func applicability(nominal portion, applies []bool) *big.Rat {
	if nominal.whole == 0 {
		return new(big.Rat)
	}
	sum := int64(0)
	for i, w := range nominal.weights {
		if applies[nominal.from+i] {
			sum += w
		}
	}
	return big.NewRat(sum, nominal.whole)
}

// starts turns thresholds of the score into the least sums over whole that reach them.
func starts(thresholds []*big.Rat, whole int64) []int64 {
	sums := make([]int64, len(thresholds))
	for i, t := range thresholds {
		least := new(big.Int).Mul(t.Num(), big.NewInt(whole))
		sums[i] = ceil(least, t.Denom()).Int64()
	}
	return sums
}

// weight is that of the question at this place, 0 for questions of other scopes.
func (p *portion) weight(at int) int64 {
	if at < p.from || at >= p.from+len(p.weights) {
		return 0
	}
	return p.weights[at-p.from]
}

// share is the part of the question at this place in the score of the span.
func (s *span) share(at int) *big.Rat {
	if s.whole == 0 {
		return new(big.Rat)
	}
	return big.NewRat(s.weights[at-s.from], s.whole)
}

// span returns the place of a scope in spans, or -1.
func (f *frame) span(scope Scope) int {
	return slices.IndexFunc(f.spans, func(s span) bool { return s.scope == scope })
}

// isCapability says that the span at this place is a capability.
func (f *frame) isCapability(i int) bool { return i > f.dimensions }

// claimsLevel says that a level may be shown there: a capability of a quick scan is one question, which is no level.
func (f *frame) claimsLevel(i int) bool { return !f.quick || !f.isCapability(i) }
