package assessment

import "time"

// Kind says how many questions an assessment asks.
type Kind string

const (
	KindQuick Kind = "quick" // one question per capability
	KindFull  Kind = "full"
)

// Retention is how long a guest's assessment is kept after the last change or opening of its private link.
const Retention = 90 * 24 * time.Hour

const (
	// ClientRetention is how long an assessment of a client is kept after its last change: three yearly rounds.
	ClientRetention = 36 * 30 * 24 * time.Hour

	// LogRetention is how long an entry of an audit log is kept.
	LogRetention = 365 * 24 * time.Hour
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
	UsedAt         time.Time           // last change or opening of the private link
	FinishedAt     time.Time           // zero while open
	HasLink        bool                // a private link is in force
	Facts          map[string][]string // scoping profile: fact id to values ("yes", "no", option ids)
	Previous       string              // id of the round before this one; empty: the first
	Role           Role                // of the viewer
	Scope          []string            // ids of the questions that a delegate was asked; nil: all
	Targets        map[string]int      // target level 1..5 by capability id, as set; a missing one is the default
}

// Finished says that the assessment takes no more answers until it is reopened.
func (a *Assessment) Finished() bool { return !a.FinishedAt.IsZero() }

// ExpiresAt is when the daily job deletes the assessment if nobody touches it again.
func (a *Assessment) ExpiresAt() time.Time {
	if a.OfClient() {
		return a.UsedAt.Add(ClientRetention)
	}
	return a.UsedAt.Add(Retention)
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
