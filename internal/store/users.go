package store

import (
	"context"
	"errors"
	"time"

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
		u.password, u.totp, u.totp_wanted, u.totp_step
	FROM users u WHERE `

// userWhere reads the user whom a condition finds.
func userWhere(ctx context.Context, t tx, where string, args ...any) (assessment.User, Credentials, error) {
	u, c, err := scanUser(t.row(ctx, selectUsers+where, args...))
	return u, c, one(err)
}

func scanUser(row interface{ Scan(...any) error }) (u assessment.User, c Credentials, err error) {
	var created int64
	var signedIn, blocked *int64
	err = row.Scan(&u.ID, &u.Email, &u.Name, &u.Admin, &created, &signedIn, &blocked,
		&c.Password, &c.Factor, &c.Wanted, &c.Step)
	u.TwoFactor, u.CreatedAt = c.Factor != nil, fromMillis(created)
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

// WantFactor keeps a sealed secret that the viewer was shown, until ConfirmFactor or the next one.
func (s *Store) WantFactor(ctx context.Context, v assessment.Viewer, sealed []byte) error {
	return s.write(ctx, "want second factor", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET totp_wanted = $2 WHERE id = $1`, v.UserID, sealed))
	})
}

// ConfirmFactor makes the wanted secret the viewer's second factor, with the time step of the code that proved it, and
// replaces the recovery codes by those with these hashes. Other sessions of the viewer end.
func (s *Store) ConfirmFactor(ctx context.Context, v assessment.Viewer, step int64, recovery [][]byte) error {
	return s.write(ctx, "confirm second factor", func(ctx context.Context, t tx) error {
		if err := some(t.exec(ctx, `
			UPDATE users SET totp = totp_wanted, totp_wanted = NULL, totp_step = $2
			WHERE id = $1 AND totp_wanted IS NOT NULL`, v.UserID, step)); err != nil {
			return err
		}
		if err := replaceRecovery(ctx, t, v.UserID, recovery); err != nil {
			return err
		}
		if err := endSessions(ctx, t, v.UserID, v.SessionID); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogFactorAdded, v.UserID, "")
	})
}

func replaceRecovery(ctx context.Context, t tx, user string, hashes [][]byte) error {
	if _, err := t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, user); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := t.exec(ctx, `INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)`, user, hash); err != nil {
			return err
		}
	}
	return nil
}

// RemoveFactor takes the viewer's second factor and recovery codes away.
func (s *Store) RemoveFactor(ctx context.Context, v assessment.Viewer) error {
	return s.write(ctx, "remove second factor", func(ctx context.Context, t tx) error {
		return s.removeFactor(ctx, t, v, v.UserID)
	})
}

func (s *Store) removeFactor(ctx context.Context, t tx, v assessment.Viewer, user string) error {
	if err := some(t.exec(ctx, `UPDATE users SET totp = NULL, totp_wanted = NULL WHERE id = $1`, user)); err != nil {
		return err
	}
	if err := replaceRecovery(ctx, t, user, nil); err != nil {
		return err
	}
	return s.record(ctx, t, "", v, assessment.LogFactorRemoved, user, "")
}

// UseStep notes that a code of a time step was accepted for a user, so that none of that step or an earlier one is
// accepted again. It is ErrNotFound if that has happened in the meantime.
func (s *Store) UseStep(ctx context.Context, user string, step int64) error {
	return s.write(ctx, "use code", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, user, step))
	})
}

