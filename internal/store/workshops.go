package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"lauter/assessment"
)

const msgTooManyWorkshops = "workshop.error.many"

// NewWorkshop is what a workshop is prepared with. None of it changes later, but for the title and the plan.
type NewWorkshop struct {
	Title     string
	Sequence  assessment.Sequence
	Named     bool
	Threshold int      // of an anonymous one
	Questions []string // ids, in any order
	Roles     []assessment.SeatRole
	Minutes   int
	StartsAt  time.Time // zero: not planned
}

// CreateWorkshop prepares a workshop on an assessment and returns its id. Its questions are put into the model's order;
// one that is not asked is ErrNotFound. A finished assessment is ErrClosed.
func (s *Store) CreateWorkshop(ctx context.Context, v assessment.Viewer, id string, n NewWorkshop) (workshop string, err error) {
	err = s.change(ctx, "create workshop", v, id, assessment.RightManage, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		if a.Finished() {
			return false, assessment.ErrClosed
		}
		if err := roomForWorkshop(ctx, t, id); err != nil {
			return false, err
		}
		workshop = s.newID()
		if err := s.insertWorkshop(ctx, t, workshop, id, n); err != nil {
			return false, err
		}
		if err := insertWorkshopQuestions(ctx, t, workshop, a.Questionnaire(), n.Questions); err != nil {
			return false, err
		}
		return true, s.recordWorkshop(ctx, t, v, a, assessment.LogWorkshopOpened, workshop)
	})
	if err != nil {
		return "", err
	}
	return workshop, nil
}

func (s *Store) recordWorkshop(ctx context.Context, t tx, v assessment.Viewer, a *assessment.Assessment, event assessment.Event, workshop string) error {
	if !a.OfClient() {
		return nil
	}
	return s.record(ctx, t, a.WorkspaceID, v, event, workshop, "")
}

// insertWorkshop adds the row of a workshop in its lobby, with a code that no other has.
func (s *Store) insertWorkshop(ctx context.Context, t tx, workshop, id string, n NewWorkshop) error {
	roles, err := json.Marshal(append([]assessment.SeatRole{}, n.Roles...))
	if err != nil {
		return err
	}
	code, err := freeCode(ctx, t)
	if err != nil {
		return err
	}
	threshold := n.Threshold
	if n.Named {
		threshold = 1
	}
	now := millis(s.now())
	_, err = t.exec(ctx, `
		INSERT INTO workshops (id, assessment_id, title, code, sequence, named, threshold, roles, locked, stage, question_id,
			display, minutes, starts_at, dots, attendance, rev, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'lobby', '', 'room', $9, $10, 'waiting', '{}', 1, $11, $11)`,
		workshop, id, n.Title, code, string(n.Sequence), asNumber(n.Named), threshold, string(roles),
		n.Minutes, orNoMillis(n.StartsAt), now)
	return err
}

// freeCode draws codes until one is not in use, which the first is but for one time in millions.
func freeCode(ctx context.Context, t tx) (string, error) {
	for range 10 {
		code := assessment.NewCode(assessment.CodeLength)
		var used int
		if err := t.row(ctx, `SELECT count(*) FROM workshops WHERE code = $1`, code).Scan(&used); err != nil || used == 0 {
			return code, err
		}
	}
	return "", errors.New("no code is free")
}

func insertWorkshopQuestions(ctx context.Context, t tx, workshop string, asked *assessment.Model, wanted []string) error {
	chosen := map[string]bool{}
	for _, id := range wanted {
		if _, ok := asked.Question(id); !ok {
			return fmt.Errorf("question %q: %w", id, assessment.ErrNotFound)
		}
		chosen[id] = true
	}
	position := 0
	for _, q := range asked.Questions() {
		if !chosen[q.ID] {
			continue
		}
		position++
		if _, err := t.exec(ctx, `
			INSERT INTO workshop_questions (workshop_id, question_id, position, phase, round, late, middle, note, need, dissent, reason, owner)
			VALUES ($1, $2, $3, 'waiting', 0, 0, 0, '', '', '', '', '')`, workshop, q.ID, position); err != nil {
			return err
		}
	}
	if position == 0 {
		return &assessment.InvalidError{Fields: map[string]string{"question": "workshop.error.questions"}}
	}
	return nil
}

