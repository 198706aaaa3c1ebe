package store

import (
	"testing"
	"time"

	"lauter/assessment"
)

func TestCeremoniesAreGoodOnceWhereTheyBegan(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	jo := f.member(boss, workspace, "", assessment.RoleConsultant)
	_, guest := f.createGuest()
	_, other := f.createGuest()
	begin := func(v assessment.Viewer, token, user string, kind assessment.CeremonyKind) {
		t.Helper()
		f.must(f.BeginCeremony(t.Context(), v, token, assessment.Ceremony{Kind: kind, User: user, Data: []byte(token)}))
	}
	take := func(what string, v assessment.Viewer, kind assessment.CeremonyKind, token string, want error) {
		t.Helper()
		c, err := f.TakeCeremony(t.Context(), v, kind, token)
		wantErr(t, what, err, want)
		if err == nil && string(c.Data) != token {
			t.Errorf("%s: got %q", what, c.Data)
		}
	}
	wantErr(t, "as nobody", f.BeginCeremony(t.Context(), assessment.Viewer{}, "x", assessment.Ceremony{Kind: assessment.CeremonyPasskey}), assessment.ErrForbidden)
	begin(guest, "a", "", assessment.CeremonyPasskey)
	take("another browser", other, assessment.CeremonyPasskey, "a", assessment.ErrNotFound)
	take("another kind", guest, assessment.CeremonyProvider, "a", assessment.ErrNotFound)
	take("another token", guest, assessment.CeremonyPasskey, "b", assessment.ErrNotFound)
	take("rightly", guest, assessment.CeremonyPasskey, "a", nil)
	take("again", guest, assessment.CeremonyPasskey, "a", assessment.ErrNotFound)
	begin(guest, "c", "", assessment.CeremonyPasskey)
	begin(guest, "d", "", assessment.CeremonyProvider)
	begin(guest, "e", "", assessment.CeremonyPasskey)
	take("a replaced one", guest, assessment.CeremonyPasskey, "c", assessment.ErrNotFound)
	take("one of another kind beside it", guest, assessment.CeremonyProvider, "d", nil)
	f.clock.advance(assessment.CeremonyLife)
	take("too late", guest, assessment.CeremonyPasskey, "e", assessment.ErrNotFound)
	begin(boss, "f", boss.UserID, assessment.CeremonyAddPasskey)
	if f.count(`SELECT count(*) FROM ceremonies`) != 1 {
		t.Error("those whose time is over are still there")
	}
	take("as somebody else", jo, assessment.CeremonyAddPasskey, "f", assessment.ErrNotFound)
	f.clock.advance(assessment.CeremonyLife)
	_, err := f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	if f.count(`SELECT count(*) FROM ceremonies`) != 0 {
		t.Error("the daily job leaves them")
	}
}

func TestCredentialsGoWithTheAccount(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	jo := f.member(boss, workspace, "", assessment.RoleConsultant)
	f.must(f.AddPasskey(t.Context(), jo, "Geheimname", []byte("id"), []byte("record")))
	f.must(f.AddIdentity(t.Context(), jo, "https://login.example", "Geheimname"))
	_, err := f.WantEmail(t.Context(), jo, "geheimname@neu.example")
	f.must(err)
	d, err := f.OwnData(t.Context(), jo)
	f.must(err)
	if len(d.Passkeys) != 1 || len(d.Identities) != 1 || d.NewEmail != "geheimname@neu.example" {
		t.Errorf("own data: %+v", d)
	}
	_, err = f.EraseUser(t.Context(), jo)
	f.must(err)
	for _, table := range []string{"passkeys", "identities", "email_changes"} {
		if f.count(`SELECT count(*) FROM `+table) != 0 {
			t.Errorf("%s still holds something", table)
		}
	}
	f.waitForEmptyLog()
	if f.inFiles("Geheimname") || f.inFiles("geheimname") {
		t.Error("what was deleted is still in the files")
	}
}

