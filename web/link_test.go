package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

func TestPrivateLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := s.visitor(t)
	root := owner.start(assessment.KindQuick)
	owner.answer(root, first, url.Values{"answer": {"3"}})

	p := owner.get(root + "/questions/" + first)
	made := owner.submit(p, p.form("Make a private link"), "").want(200)
	shown := made.id("link")
	if !has(shown, "readonly") || made.header.Get("Cache-Control") != "no-store" {
		t.Errorf("readonly = %t, Cache-Control = %s", has(shown, "readonly"), made.header.Get("Cache-Control"))
	}
	link, ok := strings.CutPrefix(attr(shown, "value"), "http://lauter.example")
	if !ok {
		t.Fatalf("the link is %s", attr(shown, "value"))
	}

	other := s.visitor(t)
	other.accept = "de"
	p = other.get(link).want(200)
	if len(other.cookies) != 0 {
		t.Error("looking at a link sets a cookie")
	}
	other.get(root).want(404)
	s.wait(24 * time.Hour)
	joined := other.submit(p, p.form("Standortbestimmung öffnen"), "").want(303)
	if joined.location() != root {
		t.Errorf("joining leads to %s", joined.location())
	}
	p = other.follow(joined).want(200)
	p.says("1 von 15", "24. Februar 2027")
	other.answer(root, first, url.Values{"answer": {"4"}, "rev": {"1"}})
	if got := owner.get(root + "/questions/" + first).answerForm().values.Get("answer"); got != "4" {
		t.Errorf("the owner sees %q", got)
	}

	p = owner.get(root)
	p.says("A new one replaces it.")
	owner.submit(p, p.form("Make a private link"), "").want(200).says("no longer works")
	late := s.visitor(t)
	late.get(link).want(410)
	late.post(link, nil).want(410)
	late.get("/resume/NOSUCHTOKENNOSUCHTOKENNOSU").want(404)
	late.post("/resume/NOSUCHTOKENNOSUCHTOKENNOSU", nil).want(404)
	if len(late.cookies) != 0 {
		t.Error("a link that leads nowhere makes a guest")
	}
	other.get(root).want(200) // who is in stays in
}

// The link is offered where an assessment begins and where it is resumed, not on every question.
func TestPrivateLinkIsOffered(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	for path, want := range map[string]int{"/questions/" + first: 1, "": 1, "/questions/" + second: 0} {
		if got := len(v.get(root + path).forms("/link")); got != want {
			t.Errorf("%s offers %d links, want %d", path, got, want)
		}
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	kept := v.start(assessment.KindQuick)
	v.answer(root, first, url.Values{"answer": {"3"}})
	p := v.get(root + "/delete").want(200)
	p.says("Nordwind", "1 answer is removed")
	v.get(root).want(200)
	deleted := v.submit(p, p.form("Delete for good"), "").want(303)
	if path, _, _ := strings.Cut(deleted.location(), "?"); path != "/" {
		t.Errorf("deleting leads to %s", deleted.location())
	}
	v.follow(deleted).want(200).says("has been deleted")
	v.get(root).want(404)
	v.post(root+"/delete", nil).want(404)
	v.get(kept).want(200)
}

// Pages with answers stay out of caches and search engines.
func TestPagesWithAnswersAreKeptPrivate(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	for _, path := range []string{"", "/questions/" + first, "/capabilities/data.origin", "/review", "/delete"} {
		p := v.get(root + path).want(http.StatusOK)
		if p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control = %q", path, p.header.Get("Cache-Control"))
		}
		if attr(p.one("robots", with("name", "robots")), "content") != "noindex" {
			t.Errorf("%s is for search engines", path)
		}
	}
}

// What belongs to somebody does not exist for anybody else.
func TestForeignAssessmentDoesNotExist(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner, stranger, guest := s.visitor(t), s.visitor(t), s.visitor(t)
	root := owner.start(assessment.KindQuick)
	guest.start(assessment.KindQuick)
	forged := s.visitor(t)
	forged.cookies["lauter"] = strings.Repeat("A", 43)
	for _, route := range []string{
		"GET ", "GET /questions/" + first, "POST /questions/" + first, "GET /capabilities/data.origin", "GET /review",
		"POST /finish", "POST /reopen", "POST /extend", "POST /link", "GET /delete", "POST /delete", "GET /results",
		"GET /results/explain/overall", "GET /results/answers", "GET /report.pdf",
	} {
		method, path, _ := strings.Cut(route, " ")
		for name, v := range map[string]*visitor{"stranger": stranger, "guest": guest, "forged": forged} {
			for _, address := range []string{root, "/assessments/01999999-0000-7000-8000-000000000000", "/assessments/1"} {
				var p *page
				if method == "GET" {
					p = v.get(address + path)
				} else {
					p = v.post(address+path, url.Values{"answer": {"3"}})
				}
				if p.status != http.StatusNotFound || strings.Contains(p.body, "Nordwind") {
					t.Errorf("%s: %s %s%s = %d", name, method, address, path, p.status)
				}
			}
		}
	}
	if owner.get(root).want(200).answered() != "0 of 15" {
		t.Error("somebody else has answered")
	}
}

// answered is how many questions have an answer, as a page of the questionnaire says it.
func (p *page) answered() string {
	p.t.Helper()
	for _, n := range all(p.doc, tag("strong")) {
		if strings.Contains(p.text(n), " of ") || strings.Contains(p.text(n), " von ") {
			return p.text(n)
		}
	}
	p.t.Fatalf("%s says no count", p.path)
	return ""
}
