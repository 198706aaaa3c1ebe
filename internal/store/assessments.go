package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"lauter/assessment"
)

// CreateAssessment makes an assessment of the viewer's own, with a workspace and an organisation of its own. The name
// of the organisation has at most 120 characters and may be empty. The model must have been imported. A viewer who
// does not exist is ErrNotFound.
func (s *Store) CreateAssessment(ctx context.Context, v assessment.Viewer, kind assessment.Kind, organisation string, m *assessment.Model) (a *assessment.Assessment, err error) {
	err = s.write(ctx, "create assessment", func(ctx context.Context, t tx) error {
		a, err = s.create(ctx, t, v, kind, organisation, m)
		return err
	})
	return a, err
}

func (s *Store) create(ctx context.Context, t tx, v assessment.Viewer, kind assessment.Kind, organisation string, m *assessment.Model) (*assessment.Assessment, error) {
	var guest string
	if err := t.row(ctx, `SELECT id FROM guests WHERE id = $1`, v.GuestID).Scan(&guest); err != nil {
		return nil, one(err)
	}
	now := millis(s.now())
	workspace, organisationID := s.newID(), s.newID()
	if _, err := t.exec(ctx, `
		INSERT INTO workspaces (id, created_at) VALUES ($1, $2)`,
		workspace, now); err != nil {
		return nil, err
	}
	if _, err := t.exec(ctx, `
		INSERT INTO organisations (id, workspace_id, name, created_at) VALUES ($1, $2, $3, $4)`,
		organisationID, workspace, organisation, now); err != nil {
		return nil, err
	}
	id, err := s.insertAssessment(ctx, t, newAssessment{workspace, organisationID, kind, "{}", "{}", ""}, m)
	if err != nil {
		return nil, err
	}
	if _, err := t.exec(ctx, `
		INSERT INTO guest_assessments (guest_id, assessment_id, added_at) VALUES ($1, $2, $3)`,
		v.GuestID, id, now); err != nil {
		return nil, err
	}
	return s.granted(ctx, t, v, id, assessment.RightRead)
}

// newAssessment is what an assessment begins with.
type newAssessment struct {
	workspace, organisation string
	kind                    assessment.Kind
	facts, targets          string // JSON
	previous                string // id of the round before; empty: none
}

// insertAssessment adds an assessment of an organisation, without answers and without an owner.
func (s *Store) insertAssessment(ctx context.Context, t tx, n newAssessment, m *assessment.Model) (id string, err error) {
	model, err := modelRow(ctx, t, m)
	if err != nil {
		return "", err
	}
	id = s.newID()
	now := millis(s.now())
	if _, err := t.exec(ctx, `
		INSERT INTO assessments (id, workspace_id, organisation_id, model_id, kind, rev, facts, targets, previous_id,
			created_at, changed_at, used_at)
		VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $9, $9)`,
		id, n.workspace, n.organisation, model, string(n.kind), n.facts, n.targets, null(n.previous), now); err != nil {
		return "", err
	}
	_, err = t.exec(ctx, `
		INSERT INTO responses (id, assessment_id, kind, created_at) VALUES ($1, $2, 'agreed', $3)`,
		s.newID(), id, now)
	return id, err
}

// Assessment returns an assessment in which the viewer has any role, with that role, else ErrNotFound. What the role
// includes is for the caller to look at before anything is shown.
func (s *Store) Assessment(ctx context.Context, v assessment.Viewer, id string) (a *assessment.Assessment, err error) {
	err = s.look(ctx, "read assessment", func(ctx context.Context, t tx) error {
		a, err = s.granted(ctx, t, v, id, "")
		return err
	})
	return a, err
}

