package web

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/mail"
	"lauter/web/templates"
)

// accountArea is the style sheet of everything about people and clients.
const accountArea = "account"

// maxPassword is the longest password that is looked at, in bytes. Nobody can have chosen a longer one.
const maxPassword = 4 * account.MaxPassword

func (s *Server) getSignIn(r *request) error {
	if r.viewer.SignedIn() {
		return r.see(afterSignIn(r.QueryParam("next")))
	}
	return s.showSignIn(r, http.StatusOK, templates.SignInView{
		Next: afterSignIn(r.QueryParam("next")), Reset: r.QueryParam("reset") != "", Out: r.QueryParam("out") != "",
	})
}

// afterSignIn is where a sign-in leads: to the page that was asked for, else to the viewer's clients.
func afterSignIn(next string) string {
	if next = safeNext(next); next == "/" {
		return "/clients"
	}
	return next
}

// postSignIn lets in who knows an address and its password. Whatever is wrong, it takes the same time and says the
// same, so that nobody learns who has an account.
func (s *Server) postSignIn(r *request) error {
	view := templates.SignInView{Email: cleanName(r.form.Get("email")), Next: afterSignIn(r.form.Get("next"))}
	email, _ := account.NormaliseEmail(view.Email)
	if wait := s.throttle.Wait(email, r.address()); wait > 0 {
		return s.showWait(r, wait, func(seconds int) error {
			view.Wait = seconds
			return s.showSignIn(r, http.StatusTooManyRequests, view)
		})
	}
	user, credentials, err := s.store.UserByEmail(r.ctx(), email)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	password := r.form.Get("password")
	if len(password) > maxPassword {
		password = password[:maxPassword]
	}
	right, err := s.hasher.Matches(r.ctx(), credentials.Password, password)
	if err != nil {
		return err
	}
	if !right || user.Blocked() {
		s.throttle.Failed(email, r.address())
		if err := s.store.Record(r.ctx(), "", assessment.Viewer{}, assessment.LogSignInRefused, user.ID, "password"); err != nil {
			return err
		}
		view.Wrong = true
		return s.showSignIn(r, http.StatusUnprocessableEntity, view)
	}
	s.throttle.Succeeded(email, r.address())
	if s.hasher.Outdated(credentials.Password) {
		if err := s.rehash(r, user.ID, password); err != nil {
			return err
		}
	}
	if err := s.begin(r, user.ID, user.TwoFactor); err != nil {
		return err
	}
	if user.TwoFactor {
		return r.see("/sign-in/code?" + templates.NextQuery(view.Next))
	}
	return r.see(view.Next)
}

func (s *Server) rehash(r *request, user, password string) error {
	hash, err := s.hasher.Hash(r.ctx(), password)
	if err != nil {
		return err
	}
	return s.store.Rehash(r.ctx(), user, hash)
}

// getForgotten asks for the address of somebody who has forgotten their password.
func (s *Server) getForgotten(r *request) error {
	if !s.mail.Configured() {
		return r.see("/sign-in")
	}
	return s.showForgotten(r, http.StatusOK, templates.ForgottenView{Sent: r.QueryParam("sent") != ""})
}

func (s *Server) showForgotten(r *request, status int, view templates.ForgottenView) error {
	page := s.page(r, frame{title: r.p.T("forgotten.title"), area: accountArea, private: true})
	if view.Wait > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Forgotten(page, view))
}

// postForgotten mails a link to a new password to whoever has an account. The answer is the same for everybody, and does
// not wait for the mail.
func (s *Server) postForgotten(r *request) error {
	if !s.mail.Configured() {
		return r.see("/sign-in")
	}
	email, _ := account.NormaliseEmail(cleanName(r.form.Get("email")))
	if wait := s.throttle.Wait("forgotten "+email, r.address()); wait > 0 {
		return s.showWait(r, wait, func(seconds int) error {
			return s.showForgotten(r, http.StatusTooManyRequests, templates.ForgottenView{Wait: seconds})
		})
	}
	s.throttle.Failed("forgotten "+email, r.address()) // every mail counts: nobody fills the mailbox of another
	token, err := s.store.NewResetFor(r.ctx(), email)
	switch {
	case errors.Is(err, assessment.ErrNotFound): // with a write as well, so that it takes as long
		if err := s.store.Record(r.ctx(), "", assessment.Viewer{}, assessment.LogSignInRefused, "", "forgotten"); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		err := s.mail.Enqueue(mail.Message{
			To:      email,
			Subject: r.p.T("mail.reset.subject"),
			Text:    r.p.T("mail.reset.text", "Link", s.url.JoinPath("passwords", token).String(), "Hours", int(assessment.ResetLife.Hours())),
		})
		if err != nil {
			return errors.Join(assessment.ErrBusy, err)
		}
	}
	return r.see("/sign-in/forgotten?sent=1")
}

// begin gives the browser a new cookie for a session of the user; half says that the second factor is still missing.
func (s *Server) begin(r *request, user string, half bool) error {
	token, err := s.store.SignIn(r.ctx(), r.viewer, user, half, device(r.Request().UserAgent()))
	if err != nil {
		return err
	}
	s.giveToken(r, token)
	return nil
}

