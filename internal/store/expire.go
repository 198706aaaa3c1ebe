package store

import (
	"context"
	"slices"
	"time"

	"lauter/assessment"
)

const (
	// guestGrace is how long a guest may exist without an assessment, so that nobody vanishes between two clicks.
	guestGrace = 24 * time.Hour

	// expireLength is how many rows one change of the daily job deletes, so that savers do not wait for it.
	expireLength = 50
)

// Expired counts what Expire removed.
type Expired struct {
	Assessments int
	Guests      int
	Snapshots   int
}

// Expire is the daily job. It deletes guests' assessments that nobody has changed or opened by link for
// assessment.Retention, finished or not; then guests who have none; and old snapshots of migrations. Rounds of one
// organisation are used together: what counts is the last use of any. What the job has done stays done if ctx ends
// before the rest.
func (s *Store) Expire(ctx context.Context, now time.Time) (e Expired, err error) {
	unusedSince := millis(now.Add(-assessment.Retention))
	e.Assessments, err = s.expireRows(ctx, "expire assessments", `
		SELECT DISTINCT a.workspace_id FROM assessments a
		WHERE a.used_at <= $1 AND EXISTS (SELECT 1 FROM guest_assessments g WHERE g.assessment_id = a.id)`, `
		DELETE FROM workspaces
		WHERE id = $2 AND NOT EXISTS (
			SELECT 1 FROM assessments a WHERE a.workspace_id = workspaces.id AND a.used_at > $1)`,
		unusedSince)
	if err != nil {
		return e, err
	}
	e.Guests, err = s.expireRows(ctx, "expire guests", `
		SELECT id FROM guests
		WHERE created_at <= $1 AND NOT EXISTS (SELECT 1 FROM guest_assessments g WHERE g.guest_id = guests.id)`, `
		DELETE FROM guests
		WHERE id = $2 AND created_at <= $1
			AND NOT EXISTS (SELECT 1 FROM guest_assessments g WHERE g.guest_id = guests.id)`,
		millis(now.Add(-guestGrace)))
	if err != nil {
		return e, err
	}
	e.Snapshots, err = s.dropSnapshots(now)
	return e, wrap("drop snapshots", err)
}

// expireRows reads the ids that are due and then deletes them, a few at a time. The deletion asks again, because
// somebody may have come back in between.
func (s *Store) expireRows(ctx context.Context, what, due, remove string, since int64) (n int, err error) {
	var ids []string
	err = s.read(ctx, what, func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, due, since)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return rows.Err()
	})
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(ids, expireLength) {
		if err := ctx.Err(); err != nil {
			return n, wrap(what, err)
		}
		deleted := 0
		err := s.erase(ctx, what, func(ctx context.Context, t tx) error {
			for _, id := range some {
				result, err := t.exec(ctx, remove, since, id)
				if err != nil {
					return err
				}
				rows, err := result.RowsAffected()
				if err != nil {
					return err
				}
				deleted += int(rows)
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += deleted
	}
	return n, nil
}
