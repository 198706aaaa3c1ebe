package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
)

// ask sends the fields of a form by GET.
func (v *visitor) ask(path string, fields url.Values) *page {
	v.t.Helper()
	return v.get(path + "?" + fields.Encode())
}

// again signs somebody in who was signed out meanwhile, in a new browser.
func (h *house) again(t *testing.T, lang locale.Lang) *visitor {
	t.Helper()
	v := h.in(t, lang)
	v.signIn("berta@x.example", password).want(http.StatusSeeOther)
	return v
}

func TestPeriodsAreShownWhereverTheyAreStated(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		p, guest := locale.For(lang), h.in(t, lang)
		h.setUp(t, lang)
		guest.start(assessment.KindQuick)
		h.wait(45 * 24 * time.Hour)
		boss := h.again(t, lang)

		form := boss.get("/admin/retention").want(http.StatusOK).forms("/admin/retention")[0].values
		form.Set("guest", "044")
		form.Set("client", "1111")
		form.Set("log", "222")
		form.Set("link", "33")
		form.Set("snapshot", "21")
		form.Set("session", "19")
		form.Set("preview", "1")
		preview := boss.ask("/admin/retention", form).want(http.StatusOK)
		preview.says(p.T("retention.due.guest", "N", 1))
		preview.says(p.T("retention.change", "What", p.T("retention.of.guest"), "Was", 90, "Days", 44))
		guest.get("/").says(p.T("start.promise.delete.text", "Days", 90))

		saved := boss.fillIn(preview, "/admin/retention", nil)
		boss.follow(saved).want(http.StatusOK).says(p.T("retention.saved"))
		guest.get("/").says(p.T("start.promise.delete.text", "Days", 44))
		guest.get("/nowhere").says(p.T("status.404.kept", "Days", 44))
		privacy := guest.get("/legal/privacy")
		privacy.says(p.T("privacy.time.text", "Guest", 44, "Client", 1111))
		privacy.says(p.T("privacy.audit.text", "Days", 222))
		privacy.says(p.T("privacy.delete.text", "Days", 21))
		inventory := guest.get("/legal/data")
		inventory.says(p.T("inventory.text", "Days", 21))
		inventory.says(p.T("inventory.keep.assessment", "Guest", 44, "Client", 1111))
		inventory.says(p.T("inventory.keep.link", "Days", 33))
		inventory.says(p.T("inventory.keep.log", "Days", 222))
		inventory.says(p.T("inventory.keep.session", "Days", 19))
		for _, paper := range []string{"privacy-notice", "record-of-processing", "processor-contract", "measures", "impact-screening"} {
			text := boss.get("/admin/papers/" + paper + "." + string(lang) + ".md").want(http.StatusOK).body
			if strings.Contains(text, "{{") || !strings.Contains(text, p.Int(1111)+" ") || !strings.Contains(text, "222 ") {
				t.Errorf("%s does not state the periods", paper)
			}
		}
		if got := h.row(`SELECT group_concat(object || ' ' || detail) FROM audit_log WHERE event = 'period_set'`); !strings.Contains(got, "guest 90 > 44") {
			t.Errorf("log: got %q", got)
		}
	})
}

func TestPeriodsOutOfBoundsAreRefused(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.English)
	for _, typed := range []string{"", "0", "-1", "29", "366", "ninety", "99999999999999999999", "9.5"} {
		form := boss.get("/admin/retention").forms("/admin/retention")[0].values
		form.Set("guest", typed)
		for _, p := range []*page{boss.ask("/admin/retention", plus(form, "preview", "1")), boss.post("/admin/retention", form)} {
			p.want(http.StatusUnprocessableEntity)
			p.says("Enter a number of days from 30 to 365.")
			if got := attr(p.id("guest"), "aria-invalid"); got != "true" {
				t.Errorf("%q: the field is not marked", typed)
			}
		}
	}
	if got := h.row(`SELECT count(*) FROM settings`); got != "0" {
		t.Errorf("%s settings were kept", got)
	}
}

func plus(form url.Values, name, value string) url.Values {
	more := url.Values{name: {value}}
	for name, values := range form {
		more[name] = values
	}
	return more
}

func TestAWorkspaceDeletesFinishedOnesAfterItsNameWasTyped(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		boss, p := h.setUp(t, lang), locale.For(lang)
		settings := strings.TrimSuffix(boss.workspacePath(), "people") + "settings"
		post := strings.TrimSuffix(settings, "settings") + "retention"
		root := boss.begin(boss.addClient("Nordwind"))
		for _, q := range h.model.Quick().Questions() {
			boss.answer(root, q.ID, url.Values{"answer": {"3"}, "rev": {"0"}})
		}
		boss.fillIn(boss.get(root+"/review"), root+"/finish", nil).want(http.StatusSeeOther)
		h.wait(60 * 24 * time.Hour)
		boss = h.again(t, lang)

		boss.get(settings).want(http.StatusOK).says(p.T("settings.finished.off", "Days", 1080))
		boss.ask(settings, url.Values{"days": {"12"}}).want(http.StatusUnprocessableEntity)
		boss.ask(settings, url.Values{"days": {"1080"}}).want(http.StatusUnprocessableEntity)
		preview := boss.ask(settings, url.Values{"days": {"60"}}).want(http.StatusOK)
		preview.says(p.T("settings.finished.preview", "N", 1))
		refused := boss.fillIn(preview, post, map[string]string{"confirm": "Kanzle"}).want(http.StatusUnprocessableEntity)
		refused.says(p.T("settings.finished.error", "Name", "Kanzlei"))
		if got := h.row(`SELECT count(*) FROM workspaces WHERE finished_days IS NOT NULL`); got != "0" {
			t.Error("a period was set without its confirmation")
		}
		boss.follow(boss.fillIn(refused, post, map[string]string{"confirm": " Kanzlei "})).want(http.StatusOK).
			says(p.T("settings.finished.on", "Days", 60))
		boss.get(root).says(p.T("client.expiry", "Date", p.Date(h.clock())))
		boss.follow(boss.fillIn(boss.get(settings), post, map[string]string{"stop": "1"})).want(http.StatusOK).
			says(p.T("settings.finished.off", "Days", 1080))
	})
}
