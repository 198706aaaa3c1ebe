package store

import (
	"testing"
	"time"

	"lauter/assessment"
)

func TestSetupLinkWorksOnce(t *testing.T) {
	f := newFixture(t)
	old, err := f.NewSetup(t.Context())
	f.must(err)
	link, err := f.NewSetup(t.Context())
	f.must(err)
	if any, err := f.AnyUser(t.Context()); any || err != nil {
		t.Errorf("before: got any user %v, %v, want none", any, err)
	}
	_, err = f.SetUp(t.Context(), old, f.newUser("x"), "Kanzlei")
	wantErr(t, "link that was replaced", err, assessment.ErrNotFound)
	if got, err := f.OpenInvitation(t.Context(), link); err != nil || got.Kind != assessment.InvitationSetup {
		t.Errorf("open: got %+v, %v", got, err)
	}
	if f.inFiles(link) {
		t.Error("the token is in the files")
	}

	user, err := f.SetUp(t.Context(), link, NewUser{Email: "ada@example.org", Name: "Ada", Password: "hash"}, "Kanzlei")
	f.must(err)
	if any, err := f.AnyUser(t.Context()); !any || err != nil {
		t.Errorf("after: got any user %v, %v, want one", any, err)
	}
	u, c, err := f.UserByEmail(t.Context(), "ada@example.org")
	f.must(err)
	if u.ID != user || !u.Admin || u.Name != "Ada" || c.Password != "hash" || u.TwoFactor || u.Blocked() {
		t.Errorf("got user %+v with %+v", u, c)
	}
	_, v := f.signIn(assessment.Viewer{}, user)
	list, err := f.Workspaces(t.Context(), v)
	f.must(err)
	if len(list) != 1 || list[0].Name != "Kanzlei" || list[0].Role != assessment.RoleAdmin {
		t.Errorf("got workspaces %+v", list)
	}

	_, err = f.SetUp(t.Context(), link, f.newUser("x"), "Second")
	wantErr(t, "once more", err, assessment.ErrGone)
	_, err = f.NewSetup(t.Context())
	wantErr(t, "another link", err, assessment.ErrGone)
	if got := f.count(`SELECT count(*) FROM users`); got != 1 {
		t.Errorf("got %d users, want 1", got)
	}
}

func TestSetupLinkExpires(t *testing.T) {
	f := newFixture(t)
	link, err := f.NewSetup(t.Context())
	f.must(err)
	f.clock.advance(assessment.InvitationLife)
	_, err = f.SetUp(t.Context(), link, f.newUser("x"), "Kanzlei")
	wantErr(t, "late", err, assessment.ErrGone)
	if f.count(`SELECT count(*) FROM users`) != 0 {
		t.Error("a user was made")
	}
}

func TestNewMemberHasTheAddressOfTheInvitation(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	link := f.invite(boss, workspace, client, assessment.RoleClientMember, "eva@example.org")

	i, err := f.OpenInvitation(t.Context(), link)
	f.must(err)
	want := assessment.Invitation{
		ID: i.ID, Kind: assessment.InvitationMember, WorkspaceID: workspace, Workspace: "Kanzlei", OrganisationID: client,
		Organisation: "Muster GmbH", Role: assessment.RoleClientMember, Email: "eva@example.org", InvitedBy: boss.Name,
		CreatedAt: f.clock.Now(), ExpiresAt: f.clock.Now().Add(assessment.InvitationLife),
	}
	if i != want {
		t.Errorf("got %+v, want %+v", i, want)
	}

	user, err := f.AcceptAsNew(t.Context(), link, NewUser{Email: boss.Email, Name: "Eva", Password: "hash"})
	f.must(err)
	u, _, err := f.UserByEmail(t.Context(), "eva@example.org")
	f.must(err)
	if u.ID != user || u.Admin {
		t.Errorf("got %+v, want user %s who runs nothing", u, user)
	}
	_, v := f.signIn(assessment.Viewer{}, user)
	if c, err := f.Client(t.Context(), v, client); err != nil || c.Role != assessment.RoleClientMember {
		t.Errorf("got role %q, %v, want %q", c.Role, err, assessment.RoleClientMember)
	}

	// Somebody with an account has to sign in; the link stays good for that.
	again := f.invite(boss, workspace, client, assessment.RoleViewer, "eva@example.org")
	_, err = f.AcceptAsNew(t.Context(), again, NewUser{Email: "new@example.org", Name: "Eve", Password: "other"})
	wantInvalid(t, "account twice", err, "email", msgEmailTaken)
	f.must(f.Accept(t.Context(), v, again))
	if got := f.roleOf(v); got != assessment.RoleViewer {
		t.Errorf("got role %q, want the later one", got)
	}
}

