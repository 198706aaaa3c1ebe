package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
)

// passkeyOptions are what the page gives the device to make a passkey.
func (v *visitor) passkeyOptions(name string) string {
	v.t.Helper()
	v.post("/account/passkeys", url.Values{"name": {name}, "current": {password}}).want(http.StatusSeeOther)
	p := v.get("/account/passkeys").want(http.StatusOK)
	options := attr(p.one("with options", func(n *html.Node) bool { return attr(n, "data-options") != "" }), "data-options")
	p.says(name)
	return options
}

func (v *visitor) addPasskey(d *device, name string) {
	v.t.Helper()
	p := v.post("/account/passkeys/confirm", url.Values{"credential": {d.create(v.passkeyOptions(name))}})
	if p.location() != "/account/passkeys?done=added" {
		v.t.Fatalf("adding a passkey: %d, to %q: %.800s", p.status, p.location(), p.text(p.doc))
	}
}

// challenge is what a script gets for the device that signs in.
func (v *visitor) challenge() string {
	v.t.Helper()
	p := v.json("/sign-in/passkey/begin", nil).want(http.StatusOK)
	var said struct{ Options json.RawMessage }
	check(v.t, json.Unmarshal([]byte(p.body), &said))
	return string(said.Options)
}

func (v *visitor) signInBy(d *device) *page {
	v.t.Helper()
	return v.post("/sign-in/passkey", url.Values{"credential": {d.get(v.challenge())}, "next": {"/account"}})
}

func TestPasskeyIsAddedNamedUsedAndRemoved(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		v, d := h.setUp(t, lang), newDevice(t)
		v.get("/account").says(p.T("passkey.title"))
		v.get("/account/passkeys").want(http.StatusOK).says(p.T("passkey.without"))
		v.post("/account/passkeys", url.Values{"name": {""}, "current": {password}}).want(http.StatusUnprocessableEntity).says(p.T("passkey.error.name"))
		v.post("/account/passkeys", url.Values{"name": {strings.Repeat("x", 61)}, "current": {password}}).want(http.StatusUnprocessableEntity)
		wrong := v.post("/account/passkeys", url.Values{"name": {"Mein Gerät"}, "current": {"wrong"}}).want(http.StatusUnprocessableEntity)
		wrong.says(p.T("account.error.current"))
		if got := attr(wrong.id("name"), "value"); got != "Mein Gerät" {
			t.Errorf("the name typed is shown as %q", got)
		}

		other := h.in(t, lang)
		other.signIn("berta@x.example", password)
		before := v.cookies["lauter"]
		v.addPasskey(d, "Laptop")
		if v.cookies["lauter"] == before {
			t.Error("the cookie stays the same when a passkey is added")
		}
		if got := outcomeOf(other.get("/account")); got != login {
			t.Errorf("another session after a passkey was added: got %s, want login", got)
		}

		there := h.in(t, lang)
		there.get("/sign-in").says(p.T("passkey.signin"), p.T("passkey.signin.without"))
		was := there.challenge()
		guest := there.cookies["lauter"]
		in := there.signInBy(d)
		if in.location() != "/account" {
			t.Fatalf("signing in by passkey: %d, to %q: %.600s", in.status, in.location(), in.text(in.doc))
		}
		if there.cookies["lauter"] == guest || was == "" {
			t.Error("the cookie stays the same at sign-in")
		}
		if h.row(`SELECT strong FROM sessions WHERE seen_at > 0 ORDER BY created_at DESC, id DESC LIMIT 1`) != "1" {
			t.Error("a sign-in by passkey doesn't count as two factors")
		}
		there.get("/account/passkeys").says("Laptop")
		key := h.row(`SELECT id FROM passkeys`)
		there.post("/account/passkeys/"+key, url.Values{"name": {" "}}).want(http.StatusUnprocessableEntity)
		there.post("/account/passkeys/"+key, url.Values{"name": {"Büro"}}).want(http.StatusSeeOther)
		there.get("/account/passkeys").says("Büro")
		there.post("/account/passkeys/"+key+"/remove", url.Values{"current": {"wrong"}}).want(http.StatusUnprocessableEntity).says(p.T("account.error.current"))
		if data := there.get("/account/data.json").body; !strings.Contains(data, `"Büro"`) {
			t.Error("one's own data don't name the passkey")
		}
		there.post("/account/passkeys/"+key+"/remove", url.Values{"current": {password}}).want(http.StatusSeeOther)
		h.in(t, lang).signInBy(d).want(http.StatusUnprocessableEntity).says(p.T("passkey.error.signin"))
		for _, event := range []assessment.Event{assessment.LogPasskeyAdded, assessment.LogPasskeyRemoved} {
			if h.row(`SELECT count(*) FROM audit_log WHERE event = ?`, string(event)) != "1" {
				t.Errorf("the log doesn't hold %s once", event)
			}
		}
	})
}

