package web

import (
	"errors"
	"net/http"
	"strings"

	"lauter/assessment"
	"lauter/internal/provider"
	"lauter/web/templates"
)

// begunProvider is a sign-in by another service that has begun.
type begunProvider struct {
	provider.Begun
	Next   string // where it leads
	Invite string // token of the invitation that was opened first; empty: none
}

// providerBox offers to sign in by another service, if there is one.
func (s *Server) providerBox(next, invite, wrong string) templates.ProviderBox {
	if !s.provider.Configured() {
		return templates.ProviderBox{}
	}
	return templates.ProviderBox{Label: s.provider.Label(), Next: next, Invite: invite, Wrong: wrong}
}

// providerCallback is where the service sends browsers back to.
func (s *Server) providerCallback() string { return s.url.JoinPath("sign-in", "provider").String() }

// postProvider begins a sign-in by another service. An invitation that was opened first is kept in mind.
func (s *Server) postProvider(r *request) error {
	if !s.provider.Configured() {
		return assessment.ErrNotFound
	}
	next := afterSignIn(r.form.Get("next"))
	err := s.leave(r, "", begunProvider{Next: next, Invite: r.form.Get("invite")})
	if errors.Is(err, provider.ErrUnreachable) {
		return s.providerRefused(r, next, err)
	}
	return err
}

