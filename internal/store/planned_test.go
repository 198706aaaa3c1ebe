package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestPlannedActionIsWhatIsReadLater(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	action := f.model.Actions[0].ID
	ids, err := f.AddPlannedActions(t.Context(), f.guest, a.ID,
		assessment.PlannedAction{Action: action, Title: "not kept", Owner: "  CRM\tlead "},
		assessment.PlannedAction{Title: "Ask the works council", Due: "2027-02-28", Cost: "5,000 €", Note: "first\r\nsecond"})
	f.must(err)
	if len(ids) != 2 {
		t.Fatalf("got %d ids, want 2", len(ids))
	}
	now := f.clock.Now()
	want := []assessment.PlannedAction{
		{ID: ids[0], Action: action, Owner: "CRM lead", Status: assessment.ActionStatusOpen, Rev: 1, CreatedAt: now, ChangedAt: now},
		{ID: ids[1], Title: "Ask the works council", Due: "2027-02-28", Status: assessment.ActionStatusOpen, Cost: "5,000 €",
			Note: "first\nsecond", Rev: 1, CreatedAt: now, ChangedAt: now},
	}
	got, err := f.PlannedActions(t.Context(), f.guest, a.ID)
	f.must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}

	again, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Action: action, Owner: "somebody else"})
	f.must(err)
	if len(again) != 0 {
		t.Errorf("an action was planned twice: %v", again)
	}
}

func TestPlannedActionKeepsEveryState(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.must(f.Finish(t.Context(), f.guest, a.ID))
	ids, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Title: "one"})
	f.must(err)
	item := assessment.PlannedAction{ID: ids[0], Title: "one", Status: assessment.ActionStatusInProgress, Owner: "Jana", Rev: 1}
	f.clock.advance(time.Hour)
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, item))
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, item)) // sent again
	item.Rev, item.Status, item.Reason = 2, assessment.ActionStatusDropped, "Too dear"
	f.clock.advance(time.Hour)
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, item))
	closed := f.clock.Now()
	item.Rev, item.Note = 3, "later note"
	f.clock.advance(time.Hour)
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, item))

	got, changes, err := f.PlannedAction(t.Context(), f.guest, a.ID, ids[0])
	f.must(err)
	if got.Rev != 4 || !got.ClosedAt.Equal(closed) || got.Reason != "Too dear" {
		t.Errorf("got revision %d, closed %v, reason %q; want 4, %v", got.Rev, got.ClosedAt, got.Reason, closed)
	}
	var states []assessment.ActionStatus
	for _, c := range changes {
		states = append(states, c.Status)
	}
	want := []assessment.ActionStatus{assessment.ActionStatusDropped, assessment.ActionStatusDropped, assessment.ActionStatusInProgress, assessment.ActionStatusOpen}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("history, the latest first (-want +got):\n%s", diff)
	}
	if _, err := f.writer.db.ExecContext(t.Context(), `UPDATE planned_action_history SET owner = 'x'`); err == nil {
		t.Error("the history was rewritten")
	}

	item.Rev, item.Owner = 2, "too late"
	err = f.SavePlannedAction(t.Context(), f.guest, a.ID, item)
	var conflict *assessment.PlannedConflictError
	if !errors.As(err, &conflict) || conflict.Stored.Rev != 4 {
		t.Errorf("an old revision: got %v, want the stored state", err)
	}
}

func TestPlannedActionRefusals(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	for field, item := range map[string]assessment.PlannedAction{
		"title":  {},
		"due":    {Title: "x", Due: "2027-02-30"},
		"status": {Title: "x", Status: "later"},
		"reason": {Title: "x", Status: assessment.ActionStatusDropped},
		"owner":  {Title: "x", Owner: strings.Repeat("ü", assessment.MaxActionOwner+1)},
		"cost":   {Title: "x", Cost: strings.Repeat("9", assessment.MaxActionCost+1)},
		"note":   {Title: "x", Note: strings.Repeat("n", assessment.MaxActionNote+1)},
	} {
		_, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, item)
		var invalid *assessment.InvalidError
		if !errors.As(err, &invalid) || invalid.Fields[field] == "" {
			t.Errorf("%s: got %v, want it refused", field, err)
		}
	}
	_, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Action: "no.such.action"})
	wantErr(t, "unknown action", err, assessment.ErrNotFound)
	if got, _ := f.PlannedActions(t.Context(), f.guest, a.ID); len(got) != 0 {
		t.Errorf("refused actions were planned: %v", got)
	}

	many := make([]assessment.PlannedAction, assessment.MaxPlannedActions+1)
	for i := range many {
		many[i].Title = "one of many"
	}
	_, err = f.AddPlannedActions(t.Context(), f.guest, a.ID, many...)
	if invalid := (*assessment.InvalidError)(nil); !errors.As(err, &invalid) {
		t.Errorf("too many: got %v, want it refused", err)
	}
	if got, _ := f.PlannedActions(t.Context(), f.guest, a.ID); len(got) != 0 {
		t.Errorf("some of too many were planned: %d", len(got))
	}
}

