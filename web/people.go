package web

import (
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/locale"
	"lauter/internal/mail"
	"lauter/web/templates"
)

// refusedInto puts the messages of an *assessment.InvalidError into a form, and says whether the error was one.
func refusedInto(p *locale.Printer, wrong map[string]string, err error) bool {
	var invalid *assessment.InvalidError
	if !errors.As(err, &invalid) {
		return false
	}
	for field, message := range invalid.Fields {
		wrong[field] = p.T(message)
	}
	return true
}

// place is where people have roles: a whole workspace, or one client of it.
type place struct {
	workspace, client string // ids; no client: the whole workspace
	name              string
	own               assessment.Role
	duty              bool // its people sign in with two factors
}

func (p place) path() string {
	if p.client != "" {
		return templates.ClientPath(p.client, "people")
	}
	return templates.WorkspacePath(p.workspace, "people")
}

func ofClient(c assessment.Client) place {
	return place{workspace: c.WorkspaceID, client: c.ID, name: c.Name, own: c.Role}
}

func ofWorkspace(w assessment.Workspace) place {
	return place{workspace: w.ID, name: w.Name, own: w.Role, duty: w.Duty}
}

func (s *Server) getClientPeople(r *request, c assessment.Client) error {
	return s.showPeople(r, http.StatusOK, ofClient(c), templates.InviteForm{})
}

func (s *Server) postClientPeople(r *request, c assessment.Client) error {
	return s.invite(r, ofClient(c))
}

func (s *Server) getStaff(r *request, w assessment.Workspace) error {
	return s.showPeople(r, http.StatusOK, ofWorkspace(w), templates.InviteForm{})
}

func (s *Server) postStaff(r *request, w assessment.Workspace) error {
	return s.invite(r, ofWorkspace(w))
}

// showPeople lists who has a role in a place and who is invited, with a form to invite more.
func (s *Server) showPeople(r *request, status int, at place, form templates.InviteForm) error {
	view := templates.PeopleView{
		Place: at.name, Path: at.path(), Client: at.client, Own: at.own, Viewer: r.viewer.UserID, Duty: at.duty, Form: form, Done: r.QueryParam("done"),
		Roles: assessment.ClientRoles, Mail: s.mail.Configured(),
	}
	if at.client == "" {
		view.Roles = assessment.WorkspaceRoles
	}
	var err error
	if view.Members, err = s.store.Members(r.ctx(), r.viewer, at.workspace, at.client); err != nil {
		return err
	}
	if view.Invitations, err = s.store.Invitations(r.ctx(), r.viewer, at.workspace, at.client); err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("people.title"), area: accountArea, private: true})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.People(page, view))
}

// invite makes an invitation and answers with its link, because only its hash is kept.
func (s *Server) invite(r *request, at place) error {
	form := templates.InviteForm{Email: cleanName(r.form.Get("email")), Role: assessment.Role(r.form.Get("role")), Wrong: map[string]string{}}
	email, ok := account.NormaliseEmail(form.Email)
	if !ok {
		form.Wrong["email"] = r.p.T("account.error.email")
	}
	if !at.own.Grants(form.Role) || form.Role.Staff() != (at.client == "") {
		form.Wrong["role"] = r.p.T("people.error.role")
	}
	if len(form.Wrong) > 0 {
		return s.showPeople(r, http.StatusUnprocessableEntity, at, form)
	}
	token, err := s.store.Invite(r.ctx(), r.viewer, at.workspace, at.client, form.Role, email)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showPeople(r, http.StatusUnprocessableEntity, at, form)
	}
	if err != nil {
		return err
	}
	link := s.url.JoinPath("invites", token).String()
	if s.mail.Configured() && r.form.Get("mail") == "yes" {
		err := s.mail.Enqueue(mail.Message{
			To:      email,
			Subject: r.p.T("mail.invite.subject", "Place", at.name),
			Text:    r.p.T("mail.invite.text", "Name", r.viewer.Name, "Place", at.name, "Role", r.p.T("role."+string(form.Role)), "Link", link, "Date", r.p.Date(s.now().Add(assessment.InvitationLife))),
		})
		if err == nil {
			return r.see(at.path() + "?done=mailed")
		}
	}
	return s.showSecret(r, templates.SecretView{
		Title: r.p.T("people.invited.title"),
		Text:  r.p.T("people.invited.text", "Email", email, "Role", r.p.T("role."+string(form.Role)), "Place", at.name),
		URL:   link,
		Until: s.now().Add(assessment.InvitationLife),
		Back:  at.path(),
	})
}

// showSecret shows a link that cannot be shown again.
func (s *Server) showSecret(r *request, view templates.SecretView) error {
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: view.Title, area: accountArea, private: true, copies: true})
	return s.render(r, http.StatusOK, templates.Secret(page, view))
}

// postMember gives a member another role, or takes it away.
func (s *Server) postMember(r *request) error {
	if !r.form.Has("role") { // a form that was cut off removes nobody
		return &assessment.InvalidError{Fields: map[string]string{"role": "people.error.role"}}
	}
	var err error
	role := assessment.Role(r.form.Get("role"))
	if role == "" {
		err = s.store.RemoveMember(r.ctx(), r.viewer, r.Param("m"))
	} else {
		err = s.store.SetRole(r.ctx(), r.viewer, r.Param("m"), role)
	}
	wrong := map[string]string{}
	if refusedInto(r.p, wrong, err) {
		return s.showRefusal(r, wrong["role"])
	}
	if err != nil {
		return err
	}
	return r.see(safeNext(r.form.Get("next")))
}

// showRefusal says why something can't be done, and leads back.
func (s *Server) showRefusal(r *request, why string) error {
	page := s.page(r, frame{title: r.p.T("refused.title"), area: accountArea, private: true})
	return s.render(r, http.StatusUnprocessableEntity, templates.Refusal(page, why, safeNext(r.form.Get("next"))))
}

func (s *Server) postRevokeInvitation(r *request) error {
	if err := s.store.RevokeInvitation(r.ctx(), r.viewer, r.Param("i")); err != nil {
		return err
	}
	return r.see(safeNext(r.form.Get("next")))
}
