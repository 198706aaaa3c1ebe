package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// plan plans actions and returns their ids.
func (f *fixture) plan(v assessment.Viewer, id string, items ...assessment.PlannedAction) []string {
	f.t.Helper()
	ids, err := f.AddPlannedActions(f.t.Context(), v, id, items...)
	f.must(err)
	return ids
}

func (f *fixture) planned(v assessment.Viewer, id string) []assessment.PlannedAction {
	f.t.Helper()
	all, err := f.PlannedActions(f.t.Context(), v, id)
	f.must(err)
	return all
}

func (f *fixture) plannedItem(v assessment.Viewer, id, item string) (assessment.PlannedAction, []assessment.PlannedActionChange) {
	f.t.Helper()
	p, history, err := f.PlannedAction(f.t.Context(), v, id, item)
	f.must(err)
	return p, history
}

func wantRefused(t *testing.T, what string, err error, want map[string]string) {
	t.Helper()
	invalid := (*assessment.InvalidError)(nil)
	if !errors.As(err, &invalid) {
		t.Errorf("%s: got %v, want a refusal of %v", what, err, want)
		return
	}
	if diff := cmp.Diff(want, invalid.Fields); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestPlannedActionIsWhatIsReadLater(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	model := f.model.Actions[0].ID
	ids := f.plan(f.guest, a.ID,
		assessment.PlannedAction{Action: model, Title: "not ours"},
		assessment.PlannedAction{Title: "  Train\tthe team ", Owner: "Ada", Due: "2027-02-28", Cost: "€ 2,000", Note: "a\r\nb"})
	start := f.clock.Now()
	want := []assessment.PlannedAction{
		{ID: ids[0], Action: model, Status: assessment.ActionStatusOpen, Rev: 1, CreatedAt: start, ChangedAt: start},
		{ID: ids[1], Title: "Train the team", Owner: "Ada", Due: "2027-02-28", Cost: "€ 2,000", Note: "a\nb",
			Status: assessment.ActionStatusOpen, Rev: 1, CreatedAt: start, ChangedAt: start},
	}
	if diff := cmp.Diff(want, f.planned(f.guest, a.ID)); diff != "" {
		t.Fatalf("planned (-want +got):\n%s", diff)
	}

	item := want[1]
	steps := []assessment.PlannedAction{item, item, item, item}
	steps[0].Status, steps[0].Owner = assessment.ActionStatusInProgress, "Grace"
	steps[1].Status = assessment.ActionStatusDone
	steps[2].Status, steps[2].Reason = assessment.ActionStatusDropped, "Too dear"
	steps[3].Status, steps[3].Reason = assessment.ActionStatusOpen, "ignored: it is not dropped"
	var closed time.Time
	for i, step := range steps {
		f.clock.advance(time.Minute)
		step.Rev = i + 1
		f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, step))
		if step.Status == assessment.ActionStatusDone {
			closed = f.clock.Now()
		}
		step.Rev, step.ChangedAt = i+2, f.clock.Now()
		if step.Status.Closed() {
			step.ClosedAt = closed
		} else {
			step.Reason = ""
		}
		got, history := f.plannedItem(f.guest, a.ID, item.ID)
		if diff := cmp.Diff(step, got); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
		last := assessment.PlannedActionChange{
			Rev: got.Rev, Title: got.Title, Status: got.Status, Owner: got.Owner, Due: got.Due, Reason: got.Reason,
			Cost: got.Cost, Note: got.Note, SavedAt: got.ChangedAt,
		}
		if diff := cmp.Diff(last, history[len(history)-1]); diff != "" || len(history) != i+2 {
			t.Errorf("history of %d after step %d (-want +got):\n%s", len(history), i, diff)
		}
	}
	if _, err := f.writer.db.ExecContext(t.Context(), `UPDATE planned_action_history SET owner = 'x'`); err == nil {
		t.Error("the history was rewritten")
	}
	if got := f.read(f.guest, a.ID); got.Rev != 1 || !got.UsedAt.Equal(f.clock.Now()) {
		t.Errorf("got revision %d, used %v; planning is use and no change of the assessment", got.Rev, got.UsedAt)
	}
}

func TestActionsOfTheModelArePlannedOnce(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	one, two := f.model.Actions[0].ID, f.model.Actions[1].ID
	first := f.plan(f.guest, a.ID, assessment.PlannedAction{Action: one})
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, assessment.PlannedAction{ID: first[0], Owner: "Ada", Rev: 1}))
	again := f.plan(f.guest, a.ID, assessment.PlannedAction{Action: one}, assessment.PlannedAction{Action: two}, assessment.PlannedAction{Action: two})
	if again[0] != first[0] || again[1] != again[2] || again[1] == again[0] {
		t.Errorf("got ids %v after %v", again, first)
	}
	all := f.planned(f.guest, a.ID)
	if len(all) != 2 || all[0].Owner != "Ada" {
		t.Errorf("got %+v", all)
	}
	f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "Same"}, assessment.PlannedAction{Title: "Same"})
	if got := len(f.planned(f.guest, a.ID)); got != 4 {
		t.Errorf("got %d, want 4: two of one's own may have one name", got)
	}
}

