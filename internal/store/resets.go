package store

import (
	"context"

	"lauter/assessment"
)

// NewReset makes a link through which a user chooses a new password, for whoever runs the installation, and returns its
// token. A second factor stays in force.
func (s *Store) NewReset(ctx context.Context, v assessment.Viewer, user string) (token string, err error) {
	err = s.write(ctx, "make password link", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		if _, _, err := userWhere(ctx, t, `u.id = $1`, user); err != nil {
			return err
		}
		token, err = s.newReset(ctx, t, v, user)
		return err
	})
	return token, err
}

// NewResetFor makes a link as NewReset does, for whoever holds the mailbox of an address: the caller mails it there and
// shows it to nobody. It is ErrNotFound if nobody who may sign in has the address.
func (s *Store) NewResetFor(ctx context.Context, email string) (token string, err error) {
	err = s.write(ctx, "make password link by mail", func(ctx context.Context, t tx) error {
		u, _, err := userWhere(ctx, t, `u.email = $1 AND u.blocked_at IS NULL`, email)
		if err != nil {
			return err
		}
		token, err = s.newReset(ctx, t, assessment.Viewer{}, u.ID)
		return err
	})
	return token, err
}

func (s *Store) newReset(ctx context.Context, t tx, v assessment.Viewer, user string) (token string, err error) {
	if _, err := t.exec(ctx, `DELETE FROM invitations WHERE kind = 'password' AND user_id = $1`, user); err != nil {
		return "", err
	}
	token, err = s.insertInvitation(ctx, t, v, assessment.Invitation{Kind: assessment.InvitationPassword, UserID: user}, assessment.ResetLife)
	if err != nil {
		return "", err
	}
	return token, s.record(ctx, t, "", v, assessment.LogResetMade, user, "")
}

// Reset gives the user of a password link a new password and ends their sessions.
func (s *Store) Reset(ctx context.Context, token, hash string) (user string, err error) {
	err = s.write(ctx, "reset password", func(ctx context.Context, t tx) error {
		i, err := s.take(ctx, t, token, assessment.InvitationPassword)
		if err != nil {
			return err
		}
		user = i.UserID
		return s.setPassword(ctx, t, assessment.Viewer{UserID: i.UserID}, i.UserID, hash)
	})
	return user, err
}
