package scoring

import (
	"errors"
	"slices"
	"testing"

	"lauter/assessment"
)

// ladder is the tiny model at level 2 with these actions.
func ladder(t *testing.T, actions ...*assessment.Action) (*assessment.Model, assessment.Answers) {
	t.Helper()
	m := tiny(t)
	m.Actions = actions
	m.Link()
	if broken := m.Violations(); len(broken) > 0 {
		t.Fatal(broken[0])
	}
	return m, everywhere(m, 2)
}

func TestPinsAndBans(t *testing.T) {
	m, a := ladder(t,
		&assessment.Action{ID: "rung", Effort: "M", Lifts: lifts("t5", 5), Requires: []string{"enabler"}},
		&assessment.Action{ID: "side", Effort: "S", Lifts: lifts("t6", 3)},
		&assessment.Action{ID: "poor", Effort: "L", Lifts: lifts("t2", 3)},
		&assessment.Action{ID: "enabler", Effort: "S", Requires: []string{"unclear"}},
		&assessment.Action{ID: "unclear", Effort: "S", Lifts: lifts("t3", 3)},
		&assessment.Action{ID: "reached", Effort: "L", Lifts: lifts("t4", 2)},
		&assessment.Action{ID: "no gain", Effort: "S", Lifts: lifts("t3", 5)},
	)
	a["t3"] = assessment.Answer{Choice: dk}
	list := func(ids ...string) []string { return ids }
	for name, test := range map[string]struct {
		PlanRequest
		want         []string
		effort, over int
	}{
		"nothing fits":                  {PlanRequest{}, nil, 0, 0},
		"prerequisites cost":            {PlanRequest{Budget: 4}, list("side"), 1, 0},
		"all that gains":                {PlanRequest{Budget: 14}, list("side", "poor", "unclear", "enabler", "rung"), 14, 0},
		"no effort without gain":        {PlanRequest{Budget: 99}, list("side", "poor", "unclear", "enabler", "rung"), 14, 0},
		"pin":                           {PlanRequest{Budget: 9, Pinned: list("poor")}, list("side", "poor"), 9, 0},
		"pin over budget stands alone":  {PlanRequest{Budget: 3, Pinned: list("rung")}, list("unclear", "enabler", "rung"), 5, 2},
		"pin at the budget":             {PlanRequest{Budget: 5, Pinned: list("rung")}, list("unclear", "enabler", "rung"), 5, 0},
		"unclear pin":                   {PlanRequest{Budget: 2, Pinned: list("unclear")}, list("side", "unclear"), 2, 0},
		"pin without gain":              {PlanRequest{Budget: 1, Pinned: list("no gain")}, list("no gain"), 1, 0},
		"satisfied pin is ignored":      {PlanRequest{Budget: 1, Pinned: list("reached")}, list("side"), 1, 0},
		"ticked pin is ignored":         {PlanRequest{Budget: 1, Pinned: list("poor"), Done: list("poor")}, list("side"), 1, 0},
		"ban":                           {PlanRequest{Budget: 14, Banned: list("side")}, list("poor", "unclear", "enabler", "rung"), 13, 0},
		"ban of a prerequisite":         {PlanRequest{Budget: 14, Banned: list("unclear")}, list("side", "poor"), 9, 0},
		"ban of a ticked prerequisite":  {PlanRequest{Budget: 5, Banned: list("unclear"), Done: list("unclear")}, list("side", "enabler", "rung"), 5, 0},
		"pin wins over its ban":         {PlanRequest{Budget: 8, Pinned: list("poor"), Banned: list("poor")}, list("poor"), 8, 0},
		"pin wins over ban of its need": {PlanRequest{Budget: 5, Pinned: list("rung"), Banned: list("enabler")}, list("unclear", "enabler", "rung"), 5, 0},
		"what needs a banned pin":       {PlanRequest{Budget: 5, Pinned: list("unclear"), Banned: list("unclear")}, list("unclear", "enabler", "rung"), 5, 0},
		"ticked prerequisites are free": {PlanRequest{Budget: 3, Done: list("enabler", "none")}, list("rung"), 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			test.Scope = DimensionScope("tech")
			got, err := BestPlan(m, a, test.PlanRequest)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Actions, test.want) || got.Effort != test.effort || got.OverBudget != test.over || got.Budget != test.Budget {
				t.Errorf("got %v effort %d, %d over budget; want %v, %d, %d", got.Actions, got.Effort, got.OverBudget, test.want, test.effort, test.over)
			}
		})
	}
}

// What a pinned action gains, no other action gains again.
func TestPinsCountFirst(t *testing.T) {
	m, a := ladder(t,
		&assessment.Action{ID: "most of it", Effort: "S", Lifts: lifts("t5", 4)},
		&assessment.Action{ID: "all of it", Effort: "M", Lifts: lifts("t5", 5)},
		&assessment.Action{ID: "other", Effort: "M", Lifts: lifts("t6", 4)},
	)
	got, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: 4, Pinned: []string{"most of it"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"most of it", "other"}; !slices.Equal(got.Actions, want) {
		t.Errorf("got %v, want %v", got.Actions, want)
	}
}

