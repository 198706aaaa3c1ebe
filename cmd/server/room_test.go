package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/store"
	"lauter/web"
)

// hall is a server in this process, so that a test can lead workshops on it.
type hall struct {
	*program
	t     *testing.T
	store *store.Store
	model *assessment.Model
	lead  assessment.Viewer
}

func openHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{t: t, program: &program{data: filepath.Join(t.TempDir(), "data")}}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	var err error
	h.model, err = assessment.Load()
	h.check(err)
	h.check(os.MkdirAll(h.data, 0o700))
	h.store, err = store.Open(t.Context(), h.data, store.Options{Now: time.Now, Logger: log})
	h.check(err)
	h.check(h.store.ImportModel(t.Context(), h.model, assessment.Shipped()))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	h.check(err)
	at := boundURL(listener.Addr())
	h.url = at.String()
	handler := web.New(web.Config{Store: h.store, Model: h.model, URL: at, Logger: log, Now: time.Now})
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan error, 1)
	go func() { over <- serve(ctx, listener, handler, handler.Close, log) }()
	t.Cleanup(func() {
		cancel()
		<-over
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	_, h.lead, err = h.store.CreateGuest(t.Context())
	h.check(err)
	return h
}

func (h *hall) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// workshopRoom is a workshop in a hall.
type workshopRoom struct {
	*hall
	id, code string
}

// room prepares a workshop on the first questions, or on those given.
func (h *hall) room(n store.NewWorkshop) *workshopRoom {
	h.t.Helper()
	if n.Sequence == "" {
		n.Sequence = assessment.OneByOne
	}
	if n.Threshold == 0 {
		n.Threshold = 4
	}
	for i := 0; len(n.Questions) < 3; i++ {
		n.Questions = append(n.Questions, h.model.Questions()[i].ID)
	}
	if n.Title == "" {
		n.Title = "Datenworkshop"
	}
	a, err := h.store.CreateAssessment(h.t.Context(), h.lead, assessment.KindFull, "Nordwind Retail", h.model)
	h.check(err)
	id, err := h.store.CreateWorkshop(h.t.Context(), h.lead, a.ID, n)
	h.check(err)
	w, _, err := h.store.Workshop(h.t.Context(), h.lead, id, assessment.RightManage)
	h.check(err)
	return &workshopRoom{h, id, w.Code}
}

func (r *workshopRoom) path() string { return "/w/" + r.code }

func (r *workshopRoom) step(steps ...func(*assessment.Workshop) error) {
	r.t.Helper()
	for _, step := range steps {
		_, err := r.store.StepWorkshop(r.t.Context(), r.lead, r.id, step)
		r.check(err)
	}
}

func started(w *assessment.Workshop) error { return w.Start() }

func opened(question string, round int) func(*assessment.Workshop) error {
	return func(w *assessment.Workshop) error { return w.OpenVote(question, round-1) }
}

func shown(question string, round int) func(*assessment.Workshop) error {
	return func(w *assessment.Workshop) error { return w.Show(question, round) }
}

// seat takes a seat without a browser.
func (r *workshopRoom) seat(name string) string {
	r.t.Helper()
	token := store.NewTicket()
	_, _, err := r.store.TakeSeat(r.t.Context(), r.code, token, "", name)
	r.check(err)
	return token
}

func (r *workshopRoom) vote(token, question string, round int, vote assessment.Choice) {
	r.t.Helper()
	r.check(r.store.Vote(r.t.Context(), r.code, token, question, round, vote))
}

// crowd votes with a seat for each vote.
func (r *workshopRoom) crowd(question string, round int, votes ...assessment.Choice) (seats []string) {
	r.t.Helper()
	for _, vote := range votes {
		seats = append(seats, r.seat("Jo"))
		r.vote(seats[len(seats)-1], question, round, vote)
	}
	return seats
}

func (r *workshopRoom) votes(question string) (votes []assessment.Choice) {
	r.t.Helper()
	shown, err := r.store.ShownVotes(r.t.Context(), r.lead, r.id, assessment.RightManage, scoring.ShownVotes)
	r.check(err)
	if rounds := shown[question]; len(rounds) > 0 {
		votes = rounds[len(rounds)-1].All
	}
	return votes
}

// voted is how many have voted in the round that is open.
func (r *workshopRoom) voted(question string) int {
	r.t.Helper()
	w, _, err := r.store.Workshop(r.t.Context(), r.lead, r.id, assessment.RightManage)
	r.check(err)
	q, _ := w.Question(question)
	return q.Votes
}

// takeSeat makes a window the one that has a seat.
func (w *tab) takeSeat(r *workshopRoom, token string) {
	w.t.Helper()
	call(w, network.SetCookie, network.SetCookieParams{
		Name: "lauter-seat", Value: token, URL: w.base + r.path(), Path: r.path(), HTTPOnly: new(true),
	})
}

// enter joins a workshop by the form at its door.
func (w *tab) enter(r *workshopRoom) {
	w.t.Helper()
	w.visit(r.path())
	w.click(`main form button`)
	w.until(`document.querySelector("[data-room]") && document.readyState === "complete"`)
}

// tap chooses an answer.
func (w *tab) tap(vote string) {
	w.t.Helper()
	w.until(`document.body.classList.contains("scripted")`)
	w.click(`label[for=v-` + vote + `]`)
}

func (w *tab) says(text string) {
	w.t.Helper()
	w.until(`document.body?.innerText.includes(` + quoted(text) + `)`)
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

// nudge makes the page look whether the room has moved on.
func (w *tab) nudge() {
	w.t.Helper()
	eval[bool](w, `(dispatchEvent(new Event("online")), true)`)
}

// block lets requests to an address through no longer, as some networks do with streams.
func (w *tab) block(pattern string) {
	w.t.Helper()
	call(w, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: pattern, Block: true}}})
}

