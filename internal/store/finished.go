package store

import (
	"context"

	"lauter/assessment"
)

// FinishedVoters counts the seats that have voted on every question whose votes are being taken. What they voted is not
// read.
func (s *Store) FinishedVoters(ctx context.Context, v assessment.Viewer, id string) (n int, err error) {
	err = s.read(ctx, "count finished voters", func(ctx context.Context, t tx) error {
		if _, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		return t.row(ctx, `
			SELECT count(*) FROM (
				SELECT b.seat_id
				FROM ballots b
				JOIN workshop_questions q ON q.workshop_id = b.workshop_id AND q.question_id = b.question_id AND q.round = b.round
				JOIN seats s ON s.id = b.seat_id
				WHERE b.workshop_id = $1 AND q.phase = 'open'
				GROUP BY b.seat_id
				HAVING count(*) = (SELECT count(*) FROM workshop_questions q WHERE q.workshop_id = $1 AND q.phase = 'open')) AS done`,
			id).Scan(&n)
	})
	return n, err
}
