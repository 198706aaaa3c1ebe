package main

import (
	"context"
	"math/big"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/store"
)

// publishBenchmark brings the benchmark of the installation up to date, as far as scoring.NextSnapshot lets it: with the
// latest rated result of every client that takes part, by edition of the model.
func publishBenchmark(ctx context.Context, st *store.Store) error {
	now := map[assessment.Edition][]assessment.Shared{}
	err := st.BenchmarkRounds(ctx, func(organisation string, rounds []assessment.Round) error {
		latest, err := latestRated(rounds)
		for e, scores := range latest {
			now[e] = append(now[e], assessment.Shared{Organisation: organisation, Scores: scores})
		}
		return err
	})
	if err != nil {
		return err
	}
	published, err := st.BenchmarkEditions(ctx)
	if err != nil {
		return err
	}
	for _, e := range published {
		now[e] = append([]assessment.Shared{}, now[e]...) // those that nobody shares any more, too
	}
	for e := range now {
		err := st.PublishBenchmark(ctx, e, func(published []assessment.Shared) ([]assessment.Shared, bool) {
			return scoring.NextSnapshot(published, now[e])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// latestRated are the scores of the first rated result of each edition; the rounds come with the latest first.
func latestRated(rounds []assessment.Round) (map[assessment.Edition]map[string]*big.Rat, error) {
	latest := map[assessment.Edition]map[string]*big.Rat{}
	for _, round := range rounds {
		e := round.Model.Edition()
		if latest[e] != nil {
			continue
		}
		scores, err := scoring.SharedScores(round.Model, round.Answers)
		if err != nil {
			return nil, err
		}
		if scores != nil {
			latest[e] = scores
		}
	}
	return latest, nil
}
