package scoring

import (
	"errors"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lauter/assessment"
)

// The identities of a comparison, with shares and means word for word as the method defines them. Random models have
// their ids in common, but not their revisions, weights and sizes.
func TestComparisonOfRandomModels(t *testing.T) {
	randomly(t, func(t *rapid.T, older *assessment.Model, before assessment.Answers) {
		newer := randomModel(t)
		after := randomAnswers(t, newer)
		got, err := Compare(older, before, newer, after)
		if err != nil {
			t.Fatal(err)
		}
		common := func(q *assessment.Question) bool {
			old, ok := older.Question(q.ID)
			return ok && old.Rev == q.Rev && before[q.ID].Choice.Rated() && after[q.ID].Choice.Rated()
		}
		nominal, x, y := new(big.Rat), new(big.Rat), new(big.Rat)
		for id, share := range plainShares(newer, Overall, func(*assessment.Question) bool { return true }) {
			if q, _ := newer.Question(id); common(q) {
				nominal.Add(nominal, share)
			}
		}
		for id, share := range plainShares(newer, Overall, common) {
			x.Add(x, times(share, int(before[id].Choice)))
			y.Add(y, times(share, int(after[id].Choice)))
		}
		want := Comparison{ComparableShare: nominal, Comparable: nominal.Cmp(rat("3/4")) >= 0}
		for _, q := range newer.Questions() {
			if !common(q) {
				continue
			}
			m := Move{q.ID, before[q.ID].Choice, after[q.ID].Choice}
			want.Moves = append(want.Moves, m)
			switch {
			case m.After > m.Before:
				want.Up++
			case m.After < m.Before:
				want.Down++
			default:
				want.Same++
			}
		}
		if len(want.Moves) > 0 {
			want.Before, want.After, want.LikeForLike = x, y, new(big.Rat).Sub(y, x)
		}
		a, b := mustScore(t, older, before).Overall.Score, mustScore(t, newer, after).Overall.Score
		if a != nil && b != nil {
			want.Headline = new(big.Rat).Sub(b, a)
		}
		if want.Headline != nil && want.LikeForLike != nil {
			want.FromOtherCauses = new(big.Rat).Sub(want.Headline, want.LikeForLike)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(equal)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Where nothing but levels changed, all of the change is like for like.
func TestChangeOfLevelsIsLikeForLike(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, before assessment.Answers) {
		after := assessment.Answers{}
		for _, q := range m.Questions() {
			x := before[q.ID]
			if !x.Choice.Rated() && x.Choice != assessment.NotApplicable {
				x = assessment.Answer{Choice: 2}
				before[q.ID] = x
			}
			if x.Choice.Rated() {
				x.Choice = assessment.Choice(rapid.IntRange(1, 5).Draw(t, q.ID))
			}
			after[q.ID] = x
		}
		got, err := Compare(m, before, m, after)
		if err != nil {
			t.Fatal(err)
		}
		if !equal(got.Headline, got.LikeForLike) || got.FromOtherCauses != nil && got.FromOtherCauses.Sign() != 0 {
			t.Fatalf("headline %s, like for like %s, other causes %s", ratText(got.Headline), ratText(got.LikeForLike), ratText(got.FromOtherCauses))
		}
		back, err := Compare(m, after, m, before)
		if err != nil {
			t.Fatal(err)
		}
		if back.Up != got.Down || back.Down != got.Up || back.Same != got.Same || got.LikeForLike != nil && !equal(back.LikeForLike, new(big.Rat).Neg(got.LikeForLike)) {
			t.Fatalf("forth %+v, back %+v", got, back)
		}
	})
}

func TestThreeQuartersAreComparable(t *testing.T) {
	m := single(&assessment.Question{ID: "a"}, &assessment.Question{ID: "b"}, &assessment.Question{ID: "c"}, &assessment.Question{ID: "d"})
	a := everywhere(m, 3)
	for _, test := range []struct {
		id         string
		comparable bool
	}{{"a", true}, {"b", false}} {
		a[test.id] = assessment.Answer{Choice: dk}
		got, err := Compare(m, a, m, everywhere(m, 3))
		if err != nil || got.Comparable != test.comparable {
			t.Errorf("with a share of %s: comparable %v, %v", ratText(got.ComparableShare), got.Comparable, err)
		}
	}
}

func TestComparisonWithoutNumbers(t *testing.T) {
	one := func(id string, rev int) *assessment.Model { return single(&assessment.Question{ID: id, Rev: rev}) }
	answer := func(id string, c assessment.Choice) assessment.Answers {
		return assessment.Answers{id: {Choice: c, Reason: "x"}}
	}
	none := Comparison{ComparableShare: rat("0")}
	headline := func(x string) Comparison { c := none; c.Headline = rat(x); return c }
	for name, test := range map[string]struct {
		older, newer  *assessment.Model
		before, after assessment.Answers
		want          Comparison
	}{
		"other question":       {one("q", 1), one("p", 1), answer("q", 2), answer("p", 4), headline("2")},
		"other revision":       {one("q", 1), one("q", 2), answer("q", 2), answer("q", 4), headline("2")},
		"unknown before":       {one("q", 1), one("q", 1), answer("q", dk), answer("q", 4), headline("3")},
		"blank after":          {one("q", 1), one("q", 1), answer("q", 2), nil, headline("-1")},
		"not applicable after": {one("q", 1), one("q", 1), answer("q", 2), answer("q", na), none},
	} {
		got, err := Compare(test.older, test.before, test.newer, test.after)
		if diff := cmp.Diff(test.want, got, cmp.Comparer(equal)); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for _, test := range []struct {
		before, after assessment.Answers
		code          string
	}{
		{answer("p", 3), answer("q", 9), UnknownQuestion},
		{answer("q", 9), answer("p", 3), BadAnswer},
		{answer("q", 3), answer("p", 3), UnknownQuestion},
	} {
		_, err := Compare(one("q", 1), test.before, one("q", 1), test.after)
		if refused := (*RefusedError)(nil); !errors.As(err, &refused) || refused.Code != test.code {
			t.Errorf("got %v, want %s", err, test.code)
		}
	}
}
