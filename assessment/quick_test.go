package assessment

import (
	"slices"
	"sync"
	"testing"
)

func TestQuickAsksOneQuestionPerCapability(t *testing.T) {
	m, err := Parse(Shipped())
	if err != nil {
		t.Fatal(err)
	}
	questions, actions := len(m.Questions()), len(m.Actions)
	quick := m.Quick()
	if quick.RestrictedTo != KindQuick || m.RestrictedTo != KindFull {
		t.Errorf("restricted to %q and %q", quick.RestrictedTo, m.RestrictedTo)
	}
	for i, c := range quick.Capabilities() {
		full := m.Capabilities()[i]
		if len(c.Questions) != 1 || !c.Questions[0].Quick || c.ID != full.ID || c.Weight != full.Weight {
			t.Errorf("%s asks %d questions", c.ID, len(c.Questions))
		}
		if c == full || c.Dimension == full.Dimension || c.Questions[0].Capability != c || full.Questions[0].Capability != full {
			t.Errorf("%s shares its parents or children with the whole model", c.ID)
		}
	}
	if len(m.Questions()) != questions || len(m.Actions) != actions || questions != 46 {
		t.Error("the whole model has changed")
	}
	if _, asked := quick.Question("data.origin.basis"); asked {
		t.Error("a question that is not quick can be found")
	}
	for _, a := range quick.Actions {
		if c, _ := quick.Capability(a.Capability.ID); c != a.Capability {
			t.Errorf("%s stands with a capability of the whole model", a.ID)
		}
		whole, _ := m.Action(a.ID)
		for _, lift := range a.Lifts {
			if _, asked := quick.Question(lift.Question); !asked || !slices.Contains(whole.Lifts, lift) {
				t.Errorf("%s lifts %s", a.ID, lift.Question)
			}
		}
		for _, id := range a.Requires {
			if _, kept := quick.Action(id); !kept {
				t.Errorf("%s requires %s, which is gone", a.ID, id)
			}
		}
	}
	if quick.GateCount() >= m.GateCount() || quick.GateCount() == 0 {
		t.Errorf("%d of %d gates are left", quick.GateCount(), m.GateCount())
	}
}

func TestQuickKeepsAndDropsActions(t *testing.T) {
	m := arithmetic()
	for _, id := range []int{0, 2} {
		m.Dimensions[1].Capabilities[0].Questions[id].Quick = id == 0 // t1 only
	}
	m.Actions = []*Action{
		{ID: "needed-by-needed", Effort: "S"},
		{ID: "needed", Effort: "S", Lifts: []Lift{{"d1", 3}}, Requires: []string{"needed-by-needed"}},
		{ID: "stays", Effort: "S", Lifts: []Lift{{"d1", 4}, {"t1", 4}}, Requires: []string{"needed"}},
		{ID: "goes", Effort: "S", Lifts: []Lift{{"d2", 4}}},
		{ID: "goes-with-it", Effort: "S", Lifts: []Lift{{"d3", 4}}, Requires: []string{"goes"}},
	}
	m.Link()
	var kept []string
	for _, a := range m.Quick().Actions {
		kept = append(kept, a.ID)
	}
	if want := []string{"needed-by-needed", "needed", "stays"}; !slices.Equal(kept, want) {
		t.Errorf("kept %v, want %v", kept, want)
	}
	needed, _ := m.Quick().Action("needed")
	stays, _ := m.Quick().Action("stays")
	if len(needed.Lifts) != 0 || !slices.Equal(stays.Lifts, []Lift{{"t1", 4}}) {
		t.Errorf("lifts are %v and %v", needed.Lifts, stays.Lifts)
	}
	if whole, _ := m.Action("stays"); len(whole.Lifts) != 2 {
		t.Error("the whole model has changed")
	}
}

func TestQuickIsMadeOnce(t *testing.T) {
	m := arithmetic()
	m.Link()
	restricted := make([]*Model, 8)
	var group sync.WaitGroup
	for i := range restricted {
		group.Go(func() { restricted[i] = m.Quick() })
	}
	group.Wait()
	for _, quick := range restricted {
		if quick != restricted[0] || quick.Quick() != quick {
			t.Fatal("the restriction is made more than once")
		}
	}
	a := Assessment{Kind: KindQuick, Model: m}
	if a.Questionnaire() != restricted[0] {
		t.Error("a quick scan asks something else")
	}
	if a.Kind = KindFull; a.Questionnaire() != m {
		t.Error("a full assessment does not ask the whole model")
	}
}