// Of equally good plans the least effort wins, and of these the one with the earlier action.
func TestTiesOfPlans(t *testing.T) {
	m, a := ladder(t,
		&assessment.Action{ID: "both", Effort: "L", Lifts: lifts("r1", 3, "r2", 3)},
		&assessment.Action{ID: "second", Effort: "S", Lifts: lifts("r2", 3)},
		&assessment.Action{ID: "first", Effort: "S", Lifts: lifts("r1", 3)},
		&assessment.Action{ID: "third", Effort: "S", Lifts: lifts("r3", 3)},
		&assessment.Action{ID: "first again", Effort: "S", Lifts: lifts("r1", 3)},
	)
	for budget, want := range [][]string{{}, {"second"}, {"second", "first"}, {"second", "first", "third"}} {
		got, err := BestPlan(m, a, PlanRequest{Scope: CapabilityScope("measure"), Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Actions, want) {
			t.Errorf("%d points: %v, want %v", budget, got.Actions, want)
		}
	}
}

// Prerequisites come first, then model order; never depth first.
func TestPlansAreInExecutionOrder(t *testing.T) {
	m, a := ladder(t,
		&assessment.Action{ID: "last", Effort: "S", Lifts: lifts("d2", 4), Requires: []string{"deep", "low"}},
		&assessment.Action{ID: "deep", Effort: "S", Lifts: lifts("d3", 4), Requires: []string{"base"}},
		&assessment.Action{ID: "free", Effort: "S", Lifts: lifts("d4", 4)},
		&assessment.Action{ID: "base", Effort: "S", Lifts: lifts("d5", 4)},
		&assessment.Action{ID: "low", Effort: "S", Lifts: lifts("d6", 4)},
	)
	got, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: 5})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"free", "base", "deep", "low", "last"}; !slices.Equal(got.Actions, want) {
		t.Errorf("in the order %v, want %v", got.Actions, want)
	}
}

func TestCheapestWayMeetsGates(t *testing.T) {
	m, a := ladder(t,
		&assessment.Action{ID: "register", Effort: "M", Lifts: lifts("t1", 3), Requires: []string{"owner"}},
		&assessment.Action{ID: "explain", Effort: "S", Lifts: lifts("t5", 4, "t6", 4)},
		&assessment.Action{ID: "owner", Effort: "S"},
	)
	way := func(level int, banned ...string) Way {
		t.Helper()
		w, err := CheapestWay(m, a, LevelRequest{Scope: DimensionScope("tech"), Level: level, Banned: banned})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if w := way(2); w.Obstacle != "" || len(w.Plan.Actions) != 0 || w.Plan.Effort != 0 || w.Plan.LevelAfter != 2 {
		t.Errorf("to the level that is held: %+v", w)
	}
	// The score would be there with explain alone; the requirement on t1 needs the others.
	if w := way(3); !slices.Equal(w.Plan.Actions, []string{"explain", "owner", "register"}) || w.Plan.Budget != 5 || w.Plan.LevelAfter != 3 {
		t.Errorf("to level 3: %+v", w)
	}
	for name, w := range map[string]Way{"banned": way(3, "owner"), "out of reach": way(5)} {
		if w.Obstacle != ActionsFallBehind || w.Plan.Actions != nil {
			t.Errorf("%s: %+v", name, w)
		}
	}
	// A foundation may meet a requirement that no other action meets.
	m.Actions[0].Foundation, m.Actions[2].Foundation = true, true
	if w := way(3); !slices.Equal(w.Plan.Actions, []string{"explain", "owner", "register"}) {
		t.Errorf("by foundations: %+v", w)
	}
}

// One question per capability is no level, so nothing leads to one.
func TestNoWayToALevelOfACapabilityInAQuickScan(t *testing.T) {
	m := shipped(t).Quick()
	a := everywhere(m, 2)
	scope := CapabilityScope(m.Capabilities()[0].ID)
	w, err := CheapestWay(m, a, LevelRequest{Scope: scope, Level: 3})
	if err != nil || w.Obstacle != TooLittleKnown {
		t.Errorf("way %+v, %v", w, err)
	}
	p, err := BestPlan(m, a, PlanRequest{Scope: scope, Budget: 8})
	if err != nil || p.LevelBefore+p.LevelAfter != 0 || p.Gain.Sign() <= 0 {
		t.Errorf("plan %+v, %v", p, err)
	}
}

func TestRefusedPlans(t *testing.T) {
	m := tiny(t)
	plan := func(r PlanRequest) error { _, err := BestPlan(m, nil, r); return err }
	way := func(r LevelRequest) error { _, err := CheapestWay(m, nil, r); return err }
	roadmap := func(r RoadmapRequest) error { _, err := Roadmap(m, nil, r); return err }
	for _, test := range []struct {
		err  error
		code string
	}{
		{plan(PlanRequest{Scope: "dimension:none", Budget: -1}), UnknownScope},
		{plan(PlanRequest{Scope: Overall, Budget: -1}), BadInput},
		{way(LevelRequest{Scope: "action:a_owner", Level: 9}), UnknownScope},
		{way(LevelRequest{Scope: Overall, Level: 0}), BadInput},
		{way(LevelRequest{Scope: Overall, Level: 6}), BadInput},
		{roadmap(RoadmapRequest{Now: -1}), BadInput},
		{roadmap(RoadmapRequest{Next: -1}), BadInput},
	} {
		if refused := (*RefusedError)(nil); !errors.As(test.err, &refused) || refused.Code != test.code {
			t.Errorf("got %v, want %s", test.err, test.code)
		}
	}
}
