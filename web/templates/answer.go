package templates

import (
	"strconv"

	"lauter/assessment"
)

// AnswerRow is a question with its answer, to be read and not to be filled in.
type AnswerRow struct {
	Question *assessment.Question
	Number   int // place in the questionnaire, from 1
	Answer   assessment.Answer
}

// choice is an answer in words: "Defined", "I don’t know".
func (p *Page) choice(c assessment.Choice) string {
	texts := p.Assessment.Model.Texts.Answers
	switch {
	case c.Rated():
		return p.Text(p.Assessment.Model.Levels[c-1].Name)
	case c == assessment.DontKnow:
		return p.Text(texts.DontKnow.Label)
	case c == assessment.NotApplicable:
		return p.Text(texts.NotApplicable.Label)
	}
	return p.Text(texts.Unanswered.Label)
}

// level is the number of a chosen level, empty for other answers.
func level(c assessment.Choice) string {
	if c.Rated() {
		return strconv.Itoa(int(c))
	}
	return ""
}

// grade names how well an answer is supported.
func (p *Page) grade(grade int) string { return p.Text(p.Assessment.Model.Grades[grade].Name) }

// evidence counts what supports an answer: "2 items, Documented". Empty: nothing does.
func (p *Page) evidence(a assessment.Answer) string {
	if len(a.Evidence) == 0 {
		return ""
	}
	return p.T("answer.evidence", "N", len(a.Evidence), "Grade", p.grade(a.Grade))
}
