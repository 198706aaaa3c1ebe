package assessment

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// arithmetic returns a model that holds only what scoring needs: two dimensions, three capabilities, six questions and
// four actions. It is not linked.
func arithmetic() *Model {
	questions := func(ids ...string) (all []*Question) {
		for _, id := range ids {
			all = append(all, &Question{ID: id, Rev: 1, Weight: 1})
		}
		return all
	}
	return &Model{
		Thresholds: []*big.Rat{big.NewRat(2, 1), big.NewRat(3, 1), big.NewRat(4, 1), big.NewRat(5, 1)},
		Efforts:    map[string]Effort{"S": {Points: 1}, "M": {Points: 3}, "L": {Points: 8}},
		Dimensions: []*Dimension{
			{ID: "data", Weight: 1, Capabilities: []*Capability{
				{ID: "consent", Weight: 1, Questions: questions("d1", "d2")},
				{ID: "value", Weight: 2, Questions: questions("d3")},
			}},
			{ID: "tech", Weight: 2, Capabilities: []*Capability{
				{ID: "audit", Weight: 1, Questions: questions("t1", "t2", "t3")},
			}},
		},
		Actions: []*Action{
			{ID: "owner", Effort: "S", Lifts: []Lift{{"d1", 3}}, Foundation: true},
			{ID: "register", Effort: "M", Lifts: []Lift{{"d1", 4}, {"d2", 3}}, Requires: []string{"owner"}},
			{ID: "audit", Effort: "L", Lifts: []Lift{{"t1", 5}}},
			{ID: "enabler", Effort: "S"},
		},
	}
}

func (m *Model) addActions(n int, edit func(i int, a *Action)) {
	for i := range n {
		a := &Action{ID: fmt.Sprintf("more%d", i), Effort: "S"}
		edit(i, a)
		m.Actions = append(m.Actions, a)
	}
}

