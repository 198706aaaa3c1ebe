package store

import (
	"testing"

	"lauter/assessment"
)

func TestAnotherPasswordEndsOtherSessions(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	here, v := f.signIn(assessment.Viewer{}, boss.UserID)
	there, _ := f.signIn(assessment.Viewer{}, boss.UserID)
	half, err := f.SignIn(t.Context(), assessment.Viewer{}, boss.UserID, true, "")
	f.must(err)
	f.must(f.Rehash(t.Context(), boss.UserID, "stronger"))
	f.wantUser("after a stronger hash", there, boss.UserID)

	f.must(f.SetPassword(t.Context(), v, "new"))
	f.wantUser("the session in use", here, boss.UserID)
	f.wantEnded("the other session", there)
	f.wantEnded("the half session", half)
	if _, c, err := f.Self(t.Context(), v); err != nil || c.Password != "new" {
		t.Errorf("got %+v, %v", c, err)
	}
	wantErr(t, "password of a guest", f.SetPassword(t.Context(), f.guest, "x"), assessment.ErrNotFound)
	wantErr(t, "hash of nobody", f.Rehash(t.Context(), "nobody", "x"), assessment.ErrNotFound)
	wantErr(t, "name of a guest", f.SetName(t.Context(), f.guest, "x"), assessment.ErrNotFound)
	f.must(f.SetName(t.Context(), v, "Ada King"))
	if got := f.viewer(here).Name; got != "Ada King" {
		t.Errorf("got name %q", got)
	}
}

func TestEndedSessionStillGivesTheGuestAfterAnotherPassword(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	a := f.create(f.guest, assessment.KindQuick)
	token, _ := f.signIn(f.guest, boss.UserID)
	_, v := f.signIn(assessment.Viewer{}, boss.UserID)
	f.must(f.SetPassword(t.Context(), v, "new"))
	got := f.viewer(token)
	if got.SignedIn() || got.GuestID != f.guest.GuestID {
		t.Errorf("got %+v, want only the guest", got)
	}
	f.read(got, a.ID)
}

func TestBlockedUserIsOut(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	token, v := f.signIn(assessment.Viewer{}, eva.UserID)
	for range 2 {
		f.must(f.ChangeUser(t.Context(), boss, eva.UserID, BlockUser))
	}
	f.wantEnded("session", token)
	for _, half := range []bool{false, true} {
		_, err := f.SignIn(t.Context(), v, eva.UserID, half, "")
		wantErr(t, "sign in", err, assessment.ErrForbidden)
	}
	f.must(f.ChangeUser(t.Context(), boss, eva.UserID, UnblockUser))
	f.wantEnded("session after unblocking", token)
	f.signIn(assessment.Viewer{}, eva.UserID)
}

func TestWhoBlocksThemselvesIsOutToo(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	f.runner(boss, workspace)
	token, v := f.signIn(assessment.Viewer{}, boss.UserID)
	f.must(f.ChangeUser(t.Context(), v, boss.UserID, BlockUser))
	f.wantEnded("own session", token)
}

func TestSomebodyKeepsRunningTheInstallation(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	for _, change := range []UserChange{BlockUser, TakeAdmin} {
		err := f.ChangeUser(t.Context(), boss, boss.UserID, change)
		wantInvalid(t, string(change), err, "change", msgLastRunner)
	}
	other := f.runner(boss, workspace)
	f.must(f.ChangeUser(t.Context(), boss, other.UserID, BlockUser))
	wantInvalid(t, "the last who may sign in", f.ChangeUser(t.Context(), boss, boss.UserID, TakeAdmin), "change", msgLastRunner)
	f.must(f.ChangeUser(t.Context(), boss, other.UserID, UnblockUser))
	f.must(f.ChangeUser(t.Context(), boss, boss.UserID, TakeAdmin))
	if u, _, err := f.Self(t.Context(), boss); err != nil || u.Admin {
		t.Errorf("got %+v, %v, want no admin", u, err)
	}
}

