package scoring

import (
	"errors"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lauter/assessment"
)

// pointsBy are the exact parts of a headline by cause.
func pointsBy(c Causes) map[Cause]*big.Rat {
	points := map[Cause]*big.Rat{}
	for _, p := range c.Parts {
		points[p.Cause] = p.Points
	}
	return points
}

// shownSum adds up numbers as they are shown.
func shownSum(t interface{ Fatalf(string, ...any) }, shown []string) *big.Rat {
	sum := new(big.Rat)
	for _, s := range shown {
		x, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q is no number", s)
		}
		sum.Add(sum, x)
	}
	return sum
}

// What the parts of a change must add up to, exactly and as shown, on random pairs of models.
func TestCausesAddUp(t *testing.T) {
	randomly(t, func(t *rapid.T, older *assessment.Model, before assessment.Answers) {
		newer := older
		if rapid.Bool().Draw(t, "other model") {
			newer = randomModel(t)
		}
		after := randomAnswers(t, newer)
		c, err := CausesOf(older, before, newer, after)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := Compare(older, before, newer, after)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plain, c.Comparison, cmp.Comparer(equal)); diff != "" {
			t.Fatal(diff)
		}
		if (c.FromOtherCauses == nil) != (c.Parts == nil) || c.Parts == nil && c.Stages != nil {
			t.Fatalf("other causes %s, but parts %v", ratText(c.FromOtherCauses), c.Parts)
		}
		if c.Parts == nil {
			return
		}
		points := pointsBy(c)
		others := Sum([]*big.Rat{points[CauseScope], points[CauseUnknowns], points[CauseModel]})
		if !equal(points[CauseAnswers], c.LikeForLike) || !equal(others, c.FromOtherCauses) {
			t.Fatalf("answers %s and others %s, want %s and %s", ratText(points[CauseAnswers]), ratText(others), ratText(c.LikeForLike), ratText(c.FromOtherCauses))
		}
		var parts, rows []string
		for _, p := range c.Parts {
			parts = append(parts, p.Shown)
		}
		_, all, _ := c.ScopeOf(Overall)
		for _, r := range all {
			rows = append(rows, r.Shown)
		}
		x, y := mustScore(t, older, before).Overall.Score, mustScore(t, newer, after).Overall.Score
		if got, want := shownSum(t, parts), ShownChange(x, y, 2); !equal(got, want) {
			t.Fatalf("the parts %v show as %s, the headline as %s", parts, ratText(got), ratText(want))
		}
		if got, want := shownSum(t, rows), ShownChange(c.Before, c.After, 2); !equal(got, want) {
			t.Fatalf("the questions %v show as %s, the change as %s", rows, ratText(got), ratText(want))
		}
		if first := c.Stages[0]; !equal(first.Before, x) || !equal(first.After, y) {
			t.Fatalf("published are %s and %s, the first stage has %s and %s", ratText(x), ratText(y), ratText(first.Before), ratText(first.After))
		}
		if last := c.Stages[3]; !equal(last.Before, c.Before) || !equal(last.After, c.After) || last.Questions != len(c.Moves) {
			t.Fatalf("the last stage is %+v, like for like %s and %s over %d", last, ratText(c.Before), ratText(c.After), len(c.Moves))
		}
		for i := 1; i < len(c.Stages); i++ {
			if c.Stages[i].Questions > c.Stages[i-1].Questions {
				t.Fatalf("stage %d counts more questions than the one before", i)
			}
		}
	})
}

// A cause that is not there contributes nothing, exactly and as shown.
func TestAbsentCausesContributeNothing(t *testing.T) {
	randomly(t, func(t *rapid.T, older *assessment.Model, before assessment.Answers) {
		newer := older
		if rapid.Bool().Draw(t, "other model") {
			newer = randomModel(t)
		}
		after := randomAnswers(t, newer)
		c, err := CausesOf(older, before, newer, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Parts {
			absent := map[Cause]bool{
				CauseModel:    older == newer,
				CauseScope:    len(c.Scoped) == 0,
				CauseUnknowns: len(c.Unknown) == 0,
				CauseAnswers:  c.Up+c.Down == 0,
			}[p.Cause]
			if absent && (p.Points.Sign() != 0 || p.Shown != "0.00") {
				t.Fatalf("%s is no cause here, but contributes %s, shown as %s", p.Cause, ratText(p.Points), p.Shown)
			}
		}
		if older == newer && len(c.Added)+len(c.Removed) > 0 {
			t.Fatalf("one model adds %v and removes %v", c.Added, c.Removed)
		}
	})
}

// With one model, going back undoes every part.
func TestCausesAreSymmetric(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, before assessment.Answers) {
		after := randomAnswers(t, m)
		forth, err := CausesOf(m, before, m, after)
		if err != nil {
			t.Fatal(err)
		}
		back, err := CausesOf(m, after, m, before)
		if err != nil {
			t.Fatal(err)
		}
		there, again := pointsBy(forth), pointsBy(back)
		for cause, points := range there {
			if !equal(again[cause], new(big.Rat).Neg(points)) {
				t.Fatalf("%s: forth %s, back %s", cause, ratText(points), ratText(again[cause]))
			}
		}
		for i := range forth.Parts {
			if sum := shownSum(t, []string{forth.Parts[i].Shown, back.Parts[i].Shown}); sum.Sign() != 0 {
				t.Fatalf("shown forth %+v and back %+v", forth.Parts[i], back.Parts[i])
			}
		}
	})
}

