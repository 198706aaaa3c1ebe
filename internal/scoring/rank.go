package scoring

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"

	"lauter/assessment"
)

// Rank lists the open actions in the order in which they are advised: legal duties first, then what meets a gate that
// holds a level today, then by gain for the effort, by gain, and in model order. done lists the actions that were
// ticked; ids that the model does not have are ignored.
func Rank(m *assessment.Model, a assessment.Answers, done []string) ([]Recommendation, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	return newSheet(m, a).rank(done), nil
}

func (s *sheet) rank(done []string) []Recommendation {
	states := s.states(done)
	needs := s.prerequisites(states)
	holding := s.holding()
	open := []advice{}
	for i, state := range states {
		if state == ActionOpen {
			open = append(open, s.recommend(i, needs[i], holding))
		}
	}
	slices.SortStableFunc(open, compareAdvice)
	all := make([]Recommendation, len(open))
	for i, a := range open {
		all[i] = a.Recommendation
	}
	return all
}

// advice is a recommendation with its gain as an integer. All gains of a sheet have the same denominator, so that
// integers order them, which is much cheaper than fractions.
type advice struct {
	Recommendation
	gained int64
}

func compareAdvice(a, b advice) int {
	if order := cmp.Or(first(a.Duty, b.Duty), first(a.OpensHold, b.OpensHold)); order != 0 {
		return order
	}
	if order := compareProducts(b.gained, a.Effort, a.gained, b.Effort); order != 0 {
		return order
	}
	return cmp.Compare(b.gained, a.gained)
}

// compareProducts compares a*x with b*y, none of them negative, however large they are.
func compareProducts(a int64, x int, b int64, y int) int {
	aHigh, aLow := bits.Mul64(uint64(a), uint64(x))
	bHigh, bLow := bits.Mul64(uint64(b), uint64(y))
	return cmp.Or(cmp.Compare(aHigh, bHigh), cmp.Compare(aLow, bLow))
}

// compareGains orders the larger gain for the effort first, then the larger gain.
func compareGains(a, b *big.Rat, effortA, effortB int) int {
	if order := times(b, effortA).Cmp(times(a, effortB)); order != 0 {
		return order
	}
	return b.Cmp(a)
}

// first orders what has a property before what has not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// holding lists the gates that hold the overall result or a dimension today.
func (s *sheet) holding() []gateAt {
	var gates []gateAt
	for i := 0; i <= s.dimensions; i++ {
		gates = append(gates, s.spans[i].blocking(s.choices, s.tallies[i].scoreLevel)...)
	}
	return gates
}

// recommend says what the action at this place would bring, with the prerequisites at these places.
func (s *sheet) recommend(i int, needs []int, holding []gateAt) advice {
	action := s.model.Actions[i]
	alone := s.after(i)
	joint, choices := s.afterAll(append([]int{i}, needs...))
	r := Recommendation{
		Action:     action.ID,
		Duty:       action.Duty,
		Effort:     s.points(action),
		Gain:       s.gain(0, joint),
		GainAlone:  s.gain(0, alone),
		Unlocks:    s.unlocks(joint),
		OpensHold:  slices.ContainsFunc(holding, func(g gateAt) bool { return !g.blocks(choices) }),
		ScoreAfter: s.score(0, joint[0]),
	}
	for _, n := range needs {
		r.With = append(r.With, s.model.Actions[n].ID)
		r.Effort += s.points(s.model.Actions[n])
	}
	slices.Sort(r.With)
	return advice{r, joint[0].sum - s.tallies[0].sum}
}

// after tallies the choices as they are after one action.
func (s *sheet) after(i int) []tally {
	tallies, _ := s.afterAll([]int{i})
	return tallies
}

// afterAll tallies the choices as they are after several actions, and returns them.
func (s *sheet) afterAll(actions []int) ([]tally, []assessment.Choice) {
	choices := slices.Clone(s.choices)
	for _, i := range actions {
		s.lift(choices, s.model.Actions[i])
	}
	return s.tally(choices), choices
}

// gain is how much the score of a span rises.
func (s *sheet) gain(i int, after []tally) *big.Rat {
	if s.spans[i].whole == 0 {
		return new(big.Rat)
	}
	return big.NewRat(after[i].sum-s.tallies[i].sum, s.spans[i].whole)
}

// unlocks lists the scopes whose level rises.
func (s *sheet) unlocks(after []tally) []Scope {
	var scopes []Scope
	for i := range s.spans {
		if s.claimsLevel(i) && after[i].level > s.tallies[i].level {
			scopes = append(scopes, s.spans[i].scope)
		}
	}
	return scopes
}

// FindOuts lists the unknown answers by what clarifying them is worth: questions with a gate first, then what the
// overall score can gain at most, then in model order.
func FindOuts(m *assessment.Model, a assessment.Answers) ([]FindOut, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	return newSheet(m, a).findOuts(0), nil
}

// findOuts lists the unknown answers of a span by what they are worth there.
func (s *sheet) findOuts(i int) []FindOut {
	all := []FindOut{}
	sp := &s.spans[i]
	for k := range sp.weights {
		at := sp.from + k
		if c := s.choices[at]; c == assessment.Blank || c == assessment.DontKnow {
			all = append(all, FindOut{s.questions[at].ID, times(sp.share(at), 4), s.hasGate(at)})
		}
	}
	slices.SortStableFunc(all, func(a, b FindOut) int {
		return cmp.Or(first(a.Gate, b.Gate), b.UpTo.Cmp(a.UpTo))
	})
	return all
}
