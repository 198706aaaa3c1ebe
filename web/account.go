package web

import (
	"net/http"

	"lauter/assessment"
	"lauter/web/templates"
)

func (s *Server) getAccount(r *request) error {
	return s.showAccount(r, http.StatusOK, templates.AccountForm{})
}

func (s *Server) showAccount(r *request, status int, form templates.AccountForm) error {
	user, _, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	sessions, err := s.store.Sessions(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	codes, err := s.store.RecoveryCodes(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	linked, err := s.store.Identities(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	form.NoPassword = user.NoPassword
	if form.Name == "" && form.Wrong["name"] == "" {
		form.Name = user.Name
	}
	return s.showForm(r, status, form, r.p.T("account.title"), func(page *templates.Page) error {
		return s.render(r, status, templates.Account(page, templates.AccountView{
			Provider: s.providerBox("", "", ""), Linked: linked, Mail: s.mail.Configured(),
			User: user, Sessions: sessions, Current: r.viewer.SessionID, Codes: codes, Form: form, Done: r.QueryParam("done"),
		}))
	})
}

// postAccount renames the viewer.
func (s *Server) postAccount(r *request) error {
	var sent newAccount
	refused := decode(r.form, &sent, cleanName)
	form := templates.AccountForm{Name: sent.Name}
	if message, wrong := refused["name"]; wrong {
		form.Refuse(r.p, "name", message)
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	if err := s.store.SetName(r.ctx(), r.viewer, sent.Name); err != nil {
		return err
	}
	return r.see("/account?done=name")
}

// postPassword changes the viewer's password, who must know the present one. They are signed out everywhere else.
func (s *Server) postPassword(r *request) error {
	var form templates.AccountForm
	user, err := s.confirmed(r, &form)
	if err != nil {
		return err
	}
	hash, err := s.newPassword(r, &form, user.Email, user.Name)
	if err != nil {
		return err
	}
	if form.Refused() {
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	if err := s.store.SetPassword(r.ctx(), r.viewer, hash); err != nil {
		return err
	}
	if err := s.beginAgain(r); err != nil {
		return err
	}
	return r.see("/account?done=password")
}

// beginAgain gives this browser a new cookie after a change of how the viewer signs in.
func (s *Server) beginAgain(r *request) error {
	if r.viewer.Strong {
		return s.beginStrongly(r, r.viewer.UserID)
	}
	return s.begin(r, r.viewer.UserID, false)
}

// confirmed checks that the viewer knows their present password, which a form asks for before it changes how they sign
// in or deletes something; of somebody without one, that they have just signed in. The form says it if not.
func (s *Server) confirmed(r *request, form *templates.AccountForm) (assessment.User, error) {
	user, credentials, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return user, err
	}
	if user.NoPassword {
		if s.now().Sub(r.viewer.Since) > assessment.FreshSignIn {
			form.Refuse(r.p, "current", "account.error.fresh")
		}
		return user, nil
	}
	if wait := s.throttle.Wait(user.Email, r.address()); wait > 0 {
		form.Refuse(r.p, "current", "account.error.wait")
		return user, nil
	}
	right, err := s.hasher.Matches(r.ctx(), credentials.Password, r.form.Get("current"))
	if err != nil {
		return user, err
	}
	if !right {
		s.throttle.Failed(user.Email, r.address())
		form.Refuse(r.p, "current", "account.error.current")
		return user, nil
	}
	s.throttle.Succeeded(user.Email, r.address())
	return user, nil
}

// postSessions ends one of the viewer's sign-ins, or all but this one.
func (s *Server) postSessions(r *request) error {
	var err error
	if id := r.form.Get("session"); id == "others" {
		err = s.store.EndSessions(r.ctx(), r.viewer)
	} else {
		err = s.store.EndSession(r.ctx(), r.viewer, id)
	}
	if err != nil {
		return err
	}
	return r.see("/account?done=sessions")
}
