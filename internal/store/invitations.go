package store

import (
	"context"
	"crypto/rand"
	"time"

	"lauter/assessment"
)

const msgTooManyInvitations = "people.error.invitations"

// NewSetup makes the link that leads to the first account, and returns its token. Links made before are in force no
// more. With a user in the installation it is ErrGone.
func (s *Store) NewSetup(ctx context.Context) (token string, err error) {
	err = s.write(ctx, "make setup link", func(ctx context.Context, t tx) error {
		var any bool
		if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM users)`).Scan(&any); err != nil {
			return err
		}
		if any {
			return assessment.ErrGone
		}
		if _, err := t.exec(ctx, `DELETE FROM invitations WHERE kind = 'setup'`); err != nil {
			return err
		}
		token, err = s.insertInvitation(ctx, t, assessment.Viewer{}, assessment.Invitation{Kind: assessment.InvitationSetup}, assessment.InvitationLife)
		return err
	})
	return token, err
}

// Invite makes a link through which the owner of an address becomes a member of a workspace, or of one of its clients,
// and returns its token. The viewer must be able to grant the role. An older invitation of the same address to the same
// place is in force no more.
func (s *Store) Invite(ctx context.Context, v assessment.Viewer, workspace, organisation string, role assessment.Role, email string) (token string, err error) {
	err = s.write(ctx, "invite", func(ctx context.Context, t tx) error {
		if err := s.mayInvite(ctx, t, v, workspace, organisation, role); err != nil {
			return err
		}
		now := millis(s.now())
		if _, err := t.exec(ctx, `
			UPDATE invitations SET revoked_at = $4
			WHERE workspace_id = $1 AND COALESCE(organisation_id, '') = $2 AND email = $3
				AND used_at IS NULL AND revoked_at IS NULL`,
			workspace, organisation, email, now); err != nil {
			return err
		}
		var open int
		if err := t.row(ctx, `
			SELECT count(*) FROM invitations
			WHERE workspace_id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2`,
			workspace, now).Scan(&open); err != nil {
			return err
		}
		if open >= assessment.MaxInvitations {
			return &assessment.InvalidError{Fields: map[string]string{"email": msgTooManyInvitations}}
		}
		token, err = s.insertInvitation(ctx, t, v, assessment.Invitation{
			Kind: assessment.InvitationMember, WorkspaceID: workspace, OrganisationID: organisation, Role: role, Email: email,
		}, assessment.InvitationLife)
		if err != nil {
			return err
		}
		return s.record(ctx, t, workspace, v, assessment.LogInvited, organisation, string(role))
	})
	return token, err
}

// mayInvite returns nil if the viewer may give a role in a workspace or for one of its clients.
func (s *Store) mayInvite(ctx context.Context, t tx, v assessment.Viewer, workspace, organisation string, role assessment.Role) error {
	own, err := roleIn(ctx, t, v, workspace)
	if err != nil {
		return err
	}
	if organisation != "" {
		c, err := clientOf(ctx, t, v, organisation)
		if err != nil {
			return err
		}
		if c.WorkspaceID != workspace {
			return assessment.ErrNotFound
		}
		own = c.Role
	}
	switch {
	case own == "":
		return assessment.ErrNotFound
	case !own.Grants(role) || role.Staff() != (organisation == ""):
		return assessment.ErrForbidden
	}
	return nil
}

// insertInvitation keeps a link and returns its token: 26 letters and digits that hold 130 random bits.
func (s *Store) insertInvitation(ctx context.Context, t tx, v assessment.Viewer, i assessment.Invitation, life time.Duration) (token string, err error) {
	token = rand.Text()
	_, err = t.exec(ctx, `
		INSERT INTO invitations (id, token_hash, kind, workspace_id, organisation_id, role, user_id, email, invited_by,
			created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.newID(), hashed(token), string(i.Kind), null(i.WorkspaceID), null(i.OrganisationID), string(i.Role),
		null(i.UserID), i.Email, null(v.UserID), millis(s.now()), millis(s.now().Add(life)))
	return token, err
}

const selectInvitations = `
	SELECT i.id, i.kind, i.workspace_id, COALESCE(w.name, ''), i.organisation_id, COALESCE(o.name, ''), i.role, i.user_id,
		COALESCE(p.email, i.email), COALESCE(u.name, ''), i.created_at, i.expires_at, i.used_at IS NOT NULL OR i.revoked_at IS NOT NULL
	FROM invitations i
	LEFT JOIN workspaces w ON w.id = i.workspace_id
	LEFT JOIN organisations o ON o.workspace_id = i.workspace_id AND o.id = i.organisation_id
	LEFT JOIN users u ON u.id = i.invited_by
	LEFT JOIN users p ON p.id = i.user_id
	WHERE `

func scanInvitation(row interface{ Scan(...any) error }) (i assessment.Invitation, over bool, err error) {
	var workspace, organisation, user *string
	var created, expires int64
	err = row.Scan(&i.ID, &i.Kind, &workspace, &i.Workspace, &organisation, &i.Organisation, &i.Role, &user,
		&i.Email, &i.InvitedBy, &created, &expires, &over)
	i.WorkspaceID, i.OrganisationID, i.UserID = text(workspace), text(organisation), text(user)
	i.CreatedAt, i.ExpiresAt = fromMillis(created), fromMillis(expires)
	return i, over, err
}

// OpenInvitation says what a link leads to, and changes nothing. It is ErrGone if the link was used or revoked or has
// expired, then the invitation says no more than who made it; ErrNotFound if there is no such link.
func (s *Store) OpenInvitation(ctx context.Context, token string) (i assessment.Invitation, err error) {
	err = s.read(ctx, "open invitation", func(ctx context.Context, t tx) error {
		i, err = s.invited(ctx, t, token)
		return err
	})
	return i, err
}

func (s *Store) invited(ctx context.Context, t tx, token string) (assessment.Invitation, error) {
	i, over, err := scanInvitation(t.row(ctx, selectInvitations+`i.token_hash = $1`, hashed(token)))
	if err != nil {
		return assessment.Invitation{}, one(err)
	}
	if over || !s.now().Before(i.ExpiresAt) {
		return assessment.Invitation{InvitedBy: i.InvitedBy}, assessment.ErrGone
	}
	return i, nil
}

// Invitations returns the open ones of a workspace, or for one of its clients, the newest first. The viewer must be
// somebody who grants roles there.
func (s *Store) Invitations(ctx context.Context, v assessment.Viewer, workspace, organisation string) (all []assessment.Invitation, err error) {
	err = s.read(ctx, "list invitations", func(ctx context.Context, t tx) error {
		if err := s.mayGrant(ctx, t, v, workspace, organisation); err != nil {
			return err
		}
		all, err = invitationsWhere(ctx, t, `
			i.workspace_id = $1 AND COALESCE(i.organisation_id, '') = $2
				AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $3
			ORDER BY i.created_at DESC, i.id DESC`, workspace, organisation, millis(s.now()))
		return err
	})
	return all, err
}

func invitationsWhere(ctx context.Context, t tx, where string, args ...any) (all []assessment.Invitation, err error) {
	rows, err := t.query(ctx, selectInvitations+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		i, _, err := scanInvitation(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// RevokeInvitation puts an open invitation out of force, by somebody who might have made it.
func (s *Store) RevokeInvitation(ctx context.Context, v assessment.Viewer, id string) error {
	return s.write(ctx, "revoke invitation", func(ctx context.Context, t tx) error {
		i, over, err := scanInvitation(t.row(ctx, selectInvitations+`i.id = $1 AND i.kind = 'member'`, id))
		if err != nil {
			return one(err)
		}
		if err := s.mayInvite(ctx, t, v, i.WorkspaceID, i.OrganisationID, i.Role); err != nil || over {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE invitations SET revoked_at = $2 WHERE id = $1`, id, millis(s.now())); err != nil {
			return err
		}
		return s.record(ctx, t, i.WorkspaceID, v, assessment.LogInviteRevoked, i.OrganisationID, string(i.Role))
	})
}

// SetUp makes the first user, who runs the installation, and their workspace, and uses up the setup link. Its errors
// are those of OpenInvitation.
func (s *Store) SetUp(ctx context.Context, token string, n NewUser, workspace string) (user string, err error) {
	err = s.write(ctx, "set up", func(ctx context.Context, t tx) error {
		if _, err := s.take(ctx, t, token, assessment.InvitationSetup); err != nil {
			return err
		}
		if user, err = s.insertUser(ctx, t, assessment.Viewer{}, n, true); err != nil {
			return err
		}
		_, err = s.insertWorkspace(ctx, t, assessment.Viewer{UserID: user}, workspace)
		return err
	})
	return user, err
}

// Accept makes a member of a signed-in viewer whose address the invitation is for. For another address it is
// ErrForbidden; otherwise its errors are those of OpenInvitation.
func (s *Store) Accept(ctx context.Context, v assessment.Viewer, token string) error {
	return s.write(ctx, "accept invitation", func(ctx context.Context, t tx) error {
		i, err := s.take(ctx, t, token, assessment.InvitationMember)
		if err != nil {
			return err
		}
		if i.Email != v.Email {
			return assessment.ErrForbidden
		}
		if err := s.insertMember(ctx, t, v, v.UserID, i.WorkspaceID, i.OrganisationID, i.Role); err != nil {
			return err
		}
		return keepsAdmin(ctx, t, i.WorkspaceID) // the last one may have been invited to less
	})
}

// AcceptAsNew makes a user and a member of somebody who has no account yet. The address is that of the invitation,
// whatever n says. If it has an account already it is an *InvalidError.
func (s *Store) AcceptAsNew(ctx context.Context, token string, n NewUser) (user string, err error) {
	err = s.write(ctx, "accept invitation", func(ctx context.Context, t tx) error {
		user, err = s.acceptAsNew(ctx, t, token, n)
		return err
	})
	return user, err
}

func (s *Store) acceptAsNew(ctx context.Context, t tx, token string, n NewUser) (user string, err error) {
	i, err := s.take(ctx, t, token, assessment.InvitationMember)
	if err != nil {
		return "", err
	}
	n.Email = i.Email
	if user, err = s.insertUser(ctx, t, assessment.Viewer{}, n, false); err != nil {
		return "", err
	}
	return user, s.insertMember(ctx, t, assessment.Viewer{UserID: user}, user, i.WorkspaceID, i.OrganisationID, i.Role)
}

// take uses up a link of a kind.
func (s *Store) take(ctx context.Context, t tx, token string, kind assessment.InvitationKind) (assessment.Invitation, error) {
	i, err := s.invited(ctx, t, token)
	if err != nil {
		return i, err
	}
	if i.Kind != kind {
		return i, assessment.ErrNotFound
	}
	_, err = t.exec(ctx, `UPDATE invitations SET used_at = $2 WHERE id = $1`, i.ID, millis(s.now()))
	return i, err
}
