package scoring

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// lawModel has three acts: one that five questions touch, one that depends on a fact, and one that no question touches.
func lawModel() *assessment.Model {
	need := func(min int) []assessment.Gate {
		return []assessment.Gate{{Level: 3, Min: min, Reach: assessment.ReachCapability}}
	}
	m := single(
		&assessment.Question{ID: "q1", Refs: []string{"P1"}, Gates: need(3)},
		&assessment.Question{ID: "q2", Refs: []string{"P1", "P2"}, Gates: need(4)},
		&assessment.Question{ID: "q3", Refs: []string{"P2", "YOUTH"}},
		&assessment.Question{ID: "q4", Refs: []string{"P1"}, Gates: need(3)},
		&assessment.Question{ID: "q5", Refs: []string{"RUMOUR"}},
		&assessment.Question{ID: "q6", Refs: []string{"P1"}, Gates: need(3)},
	)
	m.Acts = []assessment.Act{{ID: "privacy", Binding: true}, {ID: "youth", Binding: true}, {ID: "spare"}, {ID: "none"}}
	m.References = map[string]*assessment.Reference{
		"P1":     {ID: "P1", Act: "privacy", Order: 0},
		"P2":     {ID: "P2", Act: "privacy", Order: 1},
		"P3":     {ID: "P3", Act: "privacy", Order: 2},
		"YOUTH":  {ID: "YOUTH", Act: "youth", Order: 3, ShowIf: []string{"minors"}},
		"SPARE":  {ID: "SPARE", Act: "spare", Order: 4},
		"RUMOUR": {ID: "RUMOUR", Act: "none", Order: 5, Status: "unverified"},
	}
	return m
}

func TestRegulationCountsByAct(t *testing.T) {
	m := lawModel()
	f := &Findings{Model: m, Answers: assessment.Answers{
		"q1": {Choice: 3},
		"q2": {Choice: 3}, // reached, and yet below its requirement
		"q3": {Choice: 2},
		"q4": {Choice: na, Reason: "no"},
		"q5": {Choice: 1},
		// q6 is blank
	}}
	type row struct {
		Act                               string
		References                        []string
		Asked, Applicable, Reached, Gates int
		Open, Gaps                        []string
	}
	rows := func(facts map[string][]string) (all []row) {
		for _, s := range f.Regulation(facts) {
			r := row{Act: s.Act.ID, Asked: s.Asked, Applicable: s.Applicable, Reached: s.Reached, Gates: s.Gates, Open: s.Open}
			for _, ref := range s.References {
				r.References = append(r.References, ref.ID)
			}
			for _, g := range s.Gaps {
				r.Gaps = append(r.Gaps, g.Question+" "+string(g.State))
			}
			all = append(all, r)
		}
		return all
	}
	privacy := row{
		Act: "privacy", References: []string{"P1", "P2", "P3"}, Asked: 5, Applicable: 4, Reached: 2, Gates: 3,
		Open: []string{"q3", "q6"}, Gaps: []string{"q2 not_met", "q6 unknown"},
	}
	youth := row{Act: "youth", References: []string{"YOUTH"}, Asked: 1, Applicable: 1, Open: []string{"q3"}}
	spare := row{Act: "spare", References: []string{"SPARE"}}
	if diff := cmp.Diff([]row{privacy, youth, spare}, rows(nil)); diff != "" {
		t.Errorf("nothing said: -want +got\n%s", diff)
	}
	if diff := cmp.Diff([]row{privacy, spare}, rows(map[string][]string{"minors": {"no"}})); diff != "" {
		t.Errorf("no minors: -want +got\n%s", diff)
	}
}

// Whatever is answered and said, the counts hold together.
func TestRegulationHoldsTogether(t *testing.T) {
	m := shipped(t)
	for i, facts := range []map[string][]string{nil, {"countries": {"AT"}, "b2c": {"no"}}, {"works_council": {"no"}, "csrd_in_scope": {"no"}}} {
		for _, kind := range []assessment.Kind{assessment.KindFull, assessment.KindQuick} {
			f, err := Evaluate(&assessment.Assessment{Model: m, Kind: kind}, mixed(m))
			if err != nil {
				t.Fatal(err)
			}
			acts := f.Regulation(facts)
			if len(acts) < 10 || !slices.IsSortedFunc(acts, func(a, b ActStanding) int {
				return slices.Index(m.Acts, a.Act) - slices.Index(m.Acts, b.Act)
			}) {
				t.Errorf("%d %s: %d acts, or not in the order of the model", i, kind, len(acts))
			}
			for _, s := range acts {
				if s.Reached+len(s.Open) != s.Applicable || s.Applicable > s.Asked || len(s.Gaps) > s.Gates || len(s.References) == 0 {
					t.Errorf("%d %s %s: %+v", i, kind, s.Act.ID, s)
				}
			}
		}
	}
}
