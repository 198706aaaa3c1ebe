package assessment

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Workshop is a live sitting in which a group votes blindly on questions of an assessment, sees the votes together,
// discusses them and agrees. Its methods are the steps of whoever leads it: each is done whole, or is an error and
// changes nothing. A step that was done already changes nothing either, so that it may be sent twice.
type Workshop struct {
	ID           string
	AssessmentID string
	WorkspaceID  string
	Organisation string // name; may be empty
	Title        string // at most MaxWorkshopTitle characters; may be empty
	Code         string // CodeLength characters of CodeAlphabet; empty once closed
	Sequence     Sequence
	Named        bool // votes carry names; never changes
	Threshold    int  // from how many votes on they are shown; 1 when named
	Roles        []SeatRole
	Locked       bool // nobody new is let in
	Stage        Stage
	Current      string // question in the room; empty: none
	Display      Display
	ClockAt      time.Time // since when the current question is talked about; zero: not
	Minutes      int       // planned; 0: open end
	StartsAt     time.Time // planned; zero: not
	DotsPhase    Phase     // of the votes on actions: waiting, open or shown
	Rev          int       // rises with every step, not with votes
	CreatedAt    time.Time
	ChangedAt    time.Time // last step
	ClosedAt     time.Time // zero: open
	Questions    []WorkshopQuestion
	Parked       []ParkedItem
	Actions      []WorkshopAction
	Seats        int              // taken now
	Attendance   map[SeatRole]int // seats by role: now, or at the end
}

// WorkshopQuestion is where the room is with one question.
type WorkshopQuestion struct {
	ID        string
	Phase     Phase
	Round     int // votes begun on it, 0 to MaxVoteRounds
	Votes     int // ballots of the current round
	Late      int // ballots that came after the votes were shown, and were not counted
	Agreed    *Agreement
	WrittenAt time.Time // when the agreement was written into the assessment; zero: not yet
}

// Agreement is what the room settled on for a question.
type Agreement struct {
	Choice  Choice
	Middle  Choice // that the last votes proposed; Blank: they proposed nothing, or were too few
	Note    string // what was agreed; at most MaxAgreed characters
	Need    string // what the next level would take; at most MaxAgreed characters
	Dissent string // in one sentence, without a name; at most MaxReason characters
	Reason  string // why it doesn't apply; at most MaxReason characters
	Owner   string // who finds out what nobody knows; at most MaxOwner characters
}

// Decided says that the room settled on something else than its votes proposed.
func (a Agreement) Decided() bool { return a.Middle != Blank && a.Choice != a.Middle }

// Into is the answer with what the room agreed: its level, its reason and, after what was noted before, its note. votes are
// those of the last round, as far as they may be shown. Evidence stays.
func (a Agreement) Into(stored Answer, votes []Choice) Answer {
	answer := stored
	answer.Choice, answer.Reason, answer.Votes = a.Choice, "", votes
	if a.Choice == NotApplicable {
		answer.Reason = a.Reason
	}
	switch {
	case a.Note == "" || strings.Contains(stored.Note, a.Note):
	case stored.Note == "" || utf8.RuneCountInString(stored.Note)+utf8.RuneCountInString(a.Note)+2 > MaxNote:
		answer.Note = a.Note
	default:
		answer.Note = stored.Note + "\n\n" + a.Note
	}
	return answer.Normalise()
}

// ParkedItem is something to come back to after the workshop.
type ParkedItem struct {
	ID   string
	Text string // 1 to MaxParked characters
}

// WorkshopAction is an action that the room votes on in the end.
type WorkshopAction struct {
	ID   string
	Dots int // votes; 0 until they are shown
}

// Sequence is how a workshop goes through its questions.
type Sequence string

const (
	Together Sequence = "together"   // all are voted on first, and shown together
	OneByOne Sequence = "one_by_one" // each is voted on and talked about in the model's order
)

// Stage is how far a workshop is.
type Stage string

