package templates

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// ActionPlanTitle is the title of the list of planned actions.
func ActionPlanTitle(p *locale.Printer) string { return p.T("planned.title") }

// NewActionTitle is the title of the page on which actions are planned.
func NewActionTitle(p *locale.Printer) string { return p.T("planned.new.title") }

// RemoveActionTitle is the title of the page that asks before a planned action is removed.
func RemoveActionTitle(p *locale.Printer) string { return p.T("planned.remove.title") }

// ActionPlanView is what an organisation has planned, narrowed to what was asked for.
type ActionPlanView struct {
	ResultsView
	Query  ActionQuery
	Errors []FieldError
	Today  string
	Rows   []PlannedRow
	All    int  // before anything was left out
	Added  *int // how many were planned just now; nil: none were

	Counts     map[assessment.ActionStatus]int
	Overdue    int
	Effort     int           // points of the actions of the model that are not closed
	Together   *scoring.Plan // what these bring with what they build on; nil: there are none, or nothing applies
	Overlap    bool          // that is less than the sum of their single gains, because several lift the same answer
	people     []string
	everything []PlannedRow // before anything was left out
}

// ActionQuery is which actions are shown, and in which order.
type ActionQuery struct {
	Status, Owner, Sort string // empty: all; by due date
	Overdue             bool
}

// Narrowed says that the list may leave something out.
func (q ActionQuery) Narrowed() bool { return q.Status != "" || q.Owner != "" || q.Overdue }

// PlannedRow is a planned action with what it would bring by today's answers.
type PlannedRow struct {
	assessment.PlannedAction
	Model   *assessment.Action      // nil: their own, or none of this version of the model
	State   scoring.ActionState     // empty: it has none in what was asked
	Gain    *scoring.Recommendation // nil: it brings nothing today
	Overdue bool
}

// Name is what the action is called.
func (row PlannedRow) Name(p *locale.Printer) string {
	switch {
	case row.Model != nil:
		return p.Text(row.Model.Title)
	case row.Title != "":
		return row.Title
	}
	return row.Action
}

// Sum counts what is planned, and works out what the open actions bring together.
func (v *ActionPlanView) Sum() error {
	v.Counts = map[assessment.ActionStatus]int{}
	v.everything = slices.Clone(v.Rows)
	var open, done []string
	single := new(big.Rat)
	for _, row := range v.Rows {
		v.Counts[row.Status]++
		if row.Overdue {
			v.Overdue++
		}
		if row.Owner != "" {
			v.people = append(v.people, row.Owner)
		}
		switch {
		case row.State == "":
		case row.Status == assessment.ActionStatusDone:
			done = append(done, row.Action)
		case !row.Status.Closed():
			open = append(open, row.Action)
			if row.Gain != nil {
				single.Add(single, row.Gain.Gain)
			}
			v.Effort += v.Model.Efforts[row.Model.Effort].Points
		}
	}
	slices.Sort(v.people)
	v.people = slices.Compact(v.people)
	if len(open) == 0 || v.Overall.Score == nil {
		return nil
	}
	plan, err := scoring.BestPlan(v.Model, v.Answers, scoring.PlanRequest{Scope: scoring.Overall, Pinned: open, Done: done})
	if err != nil {
		return err
	}
	v.Together, v.Overlap = &plan, plan.Gain.Cmp(single) < 0
	return nil
}

// Owners lists whom something is planned for, in the order of the alphabet.
func (v ActionPlanView) Owners() []string { return v.people }

// active counts what is not closed.
func (v ActionPlanView) active() int {
	return v.Counts[assessment.ActionStatusOpen] + v.Counts[assessment.ActionStatusInProgress]
}

// dated says that something that is not closed has a day, which a calendar could show.
func (v ActionPlanView) dated() bool { return slices.ContainsFunc(v.Rows, PlannedRow.OnCalendar) }

// OnCalendar says that a calendar can show when the action is due.
func (row PlannedRow) OnCalendar() bool { return row.Due != "" && !row.Status.Closed() }

// together is the gain of the open actions in words.
func (v ActionPlanView) together() string {
	return v.Words.Change(v.Together.ScoreBefore, v.Together.ScoreAfter)
}

// plannedScope is the scope of what all open actions bring.
const plannedScope scoring.Scope = "actions"

// shownGain is what an action adds to the overall score.
func (v ResultsView) shownGain(r scoring.Recommendation) string { return v.Words.Gain(r) }

// ItemForm is the form of a planned action, as stored or as sent.
type ItemForm struct {
	assessment.PlannedAction
	Owners []string // that are written elsewhere, to choose from
}

// NewActionView is the page on which actions are planned.
type NewActionView struct {
	ResultsView
	Form   ItemForm
	Chosen []string // ids of the model's actions
	Offers []scoring.Recommendation
	Errors []FieldError
}

func (v NewActionView) chosen(id string) bool { return slices.Contains(v.Chosen, id) }

// PlannedActionView is one planned action with its form and its history.
type PlannedActionView struct {
	ResultsView
	Row     PlannedRow // as it is stored
	Form    ItemForm
	Theirs  *assessment.PlannedAction // what somebody saved meanwhile; nil: nothing
	History []assessment.PlannedActionChange
	Errors  []FieldError
	Today   string
	Saved   bool // just now
}

