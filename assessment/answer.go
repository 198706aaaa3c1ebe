package assessment

import (
	"strconv"
	"time"
)

// Choice is what was chosen for a question: a level 1..5 or one of the constants below.
type Choice int

const (
	Blank         Choice = 0
	DontKnow      Choice = -1
	NotApplicable Choice = -2
)

// ParseChoice reads the value of a form field: "1".."5", "dk", "na", or "" for blank.
func ParseChoice(s string) (Choice, bool) {
	switch s {
	case "":
		return Blank, true
	case "dk":
		return DontKnow, true
	case "na":
		return NotApplicable, true
	case "1", "2", "3", "4", "5":
		return Choice(s[0] - '0'), true
	}
	return Blank, false
}

// String is the inverse of ParseChoice.
func (c Choice) String() string {
	switch c {
	case Blank:
		return ""
	case DontKnow:
		return "dk"
	case NotApplicable:
		return "na"
	}
	return strconv.Itoa(int(c))
}

// Rated says that the choice is a level.
func (c Choice) Rated() bool { return c >= 1 && c <= 5 }

// Answer is the state of one question in an assessment. The zero value is a question nobody has touched.
type Answer struct {
	Choice   Choice
	Reason   string   // why not applicable; at most 500 characters
	Note     string   // at most 4,000 characters
	Evidence []string // http(s) addresses or plain words, each at most 2,048 characters
	Grade    int      // evidence grade 0..3; 0 without evidence
	Rev      int      // revision, 0 = never saved
	SavedAt  time.Time
	Carried  bool     // taken over from the round before, and not confirmed since
	Votes    []Choice // last votes of several people, for agreement; nil without any, or where they may not be shown
	Agreed   Agreed   // how it came out of their votes
}

// AnswerChange is one state that an answer had, for its history.
type AnswerChange struct {
	Answer
	By    string // name of a user or of somebody who was asked; empty: nobody that the assessment knows by name
	Known bool   // it was somebody with an account or a link of their own, who may have left
}

// SameState says that two answers differ in nothing that a respondent can see.
func (a Answer) SameState(b Answer) bool {
	if a.Choice != b.Choice || a.Reason != b.Reason || a.Note != b.Note || a.Grade != b.Grade || len(a.Evidence) != len(b.Evidence) {
		return false
	}
	for i := range a.Evidence {
		if a.Evidence[i] != b.Evidence[i] {
			return false
		}
	}
	return true
}

// Answers are the answers of one assessment by question id; a missing question is blank.
type Answers map[string]Answer
