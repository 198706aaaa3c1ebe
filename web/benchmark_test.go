package web_test

import (
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
)

// publish puts a number of others into the benchmark, of whom nobody knows who they are.
func (h *house) publish(n int) {
	h.t.Helper()
	all := make([]assessment.Shared, n)
	for i := range all {
		x := big.NewRat(int64(14+i), 10)
		all[i].Scores = map[string]*big.Rat{"overall": x, "dimension:data": x, "dimension:technology": x, "dimension:resources": x}
	}
	check(h.t, h.store.PublishBenchmark(h.t.Context(), h.model.Edition(),
		func([]assessment.Shared) ([]assessment.Shared, bool) { return all, true }))
}

// A client takes part, sees the others once there are enough, and nothing once it has left.
func TestComparisonWithOthers(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		boss := h.setUp(t, lang)
		client := boss.addClient("Nordwind")
		root := boss.post(client+"/assessments", url.Values{"kind": {"full"}}).want(http.StatusSeeOther).location()
		for _, q := range h.model.Questions() {
			boss.answer(root, q.ID, url.Values{"answer": {"2"}, "rev": {"0"}})
		}
		p := locale.For(lang)
		title := p.T("benchmark.title")
		shows := func() bool {
			t.Helper()
			return strings.Contains(boss.get(root+"/results").want(http.StatusOK).body, title)
		}
		h.publish(12)
		if shows() {
			t.Error("a client that does not take part sees the others")
		}
		edit := boss.get(client + "/edit").want(http.StatusOK)
		edit.says(p.T("benchmark.share"), p.T("benchmark.share.what", "Least", 10))
		boss.fillIn(edit, client+"/edit", map[string]string{"benchmark": "on"}).want(http.StatusSeeOther)
		results := boss.get(root + "/results").want(http.StatusOK)
		results.says(title, p.T("benchmark.note", "N", 12), p.T("benchmark.quarter.3"))
		report := boss.get(root + "/report.pdf").want(http.StatusOK)
		if !strings.Contains(strings.Join(strings.Fields(paperText(t, report)), " "), title) {
			t.Error("the report does not say where the result lies")
		}

		share := boss.fillIn(boss.get(root+"/shares"), root+"/shares", map[string]string{"label": "Bank", "days": "3"}).link()
		bank := h.in(t, lang)
		shared := bank.follow(bank.fillIn(bank.get(share), share, nil)).want(http.StatusOK)
		if strings.Contains(shared.body, title) {
			t.Error("whoever has a link to the result sees the others")
		}

		edit = boss.get(client + "/edit").want(http.StatusOK)
		if !has(edit.id("benchmark"), "checked") {
			t.Error("the page does not say that the client takes part")
		}
		boss.post(client+"/edit", url.Values{"name": {"Nordwind"}, "sector": {""}}).want(http.StatusSeeOther)
		if shows() {
			t.Error("a client that has left sees the others")
		}
	})
}

func TestFewOthersAreNotShown(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.English)
	client := boss.addClient("Nordwind")
	root := boss.post(client+"/assessments", url.Values{"kind": {"full"}}).want(http.StatusSeeOther).location()
	for _, q := range h.model.Questions() {
		boss.answer(root, q.ID, url.Values{"answer": {"2"}, "rev": {"0"}})
	}
	boss.post(client+"/edit", url.Values{"name": {"Nordwind"}, "sector": {""}, "benchmark": {"on"}}).want(http.StatusSeeOther)
	h.publish(9)
	if p := boss.get(root + "/results"); strings.Contains(p.body, messages(p).T("benchmark.title")) {
		t.Error("nine others are shown")
	}
	if p := boss.get(client + "/edit"); strings.Contains(p.text(p.id("main")), "9") {
		t.Error("the page tells how many take part")
	}
}
