package scoring

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strconv"

	"lauter/assessment"
)

// compute returns the result of a vector as a JSON value, and whether the method has its kind.
func (v vector) compute() (result any, known bool) {
	kinds := map[string]func(vector) (any, error){
		"assess":    vector.assess,
		"trace":     vector.trace,
		"rank":      vector.rank,
		"find_out":  vector.findOut,
		"discuss":   vector.discuss,
		"votes":     vector.votes,
		"anonymity": vector.anonymity,
		"plan":      vector.plan,
		"cheapest":  vector.cheapest,
		"roadmap":   vector.roadmap,
		"compare":   vector.compare,
		"benchmark": vector.benchmark,
		"display":   vector.display,
	}
	compute, known := kinds[v.kind]
	if !known {
		return nil, false
	}
	result, err := compute(v)
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return map[string]any{"error": refused.Code}, true
	}
	return result, true
}

// scored reads what every kind starts from that scores answers with a model.
func (v vector) scored() (assessment.Answers, error) {
	if v.model.broken != "" {
		return nil, &RefusedError{v.model.broken, "model"}
	}
	return readAnswers(v.input["answers"])
}

func (v vector) assess() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	r, err := Score(v.model.Model, a)
	if err != nil {
		return nil, err
	}
	scopes := map[string]any{}
	for _, x := range slices.Concat([]Result{r.Overall}, r.Dimensions, r.Capabilities) {
		scopes[string(x.Scope)] = resultJSON(x)
	}
	return map[string]any{"scopes": scopes, "axes": axesJSON(r.Balance)}, nil
}

func axesJSON(b Balance) any {
	return map[string]any{
		"compliance": ratJSON(b.Compliance), "personalisation": ratJSON(b.Personalisation),
		"balance": ratJSON(b.Balance), "reading": textJSON(b.Reading),
	}
}

func resultJSON(r Result) any {
	held := []any{}
	for _, g := range r.HeldBy {
		held = append(held, map[string]any{
			"q": g.Question, "level": intJSON(g.Level), "min": intJSON(g.Min), "answer": choiceJSON(g.Answer), "state": string(g.State),
		})
	}
	var next, confidence any
	if n := r.ToNext; n != nil {
		next = map[string]any{"level": intJSON(n.Level), "points": ratJSON(n.Points), "gates": listJSON(n.Gates)}
	}
	if c := r.Confidence; c != nil {
		confidence = map[string]any{
			"coverage": ratJSON(c.Coverage), "evidence": ratJSON(c.Evidence), "agreement": ratJSON(c.Agreement),
			"value": ratJSON(c.Value), "weakest": c.Weakest, "grade": c.Grade,
		}
	}
	return map[string]any{
		"status": string(r.Status), "score": ratJSON(r.Score), "high": ratJSON(r.High), "coverage": ratJSON(r.Coverage),
		"applicability": ratJSON(r.Applicability), "level": levelJSON(r.Level), "score_level": levelJSON(r.ScoreLevel),
		"gate_level": levelJSON(r.GateLevel), "held_by": held, "waived": listJSON(r.Waived), "to_next": next,
		"confidence": confidence,
	}
}

func (v vector) trace() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	t, err := TraceOf(v.model.Model, a, v.scope())
	if err != nil {
		return nil, err
	}
	return traceJSON(t), nil
}

func traceJSON(t Trace) any {
	rows := []any{}
	var parts []*big.Rat
	for _, r := range t.Rows {
		rows = append(rows, map[string]any{
			"q": r.Question, "share": ratJSON(r.Share), "state": r.State, "value": levelJSON(r.Value),
			"contribution": ratJSON(r.Contribution), "missing": ratJSON(r.Missing),
		})
		parts = append(parts, r.Contribution)
	}
	return map[string]any{"rows": rows, "total": ratJSON(t.Total), "display": map[string]any{
		"parts": listJSON(Apportion(parts, t.Total, partPlaces)),
		"total": Display(t.Total, partPlaces),
	}}
}

