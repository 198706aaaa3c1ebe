package templates

import (
	"slices"
	"strconv"
	"time"

	"lauter/assessment"
)

// AsksView lists who was asked which questions.
type AsksView struct {
	Asked  *assessment.Model
	Single *assessment.Question // the one question that the form is about; nil: capabilities are to be chosen
	Rows   []AskRow
	Form   AskForm
	Now    time.Time
}

// AskRow is somebody who was asked.
type AskRow struct {
	assessment.Delegation
	Questions []*assessment.Question // that are still part of the assessment
	Answered  int
}

// AskForm asks somebody, as it was typed.
type AskForm struct {
	Name         string
	Days         string
	Question     string   // id; empty: whole capabilities
	Capabilities []string // ids
	Wrong        map[string]string
}

func (f AskForm) has(c *assessment.Capability) bool { return slices.Contains(f.Capabilities, c.ID) }

// what names the questions by their capabilities, or the one question.
func (r AskRow) what(p *Page) string {
	if len(r.Questions) == 1 {
		return p.Text(r.Questions[0].Text)
	}
	var names []string
	for _, q := range r.Questions {
		if name := p.Text(q.Capability.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return p.P.List(names)
}

// HistoryView is every state that an answer had.
type HistoryView struct {
	Question *assessment.Question
	States   []assessment.AnswerChange // the latest first
}

// by names who saved a state.
func (v HistoryView) by(p *Page, c assessment.AnswerChange) string {
	switch {
	case c.By != "":
		return c.By
	case c.Known:
		return p.T("log.other")
	}
	return p.T("history.guest")
}

func askField(i int) string {
	if i == 0 {
		return "capability" // where the summary of errors leads
	}
	return "capability-" + strconv.Itoa(i)
}
