package main

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"lauter/assessment"
)

// wake takes a step that everybody is told of, from another device.
func (r *venueRoom) wake() {
	r.t.Helper()
	r.step("lock")
	r.step("unlock")
}

func (r *venueRoom) now() *assessment.Workshop {
	r.t.Helper()
	w, _, err := r.store.Workshop(r.t.Context(), r.viewer, r.id, assessment.RightManage)
	r.must(err)
	return w
}

// open opens a page of the workshop for whoever leads it.
func (r *venueRoom) open(v view, page string) *tab {
	r.t.Helper()
	w := openTab(r.t, r.program, v)
	w.takeCookies(r.client)
	w.visit(r.path(page))
	return w
}

const onPage = `document.body?.innerText.includes(%q)`

func (w *tab) shows(text string) { w.t.Helper(); w.until(fmt.Sprintf(onPage, text)) }

// TestRunByKeys leads a room through two questions without a mouse.
func TestRunByKeys(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 12)
	first, second := r.questions[0], r.questions[1]
	w := r.open(desktop, "run")
	w.shows("12 people are here")
	w.keys(" ")
	w.shows("Not voted on yet")
	w.keys(" ")
	w.shows("First vote is open")
	w.keys(" ") // nobody has voted: there is nothing to show
	r.vote(first, 1, divided...)
	r.wake()
	w.shows("Show 12 of 12 votes")
	w.keys(" ")
	w.shows("First vote, 12 votes shown")
	w.keys("4")
	w.until(`document.activeElement.id === "agreed-4" && document.activeElement.checked`)
	if q := r.now().Questions[0]; q.Agreed != nil {
		t.Error("a key alone has settled a question")
	}
	w.until(`getComputedStyle(document.querySelector(".agree-need .n5")).display !== "none"`)
	w.keys("a")
	w.shows("Second vote is open")
	w.until(`location.pathname.endsWith("/run")`)
	r.vote(first, 2, settled...)
	r.wake()
	w.shows("Show 12 of 12 votes")
	w.keys(" ")
	w.shows("It was 0.8 in the vote before.")
	w.keys("q")
	w.shows("The big screen shows how to join.")
	w.keys("q")
	w.shows("Large QR code")
	w.until(`!document.body.innerText.includes("The big screen shows how to join.")`)
	w.keys("b")
	w.shows("The big screen is blank.")
	w.keys("b")
	w.until(`!document.body.innerText.includes("The big screen is blank.")`)
	w.keys("?")
	w.until(`document.activeElement.id === "keys"`)
	w.keys(kb.ArrowRight)
	w.shows("Not voted on yet")
	if at := r.now().Current; at != second {
		t.Errorf("the arrow leads to %s", at)
	}
	w.keys(kb.ArrowLeft)
	w.shows("Second vote, 12 votes shown")

	w.click("#agree-note")
	for _, key := range []string{"a", "q", "b", " ", "1", "?"} {
		w.keys(key)
	}
	w.until(`document.getElementById("agree-note").value === "aqb 1?"`)
	if now := r.now(); now.Display != assessment.DisplayRoom || now.Questions[0].Phase != assessment.PhaseShown {
		t.Error("typing has led the room")
	}
	w.click("#agreed-3")
	w.keys(kb.ArrowRight) // belongs to the choice
	w.until(`document.getElementById("agreed-4").checked`)
	if at := r.now().Current; at != first {
		t.Error("an arrow in a choice has led the room on")
	}
}

// TestRunWithoutKeys: whoever has switched shortcuts off types in peace.
func TestRunWithoutKeys(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 12)
	w := r.open(desktop, "run")
	w.shows("Turn shortcuts off")
	h.client.do("POST", "/preferences", url.Values{"shortcuts": {"off"}})
	w.visit(r.path("run"))
	w.shows("Turn shortcuts on")
	w.keys(" ")
	w.keys("b")
	time.Sleep(300 * time.Millisecond)
	if now := r.now(); now.Stage != assessment.StageLobby || now.Display != assessment.DisplayRoom {
		t.Error("keys that are switched off have led the room")
	}
}

