package store

import (
	"context"

	"lauter/assessment"
)

// granted reads an assessment with its model, if the viewer has a right to it. It is ErrNotFound for what the viewer
// has no role in, and ErrForbidden where the role does not include the right.
func (s *Store) granted(ctx context.Context, t tx, v assessment.Viewer, id string, right assessment.Right) (*assessment.Assessment, error) {
	a, model, err := s.scanAssessment(t.row(ctx, selectAssessments+`
		WHERE a.id = $4`, s.holder(v, id)...))
	if err != nil {
		return nil, one(err)
	}
	if err := permit(a.Role, right); err != nil {
		return nil, err
	}
	if a.Role == assessment.RoleDelegate {
		if a.Scope, err = s.scopeOf(ctx, t, v, id); err != nil {
			return nil, err
		}
	}
	a.Model, err = s.model(ctx, t, model)
	return a, err
}

// permit says what is wrong with a right that a role has not. No right: any role will do.
func permit(role assessment.Role, right assessment.Right) error {
	switch {
	case role == "":
		return assessment.ErrNotFound
	case right != "" && !role.May(right):
		return assessment.ErrForbidden
	}
	return nil
}

// holder are the values of roleOf, and what else a query asks for after them.
func (s *Store) holder(v assessment.Viewer, rest ...any) []any {
	return append([]any{v.GuestID, member(v), millis(s.now())}, rest...)
}

// member is as whom a viewer has roles: as nobody while they owe a second factor.
func member(v assessment.Viewer) string {
	if v.Owes {
		return ""
	}
	return v.UserID
}

// roleOf is the role of a viewer in the assessment a: $1 is a guest, $2 a user, $3 the time. It is empty for everybody
// else. Who owns it stands first, then a role in the whole workspace.
const roleOf = `COALESCE(
	(SELECT 'owner' FROM guest_assessments g WHERE g.guest_id = $1 AND g.assessment_id = a.id),
	(SELECT m.role FROM members m
		WHERE m.user_id = $2 AND m.workspace_id = a.workspace_id
			AND (m.organisation_id IS NULL OR m.organisation_id = a.organisation_id)
		ORDER BY m.organisation_id IS NOT NULL LIMIT 1),
	(SELECT 'shared' FROM guest_shares gs JOIN shares h ON h.id = gs.share_id
		WHERE gs.guest_id = $1 AND h.assessment_id = a.id AND h.revoked_at IS NULL AND h.expires_at > $3),
	(SELECT 'delegate' FROM guest_delegations gd JOIN delegations d ON d.id = gd.delegation_id
		WHERE gd.guest_id = $1 AND d.assessment_id = a.id AND d.revoked_at IS NULL AND d.expires_at > $3),
	'')`
