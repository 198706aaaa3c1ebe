package assessment

import (
	"slices"
	"time"
)

// Role is what somebody is to an assessment.
type Role string

const (
	RoleOwner        Role = "owner"         // the guest whose browser made or joined it
	RoleAdmin        Role = "admin"         // of the workspace: its people and its log, and all that a consultant may
	RoleConsultant   Role = "consultant"    // all clients of a workspace
	RoleClientAdmin  Role = "client_admin"  // one organisation, its people too
	RoleClientMember Role = "client_member" // one organisation: answers and plans
	RoleViewer       Role = "viewer"        // one organisation: reads
	RoleShared       Role = "shared"        // holds a link to one result
	RoleDelegate     Role = "delegate"      // holds a link to some questions
)

// Right is what a role may do with an assessment.
type Right string

const (
	RightResults Right = "results" // see results and what they are worked out from
	RightTasks   Right = "tasks"   // see what is asked, and how far it is answered
	RightSave    Right = "save"    // answer questions: a delegate those that they were asked
	RightRead    Right = "read"    // see answers with their notes, the action plan and the targets too
	RightAnswer  Right = "answer"  // answer for the organisation: finish and reopen, write in the plan, keep scenarios
	RightManage  Right = "manage"  // extend, set targets, begin the next round
	RightRemove  Right = "remove"  // delete it
	RightLink    Right = "link"    // make the private link, which lets others be owners
	RightComment Right = "comment" // read what the members say to each other about a question, and say something
	RightShare   Right = "share"   // make links through which anybody may see the results
)

var rights = map[Role][]Right{
	RoleOwner:        {RightResults, RightTasks, RightSave, RightRead, RightAnswer, RightManage, RightRemove, RightLink},
	RoleAdmin:        {RightResults, RightTasks, RightSave, RightRead, RightAnswer, RightManage, RightRemove, RightShare, RightComment},
	RoleConsultant:   {RightResults, RightTasks, RightSave, RightRead, RightAnswer, RightManage, RightRemove, RightShare, RightComment},
	RoleClientAdmin:  {RightResults, RightTasks, RightSave, RightRead, RightAnswer, RightManage, RightShare, RightComment},
	RoleClientMember: {RightResults, RightTasks, RightSave, RightRead, RightAnswer, RightComment},
	RoleViewer:       {RightResults, RightTasks, RightRead, RightComment},
	RoleShared:       {RightResults},
	RoleDelegate:     {RightTasks, RightSave},
}

// May says whether the role includes a right. An unknown role has none.
func (r Role) May(right Right) bool { return slices.Contains(rights[r], right) }

// Staff says that the role holds in the whole workspace, so its holder sees every client.
func (r Role) Staff() bool { return r == RoleAdmin || r == RoleConsultant }

// WorkspaceRoles and ClientRoles are what somebody can be invited as, the most powerful first.
var (
	WorkspaceRoles = []Role{RoleAdmin, RoleConsultant}
	ClientRoles    = []Role{RoleClientAdmin, RoleClientMember, RoleViewer}
)

// Grants says whether a holder of the role may give, change or take another: nobody gives more than they have.
func (r Role) Grants(other Role) bool {
	switch r {
	case RoleAdmin:
		return slices.Contains(WorkspaceRoles, other) || slices.Contains(ClientRoles, other)
	case RoleConsultant, RoleClientAdmin:
		return slices.Contains(ClientRoles, other)
	}
	return false
}

// User is somebody who can sign in.
type User struct {
	ID         string
	Email      string // lower case
	Name       string
	Admin      bool // runs the installation
	TwoFactor  bool // a code is asked for beside the password
	Passkeys   int  // how many there are to sign in with
	NoPassword bool // they sign in by a passkey or by another service only
	Duty       bool // two factors are asked of them, by a workspace or as one who runs the installation
	CreatedAt  time.Time
	SignedInAt time.Time // zero: never
	BlockedAt  time.Time // zero: may sign in
}

// Proves says that the user can sign in with two factors.
func (u User) Proves() bool { return u.TwoFactor || u.Passkeys > 0 }

// Blocked says that the user may not sign in.
func (u User) Blocked() bool { return !u.BlockedAt.IsZero() }

// Session is one sign-in of a user.
type Session struct {
	ID        string
	Device    string // browser and system in two words
	CreatedAt time.Time
	SeenAt    time.Time
}

