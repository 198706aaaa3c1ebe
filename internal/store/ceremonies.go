package store

import (
	"context"
	"time"

	"lauter/assessment"
)

// holderOf is what a ceremony is bound to: the session of the browser, or what it is as a guest.
func holderOf(v assessment.Viewer) string {
	if v.SessionID != "" {
		return v.SessionID
	}
	return v.GuestID
}

// BeginCeremony keeps a ceremony that the viewer's browser has begun, until it is taken by its token: a challenge or a
// state, which nobody can guess. One of the same kind that it began before is good no more. A browser that is nobody is
// ErrForbidden.
func (s *Store) BeginCeremony(ctx context.Context, v assessment.Viewer, token string, c assessment.Ceremony) error {
	return s.write(ctx, "begin ceremony", func(ctx context.Context, t tx) error {
		if holderOf(v) == "" {
			return assessment.ErrForbidden
		}
		if _, err := t.exec(ctx, `
			DELETE FROM ceremonies WHERE (holder = $1 AND kind = $2) OR expires_at <= $3`,
			holderOf(v), string(c.Kind), millis(s.now())); err != nil {
			return err
		}
		_, err := t.exec(ctx, `
			INSERT INTO ceremonies (token_hash, kind, holder, user_id, data, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			hashed(token), string(c.Kind), holderOf(v), null(c.User), c.Data, millis(s.now().Add(assessment.CeremonyLife)))
		return err
	})
}

// PendingCeremony returns the ceremony of a kind that the viewer's browser has begun, without using it up, else
// ErrNotFound.
func (s *Store) PendingCeremony(ctx context.Context, v assessment.Viewer, kind assessment.CeremonyKind) (c assessment.Ceremony, err error) {
	err = s.read(ctx, "look for ceremony", func(ctx context.Context, t tx) error {
		c, err = scanCeremony(t.row(ctx, `
			SELECT kind, user_id, data FROM ceremonies WHERE holder = $1 AND kind = $2 AND expires_at > $3`,
			holderOf(v), string(kind), millis(s.now())))
		return err
	})
	return c, err
}

// TakeCeremony uses up a ceremony: it is good once, whatever comes of it. It is ErrNotFound if it is over, was used, or
// was begun by another browser, or as somebody else.
func (s *Store) TakeCeremony(ctx context.Context, v assessment.Viewer, kind assessment.CeremonyKind, token string) (c assessment.Ceremony, err error) {
	err = s.write(ctx, "take ceremony", func(ctx context.Context, t tx) error {
		c, err = scanCeremony(t.row(ctx, `
			DELETE FROM ceremonies
			WHERE token_hash = $1 AND kind = $2 AND holder = $3 AND expires_at > $4 AND COALESCE(user_id, $5) = $5
			RETURNING kind, user_id, data`,
			hashed(token), string(kind), holderOf(v), millis(s.now()), v.UserID))
		return err
	})
	return c, err
}

func scanCeremony(row interface{ Scan(...any) error }) (c assessment.Ceremony, err error) {
	var user *string
	err = row.Scan(&c.Kind, &user, &c.Data)
	c.User = text(user)
	return c, one(err)
}

// expireCeremonies deletes those that nobody answered in time.
func (s *Store) expireCeremonies(ctx context.Context, now time.Time) error {
	return s.write(ctx, "expire ceremonies", func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, `DELETE FROM ceremonies WHERE expires_at <= $1`, millis(now))
		return err
	})
}
