package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/store"
)

// room is a house with a workshop in it, and whoever leads it.
type room struct {
	*house
	lead       assessment.Viewer
	id, code   string
	assessment string
}

// boundQuestion is one that applies to everybody.
const (
	boundQuestion = "data.origin.source"
	seatCookie    = "lauter-seat"
)

// openRoom prepares a workshop on three questions.
func openRoom(t *testing.T, n store.NewWorkshop) *room {
	t.Helper()
	h := newHouse(t, "http://lauter.example")
	_, lead, err := h.store.CreateGuest(t.Context())
	check(t, err)
	a := must(h.store.CreateAssessment(t.Context(), lead, assessment.KindFull, "Nordwind Retail", h.model))(t)
	if n.Sequence == "" {
		n.Sequence = assessment.OneByOne
	}
	if n.Threshold == 0 {
		n.Threshold = 4
	}
	for _, q := range h.model.Questions()[:3] {
		n.Questions = append(n.Questions, q.ID)
	}
	n.Title = "Datenworkshop"
	r := &room{house: h, lead: lead, assessment: a.ID}
	r.id = must(h.store.CreateWorkshop(t.Context(), lead, a.ID, n))(t)
	w, _, err := h.store.Workshop(t.Context(), lead, r.id, assessment.RightManage)
	check(t, err)
	r.code = w.Code
	return r
}

func (h *room) step(t *testing.T, step func(*assessment.Workshop) error) *assessment.Workshop {
	t.Helper()
	return must(h.store.StepWorkshop(t.Context(), h.lead, h.id, step))(t)
}

func (h *room) open(t *testing.T, question string, round int) {
	t.Helper()
	h.step(t, func(w *assessment.Workshop) error { return w.OpenVote(question, round-1) })
}

func (h *room) show(t *testing.T, question string, round int) {
	t.Helper()
	h.step(t, func(w *assessment.Workshop) error { return w.Show(question, round) })
}

func (h *room) path(more ...string) string {
	return strings.Join(append([]string{"/w/" + h.code}, more...), "/")
}

// sit takes a seat in a new browser.
func (h *room) sit(t *testing.T, fields url.Values) *visitor {
	t.Helper()
	v := h.visitor(t)
	v.follow(v.post(h.path(), fields)).want(http.StatusOK)
	if v.cookies[seatCookie] == "" {
		t.Fatal("no seat was given")
	}
	return v
}

func (h *room) cast(v *visitor, question string, round int, vote string) *page {
	v.t.Helper()
	return v.json(h.path("vote"), url.Values{"question": {question}, "round": {fmt.Sprint(round)}, "vote": {vote}})
}

func (h *room) count(query string, args ...any) string {
	return h.row("SELECT count(*) FROM "+query, args...)
}

func TestJoinByCode(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	v := h.visitor(t)
	v.get("/join").want(http.StatusOK).says("Join a workshop")
	typed := strings.ToLower(h.code[:3] + " " + h.code[3:])
	if p := v.post("/join", url.Values{"code": {typed}}).want(http.StatusSeeOther); p.location() != h.path() {
		t.Errorf("the code leads to %s", p.location())
	}
	v.post("/join", url.Values{"code": {"abc"}}).want(http.StatusUnprocessableEntity).says("A code has 6 letters and numbers.")
	p := v.post("/join", url.Values{"code": {wrongCode(h.code, 1)}}).want(http.StatusUnprocessableEntity)
	spelled := func(code string) string { return code[:3] + " " + code[3:] }
	p.says("No open workshop has the code " + spelled(wrongCode(h.code, 1)) + ".")
	if got := attr(p.id("code"), "value"); got != wrongCode(h.code, 1) {
		t.Errorf("the code came back as %q", got)
	}
	for _, path := range []string{"/W/" + h.code, "/w/" + strings.ToLower(h.code), "/W/" + strings.ToLower(h.code)} {
		if p := v.get(path).want(http.StatusSeeOther); p.location() != h.path() {
			t.Errorf("%s leads to %s", path, p.location())
		}
	}
	v.get("/w/" + wrongCode(h.code, 2)).want(http.StatusNotFound).says("No open workshop has the code " + spelled(wrongCode(h.code, 2)) + ".")
	v.get("/w/nonsense").want(http.StatusNotFound).says("A code has 6 letters and numbers.")
	v.get("/").want(http.StatusOK).says("In a workshop right now?")
	if f := v.get("/").forms("/join"); len(f) != 1 {
		t.Errorf("%d forms on the start page lead to a workshop", len(f))
	}
}

