package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/pquerna/otp/totp"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web"
)

// messages are the texts in the language of a page.
func messages(p *page) *locale.Printer { return locale.For(locale.Lang(p.lang())) }

// inLanguage runs a test once in each language.
func inLanguage(t *testing.T, run func(t *testing.T, lang locale.Lang)) {
	for _, lang := range locale.Langs {
		t.Run(string(lang), func(t *testing.T) { t.Parallel(); run(t, lang) })
	}
}

// in is a browser that asks for a language.
func (h *house) in(t *testing.T, lang locale.Lang) *visitor {
	v := h.visitor(t)
	v.accept = string(lang)
	return v
}

// fillIn sends the only form that posts to an address, with some fields changed.
func (v *visitor) fillIn(p *page, action string, fields map[string]string) *page {
	v.t.Helper()
	forms := slices.DeleteFunc(p.forms(action), func(f form) bool { return f.action != action })
	if len(forms) == 0 {
		v.t.Fatalf("%s: no form posts to %s", p.path, action)
	}
	f := forms[0]
	for name, value := range fields {
		f.values.Set(name, value)
	}
	return v.post(f.action, f.values)
}

// link is the address that a page shows once, as a path.
func (p *page) link() string {
	p.t.Helper()
	return strings.TrimPrefix(attr(p.want(http.StatusOK).id("link"), "value"), "http://lauter.example")
}

// setUp makes the first account by the link that the program prints.
func (h *house) setUp(t *testing.T, lang locale.Lang) *visitor {
	t.Helper()
	v := h.in(t, lang)
	path := "/setup/" + must(h.store.NewSetup(t.Context()))(t)
	p := v.get(path).want(http.StatusOK)
	p = v.fillIn(p, path, map[string]string{"workspace": "Kanzlei", "name": "Berta", "email": "Berta@X.example", "password": password})
	if p.location() != "/clients?new=1" {
		t.Fatalf("the setup leads to %q", p.location())
	}
	v.follow(p).want(http.StatusOK)
	return v
}

// workspacePath is the people of the viewer's only workspace.
func (v *visitor) workspacePath() string {
	v.t.Helper()
	for _, a := range all(v.get("/clients").doc, tag("a")) {
		if href := attr(a, "href"); strings.HasPrefix(href, "/workspaces/") {
			return href
		}
	}
	v.t.Fatal("no link to the people of a workspace")
	return ""
}

// invite sends the form for an invitation and returns its link.
func (v *visitor) invite(people, email string, role assessment.Role) string {
	v.t.Helper()
	p := v.get(people).want(http.StatusOK)
	return v.fillIn(p, people, map[string]string{"email": email, "role": string(role)}).link()
}

// join accepts an invitation in a new browser.
func (h *house) join(t *testing.T, lang locale.Lang, link, name string) *visitor {
	t.Helper()
	v := h.in(t, lang)
	p := v.get(link).want(http.StatusOK)
	if got := v.fillIn(p, link, map[string]string{"name": name, "password": password}); got.status != http.StatusSeeOther {
		t.Fatalf("accepting = %d: %s", got.status, got.text(got.doc))
	}
	return v
}

// addClient adds one and returns its address.
func (v *visitor) addClient(name string) string {
	v.t.Helper()
	p := v.fillIn(v.get("/clients/new").want(http.StatusOK), "/clients", map[string]string{"name": name, "sector": "Energie"})
	return p.want(http.StatusSeeOther).location()
}

// begin starts an assessment of a client and returns its address.
func (v *visitor) begin(client string) string {
	v.t.Helper()
	return v.fillIn(v.get(client).want(http.StatusOK), client+"/assessments", nil).want(http.StatusSeeOther).location()
}

