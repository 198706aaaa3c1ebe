package store

import (
	"testing"
	"time"

	"lauter/assessment"
)

func TestPeriodsHoldForEverythingThatIsThere(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	a := f.create(f.guest, assessment.KindQuick)
	used := f.clock.Now()
	f.clock.advance(40 * day)

	due := func(p assessment.Periods) Expired {
		t.Helper()
		e, err := f.Due(t.Context(), boss, p)
		f.must(err)
		return e
	}
	if got := due(f.Periods()).Assessments; got != 0 {
		t.Errorf("by the default: got %d due, want none", got)
	}
	short := assessment.Periods{assessment.KeptGuest: 40}
	if got := due(short).Assessments; got != 1 {
		t.Errorf("after forty days: got %d due, want 1", got)
	}
	if got, want := f.read(f.guest, a.ID).ExpiresAt(), used.Add(90*day); !got.Equal(want) {
		t.Errorf("a preview has changed the date to %v", got)
	}
	f.must(f.SetPeriods(t.Context(), boss, short))
	if got, want := f.read(f.guest, a.ID).ExpiresAt(), used.Add(40*day); !got.Equal(want) {
		t.Errorf("the page would say %v, want %v", got, want)
	}
	next, err := f.NextDeletions(t.Context(), boss)
	f.must(err)
	if !next.Guest.Equal(used.Add(40 * day)) {
		t.Errorf("next deletion: got %v", next.Guest)
	}
	f.must(f.Close())
	f.open()
	if got := f.Periods().Days(assessment.KeptGuest); got != 40 {
		t.Errorf("after a restart: got %d days, want 40", got)
	}
	e, err := f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	if e.Assessments != 1 {
		t.Errorf("got %+v, want the one that was counted", e)
	}
}

func TestDueCountsWhatTheDailyJobDeletes(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.busyLog()
	client := f.addClient(boss, workspace, "Ours")
	a := f.start(boss, client)
	_, err := f.NewShare(t.Context(), boss, a.ID, "x", day)
	f.must(err)
	f.create(f.guest, assessment.KindQuick)
	f.clock.advance(400 * day)
	p := assessment.Periods{assessment.KeptClient: 390, assessment.KeptLog: 180}
	f.must(f.SetPeriods(t.Context(), boss, p))
	counted, err := f.Due(t.Context(), boss, p)
	f.must(err)
	deleted, err := f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	if counted.Rounds == 0 || counted.LogEntries == 0 || counted.Links == 0 || counted.Assessments == 0 {
		t.Errorf("nothing counted of some kind: %+v", counted)
	}
	deleted.Guests, counted.Guests = 0, 0     // those whose only assessment goes in the same run
	deleted.Sessions, counted.Sessions = 0, 0 // likewise
	deleted.Links, counted.Links = 0, 0       // shares go with what they are of
	if counted != deleted {
		t.Errorf("counted %+v, deleted %+v", counted, deleted)
	}
	f.wantVerified(boss, workspace)
	f.wantVerified(boss, "")
}

func TestPeriodsAreBoundedAndRecorded(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	other := f.member(boss, workspace, "", assessment.RoleAdmin)
	wantErr(t, "by an admin of a workspace", f.SetPeriods(t.Context(), other, nil), assessment.ErrNotFound)
	_, err := f.Due(t.Context(), other, nil)
	wantErr(t, "counting by an admin of a workspace", err, assessment.ErrNotFound)
	for _, b := range assessment.KeptKinds {
		if !b.Allow(b.Default) {
			t.Errorf("%s: the default is out of bounds", b.Kind)
		}
		for _, days := range []int{b.Least - 1, b.Most + 1, 0, -1} {
			err := f.SetPeriods(t.Context(), boss, assessment.Periods{b.Kind: days})
			wantInvalid(t, string(b.Kind), err, string(b.Kind), msgPeriod)
		}
		f.must(f.SetPeriods(t.Context(), boss, assessment.Periods{b.Kind: b.Least}))
	}
	before := len(f.entries(boss, ""))
	f.must(f.SetPeriods(t.Context(), boss, assessment.Periods{assessment.KeptSnapshot: 7}))
	f.must(f.SetPeriods(t.Context(), boss, assessment.Periods{assessment.KeptLog: 300}))
	log, err := f.AuditLog(t.Context(), boss, "")
	f.must(err)
	last := log[len(log)-1]
	if len(log) != before+2 || last.Event != assessment.LogPeriodSet || last.Object != "snapshot" || last.Detail != "7 > 30" {
		t.Errorf("got %d new entries, the last %+v", len(log)-before, last)
	}
}

