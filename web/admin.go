package web

import (
	"net/http"

	"lauter/assessment"
	"lauter/internal/mail"
	"lauter/internal/store"
	"lauter/web/templates"
)

func (s *Server) getAdmin(r *request) error {
	return s.showAdmin(r, http.StatusOK, "", "")
}

func (s *Server) showAdmin(r *request, status int, typed, wrong string) error {
	users, err := s.store.Users(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	workspaces, err := s.store.AllWorkspaces(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	next, err := s.store.NextDeletions(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	unused, err := s.store.Unused(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	duty, err := s.store.AdminDuty(r.ctx())
	if err != nil {
		return err
	}
	var papers []templates.Paper
	for _, name := range paperNames {
		papers = append(papers, templates.Paper{Name: name, File: name + "." + string(r.p.Lang()) + ".md"})
	}
	page := s.page(r, frame{title: r.p.T("admin.title"), area: accountArea, private: true})
	if wrong != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.Admin(page, templates.AdminView{
		Users: users, Workspaces: workspaces, Viewer: r.viewer.UserID, Duty: duty, Unused: unused, Model: s.model(), Papers: papers, Mail: s.mail.Configured(), Next: templates.Deletions(next), Typed: typed, Wrong: wrong, Done: r.QueryParam("done"),
	}))
}

// postMailTest sends a mail to the viewer, so that they see whether it arrives, and says what is wrong if not.
func (s *Server) postMailTest(r *request) error {
	if !s.mail.Configured() {
		return assessment.ErrNotFound
	}
	err := s.mail.Send(r.ctx(), mail.Message{To: r.viewer.Email, Subject: r.p.T("mail.test.subject"), Text: r.p.T("mail.test.text", "URL", s.url.String())})
	if err != nil {
		return s.showRefusal(r, r.p.T("mail.test.failed", "Error", err.Error()))
	}
	return r.see("/admin?done=mail")
}

// postWorkspace makes a workspace, of which the viewer is the admin.
func (s *Server) postWorkspace(r *request) error {
	name := cleanName(r.form.Get("name"))
	if name == "" || len([]rune(name)) > 120 {
		return s.showAdmin(r, http.StatusUnprocessableEntity, name, r.p.T("account.error.workspace"))
	}
	id, err := s.store.AddWorkspace(r.ctx(), r.viewer, name)
	if err != nil {
		return err
	}
	return r.see(templates.WorkspacePath(id, "people"))
}

// postUser changes a user, or makes a link through which they choose a new password.
func (s *Server) postUser(r *request) error {
	if r.form.Get("change") == "password" {
		token, err := s.store.NewReset(r.ctx(), r.viewer, r.Param("u"))
		if err != nil {
			return err
		}
		return s.showSecret(r, templates.SecretView{
			Title: r.p.T("admin.reset.title"),
			Text:  r.p.T("admin.reset.text"),
			URL:   s.url.JoinPath("passwords", token).String(),
			Until: s.now().Add(assessment.ResetLife),
			Back:  "/admin",
		})
	}
	err := s.store.ChangeUser(r.ctx(), r.viewer, r.Param("u"), store.UserChange(r.form.Get("change")))
	wrong := map[string]string{}
	if refusedInto(r.p, wrong, err) {
		return s.showRefusal(r, wrong["change"])
	}
	if err != nil {
		return err
	}
	return r.see("/admin?done=user")
}
