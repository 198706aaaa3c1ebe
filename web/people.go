package web

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/locale"
	"lauter/internal/mail"
	"lauter/internal/store"
	"lauter/web/templates"
)

// refusedInto puts the messages of an *assessment.InvalidError into a form, and says whether the error was one.
func refusedInto(p *locale.Printer, wrong map[string]string, err error) bool {
	var invalid *assessment.InvalidError
	if !errors.As(err, &invalid) {
		return false
	}
	for field, message := range invalid.Fields {
		wrong[field] = p.T(message)
	}
	return true
}

// place is where people have roles: a whole workspace, or one client of it.
type place struct {
	workspace, client string // ids; no client: the whole workspace
	name              string
	own               assessment.Role
}

func (p place) path() string {
	if p.client != "" {
		return templates.ClientPath(p.client, "people")
	}
	return templates.WorkspacePath(p.workspace, "people")
}

func ofClient(c assessment.Client) place {
	return place{workspace: c.WorkspaceID, client: c.ID, name: c.Name, own: c.Role}
}

func ofWorkspace(w assessment.Workspace) place {
	return place{workspace: w.ID, name: w.Name, own: w.Role}
}

func (s *Server) getClientPeople(r *request, c assessment.Client) error {
	return s.showPeople(r, http.StatusOK, ofClient(c), templates.InviteForm{})
}

func (s *Server) postClientPeople(r *request, c assessment.Client) error {
	return s.invite(r, ofClient(c))
}

func (s *Server) getStaff(r *request, w assessment.Workspace) error {
	return s.showPeople(r, http.StatusOK, ofWorkspace(w), templates.InviteForm{})
}

func (s *Server) postStaff(r *request, w assessment.Workspace) error {
	return s.invite(r, ofWorkspace(w))
}

// showPeople lists who has a role in a place and who is invited, with a form to invite more.
func (s *Server) showPeople(r *request, status int, at place, form templates.InviteForm) error {
	view := templates.PeopleView{
		Place: at.name, Path: at.path(), Client: at.client, Own: at.own, Viewer: r.viewer.UserID, Form: form, Done: r.QueryParam("done"),
		Roles: assessment.ClientRoles, Mail: s.mail.Configured(),
	}
	if at.client == "" {
		view.Roles = assessment.WorkspaceRoles
	}
	var err error
	if view.Members, err = s.store.Members(r.ctx(), r.viewer, at.workspace, at.client); err != nil {
		return err
	}
	if view.Invitations, err = s.store.Invitations(r.ctx(), r.viewer, at.workspace, at.client); err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("people.title"), area: accountArea, private: true})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.People(page, view))
}

// invite makes an invitation and answers with its link, because only its hash is kept.
func (s *Server) invite(r *request, at place) error {
	form := templates.InviteForm{Email: cleanName(r.form.Get("email")), Role: assessment.Role(r.form.Get("role")), Wrong: map[string]string{}}
	email, ok := account.NormaliseEmail(form.Email)
	if !ok {
		form.Wrong["email"] = r.p.T("account.error.email")
	}
	if !at.own.Grants(form.Role) || form.Role.Staff() != (at.client == "") {
		form.Wrong["role"] = r.p.T("people.error.role")
	}
	if len(form.Wrong) > 0 {
		return s.showPeople(r, http.StatusUnprocessableEntity, at, form)
	}
	token, err := s.store.Invite(r.ctx(), r.viewer, at.workspace, at.client, form.Role, email)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showPeople(r, http.StatusUnprocessableEntity, at, form)
	}
	if err != nil {
		return err
	}
	link := s.url.JoinPath("invites", token).String()
	if s.mail.Configured() && r.form.Get("mail") == "yes" {
		err := s.mail.Enqueue(mail.Message{
			To:      email,
			Subject: r.p.T("mail.invite.subject", "Place", at.name),
			Text:    r.p.T("mail.invite.text", "Name", r.viewer.Name, "Place", at.name, "Role", r.p.T("role."+string(form.Role)), "Link", link, "Date", r.p.Date(s.now().Add(assessment.InvitationLife))),
		})
		if err == nil {
			return r.see(at.path() + "?done=mailed")
		}
	}
	return s.showSecret(r, templates.SecretView{
		Title: r.p.T("people.invited.title"),
		Text:  r.p.T("people.invited.text", "Email", email, "Role", r.p.T("role."+string(form.Role)), "Place", at.name),
		URL:   link,
		Until: s.now().Add(assessment.InvitationLife),
		Back:  at.path(),
	})
}

