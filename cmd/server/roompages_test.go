package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/store"
)

// roomPage is a page of somebody who takes part in a workshop.
type roomPage struct {
	room  *workshopRoom
	seat  string // its token; empty: none
	query string
	after string // what is done on it, as a script; empty: nothing
}

// roomPages are all states that a phone can be in, by name.
func roomPages(h *hall) map[string]roomPage {
	all := map[string]roomPage{}
	levels := func(votes ...assessment.Choice) []assessment.Choice { return votes }
	questions := h.model.Questions()
	first := questions[0].ID
	var free string
	for _, q := range questions {
		if q.AllowsNA {
			free = q.ID
			break
		}
	}
	roles := []assessment.SeatRole{"leadership", "marketing", "data", "technology", "legal", "other"}
	door := h.room(store.NewWorkshop{Threshold: 5, Roles: roles, Title: "Datenworkshop der Vertriebsleitung im Frühjahr"})
	all["door"] = roomPage{room: door}
	all["door-gone"] = roomPage{room: door, seat: "away"}
	all["door-word"] = roomPage{room: door, after: `(document.getElementById("before").open = true, document.getElementById("word").value = "2222", document.querySelector("#before form").requestSubmit())`}
	all["lobby"] = roomPage{room: door, seat: door.seat("")}
	named := h.room(store.NewWorkshop{Named: true})
	all["door-named"] = roomPage{room: named}
	all["door-name"] = roomPage{room: named, after: `(document.getElementById("name").removeAttribute("required"), document.querySelector("[data-once]").requestSubmit())`}
	locked := h.room(store.NewWorkshop{})
	locked.step(func(w *assessment.Workshop) error { w.Locked = true; return nil })
	all["door-locked"] = roomPage{room: locked}

	vote := h.room(store.NewWorkshop{Questions: []string{first, free, questions[4].ID}})
	seat := vote.seat("")
	vote.step(started, opened(first, 1))
	all["vote"] = roomPage{room: vote, seat: vote.seat("")}
	vote.vote(seat, first, 1, 3)
	all["voted"] = roomPage{room: vote, seat: seat}
	na := h.room(store.NewWorkshop{Questions: []string{free, first, questions[4].ID}})
	na.step(started, opened(free, 1))
	all["vote-na"] = roomPage{room: na, seat: na.seat("")}
	all["vote-refused"] = roomPage{room: na, seat: na.seat(""), after: `(document.getElementById("vote").querySelectorAll("[required]").forEach(r => r.required = false), document.getElementById("vote").submit())`}

	set := h.room(store.NewWorkshop{Sequence: assessment.Together, Questions: ids(questions[:15])})
	set.step(started)
	seat = set.seat("")
	set.vote(seat, first, 1, 2)
	set.vote(seat, questions[2].ID, 1, assessment.DontKnow)
	all["all"] = roomPage{room: set, seat: seat, query: "?q=3"}
	all["all-list"] = roomPage{room: set, seat: seat, query: "?q=list"}
	done := h.room(store.NewWorkshop{Sequence: assessment.Together})
	done.step(started)
	seat = done.seat("")
	for _, q := range questions[:3] {
		done.vote(seat, q.ID, 1, 4)
	}
	all["all-done"] = roomPage{room: done, seat: seat}

	talk := h.room(store.NewWorkshop{})
	talk.step(started)
	all["listen"] = roomPage{room: talk, seat: talk.seat("")}
	result := h.room(store.NewWorkshop{})
	result.step(started, opened(first, 1))
	seats := result.crowd(first, 1, levels(1, 2, 2, 3, 3, 3, 3, 5, assessment.DontKnow)...)
	result.step(shown(first, 1))
	all["result"] = roomPage{room: result, seat: seats[3]}
	again := h.room(store.NewWorkshop{})
	again.step(started, opened(first, 1))
	seats = again.crowd(first, 1, levels(1, 2, 2, 3, 3, 5, assessment.DontKnow)...)
	again.step(shown(first, 1), opened(first, 2))
	all["vote-second"] = roomPage{room: again, seat: seats[1]}
	agreed := h.room(store.NewWorkshop{})
	agreed.step(started, opened(first, 1))
	seats = agreed.crowd(first, 1, levels(1, 2, 2, 3, 3, 5, assessment.DontKnow)...)
	agreed.step(shown(first, 1), opened(first, 2))
	for i, seat := range seats {
		agreed.vote(seat, first, 2, levels(2, 3, 3, 3, 3, 4, 3)[i])
	}
	agreed.step(shown(first, 2), func(w *assessment.Workshop) error {
		return w.Agree(first, &assessment.Agreement{Choice: 3, Middle: 3})
	})
	all["agreed"] = roomPage{room: agreed, seat: seats[1]}
	over := h.room(store.NewWorkshop{})
	over.step(started, opened(first, 1))
	seats = over.crowd(first, 1, 2, 2, 3, 3)
	over.step(shown(first, 1), func(w *assessment.Workshop) error {
		return w.Agree(first, &assessment.Agreement{Choice: 3, Middle: 2, Note: "Belege"})
	}, func(w *assessment.Workshop) error { return w.GoTo("") })
	all["overview"] = roomPage{room: over, seat: seats[0]}

	var actions []string
	for _, a := range h.model.Actions[:6] {
		actions = append(actions, a.ID)
	}
	wrap := func(steps ...func(*assessment.Workshop) error) (*workshopRoom, string) {
		r := h.room(store.NewWorkshop{})
		r.step(append([]func(*assessment.Workshop) error{started, (*assessment.Workshop).Wrap}, steps...)...)
		return r, r.seat("")
	}
	openDots := func(w *assessment.Workshop) error { return w.OpenDots(actions) }
	r, token := wrap()
	all["wrap"] = roomPage{room: r, seat: token}
	r, token = wrap(openDots)
	h.check(h.store.PlaceDots(h.t.Context(), r.code, token, actions[1:4]))
	all["dots"] = roomPage{room: r, seat: token}
	r, token = wrap(openDots)
	for i := range 5 {
		h.check(h.store.PlaceDots(h.t.Context(), r.code, r.seat(""), actions[i%3:i%3+2]))
	}
	h.check(h.store.ShowDots(h.t.Context(), h.lead, r.id))
	all["dots-shown"] = roomPage{room: r, seat: token}

	late := h.room(store.NewWorkshop{})
	late.step(started, opened(first, 1))
	seats = late.crowd(first, 1, 2, 2, 3, 3)
	late.step(shown(first, 1))
	all["late"] = roomPage{room: late, seat: seats[0], after: fmt.Sprintf(`(() => {
		const f = document.createElement("form");
		f.method = "post"; f.action = location.pathname + "/vote";
		for (const [k, v] of Object.entries({question: %q, round: 1, vote: 5})) {
			const i = document.createElement("input"); i.name = k; i.value = v; f.append(i);
		}
		document.body.append(f); f.submit();
	})()`, first)}
	return all
}

