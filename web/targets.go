package web

import (
	"errors"
	"net/http"
	"strconv"

	"lauter/assessment"
	"lauter/web/templates"
)

func (s *Server) getTargets(r *request, w *work) error {
	return s.showTargets(r, http.StatusOK, w, templates.TargetsView{Saved: r.QueryParam("saved") == "1"})
}

// postTargets keeps the target levels. One post is the whole state, so what is not sent has the default again.
func (s *Server) postTargets(r *request, w *work) error {
	targets := map[string]int{}
	view := templates.TargetsView{Wrong: map[string]string{}}
	for _, c := range w.asked.Capabilities() {
		sent := r.form.Get(c.ID)
		if sent == "" {
			continue
		}
		level, err := strconv.Atoi(sent)
		if err != nil || level < 1 || level > 5 {
			view.Wrong[c.ID] = r.p.T("targets.error.level")
			continue
		}
		targets[c.ID] = level
	}
	view.Sent = targets
	if len(view.Wrong) > 0 {
		return s.showTargets(r, http.StatusUnprocessableEntity, w, view)
	}
	err := s.store.SetTargets(r.ctx(), r.viewer, w.ID, targets)
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		for id, message := range invalid.Fields {
			view.Wrong[id] = r.p.T(message)
		}
		return s.showTargets(r, http.StatusUnprocessableEntity, w, view)
	}
	if err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "targets") + "?saved=1")
}

func (s *Server) showTargets(r *request, status int, w *work, view templates.TargetsView) error {
	var err error
	if view.ResultsView, err = s.results(r, w); err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.TargetsTitle(r.p), area: actionsArea, work: w, tab: overviewTab})
	if len(view.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Targets(page, view))
}
