package store

import (
	"context"

	"lauter/assessment"
)

const (
	msgTooManyClients = "client.error.many"
	msgTooManyMembers = "people.error.many"
	msgLastAdmin      = "people.error.lastadmin"
)

// roleIn is the role of the viewer in a whole workspace; empty: none.
func roleIn(ctx context.Context, t tx, v assessment.Viewer, workspace string) (role assessment.Role, err error) {
	err = t.row(ctx, `
		SELECT COALESCE((SELECT m.role FROM members m
			WHERE m.user_id = $1 AND m.workspace_id = $2 AND m.organisation_id IS NULL), '')`,
		member(v), workspace).Scan(&role)
	return role, err
}

// admits returns nil if the viewer has one of these roles in a whole workspace. It is ErrForbidden with another role
// there and ErrNotFound without any.
func (s *Store) admits(ctx context.Context, t tx, v assessment.Viewer, workspace string, roles ...assessment.Role) error {
	role, err := roleIn(ctx, t, v, workspace)
	if err != nil {
		return err
	}
	for _, one := range roles {
		if role == one {
			return nil
		}
	}
	if role == "" {
		return assessment.ErrNotFound
	}
	return assessment.ErrForbidden
}

// Workspaces returns those in which the viewer has a role that holds for all of it, by name.
func (s *Store) Workspaces(ctx context.Context, v assessment.Viewer) (all []assessment.Workspace, err error) {
	return s.workspacesWhere(ctx, `
		SELECT w.id, w.name, w.created_at, w.needs_factor, m.role FROM members m
		JOIN workspaces w ON w.id = m.workspace_id
		WHERE m.user_id = $1 AND m.organisation_id IS NULL
		ORDER BY w.name, w.id`, member(v))
}

// AllWorkspaces returns every workspace that has a name, to whoever runs the installation. They show no client.
func (s *Store) AllWorkspaces(ctx context.Context, v assessment.Viewer) ([]assessment.Workspace, error) {
	if !v.Admin {
		return nil, assessment.ErrNotFound
	}
	return s.workspacesWhere(ctx, `
		SELECT w.id, w.name, w.created_at, w.needs_factor, '' FROM workspaces w WHERE w.name <> '' ORDER BY w.name, w.id`)
}

func (s *Store) workspacesWhere(ctx context.Context, query string, args ...any) (all []assessment.Workspace, err error) {
	err = s.read(ctx, "list workspaces", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w assessment.Workspace
			var created int64
			if err := rows.Scan(&w.ID, &w.Name, &created, &w.Duty, &w.Role); err != nil {
				return err
			}
			w.CreatedAt = fromMillis(created)
			all = append(all, w)
		}
		return rows.Err()
	})
	return all, err
}

// AddWorkspace makes a workspace, whose admin is the viewer, who runs the installation.
func (s *Store) AddWorkspace(ctx context.Context, v assessment.Viewer, name string) (id string, err error) {
	err = s.write(ctx, "add workspace", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		id, err = s.insertWorkspace(ctx, t, v, name)
		return err
	})
	return id, err
}

func (s *Store) insertWorkspace(ctx context.Context, t tx, v assessment.Viewer, name string) (id string, err error) {
	id = s.newID()
	if _, err := t.exec(ctx, `
		INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3)`, id, name, millis(s.now())); err != nil {
		return "", err
	}
	if err := s.record(ctx, t, id, v, assessment.LogWorkspaceAdded, id, ""); err != nil {
		return "", err
	}
	return id, s.insertMember(ctx, t, v, v.UserID, id, "", assessment.RoleAdmin)
}

// insertMember gives a user a role, in place of the one that they have in the same place.
func (s *Store) insertMember(ctx context.Context, t tx, v assessment.Viewer, user, workspace, organisation string, role assessment.Role) error {
	var members int
	if err := t.row(ctx, `SELECT count(*) FROM members WHERE workspace_id = $1`, workspace).Scan(&members); err != nil {
		return err
	}
	if members >= assessment.MaxMembers {
		return &assessment.InvalidError{Fields: map[string]string{"email": msgTooManyMembers}}
	}
	id := s.newID()
	if _, err := t.exec(ctx, `
		INSERT INTO members (id, workspace_id, organisation_id, user_id, role, created_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (user_id, workspace_id, COALESCE(organisation_id, '')) DO UPDATE SET role = excluded.role`,
		id, workspace, null(organisation), user, string(role), millis(s.now())); err != nil {
		return err
	}
	return s.record(ctx, t, workspace, v, assessment.LogMemberAdded, user, string(role))
}

// Members returns who has a role in a workspace, for an empty organisation all of them, else those of that client
// only; by name. The viewer must be somebody who grants roles there.
func (s *Store) Members(ctx context.Context, v assessment.Viewer, workspace, organisation string) (all []assessment.Member, err error) {
	err = s.read(ctx, "list members", func(ctx context.Context, t tx) error {
		if err := s.mayGrant(ctx, t, v, workspace, organisation); err != nil {
			return err
		}
		all, err = membersWhere(ctx, t, `
			m.workspace_id = $1 AND COALESCE(m.organisation_id, '') = $2
			ORDER BY u.name, u.email`, workspace, organisation)
		return err
	})
	return all, err
}

// membershipsOf reads every role of a user.
func membershipsOf(ctx context.Context, t tx, user string) ([]assessment.Member, error) {
	return membersWhere(ctx, t, `m.user_id = $1 ORDER BY w.name, o.name`, user)
}

