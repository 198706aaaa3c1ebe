package store

import (
	"slices"
	"testing"

	"lauter/assessment"
)

func TestOnlyThoseWhoGrantBothRolesChangeThem(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client, other := f.addClient(boss, workspace, "Muster GmbH"), f.addClient(boss, workspace, "Andere AG")
	foreign := f.addWorkspace(boss, "Foreign")
	roles := slices.Concat(assessment.WorkspaceRoles, assessment.ClientRoles)
	target := map[assessment.Role]assessment.Viewer{}
	for _, role := range roles {
		at := client
		if role.Staff() {
			at = ""
		}
		target[role] = f.member(boss, workspace, at, role)
	}
	for _, by := range []struct {
		name        string
		v           assessment.Viewer
		whole, ours assessment.Role // empty: sees nobody there
	}{
		{"admin", f.member(boss, workspace, "", assessment.RoleAdmin), assessment.RoleAdmin, assessment.RoleAdmin},
		{"consultant", f.member(boss, workspace, "", assessment.RoleConsultant), assessment.RoleConsultant, assessment.RoleConsultant},
		{"client admin", f.member(boss, workspace, client, assessment.RoleClientAdmin), "", assessment.RoleClientAdmin},
		{"client member", f.member(boss, workspace, client, assessment.RoleClientMember), "", assessment.RoleClientMember},
		{"viewer", f.member(boss, workspace, client, assessment.RoleViewer), "", assessment.RoleViewer},
		{"admin of another client", f.member(boss, workspace, other, assessment.RoleClientAdmin), "", ""},
		{"foreign admin", f.member(boss, foreign, "", assessment.RoleAdmin), "", ""},
		{"who runs the installation", f.runner(boss, foreign), "", ""},
		{"guest", f.guest, "", ""},
	} {
		for _, from := range roles {
			own := by.ours
			if from.Staff() {
				own = by.whole
			}
			id := f.memberID(target[from])
			for _, to := range slices.Concat(roles, []assessment.Role{assessment.RoleOwner, "nonsense", ""}) {
				want := error(nil)
				switch {
				case own == "":
					want = assessment.ErrNotFound
				case !own.Grants(from) || !own.Grants(to) || from.Staff() != to.Staff():
					want = assessment.ErrForbidden
				}
				what := by.name + " makes " + string(from) + " a " + string(to)
				wantErr(t, what, f.SetRole(t.Context(), by.v, id, to), want)
				if want == nil {
					f.must(f.SetRole(t.Context(), boss, id, from))
				}
				if got := f.roleOf(target[from]); got != from {
					t.Fatalf("%s: the role is %q, want %q", what, got, from)
				}
			}
			if own == "" || !own.Grants(from) {
				want := assessment.ErrForbidden
				if own == "" {
					want = assessment.ErrNotFound
				}
				wantErr(t, by.name+" removes "+string(from), f.RemoveMember(t.Context(), by.v, id), want)
			}
		}
	}
	wantErr(t, "unknown member", f.SetRole(t.Context(), boss, "nobody", assessment.RoleViewer), assessment.ErrNotFound)
	wantErr(t, "remove unknown member", f.RemoveMember(t.Context(), boss, "nobody"), assessment.ErrNotFound)
}

func TestNobodyRaisesThemselves(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	for _, test := range []struct {
		client string
		from   assessment.Role
	}{{"", assessment.RoleConsultant}, {client, assessment.RoleClientAdmin}, {client, assessment.RoleClientMember}, {client, assessment.RoleViewer}} {
		v := f.member(boss, workspace, test.client, test.from)
		for _, to := range slices.Concat(assessment.WorkspaceRoles, assessment.ClientRoles) {
			err := f.SetRole(t.Context(), v, f.memberID(v), to)
			if test.from == assessment.RoleClientAdmin && !to.Staff() {
				continue // may lay the role down
			}
			wantErr(t, string(test.from)+" to "+string(to), err, assessment.ErrForbidden)
		}
	}
}

