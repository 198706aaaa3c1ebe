package assessment

import (
	"math/big"
	"slices"
	"sync"

	"lauter/internal/locale"
)

// Model is the maturity model: what is asked, how answers are anchored, what may be advised.
// It is immutable once loaded; whoever holds one may share it between goroutines.
type Model struct {
	ID      string
	Version string
	Method  string // id of the arithmetic, "lauter-score/1"
	Digest  string // SHA-256 over the four files, hex; empty for a model that was not loaded from files

	Name  locale.Text
	Claim locale.Text

	Thresholds    []*big.Rat // scores at which the levels 2..5 begin, strictly increasing, above 1 and at most 5
	DefaultTarget int        // level 1..5
	DefaultBudget int        // effort points per wave of a roadmap
	Balance       BalanceRule

	Levels             []Level // 1..5 in order
	Scales             map[string]Scale
	Grades             []Grade // evidence grades 0..3 in order
	Dimensions         []*Dimension
	Actions            []*Action
	ContradictionRules []ContradictionRule
	Efforts            map[string]Effort // "S", "M", "L"
	Roles              map[string]locale.Text

	Acts         []Act
	Addressees   map[string]Addressee
	References   map[string]*Reference
	Facts        []Fact // scoping profile, in the order in which they are asked
	SectorHints  map[string]locale.Text
	LawState     LawState
	Texts        Texts
	RestrictedTo Kind // KindFull, or KindQuick for the restriction that Quick returns

	quick     sync.Once
	quickOnly *Model

	questions    map[string]*Question
	capabilities map[string]*Capability
	dimensions   map[string]*Dimension
	actions      map[string]*Action
}

// Level is a point on the scale, with the name that the screen shows.
type Level struct {
	Level   int         `yaml:"level"`
	Name    locale.Text `yaml:"name"`
	Meaning locale.Text `yaml:"meaning"`
}

// Scale is a set of five anchors that several questions share.
type Scale struct {
	Name    locale.Text   `yaml:"name"`
	Help    locale.Text   `yaml:"help"`
	Anchors []locale.Text `yaml:"anchors"`
	Short   []locale.Text `yaml:"short"`
}

// Grade says how well an answer is supported, 0 (stated) to 3 (verified).
type Grade struct {
	Grade   int         `yaml:"grade"`
	Name    locale.Text `yaml:"name"`
	Meaning locale.Text `yaml:"meaning"`
}

// Dimension is one of the three parts of responsible marketing.
type Dimension struct {
	ID           string        `yaml:"id"`
	Weight       int           `yaml:"weight,omitempty"` // 1..2
	Name         locale.Text   `yaml:"name"`
	Summary      locale.Text   `yaml:"summary"`
	Capabilities []*Capability `yaml:"-"`
}

// Capability is what an organisation must be able to do within a dimension.
type Capability struct {
	ID        string        `yaml:"id"`
	Weight    int           `yaml:"weight,omitempty"` // 1..2
	Dimension *Dimension    `yaml:"-"`
	Name      locale.Text   `yaml:"name"`
	Summary   locale.Text   `yaml:"summary"`
	Levels    []locale.Text `yaml:"levels"`   // what levels 1..5 look like here
	Strength  locale.Text   `yaml:"strength"` // a full sentence
	Weakness  locale.Text   `yaml:"weakness"` // a full sentence
	Questions []*Question   `yaml:"-"`
}

// Axis is a side of the balance of compliance and personalisation.
type Axis string

const (
	Compliance      Axis = "compliance"
	Personalisation Axis = "personalisation"
)

// Question is one thing observed about a capability. Its id never changes meaning; Rev rises when an anchor does.
type Question struct {
	ID         string        `yaml:"id"`
	Rev        int           `yaml:"rev"`
	Weight     int           `yaml:"weight,omitempty"` // 1..3
	Quick      bool          `yaml:"quick,omitempty"`
	Axis       Axis          `yaml:"axis,omitempty"` // empty: on no side
	AllowsNA   bool          `yaml:"-"`
	NAWhen     locale.Text   `yaml:"-"` // the case in which it does not apply; empty unless AllowsNA
	Gates      []Gate        `yaml:"gates,omitempty"`
	Capability *Capability   `yaml:"-"`
	Text       locale.Text   `yaml:"text"`
	Why        locale.Text   `yaml:"why"`
	Evidence   []locale.Text `yaml:"evidence"`
	Who        []string      `yaml:"who"`               // role ids, most likely first
	Scale      string        `yaml:"scale,omitempty"`   // id of the shared scale; empty: anchors of its own
	Help       locale.Text   `yaml:"-"`                 // help of the shared scale; may be empty
	Anchors    []locale.Text `yaml:"anchors,omitempty"` // five, those of the shared scale filled in
	Short      []locale.Text `yaml:"short,omitempty"`   // five, at most eight English words each
	Refs       []string      `yaml:"refs"`
	Seeds      []string      `yaml:"seeds"` // claims of the founding articles that the question covers
}

