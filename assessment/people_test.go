package assessment

import (
	"slices"
	"testing"
	"time"
)

var (
	allRights = []Right{RightResults, RightRead, RightAnswer, RightManage, RightRemove, RightLink, RightShare}
	allRoles  = []Role{RoleOwner, RoleAdmin, RoleConsultant, RoleClientAdmin, RoleClientMember, RoleViewer, RoleShared}
)

func TestRightsOfRoles(t *testing.T) {
	for _, test := range []struct {
		role Role
		want []Right
	}{
		{RoleOwner, []Right{RightResults, RightRead, RightAnswer, RightManage, RightRemove, RightLink}},
		{RoleAdmin, []Right{RightResults, RightRead, RightAnswer, RightManage, RightRemove, RightShare}},
		{RoleConsultant, []Right{RightResults, RightRead, RightAnswer, RightManage, RightRemove, RightShare}},
		{RoleClientAdmin, []Right{RightResults, RightRead, RightAnswer, RightManage, RightShare}},
		{RoleClientMember, []Right{RightResults, RightRead, RightAnswer}},
		{RoleViewer, []Right{RightResults, RightRead}},
		{RoleShared, []Right{RightResults}},
		{"", nil},
		{"nonsense", nil},
		{"Admin", nil},
	} {
		for _, right := range allRights {
			if got, want := test.role.May(right), slices.Contains(test.want, right); got != want {
				t.Errorf("%q may %s: got %v, want %v", test.role, right, got, want)
			}
		}
		for _, right := range []Right{"", "nonsense"} {
			if test.role.May(right) {
				t.Errorf("%q may %q", test.role, right)
			}
		}
	}
}

func TestAHigherRoleMayAllThatALowerOneMay(t *testing.T) {
	ladder := slices.Concat([]Role{RoleShared}, reversed(ClientRoles), reversed(WorkspaceRoles))
	for i, lower := range ladder {
		for _, higher := range ladder[i+1:] {
			for _, right := range allRights {
				if lower.May(right) && !higher.May(right) {
					t.Errorf("%s may %s, %s may not", lower, right, higher)
				}
			}
		}
	}
	for _, role := range allRoles {
		if !role.May(RightResults) {
			t.Errorf("%s may not see results", role)
		}
	}
}

func reversed(roles []Role) []Role {
	roles = slices.Clone(roles)
	slices.Reverse(roles)
	return roles
}

// A private link makes owners, whom no workspace knows; and what a guest owns has nobody who could answer for a share.
func TestLinksAndSharesExcludeEachOther(t *testing.T) {
	for _, role := range allRoles {
		if role.May(RightLink) && role.May(RightShare) {
			t.Errorf("%s may make both", role)
		}
		if role.May(RightLink) && role != RoleOwner {
			t.Errorf("%s may make a private link", role)
		}
	}
}

func TestNobodyGrantsMoreThanTheyHave(t *testing.T) {
	others := slices.Concat(allRoles, []Role{"", "nonsense"})
	for _, role := range others {
		for _, other := range others {
			grants := role.Grants(other)
			if grants && !role.Staff() && other.Staff() {
				t.Errorf("%q grants the staff role %s", role, other)
			}
			if grants && !slices.Contains(WorkspaceRoles, other) && !slices.Contains(ClientRoles, other) {
				t.Errorf("%q grants %q, which nobody is invited as", role, other)
			}
			for _, right := range allRights {
				if grants && other.May(right) && !role.May(right) {
					t.Errorf("%q grants %s with %s, which it has not", role, other, right)
				}
			}
			if grants && !role.Grants(RoleViewer) {
				t.Errorf("%q grants %s and not the least", role, other)
			}
		}
	}
	for role, want := range map[Role][]Role{
		RoleAdmin:        {RoleAdmin, RoleConsultant, RoleClientAdmin, RoleClientMember, RoleViewer},
		RoleConsultant:   ClientRoles,
		RoleClientAdmin:  ClientRoles,
		RoleClientMember: nil,
		RoleViewer:       nil,
		RoleOwner:        nil,
		RoleShared:       nil,
	} {
		for _, other := range others {
			if got := role.Grants(other); got != slices.Contains(want, other) {
				t.Errorf("%s grants %q: got %v", role, other, got)
			}
		}
	}
}

func TestStaffAreThoseOfTheWholeWorkspace(t *testing.T) {
	for _, role := range slices.Concat(allRoles, []Role{""}) {
		if got, want := role.Staff(), slices.Contains(WorkspaceRoles, role); got != want {
			t.Errorf("%q: got %v, want %v", role, got, want)
		}
	}
}

func TestExpiryDependsOnWhoseItIs(t *testing.T) {
	used := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, role := range slices.Concat(allRoles, []Role{""}) {
		a := Assessment{Role: role, UsedAt: used}
		want := used.Add(Retention)
		member := slices.Contains(WorkspaceRoles, role) || slices.Contains(ClientRoles, role)
		if member {
			want = used.Add(ClientRetention)
		}
		if a.OfClient() != member || !a.ExpiresAt().Equal(want) {
			t.Errorf("%q: got client's %v until %v, want %v until %v", role, a.OfClient(), a.ExpiresAt(), member, want)
		}
	}
}

func TestShareIsInForceUntilItExpiresOrIsRevoked(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name  string
		share Share
		want  bool
	}{
		{"before", Share{ExpiresAt: now.Add(1)}, true},
		{"at its end", Share{ExpiresAt: now}, false},
		{"after", Share{ExpiresAt: now.Add(-1)}, false},
		{"revoked", Share{ExpiresAt: now.Add(1), RevokedAt: now}, false},
	} {
		if got := test.share.InForce(now); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestStatesOfPeopleAndClients(t *testing.T) {
	now := time.Now()
	if (User{}).Blocked() || !(User{BlockedAt: now}).Blocked() {
		t.Error("a user is blocked from the time of it")
	}
	if (Client{}).Archived() || !(Client{ArchivedAt: now}).Archived() {
		t.Error("a client is archived from the time of it")
	}
	if (Viewer{GuestID: "x", SessionID: "y", Pending: true}).SignedIn() || !(Viewer{UserID: "x"}).SignedIn() {
		t.Error("a viewer is signed in as a user only")
	}
}
