package main

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// begin starts an assessment in the window and returns its address without the question.
func (w *tab) begin(kind string) string {
	w.t.Helper()
	w.visit("/")
	w.click(fmt.Sprintf(`form:has([value=%s]) button, button[value=%s]`, kind, kind))
	w.waitPath("/questions/")
	w.ready()
	return strings.Split(w.path(), "/questions/")[0]
}

// ready waits until the question's script listens.
func (w *tab) ready() {
	w.t.Helper()
	w.until(`document.readyState === "complete" && !!document.querySelector("form[data-next]")`)
}

// until waits until the page says yes.
func (w *tab) until(expression string) {
	w.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		yes, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err != nil && !leavesPage(err) {
			w.t.Fatalf("%s: %v", expression, err)
		}
		if yes {
			return
		}
	}
	w.t.Fatalf("never true: %s\nstate: %s", expression, w.saveLine())
}

func (w *tab) saveLine() string {
	return eval[string](w, `document.querySelector(".save")?.textContent.trim() ?? ""`)
}

func (w *tab) question() string {
	return strings.TrimSuffix(path.Base(strings.Split(w.path(), "?")[0]), "#q")
}

// offline takes the network away, or gives it back.
func (w *tab) offline(gone bool) {
	w.t.Helper()
	call(w, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: gone}},
	})
	call(w, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: gone, DownloadThroughput: -1, UploadThroughput: -1,
	})
}

// stored is what the browser keeps on the device.
func (w *tab) stored() int {
	return eval[int](w, `Object.keys(localStorage).filter(k => k.startsWith("lauter:")).length`)
}

// TestKeyboardAlone fills in a full assessment with two keys for each question.
func TestKeyboardAlone(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	root := w.begin("full")
	keys := 0
	press := func(k string) { w.keys(k); keys++ }
	for i := range 46 {
		before := w.question()
		press(fmt.Sprint(1 + i%5))
		press(kb.Enter)
		if i < 45 {
			w.until(fmt.Sprintf("!location.pathname.endsWith(%q)", "/"+before))
		}
	}
	if keys > 92 {
		t.Errorf("%d keys for 46 questions, want at most 92", keys)
	}
	w.waitPath("/review")
	w.until(`document.readyState === "complete"`)
	press(kb.Enter)
	w.waitPath("/results")
	if keys > 96 {
		t.Errorf("%d keys to the results, want at most 96", keys)
	}
	if n := w.stored(); n != 0 {
		t.Errorf("%d answers are still kept on the device", n)
	}
	w.visit(root + "/review")
	if text := eval[string](w, `document.querySelector("main").innerText`); !strings.Contains(text, "46 of 46") {
		t.Errorf("the review says:\n%.300s", text)
	}
}

// TestAdvanceOnChoice needs one key for each question once that is switched on, and arrows never go on.
func TestAdvanceOnChoice(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	w.begin("quick")
	w.click(`button[name=advance]`)
	w.until(`document.querySelector("form[data-next]")?.dataset.advance === "on"`)
	w.ready()
	w.click(`#a-2`)
	first := w.question()
	w.until(fmt.Sprintf("!location.pathname.endsWith(%q)", "/"+first))
	second := w.question()
	eval[bool](w, `(document.querySelector("#a-1").focus(), true)`)
	for range 4 {
		w.keys(kb.ArrowDown)
		time.Sleep(60 * time.Millisecond)
	}
	if now := w.question(); now != second {
		t.Fatalf("arrows went from %s to %s", second, now)
	}
	if chosen := eval[string](w, `document.querySelector("[name=answer]:checked").value`); chosen != "5" {
		t.Errorf("four arrows down from the first answer chose %s", chosen)
	}
	for i := range 14 {
		before := w.question()
		w.keys(fmt.Sprint(1 + i%5))
		if i < 13 {
			w.until(fmt.Sprintf("!location.pathname.endsWith(%q)", "/"+before))
		}
	}
	w.waitPath("/review")
}

// TestFastTypingLosesNothing types without waiting for pages.
func TestFastTypingLosesNothing(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	root := w.begin("full")
	w.keys("3" + kb.Enter + "4" + kb.Enter + "2" + kb.Enter + "5" + kb.Enter)
	w.until(`document.querySelector(".place").innerText.includes("5 of 46")`)
	w.until(`Object.keys(localStorage).every(k => !k.startsWith("lauter:"))`)
	w.visit(root + "/review")
	w.until(`document.querySelector("main").innerText.includes("4 of 46")`)
}

// TestShortcutsCanBeSwitchedOff: then digits do nothing, and Enter still submits.
func TestShortcutsCanBeSwitchedOff(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	w.begin("quick")
	w.keys("?")
	w.until(`document.querySelector("dialog[open]")`)
	w.checkAccessible()
	w.keys(kb.Escape)
	w.until(`!document.querySelector("dialog[open]")`)
	w.click(`button[name=shortcuts]`)
	w.until(`document.querySelector("form[data-next]")?.dataset.shortcuts === "off"`)
	w.keys("3")
	if eval[bool](w, `!!document.querySelector("[name=answer]:checked")`) {
		t.Error("a digit chose an answer although shortcuts are off")
	}
}