// keptVotes is what waits on a phone.
func (w *tab) keptVotes() int {
	return eval[int](w, `Object.keys(localStorage).filter(k => k.startsWith("lauter-room:")).length`)
}

var small = view{width: 360, height: 640, lang: "en"}

// TestTwoPhones vote in two languages, see the result, and keep their seats over a reload.
func TestTwoPhones(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{})
	one, two := openTab(t, h.program, small), openTab(t, h.program, view{width: 360, height: 640, lang: "de", dark: true})
	one.enter(r)
	two.enter(r)
	one.says("You’re in")
	two.says("Sie sind dabei")
	q := h.model.Questions()[0]
	r.step(started, opened(q.ID, 1))
	for _, w := range []*tab{one, two} {
		w.nudge()
		w.until(`document.getElementById("vote")`)
	}
	one.tap("2")
	one.says("Your vote: 2. You can change it until the votes are shown.")
	two.tap("dk")
	two.says("Ihre Stimme: Weiß ich nicht. Sie können sie ändern, bis die Stimmen gezeigt werden.")
	one.tap("4")
	one.says("Your vote: 4.")
	if n := r.voted(q.ID); n != 2 {
		t.Errorf("%d have voted, want 2", n)
	}
	for _, w := range []*tab{one, two} {
		if n := w.keptVotes(); n != 0 {
			t.Errorf("%d votes are still kept on a phone that has sent them", n)
		}
	}
	one.visit(r.path())
	one.until(`document.querySelector("[name=vote]:checked")?.value === "4"`)
	r.crowd(q.ID, 1, 3, 3)
	r.step(shown(q.ID, 1))
	one.nudge()
	two.nudge()
	one.says("Middle answer: 3")
	two.says("Ihre Stimme")
	two.says("Mittlere Antwort: 3")
	if got := eval[string](one, `document.querySelector(".mine .chip").textContent`); got != "4" {
		t.Errorf("marked as one's own: %q", got)
	}
	r.step(func(w *assessment.Workshop) error {
		return w.Agree(q.ID, &assessment.Agreement{Choice: 3, Middle: 3})
	})
	one.nudge()
	one.until(`document.querySelector(".agreed .chip")?.textContent === "3"`)
}