// A workspace from its first day to the last of a client, by nothing but forms and links.
func TestLifeOfAWorkspace(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		boss := h.setUp(t, lang)
		people := boss.workspacePath()
		consultant := h.join(t, lang, boss.invite(people, "dana@x.example", assessment.RoleConsultant), "Dana")
		client := consultant.addClient("Nordwind")
		root := consultant.begin(client)
		for _, q := range h.model.Quick().Questions() {
			consultant.answer(root, q.ID, url.Values{"answer": {"3"}, "rev": {"0"}, "note": {"Notiz"}})
		}
		consultant.follow(consultant.fillIn(consultant.get(root+"/review").want(http.StatusOK), root+"/finish", nil)).want(http.StatusOK)

		lead := h.join(t, lang, consultant.invite(client+"/people", "lea@x.example", assessment.RoleClientAdmin), "Lea")
		member := h.join(t, lang, lead.invite(client+"/people", "max@x.example", assessment.RoleClientMember), "Max")
		viewer := h.join(t, lang, lead.invite(client+"/people", "vera@x.example", assessment.RoleViewer), "Vera")
		for _, who := range []struct {
			v      *visitor
			sees   []string
			misses []string
		}{
			{consultant, []string{"/people", "/edit", "/archive", "/delete", "/rounds/new", "/shares"}, nil},
			{lead, []string{"/people", "/edit", "/rounds/new", "/shares"}, []string{"/archive", "/delete"}},
			{member, nil, []string{"/people", "/edit", "/archive", "/delete", "/rounds/new", "/shares"}},
			{viewer, nil, []string{"/people", "/edit", "/archive", "/delete", "/rounds/new", "/shares"}},
		} {
			folder := who.v.get(client).want(http.StatusOK)
			main := folder.id("main")
			for _, ending := range who.sees {
				if !leadsTo(main, ending) {
					t.Errorf("%s is missing in the client's folder", ending)
				}
			}
			for _, ending := range who.misses {
				if leadsTo(main, ending) {
					t.Errorf("%s stands in the folder of somebody who may not", ending)
				}
			}
		}
		if got := viewer.get("/clients"); got.location() != client {
			t.Errorf("the only client of somebody: got %q, want %s", got.location(), client)
		}
		shareAndRevoke(t, h, lang, lead, root)
		takeAlong(t, consultant, client, root)

		consultant.follow(consultant.submit(consultant.get(client), formTo(t, consultant.get(client), client+"/archive"), p.T("client.archive"))).says(p.T("client.done.archived"))
		if body := consultant.get("/clients").body; strings.Contains(body, "Nordwind") {
			t.Error("an archived client is among the current ones")
		}
		if !strings.Contains(consultant.get("/clients?archived=1").body, "Nordwind") {
			t.Error("an archived client is not among the archived ones")
		}
		consultant.follow(consultant.submit(consultant.get(client), formTo(t, consultant.get(client), client+"/archive"), p.T("client.restore"))).says(p.T("client.done.restored"))

		handOverAndDelete(t, h, lang, boss, consultant, lead, client)
	})
}

func formTo(t *testing.T, p *page, action string) form {
	t.Helper()
	forms := p.forms(action)
	if len(forms) == 0 {
		t.Fatalf("%s: no form posts to %s", p.path, action)
	}
	return forms[0]
}

// leadsTo says that a link or a form below a node leads to an address with this ending.
func leadsTo(n *html.Node, ending string) bool {
	return len(all(n, func(n *html.Node) bool {
		return strings.HasSuffix(attr(n, "href"), ending) || n.Data == "form" && strings.HasSuffix(attr(n, "action"), ending)
	})) > 0
}

