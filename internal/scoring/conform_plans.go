package scoring

import (
	"encoding/json"
	"maps"
	"math/big"
)

func (v vector) plan() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	p, err := BestPlan(v.model.Model, a, PlanRequest{
		Scope:  v.scope(),
		Budget: v.number("budget"),
		Pinned: readStrings(v.input["pins"]),
		Banned: readStrings(v.input["banned"]),
		Done:   readStrings(v.input["done"]),
	})
	if err != nil {
		return nil, err
	}
	return planJSON(p), nil
}

func (v vector) cheapest() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	w, err := CheapestWay(v.model.Model, a, LevelRequest{
		Scope:  v.scope(),
		Level:  v.number("level"),
		Banned: readStrings(v.input["banned"]),
		Done:   readStrings(v.input["done"]),
	})
	if err != nil {
		return nil, err
	}
	result := map[string]any{"feasible": w.Obstacle == ""}
	switch w.Obstacle {
	case "":
		maps.Copy(result, planJSON(w.Plan))
	case UnknownGate:
		result["gates"] = listJSON(w.Unknown)
		fallthrough
	default:
		result["reason"] = string(w.Obstacle)
	}
	return result, nil
}

func (v vector) roadmap() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	w, err := Roadmap(v.model.Model, a, RoadmapRequest{Now: v.number("now"), Next: v.number("next")})
	if err != nil {
		return nil, err
	}
	return roadmapJSON(w), nil
}

func roadmapJSON(w Waves) map[string]any {
	return map[string]any{"now": planJSON(w.Now), "next": planJSON(w.Next), "later": planJSON(w.Later)}
}

// planJSON says that a plan is optimal: every one is.
func planJSON(p Plan) map[string]any {
	return map[string]any{
		"actions": listJSON(p.Actions), "effort": intJSON(p.Effort), "budget": intJSON(p.Budget), "gain": ratJSON(p.Gain),
		"score_before": ratJSON(p.ScoreBefore), "score_after": ratJSON(p.ScoreAfter),
		"level_before": levelJSON(p.LevelBefore), "level_after": levelJSON(p.LevelAfter),
		"over_budget": intJSON(p.OverBudget), "optimal": true,
	}
}

func (v vector) compare() (any, error) {
	newer, err := v.newModel()
	if err != nil {
		return nil, err
	}
	before, err := v.scored()
	if err != nil {
		return nil, err
	}
	after, err := newer.scored()
	if err != nil {
		return nil, err
	}
	c, err := Compare(v.model.Model, before, newer.model.Model, after)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"comparable_share": ratJSON(c.ComparableShare), "comparable": c.Comparable, "questions": intJSON(len(c.Moves)),
		"before": ratJSON(c.Before), "after": ratJSON(c.After), "like_for_like": ratJSON(c.LikeForLike),
		"headline": ratJSON(c.Headline), "from_other_causes": ratJSON(c.FromOtherCauses),
		"up": intJSON(c.Up), "down": intJSON(c.Down), "same": intJSON(c.Same),
	}, nil
}

// newModel is the newer side of a comparison: its model, which is the file's unless the vector has one, and answers.
func (v vector) newModel() (vector, error) {
	newer := vector{model: v.model, input: map[string]any{"answers": v.input["new_answers"]}}
	own, ok := v.input["new_model"]
	if !ok {
		return newer, nil
	}
	data, err := json.Marshal(own)
	if err == nil {
		newer.model, err = readModel(data)
	}
	if err != nil {
		return vector{}, &RefusedError{BadInput, "new_model"}
	}
	return newer, nil
}

func (v vector) benchmark() (any, error) {
	own := readFraction(v.input["own"])
	list, isList := v.input["peers"].([]any)
	var peers []*big.Rat
	for _, x := range list {
		if p := readFraction(x); p != nil {
			peers = append(peers, p)
		}
	}
	if own == nil || !isList || len(peers) != len(list) {
		return nil, &RefusedError{BadInput, "benchmark"}
	}
	b := BenchmarkAmong(own, peers)
	result := map[string]any{"n": intJSON(b.N), "shown": b.Shown}
	if b.Shown != NothingShown {
		result["median"], result["quarter"] = ratJSON(b.Median), intJSON(b.Quarter)
	}
	if b.Shown == PercentileShown {
		result["q1"], result["q3"], result["percentile"] = ratJSON(b.Q1), ratJSON(b.Q3), ratJSON(b.Percentile)
	}
	return result, nil
}

// scope is the scope that a vector asks about; one that is missing is refused as unknown.
func (v vector) scope() Scope {
	scope, _ := v.input["scope"].(string)
	return Scope(scope)
}

// number reads a whole number of an input; where there is none it is -1, which is refused.
func (v vector) number(key string) int {
	if n, ok := readInt(v.input[key]); ok {
		return n
	}
	return -1
}
