package scoring

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func shipped(t testing.TB) *assessment.Model {
	t.Helper()
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// mixed answers the questions of a model with all sorts of answers, the same at each call.
func mixed(m *assessment.Model) assessment.Answers {
	a := assessment.Answers{}
	for i, q := range m.Questions() {
		a[q.ID] = assessment.Answer{Choice: assessment.Choice(1 + (i*7+i/3)%4), Grade: i % 4}
		if i%11 == 5 {
			a[q.ID] = assessment.Answer{Choice: dk}
		}
	}
	return a
}

func TestEvaluateCarriesEverything(t *testing.T) {
	m := shipped(t)
	changed := time.Date(2026, 11, 27, 10, 42, 0, 0, time.UTC)
	x := &assessment.Assessment{ID: "1", Model: m, Kind: assessment.KindFull, Organisation: "Nordwind", ChangedAt: changed, FinishedAt: changed.Add(time.Hour)}
	a := mixed(m)
	a["data.origin.consent"] = assessment.Answer{Choice: na, Reason: "no consent is asked for"}
	delete(a, "resources.trust.society")
	f, err := Evaluate(x, a)
	if err != nil {
		t.Fatal(err)
	}
	if f.Model != m || f.Kind != assessment.KindFull || f.Organisation != "Nordwind" || !f.AsOf.Equal(changed) || !f.Finished {
		t.Errorf("head: %+v", f)
	}
	r := mustScore(t, m, a)
	exact := cmp.Comparer(equal)
	for name, pair := range map[string][2]any{
		"overall": {r.Overall, f.Overall}, "dimensions": {r.Dimensions, f.Dimensions},
		"capabilities": {r.Capabilities, f.Capabilities}, "balance": {r.Balance, f.Balance}, "answers": {a, f.Answers},
	} {
		if diff := cmp.Diff(pair[0], pair[1], exact); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	var known, unknown, excluded, supported int
	for _, q := range m.Questions() {
		switch c := a[q.ID].Choice; {
		case c.Rated():
			known++
			if a[q.ID].Grade > 0 {
				supported++
			}
		case c == dk:
			unknown++
		case c == na:
			excluded++
		}
	}
	got := []int{f.Asked, f.Answered, f.Unknown, f.Excluded, f.WithEvidence, f.GatesNotAsked}
	if want := []int{46, known + unknown + excluded, unknown, excluded, supported, 0}; !slices.Equal(got, want) {
		t.Errorf("asked, answered, unknown, excluded, with evidence, gates not asked: %v, want %v", got, want)
	}
	var reaching []string
	for _, q := range m.Questions() {
		for _, g := range q.Gates {
			if g.Reach == assessment.ReachOverall {
				reaching = append(reaching, q.ID)
			}
		}
	}
	var checked []string
	for _, g := range f.Gates {
		checked = append(checked, g.Question)
	}
	if len(reaching) == 0 || !slices.Equal(checked, reaching) {
		t.Errorf("gates %v, want %v", checked, reaching)
	}
	if got := f.GatesOf(CapabilityScope("data.origin")); len(got) != 3 || got[2].State != GateWaived {
		t.Errorf("gates of a capability: %+v", got)
	}
	if len(f.Recommendations) < 5 || len(f.Next.Actions) != 5 || len(f.FindOut) != f.Unknown+1 {
		t.Errorf("%d recommendations, %d next, %d to find out", len(f.Recommendations), len(f.Next.Actions), len(f.FindOut))
	}
	n := f.EvidenceOf(Overall)
	if sum := n.NotNeeded + n.Grades[0] + n.Grades[1] + n.Grades[2] + n.Grades[3]; sum != known {
		t.Errorf("evidence of %d answers, %d are known", sum, known)
	}
	if len(f.GatesOf("balance"))+len(f.WhatChanges("balance").FindOut)+len(f.WhatChanges("action:none").Steps) != 0 {
		t.Error("a scope without a score has gates or changes")
	}
	if _, ok := f.Breakdown("balance"); ok {
		t.Error("a scope without a score has a breakdown")
	}
	if _, ok := f.GainOf("none"); ok {
		t.Error("an unknown action has a gain")
	}
}

func TestQuickScan(t *testing.T) {
	m := shipped(t)
	x := &assessment.Assessment{ID: "1", Model: m, Kind: assessment.KindQuick}
	a := assessment.Answers{}
	for _, q := range m.Quick().Questions() {
		a[q.ID] = assessment.Answer{Choice: 2, Grade: 3, Votes: []assessment.Choice{2, 2}}
	}
	a["data.origin.consent"] = assessment.Answer{Choice: 5} // not asked in a quick scan
	f, err := Evaluate(x, a)
	if err != nil {
		t.Fatal(err)
	}
	if f.Asked != len(m.Capabilities()) || f.Answered != f.Asked || len(f.Answers) != f.Asked || ratText(f.Overall.Score) != "2" {
		t.Errorf("asked %d, answered %d, score %s", f.Asked, f.Answered, ratText(f.Overall.Score))
	}
	if f.Overall.Status != Rated || f.Overall.Level != 2 || f.Dimensions[0].Level != 2 {
		t.Errorf("overall %s level %d, data level %d", f.Overall.Status, f.Overall.Level, f.Dimensions[0].Level)
	}
	for _, r := range slices.Concat([]Result{f.Overall}, f.Dimensions, f.Capabilities) {
		if c := r.Confidence; ratText(c.Value) != "1" || c.Grade != MediumGrade {
			t.Errorf("%s: confidence %s, %s", r.Scope, ratText(c.Value), c.Grade)
		}
	}
	for _, r := range f.Capabilities {
		if r.Status != Rated || r.Level+r.ScoreLevel+r.GateLevel != 0 || r.HeldBy != nil || r.ToNext != nil || ratText(r.Score) != "2" {
			t.Errorf("%s claims a level: %+v", r.Scope, r)
		}
		for _, step := range f.WhatChanges(r.Scope).Steps {
			if step.LevelAfter != 0 {
				t.Errorf("%s would reach level %d by %s", r.Scope, step.LevelAfter, step.Action)
			}
		}
	}
	asked := 0
	for _, q := range m.Questions() {
		if q.Quick {
			asked += len(q.Gates)
		}
	}
	if f.GatesNotAsked == 0 || f.GatesNotAsked+asked != gateCount(m) {
		t.Errorf("%d requirements not asked, %d asked, %d in all", f.GatesNotAsked, asked, gateCount(m))
	}
	if f.Balance.Compliance == nil || f.Balance.Personalisation == nil {
		t.Errorf("the quick scan shows no balance: %+v", f.Balance)
	}
	if _, err := Evaluate(x, assessment.Answers{"zz": {Choice: 3}}); err == nil {
		t.Error("a question of no model is accepted")
	}
}

func TestQuickScanUnlocksNoCapability(t *testing.T) {
	m := shipped(t)
	a := assessment.Answers{}
	for _, q := range m.Quick().Questions() {
		a[q.ID] = assessment.Answer{Choice: 3}
	}
	for _, d := range m.Quick().Dimensions { // a little below 3
		a[d.Capabilities[1].Questions[0].ID] = assessment.Answer{Choice: 2}
	}
	f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindQuick}, a)
	if err != nil {
		t.Fatal(err)
	}
	unlocked := 0
	for _, r := range f.Recommendations {
		for _, s := range r.Unlocks {
			unlocked++
			if strings.HasPrefix(string(s), "capability:") {
				t.Errorf("%s unlocks %s", r.Action, s)
			}
		}
	}
	if unlocked == 0 {
		t.Error("no action raises a level, so this test sees nothing")
	}
}

