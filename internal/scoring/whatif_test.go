package scoring

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lauter/assessment"
)

// sameResults compares results by their exact numbers, without confidence.
var sameResults = cmp.Options{cmp.Comparer(equal), cmpopts.IgnoreFields(Result{}, "Confidence"), cmpopts.EquateEmpty()}

// randomSupposition draws levels for some capabilities and some questions, each at least what low says.
func randomSupposition(t *rapid.T, m *assessment.Model, low func(*assessment.Question) int, may func(*assessment.Question) bool) Supposition {
	s := Supposition{Capabilities: map[string]int{}, Questions: map[string]int{}}
	for _, c := range m.Capabilities() {
		least := 1
		for _, q := range c.Questions {
			least = max(least, low(q))
		}
		if rapid.IntRange(0, 2).Draw(t, "suppose "+c.ID) == 0 {
			s.Capabilities[c.ID] = rapid.IntRange(least, 5).Draw(t, c.ID)
		}
		for _, q := range c.Questions {
			if may(q) && rapid.IntRange(0, 3).Draw(t, "suppose "+q.ID) == 0 {
				s.Questions[q.ID] = rapid.IntRange(low(q), 5).Draw(t, q.ID)
			}
		}
	}
	return s
}

func anyLevel(*assessment.Question) int     { return 1 }
func anyQuestion(*assessment.Question) bool { return true }

func mustSuppose(t rapid.TB, m *assessment.Model, a assessment.Answers, s Supposition) *WhatIf {
	t.Helper()
	w, err := Suppose(&assessment.Assessment{ID: "x", Kind: assessment.KindFull, Model: m}, a, s)
	if err != nil {
		t.Fatalf("Suppose(%v): %v", s, err)
	}
	return w
}

func (f *Findings) results() *Results {
	return &Results{f.Overall, f.Dimensions, f.Capabilities, f.Balance}
}

// A what-if has no formula of its own: it scores what somebody would score who had given these answers.
func TestWhatIfIsTheScoreOfTheOtherAnswers(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		s := randomSupposition(t, m, anyLevel, anyQuestion)
		w := mustSuppose(t, m, a, s)
		if diff := cmp.Diff(mustScore(t, m, a), w.Before.results(), sameResults); diff != "" {
			t.Fatalf("before: -want +got\n%s", diff)
		}
		given := assessment.Answers{}
		changed := 0
		for _, q := range m.Questions() {
			answer := a[q.ID]
			if level, ok := s.Questions[q.ID]; ok {
				answer.Choice = assessment.Choice(level)
			} else if level, ok := s.Capabilities[q.Capability.ID]; ok && answer.Choice != assessment.NotApplicable {
				answer.Choice = assessment.Choice(level)
			}
			if answer.Choice != a[q.ID].Choice {
				changed++
			}
			given[q.ID] = answer
		}
		if diff := cmp.Diff(mustScore(t, m, given), w.After.results(), sameResults); diff != "" {
			t.Fatalf("after: -want +got\n%s", diff)
		}
		if len(w.Moves) != changed {
			t.Fatalf("%d answers changed, want %d", len(w.Moves), changed)
		}
		for _, r := range w.After.results().all() {
			if changed > 0 && r.Confidence != nil {
				t.Fatalf("%s claims a confidence", r.Scope)
			}
		}
	})
}

// Supposing nothing, or what is the case anyway, changes nothing, confidence included.
func TestWhatIfNothingChanges(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		asToday := Supposition{Questions: map[string]int{}}
		for id, answer := range a {
			if answer.Choice.Rated() {
				asToday.Questions[id] = int(answer.Choice)
			}
		}
		for _, s := range []Supposition{{}, asToday} {
			w := mustSuppose(t, m, a, s)
			if w.After != w.Before || len(w.Moves) > 0 || len(w.Gates) > 0 {
				t.Fatalf("supposing %v changes %d answers, %d gates", s, len(w.Moves), len(w.Gates))
			}
		}
	})
}

