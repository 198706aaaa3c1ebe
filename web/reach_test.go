package web_test

import (
	"net/http"
	"testing"

	"lauter/internal/locale"
)

// A finished assessment's own page is a click away from its results, and its workshops and surveys from the client.
func TestFinishedAssessmentIsReached(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		p := locale.For(lang)
		survey := h.newSurvey()
		check(t, h.store.Finish(t.Context(), h.viewer, h.id))
		results := h.lead.get(h.root + "/results").want(http.StatusOK)
		results.says(p.T("tab.tasks"), p.T("tab.overview"))
		if !leadsTo(results.doc, h.root) {
			t.Error("the results don't lead to the assessment")
		}
		h.lead.get(h.root).want(http.StatusOK).says(p.T("tab.tasks"), p.T("workshops.open"))
		client := h.lead.get(h.client).want(http.StatusOK)
		for _, path := range []string{h.root, h.path, survey} {
			if !leadsTo(client.id("main"), path) {
				t.Errorf("the client's page does not lead to %s", path)
			}
		}
	})
}

func (h *held) newSurvey() (path string) {
	h.t.Helper()
	page := h.lead.get(h.root + "/surveys").want(http.StatusOK)
	return h.lead.fillIn(page, h.root+"/surveys", map[string]string{"mode": "anonymous", "links": "common"}).want(http.StatusSeeOther).location()
}