const (
	// SessionIdle is after how long without a request a sign-in ends, SessionLongest after how long in any case, unless
	// whoever runs the installation wants it to end sooner.
	SessionIdle    = 12 * time.Hour
	SessionLongest = 30 * 24 * time.Hour

	// Those who run an installation or a workspace can do more harm.
	AdminIdle    = 2 * time.Hour
	AdminLongest = 24 * time.Hour

	// HalfSession is how long somebody has to enter the second factor.
	HalfSession = 10 * time.Minute

	// InvitationLife, ResetLife and ShareLife are how long links work by default.
	InvitationLife = 14 * 24 * time.Hour
	ResetLife      = 24 * time.Hour
	ShareLife      = 14 * 24 * time.Hour

	// LongestShare is the most days that a link to a result may work.
	LongestShare = 365
)

// Workspace is who works here: a consultancy with its clients, or one company. Nothing is visible across workspaces.
type Workspace struct {
	ID        string
	Name      string
	Role      Role // of the viewer; empty: none of the whole workspace
	Duty      bool // its people sign in with two factors
	CreatedAt time.Time
}

// Client is an organisation of a workspace, as its members see it.
type Client struct {
	ID          string
	WorkspaceID string
	Workspace   string // name
	Name        string
	Sector      string
	Role        Role // of the viewer
	CreatedAt   time.Time
	ArchivedAt  time.Time // zero: among the current ones
	Benchmark   bool      // takes part in the benchmark of the installation
}

// Archived says that the client has been put away.
func (c Client) Archived() bool { return !c.ArchivedAt.IsZero() }

// ClientState is a client with its rounds, the oldest first, and what it has planned.
type ClientState struct {
	Client
	Rounds  []Round
	Planned []PlannedAction
}

// Deleted says what was deleted with a client.
type Deleted struct {
	Client         Client
	At             time.Time
	Assessments    int
	Answers        int
	PlannedActions int
	Members        int
}

// Member is a user with a role in a workspace or for one of its organisations.
type Member struct {
	ID             string
	WorkspaceID    string
	Workspace      string // name
	OrganisationID string // empty: the whole workspace
	Organisation   string // name
	User           User
	Role           Role
	CreatedAt      time.Time
}

// Invitation is a link that makes somebody a member, or gives them a password.
type Invitation struct {
	ID             string
	Kind           InvitationKind
	WorkspaceID    string
	Workspace      string // name
	OrganisationID string // empty: the whole workspace
	Organisation   string // name
	Role           Role
	UserID         string // whose password
	Email          string // whom it is for; empty: whoever holds it
	InvitedBy      string // name of a user; empty: the program, or somebody who has left
	CreatedAt      time.Time
	ExpiresAt      time.Time
}

// InvitationKind is what an invitation leads to.
type InvitationKind string

const (
	InvitationSetup    InvitationKind = "setup"    // the first account and its workspace
	InvitationMember   InvitationKind = "member"   // a role
	InvitationPassword InvitationKind = "password" // a new password
)

// Share is a link through which anybody may read a result.
type Share struct {
	ID        string
	Label     string // whom it is for, in the words of who made it
	CreatedBy string // name of a user; empty: one who has left
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero: not revoked
	OpenedAt  time.Time // last time; zero: never
}

// InForce says that the link works at a moment.
func (s Share) InForce(now time.Time) bool { return s.RevokedAt.IsZero() && now.Before(s.ExpiresAt) }

// Delegation is a link through which somebody without an account answers some questions.
type Delegation struct {
	ID        string
	Name      string   // who is asked, in the words of who asks
	Questions []string // ids
	CreatedBy string   // name of a user; empty: a guest, or one who has left
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero: not revoked
	OpenedAt  time.Time // last time; zero: never
}

// InForce says that the link works at a moment.
func (d Delegation) InForce(now time.Time) bool {
	return d.RevokedAt.IsZero() && now.Before(d.ExpiresAt)
}

// Comment is what a member says about a question.
type Comment struct {
	ID        string
	Question  string
	By        string // name of a user; empty: one who has left
	Own       bool   // the viewer wrote it
	Text      string // 1 to MaxComment characters
	CreatedAt time.Time
}

// Mention is a comment that speaks to the viewer, and waits to be read.
type Mention struct {
	Comment
	Assessment   string // id
	Organisation string // name
}

// MaxComment is the longest comment, in characters.
const MaxComment = 2000

// Limits on what an installation may hold for one workspace. A list of any of them stays on one page.
const (
	MaxClients     = 500
	MaxMembers     = 500
	MaxInvitations = 200 // open ones
	MaxShares      = 50  // of one assessment
	MaxDelegations = 50  // of one assessment, in force
	MaxComments    = 200 // on one question
)
