package web_test

import (
	"net/http"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
)

// settled brings a room to a question that may not apply, with votes that propose 3.
func settled(t *testing.T, lang string) (r *sittingRoom, q string) {
	t.Helper()
	s := newSite(t)
	r = newRoom(t, s, lang, oneByOne(), 46, 12)
	for _, question := range s.model.Questions() {
		if question.AllowsNA {
			q = question.ID
			break
		}
	}
	r.step("start")
	r.step("open", "question="+q, "round=0")
	r.vote(q, 1, closeVotes...)
	r.step("show", "question="+q, "round=1")
	return r, q
}

// A form that can't be kept comes back as it was typed, with what to do.
func TestAgreeingIsChecked(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		m := locale.For(lang)
		r, q := settled(t, string(lang))
		long := strings.Repeat("x", assessment.MaxAgreed+1)
		for _, c := range []struct {
			name  string
			sent  []string
			field string
			says  string
		}{
			{"nothing chosen", []string{"need=Mehr Zeit"}, "agree-need", m.T("workshop.error.agreed")},
			{"no such answer", []string{"agreed=9", "need=Mehr Zeit"}, "agree-need", m.T("error.answer")},
			{"decided without a note", []string{"agreed=5", "need=Mehr Zeit"}, "agree-need", m.T("workshop.error.decided")},
			{"doesn't apply without a reason", []string{"agreed=na", "note=Mehr Zeit"}, "agree-note", m.T("workshop.error.reason")},
			{"too long", []string{"agreed=3", "note=" + long, "need=Mehr Zeit"}, "agree-need", m.T("workshop.error.long")},
		} {
			page := r.send(r.leader, "agree", append(c.sent, "question="+q, "round=1", "seen=")...).want(http.StatusUnprocessableEntity)
			page.says(c.says, m.T("frame.problem"))
			if got := page.text(page.id(c.field)); got != "Mehr Zeit" {
				t.Errorf("%s: %s holds %q", c.name, c.field, got)
			}
			if !strings.HasPrefix(page.title(), strings.Split(m.T("frame.error", "Title", "|"), "|")[0]) {
				t.Errorf("%s: the title is %q", c.name, page.title())
			}
			if r.question(q).Agreed != nil {
				t.Fatalf("%s: it was kept", c.name)
			}
		}
		parked := r.send(r.leader, "park", "text="+strings.Repeat("y", assessment.MaxParked+1)).want(http.StatusUnprocessableEntity)
		parked.says(m.T("workshop.error.parked"))
		if n := len(attr(parked.id("park-text"), "value")); n != assessment.MaxParked+1 {
			t.Errorf("%d characters of what was to be parked are shown again", n)
		}
		r.send(r.leader, "park", "text= ").want(http.StatusUnprocessableEntity)
	})
}

// What does not apply has a reason, and what nobody knows somebody who finds out; neither stays with another answer.
func TestAgreeingOnOtherAnswers(t *testing.T) {
	r, q := settled(t, "en")
	agree := func(want assessment.Agreement, pairs ...string) {
		t.Helper()
		r.step("agree", append(pairs, "question="+q, "round=1", "seen="+r.run().field("seen"))...)
		if got := r.question(q).Agreed; got == nil || *got != want {
			t.Errorf("%v: agreed %+v, want %+v", pairs, got, want)
		}
	}
	everything := []string{"note=So sei es", "reason=Kein Laden", "owner=Dana,\n CRM"}
	agree(assessment.Agreement{Choice: dontKnow, Middle: 3, Note: "So sei es", Owner: "Dana, CRM"}, append(everything, "agreed=dk")...)
	r.run().says("Agreed: Don’t know", "Decided, the middle was 3, Defined")
	r.screen().says("Don’t know")
	agree(assessment.Agreement{Choice: noAnswer, Middle: 3, Note: "So sei es", Reason: "Kein Laden"}, append(everything, "agreed=na")...)
	r.screen().misses("Kein Laden")
	agree(assessment.Agreement{Choice: 3, Middle: 3, Note: "So sei es"}, append(everything, "agreed=3")...)
	r.run().misses("Decided")
}

