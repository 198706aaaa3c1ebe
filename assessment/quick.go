package assessment

import "slices"

// Quick returns the model restricted to its quick questions: other questions and their gates are gone, weights of
// dimensions and capabilities stay, actions keep the lifts of the questions that remain. An action without any is gone
// too, unless one that stays requires it. The restriction is made once and shared like the model itself; of a model
// that is restricted already, it is the model.
func (m *Model) Quick() *Model {
	if m.RestrictedTo == KindQuick {
		return m
	}
	m.quick.Do(func() {
		m.quickOnly = m.restrict(func(q *Question) bool { return q.Quick })
		m.quickOnly.RestrictedTo = KindQuick
	})
	return m.quickOnly
}

// Only returns the model restricted to some questions as Quick does, without dimensions and capabilities that ask
// nothing any more. It is made anew with every call.
func (m *Model) Only(questions []string) *Model {
	only := m.restrict(func(q *Question) bool { return slices.Contains(questions, q.ID) })
	for _, d := range only.Dimensions {
		d.Capabilities = slices.DeleteFunc(d.Capabilities, func(c *Capability) bool { return len(c.Questions) == 0 })
	}
	only.Dimensions = slices.DeleteFunc(only.Dimensions, func(d *Dimension) bool { return len(d.Capabilities) == 0 })
	only.RestrictedTo = m.RestrictedTo
	only.Link()
	return only
}

// restrict copies the model with the questions that are kept.
func (m *Model) restrict(kept func(*Question) bool) *Model {
	quick := &Model{
		ID: m.ID, Version: m.Version, Method: m.Method, Digest: m.Digest, Name: m.Name, Claim: m.Claim,
		Thresholds: m.Thresholds, DefaultTarget: m.DefaultTarget, DefaultBudget: m.DefaultBudget, Balance: m.Balance,
		Levels: m.Levels, Scales: m.Scales, Grades: m.Grades, Efforts: m.Efforts, Roles: m.Roles,
		Acts: m.Acts, Addressees: m.Addressees, References: m.References, Facts: m.Facts, SectorHints: m.SectorHints,
		LawState: m.LawState, Texts: m.Texts, ContradictionRules: m.ContradictionRules,
	}
	for _, d := range m.Dimensions {
		copied := *d
		copied.Capabilities = nil
		for _, c := range d.Capabilities {
			copied.Capabilities = append(copied.Capabilities, c.restrict(kept))
		}
		quick.Dimensions = append(quick.Dimensions, &copied)
	}
	quick.Link()
	quick.Actions = m.restrictActions(quick)
	quick.Link()
	return quick
}

func (c *Capability) restrict(kept func(*Question) bool) *Capability {
	copied := *c
	copied.Questions = nil
	for _, q := range c.Questions {
		if kept(q) {
			question := *q
			copied.Questions = append(copied.Questions, &question)
		}
	}
	return &copied
}

// restrictActions returns copies of the actions that still have something to lift in the quick model, and of what
// they require, in model order.
func (m *Model) restrictActions(quick *Model) []*Action {
	copies := map[string]*Action{}
	needed := map[string]bool{}
	var need func(id string)
	need = func(id string) {
		if a := copies[id]; a != nil && !needed[id] {
			needed[id] = true
			for _, required := range a.Requires {
				need(required)
			}
		}
	}
	for _, a := range m.Actions {
		copied := *a
		copied.Lifts = nil
		for _, lift := range a.Lifts {
			if _, asked := quick.Question(lift.Question); asked {
				copied.Lifts = append(copied.Lifts, lift)
			}
		}
		if a.Capability != nil {
			copied.Capability, _ = quick.Capability(a.Capability.ID)
		}
		keepFirst(copies, a.ID, &copied)
	}
	for _, a := range m.Actions {
		if len(copies[a.ID].Lifts) > 0 {
			need(a.ID)
		}
	}
	var kept []*Action
	for _, a := range m.Actions {
		if needed[a.ID] {
			kept = append(kept, copies[a.ID])
		}
	}
	return kept
}
