package store

import (
	"context"
	"fmt"

	"lauter/assessment"
)

// msgTooManyActions is the message on one planned action too many.
const msgTooManyActions = "planned.error.many"

// PlannedActions returns what the organisation of one of the viewer's assessments has planned, the first planned first.
// It is the same in every round.
func (s *Store) PlannedActions(ctx context.Context, v assessment.Viewer, id string) (all []assessment.PlannedAction, err error) {
	err = s.read(ctx, "list planned actions", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightRead)
		if err != nil {
			return err
		}
		all, err = plannedOf(ctx, t, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// PlannedAction returns one planned action with every state it had, the first first.
func (s *Store) PlannedAction(ctx context.Context, v assessment.Viewer, id, item string) (p assessment.PlannedAction, history []assessment.PlannedActionChange, err error) {
	err = s.read(ctx, "read planned action", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightRead)
		if err != nil {
			return err
		}
		if p, err = plannedItem(ctx, t, a, item); err != nil {
			return err
		}
		history, err = plannedHistory(ctx, t, item)
		return err
	})
	if err != nil {
		return assessment.PlannedAction{}, nil, err
	}
	return p, history, nil
}

// AddPlannedActions plans actions and returns their ids in the same order. An action of the model that is planned
// already is left as it is, also if it is closed. All are added or none: an action that the model does not have is
// ErrNotFound; an item that may not be kept, or one too many, is an *InvalidError.
func (s *Store) AddPlannedActions(ctx context.Context, v assessment.Viewer, id string, items ...assessment.PlannedAction) (ids []string, err error) {
	err = s.write(ctx, "plan actions", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightAnswer)
		if err != nil {
			return err
		}
		planned, err := plannedOf(ctx, t, a)
		if err != nil {
			return err
		}
		ids = nil // of an attempt before
		already := map[string]string{}
		for _, p := range planned {
			already[p.Action] = p.ID
		}
		now, count := millis(s.now()), len(planned)
		for _, item := range items {
			if item, err = plannable(a.Model, item); err != nil {
				return err
			}
			if same := already[item.Action]; same != "" && item.Action != "" {
				ids = append(ids, same)
				continue
			}
			if count++; count > assessment.MaxPlannedActions {
				return &assessment.InvalidError{Fields: map[string]string{"action": msgTooManyActions}}
			}
			item.ID, item.Rev = s.newID(), 1
			if err := insertPlanned(ctx, t, a, item, now); err != nil {
				return err
			}
			already[item.Action] = item.ID
			ids = append(ids, item.ID)
		}
		return use(ctx, t, id, now)
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// plannable is a planned action as it is kept, or says why it cannot be. One of the model has no title of its own.
func plannable(m *assessment.Model, item assessment.PlannedAction) (assessment.PlannedAction, error) {
	item = item.Normalise()
	if item.Action != "" {
		if _, ok := m.Action(item.Action); !ok {
			return item, fmt.Errorf("action %q: %w", item.Action, assessment.ErrNotFound)
		}
		item.Title = ""
	}
	if wrong := item.Check(); wrong != nil {
		return item, &assessment.InvalidError{Fields: wrong}
	}
	return item, nil
}

// SavePlannedAction replaces what is written beside a planned action, found by its id; which action of the model it is
// never changes. Rev is the revision that the change was made from. A state that is stored already changes nothing.
// The error is an *assessment.InvalidError for what may not be kept, and an *assessment.PlannedConflictError if
// somebody saved it since that revision.
func (s *Store) SavePlannedAction(ctx context.Context, v assessment.Viewer, id string, item assessment.PlannedAction) error {
	return s.write(ctx, "save planned action", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightAnswer)
		if err != nil {
			return err
		}
		stored, err := plannedItem(ctx, t, a, item.ID)
		if err != nil {
			return err
		}
		item := item.Normalise()
		item.Action = stored.Action
		if item.Action != "" {
			item.Title = ""
		}
		if wrong := item.Check(); wrong != nil {
			return &assessment.InvalidError{Fields: wrong}
		}
		if stored.SameState(item) {
			return nil
		}
		if stored.Rev != item.Rev {
			return &assessment.PlannedConflictError{Stored: stored}
		}
		now := millis(s.now())
		item.Rev++
		if _, err := t.exec(ctx, `
			UPDATE planned_actions
			SET title = $2, owner = $3, due = $4, status = $5, reason = $6, cost = $7, note = $8, rev = $9, changed_at = $10,
				closed_at = CASE WHEN CAST($11 AS INTEGER) = 0 THEN NULL ELSE COALESCE(closed_at, $10) END
			WHERE id = $1`,
			item.ID, item.Title, item.Owner, item.Due, string(item.Status), item.Reason, item.Cost, item.Note, item.Rev, now,
			asNumber(item.Status.Closed())); err != nil {
			return err
		}
		if err := keepPlanned(ctx, t, item, now); err != nil {
			return err
		}
		return use(ctx, t, id, now)
	})
}