func shareAndRevoke(t *testing.T, h *house, lang locale.Lang, lead *visitor, root string) {
	t.Helper()
	made := lead.fillIn(lead.get(root+"/shares").want(http.StatusOK), root+"/shares", map[string]string{"label": "Bank", "days": "3"})
	made.says(locale.For(lang).T("share.made.for", "Name", "Bank"))
	link := made.link()
	bank := h.in(t, lang)
	p := bank.get(link).want(http.StatusOK)
	if strings.Contains(p.body, "Nordwind") || strings.Contains(p.body, root) {
		t.Error("the page before a shared result names the client")
	}
	p = bank.follow(bank.fillIn(p, link, nil)).want(http.StatusOK)
	if strings.Contains(p.body, "Notiz") {
		t.Error("a shared result shows a note")
	}
	for path, want := range map[string]int{"": 403, "/results": 200, "/report.pdf": 200, "/results/regulation": 200, "/results/answers": 403,
		"/export.json": 403, "/actions": 403, "/plan": 403, "/shares": 403, "/results/compare": 403} {
		bank.get(root + path).want(want)
	}
	lead.get(root + "/shares").says("Bank")
	lead.fillIn(lead.get(root+"/shares"), attr(lead.get(root + "/shares").forms("/revoke")[0].node, "action"), nil).want(http.StatusSeeOther)
	bank.get(root + "/results").want(http.StatusGone).says(locale.For(lang).T("status.withdrawn.text"))
	bank.get(link).want(http.StatusGone).says(locale.For(lang).T("status.withdrawn.text"))
	bank.post(link, nil).want(http.StatusGone)
	h.in(t, lang).get(root + "/results").want(http.StatusNotFound)
}

func takeAlong(t *testing.T, consultant *visitor, client, root string) {
	t.Helper()
	end := consultant.get(client + "/delete").want(http.StatusOK)
	for _, ending := range []string{"/report.pdf", "/export.json", "/results/answers.csv"} {
		if !leadsTo(end.doc, root+ending) {
			t.Errorf("the end of an engagement does not offer %s", ending)
		}
		consultant.get(root + ending).want(http.StatusOK)
	}
}

func handOverAndDelete(t *testing.T, h *house, lang locale.Lang, boss, consultant, lead *visitor, client string) {
	t.Helper()
	p := locale.For(lang)
	boss.fillIn(boss.get("/admin").want(http.StatusOK), "/admin/workspaces", map[string]string{"name": "Zweite Kanzlei"}).want(http.StatusSeeOther)
	to := h.row(`SELECT id FROM workspaces WHERE name = 'Zweite Kanzlei'`)
	end := boss.get(client + "/delete").want(http.StatusOK)
	end.says(p.T("client.end.lead"))
	consultant.get(client + "/delete").want(http.StatusOK).says(p.T("client.end.lead.own"))
	boss.follow(boss.fillIn(end, client+"/move", map[string]string{"workspace": to})).says(p.T("client.done.moved"))
	consultant.get(client).want(http.StatusNotFound)
	lead.get(client).want(http.StatusOK)

	wrong := boss.fillIn(boss.get(client+"/delete"), client+"/delete", map[string]string{"confirm": "Nordwin"}).want(http.StatusUnprocessableEntity)
	wrong.says(p.T("client.end.error", "Name", "Nordwind"))
	if got := attr(wrong.id("confirm"), "value"); got != "Nordwin" {
		t.Errorf("typed %q is shown as %q", "Nordwin", got)
	}
	certificate := boss.fillIn(boss.get(client+"/delete"), client+"/delete", map[string]string{"confirm": "Nordwind"}).want(http.StatusOK)
	certificate.says(p.T("certificate.title"), "Nordwind", "Berta", client[len("/clients/"):])
	boss.get(client).want(http.StatusNotFound)
	lead.get(client).want(http.StatusNotFound)
	for _, row := range h.dump() {
		if strings.Contains(row, "Nordwind") || strings.Contains(row, "Notiz") {
			t.Errorf("after deleting there is still %s", row)
		}
	}
}

