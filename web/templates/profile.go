package templates

import (
	"slices"

	"lauter/assessment"
	"lauter/internal/locale"
)

// ProfileView is the form of the optional facts about the company.
type ProfileView struct {
	Fields []FactField // in the order of the model
	From   string      // page to go back to; see ProfileOrigin
}

// FactField is one fact with what is known or was sent.
type FactField struct {
	assessment.Fact
	Values []string
	Error  string // why it was refused; may be empty
}

// ProfileTitle is the title of the form of facts.
func ProfileTitle(p *locale.Printer) string { return p.T("profile.title") }

// fromRegulation says that the form was opened on the page on regulation.
const fromRegulation = "regulation"

// ProfileOrigin is the page that the form leads back to: where it was opened from, else the overview.
func ProfileOrigin(id, from string) string {
	if from == fromRegulation {
		return AssessmentPath(id, "results", "regulation")
	}
	return AssessmentPath(id)
}

// profile is the address of the form of facts.
func (p *Page) profile(from string) string {
	path := AssessmentPath(p.Assessment.ID, "profile")
	if from != "" {
		path += "?from=" + from
	}
	return p.URL(path)
}

// factsGiven counts the facts that are known about the company.
func (p *Page) factsGiven() int {
	n := 0
	for _, fact := range p.Assessment.Model.Facts {
		if len(p.Assessment.Facts[fact.ID]) > 0 {
			n++
		}
	}
	return n
}

// refusals lists what was refused, for the summary above the form.
func (v ProfileView) refusals(p *Page) []FieldError {
	var all []FieldError
	for _, f := range v.Fields {
		if f.Error != "" {
			all = append(all, FieldError{Field: f.first(), Text: p.Text(f.Question) + " " + f.Error})
		}
	}
	return all
}

// element is the id of the control for a value of the fact.
func (f FactField) element(value string) string { return "fact-" + f.ID + "-" + value }

// first is the id of the first control of the fact.
func (f FactField) first() string {
	switch f.Type {
	case "bool":
		return f.element("yes")
	case "multi":
		return f.element(f.Options[0].ID)
	}
	return "fact-" + f.ID
}

func (f FactField) has(value string) bool { return slices.Contains(f.Values, value) }

// unsaid says that none of the values on offer is chosen.
func (f FactField) unsaid() bool { return !slices.ContainsFunc(f.Values, f.Offers) }
