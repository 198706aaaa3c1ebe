package assessment

import (
	"slices"

	"lauter/internal/locale"
)

// Act is a group of the regulation view.
type Act struct {
	ID      string      `yaml:"id"`
	Binding bool        `yaml:"binding"`
	Name    locale.Text `yaml:"name"`
	Full    locale.Text `yaml:"full"`
}

// Addressee says whom a rule addresses where that is not the company itself.
type Addressee struct {
	OwnRole string      `yaml:"own_role,omitempty"` // fact that turns the rule into a duty of the company; may be empty
	Name    locale.Text `yaml:"name"`
}

// Reference is a rule, standard or method that a question or an action rests on.
type Reference struct {
	ID          string      `yaml:"-"`
	Order       int         `yaml:"-"` // place in the file, from 0
	Cite        locale.Text `yaml:"cite"`
	Says        locale.Text `yaml:"says"`           // half a line of our own words
	Note        locale.Text `yaml:"note,omitempty"` // may be empty
	URL         string      `yaml:"url,omitempty"`  // may be empty
	Status      string      `yaml:"status"`         // in_force, case_law, guidance, standard, method, proposal, unverified (never shown)
	Act         string      `yaml:"act"`
	ShowIf      []string    `yaml:"show_if,omitempty"`     // "minors" or "countries:DE"; empty: always
	Addressee   string      `yaml:"addressee,omitempty"`   // key of Model.Addressees; empty: the company itself
	Equivalents []string    `yaml:"equivalents,omitempty"` // shown with it, by their own ShowIf
}

// Fact is one question of the scoping profile. Facts choose which references are shown and nothing else.
type Fact struct {
	ID       string       `yaml:"id"`
	Type     string       `yaml:"type"` // bool, choice or multi
	Question locale.Text  `yaml:"question"`
	Options  []FactOption `yaml:"options,omitempty"` // for choice and multi
}

// FactOption is one possible value of a fact.
type FactOption struct {
	ID   string      `yaml:"id"`
	Name locale.Text `yaml:"name"`
}

// LawState says when the legal references were last checked. An operator may replace it.
type LawState struct {
	CheckedOn        string      `yaml:"checked_on"` // 2006-01-02
	StaleAfterMonths int         `yaml:"stale_after_months"`
	Note             locale.Text `yaml:"note"`
	Stale            locale.Text `yaml:"stale"`           // {date}
	Watch            []Watch     `yaml:"watch,omitempty"` // for the operator only: never shown with a result
}

// Watch is a rule in the making that the operator should keep an eye on.
type Watch struct {
	ID     string      `yaml:"id"`
	Status string      `yaml:"status"`
	Name   locale.Text `yaml:"name"`
}

// ReferencesIn returns the references of an act in the order of the file.
func (m *Model) ReferencesIn(act string) []*Reference {
	var all []*Reference
	for _, ref := range m.References {
		if ref.Act == act {
			all = append(all, ref)
		}
	}
	slices.SortFunc(all, func(a, b *Reference) int { return a.Order - b.Order })
	return all
}
