package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/store"
)

// question is the nth question of a room, from 0.
func (h *room) question(n int) *assessment.Question { return h.model.Questions()[n] }

// naQuestions are one that may be called not applicable and one that may not.
func (h *room) naQuestions(t *testing.T) (free, bound string) {
	t.Helper()
	for _, q := range h.model.Questions() {
		if q.AllowsNA && free == "" {
			free = q.ID
		}
		if !q.AllowsNA && bound == "" {
			bound = q.ID
		}
	}
	if free == "" || bound == "" {
		t.Fatal("the model has no question of each kind")
	}
	return free, bound
}

// checked is the vote that stands chosen on a page; empty: none.
func (p *page) checked() string {
	p.t.Helper()
	return strings.Join(readForm(p.id("vote")).values["vote"], ",")
}

// A workshop one question after the other, on a phone without scripts.
func TestPhoneOneByOne(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := openRoom(t, store.NewWorkshop{})
		p := locale.For(lang)
		v := h.sit(t, nil)
		v.accept = string(lang)
		v.get(h.path()).says(p.T("lobby.title"), p.T("lobby.wait"), "Nordwind Retail, Datenworkshop", h.row(`SELECT word FROM seats`))
		h.step(t, (*assessment.Workshop).Start)
		first := h.question(0)
		v.get(h.path()).says(p.T("listen.text"), p.Text(first.Text))

		h.open(t, first.ID, 1)
		page := v.get(h.path()).want(http.StatusOK)
		page.says(p.Text(first.Text), p.Text(first.Short[4]), p.Text(first.Anchors[4]), p.T("phone.none"))
		page = v.follow(v.post(h.path("vote"), url.Values{"question": {first.ID}, "round": {"1"}, "vote": {"dk"}}))
		page.says(p.T("phone.sent", "Vote", p.T("votes.dk")))
		page = v.follow(v.post(h.path("vote"), url.Values{"question": {first.ID}, "round": {"1"}, "vote": {"3"}}))
		if page.checked() != "3" {
			t.Errorf("chosen on the page: %q", page.checked())
		}
		page.says(p.T("phone.sent", "Vote", "3"))

		for _, vote := range []string{"2", "2", "5"} {
			h.cast(h.sit(t, nil), first.ID, 1, vote).want(http.StatusOK)
		}
		h.show(t, first.ID, 1)
		page = v.get(h.path())
		page.says(p.T("votes.own"), p.T("votes.middle", "Vote", p.T("votes.level", "Level", 2, "Name", p.Text(h.model.Levels[1].Name))))
		h.step(t, func(w *assessment.Workshop) error {
			return w.Agree(first.ID, &assessment.Agreement{Choice: 4, Middle: 2, Note: "Belege gefunden"})
		})
		agreed := v.get(h.path())
		if got := agreed.text(agreed.one(".agreed", with("class", "agreed"))); !strings.Contains(got, "4 "+p.Text(h.model.Levels[3].Name)) {
			t.Errorf("agreed: %q", got)
		}

		h.open(t, first.ID, 2)
		v.get(h.path()).says(p.T("votes.round.2"), p.T("phone.none"))
		h.step(t, func(w *assessment.Workshop) error { return w.StopVote(first.ID, 2) })
		h.step(t, func(w *assessment.Workshop) error { return w.GoTo("") })
		v.get(h.path()).says(p.T("overview.title"), p.T("list.own", "Vote", p.T("votes.level", "Level", 3, "Name", p.Text(h.model.Levels[2].Name))))
		h.step(t, func(w *assessment.Workshop) error { return w.Agree(first.ID, &assessment.Agreement{Choice: 4}) })
		h.step(t, (*assessment.Workshop).Wrap)
		v.get(h.path()).says(p.T("wrap.agreed", "Agreed", 1, "N", 3))
	})
}