func TestPasswordsAndSessions(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		here := h.setUp(t, lang)
		there := h.in(t, lang)
		there.follow(there.signIn("berta@x.example", password)).want(http.StatusOK)
		third := h.in(t, lang)
		third.follow(third.signIn("BERTA@x.example", password)).want(http.StatusOK)

		list := here.get("/account").want(http.StatusOK)
		if got := len(list.forms("/account/sessions")); got != 3 {
			t.Errorf("%d forms end sessions, want two others and all", got)
		}
		f := list.forms("/account/sessions")[0]
		here.submit(list, f, "").want(http.StatusSeeOther)
		ended := 0
		for _, v := range []*visitor{there, third} {
			if outcomeOf(v.get("/account")) == login {
				ended++
			}
		}
		if ended != 1 || outcomeOf(here.get("/account")) != ok {
			t.Errorf("%d of the others have ended, want one, and not this", ended)
		}
		there.signIn("berta@x.example", password)

		const next = "silberner Otter liest 77"
		before := here.cookies["lauter"]
		here.fillIn(here.get("/account"), "/account/password", map[string]string{"current": password, "password": next}).want(http.StatusSeeOther)
		if here.cookies["lauter"] == before {
			t.Error("the cookie stays the same when the password changes")
		}
		here.get("/account?done=password").says(p.T("account.done"))
		for _, v := range []*visitor{there, third} {
			if got := outcomeOf(v.get("/account")); got != login {
				t.Errorf("another session after the password changed: got %s, want login", got)
			}
		}
		there.signIn("berta@x.example", password).want(http.StatusUnprocessableEntity).says(p.T("signin.wrong"))
		there.follow(there.signIn("berta@x.example", next)).want(http.StatusOK)
		h.wait(assessment.AdminIdle + time.Minute)
		if got := outcomeOf(there.get("/account")); got != login {
			t.Errorf("an idle session of an admin: got %s, want login", got)
		}
	})
}

func TestTwoFactorIsSetUpAndTakenAway(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		v := h.setUp(t, lang)
		v.fillIn(v.get("/account/two-factor"), "/account/two-factor", map[string]string{"current": "wrong"}).want(http.StatusUnprocessableEntity).says(p.T("account.error.current"))
		v.fillIn(v.get("/account/two-factor"), "/account/two-factor", map[string]string{"current": password}).want(http.StatusSeeOther)
		shown := v.get("/account/two-factor")
		wrong := v.post("/account/two-factor", url.Values{"step": {"confirm"}, "code": {"000000"}}).want(http.StatusUnprocessableEntity)
		wrong.says(p.T("factor.error.code"))
		if h.row(`SELECT totp IS NULL FROM users`) != "1" {
			t.Error("a wrong code has put the factor in force")
		}
		if shown.text(all(shown.doc, with("class", "secret"))[0]) != wrong.text(all(wrong.doc, with("class", "secret"))[0]) {
			t.Error("a wrong code has changed the secret")
		}
		secret, _ := v.factor()
		h.wait(time.Minute)
		v.post("/sign-out", nil)
		code := v.follow(v.signIn("berta@x.example", password)).want(http.StatusOK)
		v.follow(v.fillIn(code, "/sign-in/code", map[string]string{"code": must(totp.GenerateCode(secret, h.clock()))(t)})).want(http.StatusOK)
		v.post("/account/two-factor/remove", url.Values{"current": {"wrong"}}).want(http.StatusUnprocessableEntity)
		v.post("/account/two-factor/remove", url.Values{"current": {password}}).want(http.StatusSeeOther)
		if got := v.signIn("berta@x.example", password).location(); got != "/clients" {
			t.Errorf("without the factor the password leads to %q, want /clients", got)
		}
	})
}

func TestGuestsWorkIsTakenOver(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		h.setUp(t, lang)
		v := h.in(t, lang)
		root := v.start(assessment.KindQuick)
		resume := strings.TrimPrefix(attrOf(v.fillIn(v.get(root), root+"/link", nil).want(http.StatusOK), "/resume/"), "http://lauter.example")
		other := h.in(t, lang)
		other.follow(other.fillIn(other.get(resume).want(http.StatusOK), resume, nil)).want(http.StatusOK)
		ask := v.get(root + "/claim")
		if got := ask.location(); got != "/sign-in?next="+url.QueryEscape(root+"/claim") {
			t.Errorf("claiming without signing in leads to %q", got)
		}
		signIn := v.follow(ask).want(http.StatusOK)
		back := v.fillIn(signIn, "/sign-in", map[string]string{"email": "berta@x.example", "password": password})
		claim := v.follow(back).want(http.StatusOK)
		done := v.follow(v.fillIn(claim, root+"/claim", nil)).want(http.StatusOK)
		done.says(p.T("client.done.claimed"), "Nordwind")
		v.get(root).want(http.StatusOK)
		other.get(root).want(http.StatusNotFound)
		other.get(resume).want(http.StatusGone)
		v.post("/sign-out", nil)
		v.get(root).want(http.StatusNotFound)
	})
}

