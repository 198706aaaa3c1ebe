package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

const (
	planTab  = "plan"
	planArea = "plan"

	// mostPoints is the highest budget that can be asked for, unless all actions together need more.
	mostPoints = 999
	// mostTyped is how much of a refused value is shown again, in characters.
	mostTyped = 80
	// mostRefused is how many refused actions are named.
	mostRefused = 5
)

// getPlan shows the best plan for an effort. What it is asked for stands in the address and nowhere else.
func (s *Server) getPlan(r *request, w *work) error {
	view, err := s.plan(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{area: planArea, work: w, tab: planTab})
	page.Title = templates.PlanTitle(page, view)
	if len(view.Errors) > 0 {
		return s.render(r, http.StatusUnprocessableEntity, templates.Plan(page.WithError(), view))
	}
	return s.render(r, http.StatusOK, templates.Plan(page, view))
}

// getPlanExplanation shows how a plan adds up. What cannot be planned is answered with the form.
func (s *Server) getPlanExplanation(r *request, w *work) error {
	view, err := s.plan(r, w)
	if err != nil {
		return err
	}
	if len(view.Errors) > 0 || view.Answered == 0 {
		return s.getPlan(r, w)
	}
	page := s.page(r, frame{area: resultsArea, work: w, tab: planTab})
	page.Title = templates.PlanExplanationTitle(page)
	return s.render(r, http.StatusOK, templates.PlanExplanation(page, view))
}

// plan reads what is asked for, and plans it unless that is refused.
func (s *Server) plan(r *request, w *work) (templates.PlanView, error) {
	results, err := s.results(r, w)
	if err != nil {
		return templates.PlanView{}, err
	}
	view := templates.PlanView{ResultsView: results}
	asked := readPlan(r.p, r.QueryParams(), &view)
	if len(view.Errors) > 0 || view.Answered == 0 {
		return view, nil
	}
	done, err := s.takenOn(r, w, &view)
	if err != nil {
		return view, err
	}
	if view.Scenarios, err = s.scenarios(r, w, results); err != nil {
		return view, err
	}
	return view, asked.plan(&view, done)
}

// takenOn marks the actions that somebody works on, and returns those that are done.
func (s *Server) takenOn(r *request, w *work, view *templates.PlanView) (done []string, err error) {
	if w.isSample() {
		return nil, nil
	}
	items, err := s.store.PlannedActions(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return nil, err
	}
	view.Planned = map[string]bool{}
	for _, item := range items {
		switch {
		case item.Action == "":
		case item.Status == assessment.ActionStatusDone:
			done = append(done, item.Action)
		case !item.Status.Closed():
			view.Planned[item.Action] = true
		}
	}
	return done, nil
}

// planAsked is what a valid address asks for.
type planAsked struct {
	budget, next   int
	scope          scoring.Scope
	level          int // 0: the next one
	pinned, banned []string
}

// readPlan reads an address. What was typed, and what is wrong with it, goes into the view.
func readPlan(p *locale.Printer, query url.Values, view *templates.PlanView) planAsked {
	m := view.Model
	view.Most = max(mostPoints, sumOfEfforts(m))
	if key := typed(query.Get(ofModel)); key != "" && key != templates.ModelKey(m) {
		view.Other = key
	}
	usual := strconv.Itoa(m.DefaultBudget)
	q := &view.Query
	*q = templates.PlanQuery{
		Budget: given(query, "budget", usual), Next: given(query, "next", usual),
		Scope: given(query, "scope", string(scoring.Overall)), Level: given(query, "level", ""),
	}
	var asked planAsked
	asked.budget = readPoints(p, view, "budget", "plan.error.budget", &q.Budget)
	asked.next = readPoints(p, view, "next", "plan.error.next", &q.Next)
	asked.scope = readScope(p, view)
	if q.Level != "" {
		var err error
		if asked.level, err = strconv.Atoi(q.Level); err != nil || asked.level < 2 || asked.level > 5 {
			refuse(view, "level", p.T("plan.error.level", "Typed", q.Level))
		}
	}
	asked.pinned = readActions(p, view, "pin", query["pin"], &q.Pinned)
	asked.banned = readActions(p, view, "ban", query["ban"], &q.Banned)
	return asked
}

func refuse(view *templates.PlanView, field, text string) {
	view.Errors = append(view.Errors, templates.FieldError{Field: field, Text: text})
}

// given is a parameter of the address as it was typed, or what it is without.
func given(query url.Values, name, without string) string {
	if !query.Has(name) {
		return without
	}
	return typed(query.Get(name))
}

// typed makes what came in fit to be shown again.
func typed(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")))
	if runes := []rune(s); len(runes) > mostTyped {
		return string(runes[:mostTyped]) + "…"
	}
	return s
}

// readPoints reads a number of points, and writes it in its plain form.
func readPoints(p *locale.Printer, view *templates.PlanView, field, message string, text *string) int {
	n, err := strconv.Atoi(*text)
	if err != nil || n < 0 || n > view.Most {
		refuse(view, field, p.T(message, "Most", view.Most))
		return 0
	}
	*text = strconv.Itoa(n)
	return n
}