// TestPasskeyAnswersAreGoodOnce sends answers that are replayed, late, of another browser, or to another question.
func TestPasskeyAnswersAreGoodOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://lauter.example")
	boss, d := h.setUp(t, locale.English), newDevice(t)
	refused := func(what string, p *page) {
		t.Helper()
		h.wait(time.Minute) // past the brake
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, to %q, want 422", what, p.status, p.location())
		}
	}
	adding := func(answer string) *page {
		return boss.post("/account/passkeys/confirm", url.Values{"credential": {answer}})
	}

	late := d.create(boss.passkeyOptions("Late"))
	h.wait(assessment.CeremonyLife)
	refused("adding too late", adding(late))
	replaced := d.create(boss.passkeyOptions("First"))
	boss.passkeyOptions("Second")
	refused("adding to an older challenge", adding(replaced))
	for what, lie := range map[string]func(*device){
		"adding from another origin": func(d *device) { d.origin = "http://evil.example" },
		"adding for another host":    func(d *device) { d.host = "evil.example" },
		"adding without a check":     func(d *device) { d.verifies = false },
	} {
		liar := newDevice(t)
		lie(liar)
		refused(what, adding(liar.create(boss.passkeyOptions("Liar"))))
	}
	for _, junk := range []string{"", "{", "null", `{"rawId":"AA"}`, strings.Repeat("x", 40<<10)} {
		refused(fmt.Sprintf("adding %.10q", junk), adding(junk))
		refused(fmt.Sprintf("signing in with %.10q", junk), boss.post("/sign-in/passkey", url.Values{"credential": {junk}}))
	}
	good := d.create(boss.passkeyOptions("Good"))
	if p := adding(good); p.status != http.StatusSeeOther {
		t.Fatalf("adding: %d: %.600s", p.status, p.text(p.doc))
	}
	refused("adding again", adding(good))
	same := d.create(boss.passkeyOptions("Same device"))
	refused("adding what is there", adding(same))

	v := h.visitor(t)
	send := func(v *visitor, answer string) *page {
		return v.post("/sign-in/passkey", url.Values{"credential": {answer}})
	}
	answer := d.get(v.challenge())
	foreign := h.visitor(t)
	foreign.challenge()
	refused("an answer of another browser", send(foreign, answer))
	refused("an answer without a cookie", send(h.visitor(t), answer))
	if p := send(v, answer); p.status != http.StatusSeeOther {
		t.Fatalf("signing in: %d: %.600s", p.status, p.text(p.doc))
	}
	refused("the same answer again", send(v, answer))
	v = h.visitor(t)
	answer = d.get(v.challenge())
	h.wait(assessment.CeremonyLife)
	refused("an answer too late", send(v, answer))
	for what, lie := range map[string]func(*device){
		"another origin":                   func(d *device) { d.origin = "http://evil.example" },
		"another host":                     func(d *device) { d.host = "evil.example" },
		"nobody at the device":             func(d *device) { d.verifies = false },
		"another key":                      func(d *device) { d.key = newDevice(t).key },
		"somebody else's name":             func(d *device) { d.user = []byte(missing) },
		"a counter that stands still":      func(d *device) { d.count -= 2 },
		"a counter that went back":         func(d *device) { d.count -= 3 },
		"a passkey that is not known here": func(d *device) { d.id = newDevice(t).id },
	} {
		liar := *d
		lie(&liar)
		refused(what, send(v, liar.get(v.challenge())))
	}
	if n := h.row(`SELECT count(*) FROM audit_log WHERE event = 'sign_in_refused' AND detail = 'passkey copied'`); n != "2" {
		t.Errorf("the log holds %s copies, want 2", n)
	}
	d.count += 10
	if p := send(v, d.get(v.challenge())); p.status != http.StatusSeeOther {
		t.Errorf("the real device after all that: got %d", p.status)
	}
	boss.follow(boss.signIn("berta@x.example", password)).want(http.StatusOK)
	check(t, h.store.ChangeUser(t.Context(), assessment.Viewer{Admin: true, UserID: "operator"}, h.row(`SELECT id FROM users`), "drop-factor"))
	if n := h.row(`SELECT count(*) FROM passkeys`); n != "0" {
		t.Errorf("after dropping all factors there are %s passkeys", n)
	}
}

func TestPasskeysHaveALimit(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.English)
	for i := range assessment.MaxPasskeys {
		boss.addPasskey(newDevice(t), fmt.Sprintf("Key %d", i))
	}
	boss.get("/account/passkeys").says(locale.For(locale.English).T("passkey.error.many"))
	boss.post("/account/passkeys", url.Values{"name": {"One more"}, "current": {password}}).want(http.StatusUnprocessableEntity)
}

// TestPasskeyTriesAreSlowedDown from an address that sends wrong answers.
func TestPasskeyTriesAreSlowedDown(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://lauter.example")
	v := h.visitor(t)
	last := 0
	for range 8 {
		last = v.post("/sign-in/passkey", url.Values{"credential": {"{}"}}).status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the eighth wrong answer: got %d, want 429", last)
	}
	if got := v.json("/sign-in/passkey/begin", nil).status; got != http.StatusTooManyRequests {
		t.Errorf("a challenge after that: got %d, want 429", got)
	}
}

// TestNoPasskeysWithoutAName at an address that is a number.
func TestNoPasskeysWithoutAName(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://192.0.2.7")
	for path, want := range map[string]int{"/sign-in/passkey/begin": http.StatusNotFound, "/sign-in/passkey": http.StatusNotFound} {
		req, answer := newPost(path, url.Values{"credential": {"{}"}}), httptest.NewRecorder()
		req.Host = "192.0.2.7"
		h.handler.ServeHTTP(answer, req)
		if answer.Code != want {
			t.Errorf("%s: got %d, want %d", path, answer.Code, want)
		}
	}
	req, answer := httptest.NewRequest(http.MethodGet, "/sign-in", nil), httptest.NewRecorder()
	req.Host = "192.0.2.7"
	h.handler.ServeHTTP(answer, req)
	if answer.Code != http.StatusOK || strings.Contains(answer.Body.String(), "data-passkey") {
		t.Errorf("the sign-in page: %d, and offers passkeys", answer.Code)
	}
}
