package scoring

import (
	"fmt"
	"slices"
	"strings"

	"lauter/assessment"
)

// Codes of refused input.
const (
	UnknownQuestion = assessment.UnknownQuestion
	BadAnswer       = "bad_answer"
	NANotAllowed    = "na_not_allowed"
	NAWithoutReason = "na_without_reason"
	BadEvidence     = "bad_evidence"
	UnknownScope    = "unknown_scope"
	BadInput        = "bad_input" // anything else that is asked for and makes no sense, such as a negative budget
)

// RefusedError says why an input has no result. It is the first reason that applies: questions that the model does not
// have, then the answers in model order.
type RefusedError struct {
	Code  string
	Where string // id of the question, the scope, or what else was refused
}

func (e *RefusedError) Error() string { return fmt.Sprintf("%s: %s", e.Where, e.Code) }

// check refuses answers that the method does not define.
func check(m *assessment.Model, a assessment.Answers) error {
	var unknown []string
	for id := range a {
		if _, ok := m.Question(id); !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		return &RefusedError{UnknownQuestion, slices.Min(unknown)}
	}
	for _, q := range m.Questions() {
		if code := refusal(q, a[q.ID]); code != "" {
			return &RefusedError{code, q.ID}
		}
	}
	return nil
}

// refusal is the code of the first thing wrong with an answer, or empty.
func refusal(q *assessment.Question, a assessment.Answer) string {
	na := a.Choice == assessment.NotApplicable
	switch {
	case a.Choice != assessment.Blank && !isVote(a.Choice) || !areVotes(a.Votes):
		return BadAnswer
	case na && !q.AllowsNA:
		return NANotAllowed
	case na && strings.TrimSpace(a.Reason) == "":
		return NAWithoutReason
	case a.Grade < 0 || a.Grade > 3:
		return BadEvidence
	}
	return ""
}

func isVote(c assessment.Choice) bool {
	return c.Rated() || c == assessment.DontKnow || c == assessment.NotApplicable
}

func areVotes(cs []assessment.Choice) bool {
	return !slices.ContainsFunc(cs, func(c assessment.Choice) bool { return !isVote(c) })
}
