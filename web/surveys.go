package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// getSurveys lists the surveys on an assessment, and begins one.
func (s *Server) getSurveys(r *request, w *work) error {
	in := s.now().Local().AddDate(0, 0, 14)
	return s.showSurveys(r, http.StatusOK, w, templates.SurveyForm{
		Threshold: strconv.Itoa(assessment.DefaultThreshold), Closes: in.Format(time.DateOnly),
		Roles: strings.Join(strings.Split(r.p.T("survey.roles.usual"), ", "), "\n"),
	})
}

func (s *Server) showSurveys(r *request, status int, w *work, form templates.SurveyForm) error {
	all, err := s.store.Surveys(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	view := templates.SurveysView{All: all, Form: form, Questions: len(w.asked.Questions()), Now: s.now()}
	if w.Kind == assessment.KindFull {
		view.Quick = len(w.Model.Quick().Questions())
	}
	page := s.page(r, frame{title: r.p.T("survey.title"), area: accountArea, work: w})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Surveys(page, view))
}

// postSurvey begins a survey, whose rules are fixed from then on.
func (s *Server) postSurvey(r *request, w *work) error {
	form, n := s.readSurvey(r, w)
	if len(form.Wrong) == 0 {
		id, err := s.store.OpenSurvey(r.ctx(), r.viewer, w.ID, n)
		if err == nil {
			return r.see(templates.AssessmentPath(w.ID, "surveys", id))
		}
		if !refusedInto(r.p, form.Wrong, err) {
			return err
		}
	}
	return s.showSurveys(r, http.StatusUnprocessableEntity, w, form)
}

func (s *Server) readSurvey(r *request, w *work) (form templates.SurveyForm, n assessment.Survey) {
	form = templates.SurveyForm{
		Mode: r.form.Get("mode"), Threshold: r.form.Get("threshold"), Questions: r.form.Get("questions"),
		Links: r.form.Get("links"), Closes: r.form.Get("closes"), Roles: assessment.Clean(r.form.Get("roles")),
		Wrong: map[string]string{},
	}
	for field, typed := range map[string]string{"mode": form.Mode, "links": form.Links} {
		if typed != "named" && typed != "anonymous" && typed != "common" && typed != "personal" {
			form.Wrong[field] = r.p.T("survey.error." + field)
		}
	}
	n = assessment.Survey{Named: form.Mode == "named", Personal: form.Links == "personal"}
	n.Threshold, _ = strconv.Atoi(form.Threshold)
	n.ClosesAt = endOfDay(form.Closes)
	n.Roles = lines(form.Roles)
	asked := w.asked
	if form.Questions == "quick" && w.Kind == assessment.KindFull {
		asked = w.Model.Quick()
	}
	for _, q := range asked.Questions() {
		n.Questions = append(n.Questions, q.ID)
	}
	for field, message := range assessment.CheckSurvey(n, s.now()) {
		form.Wrong[field] = surveyRefusal(r.p, message)
	}
	return form, n
}

// surveyRefusal says what is wrong with a field of a survey, with the limits that it has.
func surveyRefusal(p *locale.Printer, message string) string {
	switch message {
	case "survey.error.closes":
		return p.T("survey.error.closes", "Most", assessment.LongestSurvey)
	case "survey.error.roles":
		return p.T("survey.error.roles", "Most", assessment.MaxSurveyRoles, "Length", assessment.MaxSurveyRole)
	}
	return p.T("survey.error.threshold", "Least", assessment.LeastThreshold, "Most", assessment.MostThreshold)
}

// endOfDay is the last moment of a day as typed, here; zero if it is none.
func endOfDay(typed string) time.Time {
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(typed), time.Local)
	if err != nil {
		return time.Time{}
	}
	return day.AddDate(0, 0, 1).Add(-time.Second)
}

// lines are the different lines of a text, without empty ones.
func lines(text string) (all []string) {
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = cleanName(line); line != "" && !seen[line] {
			seen[line] = true
			all = append(all, line)
		}
	}
	return all
}

// getSurvey shows how far an open survey is, and what a closed one says.
func (s *Server) getSurvey(r *request, w *work, o assessment.Survey) error {
	if o.Closed() {
		return s.showPanel(r, w, o)
	}
	return s.showSurvey(r, http.StatusOK, w, o, templates.SurveyLinksForm{Closes: o.ClosesAt.Local().Format(time.DateOnly), Number: "5"})
}

func (s *Server) showSurvey(r *request, status int, w *work, o assessment.Survey, form templates.SurveyLinksForm) error {
	page := s.page(r, frame{title: r.p.T("survey.title"), area: accountArea, work: w})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Survey(page, templates.SurveyView{Survey: o, Form: form, Now: s.now()}))
}

