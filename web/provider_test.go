package web_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
)

// goTo is the address at the service to which a page sends the browser.
func (p *page) goTo() string {
	p.t.Helper()
	p.want(http.StatusOK)
	_, address, ok := strings.Cut(p.header.Get("Refresh"), "url=")
	if !ok {
		p.t.Fatalf("%s sends nobody on: %v", p.path, p.header)
	}
	for _, a := range all(p.doc, tag("a")) {
		if attr(a, "href") == address {
			return address
		}
	}
	p.t.Fatalf("%s has no link to %s", p.path, address)
	return ""
}

// comeBack passes the page between the service and this server, which changes nothing by itself.
func (v *visitor) comeBack(query url.Values) *page {
	v.t.Helper()
	v.site.wait(time.Minute) // past the brake
	p := v.get("/sign-in/provider?" + query.Encode()).want(http.StatusOK)
	return v.fillIn(p, "/sign-in/provider/finish", nil)
}

// signInAt signs in by the service, as somebody does there.
func (v *visitor) signInAt(s *service, fields url.Values) *page {
	v.t.Helper()
	code, state := s.authorize(v.post("/sign-in/provider", fields).goTo())
	return v.comeBack(url.Values{"code": {code}, "state": {state}})
}

func (v *visitor) linkWith(s *service) *page {
	v.t.Helper()
	code, state := s.authorize(v.post("/account/provider", url.Values{"current": {password}}).goTo())
	return v.comeBack(url.Values{"code": {code}, "state": {state}})
}

func TestProviderIsLinkedUsedAndRemoved(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		s := newService(t)
		h := s.houseOf(t)
		p := locale.For(lang)
		boss := h.setUp(t, lang)
		boss.get("/account").says(p.T("provider.title"), "Werkskonto")
		boss.post("/account/provider", url.Values{"current": {"wrong"}}).want(http.StatusUnprocessableEntity).says(p.T("account.error.current"))

		// Unknown before it is linked, whatever address the service says.
		s.extra = map[string]any{"email": "berta@x.example", "email_verified": false}
		v := h.in(t, lang)
		v.get("/sign-in").says(p.T("provider.signin", "Label", "Werkskonto"))
		v.signInAt(s, url.Values{}).want(http.StatusUnprocessableEntity).says(p.T("provider.error.unknown", "Label", "Werkskonto"))
		s.extra["email_verified"] = true
		v.signInAt(s, url.Values{}).want(http.StatusUnprocessableEntity).says(p.T("provider.error.unknown", "Label", "Werkskonto"))
		if h.row(`SELECT count(*) FROM identities`) != "0" || h.row(`SELECT count(*) FROM users`) != "1" {
			t.Fatal("an e-mail address has linked an account")
		}

		before := boss.cookies["lauter"]
		if got := boss.linkWith(s).location(); got != "/account?done=provider" {
			t.Fatalf("linking leads to %q", got)
		}
		if boss.cookies["lauter"] == before {
			t.Error("the cookie stays the same when an account is linked")
		}
		boss.get("/account").says(s.http.URL)
		if data := boss.get("/account/data.json").body; !strings.Contains(data, `"u-1"`) {
			t.Error("one's own data don't name the link")
		}
		guest := v.cookies["lauter"]
		in := v.signInAt(s, url.Values{"next": {"/account"}})
		if in.location() != "/account" || v.cookies["lauter"] == guest {
			t.Fatalf("signing in: %d, to %q: %.600s", in.status, in.location(), in.text(in.doc))
		}
		v.get("/account").want(http.StatusOK).says("berta@x.example")

		other := h.member(t, lang, boss, "olaf@x.example")
		other.linkWith(s).want(http.StatusUnprocessableEntity).says(p.T("provider.error.taken"))
		s.subject = "u-2"
		boss.linkWith(s).want(http.StatusUnprocessableEntity).says(p.T("provider.error.other"))
		boss.post("/account/provider/remove", url.Values{"current": {"wrong"}}).want(http.StatusUnprocessableEntity)
		boss.post("/account/provider/remove", url.Values{"current": {password}}).want(http.StatusSeeOther)
		s.subject = "u-1"
		h.in(t, lang).signInAt(s, url.Values{}).want(http.StatusUnprocessableEntity)
		for _, event := range []assessment.Event{assessment.LogProviderLinked, assessment.LogProviderRemoved} {
			if h.row(`SELECT count(*) FROM audit_log WHERE event = ?`, string(event)) != "1" {
				t.Errorf("the log doesn't hold %s once", event)
			}
		}
	})
}

