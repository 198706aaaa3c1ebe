package templates

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
)

// Values of the form that prepares a workshop.
const (
	Anonymous = "anonymous"
	Named     = "named"

	SetQuick        = "quick"
	SetAll          = "all"
	SetStake        = "stake"
	SetCapabilities = "capabilities"
)

// WorkshopPath is the address of a workshop, or of a page below it.
func WorkshopPath(id string, more ...string) string {
	return strings.Join(append([]string{"/workshops/" + id}, more...), "/")
}

// WorkshopTitle is what a workshop is called: as whoever prepared it wrote, or by its day.
func WorkshopTitle(p *locale.Printer, w *assessment.Workshop) string {
	if w.Title != "" {
		return w.Title
	}
	return p.T("workshops.untitled", "Date", p.Date(w.CreatedAt.Local()))
}

// workshopFields are the fields of the form that prepares a workshop, in its order.
var workshopFields = []string{"title", "starts_at", "minutes", "set", "capability", "sequence", "naming", "threshold", "role"}

// WorkshopForm is what prepares a workshop, as it was typed.
type WorkshopForm struct {
	Title, Sequence, Naming, Threshold, Set string
	Capabilities, Roles                     []string
	Minutes, StartsAt                       string
	Wrong                                   map[string]string
}

func (f WorkshopForm) hasRole(role assessment.SeatRole) bool {
	return slices.Contains(f.Roles, string(role))
}

func (f WorkshopForm) hasCapability(c *assessment.Capability) bool {
	return slices.Contains(f.Capabilities, c.ID)
}

// PrepareView asks how a workshop is to be.
type PrepareView struct {
	Form           WorkshopForm
	Asked          *assessment.Model
	Quick, AtStake int // numbers of questions of those sets
}

// WorkshopsView lists the workshops of an assessment.
type WorkshopsView struct {
	All     []assessment.Workshop
	Deleted bool
}

// Entrance is how people get into a workshop.
type Entrance struct {
	Code string
	Host string // as people type it
	Join string // address of the page that asks for the code
	URL  string // that needs no code
	QR   [][]bool
	// Local says that the address leads nowhere from another device.
	Local bool
}

// Halves are the two halves of the code, as it is shown.
func (e Entrance) Halves() (first, second string) {
	if len(e.Code) != assessment.CodeLength {
		return e.Code, ""
	}
	return e.Code[:assessment.CodeLength/2], e.Code[assessment.CodeLength/2:]
}

// Spelled is the code as a screen reader spells it.
func (e Entrance) Spelled() string {
	first, second := e.Halves()
	return first + " " + second
}

// port is where this server listens, as far as its address says.
func (e Entrance) port() string {
	if _, port, err := net.SplitHostPort(e.Host); err == nil {
		return port
	}
	return "8080"
}

// WorkshopView is a workshop to whoever leads it.
type WorkshopView struct {
	*assessment.Workshop
	Entrance Entrance
	Form     WorkshopForm
	Saved    bool
}

// SeatsView lists who is in the room.
type SeatsView struct {
	*assessment.Workshop
	Seats []assessment.Seat
}

// Durations of the parts of a workshop, in minutes.
const (
	joinMinutes     = 5
	wrapMinutes     = 10
	discussMinutes  = 5 // for one question
	secondsPerVote  = 20
	shortestPlanned = 30
)

// part is a line of the timetable.
type part struct {
	What    string
	Minutes int
}

// timetable shares out the planned minutes: joining, voting, as many discussions as fit, and the end. It is empty
// without a plan that is long enough.
func (v WorkshopView) timetable(p *Page) []part {
	voting := (len(v.Questions)*secondsPerVote + 59) / 60
	left := v.Minutes - joinMinutes - voting - wrapMinutes
	if v.Minutes < shortestPlanned || left < discussMinutes {
		return nil
	}
	talks := min(left/discussMinutes, len(v.Questions))
	return []part{
		{p.T("timetable.join"), joinMinutes},
		{p.T("timetable.vote", "N", len(v.Questions)), voting},
		{p.T("timetable.talk", "N", talks), left},
		{p.T("timetable.wrap"), wrapMinutes},
	}
}

// state says how far a workshop is.
func workshopState(p *Page, w assessment.Workshop) string {
	switch w.Stage {
	case assessment.StageLobby:
		return p.T("workshops.state.lobby")
	case assessment.StageVote:
		return p.T("workshops.state.vote")
	case assessment.StageTalk:
		return p.T("workshops.state.talk")
	case assessment.StageWrap:
		return p.T("workshops.state.wrap")
	}
	return p.T("workshops.state.closed", "Date", p.P.Date(w.ClosedAt))
}

// invitation is a text for an e-mail.
func (v WorkshopView) invitation(p *Page) string {
	lines := []string{p.T("workshops.mail.text", "Organisation", v.Organisation, "Title", WorkshopTitle(p.P, v.Workshop))}
	if !v.StartsAt.IsZero() {
		lines = append(lines, p.T("workshops.mail.when", "Date", p.P.Date(v.StartsAt), "Time", p.P.Time(v.StartsAt)))
	}
	return strings.Join(append(lines, v.Entrance.URL, p.T("workshops.mail.code", "Join", v.Entrance.Join, "Code", v.Entrance.Spelled())), "\n\n")
}

func (v SeatsView) number(i int) string { return strconv.Itoa(i + 1) }

// rules say how votes are taken, which never changes.
func (v WorkshopView) rules(p *Page) string {
	if v.Named {
		return p.T("workshops.rules.named", "N", len(v.Questions))
	}
	return p.T("workshops.rules.anonymous", "N", len(v.Questions), "Threshold", v.Threshold)
}
