package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/web"
)

// anew is another server over the same store: it has kept nothing.
func (s *site) anew() *site {
	return &site{model: s.model, store: s.store, now: s.clock(), handler: web.New(web.Config{
		Store: s.store, Model: s.model, URL: &url.URL{Scheme: "http", Host: "lauter.example"},
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: s.clock,
	})}
}

// fresh is the same browser at a server that has kept nothing.
func (v *visitor) fresh() *visitor {
	other := *v
	other.site = v.site.anew()
	return &other
}

// TestKeptResultsAreNeverOld changes everything that results may depend on, one after the other. Each time the page is the
// one that a server makes which has kept none.
func TestKeptResultsAreNeverOld(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindQuick)
	questions := s.model.Quick().Questions()
	for _, q := range questions {
		v.answer(root, q.ID, url.Values{"answer": {"3"}})
	}
	address := root + "/results"
	var other *visitor
	before, seen := "", 0
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"nothing", func() {}},
		{"an answer", func() { v.answer(root, questions[2].ID, url.Values{"answer": {"5"}, "rev": {"1"}}) }},
		{"a note", func() {
			v.answer(root, questions[2].ID, url.Values{"answer": {"dk"}, "rev": {"2"}, "note": {"to be asked"}})
		}},
		{"facts", func() { v.post(root+"/profile", url.Values{"minors": {"yes"}}).want(http.StatusSeeOther) }},
		{"finish", func() { v.post(root+"/finish", nil).want(http.StatusSeeOther) }},
		{"reopen", func() { v.post(root+"/reopen", nil).want(http.StatusSeeOther) }},
		{"extend", func() { v.post(root+"/extend", nil).want(http.StatusSeeOther) }},
		{"a link", func() { v.post(root+"/link", nil).want(http.StatusOK) }},
		{"theme", func() { v.post("/preferences", url.Values{"theme": {"dark"}, "next": {"/"}}).want(http.StatusSeeOther) }},
		{"language", func() { v.post("/language", url.Values{"lang": {"de"}, "next": {"/"}}).want(http.StatusSeeOther) }},
		{"address", func() { address += "?lang=en" }},
		{"address in the same language", func() { address += "&from=link" }},
		{"use of the link on a later day", func() {
			page := v.post(root+"/link", nil).want(http.StatusOK)
			_, rest, _ := strings.Cut(page.body, "/resume/")
			token, _, _ := strings.Cut(rest, "<")
			token, _, _ = strings.Cut(token, `"`)
			s.wait(50 * time.Hour)
			other = s.visitor(t)
			other.post("/resume/"+token, nil).want(http.StatusSeeOther)
		}},
	} {
		step.do()
		first := v.get(address).want(http.StatusOK)
		again := v.get(address).want(http.StatusOK)
		fresh := v.fresh().get(address).want(http.StatusOK)
		if first.body != fresh.body || again.body != fresh.body {
			t.Errorf("%s: a kept page is old", step.name)
		}
		if first.body != before {
			seen++
		}
		before = first.body
	}
	if seen < 10 {
		t.Errorf("only %d changes are seen on the page; the test shows little", seen)
	}
	v.post(root+"/delete", nil).want(http.StatusSeeOther)
	for name, person := range map[string]*visitor{"owner": v, "other browser": other} {
		if p := person.get(address); p.status != http.StatusNotFound {
			t.Errorf("%s, after deletion: status %d", name, p.status)
		}
	}
}

func TestKeptResultsAreTheOwnersAlone(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindQuick)
	v.get(root + "/results").want(http.StatusOK)
	s.visitor(t).get(root + "/results").want(http.StatusNotFound)
}
