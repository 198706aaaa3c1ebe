package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/web/templates"
)

// passkeyScript is the module that speaks with the device. Nothing else about passkeys needs a script.
const passkeyScript = "passkeys"

// passkeyName is the form that names a passkey.
type passkeyName struct {
	Name string `form:"name" validate:"required,max=60"`
}

// passkeyBox offers to sign in with a passkey, where browsers have them.
func (s *Server) passkeyBox(next, wrong string) templates.PasskeyBox {
	if s.passkeys == nil {
		return templates.PasskeyBox{}
	}
	return templates.PasskeyBox{Host: s.passkeys.Host(), Next: next, Wrong: wrong}
}

func (s *Server) getPasskeys(r *request) error {
	return s.showPasskeys(r, http.StatusOK, templates.PasskeyForm{})
}

func (s *Server) showPasskeys(r *request, status int, form templates.PasskeyForm) error {
	user, _, err := s.store.Self(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	view := templates.PasskeysView{User: user, Form: form, Done: r.QueryParam("done"), Box: s.passkeyBox("", "")}
	view.Form.NoPassword = user.NoPassword
	if view.Passkeys, err = s.store.Passkeys(r.ctx(), r.viewer); err != nil {
		return err
	}
	if begun, err := s.begunPasskey(r); err == nil && s.passkeys != nil {
		view.Name = begun.Name
		if view.Box.Options, err = s.passkeys.Options(begun.State); err != nil {
			return err
		}
	} else if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	page := s.page(r, frame{title: r.p.T("passkey.title"), area: accountArea, private: true, script: passkeyScript})
	if form.Refused() {
		page = page.WithError()
	}
	return s.render(r, status, templates.Passkeys(page, view))
}

// begunPasskey is a passkey that waits for the device, with the name that it will have.
type begunPasskey struct {
	Name  string `json:"name"`
	State []byte `json:"state"`
}

func (s *Server) begunPasskey(r *request) (begun begunPasskey, err error) {
	c, err := s.store.PendingCeremony(r.ctx(), r.viewer, assessment.CeremonyAddPasskey)
	if err != nil {
		return begun, err
	}
	return begun, s.unseal(c, &begun)
}

// seal keeps what a ceremony has to know until its answer comes; unseal reads it.
func (s *Server) seal(kind assessment.CeremonyKind, user string, what any) (c assessment.Ceremony, err error) {
	plain, err := json.Marshal(what)
	return assessment.Ceremony{Kind: kind, User: user, Data: s.sealer.Seal(plain, string(kind)+" "+user)}, err
}

func (s *Server) unseal(c assessment.Ceremony, into any) error {
	plain, err := s.sealer.Open(c.Data, string(c.Kind)+" "+c.User)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, into)
}

// readPasskeyName reads and checks the name of a passkey.
func readPasskeyName(r *request) templates.PasskeyForm {
	var sent passkeyName
	refused := decode(r.form, &sent, cleanName)
	form := templates.PasskeyForm{AccountForm: templates.AccountForm{Name: sent.Name}}
	if refused != nil {
		form.Refuse(r.p, "name", "passkey.error.name")
	}
	return form
}

