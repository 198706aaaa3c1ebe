package scoring

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// At every budget the ladder names the plan that a search for this budget alone finds.
func TestLadderIsTheBestPlanAtEveryBudget(t *testing.T) {
	planning(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := randomRequest(t, m)
		ladder, err := Ladder(m, a, r)
		if err != nil {
			t.Fatal(err)
		}
		for i, plan := range ladder {
			if i > 0 && (plan.Budget <= ladder[i-1].Budget || plan.Gain.Cmp(ladder[i-1].Gain) <= 0) {
				t.Fatalf("rung %d at %d points gains %s, the one before at %d %s", i, plan.Budget, ratText(plan.Gain), ladder[i-1].Budget, ratText(ladder[i-1].Gain))
			}
		}
		sum := 0
		for _, x := range m.Actions {
			sum += m.Efforts[x.Effort].Points
		}
		for budget := range sum + 2 {
			r.Budget = budget
			want, err := BestPlan(m, a, r)
			if err != nil {
				t.Fatal(err)
			}
			got := at(ladder, budget)
			got.Budget, got.OverBudget = budget, max(0, got.Effort-budget)
			if !samePlan(got, want) {
				t.Fatalf("at %d points the ladder has %+v, the best plan is %+v", budget, got, want)
			}
		}
	})
}

// at is the rung that a budget reaches, the first one below all of them.
func at(ladder []Plan, budget int) Plan {
	i := len(ladder) - 1
	for i > 0 && ladder[i].Budget > budget {
		i--
	}
	return ladder[i]
}

func samePlan(x, y Plan) bool {
	same := slices.Equal(x.Actions, y.Actions) && equal(x.Gain, y.Gain) && equal(x.ScoreBefore, y.ScoreBefore) && equal(x.ScoreAfter, y.ScoreAfter)
	x.Actions, x.Gain, x.ScoreBefore, x.ScoreAfter = nil, nil, nil, nil
	y.Actions, y.Gain, y.ScoreBefore, y.ScoreAfter = nil, nil, nil, nil
	return same && reflect.DeepEqual(x, y)
}

// What no small model can show: groups of ten actions, eight foundations, and budgets of hundreds of points.
func TestLadderOfTheLargestModels(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 2))
		m, a := largest(r)
		request := PlanRequest{Scope: Overall, Pinned: []string{"a9"}, Banned: []string{"a20"}}
		ladder, err := Ladder(m, a, request)
		if err != nil {
			t.Fatal(err)
		}
		if len(ladder) < 20 {
			t.Errorf("seed %d: the ladder has %d rungs", seed, len(ladder))
		}
		for range 12 {
			request.Budget = r.IntN(250)
			want, err := BestPlan(m, a, request)
			if err != nil {
				t.Fatal(err)
			}
			got := at(ladder, request.Budget)
			got.Budget, got.OverBudget = request.Budget, max(0, got.Effort-request.Budget)
			if !samePlan(got, want) {
				t.Fatalf("seed %d: at %d points the ladder has %+v, the best plan is %+v", seed, request.Budget, got, want)
			}
		}
	}
}

func TestLadderWithoutAnythingToDo(t *testing.T) {
	m := shipped(t)
	ladder, err := Ladder(m, everywhere(m, 5), PlanRequest{Scope: Overall})
	if err != nil || len(ladder) != 1 || ladder[0].Effort != 0 || len(ladder[0].Actions) != 0 {
		t.Errorf("got %+v, %v", ladder, err)
	}
	var refused *RefusedError
	if _, err := Ladder(m, mixed(m), PlanRequest{Scope: "nothing"}); !errors.As(err, &refused) || refused.Code != UnknownScope {
		t.Errorf("an unknown scope: %v", err)
	}
}

func BenchmarkLadder(b *testing.B) {
	m := shipped(b)
	a := mixed(m)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Ladder(m, a, PlanRequest{Scope: Overall}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLargestLadders(b *testing.B) {
	var worst time.Duration
	for b.Loop() {
		for seed := range uint64(50) {
			m, a := largest(rand.New(rand.NewPCG(seed, 0)))
			start := time.Now()
			if _, err := Ladder(m, a, PlanRequest{Scope: Overall}); err != nil {
				b.Fatal(err)
			}
			worst = max(worst, time.Since(start))
		}
	}
	b.ReportMetric(worst.Seconds()*1000, "worst-ms")
}
