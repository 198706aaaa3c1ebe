package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lauter/assessment"
)

// sampleGuest owns the sample. Its id is how the sample is found again; its cookie is known to nobody, so whoever wants
// to see the sample has to open the private link.
const sampleGuest = "00000000-0000-7000-8000-000000000001"

// PutSample makes sure that the sample is among the assessments, open for changes, and returns the token of a new
// private link to it. A sample that is there already stays as people left it; the link before is no longer in force.
func (s *Store) PutSample(ctx context.Context, sample *assessment.Assessment, answers assessment.Answers) (token string, err error) {
	err = s.write(ctx, "put sample", func(ctx context.Context, t tx) error {
		id, err := sampleID(ctx, t)
		if errors.Is(err, assessment.ErrNotFound) {
			id, err = s.createSample(ctx, t, sample, answers)
		}
		if err != nil {
			return err
		}
		now := millis(s.now())
		if err := use(ctx, t, id, now); err != nil {
			return err
		}
		token, err = newLink(ctx, t, id, now)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// KeepSample counts as use of the sample, so that it does not expire. Without a sample it changes nothing.
func (s *Store) KeepSample(ctx context.Context) error {
	return s.write(ctx, "keep sample", func(ctx context.Context, t tx) error {
		id, err := sampleID(ctx, t)
		if errors.Is(err, assessment.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return use(ctx, t, id, millis(s.now()))
	})
}

// sampleID finds the sample; if somebody began more rounds of it, the first.
func sampleID(ctx context.Context, t tx) (id string, err error) {
	err = t.row(ctx, `
		SELECT assessment_id FROM guest_assessments
		WHERE guest_id = $1 ORDER BY added_at, assessment_id LIMIT 1`, sampleGuest).Scan(&id)
	return id, one(err)
}

func (s *Store) createSample(ctx context.Context, t tx, sample *assessment.Assessment, answers assessment.Answers) (id string, err error) {
	if _, err := t.exec(ctx, `
		INSERT INTO guests (id, token_hash, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO NOTHING`,
		sampleGuest, hashed(newToken()), millis(s.now())); err != nil {
		return "", err
	}
	v := assessment.Viewer{GuestID: sampleGuest}
	a, err := s.create(ctx, t, v, sample.Kind, sample.Organisation, sample.Model)
	if err != nil {
		return "", err
	}
	facts, err := json.Marshal(sample.Facts)
	if err != nil {
		return "", err
	}
	if _, err := t.exec(ctx, `UPDATE assessments SET facts = $2 WHERE id = $1`, a.ID, string(facts)); err != nil {
		return "", err
	}
	for _, q := range sample.Questionnaire().Questions() {
		answer, ok := answers[q.ID]
		if !ok {
			continue
		}
		r, err := s.responseOf(ctx, t, v, a.ID, q.ID)
		if err != nil {
			return "", fmt.Errorf("answer to %s: %w", q.ID, err)
		}
		answer.Rev, answer.SavedAt = 1, s.now()
		if err := storeAnswer(ctx, t, r, a.ID, answer); err != nil {
			return "", fmt.Errorf("answer to %s: %w", q.ID, err)
		}
	}
	return a.ID, nil
}
