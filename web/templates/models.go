package templates

import (
	"lauter/assessment"
)

// ModelsView is every imported version of the questions.
type ModelsView struct {
	Versions []ModelRow
	Current  string // version that new assessments use
	Shipped  string // version that the program brings along
	Done     bool
}

// ModelRow is a version that may be one to choose.
type ModelRow struct {
	assessment.ModelVersion
	Usable bool // this program can compute it
}

// choice says that there is more than one version to choose from.
func (v ModelsView) choice() bool {
	n := 0
	for _, row := range v.Versions {
		if row.Usable {
			n++
		}
	}
	return n > 1
}

// ModelView is one version with its questions.
type ModelView struct {
	assessment.ModelVersion
	Model    *assessment.Model // nil: this program can't read it
	Current  bool              // new assessments use it
	Changed  bool              // its files are not what was imported
	Problems []string
	Shown    []string // the first of them
}
