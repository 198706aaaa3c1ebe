package assessment

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lauter/internal/locale"
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
	Title   string
	Status  ActionStatus
	Owner   string
	Due     string
	Reason  string
	Cost    string
	Note    string
	SavedAt time.Time
}

// MaxRounds is how many rounds one organisation can have.
const MaxRounds = 40

// MaxScenarioName is the longest name of a scenario, in characters.
const MaxScenarioName = 120

// MaxScenarios is how many scenarios one assessment keeps.
const MaxScenarios = 50

// MaxScenarioQuery is the longest query of a scenario, in bytes.
const MaxScenarioQuery = 4096

// Scenario is a named what-if: the query of its address, which holds all of it.
type Scenario struct {
	ID        string
	Name      string
	Query     string // of the what-if or the plan page
	Page      string // "what-if" or "plan"
	CreatedAt time.Time
}

// Round is one of an organisation's assessments with its answers.
type Round struct {
	*Assessment
	Answers Answers
}

// Name is what the page calls the action: the title of the model's action, or the one that was written. An action that
// this model does not have is called by its id.
func (a PlannedAction) Name(m *Model) locale.Text {
	if action, ok := m.Action(a.Action); ok {
		return action.Title
	}
	name := a.Title
	if name == "" {
		name = a.Action
	}
	return locale.Text{EN: name, DE: name}
}

// SameState says that two planned actions differ in nothing that somebody has written.
func (a PlannedAction) SameState(b PlannedAction) bool {
	return a.Title == b.Title && a.Owner == b.Owner && a.Due == b.Due && a.Status == b.Status &&
		a.Reason == b.Reason && a.Cost == b.Cost && a.Note == b.Note
}

// Normalise removes what nobody wants to keep: spaces around the words, control characters, and the reason of an
// action that was not dropped.
func (a PlannedAction) Normalise() PlannedAction {
	for _, line := range []*string{&a.Title, &a.Owner, &a.Due, &a.Cost} {
		*line = strings.Join(strings.Fields(Clean(*line)), " ")
	}
	a.Reason, a.Note = Clean(a.Reason), Clean(a.Note)
	if a.Status == "" {
		a.Status = ActionStatusOpen
	}
	if a.Status != ActionStatusDropped {
		a.Reason = ""
	}
	return a
}

// Check returns the refused fields of a planned action with the keys of their messages; nil if there is none.
func (a PlannedAction) Check() map[string]string {
	wrong := map[string]string{}
	if a.Action == "" && a.Title == "" {
		wrong["title"] = "planned.error.title"
	}
	for _, limit := range []struct {
		field, text string
		most        int
	}{
		{"title", a.Title, MaxActionTitle}, {"owner", a.Owner, MaxActionOwner}, {"cost", a.Cost, MaxActionCost},
		{"note", a.Note, MaxActionNote}, {"reason", a.Reason, MaxActionReason},
	} {
		if utf8.RuneCountInString(limit.text) > limit.most {
			wrong[limit.field] = "planned.error." + limit.field + ".long"
		}
	}
	if a.Due != "" {
		if _, err := time.Parse(time.DateOnly, a.Due); err != nil {
			wrong["due"] = "planned.error.due"
		}
	}
	if !a.Status.Valid() {
		wrong["status"] = "planned.error.status"
	}
	if a.Status == ActionStatusDropped && a.Reason == "" {
		wrong["reason"] = "planned.error.reason"
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// PlannedConflictError means that somebody saved the planned action since the sender last saw it.
type PlannedConflictError struct{ Stored PlannedAction }

func (e *PlannedConflictError) Error() string {
	return fmt.Sprintf("planned action is at revision %d", e.Stored.Rev)
}
