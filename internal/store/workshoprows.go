package store

import (
	"context"
	"encoding/json"
	"fmt"

	"lauter/assessment"
)

const selectWorkshops = `
	SELECT w.id, w.assessment_id, a.workspace_id, o.name, w.title, w.code, w.sequence, w.named, w.threshold, w.roles, w.locked,
		w.stage, w.question_id, w.display, w.clock_at, w.minutes, w.starts_at, w.dots, w.attendance, w.rev,
		w.created_at, w.changed_at, w.closed_at
	FROM workshops w
	JOIN assessments a ON a.id = w.assessment_id
	JOIN organisations o ON o.id = a.organisation_id
	WHERE `

// workshopWhere reads the one workshop that a condition finds, with all that belongs to it but votes.
func workshopWhere(ctx context.Context, t tx, where string, arg any) (w *assessment.Workshop, err error) {
	if w, err = scanWorkshop(t.row(ctx, selectWorkshops+where, arg)); err != nil {
		return nil, err
	}
	if w.Questions, err = workshopQuestions(ctx, t, w.ID); err != nil {
		return nil, err
	}
	if err := countOpenBallots(ctx, t, w); err != nil {
		return nil, err
	}
	if w.Parked, err = parkedItems(ctx, t, w.ID); err != nil {
		return nil, err
	}
	if w.Actions, err = workshopActions(ctx, t, w.ID); err != nil {
		return nil, err
	}
	if w.Closed() {
		return w, nil
	}
	w.Attendance, err = attendance(ctx, t, w.ID)
	for _, n := range w.Attendance {
		w.Seats += n
	}
	return w, err
}

func scanWorkshop(row interface{ Scan(...any) error }) (*assessment.Workshop, error) {
	w := &assessment.Workshop{}
	var code *string
	var roles, present string
	var clock, starts, closed *int64
	var created, changed int64
	err := row.Scan(&w.ID, &w.AssessmentID, &w.WorkspaceID, &w.Organisation, &w.Title, &code, &w.Sequence, &w.Named, &w.Threshold,
		&roles, &w.Locked, &w.Stage, &w.Current, &w.Display, &clock, &w.Minutes, &starts, &w.DotsPhase, &present, &w.Rev,
		&created, &changed, &closed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(roles), &w.Roles); err != nil {
		return nil, fmt.Errorf("roles of workshop %s: %w", w.ID, err)
	}
	if err := json.Unmarshal([]byte(present), &w.Attendance); err != nil {
		return nil, fmt.Errorf("attendance of workshop %s: %w", w.ID, err)
	}
	w.Code = text(code)
	w.ClockAt, w.StartsAt, w.ClosedAt = maybeMillis(clock), maybeMillis(starts), maybeMillis(closed)
	w.CreatedAt, w.ChangedAt = fromMillis(created), fromMillis(changed)
	return w, nil
}

func workshopQuestions(ctx context.Context, t tx, id string) (all []assessment.WorkshopQuestion, err error) {
	rows, err := t.query(ctx, `
		SELECT question_id, phase, round, late, choice, middle, note, need, dissent, reason, owner, written_at
		FROM workshop_questions WHERE workshop_id = $1 ORDER BY position`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var q assessment.WorkshopQuestion
		var a assessment.Agreement
		var choice *int
		var written *int64
		if err := rows.Scan(&q.ID, &q.Phase, &q.Round, &q.Late, &choice, &a.Middle, &a.Note, &a.Need, &a.Dissent, &a.Reason,
			&a.Owner, &written); err != nil {
			return nil, err
		}
		if choice != nil {
			a.Choice = assessment.Choice(*choice)
			q.Agreed = &a
		}
		q.WrittenAt = maybeMillis(written)
		all = append(all, q)
	}
	return all, rows.Err()
}

// countOpenBallots says how many have voted in each round that is open. What they voted is not read.
func countOpenBallots(ctx context.Context, t tx, w *assessment.Workshop) error {
	rows, err := t.query(ctx, `
		SELECT q.question_id, count(*)
		FROM workshop_questions q
		JOIN ballots b ON b.workshop_id = q.workshop_id AND b.question_id = q.question_id AND b.round = q.round
		WHERE q.workshop_id = $1 AND q.phase = 'open'
		GROUP BY q.question_id`, w.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return err
		}
		if q, ok := w.Question(id); ok {
			q.Votes = n
		}
	}
	return rows.Err()
}

func parkedItems(ctx context.Context, t tx, id string) (all []assessment.ParkedItem, err error) {
	rows, err := t.query(ctx, `SELECT id, text FROM parked_items WHERE workshop_id = $1 ORDER BY position`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p assessment.ParkedItem
		if err := rows.Scan(&p.ID, &p.Text); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func workshopActions(ctx context.Context, t tx, id string) (all []assessment.WorkshopAction, err error) {
	rows, err := t.query(ctx, `SELECT action_id, dots FROM workshop_actions WHERE workshop_id = $1 ORDER BY position`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a assessment.WorkshopAction
		if err := rows.Scan(&a.ID, &a.Dots); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// attendance counts the seats by role.
func attendance(ctx context.Context, t tx, id string) (map[assessment.SeatRole]int, error) {
	rows, err := t.query(ctx, `SELECT role, count(*) FROM seats WHERE workshop_id = $1 GROUP BY role`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	present := map[assessment.SeatRole]int{}
	for rows.Next() {
		var role assessment.SeatRole
		var n int
		if err := rows.Scan(&role, &n); err != nil {
			return nil, err
		}
		present[role] = n
	}
	return present, rows.Err()
}