func TestInvitationsOutOfForce(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	invite := func(email string) string {
		return f.invite(boss, workspace, "", assessment.RoleConsultant, email)
	}
	used := invite("used@example.org")
	_, err := f.AcceptAsNew(t.Context(), used, f.newUser("used"))
	f.must(err)
	expired := invite("expired@example.org")
	f.clock.advance(assessment.InvitationLife - time.Millisecond)
	if _, err := f.OpenInvitation(t.Context(), expired); err != nil {
		t.Errorf("in the last moment: %v", err)
	}
	f.clock.advance(time.Millisecond)
	revoked := invite("revoked@example.org")
	open, err := f.Invitations(t.Context(), boss, workspace, "")
	f.must(err)
	if len(open) != 1 || open[0].Email != "revoked@example.org" {
		t.Fatalf("got open %+v", open)
	}
	for range 2 { // revoking again is harmless
		f.must(f.RevokeInvitation(t.Context(), boss, open[0].ID))
	}
	replaced := invite("replaced@example.org")
	invite("replaced@example.org")

	before := f.count(`SELECT count(*) FROM users`)
	for _, test := range []struct {
		name, token string
		want        error
	}{
		{"used", used, assessment.ErrGone},
		{"expired", expired, assessment.ErrGone},
		{"revoked", revoked, assessment.ErrGone},
		{"replaced", replaced, assessment.ErrGone},
		{"unknown", "nonsense", assessment.ErrNotFound},
		{"empty", "", assessment.ErrNotFound},
	} {
		i, err := f.OpenInvitation(t.Context(), test.token)
		wantErr(t, "open "+test.name, err, test.want)
		if test.want == assessment.ErrGone && i != (assessment.Invitation{InvitedBy: boss.Name}) {
			t.Errorf("%s: got %+v, want only who made it", test.name, i)
		}
		_, err = f.AcceptAsNew(t.Context(), test.token, f.newUser("late"))
		wantErr(t, "accept as new "+test.name, err, test.want)
		wantErr(t, "accept "+test.name, f.Accept(t.Context(), boss, test.token), test.want)
		_, err = f.Reset(t.Context(), test.token, "hash")
		wantErr(t, "reset by "+test.name, err, test.want)
		_, err = f.SetUp(t.Context(), test.token, f.newUser("late"), "x")
		wantErr(t, "set up by "+test.name, err, test.want)
	}
	if after := f.count(`SELECT count(*) FROM users`); after != before {
		t.Errorf("got %d users, want %d", after, before)
	}
}

func TestLinksAreGoodForNothingElse(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	member := f.invite(boss, workspace, "", assessment.RoleConsultant, "x@example.org")
	reset, err := f.NewReset(t.Context(), boss, boss.UserID)
	f.must(err)
	_, err = f.SetUp(t.Context(), member, f.newUser("x"), "x")
	wantErr(t, "set up by an invitation", err, assessment.ErrNotFound)
	_, err = f.Reset(t.Context(), member, "hash")
	wantErr(t, "reset by an invitation", err, assessment.ErrNotFound)
	wantErr(t, "accept a password link", f.Accept(t.Context(), boss, reset), assessment.ErrNotFound)
	_, err = f.AcceptAsNew(t.Context(), reset, f.newUser("x"))
	wantErr(t, "accept a password link as new", err, assessment.ErrNotFound)
	for _, token := range []string{member, reset} {
		if _, err := f.OpenInvitation(t.Context(), token); err != nil {
			t.Errorf("used up in vain: %v", err)
		}
	}
}