// Questions that always apply cannot be agreed away.
func TestAgreeingWhereEverythingApplies(t *testing.T) {
	s := newSite(t)
	r := newRoom(t, s, "en", oneByOne(), 46, 5)
	r.step("start")
	for _, q := range s.model.Questions() {
		if q.AllowsNA {
			continue
		}
		r.step("goto", "question="+q.ID)
		page := r.run()
		if strings.Contains(page.body, `id="agreed-na"`) {
			t.Errorf("%s always applies, and yet the form offers otherwise", q.ID)
		}
		r.send(r.leader, "agree", "question="+q.ID, "round=0", "seen=", "agreed=na", "reason=Nein").want(http.StatusUnprocessableEntity)
		return
	}
	t.Skip("every question may not apply")
}

// Of two who lead at once, the slower one learns of it and loses nothing.
func TestTwoLead(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		m := locale.For(lang)
		r, q := settled(t, string(lang))
		other := r.site.visitor(t)
		other.accept, other.cookies = string(lang), r.leader.cookies
		mine := []string{"question=" + q, "round=1", "seen=", "agreed=3", "note=Mein Text", "dissent=Eine sieht 2"}
		if p := r.send(other, "agree", "question="+q, "round=1", "seen=", "agreed=4", "note=Ihr Text").want(http.StatusSeeOther); p.location() != r.path("run") {
			t.Fatalf("the first is led to %s", p.location())
		}
		page := r.send(r.leader, "agree", mine...).want(http.StatusConflict)
		page.notices("moved")
		page.says(m.T("run.agree.other", "Vote", m.T("votes.level", "Level", 4, "Name", m.Text(r.site.model.Levels[3].Name))))
		if page.field("note") != "Mein Text" || page.chosen() != "3" || page.field("dissent") != "Eine sieht 2" {
			t.Errorf("typed again: %q, %q, %q", page.chosen(), page.field("note"), page.field("dissent"))
		}
		if got := r.question(q).Agreed; got.Note != "Ihr Text" {
			t.Errorf("the slower one has replaced it: %+v", got)
		}
		r.refused("moved", "unagree", "question="+q, "seen=")
		r.step("agree", append(mine[:2:2], "seen="+page.field("seen"), "agreed=3", "note=Mein Text")...)
		if got := r.question(q).Agreed; got.Note != "Mein Text" {
			t.Errorf("sent again: %+v", got)
		}

		seen := r.run().field("seen")
		r.step("unagree", "question="+q, "seen="+seen)
		r.step("open", "question="+q, "round=1")
		page = r.send(r.leader, "agree", mine...).want(http.StatusConflict)
		page.says(m.T("run.kept"), "Mein Text", "Eine sieht 2", m.T("run.agree.open"))
		page.notices("moved")
		r.vote(q, 2, closeVotes...)
		r.refused("moved", "stop", "question="+q, "round=1")
		r.step("show", "question="+q, "round=2")
		page = r.send(r.leader, "agree", mine...).want(http.StatusConflict)
		if page.field("round") != "2" || page.field("note") != "Mein Text" {
			t.Errorf("after another vote the form is about round %s and holds %q", page.field("round"), page.field("note"))
		}
		r.step("wrap")
		r.send(r.leader, "agree", "question="+q, "round=2", "seen=", "agreed=x", "note=Mein Text").want(http.StatusUnprocessableEntity).says("Mein Text")
		r.close()
		if p := r.send(r.leader, "agree", mine...).want(http.StatusSeeOther); p.location() != r.path("ledger") {
			t.Errorf("after the end: %s", p.location())
		}
	})
}

