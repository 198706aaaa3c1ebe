package assessment

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Limits of a survey.
const (
	LongestSurvey  = 90 // days until it closes
	MaxSurveys     = 30 // of one assessment
	MaxSurveyRoles = 12
	MaxSurveyRole  = 60  // characters
	MaxRespondents = 500 // of one survey
	MaxSurveyLinks = 100 // made at once
	MaxDecision    = 500 // characters of why a group decided otherwise

	// LeastThreshold, DefaultThreshold and MostThreshold bound from how many anonymous votes on a question on anything
	// but their number is shown. Of three votes, two colleagues can work out the third.
	LeastThreshold   = 4
	DefaultThreshold = 5
	MostThreshold    = 10

	// NamesKept is how long the names of those who answered are kept after the survey was closed.
	NamesKept = 30 * 24 * time.Hour
)

// Survey asks several people the same questions. Nobody sees a vote before it is closed.
type Survey struct {
	ID           string
	AssessmentID string
	Organisation string   // name
	Named        bool     // else anonymous; fixed from the beginning
	Threshold    int      // of anonymous votes
	Personal     bool     // each person has a link of their own, which works once; else all have the same
	Questions    []string // ids
	Roles        []string // that respondents may choose from; none: they are not asked
	CreatedBy    string   // name of a user; empty: a guest, or one who has left
	CreatedAt    time.Time
	ClosesAt     time.Time
	ClosedAt     time.Time // zero: nobody may see a vote yet

	Links    int // made and not replaced
	Joined   int
	Finished int
	People   []Respondent // by name; nil where votes are anonymous
}

// Respondent is somebody who answers a survey.
type Respondent struct {
	ID       string // empty where nobody may know who it is
	Name     string // empty where votes are anonymous, and a while after the end
	Role     string // empty: not said
	Finished bool
}

// SurveyVote is a vote on one question, as it may be shown to whoever manages the assessment.
type SurveyVote struct {
	Choice Choice
	Role   string // of who gave it; empty: not said
	Name   string // of who gave it; empty where votes are anonymous
}

// Closed says that the votes are final and may be looked at.
func (s *Survey) Closed() bool { return !s.ClosedAt.IsZero() }

// Takes says that people can answer at a moment.
func (s *Survey) Takes(now time.Time) bool { return !s.Closed() && now.Before(s.ClosesAt) }

// Shows is from how many votes on a question on more than their number is shown.
func (s *Survey) Shows() int {
	if s.Named {
		return 1
	}
	return s.Threshold
}

// Asks says whether a question is part of the survey.
func (s *Survey) Asks(question string) bool { return slices.Contains(s.Questions, question) }

// CheckSurvey says what is wrong with a survey that somebody wants to begin, as message keys by form field; nil if
// nothing is. What it asks is for the caller to check.
func CheckSurvey(s Survey, now time.Time) map[string]string {
	wrong := map[string]string{}
	if !s.Named && (s.Threshold < LeastThreshold || s.Threshold > MostThreshold) {
		wrong["threshold"] = "survey.error.threshold"
	}
	if !s.ClosesAt.After(now) || s.ClosesAt.After(now.Add((LongestSurvey+1)*24*time.Hour)) {
		wrong["closes"] = "survey.error.closes"
	}
	long := func(role string) bool { return utf8.RuneCountInString(role) > MaxSurveyRole }
	if len(s.Roles) > MaxSurveyRoles || len(s.Roles) == 1 || slices.ContainsFunc(s.Roles, long) {
		wrong["roles"] = "survey.error.roles"
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// Source is how an answer came out of the votes of several people.
type Source string

const (
	ByMedian  Source = "median"  // what the votes proposed
	ByDecided Source = "decided" // another answer, with a note
)

// Agreed says that an answer came out of the votes of several people.
type Agreed struct {
	Survey string // id
	Source Source // empty: it did not
	Middle Choice // what the votes proposed
	Note   string // why it was decided otherwise
}

// Decision is an answer to be taken over from a survey.
type Decision struct {
	Question string
	Choice   Choice
	Middle   Choice // what the votes propose
	Note     string // why another answer was decided
	Reason   string // why not applicable
}

// Source says whether the decision follows the votes.
func (d Decision) Source() Source {
	if d.Choice == d.Middle {
		return ByMedian
	}
	return ByDecided
}

// Check says what is wrong with a decision, as message keys by form field; nil if nothing is. That the question takes
// the answer is for Question.Check to see to.
func (d Decision) Check() map[string]string {
	switch n := utf8.RuneCountInString(d.Note); {
	case d.Choice == Blank:
		return map[string]string{"answer": MsgAnswerRequired}
	case d.Source() == ByDecided && n == 0:
		return map[string]string{"because": "survey.error.because"}
	case n > MaxDecision:
		return map[string]string{"because": "survey.error.because.long"}
	}
	return nil
}
