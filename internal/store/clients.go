package store

import (
	"context"

	"lauter/assessment"
)

const selectClients = `
	SELECT o.id, o.workspace_id, w.name, o.name, o.sector, o.created_at, o.archived_at, o.benchmark,
		COALESCE((SELECT m.role FROM members m
			WHERE m.user_id = $1 AND m.workspace_id = o.workspace_id
				AND (m.organisation_id IS NULL OR m.organisation_id = o.id)
			ORDER BY m.organisation_id IS NOT NULL LIMIT 1), '') AS role
	FROM organisations o
	JOIN workspaces w ON w.id = o.workspace_id
	WHERE `

func scanClient(row interface{ Scan(...any) error }) (c assessment.Client, err error) {
	var created int64
	var archived *int64
	err = row.Scan(&c.ID, &c.WorkspaceID, &c.Workspace, &c.Name, &c.Sector, &created, &archived, &c.Benchmark, &c.Role)
	c.CreatedAt = fromMillis(created)
	c.ArchivedAt = maybeMillis(archived)
	return c, err
}

// clientOf reads a client in which the viewer has a role, else it is ErrNotFound.
func clientOf(ctx context.Context, t tx, v assessment.Viewer, id string) (assessment.Client, error) {
	c, err := scanClient(t.row(ctx, selectClients+`o.id = $2 AND w.name <> ''`, member(v), id))
	if err != nil {
		return c, one(err)
	}
	return c, permit(c.Role, assessment.RightResults)
}

// clientWith is clientOf for something that needs a right.
func clientWith(ctx context.Context, t tx, v assessment.Viewer, id string, right assessment.Right) (assessment.Client, error) {
	c, err := clientOf(ctx, t, v, id)
	if err == nil {
		err = permit(c.Role, right)
	}
	return c, err
}

// Client returns a client in which the viewer has a role, with that role, else ErrNotFound.
func (s *Store) Client(ctx context.Context, v assessment.Viewer, id string) (c assessment.Client, err error) {
	err = s.read(ctx, "read client", func(ctx context.Context, t tx) error {
		c, err = clientOf(ctx, t, v, id)
		return err
	})
	return c, err
}