// member is somebody new with a role in the boss's workspace.
func (h *house) member(t *testing.T, lang locale.Lang, boss *visitor, email string) *visitor {
	t.Helper()
	link := boss.fillIn(boss.get(boss.workspacePath()), boss.workspacePath(), map[string]string{"email": email, "role": "consultant"}).link()
	v := h.in(t, lang)
	v.fillIn(v.get(link), link, map[string]string{"name": "Olaf", "password": password}).want(http.StatusSeeOther)
	return v
}

func TestInvitationIsTakenByAnotherService(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		s := newService(t)
		h := s.houseOf(t)
		p := locale.For(lang)
		boss := h.setUp(t, lang)
		people := boss.workspacePath()
		link := boss.fillIn(boss.get(people), people, map[string]string{"email": "nora@x.example", "role": "consultant"}).link()
		token := strings.TrimPrefix(link, "/invites/")
		v := h.in(t, lang)
		v.get(link).says(p.T("provider.signin", "Label", "Werkskonto"))
		if got := v.signInAt(s, url.Values{"invite": {token}}).location(); got != "/clients" {
			t.Fatalf("accepting leads to %q", got)
		}
		v.get("/account").want(http.StatusOK).says("nora@x.example", p.T("account.password.none"))
		boss.get(people).says("Nora Neu")
		v.get(link).want(http.StatusGone)

		// Without a password: a fresh sign-in counts, and the last way in stays.
		v.post("/account/provider/remove", nil).want(http.StatusUnprocessableEntity).says(p.T("account.error.lastway"))
		h.wait(assessment.FreshSignIn + time.Minute)
		v.post("/account/two-factor", url.Values{"current": {password}}).want(http.StatusUnprocessableEntity).says(p.T("account.error.fresh"))
		v.post("/sign-out", nil)
		v.signIn("nora@x.example", "").want(http.StatusUnprocessableEntity)
		v.follow(v.signInAt(s, url.Values{"next": {"/account"}})).want(http.StatusOK)
		v.post("/account/password", url.Values{"password": {"silberner Otter liest 77"}}).want(http.StatusSeeOther)
		v.post("/account/provider/remove", url.Values{"current": {"silberner Otter liest 77"}}).want(http.StatusSeeOther)

		// An invitation to an address that has an account links nothing by itself.
		s.subject = "u-9"
		link = boss.fillIn(boss.get(people), people, map[string]string{"email": "nora@x.example", "role": "admin"}).link()
		stranger := h.in(t, lang)
		stranger.signInAt(s, url.Values{"invite": {strings.TrimPrefix(link, "/invites/")}}).want(http.StatusUnprocessableEntity).
			says(p.T("provider.error.invited", "Label", "Werkskonto"))
		stranger.get(link).want(http.StatusOK)
		if h.row(`SELECT count(*) FROM identities`) != "0" {
			t.Error("an invitation has linked an existing account")
		}
	})
}

