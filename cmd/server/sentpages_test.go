package main

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// sent are pages that answer a form, by name: no address shows them again.
type sent map[string]*document

// keep keeps an answer, if it has the status that it should have.
func (s sent) keep(t *testing.T, name string, page *document, status int) *document {
	t.Helper()
	if page.status != status {
		t.Errorf("%s: status %d, want %d: %.400s", name, page.status, status, text(page.root))
	}
	s[name] = page
	return page
}

// show shows a page that answered a form as the browser would.
func (w *tab) show(page *document) {
	w.t.Helper()
	w.visit("/legal/imprint")
	content, err := json.Marshal(page.body)
	w.must(err)
	eval[int](w, "document.open(); document.write("+string(content)+"); document.close(); 0")
	w.until(`document.readyState === "complete" && document.fonts.status === "loaded"`)
}

// addSent sends the forms whose answers nothing else shows: secrets that are shown once, a certificate, refusals.
func (s *site) addSent(t *testing.T, p *program, people, client, full, lang string) {
	t.Helper()
	email := "kim" + lang + time.Now().Format("150405.000000") + "@thiel.example"
	invited := s.do("POST", people, url.Values{"email": {email}, "role": {"consultant"}})
	link := linkIn(t, s.sent.keep(t, "sent-invitation", invited, 200))
	other := newClient(t, p, lang)
	s.sent.keep(t, "sent-invite-refused", other.do("POST", link, url.Values{"name": {""}, "password": {"short"}}), 422)
	other.post(link, url.Values{"name": {"Kim Behrendt"}, "password": {staffPassword}})
	s.sent.keep(t, "sent-invite-used", newClient(t, p, lang).get(link), 410)
	s.addSecondFactor(t, other, email)

	s.sent.keep(t, "sent-sign-in-refused", newClient(t, p, lang).do("POST", "/sign-in", url.Values{"email": {"nobody@thiel.example"}, "password": {"wrong"}}), 422)
	s.sent.keep(t, "sent-share", s.do("POST", full+"/shares", url.Values{"label": {"Aufsichtsrat"}, "days": {"14"}}), 200)
	s.sent.keep(t, "sent-share-refused", s.do("POST", full+"/shares", url.Values{"label": {strings.Repeat("x", 121)}, "days": {"0"}}), 422)
	share := linkIn(t, s.sent["sent-share"])
	reader := newClient(t, p, lang)
	s.sent.keep(t, "sent-shared-results", reader.do("POST", share, url.Values{}), 200)
	s.sent.keep(t, "sent-forbidden", reader.get(full+"/results/answers"), 403)

	s.sent.keep(t, "sent-end-refused", s.do("POST", client+"/delete", url.Values{"confirm": {"x"}}), 422)
	gone := s.addClient("Alte Kundin & Söhne GmbH", "Handel")
	s.post(gone+"/assessments", url.Values{"kind": {"quick"}})
	s.sent.keep(t, "sent-certificate", s.do("POST", gone+"/delete", url.Values{"confirm": {"Alte Kundin & Söhne GmbH"}}), 200)

	admin := s.get("/admin")
	user := ""
	for _, form := range admin.all("form", nil) {
		if action := attr(form, "action"); strings.HasPrefix(action, "/admin/users/") {
			user = action
		}
	}
	reset := s.sent.keep(t, "sent-password-link", s.do("POST", user, url.Values{"change": {"password"}}), 200)
	s.sent.keep(t, "sent-last-admin", s.do("POST", s.ownMember(t, people), url.Values{"role": {""}, "next": {people}}), 422)
	visitor := newClient(t, p, lang)
	s.sent.keep(t, "sent-reset", visitor.get(linkIn(t, reset)), 200)
	s.sent.keep(t, "sent-reset-refused", visitor.do("POST", linkIn(t, reset), url.Values{"password": {"kurz"}}), 422)
	s.sent.keep(t, "sent-forgotten", visitor.get("/sign-in/forgotten"), 200)
	s.sent.keep(t, "sent-forgotten-sent", visitor.get("/sign-in/forgotten?sent=1"), 200)
	s.sent.keep(t, "sent-too-large", s.do("POST", "/account", url.Values{"name": {strings.Repeat("x", 70<<10)}}), 413)
	s.sent.keep(t, "sent-nothing-there", visitor.get(full+"/results"), 404)
	logo := strings.TrimSuffix(people, "people") + "logo"
	s.sent.keep(t, "sent-logo-refused", s.do("POST", logo, url.Values{}), 422)
	legal := "/admin/legal/privacy/" + lang
	s.sent.keep(t, "sent-legal-preview", s.do("POST", legal, url.Values{"step": {"preview"}, "text": {"# Datenschutz\nWir speichern wenig.\n\nhttps://thiel.example"}}), 200)
	settings := strings.TrimSuffix(people, "people") + "retention"
	s.sent.keep(t, "sent-retention-refused", s.do("POST", settings, url.Values{"days": {"400"}, "confirm": {"Thiel"}}), 422)
}

// addSecondFactor sets one up for somebody, which shows the recovery codes, and lets them sign in up to the code.
func (s *site) addSecondFactor(t *testing.T, c *client, email string) {
	t.Helper()
	s.sent.keep(t, "sent-factor-refused", c.do("POST", "/account/two-factor", url.Values{"current": {"wrong"}}), 422)
	page := c.post("/account/two-factor", url.Values{"current": {staffPassword}})
	secret := ""
	for _, strong := range page.all("strong", map[string]string{"class": "secret"}) {
		secret = strings.ReplaceAll(text(strong), " ", "")
	}
	code, err := totp.GenerateCode(strings.TrimSpace(secret), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s.sent.keep(t, "sent-codes", c.do("POST", "/account/two-factor", url.Values{"step": {"confirm"}, "code": {code}}), 200)
	s.sent.keep(t, "sent-factor-on", c.get("/account/two-factor"), 200)
	c.post("/sign-out", url.Values{})
	s.sent.keep(t, "sent-code", c.do("POST", "/sign-in", url.Values{"email": {email}, "password": {staffPassword}}), 200)
	s.sent.keep(t, "sent-code-refused", c.do("POST", "/sign-in/code", url.Values{"code": {"000000"}}), 422)
}

// ownMember is where the only admin of the workspace would leave it. It is offered only while there is another.
func (s *site) ownMember(t *testing.T, people string) string {
	t.Helper()
	other := s.memberOf(t, people, "Kim Behrendt")
	s.post(other, url.Values{"role": {"admin"}, "next": {people}})
	own := s.memberOf(t, people, "Mara Thiel")
	s.post(other, url.Values{"role": {"consultant"}, "next": {people}})
	return own
}

// memberOf is where the role of somebody is changed.
func (s *site) memberOf(t *testing.T, people, name string) string {
	t.Helper()
	for _, form := range s.get(people).all("form", nil) {
		if action := attr(form, "action"); strings.HasPrefix(action, "/members/") && strings.Contains(text(form), name) {
			return action
		}
	}
	t.Fatalf("%s does not offer to change the role of %s", people, name)
	return ""
}
