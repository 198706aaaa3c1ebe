package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestTargets(t *testing.T) {
	q := func(id string) []*assessment.Question {
		return []*assessment.Question{{ID: id, Weight: 1, AllowsNA: true}}
	}
	m := &assessment.Model{Thresholds: rats("2", "3", "4", "5"), Dimensions: []*assessment.Dimension{{ID: "d", Weight: 1, Capabilities: []*assessment.Capability{
		{ID: "low", Weight: 1, Questions: append(q("l1"), q("l2")...)},
		{ID: "high", Weight: 1, Questions: q("h")},
		{ID: "set", Weight: 1, Questions: q("s")},
		{ID: "unknown", Weight: 1, Questions: q("u")},
		{ID: "none", Weight: 1, Questions: q("n")},
	}}}}
	m.Link()
	f, err := Evaluate(&assessment.Assessment{
		Kind: assessment.KindFull, Model: m, Targets: map[string]int{"set": 5, "high": 3, "gone": 2},
	}, assessment.Answers{
		"l1": {Choice: 2}, "l2": {Choice: 3}, "h": {Choice: 4}, "s": {Choice: 2}, "u": {Choice: dk},
		"n": {Choice: na, Reason: "x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Capability string
		Level      int
		Set        bool
		Gap        string
	}
	rows := func() (rows []row) {
		for _, x := range Targets(f) {
			rows = append(rows, row{x.Capability, x.Level, x.Set, ratText(x.Gap)})
		}
		return rows
	}
	want := []row{
		{"low", 3, false, "1/2"},
		{"high", 3, true, "0"},
		{"set", 5, true, "3"},
		{"unknown", 3, false, "none"},
		{"none", 3, false, "none"},
	}
	if diff := cmp.Diff(want, rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m.DefaultTarget = 4
	want[0].Level, want[0].Gap = 4, "3/2"
	want[3].Level, want[4].Level = 4, 4
	if diff := cmp.Diff(want, rows()); diff != "" {
		t.Errorf("default of the model (-want +got):\n%s", diff)
	}
}
