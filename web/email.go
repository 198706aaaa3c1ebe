package web

import (
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/mail"
	"lauter/web/templates"
)

// postEmail changes the viewer's address, who knows their password. With a mail server it is confirmed from there first,
// and the answer is the same whether or not somebody else has the address; without one it holds at once.
func (s *Server) postEmail(r *request) error {
	form := templates.AccountForm{About: "email", Email: cleanName(r.form.Get("email"))}
	email, ok := account.NormaliseEmail(form.Email)
	if !ok {
		form.Refuse(r.p, "email", "account.error.email")
	}
	user, err := s.confirmed(r, &form)
	if err != nil {
		return err
	}
	if ok && email == user.Email {
		form.Refuse(r.p, "email", "email.error.same")
	}
	if !form.Refused() {
		wait := s.throttle.Wait("email "+user.ID, r.address())
		if wait > 0 {
			form.Refuse(r.p, "email", "account.error.wait")
		} else {
			s.throttle.Failed("email "+user.ID, r.address()) // every change counts: nobody tries addresses out, or fills mailboxes
		}
	}
	if form.Refused() {
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	if s.mail.Configured() {
		return s.askEmail(r, email)
	}
	err = s.store.SetEmail(r.ctx(), r.viewer, email)
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		form.Refuse(r.p, "email", "email.error.taken")
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if err := s.beginAgain(r); err != nil {
		return err
	}
	return r.see("/account?done=email")
}

// askEmail mails a link to the new address. If that has an account already, its owner is told instead: whoever asks
// learns nothing of it.
func (s *Server) askEmail(r *request, email string) error {
	token, err := s.store.WantEmail(r.ctx(), r.viewer, email)
	if err != nil {
		return err
	}
	message := mail.Message{
		To: email, Subject: r.p.T("mail.email.subject"),
		Text: r.p.T("mail.email.text", "Link", s.url.JoinPath("emails", token).String(), "Hours", int(assessment.EmailChangeLife.Hours())),
	}
	_, _, err = s.store.UserByEmail(r.ctx(), email)
	switch {
	case err == nil:
		message.Text = r.p.T("mail.email.taken")
	case !errors.Is(err, assessment.ErrNotFound):
		return err
	}
	if err := s.mail.Enqueue(message); err != nil {
		return errors.Join(assessment.ErrBusy, err)
	}
	return r.see("/account?done=mailed")
}

// getEmail asks before a link changes the viewer's address. Looking changes nothing.
func (s *Server) getEmail(r *request) error {
	email, err := s.store.WantedEmail(r.ctx(), r.viewer, r.Param("token"))
	if err != nil {
		return err
	}
	return s.showEmail(r, http.StatusOK, email, templates.AccountForm{})
}

func (s *Server) showEmail(r *request, status int, email string, form templates.AccountForm) error {
	return s.showForm(r, status, form, r.p.T("email.confirm.title"), func(page *templates.Page) error {
		return s.render(r, status, templates.EmailConfirm(page, "/emails/"+r.Param("token"), r.viewer.Email, email, form))
	})
}

// postEmailConfirm puts the new address in force and tells the old one.
func (s *Server) postEmailConfirm(r *request) error {
	email, err := s.store.WantedEmail(r.ctx(), r.viewer, r.Param("token"))
	if err != nil {
		return err
	}
	old, _, err := s.store.ConfirmEmail(r.ctx(), r.viewer, r.Param("token"))
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) { // whoever comes by this link reads the mailbox, so they may know
		var form templates.AccountForm
		form.Refuse(r.p, "confirm", "email.error.taken")
		return s.showEmail(r, http.StatusUnprocessableEntity, email, form)
	}
	if err != nil {
		return err
	}
	if err := s.beginAgain(r); err != nil {
		return err
	}
	if s.mail.Configured() {
		if err := s.mail.Enqueue(mail.Message{To: old, Subject: r.p.T("mail.email.old.subject"), Text: r.p.T("mail.email.old.text", "URL", s.url.String())}); err != nil {
			s.log.Warn("an old address was not told", "error", err.Error()) // the change is made
		}
	}
	return r.see("/account?done=email")
}
