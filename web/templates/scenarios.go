package templates

import (
	"strconv"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// ScenarioList is what is kept of an assessment's what-ifs and plans, with today's result to set them against.
type ScenarioList struct {
	Words *wording.Words
	Today scoring.Result // overall
	Rows  []ScenarioRow  // oldest first
}

// ScenarioRow is a kept scenario with what it comes to by today's answers.
type ScenarioRow struct {
	assessment.Scenario
	Result  *scoring.Result // overall; nil: it was made for another version of the model, or cannot be worked out
	Foreign bool            // made for another version of the model
	Changed int             // answers that it changes
	Effort  int             // points of a plan; 0 in a what-if
}

// ScenarioForm is a form that was refused, as it was sent.
type ScenarioForm struct {
	Name, Page, Query string
	Errors            map[string]string // by field
}

// ScenarioTitle is the title of the page that asks again for what a scenario needs.
func ScenarioTitle(p *locale.Printer) string { return p.T("scenarios.save") }

// ScenarioDeleteTitle is the title of the page that asks before a scenario is deleted.
func ScenarioDeleteTitle(p *locale.Printer) string { return p.T("scenarios.delete.title") }

// ScenarioPath is the address of a scenario's page with its query, without the carried language.
func ScenarioPath(id string, sc assessment.Scenario) string {
	path := AssessmentPath(id, sc.Page)
	if sc.Query != "" {
		path += "?" + sc.Query
	}
	return path
}

func (p *Page) scenario(sc assessment.Scenario) string {
	return p.URL(ScenarioPath(p.Assessment.ID, sc))
}

// elsewhere is the page that a refused form came from.
func (f ScenarioForm) elsewhere(p *Page) string {
	return p.scenario(assessment.Scenario{Page: f.Page, Query: f.Query})
}

func (f ScenarioForm) refusals() []FieldError {
	var errs []FieldError
	for _, field := range []string{"name", "query"} {
		if text := f.Errors[field]; text != "" {
			errs = append(errs, FieldError{"scenario-name", text})
		}
	}
	return errs
}

// kindOf says which page a scenario is of.
func (r ScenarioRow) kindOf(p *Page) string { return p.T("scenarios.page." + r.Page) }

// changed counts the answers that a scenario changes.
func (r ScenarioRow) changed() string {
	if r.Result == nil {
		return "–"
	}
	return strconv.Itoa(r.Changed)
}

// effort is what a plan takes.
func (r ScenarioRow) effort(p *Page) string {
	if r.Effort == 0 {
		return "–"
	}
	return p.T("plan.points", "N", r.Effort)
}
