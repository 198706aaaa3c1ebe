package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	"lauter/assessment"
)

const (
	// guestGrace is how long a guest may exist without an assessment, so that nobody vanishes between two clicks.
	guestGrace = 24 * time.Hour

	// expireLength is how many rows one change of the daily job deletes, so that savers do not wait for it.
	expireLength = 50
)

// Expired counts what Expire removed.
type Expired struct {
	Assessments int // organisations of guests, with all of their rounds
	Rounds      int // assessments of clients
	Sessions    int
	Links       int // invitations, shares, delegations, links to surveys
	Names       int // respondents of surveys who lost their name or their browser
	Guests      int
	Users       int // accounts that nobody used
	LogEntries  int
	Snapshots   int
}

// job deletes what is due of one kind.
type job struct {
	n      func(*Expired) *int
	what   string
	due    string // the ids of what is due since $1
	remove string // deletes one of them, $2, if it still is
	before string // what comes before that; may be empty
	count  string // how many rows that makes; empty: one for each id
	since  time.Time
}

// jobs are what the daily job deletes at a moment: guests' assessments that nobody has changed or opened by link for
// their period, finished or not, and clients' likewise; then sign-ins that have ended, links long out of force, guests
// who have nothing, which browsers and in the end which people answered a survey, and old entries of audit logs. The rounds of one organisation are used together: what counts is the
// last use of any.
func jobs(p assessment.Periods, now time.Time) []job {
	before := func(kind assessment.Kept) time.Time { return now.Add(-p.Of(kind)) }
	links := func(e *Expired) *int { return &e.Links }
	names := func(e *Expired) *int { return &e.Names }
	old := func(table string) job {
		return job{links, "expire " + table, `
			SELECT id FROM ` + table + ` WHERE expires_at <= $1`, `
			DELETE FROM ` + table + ` WHERE id = $2 AND expires_at <= $1`, "", "", before(assessment.KeptLink)}
	}
	return []job{
		{func(e *Expired) *int { return &e.Assessments }, "expire assessments", `
			SELECT DISTINCT a.workspace_id FROM assessments a JOIN workspaces w ON w.id = a.workspace_id
			WHERE a.used_at <= $1 AND w.name = '' AND ` + unusedTogether + `
				AND EXISTS (SELECT 1 FROM guest_assessments g WHERE g.assessment_id = a.id)`, `
			DELETE FROM workspaces
			WHERE id = $2 AND name = '' AND NOT EXISTS (
				SELECT 1 FROM assessments a WHERE a.workspace_id = workspaces.id AND a.used_at > $1)`,
			"", "", before(assessment.KeptGuest)},
		{func(e *Expired) *int { return &e.Rounds }, "expire assessments of clients", `
			SELECT a.id FROM assessments a JOIN workspaces w ON w.id = a.workspace_id
			WHERE a.used_at <= $1 AND w.name <> '' AND ` + unusedTogether, `
			DELETE FROM assessments AS a WHERE a.id = $2 AND a.used_at <= $1 AND ` + unusedTogether,
			"", "", before(assessment.KeptClient)},
		{func(e *Expired) *int { return &e.Sessions }, "expire sessions", `
			SELECT id FROM sessions WHERE (seen_at = 0 OR created_at <= $1) AND ` + noGuestNeeds, `
			DELETE FROM sessions WHERE id = $2 AND (seen_at = 0 OR created_at <= $1) AND ` + noGuestNeeds,
			"", "", before(assessment.KeptSession)},
		{links, "expire changes of address", `
			SELECT user_id FROM email_changes WHERE expires_at <= $1`, `
			DELETE FROM email_changes WHERE user_id = $2 AND expires_at <= $1`,
			"", "", now.Add(-assessment.EmailChangeLife)},
		old("invitations"), old("shares"), old("delegations"),
		{names, "forget browsers of surveys", `
			SELECT DISTINCT r.survey_id FROM respondents r JOIN surveys s ON s.id = r.survey_id
			WHERE r.key_hash IS NOT NULL AND s.closes_at <= $1`, `
			UPDATE respondents SET key_hash = NULL
			WHERE survey_id = $2 AND (SELECT s.closes_at FROM surveys s WHERE s.id = respondents.survey_id) <= $1`,
			"", "", now},
		{names, "forget names of respondents", `
			SELECT DISTINCT r.survey_id FROM respondents r JOIN surveys s ON s.id = r.survey_id
			WHERE r.name <> '' AND s.closed_at <= $1`, `
			UPDATE respondents SET name = '' WHERE survey_id = $2 AND name <> ''
				AND (SELECT s.closed_at FROM surveys s WHERE s.id = respondents.survey_id) <= $1`,
			"", "", now.Add(-assessment.NamesKept)},
		{links, "expire survey links", `
			SELECT DISTINCT l.survey_id FROM survey_links l JOIN surveys s ON s.id = l.survey_id
			WHERE COALESCE(s.closed_at, s.closes_at) <= $1`, `
			DELETE FROM survey_links
			WHERE survey_id = $2 AND (SELECT COALESCE(s.closed_at, s.closes_at) FROM surveys s WHERE s.id = survey_links.survey_id) <= $1`,
			"", "", now.Add(-assessment.NamesKept)},
		{func(e *Expired) *int { return &e.Guests }, "expire guests", `
			SELECT g.id FROM guests g WHERE g.created_at <= $1 AND ` + hasNothing, `
			DELETE FROM guests AS g WHERE g.id = $2 AND g.created_at <= $1 AND ` + hasNothing,
			"", "", now.Add(-guestGrace)},
		{func(e *Expired) *int { return &e.LogEntries }, "expire audit log", `
			SELECT DISTINCT chain FROM audit_log WHERE at <= $1`, `
			DELETE FROM audit_log WHERE chain = $2 AND seq < ` + firstKept("$2"), "", `
			SELECT count(*) FROM audit_log e WHERE e.at <= $1 AND e.seq < ` + firstKept("e.chain"),
			before(assessment.KeptLog)},
	}
}