// readScope reads what the plan improves. An address for another model may name what this one does not have.
func readScope(p *locale.Printer, view *templates.PlanView) scoring.Scope {
	scope := scoring.Scope(view.Query.Scope)
	result, ok := view.Result(scope)
	if !ok && view.Other != "" {
		view.LostEnd = true
		result, ok = view.Overall, true
		view.Query.Scope = string(scoring.Overall)
	}
	if !ok {
		refuse(view, "scope", p.T("plan.error.scope", "Typed", view.Query.Scope))
	}
	view.Scoped = result
	return result.Scope
}

// readActions reads actions by id, each once. Those that the model does not have are refused; of an address for another
// model they are left aside.
func readActions(p *locale.Printer, view *templates.PlanView, name string, values []string, all *[]string) (known []string) {
	refused := 0
	for _, value := range values {
		id := typed(value)
		if slices.Contains(*all, id) || slices.Contains(view.Lost, id) {
			continue
		}
		_, ok := view.Model.Action(id)
		switch {
		case ok:
			known = append(known, id)
		case view.Other != "":
			if len(view.Lost) < mostRefused {
				view.Lost = append(view.Lost, id)
			}
			continue
		case refused == mostRefused:
			continue
		default:
			refused++
			refuse(view, name+"-"+strconv.Itoa(len(*all)), p.T("plan.error.action", "Typed", id))
		}
		*all = append(*all, id)
	}
	return known
}

func sumOfEfforts(m *assessment.Model) int {
	sum := 0
	for _, a := range m.Actions {
		sum += m.Efforts[a.Effort].Points
	}
	return sum
}

// plan fills the view with the plan that is asked for.
func (asked planAsked) plan(view *templates.PlanView, done []string) error {
	m, answers := view.Model, view.Answers
	request, err := asked.first(view, done)
	if err != nil {
		return err
	}
	plans, names, err := asked.waves(view, request)
	if err != nil {
		return err
	}
	traces, err := scoring.TracePlans(m, answers, asked.scope, done, plans...)
	if err != nil {
		return err
	}
	for i, trace := range traces {
		view.Waves = append(view.Waves, templates.Wave{Name: names[i], PlanTrace: trace})
	}
	if view.Rungs, err = scoring.Ladder(m, answers, request); err != nil {
		return err
	}
	if view.Left, err = scoring.ActionsLeftOut(m, answers, request, plans...); err != nil {
		return err
	}
	view.FindOuts = view.FindOut
	if asked.scope != scoring.Overall {
		view.FindOuts = view.WhatChanges(asked.scope).FindOut
	}
	return asked.way(view, request)
}

// first asks for the first wave. That of the whole begins with the open duties.
func (asked planAsked) first(view *templates.PlanView, done []string) (r scoring.PlanRequest, err error) {
	r = scoring.PlanRequest{Scope: asked.scope, Budget: asked.budget, Pinned: asked.pinned, Banned: asked.banned, Done: done}
	if asked.scope == scoring.Overall {
		view.Duties, err = scoring.OpenDuties(view.Model, view.Answers, done)
		r.Pinned = slices.Concat(view.Duties, asked.pinned)
	}
	return r, err
}

// waves are the plans that follow each other, with their names: three for the whole, one for a part.
func (asked planAsked) waves(view *templates.PlanView, request scoring.PlanRequest) ([]scoring.Plan, []string, error) {
	if asked.scope != scoring.Overall {
		plan, err := scoring.BestPlan(view.Model, view.Answers, request)
		return []scoring.Plan{plan}, []string{"best"}, err
	}
	waves, err := scoring.Roadmap(view.Model, view.Answers, scoring.RoadmapRequest{
		Now: asked.budget, Next: asked.next, Pinned: asked.pinned, Banned: asked.banned, Done: request.Done,
	})
	return []scoring.Plan{waves.Now, waves.Next, waves.Later}, []string{"now", "next", "later"}, err
}

// way finds the cheapest way to the level that is asked for, else to the next one.
func (asked planAsked) way(view *templates.PlanView, request scoring.PlanRequest) (err error) {
	view.Level = asked.level
	switch r := view.Scoped; {
	case asked.level > 0:
	case r.ToNext != nil:
		view.Level = r.ToNext.Level
	case r.Status == scoring.Insufficient:
		view.Level = view.Model.DefaultTarget
	default:
		return nil
	}
	view.Way, err = scoring.CheapestWay(view.Model, view.Answers, scoring.LevelRequest{
		Scope: asked.scope, Level: view.Level, Banned: asked.banned, Done: request.Done,
	})
	if err != nil || len(view.Way.Plan.Actions) == 0 {
		return err
	}
	request.Budget, request.Pinned = 0, slices.Concat(request.Pinned, view.Way.Plan.Actions)
	view.WayPlan, err = scoring.BestPlan(view.Model, view.Answers, request)
	return err
}
