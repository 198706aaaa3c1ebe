package assessment

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"lauter/internal/locale"
)

// The shapes of the files, where they differ from the model.
type (
	questionsFile struct {
		Model          modelShape          `yaml:"model"`
		Levels         []Level             `yaml:"levels"`
		Grades         []Grade             `yaml:"evidence_grades"`
		Scales         map[string]Scale    `yaml:"scales"`
		Dimensions     []dimensionShape    `yaml:"dimensions"`
		Contradictions []ContradictionRule `yaml:"contradictions,omitempty"` // absent in models before 1.1.0
	}
	modelShape struct {
		ID            string      `yaml:"id"`
		Version       string      `yaml:"version"`
		Method        string      `yaml:"method"`
		Name          locale.Text `yaml:"name"`
		Claim         locale.Text `yaml:"claim"`
		Thresholds    []fraction  `yaml:"thresholds"`
		DefaultTarget int         `yaml:"default_target"`
		DefaultBudget int         `yaml:"default_budget"`
		Balance       struct {
			Cut    fraction `yaml:"cut"`
			Band   fraction `yaml:"band"`
			Border fraction `yaml:"border"`
		} `yaml:"balance"`
	}
	dimensionShape struct {
		Dimension    `yaml:",inline"`
		Capabilities []capabilityShape `yaml:"capabilities"`
	}
	capabilityShape struct {
		Capability `yaml:",inline"`
		Questions  []questionShape `yaml:"questions"`
	}
	questionShape struct {
		Question `yaml:",inline"`
		NA       exemption `yaml:"na"`
	}
	actionsFile struct {
		Efforts map[string]Effort      `yaml:"efforts"`
		Roles   map[string]locale.Text `yaml:"roles"`
		Actions []actionShape          `yaml:"actions"`
	}
	actionShape struct {
		Action `yaml:",inline"`
		Lifts  map[string]int `yaml:"lifts"`
	}
	referencesFile struct {
		Profile    []Fact                 `yaml:"profile"`
		Sectors    map[string]locale.Text `yaml:"sector_pointers"`
		Law        LawState               `yaml:"law_state"`
		Acts       []Act                  `yaml:"acts"`
		Addressees map[string]Addressee   `yaml:"addressees"`
		References map[string]Reference   `yaml:"references"`
	}
)

// A fraction is an exact number: 3, 7/2 or 4.75.
type fraction struct{ *big.Rat }

var fractionForm = regexp.MustCompile(`^\d{1,9}(/0*[1-9]\d{0,8}|\.\d{1,9})?$`)

func (f *fraction) UnmarshalYAML(node *yaml.Node) (err error) {
	f.Rat, err = parseFraction(node)
	return err
}

func parseFraction(node *yaml.Node) (*big.Rat, error) {
	if node.Kind != yaml.ScalarNode || !fractionForm.MatchString(node.Value) {
		return nil, fmt.Errorf("%q is not a number or a fraction like 7/2", node.Value)
	}
	x, ok := new(big.Rat).SetString(node.Value)
	if !ok {
		return nil, fmt.Errorf("%q is not a number or a fraction like 7/2", node.Value)
	}
	return x, nil
}

// An exemption is the case in which a question does not apply, or false.
type exemption struct {
	allowed bool
	when    locale.Text
}

func (e *exemption) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode && node.Value == "false" {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return errors.New("na is false, or says in both languages in which case the question does not apply")
	}
	e.allowed = true
	return node.Load(&e.when, yaml.WithKnownFields())
}

// UnmarshalYAML reads a word, or numbers under min, max and below.
func (c *Condition) UnmarshalYAML(node *yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		c.Is = node.Value
		return nil
	case yaml.MappingNode:
	default:
		return errors.New("a condition is a word or {min, max, below}")
	}
	parts := map[string]**big.Rat{"min": &c.Min, "max": &c.Max, "below": &c.Below}
	for i := 0; i+1 < len(node.Content); i += 2 {
		part, ok := parts[node.Content[i].Value]
		if !ok {
			return fmt.Errorf("unknown condition %q: there are min, max and below", node.Content[i].Value)
		}
		x, err := parseFraction(node.Content[i+1])
		if err != nil {
			return err
		}
		*part = x
	}
	if len(node.Content) == 0 {
		return errors.New("the condition is empty")
	}
	return nil
}

