package templates

import (
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
)

// NewRoundView asks how the next round should begin.
type NewRoundView struct {
	Answered int    // questions of this round that have an answer
	Error    string // nothing that is offered was chosen
	Latest   *LaterRound
	Newer    bool // the next round asks by another version of the questions
	Version  string
}

// LaterRound is a round after the one a page is about.
type LaterRound struct {
	ID     string
	Number int
}

// NewRoundTitle is the title of the page that begins another round.
func NewRoundTitle(p *locale.Printer) string { return p.T("rounds.new.title") }

// carryField is the id of the first choice, which an error leads to.
const carryField = "carry-yes"

func (v NewRoundView) refusals() []FieldError {
	if v.Error == "" {
		return nil
	}
	return []FieldError{{Field: carryField, Text: v.Error}}
}

// LastAnswer is what the round before answered to a question.
type LastAnswer struct {
	Choice assessment.Choice
	On     time.Time
	Taken  bool // it stands in the form as it was, and nobody has confirmed it yet
}

// unconfirmed counts the answers behind the result that were taken over and not confirmed.
func (v ResultsView) unconfirmed() int {
	n := 0
	for _, a := range v.Answers {
		if a.Carried {
			n++
		}
	}
	return n
}

// toConfirm is the first question whose answer was taken over and not confirmed; nil: there is none.
func (v ResultsView) toConfirm() *assessment.Question {
	for _, q := range v.Model.Questions() {
		if v.Answers[q.ID].Carried {
			return q
		}
	}
	return nil
}

// on says that the tag of the last answer belongs to this value of the form.
func (l *LastAnswer) on(value string) bool { return l != nil && l.Choice.String() == value }

// carried says that the form holds an answer that was taken over and not confirmed.
func (v QuestionView) carried() bool { return v.Last != nil && v.Last.Taken }
