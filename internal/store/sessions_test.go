package store

import (
	"testing"
	"time"

	"lauter/assessment"
)

func TestSessionStandsForItsUser(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	token, v := f.signIn(assessment.Viewer{}, eva.UserID)
	if len(token) != len(sessionMark)+43 || f.inFiles(token) {
		t.Errorf("token %q is short, or kept", token)
	}
	if v.UserID != eva.UserID || v.Name != eva.Name || v.Email != eva.Email || v.Admin || v.Pending || v.GuestID != "" || !v.SignedIn() {
		t.Errorf("got %+v", v)
	}
	for _, wrong := range []string{"", token[1:], token + "x", v.SessionID, string(hashed(token))} {
		_, err := f.Viewer(t.Context(), wrong)
		wantErr(t, "token "+wrong, err, assessment.ErrNotFound)
	}
	u, _, err := f.Self(t.Context(), v)
	f.must(err)
	if !u.SignedInAt.Equal(f.clock.Now()) {
		t.Errorf("got last sign-in %v, want now", u.SignedInAt)
	}
	_, err = f.SignIn(t.Context(), assessment.Viewer{}, "nobody", false, "")
	wantErr(t, "sign in nobody", err, assessment.ErrNotFound)
}

func TestSessionsEnd(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	for _, test := range []struct {
		name          string
		user          string
		idle, longest time.Duration
	}{
		{"client member", f.member(boss, workspace, client, assessment.RoleClientMember).UserID, assessment.SessionIdle, assessment.SessionLongest},
		{"consultant", f.member(boss, workspace, "", assessment.RoleConsultant).UserID, assessment.SessionIdle, assessment.SessionLongest},
		{"workspace admin", f.member(boss, workspace, "", assessment.RoleAdmin).UserID, assessment.AdminIdle, assessment.AdminLongest},
		{"who runs the installation", f.runner(boss, workspace).UserID, assessment.AdminIdle, assessment.AdminLongest},
	} {
		token, _ := f.signIn(assessment.Viewer{}, test.user)
		f.clock.advance(test.idle - time.Millisecond)
		f.wantUser(test.name+" before the idle limit", token, test.user)
		f.clock.advance(test.idle) // the look above was use
		f.wantEnded(test.name+" after the idle limit", token)

		token, _ = f.signIn(assessment.Viewer{}, test.user)
		step := test.idle / 2
		for age := time.Duration(0); age < test.longest-step; age += step {
			f.clock.advance(step)
			if _, err := f.Viewer(t.Context(), token); err != nil {
				t.Fatalf("%s after %v in use: %v", test.name, age, err)
			}
		}
		f.clock.advance(step - time.Millisecond)
		f.wantUser(test.name+" before the longest", token, test.user)
		f.clock.advance(time.Millisecond)
		f.wantEnded(test.name+" after the longest", token)
	}
}