// TestVoteOnActions opens the vote on actions from the page of whoever leads, and shows it there.
func TestVoteOnActions(t *testing.T) {
	h := newVenue(t, "en")
	r := h.together("Data")
	r.step("agree_rest")
	r.step("wrap")
	w := r.open(desktop, "run")
	w.shows("Wrap-up")
	w.click(`#dots-box .btn`)
	w.shows("0 of 12 have voted")
	w.until(`location.pathname.endsWith("/run")`)
	for _, seat := range r.seats[:6] {
		r.must(r.store.PlaceDots(t.Context(), r.code, seat, []string{r.now().Actions[0].ID}))
	}
	r.wake()
	w.shows("6 of 12 have voted")
	w.keys(" ")
	w.until(`document.querySelectorAll(".dot-rank li").length > 0`)
	if now := r.now(); now.DotsPhase != assessment.PhaseShown {
		t.Errorf("the vote on actions is %s", now.DotsPhase)
	}
	if eval[bool](w, `!document.getElementById("lost").hidden`) {
		t.Error("the page says that it has lost contact")
	}
}

// TestRefusedVoteOnActions: a form with no action in it comes back with what is wrong.
func TestRefusedVoteOnActions(t *testing.T) {
	h := newVenue(t, "en")
	r := h.together("Data")
	r.step("agree_rest")
	r.step("wrap")
	w := r.open(desktop, "run")
	w.until(`!!document.getElementById("dots-box")`)
	eval[bool](w, `(document.querySelectorAll("[name=action]").forEach((box) => { box.checked = false }), true)`)
	w.click(`#dots-box .btn`)
	w.until(`!!document.querySelector(".errors")`)
}

// TestRunInFullScreen: steps are taken in place, so the page keeps the whole screen.
func TestRunInFullScreen(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 12)
	w := r.open(desktop, "run")
	w.shows("12 people are here")
	w.click("#full")
	w.until(`!!document.fullscreenElement && document.getElementById("full").ariaPressed === "true"`)
	w.click(`[data-key=space]`)
	w.shows("Not voted on yet")
	w.until(`!!document.fullscreenElement`)
	w.click("#full")
	w.until(`!document.fullscreenElement && document.getElementById("full").ariaPressed === "false"`)
}

// TestTypingIsKept types while people come, votes come in, and somebody else takes steps.
func TestTypingIsKept(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 7)
	first := r.questions[0]
	r.step("start")
	r.step("open", "question="+first, "round=0")
	w := r.open(desktop, "run")
	w.shows("0 of 7 have voted")
	w.click("#park-text")
	w.keys("Who pays for")
	r.vote(first, 1, 2, 3, 4, 3, 3)
	r.enter(1)
	r.wake()
	w.shows("5 of 8 have voted")
	w.until(`document.activeElement.id === "park-text" && document.activeElement.value === "Who pays for"`)
	w.keys(" it?")
	r.step("show", "question="+first, "round=1")
	w.shows("First vote, 5 votes shown")
	w.until(`document.getElementById("park-text").value === "Who pays for it?"`)

	w.click("#agree-note")
	w.keys("Since July")
	r.enter(1)
	r.wake()
	w.shows("9 people, anonymous")
	w.until(`document.activeElement.id === "agree-note" && document.activeElement.value === "Since July"`)
	w.click(`.park button`)
	w.until(`document.getElementById("parked").innerText.includes("Who pays for it?")`)
	w.until(`document.getElementById("park-text").value === ""`)
	w.until(`document.getElementById("agree-note").value === "Since July"`)

	w.click(`[data-key=right]`) // and what was typed is there again when one comes back
	w.shows("Not voted on yet")
	w.until(`document.getElementById("agree-note").value === ""`)
	w.click(`[data-key=left]`)
	w.shows("First vote, 5 votes shown")
	w.until(`document.getElementById("agree-note").value === "Since July"`)

	r.step("agree", "question="+first, "round=1", "seen=", "agreed=3", "note=Theirs")
	w.shows("Theirs")
	w.click(`[data-key=right]`)
	w.shows("Not voted on yet")
}

