package store

import (
	"context"
	"strings"
	"time"

	"lauter/assessment"
)

// seenEvery is how often a sign-in notes that it is in use: seldom, because each note is a write for a page that is
// only looked at.
const seenEvery = 5 * time.Minute

// sessionMark begins the token of a sign-in, so that each request looks into one table only. No guest's token has it: a
// point stands in none.
const sessionMark = "s."

// OfSession says that a token was given out for a sign-in, whether or not that has ended.
func OfSession(token string) bool { return strings.HasPrefix(token, sessionMark) }

// Viewer returns whom a cookie's token stands for, with what they prefer: a guest, or a user with the guest that the
// browser was before. A sign-in that has ended leaves only the guest, so that nothing the browser owned is lost. It is
// ErrNotFound for any other token.
func (s *Store) Viewer(ctx context.Context, token string) (v assessment.Viewer, err error) {
	var unseen bool
	err = s.look(ctx, "find viewer", func(ctx context.Context, t tx) error {
		if OfSession(token) {
			v, unseen, err = s.signedIn(ctx, t, token)
		} else {
			v, err = guest(ctx, t, `token_hash = $1`, hashed(token))
		}
		return err
	})
	if err != nil || !unseen {
		return v, err
	}
	if err := s.write(ctx, "note use of session", func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at > 0`, v.SessionID, millis(s.now()))
		return err
	}); err != nil { // reading goes on with a full disk
		s.log.Warn("use of a session was not noted", "error", err.Error())
	}
	return v, nil
}

// signedIn reads the session of a token. Unseen says that it has not noted its use for a while.
func (s *Store) signedIn(ctx context.Context, t tx, token string) (v assessment.Viewer, unseen bool, err error) {
	var user assessment.Viewer
	var guestID, shortcuts, advance *string
	var half, runs, owes bool
	var created, seen int64
	err = t.row(ctx, `
		SELECT s.id, s.guest_id, s.half, s.created_at, s.seen_at, s.strong, u.id, u.name, u.email, u.admin, u.shortcuts, u.advance,
			COALESCE(u.language, ''), `+runsSomething+`, s.strong = 0 AND `+owesFactor+`
		FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_hash = $1`, hashed(token)).Scan(&user.SessionID, &guestID, &half, &created, &seen, &user.Strong,
		&user.UserID, &user.Name, &user.Email, &user.Admin, &shortcuts, &advance, &user.Language, &runs, &owes)
	if err != nil {
		return v, false, one(err)
	}
	now := s.now()
	switch age, idle := now.Sub(fromMillis(created)), now.Sub(fromMillis(seen)); {
	case half && age < assessment.HalfSession && seen > 0:
		v = assessment.Viewer{SessionID: user.SessionID, Pending: true}
	case !half && lasts(age, idle, s.Periods().Of(assessment.KeptSession), runs):
		v, unseen = user, idle >= seenEvery
		v.Since, v.Owes, v.Admin = fromMillis(created), owes, v.Admin && !owes
		v.Preferences = assessment.Preferences{Shortcuts: fromNull(shortcuts), Advance: fromNull(advance)}
	case guestID == nil:
		return v, false, assessment.ErrNotFound
	}
	if guestID != nil {
		v.GuestID = *guestID
	}
	if v.UserID == "" && guestID != nil {
		g, err := guest(ctx, t, `id = $1`, *guestID)
		v.Preferences = g.Preferences
		return v, false, err
	}
	return v, unseen, nil
}

// runsSomething says of the user u that they run the installation or a workspace.
const runsSomething = `u.admin = 1 OR EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id AND m.role = 'admin')`

// lasts says that a sign-in of an age, idle for some time, still holds: no longer than longest, and less long for those
// who run an installation or a workspace.
func lasts(age, idle, longest time.Duration, runs bool) bool {
	if runs {
		return age < assessment.AdminLongest && idle < assessment.AdminIdle
	}
	return age < longest && idle < assessment.SessionIdle
}

// SignIn begins a session of a user, whom the caller has recognised by their password, and returns the token for the
// cookie. With a second factor still missing the session is half: it opens nothing and lives for
// assessment.HalfSession. The browser's guest stays with it. A blocked user is ErrForbidden.
func (s *Store) SignIn(ctx context.Context, v assessment.Viewer, user string, half bool, device string) (token string, err error) {
	return s.signIn(ctx, v, user, half, false, device)
}

// SignInStrongly is SignIn for a user whom the caller has recognised by two factors, a passkey, or another service.
func (s *Store) SignInStrongly(ctx context.Context, v assessment.Viewer, user, device string) (token string, err error) {
	return s.signIn(ctx, v, user, false, true, device)
}

func (s *Store) signIn(ctx context.Context, v assessment.Viewer, user string, half, strong bool, device string) (token string, err error) {
	token = sessionMark + newToken()
	err = s.write(ctx, "sign in", func(ctx context.Context, t tx) error {
		return s.beginSession(ctx, t, v, user, half, strong, device, token)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func (s *Store) beginSession(ctx context.Context, t tx, v assessment.Viewer, user string, half, strong bool, device, token string) error {
	var blocked *int64
	if err := t.row(ctx, `SELECT blocked_at FROM users WHERE id = $1`, user).Scan(&blocked); err != nil {
		return one(err)
	}
	if blocked != nil {
		return assessment.ErrForbidden
	}
	if v.SessionID != "" { // of this browser: its token is good no more
		if _, err := t.exec(ctx, `DELETE FROM sessions WHERE id = $1`, v.SessionID); err != nil {
			return err
		}
	}
	now := millis(s.now())
	if _, err := t.exec(ctx, `
		INSERT INTO sessions (id, token_hash, user_id, guest_id, half, strong, device, created_at, seen_at)
		VALUES ($1, $2, $3, $4, $5, $8, $6, $7, $7)`,
		s.newID(), hashed(token), user, null(v.GuestID), half, device, now, strong); err != nil {
		return err
	}
	if v.GuestID != "" { // the token that the browser had before opens nothing any more
		if _, err := t.exec(ctx, `UPDATE guests SET token_hash = $2 WHERE id = $1`, v.GuestID, hashed(newToken())); err != nil {
			return err
		}
	}
	if half {
		return nil
	}
	if _, err := t.exec(ctx, `UPDATE users SET signed_in_at = $2, warned_at = NULL WHERE id = $1`, user, now); err != nil {
		return err
	}
	v.UserID = user
	return s.record(ctx, t, "", v, assessment.LogSignedIn, user, "")
}

// PendingUser returns the user whose second factor a half session waits for.
func (s *Store) PendingUser(ctx context.Context, v assessment.Viewer) (u assessment.User, c Credentials, err error) {
	err = s.read(ctx, "find pending user", func(ctx context.Context, t tx) error {
		u, c, err = userWhere(ctx, t, `
			u.id = (SELECT s.user_id FROM sessions s
				WHERE s.id = $1 AND s.half = 1 AND s.seen_at > 0 AND s.created_at > $2)`,
			v.SessionID, millis(s.now().Add(-assessment.HalfSession)))
		return err
	})
	return u, c, err
}

// SignOut ends the viewer's session. If the browser owned something as a guest, it gets a new token for that, else
// token is empty.
func (s *Store) SignOut(ctx context.Context, v assessment.Viewer) (token string, err error) {
	err = s.write(ctx, "sign out", func(ctx context.Context, t tx) error {
		if err := some(t.exec(ctx, `DELETE FROM sessions WHERE id = $1`, v.SessionID)); err != nil {
			return err
		}
		if v.SignedIn() {
			if err := s.record(ctx, t, "", v, assessment.LogSignedOut, v.UserID, ""); err != nil {
				return err
			}
		}
		token, err = guestAgain(ctx, t, v)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// guestAgain gives the browser of a session that ends a new token for what it owned as a guest; empty: nothing.
func guestAgain(ctx context.Context, t tx, v assessment.Viewer) (token string, err error) {
	if v.GuestID == "" {
		return "", nil
	}
	// Sign-ins of this browser that ended before still stand for the guest: their tokens are good no more.
	if _, err := t.exec(ctx, `DELETE FROM sessions WHERE guest_id = $1`, v.GuestID); err != nil {
		return "", err
	}
	token = newToken()
	return token, some(t.exec(ctx, `UPDATE guests SET token_hash = $2 WHERE id = $1`, v.GuestID, hashed(token)))
}

// Sessions returns where the viewer is signed in, the last used first.
func (s *Store) Sessions(ctx context.Context, v assessment.Viewer) (all []assessment.Session, err error) {
	err = s.read(ctx, "list sessions", func(ctx context.Context, t tx) error {
		var runs bool
		if err := t.row(ctx, `
			SELECT `+runsSomething+` FROM users u WHERE u.id = $1`, v.UserID).Scan(&runs); err != nil {
			return one(err)
		}
		rows, err := t.query(ctx, `
			SELECT id, device, created_at, seen_at FROM sessions WHERE user_id = $1 AND half = 0
			ORDER BY seen_at DESC, id`, v.UserID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var one assessment.Session
			var created, seen int64
			if err := rows.Scan(&one.ID, &one.Device, &created, &seen); err != nil {
				return err
			}
			one.CreatedAt, one.SeenAt = fromMillis(created), fromMillis(seen)
			if now := s.now(); lasts(now.Sub(one.CreatedAt), now.Sub(one.SeenAt), s.Periods().Of(assessment.KeptSession), runs) {
				all = append(all, one)
			}
		}
		return rows.Err()
	})
	return all, err
}

// EndSession ends one of the viewer's sessions; EndSessions all but the one they are using.
func (s *Store) EndSession(ctx context.Context, v assessment.Viewer, id string) error {
	return s.write(ctx, "end session", func(ctx context.Context, t tx) error {
		if err := some(t.exec(ctx, `
			UPDATE sessions SET seen_at = 0 WHERE id = $1 AND user_id = $2 AND seen_at > 0`, id, v.UserID)); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogSessionsEnded, v.UserID, "")
	})
}

// EndSessions ends all of the viewer's sessions but the one they are using.
func (s *Store) EndSessions(ctx context.Context, v assessment.Viewer) error {
	return s.write(ctx, "end sessions", func(ctx context.Context, t tx) error {
		if err := endSessions(ctx, t, v.UserID, v.SessionID); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogSessionsEnded, v.UserID, "")
	})
}

// endSessions ends the sessions of a user, except one. Their rows stay until the daily job finds that no guest needs
// them.
func endSessions(ctx context.Context, t tx, user, except string) error {
	_, err := t.exec(ctx, `UPDATE sessions SET seen_at = 0 WHERE user_id = $1 AND id <> $2`, user, except)
	return err
}

// null is what the database keeps for an absent id.
func null(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// text is the inverse of null.
func text(id *string) string {
	if id == nil {
		return ""
	}
	return *id
}
