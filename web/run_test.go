package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
)

const (
	dontKnow = assessment.DontKnow
	noAnswer = assessment.NotApplicable
)

// split is how twelve people vote who do not agree, and agreed how they do.
var (
	splitVotes = []assessment.Choice{2, 3, 2, 4, 2, 4, 3, 4, 5, 3, dontKnow, dontKnow}
	closeVotes = []assessment.Choice{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, dontKnow}
)

// A workshop from the lobby to the wrap-up, all questions voted on first, in both languages.
func TestRunTogether(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		m := locale.For(lang)
		r := newRoom(t, newSite(t), string(lang), together(), 4, 12)
		first, second, third, fourth := r.questions[0], r.questions[1], r.questions[2], r.questions[3]

		lobby := r.run()
		lobby.says(m.T("run.lobby.people", "N", 12), m.T("role.marketing")+" 6", r.code[:3]+" "+r.code[3:])
		if lobby.lang() != string(lang) || lobby.offers("wrap") || lobby.offers("show_all") || !lobby.offers("start") {
			t.Errorf("the lobby in %s offers the wrong steps", lobby.lang())
		}
		r.screen().says(m.T("run.screen.join"), r.code[:3]+" "+r.code[3:], "lauter.example/join", m.T("run.lobby.people", "N", 12))

		r.step("start")
		vote := r.run()
		vote.says(m.T("run.vote.missing", "N", 5, "Least", 5), m.T("run.vote.blind"))
		if vote.offers("show_all") {
			t.Error("nobody has voted, and all can be shown")
		}
		r.vote(first, 1, splitVotes...)
		r.vote(second, 1, closeVotes...)
		r.vote(third, 1, votesOf(12, noAnswer)...)
		r.vote(fourth, 1, 3, 4)
		vote = r.run()
		vote.says(m.T("tally.voted", "Voted", 2, "N", 12), m.T("run.vote.thin", "N", 1, "Least", 5))
		r.screen().says(m.T("run.screen.vote", "N", 4), m.T("tally.voted", "Voted", 2, "N", 12))
		if !vote.offers("show_all") {
			t.Error("five have voted, and nothing can be shown")
		}

		r.step("show_all")
		overview := r.run()
		overview.says(m.T("run.agenda.discuss", "Discuss", 1, "All", 4), m.T("votes.why.split"), m.T("run.agenda.few", "N", 1),
			m.T("run.state.few", "N", 2), m.T("run.agree.rest", "N", 1), m.T("run.agree.rest.na", "N", 1))
		r.screen().says(m.T("run.agreed.count", "Agreed", 0, "All", 4), m.T("run.map.discuss", "N", 1))

		r.step("agree_rest")
		if q := r.question(second); q.Agreed == nil || q.Agreed.Choice != 3 || q.Agreed.Decided() {
			t.Errorf("as voted: %+v", q.Agreed)
		}
		if r.question(third).Agreed != nil || r.question(first).Agreed != nil || r.question(fourth).Agreed != nil {
			t.Error("more was agreed than the votes leave no doubt about")
		}

		r.step("goto", "question="+first)
		talk := r.run()
		talk.says(m.T("run.shown", "Which", m.T("votes.round.1"), "N", 12), m.T("votes.split.anonymous", "Low", 2, "High", 5), m.T("run.split.last"), m.T("run.again.2"), m.T("run.roles"))
		if talk.chosen() != "3" || r.question(first).Agreed != nil {
			t.Errorf("suggested: %q, want the middle, and nothing kept", talk.chosen())
		}
		r.screen().says(m.T("run.place.discuss", "Place", 1, "All", 1), m.T("run.screen.split"))

		r.step("open", "question="+first, "round=1")
		open := r.run()
		open.says(m.T("run.agree.open"), m.T("run.open.title", "Which", m.T("votes.round.2")), m.T("votes.round.1"))
		if open.offers("agree") || open.offers("show") || open.offers("wrap") {
			t.Error("while a vote is open, something else can be done")
		}
		r.vote(first, 2, closeVotes...)
		if !r.run().offers("show") {
			t.Error("twelve have voted, and nothing can be shown")
		}
		r.step("show", "question="+first, "round=2")
		r.run().says(m.T("run.split.before", "Which", m.T("votes.round.1")), m.T("votes.round.2"), m.T("run.again.3"))
		r.screen().says(m.T("run.screen.closer"))

		r.step("agree", "question="+first, "round=2", "seen=", "agreed=4", "note=Seit Juli", "need=Stichproben", "dissent=Eine Person sieht 2.")
		want := assessment.Agreement{Choice: 4, Middle: 3, Note: "Seit Juli", Need: "Stichproben", Dissent: "Eine Person sieht 2."}
		if q := r.question(first); q.Agreed == nil || *q.Agreed != want {
			t.Errorf("agreed: %+v", q.Agreed)
		}
		name := m.Text(r.site.model.Levels[2].Name)
		r.run().says(m.T("run.decided", "Vote", m.T("votes.level", "Level", 3, "Name", name)), "Seit Juli")
		shown := r.screen()
		shown.says(m.T("run.screen.agreed"), m.Text(r.site.model.Levels[3].Name))
		shown.misses("Seit Juli", "Eine Person sieht 2.", "Stichproben")

		r.step("wrap")
		r.run().says(m.T("run.wrap.title"), m.T("run.agreed.count", "Agreed", 2, "All", 4))
		r.screen().says(m.T("run.agreed.count", "Agreed", 2, "All", 4))
		r.step("resume")
		if r.now().Stage != assessment.StageTalk {
			t.Error("there is no way back from the wrap-up")
		}
	})
}

