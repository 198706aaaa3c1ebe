package templates

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/wording"
)

// JoinView is the page that asks for the code of a workshop.
type JoinView struct {
	Code  string // as typed
	Error string
}

// DoorView is what somebody sees who has no seat yet.
type DoorView struct {
	*assessment.Workshop
	Name  string // as typed
	Role  assessment.SeatRole
	Word  string
	Wrong map[string]string // by field, in the page's language
	Left  bool              // they have just given up a seat
	Gone  bool              // they had a seat that is no longer theirs
	Full  bool

	Ticket string // what the seat will be known by: sent twice, it is one seat
}

// promise says sentence by sentence what is kept of those who take part, and who sees what. It is what the program does.
func (v DoorView) promise(p *Page) []string {
	if v.Named {
		return []string{
			p.T("door.named.kept"), p.T("door.named.seen"), p.T("door.named.before"), p.T("door.named.end"),
		}
	}
	k := p.T("door.number." + strconv.Itoa(v.Threshold))
	if len(v.Roles) == 0 {
		return []string{p.T("door.kept"), p.T("door.before"), p.T("door.from", "K", k), p.T("door.end")}
	}
	return []string{p.T("door.kept.role"), p.T("door.before"), p.T("door.from.role", "K", k), p.T("door.end")}
}

func (v DoorView) closed() bool { return v.Locked || v.Full }

// about names a workshop by its organisation and its title.
func about(p *Page, w *assessment.Workshop) string {
	switch {
	case w.Organisation == "" && w.Title == "":
		return p.T("room.workshop")
	case w.Title == "":
		return w.Organisation
	case w.Organisation == "":
		return w.Title
	}
	return w.Organisation + ", " + w.Title
}

// Screens are what a phone can show.
type Screen string

const (
	ScreenLobby    Screen = "lobby"    // it has not begun
	ScreenVote     Screen = "vote"     // a question to vote on
	ScreenList     Screen = "list"     // all of one's votes, while all are open
	ScreenOverview Screen = "overview" // all questions, while none is talked about
	ScreenListen   Screen = "listen"   // a question is talked about before it is voted on
	ScreenResult   Screen = "result"   // the votes on a question
	ScreenWrap     Screen = "wrap"     // what was agreed, and which actions come first
)

// PhoneView is what somebody sees who has a seat.
type PhoneView struct {
	*assessment.Workshop
	Seat    assessment.Seat
	Path    string // of the room
	Model   *assessment.Model
	Words   wording.VoteWords
	Screen  Screen
	Number  int                          // place of the question while all are voted on, from 1; 0: one by one
	Asked   *assessment.Question         // question in hand; nil: none
	State   *assessment.WorkshopQuestion // its state
	Own     map[string]assessment.Choice
	Rounds  []assessment.ShownVotes
	Dots    []string // actions that the seat chose
	Refused string   // what was wrong with what was sent; empty: nothing
	Live    bool     // the page looks by itself whether the room has moved on
}

// At takes a question in hand, and says whether there is one with this id.
func (v *PhoneView) At(id string) bool {
	asked, known := v.Model.Question(id)
	state, there := v.Workshop.Question(id)
	if !known || !there {
		return false
	}
	v.Asked, v.State = asked, state
	return true
}

// OwnVote is the vote of the seat on the question in hand.
func (v PhoneView) OwnVote() assessment.Choice {
	if v.Asked == nil {
		return assessment.Blank
	}
	return v.Own[v.Asked.ID]
}

// Title is that of the page. It tells no vote.
func (v PhoneView) Title(p *locale.Printer) string { return p.T("phone.title." + string(v.Screen)) }

// Here is the query that leads to what is shown; empty: none is needed.
func (v PhoneView) Here() string {
	switch {
	case v.Number > 0:
		return url.Values{"q": {strconv.Itoa(v.Number)}}.Encode()
	case v.Screen == ScreenList:
		return "q=list"
	}
	return ""
}

