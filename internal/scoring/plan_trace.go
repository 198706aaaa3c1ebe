package scoring

import (
	"math/big"
	"slices"

	"lauter/assessment"
)

// PlanTrace shows how the gain of a plan adds up, action by action in the order in which they are done. The shown numbers
// have two places and a decimal point; the gain shows as the difference of the two shown scores, the gains of the steps
// add up to it, and the gains of the lifts to those of their steps.
type PlanTrace struct {
	Plan
	ShownGain string
	Steps     []PlanStep
}

// PlanStep is an action of a plan.
type PlanStep struct {
	Action    string
	Effort    int      // points
	Needs     []string // actions that it requires and that were not done before the first plan, in the order it names them
	Gain      *big.Rat // on top of the actions before it
	ShownGain string
	Lifts     []PlanLift // answers that rise and count in the scope of the plan
}

// PlanLift is an answer that an action lifts.
type PlanLift struct {
	Question      string
	Share         *big.Rat
	Before, After assessment.Choice
	Gain          *big.Rat
	ShownGain     string
	Meets         bool // a gate of the question, of any reach, is met from here on
}

// TracePlans shows how plans for a scope add up that follow each other, as the waves of a roadmap do. done lists the
// actions that were ticked before the first. It refuses what BestPlan refuses.
func TracePlans(m *assessment.Model, a assessment.Answers, scope Scope, done []string, plans ...Plan) ([]PlanTrace, error) {
	s, span, err := scopeOf(m, a, scope)
	if err != nil {
		return nil, err
	}
	states, choices := s.states(done), slices.Clone(s.choices)
	var traces []PlanTrace
	for _, plan := range plans {
		t := PlanTrace{Plan: plan}
		for _, id := range plan.Actions {
			step := s.planStep(span, s.place(id), choices)
			step.Needs = slices.DeleteFunc(step.Needs, func(id string) bool { return states[s.place(id)].satisfied() })
			t.Steps = append(t.Steps, step)
		}
		t.show()
		traces = append(traces, t)
	}
	return traces, nil
}

// place is that of an action in the model, which has it.
func (f *frame) place(id string) int {
	return slices.IndexFunc(f.model.Actions, func(a *assessment.Action) bool { return a.ID == id })
}

// planStep does an action, and says what it brings on top of these choices.
func (s *sheet) planStep(span, place int, choices []assessment.Choice) PlanStep {
	action := s.model.Actions[place]
	step := PlanStep{Action: action.ID, Effort: s.points(action), Needs: slices.Clone(action.Requires), Gain: new(big.Rat)}
	before := slices.Clone(choices)
	s.lift(choices, action)
	sp := &s.spans[span]
	for at, from := range before {
		to := choices[at]
		if to == from || sp.weight(at) == 0 {
			continue
		}
		lift := PlanLift{Question: s.questions[at].ID, Share: sp.share(at), Before: from, After: to}
		lift.Gain = times(lift.Share, int(to-from))
		lift.Meets = slices.ContainsFunc(s.questions[at].Gates, func(g assessment.Gate) bool { return int(from) < g.Min && g.Min <= int(to) })
		step.Lifts = append(step.Lifts, lift)
		step.Gain.Add(step.Gain, lift.Gain)
	}
	return step
}

// show apportions the shown gain to the steps, and that of each step to its lifts.
func (t *PlanTrace) show() {
	total := new(big.Rat) // stays where nothing applies in the scope
	if t.ScoreBefore != nil {
		total = ShownChange(t.ScoreBefore, t.ScoreAfter, partPlaces)
	}
	t.ShownGain = Display(total, partPlaces)
	groups := make([][]*big.Rat, len(t.Steps))
	for i, step := range t.Steps {
		for _, l := range step.Lifts {
			groups[i] = append(groups[i], l.Gain)
		}
	}
	sums, parts := ApportionGroups(groups, total, partPlaces)
	for i := range t.Steps {
		t.Steps[i].ShownGain = sums[i]
		for k := range t.Steps[i].Lifts {
			t.Steps[i].Lifts[k].ShownGain = parts[i][k]
		}
	}
}

// Meets says that the action meets a gate.
func (s PlanStep) Meets() bool {
	return slices.ContainsFunc(s.Lifts, func(l PlanLift) bool { return l.Meets })
}

// Reason says why an action is in no plan.
type Reason string

const (
	OutDone          Reason = "done"           // it was ticked
	OutReached       Reason = "reached"        // every answer is where it would lift it
	OutNotApplicable Reason = "not_applicable" // no question that it lifts applies
	OutBanned        Reason = "banned"
	OutNeedsBanned   Reason = "needs_banned" // a prerequisite is banned
	OutBudget        Reason = "budget"       // it would add something, for more than the budget or less than others
	OutUnclear       Reason = "unclear"      // what it would lift is not known
	OutEnabler       Reason = "enabler"      // it lifts nothing by itself, and nothing in the plans needs it
	OutElsewhere     Reason = "elsewhere"    // it lifts nothing in the scope
	OutOvertaken     Reason = "overtaken"    // the plans lift all that it would lift at least as far
)

// LeftOut is an action that is in no plan.
type LeftOut struct {
	Action string
	Why    Reason // the first that applies, in the order above
}

// ActionsLeftOut says of every action of the model that is in none of these plans why it is not. The plans follow each
// other and were made for the request, whose budget is not looked at. It refuses what BestPlan refuses.
func ActionsLeftOut(m *assessment.Model, a assessment.Answers, r PlanRequest, plans ...Plan) ([]LeftOut, error) {
	s, span, err := scopeOf(m, a, r.Scope)
	if err != nil {
		return nil, err
	}
	var planned []string
	for _, plan := range plans {
		planned = append(planned, plan.Actions...)
	}
	p := s.newPlanner(span, selection{r.Pinned, r.Banned, r.Done})
	x := leaving{
		sheet: s, span: span, ticked: r.Done, states: s.states(r.Done), needs: p.needs,
		banned: s.setOf(r.Banned) &^ p.pinned.set, after: s.with(planned),
	}
	var left []LeftOut
	for i, action := range m.Actions {
		if !slices.Contains(planned, action.ID) {
			left = append(left, LeftOut{action.ID, x.why(i)})
		}
	}
	return left, nil
}

// leaving is what decides why an action was left out.
type leaving struct {
	*sheet
	span   int
	ticked []string
	states []ActionState
	needs  []uint64
	banned uint64
	after  *sheet // as it is after the plans
}

func (x *leaving) why(i int) Reason {
	state := x.states[i]
	switch {
	case slices.Contains(x.ticked, x.model.Actions[i].ID):
		return OutDone
	case state == ActionDone:
		return OutReached
	case state == ActionNotApplicable:
		return OutNotApplicable
	case x.banned&bit(i) != 0:
		return OutBanned
	case x.banned&x.needs[i] != 0:
		return OutNeedsBanned
	case x.gains(x.after, i):
		return OutBudget
	case state == ActionUnclear:
		return OutUnclear
	case state == ActionEnabler:
		return OutEnabler
	case !x.gains(x.sheet, i):
		return OutElsewhere
	}
	return OutOvertaken
}

// gains says that an action with its prerequisites raises the score of the span.
func (x *leaving) gains(s *sheet, i int) bool {
	after, _ := s.afterAll(append(places(x.needs[i]), i))
	return s.gain(x.span, after).Sign() > 0
}

// places lists the actions of a set.
func places(set uint64) []int {
	var all []int
	for ; set != 0; set &^= bit(earliest(set)) {
		all = append(all, earliest(set))
	}
	return all
}