// postSurveyLinks makes links and answers with them, because only their hashes are kept.
func (s *Server) postSurveyLinks(r *request, w *work, o assessment.Survey) error {
	form := templates.SurveyLinksForm{
		Names: assessment.Clean(r.form.Get("names")), Number: r.form.Get("number"),
		Closes: o.ClosesAt.Local().Format(time.DateOnly), Wrong: map[string]string{},
	}
	names := lines(form.Names)
	if o.Personal && !o.Named {
		names = numbered(r.p, form.Number, o.Links)
	}
	for _, name := range names {
		if len([]rune(name)) > 120 {
			form.Wrong["names"] = r.p.T("survey.error.names")
		}
	}
	if len(form.Wrong) > 0 {
		return s.showSurvey(r, http.StatusUnprocessableEntity, w, o, form)
	}
	tokens, err := s.store.NewSurveyLinks(r.ctx(), r.viewer, w.ID, o.ID, names)
	if refusedInto(r.p, form.Wrong, err) {
		if o.Personal && !o.Named {
			form.Wrong["number"] = form.Wrong["names"]
			delete(form.Wrong, "names")
		}
		return s.showSurvey(r, http.StatusUnprocessableEntity, w, o, form)
	}
	if err != nil {
		return err
	}
	view := templates.SurveyLinksView{Survey: o}
	for i, token := range tokens {
		link := templates.SurveyLink{URL: s.url.JoinPath("r", token).String()}
		if o.Personal {
			link.Name = names[i]
		}
		view.Links = append(view.Links, link)
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: r.p.T("survey.links.made", "N", len(tokens)), area: accountArea, work: w, copies: true})
	return s.render(r, http.StatusOK, templates.SurveyLinks(page, view))
}

// numbered are names for as many links as were asked for; they are shown and not kept.
func numbered(p *locale.Printer, typed string, before int) (names []string) {
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > assessment.MaxSurveyLinks {
		return nil
	}
	for i := range n {
		names = append(names, p.T("share.number", "Number", before+i+1))
	}
	return names
}

func (s *Server) postExtendSurvey(r *request, w *work, o assessment.Survey) error {
	form := templates.SurveyLinksForm{Closes: r.form.Get("closes"), Number: "5", Wrong: map[string]string{}}
	err := s.store.ExtendSurvey(r.ctx(), r.viewer, w.ID, o.ID, endOfDay(form.Closes))
	if refusedInto(r.p, map[string]string{}, err) {
		form.Wrong["closes"] = surveyRefusal(r.p, "survey.error.closes")
		return s.showSurvey(r, http.StatusUnprocessableEntity, w, o, form)
	}
	if err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID))
}

// getCloseSurvey asks before the votes become final.
func (s *Server) getCloseSurvey(r *request, w *work, o assessment.Survey) error {
	if o.Closed() {
		return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID))
	}
	page := s.page(r, frame{title: r.p.T("survey.close.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.CloseSurvey(page, o))
}

func (s *Server) postCloseSurvey(r *request, w *work, o assessment.Survey) error {
	if err := s.store.CloseSurvey(r.ctx(), r.viewer, w.ID, o.ID); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID))
}

// getRemoveRespondent asks before somebody is taken out of a survey.
func (s *Server) getRemoveRespondent(r *request, w *work, o assessment.Survey) error {
	at := slices.IndexFunc(o.People, func(p assessment.Respondent) bool { return p.ID == r.Param("person") })
	if at < 0 {
		return assessment.ErrNotFound
	}
	if !o.Takes(s.now()) {
		return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID))
	}
	page := s.page(r, frame{title: r.p.T("survey.remove.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.RemoveRespondent(page, o, o.People[at]))
}

func (s *Server) postRemoveRespondent(r *request, w *work, o assessment.Survey) error {
	if err := s.store.RemoveRespondent(r.ctx(), r.viewer, w.ID, o.ID, r.Param("person")); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "surveys", o.ID))
}

// getDeleteSurvey asks before a survey is deleted with all of its votes.
func (s *Server) getDeleteSurvey(r *request, w *work, o assessment.Survey) error {
	page := s.page(r, frame{title: r.p.T("survey.delete.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.DeleteSurvey(page, o))
}

func (s *Server) postDeleteSurvey(r *request, w *work, o assessment.Survey) error {
	if err := s.store.CancelSurvey(r.ctx(), r.viewer, w.ID, o.ID); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "surveys"))
}
