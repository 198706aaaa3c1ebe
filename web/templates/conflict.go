package templates

import (
	"lauter/assessment"
	"lauter/internal/locale"
)

// ConflictView is an answer that was changed elsewhere while another was being given. Both are valid.
type ConflictView struct {
	Question *assessment.Question
	Number   int
	Asked    int
	Stored   assessment.Answer
	Mine     assessment.Answer
	Intent   string // what the sender wanted next
	Keep     string // the intent that leads to the same place and keeps the stored answer
	SavedAt  string // when the stored answer was saved, in words
}

// ConflictTitle is the title of the page that shows two answers to one question.
func ConflictTitle(p *locale.Printer) string { return p.T("conflict.title") }