func TestAnotherAddressDoesNotUseTheInvitation(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	other := f.addWorkspace(boss, "Other")
	eva, tom := f.member(boss, workspace, "", assessment.RoleConsultant), f.member(boss, workspace, "", assessment.RoleConsultant)
	link := f.invite(boss, other, "", assessment.RoleConsultant, eva.Email)
	for _, v := range []assessment.Viewer{tom, boss, f.guest, {}} {
		wantErr(t, "as "+v.Email, f.Accept(t.Context(), v, link), assessment.ErrForbidden)
	}
	f.must(f.Accept(t.Context(), eva, link))
	wantErr(t, "twice", f.Accept(t.Context(), eva, link), assessment.ErrGone)
	if list, err := f.Workspaces(t.Context(), eva); err != nil || len(list) != 2 {
		t.Errorf("got %d workspaces, %v, want 2", len(list), err)
	}
	if list, err := f.Workspaces(t.Context(), tom); err != nil || len(list) != 1 {
		t.Errorf("got %d workspaces, %v, want 1", len(list), err)
	}
}

func TestNobodyGrantsMoreThanTheyHave(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client, other := f.addClient(boss, workspace, "Muster GmbH"), f.addClient(boss, workspace, "Andere AG")
	foreign := f.addWorkspace(boss, "Foreign")
	foreignAdmin := f.member(boss, foreign, "", assessment.RoleAdmin)
	roles := append(append([]assessment.Role{}, assessment.WorkspaceRoles...), assessment.ClientRoles...)
	roles = append(roles, assessment.RoleOwner, assessment.RoleShared, "nonsense", "")

	type place struct {
		name, client string
	}
	whole, ours, theirs := place{"workspace", ""}, place{"client", client}, place{"other client", other}
	for _, by := range []struct {
		name string
		v    assessment.Viewer
		role map[place]assessment.Role // empty: sees nothing there
	}{
		{"admin", f.member(boss, workspace, "", assessment.RoleAdmin), map[place]assessment.Role{whole: assessment.RoleAdmin, ours: assessment.RoleAdmin, theirs: assessment.RoleAdmin}},
		{"consultant", f.member(boss, workspace, "", assessment.RoleConsultant), map[place]assessment.Role{whole: assessment.RoleConsultant, ours: assessment.RoleConsultant, theirs: assessment.RoleConsultant}},
		{"client admin", f.member(boss, workspace, client, assessment.RoleClientAdmin), map[place]assessment.Role{ours: assessment.RoleClientAdmin}},
		{"client member", f.member(boss, workspace, client, assessment.RoleClientMember), map[place]assessment.Role{ours: assessment.RoleClientMember}},
		{"viewer", f.member(boss, workspace, client, assessment.RoleViewer), map[place]assessment.Role{ours: assessment.RoleViewer}},
		{"admin of another workspace", foreignAdmin, nil},
		{"who runs the installation", f.runner(boss, foreign), nil},
		{"guest", f.guest, nil},
		{"nobody", assessment.Viewer{}, nil},
	} {
		for _, at := range []place{whole, ours, theirs} {
			for _, role := range roles {
				want := error(nil)
				switch own := by.role[at]; {
				case own == "":
					want = assessment.ErrNotFound
				case !own.Grants(role) || role.Staff() != (at == whole):
					want = assessment.ErrForbidden
				}
				_, err := f.Invite(t.Context(), by.v, workspace, at.client, role, "new@example.org")
				wantErr(t, by.name+" invites to "+at.name+" as "+string(role), err, want)
			}
		}
	}

	_, err := f.Invite(t.Context(), foreignAdmin, foreign, client, assessment.RoleViewer, "new@example.org")
	wantErr(t, "to a client of somebody else by the own workspace", err, assessment.ErrNotFound)
	_, err = f.Invite(t.Context(), boss, foreign, client, assessment.RoleViewer, "new@example.org")
	wantErr(t, "to a client under the wrong workspace", err, assessment.ErrNotFound)
}

