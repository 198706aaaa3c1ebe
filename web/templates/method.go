package templates

import (
	"math/big"
	"strconv"
	"strings"

	"lauter/assessment"
)

// MethodView says how results are worked out, with the figures of the model.
type MethodView struct {
	Model        *assessment.Model      // full
	Requirements []Requirement          // the lowest level first
	Sample       *assessment.Capability // three questions of equal weight, for an example; nil: there is none
	LawNote      LawNote
}

// Requirement is a gate with its question.
type Requirement struct {
	Question *assessment.Question
	Gate     assessment.Gate
}

// LawNote says of when the legal references are.
type LawNote struct {
	Text    string
	Checked string // day
	Stale   string // warning that they are old; empty: they are not
}

// QuestionsView lists all questions of a model.
type QuestionsView struct{ Model *assessment.Model }

// MethodQuestionView is one question in full.
type MethodQuestionView struct {
	Model          *assessment.Model
	Question       *assessment.Question
	Number, Count  int // place in the questionnaire, from 1
	References     []*assessment.Reference
	LawNote        LawNote
	Previous, Next *assessment.Question // nil at the ends
}

// section is a part of the page on the method.
type section struct{ id, title string }

func (v MethodView) sections(p *Page) []section {
	return []section{
		{"answers", p.T("method.answers")},
		{"score", p.T("method.score")},
		{"range", p.T("method.range")},
		{"levels", p.T("method.levels")},
		{"requirements", p.T("method.requirements")},
		{"balance", p.Text(v.Model.Texts.Balance.Title)},
		{"confidence", p.Text(v.Model.Texts.Confidence.Name)},
		{"actions", p.T("method.actions")},
		{"quick", p.T("kind.quick")},
		{"limits", p.T("method.limits")},
		{"check", p.T("method.check")},
	}
}

// thresholds lists the scores at which the levels 2 to 5 begin.
func (v MethodView) thresholds(p *Page) string {
	var all []string
	for _, t := range v.Model.Thresholds {
		all = append(all, p.decimal(t))
	}
	return p.P.List(all)
}

// decimal writes a figure of the model, with at most two places.
func (p *Page) decimal(x *big.Rat) string {
	if x.IsInt() {
		return x.Num().String()
	}
	return p.P.Number(strings.TrimRight(x.FloatString(2), "0"))
}

// weights says in words how much dimensions, capabilities and questions weigh.
func (v MethodView) weights(p *Page) string {
	heavy := 0
	for _, q := range v.Model.Questions() {
		if q.Weight > 1 {
			heavy++
		}
	}
	even := true
	for _, d := range v.Model.Dimensions {
		even = even && d.Weight == v.Model.Dimensions[0].Weight
		for _, c := range d.Capabilities {
			even = even && c.Weight == d.Capabilities[0].Weight
		}
	}
	if !even {
		return p.T("method.weights.stated")
	}
	if heavy == 0 {
		return p.T("method.weights.even")
	}
	return p.T("method.weights.even") + " " + p.T("method.weights.heavy", "N", heavy)
}

// onAxis counts the questions on a side of the balance.
func (v MethodView) onAxis(axis assessment.Axis) int {
	n := 0
	for _, q := range v.Model.Questions() {
		if q.Axis == axis {
			n++
		}
	}
	return n
}

// axes are the sides of the balance in the order in which they are told.
func (v MethodView) axes() []assessment.Axis {
	return []assessment.Axis{assessment.Compliance, assessment.Personalisation}
}

// efforts are the sizes of actions, the smallest first.
func (v MethodView) efforts() []assessment.Effort {
	var all []assessment.Effort
	for _, size := range []string{"S", "M", "L"} {
		if e, ok := v.Model.Efforts[size]; ok {
			all = append(all, e)
		}
	}
	return all
}

// notAsked counts the requirements that a quick scan leaves out.
func (v MethodView) notAsked() int {
	asked := 0
	for _, q := range v.Model.Quick().Questions() {
		asked += len(q.Gates)
	}
	return len(v.Requirements) - asked
}

// sampleName is the capability that the example of a mean is about.
func (v MethodView) sampleName(p *Page) string { return p.Text(v.Sample.Name) }

// gradeShare is what a grade of evidence counts: thirds.
func gradeShare(grade int) string {
	switch grade {
	case 0:
		return "0"
	case 3:
		return "1"
	}
	return strconv.Itoa(grade) + "/3"
}

// holds says how far a requirement reaches.
func (p *Page) holds(reach assessment.Reach) string { return p.T("reach." + string(reach)) }

// methodQuestion is the address of a question's public page.
func methodQuestion(q *assessment.Question) string { return "/method/questions/" + q.ID }

// marks are what is special about a question, in words.
func (p *Page) marks(m *assessment.Model, q *assessment.Question) []string {
	var all []string
	if q.Quick {
		all = append(all, p.T("kind.quick"))
	}
	if q.Axis != "" {
		all = append(all, p.Text(m.Texts.Balance.Axes[q.Axis].Name))
	}
	if q.Weight > 1 {
		all = append(all, p.T("questions.weight", "Weight", q.Weight))
	}
	return all
}

// who lists the roles that probably know the answer.
func (v MethodQuestionView) who(p *Page) string {
	var names []string
	for _, role := range v.Question.Who {
		names = append(names, p.Text(v.Model.Roles[role]))
	}
	return p.P.Names(names)
}
