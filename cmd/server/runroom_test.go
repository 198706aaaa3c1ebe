package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/store"
	"lauter/web"
)

// venue is a running server whose store the test can reach, for what happens on the phones of a room.
type venue struct {
	*program
	t      *testing.T
	store  *store.Store
	model  *assessment.Model
	viewer assessment.Viewer
	client *client
	root   string // address of the assessment
}

func newVenue(t *testing.T, lang string) *venue {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &venue{program: &program{url: "http://" + listener.Addr().String()}, t: t}
	if h.model, err = assessment.Load(); err != nil {
		t.Fatal(err)
	}
	if h.store, err = store.Open(t.Context(), t.TempDir(), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.must(h.store.ImportModel(t.Context(), h.model, assessment.Shipped()))
	address, err := url.Parse(h.url)
	h.must(err)
	site := web.New(web.Config{
		Store: h.store, Model: h.model, URL: address, Now: time.Now, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	server := httptest.NewUnstartedServer(site)
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(site.Close)
	h.client = newClient(t, h.program, lang)
	began := h.client.submit(h.client.get("/"), buttons[lang]["full"], url.Values{"organisation": {"Nordwind Handel GmbH"}})
	h.root, _, _ = strings.Cut(began.url.Path, "/questions/")
	base, err := url.Parse(h.url)
	h.must(err)
	for _, cookie := range h.client.http.Jar.Cookies(base) {
		if viewer, err := h.store.Viewer(context.Background(), cookie.Value); err == nil && viewer.GuestID != "" {
			h.viewer = viewer
		}
	}
	return h
}

func (h *venue) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// venueRoom is a workshop at a venue.
type venueRoom struct {
	*venue
	id, code  string
	questions []string
	seats     []string // tokens
}

// workshop prepares a workshop on the first questions of the model, with this many people in it.
func (h *venue) workshop(title string, sequence assessment.Sequence, named bool, questions, people int) *venueRoom {
	h.t.Helper()
	r := &venueRoom{venue: h}
	for _, q := range h.model.Questions()[:questions] {
		r.questions = append(r.questions, q.ID)
	}
	id := strings.TrimPrefix(h.root, "/assessments/")
	var err error
	r.id, err = h.store.CreateWorkshop(h.t.Context(), h.viewer, id, store.NewWorkshop{
		Title: title, Sequence: sequence, Named: named, Threshold: 5, Questions: r.questions, Roles: assessment.SeatRoles, Minutes: 90,
	})
	h.must(err)
	w, _, err := h.store.Workshop(h.t.Context(), h.viewer, r.id, assessment.RightManage)
	h.must(err)
	r.code = w.Code
	r.enter(people)
	return r
}

// enter lets more people in.
func (r *venueRoom) enter(people int) {
	r.t.Helper()
	roles := []assessment.SeatRole{"marketing", "technology", "marketing", "legal"}
	for i := range people {
		role := roles[i%len(roles)]
		if i < 10 {
			role = roles[i%2]
		}
		token := store.NewTicket()
		_, _, err := r.store.TakeSeat(r.t.Context(), r.code, token, role, "Person "+string(rune('A'+i%26)))
		r.must(err)
		r.seats = append(r.seats, token)
	}
}

// vote casts votes on a question, one for each seat from the first on.
func (r *venueRoom) vote(question string, round int, votes ...assessment.Choice) {
	r.t.Helper()
	for i, v := range votes {
		r.must(r.store.Vote(r.t.Context(), r.code, r.seats[i], question, round, v))
	}
}

// step takes steps by forms, each "do" with "field=value".
func (r *venueRoom) step(do string, fields ...string) {
	r.t.Helper()
	form := url.Values{"do": {do}}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		form.Add(name, value)
	}
	page := r.client.do(http.MethodPost, r.path("steps"), form)
	if page.status != 200 || page.url.RawQuery != "" {
		r.t.Fatalf("%s %v: %d, %s", do, fields, page.status, page.url)
	}
}

func (r *venueRoom) path(page string) string { return "/workshops/" + r.id + "/" + page }

const dk, na = assessment.DontKnow, assessment.NotApplicable

// divided and settled are how twelve people vote where they disagree, and where they do not.
var (
	divided = []assessment.Choice{2, 3, 2, 4, 2, 4, 3, 4, 5, 3, dk, dk}
	settled = []assessment.Choice{3, 3, 3, 4, 3, 3, 3, 3, 2, 3, 3, dk}
)

// together is a workshop whose first votes on all questions are shown.
func (h *venue) together(title string) *venueRoom {
	h.t.Helper()
	r := h.workshop(title, assessment.Together, false, 15, 12)
	r.step("start")
	for i, q := range r.questions {
		switch {
		case i%3 == 0:
			r.vote(q, 1, divided...)
		case i == 7:
			r.vote(q, 1, divided[:3]...)
		default:
			r.vote(q, 1, settled...)
		}
	}
	r.step("show_all")
	return r
}

// dotted is a workshop that votes on actions, or has done so.
func (h *venue) dotted(shown bool) *venueRoom {
	h.t.Helper()
	r := h.together("Daten-Workshop")
	r.step("agree_rest")
	r.step("wrap")
	var fields []string
	for _, a := range h.model.Actions[:12] {
		fields = append(fields, "action="+a.ID)
	}
	r.step("open_dots", fields...)
	for i, seat := range r.seats[:9] {
		chosen := []string{h.model.Actions[i%4].ID, h.model.Actions[i%3+3].ID, h.model.Actions[11].ID}
		r.must(r.store.PlaceDots(h.t.Context(), r.code, seat, chosen))
	}
	if shown {
		r.step("show_dots")
	}
	return r
}

// rooms are workshops in every state, by the name of their pages.
func (h *venue) rooms() map[string]string {
	h.t.Helper()
	pages := map[string]string{}
	keep := func(name string, r *venueRoom) {
		pages["run-"+name] = r.path("run")
		pages["screen-"+name] = r.path("screen")
	}
	keep("lobby", h.workshop("Daten-Workshop", assessment.Together, false, 15, 12))
	keep("lobby-empty", h.workshop("", assessment.OneByOne, true, 3, 0))
	vote := h.workshop("Daten-Workshop", assessment.Together, false, 46, 12)
	vote.step("start")
	for _, q := range vote.questions[:30] {
		vote.vote(q, 1, divided[:8]...)
	}
	keep("vote", vote)
	early := h.workshop("Daten-Workshop", assessment.Together, false, 46, 12)
	early.step("start")
	early.step("lock")
	early.vote(early.questions[0], 1, 3, 4)
	keep("vote-early", early)

	keep("overview", h.together("Daten-Workshop"))
	talk := h.together("Daten-Workshop")
	talk.step("goto", "question="+talk.questions[3])
	talk.step("clock", "clock=start")
	talk.step("park", "text=Wer unterschreibt die Auftragsverarbeitung mit der neuen Agentur?")
	keep("shown", talk)
	open := h.together("Daten-Workshop")
	open.step("goto", "question="+open.questions[3])
	open.step("open", "question="+open.questions[3], "round=1")
	open.vote(open.questions[3], 2, settled[:8]...)
	keep("open", open)
	again := h.together("Daten-Workshop")
	again.step("goto", "question="+again.questions[3])
	again.step("open", "question="+again.questions[3], "round=1")
	again.vote(again.questions[3], 2, settled...)
	again.step("show", "question="+again.questions[3], "round=2")
	keep("again", again)
	few := h.together("Daten-Workshop")
	few.step("goto", "question="+few.questions[7])
	keep("few", few)
	agreed := h.together("Daten-Workshop")
	agreed.step("agree_rest")
	agreed.step("goto", "question="+agreed.questions[3])
	agreed.step("agree", "question="+agreed.questions[3], "round=1", "agreed=4", "note=Freigabe gibt es seit Juli.", "need=Stichproben je Quartal")
	keep("agreed", agreed)
	one := h.workshop("Einwilligungsmanagement im Kundenbindungsprogramm", assessment.OneByOne, true, 46, 9)
	one.step("start")
	keep("waiting", one)
	named := h.workshop("Mit Namen", assessment.OneByOne, true, 3, 9)
	named.step("start")
	named.step("open", "question="+named.questions[0], "round=0")
	named.vote(named.questions[0], 1, divided[:9]...)
	named.step("show", "question="+named.questions[0], "round=1")
	keep("named", named)
	wrap := h.together("Daten-Workshop")
	wrap.step("agree_rest")
	wrap.step("wrap")
	keep("wrap", wrap)
	keep("dots", h.dotted(false))
	keep("ranking", h.dotted(true))
	code := h.workshop("Daten-Workshop", assessment.OneByOne, false, 3, 6)
	code.step("start")
	code.step("display", "display=code")
	keep("code", code)
	blank := h.workshop("Daten-Workshop", assessment.OneByOne, false, 3, 6)
	blank.step("start")
	blank.step("display", "display=blank")
	keep("blank", blank)
	return pages
}
