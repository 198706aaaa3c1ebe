package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"lauter/assessment"
)

// SetLogo gives a workspace a logo in place of an earlier one, by one of its admins. The caller has made the PNG itself.
func (s *Store) SetLogo(ctx context.Context, v assessment.Viewer, workspace string, png []byte, width, height int) error {
	digest := sha256.Sum256(png)
	return s.erase(ctx, "set logo", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin); err != nil {
			return err
		}
		_, err := t.exec(ctx, `
			INSERT INTO logos (workspace_id, png, digest, width, height, added_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (workspace_id) DO UPDATE SET png = excluded.png, digest = excluded.digest,
				width = excluded.width, height = excluded.height, added_at = excluded.added_at`,
			workspace, png, digest[:], width, height, millis(s.now()))
		if err != nil {
			return err
		}
		return s.record(ctx, t, workspace, v, assessment.LogLogoAdded, workspace, "")
	})
}

// RemoveLogo removes the logo of a workspace, by one of its admins. Removing none changes nothing.
func (s *Store) RemoveLogo(ctx context.Context, v assessment.Viewer, workspace string) error {
	return s.erase(ctx, "remove logo", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin); err != nil {
			return err
		}
		n, err := changed(t.exec(ctx, `DELETE FROM logos WHERE workspace_id = $1`, workspace))
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, t, workspace, v, assessment.LogLogoRemoved, workspace, "")
	})
}

// WorkspaceLogo describes the logo of a workspace, for its staff. Without one it is the zero value.
func (s *Store) WorkspaceLogo(ctx context.Context, v assessment.Viewer, workspace string) (logo assessment.Logo, err error) {
	err = s.read(ctx, "read logo", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin, assessment.RoleConsultant); err != nil {
			return err
		}
		var digest []byte
		err := t.row(ctx, `
			SELECT (SELECT l.digest FROM logos l WHERE l.workspace_id = w.id),
				COALESCE((SELECT l.width FROM logos l WHERE l.workspace_id = w.id), 0),
				COALESCE((SELECT l.height FROM logos l WHERE l.workspace_id = w.id), 0)
			FROM workspaces w WHERE w.id = $1`, workspace).Scan(&digest, &logo.Width, &logo.Height)
		logo.Digest = hex.EncodeToString(digest)
		return one(err)
	})
	return logo, err
}

// WorkspaceLogoPNG is the logo of a workspace for its staff, ErrNotFound without one.
func (s *Store) WorkspaceLogoPNG(ctx context.Context, v assessment.Viewer, workspace string) (png []byte, err error) {
	err = s.read(ctx, "read logo", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin, assessment.RoleConsultant); err != nil {
			return err
		}
		return one(t.row(ctx, `SELECT png FROM logos WHERE workspace_id = $1`, workspace).Scan(&png))
	})
	return png, err
}

// LogoPNG is the logo of who works on an assessment, for whoever may see its results, ErrNotFound without one.
func (s *Store) LogoPNG(ctx context.Context, v assessment.Viewer, id string) (png []byte, err error) {
	err = s.read(ctx, "read logo", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightResults)
		if err != nil {
			return err
		}
		return one(t.row(ctx, `SELECT png FROM logos WHERE workspace_id = $1`, a.WorkspaceID).Scan(&png))
	})
	return png, err
}
