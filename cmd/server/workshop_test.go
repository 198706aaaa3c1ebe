package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// bodies keeps every byte that a window was sent until it is told to stop.
type bodies struct {
	mu   sync.Mutex
	w    *tab
	done bool
	ids  []network.RequestID
}

func (w *tab) record() *bodies {
	w.t.Helper()
	b := &bodies{w: w}
	w.must(chromedp.Listen(w.ctx, func(event any) {
		if e, ok := event.(*network.EventLoadingFinished); ok {
			b.mu.Lock()
			defer b.mu.Unlock()
			if !b.done {
				b.ids = append(b.ids, e.RequestID)
			}
		}
	}))
	return b
}

// all are the bodies that the browser still has, as text.
func (b *bodies) all() (texts []string) {
	b.mu.Lock()
	b.done = true
	ids := slices.Clone(b.ids)
	b.mu.Unlock()
	for _, id := range ids {
		body, err := chromedp.Call(b.w.ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: id})
		if err == nil { // else the browser has let go of it: a page that was left
			texts = append(texts, string(body.Body))
		}
	}
	return texts
}

// TestWholeWorkshop goes through a workshop as twelve people with phones in two languages, somebody who leads it on a
// laptop, and a big screen: from the empty server to agreed answers in the assessment, all of it by what pages offer.
func TestWholeWorkshop(t *testing.T) {
	p := start(t)
	lead := openTab(t, p, desktop)
	root := lead.begin("quick")
	lead.visit(root)
	lead.click(`a[href$="/workshops"]`)
	lead.waitPath("/workshops")
	lead.click(`a[href$="/workshops/new"]`)
	lead.waitPath("/workshops/new")
	lead.click(`#title`)
	lead.keys("Vertrauen und Daten")
	lead.click(`label[for=set-capabilities]`)
	lead.click(`input[name=capability][value="data.origin"]`)
	lead.click(`input[name=capability][value="data.quality"]`)
	lead.click(`input[name=capability][value="data.purpose"]`)
	lead.click(`main form .btn-main`)
	lead.says("How people join")
	code := eval[string](lead, `document.querySelector(".big-code").innerText.replace(/\s|Code/g, "")`)
	if len(code) != 6 {
		t.Fatalf("the page shows the code %q", code)
	}
	workshop := eval[string](lead, `location.pathname`)

	screen := lead.sibling()
	screen.visit(workshop + "/screen?lang=de")
	lead.click(`a[href$="/run"]`)
	lead.waitPath("/run")
	onScreen, onRun := screen.record(), lead.record()

	var phones []*tab
	for i := range 12 {
		lang := "en"
		if i%2 == 1 {
			lang = "de"
		}
		w := openTab(t, p, view{width: 390, height: 844, lang: lang})
		w.visit("/join")
		w.click(`input[name=code]`)
		w.keys(strings.ToLower(code[:3]) + " " + code[3:])
		w.click(`main form button`)
		w.until(`location.pathname === "/w/` + code + `" && document.readyState === "complete"`)
		w.click(`main form button`)
		w.until(`document.querySelector("[data-room]") && document.readyState === "complete"`)
		phones = append(phones, w)
	}
	lead.says("12 people are here")
	screen.says("12")
	lead.click(`#do-main`)

	// Three questions: split, agreed, and one that nobody knows. The lowest vote on the first is the mark that is searched.
	votes := [][]string{
		{"1", "1", "1", "1", "2", "3", "4", "5", "5", "5", "5", "5"},
		{"3", "3", "3", "3", "3", "3", "3", "3", "3", "3", "4", "3"},
		{"dk", "dk", "dk", "dk", "dk", "dk", "dk", "dk", "2", "2", "dk", "dk"},
	}
	for i, w := range phones {
		for _, question := range votes {
			w.until(`document.querySelector("#v-1") && !document.querySelector("#said.voted")`)
			w.tap(question[i])
			w.until(`document.querySelector("#said.voted")`)
			w.click(`#ways [rel=next]`)
		}
		w.says(map[string]string{"en": "You have voted on all 3 questions", "de": "Sie haben über alle 3 Fragen abgestimmt"}[[]string{"en", "de"}[i%2]])
	}
	lead.says("12 of 12")
	for name, sent := range map[string][]string{"the big screen": onScreen.all(), "whoever leads": onRun.all()} {
		if len(sent) == 0 {
			t.Errorf("nothing was recorded of what %s was sent", name)
		}
		for _, body := range sent {
			for _, drawn := range []string{`class="dist`, `"votes":`, "levels from the middle", "Stufen von der Mitte"} {
				if strings.Contains(body, drawn) {
					t.Errorf("%s was sent %q before the votes were shown", name, drawn)
				}
			}
		}
	}

	lead.click(`#do-main`)
	lead.says("Discuss first, 2 of 3")
	screen.until(`document.querySelector("#main")?.innerText.length > 0`)
	lead.click(`.agenda button[value=agree_rest]`)
	lead.says("Agreed: 1 of 3")
	lead.click(`.agenda-rows button`)
	lead.says("Views differ.")
	screen.until(`document.querySelector(".dist")`)
	phones[0].until(`document.querySelector(".dist")`)
	phones[1].says("Ihre Stimme")

	lead.click(`button[data-key=a]`)
	lead.says("Second vote is open")
	for _, w := range phones {
		w.until(`document.querySelector("#v-3") && !document.querySelector("#said.voted")`)
		w.tap("3")
		w.until(`document.querySelector("#said.voted")`)
	}
	lead.says("Show 12 of 12 votes")
	lead.click(`#do-main`)
	lead.says("Second vote, 12 votes shown")
	screen.says("Sie sind sich näher gekommen")
	lead.click(`#agree-note`)
	lead.keys("Signed off since July")
	lead.click(`#agree-form .btn-main`)
	lead.says("Agreed: 3, Defined")
	phones[2].says("Agreed")

	lead.visit(workshop + "/write")
	lead.click(`main form .btn-main`)
	lead.until(`!location.pathname.endsWith("/write") || document.querySelector("[role=status], .notice-ok")`)
	lead.visit(root + "/results/answers")
	lead.says("Signed off since July")
	if n := eval[int](lead, `document.body.innerText.split("Signed off since July").length - 1`); n != 1 {
		t.Errorf("the note stands %d times among the answers", n)
	}

	lead.visit(workshop + "/close")
	lead.click(`main form .btn-danger`)
	lead.waitPath("/wrap")
	phones[3].until(`document.body.innerText.includes("Dieser Workshop ist")`)
	lead.visit(workshop + "/ledger")
	lead.says("Signed off since July")
	nothingLeft(t, p)
}

