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
