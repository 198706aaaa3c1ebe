package store

import (
	"slices"
	"testing"
	"time"

	"lauter/assessment"
)

// warn notes that everybody who is due was told, as the daily job does.
func (f *fixture) warn() (told []string) {
	f.t.Helper()
	all, err := f.Unused(f.t.Context(), assessment.Viewer{Admin: true})
	f.must(err)
	for _, one := range all {
		if !one.Needed && one.WarnedAt.IsZero() {
			told = append(told, one.User.ID)
		}
	}
	f.must(f.WarnUnused(f.t.Context(), told...))
	return told
}

func (f *fixture) hasUser(v assessment.Viewer) bool {
	f.t.Helper()
	return f.count(`SELECT count(*) FROM users WHERE id = $1`, v.UserID) == 1
}

func TestUnusedAccountsAreToldAndThenDeleted(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	jo := f.member(boss, workspace, "", assessment.RoleConsultant)
	mia := f.member(boss, workspace, "", assessment.RoleConsultant)
	_, err := f.Unused(t.Context(), jo)
	wantErr(t, "for somebody who doesn't run the installation", err, assessment.ErrNotFound)

	f.clock.advance(assessment.AccountRetention - assessment.AccountNotice - time.Millisecond)
	if told := f.warn(); told != nil {
		t.Errorf("told too early: %v", told)
	}
	f.clock.advance(time.Millisecond)
	all, err := f.Unused(t.Context(), assessment.Viewer{Admin: true})
	f.must(err)
	for _, one := range all {
		if want := one.User.ID == boss.UserID; one.Needed != want {
			t.Errorf("%s is needed: %v, want %v", one.User.Email, one.Needed, want)
		}
	}
	if told := f.warn(); !slices.Contains(told, jo.UserID) || !slices.Contains(told, mia.UserID) || len(told) != 2 {
		t.Errorf("told: %v", told)
	}
	if told := f.warn(); told != nil {
		t.Errorf("told twice: %v", told)
	}
	n, err := f.expireUsers(t.Context(), f.clock.Now())
	f.must(err)
	if n != 0 {
		t.Errorf("%d deleted before their time", n)
	}
	f.clock.advance(assessment.AccountNotice - day)
	f.signIn(assessment.Viewer{}, mia.UserID) // which keeps the account
	f.clock.advance(day)
	e, err := f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	if e.Users != 1 || f.hasUser(jo) || !f.hasUser(mia) || !f.hasUser(boss) {
		t.Errorf("%d deleted; jo %v, mia %v, boss %v", e.Users, f.hasUser(jo), f.hasUser(mia), f.hasUser(boss))
	}
	if f.count(`SELECT count(*) FROM users WHERE warned_at IS NOT NULL`) != 0 {
		t.Error("who has signed in again still counts as told")
	}
	f.waitForEmptyLog()
	if f.inFiles(jo.Email) {
		t.Error("the address of a deleted account is still in the files")
	}
	if f.count(`SELECT count(*) FROM audit_log WHERE event IN ('user_warned', 'user_erased')`) != 3 {
		t.Error("the log doesn't hold two warnings and one deletion")
	}
}

// However late a notice is, 30 days pass between it and the deletion.
func TestNobodyIsDeletedWithoutANotice(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	jo := f.member(boss, workspace, "", assessment.RoleConsultant)
	f.clock.advance(3 * assessment.AccountRetention)
	expire := func(want int) {
		t.Helper()
		n, err := f.expireUsers(t.Context(), f.clock.Now())
		f.must(err)
		if n != want {
			t.Errorf("%d deleted, want %d", n, want)
		}
	}
	expire(0)
	f.warn()
	f.clock.advance(assessment.AccountNotice - time.Millisecond)
	expire(0)
	f.clock.advance(time.Millisecond)
	expire(1)
	if f.hasUser(jo) {
		t.Error("the account is still there")
	}
}

// Of two admins who are both unused one stays.
func TestTheLastAdminStays(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	second := f.member(boss, workspace, "", assessment.RoleAdmin)
	f.must(f.ChangeUser(t.Context(), boss, second.UserID, GiveAdmin))
	f.clock.advance(assessment.AccountRetention)
	f.warn()
	f.clock.advance(assessment.AccountNotice)
	for range 2 {
		_, err := f.expireUsers(t.Context(), f.clock.Now())
		f.must(err)
	}
	if f.hasUser(boss) == f.hasUser(second) {
		t.Errorf("boss %v, second %v: want one of them", f.hasUser(boss), f.hasUser(second))
	}
}
