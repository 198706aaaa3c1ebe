package scoring

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

func TestShownVotesHidesWhatFollows(t *testing.T) {
	roles := []assessment.SeatRole{"", "data", "legal", "marketing"}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(assessment.LeastThreshold, assessment.MostThreshold).Draw(t, "k")
		ballots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) assessment.Ballot {
			return assessment.Ballot{
				Role: rapid.SampledFrom(roles).Draw(t, "role"),
				Vote: rapid.SampledFrom([]assessment.Choice{1, 2, 3, 4, 5, assessment.DontKnow, assessment.NotApplicable}).Draw(t, "vote"),
			}
		}), 0, 30).Draw(t, "ballots")
		shown := ShownVotes(ballots, k)
		if shown.Count != len(ballots) {
			t.Fatalf("%d ballots are counted as %d", len(ballots), shown.Count)
		}
		if (shown.All != nil) != (len(ballots) >= k) {
			t.Fatalf("%d votes at threshold %d: shown %v", len(ballots), k, shown.All)
		}
		if !slices.IsSorted(shown.All) {
			t.Fatal("the order of the votes tells who came first")
		}
		left := len(shown.All)
		for role, votes := range shown.ByRole {
			if len(votes) < k || !slices.IsSorted(votes) {
				t.Fatalf("%d votes of %q at threshold %d: %v", len(votes), role, k, votes)
			}
			left -= len(votes)
		}
		if len(shown.ByRole) > 0 && left != 0 && left < k {
			t.Fatalf("%d votes follow by subtraction at threshold %d", left, k)
		}
		if shown.Names != nil {
			t.Fatal("names where there are none")
		}
	})
}

func TestOpenPointsPutsTheMostFirst(t *testing.T) {
	m := shipped(t)
	a := assessment.Answers{}
	for i, q := range m.Questions() {
		a[q.ID] = assessment.Answer{Choice: assessment.Choice(1 + i%5)}
	}
	na := m.Questions()[3].ID
	a[na] = assessment.Answer{Choice: assessment.NotApplicable, Reason: "none"}
	ids, err := OpenPoints(m, a)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(ids, na) || len(ids) != len(m.Questions())-1 {
		t.Fatalf("%d questions, want all but the one that doesn't apply", len(ids))
	}
	s := newSheet(m, a)
	points := func(id string) *big.Rat {
		at := slices.IndexFunc(s.questions, func(q *assessment.Question) bool { return q.ID == id })
		return new(big.Rat).Mul(s.spans[0].share(at), big.NewRat(5-int64(a[id].Choice), 1))
	}
	for i := 1; i < len(ids); i++ {
		if points(ids[i]).Cmp(points(ids[i-1])) > 0 {
			t.Errorf("%s with %s stands behind %s with %s", ids[i], points(ids[i]), ids[i-1], points(ids[i-1]))
		}
	}
}
