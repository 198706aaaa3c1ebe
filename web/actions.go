package web

import (
	"cmp"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"time"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

const (
	actionsArea = "actions"
	actionsTab  = "actions"
)

// getActionPlan lists what the organisation has planned. What is shown of it, and in which order, stands in the address.
func (s *Server) getActionPlan(r *request, w *work) error {
	view, err := s.actionPlan(r, w)
	if err != nil {
		return err
	}
	status := s.narrow(r, &view)
	if added, err := strconv.Atoi(r.QueryParam("added")); err == nil && added >= 0 {
		view.Added = &added
	}
	page := s.page(r, frame{title: templates.ActionPlanTitle(r.p), area: actionsArea, work: w, tab: actionsTab})
	if status != http.StatusOK {
		page = page.WithError()
	}
	return s.render(r, status, templates.ActionPlan(page, view))
}

// actionPlan is everything that is planned, each with what it would bring by today's answers.
func (s *Server) actionPlan(r *request, w *work) (templates.ActionPlanView, error) {
	view := templates.ActionPlanView{Today: s.today()}
	var err error
	if view.ResultsView, err = s.results(r, w); err != nil {
		return view, err
	}
	planned, err := s.store.PlannedActions(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return view, err
	}
	if view.Rows, err = plannedRows(view.ResultsView, w.Model, view.Today, planned); err != nil {
		return view, err
	}
	view.All = len(view.Rows)
	return view, view.Sum()
}

// today is the day where the server is, as due dates are written.
func (s *Server) today() string { return s.now().Local().Format(time.DateOnly) }

// plannedRows says of each planned action what it is in the model and what it would bring.
func plannedRows(v templates.ResultsView, m *assessment.Model, today string, planned []assessment.PlannedAction) ([]templates.PlannedRow, error) {
	states, err := scoring.States(v.Model, v.Answers, nil)
	if err != nil {
		return nil, err
	}
	rows := make([]templates.PlannedRow, len(planned))
	for i, item := range planned {
		row := templates.PlannedRow{PlannedAction: item, Overdue: item.Overdue(today)}
		row.Model, _ = m.Action(item.Action)
		at := slices.IndexFunc(v.Model.Actions, func(a *assessment.Action) bool { return a.ID == item.Action })
		if at >= 0 {
			row.State = states[at]
		}
		for _, gain := range v.Recommendations {
			if gain.Action == item.Action {
				row.Gain = &gain
			}
		}
		rows[i] = row
	}
	return rows, nil
}

// narrow leaves in the view what the address asks for, in the order that it asks for. What the address cannot mean is
// said, and everything is shown.
func (s *Server) narrow(r *request, view *templates.ActionPlanView) (status int) {
	q := &view.Query
	q.Status, q.Owner, q.Sort = r.QueryParam("status"), typed(r.QueryParam("owner")), r.QueryParam("sort")
	q.Overdue = r.QueryParam("overdue") == "1"
	if q.Status != "" && !assessment.ActionStatus(q.Status).Valid() {
		q.Status = ""
		view.Errors = append(view.Errors, templates.FieldError{Field: "status", Text: r.p.T("planned.error.filter")})
	}
	order, ok := plannedOrders[q.Sort]
	if !ok {
		q.Sort = ""
		view.Errors = append(view.Errors, templates.FieldError{Field: "sort", Text: r.p.T("planned.error.sort")})
		order = plannedOrders[""]
	}
	view.Rows = slices.DeleteFunc(view.Rows, func(row templates.PlannedRow) bool {
		return q.Status != "" && string(row.Status) != q.Status || q.Owner != "" && row.Owner != q.Owner || q.Overdue && !row.Overdue
	})
	slices.SortStableFunc(view.Rows, order)
	if len(view.Errors) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// plannedOrders are the ways to sort, by their names in the address. Work that is closed comes last in all but one.
var plannedOrders = map[string]func(a, b templates.PlannedRow) int{
	"":       func(a, b templates.PlannedRow) int { return cmp.Or(byClosed(a, b), byDue(a, b)) },
	"gain":   func(a, b templates.PlannedRow) int { return cmp.Or(byClosed(a, b), byGain(a, b), byDue(a, b)) },
	"status": func(a, b templates.PlannedRow) int { return cmp.Or(byStatus(a, b), byDue(a, b)) },
}

func byClosed(a, b templates.PlannedRow) int {
	return cmp.Compare(number(a.Status.Closed()), number(b.Status.Closed()))
}

func byStatus(a, b templates.PlannedRow) int {
	place := func(row templates.PlannedRow) int { return slices.Index(assessment.ActionStatuses, row.Status) }
	return cmp.Compare(place(a), place(b))
}

// byDue puts what has no day after everything that has one.
func byDue(a, b templates.PlannedRow) int {
	return cmp.Or(cmp.Compare(number(a.Due == ""), number(b.Due == "")), cmp.Compare(a.Due, b.Due))
}

func byGain(a, b templates.PlannedRow) int {
	gain := func(row templates.PlannedRow) *big.Rat {
		if row.Gain == nil {
			return new(big.Rat)
		}
		return row.Gain.Gain
	}
	return gain(b).Cmp(gain(a))
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// postActionPlan plans actions: those of the model that are named, and one of their own if the form describes one.
func (s *Server) postActionPlan(r *request, w *work) error {
	sent := readItem(r, assessment.PlannedAction{Status: assessment.ActionStatusOpen})
	chosen := slices.DeleteFunc(slices.Clone(r.form["action"]), func(id string) bool { return id == "" })
	form := templates.NewActionView{Form: sent, Chosen: chosen}
	own := len(chosen) == 0 || sent.Title != "" || sent.Owner != "" || sent.Due != "" || sent.Cost != "" || sent.Note != ""
	var items []assessment.PlannedAction
	for _, id := range chosen {
		if _, ok := w.Model.Action(id); !ok {
			form.Errors = append(form.Errors, templates.FieldError{Field: "model", Text: r.p.T("planned.error.action")})
			break
		}
		items = append(items, assessment.PlannedAction{Action: id})
	}
	if own {
		form.Errors = append(form.Errors, s.refusedItem(r, assessment.PlannedAction{}, sent)...)
		items = append(items, sent.PlannedAction)
	}
	if len(form.Errors) > 0 {
		return s.showNewAction(r, http.StatusUnprocessableEntity, w, form)
	}
	before, err := s.store.PlannedActions(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	ids, err := s.store.AddPlannedActions(r.ctx(), r.viewer, w.ID, items...)
	if wrong := fieldErrors(r, err); wrong != nil {
		form.Errors = wrong
		return s.showNewAction(r, http.StatusUnprocessableEntity, w, form)
	}
	if err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "actions") + "?added=" + strconv.Itoa(countNew(before, ids)))
}

// countNew counts the ids that were not planned before, each once.
func countNew(before []assessment.PlannedAction, ids []string) int {
	known := map[string]bool{}
	for _, item := range before {
		known[item.ID] = true
	}
	n := 0
	for _, id := range ids {
		if !known[id] {
			n++
		}
		known[id] = true
	}
	return n
}

func (s *Server) getNewAction(r *request, w *work) error {
	return s.showNewAction(r, http.StatusOK, w, templates.NewActionView{Form: templates.ItemForm{PlannedAction: assessment.PlannedAction{Status: assessment.ActionStatusOpen}}})
}

// showNewAction offers the actions of the model that are worth something today and not planned yet, and a form for one
// of their own.
func (s *Server) showNewAction(r *request, status int, w *work, view templates.NewActionView) error {
	var err error
	if view.ResultsView, err = s.results(r, w); err != nil {
		return err
	}
	planned, err := s.store.PlannedActions(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	for _, gain := range view.Recommendations {
		taken := func(item assessment.PlannedAction) bool { return item.Action == gain.Action }
		if !slices.ContainsFunc(planned, taken) {
			view.Offers = append(view.Offers, gain)
		}
	}
	view.Form.Owners = owners(planned)
	page := s.page(r, frame{title: templates.NewActionTitle(r.p), area: actionsArea, work: w, tab: actionsTab})
	if len(view.Errors) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.NewAction(page, view))
}

// owners lists whom something is planned for, each once, in the order of the alphabet.
func owners(planned []assessment.PlannedAction) []string {
	var all []string
	for _, item := range planned {
		if item.Owner != "" {
			all = append(all, item.Owner)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
