package store

import (
	"context"
	"strings"
	"unicode/utf8"

	"lauter/assessment"
)

// Messages on a scenario that is not kept.
const (
	msgScenarioName  = "scenarios.error.name"
	msgScenarioLong  = "scenarios.error.name.long"
	msgScenarioQuery = "scenarios.error.query"
	msgScenarioMany  = "scenarios.error.many"
)

// Scenarios returns the scenarios of one of the viewer's assessments, the last saved first.
func (s *Store) Scenarios(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Scenario, err error) {
	err = s.read(ctx, "list scenarios", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		rows, err := t.query(ctx, `
			SELECT id, name, page, query, created_at
			FROM scenarios WHERE assessment_id = $1 ORDER BY created_at DESC, id DESC`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var sc assessment.Scenario
			var created int64
			if err := rows.Scan(&sc.ID, &sc.Name, &sc.Page, &sc.Query, &created); err != nil {
				return err
			}
			sc.CreatedAt = fromMillis(created)
			all = append(all, sc)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// SaveScenario keeps a scenario, in place of one of the same name; its id and time are ignored. The error is an
// *InvalidError for a name or a query that may not be kept, or for one scenario too many.
func (s *Store) SaveScenario(ctx context.Context, v assessment.Viewer, id string, sc assessment.Scenario) error {
	return s.write(ctx, "save scenario", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightAnswer); err != nil {
			return err
		}
		name := strings.Join(strings.Fields(sc.Name), " ")
		if wrong := checkScenario(name, sc); wrong != nil {
			return &assessment.InvalidError{Fields: wrong}
		}
		var others int
		if err := t.row(ctx, `
			SELECT count(*) FROM scenarios WHERE assessment_id = $1 AND name <> $2`,
			id, name).Scan(&others); err != nil {
			return err
		}
		if others >= assessment.MaxScenarios {
			return &assessment.InvalidError{Fields: map[string]string{"name": msgScenarioMany}}
		}
		now := millis(s.now())
		if _, err := t.exec(ctx, `
			INSERT INTO scenarios (id, assessment_id, name, page, query, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (assessment_id, name) DO UPDATE
			SET page = excluded.page, query = excluded.query, created_at = excluded.created_at`,
			s.newID(), id, name, sc.Page, sc.Query, now); err != nil {
			return err
		}
		return use(ctx, t, id, now)
	})
}

func checkScenario(name string, sc assessment.Scenario) map[string]string {
	switch {
	case name == "":
		return map[string]string{"name": msgScenarioName}
	case utf8.RuneCountInString(name) > assessment.MaxScenarioName:
		return map[string]string{"name": msgScenarioLong}
	case len(sc.Query) > assessment.MaxScenarioQuery:
		return map[string]string{"query": msgScenarioQuery}
	}
	return nil
}

// DeleteScenario removes a scenario of one of the viewer's assessments, else it is ErrNotFound.
func (s *Store) DeleteScenario(ctx context.Context, v assessment.Viewer, id, scenario string) error {
	return s.erase(ctx, "delete scenario", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightAnswer); err != nil {
			return err
		}
		if err := some(t.exec(ctx, `
			DELETE FROM scenarios WHERE assessment_id = $1 AND id = $2`, id, scenario)); err != nil {
			return err
		}
		return use(ctx, t, id, millis(s.now()))
	})
}