// firstKept is the number of the entry of a chain from which on all are kept: without a gap, and not without the last,
// because the next one holds its hash.
func firstKept(chain string) string {
	return `COALESCE(
		(SELECT min(l.seq) FROM audit_log l WHERE l.chain = ` + chain + ` AND l.at > $1),
		(SELECT max(l.seq) FROM audit_log l WHERE l.chain = ` + chain + `))`
}

// Expire is the daily job. It deletes what the jobs say, what workspaces want to have deleted sooner, and old snapshots
// of migrations. What it has done stays done if ctx ends before the rest.
func (s *Store) Expire(ctx context.Context, now time.Time) (e Expired, err error) {
	periods := s.Periods()
	if err := s.expireFinished(ctx, now, &e.Rounds); err != nil {
		return e, err
	}
	sooner := e.Rounds
	for _, j := range jobs(periods, now) {
		n, err := s.expireRows(ctx, j)
		*j.n(&e) += n
		if err != nil {
			return e, err
		}
	}
	if n := e.Rounds - sooner; n > 0 {
		if err := s.Record(ctx, "", assessment.Viewer{}, assessment.LogExpired, "", strconv.Itoa(n)); err != nil {
			return e, err
		}
	}
	if e.Users, err = s.expireUsers(ctx, now); err != nil {
		return e, err
	}
	if err := s.expireCeremonies(ctx, now); err != nil {
		return e, err
	}
	e.Snapshots, err = s.dropSnapshots(now, periods.Of(assessment.KeptSnapshot))
	return e, wrap("drop snapshots", err)
}

// expireFinished deletes the finished assessments that workspaces want to have deleted sooner than all others, each
// with an entry in the workspace's log.
func (s *Store) expireFinished(ctx context.Context, now time.Time, n *int) error {
	all, err := s.finishedPeriods(ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		deleted, err := s.expireRows(ctx, job{
			what: "expire finished assessments",
			due:  `SELECT a.id FROM assessments a WHERE ` + finishedUnused + ` AND a.workspace_id = $2`,
			before: `
				UPDATE assessments SET previous_id = (SELECT b.previous_id FROM assessments b WHERE b.id = $2)
				WHERE previous_id = $2 AND EXISTS (
					SELECT 1 FROM assessments a WHERE a.id = $2 AND ` + finishedUnused + ` AND a.workspace_id = $3)`,
			remove: `DELETE FROM assessments AS a WHERE a.id = $2 AND ` + finishedUnused + ` AND a.workspace_id = $3`,
			since:  now.AddDate(0, 0, -w.days),
		}, w.id)
		*n += deleted
		if err != nil {
			return err
		}
		if deleted == 0 {
			continue
		}
		if err := s.Record(ctx, w.id, assessment.Viewer{}, assessment.LogExpired, "", strconv.Itoa(deleted)); err != nil {
			return err
		}
	}
	return nil
}

const (
	// unusedTogether: no round of the organisation of the assessment a was used since $1.
	unusedTogether = `NOT EXISTS (SELECT 1 FROM assessments b
		WHERE b.workspace_id = a.workspace_id AND b.organisation_id = a.organisation_id AND b.used_at > $1)`

	// finishedUnused: the assessment a is finished and was not used since $1.
	finishedUnused = `a.finished_at IS NOT NULL AND a.used_at <= $1`

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
//
// The values of more follow since in due, and the id in what deletes.
func (s *Store) expireRows(ctx context.Context, j job, more ...any) (n int, err error) {
	since := millis(j.since)
	var ids []string
	err = s.read(ctx, j.what, func(ctx context.Context, t tx) error {
		ids, err = idsOf(ctx, t, j.due, append([]any{since}, more...)...)
		return err
	})
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(ids, expireLength) {
		if err := ctx.Err(); err != nil {
			return n, wrap(j.what, err)
		}
		deleted := 0
		err := s.erase(ctx, j.what, func(ctx context.Context, t tx) error {
			for _, id := range some {
				rows, err := j.delete(ctx, t, append([]any{since, id}, more...))
				if err != nil {
					return err
				}
				deleted += rows
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

// delete deletes one thing if it is still due, and says how many rows that were.
func (j job) delete(ctx context.Context, t tx, args []any) (int, error) {
	if j.before != "" {
		if _, err := t.exec(ctx, j.before, args...); err != nil {
			return 0, err
		}
	}
	return changed(t.exec(ctx, j.remove, args...))
}

// changed is how many rows a change met.
func changed(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// idsOf are the ids that a query finds.
func idsOf(ctx context.Context, t tx, query string, args ...any) (ids []string, err error) {
	rows, err := t.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
