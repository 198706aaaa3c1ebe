package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"lauter/assessment"
)

const (
	// guestGrace is how long a guest may exist without an assessment, so that nobody vanishes between two clicks.
	guestGrace = 24 * time.Hour

	// linkGrace is how long a link that is out of force is still known, so that opening it can say so.
	linkGrace = 90 * 24 * time.Hour

	// expireLength is how many rows one change of the daily job deletes, so that savers do not wait for it.
	expireLength = 50
)

// Expired counts what Expire removed.
type Expired struct {
	Assessments int // organisations of guests, with all of their rounds
	Rounds      int // assessments of clients
	Sessions    int
	Links       int // invitations, shares and delegations
	Guests      int
	Users       int // accounts that nobody used
	LogEntries  int
	Snapshots   int
}

// Expire is the daily job. It deletes guests' assessments that nobody has changed or opened by link for
// assessment.Retention, finished or not, and clients' after assessment.ClientRetention; then sign-ins that have ended
// or were never answered, links long out of force, guests who have nothing, entries of audit logs older than
// assessment.LogRetention, accounts unused for assessment.AccountRetention whose owners were told, and old snapshots of
// migrations. A guest's rounds of one organisation are used together: what counts is the last use of any. What the job
// has done stays done if ctx ends before the rest.
func (s *Store) Expire(ctx context.Context, now time.Time) (e Expired, err error) {
	unusedSince := millis(now.Add(-assessment.Retention))
	e.Assessments, err = s.expireRows(ctx, "expire assessments", `
		SELECT DISTINCT a.workspace_id FROM assessments a
		WHERE a.used_at <= $1 AND EXISTS (SELECT 1 FROM guest_assessments g WHERE g.assessment_id = a.id)`, `
		DELETE FROM workspaces
		WHERE id = $2 AND name = '' AND NOT EXISTS (
			SELECT 1 FROM assessments a WHERE a.workspace_id = workspaces.id AND a.used_at > $1)`,
		unusedSince)
	if err != nil {
		return e, err
	}
	for _, job := range []struct {
		n           *int
		what        string
		due, remove string
		since       int64
	}{
		{&e.Rounds, "expire assessments of clients", `
			SELECT a.id FROM assessments a JOIN workspaces w ON w.id = a.workspace_id
			WHERE a.used_at <= $1 AND w.name <> '' AND ` + unusedTogether, `
			DELETE FROM assessments AS a WHERE a.id = $2 AND a.used_at <= $1 AND ` + unusedTogether,
			millis(now.Add(-assessment.ClientRetention))},
		{&e.Sessions, "expire sessions", `
			SELECT id FROM sessions WHERE (seen_at = 0 OR created_at <= $1) AND ` + noGuestNeeds, `
			DELETE FROM sessions WHERE id = $2 AND (seen_at = 0 OR created_at <= $1) AND ` + noGuestNeeds,
			millis(now.Add(-assessment.SessionLongest))},
		{&e.Links, "expire changes of address", `
			SELECT user_id FROM email_changes WHERE expires_at <= $1`, `
			DELETE FROM email_changes WHERE user_id = $2 AND expires_at <= $1`,
			millis(now.Add(-assessment.EmailChangeLife))},
		{&e.Links, "expire invitations", `
			SELECT id FROM invitations WHERE expires_at <= $1`, `
			DELETE FROM invitations WHERE id = $2 AND expires_at <= $1`,
			millis(now.Add(-linkGrace))},
		{&e.Links, "expire shares", `
			SELECT id FROM shares WHERE expires_at <= $1`, `
			DELETE FROM shares WHERE id = $2 AND expires_at <= $1`,
			millis(now.Add(-linkGrace))},
		{&e.Links, "expire delegations", `
			SELECT id FROM delegations WHERE expires_at <= $1`, `
			DELETE FROM delegations WHERE id = $2 AND expires_at <= $1`,
			millis(now.Add(-linkGrace))},
		{&e.Guests, "expire guests", `
			SELECT g.id FROM guests g WHERE g.created_at <= $1 AND ` + hasNothing, `
			DELETE FROM guests AS g WHERE g.id = $2 AND g.created_at <= $1 AND ` + hasNothing,
			millis(now.Add(-guestGrace))},
		{&e.LogEntries, "expire audit log", `
			SELECT DISTINCT chain FROM audit_log WHERE at <= $1`, `
			DELETE FROM audit_log
			WHERE chain = $2 AND seq < COALESCE(
				(SELECT min(l.seq) FROM audit_log l WHERE l.chain = $2 AND l.at > $1),
				(SELECT max(l.seq) FROM audit_log l WHERE l.chain = $2))`, // without a gap, and not the last: the next holds its hash
			millis(now.Add(-assessment.LogRetention))},
	} {
		n, err := s.expireRows(ctx, job.what, job.due, job.remove, job.since)
		*job.n += n
		if err != nil {
			return e, err
		}
	}
	if e.Rounds > 0 {
		if err := s.Record(ctx, "", assessment.Viewer{}, assessment.LogExpired, "", strconv.Itoa(e.Rounds)); err != nil {
			return e, err
		}
	}
	if e.Users, err = s.expireUsers(ctx, now); err != nil {
		return e, err
	}
	if err := s.expireCeremonies(ctx, now); err != nil {
		return e, err
	}
	e.Snapshots, err = s.dropSnapshots(now)
	return e, wrap("drop snapshots", err)
}

const (
	// unusedTogether: no round of the organisation of the assessment a was used since $1.
	unusedTogether = `NOT EXISTS (SELECT 1 FROM assessments b
		WHERE b.workspace_id = a.workspace_id AND b.organisation_id = a.organisation_id AND b.used_at > $1)`

	// noGuestNeeds: the browser of a session has nothing as a guest.
	noGuestNeeds = `
		NOT EXISTS (SELECT 1 FROM guest_assessments g WHERE g.guest_id = sessions.guest_id)
		AND NOT EXISTS (SELECT 1 FROM guest_shares h WHERE h.guest_id = sessions.guest_id)
		AND NOT EXISTS (SELECT 1 FROM guest_delegations d WHERE d.guest_id = sessions.guest_id)`

	// hasNothing: the guest g owns nothing, holds no link to a result, and nobody signed in with that browser.
	hasNothing = `
		NOT EXISTS (SELECT 1 FROM guest_assessments a WHERE a.guest_id = g.id)
		AND NOT EXISTS (SELECT 1 FROM guest_shares h WHERE h.guest_id = g.id)
		AND NOT EXISTS (SELECT 1 FROM guest_delegations d WHERE d.guest_id = g.id)
		AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.guest_id = g.id)`
)

// expireRows reads the ids that are due and then deletes them, a few at a time. The deletion asks again, because
// somebody may have come back in between.
func (s *Store) expireRows(ctx context.Context, what, due, remove string, since int64) (n int, err error) {
	var ids []string
	err = s.read(ctx, what, func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, due, since)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return rows.Err()
	})
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(ids, expireLength) {
		if err := ctx.Err(); err != nil {
			return n, wrap(what, err)
		}
		deleted := 0
		err := s.erase(ctx, what, func(ctx context.Context, t tx) error {
			for _, id := range some {
				result, err := t.exec(ctx, remove, since, id)
				if err != nil {
					return err
				}
				rows, err := result.RowsAffected()
				if err != nil {
					return err
				}
				deleted += int(rows)
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += deleted
	}
	return n, nil
}
