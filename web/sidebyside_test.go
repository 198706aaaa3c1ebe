package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lauter/internal/locale"
)

// idOf is the id of a client by its address.
func idOf(client string) string { return strings.TrimPrefix(client, "/clients/") }

func TestClientsSideBySide(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		boss := h.setUp(t, lang)
		p := locale.For(lang)
		full, quick, empty := boss.addClient("Nordwind"), boss.addClient("=Hanse"), boss.addClient("Leer")
		boss.get("/clients").want(http.StatusOK).says(p.T("clients.heading.fresh", "N", 3))
		root := boss.post(full+"/assessments", url.Values{"kind": {"full"}}).want(http.StatusSeeOther).location()
		for _, q := range h.model.Questions() {
			boss.answer(root, q.ID, url.Values{"answer": {"3"}, "rev": {"0"}})
		}
		root = boss.begin(quick)
		for _, q := range h.model.Quick().Questions() {
			boss.answer(root, q.ID, url.Values{"answer": {"2"}, "rev": {"0"}})
		}
		list := boss.get("/clients").want(http.StatusOK)
		if n := len(all(list.doc, with("form", "compare"))); n != 3 {
			t.Errorf("the list has %d boxes to tick, want 3", n)
		}
		chosen := url.Values{"c": {idOf(full), idOf(quick), idOf(empty), idOf(full)}}
		page := boss.get("/clients/compare?" + chosen.Encode()).want(http.StatusOK)
		page.says("Nordwind", "=Hanse", "Leer", p.T("side.mixed"), p.T("clients.notyet"), p.T("side.gate.gap"), p.T("side.gates"))

		nameless := boss.get("/clients/compare?names=off&" + chosen.Encode()).want(http.StatusOK)
		nameless.says(p.T("clients.anonymous", "Letter", "C"))
		if strings.Contains(nameless.text(nameless.id("main")), "Nordwind") {
			t.Error("the page without names says one")
		}
		file := boss.get("/clients/compare.csv?" + chosen.Encode()).want(http.StatusOK)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
		check(t, err)
		if len(rows) < 20 || len(rows[0]) != 8 || rows[0][4] != "'"+p.T("side.csv.score", "Client", "=Hanse") {
			t.Errorf("got %d rows, the first %q", len(rows), rows[0])
		}
		if got := rows[1]; got[2] != p.Number("3.00") || got[4] != p.Number("2.00") || got[6] != "" {
			t.Errorf("overall: got %q", got)
		}
		if n := h.row(`SELECT count(*) FROM audit_log WHERE event = 'exported' AND detail = 'clients.csv'`); n != "3" {
			t.Errorf("the log has %s entries about the file, want one for each client", n)
		}
	})
}

func TestTooFewAndTooManySideBySide(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.English)
	m := locale.For(locale.English)
	boss.get("/clients/compare").want(http.StatusOK).says(m.T("side.few", "Most", 6))
	boss.get("/clients/compare?c=" + idOf(boss.addClient("One"))).want(http.StatusOK).says(m.T("side.few", "Most", 6))
	many := url.Values{"c": {"1", "2", "3", "4", "5", "6", "7"}}
	boss.get("/clients/compare?" + many.Encode()).want(http.StatusOK).says(m.T("side.many", "N", 7, "Most", 6))
	if got := boss.get("/clients/compare.csv?" + many.Encode()).want(http.StatusSeeOther); !strings.HasPrefix(got.location(), "/clients/compare?") {
		t.Errorf("the file of too many leads to %s", got.location())
	}
}

func TestForeignClientsAreNotSideBySide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	own, foreign := w.c1, w.target("foreign").params["c"]
	a := w.actor("consultant")
	for _, path := range []string{"/clients/compare", "/clients/compare.csv"} {
		var bodies []string
		for _, other := range []string{foreign, missing, "x"} {
			p := a.browser.get(path + "?" + url.Values{"c": {own, other}}.Encode()).want(http.StatusNotFound)
			if found := leaks(a, path, p); found != nil {
				t.Errorf("%s tells %v", path, found)
			}
			bodies = append(bodies, p.text(p.one("main", tag("main"))))
		}
		if bodies[0] != bodies[1] {
			t.Errorf("%s: a foreign client is told from a missing one", path)
		}
		a.browser.get(path + "?" + url.Values{"c": {own, w.c2}}.Encode()).want(http.StatusOK)
	}
	w.actor("member").browser.get("/clients/compare?" + url.Values{"c": {own, w.c2}}.Encode()).want(http.StatusNotFound)
	if got := w.actor("nobody").browser.get("/clients/compare"); outcomeOf(got) != login {
		t.Errorf("nobody in particular: got %d", got.status)
	}
}
