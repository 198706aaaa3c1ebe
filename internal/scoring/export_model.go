package scoring

import "lauter/assessment"

// exportedModel writes of a model what readModel reads, and what it is called.
func exportedModel(m *assessment.Model) map[string]any {
	efforts, dimensions, actions := map[string]any{}, []any{}, []any{}
	for size, e := range m.Efforts {
		efforts[size] = intJSON(e.Points)
	}
	thresholds := []any{}
	for _, t := range m.Thresholds {
		thresholds = append(thresholds, ratJSON(t))
	}
	for _, d := range m.Dimensions {
		capabilities := []any{}
		for _, c := range d.Capabilities {
			questions := []any{}
			for _, q := range c.Questions {
				questions = append(questions, exportedQuestion(q))
			}
			capabilities = append(capabilities, map[string]any{"id": c.ID, "weight": intJSON(c.Weight), "questions": questions})
		}
		dimensions = append(dimensions, map[string]any{"id": d.ID, "weight": intJSON(d.Weight), "capabilities": capabilities})
	}
	for _, a := range m.Actions {
		actions = append(actions, exportedAction(a))
	}
	return map[string]any{
		"id": m.ID, "version": m.Version, "digest": m.Digest, "thresholds": thresholds, "effort": efforts,
		"dimensions": dimensions, "actions": actions,
	}
}

func exportedQuestion(q *assessment.Question) map[string]any {
	gates := []any{}
	for _, g := range q.Gates {
		gates = append(gates, map[string]any{"level": intJSON(g.Level), "min": intJSON(g.Min), "reach": string(g.Reach)})
	}
	return map[string]any{
		"id": q.ID, "rev": intJSON(q.Rev), "weight": intJSON(q.Weight), "na": q.AllowsNA, "axis": string(q.Axis), "gates": gates,
	}
}

func exportedAction(a *assessment.Action) map[string]any {
	lifts := map[string]any{}
	for _, lift := range a.Lifts {
		lifts[lift.Question] = intJSON(lift.To)
	}
	return map[string]any{
		"id": a.ID, "effort": a.Effort, "lifts": lifts, "requires": listJSON(a.Requires), "foundation": a.Foundation, "duty": a.Duty,
	}
}