func (v vector) rank() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	ranked, err := Rank(v.model.Model, a, readStrings(v.input["done"]))
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, r := range ranked {
		list = append(list, recommendationJSON(r))
	}
	return list, nil
}

func recommendationJSON(r Recommendation) map[string]any {
	return map[string]any{
		"action": r.Action, "duty": r.Duty, "with": listJSON(r.With), "effort": intJSON(r.Effort), "gain": ratJSON(r.Gain),
		"gain_alone": ratJSON(r.GainAlone), "unlocks": listJSON(r.Unlocks), "opens_hold": r.OpensHold,
	}
}

func (v vector) findOut() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	unknown, err := FindOuts(v.model.Model, a)
	if err != nil {
		return nil, err
	}
	return findOutJSON(unknown), nil
}

func findOutJSON(unknown []FindOut) any {
	list := []any{}
	for _, f := range unknown {
		list = append(list, map[string]any{"q": f.Question, "up_to": ratJSON(f.UpTo), "gate": f.Gate})
	}
	return list
}

func (v vector) discuss() (any, error) {
	a, err := v.scored()
	if err != nil {
		return nil, err
	}
	order, err := DiscussionOrder(v.model.Model, a, readBallots(v.input["ballots"]))
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, d := range order {
		list = append(list, map[string]any{
			"q": d.Question, "gate": d.GateStraddled, "stake": ratJSON(d.Stake), "D": ratJSON(d.D), "split": d.Split,
			"applicability_dispute": d.ApplicabilityDispute, "few_know": d.FewKnow,
		})
	}
	return list, nil
}

func (v vector) votes() (any, error) {
	ballots := readVotes(v.input["votes"])
	if !areVotes(ballots) {
		return nil, &RefusedError{BadAnswer, "votes"}
	}
	r := Votes(ballots)
	counts := []any{}
	for _, n := range r.Counts {
		counts = append(counts, intJSON(n))
	}
	return map[string]any{
		"proposed": choiceJSON(r.Proposed), "rated": intJSON(r.Rated), "na": intJSON(r.NA), "dk": intJSON(r.DontKnow),
		"distance": ratJSON(r.Distance), "D": ratJSON(r.D), "agreement": ratJSON(r.Agreement), "split": r.Split,
		"applicability_dispute": r.ApplicabilityDispute, "counts": counts,
	}, nil
}

func (v vector) anonymity() (any, error) {
	sizes, isObject := v.input["groups"].(map[string]any)
	k, isInt := readInt(v.input["k"])
	groups := make(map[string]int, len(sizes))
	for name, size := range sizes {
		n, ok := readInt(size)
		groups[name], isInt = n, isInt && ok && n >= 0
	}
	if !isObject || !isInt {
		return nil, &RefusedError{BadInput, "groups"}
	}
	total, shown := Anonymity(groups, k)
	return map[string]any{"total": total, "groups": listJSON(shown)}, nil
}

// mostPlaces bounds what a vector may ask to be written out.
const mostPlaces = 100

func (v vector) display() (any, error) {
	x := readFraction(v.input["x"])
	places, ok := readInt(v.input["places"])
	if x == nil || !ok || places < 0 || places > mostPlaces {
		return nil, &RefusedError{BadInput, "display"}
	}
	return Display(x, places), nil
}

func ratJSON(x *big.Rat) any {
	if x == nil {
		return nil
	}
	return x.RatString()
}

func intJSON(n int) any { return json.Number(strconv.Itoa(n)) }

// levelJSON is null for 0: no level.
func levelJSON(n int) any {
	if n == 0 {
		return nil
	}
	return intJSON(n)
}

// textJSON is null for an empty text.
func textJSON(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func choiceJSON(c assessment.Choice) any {
	if c.Rated() {
		return intJSON(int(c))
	}
	return textJSON(c.String())
}

func listJSON[T ~string](texts []T) any {
	list := []any{}
	for _, t := range texts {
		list = append(list, string(t))
	}
	return list
}