func TestOnlyWhoRunsTheInstallationChangesUsers(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	admin := f.member(boss, workspace, "", assessment.RoleAdmin)
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	token, _ := f.signIn(assessment.Viewer{}, eva.UserID)
	before := f.dump()["users"]
	for _, v := range []assessment.Viewer{admin, eva, f.guest, {}} {
		for _, change := range []UserChange{BlockUser, UnblockUser, GiveAdmin, TakeAdmin, DropFactor, DropSessions} {
			wantErr(t, v.Email+" "+string(change), f.ChangeUser(t.Context(), v, eva.UserID, change), assessment.ErrNotFound)
		}
		_, err := f.Users(t.Context(), v)
		wantErr(t, v.Email+" lists users", err, assessment.ErrNotFound)
		_, err = f.AllWorkspaces(t.Context(), v)
		wantErr(t, v.Email+" lists workspaces", err, assessment.ErrNotFound)
		_, err = f.AddWorkspace(t.Context(), v, "x")
		wantErr(t, v.Email+" adds a workspace", err, assessment.ErrNotFound)
	}
	after := f.dump()["users"]
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("got %s, want %s", after[i], before[i])
		}
	}
	f.wantUser("session", token, eva.UserID)
	wantErr(t, "change nobody", f.ChangeUser(t.Context(), boss, "nobody", BlockUser), assessment.ErrNotFound)
	wantErr(t, "unknown change", f.ChangeUser(t.Context(), boss, eva.UserID, "x"), assessment.ErrNotFound)
	f.must(f.ChangeUser(t.Context(), boss, eva.UserID, DropSessions))
	f.wantEnded("session", token)
	if all, err := f.Users(t.Context(), boss); err != nil || len(all) != 3 {
		t.Errorf("got %d users, %v, want 3", len(all), err)
	}
}

func TestSecondFactor(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	there, _ := f.signIn(assessment.Viewer{}, eva.UserID)
	codes := [][]byte{hashed("one"), hashed("two")}

	wantErr(t, "confirm what was not shown", f.ConfirmFactor(t.Context(), eva, 7, codes), assessment.ErrNotFound)
	f.must(f.WantFactor(t.Context(), eva, []byte("sealed")))
	if u, c, err := f.Self(t.Context(), eva); err != nil || u.TwoFactor || string(c.Wanted) != "sealed" {
		t.Errorf("wanted: got %+v, %+v, %v", u, c, err)
	}
	f.must(f.ConfirmFactor(t.Context(), eva, 7, codes))
	u, c, err := f.Self(t.Context(), eva)
	f.must(err)
	if !u.TwoFactor || string(c.Factor) != "sealed" || c.Wanted != nil || c.Step != 7 {
		t.Errorf("confirmed: got %+v, %+v", u, c)
	}
	f.wantEnded("other session", there)

	for _, step := range []struct {
		step int64
		want error
	}{{7, assessment.ErrNotFound}, {6, assessment.ErrNotFound}, {8, nil}, {8, assessment.ErrNotFound}} {
		wantErr(t, "use step", f.UseStep(t.Context(), eva.UserID, step.step), step.want)
	}
	wantErr(t, "somebody else's recovery code", f.UseRecovery(t.Context(), boss.UserID, codes[0]), assessment.ErrNotFound)
	f.must(f.UseRecovery(t.Context(), eva.UserID, codes[0]))
	wantErr(t, "recovery code twice", f.UseRecovery(t.Context(), eva.UserID, codes[0]), assessment.ErrNotFound)
	if n, err := f.RecoveryCodes(t.Context(), eva); err != nil || n != 1 {
		t.Errorf("got %d recovery codes, %v, want 1", n, err)
	}

	f.must(f.ChangeUser(t.Context(), boss, eva.UserID, DropFactor))
	u, c, err = f.Self(t.Context(), eva)
	f.must(err)
	if n, err := f.RecoveryCodes(t.Context(), eva); u.TwoFactor || c.Factor != nil || n != 0 || err != nil {
		t.Errorf("dropped: got %+v, %+v, %d recovery codes, %v", u, c, n, err)
	}
}

func TestErasedUserLeavesOnlyAnID(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	wantLast := func(want string) {
		t.Helper()
		_, err := f.EraseUser(t.Context(), boss)
		wantInvalid(t, "erase the last", err, "confirm", want)
	}
	wantLast(msgLastAdmin)
	eva := f.member(boss, workspace, "", assessment.RoleAdmin)
	wantLast(msgLastRunner)

	a := f.create(eva, assessment.KindQuick)
	client := f.addClient(eva, workspace, "Muster GmbH")
	d, err := f.OwnData(t.Context(), eva)
	f.must(err)
	if d.User.Email != eva.Email || len(d.Members) != 1 || len(d.Sessions) != 1 || len(d.Log) < 3 {
		t.Errorf("got %+v", d)
	}
	token, err := f.EraseUser(t.Context(), eva)
	f.must(err)
	for _, where := range f.mentions(eva.UserID) {
		if where != "audit_log.actor" && where != "audit_log.object" {
			t.Errorf("the id is left in %s", where)
		}
	}
	f.waitForEmptyLog()
	f.read(f.viewer(token), a.ID) // what the browser owned
	if _, err := f.Client(t.Context(), boss, client); err != nil {
		t.Errorf("what they made: %v", err)
	}
	_, err = f.EraseUser(t.Context(), eva)
	wantErr(t, "twice", err, assessment.ErrNotFound)
}