func TestPlannedActionsThatAreRefused(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	long := func(n int) string { return strings.Repeat("ä", n+1) }
	id := f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "Ours"})[0]
	for name, test := range map[string]struct {
		item assessment.PlannedAction
		want map[string]string
	}{
		"no title":       {assessment.PlannedAction{Title: " "}, map[string]string{"title": "planned.error.title"}},
		"long title":     {assessment.PlannedAction{Title: long(assessment.MaxActionTitle)}, map[string]string{"title": "planned.error.title.long"}},
		"long owner":     {assessment.PlannedAction{Title: "x", Owner: long(assessment.MaxActionOwner)}, map[string]string{"owner": "planned.error.owner.long"}},
		"long cost":      {assessment.PlannedAction{Title: "x", Cost: long(assessment.MaxActionCost)}, map[string]string{"cost": "planned.error.cost.long"}},
		"long note":      {assessment.PlannedAction{Title: "x", Note: long(assessment.MaxActionNote)}, map[string]string{"note": "planned.error.note.long"}},
		"no such day":    {assessment.PlannedAction{Title: "x", Due: "2027-02-29"}, map[string]string{"due": "planned.error.due"}},
		"another format": {assessment.PlannedAction{Title: "x", Due: "28.2.2027"}, map[string]string{"due": "planned.error.due"}},
		"status":         {assessment.PlannedAction{Title: "x", Status: "late"}, map[string]string{"status": "planned.error.status"}},
		"no reason":      {assessment.PlannedAction{Title: "x", Status: assessment.ActionStatusDropped}, map[string]string{"reason": "planned.error.reason"}},
		"long reason": {assessment.PlannedAction{Title: "x", Status: assessment.ActionStatusDropped, Reason: long(assessment.MaxActionReason)},
			map[string]string{"reason": "planned.error.reason.long"}},
	} {
		_, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Title: "fine"}, test.item)
		wantRefused(t, name+", added", err, test.want)
		test.item.ID, test.item.Rev = id, 1
		wantRefused(t, name+", saved", f.SavePlannedAction(t.Context(), f.guest, a.ID, test.item), test.want)
	}
	_, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Action: "no-such-action"})
	wantErr(t, "action that the model does not have", err, assessment.ErrNotFound)
	if got := f.planned(f.guest, a.ID); len(got) != 1 || got[0].Rev != 1 {
		t.Errorf("something was kept: %+v", got)
	}
	many := make([]assessment.PlannedAction, assessment.MaxPlannedActions-1)
	for i := range many {
		many[i].Title = "x"
	}
	f.plan(f.guest, a.ID, many...)
	_, err = f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Title: "one more"})
	wantRefused(t, "one too many", err, map[string]string{"action": "planned.error.many"})
}

func TestSavingAPlannedActionFromAnOldRevision(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	id := f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "Ours"})[0]
	newer := assessment.PlannedAction{ID: id, Title: "Ours", Owner: "Ada", Rev: 1}
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, newer))
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, newer)) // sent twice

	err := f.SavePlannedAction(t.Context(), f.guest, a.ID, assessment.PlannedAction{ID: id, Title: "Ours", Owner: "Grace", Rev: 1})
	conflict := (*assessment.PlannedConflictError)(nil)
	if !errors.As(err, &conflict) || conflict.Stored.Owner != "Ada" || conflict.Stored.Rev != 2 {
		t.Errorf("got %v with %+v, want a conflict with what Ada saved", err, conflict)
	}
	if got, history := f.plannedItem(f.guest, a.ID, id); got.Owner != "Ada" || len(history) != 2 {
		t.Errorf("got %+v and %d states", got, len(history))
	}
}

// A planned action is found only through an assessment of its organisation.
func TestPlannedActionsOfOthersDoNotExist(t *testing.T) {
	f := newFixture(t)
	a, other := f.create(f.guest, assessment.KindFull), f.create(f.guest, assessment.KindFull)
	id := f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "Ours"})[0]
	before := f.dump()
	if got := f.planned(f.guest, other.ID); len(got) != 0 {
		t.Errorf("another organisation has %v", got)
	}
	_, _, err := f.PlannedAction(t.Context(), f.guest, other.ID, id)
	wantErr(t, "read", err, assessment.ErrNotFound)
	wantErr(t, "save", f.SavePlannedAction(t.Context(), f.guest, other.ID, assessment.PlannedAction{ID: id, Title: "x", Rev: 1}), assessment.ErrNotFound)
	wantErr(t, "remove", f.RemovePlannedAction(t.Context(), f.guest, other.ID, id), assessment.ErrNotFound)
	_, stranger := f.createGuest()
	_, _, err = f.PlannedAction(t.Context(), stranger, a.ID, id)
	wantErr(t, "read by a stranger", err, assessment.ErrNotFound)
	after := f.dump()
	delete(before, "guests")
	delete(after, "guests")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("refused calls changed the database (-before +after):\n%s", diff)
	}
}

func TestRemovedPlannedActionIsGone(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	id := f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "canary"})[0]
	f.must(f.RemovePlannedAction(t.Context(), f.guest, a.ID, id))
	f.waitForEmptyLog()
	if f.inFiles("canary") {
		t.Error("a removed action is still in the bytes of the files")
	}
	wantErr(t, "remove again", f.RemovePlannedAction(t.Context(), f.guest, a.ID, id), assessment.ErrNotFound)
}
