package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lauter/assessment"
)

func (f *fixture) scenarios(id string) []assessment.Scenario {
	f.t.Helper()
	all, err := f.Scenarios(f.t.Context(), f.guest, id)
	f.must(err)
	return all
}

func TestScenarioIsWhatIsReadLater(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	other := f.create(f.guest, assessment.KindFull)
	start := f.clock.Now()
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "  First\nhalf ", Page: "plan", Query: "budget=8"}))
	f.clock.advance(time.Minute)
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "All", Page: "what-if", Query: "do=a&do=b"}))
	want := []assessment.Scenario{
		{Name: "All", Page: "what-if", Query: "do=a&do=b", CreatedAt: f.clock.Now()},
		{Name: "First half", Page: "plan", Query: "budget=8", CreatedAt: start},
	}
	got := f.scenarios(a.ID)
	noID := cmpopts.IgnoreFields(assessment.Scenario{}, "ID")
	if diff := cmp.Diff(want, got, noID); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(f.scenarios(other.ID)); n != 0 {
		t.Errorf("another assessment has %d", n)
	}

	f.clock.advance(time.Minute)
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "First half", Page: "what-if", Query: "do=c"}))
	want = []assessment.Scenario{{Name: "First half", Page: "what-if", Query: "do=c", CreatedAt: f.clock.Now()}, want[0]}
	got = f.scenarios(a.ID)
	if diff := cmp.Diff(want, got, noID); diff != "" {
		t.Errorf("same name (-want +got):\n%s", diff)
	}
	if a := f.read(f.guest, a.ID); a.Rev != 1 || !a.UsedAt.Equal(f.clock.Now()) {
		t.Errorf("revision %d, used %v; a scenario is use and no change of the assessment", a.Rev, a.UsedAt)
	}

	wantErr(t, "delete through another", f.DeleteScenario(t.Context(), f.guest, other.ID, got[0].ID), assessment.ErrNotFound)
	_, stranger := f.createGuest()
	wantErr(t, "delete by a stranger", f.DeleteScenario(t.Context(), stranger, a.ID, got[0].ID), assessment.ErrNotFound)
	f.must(f.DeleteScenario(t.Context(), f.guest, a.ID, got[0].ID))
	wantErr(t, "delete again", f.DeleteScenario(t.Context(), f.guest, a.ID, got[0].ID), assessment.ErrNotFound)
	if diff := cmp.Diff(got[1:], f.scenarios(a.ID)); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

func TestScenariosThatAreRefused(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	save := func(sc assessment.Scenario) error { return f.SaveScenario(t.Context(), f.guest, a.ID, sc) }
	long := strings.Repeat("ä", assessment.MaxScenarioName)
	wantRefused(t, "no name", save(assessment.Scenario{Name: " ", Page: "plan"}), map[string]string{"name": "scenarios.error.name"})
	wantRefused(t, "long name", save(assessment.Scenario{Name: long + "ä", Page: "plan"}), map[string]string{"name": "scenarios.error.name.long"})
	wantRefused(t, "long query", save(assessment.Scenario{Name: "x", Page: "plan", Query: strings.Repeat("x", assessment.MaxScenarioQuery+1)}),
		map[string]string{"query": "scenarios.error.query"})
	if err := save(assessment.Scenario{Name: "x", Page: "elsewhere"}); err == nil {
		t.Error("a page that there is not was kept")
	}
	f.must(save(assessment.Scenario{Name: long, Page: "plan", Query: strings.Repeat("x", assessment.MaxScenarioQuery)}))
	for i := range assessment.MaxScenarios - 1 {
		f.must(save(assessment.Scenario{Name: fmt.Sprint(i), Page: "plan"}))
	}
	wantRefused(t, "one too many", save(assessment.Scenario{Name: "more", Page: "plan"}), map[string]string{"name": "scenarios.error.many"})
	f.must(save(assessment.Scenario{Name: "0", Page: "what-if"})) // in place of one that is there
	if got := len(f.scenarios(a.ID)); got != assessment.MaxScenarios {
		t.Errorf("got %d, want %d", got, assessment.MaxScenarios)
	}
}
