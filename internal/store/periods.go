package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"lauter/assessment"
)

const msgPeriod = "retention.error.bounds"

const periodSetting = "period."

// Periods says for how long what is kept. Callers must not change it.
func (s *Store) Periods() assessment.Periods { return *s.periods.Load() }

func (s *Store) loadPeriods(ctx context.Context, db *database) error {
	return db.transact(ctx, &sql.TxOptions{}, func(ctx context.Context, t tx) error {
		p := assessment.Periods{}
		all, err := settings(ctx, t)
		for name, value := range all {
			if kind, is := strings.CutPrefix(name, periodSetting); is {
				if days, err := strconv.Atoi(value); err == nil {
					p[assessment.Kept(kind)] = days
				}
			}
		}
		s.periods.Store(&p)
		return err
	})
}

// settings are all that were ever set.
func settings(ctx context.Context, t tx) (map[string]string, error) {
	rows, err := t.query(ctx, `SELECT name, value FROM settings`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		all[name] = value
	}
	return all, rows.Err()
}

// setting keeps a value in place of an earlier one.
func (s *Store) setting(ctx context.Context, t tx, name, value string) error {
	_, err := t.exec(ctx, `
		INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
		name, value, millis(s.now()))
	return err
}

// SetPeriods changes for how long what is kept, by whoever runs the installation. It holds from the next run of the
// daily job on, for what is there already as well. Days outside the bounds are an *InvalidError by kind.
func (s *Store) SetPeriods(ctx context.Context, v assessment.Viewer, p assessment.Periods) error {
	if !v.Admin {
		return assessment.ErrNotFound
	}
	wrong := map[string]string{}
	for _, b := range assessment.KeptKinds {
		if !b.Allow(p.Days(b.Kind)) {
			wrong[string(b.Kind)] = msgPeriod
		}
	}
	if len(wrong) > 0 {
		return &assessment.InvalidError{Fields: wrong}
	}
	s.settling.Lock() // what is in the database and what is in use change in the same order
	defer s.settling.Unlock()
	now := assessment.Periods{}
	err := s.write(ctx, "set periods", func(ctx context.Context, t tx) error {
		was := s.Periods()
		for _, b := range assessment.KeptKinds {
			kind, days := b.Kind, p.Days(b.Kind)
			now[kind] = days
			if days == was.Days(kind) {
				continue
			}
			if err := s.setting(ctx, t, periodSetting+string(kind), strconv.Itoa(days)); err != nil {
				return err
			}
			detail := strconv.Itoa(was.Days(kind)) + " > " + strconv.Itoa(days)
			if err := s.record(ctx, t, "", v, assessment.LogPeriodSet, string(kind), detail); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.periods.Store(&now)
	}
	return err
}

// Due counts what the daily job would delete now if these were the periods, for whoever runs the installation.
func (s *Store) Due(ctx context.Context, v assessment.Viewer, p assessment.Periods) (e Expired, err error) {
	now := s.now()
	err = s.read(ctx, "count what is due", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		for _, j := range jobs(p, now) {
			count := j.count
			if count == "" {
				count = `SELECT count(*) FROM (` + j.due + `) AS due`
			}
			var n int
			if err := t.row(ctx, count, millis(j.since)).Scan(&n); err != nil {
				return err
			}
			*j.n(&e) += n
		}
		return nil
	})
	if err != nil {
		return e, err
	}
	old, err := s.oldSnapshots(now, p.Of(assessment.KeptSnapshot))
	e.Snapshots = len(old)
	return e, wrap("count snapshots", err)
}

// FinishedDays is after how many days without a change a workspace deletes its finished assessments, for its staff; 0: it
// keeps them as long as all others.
func (s *Store) FinishedDays(ctx context.Context, v assessment.Viewer, workspace string) (days int, err error) {
	err = s.read(ctx, "read period of workspace", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin, assessment.RoleConsultant); err != nil {
			return err
		}
		return t.row(ctx, `SELECT COALESCE(finished_days, 0) FROM workspaces WHERE id = $1`, workspace).Scan(&days)
	})
	return days, err
}

// DueFinished counts what the daily job would delete now if a workspace deleted its finished assessments after so many
// days, for its admins.
func (s *Store) DueFinished(ctx context.Context, v assessment.Viewer, workspace string, days int) (n int, err error) {
	err = s.read(ctx, "count finished assessments", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin); err != nil || days == 0 {
			return err
		}
		return t.row(ctx, `
			SELECT count(*) FROM assessments a WHERE `+finishedUnused+` AND a.workspace_id = $2`,
			millis(s.now().AddDate(0, 0, -days)), workspace).Scan(&n)
	})
	return n, err
}

// SetFinishedDays says after how many days without a change a workspace deletes its finished assessments, by one of its
// admins; 0: it keeps them as long as all others. Days outside the bounds, or no fewer than for all, are an
// *InvalidError.
func (s *Store) SetFinishedDays(ctx context.Context, v assessment.Viewer, workspace string, days int) error {
	return s.write(ctx, "set period of workspace", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin); err != nil {
			return err
		}
		if days != 0 && (!assessment.FinishedBounds.Allow(days) || days >= s.Periods().Days(assessment.KeptClient)) {
			return &assessment.InvalidError{Fields: map[string]string{"days": msgPeriod}}
		}
		var value any
		if days > 0 {
			value = days
		}
		n, err := changed(t.exec(ctx, `
			UPDATE workspaces SET finished_days = $2 WHERE id = $1 AND COALESCE(finished_days, 0) <> $3`,
			workspace, value, days))
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, t, workspace, v, assessment.LogPeriodSet, "finished", strconv.Itoa(days))
	})
}

type finishedPeriod struct {
	id   string
	days int
}

// finishedPeriods lists the workspaces that delete their finished assessments sooner.
func (s *Store) finishedPeriods(ctx context.Context) (all []finishedPeriod, err error) {
	err = s.read(ctx, "list periods of workspaces", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, `SELECT id, finished_days FROM workspaces WHERE finished_days IS NOT NULL ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w finishedPeriod
			if err := rows.Scan(&w.id, &w.days); err != nil {
				return err
			}
			all = append(all, w)
		}
		return rows.Err()
	})
	return all, err
}