// The shipped model at the same level everywhere: what the pages show must hold for its real shares.
func TestShippedModel(t *testing.T) {
	m := shipped(t)
	for level := assessment.Choice(1); level <= 5; level++ {
		r := mustScore(t, m, everywhere(m, level)).Overall
		if !equal(r.Score, big.NewRat(int64(level), 1)) || r.ScoreLevel != int(level) || r.Status != Rated {
			t.Errorf("all answers %d: score %s, level %d", level, ratText(r.Score), r.ScoreLevel)
		}
	}
	f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, mixed(m))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Dimensions {
		p, ok := f.Breakdown(d.Scope)
		if !ok || len(p.Parts) != 5 || len(leaves(p)) < 15 {
			t.Errorf("%s: %d capabilities, %d questions", d.Scope, len(p.Parts), len(leaves(p)))
		}
	}
	for i, r := range f.Recommendations[1:] {
		if before := f.Recommendations[i]; !before.Duty && r.Duty {
			t.Errorf("%s is a duty and comes after %s", r.Action, before.Action)
		}
	}
}

func BenchmarkScore(b *testing.B) {
	m := shipped(b)
	a := mixed(m)
	for b.Loop() {
		if _, err := Score(m, a); err != nil {
			b.Fatal(err)
		}
	}
}

// What a planner does again and again: another set of choices on the same shares.
func BenchmarkWhatIf(b *testing.B) {
	m := shipped(b)
	s := newSheet(m, mixed(m))
	for b.Loop() {
		s.after(0)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	m := shipped(b)
	a := mixed(m)
	x := &assessment.Assessment{Model: m, Kind: assessment.KindFull}
	for b.Loop() {
		if _, err := Evaluate(x, a); err != nil {
			b.Fatal(err)
		}
	}
}
