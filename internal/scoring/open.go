package scoring

import (
	"math/big"
	"slices"

	"lauter/assessment"
)

// OpenPoints lists the questions that count in the overall score, by what they could still add to it, the most first:
// share × (5 − answer), where what nobody knows counts as 1. Equal ones stay in the model's order. What doesn't apply is
// left out.
func OpenPoints(m *assessment.Model, a assessment.Answers) ([]string, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	s := newSheet(m, a)
	type open struct {
		id     string
		points *big.Rat
	}
	var all []open
	for at, q := range s.questions {
		level := max(int64(s.answers[at].Choice), 1)
		if s.answers[at].Choice == assessment.NotApplicable {
			continue
		}
		all = append(all, open{q.ID, new(big.Rat).Mul(s.spans[0].share(at), big.NewRat(5-level, 1))})
	}
	slices.SortStableFunc(all, func(a, b open) int { return b.points.Cmp(a.points) })
	ids := make([]string, len(all))
	for i, o := range all {
		ids[i] = o.id
	}
	return ids, nil
}
