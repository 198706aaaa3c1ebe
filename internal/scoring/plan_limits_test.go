package scoring

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"lauter/assessment"
)

// The largest denominator that the limits of a model allow: capabilities with every sum of question weights from 1 to 24,
// and dimensions whose sums 16, 15 and 13 share no factor with each other and each one more with their capabilities.
// Nothing may overflow, and the effect must be exact.
func TestPlansAtTheWeightLimits(t *testing.T) {
	m := &assessment.Model{Thresholds: rats("2", "3", "4", "5"), Efforts: map[string]assessment.Effort{"S": {Points: 1}}}
	for d, sums := range [][]int{{16, 1, 2, 3, 4, 7, 8, 14}, {9, 5, 6, 10, 12, 15, 18, 20}, {13, 11, 17, 19, 21, 22, 23, 24}} {
		dimension := &assessment.Dimension{ID: fmt.Sprint("d", d), Weight: 2}
		for c, sum := range sums {
			capability := &assessment.Capability{ID: fmt.Sprint(dimension.ID, ".c", c), Weight: 1}
			if 8+c < []int{16, 15, 13}[d] {
				capability.Weight = 2
			}
			for left := sum; left > 0; left -= 3 {
				q := &assessment.Question{ID: fmt.Sprint(capability.ID, ".q", left), Weight: min(3, left), AllowsNA: true}
				capability.Questions = append(capability.Questions, q)
			}
			dimension.Capabilities = append(dimension.Capabilities, capability)
		}
		m.Dimensions = append(m.Dimensions, dimension)
	}
	for i, q := range m.Questions() {
		if i%2 == 0 {
			m.Actions = append(m.Actions, &assessment.Action{ID: q.ID, Effort: "S"})
		}
		last := m.Actions[i/2]
		last.Lifts = append(last.Lifts, assessment.Lift{Question: q.ID, To: 5})
	}
	m.Link()
	if broken := m.Violations(); len(broken) > 0 {
		t.Fatal(broken[0])
	}
	a := everywhere(m, 1)
	const largest = 5354228880 * (16 * 15 * 13) * (2 + 2 + 2) // 5354228880 is the least common multiple of 1 to 24
	if got := newSheet(m, a).spans[0].whole; got != largest {
		t.Fatalf("the common denominator is %d, not %d", got, int64(largest))
	}
	shares := plainShares(m, Overall, func(*assessment.Question) bool { return true })
	var sorted []*big.Rat
	for _, x := range m.Actions {
		gain := new(big.Rat)
		for _, l := range x.Lifts {
			gain.Add(gain, times(shares[l.Question], 4))
		}
		sorted = append(sorted, gain)
	}
	slices.SortFunc(sorted, func(x, y *big.Rat) int { return y.Cmp(x) })
	for _, budget := range []int{0, 1, 27, len(m.Actions) - 1, len(m.Actions)} {
		got, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		if want := Sum(sorted[:budget]); !equal(got.Gain, want) || got.Effort != budget {
			t.Errorf("%d points: gain %s at %d, want %s", budget, ratText(got.Gain), got.Effort, ratText(want))
		}
	}
	if w, err := CheapestWay(m, a, LevelRequest{Scope: Overall, Level: 5}); err != nil || w.Plan.Effort != len(m.Actions) || ratText(w.Plan.Gain) != "4" {
		t.Errorf("to the top: %+v, %v", w, err)
	}
}

// No exchange of actions may improve a plan of the largest size.
func TestLargestPlansCannotBeImproved(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 1))
		m, a := largest(r)
		request := PlanRequest{Scope: Overall, Budget: 10 + r.IntN(120)}
		plan, err := BestPlan(m, a, request)
		if err != nil {
			t.Fatal(err)
		}
		s := newSheet(m, a)
		states := s.states(nil)
		needs := s.prerequisites(states)
		in := make([]bool, len(m.Actions))
		for i, x := range m.Actions {
			in[i] = slices.Contains(plan.Actions, x.ID)
		}
		try := func(without, with int) {
			var set []int
			effort := 0
			for i, x := range m.Actions {
				kept := in[i] && i != without && !slices.Contains(needs[i], without)
				if kept || with >= 0 && (i == with || slices.Contains(needs[with], i)) {
					set = append(set, i)
					effort += m.Efforts[x.Effort].Points
				}
			}
			after, _ := s.afterAll(set)
			if order := s.gain(0, after).Cmp(plan.Gain); effort <= request.Budget && (order > 0 || order == 0 && effort < plan.Effort) {
				t.Fatalf("seed %d: without %d and with %d the plan is better", seed, without, with)
			}
		}
		for without := -1; without < len(in); without++ {
			for with := -1; with < len(in); with++ {
				if with < 0 || !states[with].satisfied() && with != without && !slices.Contains(needs[with], without) {
					try(without, with)
				}
			}
		}
	}
}

// A search remembers what it found and little else: what it allocates must not grow with what it tries out.
func TestPlansAllocateLittle(t *testing.T) {
	m, a := largest(rand.New(rand.NewPCG(1, 1)))
	n := testing.AllocsPerRun(1, func() {
		if _, err := BestPlan(m, a, PlanRequest{Scope: Overall, Budget: 60}); err != nil {
			t.Fatal(err)
		}
	})
	if n > 10_000 {
		t.Errorf("%v allocations", n)
	}
}
