package scoring

import (
	"math/rand/v2"
	"testing"
	"time"

	"lauter/assessment"
)

// The slowest of many large plans is what somebody waits for.
func BenchmarkLargestPlans(b *testing.B) {
	var worst time.Duration
	b.ReportAllocs()
	for b.Loop() {
		for seed := range uint64(200) {
			r := rand.New(rand.NewPCG(seed, 0))
			m, a := largest(r)
			if broken := m.Violations(); len(broken) > 0 {
				b.Fatal(broken[0])
			}
			start := time.Now()
			if _, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: r.IntN(250)}); err != nil {
				b.Fatal(err)
			}
			worst = max(worst, time.Since(start))
		}
	}
	b.ReportMetric(worst.Seconds()*1000, "worst-ms")
}

func BenchmarkPlan(b *testing.B) {
	m := shipped(b)
	a := mixed(m)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: 24}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheapestWay(b *testing.B) {
	m := shipped(b)
	a := mixed(m)
	for id, x := range a {
		if !x.Choice.Rated() {
			a[id] = assessment.Answer{Choice: 2}
		}
	}
	for b.Loop() {
		if w, err := CheapestWay(m, a, LevelRequest{Scope: Overall, Level: 3}); err != nil || w.Obstacle != "" {
			b.Fatal(w.Obstacle, err)
		}
	}
}
