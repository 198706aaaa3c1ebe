package web

import (
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/web/templates"
)

// Messages on a choice of how to begin that there is none of, and on one round too many.
const (
	msgCarry      = "error.carry"
	msgRoundsFull = "rounds.error.many"
)

// getNewRound explains how the next round can begin, and offers both ways.
func (s *Server) getNewRound(r *request, w *work) error {
	return s.showNewRound(r, http.StatusOK, w, "")
}

// postRound begins the next round: with the answers of this one, each to be confirmed, or with none.
func (s *Server) postRound(r *request, w *work) error {
	carry := r.form.Get("carry")
	if carry != "yes" && carry != "no" {
		return s.showNewRound(r, http.StatusUnprocessableEntity, w, r.p.T(msgCarry))
	}
	next, err := s.store.NewRound(r.ctx(), r.viewer, w.ID, carry == "yes", s.model())
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		return s.showNewRound(r, http.StatusUnprocessableEntity, w, r.p.T(msgRoundsFull))
	}
	if err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(next.ID))
}

func (s *Server) showNewRound(r *request, status int, w *work, refused string) error {
	view := templates.NewRoundView{
		Answered: w.progress(nil).Answered,
		Error:    refused,
		Newer:    w.Model.Digest != s.model().Digest,
		Version:  s.model().Version,
	}
	rounds, err := s.store.Rounds(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	if last := len(rounds) - 1; last >= 0 && rounds[last].ID != w.ID {
		view.Latest = &templates.LaterRound{ID: rounds[last].ID, Number: last + 1}
	}
	page := s.page(r, frame{title: templates.NewRoundTitle(r.p), area: questionArea, work: w})
	if refused != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.NewRound(page, view))
}

// last is what the round before answered to a question; nil without such a round or answer. A round that is gone
// says nothing.
func (s *Server) last(r *request, w *work, q *assessment.Question) (*templates.LastAnswer, error) {
	if w.Previous == "" {
		return nil, nil
	}
	before, answers, err := s.store.AssessmentWithAnswers(r.ctx(), r.viewer, w.Previous)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	old, known := before.Model.Question(q.ID)
	if !known || old.Rev != q.Rev || answers[q.ID].Choice == assessment.Blank {
		return nil, nil
	}
	return &templates.LastAnswer{
		Choice: answers[q.ID].Choice,
		On:     answers[q.ID].SavedAt.Local(),
		Taken:  w.answers[q.ID].Carried,
	}, nil
}

// leaves says that a form passes over an answer that was taken over, without confirming it: whoever goes on or back has
// only looked at it.
func (a asking) leaves(form answerForm) bool {
	stored := a.answers[a.question.ID]
	return (form.intent == intentSkip || form.intent == intentBack) && stored.Carried && stored.SameState(form.answer)
}

// unconfirmed lists the answers of the assessment that were taken over and not confirmed.
func (w *work) unconfirmed() []templates.AnswerRow {
	var rows []templates.AnswerRow
	for _, q := range w.asked.Questions() {
		if w.answers[q.ID].Carried {
			rows = append(rows, w.row(q))
		}
	}
	return rows
}

// postConfirm confirms the answers of a capability that were taken over. One that somebody changes at the same moment
// is theirs, and needs no confirmation any more.
func (s *Server) postConfirm(r *request, w *work) error {
	c, ok := w.asked.Capability(r.Param("c"))
	if !ok {
		return assessment.ErrNotFound
	}
	for _, q := range c.Questions {
		a := w.answers[q.ID]
		if !a.Carried {
			continue
		}
		_, err := s.store.SaveAnswer(r.ctx(), r.viewer, w.ID, q.ID, a, a.Rev)
		var conflict *assessment.ConflictError
		if err != nil && !errors.As(err, &conflict) {
			return err
		}
	}
	return r.see(templates.AssessmentPath(w.ID, "capabilities", c.ID))
}