func membersWhere(ctx context.Context, t tx, where string, args ...any) (all []assessment.Member, err error) {
	rows, err := t.query(ctx, `
		SELECT m.id, m.workspace_id, w.name, m.organisation_id, COALESCE(o.name, ''), m.role, m.created_at,
			u.id, u.email, u.name, u.signed_in_at, u.totp IS NOT NULL,
			(SELECT count(*) FROM passkeys k WHERE k.user_id = u.id)
		FROM members m
		JOIN users u ON u.id = m.user_id
		JOIN workspaces w ON w.id = m.workspace_id
		LEFT JOIN organisations o ON o.workspace_id = m.workspace_id AND o.id = m.organisation_id
		WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m assessment.Member
		var organisation *string
		var created int64
		var signedIn *int64
		if err := rows.Scan(&m.ID, &m.WorkspaceID, &m.Workspace, &organisation, &m.Organisation, &m.Role, &created,
			&m.User.ID, &m.User.Email, &m.User.Name, &signedIn, &m.User.TwoFactor, &m.User.Passkeys); err != nil {
			return nil, err
		}
		m.OrganisationID, m.CreatedAt = text(organisation), fromMillis(created)
		m.User.SignedInAt = maybeMillis(signedIn)
		all = append(all, m)
	}
	return all, rows.Err()
}

// mayGrant returns nil if the viewer may see and invite the people of a workspace, or of one of its clients.
func (s *Store) mayGrant(ctx context.Context, t tx, v assessment.Viewer, workspace, organisation string) error {
	if organisation == "" {
		return s.admits(ctx, t, v, workspace, assessment.RoleAdmin)
	}
	c, err := clientOf(ctx, t, v, organisation)
	if err != nil {
		return err
	}
	if c.WorkspaceID != workspace {
		return assessment.ErrNotFound
	}
	if !c.Role.Grants(assessment.RoleViewer) {
		return assessment.ErrForbidden
	}
	return nil
}

// SetRole gives a member another role of the same kind, by somebody who may grant both. The member signs in anew. A
// workspace keeps an admin: to take the last one's role is an *InvalidError.
func (s *Store) SetRole(ctx context.Context, v assessment.Viewer, member string, role assessment.Role) error {
	return s.changeMember(ctx, v, member, func(ctx context.Context, t tx, m assessment.Member, own assessment.Role) error {
		if !own.Grants(role) || role.Staff() != m.Role.Staff() {
			return assessment.ErrForbidden
		}
		if m.Role == role {
			return nil
		}
		if _, err := t.exec(ctx, `UPDATE members SET role = $2 WHERE id = $1`, member, string(role)); err != nil {
			return err
		}
		return s.record(ctx, t, m.WorkspaceID, v, assessment.LogRoleChanged, m.User.ID, string(role))
	})
}

// RemoveMember takes a role away, by somebody who may grant it, or by its holder. A workspace keeps an admin.
func (s *Store) RemoveMember(ctx context.Context, v assessment.Viewer, member string) error {
	return s.changeMember(ctx, v, member, func(ctx context.Context, t tx, m assessment.Member, _ assessment.Role) error {
		if _, err := t.exec(ctx, `DELETE FROM members WHERE id = $1`, member); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			UPDATE invitations SET revoked_at = $3
			WHERE invited_by = $1 AND workspace_id = $2 AND used_at IS NULL AND revoked_at IS NULL`,
			m.User.ID, m.WorkspaceID, millis(s.now())); err != nil { // no way back by an invitation of their own
			return err
		}
		return s.record(ctx, t, m.WorkspaceID, v, assessment.LogMemberRemoved, m.User.ID, string(m.Role))
	})
}

// changeMember runs fn on a member whom the viewer may change, with the viewer's own role there.
func (s *Store) changeMember(ctx context.Context, v assessment.Viewer, member string, fn func(context.Context, tx, assessment.Member, assessment.Role) error) error {
	return s.write(ctx, "change member", func(ctx context.Context, t tx) error {
		m, own, err := memberOf(ctx, t, v, member)
		if err != nil {
			return err
		}
		if !own.Grants(m.Role) && m.User.ID != v.UserID {
			return assessment.ErrForbidden
		}
		if err := fn(ctx, t, m, own); err != nil {
			return err
		}
		if err := endSessions(ctx, t, m.User.ID, v.SessionID); err != nil {
			return err
		}
		return keepsAdmin(ctx, t, m.WorkspaceID)
	})
}

// memberOf reads a member and the viewer's own role where the member has theirs.
func memberOf(ctx context.Context, t tx, v assessment.Viewer, id string) (m assessment.Member, own assessment.Role, err error) {
	var organisation *string
	err = t.row(ctx, `
		SELECT m.id, m.workspace_id, m.organisation_id, m.role, m.user_id FROM members m WHERE m.id = $1`,
		id).Scan(&m.ID, &m.WorkspaceID, &organisation, &m.Role, &m.User.ID)
	if err != nil {
		return m, "", one(err)
	}
	m.OrganisationID = text(organisation)
	if m.OrganisationID != "" {
		c, err := clientOf(ctx, t, v, m.OrganisationID) // a role in the whole workspace counts there as well
		return m, c.Role, err
	}
	own, err = roleIn(ctx, t, v, m.WorkspaceID)
	if err == nil && own == "" {
		err = assessment.ErrNotFound
	}
	return m, own, err
}

func keepsAdmin(ctx context.Context, t tx, workspace string) error {
	var admins int
	if err := t.row(ctx, `
		SELECT count(*) FROM members WHERE workspace_id = $1 AND role = 'admin'`, workspace).Scan(&admins); err != nil {
		return err
	}
	if admins == 0 {
		return &assessment.InvalidError{Fields: map[string]string{"role": msgLastAdmin}}
	}
	return nil
}
