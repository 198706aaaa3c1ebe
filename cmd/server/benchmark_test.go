package main

import (
	"fmt"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/store"
)

// TestBenchmarkIsPublishedByThrees: clients that finish a rated result join, the first three together, the next ones when
// there are three more.
func TestBenchmarkIsPublishedByThrees(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	st, err := store.Open(ctx, t.TempDir(), store.Options{Now: func() time.Time { return now }})
	must(err)
	t.Cleanup(func() { st.Close() })
	model, err := assessment.Load()
	must(err)
	must(st.ImportModel(ctx, model, assessment.Shipped()))
	link, err := st.NewSetup(ctx)
	must(err)
	user, err := st.SetUp(ctx, link, store.NewUser{Email: "b@x.example", Name: "Berta", Password: "hash"}, "Kanzlei")
	must(err)
	token, err := st.SignIn(ctx, assessment.Viewer{}, user, false, "Firefox")
	must(err)
	boss, err := st.Viewer(ctx, token)
	must(err)
	workspaces, err := st.Workspaces(ctx, boss)
	must(err)

	add := func(n int, choice assessment.Choice) (client, id string) {
		t.Helper()
		client, err := st.AddClient(ctx, boss, workspaces[0].ID, fmt.Sprint("Client ", n), "")
		must(err)
		a, err := st.StartAssessment(ctx, boss, client, assessment.KindFull, model)
		must(err)
		for _, q := range model.Questions() {
			if choice != assessment.Blank {
				_, err := st.SaveAnswer(ctx, boss, a.ID, q.ID, assessment.Answer{Choice: choice}, 0)
				must(err)
			}
		}
		must(st.Finish(ctx, boss, a.ID))
		must(st.ShareBenchmark(ctx, boss, client, true))
		return client, a.ID
	}
	others := func(id string) (scores []string) {
		t.Helper()
		must(publishBenchmark(ctx, st))
		all, err := st.Benchmark(ctx, boss, id)
		must(err)
		for _, one := range all {
			scores = append(scores, one.Scores["overall"].RatString())
		}
		return scores
	}
	_, first := add(1, 2)
	add(2, 3)
	add(3, assessment.Blank) // has no rated result
	if got := others(first); len(got) != 0 {
		t.Errorf("of two rated results %v is published", got)
	}
	leaver, _ := add(4, 4)
	if got := others(first); len(got) != 2 {
		t.Errorf("got %v, want the two others of three", got)
	}
	add(5, 5)
	must(st.ShareBenchmark(ctx, boss, leaver, false))
	if got := others(first); len(got) != 2 {
		t.Errorf("one came and one went: got %v, want what was published before", got)
	}
}
