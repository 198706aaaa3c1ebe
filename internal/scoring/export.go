package scoring

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"lauter/assessment"
)

// Exported is everything that it takes to compute findings again, as JSON values. Model and Vectors are in the shape
// that Conform reads, so a file with them is a file of vectors: any installation can check it. The fields are
// documented in docs/export.md.
type Exported struct {
	Model   map[string]any // what arithmetic needs of what was asked, with name and digest of the model
	Results map[string]any // what the pages show, every number exact
	Vectors []any          // the same results as vectors, computed from Model alone
}

// Export returns the findings for others to check. It leaves out every text but the reasons for "not applicable",
// without which the method refuses such an answer.
func (f *Findings) Export() (Exported, error) {
	input := map[string]any{"answers": f.answersJSON()}
	results, err := f.resultsJSON(input)
	if err != nil {
		return Exported{}, fmt.Errorf("export results: %w", err)
	}
	x := Exported{Model: exportedModel(f.Model), Results: results}
	data, err := json.Marshal(x.Model)
	if err != nil {
		return Exported{}, fmt.Errorf("export model: %w", err)
	}
	model, err := readModel(data)
	if err != nil {
		return Exported{}, fmt.Errorf("export model: %w", err)
	}
	for _, kind := range []string{"assess", "rank", "find_out"} {
		x.add(vector{name: kind, kind: kind, model: model, input: input})
	}
	for _, r := range slices.Concat([]Result{f.Overall}, f.Dimensions) {
		scoped := maps.Clone(input)
		scoped["scope"] = string(r.Scope)
		x.add(vector{name: "trace " + string(r.Scope), kind: "trace", model: model, input: scoped})
	}
	return x, nil
}

// add computes a vector, as another program would that has nothing but the exported model.
func (x *Exported) add(v vector) {
	expected, _ := v.compute()
	x.Vectors = append(x.Vectors, map[string]any{"name": v.name, "kind": v.kind, "input": v.input, "expected": expected})
}

// resultsJSON holds the results of every scope, the axes, and how the overall score adds up.
func (f *Findings) resultsJSON(input map[string]any) (map[string]any, error) {
	shown := vector{model: vectorModel{Model: f.Model}, input: input}
	assessed, err := shown.assess()
	if err != nil {
		return nil, err
	}
	shown.input = map[string]any{"answers": input["answers"], "scope": string(Overall)}
	trace, err := shown.trace()
	if err != nil {
		return nil, err
	}
	ranked, err := shown.rank()
	if err != nil {
		return nil, err
	}
	unknown, err := shown.findOut()
	if err != nil {
		return nil, err
	}
	results := assessed.(map[string]any)
	results["trace"], results["recommendations"], results["find_out"] = trace, ranked, unknown
	return results, nil
}

// answersJSON writes the answers as vectors carry them.
func (f *Findings) answersJSON() map[string]any {
	answers := map[string]any{}
	for id, a := range f.Answers {
		answer := map[string]any{"a": choiceJSON(a.Choice), "ev": intJSON(a.Grade)}
		if a.Choice == assessment.NotApplicable {
			answer["why"] = a.Reason
		}
		if len(a.Votes) > 0 {
			votes := []any{}
			for _, c := range a.Votes {
				votes = append(votes, choiceJSON(c))
			}
			answer["votes"] = votes
		}
		answers[id] = answer
	}
	return answers
}

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