// attrOf is the value of an input that holds a text.
func attrOf(p *page, holds string) string {
	p.t.Helper()
	return attr(p.one("an input with "+holds, func(n *html.Node) bool { return n.Data == "input" && strings.Contains(attr(n, "value"), holds) }), "value")
}

func TestLastOnesStay(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		boss := h.setUp(t, lang)
		people := boss.workspacePath()
		me := h.row(`SELECT id FROM members`)
		user := h.row(`SELECT id FROM users`)
		page := boss.get(people).want(http.StatusOK)
		page.says(p.T("people.lastadmin"))
		if len(page.forms("/members/"+me)) > 0 {
			t.Error("the last admin is offered what would be refused")
		}
		before := h.state()
		for _, role := range []string{"", "consultant"} {
			refusal := boss.post("/members/"+me, url.Values{"role": {role}, "next": {people}}).want(http.StatusUnprocessableEntity)
			refusal.says(p.T("people.error.lastadmin"))
			if !leadsTo(refusal.doc, people) {
				t.Error("the refusal does not lead back")
			}
		}
		for _, change := range []string{"block", "no-admin"} {
			boss.post("/admin/users/"+user, url.Values{"change": {change}, "next": {"/admin"}}).want(http.StatusUnprocessableEntity).says(p.T("admin.error.last"))
		}
		gone := boss.fillIn(boss.get("/account/delete"), "/account/delete", map[string]string{"confirm": "berta@x.example", "current": password}).want(http.StatusUnprocessableEntity)
		gone.says(p.T("people.error.lastadmin"))
		if got := attr(gone.id("confirm"), "value"); got != "berta@x.example" {
			t.Errorf("typed address is shown as %q", got)
		}
		if before.changed() {
			t.Error("a refusal has changed the database")
		}
		second := h.join(t, lang, boss.invite(people, "dana@x.example", assessment.RoleAdmin), "Dana")
		other := h.row(`SELECT id FROM users WHERE email = 'dana@x.example'`)
		if len(boss.get(people).want(http.StatusOK).forms("/members/"+me)) == 0 {
			t.Error("one of two admins can't be removed")
		}
		boss.post("/account/delete", url.Values{"confirm": {"berta@x.example"}, "current": {password}}).want(http.StatusUnprocessableEntity).says(p.T("admin.error.last"))
		boss.post("/admin/users/"+other, url.Values{"change": {"admin"}}).want(http.StatusSeeOther)
		second.signIn("dana@x.example", password).want(http.StatusSeeOther)
		erased := boss.post("/account/delete", url.Values{"confirm": {" Berta@X.example "}, "current": {password}}).want(http.StatusSeeOther)
		boss.follow(erased).says(p.T("signin.out"))
		boss.signIn("berta@x.example", password).want(http.StatusUnprocessableEntity)
		for _, row := range h.dump() {
			if strings.Contains(row, "berta@x") || strings.Contains(row, "Berta") {
				t.Errorf("of the erased account there is still %s", row)
			}
		}
		second.get("/admin").want(http.StatusOK)
	})
}