// beginStrongly is begin for somebody who has proven two factors, a passkey, or another service's word.
func (s *Server) beginStrongly(r *request, user string) error {
	token, err := s.store.SignInStrongly(r.ctx(), r.viewer, user, device(r.Request().UserAgent()))
	if err != nil {
		return err
	}
	s.giveToken(r, token)
	return nil
}

func (s *Server) showSignIn(r *request, status int, view templates.SignInView) error {
	view.Mail = s.mail.Configured()
	view.Passkey = s.passkeyBox(view.Next, view.Passkey.Wrong)
	view.Provider = s.providerBox(view.Next, "", view.Provider.Wrong)
	page := s.page(r, frame{title: r.p.T("signin.title"), area: accountArea, private: true, script: passkeyScript})
	if view.Wrong || view.Wait > 0 || view.Passkey.Wrong != "" || view.Provider.Wrong != "" {
		page = page.WithError()
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return s.render(r, status, templates.SignIn(page, view))
}

// showWait answers a try that came too soon, with whole seconds to wait.
func (s *Server) showWait(r *request, wait time.Duration, show func(seconds int) error) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	r.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
	return show(seconds)
}

// getCode asks for the second factor of somebody whose password was right.
func (s *Server) getCode(r *request) error {
	if !r.viewer.Pending {
		return r.see("/sign-in")
	}
	return s.showCode(r, http.StatusOK, templates.CodeView{Next: afterSignIn(r.QueryParam("next"))})
}

// postCode takes a code of the second factor, each only once, or one of the recovery codes.
func (s *Server) postCode(r *request) error {
	view := templates.CodeView{Next: afterSignIn(r.form.Get("next"))}
	user, credentials, err := s.store.PendingUser(r.ctx(), r.viewer)
	if errors.Is(err, assessment.ErrNotFound) {
		return r.see("/sign-in")
	}
	if err != nil {
		return err
	}
	if wait := s.throttle.Wait("code "+user.ID, r.address()); wait > 0 {
		return s.showWait(r, wait, func(seconds int) error {
			view.Wait = seconds
			return s.showCode(r, http.StatusTooManyRequests, view)
		})
	}
	right, err := s.proves(r, user.ID, credentials.Factor, credentials.Step, r.form.Get("code"))
	if err != nil {
		return err
	}
	if !right {
		s.throttle.Failed("code "+user.ID, r.address())
		if err := s.store.Record(r.ctx(), "", assessment.Viewer{}, assessment.LogSignInRefused, user.ID, "code"); err != nil {
			return err
		}
		view.Wrong = true
		return s.showCode(r, http.StatusUnprocessableEntity, view)
	}
	s.throttle.Succeeded("code "+user.ID, r.address())
	if err := s.beginStrongly(r, user.ID); err != nil {
		return err
	}
	return r.see(view.Next)
}

// proves says whether a code is a fresh one of the sealed second factor, or an unused recovery code, and uses it up.
func (s *Server) proves(r *request, user string, sealed []byte, last int64, code string) (bool, error) {
	secret, err := s.sealer.Open(sealed, user)
	if err != nil { // sealed under a key that is lost: recovery codes are no secrets of it
		s.log.Error("second factor can't be read", "error", err.Error())
	} else if step, ok := account.CheckCode(secret, code, s.now(), last); ok {
		return used(s.store.UseStep(r.ctx(), user, step))
	}
	return used(s.store.UseRecovery(r.ctx(), user, account.HashRecoveryCode(code)))
}

// used turns the absence of what was to be used up into "no".
func used(err error) (bool, error) {
	if errors.Is(err, assessment.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (s *Server) showCode(r *request, status int, view templates.CodeView) error {
	view.Passkey = s.passkeyBox(view.Next, "")
	page := s.page(r, frame{title: r.p.T("code.title"), area: accountArea, private: true, script: passkeyScript})
	if view.Wrong || view.Wait > 0 {
		page = page.WithError()
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return s.render(r, status, templates.Code(page, view))
}

// postSignOut ends the session. What the browser owned as a guest stays its own.
func (s *Server) postSignOut(r *request) error {
	if r.viewer.SessionID == "" {
		return r.see("/sign-in")
	}
	token, err := s.store.SignOut(r.ctx(), r.viewer)
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	s.giveToken(r, token)
	r.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return r.see("/sign-in?out=1")
}

// address tells browsers apart for the brakes against guessing, and is never kept. All of one IPv6 network is one.
func (r *request) address() string {
	ip := net.ParseIP(r.RealIP())
	if ip == nil || ip.To4() != nil {
		return r.RealIP()
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}

// device names a browser and a system in words that its user knows again. The header itself is not kept.
func device(userAgent string) string {
	browser := first(userAgent, []string{"Firefox/", "Firefox", "Edg/", "Edge", "OPR/", "Opera", "Chrome/", "Chrome", "Safari/", "Safari"})
	system := first(userAgent, []string{"iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS X", "macOS", "CrOS", "ChromeOS", "Linux", "Linux"})
	return strings.Trim(browser+" · "+system, "· ")
}

// first returns the name beside the first mark that a text contains; empty: it contains none.
func first(text string, marksAndNames []string) string {
	for i := 0; i < len(marksAndNames); i += 2 {
		if strings.Contains(text, marksAndNames[i]) {
			return marksAndNames[i+1]
		}
	}
	return ""
}