// TestProviderAnswersProveSomebodyOnce sends what is wrong, too late, of elsewhere, or used.
func TestProviderAnswersProveSomebodyOnce(t *testing.T) {
	t.Parallel()
	s := newService(t)
	h := s.houseOf(t)
	p := locale.For(locale.English)
	boss := h.setUp(t, locale.English)
	boss.linkWith(s).want(http.StatusSeeOther)
	says := func(id string) string { return p.T(id, "Label", "Werkskonto") }
	v := h.visitor(t)

	otherKey := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	for what, lie := range map[string]func(map[string]any){
		"another nonce":        func(c map[string]any) { c["nonce"] = "another" },
		"no nonce":             func(c map[string]any) { delete(c, "nonce") },
		"another audience":     func(c map[string]any) { c["aud"] = "somebody-else" },
		"two audiences":        func(c map[string]any) { c["aud"] = []string{"lauter", "somebody-else"} },
		"another party":        func(c map[string]any) { c["azp"] = "somebody-else" },
		"another issuer":       func(c map[string]any) { c["iss"] = "https://evil.example" },
		"expired":              func(c map[string]any) { c["exp"] = h.clock().Add(-time.Minute).Unix() },
		"not yet":              func(c map[string]any) { c["nbf"] = h.clock().Add(time.Hour).Unix() },
		"nobody":               func(c map[string]any) { c["sub"] = "" },
		"a very long somebody": func(c map[string]any) { c["sub"] = strings.Repeat("x", 256) },
	} {
		s.lie = lie
		if got := v.signInAt(s, url.Values{}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, to %q", what, got.status, got.location())
		} else {
			got.says(says("provider.error.answer"))
		}
	}
	s.lie = nil
	for what, sign := range map[string]func([]byte) ([]byte, string){
		"another key": func(d []byte) ([]byte, string) {
			return must(rsa.SignPKCS1v15(rand.Reader, otherKey, crypto.SHA256, d))(t), "RS256"
		},
		"no signature": func([]byte) ([]byte, string) { return nil, "none" },
		"a shared secret key": func(d []byte) ([]byte, string) {
			m := hmac.New(crypto.SHA256.New, []byte("geheim"))
			m.Write(d)
			return m.Sum(nil), "HS256"
		},
	} {
		s.sign = sign
		if got := v.signInAt(s, url.Values{}).status; got != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d", what, got)
		}
	}
	s.sign = nil

	asked := s.asked
	over := func(what string, got *page) {
		t.Helper()
		if got.status != http.StatusUnprocessableEntity || s.asked != asked {
			t.Errorf("%s: got %d, to %q; the service was asked %d times", what, got.status, got.location(), s.asked-asked)
			return
		}
		got.says(says("provider.error.over"))
	}
	begin := func(v *visitor) url.Values {
		code, state := s.authorize(v.post("/sign-in/provider", nil).goTo())
		return url.Values{"code": {code}, "state": {state}}
	}
	over("a state never given out", v.comeBack(url.Values{"code": {"x"}, "state": {"x"}}))
	over("nothing", v.comeBack(url.Values{}))
	query := begin(v)
	over("another browser", h.visitor(t).comeBack(query))
	other := h.visitor(t)
	begin(other)
	over("another browser that began its own", other.comeBack(query))
	h.wait(assessment.CeremonyLife - time.Minute)
	over("too late", v.comeBack(query))
	query = begin(v)
	v.comeBack(url.Values{"error": {"access_denied"}, "state": query["state"]}).want(http.StatusUnprocessableEntity).says(says("provider.error.refused"))
	over("after a refusal", v.comeBack(query))
	replaced := begin(v)
	query = begin(v)
	over("replaced by a later one", v.comeBack(replaced))
	v.comeBack(query).want(http.StatusSeeOther)
	asked = s.asked
	over("once more", h.visitor(t).comeBack(query))

	// A code of another sign-in fails at the service, because only this browser's row has its verifier.
	first, second := h.visitor(t), h.visitor(t)
	stolen, mine := begin(first), begin(second)
	second.comeBack(url.Values{"code": stolen["code"], "state": mine["state"]}).want(http.StatusUnprocessableEntity).says(says("provider.error.answer"))

	// Looking changes nothing.
	before := h.state()
	v.get("/sign-in/provider?code=x&state=y").want(http.StatusOK)
	if before.changed() {
		t.Error("coming back has changed the database by itself")
	}
}

func TestProviderThatIsDownOrElsewhere(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		s := newService(t)
		h := s.houseOf(t)
		p := locale.For(lang)
		s.issuer = "https://evil.example"
		v := h.in(t, lang)
		v.post("/sign-in/provider", nil).want(http.StatusServiceUnavailable).says(p.T("provider.error.unreachable", "Label", "Werkskonto"))
		s.issuer = ""
		code, state := s.authorize(v.post("/sign-in/provider", nil).goTo()) // found later, without a restart
		s.http.Close()
		v.comeBack(url.Values{"code": {code}, "state": {state}}).want(http.StatusServiceUnavailable)
		v.get("/sign-in").want(http.StatusOK)
	})
}

func TestProviderTriesAreSlowedDown(t *testing.T) {
	t.Parallel()
	h := newService(t).houseOf(t)
	v := h.visitor(t)
	last := 0
	for range 8 {
		last = v.post("/sign-in/provider/finish", url.Values{"state": {"x"}}).status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the eighth wrong answer: got %d, want 429", last)
	}
}

func TestNoProviderWithoutOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://lauter.example")
	v := h.visitor(t)
	v.post("/sign-in/provider", nil).want(http.StatusNotFound)
	v.get("/sign-in/provider").want(http.StatusNotFound)
	if strings.Contains(v.get("/sign-in").body, "/sign-in/provider") {
		t.Error("a service is offered that isn't there")
	}
}
