package store

import (
	"context"
	"time"

	"lauter/assessment"
)

// Table is a table of the database as it is, with the names of its columns.
type Table struct {
	Name    string
	Columns []string
}

// Inventory lists every table that the database has, read from the database itself, so that nothing is kept that it
// does not name.
func (s *Store) Inventory(ctx context.Context) (all []Table, err error) {
	err = s.read(ctx, "read inventory", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, `
			SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
			ORDER BY m.rowid, c.cid`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var table, column string
			if err := rows.Scan(&table, &column); err != nil {
				return err
			}
			if last := len(all) - 1; last < 0 || all[last].Name != table {
				all = append(all, Table{Name: table})
			}
			last := &all[len(all)-1]
			last.Columns = append(last.Columns, column)
		}
		return rows.Err()
	})
	return all, err
}

// NextDeletions are the moments from which the daily job will delete the next of a kind; zero: there is none.
type NextDeletions struct {
	Guest  time.Time // an assessment without an account
	Client time.Time // an assessment of a client
	Log    time.Time // an entry of an audit log
}

// NextDeletions says when the daily job will next delete something, to whoever runs the installation.
func (s *Store) NextDeletions(ctx context.Context, v assessment.Viewer) (next NextDeletions, err error) {
	err = s.read(ctx, "find next deletions", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		const lastUse = `
			SELECT min(last) FROM (
				SELECT max(a.used_at) AS last FROM assessments a JOIN workspaces w ON w.id = a.workspace_id
				WHERE (w.name = '') = $1 GROUP BY a.workspace_id, a.organisation_id)`
		for _, kind := range []struct {
			at    *time.Time
			kept  assessment.Kept
			query string
			args  []any
		}{
			{&next.Guest, assessment.KeptGuest, lastUse, []any{1}},
			{&next.Client, assessment.KeptClient, lastUse, []any{0}},
			{&next.Log, assessment.KeptLog, `SELECT min(at) FROM audit_log`, nil},
		} {
			var from *int64
			if err := t.row(ctx, kind.query, kind.args...).Scan(&from); err != nil {
				return err
			}
			if from != nil {
				*kind.at = fromMillis(*from).Add(s.Periods().Of(kind.kept))
			}
		}
		var sooner *int64
		err := t.row(ctx, `
			SELECT min(a.used_at + w.finished_days * $1) FROM assessments a JOIN workspaces w ON w.id = a.workspace_id
			WHERE a.finished_at IS NOT NULL`, (24 * time.Hour).Milliseconds()).Scan(&sooner)
		if err == nil && sooner != nil && (next.Client.IsZero() || fromMillis(*sooner).Before(next.Client)) {
			next.Client = fromMillis(*sooner)
		}
		return err
	})
	return next, err
}
