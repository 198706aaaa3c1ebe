package store

import (
	"context"
	"slices"
	"time"

	"lauter/assessment"
)

// WriteAgreed writes what a workshop agreed on these questions into its assessment, all of them or none, with the votes
// as far as they may be shown. revs holds for each question the revision of the answer that the sender saw. It is a
// *ConflictError if one has changed since, and ErrClosed if the assessment is finished. An answer that stands there
// already stays as it is.
func (s *Store) WriteAgreed(ctx context.Context, v assessment.Viewer, id string, revs map[string]int, reduce Reduce) (written int, err error) {
	err = s.write(ctx, "write agreed answers", func(ctx context.Context, t tx) error {
		w, a, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		shown, err := s.keptOrShown(ctx, t, w, reduce)
		if err != nil {
			return err
		}
		written, err = s.writeAll(ctx, t, v, w, a, revs, shown)
		return err
	})
	return written, err
}

// writeAll writes what was agreed on the questions that have a revision here.
func (s *Store) writeAll(ctx context.Context, t tx, v assessment.Viewer, w *assessment.Workshop, a *assessment.Assessment, revs map[string]int, shown map[string][]assessment.ShownVotes) (written int, err error) {
	now := s.now()
	for i := range w.Questions {
		q := &w.Questions[i]
		rev, wanted := revs[q.ID]
		if q.Agreed == nil || !wanted {
			continue
		}
		changed, err := s.writeAgreed(ctx, t, v, a.ID, *q, rev, lastOf(shown[q.ID]), now)
		if err != nil {
			return 0, err
		}
		if changed || q.WrittenAt.IsZero() {
			q.WrittenAt = now
			written++
		}
	}
	if written == 0 {
		return 0, nil
	}
	if err := s.saveWorkshop(ctx, t, w); err != nil {
		return 0, err
	}
	if err := touch(ctx, t, a.ID, millis(now)); err != nil {
		return 0, err
	}
	return written, s.recordWorkshop(ctx, t, v, a, assessment.LogWorkshopWritten, w.ID)
}

func (s *Store) keptOrShown(ctx context.Context, t tx, w *assessment.Workshop, reduce Reduce) (map[string][]assessment.ShownVotes, error) {
	if w.Closed() {
		return tallied(ctx, t, w.ID)
	}
	return shownVotes(ctx, t, w, "", reduce)
}

// lastOf are the votes of the last round, if they may be shown.
func lastOf(rounds []assessment.ShownVotes) []assessment.Choice {
	if len(rounds) == 0 {
		return nil
	}
	return rounds[len(rounds)-1].All
}

// writeAgreed writes one agreed answer, and says whether that changed anything.
func (s *Store) writeAgreed(ctx context.Context, t tx, v assessment.Viewer, id string, q assessment.WorkshopQuestion, rev int, votes []assessment.Choice, now time.Time) (changed bool, err error) {
	r, err := s.responseOf(ctx, t, v, id, q.ID)
	if err != nil {
		return false, err
	}
	stored, err := answerOf(ctx, t, r.id, q.ID)
	if err != nil {
		return false, err
	}
	if stored.Rev != rev {
		return false, &assessment.ConflictError{Stored: stored}
	}
	answer := q.Agreed.Into(stored, votes)
	if wrong := r.question.Check(answer); wrong != nil {
		return false, &assessment.InvalidError{Fields: wrong}
	}
	if answer.SameState(stored) && slices.Equal(answer.Votes, stored.Votes) && !stored.Carried {
		return false, nil
	}
	answer.Rev, answer.SavedAt, answer.Carried = rev+1, now, false
	return true, storeAnswer(ctx, t, r, id, answer)
}

// BeforeWritten returns the answers that the agreements of a workshop have replaced, as they were just before. One that
// there was none of has revision 0.
func (s *Store) BeforeWritten(ctx context.Context, v assessment.Viewer, id string) (answers assessment.Answers, err error) {
	err = s.read(ctx, "read replaced answers", func(ctx context.Context, t tx) error {
		w, a, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightRead)
		if err != nil {
			return err
		}
		answers = assessment.Answers{}
		last := assessment.Answers{} // that were saved by then
		for _, q := range w.Questions {
			if !q.WrittenAt.IsZero() {
				answers[q.ID] = assessment.Answer{}
			}
		}
		rows, err := t.query(ctx, `
			SELECT h.question_id, h.choice, h.reason, h.note, h.evidence, h.grade, h.rev, h.saved_at, h.carried, ''
			FROM workshop_questions q
			JOIN responses r ON r.assessment_id = $2 AND r.kind = 'agreed'
			JOIN answer_history h ON h.response_id = r.id AND h.question_id = q.question_id AND h.saved_at <= q.written_at
			WHERE q.workshop_id = $1
			ORDER BY h.question_id, h.rev`, id, a.ID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			question, answer, err := scanAnswer(rows)
			if err != nil {
				return err
			}
			answers[question], last[question] = last[question], answer
		}
		for _, q := range w.Questions {
			if answer, ok := last[q.ID]; ok && !answer.SavedAt.Equal(q.WrittenAt) { // it stood there as agreed
				answers[q.ID] = answer
			}
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}
