package scoring

import (
	"math/big"
	"slices"

	"lauter/assessment"
)

// Results are the results of every scope of an assessment.
type Results struct {
	Overall      Result
	Dimensions   []Result // model order
	Capabilities []Result // model order
	Balance      Balance
}

// Of returns the result of one scope.
func (r *Results) Of(s Scope) (Result, bool) { return find(s, r.Overall, r.Dimensions, r.Capabilities) }

func find(s Scope, overall Result, rest ...[]Result) (Result, bool) {
	if overall.Scope == s {
		return overall, true
	}
	for _, results := range rest {
		for i := range results {
			if results[i].Scope == s {
				return results[i], true
			}
		}
	}
	return Result{}, false
}

// Score computes the results of all scopes. A question without an answer is blank. The model must be within its limits
// (assessment.Model.Violations); answers that the method does not define are refused with a *RefusedError.
//
// A what-if is the same call with other answers.
func Score(m *assessment.Model, a assessment.Answers) (*Results, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	return newSheet(m, a).results(), nil
}

// sheet is a set of answers in model order, scored.
type sheet struct {
	*frame
	answers []assessment.Answer
	choices []assessment.Choice
	tallies []tally // of spans
}

// newSheet scores answers that were checked before.
func newSheet(m *assessment.Model, a assessment.Answers) *sheet {
	questions := m.Questions()
	s := &sheet{
		answers: make([]assessment.Answer, len(questions)),
		choices: make([]assessment.Choice, len(questions)),
	}
	applies := make([]bool, len(questions))
	for i, q := range questions {
		s.answers[i] = a[q.ID]
		s.choices[i] = a[q.ID].Choice
		applies[i] = s.choices[i] != assessment.NotApplicable
	}
	s.frame = newFrame(m, questions, applies)
	s.tallies = s.tally(s.choices)
	return s
}

// tally is what choices add up to in a span.
type tally struct {
	sum                          int64 // of weight × value; sum/whole is the score
	known                        int64 // weight of the questions answered 1..5; known/whole is the coverage
	status                       Status
	level, scoreLevel, gateLevel int // 0 unless rated
}

// tally adds up choices in every span. They may differ from those that the frame was made for in everything but which
// questions are not applicable.
func (f *frame) tally(choices []assessment.Choice) []tally {
	tallies := make([]tally, len(f.spans))
	for i := range f.spans {
		s, t := &f.spans[i], &tallies[i]
		for k, w := range s.weights {
			c := choices[s.from+k]
			t.sum += w * int64(value(c))
			if c.Rated() {
				t.known += w
			}
		}
		t.status = s.status(t.known)
	}
	for i := 1; i <= f.dimensions; i++ {
		if tallies[0].status == Rated && !covered(tallies[i].known, f.spans[i].whole) {
			tallies[0].status = Insufficient
		}
	}
	for i := range f.spans {
		if s, t := &f.spans[i], &tallies[i]; t.status == Rated {
			t.scoreLevel = s.scoreLevel(t.sum)
			t.gateLevel = s.gateLevel(choices)
			t.level = min(t.scoreLevel, t.gateLevel)
		}
	}
	return tallies
}

// value is what a choice counts: an unknown answer counts as the lowest level.
func value(c assessment.Choice) int {
	if c.Rated() {
		return int(c)
	}
	return 1
}

// covered says that enough is known to claim a level: the unknown part cannot move the score by more than one.
func covered(known, whole int64) bool { return 4*known >= 3*whole }

var half = big.NewRat(1, 2)

func (s *span) status(known int64) Status {
	switch {
	case s.whole == 0:
		return NotApplicable
	case covered(known, s.whole) && s.enough:
		return Rated
	}
	return Insufficient
}

func (s *span) scoreLevel(sum int64) int {
	level := 1
	for _, start := range s.starts {
		if sum >= start {
			level++
		}
	}
	return level
}

func (s *sheet) results() *Results {
	all := make([]Result, len(s.spans))
	for i := range s.spans {
		all[i] = s.result(i)
	}
	return &Results{
		Overall:      all[0],
		Dimensions:   all[1 : 1+s.dimensions : 1+s.dimensions],
		Capabilities: all[1+s.dimensions:],
		Balance:      s.balance(),
	}
}

func (s *sheet) result(i int) Result {
	sp, t := &s.spans[i], s.tallies[i]
	r := Result{Scope: sp.scope, Status: t.status, Applicability: sp.applicability}
	if t.status == NotApplicable {
		return r
	}
	r.Score = s.score(i, t)
	r.High = big.NewRat(t.sum+4*(sp.whole-t.known), sp.whole)
	r.Coverage = big.NewRat(t.known, sp.whole)
	r.Waived = s.waived(i)
	r.Confidence = s.confidence(i)
	r.Missing, r.Blank, r.Needed = s.missing(i)
	if t.status == Rated && s.claimsLevel(i) {
		r.Level, r.ScoreLevel, r.GateLevel = t.level, t.scoreLevel, t.gateLevel
		r.HeldBy = s.heldBy(i)
		r.ToNext = s.toNext(i)
	}
	return r
}

// score is the exact score of a span for a tally of it, or nil when nothing applies.
func (f *frame) score(i int, t tally) *big.Rat {
	if f.spans[i].whole == 0 {
		return nil
	}
	return big.NewRat(t.sum, f.spans[i].whole)
}

// toNext says what is missing to the level after the one held, or nil at the top.
func (s *sheet) toNext(i int) *ToNext {
	sp, t := &s.spans[i], s.tallies[i]
	if t.level == 5 {
		return nil
	}
	points := new(big.Rat).Sub(s.model.Thresholds[t.level-1], s.score(i, t))
	if points.Sign() < 0 {
		points.SetInt64(0)
	}
	gates := s.questionsOf(sp.blocking(s.choices, t.level+1))
	return &ToNext{Level: t.level + 1, Points: points, Gates: gates}
}

// missing counts the questions of a span without a level, those of them that are blank, and the answers that are
// needed at least before a level can be claimed.
func (s *sheet) missing(i int) (unknown, blank, needed int) {
	sp := &s.spans[i]
	var open []int64
	for k, w := range sp.weights {
		switch s.choices[sp.from+k] {
		case assessment.Blank:
			blank++
			open = append(open, w)
		case assessment.DontKnow:
			open = append(open, w)
		}
	}
	return len(open), blank, s.needed(i, open)
}

// needed is the least number of further answers with which the span is covered, the heaviest questions first. The
// overall result needs them in each dimension, and is then covered itself.
func (s *sheet) needed(i int, open []int64) int {
	n := 0
	if i == 0 {
		for d := 1; d <= s.dimensions; d++ {
			_, _, more := s.missing(d)
			n += more
		}
		return n
	}
	slices.Sort(open)
	known := s.tallies[i].known
	for ; !covered(known, s.spans[i].whole); n++ {
		known += open[len(open)-1-n]
	}
	return n
}
