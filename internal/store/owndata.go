package store

import (
	"context"
	"time"

	"lauter/assessment"
)

// OwnData is everything that the database holds about a user as a person.
type OwnData struct {
	User     assessment.User
	Members  []assessment.Member // roles, with the names of the places
	Sessions []assessment.Session
	Log      []assessment.LogEntry // what they did and what was done to them, in every log

	Passkeys    []assessment.Passkey
	Identities  []assessment.Identity   // accounts of other services that they sign in by
	NewEmail    string                  // address that they want and have not confirmed; empty: none
	Invitations []assessment.Invitation // to their address
	Comments    []assessment.Comment    // that they wrote
	Texts       []assessment.LegalText  // that they saved for the operator
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
		if d.Passkeys, _, err = passkeysOf(ctx, t, v.UserID); err != nil {
			return err
		}
		if d.Identities, err = identitiesOf(ctx, t, v.UserID); err != nil {
			return err
		}
		if err = t.row(ctx, `
			SELECT COALESCE((SELECT email FROM email_changes WHERE user_id = $1), '')`, v.UserID).Scan(&d.NewEmail); err != nil {
			return err
		}
		if d.Invitations, err = invitationsWhere(ctx, t, `i.email = $1 ORDER BY i.created_at`, d.User.Email); err != nil {
			return err
		}
		if d.Comments, err = commentsWhere(ctx, t, v, `c.user_id = $2 ORDER BY c.created_at, c.id`, v.UserID); err != nil {
			return err
		}
		if d.Texts, err = legalWhere(ctx, t, `WHERE t.saved_by = $1 ORDER BY t.saved_at, t.page, t.lang`, v.UserID); err != nil {
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
