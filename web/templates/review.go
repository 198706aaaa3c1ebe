package templates

import (
	"lauter/assessment"
	"lauter/internal/locale"
)

// ReviewView is everything that was answered, with what needs a look before the assessment is finished.
type ReviewView struct {
	Progress    Progress
	Open        []AnswerRow // without an answer
	Unknown     []AnswerRow // don't know
	Excluded    []AnswerRow // not applicable, with reasons
	Doubts      []Doubt     // answers that hardly go together, or claim more than is supported
	Unconfirmed []AnswerRow // taken over from the round before and not confirmed
	Apart       []AnswerRow // pairs of one capability whose levels hardly go together, the lower one first
	Parts       []ReviewPart
	Next        *assessment.Question // next open question; nil: none
	Outcome     Outcome
}

// Doubt is a sentence of the model about answers that deserve a second look.
type Doubt struct {
	Text    locale.Text
	Answers []AnswerRow
	Apart   bool // answers of one capability that lie far apart: the first with the others; without a text
}

// fewAnswers is how many answers a doubt shows at once; more of them fold.
const fewAnswers = 3

// ReviewPart lists the answers of a dimension.
type ReviewPart struct {
	Dimension    *assessment.Dimension
	Answered     int
	Asked        int
	Capabilities []ReviewCapability
}

// ReviewCapability lists the answers of a capability.
type ReviewCapability struct {
	Capability *assessment.Capability
	Answers    []AnswerRow
}

// Outcome is what the result would be with the answers there are, in words.
type Outcome struct {
	Range        string // one score, or the range that unknown answers leave open
	Standing     string // the level, or that there is none yet
	Sentence     string // what the level rests on, or what is missing to one
	Known        string // share of the questions that is known
	Capabilities int    // 0 where capabilities claim no level
	WithoutLevel int    // of Capabilities
	Rated        int    // answers that are a level
	WithEvidence int    // of Rated
}

// ReviewTitle is the title of the review.
func ReviewTitle(p *locale.Printer) string { return p.T("review.title") }

// chosen says which level was chosen, and what it is for this question.
func (p *Page) chosen(row AnswerRow) string {
	n := row.Answer.Choice
	return p.T("contradictions.row", "Level", int(n), "Name", p.Assessment.Model.Levels[n-1].Name, "Anchor", row.Question.Anchors[n-1])
}

// said counts what supports an answer and was written to it: "2 items, Documented; with a note".
func (p *Page) said(a assessment.Answer) string {
	evidence := p.evidence(a)
	switch {
	case a.Note == "":
		return evidence
	case evidence == "":
		return p.T("answer.note")
	}
	return p.T("answer.both", "Evidence", evidence, "Note", p.T("answer.note"))
}
