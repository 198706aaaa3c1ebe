package scoring

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// randomModel draws a model within the limits of the method.
func randomModel(t *rapid.T) *assessment.Model {
	m := &assessment.Model{
		Thresholds: []*big.Rat{big.NewRat(2, 1), big.NewRat(3, 1), big.NewRat(4, 1), rapid.SampledFrom([]*big.Rat{big.NewRat(5, 1), big.NewRat(19, 4)}).Draw(t, "top")},
		Efforts:    map[string]assessment.Effort{"S": {Points: 1}, "M": {Points: 3}, "L": {Points: 8}},
	}
	for d := range rapid.IntRange(1, 3).Draw(t, "dimensions") {
		dimension := &assessment.Dimension{ID: fmt.Sprint("d", d), Weight: rapid.IntRange(1, 2).Draw(t, "weight")}
		for c := range rapid.IntRange(1, 4).Draw(t, "capabilities") {
			capability := &assessment.Capability{ID: fmt.Sprintf("%s.c%d", dimension.ID, c), Weight: rapid.IntRange(1, 2).Draw(t, "weight")}
			for q := range rapid.IntRange(1, 5).Draw(t, "questions") {
				capability.Questions = append(capability.Questions, randomQuestion(t, fmt.Sprintf("%s.q%d", capability.ID, q)))
			}
			dimension.Capabilities = append(dimension.Capabilities, capability)
		}
		m.Dimensions = append(m.Dimensions, dimension)
	}
	m.Actions = randomActions(t, m.Questions())
	m.Link()
	if broken := m.Violations(); len(broken) > 0 {
		t.Fatalf("random model breaks a limit: %v", broken[0])
	}
	return m
}

func randomQuestion(t *rapid.T, id string) *assessment.Question {
	q := &assessment.Question{
		ID:       id,
		Rev:      rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, "rev"),
		Weight:   rapid.IntRange(1, 3).Draw(t, "weight"),
		AllowsNA: rapid.IntRange(0, 5).Draw(t, "na") > 0,
		Axis:     rapid.SampledFrom([]assessment.Axis{"", assessment.Compliance, assessment.Personalisation}).Draw(t, "axis"),
	}
	for range rapid.SampledFrom([]int{0, 0, 0, 0, 1, 1, 2}).Draw(t, "gates") {
		q.Gates = append(q.Gates, assessment.Gate{
			Level: rapid.IntRange(2, 5).Draw(t, "level"),
			Min:   rapid.IntRange(2, 5).Draw(t, "min"),
			Reach: rapid.SampledFrom(widths).Draw(t, "reach"),
		})
	}
	return q
}

// randomActions draws up to twelve actions, some of them foundations, in any order. No more than may hang together are
// none.
func randomActions(t *rapid.T, questions []*assessment.Question) []*assessment.Action {
	var actions []*assessment.Action
	foundations := rapid.IntRange(0, 4).Draw(t, "foundations")
	for i := range rapid.IntRange(0, min(12, 10+foundations)).Draw(t, "actions") {
		a := &assessment.Action{
			ID:         fmt.Sprintf("a%02d", 20-i), // names sort against the order in which actions are required
			Effort:     rapid.SampledFrom([]string{"S", "M", "L"}).Draw(t, "effort"),
			Duty:       rapid.IntRange(0, 4).Draw(t, "duty") == 0,
			Foundation: i < foundations,
		}
		for _, at := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(questions)-1), 0, 3, rapid.ID[int]).Draw(t, "lifted") {
			a.Lifts = append(a.Lifts, assessment.Lift{Question: questions[at].ID, To: rapid.IntRange(2, 5).Draw(t, "to")})
		}
		for _, earlier := range actions {
			if rapid.IntRange(0, 5).Draw(t, "requires") == 0 {
				a.Requires = append(a.Requires, earlier.ID)
			}
		}
		actions = append(actions, a)
	}
	return rapid.Permutation(actions).Draw(t, "order")
}

// randomAnswers draws answers that leave the model's scopes now full, now thin.
func randomAnswers(t *rapid.T, m *assessment.Model) assessment.Answers {
	kinds := rapid.SampledFrom([][]assessment.Choice{
		{1, 2, 3, 4, 5},
		{1, 2, 3, 4, 5, 1, 2, 3, 4, 5, assessment.Blank, assessment.DontKnow, assessment.NotApplicable},
		{3, assessment.Blank, assessment.DontKnow, assessment.NotApplicable},
		{assessment.NotApplicable, assessment.NotApplicable, 4},
	}).Draw(t, "kinds")
	answers := assessment.Answers{}
	for _, q := range m.Questions() {
		a := assessment.Answer{Choice: rapid.SampledFrom(kinds).Draw(t, q.ID), Reason: "not part of this business"}
		if a.Choice == assessment.NotApplicable && !q.AllowsNA {
			a.Choice = assessment.DontKnow
		}
		a.Grade = rapid.IntRange(0, 3).Draw(t, "grade")
		a.Votes = rapid.SliceOfN(rapid.SampledFrom([]assessment.Choice{1, 2, 3, 4, 5, assessment.DontKnow, assessment.NotApplicable}), 0, 5).Draw(t, "votes")
		if a.Choice != assessment.Blank || rapid.Bool().Draw(t, "touched") {
			answers[q.ID] = a
		}
	}
	return answers
}

