package web

import (
	"net/http"

	"lauter/internal/account"
	"lauter/web/templates"
)

// getFactor shows the second factor, or a button that makes the secret of one: nothing changes by looking.
func (s *Server) getFactor(r *request) error {
	return s.showFactor(r, http.StatusOK, templates.AccountForm{})
}

func (s *Server) showFactor(r *request, status int, form templates.AccountForm) error {
	user, credentials, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	form.NoPassword = user.NoPassword
	view := templates.FactorView{User: user, Form: form}
	if credentials.Wanted != nil {
		secret, err := s.sealer.Open(credentials.Wanted, user.ID)
		if err != nil {
			return err
		}
		url := account.KeyURL(secret, "Lauter", user.Email)
		view.Secret, view.KeyURL = account.SecretText(secret), url
		if view.QR, err = account.QR(url); err != nil {
			return err
		}
	}
	return s.showForm(r, status, form, r.p.T("factor.title"), func(page *templates.Page) error {
		return s.render(r, status, templates.Factor(page, view))
	})
}

// postFactor makes the secret of a second factor, or, with a code that proves it was taken over, puts it in force. Then
// it answers with the recovery codes, which are shown once.
func (s *Server) postFactor(r *request) error {
	if r.form.Get("code") == "" && r.form.Get("step") != "confirm" {
		var form templates.AccountForm
		user, err := s.confirmed(r, &form)
		if err != nil {
			return err
		}
		if form.Refused() {
			return s.showFactor(r, http.StatusUnprocessableEntity, form)
		}
		if err := s.store.WantFactor(r.ctx(), r.viewer, s.sealer.Seal(account.NewSecret(), user.ID)); err != nil {
			return err
		}
		return r.see("/account/two-factor")
	}
	return s.confirmFactor(r)
}

func (s *Server) confirmFactor(r *request) error {
	user, credentials, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	if credentials.Wanted == nil {
		return r.see("/account/two-factor")
	}
	secret, err := s.sealer.Open(credentials.Wanted, user.ID)
	if err != nil {
		return err
	}
	step, ok := account.CheckCode(secret, r.form.Get("code"), s.now(), 0)
	if !ok {
		var form templates.AccountForm
		form.Refuse(r.p, "code", "factor.error.code")
		return s.showFactor(r, http.StatusUnprocessableEntity, form)
	}
	codes := account.NewRecoveryCodes()
	hashes := make([][]byte, len(codes))
	for i, code := range codes {
		hashes[i] = account.HashRecoveryCode(code)
	}
	if err := s.store.ConfirmFactor(r.ctx(), r.viewer, step, hashes); err != nil {
		return err
	}
	if err := s.beginStrongly(r, user.ID); err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("factor.codes.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.RecoveryCodes(page, codes, afterFactor(r)))
}

// afterFactor is where somebody goes on who has set up a second factor.
func afterFactor(r *request) string {
	if r.viewer.Owes {
		return "/clients"
	}
	return "/account"
}

// postFactorRemove takes the second factor away from a viewer who knows their password.
func (s *Server) postFactorRemove(r *request) error {
	var form templates.AccountForm
	if _, err := s.confirmed(r, &form); err != nil {
		return err
	}
	if form.Refused() {
		return s.showFactor(r, http.StatusUnprocessableEntity, form)
	}
	err := s.store.RemoveFactor(r.ctx(), r.viewer)
	if form.RefuseAll(r.p, err) {
		return s.showFactor(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return r.see("/account?done=factor")
}
