package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"

	"lauter/assessment"
)

// ShareBenchmark lets a client take part in the benchmark of the installation, or no longer. Whoever leaves is forgotten
// at once: their scores stay in what was published last, as those of nobody.
func (s *Store) ShareBenchmark(ctx context.Context, v assessment.Viewer, client string, on bool) error {
	return s.write(ctx, "share benchmark", func(ctx context.Context, t tx) error {
		c, err := clientWith(ctx, t, v, client, assessment.RightManage)
		if err != nil || c.Benchmark == on {
			return err
		}
		event := assessment.LogBenchmarkJoined
		if !on {
			event = assessment.LogBenchmarkLeft
			if _, err := t.exec(ctx, `UPDATE benchmark_entries SET organisation_id = NULL WHERE organisation_id = $1`, client); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, `UPDATE organisations SET benchmark = $2 WHERE id = $1`, client, asNumber(on)); err != nil {
			return err
		}
		// The comparison stands on the page of results, so this counts as a change of each.
		if _, err := t.exec(ctx, `
			UPDATE assessments SET rev = rev + 1 WHERE workspace_id = $1 AND organisation_id = $2`, c.WorkspaceID, client); err != nil {
			return err
		}
		return s.record(ctx, t, c.WorkspaceID, v, event, client, "")
	})
}

// Benchmark returns what the other organisations of the installation share of results like those of an assessment. There
// is nothing unless the viewer sees it as a member of its workspace, and its own client takes part.
func (s *Store) Benchmark(ctx context.Context, v assessment.Viewer, id string) (others []assessment.Shared, err error) {
	err = s.read(ctx, "read benchmark", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightResults)
		if err != nil || !a.OfClient() {
			return err
		}
		var takesPart bool
		if err := t.row(ctx, `SELECT benchmark FROM organisations WHERE id = $1`, a.OrganisationID).Scan(&takesPart); err != nil || !takesPart {
			return err
		}
		e := a.Model.Edition()
		others, err = sharedWhere(ctx, t, `
			model = $1 AND major = $2 AND (organisation_id IS NULL OR organisation_id <> $3) ORDER BY id`,
			e.Model, e.Major, a.OrganisationID)
		for i := range others {
			others[i].Organisation = "" // of no use to whoever looks
		}
		return err
	})
	return others, err
}

func sharedWhere(ctx context.Context, t tx, where string, args ...any) (all []assessment.Shared, err error) {
	rows, err := t.query(ctx, `SELECT COALESCE(organisation_id, ''), scores FROM benchmark_entries WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		one := assessment.Shared{Scores: map[string]*big.Rat{}}
		var text string
		if err := rows.Scan(&one.Organisation, &text); err != nil {
			return nil, err
		}
		fractions := map[string]string{}
		if err := json.Unmarshal([]byte(text), &fractions); err != nil {
			return nil, fmt.Errorf("scores of benchmark: %w", err)
		}
		for scope, fraction := range fractions {
			x, ok := new(big.Rat).SetString(fraction)
			if !ok {
				return nil, fmt.Errorf("scores of benchmark: %q is no fraction", fraction)
			}
			one.Scores[scope] = x
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// BenchmarkRounds calls fn for every organisation that takes part in the benchmark, with its finished full assessments,
// the last finished first. It is for the program and not for any viewer.
func (s *Store) BenchmarkRounds(ctx context.Context, fn func(organisation string, rounds []assessment.Round) error) error {
	var ids []string
	err := s.read(ctx, "list benchmark", func(ctx context.Context, t tx) (err error) {
		ids, err = idsOf(ctx, t, `
			SELECT o.id FROM organisations o JOIN workspaces w ON w.id = o.workspace_id
			WHERE o.benchmark = 1 AND w.name <> '' ORDER BY o.id`)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		rounds, err := s.finishedRounds(ctx, id)
		if err != nil {
			return err
		}
		if err := fn(id, rounds); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) finishedRounds(ctx context.Context, organisation string) (all []assessment.Round, err error) {
	err = s.read(ctx, "read finished rounds", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, selectAssessments+`
			WHERE a.organisation_id = $4 AND a.workspace_id = (SELECT w.workspace_id FROM organisations w WHERE w.id = $4)
				AND a.kind = 'full' AND a.finished_at IS NOT NULL
			ORDER BY a.finished_at DESC, a.id DESC`, s.holder(assessment.Viewer{}, organisation)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		var models []string
		for rows.Next() {
			a, model, err := s.scanAssessment(rows)
			if err != nil {
				return err
			}
			all, models = append(all, assessment.Round{Assessment: a}), append(models, model)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for i := range all {
			if all[i].Model, err = s.model(ctx, t, models[i]); err != nil {
				return err
			}
			if all[i].Answers, err = answersOf(ctx, t, all[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// PublishBenchmark replaces what is published of an edition by what step makes of it, if step says so. step gets what is
// published now, in no order that tells anything.
func (s *Store) PublishBenchmark(ctx context.Context, e assessment.Edition,
	step func(published []assessment.Shared) (next []assessment.Shared, changed bool)) error {
	return s.erase(ctx, "publish benchmark", func(ctx context.Context, t tx) error {
		published, err := sharedWhere(ctx, t, `model = $1 AND major = $2 ORDER BY id`, e.Model, e.Major)
		if err != nil {
			return err
		}
		next, changed := step(published)
		if !changed {
			return nil
		}
		if _, err := t.exec(ctx, `DELETE FROM benchmark_entries WHERE model = $1 AND major = $2`, e.Model, e.Major); err != nil {
			return err
		}
		for _, one := range next {
			if err := publish(ctx, t, e, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// publish adds an entry. Whoever has left or was deleted since the scores were worked out is nobody by now.
func publish(ctx context.Context, t tx, e assessment.Edition, one assessment.Shared) error {
	fractions := map[string]string{}
	for scope, x := range one.Scores {
		fractions[scope] = x.RatString()
	}
	text, err := json.Marshal(fractions)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO benchmark_entries (id, model, major, organisation_id, scores)
		VALUES ($1, $2, $3, (SELECT o.id FROM organisations o WHERE o.id = $4 AND o.benchmark = 1), $5)`,
		rand.Text(), e.Model, e.Major, one.Organisation, string(text))
	return err
}

// BenchmarkEditions lists what is published at present.
func (s *Store) BenchmarkEditions(ctx context.Context) (all []assessment.Edition, err error) {
	err = s.read(ctx, "list benchmark editions", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, `SELECT DISTINCT model, major FROM benchmark_entries ORDER BY model, major`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e assessment.Edition
			if err := rows.Scan(&e.Model, &e.Major); err != nil {
				return err
			}
			all = append(all, e)
		}
		return rows.Err()
	})
	return all, err
}