// One question after the other, each voted on and talked about.
func TestRunOneByOne(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 3, 6)
	r.step("start")
	first := r.questions[0]
	r.run().says("Not voted on yet", "No vote suggests an answer.")
	page := r.screen()
	page.says("Question 1 of 3", r.site.model.Questions()[0].Anchors[4].EN)
	r.step("open", "question="+first, "round=0")
	r.vote(first, 1, 2, 4, 4, 5)
	page = r.run()
	page.says("First vote is open", "4 of 6 have voted", "1 more vote is needed.")
	if page.offers("show") {
		t.Error("four votes can be shown")
	}
	r.refused("few", "show", "question="+first, "round=1")
	r.leader.get(r.path("run?notice=few")).notices("few")
	r.screen().says("4 of 6 have voted")
	r.vote(first, 1, 2, 4, 4, 5, 4)
	r.run().says("Show 5 of 6 votes")
	r.step("show", "question="+first, "round=1")
	if got := r.run().chosen(); got != "4" {
		t.Errorf("suggested: %q", got)
	}
	r.step("agree", "question="+first, "round=1", "agreed=4")
	page = r.run()
	page.says("Agreed: 4, Managed", "Next:")
	if page.offers("open") {
		t.Error("what was agreed would be thrown away by a vote")
	}
	r.step("unagree", "question="+first, "seen="+page.field("seen"))
	if r.question(first).Agreed != nil {
		t.Error("it was not taken back")
	}
	for round := 1; round < assessment.MaxVoteRounds; round++ {
		r.step("open", "question="+first, "round="+string(rune('0'+round)))
		r.vote(first, round+1, 4, 4, 4, 4, 4)
		r.step("show", "question="+first, "round="+string(rune('1'+round)))
	}
	if r.run().offers("open") {
		t.Error("a fourth vote is offered")
	}
	r.refused("moved", "open", "question="+first, "round=3")
}

// What is stopped was never there.
func TestRunStopsAVote(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 6)
	r.step("start")
	q := r.questions[0]
	r.step("open", "question="+q, "round=0")
	r.vote(q, 1, 1, 1, 1, 1, 1)
	r.refused("moved", "goto", "question="+r.questions[1])
	r.refused("moved", "wrap")
	r.step("stop", "question="+q, "round=1")
	if now := r.question(q); now.Phase != assessment.PhaseWaiting || now.Round != 0 {
		t.Errorf("stopped: %+v", now)
	}
	r.step("open", "question="+q, "round=0")
	r.run().says("0 of 6 have voted")
}