const (
	StageLobby  Stage = "lobby"  // people join
	StageVote   Stage = "vote"   // all questions are voted on
	StageTalk   Stage = "talk"   // question by question
	StageWrap   Stage = "wrap"   // what was agreed, and what comes next
	StageClosed Stage = "closed" // nobody takes part any more; seats are deleted
)

// Phase is how far the votes on a question are.
type Phase string

const (
	PhaseWaiting Phase = "waiting" // not voted on
	PhaseOpen    Phase = "open"    // votes are taken, and nobody sees any
	PhaseShown   Phase = "shown"   // votes are shown, and frozen
)

// Display is what the big screen shows.
type Display string

const (
	DisplayRoom  Display = "room"  // where the room is
	DisplayCode  Display = "code"  // how to join
	DisplayBlank Display = "blank" // nothing
)

// SeatRole is what somebody in the room does in their organisation, as they say. Empty: they would rather not say.
type SeatRole string

// SeatRoles are the roles that a workshop can offer. Those of SeatLeadership decide on money and goals.
var SeatRoles = []SeatRole{"leadership", "marketing", "data", "technology", "legal", "sales", "service", "other"}

// SeatLeadership is the role of those who lead.
const SeatLeadership SeatRole = "leadership"

// Seat is somebody's place in a workshop. Nothing leads from it to a person, an account or an address, unless the
// workshop is named.
type Seat struct {
	ID         string // random
	WorkshopID string
	Word       string // brings them back on another device
	Role       SeatRole
	Name       string // in a named workshop only
}

// Ballot is one vote on one question in one round.
type Ballot struct {
	Seat string // id of a seat; at random, so that it tells no order
	Name string // in a named workshop only
	Role SeatRole
	Vote Choice // a level, DontKnow or NotApplicable
}

// ShownVotes are the votes on one question in one round as far as they may be shown.
type ShownVotes struct {
	Count  int                   // ballots
	All    []Choice              // sorted; nil: too few to be shown
	ByRole map[SeatRole][]Choice // sorted; only groups that may be shown by themselves
	Names  map[Choice][]string   // in a named workshop, while it is open
}

// Limits of a workshop.
const (
	MaxWorkshopTitle = 120
	MaxAgreed        = 1000 // characters of each note on an agreement
	MaxVoteRounds    = 3
	MaxSeats         = 1000
	MaxParked        = 500 // characters of an item
	MaxParkedItems   = 50
	MaxOwner         = 120
	MaxSeatName      = 60
	MaxMinutes       = 600
	MaxDots          = 3  // that each seat has
	MaxDotActions    = 12 // that they are voted on
	MaxWorkshops     = 20 // of one assessment

	// WorkshopIdle is how long after its last step a workshop is closed by itself.
	WorkshopIdle = 14 * 24 * time.Hour
)

var (
	// ErrTooFew means that fewer have voted than may be shown.
	ErrTooFew = errors.New("too few votes to show")
	// ErrStep means that the workshop is not where the step belongs: somebody was faster.
	ErrStep = errors.New("the workshop has moved on")
	// ErrLocked means that a workshop lets nobody new in.
	ErrLocked = errors.New("the workshop is locked")
)

// Closed says that the workshop is over.
func (w *Workshop) Closed() bool { return w.Stage == StageClosed }

// Question returns a question of the workshop.
func (w *Workshop) Question(id string) (*WorkshopQuestion, bool) {
	i := slices.IndexFunc(w.Questions, func(q WorkshopQuestion) bool { return q.ID == id })
	if i < 0 {
		return nil, false
	}
	return &w.Questions[i], true
}

// Open returns the question on which votes are taken one by one; nil: none, or all at once.
func (w *Workshop) Open() *WorkshopQuestion {
	if q, ok := w.Question(w.Current); ok && w.Stage == StageTalk && q.Phase == PhaseOpen {
		return q
	}
	return nil
}

// AgreedCount is on how many questions the room has settled.
func (w *Workshop) AgreedCount() int {
	n := 0
	for _, q := range w.Questions {
		if q.Agreed != nil {
			n++
		}
	}
	return n
}

