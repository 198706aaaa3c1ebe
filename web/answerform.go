package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/web/templates"
)

// intent says where a respondent wants to go after an answer.
type intent string

const (
	intentContinue intent = "continue"
	intentBack     intent = "back"
	intentSkip     intent = "skip"
	intentStay     intent = "stay"
	intentClear    intent = "clear" // blanks the answer, keeps what was written, and stays
)

// answerForm is one sent form of a question: the whole state of an answer.
type answerForm struct {
	answer assessment.Answer // normalised
	rev    int               // that the form was made with; 0: nothing was saved then
	intent intent
	shown  templates.AnswerForm // as sent, to be shown again
	wrong  map[string]string    // refused fields with the ids of messages; nil: none
}

// readAnswer reads the form of a question. Fields that a person can't get wrong are an error; what a person can correct
// is in wrong.
func readAnswer(r *request, q *assessment.Question) (answerForm, error) {
	f := answerForm{intent: intent(r.form.Get("intent"))}
	if f.intent == "" {
		f.intent = intentContinue
	}
	if !slices.Contains([]intent{intentContinue, intentBack, intentSkip, intentStay, intentClear}, f.intent) {
		return f, &assessment.InvalidError{Fields: map[string]string{"intent": "error.form"}}
	}
	var err error
	if f.rev, err = sentRev(r); err != nil {
		return f, err
	}
	choice, known := assessment.ParseChoice(r.form.Get("answer"))
	if f.intent == intentClear {
		choice, known = assessment.Blank, true
	}
	sent := assessment.Answer{
		Choice:   choice,
		Reason:   r.form.Get("reason"),
		Note:     r.form.Get("note"),
		Evidence: r.form["evidence"],
		Grade:    sentGrade(r.form.Get("evidence_grade")),
	}
	f.answer = sent.Normalise()
	f.wrong = q.Check(f.answer)
	switch {
	case !known:
		f.refuse("answer", assessment.MsgAnswer)
	case choice == assessment.Blank && f.intent == intentContinue && !q.AllowsNA:
		f.refuse("answer", assessment.MsgAnswerNeeded)
	case choice == assessment.Blank && f.intent == intentContinue:
		f.refuse("answer", assessment.MsgAnswerRequired)
	}
	f.shown = shownForm(f.answer)
	f.shown.Rev = f.rev
	f.shown.Reason = keptReason(sent)
	f.shown.Refused = refusals(r, q, f)
	return f, nil
}

func (f *answerForm) refuse(field, message string) {
	if f.wrong == nil {
		f.wrong = map[string]string{}
	}
	f.wrong[field] = message
}

// sentRev is the revision that a form was made with. A script may send it as a header instead.
func sentRev(r *request) (int, error) {
	sent := r.form.Get("rev")
	if match := r.Request().Header.Get("If-Match"); match != "" {
		sent = strings.Trim(match, `"`)
	}
	if sent == "" {
		return 0, nil
	}
	rev, err := strconv.Atoi(sent)
	if err != nil || rev < 0 {
		return 0, &assessment.InvalidError{Fields: map[string]string{"rev": "error.form"}}
	}
	return rev, nil
}

// noGrade is above every grade.
const noGrade = 99

// sentGrade reads the grade of the evidence. What is no number is a grade that there is none of.
func sentGrade(s string) int {
	if s == "" {
		return assessment.GradeUnsaid
	}
	grade, err := strconv.Atoi(s)
	if err != nil || grade < 0 {
		return noGrade
	}
	return grade
}

// keptReason is the reason as it was typed. It is not saved with other answers than not applicable, but a form that is
// shown again keeps it.
func keptReason(sent assessment.Answer) string {
	sent.Choice = assessment.NotApplicable
	return sent.Normalise().Reason
}

// shownForm is the form for an answer. A grade that the evidence itself carries is left to it, so that it follows when
// the evidence changes.
func shownForm(a assessment.Answer) templates.AnswerForm {
	shown := templates.AnswerForm{
		Answer:   a.Choice.String(),
		Reason:   a.Reason,
		Note:     a.Note,
		Evidence: a.Evidence,
		Grade:    strconv.Itoa(a.Grade),
		Rev:      a.Rev,
	}
	unsaid := a
	unsaid.Grade = assessment.GradeUnsaid
	if unsaid.Normalise().Grade == a.Grade {
		shown.Grade = ""
	}
	return shown
}

// refusals says what is wrong with a form, in the order of its fields.
func refusals(r *request, q *assessment.Question, f answerForm) []templates.FieldError {
	var all []templates.FieldError
	for _, field := range []string{"answer", "reason", "evidence", "evidence_grade", "note"} {
		if message, ok := f.wrong[field]; ok {
			all = append(all, templates.FieldError{Field: element(q, f, field), Text: r.p.T(message)})
		}
	}
	return all
}

// element is the id of the element that shows a field. Of several pieces of evidence it is the first that is refused.
func element(q *assessment.Question, f answerForm, field string) string {
	switch field {
	case "answer":
		return templates.AnswerField
	case "reason":
		return templates.ReasonField
	case "note":
		return templates.NoteField
	case "evidence_grade":
		return templates.GradeField
	}
	for i, piece := range f.answer.Evidence {
		if q.Check(assessment.Answer{Evidence: []string{piece}})["evidence"] != "" {
			return templates.EvidenceField(i)
		}
	}
	return templates.EvidenceField(assessment.MaxEvidences) // the first one too many
}

// storedJSON is a stored answer as scripts read it.
func storedJSON(a assessment.Answer) map[string]any {
	evidence := a.Evidence
	if evidence == nil {
		evidence = []string{}
	}
	return map[string]any{
		"rev":            a.Rev,
		"answer":         a.Choice.String(),
		"reason":         a.Reason,
		"note":           a.Note,
		"evidence":       evidence,
		"evidence_grade": a.Grade,
	}
}

// wrongJSON answers a script whose form was refused, in the language of its reader.
func wrongJSON(r *request, wrong map[string]string) error {
	fields := map[string]string{}
	for field, message := range wrong {
		fields[field] = r.p.T(message)
	}
	return r.JSON(http.StatusUnprocessableEntity, map[string]any{"fields": fields})
}

// refuseScript turns refused fields that no page shows into the answer that a script expects.
func refuseScript(r *request, err error) error {
	var invalid *assessment.InvalidError
	if wantsJSON(r.Request()) && errors.As(err, &invalid) {
		return wrongJSON(r, invalid.Fields)
	}
	return err
}
