package wording

import (
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// evaluate computes the findings of an assessment in which every question has the answer that choose gives it.
func evaluate(t testing.TB, kind assessment.Kind, choose func(q *assessment.Question) assessment.Answer) *scoring.Findings {
	t.Helper()
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := &assessment.Assessment{
		ID:        "sample",
		Kind:      kind,
		Model:     model,
		ChangedAt: time.Date(2026, time.November, 22, 10, 42, 0, 0, time.UTC),
	}
	answers := assessment.Answers{}
	for _, q := range x.Questionnaire().Questions() {
		if a := choose(q); a.Choice != assessment.Blank {
			answers[q.ID] = a
		}
	}
	f, err := scoring.Evaluate(x, answers)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// levels answers every question of a dimension with its level, those with a requirement with at least 3, and the
// questions of the list as it says.
func levels(data, technology, resources int, but map[string]assessment.Choice) func(*assessment.Question) assessment.Answer {
	of := map[string]int{"data": data, "technology": technology, "resources": resources}
	return func(q *assessment.Question) assessment.Answer {
		choice, ok := but[q.ID]
		if !ok {
			choice = assessment.Choice(of[q.Capability.Dimension.ID])
			if len(q.Gates) > 0 && choice > 1 {
				choice = max(choice, 3)
			}
		}
		a := assessment.Answer{Choice: choice}
		if choice == assessment.NotApplicable {
			a.Reason = "Wir tun das nicht."
		}
		return a
	}
}

// everywhere answers every question with the same choice.
func everywhere(c assessment.Choice) func(*assessment.Question) assessment.Answer {
	return func(*assessment.Question) assessment.Answer { return assessment.Answer{Choice: c} }
}

// both returns the words for findings in English and in German.
func both(f *scoring.Findings) map[locale.Lang]*Words {
	words := map[locale.Lang]*Words{}
	for _, l := range locale.Langs {
		words[l] = New(f, locale.For(l))
	}
	return words
}