// errorOf is the message on a field, empty if there is none.
func errorOf(errs []FieldError, field string) string {
	for _, e := range errs {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// day writes a due date; empty for none.
func (p *Page) day(due string) string { return Day(p.P, due) }

// Day is a day that is written as 2027-02-28, in words.
func Day(p *locale.Printer, due string) string {
	t, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return due
	}
	return p.Date(t)
}

// daysLate is how long an action has been due.
func daysLate(due, today string) int {
	was, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return 0
	}
	is, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return 0
	}
	return int(is.Sub(was).Hours() / 24)
}

// status is a status in words.
func (p *Page) status(s assessment.ActionStatus) string { return p.T("planned.status." + string(s)) }

// statusTag is the class of a status.
func statusTag(s assessment.ActionStatus) string {
	switch s {
	case assessment.ActionStatusDone:
		return "tag tag-ok"
	case assessment.ActionStatusInProgress:
		return "tag tag-accent"
	}
	return "tag"
}

// noGain says why an action of the model adds nothing today; empty for one of their own.
func (p *Page) noGain(row PlannedRow) string {
	switch {
	case row.Action == "":
		return ""
	case row.Model == nil:
		return p.T("planned.gain.other")
	case row.State == "":
		return p.T("planned.gain.quick")
	}
	return p.T("planned.gain." + string(row.State))
}

// Again is an answer that an action was to lift and that does not say so yet.
type Again struct {
	Question *assessment.Question
	Answer   assessment.Answer
	To       int
}

// again lists the questions that a closed action may have lifted, without those whose answers say so already and those
// that do not apply.
func (v PlannedActionView) again() []Again {
	var all []Again
	if v.Row.Model == nil || v.Row.Status != assessment.ActionStatusDone {
		return nil
	}
	for _, lift := range v.Row.Model.Lifts {
		q := v.question(lift.Question)
		if q == nil {
			continue
		}
		answer := v.Answers[lift.Question]
		if answer.Choice == assessment.NotApplicable || answer.Choice.Rated() && int(answer.Choice) >= lift.To {
			continue
		}
		all = append(all, Again{q, answer, lift.To})
	}
	return all
}

// PlannedEdit is what somebody changed of a planned action in one save.
type PlannedEdit struct {
	SavedAt time.Time
	First   bool
	Fields  []EditedField
}

// EditedField is one field with what it said before and after.
type EditedField struct {
	Label, Before, After string
}

// edits tells the history as changes, the last first.
func (v PlannedActionView) edits(p *Page) []PlannedEdit {
	var all []PlannedEdit
	for i, state := range v.History {
		edit := PlannedEdit{SavedAt: state.SavedAt.Local(), First: i == 0}
		before := assessment.PlannedActionChange{}
		if i > 0 {
			before = v.History[i-1]
		}
		edit.Fields = p.differences(before, state)
		all = append(all, edit)
	}
	slices.Reverse(all)
	return all
}

// differences lists the fields in which two states of a planned action differ.
func (p *Page) differences(before, after assessment.PlannedActionChange) []EditedField {
	said := func(s assessment.ActionStatus) string {
		if s == "" {
			return ""
		}
		return p.status(s)
	}
	var changed []EditedField
	for _, f := range []EditedField{
		{p.T("planned.col.title"), before.Title, after.Title},
		{p.T("planned.col.owner"), before.Owner, after.Owner},
		{p.T("planned.col.due"), p.day(before.Due), p.day(after.Due)},
		{p.T("planned.col.status"), said(before.Status), said(after.Status)},
		{p.T("planned.col.reason"), before.Reason, after.Reason},
		{p.T("planned.col.cost"), before.Cost, after.Cost},
		{p.T("planned.col.note"), before.Note, after.Note},
	} {
		if f.Before != f.After {
			changed = append(changed, f)
		}
	}
	return changed
}

// stateOf is a planned action as its history keeps it.
func stateOf(a assessment.PlannedAction) assessment.PlannedActionChange {
	return assessment.PlannedActionChange{
		Title: a.Title, Status: a.Status, Owner: a.Owner, Due: a.Due, Reason: a.Reason, Cost: a.Cost, Note: a.Note,
	}
}

// theirs lists what somebody saved meanwhile that the form says otherwise.
func (v PlannedActionView) theirs(p *Page) []EditedField {
	return p.differences(stateOf(v.Form.Normalise()), stateOf(*v.Theirs))
}

// orNone writes what a field said.
func (p *Page) orNone(s string) string {
	if strings.TrimSpace(s) == "" {
		return p.T("planned.empty")
	}
	return s
}

// lead says in a sentence how far the plan is.
func (v ActionPlanView) lead(p *Page) string {
	said := p.T("planned.lead", "N", v.active())
	if v.Overdue > 0 {
		said += " " + p.T("planned.lead.overdue", "N", v.Overdue)
	}
	return said
}

// alongside counts the actions that the open ones build on and that are not planned.
func (v ActionPlanView) alongside() int {
	planned := 0
	for _, row := range v.everything {
		if slices.Contains(v.Together.Actions, row.Action) && !row.Status.Closed() {
			planned++
		}
	}
	return len(v.Together.Actions) - planned
}

// usualOwner is the role that the model names for the action.
func (v PlannedActionView) usualOwner() string {
	if v.Row.Model == nil {
		return ""
	}
	return v.Words.RoleName(v.Row.Model.Owner)
}

func (p *Page) ownerHint(usual string) string {
	if usual == "" {
		return p.T("planned.field.owner.hint")
	}
	return p.T("planned.field.owner.usual", "Role", usual)
}

// dueType is the type of the control: what is no day could not be shown in one for days.
func (f ItemForm) dueType() string {
	if _, err := time.Parse(time.DateOnly, f.Due); f.Due != "" && err != nil {
		return "text"
	}
	return "date"
}