// busy is a model of 46 questions, most of them low, in which much can be done: foundations, and groups of actions of
// these sizes, in any order. The actions of a group share questions and prerequisites, with each other and with some of
// the foundations.
func busy(r *rand.Rand, foundations int, groups ...int) (*assessment.Model, assessment.Answers) {
	m := &assessment.Model{
		Thresholds: rats("2", "3", "4", "5"),
		Efforts:    map[string]assessment.Effort{"S": {Points: 1}, "M": {Points: 3}, "L": {Points: 8}},
	}
	a := assessment.Answers{}
	for d := range 3 {
		dimension := &assessment.Dimension{ID: fmt.Sprint("d", d), Weight: 1 + r.IntN(2)}
		for c := range 5 {
			capability := &assessment.Capability{ID: fmt.Sprint(dimension.ID, ".c", c), Weight: 1 + r.IntN(2)}
			for q := range 3 + max(0, d+c-5) {
				id := fmt.Sprint(capability.ID, ".q", q)
				question := &assessment.Question{ID: id, Rev: 1, Weight: 1 + r.IntN(3), AllowsNA: true}
				if r.IntN(5) == 0 {
					question.Gates = []assessment.Gate{{Level: 2 + r.IntN(4), Min: 2 + r.IntN(3), Reach: widths[r.IntN(3)]}}
				}
				capability.Questions = append(capability.Questions, question)
				a[id] = assessment.Answer{Choice: assessment.Choice(1 + r.IntN(3))}
				if c == 4 && r.IntN(3) == 0 {
					a[id] = assessment.Answer{Choice: []assessment.Choice{blank, dk, na}[r.IntN(3)], Reason: "not part of this business"}
				}
			}
			dimension.Capabilities = append(dimension.Capabilities, capability)
		}
		m.Dimensions = append(m.Dimensions, dimension)
	}
	m.Link()
	questions := m.Questions()
	r.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	add := func(from []*assessment.Question, lifted int, before []string) string {
		action := &assessment.Action{ID: fmt.Sprint("a", len(m.Actions)), Effort: []string{"S", "M", "L"}[r.IntN(3)], Foundation: len(m.Actions) < foundations}
		for _, q := range from {
			if r.IntN(len(from)) < lifted {
				action.Lifts = append(action.Lifts, assessment.Lift{Question: q.ID, To: 2 + r.IntN(4)})
			}
		}
		for _, id := range before {
			if r.IntN(10) == 0 {
				action.Requires = append(action.Requires, id)
			}
		}
		m.Actions = append(m.Actions, action)
		return action.ID
	}
	var base []string
	for range foundations {
		base = append(base, add(questions, 6, base))
	}
	for g, size := range groups {
		before := slices.Clone(base)
		for range size {
			before = append(before, add(questions[46*g/len(groups):46*(g+1)/len(groups)], 2, before))
		}
	}
	r.Shuffle(len(m.Actions), func(i, j int) { m.Actions[i], m.Actions[j] = m.Actions[j], m.Actions[i] })
	m.Link()
	return m, a
}

// largest fills a model with as many actions as may be.
func largest(r *rand.Rand) (*assessment.Model, assessment.Answers) {
	return busy(r, 8, 10, 10, 10, 10, 10, 6)
}

// randomly checks a property on random models and answers.
func randomly(t *testing.T, property func(*rapid.T, *assessment.Model, assessment.Answers)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		m := randomModel(t)
		property(t, m, randomAnswers(t, m))
	})
}

// planning checks a property on random models and answers, and where there is more to plan.
func planning(t *testing.T, property func(*rapid.T, *assessment.Model, assessment.Answers)) {
	t.Helper()
	randomly(t, property)
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		m, a := busy(r, r.IntN(4), 3, 2, 2, r.IntN(3))
		if broken := m.Violations(); len(broken) > 0 {
			t.Fatalf("busy model breaks a limit: %v", broken[0])
		}
		property(t, m, a)
	})
}

func mustScore(t rapid.TB, m *assessment.Model, a assessment.Answers) *Results {
	t.Helper()
	r, err := Score(m, a)
	if err != nil {
		t.Fatalf("Score: %v", err)
	}
	return r
}

func (r *Results) all() []Result {
	return slices.Concat([]Result{r.Overall}, r.Dimensions, r.Capabilities)
}

func equal(a, b *big.Rat) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(b) == 0
}

func ratText(x *big.Rat) string {
	if x == nil {
		return "none"
	}
	return x.RatString()
}