// TestOffline answers on without a network, loads the page again, and finds everything on the server once.
func TestOffline(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	root := w.begin("full")
	for range 4 {
		w.answerAndGo("3")
	}
	time.Sleep(1500 * time.Millisecond) // pages that follow are fetched while nothing else goes on
	w.offline(true)
	for range 5 {
		w.answerAndGo("4")
	}
	w.until(`document.querySelector(".save").textContent.includes("5 answers are kept")`)
	if n := w.stored(); n != 5 {
		t.Errorf("%d answers are kept on the device, want 5", n)
	}
	w.offline(false)
	w.until(`Object.keys(localStorage).every(k => !k.startsWith("lauter:"))`)
	w.visit(root + "/review")
	w.until(`document.querySelector("main").innerText.includes("9 of 46")`)
}

// answerAndGo chooses and continues, and waits for the next question.
func (w *tab) answerAndGo(key string) {
	w.t.Helper()
	before := w.question()
	w.keys(key)
	w.keys(kb.Enter)
	w.until(fmt.Sprintf("!location.pathname.endsWith(%q)", "/"+before))
}

// TestServerGoesAway stops the program between two answers and starts it again.
func TestServerGoesAway(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	root := w.begin("full")
	w.answerAndGo("3")
	time.Sleep(time.Second)
	p.stop()
	w.answerAndGo("4")
	w.until(`document.querySelector(".save").textContent.includes("Trying again")`)
	again := start(t, "--addr", strings.TrimPrefix(p.url, "http://"), "--data", p.data)
	if again.url != p.url {
		t.Fatalf("restarted at %s", again.url)
	}
	w.until(`Object.keys(localStorage).every(k => !k.startsWith("lauter:"))`)
	w.visit(root + "/review")
	w.until(`document.querySelector("main").innerText.includes("2 of 46")`)
}

// TestTwoWindowsOneAnswer shows both states and lets either win.
func TestTwoWindowsOneAnswer(t *testing.T) {
	for _, test := range []struct{ name, button, want string }{
		{"keep the saved one", "Keep the saved answer", "2"},
		{"use mine", "Use mine", "4"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := start(t)
			first := openTab(t, p, desktop)
			root := first.begin("full")
			address := root + "/questions/" + first.question()
			second := first.sibling()
			second.visit(address)
			second.ready()
			first.keys("2")
			first.until(`document.querySelector(".save").textContent.includes("Saved")`)
			second.keys("4")
			second.until(`document.querySelector("h1").textContent.includes("two answers")`)
			second.checkAccessible()
			eval[bool](second, fmt.Sprintf(`([...document.querySelectorAll("main button")].find(b => b.textContent.trim() === %q).click(), true)`, test.button))
			second.until(`document.querySelector("form[data-next]")`)
			second.visit(address)
			second.until(fmt.Sprintf(`document.querySelector("[name=answer]:checked")?.value === %q`, test.want))
			if n := second.stored(); n != 0 {
				t.Errorf("%d answers are still kept on the device", n)
			}
		})
	}
}

// TestUndo takes the last change back.
func TestUndo(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	w.begin("full")
	w.keys("2")
	w.until(`document.querySelector(".save").textContent.includes("Saved")`)
	w.keys("5")
	w.keys("z")
	w.until(`document.querySelector("[name=answer]:checked")?.value === "2"`)
	w.until(`Object.keys(localStorage).every(k => !k.startsWith("lauter:"))`)
	w.visit(w.path())
	w.until(`document.querySelector("[name=answer]:checked")?.value === "2"`)
}

// TestStorageForbidden saves all the same.
func TestStorageForbidden(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	w.begin("full")
	eval[bool](w, `(Storage.prototype.setItem = () => { throw new Error("forbidden") }, true)`)
	w.keys("3")
	w.until(`document.querySelector(".save").textContent.includes("Saved")`)
	w.visit(w.path())
	w.until(`document.querySelector("[name=answer]:checked")?.value === "3"`)
}

// TestLongTextIsSavedWhileTyping keeps a note of full length, with signs of all kinds.
func TestLongTextIsSavedWhileTyping(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	w.begin("full")
	w.keys("m")
	w.until(`document.activeElement.name === "note"`)
	note := "Prüfung \u202Eשלום 📎 \u0007 " + strings.Repeat("ä", 3900)
	eval[bool](w, fmt.Sprintf(`(() => { const f = document.activeElement; f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); return true })()`, note))
	w.until(`document.querySelector(".save").textContent.includes("Saved")`)
	w.visit(w.path())
	w.until(`document.querySelector("[name=note]").value.endsWith("äää")`)
	if eval[bool](w, `document.querySelector("[name=note]").value.includes("\u0007")`) {
		t.Error("a control character was kept")
	}
}
