package scoring

import (
	"slices"

	"lauter/assessment"
)

// ActionState says what an action is to an organisation with these answers.
type ActionState string

const (
	ActionDone          ActionState = "done"           // ticked, or every known answer has reached its lift
	ActionEnabler       ActionState = "enabler"        // lifts nothing by itself
	ActionOpen          ActionState = "open"           // lifts at least one known answer
	ActionUnclear       ActionState = "unclear"        // it is not known whether it would lift anything
	ActionNotApplicable ActionState = "not_applicable" // every question that it lifts is not applicable
)

// satisfied says that an action in this state stands in nobody's way.
func (s ActionState) satisfied() bool { return s == ActionDone || s == ActionNotApplicable }

// States returns the state of every action, in model order. done lists the actions that were ticked; ids that the model
// does not have are ignored.
func States(m *assessment.Model, a assessment.Answers, done []string) ([]ActionState, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	return newSheet(m, a).states(done), nil
}

func (s *sheet) states(done []string) []ActionState {
	states := make([]ActionState, len(s.model.Actions))
	for i, a := range s.model.Actions {
		if states[i] = s.actionState(a); slices.Contains(done, a.ID) {
			states[i] = ActionDone
		}
	}
	return states
}

func (s *sheet) actionState(a *assessment.Action) ActionState {
	if len(a.Lifts) == 0 {
		return ActionEnabler
	}
	unknown, applies := false, false
	for _, l := range a.Lifts {
		c := s.choices[s.position[l.Question]]
		switch {
		case c.Rated() && int(c) < l.To:
			return ActionOpen
		case c != assessment.NotApplicable:
			applies = true
			unknown = unknown || !c.Rated()
		}
	}
	switch {
	case unknown:
		return ActionUnclear
	case !applies:
		return ActionNotApplicable
	}
	return ActionDone
}

// lift raises choices to what they are after an action. Unknown answers stay unknown: a gain on them would be fiction.
func (f *frame) lift(choices []assessment.Choice, a *assessment.Action) {
	for _, l := range a.Lifts {
		if at := f.position[l.Question]; choices[at].Rated() {
			choices[at] = max(choices[at], assessment.Choice(l.To))
		}
	}
}

// points is the effort of an action.
func (f *frame) points(a *assessment.Action) int { return f.model.Efforts[a.Effort].Points }

// prerequisites returns, for every action in model order, the places of the actions that must come before it: those it
// requires that are not satisfied, and what these require in turn. Nothing is needed for the sake of an action that is
// satisfied already.
func (f *frame) prerequisites(states []ActionState) [][]int {
	place := make(map[string]int, len(f.model.Actions))
	for i, a := range f.model.Actions {
		if _, taken := place[a.ID]; !taken {
			place[a.ID] = i
		}
	}
	all := make([][]int, len(f.model.Actions))
	for i := range f.model.Actions {
		seen := make([]bool, len(f.model.Actions))
		seen[i] = true
		var visit func(int)
		visit = func(k int) {
			for _, id := range f.model.Actions[k].Requires {
				if r, ok := place[id]; ok && !seen[r] && !states[r].satisfied() {
					seen[r] = true
					all[i] = append(all[i], r)
					visit(r)
				}
			}
		}
		visit(i)
		slices.Sort(all[i])
	}
	return all
}
