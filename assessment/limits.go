package assessment

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// The codes of Violation, in the order in which Violations lists them. `server conform` prints them.
const (
	// BadThresholds: there are not four, or they do not rise strictly, or one is not above 1 and at most 5.
	BadThresholds = "bad_thresholds"
	// DuplicateQuestion: an id belongs to two questions.
	DuplicateQuestion = "duplicate_question"
	// BadWeight: a number that sums are made of is outside its range: the weight of a dimension, a capability or a
	// question, the points of an effort, the answer an action lifts to.
	BadWeight = "bad_weight"
	// BadGate: a level or a minimum outside 2 to 5, or an unknown reach.
	BadGate = "bad_gate"
	// ModelTooLarge: more dimensions, capabilities, questions or actions than the exact planner can hold.
	ModelTooLarge = "model_too_large"
	// UnknownPrerequisite: an action requires one that does not exist.
	UnknownPrerequisite = "unknown_prerequisite"
	// UnknownQuestion: an action lifts a question that does not exist.
	UnknownQuestion = "unknown_question"
	// PrerequisiteCycle: an action requires itself, directly or through others.
	PrerequisiteCycle = "prerequisite_cycle"
	// BadFoundations: too many foundations, or one that requires an action which is none.
	BadFoundations = "bad_foundations"
	// ActionGroupTooLarge: too many actions hang together by questions or prerequisites.
	ActionGroupTooLarge = "action_group_too_large"
)

// The limits of the method. With them the shares of a model have a common denominator of at most
// lcm(1..24) * lcm(1..16) * lcm(1..6), so that four levels of it still fit into 63 bits whatever does not apply.
const (
	maxDimensionWeight  = 2
	maxCapabilityWeight = 2
	maxQuestionWeight   = 3
	maxDimensions       = 3
	maxCapabilities     = 8 // per dimension
	maxQuestions        = 8 // per capability
	maxActions          = 64
	maxFoundations      = 8
	maxGroup            = 10
	maxPoints           = 1000 // of an effort; bounds the tables of the planner
)

// Violation is a broken limit of a model. Path says where ("questions/data.origin.source/weight"); Detail says what,
// for a person.
type Violation struct {
	Code   string
	Path   string
	Detail string
}

// Violations lists the broken limits that arithmetic relies on, by code in the order above, then in model order.
// It looks at no text, and needs neither Link nor anything else that Load ensures.
func (m *Model) Violations() []Violation {
	l := limits{model: m, questions: map[string]bool{}, actions: map[string]*Action{}}
	l.thresholds()
	l.duplicates()
	l.weights()
	l.gates()
	l.sizes()
	for _, a := range m.Actions {
		keepFirst(l.actions, a.ID, a)
	}
	l.prerequisites()
	l.lifted()
	l.cycles()
	l.foundations()
	l.groups()
	return l.found
}

type limits struct {
	model     *Model
	questions map[string]bool
	actions   map[string]*Action
	found     []Violation
}

func (l *limits) add(code, path, format string, args ...any) {
	l.found = append(l.found, Violation{code, path, fmt.Sprintf(format, args...)})
}

var one, five = big.NewRat(1, 1), big.NewRat(5, 1)

func (l *limits) thresholds() {
	all := l.model.Thresholds
	if len(all) != 4 {
		l.add(BadThresholds, "thresholds", "there are %d thresholds, not one for each of the levels 2 to 5", len(all))
	}
	for i, t := range all {
		path := fmt.Sprint("thresholds/", i)
		switch {
		case t == nil:
			l.add(BadThresholds, path, "the threshold is not a number")
		case t.Cmp(one) <= 0 || t.Cmp(five) > 0:
			l.add(BadThresholds, path, "threshold %s is not above 1 and at most 5", t.RatString())
		case i > 0 && all[i-1] != nil && t.Cmp(all[i-1]) <= 0:
			l.add(BadThresholds, path, "threshold %s is not above the one before it", t.RatString())
		}
	}
}

func (l *limits) duplicates() {
	for _, q := range l.model.Questions() {
		if l.questions[q.ID] {
			l.add(DuplicateQuestion, "questions/"+q.ID, "question %s occurs twice", q.ID)
		}
		l.questions[q.ID] = true
	}
}

func (l *limits) weights() {
	weight := func(kind, id string, weight, most int) {
		if weight < 1 || weight > most {
			l.add(BadWeight, kind+"/"+id+"/weight", "weight %d of %s is not from 1 to %d", weight, id, most)
		}
	}
	for _, d := range l.model.Dimensions {
		weight("dimensions", d.ID, d.Weight, maxDimensionWeight)
		for _, c := range d.Capabilities {
			weight("capabilities", c.ID, c.Weight, maxCapabilityWeight)
			for _, q := range c.Questions {
				weight("questions", q.ID, q.Weight, maxQuestionWeight)
			}
		}
	}
	used := map[string]bool{}
	for _, a := range l.model.Actions {
		effort, ok := l.model.Efforts[a.Effort]
		switch {
		case !ok:
			l.add(BadWeight, "actions/"+a.ID+"/effort", "there is no effort %q", a.Effort)
		case !used[a.Effort] && (effort.Points < 1 || effort.Points > maxPoints):
			l.add(BadWeight, "efforts/"+a.Effort+"/points", "effort %s has %d points, not from 1 to %d", a.Effort, effort.Points, maxPoints)
		}
		used[a.Effort] = true
		for _, lift := range a.Lifts {
			if lift.To < 1 || lift.To > 5 {
				l.add(BadWeight, "actions/"+a.ID+"/lifts/"+lift.Question, "%s lifts %s to %d, which is no answer from 1 to 5", a.ID, lift.Question, lift.To)
			}
		}
	}
}

