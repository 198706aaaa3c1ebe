package store

import (
	"context"

	"lauter/assessment"
)

const (
	msgTooManyPasskeys = "passkey.error.many"
	msgLastFactor      = "duty.error.last"
	msgLastWayIn       = "account.error.lastway"
)

// Passkeys returns the viewer's passkeys, the oldest first.
func (s *Store) Passkeys(ctx context.Context, v assessment.Viewer) (all []assessment.Passkey, err error) {
	err = s.read(ctx, "list passkeys", func(ctx context.Context, t tx) error {
		all, _, err = passkeysOf(ctx, t, v.UserID)
		return err
	})
	return all, err
}

// PasskeyRecords returns what is kept of the viewer's passkeys.
func (s *Store) PasskeyRecords(ctx context.Context, v assessment.Viewer) (records [][]byte, err error) {
	err = s.read(ctx, "read passkeys", func(ctx context.Context, t tx) error {
		_, records, err = passkeysOf(ctx, t, v.UserID)
		return err
	})
	return records, err
}

func passkeysOf(ctx context.Context, t tx, user string) (all []assessment.Passkey, records [][]byte, err error) {
	rows, err := t.query(ctx, `
		SELECT id, name, created_at, used_at, record FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`, user)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p assessment.Passkey
		var record []byte
		var created int64
		var used *int64
		if err := rows.Scan(&p.ID, &p.Name, &created, &used, &record); err != nil {
			return nil, nil, err
		}
		p.CreatedAt, p.UsedAt = fromMillis(created), maybeMillis(used)
		all, records = append(all, p), append(records, record)
	}
	return all, records, rows.Err()
}

// RoomForPasskey returns nil if the viewer may add another passkey, else an *InvalidError.
func (s *Store) RoomForPasskey(ctx context.Context, v assessment.Viewer) error {
	return s.read(ctx, "count passkeys", func(ctx context.Context, t tx) error { return roomForPasskey(ctx, t, v.UserID) })
}

func roomForPasskey(ctx context.Context, t tx, user string) error {
	var n int
	if err := t.row(ctx, `SELECT count(*) FROM passkeys WHERE user_id = $1`, user).Scan(&n); err != nil {
		return err
	}
	if n >= assessment.MaxPasskeys {
		return &assessment.InvalidError{Fields: map[string]string{"name": msgTooManyPasskeys}}
	}
	return nil
}

// AddPasskey keeps a passkey of the viewer, by the id under which the device knows it. Their other sessions end. One that
// is here already is ErrForbidden.
func (s *Store) AddPasskey(ctx context.Context, v assessment.Viewer, name string, credential, record []byte) error {
	return s.write(ctx, "add passkey", func(ctx context.Context, t tx) error {
		if err := roomForPasskey(ctx, t, v.UserID); err != nil {
			return err
		}
		var known bool
		if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM passkeys WHERE credential_id = $1)`, credential).Scan(&known); err != nil {
			return err
		}
		if known {
			return assessment.ErrForbidden
		}
		id := s.newID()
		if _, err := t.exec(ctx, `
			INSERT INTO passkeys (id, user_id, credential_id, name, record, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, v.UserID, credential, name, record, millis(s.now())); err != nil {
			return err
		}
		if err := endSessions(ctx, t, v.UserID, v.SessionID); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogPasskeyAdded, v.UserID, "")
	})
}

// NamePasskey gives one of the viewer's passkeys another name.
func (s *Store) NamePasskey(ctx context.Context, v assessment.Viewer, id, name string) error {
	return s.write(ctx, "name passkey", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2`, id, v.UserID, name))
	})
}

// RemovePasskey takes one of the viewer's passkeys away, and ends their other sessions. The last factor of somebody whose
// duty it is, and the last way to sign in, stay: an *InvalidError.
func (s *Store) RemovePasskey(ctx context.Context, v assessment.Viewer, id string) error {
	return s.write(ctx, "remove passkey", func(ctx context.Context, t tx) error {
		if err := some(t.exec(ctx, `DELETE FROM passkeys WHERE id = $1 AND user_id = $2`, id, v.UserID)); err != nil {
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
		return s.record(ctx, t, "", v, assessment.LogPasskeyRemoved, v.UserID, "")
	})
}

// UserByPasskey returns whose passkey it is that a device knows under an id, and what is kept of it; else ErrNotFound.
func (s *Store) UserByPasskey(ctx context.Context, credential []byte) (u assessment.User, record []byte, err error) {
	err = s.read(ctx, "find passkey", func(ctx context.Context, t tx) error {
		var user string
		if err := t.row(ctx, `
			SELECT user_id, record FROM passkeys WHERE credential_id = $1`, credential).Scan(&user, &record); err != nil {
			return one(err)
		}
		u, _, err = userWhere(ctx, t, `u.id = $1`, user)
		return err
	})
	return u, record, err
}

// UsePasskey notes that a passkey was used, with what is to be kept of it from now on. It is ErrNotFound if it was used
// or removed since the record was read: of two at the same time one is let in.
func (s *Store) UsePasskey(ctx context.Context, credential, was, record []byte) error {
	return s.write(ctx, "use passkey", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `
			UPDATE passkeys SET record = $3, used_at = $4 WHERE credential_id = $1 AND record = $2`,
			credential, was, record, millis(s.now())))
	})
}

// keepsFactor refuses to take the last second factor from somebody whose duty it is.
func keepsFactor(ctx context.Context, t tx, user string) error {
	u, _, err := userWhere(ctx, t, `u.id = $1`, user)
	if err != nil {
		return err
	}
	if !u.Duty || u.Proves() {
		return nil
	}
	identity, err := hasIdentity(ctx, t, user) // what the other service asks for counts as well
	if err != nil {
		return err
	}
	if !identity {
		return &assessment.InvalidError{Fields: map[string]string{"current": msgLastFactor}}
	}
	return nil
}

// keepsWayIn refuses to leave somebody without a password, a passkey or another service to sign in by.
func keepsWayIn(ctx context.Context, t tx, user string) error {
	u, _, err := userWhere(ctx, t, `u.id = $1`, user)
	if err != nil || !u.NoPassword || u.Passkeys > 0 {
		return err
	}
	identity, err := hasIdentity(ctx, t, user)
	if err != nil {
		return err
	}
	if !identity {
		return &assessment.InvalidError{Fields: map[string]string{"current": msgLastWayIn}}
	}
	return nil
}

// hasIdentity says that a user can sign in by another service.
func hasIdentity(ctx context.Context, t tx, user string) (has bool, err error) {
	err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM identities WHERE user_id = $1)`, user).Scan(&has)
	return has, err
}
