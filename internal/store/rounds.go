package store

import (
	"context"
	"encoding/json"
	"errors"

	"lauter/assessment"
)

// msgTooManyRounds is the message on one round too many.
const msgTooManyRounds = "rounds.error.many"

// NewRound begins the round after one of the viewer's assessments: an open assessment of the same organisation and
// kind with a model that was imported, owned by the same guests. Facts and targets that the model knows are copied.
// With carry, so is every answer to a question that the model asks in the same revision; it is marked as carried until
// somebody saves it. The round before stays as it is.
func (s *Store) NewRound(ctx context.Context, v assessment.Viewer, id string, carry bool, m *assessment.Model) (a *assessment.Assessment, err error) {
	err = s.write(ctx, "begin round", func(ctx context.Context, t tx) error {
		before, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		next, err := s.insertRound(ctx, t, before, m)
		if err != nil {
			return err
		}
		if carry {
			answers, err := answersOf(ctx, t, id)
			if err != nil {
				return err
			}
			if err := s.carryAnswers(ctx, t, v, next, before.Questionnaire(), answers); err != nil {
				return err
			}
		}
		a, err = s.granted(ctx, t, v, next, assessment.RightRead)
		return err
	})
	return a, err
}

// insertRound adds the assessment of a new round without answers.
func (s *Store) insertRound(ctx context.Context, t tx, before *assessment.Assessment, m *assessment.Model) (id string, err error) {
	if err := roomForRound(ctx, t, before.WorkspaceID, before.OrganisationID, "carry"); err != nil {
		return "", err
	}
	facts, targets, err := inherited(before, m)
	if err != nil {
		return "", err
	}
	id, err = s.insertAssessment(ctx, t, newAssessment{before.WorkspaceID, before.OrganisationID, before.Kind, facts, targets, before.ID}, m)
	if err != nil {
		return "", err
	}
	_, err = t.exec(ctx, `
		INSERT INTO guest_assessments (guest_id, assessment_id, added_at)
		SELECT guest_id, $2, $3 FROM guest_assessments WHERE assessment_id = $1`,
		before.ID, id, millis(s.now()))
	return id, err
}

// roomForRound refuses one round too many of an organisation, as an error of a field.
func roomForRound(ctx context.Context, t tx, workspace, organisation, field string) error {
	var rounds int
	if err := t.row(ctx, `
		SELECT count(*) FROM assessments WHERE workspace_id = $1 AND organisation_id = $2`,
		workspace, organisation).Scan(&rounds); err != nil {
		return err
	}
	if rounds >= assessment.MaxRounds {
		return &assessment.InvalidError{Fields: map[string]string{field: msgTooManyRounds}}
	}
	return nil
}

// inherited are the facts and the targets of a round that the next one keeps, as JSON.
func inherited(before *assessment.Assessment, m *assessment.Model) (facts, targets string, err error) {
	known := map[string][]string{}
	for fact, values := range before.Facts {
		for _, value := range values {
			if m.Offers(fact, value) {
				known[fact] = append(known[fact], value)
			}
		}
	}
	levels := map[string]int{}
	for capability, level := range before.Targets {
		if _, ok := m.Capability(capability); ok {
			levels[capability] = level
		}
	}
	knownJSON, err := json.Marshal(known)
	if err != nil {
		return "", "", err
	}
	levelsJSON, err := json.Marshal(levels)
	return string(knownJSON), string(levelsJSON), err
}

// carryAnswers copies answers into a round, each to the question of the same id and revision. What the question does
// not take any more, as a "not applicable" that it does not offer, stays behind.
func (s *Store) carryAnswers(ctx context.Context, t tx, v assessment.Viewer, id string, asked *assessment.Model, answers assessment.Answers) error {
	for _, q := range asked.Questions() {
		answer := answers[q.ID]
		if answer.SameState(assessment.Answer{}) {
			continue
		}
		r, err := s.responseOf(ctx, t, v, id, q.ID)
		if errors.Is(err, assessment.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if r.question.Rev != q.Rev || answer.Choice == assessment.NotApplicable && !r.question.AllowsNA {
			continue
		}
		answer.Rev, answer.SavedAt, answer.Carried, answer.Votes = 1, s.now(), true, nil
		if err := storeAnswer(ctx, t, r, id, answer); err != nil {
			return err
		}
	}
	return nil
}

// Rounds returns those assessments of the same organisation that are the viewer's, the oldest first, each with its
// answers, as they were at one moment.
func (s *Store) Rounds(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Round, err error) {
	err = s.read(ctx, "list rounds", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightResults)
		if err != nil {
			return err
		}
		if all, err = s.roundsOf(ctx, t, v, a); err != nil {
			return err
		}
		for i, round := range all {
			if all[i].Answers, err = answersOf(ctx, t, round.ID); err != nil {
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

// roundsOf reads the rounds without their answers.
func (s *Store) roundsOf(ctx context.Context, t tx, v assessment.Viewer, a *assessment.Assessment) (all []assessment.Round, err error) {
	rows, err := t.query(ctx, selectAssessments+`
		WHERE a.workspace_id = $4 AND a.organisation_id = $5 AND `+roleOf+` <> ''
		ORDER BY a.created_at, a.id`, s.holder(v, a.WorkspaceID, a.OrganisationID)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var models []string
	for rows.Next() {
		round, model, err := s.scanAssessment(rows)
		if err != nil {
			return nil, err
		}
		all, models = append(all, assessment.Round{Assessment: round}), append(models, model)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i, round := range all {
		if round.Model, err = s.model(ctx, t, models[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
