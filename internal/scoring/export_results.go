package scoring

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"lauter/assessment"
)

// exported is everything that it takes to compute findings again, as JSON values. Model and vectors are in the shape
// that Conform reads, so a file with them is a file of vectors: any installation can check it.
type exported struct {
	model   map[string]any // what arithmetic needs of what was asked, with name and digest of the model
	results map[string]any // what the pages show, every number exact
	vectors []any          // the same results as vectors, computed from model alone
}

// export returns the findings for others to check. It leaves out every text but the reasons for "not applicable",
// without which the method refuses such an answer.
func (f *Findings) export() (exported, error) {
	results, err := f.resultsJSON()
	if err != nil {
		return exported{}, fmt.Errorf("results: %w", err)
	}
	x := exported{model: exportedModel(f.Model), results: results}
	data, err := json.Marshal(x.model)
	if err != nil {
		return exported{}, fmt.Errorf("model: %w", err)
	}
	model, err := readModel(data)
	if err != nil {
		return exported{}, fmt.Errorf("model: %w", err)
	}
	answers, budget := f.answersJSON(), intJSON(f.Model.DefaultBudget)
	add := func(name, kind string, with map[string]any) {
		input := map[string]any{"answers": answers}
		maps.Copy(input, with)
		v := vector{name: name, kind: kind, model: model, input: input}
		expected, _ := v.compute()
		x.vectors = append(x.vectors, map[string]any{"name": name, "kind": kind, "input": input, "expected": expected})
	}
	for _, kind := range []string{"assess", "rank", "find_out"} {
		add(kind, kind, nil)
	}
	for _, r := range slices.Concat([]Result{f.Overall}, f.Dimensions) {
		add("trace "+string(r.Scope), "trace", map[string]any{"scope": string(r.Scope)})
	}
	add("plan", "plan", map[string]any{"scope": string(Overall), "budget": budget})
	add("roadmap", "roadmap", map[string]any{"now": budget, "next": budget})
	return x, nil
}

// resultsJSON holds the results of every scope, the balance, how the overall score adds up, what to do and to find out,
// and what the default budget is best spent on.
func (f *Findings) resultsJSON() (map[string]any, error) {
	budget := f.Model.DefaultBudget
	plan, err := BestPlan(f.Model, f.Answers, PlanRequest{Scope: Overall, Budget: budget})
	if err != nil {
		return nil, err
	}
	waves, err := Roadmap(f.Model, f.Answers, RoadmapRequest{Now: budget, Next: budget})
	if err != nil {
		return nil, err
	}
	trace, err := TraceOf(f.Model, f.Answers, Overall)
	if err != nil {
		return nil, err
	}
	scopes := map[string]any{}
	for _, r := range slices.Concat([]Result{f.Overall}, f.Dimensions, f.Capabilities) {
		scopes[string(r.Scope)] = resultJSON(r)
	}
	recommendations := []any{}
	for _, r := range f.Recommendations {
		x := recommendationJSON(r)
		x["score_after"] = ratJSON(r.ScoreAfter)
		recommendations = append(recommendations, x)
	}
	return map[string]any{
		"scopes": scopes, "axes": axesJSON(f.Balance), "balance": balanceJSON(f.Balance), "gates": gatesJSON(f.Gates),
		"trace": traceJSON(trace), "recommendations": recommendations, "next": nextJSON(f.Next), "find_out": findOutJSON(f.FindOut),
		"plan": planJSON(plan), "roadmap": roadmapJSON(waves), "counts": f.countsJSON(),
	}, nil
}

// balanceJSON is what the balance says beyond its three numbers.
func balanceJSON(b Balance) any {
	return map[string]any{
		"quadrant": textJSON(b.Quadrant), "neighbour": textJSON(b.Neighbour), "unmet_gates": listJSON(b.UnmetGates),
		"personalisation_questions": intJSON(b.PersonalisationQuestions), "personalisation_step": ratJSON(b.PersonalisationStep),
		"too_few_apply": b.TooFewApply,
	}
}

func gatesJSON(checks []GateCheck) any {
	list := []any{}
	for _, g := range checks {
		list = append(list, map[string]any{
			"q": g.Question, "level": intJSON(g.Gate.Level), "min": intJSON(g.Gate.Min), "reach": string(g.Gate.Reach),
			"answer": choiceJSON(g.Answer), "state": string(g.State),
		})
	}
	return list
}

func nextJSON(n NextActions) any {
	actions := []string{}
	for _, r := range n.Actions {
		actions = append(actions, r.Action)
	}
	return map[string]any{
		"actions": listJSON(actions), "effort": intJSON(n.Effort), "gain": ratJSON(n.Gain), "score_after": ratJSON(n.ScoreAfter),
		"level_before": levelJSON(n.LevelBefore), "level_after": levelJSON(n.LevelAfter),
	}
}

func (f *Findings) countsJSON() any {
	return map[string]any{
		"asked": intJSON(f.Asked), "answered": intJSON(f.Answered), "unknown": intJSON(f.Unknown), "excluded": intJSON(f.Excluded),
		"with_evidence": intJSON(f.WithEvidence), "gates_not_asked": intJSON(f.GatesNotAsked),
	}
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