func TestUseIsNotedSeldom(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	token, v := f.signIn(assessment.Viewer{}, boss.UserID)
	seen := func() int { return f.count(`SELECT seen_at FROM sessions WHERE id = $1`, v.SessionID) }
	start := seen()
	f.clock.advance(seenEvery - time.Millisecond)
	f.viewer(token)
	if got := seen(); got != start {
		t.Errorf("noted after %d ms, want not yet", got-start)
	}
	f.clock.advance(time.Millisecond)
	f.viewer(token)
	if got, want := seen(), int(millis(f.clock.Now())); got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestHalfSessionOpensNothing(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	a := f.start(boss, client)
	own := f.create(f.guest, assessment.KindQuick)
	token, err := f.SignIn(t.Context(), f.guest, boss.UserID, true, "Firefox")
	f.must(err)
	half := f.viewer(token)
	if half.SignedIn() || !half.Pending || half.Admin || half.Name != "" || half.Email != "" || half.GuestID != f.guest.GuestID {
		t.Errorf("got %+v, want nothing of the user", half)
	}
	_, err = f.Assessment(t.Context(), half, a.ID)
	wantErr(t, "assessment of a client", err, assessment.ErrNotFound)
	_, err = f.Client(t.Context(), half, client)
	wantErr(t, "client", err, assessment.ErrNotFound)
	_, err = f.Users(t.Context(), half)
	wantErr(t, "users", err, assessment.ErrNotFound)
	_, err = f.AuditLog(t.Context(), half, "")
	wantErr(t, "log of the installation", err, assessment.ErrNotFound)
	_, err = f.AuditLog(t.Context(), half, workspace)
	wantErr(t, "log of the workspace", err, assessment.ErrNotFound)
	wantErr(t, "password", f.SetPassword(t.Context(), half, "x"), assessment.ErrNotFound)
	if list, err := f.Portfolio(t.Context(), half); err != nil || len(list) != 0 {
		t.Errorf("portfolio: got %d, %v, want none", len(list), err)
	}
	f.read(half, own.ID) // the guest's stays visible

	if u, _, err := f.PendingUser(t.Context(), half); err != nil || u.ID != boss.UserID {
		t.Errorf("got pending user %q, %v, want %q", u.ID, err, boss.UserID)
	}
	_, _, err = f.PendingUser(t.Context(), boss)
	wantErr(t, "pending user of a whole session", err, assessment.ErrNotFound)

	whole, v := f.signIn(half, boss.UserID)
	if whole == token || v.UserID != boss.UserID || v.GuestID != f.guest.GuestID {
		t.Errorf("got %+v", v)
	}
	f.wantEnded("half session after the second factor", token)
	f.read(v, own.ID)
}

func TestHalfSessionDiesSoon(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	token, err := f.SignIn(t.Context(), assessment.Viewer{}, boss.UserID, true, "Firefox")
	f.must(err)
	f.clock.advance(assessment.HalfSession - time.Millisecond)
	half := f.viewer(token)
	if !half.Pending {
		t.Errorf("got %+v, want pending", half)
	}
	f.clock.advance(time.Millisecond)
	f.wantEnded("half session", token)
	_, _, err = f.PendingUser(t.Context(), half)
	wantErr(t, "pending user", err, assessment.ErrNotFound)
	if list, err := f.Sessions(t.Context(), boss); err != nil || len(list) != 1 {
		t.Errorf("got %d sessions, %v, want the one from before", len(list), err)
	}
}

func TestTheBrowserKeepsWhatItOwned(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	guestToken, guest := f.createGuest()
	a := f.create(guest, assessment.KindQuick)

	first, v := f.signIn(guest, eva.UserID)
	if first == guestToken || v.GuestID != guest.GuestID {
		t.Errorf("got guest %q by the same token %v, want %q by another", v.GuestID, first == guestToken, guest.GuestID)
	}
	_, err := f.Viewer(t.Context(), guestToken)
	wantErr(t, "the token from before", err, assessment.ErrNotFound)
	if got := f.read(v, a.ID).Role; got != assessment.RoleOwner {
		t.Errorf("got role %q, want owner", got)
	}

	f.clock.advance(assessment.SessionIdle)
	ended := f.viewer(first)
	if ended.SignedIn() || ended.SessionID != "" || ended.GuestID != guest.GuestID {
		t.Errorf("after the session: got %+v, want only the guest", ended)
	}
	f.read(ended, a.ID)

	second, v := f.signIn(ended, eva.UserID)
	f.read(v, a.ID)
	again, err := f.SignOut(t.Context(), v)
	f.must(err)
	for name, old := range map[string]string{"guest's": guestToken, "first session's": first, "second session's": second} {
		f.wantEnded("the "+name+" token after signing out", old)
	}
	after := f.viewer(again)
	if after.SignedIn() || after.GuestID != guest.GuestID || again == guestToken {
		t.Errorf("after signing out: got %+v", after)
	}
	f.read(after, a.ID)
	_, err = f.SignOut(t.Context(), v)
	wantErr(t, "sign out twice", err, assessment.ErrNotFound)
}

func TestSignOutWithoutGuest(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	token, v := f.signIn(assessment.Viewer{}, boss.UserID)
	got, err := f.SignOut(t.Context(), v)
	f.must(err)
	if got != "" {
		t.Errorf("got token %q, want none", got)
	}
	f.wantEnded("session", token)
}

func TestGuestOfASession(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	token, v := f.signIn(assessment.Viewer{}, boss.UserID)
	withGuest, err := f.GuestOf(t.Context(), v)
	f.must(err)
	a := f.create(withGuest, assessment.KindQuick)
	if got := f.viewer(token); got.GuestID != withGuest.GuestID || got.UserID != boss.UserID {
		t.Errorf("got %+v, want guest %q", got, withGuest.GuestID)
	}
	left, err := f.SignOut(t.Context(), withGuest)
	f.must(err)
	f.read(f.viewer(left), a.ID)
	_, err = f.GuestOf(t.Context(), v)
	wantErr(t, "guest of an ended session", err, assessment.ErrNotFound)
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	f.clock.advance(time.Minute)
	token, v := f.signIn(assessment.Viewer{}, eva.UserID)
	list, err := f.Sessions(t.Context(), eva)
	f.must(err)
	if len(list) != 2 || list[0].ID != v.SessionID || list[0].Device != "Firefox, Linux" || !list[0].SeenAt.Equal(f.clock.Now()) {
		t.Errorf("got %+v", list)
	}
	wantErr(t, "end somebody else's", f.EndSession(t.Context(), boss, v.SessionID), assessment.ErrNotFound)
	wantErr(t, "end one as a guest", f.EndSession(t.Context(), f.guest, v.SessionID), assessment.ErrNotFound)
	f.wantUser("after that", token, eva.UserID)

	f.must(f.EndSession(t.Context(), eva, v.SessionID))
	f.wantEnded("ended session", token)
	wantErr(t, "end it again", f.EndSession(t.Context(), eva, v.SessionID), assessment.ErrNotFound)

	here, vHere := f.signIn(assessment.Viewer{}, eva.UserID)
	there, _ := f.signIn(assessment.Viewer{}, eva.UserID)
	f.must(f.EndSessions(t.Context(), vHere))
	f.wantUser("the session in use", here, eva.UserID)
	f.wantEnded("the other", there)
	if list, err := f.Sessions(t.Context(), vHere); err != nil || len(list) != 1 {
		t.Errorf("got %d sessions, %v, want 1", len(list), err)
	}
	_, err = f.Sessions(t.Context(), f.guest)
	wantErr(t, "sessions of a guest", err, assessment.ErrNotFound)
}

func TestUserPreferencesFollowTheUser(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.setUp()
	_, guest := f.createGuest()
	token, v := f.signIn(guest, boss.UserID)
	f.must(f.SetPreferences(t.Context(), v, assessment.Preferences{Advance: assessment.On}))
	if got := f.viewer(token).Preferences; got.Advance != assessment.On {
		t.Errorf("got %+v, want advance on", got)
	}
	f.clock.advance(assessment.AdminLongest)
	if got := f.viewer(token).Preferences; got != (assessment.Preferences{}) {
		t.Errorf("the guest got %+v, want nothing", got)
	}
}

func TestEndedSessionsExpire(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	expireSessions := func(want int) {
		t.Helper()
		got, err := f.Expire(t.Context(), f.clock.Now())
		f.must(err)
		if got.Sessions != want {
			t.Errorf("got %+v, want %d sessions", got, want)
		}
	}
	expireSessions(0)
	f.must(f.EndSession(t.Context(), eva, eva.SessionID))
	expireSessions(1)

	a := f.create(f.guest, assessment.KindQuick)
	token, _ := f.signIn(f.guest, eva.UserID)
	f.clock.advance(assessment.SessionLongest - time.Millisecond)
	expireSessions(0)
	f.clock.advance(time.Millisecond)
	expireSessions(1) // of the boss; that of the browser which owns something stays
	f.read(f.viewer(token), a.ID)
	f.must(f.Delete(t.Context(), f.viewer(token), a.ID))
	expireSessions(1)
	f.wantEnded("session", token)
}

func TestGuestsOfSessionsAndSharesDoNotExpire(t *testing.T) {
	f := newFixture(t) // its guest has nothing
	boss, workspace := f.setUp()
	_, signedIn := f.createGuest()
	token, _ := f.signIn(signedIn, boss.UserID)
	_, holder := f.createGuest()
	_, share := f.share(boss, workspace)
	_, err := f.JoinShare(t.Context(), holder, share)
	f.must(err)
	f.clock.advance(guestGrace)
	f.expire(f.clock.Now(), Expired{Guests: 1})
	if got := f.viewer(token).GuestID; got != signedIn.GuestID {
		t.Errorf("got guest %q, want %q", got, signedIn.GuestID)
	}
	if got := f.count(`SELECT count(*) FROM guest_shares`); got != 1 {
		t.Errorf("got %d, want the opened share", got)
	}
}