// wrongCode is one that differs from a right one.
func wrongCode(code string, n int) string {
	last := strings.IndexByte(assessment.CodeAlphabet, code[5])
	return code[:5] + string(assessment.CodeAlphabet[(last+n)%len(assessment.CodeAlphabet)])
}

// The promise stands at the door word for word, and says what this very workshop does.
func TestPromise(t *testing.T) {
	english := "Your vote is anonymous. We store the number you choose and, if you give it, your role. We don’t store your name, " +
		"e-mail or network address with your vote. Nobody sees any vote before all are shown together. Results appear from " +
		"five votes on; roles from five votes each. Your seat is deleted when the workshop closes."
	german := "Ihre Stimme ist anonym. Gespeichert werden die gewählte Stufe und, falls Sie sie angeben, Ihre Rolle. Name, " +
		"E-Mail- oder Netzwerkadresse werden nicht zusammen mit der Stimme gespeichert. Niemand sieht einzelne Stimmen, bevor " +
		"alle gemeinsam gezeigt werden. Ergebnisse erscheinen ab fünf Stimmen, Rollen ab je fünf Stimmen. Ihr Platz wird nach " +
		"dem Ende des Workshops gelöscht."
	h := openRoom(t, store.NewWorkshop{Threshold: 5, Roles: []assessment.SeatRole{"data", "legal"}})
	v := h.visitor(t)
	p := v.get(h.path()).want(http.StatusOK)
	p.says(english, "If everyone chooses the same level, everyone’s vote is known.", "Nordwind Retail, Datenworkshop")
	if options := all(p.id("role"), tag("option")); len(options) != 3 {
		t.Errorf("%d roles to choose from, want none, data and legal", len(options))
	}
	v.accept = "de"
	v.get(h.path()).says(german, "Wählen alle dieselbe Stufe, ist die Stimme aller bekannt.")

	words := map[locale.Lang][]string{
		locale.English: {"four", "five", "six", "seven", "eight", "nine", "ten"},
		locale.German:  {"vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"},
	}
	for k := assessment.LeastThreshold; k <= assessment.MostThreshold; k++ {
		if k != 4 && k != 10 {
			continue // the texts are checked below; two workshops are enough
		}
		h := openRoom(t, store.NewWorkshop{Threshold: k})
		for lang, list := range words {
			v := h.in(t, lang)
			p := v.get(h.path())
			p.says(messages(p).T("door.from", "K", list[k-4]))
			if strings.Contains(p.text(p.doc), "role") || strings.Contains(p.text(p.doc), "Rolle") {
				t.Error("a workshop without roles speaks of roles")
			}
		}
	}
	for lang, list := range words {
		for i, word := range list {
			if got := locale.For(lang).T(fmt.Sprintf("door.number.%d", i+4)); got != word {
				t.Errorf("%d in %s is %q", i+4, lang, got)
			}
		}
	}
}

func TestNamedWorkshop(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{Named: true})
	v := h.visitor(t)
	p := v.get(h.path()).want(http.StatusOK)
	p.says("Your vote carries your name.", "everybody in the room sees who chose what")
	if strings.Contains(p.body, "anonymous") {
		t.Error("a named workshop promises anonymity")
	}
	v.post(h.path(), url.Values{"name": {" \n "}}).want(http.StatusUnprocessableEntity).says("Enter a name of at most 60 characters.")
	v.post(h.path(), url.Values{"name": {strings.Repeat("ä", 61)}}).want(http.StatusUnprocessableEntity)
	dana := h.sit(t, url.Values{"name": {"Dana\r\n Weiß"}})
	dana.get(h.path()).says("You take part as Dana Weiß.")
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	h.cast(dana, boundQuestion, 1, "4").want(http.StatusOK)
	h.show(t, boundQuestion, 1)
	dana.get(h.path()).says("Dana Weiß", "Middle answer: 4")
}

func TestOneSeatPerBrowser(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{Roles: []assessment.SeatRole{"data"}})
	v := h.sit(t, url.Values{"role": {"data"}, "name": {"Dana"}})
	token := v.cookies[seatCookie]
	v.follow(v.post(h.path(), url.Values{"role": {"data"}})).want(http.StatusOK)
	if v.cookies[seatCookie] != token || h.count("seats") != "1" {
		t.Errorf("%s seats after joining twice", h.count("seats"))
	}
	if got := h.row(`SELECT role || '|' || name FROM seats`); got != "data|" {
		t.Errorf("the seat holds %q, want the role alone", got)
	}
	h.sit(t, url.Values{"role": {"emperor"}})
	if got := h.count("seats WHERE role = ''"); got != "1" {
		t.Error("a role that is not offered was kept")
	}
}

