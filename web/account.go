package web

import (
	"encoding/json"
	"net/http"
	"time"

	"lauter/assessment"
	"lauter/internal/account"
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
	if form.Name == "" && form.Wrong["name"] == "" {
		form.Name = user.Name
	}
	return s.showForm(r, status, form, r.p.T("account.title"), func(page templates.Page) error {
		return s.render(r, status, templates.Account(page, templates.AccountView{
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
	if err := s.begin(r, r.viewer.UserID, false); err != nil { // a new cookie for this browser too
		return err
	}
	return r.see("/account?done=password")
}

// confirmed checks that the viewer knows their present password, which a form asks for before it changes how they sign
// in or deletes something. The form says it if not.
func (s *Server) confirmed(r *request, form *templates.AccountForm) (assessment.User, error) {
	user, credentials, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return user, err
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

// getFactor shows the second factor, or a button that makes the secret of one: nothing changes by looking.
func (s *Server) getFactor(r *request) error {
	return s.showFactor(r, http.StatusOK, templates.AccountForm{})
}

func (s *Server) showFactor(r *request, status int, form templates.AccountForm) error {
	user, credentials, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
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
	return s.showForm(r, status, form, r.p.T("factor.title"), func(page templates.Page) error {
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
	if err := s.begin(r, user.ID, false); err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("factor.codes.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.RecoveryCodes(page, codes))
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
	if err := s.store.RemoveFactor(r.ctx(), r.viewer); err != nil {
		return err
	}
	return r.see("/account?done=factor")
}

// accountData is everything about a person, as a file.
type accountData struct {
	ExportedAt time.Time     `json:"exported_at"`
	ID         string        `json:"id"`
	Email      string        `json:"email"`
	Name       string        `json:"name"`
	CreatedAt  time.Time     `json:"created_at"`
	SignedInAt *time.Time    `json:"last_signed_in_at"`
	TwoFactor  bool          `json:"two_factor"`
	RunsServer bool          `json:"runs_the_installation"`
	Shortcuts  string        `json:"keyboard_shortcuts"` // on, off; empty: never touched
	Advance    string        `json:"go_on_by_itself"`
	Roles      []accountRole `json:"roles"`
	Sessions   []accountSeat `json:"sessions"`
	Invited    []accountRole `json:"invitations"` // to this address, open or not
	Answers    []accountSave `json:"answers_saved"`
	Comments   []accountSaid `json:"comments"`
	Log        []accountLog  `json:"log"`
}

type accountSaid struct {
	Question string    `json:"question"`
	Text     string    `json:"text"`
	At       time.Time `json:"at"`
}

type accountSave struct {
	Assessment string    `json:"assessment"`
	Question   string    `json:"question"`
	At         time.Time `json:"at"`
}

type accountRole struct {
	Workspace string    `json:"workspace"`
	Client    string    `json:"client"` // empty: the whole workspace
	Role      string    `json:"role"`
	Since     time.Time `json:"since"`
}

type accountSeat struct {
	Device   string    `json:"device"`
	Since    time.Time `json:"since"`
	LastUsed time.Time `json:"last_used"`
}

type accountLog struct {
	At     time.Time `json:"at"`
	Event  string    `json:"event"`
	By     bool      `json:"by_you"`
	Object string    `json:"object"`
	Detail string    `json:"detail"`
}

// getAccountData sends the viewer everything that the installation holds about them.
func (s *Server) getAccountData(r *request) error {
	d, err := s.store.OwnData(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	u := d.User
	out := accountData{
		ExportedAt: s.now().UTC(), ID: u.ID, Email: u.Email, Name: u.Name, CreatedAt: u.CreatedAt, TwoFactor: u.TwoFactor,
		RunsServer: u.Admin, Shortcuts: string(r.viewer.Preferences.Shortcuts), Advance: string(r.viewer.Preferences.Advance),
		Roles: []accountRole{}, Invited: []accountRole{}, Answers: []accountSave{}, Comments: []accountSaid{}, Sessions: []accountSeat{}, Log: []accountLog{},
	}
	if !u.SignedInAt.IsZero() {
		out.SignedInAt = &u.SignedInAt
	}
	for _, m := range d.Members {
		out.Roles = append(out.Roles, accountRole{m.Workspace, m.Organisation, string(m.Role), m.CreatedAt})
	}
	for _, i := range d.Invitations {
		out.Invited = append(out.Invited, accountRole{i.Workspace, i.Organisation, string(i.Role), i.CreatedAt})
	}
	for _, c := range d.Comments {
		out.Comments = append(out.Comments, accountSaid{c.Question, c.Text, c.CreatedAt})
	}
	for _, a := range d.Answers {
		out.Answers = append(out.Answers, accountSave(a))
	}
	for _, one := range d.Sessions {
		out.Sessions = append(out.Sessions, accountSeat{one.Device, one.CreatedAt, one.SeenAt})
	}
	for _, e := range d.Log {
		out.Log = append(out.Log, accountLog{e.At, string(e.Event), e.Actor == u.ID, e.Object, e.Detail})
	}
	content, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", attachment("Lauter account.json"))
	return r.Blob(http.StatusOK, "application/json", content)
}

func (s *Server) getAccountDelete(r *request) error {
	return s.showAccountDelete(r, http.StatusOK, templates.AccountForm{})
}

func (s *Server) showAccountDelete(r *request, status int, form templates.AccountForm) error {
	return s.showForm(r, status, form, r.p.T("account.delete.title"), func(page templates.Page) error {
		return s.render(r, status, templates.AccountDelete(page, r.viewer.Email, form))
	})
}

// postAccountDelete erases the viewer, who types their address and password.
func (s *Server) postAccountDelete(r *request) error {
	var form templates.AccountForm
	form.Confirm = cleanName(r.form.Get("confirm"))
	if typed, _ := account.NormaliseEmail(form.Confirm); typed != r.viewer.Email {
		form.Refuse(r.p, "confirm", "account.error.confirm")
	}
	if _, err := s.confirmed(r, &form); err != nil {
		return err
	}
	if form.Refused() {
		return s.showAccountDelete(r, http.StatusUnprocessableEntity, form)
	}
	token, err := s.store.EraseUser(r.ctx(), r.viewer)
	if form.RefuseAll(r.p, err) {
		return s.showAccountDelete(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	s.giveToken(r, token)
	r.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return r.see("/sign-in?out=1")
}
