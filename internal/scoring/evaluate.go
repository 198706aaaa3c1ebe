package scoring

import (
	"fmt"
	"math/big"
	"slices"

	"lauter/assessment"
)

// firstActions is how many recommendations are shown together as what to do next.
const firstActions = 5

// Evaluate computes everything that is shown about an assessment. Answers to questions of the whole model that this
// assessment does not ask are left out; other unknown questions and undefined answers are refused with a
// *RefusedError.
func Evaluate(x *assessment.Assessment, a assessment.Answers) (*Findings, error) {
	if err := check(x.Model, a); err != nil {
		return nil, fmt.Errorf("evaluate assessment %s: %w", x.ID, err)
	}
	m := x.Questionnaire()
	a = asked(m, a)
	s := newSheet(m, a)
	r := s.results()
	f := &Findings{
		Model:           m,
		Kind:            x.Kind,
		Organisation:    x.Organisation,
		AsOf:            x.ChangedAt,
		Finished:        x.Finished(),
		Answers:         a,
		Targets:         x.Targets,
		Overall:         r.Overall,
		Dimensions:      r.Dimensions,
		Capabilities:    r.Capabilities,
		Balance:         r.Balance,
		Gates:           s.gateChecks(0),
		Recommendations: s.rank(nil),
		FindOut:         s.findOuts(0),
		GatesNotAsked:   gateCount(x.Model) - gateCount(m),
	}
	f.Next = s.next(f.Recommendations)
	f.count(s)
	return f, nil
}

// asked keeps the answers to the questions of a model.
func asked(m *assessment.Model, a assessment.Answers) assessment.Answers {
	kept := make(assessment.Answers, len(a))
	for _, q := range m.Questions() {
		if answer, ok := a[q.ID]; ok {
			kept[q.ID] = answer
		}
	}
	return kept
}

func gateCount(m *assessment.Model) int {
	n := 0
	for _, q := range m.Questions() {
		n += len(q.Gates)
	}
	return n
}

// count fills the numbers of answers.
func (f *Findings) count(s *sheet) {
	f.Asked = len(s.questions)
	for _, a := range s.answers {
		switch {
		case a.Choice == assessment.Blank:
			continue
		case a.Choice == assessment.DontKnow:
			f.Unknown++
		case a.Choice == assessment.NotApplicable:
			f.Excluded++
		case a.Grade >= 1:
			f.WithEvidence++
		}
		f.Answered++
	}
}

// next takes the first recommendations together: overlaps and shared prerequisites count once.
func (s *sheet) next(ranked []Recommendation) NextActions {
	most := min(firstActions, len(ranked))
	n := NextActions{Actions: ranked[:most:most]}
	together := s.together(n.Actions...)
	for _, i := range together {
		n.Effort += s.points(s.model.Actions[i])
	}
	after, _ := s.afterAll(together)
	n.Gain = s.gain(0, after)
	n.ScoreAfter = s.score(0, after[0])
	n.LevelBefore, n.LevelAfter = s.tallies[0].level, after[0].level
	return n
}

// together are the places of recommended actions and of all their prerequisites, each once.
func (s *sheet) together(rs ...Recommendation) []int {
	var places []int
	for i, a := range s.model.Actions {
		takesPart := func(r Recommendation) bool { return r.Action == a.ID || slices.Contains(r.With, a.ID) }
		if slices.ContainsFunc(rs, takesPart) {
			places = append(places, i)
		}
	}
	return places
}

// sheet scores the answers of the findings again, for what is asked about one scope. Evaluate has checked them.
func (f *Findings) sheet() *sheet { return newSheet(f.Model, f.Answers) }

// Result returns the result of one scope.
func (f *Findings) Result(s Scope) (Result, bool) {
	return find(s, f.Overall, f.Dimensions, f.Capabilities)
}

// GatesOf lists the gates that count in a scope, met and unmet, in model order.
func (f *Findings) GatesOf(scope Scope) []GateCheck {
	s := f.sheet()
	if i := s.span(scope); i >= 0 {
		return s.gateChecks(i)
	}
	return nil
}

// Breakdown shows how the score of a scope comes about, ready to be printed. It is false for scopes without a score.
func (f *Findings) Breakdown(scope Scope) (Part, bool) {
	s := f.sheet()
	i := s.span(scope)
	if i < 0 {
		return Part{}, false
	}
	return s.breakdown(i, wholeDepth), true
}

// BreakdownTop is Breakdown with the parts of the scope alone, not what those consist of.
func (f *Findings) BreakdownTop(scope Scope) (Part, bool) {
	s := f.sheet()
	i := s.span(scope)
	if i < 0 {
		return Part{}, false
	}
	return s.breakdown(i, 1), true
}

// AxisTrace shows how one side of the balance adds up. Its shares are the overall ones, scaled to add up to 1; the
// scope is empty, because a side is none.
func (f *Findings) AxisTrace(axis assessment.Axis) Trace {
	s := f.sheet()
	whole := s.side(axis).whole
	t := Trace{Total: new(big.Rat)}
	for at, q := range s.questions {
		if q.Axis != axis {
			continue
		}
		share := new(big.Rat)
		if whole > 0 {
			share.SetFrac64(s.spans[0].weights[at], whole)
		}
		row := s.row(at, share)
		t.Rows = append(t.Rows, row)
		t.Total.Add(t.Total, row.Contribution)
	}
	return t
}

// EvidenceOf counts the answers 1..5 of a scope by how well they are supported.
func (f *Findings) EvidenceOf(scope Scope) EvidenceCount {
	var n EvidenceCount
	s := f.sheet()
	i := s.span(scope)
	if i < 0 {
		return n
	}
	for k := range s.spans[i].weights {
		switch a := s.answers[s.spans[i].from+k]; {
		case a.Choice == 1:
			n.NotNeeded++
		case a.Choice.Rated():
			n.Grades[a.Grade]++
		}
	}
	return n
}