// Steps that do not belong where the workshop is change nothing and say so. Sent twice, a step is taken once.
func TestRunRefusesAndRepeats(t *testing.T) {
	r := newRoom(t, newSite(t), "en", together(), 2, 6)
	q := "question=" + r.questions[0]
	for _, do := range []string{"show_all", "wrap", "resume"} {
		r.refused("moved", do)
	}
	r.refused("moved", "goto", q)
	r.refused("moved", "open", q, "round=0")
	r.refused("moved", "show", q, "round=0")
	r.refused("moved", "open_dots", "action="+r.site.model.Actions[0].ID)
	r.leader.get(r.path("run?notice=moved")).notices("moved")
	r.leader.get(r.path("run?notice=lost")).notices()

	twice := func(do string, pairs ...string) {
		t.Helper()
		r.step(do, pairs...)
		rev := r.now().Rev
		r.step(do, pairs...)
		if r.now().Rev != rev {
			t.Errorf("%s twice is taken twice", do)
		}
	}
	twice("lock")
	twice("unlock")
	twice("display", "display=code")
	r.screen().says("Join with your phone")
	twice("display", "display=blank")
	if s := r.screen(); strings.Contains(s.text(s.doc), r.code[:3]) {
		t.Error("the blank screen shows the code")
	}
	twice("display", "display=room")
	twice("park", "text=Wer zahlt das?")
	twice("start")
	r.refused("few", "show_all")
	r.vote(r.questions[0], 1, splitVotes[:6]...)
	twice("show_all")
	twice("goto", q)
	twice("clock", "clock=start")
	r.run().says("0 min")
	r.screen().says("0 min")
	twice("clock", "clock=stop")
	twice("open", q, "round=1")
	r.vote(r.questions[0], 2, 4, 4, 4, 4, 4)
	twice("show", q, "round=2")
	twice("agree", q, "round=2", "seen=", "agreed=4")
	twice("wrap")
	if n := len(r.now().Parked); n != 1 {
		t.Errorf("%d items are parked, want 1", n)
	}
	r.step("unpark", "item="+r.now().Parked[0].ID)
	if n := len(r.now().Parked); n != 0 {
		t.Errorf("%d items are parked, want none", n)
	}
	twice("resume")
}

// What no page of ours sends is refused.
func TestRunRefusesNonsense(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 6)
	r.step("start")
	q := "question=" + r.questions[0]
	for _, bad := range [][]string{
		{""}, {"explode"}, {"open", q}, {"open", q, "round=x"}, {"open", q, "round=-1"}, {"show", q, "round=9"}, {"display", "display=all"},
	} {
		r.send(r.leader, bad[0], bad[1:]...).want(http.StatusUnprocessableEntity)
	}
	for _, bad := range [][]string{
		{"goto", "question=no.such"}, {"open", "question=no.such", "round=0"}, {"agree", "question=no.such", "round=0", "agreed=3"},
		{"unagree", "question=no.such"}, {"open_dots", "action=no.such"},
	} {
		r.send(r.leader, bad[0], bad[1:]...).want(http.StatusNotFound)
	}
	stranger := r.site.visitor(t)
	for _, page := range []string{"run", "screen", "events"} {
		stranger.get(r.path(page)).want(http.StatusNotFound)
	}
	r.send(stranger, "lock").want(http.StatusNotFound)
	if r.now().Locked {
		t.Error("a stranger has locked the workshop")
	}
}

// A closed workshop leads to what is kept of it.
func TestRunOfAClosedWorkshop(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 6)
	r.close()
	for _, page := range []string{"run", "screen"} {
		if p := r.leader.get(r.path(page)).want(http.StatusSeeOther); p.location() != r.path("ledger") {
			t.Errorf("%s leads to %s", page, p.location())
		}
	}
	if p := r.send(r.leader, "start").want(http.StatusSeeOther); p.location() != r.path("ledger") {
		t.Errorf("a step leads to %s", p.location())
	}
}

