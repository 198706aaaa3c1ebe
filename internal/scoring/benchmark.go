package scoring

import (
	"math/big"
	"slices"
)

// A benchmark is shown from this many others on, and with all its figures from this many on: of fewer, single ones
// could be recognised.
const (
	LeastPeers         = 10
	LeastForPercentile = 20
)

// What is shown of a benchmark.
const (
	NothingShown    = "nothing"
	QuarterShown    = "quarter"
	PercentileShown = "percentile"
)

// Benchmark says where a score lies among those of others. It never tells the lowest or the highest.
type Benchmark struct {
	N          int      // number of others
	Shown      string   // NothingShown, QuarterShown or PercentileShown
	Median     *big.Rat // a score of the others, nil when nothing is shown
	Quarter    int      // 1..4, the highest is 4; 0 when nothing is shown
	Q1, Q3     *big.Rat // scores of the others; nil unless the percentile is shown
	Percentile *big.Rat // 0..100, in the middle of equal scores; nil unless shown
}

// BenchmarkAmong compares a score with those of others, in any order. Which others may be compared (the latest rated
// result of each other organisation that agreed, of the same major version) is for the caller to see to.
func BenchmarkAmong(own *big.Rat, peers []*big.Rat) Benchmark {
	b := Benchmark{N: len(peers), Shown: NothingShown}
	if b.N < LeastPeers {
		return b
	}
	sorted := slices.SortedFunc(slices.Values(peers), (*big.Rat).Cmp)
	percentile := midRank(own, sorted)
	b.Shown = QuarterShown
	b.Median = quartile(sorted, 2)
	b.Quarter = 1
	for _, border := range []int64{25, 50, 75} {
		if percentile.Cmp(big.NewRat(border, 1)) >= 0 {
			b.Quarter++
		}
	}
	if b.N >= LeastForPercentile {
		b.Shown = PercentileShown
		b.Q1, b.Q3, b.Percentile = quartile(sorted, 1), quartile(sorted, 3), percentile
	}
	return b
}

// midRank counts equal scores half below.
func midRank(own *big.Rat, peers []*big.Rat) *big.Rat {
	below, equal := int64(0), int64(0)
	for _, p := range peers {
		switch p.Cmp(own) {
		case -1:
			below++
		case 0:
			equal++
		}
	}
	return big.NewRat(100*(2*below+equal), 2*int64(len(peers)))
}

// quartile is the lowest score that k quarters of the scores, or more, do not exceed.
func quartile(sorted []*big.Rat, k int) *big.Rat { return sorted[(k*len(sorted)+3)/4-1] }
