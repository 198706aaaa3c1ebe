package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
)

// TestEmailIsChangedAtOnce where no mail is sent.
func TestEmailIsChangedAtOnce(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p := locale.For(lang)
		boss := h.setUp(t, lang)
		olaf := h.member(t, lang, boss, "olaf@x.example")
		people := boss.workspacePath()
		boss.fillIn(boss.get("/clients/new"), "/clients", map[string]string{"name": "Nordwind"}).want(http.StatusSeeOther)
		atClient := "/clients/" + h.row(`SELECT id FROM organisations`) + "/people"
		invite := boss.fillIn(boss.get(atClient), atClient, map[string]string{"email": "olaf@x.example", "role": "viewer"}).link()
		reset := "/passwords/" + must(h.store.NewResetFor(t.Context(), "olaf@x.example"))(t)

		wrong := olaf.post("/account/email", url.Values{"email": {"no address"}, "current": {"wrong"}}).want(http.StatusUnprocessableEntity)
		wrong.says(p.T("account.error.email"), p.T("account.error.current"))
		if got := attr(wrong.id("email"), "value"); got != "no address" {
			t.Errorf("the address typed is shown as %q", got)
		}
		olaf.post("/account/email", url.Values{"email": {"OLAF@x.example"}, "current": {password}}).want(http.StatusUnprocessableEntity).says(p.T("email.error.same"))
		olaf.post("/account/email", url.Values{"email": {"berta@x.example"}, "current": {password}}).want(http.StatusUnprocessableEntity).says(p.T("email.error.taken"))

		other := h.in(t, lang)
		other.signIn("olaf@x.example", password)
		before := olaf.cookies["lauter"]
		olaf.follow(olaf.post("/account/email", url.Values{"email": {"Olaf@neu.example"}, "current": {password}})).says(p.T("account.done"), "olaf@neu.example")
		if olaf.cookies["lauter"] == before {
			t.Error("the cookie stays the same when the address changes")
		}
		if got := outcomeOf(other.get("/account")); got != login {
			t.Errorf("another session after the address changed: got %s, want login", got)
		}
		other.signIn("olaf@x.example", password).want(http.StatusUnprocessableEntity)
		other.follow(other.signIn("olaf@neu.example", password)).want(http.StatusOK)
		other.get(reset).want(http.StatusGone)
		olaf.fillIn(olaf.get(invite).want(http.StatusOK), invite, nil).want(http.StatusSeeOther) // it was theirs and still is
		boss.get(people).says("olaf@neu.example")
		if h.row(`SELECT count(*) FROM audit_log WHERE event = ?`, string(assessment.LogEmailChanged)) != "1" {
			t.Error("the log doesn't hold the change once")
		}
		for _, row := range h.dump() {
			if strings.Contains(row, "olaf@x.example") && !strings.HasPrefix(row, "invitations|") { // the one that was used names its address
				t.Errorf("the old address is still in %s", row)
			}
		}
		last := 0
		for range 8 {
			last = olaf.post("/account/email", url.Values{"email": {"berta@x.example"}, "current": {password}}).status
		}
		if last != http.StatusUnprocessableEntity {
			t.Errorf("got %d", last)
		}
		olaf.post("/account/email", url.Values{"email": {"berta@x.example"}, "current": {password}}).says(p.T("account.error.wait"))
	})
}