// nothingLeft searches the files of the database for what leads to people.
func nothingLeft(t *testing.T, p *program) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(p.data, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files of the data folder: %v, %v", files, err)
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil && strings.Contains(string(content), "127.0.0.1") {
			t.Errorf("%s holds an address", filepath.Base(file))
		}
	}
}

var chosenVote = regexp.MustCompile(`<input type="radio" name="vote"[^>]* value="(\w+)"[^>]* checked`)

// TestKilledWhileVoting kills the program while thirty phones vote: after the restart each finds its last acknowledged
// vote, or one that it sent after that, and nobody is counted twice.
func TestKilledWhileVoting(t *testing.T) {
	h := newCongress(t, func(args ...string) *exec.Cmd { return child(context.Background(), args...) })
	var room []*handset
	for range 30 {
		room = append(room, h.seat(t))
	}
	for round := range 3 {
		acked := make([]int, len(room)) // 0: none
		sent := make([]map[int]bool, len(room))
		ctx, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		var voted atomic.Int64
		for i, p := range room {
			sent[i] = map[int]bool{}
			group.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					level := 1 + (i+n)%5
					sent[i][level] = true
					if p.vote(level) != nil {
						return
					}
					if acked[i] == 0 {
						voted.Add(1)
					}
					acked[i] = level
					clear(sent[i])
				}
			})
		}
		until(t, "everybody has voted", func() bool { return voted.Load() == int64(len(room)) })
		time.Sleep(time.Duration(50*round) * time.Millisecond)
		h.kill()
		group.Wait()
		stop()
		h.start(t)
		for i, p := range room {
			resp, err := p.request(http.MethodGet, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			if match := chosenVote.FindSubmatch(body); match != nil {
				found, _ = strconv.Atoi(string(match[1]))
			}
			if acked[i] != 0 && found != acked[i] && !sent[i][found] {
				t.Errorf("phone %d was told that %d is kept, and finds %d", i, acked[i], found)
			}
		}
		if page := h.get(t, "/workshops/"+h.workshop+"/run?lang=en"); !strings.Contains(page, "30 of 30") {
			t.Errorf("after kill %d not 30 of 30 are counted", round+1)
		}
	}
}
