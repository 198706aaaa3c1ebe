package web

import (
	"errors"
	"net/http"
	"time"

	"lauter/assessment"
	"lauter/web/templates"
)

// questionArea is the style sheet of everything that collects answers.
const questionArea = "questionnaire"

// asking is one question of an assessment.
type asking struct {
	*work
	question *assessment.Question
	at       int // place in the questionnaire, from 0
}

// ask finds a question among those that the assessment asks.
func (w *work) ask(id string) (asking, error) {
	q, ok := w.asked.Question(id)
	if !ok {
		return asking{}, assessment.ErrNotFound
	}
	return asking{work: w, question: q, at: w.place(q.ID)}, nil
}

// place is where a question stands in the questionnaire, from 0; -1 if it is not asked.
func (w *work) place(id string) int {
	for i, q := range w.asked.Questions() {
		if q.ID == id {
			return i
		}
	}
	return -1
}

// target is the page that an intent leads to.
func (a asking) target(to intent) string {
	questions := a.asked.Questions()
	at := a.at
	switch to {
	case intentBack:
		at--
	case intentContinue, intentSkip:
		at++
	}
	switch {
	case at < 0:
		return templates.AssessmentPath(a.ID)
	case at == len(questions):
		return a.end()
	}
	return templates.QuestionPath(a.ID, questions[at].ID)
}

// nextOpen is the page of the first question after this one that has no answer, or one that was taken over and not
// confirmed, starting over at the end; the review if there is none.
func (a asking) nextOpen() string {
	questions := a.asked.Questions()
	for i := range questions {
		q := questions[(a.at+1+i)%len(questions)]
		if x := a.answers[q.ID]; q != a.question && (x.Choice == assessment.Blank || x.Carried) {
			return templates.QuestionPath(a.ID, q.ID)
		}
	}
	return a.end()
}

// end is the page after the last question: the review, or for who was asked only some of them, the list of these.
func (w *work) end() string {
	if w.Role == assessment.RoleDelegate {
		return templates.AssessmentPath(w.ID)
	}
	return templates.AssessmentPath(w.ID, "review")
}

func (s *Server) getQuestion(r *request, w *work) error {
	a, err := w.ask(r.Param("q"))
	if err != nil {
		return err
	}
	view, err := s.questionView(r, a, shownForm(a.answers[a.question.ID]))
	if err != nil {
		return err
	}
	return s.showQuestion(r, http.StatusOK, a, view)
}

func (s *Server) postAnswer(r *request, w *work) error {
	a, form, err := readQuestion(r, w, r.Param("q"))
	if err != nil {
		return refuseScript(r, err)
	}
	if form.wrong != nil {
		return s.refuseAnswer(r, a, form)
	}
	if a.leaves(form) {
		return r.see(a.target(form.intent))
	}
	return s.saveAnswer(r, a, form)
}

// readQuestion finds a question and reads its form.
func readQuestion(r *request, w *work, id string) (asking, answerForm, error) {
	a, err := w.ask(id)
	if err != nil {
		return a, answerForm{}, err
	}
	form, err := readAnswer(r, a.question)
	return a, form, err
}

// saveAnswer stores a valid form and goes where its sender wants to go. What can't be stored is shown again.
func (s *Server) saveAnswer(r *request, a asking, form answerForm) error {
	saved, err := s.store.SaveAnswer(r.ctx(), r.viewer, a.ID, a.question.ID, form.answer, form.rev)
	var conflict *assessment.ConflictError
	switch {
	case errors.As(err, &conflict):
		return s.showConflict(r, a, form, conflict.Stored)
	case errors.Is(err, assessment.ErrClosed) && !wantsJSON(r.Request()):
		return s.showClosed(r, a, form)
	case err != nil:
		return err
	case wantsJSON(r.Request()):
		return r.JSON(http.StatusOK, map[string]any{"rev": saved.Rev, "saved_at": saved.SavedAt.UTC().Format(time.RFC3339)})
	}
	return r.see(a.target(form.intent))
}

// refuseAnswer shows a form again whose fields need another look. Nothing of it was saved.
func (s *Server) refuseAnswer(r *request, a asking, form answerForm) error {
	if wantsJSON(r.Request()) {
		return wrongJSON(r, form.wrong)
	}
	view, err := s.questionView(r, a, form.shown)
	if err != nil {
		return err
	}
	view.Unsaved = true
	if form.intent != intentContinue {
		view.Leave = a.target(form.intent)
	}
	return s.showQuestion(r, http.StatusUnprocessableEntity, a, view)
}

// showClosed shows a form again that was sent to an assessment finished in the meantime.
func (s *Server) showClosed(r *request, a asking, form answerForm) error {
	fresh, err := s.store.Assessment(r.ctx(), r.viewer, a.ID)
	if err != nil {
		return err
	}
	a.Assessment = fresh
	view, err := s.questionView(r, a, form.shown)
	if err != nil {
		return err
	}
	view.Unsaved = true
	view.Leave = templates.AssessmentPath(a.ID, "results")
	return s.showQuestion(r, http.StatusConflict, a, view)
}

// showConflict shows the stored answer beside the one that was sent.
func (s *Server) showConflict(r *request, a asking, form answerForm, stored assessment.Answer) error {
	if wantsJSON(r.Request()) {
		return r.JSON(http.StatusConflict, storedJSON(stored))
	}
	keep := form.intent
	switch {
	case keep == intentClear:
		keep = intentStay
	case keep == intentContinue && stored.Choice == assessment.Blank:
		keep = intentSkip
	}
	page := s.page(r, frame{title: templates.ConflictTitle(r.p), area: questionArea, work: a.work})
	return s.render(r, http.StatusConflict, templates.Conflict(page, templates.ConflictView{
		Question: a.question,
		Number:   a.at + 1,
		Asked:    len(a.asked.Questions()),
		Stored:   stored,
		SavedAt:  templates.SavedLine(r.p, stored.SavedAt.Local(), s.now().Local()),
		Mine:     form.answer,
		Intent:   string(form.intent),
		Keep:     string(keep),
	}))
}

// questionView shows times on the clock of the server: without a script, a page can’t know its reader’s.
func (s *Server) questionView(r *request, a asking, form templates.AnswerForm) (templates.QuestionView, error) {
	last, err := s.last(r, a.work, a.question)
	if err != nil {
		return templates.QuestionView{}, err
	}
	comments := 0
	if a.Role.May(assessment.RightComment) {
		comments, err = s.store.CountComments(r.ctx(), r.viewer, a.ID, a.question.ID)
	}
	return templates.QuestionView{
		Question:   a.question,
		Number:     a.at + 1,
		Progress:   a.progress(a.question),
		Form:       form,
		Last:       last,
		Saved:      a.answers[a.question.ID].SavedAt.Local(),
		Now:        s.now().Local(),
		References: a.Model.Shown(a.Facts, a.question.Refs),
		OfferLink:  a.at == 0,

		Next:        a.target(intentContinue),
		Back:        a.target(intentBack),
		Open:        a.nextOpen(),
		Preferences: r.viewer.Preferences,
		Comments:    comments,
	}, err
}

func (s *Server) showQuestion(r *request, status int, a asking, view templates.QuestionView) error {
	page := s.page(r, frame{
		title:  templates.QuestionTitle(r.p, view.Number, view.Progress.Asked, a.question),
		area:   questionArea,
		work:   a.work,
		script: "questionnaire",
	})
	if len(view.Form.Refused) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Question(page, view))
}
