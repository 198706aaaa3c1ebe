package scoring

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestGatesOfSeveralReaches(t *testing.T) {
	m := single(
		&assessment.Question{ID: "q1", Gates: []assessment.Gate{
			{Level: 4, Min: 4, Reach: assessment.ReachCapability},
			{Level: 3, Min: 2, Reach: assessment.ReachDimension},
			{Level: 2, Min: 2, Reach: assessment.ReachOverall},
		}},
		&assessment.Question{ID: "q2", Gates: []assessment.Gate{
			{Level: 3, Min: 3, Reach: assessment.ReachDimension},
			{Level: 3, Min: 4, Reach: assessment.ReachDimension},
		}},
		&assessment.Question{ID: "q3"}, &assessment.Question{ID: "q4"}, &assessment.Question{ID: "q5"}, &assessment.Question{ID: "q6"},
	)
	a := everywhere(m, 5)
	a["q1"], a["q2"] = assessment.Answer{Choice: 1}, assessment.Answer{Choice: dk}
	r := mustScore(t, m, a) // 22/6, one of six unknown

	unmet := func(level, min int) HeldGate { return HeldGate{"q1", level, min, 1, GateNotMet} }
	unknown := func(level, min int) HeldGate { return HeldGate{"q2", level, min, dk, GateUnknown} }
	for scope, want := range map[Scope][]HeldGate{
		Overall:              {unmet(2, 2)},
		DimensionScope("d"):  {unmet(2, 2), unmet(3, 2), unknown(3, 3), unknown(3, 4)},
		CapabilityScope("c"): {unmet(2, 2), unmet(3, 2), unknown(3, 3), unknown(3, 4)}, // the gate to level 4 binds later
	} {
		got, _ := r.Of(scope)
		if diff := cmp.Diff(want, got.HeldBy); diff != "" {
			t.Errorf("%s: %s", scope, diff)
		}
		if got.Level != 1 || got.ScoreLevel != 3 || got.GateLevel != 1 || got.ToNext.Points.Sign() != 0 {
			t.Errorf("%s: level %d, by score %d, by gates %d, %s points to go", scope, got.Level, got.ScoreLevel, got.GateLevel, ratText(got.ToNext.Points))
		}
		if !slices.Equal(got.ToNext.Gates, []string{"q1"}) {
			t.Errorf("%s: to next %v, want q1 once", scope, got.ToNext.Gates)
		}
	}

	// At 2, q1 meets all but the capability's gate to level 4; q2 now blocks level 3 twice and is named once.
	a["q1"] = assessment.Answer{Choice: 2}
	r = mustScore(t, m, a)
	if r.Overall.Level != 3 || len(r.Overall.HeldBy) != 0 {
		t.Errorf("overall level %d held by %v, want 3 by nothing", r.Overall.Level, r.Overall.HeldBy)
	}
	if c := r.Capabilities[0]; c.Level != 2 || !slices.Equal(c.ToNext.Gates, []string{"q2"}) || len(c.HeldBy) != 2 {
		t.Errorf("capability level %d, next %v, held by %v", c.Level, c.ToNext.Gates, c.HeldBy)
	}

	// Waived gates are named once, in model order, where they reach.
	a["q1"] = assessment.Answer{Choice: na, Reason: "x"}
	a["q2"] = assessment.Answer{Choice: na, Reason: "x"}
	r = mustScore(t, m, a)
	if got := r.Capabilities[0].Waived; !slices.Equal(got, []string{"q1", "q2"}) {
		t.Errorf("waived in the capability: %v", got)
	}
	if got := r.Overall.Waived; !slices.Equal(got, []string{"q1"}) {
		t.Errorf("waived overall: %v", got)
	}
	if r.Overall.Level != 5 || r.Overall.ToNext != nil {
		t.Errorf("level %d, next %v, want 5 and nothing", r.Overall.Level, r.Overall.ToNext)
	}
}

func TestToNextListsGatesByLevelThenModelOrder(t *testing.T) {
	gate := func(level int) []assessment.Gate {
		return []assessment.Gate{{Level: level, Min: 4, Reach: assessment.ReachOverall}}
	}
	m := single(&assessment.Question{ID: "q1", Gates: gate(3)}, &assessment.Question{ID: "q2", Gates: gate(2)},
		&assessment.Question{ID: "q3", Gates: gate(4)}, &assessment.Question{ID: "q4", Gates: gate(2)})
	r := mustScore(t, m, everywhere(m, 3)).Overall
	if r.Level != 1 || !slices.Equal(r.ToNext.Gates, []string{"q2", "q4"}) {
		t.Errorf("level %d, next %v", r.Level, r.ToNext.Gates)
	}
	a := everywhere(m, 3)
	a["q2"], a["q4"] = assessment.Answer{Choice: 4}, assessment.Answer{Choice: 4}
	r = mustScore(t, m, a).Overall
	if r.Level != 2 || !slices.Equal(r.ToNext.Gates, []string{"q1"}) || len(r.HeldBy) != 1 {
		t.Errorf("level %d, next %v, held by %v", r.Level, r.ToNext.Gates, r.HeldBy)
	}
}

func TestThresholdBelowFive(t *testing.T) {
	m := single(&assessment.Question{ID: "q1"}, &assessment.Question{ID: "q2"}, &assessment.Question{ID: "q3"}, &assessment.Question{ID: "q4"})
	a := everywhere(m, 5)
	a["q1"] = assessment.Answer{Choice: 4}
	if r := mustScore(t, m, a).Overall; r.Level != 5 || r.ToNext != nil || ratText(r.Score) != "19/4" {
		t.Errorf("score %s at threshold 19/4: level %d, next %v", ratText(r.Score), r.Level, r.ToNext)
	}
	a["q2"] = assessment.Answer{Choice: 4}
	if r := mustScore(t, m, a).Overall; r.Level != 4 || ratText(r.ToNext.Points) != "1/4" {
		t.Errorf("score %s: level %d, next %v", ratText(r.Score), r.Level, r.ToNext)
	}
}