func (l *limits) gates() {
	for _, q := range l.model.Questions() {
		for i, gate := range q.Gates {
			path := fmt.Sprintf("questions/%s/gates/%d", q.ID, i)
			if gate.Level < 2 || gate.Level > 5 {
				l.add(BadGate, path+"/level", "gate level %d is not from 2 to 5", gate.Level)
			}
			if gate.Min < 2 || gate.Min > 5 {
				l.add(BadGate, path+"/min", "the answer %d that the gate needs is not from 2 to 5", gate.Min)
			}
			if gate.Reach != ReachCapability && gate.Reach != ReachDimension && gate.Reach != ReachOverall {
				l.add(BadGate, path+"/reach", "reach %q is none of capability, dimension, overall", gate.Reach)
			}
		}
	}
}

func (l *limits) sizes() {
	size := func(path, of string, n, most int) {
		if n > most {
			l.add(ModelTooLarge, path, "there are %d %s; at most %d can be computed exactly", n, of, most)
		}
	}
	size("dimensions", "dimensions", len(l.model.Dimensions), maxDimensions)
	for _, d := range l.model.Dimensions {
		size("dimensions/"+d.ID+"/capabilities", "capabilities in "+d.ID, len(d.Capabilities), maxCapabilities)
		for _, c := range d.Capabilities {
			size("capabilities/"+c.ID+"/questions", "questions in "+c.ID, len(c.Questions), maxQuestions)
		}
	}
	size("actions", "actions", len(l.model.Actions), maxActions)
}

func (l *limits) prerequisites() {
	for _, a := range l.model.Actions {
		for i, id := range a.Requires {
			if l.actions[id] == nil {
				l.add(UnknownPrerequisite, fmt.Sprintf("actions/%s/requires/%d", a.ID, i), "%s requires %q, which is no action", a.ID, id)
			}
		}
	}
}

func (l *limits) lifted() {
	for _, a := range l.model.Actions {
		for _, lift := range a.Lifts {
			if !l.questions[lift.Question] {
				l.add(UnknownQuestion, "actions/"+a.ID+"/lifts/"+lift.Question, "%s lifts %q, which is no question", a.ID, lift.Question)
			}
		}
	}
}

// cycles reports each action through which a chain of prerequisites comes back to itself.
func (l *limits) cycles() {
	done := map[*Action]bool{}
	var chain []*Action
	var follow func(*Action)
	follow = func(a *Action) {
		if i := slices.Index(chain, a); i >= 0 {
			var ids []string
			for _, b := range chain[i:] {
				ids = append(ids, b.ID)
			}
			l.add(PrerequisiteCycle, "actions/"+a.ID+"/requires", "%s requires itself: %s", a.ID, strings.Join(append(ids, a.ID), " → "))
			return
		}
		if done[a] {
			return
		}
		chain = append(chain, a)
		for _, id := range a.Requires {
			if next := l.actions[id]; next != nil {
				follow(next)
			}
		}
		chain = chain[:len(chain)-1]
		done[a] = true
	}
	for _, a := range l.model.Actions {
		follow(a)
	}
}

func (l *limits) foundations() {
	n := 0
	for _, a := range l.model.Actions {
		if !a.Foundation {
			continue
		}
		if n++; n == maxFoundations+1 {
			l.add(BadFoundations, "actions/"+a.ID+"/foundation", "%s is foundation number %d; at most %d are allowed", a.ID, n, maxFoundations)
		}
		for i, id := range a.Requires {
			if required := l.actions[id]; required != nil && !required.Foundation {
				l.add(BadFoundations, fmt.Sprintf("actions/%s/requires/%d", a.ID, i), "the foundation %s requires %s, which is none", a.ID, id)
			}
		}
	}
}

// groups joins the actions that are no foundations by the questions that they share and by prerequisites.
func (l *limits) groups() {
	group := map[*Action]*Action{} // towards the first action of the group
	root := func(a *Action) *Action {
		for group[a] != a {
			a = group[a]
		}
		return a
	}
	var order []*Action
	position := map[*Action]int{}
	for _, a := range l.model.Actions {
		if !a.Foundation {
			group[a], position[a] = a, len(order)
			order = append(order, a)
		}
	}
	join := func(a, b *Action) {
		a, b = root(a), root(b)
		if position[a] > position[b] {
			a, b = b, a
		}
		group[b] = a
	}
	lifting := map[string]*Action{}
	for _, a := range order {
		for _, lift := range a.Lifts {
			if b := lifting[lift.Question]; b != nil {
				join(a, b)
			}
			lifting[lift.Question] = a
		}
		for _, id := range a.Requires {
			if b := l.actions[id]; b != nil && !b.Foundation {
				join(a, b)
			}
		}
	}
	members := map[*Action]int{}
	for _, a := range order {
		members[root(a)]++
	}
	for _, a := range order {
		if n := members[a]; n > maxGroup {
			l.add(ActionGroupTooLarge, "actions/"+a.ID, "%d actions hang together with %s by questions or prerequisites; at most %d may", n, a.ID, maxGroup)
		}
	}
}
