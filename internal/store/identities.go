package store

import (
	"context"
	"errors"

	"lauter/assessment"
)

const (
	msgIdentityTaken = "provider.error.taken"
	msgIdentityOther = "provider.error.other"
)

// UserByIdentity returns whose account of another service it is, else ErrNotFound.
func (s *Store) UserByIdentity(ctx context.Context, issuer, subject string) (u assessment.User, err error) {
	err = s.read(ctx, "find identity", func(ctx context.Context, t tx) error {
		u, _, err = userWhere(ctx, t, `
			u.id = (SELECT i.user_id FROM identities i WHERE i.issuer = $1 AND i.subject = $2)`, issuer, subject)
		return err
	})
	return u, err
}

// UseIdentity notes that somebody signed in by another service.
func (s *Store) UseIdentity(ctx context.Context, issuer, subject string) error {
	return s.write(ctx, "use identity", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `
			UPDATE identities SET used_at = $3 WHERE issuer = $1 AND subject = $2`, issuer, subject, millis(s.now())))
	})
}

// Identities returns the accounts of other services by which the viewer signs in.
func (s *Store) Identities(ctx context.Context, v assessment.Viewer) (all []assessment.Identity, err error) {
	err = s.read(ctx, "list identities", func(ctx context.Context, t tx) error {
		all, err = identitiesOf(ctx, t, v.UserID)
		return err
	})
	return all, err
}

func identitiesOf(ctx context.Context, t tx, user string) (all []assessment.Identity, err error) {
	rows, err := t.query(ctx, `
		SELECT issuer, subject, created_at, used_at FROM identities WHERE user_id = $1 ORDER BY created_at`, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i assessment.Identity
		var created int64
		var used *int64
		if err := rows.Scan(&i.Issuer, &i.Subject, &created, &used); err != nil {
			return nil, err
		}
		i.CreatedAt, i.UsedAt = fromMillis(created), maybeMillis(used)
		all = append(all, i)
	}
	return all, rows.Err()
}

// AddIdentity lets the viewer sign in by an account of another service. An account that is somebody's already, and a
// second one of the same service, are an *InvalidError.
func (s *Store) AddIdentity(ctx context.Context, v assessment.Viewer, issuer, subject string) error {
	return s.write(ctx, "add identity", func(ctx context.Context, t tx) error {
		return s.addIdentity(ctx, t, v, issuer, subject)
	})
}

func (s *Store) addIdentity(ctx context.Context, t tx, v assessment.Viewer, issuer, subject string) error {
	var owner string
	err := t.row(ctx, `SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2`, issuer, subject).Scan(&owner)
	switch err = one(err); {
	case err == nil && owner == v.UserID:
		return nil
	case err == nil:
		return &assessment.InvalidError{Fields: map[string]string{"provider": msgIdentityTaken}}
	case !errors.Is(err, assessment.ErrNotFound):
		return err
	}
	var has bool
	if err := t.row(ctx, `
		SELECT EXISTS (SELECT 1 FROM identities WHERE issuer = $1 AND user_id = $2)`, issuer, v.UserID).Scan(&has); err != nil {
		return err
	}
	if has {
		return &assessment.InvalidError{Fields: map[string]string{"provider": msgIdentityOther}}
	}
	if _, err := t.exec(ctx, `
		INSERT INTO identities (issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4)`,
		issuer, subject, v.UserID, millis(s.now())); err != nil {
		return err
	}
	if err := endSessions(ctx, t, v.UserID, v.SessionID); err != nil {
		return err
	}
	return s.record(ctx, t, "", v, assessment.LogProviderLinked, v.UserID, "")
}

// RemoveIdentities takes away that the viewer signs in by other services, and ends their other sessions. The last way to
// sign in stays: an *InvalidError.
func (s *Store) RemoveIdentities(ctx context.Context, v assessment.Viewer) error {
	return s.write(ctx, "remove identity", func(ctx context.Context, t tx) error {
		if err := some(t.exec(ctx, `DELETE FROM identities WHERE user_id = $1`, v.UserID)); err != nil {
			return err
		}
		if err := keepsFactor(ctx, t, v.UserID); err != nil {
			return err
		}
		if err := keepsWayIn(ctx, t, v.UserID); err != nil {
			return err
		}
		if err := endSessions(ctx, t, v.UserID, v.SessionID); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogProviderRemoved, v.UserID, "")
	})
}

// AcceptByIdentity is AcceptAsNew for somebody who signs in by another service and has no password here.
func (s *Store) AcceptByIdentity(ctx context.Context, token, name, issuer, subject string) (user string, err error) {
	err = s.write(ctx, "accept invitation", func(ctx context.Context, t tx) error {
		if user, err = s.acceptAsNew(ctx, t, token, NewUser{Name: name}); err != nil {
			return err
		}
		return s.addIdentity(ctx, t, assessment.Viewer{UserID: user}, issuer, subject)
	})
	return user, err
}