// showSecret shows a link that cannot be shown again.
func (s *Server) showSecret(r *request, view templates.SecretView) error {
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: view.Title, area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Secret(page, view))
}

// postMember gives a member another role, or takes it away.
func (s *Server) postMember(r *request) error {
	if !r.form.Has("role") { // a form that was cut off removes nobody
		return &assessment.InvalidError{Fields: map[string]string{"role": "people.error.role"}}
	}
	var err error
	role := assessment.Role(r.form.Get("role"))
	if role == "" {
		err = s.store.RemoveMember(r.ctx(), r.viewer, r.Param("m"))
	} else {
		err = s.store.SetRole(r.ctx(), r.viewer, r.Param("m"), role)
	}
	wrong := map[string]string{}
	if refusedInto(r.p, wrong, err) {
		return s.showRefusal(r, wrong["role"])
	}
	if err != nil {
		return err
	}
	return r.see(safeNext(r.form.Get("next")))
}

// showRefusal says why something can't be done, and leads back.
func (s *Server) showRefusal(r *request, why string) error {
	page := s.page(r, frame{title: r.p.T("refused.title"), area: accountArea, private: true})
	return s.render(r, http.StatusUnprocessableEntity, templates.Refusal(page, why, safeNext(r.form.Get("next"))))
}

func (s *Server) postRevokeInvitation(r *request) error {
	if err := s.store.RevokeInvitation(r.ctx(), r.viewer, r.Param("i")); err != nil {
		return err
	}
	return r.see(safeNext(r.form.Get("next")))
}

// shownEntries is how many entries of a log a page shows. The file has all.
const shownEntries = 100

// getLog shows the last entries of a workspace's log.
func (s *Server) getLog(r *request, w assessment.Workspace) error {
	all, err := s.store.AuditLog(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	members, err := s.store.Members(r.ctx(), r.viewer, w.ID, "")
	if err != nil {
		return err
	}
	view := templates.LogView{Workspace: w, All: len(all), Names: map[string]string{}, File: templates.WorkspacePath(w.ID, "log.jsonl")}
	for _, m := range members {
		view.Names[m.User.ID] = m.User.Name
	}
	for i := len(all) - 1; i >= max(0, len(all)-shownEntries); i-- {
		view.Entries = append(view.Entries, all[i])
	}
	page := s.page(r, frame{title: r.p.T("log.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Log(page, view))
}

func (s *Server) getLogFile(r *request, w assessment.Workspace) error { return s.sendLog(r, w.ID) }

func (s *Server) getInstallationLog(r *request) error { return s.sendLog(r, "") }

// sendLog sends a log as a file that `server verify-log` reads.
func (s *Server) sendLog(r *request, workspace string) error {
	all, err := s.store.AuditLog(r.ctx(), r.viewer, workspace)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := assessment.WriteLog(&b, all); err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", attachment("Lauter log "+s.now().Local().Format(time.DateOnly)+".jsonl"))
	return r.Blob(http.StatusOK, "application/jsonl", b.Bytes())
}

func (s *Server) getShares(r *request, w *work) error {
	return s.showShares(r, http.StatusOK, w, templates.ShareForm{Days: "14"})
}

func (s *Server) showShares(r *request, status int, w *work, form templates.ShareForm) error {
	all, err := s.store.Shares(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("share.title"), area: accountArea, work: w, tab: overviewTab})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Shares(page, templates.SharesView{Shares: all, Form: form, Now: s.now()}))
}

// linkLife reads for how many days a link is to work, or says what is wrong with them.
func linkLife(p *locale.Printer, typed string, wrong map[string]string) time.Duration {
	days, err := strconv.Atoi(typed)
	if err != nil || days < 1 || days > assessment.LongestShare {
		wrong["days"] = p.T("share.error.days", "Most", assessment.LongestShare)
	}
	return time.Duration(days) * 24 * time.Hour
}

// postShare makes a link to the results and answers with it, because only its hash is kept.
func (s *Server) postShare(r *request, w *work) error {
	form := templates.ShareForm{Label: cleanName(r.form.Get("label")), Days: r.form.Get("days"), Wrong: map[string]string{}}
	life := linkLife(r.p, form.Days, form.Wrong)
	if len([]rune(form.Label)) > 120 {
		form.Wrong["label"] = r.p.T("share.error.label")
	}
	if len(form.Wrong) > 0 {
		return s.showShares(r, http.StatusUnprocessableEntity, w, form)
	}
	token, err := s.store.NewShare(r.ctx(), r.viewer, w.ID, form.Label, life)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showShares(r, http.StatusUnprocessableEntity, w, form)
	}
	if err != nil {
		return err
	}
	return s.showSecret(r, templates.SecretView{
		Title: r.p.T("share.made.title"),
		Text:  r.p.T("share.made.text"),
		URL:   s.url.JoinPath("s", token).String(),
		Until: s.now().Add(life),
		Back:  templates.AssessmentPath(w.ID, "shares"),
	})
}

func (s *Server) postRevokeShare(r *request, w *work) error {
	if err := s.store.RevokeShare(r.ctx(), r.viewer, w.ID, r.Param("share")); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "shares"))
}

