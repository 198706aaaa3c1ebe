package store

import (
	"context"
	"crypto/rand"
	"time"

	"lauter/assessment"
)

const msgTooManyShares = "share.error.many"

// NewShare makes a link through which anybody may see the results of an assessment until it expires, and returns its
// token: 26 letters and digits that hold 130 random bits.
func (s *Store) NewShare(ctx context.Context, v assessment.Viewer, id, label string, life time.Duration) (token string, err error) {
	token = rand.Text()
	err = s.write(ctx, "share result", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightShare)
		if err != nil {
			return err
		}
		now := s.now()
		var inForce int
		if err := t.row(ctx, `
			SELECT count(*) FROM shares WHERE assessment_id = $1 AND revoked_at IS NULL AND expires_at > $2`,
			id, millis(now)).Scan(&inForce); err != nil {
			return err
		}
		if inForce >= assessment.MaxShares {
			return &assessment.InvalidError{Fields: map[string]string{"label": msgTooManyShares}}
		}
		share := s.newID()
		if _, err := t.exec(ctx, `
			INSERT INTO shares (id, token_hash, assessment_id, label, created_by, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			share, hashed(token), id, label, null(v.UserID), millis(now), millis(now.Add(life))); err != nil {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogShared, id, "")
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Shares returns the links to the results of an assessment, the newest first; those out of force stay listed.
func (s *Store) Shares(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Share, err error) {
	err = s.read(ctx, "list shares", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightShare); err != nil {
			return err
		}
		rows, err := t.query(ctx, `
			SELECT h.id, h.label, COALESCE(u.name, ''), h.created_at, h.expires_at, h.revoked_at, h.opened_at
			FROM shares h LEFT JOIN users u ON u.id = h.created_by
			WHERE h.assessment_id = $1 ORDER BY h.created_at DESC, h.id DESC LIMIT 200`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var h assessment.Share
			var created, expires int64
			var revoked, opened *int64
			if err := rows.Scan(&h.ID, &h.Label, &h.CreatedBy, &created, &expires, &revoked, &opened); err != nil {
				return err
			}
			h.CreatedAt, h.ExpiresAt = fromMillis(created), fromMillis(expires)
			h.RevokedAt = maybeMillis(revoked)
			h.OpenedAt = maybeMillis(opened)
			all = append(all, h)
		}
		return rows.Err()
	})
	return all, err
}

// RevokeShare puts a link to the results of an assessment out of force. To revoke it again changes nothing.
func (s *Store) RevokeShare(ctx context.Context, v assessment.Viewer, id, share string) error {
	return s.write(ctx, "revoke share", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightShare)
		if err != nil {
			return err
		}
		if err := some(t.exec(ctx, `
			UPDATE shares SET revoked_at = COALESCE(revoked_at, $3) WHERE id = $2 AND assessment_id = $1`,
			id, share, millis(s.now()))); err != nil {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogShareRevoked, id, "")
	})
}

// OpenShare says until when a link works, and changes nothing. It is ErrWithdrawn if it was revoked, ErrGone if it
// has expired, and ErrNotFound if there is no such link.
func (s *Store) OpenShare(ctx context.Context, token string) (h assessment.Share, err error) {
	err = s.read(ctx, "open share", func(ctx context.Context, t tx) error {
		h, _, err = s.shared(ctx, t, token)
		return err
	})
	return h, err
}

// JoinShare lets the viewer's browser see the results behind a link while it works, notes that it was opened, and
// returns the assessment. Its errors are those of OpenShare.
func (s *Store) JoinShare(ctx context.Context, v assessment.Viewer, token string) (id string, err error) {
	err = s.write(ctx, "open share", func(ctx context.Context, t tx) error {
		h, of, err := s.shared(ctx, t, token)
		if err != nil {
			return err
		}
		id = of
		if _, err := guest(ctx, t, `id = $1`, v.GuestID); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			INSERT INTO guest_shares (guest_id, share_id) VALUES ($1, $2) ON CONFLICT (guest_id, share_id) DO NOTHING`,
			v.GuestID, h.ID); err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE shares SET opened_at = $2 WHERE id = $1`, h.ID, millis(s.now()))
		return err
	})
	return id, err
}

func (s *Store) shared(ctx context.Context, t tx, token string) (h assessment.Share, id string, err error) {
	var created, expires int64
	var revoked *int64
	err = t.row(ctx, `
		SELECT h.id, h.assessment_id, COALESCE(u.name, ''), h.created_at, h.expires_at, h.revoked_at
		FROM shares h LEFT JOIN users u ON u.id = h.created_by
		WHERE h.token_hash = $1`, hashed(token)).Scan(&h.ID, &id, &h.CreatedBy, &created, &expires, &revoked)
	if err != nil {
		return h, "", one(err)
	}
	h.CreatedAt, h.ExpiresAt = fromMillis(created), fromMillis(expires)
	h.RevokedAt = maybeMillis(revoked)
	if !h.RevokedAt.IsZero() {
		return assessment.Share{}, "", assessment.ErrWithdrawn
	}
	if !h.InForce(s.now()) {
		return assessment.Share{}, "", assessment.ErrGone
	}
	return h, id, nil
}

// Withdrawn says that the viewer's browser has opened a link to the results of an assessment, and that it was revoked.
func (s *Store) Withdrawn(ctx context.Context, v assessment.Viewer, id string) (is bool, err error) {
	err = s.read(ctx, "find withdrawn share", func(ctx context.Context, t tx) error {
		return t.row(ctx, `
			SELECT EXISTS (
				SELECT 1 FROM guest_shares g JOIN shares h ON h.id = g.share_id
				WHERE g.guest_id = $1 AND h.assessment_id = $2 AND h.revoked_at IS NOT NULL)`, v.GuestID, id).Scan(&is)
	})
	return is, err
}
