package store

import (
	"context"
	"encoding/json"
	"fmt"

	"lauter/assessment"
)

// keptBasis is the basis of a closed workshop as its row keeps it.
type keptBasis struct {
	ChangedAt int64                 `json:"changed_at"`
	Answers   map[string]keptAnswer `json:"answers"`
	Replaced  map[string]keptAnswer `json:"replaced"`
}

// keptAnswer is what counts of an answer. Notes and evidence stay where they are, so that they are deleted there.
type keptAnswer struct {
	Choice  assessment.Choice   `json:"choice"`
	Reason  string              `json:"reason,omitempty"`
	Grade   int                 `json:"grade,omitempty"`
	Rev     int                 `json:"rev"`
	Carried bool                `json:"carried,omitempty"`
	Votes   []assessment.Choice `json:"votes,omitempty"`
}

func keepAnswers(all assessment.Answers) map[string]keptAnswer {
	kept := make(map[string]keptAnswer, len(all))
	for id, a := range all {
		kept[id] = keptAnswer{a.Choice, a.Reason, a.Grade, a.Rev, a.Carried, a.Votes}
	}
	return kept
}

func keptAnswers(kept map[string]keptAnswer) assessment.Answers {
	all := make(assessment.Answers, len(kept))
	for id, k := range kept {
		all[id] = assessment.Answer{Choice: k.Choice, Reason: k.Reason, Grade: k.Grade, Rev: k.Rev, Carried: k.Carried, Votes: k.Votes}
	}
	return all
}

// WorkshopBasis returns the answers that the levels before and after a workshop are worked out from: those of now while
// it is open, and those that stood there when it was closed afterwards.
func (s *Store) WorkshopBasis(ctx context.Context, v assessment.Viewer, id string) (b assessment.WorkshopBasis, err error) {
	err = s.read(ctx, "read basis of workshop", func(ctx context.Context, t tx) error {
		w, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightRead)
		if err != nil {
			return err
		}
		var kept string
		if err := t.row(ctx, `SELECT basis FROM workshops WHERE id = $1`, id).Scan(&kept); err != nil {
			return err
		}
		if kept == "" {
			b, err = basisNow(ctx, t, w)
			return err
		}
		var k keptBasis
		if err := json.Unmarshal([]byte(kept), &k); err != nil {
			return fmt.Errorf("basis of workshop %s: %w", id, err)
		}
		b = assessment.WorkshopBasis{ChangedAt: fromMillis(k.ChangedAt), Answers: keptAnswers(k.Answers), Replaced: keptAnswers(k.Replaced)}
		return nil
	})
	return b, err
}

// keepBasis freezes the basis of a workshop that is being closed.
func keepBasis(ctx context.Context, t tx, w *assessment.Workshop) error {
	b, err := basisNow(ctx, t, w)
	if err != nil {
		return err
	}
	text, err := json.Marshal(keptBasis{millis(b.ChangedAt), keepAnswers(b.Answers), keepAnswers(b.Replaced)})
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE workshops SET basis = $2 WHERE id = $1`, w.ID, string(text))
	return err
}

func basisNow(ctx context.Context, t tx, w *assessment.Workshop) (b assessment.WorkshopBasis, err error) {
	var changed int64
	if err := t.row(ctx, `SELECT changed_at FROM assessments WHERE id = $1`, w.AssessmentID).Scan(&changed); err != nil {
		return b, err
	}
	b.ChangedAt = fromMillis(changed)
	if b.Answers, err = answersOf(ctx, t, w.AssessmentID); err != nil {
		return b, err
	}
	b.Replaced, err = replacedBy(ctx, t, w)
	return b, err
}

// replacedBy reads the answers that the agreements of a workshop have replaced, as they were just before.
func replacedBy(ctx context.Context, t tx, w *assessment.Workshop) (assessment.Answers, error) {
	answers := assessment.Answers{}
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
		ORDER BY h.question_id, h.rev`, w.ID, w.AssessmentID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		question, answer, err := scanAnswer(rows)
		if err != nil {
			return nil, err
		}
		answers[question], last[question] = last[question], answer
	}
	for _, q := range w.Questions {
		if answer, ok := last[q.ID]; ok && !answer.SavedAt.Equal(q.WrittenAt) { // it stood there as agreed
			answers[q.ID] = answer
		}
	}
	return answers, rows.Err()
}
