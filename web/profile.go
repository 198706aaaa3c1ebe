package web

import (
	"net/http"
	"slices"

	"lauter/assessment"
	"lauter/web/templates"
)

// msgFact is the message on a fact whose value the model does not offer.
const msgFact = "error.fact"

func (s *Server) getProfile(r *request, w *work) error {
	return s.showProfile(r, http.StatusOK, w, r.QueryParam("from"), profileForm{facts: w.Facts})
}

// postProfile keeps the facts, in a finished assessment too: they answer nothing. One post is the whole state, so what
// is not sent is not known any more.
func (s *Server) postProfile(r *request, w *work) error {
	form := readProfile(r, w.Model)
	if len(form.wrong) > 0 {
		return s.showProfile(r, http.StatusUnprocessableEntity, w, r.form.Get("from"), form)
	}
	if err := s.store.SetFacts(r.ctx(), r.viewer, w.ID, form.facts); err != nil {
		return err
	}
	return r.see(templates.ProfileOrigin(w.ID, r.form.Get("from")))
}

// profileForm is a sent form of facts.
type profileForm struct {
	facts map[string][]string // as sent; without empty values and without facts that have none
	wrong map[string]bool     // ids of refused facts
}

// readProfile reads the facts of a model. What else the form holds is ignored.
func readProfile(r *request, m *assessment.Model) profileForm {
	form := profileForm{facts: map[string][]string{}, wrong: map[string]bool{}}
	for _, fact := range m.Facts {
		var values []string
		for _, value := range r.form[fact.ID] {
			if value == "" || slices.Contains(values, value) {
				continue
			}
			values = append(values, value)
			if !fact.Offers(value) {
				form.wrong[fact.ID] = true
			}
		}
		if len(values) > 1 && fact.Type != "multi" {
			form.wrong[fact.ID] = true
		}
		if len(values) > 0 {
			form.facts[fact.ID] = values
		}
	}
	return form
}

func (s *Server) showProfile(r *request, status int, w *work, from string, form profileForm) error {
	view := templates.ProfileView{From: from}
	for _, fact := range w.Model.Facts {
		field := templates.FactField{Fact: fact, Values: form.facts[fact.ID]}
		if form.wrong[fact.ID] {
			field.Error = r.p.T(msgFact)
		}
		view.Fields = append(view.Fields, field)
	}
	page := s.page(r, frame{title: templates.ProfileTitle(r.p), area: "profile", work: w})
	if len(form.wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Profile(page, view))
}
