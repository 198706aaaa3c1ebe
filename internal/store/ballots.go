package store

import (
	"context"
	"errors"
	"slices"

	"lauter/assessment"
)

// Vote records the vote of a seat on a question in a round: the one before it in the same round, if any, is replaced. It
// is ErrNotFound for a code or a seat that is not there, or a question that the room does not ask, and ErrGone for a
// round whose votes were shown or that was given up; one that is shown already counts the vote as late.
func (s *Store) Vote(ctx context.Context, code, token, question string, round int, vote assessment.Choice) error {
	late := false
	err := s.write(ctx, "vote", func(ctx context.Context, t tx) error {
		var workshop, seat, role string
		var phase assessment.Phase
		var current int
		if err := t.row(ctx, `
			SELECT w.id, s.id, s.role, q.phase, q.round
			FROM seats s
			JOIN workshops w ON w.id = s.workshop_id
			JOIN workshop_questions q ON q.workshop_id = w.id AND q.question_id = $3
			WHERE s.token_hash = $1 AND w.code = $2`,
			hashed(token), code, question).Scan(&workshop, &seat, &role, &phase, &current); err != nil {
			return one(err)
		}
		if phase != assessment.PhaseOpen || round != current {
			var err error
			late, err = s.lateVote(ctx, t, ballotRow{workshop, question, round, seat, vote}, phase == assessment.PhaseShown && round == current)
			return err
		}
		_, err := t.exec(ctx, `
			INSERT INTO ballots (workshop_id, question_id, round, seat_id, role, vote) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (workshop_id, question_id, round, seat_id) DO UPDATE SET vote = excluded.vote`,
			workshop, question, round, seat, role, int(vote))
		return err
	})
	if err == nil && late {
		return assessment.ErrGone
	}
	return err
}

// ballotRow is a vote as it is kept.
type ballotRow struct {
	workshop, question string
	round              int
	seat               string
	vote               assessment.Choice
}

// lateVote says whether a vote comes too late. One that was counted before, whose answer got lost, does not. If its
// round is the one that is shown, it is counted as late, once for each seat and without what it says.
func (s *Store) lateVote(ctx context.Context, t tx, b ballotRow, shown bool) (late bool, err error) {
	var counted int
	if err := t.row(ctx, `
		SELECT count(*) FROM ballots
		WHERE workshop_id = $1 AND question_id = $2 AND round = $3 AND seat_id = $4 AND vote = $5`,
		b.workshop, b.question, b.round, b.seat, int(b.vote)).Scan(&counted); err != nil || counted > 0 {
		return false, err
	}
	if !shown {
		return true, nil
	}
	err = some(t.exec(ctx, `
		INSERT INTO late_votes (seat_id, question_id, round) VALUES ($1, $2, $3) ON CONFLICT (seat_id, question_id, round) DO NOTHING`,
		b.seat, b.question, b.round))
	if errors.Is(err, assessment.ErrNotFound) { // it was counted before
		return true, nil
	}
	if err == nil {
		_, err = t.exec(ctx, `
			UPDATE workshop_questions SET late = late + 1 WHERE workshop_id = $1 AND question_id = $2`, b.workshop, b.question)
	}
	return true, err
}

// OwnVotes returns the votes of a seat by question, of the current round of each.
func (s *Store) OwnVotes(ctx context.Context, seat assessment.Seat) (votes map[string]assessment.Choice, err error) {
	votes = map[string]assessment.Choice{}
	err = s.read(ctx, "read own votes", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, `
			SELECT q.question_id, b.vote
			FROM workshop_questions q
			JOIN ballots b ON b.workshop_id = q.workshop_id AND b.question_id = q.question_id AND b.round = q.round
			WHERE q.workshop_id = $1 AND b.seat_id = $2`, seat.WorkshopID, seat.ID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var question string
			var vote assessment.Choice
			if err := rows.Scan(&question, &vote); err != nil {
				return err
			}
			votes[question] = vote
		}
		return rows.Err()
	})
	return votes, err
}

// PlaceDots records which actions a seat would do first, at most MaxDots. What it chose before is replaced. It is
// ErrGone once the votes were shown, and ErrNotFound for an action that is not voted on.
func (s *Store) PlaceDots(ctx context.Context, code, token string, actions []string) error {
	if len(actions) > assessment.MaxDots {
		return &assessment.InvalidError{Fields: map[string]string{"action": "workshop.error.dots"}}
	}
	return s.write(ctx, "place dots", func(ctx context.Context, t tx) error {
		w, err := workshopWhere(ctx, t, `w.code = $1`, code)
		if err != nil {
			return one(err)
		}
		seat, err := seatOf(ctx, t, w.ID, token)
		switch {
		case err != nil:
			return err
		case seat.ID == "":
			return assessment.ErrNotFound
		case w.DotsPhase != assessment.PhaseOpen:
			return assessment.ErrGone
		}
		if _, err := t.exec(ctx, `DELETE FROM dots WHERE workshop_id = $1 AND seat_id = $2`, w.ID, seat.ID); err != nil {
			return err
		}
		for _, action := range actions {
			if !slices.ContainsFunc(w.Actions, func(a assessment.WorkshopAction) bool { return a.ID == action }) {
				return assessment.ErrNotFound
			}
			if _, err := t.exec(ctx, `
				INSERT INTO dots (workshop_id, action_id, seat_id) VALUES ($1, $2, $3)
				ON CONFLICT (workshop_id, action_id, seat_id) DO NOTHING`, w.ID, action, seat.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// OwnDots returns the actions that a seat chose.
func (s *Store) OwnDots(ctx context.Context, seat assessment.Seat) (actions []string, err error) {
	err = s.read(ctx, "read own dots", func(ctx context.Context, t tx) error {
		actions, err = idsOf(ctx, t, `SELECT action_id FROM dots WHERE workshop_id = $1 AND seat_id = $2`, seat.WorkshopID, seat.ID)
		return err
	})
	return actions, err
}
