package scoring

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"

	"lauter/assessment"
)

// modelJSON is a model as vectors carry it. What has a default, or a code of its own when it is wrong, is any.
type modelJSON struct {
	ID         string         `json:"id"`
	Version    string         `json:"version"`
	Thresholds any            `json:"thresholds"`
	Effort     map[string]any `json:"effort"`
	Dimensions []struct {
		ID           string `json:"id"`
		Weight       any    `json:"weight"`
		Capabilities []struct {
			ID        string         `json:"id"`
			Weight    any            `json:"weight"`
			Questions []questionJSON `json:"questions"`
		} `json:"capabilities"`
	} `json:"dimensions"`
	Actions []actionJSON `json:"actions"`
}

type questionJSON struct {
	ID     string          `json:"id"`
	Rev    any             `json:"rev"`
	Weight any             `json:"weight"`
	NA     *bool           `json:"na"`
	Axis   assessment.Axis `json:"axis"`
	Gates  []struct {
		Level any `json:"level"`
		Min   any `json:"min"`
		Reach any `json:"reach"`
	} `json:"gates"`
}

type actionJSON struct {
	ID         string         `json:"id"`
	Effort     string         `json:"effort"`
	Lifts      map[string]any `json:"lifts"`
	Requires   []string       `json:"requires"`
	Foundation bool           `json:"foundation"`
	Duty       bool           `json:"duty"`
}

// readModel reads a model that holds only what arithmetic needs. Without one, the model has no questions.
func readModel(data json.RawMessage) (vectorModel, error) {
	var doc modelJSON
	if data != nil {
		if err := decode(data, &doc); err != nil {
			return vectorModel{}, err
		}
	}
	m := &assessment.Model{ID: doc.ID, Version: doc.Version, Method: Method, Thresholds: readThresholds(doc.Thresholds)}
	for _, d := range doc.Dimensions {
		dimension := &assessment.Dimension{ID: d.ID, Weight: intOr(d.Weight, 1)}
		for _, c := range d.Capabilities {
			capability := &assessment.Capability{ID: c.ID, Weight: intOr(c.Weight, 1)}
			for _, q := range c.Questions {
				capability.Questions = append(capability.Questions, q.question())
			}
			dimension.Capabilities = append(dimension.Capabilities, capability)
		}
		m.Dimensions = append(m.Dimensions, dimension)
	}
	m.Link()
	m.Efforts = readEfforts(doc.Effort)
	for _, a := range doc.Actions {
		m.Actions = append(m.Actions, a.action(m))
	}
	m.Link()
	read := vectorModel{Model: m}
	if broken := m.Violations(); len(broken) > 0 {
		read.broken = broken[0].Code
	}
	return read, nil
}

func (q questionJSON) question() *assessment.Question {
	question := &assessment.Question{
		ID: q.ID, Rev: intOr(q.Rev, 1), Weight: intOr(q.Weight, 1), AllowsNA: q.NA == nil || *q.NA, Axis: q.Axis,
	}
	for _, g := range q.Gates {
		reach, _ := g.Reach.(string)
		question.Gates = append(question.Gates, assessment.Gate{
			Level: intOr(g.Level, 0), Min: intOr(g.Min, 0), Reach: assessment.Reach(reach),
		})
	}
	return question
}

// action puts the lifts into model order; those of questions that the model does not have follow, by id.
func (a actionJSON) action(m *assessment.Model) *assessment.Action {
	action := &assessment.Action{ID: a.ID, Effort: a.Effort, Requires: a.Requires, Foundation: a.Foundation, Duty: a.Duty}
	var ids []string
	for _, q := range m.Questions() {
		ids = append(ids, q.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(a.Lifts)) {
		if _, ok := m.Question(id); !ok {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		if to, ok := a.Lifts[id]; ok {
			action.Lifts = append(action.Lifts, assessment.Lift{Question: id, To: intOr(to, 0)})
		}
	}
	return action
}

// readThresholds puts 0, which is no threshold, where it finds no number.
func readThresholds(v any) []*big.Rat {
	if v == nil {
		return []*big.Rat{big.NewRat(2, 1), big.NewRat(3, 1), big.NewRat(4, 1), big.NewRat(5, 1)}
	}
	list, _ := v.([]any)
	thresholds := make([]*big.Rat, len(list))
	for i, x := range list {
		if thresholds[i] = readFraction(x); thresholds[i] == nil {
			thresholds[i] = new(big.Rat)
		}
	}
	return thresholds
}

func readEfforts(points map[string]any) map[string]assessment.Effort {
	efforts := map[string]assessment.Effort{"S": {Points: 1}, "M": {Points: 3}, "L": {Points: 8}}
	for size, n := range points {
		efforts[size] = assessment.Effort{Points: intOr(n, 0)}
	}
	return efforts
}

// intOr reads a whole number; without a value it is the one given, and for anything else 0, which no limit allows.
func intOr(v any, missing int) int {
	if v == nil {
		return missing
	}
	n, _ := readInt(v)
	return n
}

// Values that no answer has: what cannot be read is refused like any other wrong value.
const (
	unreadableChoice = assessment.Choice(-100)
	unreadableGrade  = -1
)

// readAnswers reads answers by question; what is wrong in one of them becomes a value that Score refuses.
func readAnswers(v any) (assessment.Answers, error) {
	records, ok := v.(map[string]any)
	if !ok && v != nil {
		return nil, &RefusedError{BadAnswer, "answers"}
	}
	answers := make(assessment.Answers, len(records))
	for id, record := range records {
		answers[id] = readAnswer(record)
	}
	return answers, nil
}

func readAnswer(v any) assessment.Answer {
	record, ok := v.(map[string]any)
	if !ok && v != nil {
		return assessment.Answer{Choice: unreadableChoice}
	}
	a := assessment.Answer{Votes: readVotes(record["votes"])}
	if x := record["a"]; x != nil {
		a.Choice = readChoice(x)
	}
	a.Reason, _ = record["why"].(string)
	if x := record["ev"]; x != nil {
		if a.Grade, ok = readInt(x); !ok {
			a.Grade = unreadableGrade
		}
	}
	return a
}

func readChoice(v any) assessment.Choice {
	switch v {
	case "na":
		return assessment.NotApplicable
	case "dk":
		return assessment.DontKnow
	}
	if n, ok := readInt(v); ok && assessment.Choice(n).Rated() {
		return assessment.Choice(n)
	}
	return unreadableChoice
}

func readVotes(v any) []assessment.Choice {
	list, ok := v.([]any)
	if !ok && v != nil {
		return []assessment.Choice{unreadableChoice}
	}
	var votes []assessment.Choice
	for _, x := range list {
		votes = append(votes, readChoice(x))
	}
	return votes
}

// readBallots reads votes by question.
func readBallots(v any) map[string][]assessment.Choice {
	records, _ := v.(map[string]any)
	ballots := make(map[string][]assessment.Choice, len(records))
	for id, votes := range records {
		ballots[id] = readVotes(votes)
	}
	return ballots
}

// readStrings reads a list of texts and leaves out what is none.
func readStrings(v any) []string {
	list, _ := v.([]any)
	var texts []string
	for _, x := range list {
		if text, ok := x.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}
