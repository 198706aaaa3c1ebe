package web

import (
	"net/http"
	"net/url"
	"slices"

	"lauter/assessment"
	"lauter/web/templates"
)

// getDeleteClient explains the end of an engagement: take everything along, hand over, delete.
func (s *Server) getDeleteClient(r *request, c assessment.Client) error {
	return s.showDeleteClient(r, http.StatusOK, c, "", "")
}

func (s *Server) showDeleteClient(r *request, status int, c assessment.Client, typed, wrong string) error {
	state, err := s.store.ClientState(r.ctx(), r.viewer, c.ID)
	if err != nil {
		return err
	}
	workspaces, err := s.store.Workspaces(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	workspaces = slices.DeleteFunc(workspaces, func(w assessment.Workspace) bool { return w.ID == c.WorkspaceID })
	if c.Role != assessment.RoleAdmin {
		workspaces = nil
	}
	page := s.page(r, frame{title: r.p.T("client.end.title"), area: accountArea, private: true})
	if wrong != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.EndClient(page, templates.EndView{State: state, Workspaces: workspaces, Typed: typed, Wrong: wrong}))
}

// postDeleteClient deletes a client whose name was typed, and answers with a certificate that can be printed or saved.
func (s *Server) postDeleteClient(r *request, c assessment.Client) error {
	typed := cleanName(r.form.Get("confirm"))
	if typed != cleanName(c.Name) {
		return s.showDeleteClient(r, http.StatusUnprocessableEntity, c, typed, r.p.T("client.end.error", "Name", c.Name))
	}
	state, err := s.store.ClientState(r.ctx(), r.viewer, c.ID)
	if err != nil {
		return err
	}
	gone, err := s.store.DeleteClient(r.ctx(), r.viewer, c.ID)
	if err != nil {
		return err
	}
	for _, round := range state.Rounds {
		s.kept.drop(round.ID)
	}
	page := s.page(r, frame{title: r.p.T("certificate.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Certificate(page, gone, r.viewer.Name))
}

// postMoveClient hands a client over to another workspace.
func (s *Server) postMoveClient(r *request, c assessment.Client) error {
	if err := s.store.MoveClient(r.ctx(), r.viewer, c.ID, r.form.Get("workspace")); err != nil {
		return err
	}
	return r.see(templates.ClientPath(c.ID) + "?done=moved")
}

// getClaim asks into which workspace an assessment of a guest is to go.
func (s *Server) getClaim(r *request, w *work) error {
	if !r.viewer.SignedIn() {
		return r.see("/sign-in?" + url.Values{"next": {r.Request().URL.Path}}.Encode())
	}
	if r.viewer.Owes {
		return leadToDuty(r)
	}
	workspaces, err := s.store.Workspaces(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("claim.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.Claim(page, workspaces))
}

func (s *Server) postClaim(r *request, w *work) error {
	if !r.viewer.SignedIn() {
		return r.see("/sign-in?" + url.Values{"next": {r.Request().URL.Path}}.Encode())
	}
	client, err := s.store.Claim(r.ctx(), r.viewer, w.ID, r.form.Get("workspace"))
	if err != nil {
		return err
	}
	s.kept.drop(w.ID)
	if w.Organisation == "" {
		return r.see(templates.ClientPath(client, "edit"))
	}
	return r.see(templates.ClientPath(client) + "?done=claimed")
}