// Reach is the widest scope that a gate holds back.
type Reach string

const (
	ReachCapability Reach = "capability"
	ReachDimension  Reach = "dimension"
	ReachOverall    Reach = "overall"
)

// Gate says that a result at Level needs at least the answer Min to its question.
type Gate struct {
	Level int   `yaml:"level"` // 2..5
	Min   int   `yaml:"min"`   // 2..5
	Reach Reach `yaml:"reach"`
}

// Action is something to do, as the model offers it.
type Action struct {
	ID         string        `yaml:"id"`
	Capability *Capability   `yaml:"-"`                  // nil in a model that holds only arithmetic
	Effort     string        `yaml:"effort"`             // key of Model.Efforts
	Owner      string        `yaml:"owner"`              // role id
	Lifts      []Lift        `yaml:"-"`                  // in model order of the questions; empty: an enabler
	Requires   []string      `yaml:"requires,omitempty"` // ids of actions
	Foundation bool          `yaml:"foundation,omitempty"`
	Duty       bool          `yaml:"duty,omitempty"`     // a legal obligation is at stake
	Exposure   locale.Text   `yaml:"exposure,omitempty"` // names the article; only with Duty
	Title      locale.Text   `yaml:"title"`
	Why        locale.Text   `yaml:"why"`
	Steps      []locale.Text `yaml:"steps"`
	First30    locale.Text   `yaml:"first30"` // what to do in the first thirty days
	Measure    locale.Text   `yaml:"measure"`
	Refs       []string      `yaml:"refs"`
}

// Lift says that after the action the answer to Question is at least To.
type Lift struct {
	Question string
	To       int
}

// Effort is a size of action.
type Effort struct {
	Points  int         `yaml:"points"`
	Name    locale.Text `yaml:"name"`
	Meaning locale.Text `yaml:"meaning"`
}

// BalanceRule holds the figures of the balance of compliance and personalisation.
type BalanceRule struct {
	Cut    *big.Rat // from here on a side counts as high
	Band   *big.Rat // up to this difference the sides are in balance
	Border *big.Rat // within this distance of Cut the text names both quadrants
}

// Question returns the question with this id.
func (m *Model) Question(id string) (*Question, bool) { q, ok := m.questions[id]; return q, ok }

// Capability returns the capability with this id.
func (m *Model) Capability(id string) (*Capability, bool) { c, ok := m.capabilities[id]; return c, ok }

// Dimension returns the dimension with this id.
func (m *Model) Dimension(id string) (*Dimension, bool) { d, ok := m.dimensions[id]; return d, ok }

// Action returns the action with this id.
func (m *Model) Action(id string) (*Action, bool) { a, ok := m.actions[id]; return a, ok }

// Offers says that a fact of the scoping profile may have this value.
func (m *Model) Offers(fact, value string) bool {
	for _, f := range m.Facts {
		if f.ID != fact {
			continue
		}
		if f.Type == "bool" {
			return value == "yes" || value == "no"
		}
		return slices.ContainsFunc(f.Options, func(o FactOption) bool { return o.ID == value })
	}
	return false
}

// Capabilities returns all capabilities in model order.
func (m *Model) Capabilities() []*Capability {
	var all []*Capability
	for _, d := range m.Dimensions {
		all = append(all, d.Capabilities...)
	}
	return all
}

// Questions returns all questions in model order.
func (m *Model) Questions() []*Question {
	var all []*Question
	for _, c := range m.Capabilities() {
		all = append(all, c.Questions...)
	}
	return all
}

// Link fills the lookups and the pointers from child to parent.
// It must be called once after a model was put together and before it is used; of equal ids the first is found.
func (m *Model) Link() {
	m.questions = map[string]*Question{}
	m.capabilities = map[string]*Capability{}
	m.dimensions = map[string]*Dimension{}
	m.actions = map[string]*Action{}
	for _, d := range m.Dimensions {
		keepFirst(m.dimensions, d.ID, d)
		for _, c := range d.Capabilities {
			c.Dimension = d
			keepFirst(m.capabilities, c.ID, c)
			for _, q := range c.Questions {
				q.Capability = c
				keepFirst(m.questions, q.ID, q)
			}
		}
	}
	for _, a := range m.Actions {
		keepFirst(m.actions, a.ID, a)
	}
}

func keepFirst[T any](index map[string]T, id string, value T) {
	if _, taken := index[id]; !taken {
		index[id] = value
	}
}
