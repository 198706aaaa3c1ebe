package web

import (
	"net/http"
	"slices"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

// getExplanation shows how a number came about. Every number of the results links here.
func (s *Server) getExplanation(r *request, w *work) error {
	view, err := s.results(r, w)
	if err != nil {
		return err
	}
	return s.explain(r, w, view)
}

// explain shows how a number of these results came about, real ones or supposed ones.
func (s *Server) explain(r *request, w *work, view templates.ResultsView) error {
	scope := scoring.Scope(r.Param("scope"))
	switch id, isAction := strings.CutPrefix(string(scope), "action:"); {
	case scope == templates.BalanceScope:
		return s.showBalance(r, w, view)
	case scope == templates.ConfidenceScope && view.Supposed == nil:
		return s.showConfidence(r, w, view)
	case isAction:
		return s.showAction(r, w, view, id)
	}
	return s.showScore(r, w, view, scope)
}

// explaining is the frame of a page that explains a number.
func (s *Server) explaining(r *request, w *work, results templates.ResultsView) *templates.Page {
	page := s.page(r, frame{area: resultsArea, work: w, tab: overviewTab})
	if results.Supposed != nil {
		page.Tab, page.Supposed = whatIfTab, results.Supposed
	}
	return page
}

func (s *Server) showScore(r *request, w *work, results templates.ResultsView, scope scoring.Scope) error {
	result, ok := results.Result(scope)
	if !ok {
		return assessment.ErrNotFound
	}
	view := templates.ExplainView{
		ResultsView: results,
		Scoped:      result,
		Checks:      results.GatesOf(scope),
		Changes:     results.WhatChanges(scope),
		Evidence:    results.EvidenceOf(scope),
	}
	view.Sum, _ = results.Breakdown(scope)
	page := s.explaining(r, w, results)
	page.Title = templates.ExplainTitle(page, view)
	return s.render(r, http.StatusOK, templates.Explain(page, view))
}

func (s *Server) showBalance(r *request, w *work, results templates.ResultsView) error {
	view := templates.BalanceView{ResultsView: results, Sides: []templates.Side{
		{Of: assessment.Compliance, Score: results.Balance.Compliance, Trace: results.AxisTrace(assessment.Compliance)},
		{Of: assessment.Personalisation, Score: results.Balance.Personalisation, Trace: results.AxisTrace(assessment.Personalisation)},
	}}
	page := s.explaining(r, w, results)
	page.Title = templates.BalanceTitle(view)
	return s.render(r, http.StatusOK, templates.Balance(page, view))
}

func (s *Server) showConfidence(r *request, w *work, results templates.ResultsView) error {
	view := templates.ConfidenceView{ResultsView: results, Evidence: results.EvidenceOf(scoring.Overall)}
	for _, d := range results.Dimensions {
		view.Dimensions = append(view.Dimensions, results.EvidenceOf(d.Scope))
	}
	for _, q := range w.asked.Questions() {
		if a := results.Answers[q.ID]; a.Choice > 1 && a.Grade == 0 {
			view.Unfounded = append(view.Unfounded, q)
		}
	}
	page := s.explaining(r, w, results)
	page.Title = templates.ConfidenceTitle(page, view)
	return s.render(r, http.StatusOK, templates.Confidence(page, view))
}

// showAction shows any action of the model: what it would bring, or why it brings nothing today.
func (s *Server) showAction(r *request, w *work, results templates.ResultsView, id string) error {
	at := slices.IndexFunc(w.asked.Actions, func(a *assessment.Action) bool { return a.ID == id })
	if at < 0 {
		return assessment.ErrNotFound
	}
	states, err := scoring.States(results.Model, results.Answers, nil)
	if err != nil {
		return err
	}
	action := w.asked.Actions[at]
	view := templates.ActionView{
		ResultsView: results,
		Action:      action,
		State:       states[at],
		References:  w.Model.Shown(w.Facts, action.Refs),
	}
	if gain, ok := results.GainOf(id); ok {
		view.Gain = &gain
	}
	page := s.explaining(r, w, results)
	page.Title = templates.ActionTitle(page, view)
	return s.render(r, http.StatusOK, templates.Action(page, view))
}