// With names, everybody's vote is shown from the first on, to whoever leads.
func TestRunNamed(t *testing.T) {
	n := oneByOne()
	n.Named = true
	r := newRoom(t, newSite(t), "en", n, 2, 3)
	r.step("start")
	q := r.questions[0]
	r.step("open", "question="+q, "round=0")
	r.vote(q, 1, 2)
	r.run().misses("Person A")
	r.step("show", "question="+q, "round=1")
	r.run().says("with names", "Person A")
	r.screen().misses("Person A")
}

// A vote that comes late is not counted, and whoever leads learns how many were.
func TestRunCountsLateVotes(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 6)
	r.step("start")
	q := r.questions[0]
	r.step("open", "question="+q, "round=0")
	r.vote(q, 1, 3, 3, 3, 3, 3)
	r.step("show", "question="+q, "round=1")
	if err := r.site.store.Vote(t.Context(), r.code, r.seats[5], q, 1, 5); err == nil {
		t.Fatal("a late vote was counted")
	}
	r.run().says("1 late vote, not counted.", "First vote, 5 votes shown")
}

// Roles are shown by themselves only where nobody can be told from it.
func TestRunShowsRoles(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 12)
	r.step("start")
	q := r.questions[0]
	r.step("open", "question="+q, "round=0")
	var votes []assessment.Choice
	for range 6 {
		votes = append(votes, 2, 4) // marketing, technology
	}
	r.vote(q, 1, votes...)
	r.step("show", "question="+q, "round=1")
	r.run().says("Votes by role", "Marketing sees it differently from Technology: the middle answer is 2 there and 4 here.")
	r.step("open", "question="+q, "round=1")
	r.vote(q, 2, votes[:9]...) // five and four
	r.step("show", "question="+q, "round=2")
	r.run().misses("Votes by role")
}

// What hardly goes together with other answers is said before it is agreed.
func TestRunWarnsOfContradictions(t *testing.T) {
	s := newSite(t)
	r := newRoom(t, s, "en", oneByOne(), 46, 6)
	var claim, other assessment.AnswerRange
	var text string
	for _, rule := range s.model.ContradictionRules {
		if len(rule.When) == 2 {
			claim, other, text = rule.When[0], rule.When[1], rule.Text.EN
			break
		}
	}
	if claim.Question == "" {
		t.Fatal("the model has no rule about two answers")
	}
	level := func(a assessment.AnswerRange) assessment.Choice {
		if a.Min > 0 {
			return assessment.Choice(a.Min)
		}
		return 1
	}
	r.leader.answer(r.root, other.Question, fields("answer="+level(other).String()))
	r.step("start")
	r.step("open", "question="+claim.Question, "round=0")
	r.vote(claim.Question, 1, votesOf(6, level(claim))...)
	r.run().misses(text)
	r.step("show", "question="+claim.Question, "round=1")
	r.run().says(text, "Both may be right.")
	r.screen().misses(text)
}

// Everything that has an id has one of its own.
func TestRunIDsAreUnique(t *testing.T) {
	r := newRoom(t, newSite(t), "en", together(), 4, 12)
	check := func() {
		t.Helper()
		for _, p := range []*page{r.run(), r.screen()} {
			seen := map[string]bool{}
			for _, n := range all(p.doc, func(n *html.Node) bool { return has(n, "id") }) {
				if id := attr(n, "id"); seen[id] {
					t.Errorf("%s: two elements #%s", p.path, id)
				} else {
					seen[id] = true
				}
			}
		}
	}
	check()
	r.step("start")
	check()
	r.vote(r.questions[0], 1, splitVotes...)
	r.step("show_all")
	check()
	r.step("goto", "question="+r.questions[0])
	check()
	r.step("open", "question="+r.questions[0], "round=1")
	check()
}
