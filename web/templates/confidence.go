package templates

import (
	"lauter/assessment"
	"lauter/internal/scoring"
)

// ConfidenceView is how far the results can be relied on, and what would make them more so.
type ConfidenceView struct {
	ResultsView
	Evidence   scoring.EvidenceCount   // of the whole
	Unfounded  []*assessment.Question  // answered above level 1 without any evidence
	Dimensions []scoring.EvidenceCount // by dimension
}

// ConfidenceTitle says the grade.
func ConfidenceTitle(p *Page, v ConfidenceView) string {
	if c := v.Overall.Confidence; c != nil {
		return p.T("results.confidence", "Grade", v.Model.Texts.Confidence.Grades[c.Grade])
	}
	return p.Text(v.Model.Texts.Confidence.Name)
}
