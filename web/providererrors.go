package web

import (
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/internal/provider"
	"lauter/web/templates"
)

// Why a sign-in by another service leads nowhere.
var (
	errProviderOver    = errors.New("not begun in this browser, over, or used")
	errProviderSaysNo  = errors.New("the service has refused")
	errProviderUnknown = errors.New("no account is linked")
	errProviderTaken   = errors.New("the invited address has an account")
)

// providerMessage says to a person what is wrong, and which status that is. An error that is none of these is a fault.
func providerMessage(err error) (message string, status int) {
	switch {
	case errors.Is(err, provider.ErrUnreachable):
		return "provider.error.unreachable", http.StatusServiceUnavailable
	case errors.Is(err, provider.ErrRefused):
		return "provider.error.answer", http.StatusUnprocessableEntity
	case errors.Is(err, errProviderOver):
		return "provider.error.over", http.StatusUnprocessableEntity
	case errors.Is(err, errProviderSaysNo):
		return "provider.error.refused", http.StatusUnprocessableEntity
	case errors.Is(err, errProviderUnknown):
		return "provider.error.unknown", http.StatusUnprocessableEntity
	case errors.Is(err, errProviderTaken):
		return "provider.error.invited", http.StatusUnprocessableEntity
	}
	return "", 0
}

// providerRefused shows the sign-in page with what is wrong.
func (s *Server) providerRefused(r *request, next string, err error) error {
	message, status := providerMessage(err)
	if message == "" {
		return err
	}
	if err := s.providerNoted(r, err); err != nil {
		return err
	}
	view := templates.SignInView{Next: next}
	view.Provider.Wrong = r.p.T(message, "Label", s.provider.Label())
	return s.showSignIn(r, status, view)
}

// linkRefused shows the viewer's account with what is wrong.
func (s *Server) linkRefused(r *request, err error) error {
	message, status := providerMessage(err)
	if message == "" {
		return err
	}
	if err := s.providerNoted(r, err); err != nil {
		return err
	}
	form := templates.AccountForm{About: "provider"}
	form.Wrong = map[string]string{"provider": r.p.T(message, "Label", s.provider.Label())}
	return s.showAccount(r, status, form)
}

// providerNoted tells the operator why, and keeps in the log that somebody was refused.
func (s *Server) providerNoted(r *request, err error) error {
	s.throttle.Failed("provider "+r.address(), r.address())
	s.log.Warn("sign-in by another service", "error", err.Error())
	if errors.Is(err, provider.ErrUnreachable) {
		return nil
	}
	return s.store.Record(r.ctx(), "", r.viewer, assessment.LogSignInRefused, r.viewer.UserID, "provider")
}
