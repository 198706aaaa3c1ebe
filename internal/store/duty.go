package store

import (
	"context"

	"lauter/assessment"
)

const msgDutyFirst = "duty.error.first"

// SetDuty says whether the people of a workspace must sign in with two factors, by an admin of it who has done so. Whoever
// has one factor only has no role anywhere until they sign in with two.
func (s *Store) SetDuty(ctx context.Context, v assessment.Viewer, workspace string, on bool) error {
	return s.write(ctx, "set duty", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin); err != nil {
			return err
		}
		if err := first(v, on); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE workspaces SET needs_factor = $2 WHERE id = $1`, workspace, on); err != nil {
			return err
		}
		return s.record(ctx, t, workspace, v, dutyEvent(on), workspace, "")
	})
}

// SetAdminDuty says whether those who run the installation must sign in with two factors, by one of them who has.
func (s *Store) SetAdminDuty(ctx context.Context, v assessment.Viewer, on bool) error {
	return s.write(ctx, "set duty of admins", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		if err := first(v, on); err != nil {
			return err
		}
		value := "off"
		if on {
			value = "on"
		}
		if err := s.setting(ctx, t, "admins_need_factor", value); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, dutyEvent(on), "", "")
	})
}

// AdminDuty says whether those who run the installation must sign in with two factors.
func (s *Store) AdminDuty(ctx context.Context) (on bool, err error) {
	err = s.read(ctx, "read duty of admins", func(ctx context.Context, t tx) error {
		return t.row(ctx, `
			SELECT EXISTS (SELECT 1 FROM settings WHERE name = 'admins_need_factor' AND value = 'on')`).Scan(&on)
	})
	return on, err
}

// first demands of whoever asks others for two factors that they sign in so themselves: nobody shuts themselves out.
func first(v assessment.Viewer, on bool) error {
	if on && !v.Strong {
		return &assessment.InvalidError{Fields: map[string]string{"duty": msgDutyFirst}}
	}
	return nil
}

func dutyEvent(on bool) assessment.Event {
	if on {
		return assessment.LogDutySet
	}
	return assessment.LogDutyLifted
}

// DutyPlaces names the workspaces that ask the viewer for two factors.
func (s *Store) DutyPlaces(ctx context.Context, v assessment.Viewer) (names []string, err error) {
	err = s.read(ctx, "list duties", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, `
			SELECT DISTINCT w.name FROM members m JOIN workspaces w ON w.id = m.workspace_id
			WHERE m.user_id = $1 AND w.needs_factor = 1 ORDER BY w.name`, v.UserID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			names = append(names, name)
		}
		return rows.Err()
	})
	return names, err
}
