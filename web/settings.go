package web

import (
	"net/http"
	"strconv"

	"lauter/assessment"
	"lauter/web/templates"
)

func settingsPath(workspace string) string { return templates.WorkspacePath(workspace, "settings") }

// getSettings shows what the admins of a workspace can set, and with ?days= what deleting its finished assessments after
// so many days would delete. It changes nothing.
func (s *Server) getSettings(r *request, w assessment.Workspace) error {
	form := templates.FinishedForm{Days: shortNumber(r.QueryParam("days")), Asked: r.QueryParams().Has("days"), Wrong: map[string]string{}}
	return s.showSettings(r, http.StatusOK, w, form)
}

func (s *Server) showSettings(r *request, status int, w assessment.Workspace, form templates.FinishedForm) error {
	view := templates.SettingsView{Workspace: w, Bounds: s.finishedBounds(), Form: form, Done: r.QueryParam("done")}
	var err error
	if view.Finished, err = s.store.FinishedDays(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	if view.Logo, err = s.store.WorkspaceLogo(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	if form.Asked {
		days, possible := s.finishedDays(form.Days)
		if !possible {
			form.Wrong["days"] = r.p.T("retention.error", "Least", view.Bounds.Least, "Most", view.Bounds.Most)
			status = http.StatusUnprocessableEntity
		} else if view.Due, err = s.store.DueFinished(r.ctx(), r.viewer, w.ID, days); err != nil {
			return err
		}
		view.Asked = days
	}
	page := s.page(r, frame{title: r.p.T("settings.title"), area: accountArea, private: true})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Settings(page, view))
}

// finishedBounds bound the period of finished assessments: shorter than the one for all.
func (s *Server) finishedBounds() assessment.Bounds {
	b := assessment.FinishedBounds
	b.Most = s.store.Periods().Days(assessment.KeptClient) - 1
	return b
}

func (s *Server) finishedDays(typed string) (days int, possible bool) {
	days, err := strconv.Atoi(typed)
	if err != nil || !s.finishedBounds().Allow(days) {
		return 0, false
	}
	return days, true
}

// postWorkspaceRetention has finished assessments deleted sooner once the name of the workspace was typed, or as late
// as all others, for which nothing has to be typed.
func (s *Server) postWorkspaceRetention(r *request, w assessment.Workspace) error {
	form := templates.FinishedForm{
		Days: shortNumber(r.form.Get("days")), Asked: true, Confirm: cleanName(r.form.Get("confirm")), Wrong: map[string]string{},
	}
	days, possible := 0, true
	if r.form.Get("stop") == "" {
		days, possible = s.finishedDays(form.Days)
	}
	if !possible {
		return s.showSettings(r, http.StatusUnprocessableEntity, w, form)
	}
	if days > 0 && form.Confirm != cleanName(w.Name) {
		form.Wrong["confirm"] = r.p.T("settings.finished.error", "Name", w.Name)
		return s.showSettings(r, http.StatusUnprocessableEntity, w, form)
	}
	if err := s.store.SetFinishedDays(r.ctx(), r.viewer, w.ID, days); err != nil {
		return err
	}
	return r.see(settingsPath(w.ID) + "?done=saved")
}
