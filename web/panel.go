package web

import (
	"net/http"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

// panel works out what the votes of a closed survey say. Before it is closed there is nothing to see.
func (s *Server) panel(r *request, w *work, o assessment.Survey) (templates.PanelView, error) {
	view := templates.PanelView{Survey: o}
	votes, err := s.store.SurveyVotes(r.ctx(), r.viewer, w.ID, o.ID)
	if err != nil {
		return view, err
	}
	found, err := scoring.NewPanel(w.asked, w.askedAnswers(), o.Questions, votes, o.Shows())
	if err != nil {
		return view, err
	}
	for _, row := range found.Rows {
		q, _ := w.asked.Question(row.Question)
		one := templates.PanelRow{PanelRow: row, Question: q, Now: w.answers[q.ID]}
		if o.Named {
			one.Named = votes[q.ID]
		}
		view.Rows = append(view.Rows, one)
	}
	for _, d := range found.Discuss {
		for _, row := range view.Rows {
			if row.Question.ID == d.Question {
				row.Why = d
				view.Discuss = append(view.Discuss, row)
			}
		}
	}
	return view, nil
}

// showPanel shows what a closed survey says.
func (s *Server) showPanel(r *request, w *work, o assessment.Survey) error {
	view, err := s.panel(r, w, o)
	if err != nil {
		return err
	}
	view.Done = r.QueryParam("done") != ""
	page := s.page(r, frame{title: r.p.T("panel.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.Panel(page, view))
}

// getAgreed shows what taking over the undisputed answers would change.
func (s *Server) getAgreed(r *request, w *work, o assessment.Survey) error {
	return s.showAgreed(r, http.StatusOK, w, o, false)
}

func (s *Server) showAgreed(r *request, status int, w *work, o assessment.Survey, stale bool) error {
	view, err := s.panel(r, w, o)
	if err != nil {
		return err
	}
	view.Stale = stale
	page := s.page(r, frame{title: r.p.T("panel.agreed.title"), area: accountArea, work: w})
	return s.render(r, status, templates.AgreedAnswers(page, view))
}

// postAgreed takes over the undisputed answers, if nothing has changed since they were shown.
func (s *Server) postAgreed(r *request, w *work, o assessment.Survey) error {
	view, err := s.panel(r, w, o)
	if err != nil {
		return err
	}
	var decisions []assessment.Decision
	for _, row := range view.Undecided() {
		decisions = append(decisions, assessment.Decision{Question: row.Question.ID, Choice: row.Votes.Proposed, Middle: row.Votes.Proposed})
	}
	rev, _ := strconv.Atoi(r.form.Get("rev"))
	done, err := s.store.TakeOver(r.ctx(), r.viewer, w.ID, o.ID, rev, decisions)
	if err != nil {
		return err
	}
	if !done {
		return s.showAgreed(r, http.StatusConflict, w, o, true)
	}
	return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID) + "?done=1")
}

// decision finds the question in the path with what the votes on it say.
func (s *Server) decision(r *request, w *work, o assessment.Survey) (view templates.DecisionView, err error) {
	all, err := s.panel(r, w, o)
	if err != nil {
		return view, err
	}
	for _, row := range all.Rows {
		if row.Question.ID == r.Param("q") && row.Shown {
			return templates.DecisionView{Survey: o, Row: row}, nil
		}
	}
	return view, assessment.ErrNotFound
}

// getDecision shows the votes on one question, and asks what the answer is.
func (s *Server) getDecision(r *request, w *work, o assessment.Survey) error {
	view, err := s.decision(r, w, o)
	if err != nil {
		return err
	}
	view.Form = templates.DecisionForm{Answer: view.Row.Votes.Proposed.String()}
	if now := view.Row.Now; now.Agreed.Survey == o.ID {
		view.Form = templates.DecisionForm{Answer: now.Choice.String(), Because: now.Agreed.Note, Reason: now.Reason}
	}
	return s.showDecision(r, http.StatusOK, w, view)
}

func (s *Server) showDecision(r *request, status int, w *work, view templates.DecisionView) error {
	page := s.page(r, frame{title: r.p.T("panel.decide.title"), area: accountArea, work: w})
	if len(view.Form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Decide(page, view))
}

func (s *Server) postDecision(r *request, w *work, o assessment.Survey) error {
	view, err := s.decision(r, w, o)
	if err != nil {
		return err
	}
	view.Form = templates.DecisionForm{
		Answer: r.form.Get("answer"), Because: assessment.Clean(r.form.Get("because")), Reason: assessment.Clean(r.form.Get("reason")),
		Wrong: map[string]string{},
	}
	choice, ok := assessment.ParseChoice(view.Form.Answer)
	d := assessment.Decision{
		Question: view.Row.Question.ID, Choice: choice, Middle: view.Row.Votes.Proposed,
		Note: view.Form.Because, Reason: view.Form.Reason,
	}
	wrong := d.Check()
	if !ok {
		wrong = map[string]string{"answer": assessment.MsgAnswer}
	}
	rev, _ := strconv.Atoi(r.form.Get("rev"))
	if wrong == nil {
		var done bool
		done, err = s.store.TakeOver(r.ctx(), r.viewer, w.ID, o.ID, rev, []assessment.Decision{d})
		switch {
		case err == nil && done:
			return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID) + "?done=1#q-" + d.Question)
		case err == nil:
			view.Stale = true
			return s.showDecision(r, http.StatusConflict, w, view)
		}
	}
	for field, message := range wrong {
		view.Form.Wrong[field] = r.p.T(message)
	}
	if err != nil && !refusedInto(r.p, view.Form.Wrong, err) {
		return err
	}
	return s.showDecision(r, http.StatusUnprocessableEntity, w, view)
}
