package assessment

import (
	"slices"
	"time"
)

// ActionStatus says how far a planned action is.
type ActionStatus string

const (
	ActionStatusOpen       ActionStatus = "open"
	ActionStatusInProgress ActionStatus = "in_progress"
	ActionStatusDone       ActionStatus = "done"
	ActionStatusDropped    ActionStatus = "dropped" // with a reason
)

// ActionStatuses lists every status in the order of the work.
var ActionStatuses = []ActionStatus{ActionStatusOpen, ActionStatusInProgress, ActionStatusDone, ActionStatusDropped}

// Valid says that the status is one of the four.
func (s ActionStatus) Valid() bool { return slices.Contains(ActionStatuses, s) }

// Closed says that nobody works on the action any more.
func (s ActionStatus) Closed() bool { return s == ActionStatusDone || s == ActionStatusDropped }

// Limits of what is written beside a planned action, in characters.
const (
	MaxActionTitle  = 200
	MaxActionOwner  = 120
	MaxActionCost   = 60
	MaxActionNote   = 4000
	MaxActionReason = 500
)

// MaxPlannedActions is how many actions one organisation can plan.
const MaxPlannedActions = 200

// PlannedAction is an action of the model, or one of their own, that an organisation takes on.
type PlannedAction struct {
	ID     string
	Action string // id of the model's action; empty: their own
	Title  string // of their own action; empty for one of the model
	Owner  string // a person or a role in free words; may be empty
	Due    string // a day as 2027-02-28; empty: none
	Status ActionStatus
	Reason string // why it was dropped; else empty
	Cost   string // in free words; may be empty
	Note   string
	Rev    int // rises with every change

	CreatedAt time.Time
	ChangedAt time.Time
	ClosedAt  time.Time // zero while it is open or in progress
}

// Overdue says that the action should have been closed before a day, given as 2027-02-28.
func (a PlannedAction) Overdue(today string) bool {
	return a.Due != "" && a.Due < today && !a.Status.Closed()
}

// PlannedActionChange is one state that a planned action had, for its history.
type PlannedActionChange struct {
	Rev     int
	Status  ActionStatus
	Owner   string
	Due     string
	Reason  string
	Cost    string
	Note    string
	SavedAt time.Time
}

// MaxScenarioName is the longest name of a scenario, in characters.
const MaxScenarioName = 120

// MaxScenarios is how many scenarios one assessment keeps.
const MaxScenarios = 50

// Scenario is a named what-if: the query of its address, which holds all of it.
type Scenario struct {
	ID        string
	Name      string
	Query     string // of the what-if or the plan page, at most 4,096 bytes
	Page      string // "what-if" or "plan"
	CreatedAt time.Time
}

// Round is one of an organisation's assessments with its answers.
type Round struct {
	*Assessment
	Answers Answers
}
