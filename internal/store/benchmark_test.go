package store

import (
	"fmt"
	"math/big"
	"testing"

	"lauter/assessment"
)

// takesPart is a client that takes part in the benchmark, with a full assessment.
func (f *fixture) takesPart(boss assessment.Viewer, workspace, name string) (client, id string) {
	f.t.Helper()
	client = f.addClient(boss, workspace, name)
	a, err := f.StartAssessment(f.t.Context(), boss, client, assessment.KindFull, f.model)
	f.must(err)
	f.must(f.ShareBenchmark(f.t.Context(), boss, client, true))
	return client, a.ID
}

func entry(client string, score int64) assessment.Shared {
	return assessment.Shared{Organisation: client, Scores: map[string]*big.Rat{"overall": big.NewRat(score, 7)}}
}

func (f *fixture) publish(all ...assessment.Shared) {
	f.t.Helper()
	f.must(f.PublishBenchmark(f.t.Context(), f.model.Edition(), func([]assessment.Shared) ([]assessment.Shared, bool) { return all, true }))
}

func TestBenchmarkIsForThoseWhoTakePart(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	one, oneID := f.takesPart(boss, workspace, "One")
	two, _ := f.takesPart(boss, workspace, "Two")
	aside, err := f.StartAssessment(t.Context(), boss, f.addClient(boss, workspace, "Aside"), assessment.KindFull, f.model)
	f.must(err)
	f.publish(entry(one, 8), entry(two, 9))

	others, err := f.Benchmark(t.Context(), boss, oneID)
	f.must(err)
	if len(others) != 1 || others[0].Scores["overall"].RatString() != "9/7" || others[0].Organisation != "" {
		t.Errorf("got %v, want the other one, nameless", others)
	}
	others, err = f.Benchmark(t.Context(), boss, aside.ID)
	f.must(err)
	if others != nil {
		t.Errorf("a client that does not take part sees %v", others)
	}
	own := f.create(f.guest, assessment.KindFull)
	others, err = f.Benchmark(t.Context(), f.guest, own.ID)
	f.must(err)
	if others != nil {
		t.Errorf("a guest sees %v", others)
	}
	_, err = f.Benchmark(t.Context(), f.guest, oneID)
	wantErr(t, "a stranger", err, assessment.ErrNotFound)
}

func TestWhoLeavesTheBenchmarkIsForgotten(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	one, oneID := f.takesPart(boss, workspace, "One")
	two, _ := f.takesPart(boss, workspace, "Two")
	three, _ := f.takesPart(boss, workspace, "Three")
	f.publish(entry(one, 8), entry(two, 9), entry(three, 10))
	f.must(f.ShareBenchmark(t.Context(), boss, two, false))
	if _, err := f.DeleteClient(t.Context(), boss, three); err != nil {
		t.Fatal(err)
	}
	if n := f.count(`SELECT count(*) FROM benchmark_entries WHERE organisation_id IN ($1, $2)`, two, three); n != 0 {
		t.Errorf("%d entries still lead to organisations that have left", n)
	}
	others, err := f.Benchmark(t.Context(), boss, oneID)
	f.must(err)
	if len(others) != 2 {
		t.Errorf("%d others are left, want 2: nothing is published anew because two have gone", len(others))
	}
	// Scores of somebody who leaves while they are worked out are nobody's.
	f.publish(entry(one, 8), entry(two, 9), entry(missingID, 10))
	if n := f.count(`SELECT count(*) FROM benchmark_entries WHERE organisation_id IS NOT NULL`); n != 1 {
		t.Errorf("%d entries lead to somebody, want 1", n)
	}
}

const missingID = "0193b0c0-0000-7000-8000-000000000000"

func TestSharingIsForWhoeverManages(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "One")
	for _, role := range []assessment.Role{assessment.RoleClientMember, assessment.RoleViewer} {
		v := f.member(boss, workspace, client, role)
		wantErr(t, string(role), f.ShareBenchmark(t.Context(), v, client, true), assessment.ErrForbidden)
	}
	f.must(f.ShareBenchmark(t.Context(), f.member(boss, workspace, client, assessment.RoleClientAdmin), client, true))
	c, err := f.Client(t.Context(), boss, client)
	f.must(err)
	if !c.Benchmark {
		t.Error("the client does not take part")
	}
}

func TestBenchmarkRoundsAreFinishedFullOnes(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client, id := f.takesPart(boss, workspace, "One")
	quick := f.start(boss, client)
	f.must(f.Finish(t.Context(), boss, quick.ID))
	rounds := func() (all []string) {
		f.must(f.BenchmarkRounds(t.Context(), func(organisation string, rounds []assessment.Round) error {
			if organisation != client {
				t.Errorf("got the rounds of %s", organisation)
			}
			for _, r := range rounds {
				all = append(all, r.ID)
			}
			return nil
		}))
		return all
	}
	if got := rounds(); got != nil {
		t.Errorf("got %v, want none: one is open, the other a quick scan", got)
	}
	f.must(f.Finish(t.Context(), boss, id))
	f.clock.advance(day)
	next, err := f.NewRound(t.Context(), boss, id, true, f.model)
	f.must(err)
	f.must(f.Finish(t.Context(), boss, next.ID))
	if got := rounds(); fmt.Sprint(got) != fmt.Sprint([]string{next.ID, id}) {
		t.Errorf("got %v, want the latest first", got)
	}
	f.must(f.ShareBenchmark(t.Context(), boss, client, false))
	if got := rounds(); got != nil {
		t.Errorf("got %v of a client that has left", got)
	}
}