// What somebody typed stays when it is refused, and the page says why in its language.
func TestRefusedFormsKeepWhatWasTyped(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		setup := "/setup/" + must(h.store.NewSetup(t.Context()))(t)
		long := strings.Repeat("x", 121)
		refuse(t, h.in(t, lang), setup, url.Values{"workspace": {""}, "name": {""}, "email": {"berta"}, "password": {"short"}},
			p.T("account.error.workspace"), p.T("account.error.name"), p.T("account.error.email"), p.T("account.error.password.short"))
		refuse(t, h.in(t, lang), setup, url.Values{"workspace": {long}, "name": {long}, "email": {"a b@x.example"}, "password": {"password1234"}},
			p.T("account.error.workspace"), p.T("account.error.name"), p.T("account.error.password.common"))
		refuse(t, h.in(t, lang), setup, url.Values{"workspace": {"Kanzlei"}, "name": {"Berta"}, "email": {"b@x.example"}, "password": {strings.Repeat("äö", 65)}}, p.T("account.error.password.long"))
		boss := h.setUp(t, lang)
		people := boss.workspacePath()
		refuse(t, boss, people, url.Values{"email": {"dana"}, "role": {""}}, p.T("account.error.email"), p.T("people.error.role"))
		refuse(t, boss, "/clients", url.Values{"name": {""}, "sector": {long}, "workspace": {people[len("/workspaces/") : len(people)-len("/people")]}}, p.T("client.error.name"), p.T("client.error.sector"))
		client := boss.addClient("Nordwind")
		refuse(t, boss, client+"/edit", url.Values{"name": {long}, "sector": {"Handel"}}, p.T("client.error.name"))
		root := boss.begin(client)
		for _, days := range []string{"", "0", "-1", "366", "1.5", "viele", "99999999999999999999"} {
			refuse(t, boss, root+"/shares", url.Values{"label": {"Bank"}, "days": {days}}, p.T("share.error.days", "Most", assessment.LongestShare))
		}
		refuse(t, boss, root+"/shares", url.Values{"label": {long}, "days": {"3"}}, p.T("share.error.label"))
		refuse(t, boss, "/account", url.Values{"name": {long}}, p.T("account.error.name"))
		refuse(t, boss, "/account", url.Values{"name": {" \t "}}, p.T("account.error.name"))
		refuse(t, boss, "/account/password", url.Values{"current": {"wrong"}, "password": {"berta berta"}}, p.T("account.error.current"), p.T("account.error.password.short"))
		refuse(t, boss, "/account/delete", url.Values{"confirm": {"nobody@x.example"}, "current": {"wrong"}}, p.T("account.error.confirm"))
		refuse(t, boss, "/admin/workspaces", url.Values{"name": {long}}, p.T("account.error.workspace"))
		invite := boss.invite(people, "dana@x.example", assessment.RoleConsultant)
		refuse(t, h.in(t, lang), invite, url.Values{"name": {long}, "password": {"dana dana dana"}}, p.T("account.error.name"), p.T("account.error.password.common"))
		reset := boss.post("/admin/users/"+h.row(`SELECT id FROM users`), url.Values{"change": {"password"}}).link()
		refuse(t, h.in(t, lang), reset, url.Values{"password": {"123456789012"}}, p.T("account.error.password.common"))

		h.wait(assessment.ResetLife)
		over := h.in(t, lang)
		over.get(reset).want(http.StatusGone).says(p.T("status.410.title"))
		over.post(reset, url.Values{"password": {password}}).want(http.StatusGone)
		h.wait(assessment.InvitationLife)
		for _, shown := range []*page{over.get(invite), over.post(invite, url.Values{"name": {"Dana"}, "password": {password}})} {
			shown.want(http.StatusGone).says(p.T("invite.over.title"), p.T("invite.over.text", "Name", "Berta"))
			if strings.Contains(shown.body, "dana@") || strings.Contains(shown.body, "Kanzlei") {
				t.Error("an invitation that is over still names somebody")
			}
		}
	})
}

