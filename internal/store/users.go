package store

import (
	"context"
	"errors"

	"lauter/assessment"
)

const (
	msgEmailTaken = "account.error.email.taken"
	msgLastRunner = "admin.error.last"
)

// Credentials are what a user is recognised by. Nothing of them leaves the server.
type Credentials struct {
	Password string // hash in PHC form; empty: no password can match
	Factor   []byte // sealed secret of the second factor; nil: none
	Wanted   []byte // sealed secret that was shown and not confirmed; nil: none
	Step     int64  // last time step of which a code was accepted
}

// NewUser is what somebody says who makes an account.
type NewUser struct {
	Email    string // normalised
	Name     string // 1 to 120 characters
	Password string // hash in PHC form
}

// AnyUser says whether the installation has a user: without one it is new.
func (s *Store) AnyUser(ctx context.Context) (any bool, err error) {
	err = s.read(ctx, "look for users", func(ctx context.Context, t tx) error {
		return t.row(ctx, `SELECT EXISTS (SELECT 1 FROM users)`).Scan(&any)
	})
	return any, err
}

// UserByEmail returns the user with a normalised address and what they are recognised by, else ErrNotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (u assessment.User, c Credentials, err error) {
	err = s.read(ctx, "find user", func(ctx context.Context, t tx) error {
		u, c, err = userWhere(ctx, t, `u.email = $1`, email)
		return err
	})
	return u, c, err
}

// Self returns the viewer as a user.
func (s *Store) Self(ctx context.Context, v assessment.Viewer) (u assessment.User, c Credentials, err error) {
	err = s.read(ctx, "find user", func(ctx context.Context, t tx) error {
		u, c, err = userWhere(ctx, t, `u.id = $1`, v.UserID)
		return err
	})
	return u, c, err
}

const selectUsers = `
	SELECT u.id, u.email, u.name, u.admin, u.created_at, u.signed_in_at, u.blocked_at,
		u.password, u.totp, u.totp_wanted, u.totp_step,
		(SELECT count(*) FROM passkeys k WHERE k.user_id = u.id), CASE WHEN ` + owesFactor + ` THEN 1 ELSE 0 END
	FROM users u WHERE `

// owesFactor says of the user u that two factors are their duty: as one of those who run the installation, or in a
// workspace.
const owesFactor = `(u.admin = 1 AND EXISTS (SELECT 1 FROM settings g WHERE g.name = 'admins_need_factor' AND g.value = 'on')
	OR EXISTS (SELECT 1 FROM members d JOIN workspaces dw ON dw.id = d.workspace_id
		WHERE d.user_id = u.id AND dw.needs_factor = 1))`

// userWhere reads the user whom a condition finds.
func userWhere(ctx context.Context, t tx, where string, args ...any) (assessment.User, Credentials, error) {
	u, c, err := scanUser(t.row(ctx, selectUsers+where, args...))
	return u, c, one(err)
}

func scanUser(row interface{ Scan(...any) error }) (u assessment.User, c Credentials, err error) {
	var created int64
	var signedIn, blocked *int64
	err = row.Scan(&u.ID, &u.Email, &u.Name, &u.Admin, &created, &signedIn, &blocked,
		&c.Password, &c.Factor, &c.Wanted, &c.Step, &u.Passkeys, &u.Duty)
	u.TwoFactor, u.NoPassword, u.CreatedAt = c.Factor != nil, c.Password == "", fromMillis(created)
	u.SignedInAt = maybeMillis(signedIn)
	u.BlockedAt = maybeMillis(blocked)
	return u, c, err
}

// insertUser adds a user. An address that somebody has already is an *InvalidError.
func (s *Store) insertUser(ctx context.Context, t tx, v assessment.Viewer, n NewUser, admin bool) (id string, err error) {
	_, _, err = userWhere(ctx, t, `u.email = $1`, n.Email)
	if err == nil {
		return "", &assessment.InvalidError{Fields: map[string]string{"email": msgEmailTaken}}
	}
	if !errors.Is(err, assessment.ErrNotFound) {
		return "", err
	}
	id = s.newID()
	if _, err := t.exec(ctx, `
		INSERT INTO users (id, email, name, password, admin, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, n.Email, n.Name, n.Password, admin, millis(s.now())); err != nil {
		return "", err
	}
	return id, s.record(ctx, t, "", v, assessment.LogUserAdded, id, "")
}

// SetName names the viewer.
func (s *Store) SetName(ctx context.Context, v assessment.Viewer, name string) error {
	return s.write(ctx, "name user", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET name = $2 WHERE id = $1`, v.UserID, name))
	})
}