// All questions first: one after the other, and a list in the end.
func TestPhoneTogether(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{Sequence: assessment.Together})
	h.step(t, (*assessment.Workshop).Start)
	v := h.sit(t, nil)
	v.get(h.path()).says("Question 1 of 3", "My votes: 0 of 3")
	for n := 1; n <= 3; n++ {
		p := v.get(fmt.Sprintf("%s?q=%d", h.path(), n)).want(http.StatusOK)
		p.says(fmt.Sprintf("Question %d of 3", n), h.question(n-1).Text.EN)
		form := readForm(p.id("vote"))
		form.values.Set("vote", fmt.Sprint(n))
		back := v.post(form.action, form.values).want(http.StatusSeeOther)
		if want := fmt.Sprintf("%s?q=%d", h.path(), n); back.location() != want {
			t.Errorf("a vote leads to %s, want %s", back.location(), want)
		}
		v.follow(back).says(fmt.Sprintf("Your vote: %d.", n))
	}
	last := v.get(h.path() + "?q=3")
	next := last.one("way on", with("rel", "next"))
	p := v.get(attr(next, "href")).want(http.StatusOK)
	p.says("You have voted on all 3 questions", "Your vote: 3, "+h.model.Levels[2].Name.EN)
	v.get(h.path()).says("You have voted on all 3 questions")
	v.get(h.path() + "?q=99").says("You have voted on all 3 questions")
	v.accept = "de"
	v.get(h.path()).says("Sie haben über alle 3 Fragen abgestimmt")
	v.accept = "en"
	for range 3 {
		h.cast(h.sit(t, nil), h.question(0).ID, 1, "5").want(http.StatusOK)
	}
	h.step(t, (*assessment.Workshop).ShowAll)
	v.get(h.path() + "?q=2").says("Look at the big screen")
	h.step(t, func(w *assessment.Workshop) error { return w.GoTo(h.question(1).ID) })
	v.get(h.path()).says("too few to show", "Your vote: 2")
}

func TestVotesThatAreNotTaken(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	_, bound := h.naQuestions(t)
	if bound != h.question(0).ID {
		t.Skip("the first question may be called not applicable")
	}
	h.open(t, bound, 1)
	v := h.sit(t, nil)
	if p := v.get(h.path()); len(all(p.doc, with("value", "na"))) != 0 {
		t.Error("not applicable is offered on a question that does not allow it")
	}
	for _, vote := range []string{"na", "", "0", "6", "-1", "3.5", "drei", "33"} {
		h.cast(v, bound, 1, vote).want(http.StatusUnprocessableEntity)
	}
	v.post(h.path("vote"), url.Values{"question": {bound}, "round": {"1"}}).want(http.StatusUnprocessableEntity).
		says("Choose one of the answers, then send it.")
	v.json(h.path("vote"), url.Values{"question": {bound}, "round": {"first"}, "vote": {"3"}}).want(http.StatusUnprocessableEntity)
	h.cast(v, "no.such.question", 1, "3").want(http.StatusNotFound)
	h.cast(v, h.model.Questions()[40].ID, 1, "3").want(http.StatusNotFound) // not asked here
	h.cast(h.visitor(t), bound, 1, "3").want(http.StatusNotFound)
	if h.count("ballots") != "0" {
		t.Errorf("%s ballots", h.count("ballots"))
	}
	if p := h.cast(v, bound, 1, "3").want(http.StatusOK); strings.TrimSpace(p.body) != `{"vote":"3"}` {
		t.Errorf("the answer to a vote is %s", p.body)
	}
}

func TestNotApplicableWhereOffered(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	free, _ := h.naQuestions(t)
	id := must(h.store.CreateWorkshop(t.Context(), h.lead, h.assessment, store.NewWorkshop{
		Sequence: assessment.OneByOne, Threshold: 4, Questions: []string{free},
	}))(t)
	h.id, h.code = id, h.row(`SELECT code FROM workshops WHERE id = ?`, id)
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, free, 1)
	v := h.sit(t, nil)
	v.get(h.path()).says("Doesn’t apply")
	h.cast(v, free, 1, "na").want(http.StatusOK)
	v.get(h.path()).says("Your vote: Doesn’t apply.")
}

