package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
)

// olderVersion puts an earlier version of the model beside the shipped one.
func (h *house) olderVersion(t *testing.T) *assessment.Model {
	t.Helper()
	files := assessment.Shipped()
	files["questions.yaml"] = bytes.Replace(files["questions.yaml"], []byte(`version: "`+h.model.Version+`"`), []byte(`version: "0.9.0"`), 1)
	m := must(assessment.Parse(files))(t)
	check(t, h.store.ImportModel(t.Context(), m, files))
	return m
}

func TestAnOlderVersionCanBeUsedAgain(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		boss, p := h.setUp(t, lang), locale.For(lang)
		boss.get("/admin/models").want(http.StatusOK).says(p.T("models.one"), h.model.Digest)
		older := h.olderVersion(t)
		list := boss.get("/admin/models").want(http.StatusOK)
		list.says(p.T("models.version", "Version", "0.9.0"))
		if strings.Contains(list.text(list.doc), p.T("models.one")) {
			t.Error("with two versions the page says that there is nothing to choose")
		}
		before := h.in(t, lang).start(assessment.KindQuick)
		form := list.forms("/admin/models")[0]
		chosen := boss.follow(boss.submit(list, form, p.T("models.use")+" : "+p.T("models.version", "Version", "0.9.0"))).want(http.StatusOK)
		chosen.says(p.T("models.saved"), p.T("models.older", "Version", "0.9.0", "Shipped", h.model.Version))
		after := h.in(t, lang).start(assessment.KindQuick)
		for root, want := range map[string]string{before: h.model.Version, after: older.Version} {
			got := h.row(`SELECT m.version FROM assessments a JOIN models m ON m.id = a.model_id WHERE a.id = ?`, strings.TrimPrefix(root, "/assessments/"))
			if got != want {
				t.Errorf("%s uses %s, want %s", root, got, want)
			}
		}
		boss.get("/admin").says(p.T("admin.model", "Version", "0.9.0"))
		one := boss.get("/admin/models/0.9.0").want(http.StatusOK)
		one.says(p.T("models.check.none"), p.Text(older.Questions()[0].Text), p.Text(older.Questions()[0].Anchors[4]))
		boss.get("/admin/models/"+h.model.Version).want(http.StatusOK).says(h.model.Digest, h.model.Method)
		boss.get("/admin/models/0.0.1").want(http.StatusNotFound)
		boss.post("/admin/models", map[string][]string{"version": {"0.0.1"}}).want(http.StatusNotFound)
	})
}