// Start leaves the lobby: to the votes on all questions, or to the first one.
func (w *Workshop) Start() error {
	if w.Stage != StageLobby {
		return w.since(StageVote, StageTalk)
	}
	w.Display = DisplayRoom
	if w.Sequence == OneByOne {
		w.Stage = StageTalk
		w.Current = w.Questions[0].ID
		return nil
	}
	w.Stage = StageVote
	for i := range w.Questions {
		w.Questions[i].Phase, w.Questions[i].Round = PhaseOpen, 1
	}
	return nil
}

// since is no error in one of these stages: the step was done already.
func (w *Workshop) since(stages ...Stage) error {
	if slices.Contains(stages, w.Stage) {
		return nil
	}
	return ErrStep
}

// ShowAll ends the votes on all questions and shows them together. What too few have voted on stays hidden.
func (w *Workshop) ShowAll() error {
	if w.Stage != StageVote {
		return w.since(StageTalk)
	}
	if !slices.ContainsFunc(w.Questions, func(q WorkshopQuestion) bool { return q.Votes >= w.Threshold }) {
		return ErrTooFew
	}
	for i := range w.Questions {
		w.Questions[i].Phase = PhaseShown
	}
	w.Stage, w.Current, w.Display = StageTalk, "", DisplayRoom
	return nil
}

// GoTo brings the room to a question, or with none to the overview. Votes that are being taken go on.
func (w *Workshop) GoTo(id string) error {
	if w.Stage != StageTalk {
		return ErrStep
	}
	if _, ok := w.Question(id); !ok && id != "" {
		return ErrNotFound
	}
	if w.Open() != nil && id != w.Current {
		return ErrStep
	}
	w.Current, w.ClockAt, w.Display = id, time.Time{}, DisplayRoom
	return nil
}

// OpenVote begins a round of votes on a question, and brings the room to it. Its round says how many the sender saw.
func (w *Workshop) OpenVote(id string, round int) error {
	q, ok := w.Question(id)
	if !ok {
		return ErrNotFound
	}
	if q.Phase == PhaseOpen && q.Round == round+1 {
		return nil
	}
	if w.Stage != StageTalk || w.Open() != nil || q.Round != round || q.Round >= MaxVoteRounds {
		return ErrStep
	}
	q.Phase, q.Votes, q.Agreed = PhaseOpen, 0, nil
	q.Round++
	w.Current, w.Display = id, DisplayRoom
	return nil
}

// StopVote gives up the round of votes that is open on a question. Its ballots are deleted.
func (w *Workshop) StopVote(id string, round int) error {
	q, ok := w.Question(id)
	if !ok {
		return ErrNotFound
	}
	if q.Phase != PhaseOpen && q.Round == round-1 {
		return nil
	}
	if w.Stage != StageTalk || q.Phase != PhaseOpen || q.Round != round {
		return ErrStep
	}
	q.Round--
	q.Phase = PhaseWaiting
	if q.Round > 0 {
		q.Phase = PhaseShown
	}
	return nil
}

// Show ends a round of votes on a question and shows them. It is ErrTooFew if fewer have voted than may be shown.
func (w *Workshop) Show(id string, round int) error {
	q, ok := w.Question(id)
	switch {
	case !ok:
		return ErrNotFound
	case q.Phase == PhaseShown && q.Round == round:
		return nil
	case w.Stage != StageTalk || q.Phase != PhaseOpen || q.Round != round:
		return ErrStep
	case q.Votes < w.Threshold:
		return ErrTooFew
	}
	q.Phase = PhaseShown
	return nil
}

// Agree settles a question; nil takes it back. An agreement that its votes did not propose needs a note, and what does
// not apply a reason.
func (w *Workshop) Agree(id string, a *Agreement) error {
	q, ok := w.Question(id)
	if !ok {
		return ErrNotFound
	}
	if w.Stage != StageTalk && w.Stage != StageWrap || q.Phase == PhaseOpen {
		return ErrStep
	}
	if a != nil {
		if wrong := a.check(); len(wrong) > 0 {
			return &InvalidError{Fields: wrong}
		}
	}
	q.Agreed = a
	return nil
}

