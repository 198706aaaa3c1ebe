package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lauter/assessment"
	"lauter/internal/locale"
)

// TestDutyOfAWorkspace goes from asking for a second factor to everybody having one.
func TestDutyOfAWorkspace(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		boss, key := h.setUp(t, lang), newDevice(t)
		olaf := h.member(t, lang, boss, "olaf@x.example")
		people := boss.workspacePath()
		duty := strings.TrimSuffix(people, "people") + "duty"
		boss.fillIn(boss.get("/clients/new"), "/clients", map[string]string{"name": "Nordwind"}).want(http.StatusSeeOther)
		client := "/clients/" + h.row(`SELECT id FROM organisations`)
		root := "/assessments/" + strings.Split(olaf.post(client+"/assessments", url.Values{"kind": {"full"}}).location(), "/")[2]

		boss.get(people).says(p.T("duty.title"))
		boss.post(duty, url.Values{"duty": {"on"}, "next": {people}}).want(http.StatusUnprocessableEntity).says(p.T("duty.error.first"))
		olaf.post(duty, url.Values{"duty": {"on"}}).want(http.StatusForbidden)
		boss.addPasskey(key, "Boss")
		boss.follow(boss.post(duty, url.Values{"duty": {"on"}})).says(p.T("account.done"), p.T("duty.on"))

		// Nothing of the workspace opens for whoever has signed in with one factor, and nothing is lost.
		places := []string{"/clients", "/clients/new", client, client + "/edit", root, root + "/results", root + "/results/answers", root + "/export.json", root + "/report.pdf"}
		for _, path := range places {
			got := olaf.get(path)
			want := "/account/duty?" + (url.Values{"next": {path}}).Encode()
			if got.location() != want {
				t.Errorf("%s: got %d, to %q, want %s", path, got.status, got.location(), want)
			}
			if strings.Contains(got.body, "Nordwind") {
				t.Errorf("%s tells the client's name", path)
			}
		}
		saved := h.row(`SELECT count(*) FROM answers`)
		answer := url.Values{"answer": {"3"}, "rev": {"0"}}
		olaf.post(root+"/questions/data.origin.source", answer).want(http.StatusUnauthorized).says(p.T("status.duty.text"))
		olaf.json(root+"/questions/data.origin.source", answer).want(http.StatusUnauthorized)
		olaf.post(client+"/archive", nil).want(http.StatusUnauthorized)
		olaf.post("/clients", url.Values{"name": {"x"}}).want(http.StatusUnauthorized)
		if h.row(`SELECT count(*) FROM answers`) != saved {
			t.Error("an answer was saved all the same")
		}
		olaf.get("/account/duty?next="+url.QueryEscape(client)).says(p.T("duty.owed.title"), "Kanzlei", p.T("duty.app"))
		for _, path := range []string{"/account", "/account/two-factor", "/account/passkeys", "/", "/method"} {
			olaf.get(path).want(http.StatusOK)
		}
		if at := olaf.get("/account/data.json").want(http.StatusSeeOther).location(); !strings.HasPrefix(at, "/account/duty") {
			t.Errorf("the file with the names of clients leads to %s", at)
		}

		// An app for codes does it. The session of the setup counts, and what was asked for opens.
		secret, _ := olaf.factor()
		if got := olaf.get("/account/duty?next=" + url.QueryEscape(client)).location(); got != client {
			t.Errorf("with a second factor the page leads to %q, want %s", got, client)
		}
		olaf.get(root).want(http.StatusOK)
		olaf.post(root+"/questions/data.origin.source", answer).want(http.StatusSeeOther)
		olaf.post("/account/two-factor/remove", url.Values{"current": {password}}).want(http.StatusUnprocessableEntity).says(p.T("duty.error.last"))
		olaf.get("/account").says(p.T("duty.yours"))
		h.wait(time.Minute)
		olaf.post("/sign-out", nil)
		olaf.follow(olaf.signIn("olaf@x.example", password)).want(http.StatusOK)
		olaf.post("/sign-in/code", url.Values{"code": {must(totp.GenerateCode(secret, h.clock()))(t)}}).want(http.StatusSeeOther)
		olaf.get(root).want(http.StatusOK)

		// A passkey does it too; the password beside it does not.
		boss.post("/account/passkeys/"+h.row(`SELECT id FROM passkeys`)+"/remove", url.Values{"current": {password}}).
			want(http.StatusUnprocessableEntity).says(p.T("duty.error.last"))
		again := h.in(t, lang)
		again.signIn("berta@x.example", password).want(http.StatusSeeOther)
		again.get(client).want(http.StatusSeeOther)
		again.get("/account/duty").says(p.T("duty.again"), p.T("passkey.signin"))
		if again.signInBy(newDevice(t)).status != http.StatusUnprocessableEntity {
			t.Error("an unknown passkey counts")
		}
		h.wait(time.Minute)
		again.signInBy(key).want(http.StatusSeeOther)
		again.get(client).want(http.StatusOK)

		boss.post(duty, url.Values{"duty": {"off"}}).want(http.StatusSeeOther)
		weak := h.in(t, lang)
		weak.signIn("berta@x.example", password)
		weak.get(client).want(http.StatusOK)
		for _, event := range []assessment.Event{assessment.LogDutySet, assessment.LogDutyLifted} {
			if h.row(`SELECT count(*) FROM audit_log WHERE event = ? AND chain <> ''`, string(event)) != "1" {
				t.Errorf("the workspace's log doesn't hold %s once", event)
			}
		}
	})
}

