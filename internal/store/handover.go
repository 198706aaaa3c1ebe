package store

import (
	"context"

	"lauter/assessment"
)

// DeleteClient removes a client with all that belongs to it, from every table and from the bytes of the database, and
// returns what that was.
func (s *Store) DeleteClient(ctx context.Context, v assessment.Viewer, id string) (gone assessment.Deleted, err error) {
	err = s.erase(ctx, "delete client", func(ctx context.Context, t tx) error {
		c, err := clientWith(ctx, t, v, id, assessment.RightRemove)
		if err != nil {
			return err
		}
		if err := t.row(ctx, `
			SELECT (SELECT count(*) FROM assessments a WHERE a.workspace_id = $1 AND a.organisation_id = $2),
				(SELECT count(*) FROM answers n JOIN assessments a ON a.id = n.assessment_id
					WHERE a.workspace_id = $1 AND a.organisation_id = $2),
				(SELECT count(*) FROM planned_actions p WHERE p.workspace_id = $1 AND p.organisation_id = $2),
				(SELECT count(*) FROM members m WHERE m.workspace_id = $1 AND m.organisation_id = $2)`,
			c.WorkspaceID, id).Scan(&gone.Assessments, &gone.Answers, &gone.PlannedActions, &gone.Members); err != nil {
			return err
		}
		gone.Client, gone.At = c, s.now()
		if _, err := t.exec(ctx, `DELETE FROM organisations WHERE id = $1`, id); err != nil {
			return err
		}
		return s.record(ctx, t, c.WorkspaceID, v, assessment.LogClientDeleted, id, "")
	})
	return gone, err
}

// MoveClient hands a client over to another workspace, with its rounds, plans and people. The viewer is an admin here
// and may add clients there.
func (s *Store) MoveClient(ctx context.Context, v assessment.Viewer, id, workspace string) error {
	return s.write(ctx, "move client", func(ctx context.Context, t tx) error {
		c, err := clientOf(ctx, t, v, id)
		if err != nil {
			return err
		}
		if err := s.admits(ctx, t, v, c.WorkspaceID, assessment.RoleAdmin); err != nil {
			return err
		}
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin, assessment.RoleConsultant); err != nil {
			return err
		}
		if c.WorkspaceID == workspace {
			return nil
		}
		if err := roomForClient(ctx, t, workspace); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE organisations SET workspace_id = $2 WHERE id = $1`, id, workspace); err != nil {
			return err
		}
		if err := s.record(ctx, t, c.WorkspaceID, v, assessment.LogClientMoved, id, "away"); err != nil {
			return err
		}
		return s.record(ctx, t, workspace, v, assessment.LogClientMoved, id, "here")
	})
}

// Claim moves what a guest has made into a workspace, as a client of its own: the assessment with the other rounds of
// the same organisation and its plans. From then on the rules of the workspace hold: neither the browsers that had it
// nor its private link open it any more. The viewer owns all of the rounds as a guest and may add clients there.
func (s *Store) Claim(ctx context.Context, v assessment.Viewer, id, workspace string) (client string, err error) {
	err = s.write(ctx, "claim assessment", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightLink)
		if err != nil {
			return err
		}
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin, assessment.RoleConsultant); err != nil {
			return err
		}
		if err := roomForClient(ctx, t, workspace); err != nil {
			return err
		}
		var foreign int // rounds that the viewer was never let into, because they joined another by its link
		if err := t.row(ctx, `
			SELECT count(*) FROM assessments b
			WHERE b.workspace_id = $1 AND b.organisation_id = $2 AND NOT EXISTS (
				SELECT 1 FROM guest_assessments g WHERE g.guest_id = $3 AND g.assessment_id = b.id)`,
			a.WorkspaceID, a.OrganisationID, v.GuestID).Scan(&foreign); err != nil {
			return err
		}
		if foreign > 0 {
			return assessment.ErrForbidden
		}
		client = a.OrganisationID
		return s.claim(ctx, t, v, a, workspace)
	})
	return client, err
}

func (s *Store) claim(ctx context.Context, t tx, v assessment.Viewer, a *assessment.Assessment, workspace string) error {
	const rounds = `(SELECT b.id FROM assessments b WHERE b.workspace_id = $1 AND b.organisation_id = $2)`
	if _, err := t.exec(ctx, `
		DELETE FROM guest_assessments WHERE assessment_id IN `+rounds, a.WorkspaceID, a.OrganisationID); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		UPDATE links SET replaced_at = $3 WHERE replaced_at IS NULL AND assessment_id IN `+rounds,
		a.WorkspaceID, a.OrganisationID, millis(s.now())); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		UPDATE delegations SET revoked_at = $3 WHERE revoked_at IS NULL AND assessment_id IN `+rounds,
		a.WorkspaceID, a.OrganisationID, millis(s.now())); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		UPDATE assessments SET rev = rev + 1, used_at = $3 WHERE id IN `+rounds,
		a.WorkspaceID, a.OrganisationID, millis(s.now())); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		UPDATE organisations SET workspace_id = $2 WHERE id = $1`, a.OrganisationID, workspace); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM workspaces WHERE id = $1 AND name = ''`, a.WorkspaceID); err != nil {
		return err
	}
	return s.record(ctx, t, workspace, v, assessment.LogClaimed, a.OrganisationID, "")
}
