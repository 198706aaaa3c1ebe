package web

import (
	"encoding/json"
	"net/http"
	"time"

	"lauter/internal/account"
	"lauter/web/templates"
)

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
	Passkeys   []accountKey  `json:"passkeys"`
	Services   []accountKey  `json:"sign_in_services"`
	NewEmail   string        `json:"email_to_be_confirmed"`
	Invited    []accountRole `json:"invitations"` // to this address, open or not
	Answers    []accountSave `json:"answers_saved"`
	Comments   []accountSaid `json:"comments"`
	Texts      []accountText `json:"legal_texts"` // that they saved; what they say is published
	Log        []accountLog  `json:"log"`
}

type accountSaid struct {
	Question string    `json:"question"`
	Text     string    `json:"text"`
	At       time.Time `json:"at"`
}

type accountText struct {
	Page     string    `json:"page"`
	Language string    `json:"language"`
	Version  int       `json:"version"`
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

type accountKey struct {
	Name     string     `json:"name"` // of a service: its address
	Subject  string     `json:"subject,omitempty"`
	Since    time.Time  `json:"since"`
	LastUsed *time.Time `json:"last_used"`
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
		Roles: []accountRole{}, Invited: []accountRole{}, Answers: []accountSave{}, Comments: []accountSaid{}, Sessions: []accountSeat{}, Texts: []accountText{}, Log: []accountLog{},
		Passkeys: []accountKey{}, Services: []accountKey{}, NewEmail: d.NewEmail,
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
	for _, l := range d.Texts {
		out.Texts = append(out.Texts, accountText{l.Page, l.Lang, l.Version, l.At})
	}
	for _, k := range d.Passkeys {
		out.Passkeys = append(out.Passkeys, accountKey{k.Name, "", k.CreatedAt, maybeTime(k.UsedAt)})
	}
	for _, i := range d.Identities {
		out.Services = append(out.Services, accountKey{i.Issuer, i.Subject, i.CreatedAt, maybeTime(i.UsedAt)})
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

func maybeTime(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func (s *Server) getAccountDelete(r *request) error {
	return s.showAccountDelete(r, http.StatusOK, templates.AccountForm{})
}

func (s *Server) showAccountDelete(r *request, status int, form templates.AccountForm) error {
	user, _, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	form.NoPassword = user.NoPassword
	return s.showForm(r, status, form, r.p.T("account.delete.title"), func(page *templates.Page) error {
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
