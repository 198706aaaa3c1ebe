package scoring

import (
	"maps"
	"slices"
	"testing"

	"lauter/assessment"
)

func TestConfidence(t *testing.T) {
	four := func(answers ...assessment.Answer) *Confidence {
		m := single(&assessment.Question{ID: "q1"}, &assessment.Question{ID: "q2"}, &assessment.Question{ID: "q3"}, &assessment.Question{ID: "q4"})
		a := assessment.Answers{}
		for i, answer := range answers {
			a[m.Questions()[i].ID] = answer
		}
		return mustScore(t, m, a).Overall.Confidence
	}
	voted := func(c assessment.Choice, grade int, votes ...assessment.Choice) assessment.Answer {
		return assessment.Answer{Choice: c, Grade: grade, Votes: votes}
	}
	plain := func(c assessment.Choice, grade int) assessment.Answer { return voted(c, grade) }
	tests := []struct {
		name                                 string
		answers                              []assessment.Answer
		evidence, agreement, value, by, want string
	}{
		{"nothing answered", nil, "none", "none", "0", ByCoverage, LowGrade},
		{"don't know brings no evidence", []assessment.Answer{plain(dk, 3), plain(dk, 3)}, "none", "none", "0", ByCoverage, LowGrade},
		{"ones need no evidence", []assessment.Answer{plain(1, 0), plain(1, 0), plain(1, 2), plain(1, 3)}, "1", "none", "1", ByCoverage, MediumGrade},
		{"tie goes to coverage", []assessment.Answer{plain(2, 3), plain(3, 3), plain(3, 3), plain(3, 3)}, "1", "none", "1", ByCoverage, MediumGrade},
		{"half with votes", []assessment.Answer{voted(3, 3, 3, 3), voted(3, 3, 2, 3), plain(3, 3), plain(3, 3)}, "1", "7/8", "7/8", ByAgreement, HighGrade},
		{"under half with votes", []assessment.Answer{voted(3, 3, 3, 3), plain(3, 3), plain(3, 3), plain(3, 3)}, "1", "none", "1", ByCoverage, MediumGrade},
		{"half of what is answered", []assessment.Answer{voted(3, 3, 3, 3), plain(3, 3), plain(dk, 0), voted(dk, 0, 1, 5)}, "1", "1", "1/2", ByCoverage, MediumGrade},
		{"one rated vote is none", []assessment.Answer{voted(3, 3, 3, dk), voted(3, 3, 3, na), plain(3, 3), plain(3, 3)}, "1", "none", "1", ByCoverage, MediumGrade},
		{"votes on what is not applicable", []assessment.Answer{voted(3, 3, 3, 3), {Choice: na, Reason: "x", Votes: []assessment.Choice{1, 5}}, plain(3, 3), plain(dk, 0)}, "1", "1", "2/3", ByCoverage, MediumGrade},
		{"evidence before agreement", []assessment.Answer{voted(3, 1, 1, 3), voted(3, 2, 3, 5), voted(3, 1, 2, 4), voted(3, 2, 4, 2)}, "1/2", "1/2", "1/2", ByEvidence, MediumGrade},
		{"verified is needed for high", []assessment.Answer{voted(3, 2, 3, 3), voted(3, 2, 3, 3), voted(3, 2, 3, 3), voted(3, 2, 3, 3)}, "2/3", "1", "2/3", ByEvidence, MediumGrade},
	}
	for _, test := range tests {
		c := four(test.answers...)
		got := []string{ratText(c.Evidence), ratText(c.Agreement), ratText(c.Value), c.Weakest, c.Grade}
		want := []string{test.evidence, test.agreement, test.value, test.by, test.want}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
}

// An answer from the round before counts in the score, but nobody has given it in this one.
func TestCarriedAnswersAreNotKnownToConfidence(t *testing.T) {
	m := single(&assessment.Question{ID: "q1"}, &assessment.Question{ID: "q2"}, &assessment.Question{ID: "q3"}, &assessment.Question{ID: "q4"})
	given := assessment.Answers{"q1": {Choice: 4, Grade: 3}, "q2": {Choice: 3, Grade: 3}, "q3": {Choice: 2, Grade: 3}, "q4": {Choice: 5, Grade: 3}}
	carry := func(ids ...string) *Results {
		a := maps.Clone(given)
		for _, id := range ids {
			answer := a[id]
			answer.Carried = true
			a[id] = answer
		}
		return mustScore(t, m, a)
	}
	want := carry()
	for _, test := range []struct {
		carried         []string
		coverage, grade string
	}{
		{nil, "1", MediumGrade},
		{[]string{"q1"}, "3/4", MediumGrade},
		{[]string{"q1", "q2", "q4"}, "1/4", LowGrade},
		{[]string{"q1", "q2", "q3", "q4"}, "0", LowGrade},
	} {
		got := carry(test.carried...)
		if got.Overall.Score.Cmp(want.Overall.Score) != 0 || got.Overall.Level != want.Overall.Level || got.Overall.Coverage.Cmp(want.Overall.Coverage) != 0 {
			t.Errorf("%v carried: score, level or coverage differ: %+v", test.carried, got.Overall)
		}
		c := got.Overall.Confidence
		if ratText(c.Coverage) != test.coverage || ratText(c.Value) != test.coverage || c.Weakest != ByCoverage || c.Grade != test.grade || c.Unconfirmed != len(test.carried) {
			t.Errorf("%v carried: got %+v", test.carried, c)
		}
		if ratText(c.Evidence) != "1" {
			t.Errorf("%v carried: evidence %s, want 1: what was written stays", test.carried, ratText(c.Evidence))
		}
	}
	dontKnow := maps.Clone(given)
	dontKnow["q1"] = assessment.Answer{Choice: dk, Carried: true}
	if c := mustScore(t, m, dontKnow).Overall.Confidence; ratText(c.Coverage) != "3/4" || c.Unconfirmed != 0 {
		t.Errorf("a carried don't know was not known before either: %+v", c)
	}
}
