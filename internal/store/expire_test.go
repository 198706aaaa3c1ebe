package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

func (f *fixture) expire(now time.Time, want Expired) {
	f.t.Helper()
	got, err := f.Expire(f.t.Context(), now)
	f.must(err)
	if got != want {
		f.t.Errorf("at %v: got %+v, want %+v", now, got, want)
	}
}

func TestAssessmentsExpireNinetyDaysAfterTheirLastUse(t *testing.T) {
	f := newFixture(t)
	const day = 24 * time.Hour
	start := f.clock.Now()
	q := quickQuestion(f.model).ID

	untouched := f.create(f.guest, assessment.KindFull)
	finished := f.create(f.guest, assessment.KindFull)
	changed := f.create(f.guest, assessment.KindFull)
	joined := f.create(f.guest, assessment.KindFull)
	link, err := f.NewLink(t.Context(), f.guest, joined.ID)
	f.must(err)
	f.save(f.guest, untouched.ID, q, assessment.Answer{Choice: 3, Note: "canary"}, 0)
	f.plan(f.guest, untouched.ID, assessment.PlannedAction{Title: "canary"})

	f.clock.advance(10 * day)
	f.must(f.Finish(t.Context(), f.guest, finished.ID))
	f.clock.advance(10 * day)
	f.save(f.guest, changed.ID, q, assessment.Answer{Choice: 3}, 0)
	f.clock.advance(10 * day)
	_, err = f.JoinLink(t.Context(), f.guest, link)
	f.must(err)
	for range 3 { // reading is not use
		f.read(f.guest, untouched.ID)
		f.answers(f.guest, untouched.ID)
	}

	for _, step := range []struct {
		name string
		id   string
		due  time.Time
	}{
		{"untouched", untouched.ID, start.Add(90 * day)},
		{"finished", finished.ID, start.Add(100 * day)},
		{"changed", changed.ID, start.Add(110 * day)},
		{"joined", joined.ID, start.Add(120 * day)},
	} {
		if got := f.read(f.guest, step.id).ExpiresAt(); !got.Equal(step.due) {
			t.Errorf("%s: the page would say %v, want %v", step.name, got, step.due)
		}
		f.expire(step.due.Add(-time.Millisecond), Expired{})
		f.read(f.guest, step.id)
		want := Expired{Assessments: 1}
		if step.id == joined.ID {
			want.Guests = 1 // it was the last one of the guest
		}
		f.expire(step.due, want)
		_, err := f.Assessment(t.Context(), f.guest, step.id)
		wantErr(t, step.name, err, assessment.ErrNotFound)
	}
	f.waitForEmptyLog()
	for table, rows := range f.dump() {
		switch table {
		case "workspaces", "organisations", "assessments", "responses", "answers", "answer_history", "links", "guests",
			"guest_assessments", "planned_actions", "planned_action_history", "scenarios":
			if len(rows) > 0 {
				t.Errorf("%s still has %v", table, rows)
			}
		}
	}
	if f.inFiles("canary") {
		t.Error("an expired note is still in the bytes of the files")
	}
}

func TestGuestsWithoutAssessmentsExpire(t *testing.T) {
	f := newFixture(t)
	token, _ := f.createGuest()
	_, busy := f.createGuest()
	f.create(busy, assessment.KindFull)
	f.expire(f.clock.Now().Add(guestGrace-time.Millisecond), Expired{})
	f.expire(f.clock.Now().Add(guestGrace), Expired{Guests: 2}) // the one of the fixture as well
	_, err := f.Viewer(t.Context(), token)
	wantErr(t, "guest without assessments", err, assessment.ErrNotFound)
	list, err := f.Assessments(t.Context(), busy)
	if err != nil || len(list) != 1 {
		t.Errorf("guest with one: got %d, %v", len(list), err)
	}
}

func TestExpiryOfManyGoesInSteps(t *testing.T) {
	f := newFixture(t)
	const many = 2*expireLength + 1
	for range many {
		f.create(f.guest, assessment.KindQuick)
	}
	f.expire(f.clock.Now().Add(assessment.Retention), Expired{Assessments: many, Guests: 1})
	if got := f.workspaces(); got != 0 {
		t.Errorf("%d workspaces are left", got)
	}
}