// UseRecovery uses up the recovery code with a hash, else it is ErrNotFound.
func (s *Store) UseRecovery(ctx context.Context, user string, hash []byte) error {
	return s.write(ctx, "use recovery code", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2`, user, hash))
	})
}

// RecoveryCodes counts the recovery codes that the viewer has left.
func (s *Store) RecoveryCodes(ctx context.Context, v assessment.Viewer) (n int, err error) {
	err = s.read(ctx, "count recovery codes", func(ctx context.Context, t tx) error {
		return t.row(ctx, `SELECT count(*) FROM recovery_codes WHERE user_id = $1`, v.UserID).Scan(&n)
	})
	return n, err
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
	DropFactor   UserChange = "drop-factor" // for somebody who has lost it; proven by other means
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

// OwnData is everything that the database holds about a user as a person.
type OwnData struct {
	User     assessment.User
	Members  []assessment.Member // roles, with the names of the places
	Sessions []assessment.Session
	Log      []assessment.LogEntry // what they did and what was done to them, in every log

	Invitations []assessment.Invitation // to their address
	Comments    []assessment.Comment    // that they wrote
	Answers     []SavedAnswer           // states of answers that they saved; what they say belongs to the organisation
}

// SavedAnswer says that somebody saved an answer.
type SavedAnswer struct {
	Assessment, Question string // ids
	At                   time.Time
}

// OwnData returns everything about the viewer.
func (s *Store) OwnData(ctx context.Context, v assessment.Viewer) (d OwnData, err error) {
	if d.Sessions, err = s.Sessions(ctx, v); err != nil {
		return d, err
	}
	err = s.read(ctx, "read own data", func(ctx context.Context, t tx) error {
		if d.User, _, err = userWhere(ctx, t, `u.id = $1`, v.UserID); err != nil {
			return err
		}
		if d.Members, err = membershipsOf(ctx, t, v.UserID); err != nil {
			return err
		}
		if d.Log, err = logWhere(ctx, t, `actor = $1 OR object = $1 ORDER BY at, chain, seq`, v.UserID); err != nil {
			return err
		}
		if d.Invitations, err = invitationsWhere(ctx, t, `i.email = $1 ORDER BY i.created_at`, d.User.Email); err != nil {
			return err
		}
		if d.Comments, err = commentsWhere(ctx, t, v, `c.user_id = $2 ORDER BY c.created_at, c.id`, v.UserID); err != nil {
			return err
		}
		d.Answers, err = savedBy(ctx, t, v.UserID)
		return err
	})
	return d, err
}

// EraseUser deletes the viewer's account with their roles and sessions, from the bytes of the database too. Entries of
// logs keep an id that now stands for nobody. What they made in a workspace belongs to it and stays. The last admin of a
// workspace, and the last user who runs the installation, must hand over first: an *InvalidError. The token is a new one
// for what the browser owns as a guest, as of SignOut.
func (s *Store) EraseUser(ctx context.Context, v assessment.Viewer) (token string, err error) {
	err = s.erase(ctx, "erase user", func(ctx context.Context, t tx) error {
		if err := replaceable(ctx, t, v.UserID); err != nil {
			return err
		}
		if err := s.eraseUser(ctx, t, v, v.UserID); err != nil {
			return err
		}
		token, err = guestAgain(ctx, t, v)
		return err
	})
	return token, err
}

// EraseAnother deletes the account of somebody else as EraseUser does, for whoever runs the installation.
func (s *Store) EraseAnother(ctx context.Context, v assessment.Viewer, user string) error {
	return s.erase(ctx, "erase another user", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		if err := replaceable(ctx, t, user); err != nil {
			return err
		}
		return s.eraseUser(ctx, t, v, user)
	})
}

// savedBy lists the states of answers that a user saved, without what they say.
func savedBy(ctx context.Context, t tx, user string) (all []SavedAnswer, err error) {
	rows, err := t.query(ctx, `
		SELECT r.assessment_id, h.question_id, h.saved_at
		FROM answer_history h JOIN responses r ON r.id = h.response_id
		WHERE h.saved_by = $1 ORDER BY h.saved_at, h.question_id`, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a SavedAnswer
		var at int64
		if err := rows.Scan(&a.Assessment, &a.Question, &at); err != nil {
			return nil, err
		}
		a.At = fromMillis(at)
		all = append(all, a)
	}
	return all, rows.Err()
}

// replaceable refuses to lose the last admin of a workspace or the last user who runs the installation.
func replaceable(ctx context.Context, t tx, user string) error {
	var alone, others int
	var admin bool
	if err := t.row(ctx, `
		SELECT u.admin,
			(SELECT count(*) FROM users o WHERE o.id <> u.id AND o.admin = 1 AND o.blocked_at IS NULL),
			(SELECT count(*) FROM members m WHERE m.user_id = u.id AND m.role = 'admin' AND NOT EXISTS (
				SELECT 1 FROM members o
				WHERE o.workspace_id = m.workspace_id AND o.role = 'admin' AND o.user_id <> u.id))
		FROM users u WHERE u.id = $1`, user).Scan(&admin, &others, &alone); err != nil {
		return one(err)
	}
	switch {
	case alone > 0:
		return &assessment.InvalidError{Fields: map[string]string{"confirm": msgLastAdmin}}
	case admin && others == 0:
		return &assessment.InvalidError{Fields: map[string]string{"confirm": msgLastRunner}}
	}
	return nil
}

// eraseUser deletes a user and the invitations to their address. Roles, sessions and recovery codes go along.
func (s *Store) eraseUser(ctx context.Context, t tx, v assessment.Viewer, user string) error {
	if _, err := t.exec(ctx, `
		DELETE FROM invitations WHERE email <> '' AND email = (SELECT u.email FROM users u WHERE u.id = $1)`, user); err != nil {
		return err
	}
	if err := some(t.exec(ctx, `DELETE FROM users WHERE id = $1`, user)); err != nil {
		return err
	}
	return s.record(ctx, t, "", v, assessment.LogUserErased, user, "")
}