func TestInvitationsAreSeenAndRevokedByThoseWhoMayMakeThem(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	clientAdmin := f.member(boss, workspace, client, assessment.RoleClientAdmin)
	member := f.member(boss, workspace, client, assessment.RoleClientMember)
	consultant := f.member(boss, workspace, "", assessment.RoleConsultant)
	foreign := f.member(boss, f.addWorkspace(boss, "Foreign"), "", assessment.RoleAdmin)
	f.invite(boss, workspace, "", assessment.RoleConsultant, "staff@example.org")
	f.invite(boss, workspace, client, assessment.RoleViewer, "eva@example.org")

	list := func(where string) assessment.Invitation {
		t.Helper()
		all, err := f.Invitations(t.Context(), boss, workspace, where)
		f.must(err)
		if len(all) != 1 {
			t.Fatalf("got %+v, want one", all)
		}
		return all[0]
	}
	for _, test := range []struct {
		name          string
		v             assessment.Viewer
		whole, client error
	}{
		{"consultant", consultant, assessment.ErrForbidden, nil},
		{"client admin", clientAdmin, assessment.ErrNotFound, nil},
		{"client member", member, assessment.ErrNotFound, assessment.ErrForbidden},
		{"foreign admin", foreign, assessment.ErrNotFound, assessment.ErrNotFound},
		{"guest", f.guest, assessment.ErrNotFound, assessment.ErrNotFound},
	} {
		_, err := f.Invitations(t.Context(), test.v, workspace, "")
		wantErr(t, test.name+" lists those of the workspace", err, test.whole)
		_, err = f.Invitations(t.Context(), test.v, workspace, client)
		wantErr(t, test.name+" lists those of the client", err, test.client)
		_, err = f.Members(t.Context(), test.v, workspace, "")
		wantErr(t, test.name+" lists the people of the workspace", err, test.whole)
		_, err = f.Members(t.Context(), test.v, workspace, client)
		wantErr(t, test.name+" lists the people of the client", err, test.client)
		wantErr(t, test.name+" revokes that of the workspace", f.RevokeInvitation(t.Context(), test.v, list("").ID), test.whole)
		wantErr(t, test.name+" revokes that of the client", f.RevokeInvitation(t.Context(), test.v, list(client).ID), test.client)
		f.invite(boss, workspace, client, assessment.RoleViewer, "eva@example.org")
	}
	setup := f.RevokeInvitation(t.Context(), boss, "nonsense")
	wantErr(t, "unknown", setup, assessment.ErrNotFound)
}

func TestPasswordLink(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	token, _ := f.signIn(assessment.Viewer{}, eva.UserID)
	for _, v := range []assessment.Viewer{eva, f.guest, {}} {
		_, err := f.NewReset(t.Context(), v, eva.UserID)
		wantErr(t, "made by "+v.Email, err, assessment.ErrNotFound)
	}
	_, err := f.NewReset(t.Context(), boss, "nobody")
	wantErr(t, "for nobody", err, assessment.ErrNotFound)

	old, err := f.NewReset(t.Context(), boss, eva.UserID)
	f.must(err)
	link, err := f.NewReset(t.Context(), boss, eva.UserID)
	f.must(err)
	_, err = f.Reset(t.Context(), old, "x")
	wantErr(t, "replaced", err, assessment.ErrNotFound)
	if i, err := f.OpenInvitation(t.Context(), link); err != nil || i.UserID != eva.UserID || i.Email != eva.Email {
		t.Errorf("got %+v, %v", i, err)
	}
	user, err := f.Reset(t.Context(), link, "new hash")
	f.must(err)
	if user != eva.UserID {
		t.Errorf("got user %q, want %q", user, eva.UserID)
	}
	if _, c, err := f.UserByEmail(t.Context(), eva.Email); err != nil || c.Password != "new hash" {
		t.Errorf("got %+v, %v", c, err)
	}
	f.wantEnded("session from before", token)
	_, err = f.Reset(t.Context(), link, "x")
	wantErr(t, "twice", err, assessment.ErrGone)

	late, err := f.NewReset(t.Context(), boss, eva.UserID)
	f.must(err)
	f.clock.advance(assessment.ResetLife)
	_, err = f.Reset(t.Context(), late, "x")
	wantErr(t, "late", err, assessment.ErrGone)
	link, err = f.NewReset(t.Context(), boss, eva.UserID)
	f.must(err)
	f.must(f.SetPassword(t.Context(), eva, "chosen"))
	_, err = f.Reset(t.Context(), link, "x")
	wantErr(t, "after another password was chosen", err, assessment.ErrGone)
}