// Better answers, and answers where there was none, never lower a score or a level and never open a gap.
func TestWhatIfImprovingNeverLowers(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		today := func(q *assessment.Question) int { return value(a[q.ID].Choice) }
		applies := func(q *assessment.Question) bool { return a[q.ID].Choice != assessment.NotApplicable }
		w := mustSuppose(t, m, a, randomSupposition(t, m, today, applies))
		after := w.After.results().all()
		for i, before := range w.Before.results().all() {
			if before.Score != nil && after[i].Score.Cmp(before.Score) < 0 || after[i].Level < before.Level {
				t.Fatalf("%s falls from %s, level %d, to %s, level %d", before.Scope,
					ratText(before.Score), before.Level, ratText(after[i].Score), after[i].Level)
			}
		}
		for _, g := range w.Gates {
			if !g.Closed {
				t.Fatalf("the gate on %s opens by going from %v to %v", g.Question, g.Before.Answer, g.After.Answer)
			}
		}
	})
}

// The gates that move are those whose state in the whole list of gates differs.
func TestWhatIfGates(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		w := mustSuppose(t, m, a, randomSupposition(t, m, anyLevel, anyQuestion))
		closed, opened := 0, 0
		for i, before := range w.Before.Gates {
			after := w.After.Gates[i]
			switch {
			case before.Blocks() && !after.Blocks():
				closed++
			case !before.Blocks() && after.Blocks():
				opened++
			}
		}
		for _, g := range w.Gates {
			switch {
			case g.Gate.Reach != assessment.ReachOverall: // not in the list of the overall result
			case g.Closed:
				closed--
			default:
				opened--
			}
		}
		if closed != 0 || opened != 0 {
			t.Fatalf("%d closed and %d opened gates are not told, or told and not there", closed, opened)
		}
	})
}

func TestSuppositionIsRefused(t *testing.T) {
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		s           Supposition
		code, where string
	}{
		{"unknown question", Supposition{Questions: map[string]int{"data.origin.colour": 3}}, UnknownQuestion, "data.origin.colour"},
		{"unknown capability", Supposition{Capabilities: map[string]int{"data.colour": 3}}, UnknownScope, "capability:data.colour"},
		{"capability as question", Supposition{Questions: map[string]int{"data.origin": 3}}, UnknownQuestion, "data.origin"},
		{"level 0", Supposition{Questions: map[string]int{"data.origin.source": 0}}, BadAnswer, "data.origin.source"},
		{"level 6", Supposition{Capabilities: map[string]int{"data.origin": 6}}, BadAnswer, "capability:data.origin"},
		{"no level", Supposition{Questions: map[string]int{"data.origin.source": int(assessment.DontKnow)}}, BadAnswer, "data.origin.source"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Suppose(&assessment.Assessment{ID: "x", Kind: assessment.KindFull, Model: m}, nil, test.s)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Code != test.code || refused.Where != test.where {
				t.Errorf("got %v, want %s: %s", err, test.where, test.code)
			}
		})
	}
	quick := &assessment.Assessment{ID: "x", Kind: assessment.KindQuick, Model: m}
	if _, err := Suppose(quick, nil, Supposition{Questions: map[string]int{"data.origin.basis": 3}}); err == nil {
		t.Error("a quick scan supposes an answer to a question that it does not ask")
	}
}

// One capability set to a level: every question that applies takes it, one of them set apart keeps its own, and what
// does not apply stays out.
func TestSupposedAnswers(t *testing.T) {
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	a := assessment.Answers{
		"data.origin.source": {Choice: 2, Note: "by hand", Grade: 2, Evidence: []string{"wiki"}},
		"data.origin.basis":  {Choice: 4, Note: "reviewed"},
		"data.rights.impact": {Choice: 3},
	}
	c, _ := m.Capability("data.origin")
	want := assessment.Answers{"data.rights.impact": {Choice: 3}, "data.origin.basis": {Choice: 4, Note: "reviewed"}}
	for _, q := range c.Questions {
		if q.ID != "data.origin.basis" {
			want[q.ID] = assessment.Answer{Choice: 4}
		}
	}
	last := c.Questions[len(c.Questions)-1].ID
	want[last] = assessment.Answer{Choice: 5}
	got, err := Supposition{Capabilities: map[string]int{"data.origin": 4}, Questions: map[string]int{last: 5}}.Answers(m, a)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if a["data.origin.source"].Note != "by hand" || len(a) != 3 {
		t.Errorf("the given answers were changed: %v", a)
	}
}