// A vote that comes after the reveal is not counted, and said so; the same vote again is no late one.
func TestLateVotes(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	var seats []*visitor
	for range 5 {
		seats = append(seats, h.sit(t, nil))
	}
	for _, v := range seats[:4] {
		h.cast(v, boundQuestion, 1, "3").want(http.StatusOK)
	}
	h.show(t, boundQuestion, 1)
	late := "The votes were already shown, so this one wasn’t counted."
	p := h.cast(seats[4], boundQuestion, 1, "5").want(http.StatusGone)
	if !strings.Contains(p.body, late) {
		t.Errorf("a late vote is answered with %s", p.body)
	}
	seats[4].accept = "de"
	seats[4].post(h.path("vote"), url.Values{"question": {boundQuestion}, "round": {"1"}, "vote": {"5"}}).want(http.StatusGone).
		says("Die Stimmen wurden schon gezeigt, deshalb wurde diese nicht gezählt.", "Zurück zum Workshop")
	h.cast(seats[0], boundQuestion, 1, "3").want(http.StatusOK)
	h.cast(seats[0], boundQuestion, 1, "4").want(http.StatusGone)
	if got := h.row(`SELECT count(*) || '|' || sum(vote) FROM ballots`); got != "4|12" {
		t.Errorf("ballots and their sum: %s, want 4|12", got)
	}
	// Each seat counts once, however often it tries.
	if got := h.row(`SELECT late FROM workshop_questions WHERE question_id = ?`, boundQuestion); got != "2" {
		t.Errorf("%s late votes, want 2", got)
	}
}

// One seat that votes a thousand times at once has one ballot.
func TestParallelVotesAreOneBallot(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	v := h.sit(t, nil)
	var group sync.WaitGroup
	statuses := make([]int, 1000)
	for i := range statuses {
		group.Go(func() {
			req := newPost(h.path("vote"), url.Values{"question": {boundQuestion}, "round": {"1"}, "vote": {fmt.Sprint(1 + i%5)}})
			req.Host = "lauter.example"
			req.Header.Set("Accept", "application/json")
			req.AddCookie(&http.Cookie{Name: seatCookie, Value: v.cookies[seatCookie]})
			recorder := httptest.NewRecorder()
			h.handler.ServeHTTP(recorder, req)
			statuses[i] = recorder.Code
		})
	}
	group.Wait()
	for _, status := range statuses {
		if status != http.StatusOK && status != http.StatusServiceUnavailable {
			t.Fatalf("a vote = %d", status)
		}
	}
	if got := h.count("ballots"); got != "1" {
		t.Errorf("%s ballots, want 1", got)
	}
}

