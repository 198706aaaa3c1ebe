package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web"
)

// withFiles makes the server anew, with texts of the operator in files.
func (h *house) withFiles(t *testing.T, files map[string]map[locale.Lang]string) {
	t.Helper()
	h.server = web.New(web.Config{
		Store: h.store, Model: h.model, URL: must(url.Parse("http://lauter.example"))(t), Logger: h.logger, Now: h.clock,
		Operator: web.Operator{Legal: files},
	})
	h.handler = h.server
}

func TestATextSavedHereWinsOverTheFile(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		h.withFiles(t, map[string]map[locale.Lang]string{"imprint": {lang: "From the file"}})
		boss, guest, p := h.setUp(t, lang), h.in(t, lang), locale.For(lang)
		path := "/admin/legal/imprint/" + string(lang)
		file := "legal/imprint." + string(lang) + ".txt"
		boss.get("/admin/legal").want(http.StatusOK).says(p.T("legal.source.file", "File", file), p.T("legal.law.model"))

		editor := boss.get(path).want(http.StatusOK)
		editor.says(p.T("legal.wins.file", "File", file))
		form := editor.forms(path)[0]
		if got := form.values.Get("text"); strings.TrimSpace(got) != "From the file" {
			t.Errorf("the field holds %q", got)
		}
		form.values.Set("text", "# Muster GmbH\r\n<b>Straße</b> 1\r\n\r\ninfo@muster.example\r\n")
		preview := boss.submit(editor, form, p.T("legal.preview")).want(http.StatusOK)
		preview.says("<b>Straße</b> 1", p.T("legal.preview.text"))
		guest.get("/legal/imprint").says("From the file")

		form = preview.forms(path)[0]
		saved := boss.follow(boss.submit(preview, form, p.T("legal.save"))).want(http.StatusOK)
		saved.says(p.T("legal.wins.saved", "Version", 1, "File", file))
		shown := guest.get("/legal/imprint")
		shown.says("Muster GmbH", "<b>Straße</b> 1")
		if strings.Contains(shown.body, "From the file") || !strings.Contains(shown.body, `href="mailto:info@muster.example"`) {
			t.Error("the page does not show the saved text as the file would be shown")
		}

		form = saved.forms(path)[0]
		form.values.Set("text", "Second")
		second := boss.follow(boss.submit(saved, form, p.T("legal.save")))
		guest.get("/legal/imprint").says("Second")
		stale := boss.submit(saved, form, p.T("legal.withdraw")).want(http.StatusUnprocessableEntity)
		stale.says(p.T("legal.error.changed"))

		old := boss.get(path + "?version=1").want(http.StatusOK)
		old.says("<b>Straße</b> 1")
		boss.follow(boss.submit(old, old.form(p.T("legal.restore")), p.T("legal.restore"))).want(http.StatusOK)
		guest.get("/legal/imprint").says("Muster GmbH")
		now := boss.get(path)
		boss.follow(boss.submit(now, now.form(p.T("legal.withdraw")), p.T("legal.withdraw"))).want(http.StatusOK)
		guest.get("/legal/imprint").says("From the file")
		if second.status != http.StatusOK {
			t.Errorf("status %d", second.status)
		}
		for _, none := range []string{"/admin/legal/terms/de", "/admin/legal/imprint/fr", "/admin/legal/imprint/DE", path + "?version=9"} {
			boss.get(none).want(http.StatusNotFound)
		}
	})
}

func TestALegalTextMayBeLong(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.German)
	const path = "/admin/legal/privacy/de"
	long := strings.Repeat("ä„", assessment.MaxLegalText/2)
	boss.post(path, url.Values{"text": {long}, "seen": {"0"}, "step": {"save"}}).want(http.StatusSeeOther)
	refused := boss.post(path, url.Values{"text": {long + "x"}, "seen": {"1"}, "step": {"save"}}).want(http.StatusUnprocessableEntity)
	refused.says(locale.For(locale.German).T("legal.error.long"))
	boss.post(path, url.Values{"text": {strings.Repeat("ä", 100_000)}, "seen": {"1"}}).want(http.StatusRequestEntityTooLarge)
	boss.post("/admin/workspaces", url.Values{"name": {strings.Repeat("x", 65<<10)}}).want(http.StatusRequestEntityTooLarge)
}
