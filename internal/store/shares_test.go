package store

import (
	"testing"
	"time"

	"lauter/assessment"
)

// share makes a link to the results of a new assessment of a new client.
func (f *fixture) share(by assessment.Viewer, workspace string) (a *assessment.Assessment, token string) {
	f.t.Helper()
	a = f.start(by, f.addClient(by, workspace, "Muster GmbH"))
	token, err := f.NewShare(f.t.Context(), by, a.ID, "bank", assessment.ShareLife)
	f.must(err)
	return a, token
}

// onlyShare is the only link to the results of an assessment.
func (f *fixture) onlyShare(by assessment.Viewer, id string) assessment.Share {
	f.t.Helper()
	all, err := f.Shares(f.t.Context(), by, id)
	f.must(err)
	if len(all) != 1 {
		f.t.Fatalf("got %d shares, want 1", len(all))
	}
	return all[0]
}

func TestShareShowsTheResultsAndNothingElse(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a, token := f.share(boss, workspace)
	other := f.newRound(boss, a.ID, false, f.model)
	if len(token) != 26 || f.inFiles(token) {
		t.Errorf("token %q is short, or kept", token)
	}
	made := f.onlyShare(boss, a.ID)
	if made.Label != "bank" || made.CreatedBy != boss.Name || !made.OpenedAt.IsZero() || !made.ExpiresAt.Equal(f.clock.Now().Add(assessment.ShareLife)) {
		t.Errorf("got %+v", made)
	}

	before := f.dump()["shares"][0]
	for range 3 { // as a mail scanner would
		h, err := f.OpenShare(t.Context(), token)
		f.must(err)
		if !h.ExpiresAt.Equal(made.ExpiresAt) {
			t.Errorf("got %+v", h)
		}
	}
	if after := f.dump()["shares"][0]; after != before {
		t.Errorf("looking it up changed it to %s", after)
	}
	_, err := f.Assessment(t.Context(), f.guest, a.ID)
	wantErr(t, "before opening", err, assessment.ErrNotFound)

	f.clock.advance(time.Hour)
	for range 2 { // opening again is harmless
		id, err := f.JoinShare(t.Context(), f.guest, token)
		f.must(err)
		if id != a.ID {
			t.Errorf("leads to %s, want %s", id, a.ID)
		}
	}
	if got := f.onlyShare(boss, a.ID).OpenedAt; !got.Equal(f.clock.Now()) {
		t.Errorf("opened %v, want now", got)
	}
	shared := f.read(f.guest, a.ID)
	if shared.Role != assessment.RoleShared || shared.OfClient() {
		t.Errorf("got role %q", shared.Role)
	}
	rounds, err := f.Rounds(t.Context(), f.guest, a.ID)
	f.must(err)
	if len(rounds) != 1 || rounds[0].ID != a.ID {
		t.Errorf("got %d rounds, want the shared one", len(rounds))
	}
	_, err = f.Assessment(t.Context(), f.guest, other.ID)
	wantErr(t, "another round", err, assessment.ErrNotFound)
	_, stranger := f.createGuest()
	_, err = f.Assessment(t.Context(), stranger, a.ID)
	wantErr(t, "another browser", err, assessment.ErrNotFound)
	if list, err := f.Assessments(t.Context(), f.guest); err != nil || len(list) != 0 {
		t.Errorf("got %d of the guest's own, %v, want none", len(list), err)
	}
}

func TestShareOutOfForce(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(f *fixture, boss assessment.Viewer, id string)
	}{
		{"revoked", func(f *fixture, boss assessment.Viewer, id string) {
			for range 2 {
				f.must(f.RevokeShare(f.t.Context(), boss, id, f.onlyShare(boss, id).ID))
			}
		}},
		{"expired", func(f *fixture, _ assessment.Viewer, _ string) { f.clock.advance(assessment.ShareLife) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			boss, workspace := f.setUp()
			a, token := f.share(boss, workspace)
			_, err := f.JoinShare(t.Context(), f.guest, token)
			f.must(err)
			f.clock.advance(time.Minute)
			f.read(f.guest, a.ID)
			test.end(f, boss, a.ID)

			_, err = f.Assessment(t.Context(), f.guest, a.ID)
			wantErr(t, "assessment", err, assessment.ErrNotFound)
			_, err = f.Rounds(t.Context(), f.guest, a.ID)
			wantErr(t, "rounds", err, assessment.ErrNotFound)
			h, err := f.OpenShare(t.Context(), token)
			wantErr(t, "open", err, assessment.ErrGone)
			if h != (assessment.Share{}) {
				t.Errorf("says %+v, want nothing", h)
			}
			opened := f.onlyShare(boss, a.ID).OpenedAt
			_, err = f.JoinShare(t.Context(), f.guest, token)
			wantErr(t, "join", err, assessment.ErrGone)
			if got := f.onlyShare(boss, a.ID); !got.OpenedAt.Equal(opened) || got.InForce(f.clock.Now()) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestShareIsFoundByItsTokenOnly(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a, token := f.share(boss, workspace)
	for _, wrong := range []string{"", token[1:], token + "x", a.ID, string(hashed(token))} {
		_, err := f.OpenShare(t.Context(), wrong)
		wantErr(t, "open "+wrong, err, assessment.ErrNotFound)
		_, err = f.JoinShare(t.Context(), f.guest, wrong)
		wantErr(t, "join "+wrong, err, assessment.ErrNotFound)
	}
	other, _ := f.share(boss, workspace)
	wantErr(t, "revoke under another assessment", f.RevokeShare(t.Context(), boss, other.ID, f.onlyShare(boss, a.ID).ID), assessment.ErrNotFound)
	if got := f.onlyShare(boss, a.ID); !got.RevokedAt.IsZero() {
		t.Errorf("revoked %v", got.RevokedAt)
	}
}

func TestAnAssessmentHasSoManyShares(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a, _ := f.share(boss, workspace)
	first := f.onlyShare(boss, a.ID)
	for range assessment.MaxShares - 1 {
		_, err := f.NewShare(t.Context(), boss, a.ID, "", assessment.ShareLife)
		f.must(err)
	}
	_, err := f.NewShare(t.Context(), boss, a.ID, "", assessment.ShareLife)
	wantInvalid(t, "one too many", err, "label", msgTooManyShares)
	f.must(f.RevokeShare(t.Context(), boss, a.ID, first.ID))
	_, err = f.NewShare(t.Context(), boss, a.ID, "", assessment.ShareLife)
	f.must(err)
}

func TestLinksExpireAWhileAfterTheyStopped(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	_, share := f.share(boss, workspace)
	invitation := f.invite(boss, workspace, "", assessment.RoleConsultant, "new@example.org")
	_, err := f.JoinShare(t.Context(), f.guest, share)
	f.must(err)
	f.clock.advance(assessment.ShareLife + assessment.Periods{}.Of(assessment.KeptLink) - time.Millisecond) // invitations live as long
	links := func(want int) {
		t.Helper()
		got, err := f.Expire(t.Context(), f.clock.Now())
		f.must(err)
		if got.Links != want {
			t.Errorf("got %+v, want %d links", got, want)
		}
	}
	links(0)
	f.clock.advance(time.Millisecond)
	links(3) // the used one to set up as well
	_, err = f.OpenShare(t.Context(), share)
	wantErr(t, "share", err, assessment.ErrNotFound)
	_, err = f.OpenInvitation(t.Context(), invitation)
	wantErr(t, "invitation", err, assessment.ErrNotFound)
}