func TestLimitsThatHold(t *testing.T) {
	for name, edit := range map[string]func(*Model){
		"as it is":   func(m *Model) {},
		"no actions": func(m *Model) { m.Actions, m.Efforts = nil, nil },
		"thresholds": func(m *Model) {
			m.Thresholds = []*big.Rat{big.NewRat(11, 10), big.NewRat(5, 2), big.NewRat(4, 1), big.NewRat(19, 4)}
		},
		"weights": func(m *Model) {
			m.Dimensions[0].Weight, m.Dimensions[0].Capabilities[0].Weight, m.Dimensions[0].Capabilities[0].Questions[0].Weight = 2, 2, 3
		},
		"gates": func(m *Model) {
			m.Dimensions[0].Capabilities[0].Questions[0].Gates = []Gate{{2, 2, ReachOverall}, {5, 5, ReachCapability}, {5, 4, ReachDimension}}
		},
		"three dimensions": func(m *Model) { m.Dimensions = append(m.Dimensions, &Dimension{ID: "people", Weight: 1}) },
		"eight capabilities": func(m *Model) {
			for i := range 6 {
				m.Dimensions[0].Capabilities = append(m.Dimensions[0].Capabilities, &Capability{ID: fmt.Sprint("c", i), Weight: 1})
			}
		},
		"eight questions": func(m *Model) {
			c := m.Dimensions[0].Capabilities[0]
			for i := range 6 {
				c.Questions = append(c.Questions, &Question{ID: fmt.Sprint("q", i), Weight: 1})
			}
		},
		"sixty-four actions": func(m *Model) { m.addActions(60, func(int, *Action) {}) },
		"eight foundations": func(m *Model) {
			m.addActions(7, func(i int, a *Action) {
				a.Foundation = true
				a.Requires = []string{"owner"}
				a.Lifts = []Lift{{"d2", 3}}
			})
		},
		"a group of ten": func(m *Model) {
			m.addActions(9, func(i int, a *Action) { a.Lifts = []Lift{{"d2", 3}} })
		},
		"foundations do not join groups": func(m *Model) {
			m.addActions(20, func(i int, a *Action) {
				a.Requires = []string{"owner"}
				if i == 0 {
					a.Lifts = []Lift{{"t2", 3}}
				}
			})
		},
		"a diamond is no cycle": func(m *Model) {
			m.Actions[2].Requires = []string{"register", "enabler"}
			m.Actions[1].Requires = []string{"enabler"}
		},
	} {
		m := arithmetic()
		edit(m)
		if got := m.Violations(); len(got) > 0 {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestLimitsThatAreBroken(t *testing.T) {
	first := func(m *Model) *Question { return m.Dimensions[0].Capabilities[0].Questions[0] }
	for _, c := range []struct {
		name, code, path string
		edit             func(*Model)
	}{
		{"too few thresholds", BadThresholds, "thresholds", func(m *Model) { m.Thresholds = m.Thresholds[:3] }},
		{"no thresholds", BadThresholds, "thresholds", func(m *Model) { m.Thresholds = nil }},
		{"too many thresholds", BadThresholds, "thresholds", func(m *Model) {
			m.Thresholds = []*big.Rat{big.NewRat(3, 2), big.NewRat(2, 1), big.NewRat(3, 1), big.NewRat(4, 1), big.NewRat(5, 1)}
		}},
		{"threshold 1", BadThresholds, "thresholds/0", func(m *Model) { m.Thresholds[0] = big.NewRat(1, 1) }},
		{"threshold above 5", BadThresholds, "thresholds/3", func(m *Model) { m.Thresholds[3] = big.NewRat(51, 10) }},
		{"equal thresholds", BadThresholds, "thresholds/2", func(m *Model) { m.Thresholds[2] = big.NewRat(3, 1) }},
		{"unreadable threshold", BadThresholds, "thresholds/1", func(m *Model) { m.Thresholds[1] = nil }},
		{"duplicate in a capability", DuplicateQuestion, "questions/d1", func(m *Model) {
			c := m.Dimensions[0].Capabilities[0]
			c.Questions = append(c.Questions, &Question{ID: "d1", Weight: 1})
		}},
		{"duplicate across dimensions", DuplicateQuestion, "questions/d2", func(m *Model) { m.Dimensions[1].Capabilities[0].Questions[2].ID = "d2" }},
		{"dimension weight 0", BadWeight, "dimensions/tech/weight", func(m *Model) { m.Dimensions[1].Weight = 0 }},
		{"dimension weight 3", BadWeight, "dimensions/tech/weight", func(m *Model) { m.Dimensions[1].Weight = 3 }},
		{"capability weight -1", BadWeight, "capabilities/value/weight", func(m *Model) { m.Dimensions[0].Capabilities[1].Weight = -1 }},
		{"capability weight 3", BadWeight, "capabilities/value/weight", func(m *Model) { m.Dimensions[0].Capabilities[1].Weight = 3 }},
		{"question weight 4", BadWeight, "questions/d1/weight", func(m *Model) { first(m).Weight = 4 }},
		{"question weight 0", BadWeight, "questions/d1/weight", func(m *Model) { first(m).Weight = 0 }},
		{"effort of nothing", BadWeight, "efforts/L/points", func(m *Model) { m.Efforts["L"] = Effort{} }},
		{"unknown effort", BadWeight, "actions/audit/effort", func(m *Model) { m.Actions[2].Effort = "XL" }},
		{"lift to 6", BadWeight, "actions/audit/lifts/t1", func(m *Model) { m.Actions[2].Lifts[0].To = 6 }},
		{"lift to 0", BadWeight, "actions/audit/lifts/t1", func(m *Model) { m.Actions[2].Lifts[0].To = 0 }},
		{"gate to level 1", BadGate, "questions/d1/gates/0/level", func(m *Model) { first(m).Gates = []Gate{{1, 3, ReachOverall}} }},
		{"gate to level 6", BadGate, "questions/d1/gates/0/level", func(m *Model) { first(m).Gates = []Gate{{6, 3, ReachOverall}} }},
		{"gate that needs 1", BadGate, "questions/d1/gates/0/min", func(m *Model) { first(m).Gates = []Gate{{3, 1, ReachOverall}} }},
		{"gate that needs 6", BadGate, "questions/d1/gates/1/min", func(m *Model) { first(m).Gates = []Gate{{3, 3, ReachOverall}, {3, 6, ReachOverall}} }},
		{"gate of no reach", BadGate, "questions/d1/gates/0/reach", func(m *Model) { first(m).Gates = []Gate{{3, 3, ""}} }},
		{"four dimensions", ModelTooLarge, "dimensions", func(m *Model) {
			m.Dimensions = append(m.Dimensions, &Dimension{ID: "a", Weight: 1}, &Dimension{ID: "b", Weight: 1})
		}},
		{"nine capabilities", ModelTooLarge, "dimensions/tech/capabilities", func(m *Model) {
			for i := range 8 {
				m.Dimensions[1].Capabilities = append(m.Dimensions[1].Capabilities, &Capability{ID: fmt.Sprint("c", i), Weight: 1})
			}
		}},
		{"nine questions", ModelTooLarge, "capabilities/value/questions", func(m *Model) {
			c := m.Dimensions[0].Capabilities[1]
			for i := range 8 {
				c.Questions = append(c.Questions, &Question{ID: fmt.Sprint("q", i), Weight: 1})
			}
		}},
		{"sixty-five actions", ModelTooLarge, "actions", func(m *Model) { m.addActions(61, func(int, *Action) {}) }},
		{"unknown prerequisite", UnknownPrerequisite, "actions/register/requires/0", func(m *Model) { m.Actions[1].Requires = []string{"nobody"} }},
		{"a question is no prerequisite", UnknownPrerequisite, "actions/register/requires/1", func(m *Model) { m.Actions[1].Requires = []string{"owner", "d1"} }},
		{"unknown question", UnknownQuestion, "actions/audit/lifts/t9", func(m *Model) { m.Actions[2].Lifts[0].Question = "t9" }},
		{"requires itself", PrerequisiteCycle, "actions/audit/requires", func(m *Model) { m.Actions[2].Requires = []string{"audit"} }},
		{"require each other", PrerequisiteCycle, "actions/register/requires", func(m *Model) {
			m.Actions[1].Requires, m.Actions[2].Requires = []string{"audit"}, []string{"register"}
		}},
		{"foundations in a cycle", PrerequisiteCycle, "actions/owner/requires", func(m *Model) {
			m.Actions[0].Requires, m.Actions[3].Requires, m.Actions[3].Foundation = []string{"enabler"}, []string{"owner"}, true
		}},
		{"nine foundations", BadFoundations, "actions/more7/foundation", func(m *Model) {
			m.addActions(8, func(i int, a *Action) { a.Foundation = true })
		}},
		{"foundation on sand", BadFoundations, "actions/owner/requires/0", func(m *Model) { m.Actions[0].Requires = []string{"audit"} }},
		{"eleven share questions", ActionGroupTooLarge, "actions/register", func(m *Model) {
			m.addActions(10, func(i int, a *Action) { a.Lifts = []Lift{{"d2", 3}} })
		}},
		{"eleven in a chain", ActionGroupTooLarge, "actions/more0", func(m *Model) {
			m.addActions(11, func(i int, a *Action) {
				if i > 0 {
					a.Requires = []string{fmt.Sprintf("more%d", i-1)}
				}
			})
		}},
		{"a late link joins two groups", ActionGroupTooLarge, "actions/audit", func(m *Model) {
			m.addActions(5, func(i int, a *Action) { a.Lifts = []Lift{{"t1", 3}} })
			m.addActions(5, func(i int, a *Action) { a.ID += "b"; a.Lifts = []Lift{{"t2", 3}} })
			m.Actions[len(m.Actions)-1].Requires = []string{"more2"}
		}},
	} {
		m := arithmetic()
		c.edit(m)
		got := m.Violations()
		if len(got) != 1 || got[0].Code != c.code || got[0].Path != c.path || got[0].Detail == "" {
			t.Errorf("%s: got %+v, want %s at %s", c.name, got, c.code, c.path)
		}
	}
}

func TestViolationsAreListedInTheOrderOfTheirCodes(t *testing.T) {
	m := arithmetic()
	m.addActions(64, func(i int, a *Action) { a.Lifts = []Lift{{"t3", 4}} })
	m.addActions(9, func(i int, a *Action) { a.ID += "f"; a.Foundation = true; a.Requires = []string{"audit"} })
	m.Actions[1].Requires = []string{"audit", "nobody"}
	m.Actions[2].Requires = []string{"register"}
	m.Actions[2].Lifts = []Lift{{"t9", 3}}
	m.Dimensions[0].Weight = 9
	m.Dimensions[1].Capabilities[0].Questions[0].Gates = []Gate{{9, 3, ReachOverall}}
	m.Dimensions[1].Capabilities[0].Questions[1].ID = "d1"
	m.Thresholds[3] = nil
	var codes []string
	for _, v := range m.Violations() {
		codes = append(codes, v.Code)
	}
	want := []string{
		BadThresholds, DuplicateQuestion, BadWeight, BadGate, ModelTooLarge, UnknownPrerequisite, UnknownQuestion,
		PrerequisiteCycle, BadFoundations, ActionGroupTooLarge,
	}
	if got := slices.Compact(codes); !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

func TestShippedModelKeepsTheLimits(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range []*Model{m, m.Quick()} {
		if got := model.Violations(); len(got) > 0 {
			t.Errorf("got %+v", got)
		}
	}
}