// Whoever comes back between the look and the deletion keeps the assessment.
func TestExpiryAsksAgain(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	later := f.clock.Now().Add(assessment.Retention)
	f.clock.advance(assessment.Retention)

	release := f.blockWriter()
	saved := make(chan error, 1)
	go func() {
		_, err := f.SaveAnswer(context.Background(), f.guest, a.ID, q, assessment.Answer{Choice: 2}, 0)
		saved <- err
	}()
	f.waitForQueue(1)
	expired := make(chan Expired, 1)
	go func() {
		got, err := f.Expire(context.Background(), later)
		if err != nil {
			t.Error(err)
		}
		expired <- got
	}()
	f.waitForQueue(2)
	release()
	f.must(<-saved)
	if got := <-expired; got != (Expired{}) {
		t.Errorf("got %+v, want nothing", got)
	}
	if got := f.answers(f.guest, a.ID)[q].Choice; got != 2 {
		t.Errorf("got %v, want 2", got)
	}
}

func TestExpiryStopsBetweenSteps(t *testing.T) {
	f := newFixture(t)
	f.create(f.guest, assessment.KindQuick)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Expire(ctx, f.clock.Now().Add(assessment.Retention)); err == nil {
		t.Error("went on although it was told to stop")
	}
	if got := f.workspaces(); got != 1 {
		t.Errorf("got %d workspaces, want 1", got)
	}
}

// Every statement of everyday use must find its rows by an index; only the daily job, and reading the few models and settings, may
// walk through a table.
func TestStatementsUseIndexes(t *testing.T) {
	f := newFixture(t)
	token, _ := f.createGuest()
	_, err := f.Viewer(t.Context(), token)
	f.must(err)
	a := f.create(f.guest, assessment.KindQuick)
	q := quickQuestion(f.model).ID
	for rev := range 2 {
		f.save(f.guest, a.ID, q, assessment.Answer{Choice: assessment.Choice(rev + 1)}, rev)
	}
	link, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	_, err = f.OpenLink(t.Context(), link)
	f.must(err)
	_, err = f.JoinLink(t.Context(), f.guest, link)
	f.must(err)
	_, _, err = f.AssessmentWithAnswers(t.Context(), f.guest, a.ID)
	f.must(err)
	_, err = f.Assessments(t.Context(), f.guest)
	f.must(err)
	f.must(f.SetPreferences(t.Context(), f.guest, assessment.Preferences{Advance: assessment.On}))
	f.must(f.SetFacts(t.Context(), f.guest, a.ID, map[string][]string{f.model.Facts[0].ID: nil}))
	f.must(f.SetOrganisation(t.Context(), f.guest, a.ID, "x"))
	f.must(f.Finish(t.Context(), f.guest, a.ID))
	f.must(f.Reopen(t.Context(), f.guest, a.ID))
	f.must(f.Extend(t.Context(), f.guest, a.ID))
	ids, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Title: "Ours"})
	f.must(err)
	f.must(f.SavePlannedAction(t.Context(), f.guest, a.ID, assessment.PlannedAction{ID: ids[0], Title: "Ours", Owner: "x", Rev: 1}))
	_, _, err = f.PlannedAction(t.Context(), f.guest, a.ID, ids[0])
	f.must(err)
	_, err = f.PlannedActions(t.Context(), f.guest, a.ID)
	f.must(err)
	f.must(f.RemovePlannedAction(t.Context(), f.guest, a.ID, ids[0]))
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{f.model.Capabilities()[0].ID: 4}))
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "x", Page: "plan"}))
	list, err := f.Scenarios(t.Context(), f.guest, a.ID)
	f.must(err)
	f.must(f.DeleteScenario(t.Context(), f.guest, a.ID, list[0].ID))
	_, err = f.NewRound(t.Context(), f.guest, a.ID, true, f.model)
	f.must(err)
	_, err = f.Rounds(t.Context(), f.guest, a.ID)
	f.must(err)
	f.must(f.Delete(t.Context(), f.guest, a.ID))
	f.must(f.Ready(t.Context()))

	checked := 0
	for _, db := range []*database{f.writer.db, f.pool} {
		for query := range db.compiled {
			if strings.Contains(query, "SAVEPOINT") || strings.Contains(query, "FROM models") || strings.Contains(query, "FROM settings") {
				continue
			}
			rows, err := f.pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "$"))...)
			f.must(err)
			for rows.Next() {
				var id, parent, unused int
				var step string
				f.must(rows.Scan(&id, &parent, &unused, &step))
				if strings.HasPrefix(step, "SCAN") {
					t.Errorf("%s in%s", step, query)
				}
			}
			f.must(rows.Close())
			checked++
		}
	}
	if checked < 45 {
		t.Errorf("only %d statements were looked at", checked)
	}
}