func (a *Agreement) check() map[string]string {
	wrong := map[string]string{}
	if a.Choice == Blank {
		wrong["agreed"] = "workshop.error.agreed"
	}
	if a.Decided() && a.Note == "" {
		wrong["note"] = "workshop.error.decided"
	}
	if a.Choice == NotApplicable && a.Reason == "" {
		wrong["reason"] = "workshop.error.reason"
	}
	for field, text := range map[string]struct {
		text string
		most int
	}{
		"note": {a.Note, MaxAgreed}, "need": {a.Need, MaxAgreed}, "dissent": {a.Dissent, MaxReason},
		"reason": {a.Reason, MaxReason}, "owner": {a.Owner, MaxOwner},
	} {
		if utf8.RuneCountInString(text.text) > text.most {
			wrong[field] = "workshop.error.long"
		}
	}
	return wrong
}

// Wrap goes to the end of the workshop; Resume goes back to its questions.
func (w *Workshop) Wrap() error {
	if w.Stage != StageTalk || w.Open() != nil {
		return w.since(StageWrap)
	}
	w.Stage, w.Current, w.Display = StageWrap, "", DisplayRoom
	return nil
}

// Resume goes back from the end to the questions.
func (w *Workshop) Resume() error {
	if w.Stage != StageWrap || w.DotsPhase == PhaseOpen {
		return w.since(StageTalk)
	}
	w.Stage = StageTalk
	return nil
}

// OpenDots asks everybody which of these actions come first. Actions that were voted on before are replaced.
func (w *Workshop) OpenDots(actions []string) error {
	if w.Stage != StageWrap || w.DotsPhase == PhaseOpen {
		return ErrStep
	}
	if len(actions) == 0 || len(actions) > MaxDotActions {
		return &InvalidError{Fields: map[string]string{"action": "workshop.error.actions"}}
	}
	w.Actions = nil
	for _, id := range actions {
		w.Actions = append(w.Actions, WorkshopAction{ID: id})
	}
	w.DotsPhase, w.Display = PhaseOpen, DisplayRoom
	return nil
}

// ShowDots ends the votes on actions. voters is how many took part.
func (w *Workshop) ShowDots(voters int) error {
	switch {
	case w.DotsPhase == PhaseShown:
		return nil
	case w.DotsPhase != PhaseOpen:
		return ErrStep
	case voters < w.Threshold:
		return ErrTooFew
	}
	w.DotsPhase = PhaseShown
	return nil
}

// StopDots gives up the votes on actions.
func (w *Workshop) StopDots() error {
	if w.DotsPhase == PhaseOpen {
		w.DotsPhase, w.Actions = PhaseWaiting, nil
	}
	return nil
}

// Park keeps something to come back to.
func (w *Workshop) Park(item ParkedItem) error {
	if item.Text == "" || utf8.RuneCountInString(item.Text) > MaxParked || len(w.Parked) >= MaxParkedItems {
		return &InvalidError{Fields: map[string]string{"text": "workshop.error.parked"}}
	}
	w.Parked = append(w.Parked, item)
	return nil
}

// Unpark removes such an item.
func (w *Workshop) Unpark(id string) error {
	w.Parked = slices.DeleteFunc(w.Parked, func(p ParkedItem) bool { return p.ID == id })
	return nil
}

// Close ends the workshop for good.
func (w *Workshop) Close(now time.Time) error {
	if w.Closed() {
		return nil
	}
	for i := range w.Questions {
		if q := &w.Questions[i]; q.Phase == PhaseOpen { // votes that nobody was shown are nobody's to see
			q.Round--
			q.Phase = PhaseShown
			if q.Round == 0 {
				q.Phase = PhaseWaiting
			}
		}
	}
	if w.DotsPhase == PhaseOpen {
		w.DotsPhase, w.Actions = PhaseWaiting, nil
	}
	w.Stage, w.Code, w.Current, w.ClosedAt = StageClosed, "", "", now
	return nil
}
