package web_test

import (
	"net/http"
	"slices"
	"strings"
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

// Links that are shown once can be copied: by buttons that only a script shows, and by hand from their fields.
func TestShownLinksCanBeCopied(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		q := newInquiry(t, lang, map[string]string{"mode": "named", "links": "personal"})
		p := locale.For(lang)
		form := q.boss.get(q.survey).want(http.StatusOK)
		links := q.boss.fillIn(form, q.survey+"/links", map[string]string{"names": "Ada\nBen"}).want(http.StatusOK)
		share := q.boss.fillIn(q.boss.get(q.root+"/shares"), q.root+"/shares", nil).want(http.StatusOK)
		for name, shown := range map[string]struct {
			page *page
			want []string
		}{
			"survey": {links, []string{"link", "link-1", "link link-1"}},
			"share":  {share, []string{"link"}},
		} {
			shown.page.says(p.T("secret.copy"))
			var got []string
			for _, button := range all(shown.page.doc, tag("button")) {
				ids := attr(button, "data-copy")
				if ids == "" {
					continue
				}
				got = append(got, ids)
				if !has(button, "hidden") || attr(button, "type") != "button" || attr(button, "data-copied") != p.T("secret.copied") {
					t.Errorf("%s: the button for %s works without script, or does not say what it did", name, ids)
				}
				for _, id := range strings.Fields(ids) {
					if shown.page.id(id) == nil {
						t.Errorf("%s: there is no field %s", name, id)
					}
				}
			}
			if !slices.Equal(got, shown.want) {
				t.Errorf("%s: buttons for %q, want %q", name, got, shown.want)
			}
			if !strings.Contains(shown.page.body, "copy.js") {
				t.Errorf("%s: the script is missing", name)
			}
		}
	})
}