func ids(questions []*assessment.Question) (all []string) {
	for _, q := range questions {
		all = append(all, q.ID)
	}
	return all
}

// openRoom opens such a page.
func (w *tab) openRoom(page roomPage) {
	w.t.Helper()
	if page.seat != "" {
		w.takeSeat(page.room, page.seat)
	}
	w.visit(page.room.path() + page.query)
	if page.after == "" {
		return
	}
	eval[bool](w, `(document.body.dataset.old = "1", true)`)
	eval[bool](w, `(`+page.after+`, true)`)
	w.until(`document.body && !document.body.dataset.old && document.readyState === "complete"`)
}

// closedRoom is one that has ended, and whose code is still known.
func (h *hall) closedRoom(w *tab) *workshopRoom {
	r := h.room(store.NewWorkshop{})
	w.visit(r.path())
	h.check(h.store.CloseWorkshop(h.t.Context(), h.lead, r.id, scoring.ShownVotes))
	return r
}

// TestRoomPagesAreAccessible runs axe on all states of a phone, and checks that nothing scrolls sideways.
func TestRoomPagesAreAccessible(t *testing.T) {
	h := openHall(t)
	pages := roomPages(h)
	for _, v := range []view{narrow, phone, {width: 360, height: 640, lang: "de"}, {width: 1280, height: 900, lang: "en", dark: true}} {
		if v.width != 360 {
			v.height = tall
		}
		t.Run(v.String(), func(t *testing.T) {
			w := openTab(t, h.program, v)
			for _, name := range slices.Sorted(maps.Keys(pages)) {
				w.openRoom(pages[name])
				w.checkPage()
			}
			w.visit("/join")
			w.checkPage()
			w.visit(h.closedRoom(w).path())
			w.checkPage()
		})
	}
}

// TestRoomPictures keeps all states of a phone as images: LAUTER_PICTURES=DIR go test -run RoomPictures.
func TestRoomPictures(t *testing.T) {
	if os.Getenv("LAUTER_PICTURES") == "" {
		t.Skip("LAUTER_PICTURES names no folder")
	}
	h := openHall(t)
	pages := roomPages(h)
	only := os.Getenv("LAUTER_PICTURE")
	for _, v := range []view{small, phone, narrow, {width: 360, height: 640, lang: "de"}, {width: 320, height: 640, lang: "de", dark: true}} {
		w := openTab(t, h.program, v)
		for _, name := range slices.Sorted(maps.Keys(pages)) { // before a seat is taken, its door
			page := pages[name]
			if only == "" || strings.Contains(","+only+",", ","+name+",") {
				w.openRoom(page)
				w.screen(name + "-" + v.String())
			}
		}
		if only == "" {
			w.visit("/join")
			w.screen("join-" + v.String())
			w.visit(h.closedRoom(w).path())
			w.screen("over-" + v.String())
		}
	}
}

// screen keeps what fits on the phone without scrolling, and the whole page, as images.
func (w *tab) screen(name string) {
	w.t.Helper()
	image, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	w.must(err)
	dir := os.Getenv("LAUTER_PICTURES")
	w.must(os.MkdirAll(dir, 0o755))
	w.must(os.WriteFile(filepath.Join(dir, name+".png"), image, 0o644))
	w.picture(name + "-whole")
}
