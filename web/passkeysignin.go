package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/web/templates"
)

// postPasskeyBegin makes a challenge for a script, which has the device answer it. It is good once, in this browser.
func (s *Server) postPasskeyBegin(r *request) error {
	if s.passkeys == nil {
		return assessment.ErrNotFound
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	if wait := s.throttle.Wait("passkey "+r.address(), r.address()); wait > 0 {
		return s.showWait(r, wait, func(seconds int) error {
			return r.JSON(http.StatusTooManyRequests, map[string]string{"error": r.p.T("signin.wait", "N", seconds)})
		})
	}
	s.throttle.Succeeded("passkey "+r.address(), r.address()) // to ask costs nothing; wrong answers do
	state, challenge, err := s.passkeys.Ask()
	if err != nil {
		return err
	}
	options, err := s.passkeys.Options(state)
	if err != nil {
		return err
	}
	if r.viewer.SessionID == "" {
		if err := s.becomeGuest(r); err != nil {
			return err
		}
	}
	c, err := s.seal(assessment.CeremonyPasskey, "", state)
	if err != nil {
		return err
	}
	if err := s.store.BeginCeremony(r.ctx(), r.viewer, challenge, c); err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]json.RawMessage{"options": json.RawMessage(options)})
}

// postPasskeySignIn lets in whoever answers with a passkey. It has verified its user, so it counts as both factors.
func (s *Server) postPasskeySignIn(r *request) error {
	view := templates.SignInView{Next: afterSignIn(r.form.Get("next"))}
	if wait := s.throttle.Wait("passkey "+r.address(), r.address()); wait > 0 {
		return s.showWait(r, wait, func(seconds int) error {
			view.Wait = seconds
			return s.showSignIn(r, http.StatusTooManyRequests, view)
		})
	}
	user, why, err := s.provenByPasskey(r)
	if err != nil && !errors.Is(err, errPasskey) {
		return err
	}
	if err != nil || user.Blocked() || r.viewer.SignedIn() && r.viewer.UserID != user.ID {
		s.throttle.Failed("passkey "+r.address(), r.address())
		if err := s.store.Record(r.ctx(), "", assessment.Viewer{}, assessment.LogSignInRefused, user.ID, why); err != nil {
			return err
		}
		view.Passkey.Wrong = r.p.T("passkey.error.signin")
		if why == passkeyCopied {
			view.Passkey.Wrong = r.p.T("passkey.error.copied")
		}
		return s.showSignIn(r, http.StatusUnprocessableEntity, view)
	}
	s.throttle.Succeeded("passkey "+r.address(), r.address())
	if err := s.beginStrongly(r, user.ID); err != nil {
		return err
	}
	return r.see(view.Next)
}

// What the log says of a passkey that was refused.
const (
	passkeyWrong  = "passkey"
	passkeyCopied = "passkey copied"
)

// provenByPasskey returns whose passkey has answered the challenge of this browser, or errPasskey and what the log says.
func (s *Server) provenByPasskey(r *request) (user assessment.User, why string, err error) {
	var state []byte
	answer, passkey, err := s.passkeyAnswer(r, assessment.CeremonyPasskey, &state)
	if err != nil {
		return user, passkeyWrong, err
	}
	user, record, err := s.store.UserByPasskey(r.ctx(), passkey)
	if errors.Is(err, assessment.ErrNotFound) {
		return user, passkeyWrong, errPasskey
	}
	if err != nil {
		return user, passkeyWrong, err
	}
	now, err := s.passkeys.Proved(user.ID, record, state, answer)
	switch {
	case errors.Is(err, account.ErrCopied):
		return user, passkeyCopied, errPasskey
	case err != nil:
		s.log.Info("passkey refused", "error", err.Error())
		return user, passkeyWrong, errPasskey
	}
	err = s.store.UsePasskey(r.ctx(), passkey, record, now)
	if errors.Is(err, assessment.ErrNotFound) {
		err = errPasskey
	}
	return user, passkeyWrong, err
}