// TestDutyOfAdmins asks those who run the installation, and nobody else.
func TestDutyOfAdmins(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		boss, key := h.setUp(t, lang), newDevice(t)
		olaf := h.member(t, lang, boss, "olaf@x.example")
		boss.post("/admin/duty", url.Values{"duty": {"on"}, "next": {"/admin"}}).want(http.StatusUnprocessableEntity).says(p.T("duty.error.first"))
		boss.addPasskey(key, "Boss")
		boss.follow(boss.post("/admin/duty", url.Values{"duty": {"on"}})).says(p.T("duty.on"))
		olaf.get("/clients").want(http.StatusOK)
		olaf.get("/admin").want(http.StatusNotFound)
		again := h.in(t, lang)
		again.signIn("berta@x.example", password)
		for _, path := range []string{"/admin", "/admin/log.jsonl"} {
			if got := again.get(path).location(); !strings.HasPrefix(got, "/account/duty?") {
				t.Errorf("%s leads to %q", path, got)
			}
		}
		again.post("/admin/duty", url.Values{"duty": {"off"}}).want(http.StatusUnauthorized)
		again.get("/account/duty").says(p.T("duty.owed.admin"))
		again.signInBy(key).want(http.StatusSeeOther)
		again.get("/admin").want(http.StatusOK)
		boss.follow(boss.post("/admin/duty", url.Values{"duty": {"off"}})).want(http.StatusOK)
	})
}

// TestNothingOpensWhileASecondFactorIsOwed asks for every address of a workspace as everybody who has a role there.
func TestNothingOpensWhileASecondFactorIsOwed(t *testing.T) {
	notRacing(t)
	t.Parallel()
	w := newWorld(t)
	boss := w.boss
	boss.Strong = true
	check(t, w.store.SetDuty(t.Context(), boss, w.a, true))
	check(t, w.store.SetAdminDuty(t.Context(), boss, true))
	before := w.state()
	for _, name := range []string{"viewer", "member", "client admin", "consultant", "admin", "runner"} {
		a := w.actor(name)
		for _, r := range w.server.Routes() {
			kind, _, _ := strings.Cut(r.Policy, ":")
			if kind == "public" || kind == "room" || kind == "seat" || kind == "user" && strings.HasPrefix(r.Path, "/account") {
				continue
			}
			var fields url.Values
			if r.Method == http.MethodPost {
				fields = w.fieldsFor(r, w.target("own"))
			}
			p := w.send(a, r.Method, w.fill(r.Path, w.target("own"))+queries[r.Path], fields)
			led := p.status == http.StatusSeeOther && strings.HasPrefix(p.location(), "/account/duty?")
			if r.Method == http.MethodPost && p.status != http.StatusUnauthorized || r.Method == http.MethodGet && !led {
				t.Errorf("%s: %s %s: got %d, to %q", name, r.Method, r.Path, p.status, p.location())
			}
			if before.changed() {
				t.Errorf("%s: %s %s has changed the database", name, r.Method, r.Path)
			}
		}
	}
	for _, name := range []string{"guest", "shared", "admin of B"} { // whom it does not concern
		a, t2 := w.actor(name), w.ownTarget(w.actor(name))
		if name == "admin of B" {
			t2 = w.target("foreign")
		}
		if p := w.send(a, http.MethodGet, w.fill("/assessments/:id/results", t2), nil); p.status != http.StatusOK {
			t.Errorf("%s: got %d", name, p.status)
		}
	}
	t.Logf("%d requests", w.requests)
}
