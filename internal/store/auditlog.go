package store

import (
	"context"
	"errors"

	"lauter/assessment"
)

// record appends an entry to an audit log, in the change that it speaks of: there is none without the other.
func (s *Store) record(ctx context.Context, t tx, workspace string, v assessment.Viewer, event assessment.Event, object, detail string) error {
	var last assessment.LogEntry
	var hash []byte
	err := t.row(ctx, `
		SELECT seq, hash FROM audit_log WHERE chain = $1 ORDER BY seq DESC LIMIT 1`,
		workspace).Scan(&last.Seq, &hash)
	if err = one(err); err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	copy(last.Hash[:], hash)
	e := assessment.LogEntry{
		Chain: workspace, At: fromMillis(millis(s.now())), Actor: v.UserID, Event: event, Object: object, Detail: detail,
	}.Sealed(last)
	_, err = t.exec(ctx, `
		INSERT INTO audit_log (chain, seq, at, actor, event, object, detail, prev_hash, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Chain, e.Seq, millis(e.At), e.Actor, string(e.Event), e.Object, e.Detail, e.PrevHash[:], e.Hash[:])
	return err
}

// Record appends an entry about something that changed nothing, as an export or a denial, to the log of a workspace,
// or of the installation if that is empty.
func (s *Store) Record(ctx context.Context, workspace string, v assessment.Viewer, event assessment.Event, object, detail string) error {
	return s.write(ctx, "record", func(ctx context.Context, t tx) error {
		return s.record(ctx, t, workspace, v, event, object, detail)
	})
}

// AuditLog returns the log of a workspace to its admins, or that of the installation, for an empty id, to whoever runs
// it; the oldest entry first.
func (s *Store) AuditLog(ctx context.Context, v assessment.Viewer, workspace string) (all []assessment.LogEntry, err error) {
	err = s.read(ctx, "read audit log", func(ctx context.Context, t tx) error {
		if workspace == "" && !v.Admin {
			return assessment.ErrNotFound
		}
		if workspace != "" {
			if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin); err != nil {
				return err
			}
		}
		all, err = logWhere(ctx, t, `chain = $1 ORDER BY seq`, workspace)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// logWhere reads the entries that a condition finds.
func logWhere(ctx context.Context, t tx, where string, args ...any) (all []assessment.LogEntry, err error) {
	rows, err := t.query(ctx, `
		SELECT chain, seq, at, actor, event, object, detail, prev_hash, hash FROM audit_log WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e assessment.LogEntry
		var at int64
		var prev, hash []byte
		if err := rows.Scan(&e.Chain, &e.Seq, &at, &e.Actor, &e.Event, &e.Object, &e.Detail, &prev, &hash); err != nil {
			return nil, err
		}
		e.At = fromMillis(at)
		copy(e.PrevHash[:], prev)
		copy(e.Hash[:], hash)
		all = append(all, e)
	}
	return all, rows.Err()
}
