package scoring

import (
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lauter/assessment"
)

const (
	dk    = assessment.DontKnow
	na    = assessment.NotApplicable
	blank = assessment.Blank
)

// Leik's ordinal dispersion for five categories, from cumulative frequencies.
func leik(counts [5]int, n int) *big.Rat {
	sum, below := new(big.Rat), 0
	for _, c := range counts[:4] {
		below += c
		sum.Add(sum, big.NewRat(int64(min(below, n-below)), int64(n)))
	}
	return sum.Quo(sum, big.NewRat(2, 1))
}

func TestDisagreementIsLeiksDispersion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ballots := rapid.SliceOfN(rapid.SampledFrom([]assessment.Choice{1, 2, 3, 4, 5, dk, na}), 0, 12).Draw(t, "ballots")
		v := Votes(ballots)
		if v.Rated < 2 {
			if v.D != nil || v.Distance != nil || v.Agreement != nil || v.Split {
				t.Fatalf("%v: disagreement of %d rated votes", ballots, v.Rated)
			}
			return
		}
		if want := leik(v.Counts, v.Rated); !equal(v.D, want) {
			t.Fatalf("%v: D %s, Leik %s", ballots, v.D.RatString(), want.RatString())
		}
		if !equal(v.Agreement, new(big.Rat).Sub(big.NewRat(1, 1), v.D)) || !equal(v.Distance, times(v.D, 2)) {
			t.Fatalf("%v: D %s, agreement %s, distance %s", ballots, v.D.RatString(), v.Agreement.RatString(), v.Distance.RatString())
		}
	})
}

func TestMiddleIsTheLowerMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rated := rapid.SliceOfN(rapid.SampledFrom([]assessment.Choice{1, 2, 3, 4, 5}), 1, 12).Draw(t, "rated")
		v := Votes(rated)
		slices.Sort(rated)
		if want := rated[(len(rated)-1)/2]; v.Proposed != want || v.Middle != int(want) {
			t.Fatalf("%v: middle %d, want %d", rated, v.Middle, want)
		}
	})
}

func TestProposals(t *testing.T) {
	tests := []struct {
		ballots []assessment.Choice
		want    assessment.Choice
		dispute bool
	}{
		{nil, blank, false},
		{[]assessment.Choice{blank, blank}, blank, false},
		{[]assessment.Choice{na}, na, false},
		{[]assessment.Choice{na, dk}, dk, false}, // one of two is no majority
		{[]assessment.Choice{na, na, dk}, na, false},
		{[]assessment.Choice{na, na, dk, dk}, dk, false},
		{[]assessment.Choice{na, na, 1, dk}, 1, true},
		{[]assessment.Choice{na, na, na, 5, 1}, na, true},
		{[]assessment.Choice{dk, dk, dk, 2}, 2, false},
	}
	for _, test := range tests {
		if v := Votes(test.ballots); v.Proposed != test.want || v.ApplicabilityDispute != test.dispute {
			t.Errorf("%v: proposed %v, dispute %v, want %v, %v", test.ballots, v.Proposed, v.ApplicabilityDispute, test.want, test.dispute)
		}
	}
}

func TestDiscussionOrder(t *testing.T) {
	m := tiny(t)
	ballots := map[string][]assessment.Choice{
		"d3": {},                   // nobody voted
		"d4": {3, 3, 4},            // agreed well enough
		"d5": {dk, 3},              // half of all do not know
		"d6": {dk, dk},             // nobody knows
		"r4": {1, 2, 2, 2},         // straddles a gate that reaches its capability only
		"t1": {3, 3, 3},            // all on one side of the gate
		"t2": {3, na},              // one says not applicable
		"t5": {2, 3, 3, 2, 3},      // D is 1/5
		"t6": {1, 2},               // D is exactly 1/4
		"d1": {4, 3, dk, dk, 4, 4}, // straddles the second of two gates
	}
	all, err := DiscussionOrder(m, assessment.Answers{"d1": {Choice: 3}}, ballots)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range all {
		got = append(got, d.Question)
	}
	if want := []string{"t2", "d1", "r4", "t6", "d5", "d6"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	for _, bad := range []map[string][]assessment.Choice{{"zz": {3}}, {"d1": {7}}, {"d1": {blank}}} {
		if _, err := DiscussionOrder(m, nil, bad); err == nil {
			t.Errorf("ballots %v are accepted", bad)
		}
	}
}

func TestAnonymity(t *testing.T) {
	tests := []struct {
		groups map[string]int
		k      int
		total  bool
		shown  []string
	}{
		{nil, 5, false, nil},
		{map[string]int{"a": 5}, 5, true, []string{"a"}},
		{map[string]int{"a": 4}, 5, false, nil},
		{map[string]int{"a": 3, "b": 2}, 5, true, nil},
		{map[string]int{"a": 5, "b": 1}, 5, true, nil}, // b would follow by subtraction
		{map[string]int{"c": 5, "a": 5, "b": 5, "d": 1}, 5, true, []string{"b", "c"}},
		{map[string]int{"a": 9, "b": 9, "c": 0}, 5, true, []string{"a", "b"}},
		{map[string]int{"a": 10, "b": 4}, 4, true, []string{"a", "b"}},
	}
	for _, test := range tests {
		if total, shown := Anonymity(test.groups, test.k); total != test.total || !slices.Equal(shown, test.shown) {
			t.Errorf("%v at %d: %v, %v, want %v, %v", test.groups, test.k, total, shown, test.total, test.shown)
		}
	}
}

func TestVotesExample(t *testing.T) {
	got := Votes([]assessment.Choice{3, 2, dk, 5, 2, 3, na})
	want := VoteResult{
		Proposed: 3, Middle: 3, Rated: 5, NA: 1, DontKnow: 1, Distance: rat("4/5"), D: rat("2/5"), Agreement: rat("3/5"),
		ApplicabilityDispute: true, Counts: [5]int{0, 2, 2, 0, 1},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(equal)); diff != "" {
		t.Error(diff)
	}
}
