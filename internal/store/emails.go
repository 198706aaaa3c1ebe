package store

import (
	"context"
	"crypto/rand"
	"errors"

	"lauter/assessment"
)

// WantEmail keeps that the viewer wants another address, and returns the token of the link that confirms it: the caller
// mails it there and shows it to nobody. Whether the address is somebody else's is not looked at before it is confirmed.
func (s *Store) WantEmail(ctx context.Context, v assessment.Viewer, email string) (token string, err error) {
	token = rand.Text()
	err = s.write(ctx, "want another address", func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO email_changes (user_id, token_hash, email, expires_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id) DO UPDATE
			SET token_hash = excluded.token_hash, email = excluded.email, expires_at = excluded.expires_at`,
			v.UserID, hashed(token), email, millis(s.now().Add(assessment.EmailChangeLife)))
		return err
	})
	return token, err
}

// WantedEmail returns the address that a link of the viewer's confirms. It is ErrGone if the link has expired, and
// ErrNotFound if it was used or is not theirs.
func (s *Store) WantedEmail(ctx context.Context, v assessment.Viewer, token string) (email string, err error) {
	err = s.read(ctx, "open link to an address", func(ctx context.Context, t tx) error {
		email, err = s.wantedEmail(ctx, t, v, token)
		return err
	})
	return email, err
}

func (s *Store) wantedEmail(ctx context.Context, t tx, v assessment.Viewer, token string) (email string, err error) {
	var expires int64
	if err := t.row(ctx, `
		SELECT email, expires_at FROM email_changes WHERE token_hash = $1 AND user_id = $2`,
		hashed(token), v.UserID).Scan(&email, &expires); err != nil {
		return "", one(err)
	}
	if millis(s.now()) >= expires {
		return "", assessment.ErrGone
	}
	return email, nil
}

// ConfirmEmail gives the viewer the address that a link of theirs confirms, and returns it with the one before. Its errors
// are those of WantedEmail and SetEmail.
func (s *Store) ConfirmEmail(ctx context.Context, v assessment.Viewer, token string) (old, email string, err error) {
	err = s.write(ctx, "confirm address", func(ctx context.Context, t tx) error {
		if email, err = s.wantedEmail(ctx, t, v, token); err != nil {
			return err
		}
		old, err = s.setEmail(ctx, t, v, email)
		return err
	})
	return old, email, err
}

// SetEmail gives the viewer another address, by which they sign in from now on, and ends their other sessions. Open
// invitations to the old one are theirs as before; links to a new password that were made for it work no more. An
// address that somebody else has is an *InvalidError.
func (s *Store) SetEmail(ctx context.Context, v assessment.Viewer, email string) error {
	return s.write(ctx, "set address", func(ctx context.Context, t tx) error {
		_, err := s.setEmail(ctx, t, v, email)
		return err
	})
}

func (s *Store) setEmail(ctx context.Context, t tx, v assessment.Viewer, email string) (old string, err error) {
	u, _, err := userWhere(ctx, t, `u.id = $1`, v.UserID)
	if err != nil {
		return "", err
	}
	other, _, err := userWhere(ctx, t, `u.email = $1`, email)
	if err == nil && other.ID != u.ID {
		return "", &assessment.InvalidError{Fields: map[string]string{"email": msgEmailTaken}}
	}
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return "", err
	}
	now := millis(s.now())
	for _, change := range []struct {
		query string
		args  []any
	}{
		{`UPDATE users SET email = $2 WHERE id = $1`, []any{u.ID, email}},
		{`DELETE FROM email_changes WHERE user_id = $1`, []any{u.ID}},
		{`UPDATE invitations SET email = $2 WHERE email = $1 AND used_at IS NULL AND revoked_at IS NULL`, []any{u.Email, email}},
		{`UPDATE invitations SET revoked_at = $2 WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL`, []any{u.ID, now}},
	} {
		if _, err := t.exec(ctx, change.query, change.args...); err != nil {
			return "", err
		}
	}
	if err := endSessions(ctx, t, u.ID, v.SessionID); err != nil {
		return "", err
	}
	return u.Email, s.record(ctx, t, "", v, assessment.LogEmailChanged, u.ID, "")
}
