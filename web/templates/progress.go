package templates

import (
	"strconv"
	"strings"

	"lauter/assessment"
)

// Progress says how far an assessment is. A question has an answer when a level, "don't know" or "not applicable" was
// chosen.
type Progress struct {
	Count
	Dimensions []DimensionProgress // model order
	Minutes    int                 // honest guess of the time left, rounded; 0 when nothing is left
}

// Count is how many questions of a part have an answer. Once answers were taken over from the round before, what is
// counted is those that were confirmed or given since, until all are.
type Count struct {
	Answered   int
	Asked      int
	Carried    int  // of Answered, taken over from the round before and not confirmed
	Confirming bool // somewhere in the assessment there are such answers
}

// Add counts the questions of another part too.
func (c *Count) Add(other Count) {
	c.Answered += other.Answered
	c.Asked += other.Asked
	c.Carried += other.Carried
}

// done is how many questions need nothing more.
func (c Count) done() int { return c.Answered - c.Carried }

func (c Count) words(p *Page) string {
	return p.T("progress.count", "Answered", c.done(), "Asked", c.Asked)
}

// DimensionProgress is a dimension's part of the progress.
type DimensionProgress struct {
	Count
	Dimension    *assessment.Dimension
	Current      bool // the page shows one of its questions
	Capabilities []CapabilityProgress
}

// CapabilityProgress is a capability's part of the progress.
type CapabilityProgress struct {
	Count
	Capability *assessment.Capability
	Current    bool
	Next       string // question to go to: the first without an answer, else the first to confirm, else the first
}

// Complete says that no question of the capability is open or waits to be confirmed.
func (c CapabilityProgress) Complete() bool { return c.Answered == c.Asked && c.Carried == 0 }

// Complete says that no question is open.
func (pr Progress) Complete() bool { return pr.Answered == pr.Asked }

// AssessmentPath is the address of a page of an assessment: AssessmentPath(id, "questions", q).
func AssessmentPath(id string, rest ...string) string {
	return strings.Join(append([]string{"/assessments", id}, rest...), "/")
}

// QuestionPath is the address of a question. Its fragment makes the keyboard start at the question.
func QuestionPath(id, question string) string {
	return AssessmentPath(id, "questions", question) + "#q"
}

// in is the address of a page of the assessment that this page is about.
func (p *Page) in(rest ...string) string { return p.URL(p.path(rest...)) }

// question is the address of a question of the assessment that this page is about, or, for who may not answer it,
// of the question as the method explains it.
func (p *Page) question(id string) string {
	if !p.May(assessment.RightSave) {
		return p.URL("/method/questions/" + id)
	}
	return p.URL(QuestionPath(p.Assessment.ID, id))
}

// barWidth is the filled part of a progress bar, as an attribute of SVG.
func barWidth(part, whole int) string {
	if whole == 0 {
		return "0%"
	}
	mille := part * 1000 / whole
	return strconv.Itoa(mille/10) + "." + strconv.Itoa(mille%10) + "%"
}

// progressRest follows the count of answers: "answered, about 20 minutes left".
func (p *Page) progressRest(pr Progress) string {
	if pr.Confirming {
		return p.T("progress.confirmed")
	}
	if pr.Minutes == 0 || p.Assessment.Finished() {
		return p.T("progress.answered")
	}
	return p.T("progress.rest", "N", pr.Minutes)
}

// action is where a form about the assessment is sent. The language travels in a field of the form.
func (p *Page) action(what string) string { return AssessmentPath(p.Assessment.ID, what) }