// key changes when what is being filled in is over. While it stays, what was chosen stays too.
func (v PhoneView) key() string {
	switch {
	case v.Screen == ScreenVote:
		return fmt.Sprintf("%s:%d:%s", v.Asked.ID, v.State.Round, v.State.Phase)
	case v.Screen == ScreenWrap && v.DotsPhase == assessment.PhaseOpen:
		ids := []string{"dots"}
		for _, a := range v.Actions {
			ids = append(ids, a.ID)
		}
		return strings.Join(ids, ":")
	}
	return ""
}

// watch are the addresses at which the page learns that the room has moved on.
func (v PhoneView) watch() templ.Attributes {
	if !v.Live {
		return nil
	}
	return templ.Attributes{"data-events": v.Path + "/events", "data-rev": strconv.Itoa(v.Rev), "data-rev-at": v.Path + "/rev"}
}

// said is what stands under the answers.
func (v PhoneView) said(p *Page) string {
	if v.Screen != ScreenVote {
		return ""
	}
	if v.OwnVote() == assessment.Blank {
		return p.T("phone.none")
	}
	return p.T("phone.sent", "Vote", v.short(v.OwnVote()))
}

// short is a vote in the fewest words: the number of a level, or the words on its button.
func (v PhoneView) short(c assessment.Choice) string {
	if c.Rated() {
		return strconv.Itoa(int(c))
	}
	return v.Words.Name(c)
}

// news tells somebody who can't see the page what the room has come to.
func (v PhoneView) news(p *Page) string {
	switch {
	case v.Screen == ScreenVote && v.Number == 0:
		return p.T("phone.news.open", "Question", p.Text(v.Asked.Text))
	case v.Screen == ScreenResult:
		return p.T("phone.news.shown", "Question", p.Text(v.Asked.Text))
	case v.Screen == ScreenListen:
		return p.T("phone.news.listen", "Question", p.Text(v.Asked.Text))
	case v.Screen == ScreenWrap && v.DotsPhase == assessment.PhaseOpen:
		return p.T("dots.title")
	case v.Screen == ScreenLobby, v.Screen == ScreenOverview, v.Screen == ScreenWrap:
		return p.T("phone.title." + string(v.Screen))
	}
	return ""
}

// label says where the room is, in the bar over the page.
func (v PhoneView) label(p *Page) string {
	if v.Number > 0 {
		return p.T("phone.place", "Number", v.Number, "Asked", len(v.Questions))
	}
	if v.State != nil && v.State.Round > 1 {
		return p.T("votes.round." + strconv.Itoa(v.State.Round))
	}
	return v.Workshop.Title
}

// at is the address of a question while all are voted on.
func (v PhoneView) at(p *Page, number int) templ.SafeURL {
	if number > len(v.Questions) {
		return p.Link(v.Path + "?q=list")
	}
	return p.Link(v.Path + "?q=" + strconv.Itoa(number))
}

// voted are the questions on which the seat has voted.
func (v PhoneView) voted() (ids []string) {
	for _, q := range v.Questions {
		if v.Own[q.ID] != assessment.Blank {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

func (v PhoneView) text(p *Page, id string) string {
	if q, ok := v.Model.Question(id); ok {
		return p.Text(q.Text)
	}
	return id
}

func (v PhoneView) action(p *Page, id string) string {
	if a, ok := v.Model.Action(id); ok {
		return p.Text(a.Title)
	}
	return id
}

// ranking are the actions that were voted on, the first first.
func (v PhoneView) ranking() []assessment.WorkshopAction {
	all := slices.Clone(v.Actions)
	slices.SortStableFunc(all, func(a, b assessment.WorkshopAction) int { return cmp.Compare(b.Dots, a.Dots) })
	return all
}

func (v PhoneView) votes() VotesView {
	return VotesView{Words: v.Words, Levels: v.Model.Levels, Rounds: v.Rounds, Own: v.OwnVote(), ID: "room"}
}

// share is how far a part of a whole reaches, as a length.
func share(part, whole int) string {
	return strconv.FormatFloat(100*float64(part)/float64(max(whole, 1)), 'f', 1, 64) + "%"
}

func (v PhoneView) organisation(p *Page) string {
	if v.Organisation != "" {
		return v.Organisation
	}
	return p.T("room.workshop")
}
