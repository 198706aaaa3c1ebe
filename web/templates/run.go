package templates

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// RunView is the page of whoever leads a workshop.
type RunView struct {
	Board
	Sent       SentStep
	Shortcuts  assessment.Switch
	Doubts     []Doubt              // about what is agreed or proposed for the question in the room
	Candidates []*assessment.Action // that the room can vote on in the end
}

// SentStep is a step that was refused, as it was sent.
type SentStep struct {
	Notice    string // why the workshop did not take it: moved, few; empty: it did
	Do        string // which step
	Question  string // of an agreement
	Agreement assessment.Agreement
	Text      string            // to be parked
	Actions   []string          // to be voted on
	Wrong     map[string]string // message ids by field
}

// Refused says that something was wrong with it.
func (s SentStep) Refused() bool { return len(s.Wrong) > 0 }

// RunTitle is the title of the page for whoever leads a workshop.
func RunTitle(p *locale.Printer, b Board) string {
	if b.At != nil {
		return p.Text(b.At.Question.Text)
	}
	if b.Title != "" {
		return b.Title
	}
	return p.T("run.workshop")
}

func (v RunView) path(rest ...string) string { return WorkshopPath(v.ID, rest...) }

// stepPath is where all steps are sent.
func (v RunView) stepPath() string { return v.path("steps") }

// agreed is the agreement that the form shows: as it was sent, as it is, or as the votes propose it.
func (v RunView) agreed() assessment.Agreement {
	switch {
	case v.sentHere():
		return v.Sent.Agreement
	case v.At.Agreed != nil:
		return *v.At.Agreed
	}
	return assessment.Agreement{Choice: v.At.Suggested()}
}

// agreeing says that the question in the room can be settled now.
func (v RunView) agreeing() bool {
	return v.Stage == assessment.StageTalk && v.At != nil && v.At.Phase != assessment.PhaseOpen
}

// sentHere says that the form of the question in the room was refused, and is shown as it was sent.
func (v RunView) sentHere() bool {
	return v.Sent.Do == "agree" && v.agreeing() && v.Sent.Question == v.At.ID
}

// lost says that an agreement was refused that has no form any more: its text is shown, so that it can be copied.
func (v RunView) lost() bool { return v.Sent.Do == "agree" && !v.sentHere() }

// wrong is what is wrong with a field of a refused step.
func (v RunView) wrong(p *Page, do, field string) string {
	if v.Sent.Do != do || v.Sent.Wrong[field] == "" {
		return ""
	}
	return p.T(v.Sent.Wrong[field])
}

// problems lists what is wrong with a refused step, by the fields of the page.
func (v RunView) problems(p *Page) []FieldError {
	wrong := map[string]string{}
	for field, message := range v.Sent.Wrong {
		wrong[v.fieldID(field)] = p.T(message)
	}
	return refusals(wrong, "agreed-1", "agree-reason", "agree-owner", "agree-note", "agree-need", "agree-dissent")
}

// fieldID is the id of the element of a field.
func (v RunView) fieldID(field string) string {
	switch {
	case v.Sent.Do == "park":
		return "park-text"
	case v.lost():
		return "kept"
	case field == "agreed":
		return "agreed-1"
	case field == "action":
		return "actions"
	}
	return "agree-" + field
}

// formKey changes when the form at the side is about something else than before. While it stays, what is typed into the
// form stays too.
func (v RunView) formKey() string {
	switch {
	case v.agreeing():
		return strings.Join([]string{v.At.ID, strconv.Itoa(v.At.Round), string(v.At.Phase), AgreedMark(v.At.Agreed)}, ":")
	case v.choosing():
		key := "dots:" + string(v.DotsPhase)
		for _, a := range v.Candidates {
			key += ":" + a.ID
		}
		return key
	}
	return ""
}

// choosing says that the actions for a vote can be chosen now.
func (v RunView) choosing() bool {
	return v.Stage == assessment.StageWrap && v.DotsPhase != assessment.PhaseOpen && len(v.Candidates) > 0
}

// talking says that one question is in the room.
func (v RunView) talking() bool { return v.Stage == assessment.StageTalk && v.At != nil }

// sideName is what the form at the side is for.
func (v RunView) sideName(p *Page) string {
	if v.Stage == assessment.StageWrap {
		return p.T("run.dots.title")
	}
	return p.T("run.agree.title")
}

// agreeHint says what the form suggests, and what another answer needs.
func (v RunView) agreeHint(p *Page) string {
	if c := v.At.Proposed(); c != assessment.Blank {
		return p.T("run.agree.hint", "Vote", v.Words.Name(c))
	}
	return p.T("run.agree.hint.none")
}

// chosenAction says that the form asks for a vote on an action: as it was sent, or the five that bring most.
func (v RunView) chosenAction(at int, id string) bool {
	if v.Sent.Do == "open_dots" {
		return slices.Contains(v.Sent.Actions, id)
	}
	return at < 5
}

// people says how many there are, and how they vote.
func (v RunView) people(p *Page) string {
	mode := p.T("run.anonymous")
	if v.Named {
		mode = p.T("run.named")
	}
	return p.T("run.people", "N", v.Seats, "Mode", mode)
}