// TestPhoneOffline keeps a vote on the phone, sends it when there is a network again, and says so when that is too late.
func TestPhoneOffline(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{})
	q := h.model.Questions()[0].ID
	r.step(started, opened(q, 1))
	w := openTab(t, h.program, small)
	w.enter(r)
	w.offline(true)
	w.tap("5")
	w.says("Kept on this phone. It’s sent when you’re back online.")
	if n := w.keptVotes(); n != 1 {
		t.Errorf("%d votes are kept, want 1", n)
	}
	w.offline(false)
	w.nudge()
	w.says("Your vote: 5.")
	if n := r.voted(q); n != 1 {
		t.Fatalf("%d have voted, want 1", n)
	}
	r.crowd(q, 1, 2, 2, 3)
	w.offline(true)
	w.tap("1")
	w.says("Kept on this phone.")
	r.step(shown(q, 1))
	w.offline(false)
	w.nudge()
	w.says("The votes were already shown, so this one wasn’t counted.")
	w.says("Middle answer: 2")
	if n := w.keptVotes(); n != 0 {
		t.Errorf("%d votes are still kept", n)
	}
	votes := r.votes(q)
	if len(votes) != 4 || votes[3] != 5 {
		t.Errorf("votes %v, want the 5 from before the network was lost", votes)
	}
	if got := eval[string](w, `document.querySelector(".mine .chip").textContent`); got != "5" {
		t.Errorf("marked as one's own: %q, want the vote that counted", got)
	}
}

// TestPhoneWithoutStream finds out by asking, where a network lets no stream through.
func TestPhoneWithoutStream(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{})
	w := openTab(t, h.program, small)
	w.block("*://*:*/w/*/events")
	w.enter(r)
	q := h.model.Questions()[0].ID
	r.step(started, opened(q, 1))
	w.until(`document.getElementById("vote")`)
	w.tap("3")
	w.says("Your vote: 3.")
	r.crowd(q, 1, 3, 3, 3)
	r.step(shown(q, 1))
	w.says("Middle answer: 3")
}

// TestPhoneThatIsRemoved says that its seat is gone, and that the workshop is over, and keeps nothing.
func TestPhoneThatIsRemoved(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{})
	q := h.model.Questions()[0].ID
	r.step(started, opened(q, 1))
	w := openTab(t, h.program, small)
	w.enter(r)
	w.offline(true)
	w.tap("4")
	w.says("Kept on this phone.")
	seats, err := r.store.Seats(t.Context(), r.lead, r.id)
	h.check(err)
	h.check(r.store.RemoveSeat(t.Context(), r.lead, r.id, seats[0].ID))
	w.offline(false)
	w.nudge()
	w.says("This phone no longer has a seat.")
	w.until(`Object.keys(localStorage).filter(k => k.startsWith("lauter-room:")).length === 0`)
	w.enter(r)
	h.check(r.store.CloseWorkshop(t.Context(), r.lead, r.id, scoring.ShownVotes))
	w.nudge()
	w.says("This workshop is over")
}

// TestVotesKeptAreNotCounted: of one's votes on all questions only those count that the server has.
func TestVotesKeptAreNotCounted(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{Sequence: assessment.Together})
	r.step(started)
	w := openTab(t, h.program, small)
	w.enter(r)
	w.offline(true)
	w.tap("2")
	w.says("Kept on this phone.")
	w.says("My votes: 0 of 3")
	w.offline(false)
	w.nudge()
	w.says("My votes: 1 of 3") // on this question, or already on the next
}

// TestTapTwice takes one seat, however often somebody taps.
func TestTapTwice(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{})
	w := openTab(t, h.program, small)
	w.visit(r.path())
	w.until(`document.readyState === "complete"`)
	eval[bool](w, `(() => { const f = document.querySelector("[data-once]"); f.requestSubmit(); f.requestSubmit(); f.requestSubmit(); return true })()`)
	w.says("You’re in")
	seats, err := r.store.Seats(t.Context(), r.lead, r.id)
	h.check(err)
	if len(seats) != 1 {
		t.Errorf("%d seats, want 1", len(seats))
	}
}