// SetLanguage keeps the language that the viewer chose for themselves on every device.
func (s *Store) SetLanguage(ctx context.Context, v assessment.Viewer, language string) error {
	return s.write(ctx, "set language", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET language = $2 WHERE id = $1`, v.UserID, language))
	})
}

// SetPassword gives the viewer another password, and ends their other sessions.
func (s *Store) SetPassword(ctx context.Context, v assessment.Viewer, hash string) error {
	return s.write(ctx, "set password", func(ctx context.Context, t tx) error {
		return s.setPassword(ctx, t, v, v.UserID, hash)
	})
}

func (s *Store) setPassword(ctx context.Context, t tx, v assessment.Viewer, user, hash string) error {
	if err := some(t.exec(ctx, `UPDATE users SET password = $2 WHERE id = $1`, user, hash)); err != nil {
		return err
	}
	if err := endSessions(ctx, t, user, v.SessionID); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		UPDATE invitations SET revoked_at = $2 WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL`,
		user, millis(s.now())); err != nil { // links to a new password made before
		return err
	}
	return s.record(ctx, t, "", v, assessment.LogPasswordChanged, user, "")
}

// Rehash replaces the hash of a user's unchanged password by a stronger one.
func (s *Store) Rehash(ctx context.Context, user, hash string) error {
	return s.write(ctx, "rehash password", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET password = $2 WHERE id = $1`, user, hash))
	})
}

// Users returns everybody who can sign in, by name, to whoever runs the installation.
func (s *Store) Users(ctx context.Context, v assessment.Viewer) (all []assessment.User, err error) {
	err = s.read(ctx, "list users", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		rows, err := t.query(ctx, selectUsers+`1 = 1 ORDER BY u.name, u.email`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			u, _, err := scanUser(rows)
			if err != nil {
				return err
			}
			all = append(all, u)
		}
		return rows.Err()
	})
	return all, err
}

// UserChange is what whoever runs the installation may do to a user.
type UserChange string

const (
	BlockUser    UserChange = "block"   // they may not sign in, and their sessions end
	UnblockUser  UserChange = "unblock" // they may again
	GiveAdmin    UserChange = "admin"   // they run the installation too
	TakeAdmin    UserChange = "no-admin"
	DropFactor   UserChange = "drop-factor" // passkeys too, for somebody who has lost them; proven by other means
	DropSessions UserChange = "sign-out"
)

// ChangeUser changes a user, for whoever runs the installation. The last one of those who may sign in stays: to take
// that away is an *InvalidError.
func (s *Store) ChangeUser(ctx context.Context, v assessment.Viewer, user string, change UserChange) error {
	return s.write(ctx, "change user", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		if _, _, err := userWhere(ctx, t, `u.id = $1`, user); err != nil {
			return err
		}
		if err := s.changeUser(ctx, t, v, user, change); err != nil {
			return err
		}
		var left int
		if err := t.row(ctx, `SELECT count(*) FROM users WHERE admin = 1 AND blocked_at IS NULL`).Scan(&left); err != nil {
			return err
		}
		if left == 0 {
			return &assessment.InvalidError{Fields: map[string]string{"change": msgLastRunner}}
		}
		return nil
	})
}

func (s *Store) changeUser(ctx context.Context, t tx, v assessment.Viewer, user string, change UserChange) error {
	var set string
	var event assessment.Event
	var args []any
	switch change {
	case BlockUser:
		set, event, args = `blocked_at = COALESCE(blocked_at, $2)`, assessment.LogUserBlocked, []any{millis(s.now())}
	case UnblockUser:
		set, event = `blocked_at = NULL`, assessment.LogUserUnblocked
	case GiveAdmin:
		set, event = `admin = 1`, assessment.LogAdminGiven
	case TakeAdmin:
		set, event = `admin = 0`, assessment.LogAdminTaken
	case DropFactor:
		if err := endSessions(ctx, t, user, v.SessionID); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM passkeys WHERE user_id = $1`, user); err != nil {
			return err
		}
		return s.removeFactor(ctx, t, v, user)
	case DropSessions:
		set, event = `admin = admin`, assessment.LogSessionsEnded
	default:
		return assessment.ErrNotFound
	}
	if _, err := t.exec(ctx, `UPDATE users SET `+set+` WHERE id = $1`, append([]any{user}, args...)...); err != nil {
		return err
	}
	if change != UnblockUser { // whoever has gained or lost something signs in anew
		except := v.SessionID
		if change == BlockUser {
			except = "" // who blocks themselves is out at once
		}
		if err := endSessions(ctx, t, user, except); err != nil {
			return err
		}
	}
	return s.record(ctx, t, "", v, event, user, "")
}
