package templates

import (
	"lauter/assessment"
	"lauter/internal/locale"
)

// TasksView is the overview of an assessment: what there is to answer, and what else can be done with it.
type TasksView struct {
	Progress Progress
	Next     *assessment.Question // where to go on; nil: nothing is open
	Number   int                  // of Next, from 1
	More     int                  // questions that a full assessment would add; 0: it is one

	Unconfirmed int                  // answers that were taken over and not confirmed
	Confirm     *assessment.Question // the first of them

	Last *LastSave // among several people; nil: nobody has saved anything, or it is nobody else's business
}

// toConfirm is where the notice about unconfirmed answers leads; nil where a button leads there already.
func (v TasksView) toConfirm(p *Page) *assessment.Question {
	if p.Assessment.Finished() || !p.May(assessment.RightSave) {
		return v.Confirm
	}
	return nil
}

// LastSave is what somebody did last.
type LastSave struct {
	assessment.AnswerChange
	Question *assessment.Question
}

// words say who saved what last.
func (l LastSave) words(p *Page) string {
	by := HistoryView{}.by(p, l.AnswerChange)
	return p.T("tasks.last", "Name", by, "Date", p.P.Date(l.SavedAt), "Time", p.P.Time(l.SavedAt), "Capability", p.Text(l.Question.Capability.Name))
}

// TasksTitle is the title of the overview of an assessment.
func TasksTitle(p *locale.Printer) string { return p.T("tasks.title") }

// heading names the assessment: by its organisation, else as yours.
func (v TasksView) heading(p *Page) string {
	if p.Assessment.Organisation != "" {
		return p.Assessment.Organisation
	}
	return p.T("tasks.heading")
}

// task is where a capability of the overview leads: to its page, or in a quick scan to its only question.
func (p *Page) task(c CapabilityProgress) string {
	if !p.May(assessment.RightSave) {
		return p.URL("/method/questions#" + c.Capability.ID)
	}
	if p.quick() {
		return p.question(c.Next)
	}
	return p.in("capabilities", c.Capability.ID)
}

// status is the state of a capability in words.
func (c CapabilityProgress) status(p *Page) string {
	switch {
	case c.Complete():
		return p.T("tasks.status.complete")
	case c.Carried > 0:
		return p.T("rounds.status", "N", c.Carried)
	case c.Answered > 0:
		return p.T("tasks.status.begun")
	}
	return p.T("tasks.status.open")
}

// CapabilityView is one capability with its questions and their answers in full.
type CapabilityView struct {
	Capability *assessment.Capability
	Progress   CapabilityProgress
	Answers    []AnswerRow
}

// CapabilityTitle is the title of the page of a capability.
func CapabilityTitle(p *locale.Printer, c *assessment.Capability) string { return p.Text(c.Name) }
