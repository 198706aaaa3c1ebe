package assessment

import (
	"iter"
	"slices"
	"strings"

	"lauter/internal/locale"
)

// SectorReference is the id of the reference that stands for the rules of the company's sector.
const SectorReference = "SECTOR"

// unverified is the status of references that nobody has checked. They are never shown.
const unverified = "unverified"

// referenceStatuses are those that a reference can have, in the order in which references are shown.
var referenceStatuses = []string{"in_force", "case_law", "guidance", "standard", "method", "proposal", unverified}

// The values of a fact of the type bool.
const (
	yes = "yes"
	no  = "no"
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
	Status      string      `yaml:"status"`         // one of referenceStatuses
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

// Offers says that the fact can have this value.
func (f Fact) Offers(value string) bool {
	if f.Type == "bool" {
		return value == yes || value == no
	}
	return slices.ContainsFunc(f.Options, func(o FactOption) bool { return o.ID == value })
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

// Applies says whether a reference concerns a company of which these facts are known: it has no conditions, or one of
// them holds, or the fact that one depends on was not given. A company that said nothing is shown everything.
func (ref *Reference) Applies(facts map[string][]string) bool {
	for _, condition := range ref.ShowIf {
		fact, value, chosen := strings.Cut(condition, ":")
		if !chosen {
			value = yes
		}
		if given := facts[fact]; len(given) == 0 || slices.Contains(given, value) {
			return true
		}
	}
	return len(ref.ShowIf) == 0
}

// shown says that a reference may be put before a company of which these facts are known.
func (ref *Reference) shown(facts map[string][]string) bool {
	return ref.Status != unverified && ref.Applies(facts)
}

// Shown returns the references with these ids that a company with these facts is shown, each once and followed by its
// equivalents. An equivalent stands or falls with its own conditions: where only Austria matters, the Austrian rule
// stands in the place of the German one. Ids that the model does not have are left out.
func (m *Model) Shown(facts map[string][]string, ids []string) []*Reference {
	var all []*Reference
	for ref := range m.shown(facts, ids) {
		if !slices.Contains(all, ref) {
			all = append(all, ref)
		}
	}
	return all
}

// shown goes through the references that Shown returns; some may come more than once.
func (m *Model) shown(facts map[string][]string, ids []string) iter.Seq[*Reference] {
	return func(yield func(*Reference) bool) {
		for _, id := range ids {
			ref := m.References[id]
			if ref == nil {
				continue
			}
			if ref.shown(facts) && !yield(ref) {
				return
			}
			for _, equivalent := range ref.Equivalents {
				if other := m.References[equivalent]; other != nil && other.shown(facts) && !yield(other) {
					return
				}
			}
		}
	}
}

// ShownIn returns the references of an act that a company with these facts is shown: rules in force first, then what
// courts and authorities say about them, then the rest, each in the order of the file.
func (m *Model) ShownIn(act string, facts map[string][]string) []*Reference {
	all := slices.DeleteFunc(m.ReferencesIn(act), func(ref *Reference) bool { return !ref.shown(facts) })
	place := func(ref *Reference) int { return slices.Index(referenceStatuses, ref.Status) }
	slices.SortStableFunc(all, func(a, b *Reference) int { return place(a) - place(b) })
	return all
}

// QuestionsOn returns the questions that rest on an act for a company with these facts, in model order: those with at
// least one reference of the act that is shown.
func (m *Model) QuestionsOn(act string, facts map[string][]string) []*Question {
	var all []*Question
	for _, q := range m.Questions() {
		for ref := range m.shown(facts, q.Refs) {
			if ref.Act == act {
				all = append(all, q)
				break
			}
		}
	}
	return all
}

// AddresseeOf says whom a reference addresses where that is not the company itself. It is false where it is: the rule
// names nobody else, or the company has said that it is in that role.
func (m *Model) AddresseeOf(ref *Reference, facts map[string][]string) (Addressee, bool) {
	a, ok := m.Addressees[ref.Addressee]
	if !ok || a.OwnRole != "" && slices.Contains(facts[a.OwnRole], yes) {
		return Addressee{}, false
	}
	return a, true
}

// SectorHint names the rules of the company's sector. It is false while the sector is not known.
func (m *Model) SectorHint(facts map[string][]string) (locale.Text, bool) {
	sectors := facts["sector"]
	if len(sectors) == 0 {
		return locale.Text{}, false
	}
	hint, ok := m.SectorHints[sectors[0]]
	if !ok {
		hint, ok = m.SectorHints["default"]
	}
	return hint, ok
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