// Workshop returns a workshop of an assessment in which the viewer has this right, with the assessment. To anybody
// without a role there it is ErrNotFound.
func (s *Store) Workshop(ctx context.Context, v assessment.Viewer, id string, right assessment.Right) (w *assessment.Workshop, a *assessment.Assessment, err error) {
	err = s.read(ctx, "read workshop", func(ctx context.Context, t tx) error {
		w, a, err = s.grantedWorkshop(ctx, t, v, id, right)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return w, a, nil
}

func (s *Store) grantedWorkshop(ctx context.Context, t tx, v assessment.Viewer, id string, right assessment.Right) (*assessment.Workshop, *assessment.Assessment, error) {
	w, err := workshopWhere(ctx, t, `w.id = $1`, id)
	if err != nil {
		return nil, nil, one(err)
	}
	a, err := s.granted(ctx, t, v, w.AssessmentID, right)
	return w, a, err
}

// Workshops returns the workshops of an assessment, the newest first, without their questions.
func (s *Store) Workshops(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Workshop, err error) {
	err = s.read(ctx, "list workshops", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		rows, err := t.query(ctx, selectWorkshops+`w.assessment_id = $1 ORDER BY w.created_at DESC, w.id DESC`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			w, err := scanWorkshop(rows)
			if err != nil {
				return err
			}
			all = append(all, *w)
		}
		return rows.Err()
	})
	return all, err
}

// StepWorkshop carries out a step of whoever leads a workshop. step gets the workshop as it is now and changes it by
// its methods; what it returns is returned. Of a workshop that the step leaves as it is, nothing is written. Closing is
// CloseWorkshop's.
func (s *Store) StepWorkshop(ctx context.Context, v assessment.Viewer, id string, step func(*assessment.Workshop) error) (w *assessment.Workshop, err error) {
	err = s.write(ctx, "step of workshop", func(ctx context.Context, t tx) error {
		if w, _, err = s.grantedWorkshop(ctx, t, v, id, assessment.RightManage); err != nil {
			return err
		}
		if w.Closed() {
			return assessment.ErrGone
		}
		before, err := json.Marshal(w)
		if err != nil {
			return err
		}
		if err := step(w); err != nil {
			return err
		}
		after, err := json.Marshal(w)
		if err != nil || string(before) == string(after) {
			return err
		}
		return s.saveWorkshop(ctx, t, w)
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// saveWorkshop writes what steps change, and deletes the ballots of rounds that were given up.
func (s *Store) saveWorkshop(ctx context.Context, t tx, w *assessment.Workshop) error {
	w.Rev++
	w.ChangedAt = s.now()
	attendance, err := json.Marshal(w.Attendance)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		UPDATE workshops
		SET title = $2, code = $3, locked = $4, stage = $5, question_id = $6, display = $7, clock_at = $8, minutes = $9,
			starts_at = $10, dots = $11, attendance = $12, rev = $13, changed_at = $14, closed_at = $15
		WHERE id = $1`,
		w.ID, w.Title, null(w.Code), asNumber(w.Locked), string(w.Stage), w.Current, string(w.Display), orNoMillis(w.ClockAt),
		w.Minutes, orNoMillis(w.StartsAt), string(w.DotsPhase), string(attendance), w.Rev, millis(w.ChangedAt), orNoMillis(w.ClosedAt)); err != nil {
		return err
	}
	for _, q := range w.Questions {
		if err := saveWorkshopQuestion(ctx, t, w.ID, q); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `
		DELETE FROM ballots WHERE workshop_id = $1 AND round > (
			SELECT q.round FROM workshop_questions q
			WHERE q.workshop_id = $1 AND q.question_id = ballots.question_id)`, w.ID); err != nil {
		return err
	}
	if err := s.saveParked(ctx, t, w); err != nil {
		return err
	}
	return saveWorkshopActions(ctx, t, w)
}

func saveWorkshopQuestion(ctx context.Context, t tx, id string, q assessment.WorkshopQuestion) error {
	var choice *int
	var a assessment.Agreement
	if q.Agreed != nil {
		a = *q.Agreed
		number := int(a.Choice)
		choice = &number
	}
	_, err := t.exec(ctx, `
		UPDATE workshop_questions
		SET phase = $3, round = $4, choice = $5, middle = $6, note = $7, need = $8, dissent = $9, reason = $10, owner = $11,
			written_at = $12
		WHERE workshop_id = $1 AND question_id = $2`,
		id, q.ID, string(q.Phase), q.Round, choice, int(a.Middle), a.Note, a.Need, a.Dissent, a.Reason, a.Owner, orNoMillis(q.WrittenAt))
	return err
}

func (s *Store) saveParked(ctx context.Context, t tx, w *assessment.Workshop) error {
	if _, err := t.exec(ctx, `DELETE FROM parked_items WHERE workshop_id = $1`, w.ID); err != nil {
		return err
	}
	for i := range w.Parked {
		if w.Parked[i].ID == "" {
			w.Parked[i].ID = s.newID()
		}
		if _, err := t.exec(ctx, `
			INSERT INTO parked_items (id, workshop_id, position, text) VALUES ($1, $2, $3, $4)`,
			w.Parked[i].ID, w.ID, i+1, w.Parked[i].Text); err != nil {
			return err
		}
	}
	return nil
}

// saveWorkshopActions writes the actions that are voted on, and keeps the votes on those that stay.
func saveWorkshopActions(ctx context.Context, t tx, w *assessment.Workshop) error {
	before, err := workshopActions(ctx, t, w.ID)
	if err != nil {
		return err
	}
	for _, action := range before {
		if slices.ContainsFunc(w.Actions, func(a assessment.WorkshopAction) bool { return a.ID == action.ID }) {
			continue
		}
		if _, err := t.exec(ctx, `
			DELETE FROM workshop_actions WHERE workshop_id = $1 AND action_id = $2`, w.ID, action.ID); err != nil {
			return err
		}
	}
	for i, action := range w.Actions {
		if _, err := t.exec(ctx, `
			INSERT INTO workshop_actions (workshop_id, action_id, position, dots) VALUES ($1, $2, $3, $4)
			ON CONFLICT (workshop_id, action_id) DO UPDATE SET position = excluded.position, dots = excluded.dots`,
			w.ID, action.ID, i+1, action.Dots); err != nil {
			return err
		}
	}
	if w.DotsPhase != assessment.PhaseOpen {
		_, err := t.exec(ctx, `DELETE FROM dots WHERE workshop_id = $1`, w.ID)
		return err
	}
	return nil
}

// orNoMillis is a time as the database keeps it; the zero time is null.
func orNoMillis(at time.Time) *int64 {
	if at.IsZero() {
		return nil
	}
	ms := millis(at)
	return &ms
}

// DeleteWorkshop removes a workshop with its ledger, from the bytes of the database too. Answers that were written into
// the assessment stay.
func (s *Store) DeleteWorkshop(ctx context.Context, v assessment.Viewer, id string) error {
	return s.erase(ctx, "delete workshop", func(ctx context.Context, t tx) error {
		_, a, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM workshops WHERE id = $1`, id); err != nil {
			return err
		}
		return s.recordWorkshop(ctx, t, v, a, assessment.LogWorkshopDeleted, id)
	})
}
