package assessment

import (
	"slices"
	"testing"

	"lauter/internal/locale"
)

func TestApplies(t *testing.T) {
	tests := []struct {
		name   string
		showIf []string
		facts  map[string][]string
		want   bool
	}{
		{"no condition", nil, map[string][]string{"b2c": {"no"}}, true},
		{"nothing said", []string{"minors"}, nil, true},
		{"something else said", []string{"minors"}, map[string][]string{"b2c": {"no"}}, true},
		{"said without a value", []string{"minors"}, map[string][]string{"minors": {}}, true},
		{"yes", []string{"minors"}, map[string][]string{"minors": {"yes"}}, true},
		{"no", []string{"minors"}, map[string][]string{"minors": {"no"}}, false},
		{"the option", []string{"countries:DE"}, map[string][]string{"countries": {"AT", "DE"}}, true},
		{"another option", []string{"countries:DE"}, map[string][]string{"countries": {"AT"}}, false},
		{"one of two holds", []string{"job_ads", "sector:public"}, map[string][]string{"job_ads": {"no"}, "sector": {"public"}}, true},
		{"one of two is open", []string{"job_ads", "sector:public"}, map[string][]string{"job_ads": {"no"}}, true},
		{"neither holds", []string{"job_ads", "sector:public"}, map[string][]string{"job_ads": {"no"}, "sector": {"retail"}}, false},
	}
	for _, test := range tests {
		ref := &Reference{ShowIf: test.showIf}
		if got := ref.Applies(test.facts); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// referenceModel has one question on two acts, with rules for single countries and one that nobody has checked.
func referenceModel() *Model {
	m := &Model{
		References: map[string]*Reference{
			"DE-1":    {ID: "DE-1", Act: "mail", Order: 0, Status: "case_law", ShowIf: []string{"countries:DE"}, Equivalents: []string{"AT-1", "CH-1", "GONE"}},
			"AT-1":    {ID: "AT-1", Act: "mail", Order: 1, ShowIf: []string{"countries:AT"}},
			"CH-1":    {ID: "CH-1", Act: "mail", Order: 2, Status: "in_force", ShowIf: []string{"countries:CH"}},
			"RUMOUR":  {ID: "RUMOUR", Act: "mail", Order: 3, Status: "unverified"},
			"MINORS":  {ID: "MINORS", Act: "youth", Order: 4, ShowIf: []string{"minors"}},
			"NOWHERE": {ID: "NOWHERE", Act: "youth", Order: 5},
			"DUTY":    {ID: "DUTY", Act: "platforms", Order: 6, Addressee: "platform"},
			"STATE":   {ID: "STATE", Act: "platforms", Order: 7, Addressee: "state"},
		},
		Addressees: map[string]Addressee{
			"platform": {OwnRole: "is_platform", Name: locale.Text{EN: "platforms"}},
			"state":    {Name: locale.Text{EN: "states"}},
		},
		SectorHints: map[string]locale.Text{"default": {EN: "ask"}, "media": {EN: "media law"}},
		Dimensions: []*Dimension{{Capabilities: []*Capability{{Questions: []*Question{
			{ID: "a", Refs: []string{"DE-1", "RUMOUR", "AT-1"}},
			{ID: "b", Refs: []string{"MINORS", "DE-1"}},
			{ID: "c", Refs: []string{"RUMOUR", "UNKNOWN"}},
		}}}}},
	}
	m.Link()
	return m
}

func ids(refs []*Reference) []string {
	var all []string
	for _, ref := range refs {
		all = append(all, ref.ID)
	}
	return all
}

func TestShown(t *testing.T) {
	m := referenceModel()
	tests := []struct {
		name  string
		facts map[string][]string
		refs  []string
		want  []string
	}{
		{"everything, once, equivalents behind", nil, []string{"MINORS", "DE-1", "AT-1", "RUMOUR", "UNKNOWN"}, []string{"MINORS", "DE-1", "AT-1", "CH-1"}},
		{"an equivalent in the place of the rule", map[string][]string{"countries": {"AT"}}, []string{"DE-1"}, []string{"AT-1"}},
		{"nothing left", map[string][]string{"countries": {"UK"}, "minors": {"no"}}, []string{"DE-1", "MINORS"}, nil},
	}
	for _, test := range tests {
		if got := ids(m.Shown(test.facts, test.refs)); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	if got, want := ids(m.ShownIn("mail", map[string][]string{"countries": {"CH", "DE"}})), []string{"CH-1", "DE-1"}; !slices.Equal(got, want) {
		t.Errorf("the act, law in force first: got %v, want %v", got, want)
	}
}

func TestQuestionsOn(t *testing.T) {
	m := referenceModel()
	tests := []struct {
		act   string
		facts map[string][]string
		want  []string
	}{
		{"mail", nil, []string{"a", "b"}},
		{"mail", map[string][]string{"countries": {"CH"}}, []string{"a", "b"}}, // by the Swiss equivalent alone
		{"mail", map[string][]string{"countries": {"UK"}}, nil},
		{"youth", nil, []string{"b"}},
		{"youth", map[string][]string{"minors": {"no"}}, nil}, // NOWHERE is shown, but no question rests on it
		{"platforms", nil, nil},
	}
	for _, test := range tests {
		var got []string
		for _, q := range m.QuestionsOn(test.act, test.facts) {
			got = append(got, q.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s with %v: got %v, want %v", test.act, test.facts, got, test.want)
		}
	}
}

func TestAddresseeOf(t *testing.T) {
	m := referenceModel()
	platform := map[string][]string{"is_platform": {"yes"}}
	tests := []struct {
		ref   string
		facts map[string][]string
		want  string // empty: the company itself
	}{
		{"NOWHERE", nil, ""},
		{"DUTY", nil, "platforms"},
		{"DUTY", map[string][]string{"is_platform": {"no"}}, "platforms"},
		{"DUTY", platform, ""},
		{"STATE", platform, "states"},
	}
	for _, test := range tests {
		got, ok := m.AddresseeOf(m.References[test.ref], test.facts)
		if got.Name.EN != test.want || ok != (test.want != "") {
			t.Errorf("%s with %v: got %q, %v, want %q", test.ref, test.facts, got.Name.EN, ok, test.want)
		}
	}
}

func TestSectorHint(t *testing.T) {
	m := referenceModel()
	tests := []struct {
		sector []string
		want   string // empty: none
	}{
		{nil, ""}, {[]string{"media"}, "media law"}, {[]string{"retail"}, "ask"},
	}
	for _, test := range tests {
		got, ok := m.SectorHint(map[string][]string{"sector": test.sector})
		if got.EN != test.want || ok != (test.want != "") {
			t.Errorf("%v: got %q, %v, want %q", test.sector, got.EN, ok, test.want)
		}
	}
}

// The model must not speak of a sector rule that the program cannot find.
func TestTheModelHasTheSectorReference(t *testing.T) {
	m, err := Parse(Shipped())
	if err != nil {
		t.Fatal(err)
	}
	if m.References[SectorReference] == nil {
		t.Errorf("there is no reference %s", SectorReference)
	}
}
