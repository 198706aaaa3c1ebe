package scoring

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBenchmarkAmongRandomPeers(t *testing.T) {
	score := rapid.Custom(func(t *rapid.T) *big.Rat {
		return big.NewRat(rapid.Int64Range(12, 60).Draw(t, "twelfths"), 12)
	})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 9, 10, 11, 12, 13, 19, 20, 21, 22, 23, 24, 41}).Draw(t, "n")
		peers := rapid.SliceOfN(score, n, n).Draw(t, "peers")
		own := score.Draw(t, "own")
		got := BenchmarkAmong(own, peers)
		if got.N != len(peers) {
			t.Fatalf("n = %d of %d peers", got.N, len(peers))
		}
		if diff := cmp.Diff(got, BenchmarkAmong(own, rapid.Permutation(peers).Draw(t, "order")), cmp.Comparer(equal)); diff != "" {
			t.Fatalf("the order of the peers matters: %s", diff)
		}
		shown := map[bool]string{true: PercentileShown}[got.N >= 20]
		if got.N < 20 {
			shown = map[bool]string{true: QuarterShown, false: NothingShown}[got.N >= 10]
		}
		if got.Shown != shown || (got.Median != nil) != (got.N >= 10) || (got.Quarter != 0) != (got.N >= 10) ||
			(got.Q1 != nil) != (got.N >= 20) || (got.Q3 != nil) != (got.N >= 20) || (got.Percentile != nil) != (got.N >= 20) {
			t.Fatalf("of %d peers is shown: %+v", got.N, got)
		}
		if got.N < 10 {
			return
		}
		checkQuartile(t, got.Median, 2, peers)
		// Each peer below counts 1, each equal one 1/2.
		percentile := new(big.Rat)
		for _, p := range peers {
			percentile.Add(percentile, big.NewRat(int64(1+own.Cmp(p)), 2))
		}
		percentile.Mul(percentile, big.NewRat(100, int64(got.N)))
		quarter := 4
		for quarter > 1 && percentile.Cmp(big.NewRat(int64(25*(quarter-1)), 1)) < 0 {
			quarter--
		}
		if got.Quarter != quarter {
			t.Fatalf("quarter %d, want %d at percentile %s", got.Quarter, quarter, ratText(percentile))
		}
		if got.N >= 20 {
			checkQuartile(t, got.Q1, 1, peers)
			checkQuartile(t, got.Q3, 3, peers)
			if !equal(got.Percentile, percentile) {
				t.Fatalf("percentile %s, want %s", ratText(got.Percentile), ratText(percentile))
			}
		}
	})
}

// checkQuartile says that x is the lowest peer at or below which lie k quarters of the peers.
func checkQuartile(t *rapid.T, x *big.Rat, k int, peers []*big.Rat) {
	t.Helper()
	upTo, below, found := 0, 0, false
	for _, p := range peers {
		if p.Cmp(x) <= 0 {
			upTo++
		}
		if p.Cmp(x) < 0 {
			below++
		}
		found = found || equal(p, x)
	}
	if !found || 4*upTo < k*len(peers) || 4*below >= k*len(peers) {
		t.Fatalf("quartile %d of %d peers is %s: %d below, %d up to it", k, len(peers), ratText(x), below, upTo)
	}
}