// build puts the model together from the shapes of its files.
func (r *reading) build(questions *questionsFile, actions *actionsFile, references *referencesFile, texts *Texts) {
	head := &questions.Model
	m := &Model{
		ID: head.ID, Version: head.Version, Method: head.Method, Name: head.Name, Claim: head.Claim,
		DefaultTarget: head.DefaultTarget, DefaultBudget: head.DefaultBudget,
		Balance: BalanceRule{Cut: head.Balance.Cut.Rat, Band: head.Balance.Band.Rat, Border: head.Balance.Border.Rat},
		Levels:  questions.Levels, Scales: questions.Scales, Grades: questions.Grades,
		Efforts: actions.Efforts, Roles: actions.Roles,
		Acts: references.Acts, Addressees: references.Addressees, Facts: references.Profile,
		SectorHints: references.Sectors, LawState: references.Law,
		Texts: *texts, RestrictedTo: KindFull, ContradictionRules: questions.Contradictions,
	}
	r.model = m
	for _, t := range head.Thresholds {
		m.Thresholds = append(m.Thresholds, t.Rat)
	}
	for i := range questions.Dimensions {
		m.Dimensions = append(m.Dimensions, r.dimension(&questions.Dimensions[i], place("questions.yaml").in("dimensions", i)))
	}
	m.Link()
	r.actions(actions.Actions)
	r.references(references.References)
	m.Link()
}

func (r *reading) dimension(shape *dimensionShape, at place) *Dimension {
	d := &shape.Dimension
	r.at[d] = at
	r.weight(&d.Weight, at)
	for i := range shape.Capabilities {
		d.Capabilities = append(d.Capabilities, r.capability(&shape.Capabilities[i], at.in("capabilities", i)))
	}
	return d
}

func (r *reading) capability(shape *capabilityShape, at place) *Capability {
	c := &shape.Capability
	r.at[c] = at
	r.weight(&c.Weight, at)
	for i := range shape.Questions {
		c.Questions = append(c.Questions, r.question(&shape.Questions[i], at.in("questions", i)))
	}
	return c
}

func (r *reading) question(shape *questionShape, at place) *Question {
	q := &shape.Question
	r.at[q] = at
	r.weight(&q.Weight, at)
	q.AllowsNA, q.NAWhen = shape.NA.allowed, shape.NA.when
	if scale, ok := r.model.Scales[q.Scale]; ok {
		q.Anchors, q.Short, q.Help = scale.Anchors, scale.Short, scale.Help
	}
	return q
}

// weight fills in what an absent weight means.
func (r *reading) weight(weight *int, at place) {
	if !r.has(at.in("weight")) {
		*weight = 1
	}
}

func (r *reading) actions(shapes []actionShape) {
	order := map[string]int{}
	for i, q := range r.model.Questions() {
		order[q.ID] = i
	}
	for i := range shapes {
		a := &shapes[i].Action
		r.at[a] = place("actions.yaml").in("actions", i)
		a.Capability, _ = r.model.Capability(parent(a.ID))
		for id, to := range shapes[i].Lifts {
			a.Lifts = append(a.Lifts, Lift{Question: id, To: to})
		}
		slices.SortFunc(a.Lifts, func(x, y Lift) int {
			if c := rank(order, x.Question) - rank(order, y.Question); c != 0 {
				return c
			}
			return strings.Compare(x.Question, y.Question)
		})
		r.model.Actions = append(r.model.Actions, a)
	}
}

// rank is the place of an id in an order, that of a stranger behind all others.
func rank(order map[string]int, id string) int {
	if i, ok := order[id]; ok {
		return i
	}
	return math.MaxInt32
}

// parent returns the id without its last part.
func parent(id string) string { return id[:max(0, strings.LastIndexByte(id, '.'))] }

func (r *reading) references(references map[string]Reference) {
	r.model.References = map[string]*Reference{}
	for id, ref := range references {
		ref.ID = id
		r.model.References[id] = &ref
		r.at[&ref] = place("references.yaml").in("references", id)
	}
	byPlace := slices.SortedFunc(maps.Values(r.model.References), func(a, b *Reference) int {
		x, y := r.find(r.at[a]), r.find(r.at[b])
		if x.line != y.line {
			return x.line - y.line
		}
		return x.column - y.column
	})
	for i, ref := range byPlace {
		ref.Order = i
	}
}