// Portfolio returns every client in which the viewer has a role, by name, each with its last two rounds and what it has
// planned, as they were at one moment.
func (s *Store) Portfolio(ctx context.Context, v assessment.Viewer) (all []assessment.ClientState, err error) {
	err = s.read(ctx, "read portfolio", func(ctx context.Context, t tx) error {
		clients, err := s.clientsOf(ctx, t, v)
		if err != nil {
			return err
		}
		for _, c := range clients {
			state, err := s.stateOf(ctx, t, v, c, 2)
			if err != nil {
				return err
			}
			all = append(all, state)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// ClientState returns what Portfolio returns of one client, with all of its rounds.
func (s *Store) ClientState(ctx context.Context, v assessment.Viewer, id string) (state assessment.ClientState, err error) {
	err = s.read(ctx, "read client", func(ctx context.Context, t tx) error {
		c, err := clientOf(ctx, t, v, id)
		if err != nil {
			return err
		}
		state, err = s.stateOf(ctx, t, v, c, assessment.MaxRounds)
		return err
	})
	return state, err
}

func (s *Store) clientsOf(ctx context.Context, t tx, v assessment.Viewer) (all []assessment.Client, err error) {
	rows, err := t.query(ctx, selectClients+`
		EXISTS (SELECT 1 FROM members m
			WHERE m.user_id = $1 AND m.workspace_id = o.workspace_id
				AND (m.organisation_id IS NULL OR m.organisation_id = o.id))
		ORDER BY o.name, o.id`, member(v))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanClient(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// stateOf reads the last rounds of a client with their answers.
func (s *Store) stateOf(ctx context.Context, t tx, v assessment.Viewer, c assessment.Client, last int) (state assessment.ClientState, err error) {
	state.Client = c
	of := &assessment.Assessment{WorkspaceID: c.WorkspaceID, OrganisationID: c.ID}
	rounds, err := s.roundsOf(ctx, t, v, of)
	if err != nil {
		return state, err
	}
	state.Rounds = rounds[max(0, len(rounds)-last):]
	for i, round := range state.Rounds {
		if state.Rounds[i].Answers, err = answersOf(ctx, t, round.ID); err != nil {
			return state, err
		}
	}
	if !c.Role.May(assessment.RightRead) {
		return state, nil
	}
	state.Planned, err = plannedOf(ctx, t, of)
	return state, err
}

// AddClient adds a client to a workspace, by its staff.
func (s *Store) AddClient(ctx context.Context, v assessment.Viewer, workspace, name, sector string) (id string, err error) {
	err = s.write(ctx, "add client", func(ctx context.Context, t tx) error {
		if err := s.admits(ctx, t, v, workspace, assessment.RoleAdmin, assessment.RoleConsultant); err != nil {
			return err
		}
		if err := roomForClient(ctx, t, workspace); err != nil {
			return err
		}
		id = s.newID()
		if _, err := t.exec(ctx, `
			INSERT INTO organisations (id, workspace_id, name, sector, created_at) VALUES ($1, $2, $3, $4, $5)`,
			id, workspace, name, sector, millis(s.now())); err != nil {
			return err
		}
		return s.record(ctx, t, workspace, v, assessment.LogClientAdded, id, "")
	})
	return id, err
}

func roomForClient(ctx context.Context, t tx, workspace string) error {
	var clients int
	if err := t.row(ctx, `SELECT count(*) FROM organisations WHERE workspace_id = $1`, workspace).Scan(&clients); err != nil {
		return err
	}
	if clients >= assessment.MaxClients {
		return &assessment.InvalidError{Fields: map[string]string{"name": msgTooManyClients}}
	}
	return nil
}

// EditClient renames a client and its sector.
func (s *Store) EditClient(ctx context.Context, v assessment.Viewer, id, name, sector string) error {
	return s.write(ctx, "edit client", func(ctx context.Context, t tx) error {
		c, err := clientWith(ctx, t, v, id, assessment.RightManage)
		if err != nil || c.Name == name && c.Sector == sector {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE organisations SET name = $2, sector = $3 WHERE id = $1`, id, name, sector); err != nil {
			return err
		}
		// The name stands on every page about an assessment, so this counts as a change of each.
		_, err = t.exec(ctx, `
			UPDATE assessments SET rev = rev + 1 WHERE workspace_id = $1 AND organisation_id = $2`, c.WorkspaceID, id)
		return err
	})
}

// ArchiveClient puts a client away, or among the current ones again. Nothing of it is deleted.
func (s *Store) ArchiveClient(ctx context.Context, v assessment.Viewer, id string, away bool) error {
	return s.write(ctx, "archive client", func(ctx context.Context, t tx) error {
		c, err := clientWith(ctx, t, v, id, assessment.RightRemove)
		if err != nil || c.Archived() == away {
			return err
		}
		at, event := (*int64)(nil), assessment.LogClientRestored
		if away {
			now := millis(s.now())
			at, event = &now, assessment.LogClientArchived
		}
		if _, err := t.exec(ctx, `UPDATE organisations SET archived_at = $2 WHERE id = $1`, id, at); err != nil {
			return err
		}
		return s.record(ctx, t, c.WorkspaceID, v, event, id, "")
	})
}

// StartAssessment makes the first or another assessment of a client.
func (s *Store) StartAssessment(ctx context.Context, v assessment.Viewer, client string, kind assessment.Kind, m *assessment.Model) (a *assessment.Assessment, err error) {
	err = s.write(ctx, "start assessment", func(ctx context.Context, t tx) error {
		c, err := clientWith(ctx, t, v, client, assessment.RightManage)
		if err != nil {
			return err
		}
		if err := roomForRound(ctx, t, c.WorkspaceID, client, "kind"); err != nil {
			return err
		}
		id, err := s.insertAssessment(ctx, t, newAssessment{c.WorkspaceID, client, kind, "{}", "{}", ""}, m)
		if err != nil {
			return err
		}
		a, err = s.granted(ctx, t, v, id, assessment.RightRead)
		return err
	})
	return a, err
}