// Somebody who owes a second factor has no role in any query, whatever the pages ask.
func TestWhoeverOwesAFactorHasNoRole(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Nordwind")
	a := f.start(boss, client)
	jo := f.member(boss, workspace, "", assessment.RoleConsultant)
	wantInvalid(t, "by somebody with one factor", f.SetDuty(t.Context(), boss, workspace, true), "duty", msgDutyFirst)
	wantInvalid(t, "of admins, by somebody with one factor", f.SetAdminDuty(t.Context(), boss, true), "duty", msgDutyFirst)
	token, err := f.SignInStrongly(t.Context(), boss, boss.UserID, "Firefox")
	f.must(err)
	boss = f.viewer(token)
	if !boss.Strong || boss.Owes {
		t.Fatalf("signed in with two factors: %+v", boss)
	}
	wantErr(t, "by a consultant", f.SetDuty(t.Context(), jo, workspace, true), assessment.ErrForbidden)
	f.must(f.SetDuty(t.Context(), boss, workspace, true))
	weakToken, weak := f.signIn(assessment.Viewer{}, jo.UserID)
	if !weak.Owes || !weak.SignedIn() {
		t.Fatalf("signed in with one factor: %+v", weak)
	}
	_, err = f.Assessment(t.Context(), weak, a.ID)
	wantErr(t, "an assessment", err, assessment.ErrNotFound)
	_, err = f.Client(t.Context(), weak, client)
	wantErr(t, "a client", err, assessment.ErrNotFound)
	_, err = f.AddClient(t.Context(), weak, workspace, "Neu", "")
	wantErr(t, "adding a client", err, assessment.ErrNotFound)
	all, err := f.Portfolio(t.Context(), weak)
	f.must(err)
	places, err := f.Workspaces(t.Context(), weak)
	f.must(err)
	if len(all) != 0 || len(places) != 0 {
		t.Errorf("%d clients and %d workspaces, want none", len(all), len(places))
	}
	f.must(f.AddPasskey(t.Context(), weak, "Key", []byte("id"), []byte("record")))
	wantInvalid(t, "removing the last factor", f.RemovePasskey(t.Context(), weak, f.onlyPasskey(weak)), "current", msgLastFactor)
	if v := f.viewer(weakToken); !v.Owes {
		t.Error("having a passkey is taken for having used it")
	}
	token, err = f.SignInStrongly(t.Context(), weak, jo.UserID, "Firefox")
	f.must(err)
	_, err = f.Assessment(t.Context(), f.viewer(token), a.ID)
	f.must(err)
	f.must(f.SetAdminDuty(t.Context(), boss, true))
	if _, v := f.signIn(assessment.Viewer{}, boss.UserID); v.Admin || !v.Owes {
		t.Errorf("who runs the installation, with one factor: %+v", v)
	}
	f.must(f.SetDuty(t.Context(), boss, workspace, false))
	if _, v := f.signIn(assessment.Viewer{}, jo.UserID); v.Owes {
		t.Error("the duty was lifted and still holds")
	}
}

func (f *fixture) onlyPasskey(v assessment.Viewer) string {
	f.t.Helper()
	all, err := f.Passkeys(f.t.Context(), v)
	f.must(err)
	if len(all) != 1 {
		f.t.Fatalf("%d passkeys, want 1", len(all))
	}
	return all[0].ID
}

func TestOfTwoUsesOfAPasskeyAtOnceOneCounts(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	f.must(f.AddPasskey(t.Context(), boss, "Key", []byte("id"), []byte("1")))
	wantErr(t, "the same passkey again", f.AddPasskey(t.Context(), boss, "Key", []byte("id"), []byte("1")), assessment.ErrForbidden)
	f.must(f.UsePasskey(t.Context(), []byte("id"), []byte("1"), []byte("2")))
	wantErr(t, "from the same record", f.UsePasskey(t.Context(), []byte("id"), []byte("1"), []byte("2")), assessment.ErrNotFound)
}

func TestNewAddressesExpire(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	token, err := f.WantEmail(t.Context(), boss, "neu@example.org")
	f.must(err)
	f.clock.advance(assessment.EmailChangeLife)
	_, err = f.WantedEmail(t.Context(), boss, token)
	wantErr(t, "too late", err, assessment.ErrGone)
	_, _, err = f.ConfirmEmail(t.Context(), boss, token)
	wantErr(t, "confirming too late", err, assessment.ErrGone)
	f.clock.advance(assessment.EmailChangeLife + time.Minute)
	_, err = f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	if f.count(`SELECT count(*) FROM email_changes`) != 0 {
		t.Error("the daily job leaves it")
	}
}
