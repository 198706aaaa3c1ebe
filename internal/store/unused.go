package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"lauter/assessment"
)

// Unused lists accounts that nobody has signed in to for so long that their owners are told, the longest unused first.
func (s *Store) Unused(ctx context.Context, v assessment.Viewer) (all []assessment.Unused, err error) {
	err = s.read(ctx, "list unused accounts", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		all, err = unused(ctx, t, s.now())
		return err
	})
	return all, err
}

// unused reads the accounts that were last used AccountNotice before AccountRetention ends, or earlier.
func unused(ctx context.Context, t tx, now time.Time) (all []assessment.Unused, err error) {
	rows, err := t.query(ctx, `
		SELECT u.id, u.email, u.name, u.admin, COALESCE(u.signed_in_at, u.created_at), u.signed_in_at IS NULL, u.warned_at,
			COALESCE(u.language, '')
		FROM users u WHERE COALESCE(u.signed_in_at, u.created_at) <= $1
		ORDER BY COALESCE(u.signed_in_at, u.created_at), u.id`,
		millis(now.Add(assessment.AccountNotice-assessment.AccountRetention)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one assessment.Unused
		var used int64
		var never bool
		var warned *int64
		if err := rows.Scan(&one.User.ID, &one.User.Email, &one.User.Name, &one.User.Admin, &used, &never, &warned,
			&one.Language); err != nil {
			return nil, err
		}
		if !never {
			one.User.SignedInAt = fromMillis(used)
		}
		one.WarnedAt, one.DeleteAt = maybeMillis(warned), fromMillis(used).Add(assessment.AccountRetention)
		told := one.WarnedAt
		if told.IsZero() { // a notice comes before every deletion, however late it is
			told = now
		}
		one.DeleteAt = later(one.DeleteAt, told.Add(assessment.AccountNotice))
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Needed, err = needed(ctx, t, all[i].User.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// needed says that a user is the last admin of a workspace, or the last who runs the installation.
func needed(ctx context.Context, t tx, user string) (bool, error) {
	var invalid *assessment.InvalidError
	err := replaceable(ctx, t, user)
	if errors.As(err, &invalid) {
		return true, nil
	}
	return false, err
}

// WarnUnused notes that the owners of accounts were told of their deletion, or whoever runs the installation in their
// place. One that was used in the meantime is left alone.
func (s *Store) WarnUnused(ctx context.Context, users ...string) error {
	return s.write(ctx, "note warning", func(ctx context.Context, t tx) error {
		due, err := unused(ctx, t, s.now())
		if err != nil {
			return err
		}
		for _, one := range due {
			if !one.WarnedAt.IsZero() || !slices.Contains(users, one.User.ID) {
				continue
			}
			if _, err := t.exec(ctx, `UPDATE users SET warned_at = $2 WHERE id = $1`, one.User.ID, millis(s.now())); err != nil {
				return err
			}
			if err := s.record(ctx, t, "", assessment.Viewer{}, assessment.LogUserWarned, one.User.ID, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// expireUsers deletes the accounts whose time is over and whose owners were told long enough ago, each in a change of its
// own: who is the last admin depends on who was deleted before.
func (s *Store) expireUsers(ctx context.Context, now time.Time) (n int, err error) {
	var due []assessment.Unused
	if err := s.read(ctx, "list unused accounts", func(ctx context.Context, t tx) error {
		due, err = unused(ctx, t, now)
		return err
	}); err != nil {
		return 0, err
	}
	for _, one := range due {
		if one.Needed || one.WarnedAt.IsZero() || now.Before(one.DeleteAt) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return n, wrap("expire users", err)
		}
		gone, err := s.expireUser(ctx, one.User.ID, now)
		if err != nil {
			return n, err
		}
		if gone {
			n++
		}
	}
	return n, nil
}

func (s *Store) expireUser(ctx context.Context, user string, now time.Time) (gone bool, err error) {
	err = s.erase(ctx, "expire user", func(ctx context.Context, t tx) error {
		gone = false
		due, err := unused(ctx, t, now) // again: they may have signed in
		if err != nil {
			return err
		}
		i := slices.IndexFunc(due, func(one assessment.Unused) bool { return one.User.ID == user })
		if i < 0 || due[i].Needed || due[i].WarnedAt.IsZero() {
			return nil
		}
		gone = true
		return s.eraseUser(ctx, t, assessment.Viewer{}, user)
	})
	return gone, err
}
