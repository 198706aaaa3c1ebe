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
	Done      string
}

// FinishedForm has finished assessments deleted sooner.
type FinishedForm struct {
	Days    string // as typed
	Asked   bool   // anything was typed
	Confirm string // as typed
	Wrong   map[string]string
}

func (v SettingsView) path(rest string) string { return WorkspacePath(v.Workspace.ID, rest) }
