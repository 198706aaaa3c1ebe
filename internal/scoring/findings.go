package scoring

import (
	"math/big"
	"time"

	"lauter/assessment"
)

// Scope names what a number is about: "overall", "dimension:data", "capability:data.origin" or "action:ID".
type Scope string

// Overall is the scope of the whole assessment.
const Overall Scope = "overall"

// DimensionScope is the scope of a dimension.
func DimensionScope(id string) Scope { return Scope("dimension:" + id) }

// CapabilityScope is the scope of a capability.
func CapabilityScope(id string) Scope { return Scope("capability:" + id) }

// Status says whether a scope may claim a level.
type Status string

const (
	Rated         Status = "rated"
	Insufficient  Status = "insufficient"
	NotApplicable Status = "not_applicable"
)

// Result is what the method says about one scope. Fractions are exact and must not be changed by the reader.
// A capability of a quick scan rests on one question: it may be rated, but claims no level, so Level, ScoreLevel and
// GateLevel stay 0 and HeldBy and ToNext empty there.
type Result struct {
	Scope         Scope
	Status        Status
	Score         *big.Rat // 1..5; nil when not applicable
	High          *big.Rat // upper end of the range that unknown answers leave open; nil when not applicable
	Coverage      *big.Rat // 0..1; nil when not applicable
	Applicability *big.Rat // 0..1
	Level         int      // 1..5, 0 unless rated; the score's level capped by gates
	ScoreLevel    int      // 1..5, 0 unless rated
	GateLevel     int      // 1..5, 0 unless rated
	HeldBy        []HeldGate
	Waived        []string // ids of questions whose gates do not apply
	ToNext        *ToNext  // nil unless rated below level 5
	Confidence    *Confidence
	Missing       int // questions in scope that are blank or don't know
	Blank         int // of these, blank
	Needed        int // fewest further answers with which enough is known for a level; 0 if it is
}

// GateState is how an answer stands to a gate.
type GateState string

const (
	GateMet     GateState = "met"
	GateNotMet  GateState = "not_met"
	GateUnknown GateState = "unknown"
	GateWaived  GateState = "waived"
)

// HeldGate is a gate that holds a level back.
type HeldGate struct {
	Question string
	Level    int
	Min      int
	Answer   assessment.Choice
	State    GateState // GateNotMet or GateUnknown
}

// GateCheck is a gate of a scope with its state, met or not.
type GateCheck struct {
	Question string
	Gate     assessment.Gate
	Answer   assessment.Choice
	State    GateState
}

// ToNext is what is missing to the next level.
type ToNext struct {
	Level  int
	Points *big.Rat // never below 0
	Gates  []string // questions, by gate level, then model order
}

// Confidence says how far a result can be relied on; it never enters the score.
type Confidence struct {
	Coverage, Evidence, Agreement *big.Rat // nil: not defined
	Value                         *big.Rat
	Weakest                       string // coverage, evidence or agreement
	Grade                         string // high, medium or low
	Unconfirmed                   int    // answers 1..5 carried over and not confirmed; they are no part of Coverage
}

// Balance is the second reading of the answers: compliance against personalisation.
type Balance struct {
	Compliance, Personalisation *big.Rat // nil: not shown
	Balance                     *big.Rat // personalisation - compliance; nil unless both are shown
	Reading                     string   // in_balance, personalisation_ahead, compliance_ahead; empty unless both are shown
	Quadrant                    string   // key of the model's quadrants; empty unless both are shown
	Neighbour                   string   // quadrant across the line within the border distance; empty if none
	UnmetGates                  []string // compliance questions with an unmet or unknown gate, model order
	PersonalisationQuestions    int      // applicable questions on that side
	PersonalisationStep         *big.Rat // how far one level on one of them moves the side, on average; nil if none applies
	TooFewApply                 bool     // a side is hidden because fewer than three of its questions apply
}

// TraceRow is one question's part in a score.
type TraceRow struct {
	Question     string
	Share        *big.Rat
	State        string // rated, dk, blank, na
	Value        int    // 1..5, 0 for na
	Contribution *big.Rat
	Missing      *big.Rat
}

// Trace shows how the score of a scope adds up.
type Trace struct {
	Scope Scope
	Rows  []TraceRow
	Total *big.Rat
}

// Recommendation is an open action with what it would bring.
type Recommendation struct {
	Action     string
	Duty       bool
	With       []string // its open prerequisites, by id
	Effort     int      // points, with prerequisites
	Gain       *big.Rat // with prerequisites
	GainAlone  *big.Rat
	Unlocks    []Scope  // rated scopes whose level rises
	OpensHold  bool     // meets a gate that holds the overall or a dimension
	ScoreAfter *big.Rat // overall, with prerequisites
}

// FindOut is an unknown answer that is worth clarifying.
type FindOut struct {
	Question string
	UpTo     *big.Rat // most that the overall score can gain
	Gate     bool
}

// NextActions are the first recommendations taken together, with their exact joint effect.
type NextActions struct {
	Actions     []Recommendation
	Gain        *big.Rat // joint gain of all of them with their open prerequisites; not the sum of the single gains
	ScoreAfter  *big.Rat
	LevelBefore int // 0 unless rated
	LevelAfter  int // 0 unless rated
	Effort      int // points of all of them with prerequisites, each counted once
}

// Findings is everything that is printed about one assessment, and nothing about printing.
// Page, paper, spreadsheet and JSON take their numbers from here and from nowhere else.
type Findings struct {
	Model           *assessment.Model // what was asked: restricted to the quick questions in a quick scan
	Kind            assessment.Kind
	Organisation    string
	AsOf            time.Time // last change of the answers
	Finished        bool
	Answers         assessment.Answers
	Targets         map[string]int // as somebody set them; see Targets
	Overall         Result
	Dimensions      []Result // model order
	Capabilities    []Result // model order
	Balance         Balance
	Gates           []GateCheck // all gates that reach the overall result, model order
	Recommendations []Recommendation
	Next            NextActions // the first five recommendations
	FindOut         []FindOut
	Answered        int // questions with a level, don't know or not applicable
	Asked           int
	Unknown         int // don't know
	Excluded        int // not applicable
	WithEvidence    int // rated answers with evidence grade 1 or more
	GatesNotAsked   int // quick scan: requirements of the whole model that were not asked
}
