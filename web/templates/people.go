package templates

import (
	"slices"
	"strings"
	"time"

	"lauter/assessment"
)

// PeopleView lists who has a role in a workspace or for a client.
type PeopleView struct {
	Place       string
	Path        string
	Client      string // id; empty: the whole workspace
	Own         assessment.Role
	Viewer      string // id of the user who looks
	Roles       []assessment.Role
	Members     []assessment.Member
	Invitations []assessment.Invitation
	Form        InviteForm
	Mail        bool // the program can send the invitation
	Duty        bool // the workspace's people sign in with two factors
	Done        string
}

// lastAdmin says that somebody is the only admin of the workspace, who can't leave.
func (v PeopleView) lastAdmin(m assessment.Member) bool {
	if v.Client != "" || m.Role != assessment.RoleAdmin {
		return false
	}
	return !slices.ContainsFunc(v.Members, func(other assessment.Member) bool {
		return other.ID != m.ID && other.Role == assessment.RoleAdmin
	})
}

// InviteForm is an invitation, as it was typed.
type InviteForm struct {
	Email string
	Role  assessment.Role
	Wrong map[string]string
}

// SecretView shows a link that cannot be shown again.
type SecretView struct {
	Title string
	Text  string
	URL   string
	Until time.Time
	Back  string
}

// LogView is a workspace's log.
type LogView struct {
	Workspace assessment.Workspace
	Entries   []assessment.LogEntry // the last first
	All       int
	Names     map[string]string // of the workspace's own people, by id
	File      string
}

// who names whoever did something.
func (v LogView) who(p *Page, id string) string {
	switch {
	case id == "":
		return p.T("log.program")
	case v.Names[id] != "":
		return v.Names[id]
	}
	return p.T("log.other")
}

// SharesView lists the links to a result.
type SharesView struct {
	Shares []assessment.Share
	Form   ShareForm
	Now    time.Time
}

// ShareForm is a link to a result, as it was typed.
type ShareForm struct {
	Label string
	Days  string
	Wrong map[string]string
}

func (v PeopleView) roleField(i int) string {
	if i == 0 {
		return "role" // where the summary of errors leads
	}
	return "role-" + string(v.Roles[i])
}

// dutyOf is the address that makes a second factor a duty of the workspace whose people stand at a path.
func dutyOf(people string) string { return strings.TrimSuffix(people, "people") + "duty" }

// logOf is the log of the workspace whose people stand at a path.
func logOf(people string) string { return strings.TrimSuffix(people, "people") + "log" }

func settingsOf(people string) string { return strings.TrimSuffix(people, "people") + "settings" }

// shareName names a link: as its maker did, else by its number.
func shareName(p *Page, h assessment.Share, number int) string {
	if h.Label != "" {
		return h.Label
	}
	return p.T("share.number", "Number", number)
}

func shareMaker(p *Page, h assessment.Share) string {
	if h.CreatedBy != "" {
		return h.CreatedBy
	}
	return p.T("log.other")
}
