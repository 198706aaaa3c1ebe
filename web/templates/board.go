package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// Groups of questions after a vote on all of them.
const (
	GroupDiscuss = "discuss" // to talk about first
	GroupAccept  = "accept"  // to be agreed on as it is
	GroupFew     = "few"     // too few have voted to show how
)

// Board is where a workshop is, for the page of whoever leads it and for the big screen. It holds no vote that the room
// has not been shown.
type Board struct {
	*assessment.Workshop
	Model     *assessment.Model
	Words     wording.VoteWords
	Now       time.Time
	Address   string      // where one joins, without the code
	Rows      []*BoardRow // in the order of the model
	Order     []*BoardRow // in the order in which the room goes through them
	At        *BoardRow   // in the room; nil: none
	Place     int         // of At in Order, from 1
	Finished  int         // seats that have voted on every question, while all are voted on
	DotVoters int         // seats that have chosen actions
}

// BoardRow is a question of a workshop with what may be shown of its votes.
type BoardRow struct {
	*assessment.WorkshopQuestion
	Question *assessment.Question
	Rounds   []assessment.ShownVotes // rounds that are over
	Group    string                  // empty: there was no vote on all questions
	Why      string                  // it is worth talking about
}

// In are the questions of a group, in the order of the model.
func (b Board) In(group string) []*BoardRow {
	return slices.DeleteFunc(slices.Clone(b.Rows), func(row *BoardRow) bool { return row.Group != group })
}

// Ordered are the questions of a group, in the order in which the room goes through them.
func (b Board) Ordered(group string) []*BoardRow {
	return slices.DeleteFunc(slices.Clone(b.Order), func(row *BoardRow) bool { return row.Group != group })
}

// Acceptable are the questions that can be agreed on as they were voted, all at once.
func (b Board) Acceptable() []*BoardRow {
	return slices.DeleteFunc(b.In(GroupAccept), func(row *BoardRow) bool {
		return row.Agreed != nil || row.Phase != assessment.PhaseShown ||
			row.Proposed() == assessment.Blank || row.Proposed() == assessment.NotApplicable
	})
}

// Unreasoned are the questions that would be Acceptable if what does not apply needed no reason.
func (b Board) Unreasoned() []*BoardRow {
	return slices.DeleteFunc(b.In(GroupAccept), func(row *BoardRow) bool {
		return row.Agreed != nil || row.Proposed() != assessment.NotApplicable
	})
}

// Grouped says that the votes on all questions were shown together.
func (b Board) Grouped() bool { return len(b.Rows) > 0 && b.Rows[0].Group != "" }

// Beside are the questions before and after the one in the room; nil: there is none. Without one in the room the next is
// the first that is not settled.
func (b Board) Beside() (before, after *BoardRow) {
	if b.At == nil {
		return nil, b.Next()
	}
	if b.Place > 1 {
		before = b.Order[b.Place-2]
	}
	if b.Place < len(b.Order) {
		after = b.Order[b.Place]
	}
	return before, after
}

// Next is the next question that is not settled: after the one in the room, or else from the beginning; nil: none.
func (b Board) Next() *BoardRow {
	for i := range b.Order {
		if row := b.Order[(b.Place+i)%len(b.Order)]; row.Agreed == nil && row != b.At {
			return row
		}
	}
	return nil
}

// MostVotes is the highest number of votes on a question while all are voted on.
func (b Board) MostVotes() (most int) {
	for _, row := range b.Rows {
		most = max(most, row.Votes)
	}
	return most
}

// Thin is on how many questions fewer have voted than may be shown.
func (b Board) Thin() (n int) {
	for _, row := range b.Rows {
		if row.Votes < b.Threshold {
			n++
		}
	}
	return n
}

// Dots are the actions that are voted on, those with most votes first once they are shown.
func (b Board) Dots() []assessment.WorkshopAction {
	all := slices.Clone(b.Actions)
	if b.DotsPhase == assessment.PhaseShown {
		slices.SortStableFunc(all, func(x, y assessment.WorkshopAction) int { return y.Dots - x.Dots })
	}
	return all
}

func (b Board) actionTitle(p *Page, id string) string {
	if action, ok := b.Model.Action(id); ok {
		return p.Text(action.Title)
	}
	return id
}

// share is the width of an action's bar beside the one with most votes.
func (b Board) share(dots int) string {
	most := 1
	for _, a := range b.Actions {
		most = max(most, a.Dots)
	}
	return strconv.Itoa(100*dots/most) + "%"
}

// groupedCode is the code in the two halves in which it is read out.
func (b Board) groupedCode() (one, two string) {
	half := len(b.Code) / 2
	return b.Code[:half], b.Code[half:]
}

func (b Board) spokenCode() string { one, two := b.groupedCode(); return one + " " + two }

// name is what the workshop is called.
func (b Board) name(p *Page) string {
	if b.Title != "" {
		return b.Title
	}
	return p.T("run.workshop")
}

// attended are the roles of the people in the room, as offered, with their number.
func (b Board) attended() (roles []assessment.SeatRole) {
	for _, role := range append(slices.Clone(assessment.SeatRoles), "") {
		if b.Attendance[role] > 0 {
			roles = append(roles, role)
		}
	}
	return roles
}

// Shown says that the last round that is over may be shown.
func (row BoardRow) Shown() bool {
	return len(row.Rounds) > 0 && row.Rounds[len(row.Rounds)-1].All != nil
}

// last is what the last round that may be shown says, and before what the one before it says.
func (row BoardRow) last() scoring.VoteResult   { return row.result(len(row.Rounds) - 1) }
func (row BoardRow) before() scoring.VoteResult { return row.result(len(row.Rounds) - 2) }

func (row BoardRow) result(i int) scoring.VoteResult {
	if i < 0 {
		return scoring.VoteResult{}
	}
	return scoring.Votes(row.Rounds[i].All)
}

// Proposed is what the last votes propose; Blank: nothing, or they may not be shown.
func (row BoardRow) Proposed() assessment.Choice { return row.last().Proposed }

// Suggested is what was agreed, or else what the votes propose, if the question can be answered so.
func (row BoardRow) Suggested() assessment.Choice {
	if row.Agreed != nil {
		return row.Agreed.Choice
	}
	if c := row.Proposed(); c != assessment.NotApplicable || row.Question.AllowsNA {
		return c
	}
	return assessment.Blank
}

// Closer says that the answers lie closer together than in the round before.
func (row BoardRow) Closer() bool {
	now, before := row.last(), row.before()
	return now.Distance != nil && before.Distance != nil && now.Distance.Cmp(before.Distance) < 0
}

func (row BoardRow) votes(b Board) VotesView {
	return VotesView{Words: b.Words, Levels: b.Model.Levels, Rounds: row.Rounds, ID: "v"}
}

// levelName is what a level is for this question: its name, and its anchor.
func (b Board) levelName(p *Page, level int) string { return p.Text(b.Model.Levels[level-1].Name) }

// AgreedMark tells one agreement from another, so that none is replaced by whoever has not seen it. Empty: there is none.
func AgreedMark(a *assessment.Agreement) string {
	if a == nil {
		return ""
	}
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // numbers and texts can always be written
	}
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:8])
}