// A door that is tapped twice before it answers sends its form twice without a seat: both answers are one seat.
func TestFormSentTwiceIsOneSeat(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	v := h.visitor(t)
	door := v.get(h.path()).want(http.StatusOK)
	form := url.Values{"ticket": {attr(door.one("ticket", with("name", "ticket")), "value")}}
	if again := attr(v.get(h.path()).one("ticket", with("name", "ticket")), "value"); again == form.Get("ticket") || len(again) != 43 {
		t.Errorf("the door gives the ticket %q twice", again)
	}
	v.post(h.path(), form).want(http.StatusSeeOther)
	token := v.cookies[seatCookie]
	delete(v.cookies, seatCookie)
	v.post(h.path(), form).want(http.StatusSeeOther)
	if v.cookies[seatCookie] != token || h.count("seats") != "1" {
		t.Errorf("%s seats after the form came twice", h.count("seats"))
	}
	other := openRoom(t, store.NewWorkshop{})
	other.sit(t, form)
	for _, ticket := range []string{"", "short", strings.Repeat("A", 44), strings.Repeat("=", 43)} {
		if u := h.sit(t, url.Values{"ticket": {ticket}}); u.cookies[seatCookie] == ticket {
			t.Errorf("%q opens a seat", ticket)
		}
	}
}

func TestSeatCookie(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	req := newPost(h.path(), nil)
	req.Host = "lauter.example"
	recorder := httptest.NewRecorder()
	h.handler.ServeHTTP(recorder, req)
	cookies := recorder.Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies, want the seat alone", len(cookies))
	}
	c := cookies[0]
	if c.Path != h.path() || !c.HttpOnly || c.MaxAge != 24*3600 || c.SameSite != http.SameSiteLaxMode || len(c.Value) != 43 {
		t.Errorf("the cookie of a seat: %v", c)
	}
}

// Somebody who has lost the page comes back with the seat word; the device before then has no seat.
func TestReturnToSeat(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	first := h.sit(t, nil)
	word := h.row(`SELECT word FROM seats`)
	first.get(h.path()).says(word)
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	h.cast(first, boundQuestion, 1, "2").want(http.StatusOK)

	second := h.visitor(t)
	second.post(h.path("return"), url.Values{"word": {"zz"}}).want(http.StatusUnprocessableEntity).says("No seat has this word.")
	p := second.follow(second.post(h.path("return"), url.Values{"word": {" " + strings.ToLower(word)}})).want(http.StatusOK)
	p.says("Your vote: 2.")
	if h.count("seats") != "1" {
		t.Errorf("%s seats, want 1", h.count("seats"))
	}
	first.get(h.path()).want(http.StatusOK).says("This phone no longer has a seat.")
	h.cast(first, boundQuestion, 1, "5").want(http.StatusNotFound)
	if got := h.row(`SELECT vote FROM ballots`); got != "2" {
		t.Errorf("the vote is %s", got)
	}
}

func TestLockedFullAndOver(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	inside := h.sit(t, nil)
	h.step(t, func(w *assessment.Workshop) error { w.Locked = true; return nil })
	v := h.visitor(t)
	p := v.get(h.path()).want(http.StatusOK)
	p.says("This workshop is locked")
	if len(p.forms(h.path())) != 0 {
		t.Error("a locked door offers a seat")
	}
	v.post(h.path(), nil).want(http.StatusConflict).says("This workshop is locked")
	word := h.row(`SELECT word FROM seats`)
	v.follow(v.post(h.path("return"), url.Values{"word": {word}})).want(http.StatusOK).says("You’re in")
	inside.get(h.path()).says("This workshop is locked", "This phone no longer has a seat.")

	check(t, h.store.CloseWorkshop(t.Context(), h.lead, h.id, scoring.ShownVotes))
	for _, v := range []*visitor{v, inside} {
		v.get(h.path()).want(http.StatusGone).says("This workshop is over")
	}
	h.cast(v, boundQuestion, 1, "3").want(http.StatusGone)
	v.get(h.path("events")).want(http.StatusGone)
	h.visitor(t).post("/join", url.Values{"code": {h.code}}).want(http.StatusGone).says("This workshop is over")
}