// Before the reveal nothing that a phone gets differs by what the others have voted: not a byte of the page, the stream
// or the state.
func TestNothingTellsOpenVotes(t *testing.T) {
	for _, sequence := range []assessment.Sequence{assessment.OneByOne, assessment.Together} {
		t.Run(string(sequence), func(t *testing.T) {
			h := openRoom(t, store.NewWorkshop{Sequence: sequence, Threshold: 4, Roles: []assessment.SeatRole{"data"}})
			h.step(t, (*assessment.Workshop).Start)
			question := h.question(0).ID
			if sequence == assessment.OneByOne {
				h.open(t, question, 1)
			}
			watcher := h.sit(t, url.Values{"role": {"data"}})
			var others []*visitor
			for range 6 {
				others = append(others, h.sit(t, url.Values{"role": {"data"}}))
			}
			paths := []string{h.path(), h.path() + "?q=1", h.path() + "?q=list", h.path("rev"), h.path() + "?q=3"}
			seen := func() (bodies []string) {
				for _, path := range paths {
					p := watcher.get(path).want(http.StatusOK)
					for _, body := range []string{p.body, fmt.Sprint(p.header["Set-Cookie"])} {
						bodies = append(bodies, strings.ReplaceAll(body, p.header.Get("X-Request-Id"), ""))
					}
				}
				return bodies
			}
			before := seen()
			for round, votes := range [][]string{{"1", "1", "1", "1", "1", "1"}, {"5", "2", "dk", "4", "5", "5"}} {
				stop := h.watch(t, watcher)
				for i, v := range others {
					h.cast(v, question, 1, votes[i]).want(http.StatusOK)
				}
				time.Sleep(150 * time.Millisecond)
				if said := stop(); strings.Count(said, "event: changed") != 1 {
					t.Errorf("the stream of a phone tells of votes: %q", said)
				}
				for i, body := range seen() {
					if body != before[i] {
						t.Errorf("round %d of votes: %s has changed", round, paths[i/2])
					}
				}
			}
			if sequence == assessment.OneByOne {
				h.show(t, question, 1)
			} else {
				h.step(t, (*assessment.Workshop).ShowAll)
				h.step(t, func(w *assessment.Workshop) error { return w.GoTo(question) })
			}
			watcher.get(h.path()).says("3 chose 5") // the reveal is seen, so the test above could have failed
		})
	}
}

// What an anonymous workshop keeps of those who take part: a role and a vote, and nothing that leads to anybody.
func TestSeatsLeadToNobody(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{Roles: []assessment.SeatRole{"data"}})
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	boss := h.setUp(t, locale.English) // somebody who is signed in
	boss.post("/assessments", url.Values{"kind": {"quick"}})
	h.wait(3 * time.Hour)
	p := boss.from("127.0.0.1:9", "203.0.113.77", h.path(), url.Values{"role": {"data"}, "name": {"Berta Canary"}})
	p.want(http.StatusSeeOther)
	boss.get(h.path()).want(http.StatusOK)
	h.cast(boss, boundQuestion, 1, "4").want(http.StatusOK)

	columns := h.columns()
	if got, want := strings.Join(columns["seats"], " "), "id workshop_id token_hash word role name"; got != want {
		t.Errorf("a seat has the columns %s, want %s", got, want)
	}
	if got, want := strings.Join(columns["ballots"], " "), "workshop_id question_id round seat_id role vote"; got != want {
		t.Errorf("a ballot has the columns %s, want %s", got, want)
	}
	rows := strings.Join(append(h.rowsOf("seats", columns["seats"]), h.rowsOf("ballots", columns["ballots"])...), "\n")
	ids := []string{"Berta", "203.0.113.77", "127.0.0.1", fmt.Sprint(h.clock().UnixMilli())[:9], fmt.Sprint(h.clock().Unix())[:8]}
	for _, table := range []string{"users", "guests", "sessions"} {
		for _, line := range h.rowsOf(table, []string{"id"}) {
			ids = append(ids, strings.TrimPrefix(line, table+"|id="))
		}
	}
	if len(ids) < 7 {
		t.Fatalf("nobody to look for: %v", ids)
	}
	for _, id := range ids {
		if strings.Contains(rows, id) {
			t.Errorf("%q stands in a seat or a ballot:\n%s", id, rows)
		}
	}
	h.logMu.Lock()
	defer h.logMu.Unlock()
	for _, secret := range []string{h.code, "203.0.113.77", `"vote":"4"`, "vote=4", boss.cookies[seatCookie]} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestDots(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	h.step(t, (*assessment.Workshop).Wrap)
	var ids []string
	for _, a := range h.model.Actions[:5] {
		ids = append(ids, a.ID)
	}
	var seats []*visitor
	for range 4 {
		seats = append(seats, h.sit(t, nil))
	}
	v := seats[0]
	v.post(h.path("dots"), url.Values{"action": ids[:1]}).want(http.StatusGone)
	h.step(t, func(w *assessment.Workshop) error { return w.OpenDots(ids) })
	v.get(h.path()).says("Which actions come first?", h.model.Actions[4].Title.EN)
	v.post(h.path("dots"), url.Values{"action": ids[:4]}).want(http.StatusUnprocessableEntity).says("Choose 3 actions at most.")
	v.post(h.path("dots"), url.Values{"action": {"no.such.action"}}).want(http.StatusNotFound)
	v.follow(v.post(h.path("dots"), url.Values{"action": {ids[1], ids[1], ids[2]}})).says("Your choice is in: 2 actions.")
	if got := h.count("dots"); got != "2" {
		t.Errorf("%s dots, want 2", got)
	}
	before := seats[3].get(h.path()).body
	for _, v := range seats[1:3] {
		v.post(h.path("dots"), url.Values{"action": {ids[2]}}).want(http.StatusSeeOther)
	}
	if seats[3].get(h.path()).body != before {
		t.Error("the page tells of others' dots")
	}
	seats[3].post(h.path("dots"), url.Values{"action": {ids[2], ids[0]}}).want(http.StatusSeeOther)
	check(t, h.store.ShowDots(t.Context(), h.lead, h.id))
	p := v.get(h.path())
	p.says("These actions come first", "4 votes")
	first := all(p.one("ranking", with("class", "rule ranking")), tag("li"))[0]
	if got := p.text(first); got != h.model.Actions[2].Title.EN+" 4 votes" {
		t.Errorf("the first of the ranking: %q", got)
	}
	v.post(h.path("dots"), url.Values{"action": ids[:1]}).want(http.StatusGone)
}

