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

// WorkshopBasis is what the levels before and after a workshop are worked out from. That of a closed workshop never
// changes: it is not credited with what others do later.
type WorkshopBasis struct {
	ChangedAt time.Time // of the answers
	Answers   Answers   // of its assessment: now, or when it was closed
	Replaced  Answers   // those that its agreements have replaced by then; one that there was none of has revision 0
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
