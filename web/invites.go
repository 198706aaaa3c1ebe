package web

import (
	"errors"
	"net/http"
	"strings"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/store"
	"lauter/web/templates"
)

// newAccount are the fields of whoever makes an account.
type newAccount struct {
	Workspace string `form:"workspace" validate:"max=120"`
	Name      string `form:"name" validate:"required,max=120"`
	Email     string `form:"email" validate:"max=254"`
}

// getSetup shows the form for the first account of an installation.
func (s *Server) getSetup(r *request) error {
	if err := s.invited(r, assessment.InvitationSetup, nil); err != nil {
		return err
	}
	return s.showSetup(r, http.StatusOK, templates.AccountForm{})
}

func (s *Server) postSetup(r *request) error {
	if err := s.invited(r, assessment.InvitationSetup, nil); err != nil {
		return err
	}
	form, n, err := s.newUser(r, "")
	if err != nil {
		return err
	}
	if form.Workspace == "" {
		form.Refuse(r.p, "workspace", "account.error.workspace")
	}
	if form.Refused() {
		return s.showSetup(r, http.StatusUnprocessableEntity, form)
	}
	user, err := s.store.SetUp(r.ctx(), r.Param("token"), n, form.Workspace)
	if form.RefuseAll(r.p, err) {
		return s.showSetup(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	s.fresh.Store(false)
	if err := s.begin(r, user, false); err != nil {
		return err
	}
	return r.see("/clients?new=1")
}

func (s *Server) showSetup(r *request, status int, form templates.AccountForm) error {
	return s.showForm(r, status, form, r.p.T("setup.title"), func(page *templates.Page) error {
		return s.render(r, status, templates.Setup(page, "/setup/"+r.Param("token"), form))
	})
}

// showForm draws a page with a form of an account.
func (s *Server) showForm(r *request, status int, form templates.AccountForm, title string, show func(*templates.Page) error) error {
	page := s.page(r, frame{title: title, area: accountArea, private: true})
	if form.Refused() {
		page = page.WithError()
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return show(page)
}

// invited opens the invitation in the path, which must be of a kind, for looking at it.
func (s *Server) invited(r *request, kind assessment.InvitationKind, into *assessment.Invitation) error {
	i, err := s.store.OpenInvitation(r.ctx(), r.Param("token"))
	if err == nil && i.Kind != kind {
		err = assessment.ErrNotFound
	}
	if into != nil {
		*into = i
	}
	return err
}

// newUser reads and checks what somebody says who makes an account, and hashes the password if all is right. The address
// is theirs to choose unless one is given.
func (s *Server) newUser(r *request, email string) (templates.AccountForm, store.NewUser, error) {
	var sent newAccount
	refused := decode(r.form, &sent, cleanName)
	form := templates.AccountForm{Workspace: sent.Workspace, Name: sent.Name, Email: sent.Email}
	for field, message := range refused {
		form.Refuse(r.p, field, message)
	}
	if email == "" {
		var ok bool
		if email, ok = account.NormaliseEmail(sent.Email); !ok {
			form.Refuse(r.p, "email", "account.error.email")
		}
	}
	hash, err := s.newPassword(r, &form, email, sent.Name)
	return form, store.NewUser{Email: email, Name: sent.Name, Password: hash}, err
}

// newPassword checks the password of a form, and hashes it unless something in the form was refused.
func (s *Server) newPassword(r *request, form *templates.AccountForm, about ...string) (hash string, err error) {
	password := r.form.Get("password")
	if message := account.CheckPassword(password, append(about, strings.Fields(form.Workspace)...)...); message != "" {
		form.Refuse(r.p, "password", message)
	}
	if form.Refused() {
		return "", nil
	}
	return s.hasher.Hash(r.ctx(), password)
}

// getInvite says who invites to what. Looking uses nothing up.
func (s *Server) getInvite(r *request) error {
	var i assessment.Invitation
	if err := s.invited(r, assessment.InvitationMember, &i); err != nil {
		return s.inviteOver(r, i, err)
	}
	return s.showInvite(r, http.StatusOK, i, templates.AccountForm{})
}

// inviteOver says of an invitation that is out of force whom to ask for another.
func (s *Server) inviteOver(r *request, i assessment.Invitation, err error) error {
	if !errors.Is(err, assessment.ErrGone) || i.InvitedBy == "" {
		return err
	}
	page := s.page(r, frame{title: r.p.T("invite.over.title"), area: accountArea, private: true})
	return s.render(r, http.StatusGone, templates.InviteOver(page, i))
}

func (s *Server) showInvite(r *request, status int, i assessment.Invitation, form templates.AccountForm) error {
	known := false
	if !r.viewer.SignedIn() {
		_, _, err := s.store.UserByEmail(r.ctx(), i.Email)
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
		known = err == nil
	}
	return s.showForm(r, status, form, r.p.T("invite.title"), func(page *templates.Page) error {
		return s.render(r, status, templates.Invite(page, templates.InviteView{
			Invitation: i, Token: r.Param("token"), Known: known, Viewer: r.viewer, Form: form,
			Provider: s.providerBox("", r.Param("token"), ""),
		}))
	})
}

// postInvite makes a member of a viewer whom the invitation is for, or an account of somebody who has none.
func (s *Server) postInvite(r *request) error {
	var i assessment.Invitation
	if err := s.invited(r, assessment.InvitationMember, &i); err != nil {
		return s.inviteOver(r, i, err)
	}
	to := "/clients"
	if i.OrganisationID != "" {
		to += "/" + i.OrganisationID
	}
	if r.viewer.SignedIn() {
		if err := s.store.Accept(r.ctx(), r.viewer, r.Param("token")); err != nil {
			return err
		}
		return r.see(to)
	}
	form, n, err := s.newUser(r, i.Email)
	if err != nil {
		return err
	}
	if form.Refused() {
		return s.showInvite(r, http.StatusUnprocessableEntity, i, form)
	}
	user, err := s.store.AcceptAsNew(r.ctx(), r.Param("token"), n)
	if form.RefuseAll(r.p, err) {
		return s.showInvite(r, http.StatusUnprocessableEntity, i, form)
	}
	if err != nil {
		return err
	}
	if err := s.begin(r, user, false); err != nil {
		return err
	}
	return r.see(to)
}

// getReset shows the form for a new password.
func (s *Server) getReset(r *request) error {
	var i assessment.Invitation
	if err := s.invited(r, assessment.InvitationPassword, &i); err != nil {
		return err
	}
	return s.showReset(r, http.StatusOK, i, templates.AccountForm{})
}

func (s *Server) postReset(r *request) error {
	var i assessment.Invitation
	if err := s.invited(r, assessment.InvitationPassword, &i); err != nil {
		return err
	}
	var form templates.AccountForm
	hash, err := s.newPassword(r, &form, i.Email)
	if err != nil {
		return err
	}
	if form.Refused() {
		return s.showReset(r, http.StatusUnprocessableEntity, i, form)
	}
	if _, err := s.store.Reset(r.ctx(), r.Param("token"), hash); err != nil {
		return err
	}
	return r.see("/sign-in?reset=1")
}

func (s *Server) showReset(r *request, status int, i assessment.Invitation, form templates.AccountForm) error {
	return s.showForm(r, status, form, r.p.T("reset.title"), func(page *templates.Page) error {
		return s.render(r, status, templates.Reset(page, "/passwords/"+r.Param("token"), i, form))
	})
}
