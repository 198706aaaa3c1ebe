package assessment

// Quick returns the model restricted to its quick questions: other questions and their gates are gone, weights of
// dimensions and capabilities stay, actions keep the lifts of the questions that remain. An action without any is gone
// too, unless one that stays requires it. The restriction is made once and shared like the model itself; of a model
// that is restricted already, it is the model.
func (m *Model) Quick() *Model {
	if m.RestrictedTo == KindQuick {
		return m
	}
	m.quick.Do(func() { m.quickOnly = m.restrict() })
	return m.quickOnly
}

func (m *Model) restrict() *Model {
	quick := &Model{
		ID: m.ID, Version: m.Version, Method: m.Method, Digest: m.Digest, Name: m.Name, Claim: m.Claim,
		Thresholds: m.Thresholds, DefaultTarget: m.DefaultTarget, DefaultBudget: m.DefaultBudget, Balance: m.Balance,
		Levels: m.Levels, Scales: m.Scales, Grades: m.Grades, Efforts: m.Efforts, Roles: m.Roles,
		Acts: m.Acts, Addressees: m.Addressees, References: m.References, Facts: m.Facts, SectorHints: m.SectorHints,
		LawState: m.LawState, Texts: m.Texts, RestrictedTo: KindQuick, ContradictionRules: m.ContradictionRules,
	}
	for _, d := range m.Dimensions {
		copied := *d
		copied.Capabilities = nil
		for _, c := range d.Capabilities {
			copied.Capabilities = append(copied.Capabilities, c.restrict())
		}
		quick.Dimensions = append(quick.Dimensions, &copied)
	}
	quick.Link()
	quick.Actions = m.restrictActions(quick)
	quick.Link()
	return quick
}

func (c *Capability) restrict() *Capability {
	copied := *c
	copied.Questions = nil
	for _, q := range c.Questions {
		if q.Quick {
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