// Everything that a phone loads before the first vote is small enough for the network of a conference.
func TestFirstLoadIsSmall(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{Sequence: assessment.Together, Threshold: 5, Roles: assessment.SeatRoles})
	h.step(t, (*assessment.Workshop).Start)
	for _, lang := range locale.Langs {
		v := h.in(t, lang)
		total := 0
		loaded := map[string]bool{}
		load := func(p *page) {
			total += gzipped(p.body)
			for _, n := range all(p.doc, func(n *html.Node) bool { return n.Data == "link" || n.Data == "script" }) {
				for _, at := range []string{attr(n, "href"), attr(n, "src")} {
					if strings.HasPrefix(at, "/static/") && !loaded[at] {
						loaded[at] = true
						total += gzipped(v.get(at).want(http.StatusOK).body)
					}
				}
				if attr(n, "rel") == "preload" {
					t.Error("a phone loads fonts")
				}
			}
		}
		load(v.get(h.path()))
		for at := range loaded {
			if strings.HasSuffix(at, "phone.js") {
				total += gzipped(v.get(strings.Replace(at, "phone.js", "live.js", 1)).want(http.StatusOK).body)
			}
		}
		v.post(h.path(), nil)
		load(v.get(h.path()))
		t.Logf("%s: %d bytes for the door and the first question, in %d files", lang, total, len(loaded))
		if total > 40<<10 {
			t.Errorf("%s: %d bytes, want at most %d", lang, total, 40<<10)
		}
		if len(loaded) < 4 {
			t.Errorf("only %d files are loaded", len(loaded))
		}
	}
}

func gzipped(body string) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(body))
	w.Close()
	return b.Len()
}

// Each phone keeps the language that it chose.
func TestLanguageOfAPhone(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	english, german := h.sit(t, nil), h.sit(t, nil)
	p := german.get(h.path())
	p = german.follow(german.submit(p, p.form("Deutsch"), "Deutsch"))
	if p.path != h.path() || p.lang() != "de" {
		t.Errorf("the switch leads to %s in %s", p.path, p.lang())
	}
	if english.get(h.path()).lang() != "en" {
		t.Error("the other phone has changed its language")
	}
	refused := german.post(h.path("vote"), url.Values{"question": {boundQuestion}, "round": {"1"}})
	next := attr(all(refused.doc, with("name", "next"))[0], "value")
	if next != h.path() {
		t.Errorf("after a refused vote the switch of language leads to %s", next)
	}
}
