package assessment

import "time"

// Kind says how many questions an assessment asks.
type Kind string

const (
	KindQuick Kind = "quick" // one question per capability
	KindFull  Kind = "full"
)

// How long things are kept unless whoever runs the installation says otherwise; see KeptKinds.
const (
	// Retention is that of a guest's assessment, after the last change or opening of its private link.
	Retention = 90 * day

	// ClientRetention is that of an assessment of a client, after its last change: three yearly rounds.
	ClientRetention = 36 * 30 * day

	// LogRetention is that of an entry of an audit log.
	LogRetention = 365 * day
)

// Assessment is one organisation measured against one pinned model at one time.
type Assessment struct {
	ID             string
	WorkspaceID    string
	OrganisationID string
	Organisation   string // name; empty when the guest gave none
	Kind           Kind
	Model          *Model // the whole pinned model; Questionnaire is what this assessment asks
	Rev            int    // rises with every change of the assessment or of one of its answers
	CreatedAt      time.Time
	ChangedAt      time.Time           // last change
	UsedAt         time.Time           // last change or opening of the private link, of any round
	Expiry         time.Time           // when it is deleted if nobody touches it; zero: after the default period
	FinishedAt     time.Time           // zero while open
	HasLink        bool                // a private link is in force
	Facts          map[string][]string // scoping profile: fact id to values ("yes", "no", option ids)
	Previous       string              // id of the round before this one; empty: the first
	Role           Role                // of the viewer
	Scope          []string            // ids of the questions that a delegate was asked; nil: all
	Workspace      string              // name of who works on it; empty: a guest
	Logo           Logo                // of the workspace
	Targets        map[string]int      // target level 1..5 by capability id, as set; a missing one is the default
}

// Logo describes the sign of a workspace, which stands on its reports. The zero value is none.
type Logo struct {
	Digest        string // SHA-256 in hex
	Width, Height int    // pixels
}

// Finished says that the assessment takes no more answers until it is reopened.
func (a *Assessment) Finished() bool { return !a.FinishedAt.IsZero() }

// ExpiresAt is when the daily job deletes the assessment if nobody touches it again.
func (a *Assessment) ExpiresAt() time.Time {
	if !a.Expiry.IsZero() {
		return a.Expiry
	}
	return Periods{}.Expiry(a.OfClient(), a.UsedAt, false, a.UsedAt, 0)
}

// OfClient says that the viewer sees the assessment as a member of its workspace.
func (a *Assessment) OfClient() bool {
	return a.Role != "" && a.Role != RoleOwner && a.Role != RoleShared && a.Role != RoleDelegate
}

// Questionnaire is the model restricted to what this assessment asks its viewer.
func (a *Assessment) Questionnaire() *Model {
	asked := a.Model
	if a.Kind == KindQuick {
		asked = a.Model.Quick()
	}
	if a.Role == RoleDelegate {
		return asked.Only(a.Scope)
	}
	return asked
}
