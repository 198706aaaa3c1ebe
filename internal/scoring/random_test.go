package scoring

import (
	"fmt"
	"math/big"
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

// randomActions draws at most as many actions as may hang together.
func randomActions(t *rapid.T, questions []*assessment.Question) []*assessment.Action {
	var actions []*assessment.Action
	for i := range rapid.IntRange(0, 10).Draw(t, "actions") {
		a := &assessment.Action{
			ID:     fmt.Sprint("a", 9-i), // names sort against model order
			Effort: rapid.SampledFrom([]string{"S", "M", "L"}).Draw(t, "effort"),
			Duty:   rapid.IntRange(0, 4).Draw(t, "duty") == 0,
		}
		for _, at := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(questions)-1), 0, 3, rapid.ID[int]).Draw(t, "lifted") {
			a.Lifts = append(a.Lifts, assessment.Lift{Question: questions[at].ID, To: rapid.IntRange(2, 5).Draw(t, "to")})
		}
		for _, earlier := range actions {
			if rapid.IntRange(0, 3).Draw(t, "requires") == 0 {
				a.Requires = append(a.Requires, earlier.ID)
			}
		}
		actions = append(actions, a)
	}
	return actions
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

// randomly checks a property on random models and answers.
func randomly(t *testing.T, property func(*rapid.T, *assessment.Model, assessment.Answers)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		m := randomModel(t)
		property(t, m, randomAnswers(t, m))
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