// postProviderLink begins to link the viewer's account with one of another service.
func (s *Server) postProviderLink(r *request) error {
	if !s.provider.Configured() {
		return assessment.ErrNotFound
	}
	form := templates.AccountForm{About: "provider"}
	if _, err := s.confirmed(r, &form); err != nil {
		return err
	}
	if form.Refused() {
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	err := s.leave(r, r.viewer.UserID, begunProvider{Next: "/account?done=provider"})
	if errors.Is(err, provider.ErrUnreachable) {
		return s.linkRefused(r, err)
	}
	return err
}

// leave sends the browser to the other service. A page does so, not a redirect: forms may lead to this server only.
func (s *Server) leave(r *request, user string, begun begunProvider) (err error) {
	if begun.Begun, err = s.provider.Begin(r.ctx(), s.providerCallback()); err != nil {
		return err
	}
	if r.viewer.SessionID == "" {
		if err := s.becomeGuest(r); err != nil {
			return err
		}
	}
	c, err := s.seal(assessment.CeremonyProvider, user, begun)
	if err != nil {
		return err
	}
	if err := s.store.BeginCeremony(r.ctx(), r.viewer, begun.State, c); err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	r.Response().Header().Set("Refresh", "0; url="+begun.Address)
	page := s.page(r, frame{title: r.p.T("provider.leave.title", "Label", s.provider.Label()), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.ProviderLeave(page, s.provider.Label(), begun.Address))
}

// getProvider is where the service sends browsers back to. It changes nothing: its form goes on, by itself where scripts
// run.
func (s *Server) getProvider(r *request) error {
	if !s.provider.Configured() {
		return assessment.ErrNotFound
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: r.p.T("provider.back.title"), area: accountArea, private: true, script: "proceed"})
	return s.render(r, http.StatusOK, templates.ProviderBack(page, templates.ProviderAnswer{
		Label: s.provider.Label(), State: r.QueryParam("state"), Code: r.QueryParam("code"), Error: r.QueryParam("error"),
	}))
}

// postProviderFinish takes the answer of the service, once, in the browser that began.
func (s *Server) postProviderFinish(r *request) error {
	if !s.provider.Configured() {
		return assessment.ErrNotFound
	}
	if wait := s.throttle.Wait("provider "+r.address(), r.address()); wait > 0 {
		return s.showWait(r, wait, func(seconds int) error {
			return s.showSignIn(r, http.StatusTooManyRequests, templates.SignInView{Next: "/clients", Wait: seconds})
		})
	}
	c, err := s.store.TakeCeremony(r.ctx(), r.viewer, assessment.CeremonyProvider, r.form.Get("state"))
	if errors.Is(err, assessment.ErrNotFound) {
		return s.providerRefused(r, "/clients", errProviderOver)
	}
	if err != nil {
		return err
	}
	var begun begunProvider
	if err := s.unseal(c, &begun); err != nil {
		return err
	}
	who, err := s.providerWord(r, begun)
	if err == nil {
		s.throttle.Succeeded("provider "+r.address(), r.address())
	}
	switch {
	case c.User != "" && err == nil:
		return s.link(r, who, begun.Next)
	case c.User != "":
		return s.linkRefused(r, err)
	case err != nil:
		return s.providerRefused(r, begun.Next, err)
	}
	return s.enter(r, who, begun)
}

func (s *Server) providerWord(r *request, begun begunProvider) (provider.Identity, error) {
	if r.form.Get("error") != "" {
		return provider.Identity{}, errProviderSaysNo
	}
	return s.provider.Finish(r.ctx(), s.providerCallback(), r.form.Get("code"), begun.Begun)
}

// enter lets in whom the service knows, if an account here is linked to them, or makes the account that an invitation is
// for. No account is ever found by an e-mail address.
func (s *Server) enter(r *request, who provider.Identity, begun begunProvider) error {
	user, err := s.store.UserByIdentity(r.ctx(), who.Issuer, who.Subject)
	if errors.Is(err, assessment.ErrNotFound) && begun.Invite != "" && !r.viewer.SignedIn() {
		return s.enterInvited(r, who, begun)
	}
	if errors.Is(err, assessment.ErrNotFound) || err == nil && (user.Blocked() || r.viewer.SignedIn() && r.viewer.UserID != user.ID) {
		return s.providerRefused(r, begun.Next, errProviderUnknown)
	}
	if err != nil {
		return err
	}
	if err := s.store.UseIdentity(r.ctx(), who.Issuer, who.Subject); err != nil {
		return err
	}
	if err := s.beginStrongly(r, user.ID); err != nil {
		return err
	}
	if begun.Invite != "" {
		return r.see("/invites/" + begun.Invite)
	}
	return r.see(begun.Next)
}

// enterInvited makes an account without a password for whoever holds an invitation. If its address has an account, they
// sign in to that one first and link it there.
func (s *Server) enterInvited(r *request, who provider.Identity, begun begunProvider) error {
	i, err := s.store.OpenInvitation(r.ctx(), begun.Invite)
	if err == nil && i.Kind != assessment.InvitationMember {
		err = assessment.ErrNotFound
	}
	if err != nil {
		return err
	}
	name := cleanName(who.Name)
	if name == "" || len([]rune(name)) > 120 {
		name, _, _ = strings.Cut(i.Email, "@")
	}
	user, err := s.store.AcceptByIdentity(r.ctx(), begun.Invite, name, who.Issuer, who.Subject)
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		return s.providerRefused(r, "/invites/"+begun.Invite, errProviderTaken)
	}
	if err != nil {
		return err
	}
	if err := s.beginStrongly(r, user); err != nil {
		return err
	}
	if i.OrganisationID != "" {
		return r.see("/clients/" + i.OrganisationID)
	}
	return r.see("/clients")
}

// link lets the viewer sign in by the account of the service that they have just proven.
func (s *Server) link(r *request, who provider.Identity, next string) error {
	err := s.store.AddIdentity(r.ctx(), r.viewer, who.Issuer, who.Subject)
	form := templates.AccountForm{About: "provider"}
	if form.RefuseAll(r.p, err) {
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if err := s.beginAgain(r); err != nil {
		return err
	}
	return r.see(next)
}

// postProviderRemove takes the link to the other service away from a viewer who knows their password.
func (s *Server) postProviderRemove(r *request) error {
	form := templates.AccountForm{About: "provider"}
	if _, err := s.confirmed(r, &form); err != nil {
		return err
	}
	if form.Refused() {
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	err := s.store.RemoveIdentities(r.ctx(), r.viewer)
	if form.RefuseAll(r.p, err) {
		return s.showAccount(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if err := s.beginAgain(r); err != nil {
		return err
	}
	return r.see("/account?done=provider")
}
