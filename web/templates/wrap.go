package templates

import (
	"slices"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// Most of what the end of a workshop lists.
const (
	MostApart   = 5
	MostActions = 5
)

// WrapView is the end of a workshop: what was agreed, what it changes, and what comes next.
type WrapView struct {
	SittingView
	Outcome *scoring.Outcome
	Before  *wording.Words // of the findings before
	After   *wording.Words // of those with all that was agreed
	Voters  int            // who have chosen actions
	Seats   int            // who could
	Offers  []scoring.Recommendation
	Top     []TopAction
	Mail    string
	Errors  []FieldError
}

// TopAction is an action that comes first, with what the room and the arithmetic say for it.
type TopAction struct {
	*assessment.Action
	Dots    int                     // votes; 0 without any that are shown
	Gain    *scoring.Recommendation // nil: it brings nothing any more
	Planned *assessment.PlannedAction
	Chosen  bool // in the form
	Owner   string
	Due     string
}

// leads says that whoever looks leads the workshop and can still change it.
func (v WrapView) leads(p *Page) bool { return p.May(assessment.RightManage) && !v.Workshop.Closed() }

func (v WrapView) phase() assessment.Phase { return v.Workshop.DotsPhase }

// short is how many are still missing until votes on actions may be shown.
func (v WrapView) short() int { return max(0, v.Workshop.Threshold-v.Voters) }

// plannable are the top actions that are not in the plan.
func (v WrapView) plannable() bool {
	return slices.ContainsFunc(v.Top, func(a TopAction) bool { return a.Planned == nil })
}

// mostDots is the highest number of votes on one action.
func (v WrapView) mostDots() int {
	most := 1
	for _, a := range v.Top {
		most = max(most, a.Dots)
	}
	return most
}

// scopes are overall and each dimension, before and after.
func (v WrapView) scopes() [][2]scoring.Result {
	before, after := v.Outcome.Before, v.Outcome.After
	all := [][2]scoring.Result{{before.Overall, after.Overall}}
	for i := range before.Dimensions {
		all = append(all, [2]scoring.Result{before.Dimensions[i], after.Dimensions[i]})
	}
	return all
}

// CloseTitle is the title of the page that asks before a workshop is closed.
func CloseTitle(p *locale.Printer) string { return p.T("close.title") }

// CloseView asks before a workshop is closed.
type CloseView struct {
	SittingView
	Seats     int
	Agreed    int
	Unwritten int // agreed, and not in the assessment
	Waiting   bool
}

// ImportView is the page on which a workshop from a file is read.
type ImportView struct {
	Fault  string // what is wrong with the file, in words; empty: nothing
	Detail string // where; may be empty
	Known  string // address of the workshop if it is here already; empty: it is not
}

// ImportedView is a workshop from a file before it is kept.
type ImportedView struct {
	SittingView
	File     *scoring.WorkshopFile
	Content  string // of the file, which the next form sends again
	Rows     []ImportRow
	Foreign  bool // it was held on another assessment
	Finished bool
	Conflict bool // answers changed since the page was made; nothing was kept
	Errors   []FieldError
	Now      *wording.Words
}

// ImportRow is a question of a workshop from a file: the answer here, as it was there, and what was agreed.
type ImportRow struct {
	WriteRow
	Then assessment.Answer
}

// Conflicts says that the answer here is not the one that the room spoke about.
func (r ImportRow) Conflicts() bool {
	return r.Stored.Choice != r.Then.Choice && r.Stored.Choice != r.Agreed.Choice
}
