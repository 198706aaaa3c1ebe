package templates

import (
	"lauter/assessment"
)

// SurveyInviteView is the page behind a link to a survey.
type SurveyInviteView struct {
	Survey assessment.Survey
	Name   string // whom the link is for; empty: it says nobody
	Joined bool   // this browser takes part already
	Path   string
	Form   RespondForm
}

// RespondForm is who takes part, as it was typed.
type RespondForm struct {
	Name, Role string

	Wrong map[string]string
}

// RespondProgress is how far a respondent is.
type RespondProgress struct {
	Answered, Asked int
	Next            string // id of the first capability with an open question; empty: none
	Parts           []RespondPart
}

// RespondPart is a capability with how far it is answered.
type RespondPart struct {
	Capability *assessment.Capability
	Answered   int
}

// RespondingView is the overview of a respondent.
type RespondingView struct {
	Survey   assessment.Survey
	Me       assessment.Respondent
	Progress RespondProgress
}

// RespondView asks the questions of a capability.
type RespondView struct {
	Survey     assessment.Survey
	Model      *assessment.Model
	Short      bool // short descriptions, as in a quick scan
	Capability *assessment.Capability
	Votes      map[string]assessment.Choice
	Wrong      map[string]string // by question
	Progress   RespondProgress
}

// VoteField is the name of the field of a question.
func VoteField(q *assessment.Question) string { return "v." + q.ID }

func voteID(q *assessment.Question, choice string) string { return "v-" + q.ID + "-" + choice }

// errors are the refused questions, for the summary.
func (v RespondView) errors() (all []FieldError) {
	for _, q := range v.Capability.Questions {
		if text := v.Wrong[q.ID]; text != "" {
			all = append(all, FieldError{voteID(q, "1"), text})
		}
	}
	return all
}

// place is the number of the capability among those that are asked.
func (v RespondView) place() int {
	for i, part := range v.Progress.Parts {
		if part.Capability.ID == v.Capability.ID {
			return i + 1
		}
	}
	return 0
}