// Somebody who is signed in elsewhere goes on where the room is; a colleague without a role there finds nothing.
func TestAnotherDeviceTakesOver(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.English)
	root := boss.begin(boss.addClient("Nordwind"))
	viewer := must(h.store.Viewer(t.Context(), boss.cookies["lauter"]))(t)
	n := oneByOne()
	n.Threshold, n.Questions = 5, []string{"data.origin.source", "data.quality.measured"}
	id := must(h.store.CreateWorkshop(t.Context(), viewer, strings.TrimPrefix(root, "/assessments/"), n))(t)
	steps := "/workshops/" + id + "/steps"
	boss.post(steps, fields("do=start")).want(http.StatusSeeOther)

	laptop := h.in(t, locale.English)
	laptop.get("/workshops/" + id + "/run").want(http.StatusNotFound)
	laptop.signIn("berta@x.example", password).want(http.StatusSeeOther)
	laptop.get("/workshops/" + id + "/run").want(http.StatusOK).says("Not voted on yet")
	laptop.post(steps, fields("do=open", "question=data.origin.source", "round=0")).want(http.StatusSeeOther)
	boss.get("/workshops/" + id + "/run").want(http.StatusOK).says("First vote is open")

	reader := h.join(t, locale.English, boss.invite(strings.TrimSuffix(clientOf(t, boss), "/")+"/people", "vera@x.example", assessment.RoleViewer), "Vera")
	reader.get("/workshops/" + id + "/run").want(http.StatusForbidden)
	reader.get("/workshops/" + id + "/screen").want(http.StatusOK)
	reader.post(steps, fields("do=lock")).want(http.StatusForbidden)
}

// clientOf is the address of the only client of a workspace.
func clientOf(t *testing.T, v *visitor) string {
	t.Helper()
	for _, a := range all(v.get("/clients").doc, tag("a")) {
		if href := attr(a, "href"); strings.HasPrefix(href, "/clients/") && len(href) > 40 && strings.Count(href, "/") == 2 {
			return href
		}
	}
	t.Fatal("no client")
	return ""
}

// The room votes on actions as blindly as on questions.
func TestVoteOnActions(t *testing.T) {
	r, q := settled(t, "en")
	r.step("agree", "question="+q, "round=1", "seen=", "agreed=2", "note=So")
	r.step("wrap")
	page := r.run()
	page.says("Vote on what comes first", "Check and write into the assessment")
	r.send(r.leader, "open_dots").want(http.StatusUnprocessableEntity).says("Choose at least one action")
	one, two := r.site.model.Actions[0], r.site.model.Actions[1]
	r.step("open_dots", "action="+one.ID, "action="+one.ID, "action="+two.ID)
	if n := len(r.now().Actions); n != 2 {
		t.Fatalf("%d actions are voted on, want 2", n)
	}
	r.refused("moved", "open_dots", "action="+one.ID)
	place := func(seats int, action string) {
		t.Helper()
		for _, seat := range r.seats[:seats] {
			if err := r.site.store.PlaceDots(t.Context(), r.code, seat, []string{action}); err != nil {
				t.Fatal(err)
			}
		}
	}
	place(4, one.ID)
	page = r.run()
	page.says("4 of 12 have voted", "1 more vote is needed.")
	if page.offers("show_dots") {
		t.Error("four votes on actions can be shown")
	}
	r.refused("few", "show_dots")
	before := r.run().body + r.screen().body
	place(4, two.ID)
	if r.run().body+r.screen().body != before {
		t.Error("the pages tell what was chosen before it is shown")
	}
	place(7, two.ID)
	r.screen().says("Which of these come first?", one.Title.EN, "7 of 12 have voted")
	r.step("show_dots")
	r.step("show_dots")
	r.run().says("What comes first", "7 votes", "0 votes", "Vote on actions again")
	r.screen().says("What comes first", "7 votes")
	r.step("open_dots", "action="+one.ID)
	r.step("stop_dots")
	if now := r.now(); now.DotsPhase != assessment.PhaseWaiting || len(now.Actions) != 0 {
		t.Errorf("stopped: %s, %d actions", now.DotsPhase, len(now.Actions))
	}
}