// stateLine says where a question is in the list: settled, being voted on, or how many have voted.
func (v RunView) stateLine(p *Page, row *BoardRow) string {
	switch {
	case row.Agreed != nil:
		return p.T("run.state.agreed", "Vote", v.Words.Name(row.Agreed.Choice))
	case v.Stage == assessment.StageVote:
		return p.T("run.state.votes", "N", row.Votes)
	case row.Phase == assessment.PhaseOpen:
		return p.T("run.state.open")
	case row.Phase == assessment.PhaseShown && row.Group == GroupAccept && row.Shown():
		return p.T("run.state.middle", "Vote", v.Words.Name(row.Proposed()))
	case row.Phase == assessment.PhaseShown && !row.Shown():
		return p.T("run.state.few", "N", row.Rounds[len(row.Rounds)-1].Count)
	case row.Phase == assessment.PhaseShown && row.Group == "":
		return p.T("run.state.shown")
	}
	return ""
}

// reasoned are the questions that can be agreed on as they were voted, without those that need a reason first.
func (v RunView) reasoned() []*BoardRow {
	if v.Stage != assessment.StageTalk {
		return v.In(GroupAccept)
	}
	unreasoned := v.Unreasoned()
	return slices.DeleteFunc(v.In(GroupAccept), func(row *BoardRow) bool { return slices.Contains(unreasoned, row) })
}

// partLine says where the questions of a capability are.
func (v RunView) partLine(p *Page, part mapEntry) string {
	switch v.Stage {
	case assessment.StageLobby:
		return p.T("run.agenda", "N", len(part.Rows))
	case assessment.StageVote:
		fewest, most := part.Rows[0].Votes, part.Rows[0].Votes
		for _, row := range part.Rows {
			fewest, most = min(fewest, row.Votes), max(most, row.Votes)
		}
		if fewest < most {
			return p.T("run.part.votes", "Fewest", fewest, "N", most)
		}
		return p.T("run.state.votes", "N", most)
	}
	return part.summary(p)
}

// missing is how many more have to vote until something can be shown.
func (v RunView) missing(votes int) int { return max(v.Threshold-votes, 0) }

// roundTitle says which vote it is, and how many votes of it are shown.
func (b Board) roundTitle(p *Page) string {
	n := b.At.Rounds[len(b.At.Rounds)-1].Count
	which := p.T("votes.round." + strconv.Itoa(len(b.At.Rounds)))
	if !b.At.Shown() {
		return which
	}
	return p.T("run.shown", "Which", which, "N", n)
}

// distance says how far the answers lie apart, now and in the round before.
func (b Board) distance(p *Page) (now, before string) {
	now = b.Words.Distance(b.At.last())
	if was := b.At.before(); was.Distance != nil && now != "" {
		before = p.T("run.distance.before", "Levels", b.Words.Levels(was.Distance))
	}
	return now, before
}

// splitBefore says that the views were split in an earlier round, and are no longer.
func (b Board) splitBefore(p *Page) string {
	for i := len(b.At.Rounds) - 2; i >= 0 && !b.At.last().Split; i-- {
		if r := b.At.result(i); r.Split {
			return p.T("run.split.before", "Which", p.T("votes.round."+strconv.Itoa(i+1))) + " " + b.Words.SplitParts(r)
		}
	}
	return ""
}

// roleRow is what a role voted, where that may be shown.
type roleRow struct {
	Role   assessment.SeatRole
	Result scoring.VoteResult
	N      int
}

// byRole are the votes of the last round by role, as far as they may be shown.
func (row BoardRow) byRole() (all []roleRow) {
	if len(row.Rounds) == 0 {
		return nil
	}
	votes := row.Rounds[len(row.Rounds)-1].ByRole
	for _, role := range append(slices.Clone(assessment.SeatRoles), "") {
		if v := votes[role]; v != nil {
			all = append(all, roleRow{role, scoring.Votes(v), len(v)})
		}
	}
	return all
}

// apart is between which two roles the answers differ most, if by a level or more.
func (row BoardRow) apart() (low, high *roleRow) {
	for _, r := range row.byRole() {
		if r.Result.Rated == 0 {
			continue
		}
		if low == nil || r.Result.Middle < low.Result.Middle {
			low = &r
		}
		if high == nil || r.Result.Middle > high.Result.Middle {
			high = &r
		}
	}
	if low == nil || low.Result.Middle == high.Result.Middle {
		return nil, nil
	}
	return low, high
}

// minutes is for how long the question in the room is being talked about.
func (b Board) minutes() int { return int(b.Now.Sub(b.ClockAt) / time.Minute) }

func (b Board) clockAt() string { return strconv.FormatInt(b.ClockAt.UnixMilli(), 10) }
func (b Board) nowAt() string   { return strconv.FormatInt(b.Now.UnixMilli(), 10) }
func (b Board) ticking() bool   { return !b.ClockAt.IsZero() && b.At != nil }

// runKeys are the keys of the page for whoever leads, with the end of the id of the message that says what each does.
// What they do is in static/run.js.
var runKeys = [][2]string{
	{"1 – 5", "level"}, {"a", "again"}, {"← →", "beside"}, {"q", "code"}, {"b", "blank"}, {"?", "keys"},
}
