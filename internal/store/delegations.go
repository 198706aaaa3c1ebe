package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"lauter/assessment"
)

const (
	msgTooManyDelegations = "ask.error.many"
	msgNoQuestions        = "ask.error.questions"
)

// Delegate makes a link through which somebody without an account answers some questions of an assessment until it
// expires, and returns its token: 26 letters and digits that hold 130 random bits. The name has 1 to 120 characters. No
// question, or one that is not asked, is an *InvalidError.
func (s *Store) Delegate(ctx context.Context, v assessment.Viewer, id, name string, questions []string, life time.Duration) (token string, err error) {
	token = rand.Text()
	err = s.write(ctx, "delegate", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightAnswer)
		if err != nil {
			return err
		}
		asked := slices.DeleteFunc(slices.Clone(questions), func(q string) bool { _, ok := a.Questionnaire().Question(q); return !ok })
		if len(asked) == 0 || len(asked) != len(questions) {
			return &assessment.InvalidError{Fields: map[string]string{"capability": msgNoQuestions}}
		}
		now := s.now()
		var inForce int
		if err := t.row(ctx, `
			SELECT count(*) FROM delegations WHERE assessment_id = $1 AND revoked_at IS NULL AND expires_at > $2`,
			id, millis(now)).Scan(&inForce); err != nil {
			return err
		}
		if inForce >= assessment.MaxDelegations {
			return &assessment.InvalidError{Fields: map[string]string{"name": msgTooManyDelegations}}
		}
		list, err := encodeList(asked)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			INSERT INTO delegations (id, token_hash, assessment_id, name, questions, created_by, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			s.newID(), hashed(token), id, name, list, null(v.UserID), millis(now), millis(now.Add(life))); err != nil {
			return err
		}
		if err := use(ctx, t, id, millis(now)); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogDelegated, id, "")
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

const selectDelegations = `
	SELECT d.id, d.name, d.questions, COALESCE(u.name, ''), d.created_at, d.expires_at, d.revoked_at, d.opened_at,
		d.assessment_id
	FROM delegations d LEFT JOIN users u ON u.id = d.created_by
	WHERE `

func scanDelegation(row interface{ Scan(...any) error }) (d assessment.Delegation, id string, err error) {
	var questions string
	var created, expires int64
	var revoked, opened *int64
	if err := row.Scan(&d.ID, &d.Name, &questions, &d.CreatedBy, &created, &expires, &revoked, &opened, &id); err != nil {
		return d, "", err
	}
	if err := json.Unmarshal([]byte(questions), &d.Questions); err != nil {
		return d, "", fmt.Errorf("questions of delegation %s: %w", d.ID, err)
	}
	d.CreatedAt, d.ExpiresAt = fromMillis(created), fromMillis(expires)
	d.RevokedAt = maybeMillis(revoked)
	d.OpenedAt = maybeMillis(opened)
	return d, id, nil
}

// Delegations returns the links through which others answer questions of an assessment, the newest first; those out of
// force stay listed.
func (s *Store) Delegations(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Delegation, err error) {
	err = s.read(ctx, "list delegations", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightAnswer); err != nil {
			return err
		}
		all, err = delegationsWhere(ctx, t, `d.assessment_id = $1 ORDER BY d.created_at DESC, d.id DESC LIMIT 200`, id)
		return err
	})
	return all, err
}

func delegationsWhere(ctx context.Context, t tx, where string, args ...any) (all []assessment.Delegation, err error) {
	rows, err := t.query(ctx, selectDelegations+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		d, _, err := scanDelegation(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

// EndDelegation puts such a link out of force. To do it again changes nothing.
func (s *Store) EndDelegation(ctx context.Context, v assessment.Viewer, id, delegation string) error {
	return s.write(ctx, "end delegation", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightAnswer)
		if err != nil {
			return err
		}
		if err := some(t.exec(ctx, `
			UPDATE delegations SET revoked_at = COALESCE(revoked_at, $3) WHERE id = $2 AND assessment_id = $1`,
			id, delegation, millis(s.now()))); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogDelegationEnded, id, "")
	})
}

// OpenDelegation says what a link asks of whom, and changes nothing. It is ErrGone if it was revoked or has expired, and
// ErrNotFound if there is no such link.
func (s *Store) OpenDelegation(ctx context.Context, token string) (d assessment.Delegation, err error) {
	err = s.read(ctx, "open delegation", func(ctx context.Context, t tx) error {
		d, _, err = s.delegated(ctx, t, token)
		return err
	})
	return d, err
}

// JoinDelegation lets the viewer's browser answer the questions behind a link while it works, notes that it was opened,
// and returns the assessment. Its errors are those of OpenDelegation.
func (s *Store) JoinDelegation(ctx context.Context, v assessment.Viewer, token string) (id string, err error) {
	err = s.write(ctx, "open delegation", func(ctx context.Context, t tx) error {
		d, of, err := s.delegated(ctx, t, token)
		if err != nil {
			return err
		}
		id = of
		if _, err := guest(ctx, t, `id = $1`, v.GuestID); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			INSERT INTO guest_delegations (guest_id, delegation_id) VALUES ($1, $2)
			ON CONFLICT (guest_id, delegation_id) DO NOTHING`, v.GuestID, d.ID); err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE delegations SET opened_at = $2 WHERE id = $1`, d.ID, millis(s.now()))
		return err
	})
	return id, err
}

func (s *Store) delegated(ctx context.Context, t tx, token string) (d assessment.Delegation, id string, err error) {
	d, id, err = scanDelegation(t.row(ctx, selectDelegations+`d.token_hash = $1`, hashed(token)))
	if err != nil {
		return d, "", one(err)
	}
	if !d.InForce(s.now()) {
		return assessment.Delegation{}, "", assessment.ErrGone
	}
	return d, id, nil
}

// held are the delegations of an assessment that the viewer's browser opened and that are in force, the newest first.
func (s *Store) held(ctx context.Context, t tx, v assessment.Viewer, id string) ([]assessment.Delegation, error) {
	return delegationsWhere(ctx, t, `
		d.assessment_id = $1 AND d.revoked_at IS NULL AND d.expires_at > $3
			AND EXISTS (SELECT 1 FROM guest_delegations g WHERE g.delegation_id = d.id AND g.guest_id = $2)
		ORDER BY d.created_at DESC, d.id DESC`, id, v.GuestID, millis(s.now()))
}

// scopeOf are the questions of an assessment that the viewer was asked.
func (s *Store) scopeOf(ctx context.Context, t tx, v assessment.Viewer, id string) (scope []string, err error) {
	all, err := s.held(ctx, t, v, id)
	if err == nil && len(all) == 0 { // revoked since the role was read
		err = assessment.ErrNotFound
	}
	for _, d := range all {
		scope = append(scope, d.Questions...)
	}
	return scope, err
}

// delegatedBy is the id of the delegation by which the viewer answers a question. It is ErrNotFound for a question that
// they were not asked.
func (s *Store) delegatedBy(ctx context.Context, t tx, v assessment.Viewer, id, question string) (string, error) {
	all, err := s.held(ctx, t, v, id)
	if err != nil {
		return "", err
	}
	for _, d := range all {
		if slices.Contains(d.Questions, question) {
			return d.ID, nil
		}
	}
	return "", assessment.ErrNotFound
}
