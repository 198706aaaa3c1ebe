package web

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"lauter/assessment"
	"lauter/web/templates"
)

// mostYears is how far ahead a due date may be.
const mostYears = 20

// itemFields are the fields of a planned action in the order of the form.
var itemFields = []string{"action", "title", "owner", "due", "status", "reason", "cost", "note"}

// readItem reads the form of a planned action. What of it cannot be kept is found later.
func readItem(r *request, stored assessment.PlannedAction) templates.ItemForm {
	item := stored
	item.Title, item.Owner, item.Due = r.form.Get("title"), r.form.Get("owner"), r.form.Get("due")
	item.Reason, item.Cost, item.Note = r.form.Get("reason"), r.form.Get("cost"), r.form.Get("note")
	if r.form.Has("status") {
		item.Status = assessment.ActionStatus(r.form.Get("status"))
	}
	reason := item
	reason.Status = assessment.ActionStatusDropped
	form := templates.ItemForm{PlannedAction: item.Normalise()}
	form.Reason = reason.Normalise().Reason // a form that is shown again keeps it, whatever the status
	return form
}

// refusedItem says what of a form cannot be kept. A day that stood there before may be in the past, a new one may not.
func (s *Server) refusedItem(r *request, stored assessment.PlannedAction, sent templates.ItemForm) []templates.FieldError {
	wrong := sent.Check()
	if wrong == nil {
		wrong = map[string]string{}
	}
	if due, err := time.Parse(time.DateOnly, sent.Due); err == nil && sent.Due != stored.Due {
		// Somewhere on earth the day of the server has not begun: there, its day before is today.
		first := s.now().UTC().Add(-12 * time.Hour).Format(time.DateOnly)
		switch {
		case sent.Due < first:
			wrong["due"] = "planned.error.due.past"
		case due.After(s.now().AddDate(mostYears, 0, 0)):
			wrong["due"] = "planned.error.due.far"
		}
	}
	return sorted(r, wrong)
}

// sorted lists refused fields in the order of the form.
func sorted(r *request, wrong map[string]string) []templates.FieldError {
	var all []templates.FieldError
	for _, field := range itemFields {
		if id, ok := wrong[field]; ok {
			all = append(all, templates.FieldError{Field: field, Text: r.p.T(id)})
		}
	}
	return all
}

// fieldErrors are the fields that the store has refused, nil if that is not what went wrong.
func fieldErrors(r *request, err error) []templates.FieldError {
	var invalid *assessment.InvalidError
	if !errors.As(err, &invalid) {
		return nil
	}
	return sorted(r, invalid.Fields)
}

func (s *Server) getAction(r *request, w *work) error {
	item, history, err := s.store.PlannedAction(r.ctx(), r.viewer, w.ID, r.Param("item"))
	if err != nil {
		return err
	}
	view := templates.PlannedActionView{Form: templates.ItemForm{PlannedAction: item}, History: history}
	return s.showPlanned(r, http.StatusOK, w, item, view)
}

// postAction keeps what is written beside a planned action. It changes no answer: closing one as done leads to the
// questions that it was to lift.
func (s *Server) postAction(r *request, w *work) error {
	stored, history, err := s.store.PlannedAction(r.ctx(), r.viewer, w.ID, r.Param("item"))
	if err != nil {
		return err
	}
	view := templates.PlannedActionView{Form: readItem(r, stored), History: history}
	if view.Form.Rev, err = sentRev(r); err != nil {
		return err
	}
	if view.Errors = s.refusedItem(r, stored, view.Form); len(view.Errors) > 0 {
		return s.showPlanned(r, http.StatusUnprocessableEntity, w, stored, view)
	}
	err = s.store.SavePlannedAction(r.ctx(), r.viewer, w.ID, view.Form.PlannedAction)
	var conflict *assessment.PlannedConflictError
	if errors.As(err, &conflict) {
		view.Theirs = &conflict.Stored
		view.Form.Rev = conflict.Stored.Rev
		return s.showPlanned(r, http.StatusConflict, w, conflict.Stored, view)
	}
	if err != nil {
		return err
	}
	path := templates.AssessmentPath(w.ID, "actions", stored.ID)
	if view.Form.Status == assessment.ActionStatusDone && stored.Status != assessment.ActionStatusDone && stored.Action != "" {
		return r.see(path + "#again")
	}
	return r.see(path + "?saved=1")
}

// showPlanned shows a planned action with its form as it is stored or was sent.
func (s *Server) showPlanned(r *request, status int, w *work, stored assessment.PlannedAction, view templates.PlannedActionView) error {
	all, err := s.actionPlan(r, w)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all.Rows, func(row templates.PlannedRow) bool { return row.ID == stored.ID })
	if at < 0 { // removed meanwhile
		return assessment.ErrNotFound
	}
	view.ResultsView, view.Row, view.Today = all.ResultsView, all.Rows[at], all.Today
	view.Form.Owners = all.Owners()
	view.Saved = r.QueryParam("saved") == "1" && r.Request().Method != http.MethodPost
	page := s.page(r, frame{area: actionsArea, work: w, tab: actionsTab})
	page.Title = view.Row.Name(r.p)
	if len(view.Errors) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.PlannedAction(page, view))
}

// getRemoveAction asks once before a planned action is removed.
func (s *Server) getRemoveAction(r *request, w *work) error {
	item, _, err := s.store.PlannedAction(r.ctx(), r.viewer, w.ID, r.Param("item"))
	if err != nil {
		return err
	}
	row := templates.PlannedRow{PlannedAction: item}
	row.Model, _ = w.Model.Action(item.Action)
	page := s.page(r, frame{title: templates.RemoveActionTitle(r.p), area: actionsArea, work: w, tab: actionsTab})
	return s.render(r, http.StatusOK, templates.RemoveAction(page, row))
}

func (s *Server) postRemoveAction(r *request, w *work) error {
	if err := s.store.RemovePlannedAction(r.ctx(), r.viewer, w.ID, r.Param("item")); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "actions"))
}
