package store

import (
	"context"

	"lauter/assessment"
)

// RoomModel returns the model whose questions the open workshop with this code asks. It is ErrNotFound for any other code.
// It is shared: callers must not change it.
func (s *Store) RoomModel(ctx context.Context, code string) (m *assessment.Model, err error) {
	err = s.read(ctx, "read model of the room", func(ctx context.Context, t tx) error {
		var id string
		if err := t.row(ctx, `
			SELECT a.model_id FROM workshops w JOIN assessments a ON a.id = w.assessment_id WHERE w.code = $1`,
			code).Scan(&id); err != nil {
			return one(err)
		}
		m, err = s.model(ctx, t, id)
		return err
	})
	return m, err
}

// LeaveSeat gives up the seat that a token stands for, with its votes in rounds that are still open: votes that were
// shown stay. It is ErrNotFound for a code or a seat that is not there.
func (s *Store) LeaveSeat(ctx context.Context, code, token string) error {
	return s.write(ctx, "leave seat", func(ctx context.Context, t tx) error {
		var workshop, seat string
		if err := t.row(ctx, `
			SELECT w.id, s.id FROM seats s JOIN workshops w ON w.id = s.workshop_id WHERE s.token_hash = $1 AND w.code = $2`,
			hashed(token), code).Scan(&workshop, &seat); err != nil {
			return one(err)
		}
		return deleteSeat(ctx, t, workshop, seat)
	})
}

// deleteSeat deletes a seat with what it voted in rounds that are open.
func deleteSeat(ctx context.Context, t tx, workshop, seat string) error {
	if _, err := t.exec(ctx, `DELETE FROM seats WHERE workshop_id = $1 AND id = $2`, workshop, seat); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		DELETE FROM ballots WHERE workshop_id = $1 AND seat_id = $2 AND EXISTS (
			SELECT 1 FROM workshop_questions q
			WHERE q.workshop_id = $1 AND q.question_id = ballots.question_id AND q.round = ballots.round AND q.phase = 'open')`,
		workshop, seat); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM dots WHERE workshop_id = $1 AND seat_id = $2`, workshop, seat)
	return err
}
