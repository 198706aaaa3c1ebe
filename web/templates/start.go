package templates

import (
	"strconv"

	"lauter/assessment"
)

// StartView is the start page.
type StartView struct {
	Model   *assessment.Model // full
	Quick   Offer
	Full    Offer
	Own     []OwnAssessment // of this browser, the last changed first
	Form    StartForm
	Deleted bool         // an assessment has just been deleted
	Sample  *ResultsView // an example of a result; nil: none is shown
	Fresh   bool         // nobody has an account yet
	Closed  bool         // nobody starts without an account
}

// Offer is a kind of assessment that can be started.
type Offer struct {
	Kind      assessment.Kind
	Questions int
	Minutes   int  // what it takes, rounded to five
	Under     bool // it takes less than Minutes
}

// OwnAssessment is an assessment that this browser can go on with.
type OwnAssessment struct {
	*assessment.Assessment
	Answered, Asked int
}

// shownAtOnce is how many of its assessments a browser is shown without asking.
const shownAtOnce = 3

// StartForm is a start that was refused, as it was typed. The zero value is nothing typed.
type StartForm struct {
	Kind         assessment.Kind
	Organisation string
	Field        string // the field that was refused; empty: none
	Error        string // key of the message
}

// refusals lists what was refused, for the summary above the page.
func (f StartForm) refusals(p *Page) []FieldError {
	if f.Error == "" {
		return nil
	}
	target := "start-quick"
	if f.Field == "organisation" {
		target = "organisation-" + string(f.Kind)
	}
	return []FieldError{{Field: target, Text: p.T(f.Error)}}
}

// organisation is the field for the name in the form of one kind.
func (f StartForm) organisation(p *Page, kind assessment.Kind) Field {
	field := Field{
		ID:       "organisation-" + string(kind),
		Label:    p.T("start.organisation"),
		Hint:     p.T("start.organisation.hint"),
		Optional: true,
	}
	if f.Kind == kind && f.Field == "organisation" {
		field.Error = p.T(f.Error)
	}
	return field
}

// typed is the name that was typed into the form of this kind.
func (f StartForm) typed(kind assessment.Kind) string {
	if f.Kind != kind {
		return ""
	}
	return f.Organisation
}

// facts say what a kind of assessment takes: "15 questions, under 5 minutes".
func (o Offer) facts(p *Page) string {
	time := p.T("time.about", "Minutes", o.Minutes)
	if o.Under {
		time = p.T("time.under", "Minutes", o.Minutes)
	}
	return p.T("start.facts", "N", o.Questions, "Time", time)
}

// name is the organisation, else the kind.
func (o OwnAssessment) name(p *Page) string {
	if o.Organisation != "" {
		return o.Organisation
	}
	return p.T("kind." + string(o.Kind))
}

// share is the answered part as the width of a bar.
func (o OwnAssessment) share() string {
	if o.Asked == 0 {
		return "0%"
	}
	return strconv.Itoa(100*o.Answered/o.Asked) + "%"
}

// first is the question that a quick scan begins with.
func (v StartView) first() *assessment.Question { return v.Model.Quick().Questions()[0] }

// sampleActions are two actions of the model to show what advice looks like: the first that meets a legal obligation,
// and the first small one that doesn’t.
func (v StartView) sampleActions() []*assessment.Action {
	var duty, other *assessment.Action
	for _, a := range v.Model.Actions {
		if a.Duty && duty == nil {
			duty = a
		} else if !a.Duty && other == nil && a.Effort == "S" {
			other = a
		}
	}
	var both []*assessment.Action
	for _, a := range []*assessment.Action{duty, other} {
		if a != nil {
			both = append(both, a)
		}
	}
	return both
}
