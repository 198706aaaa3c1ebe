package templates

import (
	"time"

	"lauter/assessment"
)

// Paper is a text for operators to fill in, in the page's language.
type Paper struct{ Name, File string }

// Deletions are the moments of the next deletion of each kind; zero: nothing of it is there.
type Deletions struct{ Guest, Client, Log time.Time }

// on is a moment as a date, or that there is nothing.
func (d Deletions) on(p *Page, at time.Time) string {
	if at.IsZero() {
		return p.T("admin.next.none")
	}
	return p.P.Date(at)
}

// AdminView is the page of whoever runs the installation.
type AdminView struct {
	Users      []assessment.User
	Workspaces []assessment.Workspace
	Model      *assessment.Model
	Papers     []Paper
	Mail       bool // a mail server is configured
	Duty       bool // those who run the installation sign in with two factors
	Next       Deletions
	Viewer     string              // id of the user who looks
	Unused     []assessment.Unused // accounts that nobody has used for long
	Typed      string
	Wrong      string
	Done       string
}
