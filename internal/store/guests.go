package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"lauter/assessment"
)

// CreateGuest makes a guest and returns the token for the cookie (256 random bits, 43 characters). Only its hash is
// kept: the token cannot be had again.
func (s *Store) CreateGuest(ctx context.Context) (token string, v assessment.Viewer, err error) {
	token = newToken()
	err = s.write(ctx, "create guest", func(ctx context.Context, t tx) error {
		v.GuestID, err = s.insertGuest(ctx, t, token)
		return err
	})
	if err != nil {
		return "", assessment.Viewer{}, err
	}
	return token, v, nil
}

func (s *Store) insertGuest(ctx context.Context, t tx, token string) (id string, err error) {
	id = s.newID()
	_, err = t.exec(ctx, `
		INSERT INTO guests (id, token_hash, created_at) VALUES ($1, $2, $3)`,
		id, hashed(token), millis(s.now()))
	return id, err
}

// GuestOf makes the guest of a session that has none, for what somebody opens or makes outside of all workspaces. Its
// token is known to nobody until SignOut gives out another.
func (s *Store) GuestOf(ctx context.Context, v assessment.Viewer) (assessment.Viewer, error) {
	err := s.write(ctx, "create guest of session", func(ctx context.Context, t tx) (err error) {
		if v.GuestID, err = s.insertGuest(ctx, t, newToken()); err != nil {
			return err
		}
		return some(t.exec(ctx, `UPDATE sessions SET guest_id = $2 WHERE id = $1`, v.SessionID, v.GuestID))
	})
	return v, err
}

// guest reads the guest that a condition finds.
func guest(ctx context.Context, t tx, where string, arg any) (v assessment.Viewer, err error) {
	var shortcuts, advance *string
	err = t.row(ctx, `SELECT id, shortcuts, advance FROM guests WHERE `+where, arg).Scan(&v.GuestID, &shortcuts, &advance)
	v.Preferences = assessment.Preferences{Shortcuts: fromNull(shortcuts), Advance: fromNull(advance)}
	return v, one(err)
}

// SetPreferences sets those switches of a user, or of a guest, that are not Untouched and leaves the others.
func (s *Store) SetPreferences(ctx context.Context, v assessment.Viewer, p assessment.Preferences) error {
	return s.write(ctx, "set preferences", func(ctx context.Context, t tx) error {
		if v.SignedIn() {
			return some(t.exec(ctx, `
				UPDATE users
				SET shortcuts = COALESCE(CAST($2 AS TEXT), shortcuts), advance = COALESCE(CAST($3 AS TEXT), advance)
				WHERE id = $1`,
				v.UserID, orNull(p.Shortcuts), orNull(p.Advance)))
		}
		return some(t.exec(ctx, `
			UPDATE guests
			SET shortcuts = COALESCE(CAST($2 AS TEXT), shortcuts), advance = COALESCE(CAST($3 AS TEXT), advance)
			WHERE id = $1`,
			v.GuestID, orNull(p.Shortcuts), orNull(p.Advance)))
	})
}

const ticketBytes = 32

// newToken returns 256 random bits as text that may stand in a cookie.
func newToken() string {
	var secret [ticketBytes]byte
	rand.Read(secret[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

// hashed is what is kept of a token. Tokens are long and random, so a plain hash is as good as a slow one, and looking
// it up by an index tells an attacker nothing.
func hashed(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func orNull(s assessment.Switch) *string {
	if s == assessment.Untouched {
		return nil
	}
	return (*string)(&s)
}

func fromNull(s *string) assessment.Switch {
	if s == nil {
		return assessment.Untouched
	}
	return assessment.Switch(*s)
}
