package scoring

import (
	"slices"
	"testing"

	"lauter/assessment"
)

func agreedOn(c, middle assessment.Choice, note, dissent string) *assessment.Agreement {
	return &assessment.Agreement{Choice: c, Middle: middle, Note: note, Dissent: dissent}
}

func TestOutcome(t *testing.T) {
	m := tiny(t)
	x := &assessment.Assessment{ID: "a", Kind: assessment.KindFull, Model: m}
	w := &assessment.Workshop{Threshold: 4, Questions: []assessment.WorkshopQuestion{
		{ID: "d1", Agreed: agreedOn(4, 4, "", "")},
		{ID: "d3", Agreed: agreedOn(2, 3, "Nur Europa", "")},
		{ID: "d4", Agreed: agreedOn(dk, dk, "", "")},
		{ID: "d5"},
		{ID: "t1", Agreed: agreedOn(3, 3, "", "Sales sees a 4")},
		{ID: "gone", Agreed: agreedOn(3, 3, "", "")}, // the model does not ask it
	}}
	round := func(votes ...assessment.Choice) assessment.ShownVotes {
		return assessment.ShownVotes{Count: len(votes), All: votes}
	}
	shown := map[string][]assessment.ShownVotes{
		"d1": {round(4, 4, 4, 4)},
		"d3": {round(1, 1, 5, 5), round(3, 3, 3, 3)},
		"d4": {round(dk, dk, dk, 3)},
		"d5": {round(dk, dk, dk, dk)},
		"t1": {{Count: 3}},
	}
	now := assessment.Answers{"d1": {Choice: 2, Rev: 3}, "d3": {Choice: 2, Rev: 1, Note: "Nur Europa", Votes: []assessment.Choice{3, 3, 3, 3}}}
	before := assessment.Answers{"d3": {}} // written, and none before
	o, err := NewOutcome(x, now, before, w, shown)
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Before.Answers["d3"].Choice; got != blank {
		t.Errorf("before, d3 is %v", got)
	}
	if got := o.After.Answers; got["d1"].Choice != 4 || got["d4"].Choice != dk || len(got["d1"].Votes) != 4 || got["d3"].Note != "Nur Europa" {
		t.Errorf("after: %+v", got)
	}
	if now["d1"].Choice != 2 {
		t.Error("the answers that were given have changed")
	}
	ids := func(rows []LedgerRow) (ids []string) {
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return ids
	}
	if got := ids(o.Apart(5)); !slices.Equal(got, []string{"d3", "t1"}) {
		t.Errorf("apart: %v", got)
	}
	if got := ids(o.Apart(1)); !slices.Equal(got, []string{"d3"}) {
		t.Errorf("apart, at most one: %v", got)
	}
	if got := ids(o.Unknown()); !slices.Equal(got, []string{"d4", "d5"}) {
		t.Errorf("unknown: %v", got)
	}
	if len(o.Rows) != 5 || !o.Rows[1].Decided() || o.Rows[0].Decided() || o.Rows[3].Decided() {
		t.Errorf("rows: %+v", o.Rows)
	}
	w.DotsPhase, w.Actions = assessment.PhaseShown, []assessment.WorkshopAction{{ID: "a", Dots: 1}, {ID: "b", Dots: 4}, {ID: "c", Dots: 1}}
	if got := o.Ranked(2); got[0].ID != "b" || got[1].ID != "a" || w.Actions[0].ID != "a" {
		t.Errorf("ranked: %v", got)
	}
}