// A room that comes back after the end all at once is not taken for somebody who guesses.
func TestRoomThatComesBackIsNotLockedOut(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	v := h.sit(t, nil)
	check(t, h.store.CloseWorkshop(t.Context(), h.lead, h.id, scoring.ShownVotes))
	for range 100 {
		v.get(h.path()).want(http.StatusGone)
	}
	next := must(h.store.CreateWorkshop(t.Context(), h.lead, h.assessment, store.NewWorkshop{
		Sequence: assessment.OneByOne, Threshold: 4, Questions: []string{boundQuestion},
	}))(t)
	h.code = h.row(`SELECT code FROM workshops WHERE id = ?`, next)
	h.sit(t, nil)
}

func TestLeave(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	v := h.sit(t, nil)
	h.cast(v, boundQuestion, 1, "2").want(http.StatusOK)
	p := v.follow(v.fillIn(v.get(h.path()), h.path("leave"), nil)).want(http.StatusOK)
	p.says("You have left the workshop.")
	if h.count("seats") != "0" || h.count("ballots") != "0" || v.cookies[seatCookie] != "" {
		t.Error("the seat, or its vote in an open round, is still there")
	}
	v.post(h.path("leave"), nil).want(http.StatusSeeOther)
}

// A room of 500 behind one address is never slowed down, however often some mistype; somebody who guesses is.
func TestDoorAndOneAddress(t *testing.T) {
	notRacing(t)
	h := openRoom(t, store.NewWorkshop{})
	const office, elsewhere = "192.0.2.7", "198.51.100.9"
	for i := range 500 {
		if p := h.visitor(t).from("127.0.0.1:9", office, h.path(), url.Values{}); p.status != http.StatusSeeOther {
			t.Fatalf("seat %d from one address = %d", i+1, p.status)
		}
		if i%25 == 0 {
			h.visitor(t).from("127.0.0.1:9", office, "/join", url.Values{"code": {wrongCode(h.code, 1)}}).want(http.StatusUnprocessableEntity)
		}
	}
	for i := range 20 {
		h.visitor(t).from("127.0.0.1:9", elsewhere, "/join", url.Values{"code": {wrongCode(h.code, 1+i%20)}}).want(http.StatusUnprocessableEntity)
	}
	p := h.visitor(t).from("127.0.0.1:9", elsewhere, "/join", url.Values{"code": {wrongCode(h.code, 1)}}).want(http.StatusTooManyRequests)
	p.says("Too many wrong codes came from this network.")
	if p.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	h.visitor(t).from("127.0.0.1:9", elsewhere, "/join", url.Values{"code": {h.code}}).want(http.StatusTooManyRequests)
	h.visitor(t).from("127.0.0.1:9", elsewhere, h.path(), url.Values{}).want(http.StatusTooManyRequests).says("Please wait a little")
	h.visitor(t).from("127.0.0.1:9", office, h.path(), url.Values{}).want(http.StatusSeeOther)
	h.wait(11 * time.Minute)
	h.visitor(t).from("127.0.0.1:9", elsewhere, h.path(), url.Values{}).want(http.StatusSeeOther)
}

// Seat words are guessed no better than codes.
func TestSeatWordsCantBeGuessed(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.sit(t, nil)
	v := h.visitor(t)
	last := 0
	for i := range 30 {
		word := "2222"
		if h.row(`SELECT word FROM seats`) == word {
			word = "3333"
		}
		if last = v.post(h.path("return"), url.Values{"word": {word}}).status; last == http.StatusTooManyRequests {
			if i < 20 {
				t.Errorf("slowed down after %d words", i)
			}
			return
		}
	}
	t.Errorf("30 wrong words: the last is answered with %d", last)
}