func TestPlanIsNotForeigners(t *testing.T) {
	f := newFixture(t)
	a, b := f.create(f.guest, assessment.KindFull), f.create(f.guest, assessment.KindFull)
	ids, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Title: "one"})
	f.must(err)
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "cheap", Page: "plan", Query: "budget=3"}))
	scenarios, err := f.Scenarios(t.Context(), f.guest, a.ID)
	f.must(err)
	_, stranger := f.createGuest()

	item := assessment.PlannedAction{ID: ids[0], Title: "mine", Rev: 1}
	for who, ask := range map[string]struct {
		viewer assessment.Viewer
		id     string
	}{"a stranger": {stranger, a.ID}, "another organisation": {f.guest, b.ID}} {
		v, id := ask.viewer, ask.id
		_, _, err := f.PlannedAction(t.Context(), v, id, ids[0])
		wantErr(t, who+" reads", err, assessment.ErrNotFound)
		wantErr(t, who+" saves", f.SavePlannedAction(t.Context(), v, id, item), assessment.ErrNotFound)
		wantErr(t, who+" removes", f.RemovePlannedAction(t.Context(), v, id, ids[0]), assessment.ErrNotFound)
		wantErr(t, who+" deletes a scenario", f.DeleteScenario(t.Context(), v, id, scenarios[0].ID), assessment.ErrNotFound)
	}
	_, err = f.PlannedActions(t.Context(), stranger, a.ID)
	wantErr(t, "a stranger lists", err, assessment.ErrNotFound)
	_, err = f.AddPlannedActions(t.Context(), stranger, a.ID, item)
	wantErr(t, "a stranger plans", err, assessment.ErrNotFound)
	_, err = f.Scenarios(t.Context(), stranger, a.ID)
	wantErr(t, "a stranger lists scenarios", err, assessment.ErrNotFound)
	wantErr(t, "a stranger sets targets", f.SetTargets(t.Context(), stranger, a.ID, nil), assessment.ErrNotFound)
	_, err = f.NewRound(t.Context(), stranger, a.ID, true, f.model)
	wantErr(t, "a stranger begins a round", err, assessment.ErrNotFound)
	_, err = f.Rounds(t.Context(), stranger, a.ID)
	wantErr(t, "a stranger lists rounds", err, assessment.ErrNotFound)

	f.must(f.RemovePlannedAction(t.Context(), f.guest, a.ID, ids[0]))
	if got, _ := f.PlannedActions(t.Context(), f.guest, a.ID); len(got) != 0 {
		t.Errorf("a removed action is still there: %v", got)
	}
}

func TestScenarios(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "cheap", Page: "plan", Query: "budget=3"}))
	f.clock.advance(time.Second)
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "dear", Page: "what-if", Query: "c.data.origin=4"}))
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "cheap", Page: "plan", Query: "budget=4"}))
	got, err := f.Scenarios(t.Context(), f.guest, a.ID)
	f.must(err)
	if len(got) != 2 || got[0].Query != "budget=4" || got[1].Name != "dear" {
		t.Fatalf("got %+v, want the renewed one and the other", got)
	}
	for name, sc := range map[string]assessment.Scenario{
		"no name": {Page: "plan"}, "long name": {Name: strings.Repeat("ä", assessment.MaxScenarioName+1), Page: "plan"},
		"other page": {Name: "x", Page: "results"}, "long query": {Name: "x", Page: "plan", Query: strings.Repeat("q", assessment.MaxScenarioQuery+1)},
	} {
		err := f.SaveScenario(t.Context(), f.guest, a.ID, sc)
		if invalid := (*assessment.InvalidError)(nil); !errors.As(err, &invalid) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
	f.must(f.DeleteScenario(t.Context(), f.guest, a.ID, got[0].ID))
	wantErr(t, "deleting twice", f.DeleteScenario(t.Context(), f.guest, a.ID, got[0].ID), assessment.ErrNotFound)
}