// refuse sends a form that cannot be kept.
func refuse(t *testing.T, v *visitor, path string, fields url.Values, why ...string) {
	t.Helper()
	p := v.post(path, fields)
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("POST %s with %v: got %d, want 422", path, fields, p.status)
		return
	}
	if p.lang() != v.accept {
		t.Errorf("POST %s: the page is in %s, want %s", path, p.lang(), v.accept)
	}
	p.says(why...)
	if !strings.HasPrefix(p.title(), strings.SplitN(locale.For(locale.Lang(v.accept)).T("frame.error", "Title", "§"), "§", 2)[0]) {
		t.Errorf("POST %s: the title %q does not say that something was refused", path, p.title())
	}
	for name, values := range fields {
		if name == "password" || name == "current" {
			if values[0] != "" && strings.Contains(p.body, `value="`+html.EscapeString(values[0])+`"`) {
				t.Errorf("POST %s repeats the %s", path, name)
			}
			continue
		}
		want := strings.TrimSpace(values[0])
		for _, n := range all(p.doc, func(n *html.Node) bool {
			return attr(n, "name") == name && (attr(n, "type") == "text" || attr(n, "type") == "email") && !has(n, "readonly")
		}) {
			if got := attr(n, "value"); got != want {
				t.Errorf("POST %s: %s is shown as %q, want %q as typed", path, name, got, want)
			}
			if attr(n, "aria-invalid") != "true" && strings.Contains(strings.Join(why, ""), p.text(n)) && p.text(n) != "" {
				t.Errorf("POST %s: %s is not marked", path, name)
			}
		}
	}
}

// Everybody gets as a file what is held about them, and nothing of others.
func TestOwnDataIsExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, a := range w.actors {
		if !a.signed {
			continue
		}
		p := w.send(a, http.MethodGet, "/account/data.json", nil).want(http.StatusOK)
		var data struct {
			ID, Email, Name string
			Roles           []struct{ Role string }
		}
		check(t, json.Unmarshal([]byte(p.body), &data))
		if data.ID != a.viewer.UserID || data.Email != a.viewer.Email || data.Name != a.viewer.Name || len(data.Roles) != min(1, len(a.roles)) {
			t.Errorf("%s: got %+v", a.name, data)
		}
		for _, other := range w.actors {
			if other != a && other.signed && strings.Contains(p.body, other.viewer.Email) {
				t.Errorf("%s: the file names %s", a.name, other.name)
			}
		}
		for _, secret := range []string{"argon2", "$m=", a.token} {
			if strings.Contains(p.body, secret) {
				t.Errorf("%s: the file holds %q", a.name, secret)
			}
		}
	}
}

// routeOf finds the route of an address.
func (w *world) routeOf(method, path string) (web.Route, map[string]string) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	var found web.Route
	best := -1
	var params map[string]string
	for _, r := range w.server.Routes() {
		pattern := strings.Split(r.Path, "/")
		if r.Method != method || len(pattern) != len(parts) && !(strings.HasSuffix(r.Path, "*") && len(parts) >= len(pattern)) {
			continue
		}
		score, values := 0, map[string]string{}
		for i, part := range pattern {
			name, isParam := strings.CutPrefix(part, ":")
			switch {
			case part == "*":
			case isParam:
				values[name] = parts[i]
			case i < len(parts) && part == parts[i]:
				score++
			default:
				score = -100
			}
		}
		if score >= 0 && score > best {
			found, best, params = r, score, values
		}
	}
	if strings.HasPrefix(found.Path, "/assessments/") {
		delete(params, "c") // a capability
	}
	return found, params
}

// offers are the links and the forms of a page, as method and address.
func offers(p *page) (found [][2]string) {
	for _, n := range all(p.doc, func(*html.Node) bool { return true }) {
		switch href := attr(n, "href"); {
		case n.Data == "a" && strings.HasPrefix(href, "/"):
			href, _, _ = strings.Cut(href, "#")
			found = append(found, [2]string{http.MethodGet, href})
		case n.Data == "form":
			method := strings.ToUpper(attr(n, "method"))
			if method == "DIALOG" { // is shown by script alone, and sends nothing
				continue
			}
			if method == "" {
				method = http.MethodGet
			}
			found = append(found, [2]string{method, attr(n, "action")})
		case has(n, "formaction"):
			found = append(found, [2]string{http.MethodPost, attr(n, "formaction")})
		}
	}
	return found
}