// AssessmentWithAnswers returns what Assessment returns, with the answers at the same moment: to a delegate those that
// they were asked.
func (s *Store) AssessmentWithAnswers(ctx context.Context, v assessment.Viewer, id string) (a *assessment.Assessment, answers assessment.Answers, err error) {
	err = s.read(ctx, "read assessment", func(ctx context.Context, t tx) error {
		if a, err = s.granted(ctx, t, v, id, ""); err != nil {
			return err
		}
		answers, err = answersOf(ctx, t, id)
		if a.Role == assessment.RoleDelegate {
			maps.DeleteFunc(answers, func(question string, _ assessment.Answer) bool { return !slices.Contains(a.Scope, question) })
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return a, answers, nil
}

// Assessments returns the assessments that the viewer owns as a guest, the last changed first.
func (s *Store) Assessments(ctx context.Context, v assessment.Viewer) (all []*assessment.Assessment, err error) {
	err = s.read(ctx, "list assessments", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, selectAssessments+`
			WHERE a.id IN (SELECT g.assessment_id FROM guest_assessments g WHERE g.guest_id = $1)
			ORDER BY a.changed_at DESC, a.id DESC`, s.holder(v)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		var models []string
		for rows.Next() {
			a, model, err := s.scanAssessment(rows)
			if err != nil {
				return err
			}
			all, models = append(all, a), append(models, model)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for i, a := range all {
			if a.Model, err = s.model(ctx, t, models[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Finish closes an assessment for answers. Finishing it again changes nothing.
func (s *Store) Finish(ctx context.Context, v assessment.Viewer, id string) error {
	return s.change(ctx, "finish assessment", v, id, assessment.RightAnswer, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		if a.Finished() {
			return false, nil
		}
		_, err := t.exec(ctx, `UPDATE assessments SET finished_at = $2 WHERE id = $1`, id, millis(s.now()))
		return true, err
	})
}

// Reopen lets a finished assessment take answers again. Reopening an open one changes nothing.
func (s *Store) Reopen(ctx context.Context, v assessment.Viewer, id string) error {
	return s.change(ctx, "reopen assessment", v, id, assessment.RightAnswer, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		if !a.Finished() {
			return false, nil
		}
		_, err := t.exec(ctx, `UPDATE assessments SET finished_at = NULL WHERE id = $1`, id)
		return true, err
	})
}

// Extend makes a full assessment of a quick one, keeps its answers and opens it again. There is no way back. Extending
// a full one changes nothing.
func (s *Store) Extend(ctx context.Context, v assessment.Viewer, id string) error {
	return s.change(ctx, "extend assessment", v, id, assessment.RightManage, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		if a.Kind == assessment.KindFull {
			return false, nil
		}
		_, err := t.exec(ctx, `UPDATE assessments SET kind = 'full', finished_at = NULL WHERE id = $1`, id)
		return true, err
	})
}

// SetOrganisation names the assessed organisation, in at most 120 characters.
func (s *Store) SetOrganisation(ctx context.Context, v assessment.Viewer, id, name string) error {
	return s.change(ctx, "name organisation", v, id, assessment.RightManage, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		if a.Organisation == name {
			return false, nil
		}
		_, err := t.exec(ctx, `UPDATE organisations SET name = $2 WHERE id = $1`, a.OrganisationID, name)
		return true, err
	})
}

// SetFacts replaces the scoping profile, in a finished assessment too. A fact or a value that the model does not know
// is ErrNotFound.
func (s *Store) SetFacts(ctx context.Context, v assessment.Viewer, id string, facts map[string][]string) error {
	return s.change(ctx, "set facts", v, id, assessment.RightAnswer, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		known := map[string][]string{}
		for fact, values := range facts {
			for _, value := range values {
				if !a.Model.Offers(fact, value) {
					return false, fmt.Errorf("fact %q is %q: %w", fact, value, assessment.ErrNotFound)
				}
				known[fact] = append(known[fact], value)
			}
		}
		before, err := json.Marshal(a.Facts)
		if err != nil {
			return false, err
		}
		after, err := json.Marshal(known) // keys sorted
		if err != nil || string(after) == string(before) {
			return false, err
		}
		_, err = t.exec(ctx, `UPDATE assessments SET facts = $2 WHERE id = $1`, id, string(after))
		return true, err
	})
}

// Delete removes an assessment with all that belongs to it, from every table and from the bytes of the database. Other
// rounds of the organisation stay; a guest's last one takes along what the organisation has planned. If several guests share
// it, it is gone for all of them. Only a snapshot taken before a migration may hold it still, for as long as
// those are kept.
func (s *Store) Delete(ctx context.Context, v assessment.Viewer, id string) error {
	return s.erase(ctx, "delete assessment", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightRemove)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE assessments SET previous_id = $2 WHERE previous_id = $1`, id, null(a.Previous)); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM assessments WHERE id = $1`, id); err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			DELETE FROM workspaces
			WHERE id = $1 AND name = '' AND NOT EXISTS (SELECT 1 FROM assessments a WHERE a.workspace_id = workspaces.id)`,
			a.WorkspaceID)
		if err != nil || a.Role == assessment.RoleOwner {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogDeleted, id, "")
	})
}

// change runs fn on an assessment that the viewer has a right to. If fn reports a change, it counts as one of the
// assessment.
func (s *Store) change(ctx context.Context, what string, v assessment.Viewer, id string, right assessment.Right, fn func(context.Context, tx, *assessment.Assessment) (bool, error)) error {
	return s.write(ctx, what, func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, right)
		if err != nil {
			return err
		}
		changed, err := fn(ctx, t, a)
		if err != nil || !changed {
			return err
		}
		return touch(ctx, t, id, millis(s.now()))
	})
}

// touch counts a change of an assessment or of one of its answers.
func touch(ctx context.Context, t tx, id string, now int64) error {
	_, err := t.exec(ctx, `
		UPDATE assessments SET rev = rev + 1, changed_at = $2, used_at = $2 WHERE id = $1`,
		id, now)
	return err
}

// use counts as use of an assessment, without a change.
func use(ctx context.Context, t tx, id string, now int64) error {
	_, err := t.exec(ctx, `UPDATE assessments SET used_at = $2 WHERE id = $1`, id, now)
	return err
}

const selectAssessments = `
	SELECT a.id, a.workspace_id, a.organisation_id, o.name, a.kind, a.model_id, a.rev, a.facts,
		a.created_at, a.changed_at,
		(SELECT max(u.used_at) FROM assessments u WHERE u.workspace_id = a.workspace_id AND u.organisation_id = a.organisation_id),
		a.finished_at, a.previous_id, a.targets,
		(SELECT count(*) FROM links l WHERE l.assessment_id = a.id AND l.replaced_at IS NULL),
		` + roleOf + ` AS role, a.used_at, p.name, COALESCE(p.finished_days, 0),
		y.digest, COALESCE(y.width, 0), COALESCE(y.height, 0)
	FROM assessments a
	JOIN organisations o ON o.id = a.organisation_id
	JOIN workspaces p ON p.id = a.workspace_id
	LEFT JOIN logos y ON y.workspace_id = a.workspace_id`

// scanAssessment reads a row of selectAssessments; the model is returned by its row id.
func (s *Store) scanAssessment(row interface{ Scan(...any) error }) (a *assessment.Assessment, model string, err error) {
	a = &assessment.Assessment{}
	var facts, targets string
	var previous *string
	var created, changed, used, ownUse int64
	var finished *int64
	var links, finishedDays int
	var logo []byte
	err = row.Scan(&a.ID, &a.WorkspaceID, &a.OrganisationID, &a.Organisation, &a.Kind, &model, &a.Rev, &facts,
		&created, &changed, &used, &finished, &previous, &targets, &links, &a.Role,
		&ownUse, &a.Workspace, &finishedDays, &logo, &a.Logo.Width, &a.Logo.Height)
	if err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal([]byte(facts), &a.Facts); err != nil {
		return nil, "", fmt.Errorf("facts of assessment %s: %w", a.ID, err)
	}
	if err := json.Unmarshal([]byte(targets), &a.Targets); err != nil {
		return nil, "", fmt.Errorf("targets of assessment %s: %w", a.ID, err)
	}
	a.Previous = text(previous)
	a.CreatedAt, a.ChangedAt, a.UsedAt = fromMillis(created), fromMillis(changed), fromMillis(used)
	a.FinishedAt = maybeMillis(finished)
	a.HasLink = links > 0
	a.Logo.Digest = hex.EncodeToString(logo)
	a.Expiry = s.Periods().Expiry(a.Workspace != "", a.UsedAt, a.Finished(), fromMillis(ownUse), finishedDays)
	return a, model, nil
}