func TestAWorkspaceKeepsAnAdmin(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	id := f.memberID(boss)
	wantInvalid(t, "demote the last", f.SetRole(t.Context(), boss, id, assessment.RoleConsultant), "role", msgLastAdmin)
	wantInvalid(t, "remove the last", f.RemoveMember(t.Context(), boss, id), "role", msgLastAdmin)
	less := f.invite(boss, workspace, "", assessment.RoleConsultant, boss.Email)
	wantInvalid(t, "invite the last to less", f.Accept(t.Context(), boss, less), "role", msgLastAdmin)
	if got := f.roleOf(boss); got != assessment.RoleAdmin {
		t.Errorf("got role %q, want admin", got)
	}

	second := f.member(boss, workspace, "", assessment.RoleAdmin)
	f.must(f.SetRole(t.Context(), second, id, assessment.RoleConsultant))
	wantInvalid(t, "remove the one who is left", f.RemoveMember(t.Context(), second, f.memberID(second)), "role", msgLastAdmin)
	f.must(f.SetRole(t.Context(), second, id, assessment.RoleAdmin))
	f.must(f.RemoveMember(t.Context(), second, f.memberID(second)))
}

func TestAChangedRoleEndsTheSessionsOfTheMember(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	bossToken, boss := f.signIn(boss, boss.UserID)
	eva := f.member(boss, workspace, "", assessment.RoleConsultant)
	token, _ := f.signIn(assessment.Viewer{}, eva.UserID)
	f.must(f.SetRole(t.Context(), boss, f.memberID(eva), assessment.RoleAdmin))
	f.wantEnded("after another role", token)
	token, _ = f.signIn(assessment.Viewer{}, eva.UserID)
	f.must(f.RemoveMember(t.Context(), boss, f.memberID(eva)))
	f.wantEnded("after the removal", token)
	f.wantUser("who did it", bossToken, boss.UserID)
	if list, err := f.Workspaces(t.Context(), eva); err != nil || len(list) != 0 {
		t.Errorf("got %d workspaces, %v, want none", len(list), err)
	}
}

func TestMembersMayLeave(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	for _, role := range assessment.ClientRoles {
		v := f.member(boss, workspace, client, role)
		f.must(f.RemoveMember(t.Context(), v, f.memberID(v)))
		_, err := f.Client(t.Context(), v, client)
		wantErr(t, string(role)+" who left", err, assessment.ErrNotFound)
	}
}

func TestMembersAreListedByPlace(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	eva := f.member(boss, workspace, client, assessment.RoleClientAdmin)
	whole, err := f.Members(t.Context(), boss, workspace, "")
	f.must(err)
	if len(whole) != 1 || whole[0].User.ID != boss.UserID || whole[0].Role != assessment.RoleAdmin || whole[0].OrganisationID != "" {
		t.Errorf("workspace: got %+v", whole)
	}
	ours, err := f.Members(t.Context(), eva, workspace, client)
	f.must(err)
	if len(ours) != 1 || ours[0].User.ID != eva.UserID || ours[0].Organisation != "Muster GmbH" || ours[0].User.Email != eva.Email {
		t.Errorf("client: got %+v", ours)
	}
	_, err = f.Members(t.Context(), boss, f.addWorkspace(boss, "Other"), client)
	wantErr(t, "client of another workspace", err, assessment.ErrNotFound)
}

func TestWhoRunsTheInstallationSeesWorkspacesAndNothingInThem(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	f.create(f.guest, assessment.KindQuick)
	runner := f.runner(boss, workspace)
	all, err := f.AllWorkspaces(t.Context(), runner)
	f.must(err)
	if len(all) != 1 || all[0].ID != workspace || all[0].Role != "" {
		t.Errorf("got %+v, want the one with a name, without a role", all)
	}
	if list, err := f.Portfolio(t.Context(), runner); err != nil || len(list) != 0 {
		t.Errorf("got %d clients, %v, want none", len(list), err)
	}
	_, err = f.Members(t.Context(), runner, workspace, "")
	wantErr(t, "people", err, assessment.ErrNotFound)
	_, err = f.AuditLog(t.Context(), runner, workspace)
	wantErr(t, "log", err, assessment.ErrNotFound)
	_, err = f.ClientState(t.Context(), runner, client)
	wantErr(t, "client", err, assessment.ErrNotFound)
}