// TestNoDeadEnds follows every link, and holds every form against the policies, on every page that somebody can open:
// nobody is offered what they would be refused.
func TestNoDeadEnds(t *testing.T) {
	notRacing(t)
	t.Parallel()
	w := newWorld(t)
	ends := map[string]bool{}
	pages := 0
	for _, a := range w.actors {
		t.Run(a.name, func(t *testing.T) {
			seen := map[string]outcome{}
			followed := map[string]int{}
			for _, name := range []string{"own", "finished", "archived", "guest's", "another", "client 2", "foreign"} {
				for _, r := range w.server.Routes() {
					of := w.target(name)
					if r.Method != http.MethodGet || r.Path == "/static/:version/*" || !ids(r) && name != "own" || strings.HasPrefix(r.Path, "/demo") || strings.HasPrefix(r.Path, "/method/") || w.expected(a, r, of) != ok {
						continue
					}
					p := w.send(a, http.MethodGet, w.fill(r.Path, of)+queries[r.Path], nil)
					if p.status != http.StatusOK || !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
						continue
					}
					pages++
					for _, offer := range offers(p) {
						if got := w.leads(a, offer, of, seen, followed); got != ok {
							end := fmt.Sprintf("%s %s of %s offers %s %s: %s", a.name, r.Path, name, offer[0], w.pattern(offer), got)
							if !ends[end] {
								t.Error(end)
							}
							ends[end] = true
						}
					}
				}
			}
		})
	}
	t.Logf("%d pages, %d requests", pages, w.requests)
}

func (w *world) pattern(offer [2]string) string {
	if r, _ := w.routeOf(offer[0], offer[1]); r.Path != "" {
		return r.Path
	}
	return offer[1]
}

// leads says what an offer leads to. Of many links to pages of one kind the first few are followed.
func (w *world) leads(a *actor, offer [2]string, of target, seen map[string]outcome, followed map[string]int) outcome {
	key := offer[0] + " " + offer[1]
	if got, has := seen[key]; has {
		return got
	}
	r, params := w.routeOf(offer[0], offer[1])
	if r.Path == "" {
		return "no route"
	}
	got := ok
	if offer[0] == http.MethodPost {
		asked := target{"asked", map[string]string{}}
		for name, value := range of.params {
			asked.params[name] = value
		}
		for name, value := range params {
			asked.params[name] = value
		}
		kinds := []string{"/members/:m", "/invitations/:i/revoke", "/sign-out", "/clients", "/clients/:c/move", "/sign-in/code"} // they depend on what the form says
		if got = w.expected(a, r, asked); slices.Contains(kinds, r.Path) && a.signed || strings.HasSuffix(r.Path, "/:token") {
			got = ok
		}
	} else if many := followed[r.Path]; many < 12 {
		followed[r.Path]++
		p := w.send(a, http.MethodGet, offer[1], nil)
		if got = outcomeOf(p); got == login && r.Path == "/assessments/:id/claim" || r.Path == "/sign-in" {
			got = ok
		}
	}
	seen[key] = got
	return got
}

// What a client's folder says is to be done next can be done by whoever reads it, or at least looked at.
func TestNextStepIsAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := builder{w, t}
	second := w.target("own").params["id"]
	look := func(when string) {
		t.Helper()
		for _, name := range []string{"viewer", "member", "client admin", "consultant"} {
			_, token := b.session(w.actor(name).viewer.UserID)
			browser := w.visitor(t)
			browser.cookies["lauter"] = token
			p := browser.get("/clients/" + w.c1).want(http.StatusOK)
			for _, n := range all(p.id("main"), func(n *html.Node) bool { return n.Data == "a" && attr(n, "class") == "btn btn-main" }) {
				if got := browser.get(attr(n, "href")); got.status != http.StatusOK {
					t.Errorf("%s, %s: the next step %q leads to %d, want 200", when, name, p.text(n), got.status)
				}
			}
		}
	}
	look("answered")
	w.boss = b.signIn(w.boss.UserID)
	check(t, w.store.Finish(t.Context(), w.boss, second))
	look("finished")
	w.wait(366 * 24 * time.Hour)
	look("a year later")
}
