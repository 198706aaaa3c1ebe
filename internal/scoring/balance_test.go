package scoring

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestBalance(t *testing.T) {
	m := tiny(t)
	m.Texts.Balance.Quadrants = map[string]assessment.Quadrant{
		"both": {Compliance: "high", Personalisation: "high"}, "none": {Compliance: "low", Personalisation: "low"},
		"careful": {Compliance: "high", Personalisation: "low"}, "risky": {Compliance: "low", Personalisation: "high"},
	}
	tests := []struct {
		name                         string
		change                       map[string]assessment.Choice
		compliance, personalisation  string
		reading, quadrant, neighbour string
		tooFew                       bool
		unmet                        []string
		personalisationQuestions     int
		step                         string
	}{
		{"on both lines, compliance first", nil, "3", "3", InBalance, "both", "risky", false, []string{"d1"}, 3, "1/3"},
		{"half apart", map[string]assessment.Choice{"d1": 4, "d3": 4, "d4": 4, "d5": 4, "d6": 4}, "15/4", "4", InBalance, "both", "", false, nil, 3, "1/3"},
		{"just over half", map[string]assessment.Choice{"d4": 4, "d5": 4}, "3", "11/3", PersonalisationAhead, "both", "risky", false, []string{"d1"}, 3, "1/3"},
		{"compliance ahead", map[string]assessment.Choice{"d1": 5, "d4": 1}, "4", "7/3", ComplianceAhead, "careful", "", false, nil, 3, "1/3"},
		{"risky", map[string]assessment.Choice{"d1": 1, "d4": 5}, "2", "11/3", PersonalisationAhead, "risky", "", false, []string{"d1"}, 3, "1/3"},
		{"unknown requirement", map[string]assessment.Choice{"d1": dk}, "none", "3", "", "", "", false, []string{"d1"}, 3, "1/3"},
		{"two of three apply", map[string]assessment.Choice{"d4": na}, "3", "none", "", "", "", true, []string{"d1"}, 2, "1/2"},
		{"two thirds answered", map[string]assessment.Choice{"d4": blank}, "3", "none", "", "", "", false, []string{"d1"}, 3, "1/3"},
		{"three quarters answered", map[string]assessment.Choice{"d2": dk}, "5/2", "3", InBalance, "risky", "none", false, []string{"d1"}, 3, "1/3"},
		{"nothing on one side", map[string]assessment.Choice{"d4": na, "d5": na, "d6": na}, "3", "none", "", "", "", true, []string{"d1"}, 0, "none"},
	}
	for _, test := range tests {
		a := everywhere(m, 3)
		for id, c := range test.change {
			a[id] = assessment.Answer{Choice: c, Reason: "x"}
		}
		b := mustScore(t, m, a).Balance
		got := []any{ratText(b.Compliance), ratText(b.Personalisation), b.Reading, b.Quadrant, b.Neighbour, b.TooFewApply, b.UnmetGates, b.PersonalisationQuestions, ratText(b.PersonalisationStep)}
		want := []any{test.compliance, test.personalisation, test.reading, test.quadrant, test.neighbour, test.tooFew, test.unmet, test.personalisationQuestions, test.step}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestAxisTrace(t *testing.T) {
	m := tiny(t)
	a := everywhere(m, 3)
	a["d1"], a["d2"] = assessment.Answer{Choice: 5}, assessment.Answer{Choice: na, Reason: "x"}
	trace := (&Findings{Model: m, Answers: a}).AxisTrace(assessment.Compliance)
	if got, want := ratText(trace.Total), ratText(mustScore(t, m, a).Balance.Compliance); want != "none" || got != "13/3" {
		t.Errorf("total %s (want 13/3); with two questions the side shows %s", got, want)
	}
	var shares []string
	for _, r := range trace.Rows {
		shares = append(shares, r.Question+" "+ratText(r.Share))
	}
	if want := []string{"d1 2/3", "d2 0", "d3 1/3"}; !slices.Equal(shares, want) {
		t.Errorf("shares %v, want %v", shares, want)
	}
}