// postPasskey begins to add a passkey, for a viewer who knows their password. The page that follows asks the device.
func (s *Server) postPasskey(r *request) error {
	if s.passkeys == nil {
		return assessment.ErrNotFound
	}
	form := readPasskeyName(r)
	user, err := s.confirmed(r, &form.AccountForm)
	if err != nil {
		return err
	}
	if !form.Refused() {
		if err := s.store.RoomForPasskey(r.ctx(), r.viewer); !form.RefuseAll(r.p, err) && err != nil {
			return err
		}
	}
	if form.Refused() {
		return s.showPasskeys(r, http.StatusUnprocessableEntity, form)
	}
	records, err := s.store.PasskeyRecords(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	state, challenge, err := s.passkeys.Create(account.PasskeyUser{ID: user.ID, Email: user.Email, Name: user.Name, Records: records})
	if err != nil {
		return err
	}
	c, err := s.seal(assessment.CeremonyAddPasskey, user.ID, begunPasskey{form.Name, state})
	if err != nil {
		return err
	}
	if err := s.store.BeginCeremony(r.ctx(), r.viewer, challenge, c); err != nil {
		return err
	}
	return r.see("/account/passkeys")
}

// postPasskeyConfirm takes the answer of the device and adds its passkey.
func (s *Server) postPasskeyConfirm(r *request) error {
	var begun begunPasskey
	answer, _, err := s.passkeyAnswer(r, assessment.CeremonyAddPasskey, &begun)
	if err != nil {
		return s.passkeyRefused(r, err)
	}
	id, record, err := s.passkeys.Created(account.PasskeyUser{ID: r.viewer.UserID}, begun.State, answer)
	if err != nil {
		return s.passkeyRefused(r, errors.Join(errPasskey, err))
	}
	err = s.store.AddPasskey(r.ctx(), r.viewer, begun.Name, id, record)
	var form templates.PasskeyForm
	if form.RefuseAll(r.p, err) {
		return s.showPasskeys(r, http.StatusUnprocessableEntity, form)
	}
	if errors.Is(err, assessment.ErrForbidden) {
		return s.passkeyRefused(r, errors.Join(errPasskey, err))
	}
	if err != nil {
		return err
	}
	if err := s.beginStrongly(r, r.viewer.UserID); err != nil { // the device has just verified who holds it
		return err
	}
	if r.viewer.Owes {
		return r.see("/clients")
	}
	return r.see("/account/passkeys?done=added")
}

// errPasskey says that an answer of a device is not good, whatever is wrong with it.
var errPasskey = errors.New("the passkey's answer is not good")

func (s *Server) passkeyRefused(r *request, err error) error {
	if !errors.Is(err, errPasskey) {
		return err
	}
	s.log.Info("passkey not added", "error", err.Error())
	var form templates.PasskeyForm
	form.Refuse(r.p, "name", "passkey.error.add")
	return s.showPasskeys(r, http.StatusUnprocessableEntity, form)
}

// passkeyAnswer reads the answer of a device and uses up the ceremony that it answers. Anything wrong is errPasskey.
func (s *Server) passkeyAnswer(r *request, kind assessment.CeremonyKind, into any) (answer string, passkey []byte, err error) {
	if s.passkeys == nil {
		return "", nil, assessment.ErrNotFound
	}
	answer = r.form.Get("credential")
	challenge, passkey, err := s.passkeys.Answered(answer)
	if err != nil {
		return "", nil, errors.Join(errPasskey, err)
	}
	c, err := s.store.TakeCeremony(r.ctx(), r.viewer, kind, challenge)
	if errors.Is(err, assessment.ErrNotFound) {
		return "", nil, errPasskey
	}
	if err != nil {
		return "", nil, err
	}
	return answer, passkey, s.unseal(c, into)
}

// postPasskeyName gives a passkey another name.
func (s *Server) postPasskeyName(r *request) error {
	form := readPasskeyName(r)
	form.Key = r.Param("key")
	if form.Refused() {
		return s.showPasskeys(r, http.StatusUnprocessableEntity, form)
	}
	if err := s.store.NamePasskey(r.ctx(), r.viewer, form.Key, form.Name); err != nil {
		return err
	}
	return r.see("/account/passkeys?done=named")
}

// postPasskeyRemove takes a passkey away from a viewer who knows their password.
func (s *Server) postPasskeyRemove(r *request) error {
	form := templates.PasskeyForm{Key: r.Param("key")}
	if _, err := s.confirmed(r, &form.AccountForm); err != nil {
		return err
	}
	if form.Refused() {
		return s.showPasskeys(r, http.StatusUnprocessableEntity, form)
	}
	err := s.store.RemovePasskey(r.ctx(), r.viewer, form.Key)
	if form.RefuseAll(r.p, err) {
		return s.showPasskeys(r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if err := s.beginAgain(r); err != nil {
		return err
	}
	return r.see("/account/passkeys?done=removed")
}
