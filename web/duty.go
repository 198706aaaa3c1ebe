package web

import (
	"net/http"

	"lauter/assessment"
	"lauter/web/templates"
)

// getDuty says that a second factor is missing and how to get one. Whoever has signed in with two goes on.
func (s *Server) getDuty(r *request) error {
	next := afterSignIn(r.QueryParam("next"))
	if !r.viewer.Owes {
		return r.see(next)
	}
	user, _, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	view := templates.DutyView{User: user, Next: next, Passkeys: s.passkeys != nil}
	if view.Places, err = s.store.DutyPlaces(r.ctx(), r.viewer); err != nil {
		return err
	}
	linked, err := s.store.Identities(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	if user.Passkeys > 0 {
		view.Passkey = s.passkeyBox(next, "")
	}
	if len(linked) > 0 {
		view.Provider = s.providerBox(next, "", "")
	}
	page := s.page(r, frame{title: r.p.T("duty.owed.title"), area: accountArea, private: true, script: passkeyScript})
	return s.render(r, http.StatusOK, templates.Duty(page, view))
}

// postDuty says whether the people of a workspace must sign in with two factors.
func (s *Server) postDuty(r *request, w assessment.Workspace) error {
	return s.dutySet(r, templates.WorkspacePath(w.ID, "people"), func(on bool) error {
		return s.store.SetDuty(r.ctx(), r.viewer, w.ID, on)
	})
}

// postAdminDuty says it of those who run the installation.
func (s *Server) postAdminDuty(r *request) error {
	return s.dutySet(r, "/admin", func(on bool) error { return s.store.SetAdminDuty(r.ctx(), r.viewer, on) })
}

func (s *Server) dutySet(r *request, next string, set func(on bool) error) error {
	wanted := r.form.Get("duty")
	if wanted != "on" && wanted != "off" {
		return assessment.ErrNotFound
	}
	err := set(wanted == "on")
	wrong := map[string]string{}
	if refusedInto(r.p, wrong, err) {
		return s.showRefusal(r, wrong["duty"])
	}
	if err != nil {
		return err
	}
	return r.see(next + "?done=duty")
}