// TestRefusedAgreementIsShownAgain: a form that could not be kept comes back with a script, too.
func TestRefusedAgreementIsShownAgain(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 7)
	first := r.questions[0]
	r.step("start")
	r.step("open", "question="+first, "round=0")
	r.vote(first, 1, 2, 3, 4, 3, 3)
	r.step("show", "question="+first, "round=1")
	w := r.open(desktop, "run")
	w.keys("5")
	w.click("#agree-form .btn-main")
	w.shows("This isn’t what the votes proposed.")
	w.until(`document.getElementById("agreed-5").checked && location.pathname.endsWith("/run")`)
	w.click("#agree-note")
	w.keys("We looked at the register")
	r.enter(1)
	r.wake()
	w.shows("8 people, anonymous")
	w.until(`document.getElementById("agree-note").value === "We looked at the register"`)
	w.click("#agree-form .btn-main")
	w.shows("Agreed: 5, Leading")
	w.until(`!document.querySelector(".errors")`)
}

// TestScreenFollows: the big screen is where the room is within a second of each step.
func TestScreenFollows(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 12)
	first := r.questions[0]
	w := r.open(view{width: 1280, height: 720, lang: "en"}, "screen")
	w.shows("12 people are here")
	follows := func(text string, take func()) {
		t.Helper()
		take()
		began := time.Now()
		w.shows(text)
		if late := time.Since(began); late > time.Second {
			t.Errorf("%q after %v", text, late)
		}
	}
	follows("Question 1 of 3", func() { r.step("start") })
	follows("0 of 12 have voted", func() { r.step("open", "question="+first, "round=0") })
	r.vote(first, 1, divided...)
	follows("12 of 12 have voted", r.wake)
	follows("Answers lie 0.8 levels", func() { r.step("show", "question="+first, "round=1") })
	w.until(`[...document.querySelectorAll(".dist circle")].every(c => getComputedStyle(c).animationName === "drop")`)
	follows("Agreed", func() { r.step("agree", "question="+first, "round=1", "seen=", "agreed=3") })
	follows("Join with your phone", func() { r.step("display", "display=code") })
	r.step("display", "display=blank")
	w.until(`document.documentElement.classList.contains("blank") && !document.querySelector(".qr")`)
	follows("Agreed", func() { r.step("display", "display=room") })
	follows("Agreed: 1 of 3", func() { r.step("wrap") })
}

// TestScreenKeepsStill: with reduced motion no dot drops.
func TestScreenKeepsStill(t *testing.T) {
	h := newVenue(t, "en")
	r := h.together("Data")
	r.step("goto", "question="+r.questions[3])
	w := openTab(t, r.program, view{width: 1280, height: 720, lang: "en"})
	w.takeCookies(r.client)
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	w.visit(r.path("screen"))
	w.until(`document.querySelectorAll(".dist circle").length === 12`)
	w.until(`[...document.querySelectorAll(".dist circle")].every(c => getComputedStyle(c).animationName === "none")`)
}

// TestRunWithoutTheServer: whoever leads is told that the server can't be reached, and goes on when it is there again.
func TestRunWithoutTheServer(t *testing.T) {
	h := newVenue(t, "en")
	r := h.workshop("Data", assessment.OneByOne, false, 3, 7)
	w := r.open(desktop, "run")
	w.shows("7 people are here")
	w.offline(true)
	w.keys(" ")
	w.shows("Lost contact with the server.")
	w.offline(false)
	w.until(`document.getElementById("lost").hidden`)
	w.keys(" ")
	w.shows("Not voted on yet")
}