// TestDotsOnThePhone votes on actions, however often somebody taps, and sees the ranking.
func TestDotsOnThePhone(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{})
	var actions []string
	for _, a := range h.model.Actions[:6] {
		actions = append(actions, a.ID)
	}
	r.step(started, (*assessment.Workshop).Wrap, func(w *assessment.Workshop) error { return w.OpenDots(actions) })
	w := openTab(t, h.program, small)
	w.enter(r)
	w.until(`document.body.classList.contains("scripted") && !!document.getElementById("dots")`)
	for _, id := range []string{"d-1", "d-2", "d-4"} {
		w.click(`label[for=` + id + `]`)
	}
	w.until(`[...document.querySelectorAll("#dots [name=action]")].every((box) => box.checked !== box.disabled)`)
	sent := eval[int](w, `(() => {
		const f = document.getElementById("dots");
		let sent = 0;
		addEventListener("submit", (event) => { if (!event.defaultPrevented) sent++ });
		for (let i = 0; i < 3; i++) f.requestSubmit(f.querySelector("button"));
		return sent;
	})()`)
	if sent != 1 {
		t.Errorf("three taps send %d forms", sent)
	}
	w.says("Your choice is in: 3 actions.")
	for range 4 {
		h.check(h.store.PlaceDots(t.Context(), r.code, r.seat("Jo"), actions[:1]))
	}
	h.check(h.store.ShowDots(t.Context(), h.lead, r.id))
	w.nudge()
	w.until(`document.querySelectorAll(".ranking li").length > 0`)
	if first := eval[string](w, `document.querySelector(".ranking li b").textContent`); first != "5 votes" {
		t.Errorf("the first action has %q", first)
	}
}

// TestPhoneFits needs no scrolling to vote on questions with short anchors, and its answers are as large as a thumb.
func TestPhoneFits(t *testing.T) {
	h := openHall(t)
	one := h.room(store.NewWorkshop{})
	all := h.room(store.NewWorkshop{Sequence: assessment.Together})
	q := h.model.Questions()[0].ID
	one.step(started, opened(q, 1))
	all.step(started)
	for _, lang := range []string{"en", "de"} {
		w := openTab(t, h.program, view{width: 360, height: 640, lang: lang})
		for _, r := range []*workshopRoom{one, all} {
			w.enter(r)
			w.tap("dk")
			w.until(`document.querySelector("#said.voted")`)
			end := eval[float64](w, `document.querySelector(".levels").getBoundingClientRect().bottom`)
			bar := eval[float64](w, `document.querySelector(".sent").getBoundingClientRect().top`)
			if end > bar {
				t.Errorf("%s, %s: the answers end at %v, under the bar that begins at %v", lang, r.path(), end, bar)
			}
			least := eval[float64](w, `Math.min(...[...document.querySelectorAll(".lvl")].map(l => l.getBoundingClientRect().height))`)
			if least < 56 {
				t.Errorf("%s: an answer is %v pixels high, want 56", lang, least)
			}
		}
	}
}

// TestVotingAllOnThePhone goes from question to question, and to the list of its votes.
func TestVotingAllOnThePhone(t *testing.T) {
	h := openHall(t)
	r := h.room(store.NewWorkshop{Sequence: assessment.Together})
	r.step(started)
	w := openTab(t, h.program, small)
	w.enter(r)
	for n := range 3 {
		w.says([]string{"Question 1 of 3", "Question 2 of 3", "Question 3 of 3"}[n])
		w.tap([]string{"2", "3", "dk"}[n])
		w.until(`document.querySelector("#said.voted")`)
		w.says([]string{"My votes: 1 of 3", "My votes: 2 of 3", "My votes: 3 of 3"}[n])
		if n == 1 {
			w.tap("4")
			w.says("Your vote: 4.")
			w.says("My votes: 2 of 3")
			w.offline(true)
			w.click(`#ways [rel=next]`)
			w.says("You’re offline. The other questions can be opened when you’re back online.")
			w.offline(false)
		}
		w.click(`#ways [rel=next]`)
	}
	w.says("You have voted on all 3 questions")
	w.visit(r.path() + "?q=1")
	w.says("My votes: 3 of 3")
	if strings.Contains(eval[string](w, `location.href + document.title`), "vote=") {
		t.Error("a vote stands in the address or the title")
	}
}