func TestSignInsEndSoonerIfTheOperatorWantsSo(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Ours")
	member := f.member(boss, workspace, client, assessment.RoleClientMember)
	token, _ := f.signIn(assessment.Viewer{}, member.UserID)
	f.must(f.SetPeriods(t.Context(), boss, assessment.Periods{assessment.KeptSession: 7}))
	for range 20 {
		f.clock.advance(8 * time.Hour)
		f.wantUser("in use", token, member.UserID)
	}
	f.clock.advance(8 * time.Hour)
	f.wantEnded("after seven days", token)
}

func TestAWorkspaceDeletesFinishedAssessmentsSooner(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	elsewhere := f.addWorkspace(boss, "Other")
	client := f.addClient(boss, workspace, "Ours")
	foreign := f.start(boss, f.addClient(boss, elsewhere, "Theirs"))
	f.must(f.Finish(t.Context(), boss, foreign.ID))
	first := f.start(boss, client)
	f.must(f.Finish(t.Context(), boss, first.ID))
	f.clock.advance(time.Hour)
	second := f.newRound(boss, first.ID, true, f.model)
	f.must(f.Finish(t.Context(), boss, second.ID))
	finished := f.clock.Now()
	f.clock.advance(40 * day)
	third := f.newRound(boss, second.ID, true, f.model)
	f.must(f.Reopen(t.Context(), boss, first.ID)) // the oldest is open, so the middle one goes

	expire := func(want int) {
		t.Helper()
		counted, err := f.DueFinished(t.Context(), boss, workspace, 50)
		f.must(err)
		e, err := f.Expire(t.Context(), f.clock.Now())
		f.must(err)
		if e.Rounds != want || counted != want {
			t.Errorf("deleted %d, counted %d, want %d", e.Rounds, counted, want)
		}
	}
	expire(0)
	f.must(f.SetFinishedDays(t.Context(), boss, workspace, 50))
	if got, want := f.read(boss, second.ID).ExpiresAt(), finished.Add(50*day); !got.Equal(want) {
		t.Errorf("the page would say %v, want %v", got, want)
	}
	if got := f.read(boss, third.ID).ExpiresAt(); !got.Equal(f.clock.Now().Add(assessment.ClientRetention)) {
		t.Errorf("an open one: the page would say %v", got)
	}
	next, err := f.NextDeletions(t.Context(), boss)
	f.must(err)
	if !next.Client.Equal(finished.Add(50 * day)) {
		t.Errorf("next deletion: got %v", next.Client)
	}
	f.clock.advance(finished.Add(50 * day).Add(-time.Millisecond).Sub(f.clock.Now()))
	expire(0)
	f.clock.advance(time.Millisecond)
	expire(1)
	_, err = f.Assessment(t.Context(), boss, second.ID)
	wantErr(t, "the finished one", err, assessment.ErrNotFound)
	f.read(boss, foreign.ID)
	if got := f.read(boss, third.ID).Previous; got != first.ID {
		t.Errorf("the round after follows %q, want the one before", got)
	}
	log, err := f.AuditLog(t.Context(), boss, workspace)
	f.must(err)
	if last := log[len(log)-1]; last.Event != assessment.LogExpired || last.Detail != "1" {
		t.Errorf("last entry: got %+v", last)
	}
}

func TestOnlyAdminsSetThePeriodOfAWorkspace(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	consultant := f.member(boss, workspace, "", assessment.RoleConsultant)
	stranger := f.member(boss, f.addWorkspace(boss, "Other"), "", assessment.RoleAdmin)
	wantErr(t, "by a consultant", f.SetFinishedDays(t.Context(), consultant, workspace, 50), assessment.ErrForbidden)
	wantErr(t, "from elsewhere", f.SetFinishedDays(t.Context(), stranger, workspace, 50), assessment.ErrNotFound)
	_, err := f.DueFinished(t.Context(), stranger, workspace, 50)
	wantErr(t, "counting from elsewhere", err, assessment.ErrNotFound)
	_, err = f.FinishedDays(t.Context(), stranger, workspace)
	wantErr(t, "reading from elsewhere", err, assessment.ErrNotFound)
	for _, days := range []int{-1, 1, 29, 1080, 4000} {
		wantInvalid(t, "out of bounds", f.SetFinishedDays(t.Context(), boss, workspace, days), "days", msgPeriod)
	}
	before := len(f.entries(boss, workspace))
	for _, days := range []int{50, 50, 0, 0} {
		f.must(f.SetFinishedDays(t.Context(), boss, workspace, days))
		if got, err := f.FinishedDays(t.Context(), consultant, workspace); err != nil || got != days {
			t.Errorf("got %d, %v, want %d", got, err, days)
		}
	}
	if got := len(f.entries(boss, workspace)) - before; got != 2 {
		t.Errorf("got %d entries, want one for each change", got)
	}
}
