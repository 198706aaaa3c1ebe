package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Budgets of a first visit, fonts included.
const (
	mostBytes    = 90_000
	mostRequests = 8
	mostScript   = 10_000
)

// load counts what the browser fetches for one page.
type load struct {
	mu       sync.Mutex
	kinds    map[network.RequestID]network.ResourceType
	requests int
	bytes    float64
	script   float64
}

func (l *load) watch(event any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if strings.HasPrefix(e.Request.URL, "http") {
			l.kinds[e.RequestID] = e.Type
			l.requests++
		}
	case *network.EventLoadingFinished:
		l.bytes += e.EncodedDataLength
		if l.kinds[e.RequestID] == network.ResourceTypeScript {
			l.script += e.EncodedDataLength
		}
	}
}

// TestFirstVisitIsLight opens each of the main pages with an empty cache.
func TestFirstVisitIsLight(t *testing.T) {
	p := start(t)
	s := build(t, p, "de")
	for _, name := range mainPages {
		t.Run(name, func(t *testing.T) {
			w := openTab(t, p, view{width: 390, height: 844, lang: "de"})
			w.takeCookies(s.client)
			l := &load{kinds: map[network.RequestID]network.ResourceType{}}
			w.must(chromedp.Listen(w.ctx, l.watch))
			w.visit(s.pages[name])
			w.until(`document.fonts.status === "loaded"`)
			time.Sleep(400 * time.Millisecond)
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.bytes > mostBytes || l.requests > mostRequests || l.script > mostScript {
				t.Errorf("%.0f bytes in %d requests, script %.0f; at most %d, %d, %d", l.bytes, l.requests, l.script, mostBytes, mostRequests, mostScript)
			}
			if l.requests < 4 || l.bytes < 20_000 {
				t.Errorf("%.0f bytes in %d requests: this counts nothing", l.bytes, l.requests)
			}
		})
	}
}

// TestForcedColours: what colour says must still be seen when the system takes the colours away.
func TestForcedColours(t *testing.T) {
	p := start(t)
	s := build(t, p, "en")
	w := openTab(t, p, desktop)
	w.takeCookies(s.client)
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}},
	})
	differs := func(page, what, one, other string) {
		t.Helper()
		w.visit(s.pages[page])
		look := `(e => { const c = getComputedStyle(e); return [c.borderTopColor, c.borderTopWidth, c.outlineStyle, c.outlineWidth, c.backgroundColor, c.borderBottomWidth, c.borderBottomColor, c.boxShadow].join() })`
		if eval[bool](w, fmt.Sprintf(`%s(document.querySelector(%q)) === %s(document.querySelector(%q))`, look, one, look, other)) {
			t.Errorf("%s looks like any other", what)
		}
	}
	differs("question-finished", "the chosen answer", ".lvl:has(:checked)", ".lvl:not(:has(:checked))")
	differs("results", "the current tab", ".tabs [aria-current]", ".tabs a:not([aria-current])")
	w.visit(s.pages["results"])
	w.until(`[...document.querySelectorAll(".caps circle")].length >= 15`)
	if eval[bool](w, `(() => { const dot = getComputedStyle(document.querySelector(".caps circle")); return dot.fill === getComputedStyle(document.body).backgroundColor && (dot.stroke === "none" || dot.stroke === dot.fill) })()`) {
		t.Error("dots have the colour of the page")
	}
}

// TestBackAfterFinishing goes back from the results to the review and on again; nothing breaks.
func TestBackAfterFinishing(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	w.begin("quick")
	for i := range 15 {
		if i < 14 {
			w.answerAndGo("3")
			continue
		}
		w.keys("3")
		w.keys("\r")
	}
	w.waitPath("/review")
	w.until(`document.readyState === "complete"`)
	w.keys("\r")
	results := w.waitPath("/results")
	w.visit(strings.Replace(results, "/results", "/review", 1))
	w.until(`document.body.innerText.includes("Finished")`)
	w.visit(results)
	w.until(`document.querySelector("data[data-scope=overall][data-what=score]")`)
}

// TestComesBackToTheSameQuestion: who leaves goes on where they stopped.
func TestComesBackToTheSameQuestion(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	root := w.begin("full")
	for range 3 {
		w.answerAndGo("2")
	}
	stopped := w.question()
	w.visit("/")
	w.click(`.own a`)
	w.until(fmt.Sprintf("location.pathname === %q", root))
	w.click(`main a.btn-main`)
	w.waitPath("/questions/" + stopped)
}

// TestWaitingAnswerIsSentOnce: what waits on the device is sent once when the network is back.
func TestWaitingAnswerIsSentOnce(t *testing.T) {
	p := start(t)
	w := openTab(t, p, desktop)
	root := w.begin("full")
	question := w.question()
	w.offline(true)
	w.keys("4")
	w.until(`document.querySelector(".save").textContent.includes("kept on this device")`)
	w.offline(false)
	w.until(`Object.keys(localStorage).every(k => !k.startsWith("lauter:"))`)
	posts := strings.Count(p.out.String(), `"method":"POST","route":"/assessments/:id/questions/:q"`)
	if posts != 1 {
		t.Errorf("one answer was sent %d times", posts)
	}
	w.visit(root + "/questions/" + question)
	w.until(`document.querySelector("[name=answer]:checked")?.value === "4"`)
}

// TestActionBarIsOneRow on a phone: below the answers it leaves room for them, in either language.
func TestActionBarIsOneRow(t *testing.T) {
	p := start(t)
	for _, v := range []view{{width: 360, height: 740, lang: "de"}, {width: 390, height: 844, lang: "de"}, {width: 390, height: 844, lang: "en"}} {
		w := openTab(t, p, v)
		w.begin("full")
		if eval[bool](w, `!!document.querySelector("[value=back]")`) {
			t.Error("a way back leads from the first question")
		}
		for _, at := range []string{"first", "second"} {
			w.click(`label[for=a-2]`)
			w.until(`document.querySelector(".save time") && !document.querySelector("[value=clear]").hidden`)
			if high := eval[float64](w, `document.querySelector(".act").getBoundingClientRect().height`); high > 66 {
				t.Errorf("%s, %s question: the bar is %v pixels high, want one row", v, at, high)
			}
			if at == "first" {
				w.click(`.act .btn-main`)
				w.until(`document.querySelector(".act [value=back]")`)
			}
		}
	}
}

// TestEnterGoesOn: Enter in a field of the answer's form is its main button, not the one that clears the answer.
func TestEnterGoesOn(t *testing.T) {
	p := start(t)
	v := narrow
	v.noScript = true
	w := openTab(t, p, v)
	w.begin("full")
	first := w.path()
	w.click(`label[for=a-3]`)
	w.click(`details:has([name=evidence]) summary`)
	w.click(`[name=evidence]`)
	w.keys("Register")
	w.keys(kb.Enter)
	w.until(`document.querySelector(".act [value=back]")`)
	w.visit(first)
	w.until(`document.querySelector("[name=answer]:checked")?.value === "3"`)
}