// Scopes are compared by their own shares, with the questions that count overall.
func TestScopesLikeForLike(t *testing.T) {
	randomly(t, func(t *rapid.T, older *assessment.Model, before assessment.Answers) {
		newer := randomModel(t)
		after := randomAnswers(t, newer)
		c, err := CausesOf(older, before, newer, after)
		if err != nil {
			t.Fatal(err)
		}
		compared := map[string]Move{}
		for _, m := range c.Moves {
			compared[m.Question] = m
		}
		if want := len(scopesOf(newer)); len(c.Scopes) != want {
			t.Fatalf("%d scopes, want %d", len(c.Scopes), want)
		}
		for _, s := range c.Scopes {
			shares := plainShares(newer, s.Scope, func(q *assessment.Question) bool { _, ok := compared[q.ID]; return ok })
			x, y, n := new(big.Rat), new(big.Rat), 0
			for id, share := range shares {
				m, ok := compared[id]
				if !ok {
					continue
				}
				n++
				x.Add(x, times(share, int(m.Before)))
				y.Add(y, times(share, int(m.After)))
			}
			if s.Compared != n {
				t.Fatalf("%s: %d questions compared, want %d", s.Scope, s.Compared, n)
			}
			if n == 0 && (s.Before != nil || s.After != nil) || n > 0 && (!equal(s.Before, x) || !equal(s.After, y)) {
				t.Fatalf("%s: %s to %s, want %s to %s", s.Scope, ratText(s.Before), ratText(s.After), ratText(x), ratText(y))
			}
			if n == 0 {
				continue
			}
			_, rows, _ := c.ScopeOf(s.Scope)
			var shown []string
			for _, r := range rows {
				shown = append(shown, r.Shown)
			}
			if got, want := shownSum(t, shown), ShownChange(x, y, 2); !equal(got, want) {
				t.Fatalf("%s: the questions show as %s, the change as %s", s.Scope, ratText(got), ratText(want))
			}
		}
	})
}

// Each cause alone, by hand: four questions of one capability, one of which is answered otherwise.
func TestEachCauseAlone(t *testing.T) {
	four := func() *assessment.Model {
		return single(&assessment.Question{ID: "a", Rev: 1, AllowsNA: true}, &assessment.Question{ID: "b", Rev: 1}, &assessment.Question{ID: "c", Rev: 1}, &assessment.Question{ID: "d", Rev: 1})
	}
	revised := four()
	revised.Questions()[0].Rev = 2
	with := func(c assessment.Choice) assessment.Answers {
		answers := everywhere(four(), 3)
		answers["a"] = assessment.Answer{Choice: c, Reason: "x"}
		return answers
	}
	tests := []struct {
		name                           string
		before, after                  assessment.Answers
		newer                          *assessment.Model
		answers, scope, unknown, model string
	}{
		{"a level rises", with(1), with(5), four(), "1", "0", "0", "0"},
		{"applies no more", with(1), with(na), four(), "0", "1/2", "0", "0"},
		{"applies now", with(na), with(1), four(), "0", "-1/2", "0", "0"},
		{"is known now", with(dk), with(5), four(), "0", "0", "1", "0"},
		{"is unknown now", with(5), with(dk), four(), "0", "0", "-1", "0"},
		{"was reworded", with(1), with(5), revised, "0", "0", "0", "1"},
	}
	for _, test := range tests {
		got, err := CausesOf(four(), test.before, test.newer, test.after)
		if err != nil {
			t.Fatal(err)
		}
		points := pointsBy(got)
		for cause, want := range map[Cause]string{CauseAnswers: test.answers, CauseScope: test.scope, CauseUnknowns: test.unknown, CauseModel: test.model} {
			if !equal(points[cause], rat(want)) {
				t.Errorf("%s: %s is %s, want %s", test.name, cause, ratText(points[cause]), want)
			}
		}
	}
	_, err := CausesOf(four(), assessment.Answers{"z": {Choice: 1}}, four(), nil)
	if refused := (*RefusedError)(nil); !errors.As(err, &refused) || refused.Code != UnknownQuestion {
		t.Errorf("an unknown question gives %v", err)
	}
}

// Under its own version an assessment scores as it does. Under another one, the questions that both ask alike count.
func TestRescore(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		own, err := Rescore(m, a, m)
		if err != nil {
			t.Fatal(err)
		}
		if x := mustScore(t, m, a); !equal(own.Overall.Score, x.Overall.Score) || !equal(own.Share, rat("1")) || own.Questions != own.Asked {
			t.Fatalf("%s over a share of %s, want %s over all", ratText(own.Overall.Score), ratText(own.Share), ratText(x.Overall.Score))
		}
		other := randomModel(t)
		got, err := Rescore(m, a, other)
		if err != nil {
			t.Fatal(err)
		}
		counts := func(q *assessment.Question) bool {
			mine, ok := m.Question(q.ID)
			return ok && mine.Rev == q.Rev && a[q.ID].Choice != assessment.NotApplicable
		}
		want, any := new(big.Rat), false
		for id, share := range plainShares(other, Overall, counts) {
			if q, _ := other.Question(id); counts(q) {
				want.Add(want, times(share, value(a[id].Choice)))
				any = true
			}
		}
		if !any && got.Overall.Score != nil || any && !equal(got.Overall.Score, want) {
			t.Fatalf("rescored %s, want %s", ratText(got.Overall.Score), ratText(want))
		}
		if got.Overall.Level != 0 || got.Overall.HeldBy != nil {
			t.Fatal("a second result claims a level")
		}
	})
}
