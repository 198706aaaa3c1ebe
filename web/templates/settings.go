package templates

import "lauter/assessment"

// SettingsView is what the admins of a workspace can set.
type SettingsView struct {
	Workspace assessment.Workspace
	Finished  int               // days after which finished assessments are deleted; 0: as all others
	Bounds    assessment.Bounds // of that
	Form      FinishedForm
	Asked     int // days that the form asks about; 0: none, or not possible
	Due       int // what the next run would delete if they held
	Logo      assessment.Logo
	Done      string
}

// logoShown is how large a logo is on a page: as high as two lines, and not too wide.
func logoShown(l assessment.Logo) (width, height int) {
	const most, high = 240, 56
	scale := min(most/float64(l.Width), high/float64(l.Height), 1)
	return max(1, int(scale*float64(l.Width))), max(1, int(scale*float64(l.Height)))
}

// FinishedForm has finished assessments deleted sooner.
type FinishedForm struct {
	Days    string // as typed
	Asked   bool   // anything was typed
	Confirm string // as typed
	Wrong   map[string]string
}

func (v SettingsView) path(rest string) string { return WorkspacePath(v.Workspace.ID, rest) }