// Words of one room are guessed no faster from many addresses.
func TestSeatWordsCantBeGuessedTogether(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.sit(t, nil)
	word := h.row(`SELECT word FROM seats`)
	wrong := "2222"
	if word == wrong {
		wrong = "3333"
	}
	from := func(i int, word string) int {
		return h.visitor(t).from("127.0.0.1:9", fmt.Sprintf("2001:db8:%x::1", i), h.path("return"), url.Values{"word": {word}}).status
	}
	refused := 0
	for i := range 40 {
		if from(i, wrong) == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 20 || from(50, word) != http.StatusTooManyRequests {
		t.Errorf("%d of 40 words are refused, want 20, and then the right one too", refused)
	}
	h.wait(11 * time.Minute)
	if status := from(51, word); status != http.StatusSeeOther {
		t.Errorf("the right word later: %d", status)
	}
}

// A form that is sent again lets nobody new in, so it allows no more wrong codes.
func TestOneTicketAllowsOneMistake(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	form := url.Values{"ticket": {store.NewTicket()}}
	for range 50 {
		h.visitor(t).from("127.0.0.1:9", "192.0.2.7", h.path(), form).want(http.StatusSeeOther)
	}
	looked := 0
	for range 50 {
		if h.visitor(t).from("127.0.0.1:9", "192.0.2.7", "/join", url.Values{"code": {wrongCode(h.code, 1)}}).status == http.StatusUnprocessableEntity {
			looked++
		}
	}
	if looked != 21 {
		t.Errorf("%d wrong codes were looked at, want 21", looked)
	}
}

// A network of one customer is one address, and does not keep others out of their rooms.
func TestManyAddressesOfOneNetwork(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	looked := 0
	for i := range 100 {
		p := h.visitor(t).from("127.0.0.1:9", fmt.Sprintf("2001:db8:1:1::%x", i+1), "/join", url.Values{"code": {wrongCode(h.code, 1)}})
		if p.status == http.StatusUnprocessableEntity {
			looked++
		}
	}
	if looked != 20 {
		t.Errorf("%d wrong codes of one network were looked at, want 20", looked)
	}
	h.visitor(t).from("127.0.0.1:9", "2001:db8:2::1", h.path(), url.Values{}).want(http.StatusSeeOther)
}

// Looking at a page of a room changes nothing.
func TestLookingAtARoomChangesNothing(t *testing.T) {
	h := openRoom(t, store.NewWorkshop{})
	h.step(t, (*assessment.Workshop).Start)
	h.open(t, boundQuestion, 1)
	v := h.sit(t, nil)
	before := h.state()
	for _, who := range []*visitor{v, h.visitor(t)} {
		for _, path := range []string{"/join", h.path(), h.path("rev"), "/W/" + h.code, h.path() + "?q=2", h.path() + "?left=1"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				who.do(httptest.NewRequest(method, path, nil))
			}
		}
		who.do(httptest.NewRequest(http.MethodHead, h.path("events"), nil))
	}
	if before.changed() {
		t.Error("looking has changed something")
	}
}

// watch collects what the stream of a phone says until it is stopped.
func (h *room) watch(t *testing.T, v *visitor) (stop func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, h.path("events"), nil)
	req.Host = "lauter.example"
	for name, value := range v.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	out, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+h.path("events"), nil)
	check(t, err)
	out.Host, out.Header = "lauter.example", req.Header
	response, err := server.Client().Do(out)
	check(t, err)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the stream = %d", response.StatusCode)
	}
	said := make(chan string)
	go func() {
		var b strings.Builder
		buffer := make([]byte, 512)
		for {
			n, err := response.Body.Read(buffer)
			b.Write(buffer[:n])
			if err != nil {
				said <- b.String()
				return
			}
		}
	}()
	return func() string { cancel(); return <-said }
}

// Whoever leads a workshop sees who has a seat, and nothing by which they could take it: the word of a seat opens its votes.
func TestSeatsShowNoWords(t *testing.T) {
	for _, named := range []bool{false, true} {
		h := newHouse(t, "http://lauter.example")
		r := newRoom(t, h.site, "en", store.NewWorkshop{Sequence: assessment.OneByOne, Named: named, Threshold: map[bool]int{true: 1}[named]}, 2, 6)
		words := strings.Split(h.row(`SELECT group_concat(word) FROM seats`), ",")
		for _, page := range []string{"", "seats", "run", "screen", "check", "export.json"} {
			body := r.leader.get(strings.TrimSuffix(r.path(page), "/")).body
			for _, word := range words {
				if strings.Contains(body, word) {
					t.Errorf("%q shows the word of a seat", page)
				}
			}
		}
		p := r.leader.get(r.path("seats")).want(http.StatusOK)
		p.says("Remove all seats that have not voted")
		r.leader.post(r.path("seats"), url.Values{"idle": {"1"}}).want(http.StatusSeeOther)
		if n := h.row(`SELECT count(*) FROM seats`); n != "0" {
			t.Errorf("%s seats are left of six without a vote", n)
		}
	}
}

// A quick scan is its own selection of the questions: all of them are offered once.
func TestPreparingAQuickScanOffersItsQuestionsOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for kind, want := range map[assessment.Kind]string{assessment.KindQuick: "quick capabilities", assessment.KindFull: "quick all stake capabilities"} {
		v := s.visitor(t)
		var got []string
		for _, n := range all(v.get(v.start(kind)+"/workshops/new").want(http.StatusOK).doc, with("name", "set")) {
			got = append(got, attr(n, "value"))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: offered are %q, want %q", kind, got, want)
		}
	}
}
