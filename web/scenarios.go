package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

// planPage is the other page whose address can be kept as a scenario.
const planPage = "plan"

// scenarios lists what is kept of an assessment, scored by today's answers. The sample keeps none.
func (s *Server) scenarios(r *request, w *work, today templates.ResultsView) (templates.ScenarioList, error) {
	list := templates.ScenarioList{Words: today.Words, Today: today.Overall}
	if w.isSample() {
		return list, nil
	}
	kept, err := s.store.Scenarios(r.ctx(), r.viewer, w.ID)
	if err != nil || len(kept) == 0 {
		return list, err
	}
	done, err := s.takenOn(r, w, &templates.PlanView{})
	if err != nil {
		return list, err
	}
	for _, sc := range kept {
		row, err := scenarioRow(r.p, w, sc, today, done)
		if err != nil {
			return list, err
		}
		list.Rows = append(list.Rows, row)
	}
	return list, nil
}

// scenarioRow works out what a scenario comes to. One of another version of the model is not: its levels may mean
// something else here, and its actions may be others.
func scenarioRow(p *locale.Printer, w *work, sc assessment.Scenario, today templates.ResultsView, done []string) (templates.ScenarioRow, error) {
	row := templates.ScenarioRow{Scenario: sc}
	query, _ := url.ParseQuery(sc.Query)
	if row.Foreign = query.Get(ofModel) != templates.ModelKey(w.Model); row.Foreign {
		return row, nil
	}
	var answers assessment.Answers
	var err error
	if sc.Page == planPage {
		answers, row.Effort, err = plannedBy(p, query, today, done)
	} else {
		supposed := readSupposing(sc.Query, w)
		answers, err = supposed.Answers(w.asked, w.askedAnswers())
	}
	if err != nil || answers == nil {
		return row, err
	}
	for id, a := range answers {
		if a.Choice != w.answers[id].Choice {
			row.Changed++
		}
	}
	results, err := scoring.Score(w.asked, answers)
	if err != nil {
		return row, err
	}
	row.Result = &results.Overall
	return row, nil
}

// plannedBy is what the answers would be after the first wave of a plan, and its effort; nothing if the plan asks for what
// there is none of.
func plannedBy(p *locale.Printer, query url.Values, today templates.ResultsView, done []string) (assessment.Answers, int, error) {
	view := templates.PlanView{ResultsView: today}
	asked := readPlan(p, query, &view)
	if len(view.Errors) > 0 || today.Answered == 0 {
		return nil, 0, nil
	}
	request, err := asked.first(&view, done)
	if err != nil {
		return nil, 0, err
	}
	plan, err := scoring.BestPlan(today.Model, today.Answers, request)
	if err != nil {
		return nil, 0, err
	}
	return scoring.Lifted(today.Model, today.Answers, plan.Actions...), plan.Effort, nil
}

// postScenario keeps the settings of a page under a name. They travel in the form, so nothing is lost when it is refused.
func (s *Server) postScenario(r *request, w *work) error {
	sent := templates.ScenarioForm{Name: cleanName(r.form.Get("name")), Page: whatIf, Query: r.form.Get("query")}
	if r.form.Get("page") == planPage {
		sent.Page = planPage
	}
	query, ok := keptQuery(sent.Page, sent.Query, w)
	if !ok {
		return s.refuseScenario(r, w, sent, map[string]string{"query": "scenarios.error.query"})
	}
	sc := assessment.Scenario{Name: sent.Name, Page: sent.Page, Query: query}
	err := s.store.SaveScenario(r.ctx(), r.viewer, w.ID, sc)
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		return s.refuseScenario(r, w, sent, invalid.Fields)
	}
	if err != nil {
		return err
	}
	return r.see(templates.ScenarioPath(w.ID, sc) + "#scenarios")
}

// keptQuery is what of an address is kept. It is false for one that says nothing, or something that cannot be meant.
func keptQuery(page, raw string, w *work) (string, bool) {
	if len(raw) > assessment.MaxScenarioQuery {
		return "", false
	}
	if page == whatIf {
		x := readSupposing(raw, w)
		return x.query.Encode(), !x.refused() && !x.Empty()
	}
	query, err := url.ParseQuery(raw)
	if err != nil || len(query) == 0 {
		return "", false
	}
	query.Del("lang")
	if query.Get(ofModel) == "" {
		query.Set(ofModel, templates.ModelKey(w.Model))
	}
	return query.Encode(), true
}

func (s *Server) refuseScenario(r *request, w *work, sent templates.ScenarioForm, wrong map[string]string) error {
	sent.Errors = map[string]string{}
	for field, id := range wrong {
		sent.Errors[field] = r.p.T(id)
	}
	page := s.page(r, frame{title: templates.ScenarioTitle(r.p), area: whatIfArea, work: w})
	return s.render(r, http.StatusUnprocessableEntity, templates.ScenarioRefused(page.WithError(), sent))
}

// scenario finds the scenario in the path among those of the assessment.
func (s *Server) scenario(r *request, w *work) (assessment.Scenario, error) {
	kept, err := s.store.Scenarios(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return assessment.Scenario{}, err
	}
	at := slices.IndexFunc(kept, func(sc assessment.Scenario) bool { return sc.ID == r.Param("scenario") })
	if at < 0 {
		return assessment.Scenario{}, assessment.ErrNotFound
	}
	return kept[at], nil
}

// getScenarioDelete asks once before a scenario is deleted.
func (s *Server) getScenarioDelete(r *request, w *work) error {
	sc, err := s.scenario(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.ScenarioDeleteTitle(r.p), area: whatIfArea, work: w})
	return s.render(r, http.StatusOK, templates.ScenarioDelete(page, sc))
}

// postScenarioDelete deletes a scenario and leads to its page as it was set, where it can be kept again.
func (s *Server) postScenarioDelete(r *request, w *work) error {
	sc, err := s.scenario(r, w)
	if err != nil {
		return err
	}
	if err := s.store.DeleteScenario(r.ctx(), r.viewer, w.ID, sc.ID); err != nil {
		return err
	}
	return r.see(templates.ScenarioPath(w.ID, sc) + "#scenarios")
}
