package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"lauter/assessment"
)

// ImportWorkshop keeps a workshop that was held elsewhere, closed and with its votes as far as they may be shown, and
// writes what it agreed on the questions in revs, as WriteAgreed does: all of it or nothing. Its id is that of the file
// it came in, and known says that this assessment has that workshop already; then nothing is changed.
func (s *Store) ImportWorkshop(ctx context.Context, v assessment.Viewer, id string, w assessment.Workshop, shown map[string][]assessment.ShownVotes, revs map[string]int) (workshop string, known bool, err error) {
	err = s.change(ctx, "import workshop", v, id, assessment.RightManage, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		if workshop, known, err = knownWorkshop(ctx, t, id, w.ID); err != nil || known {
			return false, err
		}
		if err := roomForWorkshop(ctx, t, id); err != nil {
			return false, err
		}
		kept := w
		kept.ID, kept.AssessmentID, kept.Rev = workshop, id, 1
		kept.Questions, kept.Parked = slices.Clone(w.Questions), slices.Clone(w.Parked)
		if err := s.insertClosed(ctx, t, &kept); err != nil {
			return false, err
		}
		if err := keepBasis(ctx, t, &kept); err != nil {
			return false, err
		}
		for question, rounds := range shown {
			for i, votes := range rounds {
				if err := keepTallies(ctx, t, workshop, question, i+1, votes); err != nil {
					return false, err
				}
			}
		}
		if _, err := s.writeAll(ctx, t, v, &kept, a, revs, shown); err != nil {
			return false, err
		}
		return true, s.recordWorkshop(ctx, t, v, a, assessment.LogWorkshopOpened, workshop)
	})
	if err != nil {
		return "", false, err
	}
	return workshop, known, nil
}

// KnownWorkshop finds the workshop of an assessment that has the id of a file: it was imported from it, or exported to
// it. Empty: there is none.
func (s *Store) KnownWorkshop(ctx context.Context, v assessment.Viewer, id, file string) (workshop string, err error) {
	err = s.read(ctx, "find imported workshop", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightManage); err != nil {
			return err
		}
		found, known, err := knownWorkshop(ctx, t, id, file)
		if known {
			workshop = found
		}
		return err
	})
	return workshop, err
}

// knownWorkshop is the id that a workshop from a file has in an assessment, and whether it is there. The id follows from
// both, so that the same file can be imported into several assessments, and into each of them once.
func knownWorkshop(ctx context.Context, t tx, id, file string) (workshop string, known bool, err error) {
	workshop = uuid.NewSHA1(uuid.NameSpaceURL, []byte("workshop "+id+" "+file)).String()
	for _, own := range []string{file, workshop} {
		var n int
		if err := t.row(ctx, `SELECT count(*) FROM workshops WHERE id = $1 AND assessment_id = $2`, own, id).Scan(&n); err != nil {
			return "", false, err
		}
		if n > 0 {
			return own, true, nil
		}
	}
	return workshop, false, nil
}

func roomForWorkshop(ctx context.Context, t tx, id string) error {
	var n int
	if err := t.row(ctx, `SELECT count(*) FROM workshops WHERE assessment_id = $1`, id).Scan(&n); err != nil {
		return err
	}
	if n >= assessment.MaxWorkshops {
		return &assessment.InvalidError{Fields: map[string]string{"title": msgTooManyWorkshops}}
	}
	return nil
}

// insertClosed adds a workshop that is over, with everything but its votes.
func (s *Store) insertClosed(ctx context.Context, t tx, w *assessment.Workshop) error {
	roles, err := json.Marshal(append([]assessment.SeatRole{}, w.Roles...))
	if err != nil {
		return err
	}
	if w.Attendance == nil {
		w.Attendance = map[assessment.SeatRole]int{}
	}
	if _, err := t.exec(ctx, `
		INSERT INTO workshops (id, assessment_id, title, code, sequence, named, threshold, roles, locked, stage, question_id,
			display, minutes, dots, attendance, rev, created_at, changed_at, closed_at)
		VALUES ($1, $2, $3, NULL, $4, $5, $6, $7, 1, 'closed', '', 'room', $8, 'waiting', '{}', 1, $9, $9, $10)`,
		w.ID, w.AssessmentID, w.Title, string(w.Sequence), asNumber(w.Named), w.Threshold, string(roles), w.Minutes,
		millis(w.CreatedAt), millis(w.ClosedAt)); err != nil {
		return err
	}
	for i, q := range w.Questions {
		if _, err := t.exec(ctx, `
			INSERT INTO workshop_questions (workshop_id, question_id, position, phase, round, late, middle, note, need, dissent, reason, owner)
			VALUES ($1, $2, $3, 'waiting', 0, $4, 0, '', '', '', '', '')`, w.ID, q.ID, i+1, q.Late); err != nil {
			return err
		}
	}
	return s.saveWorkshop(ctx, t, w)
}
