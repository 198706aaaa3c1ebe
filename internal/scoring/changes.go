package scoring

import (
	"math/big"
	"slices"

	"lauter/assessment"
)

// mostSteps is how many ways to raise a score are named beside it.
const mostSteps = 3

// EvidenceCount counts answers 1..5 by how well they are supported.
type EvidenceCount struct {
	Grades    [4]int // answers 2..5 by evidence grade
	NotNeeded int    // answers 1
}

// Changes is what would change the score of a scope.
type Changes struct {
	Steps   []Step    // at most three, the cheapest gain in this scope first
	FindOut []FindOut // unknown answers; UpTo is what the score of this scope can gain at most
}

// Step is a recommendation as one scope sees it.
type Step struct {
	Recommendation          // its gains are of the overall score
	ScopeGain      *big.Rat // what the score of the scope gains, with prerequisites
	ScopeAfter     *big.Rat // score of the scope afterwards
	LevelAfter     int      // level of the scope afterwards; 0 where no level is shown
}

// WhatChanges says what would change the score of a scope. Where nothing applies, and for scopes without a score, it
// is empty.
func (f *Findings) WhatChanges(scope Scope) Changes {
	s := f.sheet()
	i := s.span(scope)
	if i < 0 {
		return Changes{}
	}
	return Changes{Steps: s.steps(i, f.Recommendations), FindOut: s.findOuts(i)}
}

// steps picks the recommendations that raise a span's score most for the effort; of equal ones the first.
func (s *sheet) steps(i int, ranked []Recommendation) []Step {
	var steps []Step
	for _, r := range ranked {
		after, _ := s.afterAll(s.together(r))
		gain := s.gain(i, after)
		if gain.Sign() == 0 {
			continue
		}
		step := Step{Recommendation: r, ScopeGain: gain, ScopeAfter: s.score(i, after[i])}
		if s.claimsLevel(i) {
			step.LevelAfter = after[i].level
		}
		steps = append(steps, step)
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return compareGains(a.ScopeGain, b.ScopeGain, a.Effort, b.Effort)
	})
	return steps[:min(mostSteps, len(steps))]
}

// GainTrace shows how the gain of a recommendation in the overall score adds up. The shown numbers have two places and
// a decimal point; the gain shows as the difference of the two shown scores, and its parts add up to it.
type GainTrace struct {
	Recommendation
	ScoreBefore *big.Rat
	ShownGain   string
	Rows        []GainRow // questions that the action or one of its prerequisites would lift, model order
}

// GainRow is one question's part in a gain.
type GainRow struct {
	Question  string
	Action    string // the action that lifts it furthest, the first of equal ones
	Share     *big.Rat
	Before    assessment.Choice
	After     assessment.Choice // as before where the answer is unknown, not applicable or high enough
	Gain      *big.Rat
	ShownGain string
}

// GainOf shows how the gain of a recommended action comes about. It is false for actions that are not recommended.
func (f *Findings) GainOf(action string) (GainTrace, bool) {
	at := slices.IndexFunc(f.Recommendations, func(r Recommendation) bool { return r.Action == action })
	if at < 0 {
		return GainTrace{}, false
	}
	s := f.sheet()
	t := GainTrace{Recommendation: f.Recommendations[at], ScoreBefore: s.score(0, s.tallies[0])}
	t.Rows = s.gainRows(s.together(t.Recommendation))
	t.ShownGain = DisplayChange(t.ScoreBefore, t.ScoreAfter, partPlaces)
	var gains []*big.Rat
	for _, r := range t.Rows {
		gains = append(gains, r.Gain)
	}
	for i, shown := range Apportion(gains, ShownChange(t.ScoreBefore, t.ScoreAfter, partPlaces), partPlaces) {
		t.Rows[i].ShownGain = shown
	}
	return t, true
}

func (s *sheet) gainRows(actions []int) []GainRow {
	furthest := make([]int, len(s.questions)) // 0: not lifted
	by := make([]string, len(s.questions))
	for _, i := range actions {
		for _, l := range s.model.Actions[i].Lifts {
			if at := s.position[l.Question]; l.To > furthest[at] {
				furthest[at], by[at] = l.To, s.model.Actions[i].ID
			}
		}
	}
	_, after := s.afterAll(actions)
	var rows []GainRow
	for at, q := range s.questions {
		if furthest[at] == 0 {
			continue
		}
		row := GainRow{Question: q.ID, Action: by[at], Share: s.spans[0].share(at), Before: s.choices[at], After: after[at]}
		row.Gain = times(row.Share, value(row.After)-value(row.Before))
		rows = append(rows, row)
	}
	return rows
}
