package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestRankOrder(t *testing.T) {
	m := tiny(t)
	a := assessment.Answers{}
	for _, q := range m.Questions() {
		a[q.ID] = assessment.Answer{Choice: 3}
	}
	m.Actions = []*assessment.Action{
		{ID: "same ratio, small", Effort: "S", Lifts: lifts("t2", 4)},                    // 1/36 for 1
		{ID: "tie", Effort: "S", Lifts: lifts("t3", 4)},                                  // as good as the first
		{ID: "same ratio, large", Effort: "M", Lifts: lifts("t4", 4, "r1", 4)},           // 3/36 for 3
		{ID: "cheap", Effort: "S", Lifts: lifts("t5", 5)},                                // 8/36 for 1
		{ID: "duty at a poor price", Effort: "L", Lifts: lifts("t2", 4), Duty: true},     // 1/36 for 8
		{ID: "duty at a better price", Effort: "M", Lifts: lifts("d2", 4), Duty: true},   // 2/36 for 3
		{ID: "opens a hold", Effort: "L", Lifts: lifts("t1", 4)},                         // d1 and t1 hold nothing at 3
		{ID: "satisfied", Effort: "S", Lifts: lifts("t1", 3)},                            // nothing to gain
		{ID: "same as large, later", Effort: "M", Lifts: lifts("t4", 4, "r2", 4)},        // 3/36 for 3
		{ID: "unclear", Effort: "S", Lifts: lifts("r5", 4)},                              //
		{ID: "part of it unknown", Effort: "S", Lifts: lifts("r5", 5, "d3", 4, "r4", 3)}, // 2/36 for 1
	}
	m.Link()
	a["r5"] = assessment.Answer{Choice: dk}
	order := func() []string {
		t.Helper()
		ranked, err := Rank(m, a, nil)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range ranked {
			ids = append(ids, r.Action)
		}
		return ids
	}
	want := []string{
		"duty at a better price", "duty at a poor price", "cheap", "part of it unknown",
		"same ratio, large", "same as large, later", "same ratio, small", "tie", "opens a hold",
	}
	if diff := cmp.Diff(want, order()); diff != "" {
		t.Error(diff)
	}

	// t1 at 2 holds Technology: what meets it comes before better gains, and after duties.
	a["t1"] = assessment.Answer{Choice: 2}
	a["t5"] = assessment.Answer{Choice: 4}
	want = []string{
		"duty at a better price", "duty at a poor price", "satisfied", "opens a hold", "cheap", "part of it unknown",
		"same ratio, large", "same as large, later", "same ratio, small", "tie",
	}
	if diff := cmp.Diff(want, order()); diff != "" {
		t.Error(diff)
	}
}

func TestFindOutOrder(t *testing.T) {
	m := tiny(t)
	all, err := FindOuts(m, assessment.Answers{"d2": {Choice: 3}, "t2": {Choice: na, Reason: "x"}, "r1": {Choice: dk}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range all {
		got = append(got, f.Question)
	}
	// Gates first (d1 1/12, r4 1/12, t1 1/27), then t5 and t6 (1/9), then the others by share and in model order.
	want := []string{"d1", "r4", "t1", "t5", "t6", "r5", "d4", "d5", "d6", "r1", "r2", "r3", "d3", "t3", "t4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