// getShared asks before a link opens a result. It names neither the client nor the result: whoever looks may be a mail
// scanner. Looking changes nothing.
func (s *Server) getShared(r *request) error {
	h, err := s.store.OpenShare(r.ctx(), r.Param("token"))
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: r.p.T("shared.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Shared(page, "/s/"+r.Param("token"), h))
}

// postShared lets the browser see the results behind a link while it works.
func (s *Server) postShared(r *request) error {
	token := r.Param("token")
	if _, err := s.store.OpenShare(r.ctx(), token); err != nil {
		return err
	}
	return s.join(r, func() (string, error) {
		id, err := s.store.JoinShare(r.ctx(), r.viewer, token)
		return templates.AssessmentPath(id, "results"), err
	})
}

func (s *Server) getAdmin(r *request) error {
	return s.showAdmin(r, http.StatusOK, "", "")
}

func (s *Server) showAdmin(r *request, status int, typed, wrong string) error {
	users, err := s.store.Users(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	workspaces, err := s.store.AllWorkspaces(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	next, err := s.store.NextDeletions(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	var papers []templates.Paper
	for _, name := range paperNames {
		papers = append(papers, templates.Paper{Name: name, File: name + "." + string(r.p.Lang()) + ".md"})
	}
	page := s.page(r, frame{title: r.p.T("admin.title"), area: accountArea, private: true})
	if wrong != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.Admin(page, templates.AdminView{
		Users: users, Workspaces: workspaces, Viewer: r.viewer.UserID, Model: s.model, Papers: papers, Mail: s.mail.Configured(), Next: templates.Deletions(next), Typed: typed, Wrong: wrong, Done: r.QueryParam("done"),
	}))
}

// postMailTest sends a mail to the viewer, so that they see whether it arrives, and says what is wrong if not.
func (s *Server) postMailTest(r *request) error {
	if !s.mail.Configured() {
		return assessment.ErrNotFound
	}
	err := s.mail.Send(r.ctx(), mail.Message{To: r.viewer.Email, Subject: r.p.T("mail.test.subject"), Text: r.p.T("mail.test.text", "URL", s.url.String())})
	if err != nil {
		return s.showRefusal(r, r.p.T("mail.test.failed", "Error", err.Error()))
	}
	return r.see("/admin?done=mail")
}

// postWorkspace makes a workspace, of which the viewer is the admin.
func (s *Server) postWorkspace(r *request) error {
	name := cleanName(r.form.Get("name"))
	if name == "" || len([]rune(name)) > 120 {
		return s.showAdmin(r, http.StatusUnprocessableEntity, name, r.p.T("account.error.workspace"))
	}
	id, err := s.store.AddWorkspace(r.ctx(), r.viewer, name)
	if err != nil {
		return err
	}
	return r.see(templates.WorkspacePath(id, "people"))
}

// postUser changes a user, or makes a link through which they choose a new password.
func (s *Server) postUser(r *request) error {
	if r.form.Get("change") == "password" {
		token, err := s.store.NewReset(r.ctx(), r.viewer, r.Param("u"))
		if err != nil {
			return err
		}
		return s.showSecret(r, templates.SecretView{
			Title: r.p.T("admin.reset.title"),
			Text:  r.p.T("admin.reset.text"),
			URL:   s.url.JoinPath("passwords", token).String(),
			Until: s.now().Add(assessment.ResetLife),
			Back:  "/admin",
		})
	}
	err := s.store.ChangeUser(r.ctx(), r.viewer, r.Param("u"), store.UserChange(r.form.Get("change")))
	wrong := map[string]string{}
	if refusedInto(r.p, wrong, err) {
		return s.showRefusal(r, wrong["change"])
	}
	if err != nil {
		return err
	}
	return r.see("/admin?done=user")
}
