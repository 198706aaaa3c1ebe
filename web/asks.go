package web

import (
	"net/http"
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/web/templates"
)

// getAsks lists who was asked which questions, and asks somebody else. ?q= suggests one question, ?c= a capability.
func (s *Server) getAsks(r *request, w *work) error {
	form := templates.AskForm{Days: "14", Question: r.QueryParam("q")}
	if c := r.QueryParam("c"); c != "" {
		form.Capabilities = []string{c}
	}
	return s.showAsks(r, http.StatusOK, w, form)
}

func (s *Server) showAsks(r *request, status int, w *work, form templates.AskForm) error {
	all, err := s.store.Delegations(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	view := templates.AsksView{Asked: w.asked, Form: form, Now: s.now()}
	if q, ok := w.asked.Question(form.Question); ok {
		view.Single = q
	}
	for _, d := range all {
		row := templates.AskRow{Delegation: d}
		for _, id := range d.Questions {
			if q, ok := w.asked.Question(id); ok {
				row.Questions = append(row.Questions, q)
			}
			if w.answers[id].Choice != assessment.Blank {
				row.Answered++
			}
		}
		view.Rows = append(view.Rows, row)
	}
	page := s.page(r, frame{title: r.p.T("ask.title"), area: accountArea, work: w})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Asks(page, view))
}

// postAsk makes a link to some questions and answers with it, because only its hash is kept.
func (s *Server) postAsk(r *request, w *work) error {
	form := templates.AskForm{
		Name: cleanName(r.form.Get("name")), Days: r.form.Get("days"), Question: r.form.Get("question"),
		Capabilities: r.form["capability"], Wrong: map[string]string{},
	}
	if form.Name == "" || len([]rune(form.Name)) > 120 {
		form.Wrong["name"] = r.p.T("ask.error.name")
	}
	life := linkLife(r.p, form.Days, form.Wrong)
	questions := w.chosen(form)
	if len(questions) == 0 {
		form.Wrong["capability"] = r.p.T("ask.error.questions")
	}
	if len(form.Wrong) > 0 {
		return s.showAsks(r, http.StatusUnprocessableEntity, w, form)
	}
	token, err := s.store.Delegate(r.ctx(), r.viewer, w.ID, form.Name, questions, life)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showAsks(r, http.StatusUnprocessableEntity, w, form)
	}
	if err != nil {
		return err
	}
	return s.showSecret(r, templates.SecretView{
		Title: r.p.T("ask.made.title"),
		Text:  r.p.T("ask.made.text", "Name", form.Name, "N", len(questions)),
		URL:   s.url.JoinPath("d", token).String(),
		Until: s.now().Add(life),
		Back:  templates.AssessmentPath(w.ID, "asks"),
	})
}

// chosen are the questions of a form: one, or all of the chosen capabilities.
func (w *work) chosen(form templates.AskForm) (ids []string) {
	for _, q := range w.asked.Questions() {
		if q.ID == form.Question || form.Question == "" && slices.Contains(form.Capabilities, q.Capability.ID) {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

func (s *Server) postRevokeAsk(r *request, w *work) error {
	if err := s.store.EndDelegation(r.ctx(), r.viewer, w.ID, r.Param("ask")); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "asks"))
}

// getAsked asks before a link opens its questions. It names nobody but who asks whom. Looking changes nothing.
func (s *Server) getAsked(r *request) error {
	d, err := s.store.OpenDelegation(r.ctx(), r.Param("token"))
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: r.p.T("asked.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Asked(page, "/d/"+r.Param("token"), d))
}

// postAsked lets the browser answer the questions behind a link while it works.
func (s *Server) postAsked(r *request) error {
	token := r.Param("token")
	if _, err := s.store.OpenDelegation(r.ctx(), token); err != nil {
		return err
	}
	return s.join(r, func() (string, error) {
		id, err := s.store.JoinDelegation(r.ctx(), r.viewer, token)
		return templates.AssessmentPath(id), err
	})
}

// getHistory shows every state that an answer had.
func (s *Server) getHistory(r *request, w *work) error {
	a, states, err := s.history(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("history.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.History(page, templates.HistoryView{Question: a.question, States: states}))
}

// history finds the question in the path, with every state that its answer had.
func (s *Server) history(r *request, w *work) (a asking, states []assessment.AnswerChange, err error) {
	if a, err = w.ask(r.Param("q")); err != nil {
		return a, nil, err
	}
	states, err = s.store.AnswerHistory(r.ctx(), r.viewer, w.ID, a.question.ID)
	return a, states, err
}

// postRestore saves an older state of an answer again, as a new one: nothing is taken out of the history.
func (s *Server) postRestore(r *request, w *work) error {
	a, states, err := s.history(r, w)
	if err != nil {
		return err
	}
	for _, state := range states {
		if strconv.Itoa(state.Rev) != r.form.Get("state") {
			continue
		}
		from, err := strconv.Atoi(r.form.Get("rev"))
		if err != nil {
			from = states[0].Rev
		}
		if _, err := s.store.SaveAnswer(r.ctx(), r.viewer, w.ID, a.question.ID, state.Answer, from); err != nil {
			return err
		}
		return r.see(templates.QuestionPath(w.ID, a.question.ID))
	}
	return assessment.ErrNotFound
}