// RemovePlannedAction deletes a planned action with its history, for every round.
func (s *Store) RemovePlannedAction(ctx context.Context, v assessment.Viewer, id, item string) error {
	return s.erase(ctx, "remove planned action", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightAnswer)
		if err != nil {
			return err
		}
		if err := some(t.exec(ctx, `
			DELETE FROM planned_actions WHERE id = $1 AND workspace_id = $2 AND organisation_id = $3`,
			item, a.WorkspaceID, a.OrganisationID)); err != nil {
			return err
		}
		return use(ctx, t, id, millis(s.now()))
	})
}

func insertPlanned(ctx context.Context, t tx, a *assessment.Assessment, item assessment.PlannedAction, now int64) error {
	var closed *int64
	if item.Status.Closed() {
		closed = &now
	}
	if _, err := t.exec(ctx, `
		INSERT INTO planned_actions (id, workspace_id, organisation_id, action,
			title, owner, due, status, reason, cost, note, rev, created_at, changed_at, closed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)`,
		item.ID, a.WorkspaceID, a.OrganisationID, item.Action,
		item.Title, item.Owner, item.Due, string(item.Status), item.Reason, item.Cost, item.Note, item.Rev, now, closed); err != nil {
		return err
	}
	return keepPlanned(ctx, t, item, now)
}

// keepPlanned adds the state of a planned action to its history.
func keepPlanned(ctx context.Context, t tx, item assessment.PlannedAction, now int64) error {
	_, err := t.exec(ctx, `
		INSERT INTO planned_action_history (planned_action_id, rev, title, owner, due, status, reason, cost, note, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		item.ID, item.Rev, item.Title, item.Owner, item.Due, string(item.Status), item.Reason, item.Cost, item.Note, now)
	if err != nil || item.Rev <= mostStates {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM planned_action_history WHERE planned_action_id = $1 AND rev = $2`, item.ID, item.Rev-mostStates)
	return err
}

const selectPlanned = `
	SELECT id, action, title, owner, due, status, reason, cost, note, rev, created_at, changed_at, closed_at
	FROM planned_actions
	WHERE workspace_id = $1 AND organisation_id = $2`

func plannedOf(ctx context.Context, t tx, a *assessment.Assessment) (all []assessment.PlannedAction, err error) {
	rows, err := t.query(ctx, selectPlanned+`
		ORDER BY created_at, id`, a.WorkspaceID, a.OrganisationID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanPlanned(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func plannedItem(ctx context.Context, t tx, a *assessment.Assessment, item string) (assessment.PlannedAction, error) {
	p, err := scanPlanned(t.row(ctx, selectPlanned+` AND id = $3`, a.WorkspaceID, a.OrganisationID, item))
	return p, one(err)
}

func scanPlanned(row interface{ Scan(...any) error }) (p assessment.PlannedAction, err error) {
	var created, changed int64
	var closed *int64
	err = row.Scan(&p.ID, &p.Action, &p.Title, &p.Owner, &p.Due, &p.Status, &p.Reason, &p.Cost, &p.Note, &p.Rev,
		&created, &changed, &closed)
	p.CreatedAt, p.ChangedAt = fromMillis(created), fromMillis(changed)
	p.ClosedAt = maybeMillis(closed)
	return p, err
}

func plannedHistory(ctx context.Context, t tx, item string) (all []assessment.PlannedActionChange, err error) {
	rows, err := t.query(ctx, `
		SELECT rev, title, owner, due, status, reason, cost, note, saved_at
		FROM planned_action_history WHERE planned_action_id = $1 ORDER BY rev`, item)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c assessment.PlannedActionChange
		var saved int64
		if err := rows.Scan(&c.Rev, &c.Title, &c.Owner, &c.Due, &c.Status, &c.Reason, &c.Cost, &c.Note, &saved); err != nil {
			return nil, err
		}
		c.SavedAt = fromMillis(saved)
		all = append(all, c)
	}
	return all, rows.Err()
}
