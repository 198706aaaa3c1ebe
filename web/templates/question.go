package templates

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lauter/assessment"
	"lauter/internal/locale"
)

// QuestionView is one question with the form that answers it.
type QuestionView struct {
	Question   *assessment.Question
	Number     int // place in the questionnaire, from 1
	Progress   Progress
	Form       AnswerForm
	Last       *LastAnswer // of the round before; nil: there is none
	Saved      time.Time   // when the answer in force was saved; zero: none is
	Now        time.Time
	Unsaved    bool   // the form shows what was sent, and that was not saved
	Leave      string // page to go to without saving what was sent; empty: not offered
	References []*assessment.Reference
	OfferLink  bool // the private link is offered here

	Next, Back, Open string // pages that follow, come before, and hold the next open question
	Preferences      assessment.Preferences
	Comments         int // on the question
}

// AnswerForm is the state of an answer's form: as saved, or as sent when it could not be saved.
type AnswerForm struct {
	Answer   string // value of the chosen radio; empty: none
	Reason   string
	Note     string
	Evidence []string // without the empty field at the end
	Grade    string   // "0".."2"; empty: the evidence decides
	Rev      int
	Refused  []FieldError
}

// Ids of the form's fields in the page.
const (
	AnswerField = "a-1"
	ReasonField = "reason"
	NoteField   = "note"
	GradeField  = "evidence_grade"
)

// EvidenceField is the id of the field for a piece of evidence, counted from 0.
func EvidenceField(i int) string { return "evidence-" + strconv.Itoa(i+1) }

// ownGrades is how many evidence grades respondents may give themselves: all but the last, which takes somebody else.
const ownGrades = 3

// refused is what is wrong with a field; empty: nothing.
func (f AnswerForm) refused(field string) string {
	for _, r := range f.Refused {
		if r.Field == field {
			return r.Text
		}
	}
	return ""
}

// showsEvidence says that the evidence is open without a click: it is filled, or refused.
func (f AnswerForm) showsEvidence() bool {
	for i := range f.Evidence {
		if f.refused(EvidenceField(i)) != "" {
			return true
		}
	}
	return len(f.Evidence) > 0 || f.refused(GradeField) != ""
}

func (f AnswerForm) showsNote() bool { return f.Note != "" || f.refused(NoteField) != "" }

// QuestionTitle is the title of the page of a question.
func QuestionTitle(p *locale.Printer, number, asked int, q *assessment.Question) string {
	return p.T("question.title", "Number", number, "Asked", asked, "Capability", q.Capability.Name)
}

// SavedLine says when an answer was saved, both times on the same clock.
func SavedLine(p *locale.Printer, saved, now time.Time) string {
	if saved.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return p.T("question.saved", "Time", p.Time(saved))
	}
	return p.T("question.saved.day", "Date", p.Date(saved), "Time", p.Time(saved))
}

// savedBriefly is the same for a narrow screen.
func (v QuestionView) savedBriefly(p *Page) string {
	when := p.P.Time(v.Saved)
	if v.Saved.Format(time.DateOnly) != v.Now.Format(time.DateOnly) {
		when = p.P.Date(v.Saved)
	}
	return p.T("question.saved.brief", "When", when)
}

// lead says how to choose, with the help of the question's scale.
func (v QuestionView) lead(p *Page) string {
	if v.Question.Help.IsZero() {
		return p.T("question.lead")
	}
	return p.T("question.lead") + " " + p.Text(v.Question.Help)
}

// reasonHint says what a reason does, and when not applicable is the right answer.
func (v QuestionView) reasonHint(p *Page) string {
	hint := p.T("question.reason.hint") + " " + p.Text(p.Assessment.Model.Texts.Answers.NotApplicable.Effect)
	if v.Question.NAWhen.IsZero() {
		return hint
	}
	return p.T("question.reason.case", "Case", v.Question.NAWhen) + " " + hint
}

// quick says that the page is about a quick scan.
func (p *Page) quick() bool { return p.Assessment.Kind == assessment.KindQuick }

// personalData asks not to write about people.
func (p *Page) personalData() string {
	return p.T("question.privacy", "Request", p.Assessment.Model.Texts.Answers.NoPersonalData)
}

// roles names who would know, most likely first.
func (p *Page) roles(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.Text(p.Assessment.Model.Roles[id])
	}
	return p.P.Names(names)
}

// answerAction is where the form of a question is sent. That of a finished assessment opens it again first. The language
// travels in a field of the form.
func (p *Page) answerAction(q *assessment.Question) string {
	if p.Assessment.Finished() {
		return p.action("reopen")
	}
	return AssessmentPath(p.Assessment.ID, "questions", q.ID)
}

// controlled ties a control to the hint and the error of its field.
func controlled(f Field) templ.Attributes {
	attributes := templ.Attributes{}
	if described := f.Described(); described != "" {
		attributes["aria-describedby"] = described
	}
	if f.Error != "" {
		attributes["aria-invalid"] = "true"
	}
	return attributes
}

// ways are the pages that the script can lead to from this form, and the switches that it follows.
func (v QuestionView) ways(p *Page) templ.Attributes {
	ways := templ.Attributes{
		"data-next":      p.URL(v.Next),
		"data-back":      p.URL(v.Back),
		"data-open":      p.URL(v.Open),
		"data-review":    p.in("review"),
		"data-shortcuts": string(v.Preferences.Shortcuts),
		"data-advance":   string(v.Preferences.Advance),
	}
	if p.Assessment.Finished() {
		ways["data-finished"] = true
	}
	if v.carried() {
		ways["data-carried"] = true
	}
	return ways
}
