package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"lauter/assessment"
)

const (
	msgTooManySurveys = "survey.error.many"
	msgSurveyOpen     = "survey.error.open"
	msgNoLinks        = "survey.error.links"
	msgTooManyLinks   = "survey.error.links.many"
)

// OpenSurvey begins a survey on questions of an assessment. It takes from n whether votes are named, the threshold,
// whether links are personal, the questions, the roles and the closing time. There is one open survey at a time.
func (s *Store) OpenSurvey(ctx context.Context, v assessment.Viewer, id string, n assessment.Survey) (survey string, err error) {
	err = s.write(ctx, "open survey", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		if a.Finished() {
			return assessment.ErrClosed
		}
		if wrong := assessment.CheckSurvey(n, s.now()); wrong != nil {
			return &assessment.InvalidError{Fields: wrong}
		}
		asked := a.Questionnaire()
		unasked := func(q string) bool { _, ok := asked.Question(q); return !ok }
		if len(n.Questions) == 0 || slices.ContainsFunc(n.Questions, unasked) {
			return &assessment.InvalidError{Fields: map[string]string{"questions": "survey.error.questions"}}
		}
		if err := roomForSurvey(ctx, t, id); err != nil {
			return err
		}
		survey = s.newID()
		if err := s.insertSurvey(ctx, t, v, id, survey, n); err != nil {
			return err
		}
		if err := use(ctx, t, id, millis(s.now())); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogSurveyOpened, id, "")
	})
	return survey, err
}

func roomForSurvey(ctx context.Context, t tx, id string) error {
	var all, open int
	if err := t.row(ctx, `
		SELECT count(*), count(*) - count(closed_at) FROM surveys WHERE assessment_id = $1`, id).Scan(&all, &open); err != nil {
		return err
	}
	switch {
	case open > 0:
		return &assessment.InvalidError{Fields: map[string]string{"mode": msgSurveyOpen}}
	case all >= assessment.MaxSurveys:
		return &assessment.InvalidError{Fields: map[string]string{"mode": msgTooManySurveys}}
	}
	return nil
}

func (s *Store) insertSurvey(ctx context.Context, t tx, v assessment.Viewer, id, survey string, n assessment.Survey) error {
	questions, err := encodeList(n.Questions)
	if err != nil {
		return err
	}
	roles, err := encodeList(n.Roles)
	if err != nil {
		return err
	}
	threshold := n.Threshold
	if n.Named {
		threshold = assessment.DefaultThreshold // means nothing
	}
	_, err = t.exec(ctx, `
		INSERT INTO surveys (id, assessment_id, named, threshold, personal, questions, roles, created_by, created_at, closes_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		survey, id, asNumber(n.Named), threshold, asNumber(n.Personal), questions, roles, null(v.UserID),
		millis(s.now()), millis(n.ClosesAt))
	return err
}

const selectSurveys = `
	SELECT s.id, s.assessment_id, o.name, s.named, s.threshold, s.personal, s.questions, s.roles, COALESCE(u.name, ''),
		s.created_at, s.closes_at, s.closed_at,
		(SELECT count(*) FROM survey_links l WHERE l.survey_id = s.id AND l.replaced = 0),
		(SELECT count(*) FROM respondents r WHERE r.survey_id = s.id),
		(SELECT count(*) FROM respondents r WHERE r.survey_id = s.id AND r.finished = 1)
	FROM surveys s
	JOIN assessments a ON a.id = s.assessment_id
	JOIN organisations o ON o.id = a.organisation_id
	LEFT JOIN users u ON u.id = s.created_by
	WHERE `

func scanSurvey(row interface{ Scan(...any) error }) (s assessment.Survey, err error) {
	var questions, roles string
	var created, closes int64
	var closed *int64
	if err := row.Scan(&s.ID, &s.AssessmentID, &s.Organisation, &s.Named, &s.Threshold, &s.Personal, &questions, &roles,
		&s.CreatedBy, &created, &closes, &closed, &s.Links, &s.Joined, &s.Finished); err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(questions), &s.Questions); err != nil {
		return s, fmt.Errorf("questions of survey %s: %w", s.ID, err)
	}
	if err := json.Unmarshal([]byte(roles), &s.Roles); err != nil {
		return s, fmt.Errorf("roles of survey %s: %w", s.ID, err)
	}
	s.CreatedAt, s.ClosesAt, s.ClosedAt = fromMillis(created), fromMillis(closes), maybeMillis(closed)
	return s, nil
}

// Surveys returns the surveys on an assessment, the newest first, without the people who take part.
func (s *Store) Surveys(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Survey, err error) {
	err = s.read(ctx, "list surveys", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		rows, err := t.query(ctx, selectSurveys+`s.assessment_id = $1 ORDER BY s.created_at DESC, s.id DESC`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			one, err := scanSurvey(rows)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	return all, err
}

// Survey returns a survey on an assessment, to whoever manages it with the people who take part by name.
func (s *Store) Survey(ctx context.Context, v assessment.Viewer, id, survey string) (one assessment.Survey, err error) {
	err = s.read(ctx, "read survey", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightRead)
		if err != nil {
			return err
		}
		if one, err = surveyOf(ctx, t, id, survey); err != nil || !one.Named || !a.Role.May(assessment.RightManage) {
			return err
		}
		one.People, err = respondentsOf(ctx, t, survey)
		return err
	})
	return one, err
}

func surveyOf(ctx context.Context, t tx, id, survey string) (assessment.Survey, error) {
	found, err := scanSurvey(t.row(ctx, selectSurveys+`s.assessment_id = $1 AND s.id = $2`, id, survey))
	return found, one(err)
}

func respondentsOf(ctx context.Context, t tx, survey string) (all []assessment.Respondent, err error) {
	rows, err := t.query(ctx, `SELECT id, name, role, finished FROM respondents WHERE survey_id = $1 ORDER BY name, id`, survey)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r assessment.Respondent
		if err := rows.Scan(&r.ID, &r.Name, &r.Role, &r.Finished); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// NewSurveyLinks makes links to an open survey and returns their tokens: for the names given, a personal one each; of a
// common link, whose names are ignored, one that replaces the one before. Where votes are anonymous no name is kept.
func (s *Store) NewSurveyLinks(ctx context.Context, v assessment.Viewer, id, survey string, names []string) (tokens []string, err error) {
	err = s.manage(ctx, "make survey links", v, id, survey, func(ctx context.Context, t tx, _ *assessment.Assessment, o assessment.Survey) error {
		tokens = nil
		if !o.Personal {
			names = []string{""}
			if _, err := t.exec(ctx, `UPDATE survey_links SET replaced = 1 WHERE survey_id = $1`, survey); err != nil {
				return err
			}
		}
		switch {
		case len(names) == 0:
			return &assessment.InvalidError{Fields: map[string]string{"names": msgNoLinks}}
		case len(names) > assessment.MaxSurveyLinks, o.Personal && o.Links+len(names) > assessment.MaxRespondents:
			return &assessment.InvalidError{Fields: map[string]string{"names": msgTooManyLinks}}
		}
		for _, name := range names {
			if !o.Named {
				name = ""
			}
			token := rand.Text()
			if _, err := t.exec(ctx, `
				INSERT INTO survey_links (token_hash, survey_id, name, used, replaced) VALUES ($1, $2, $3, 0, 0)`,
				hashed(token), survey, name); err != nil {
				return err
			}
			tokens = append(tokens, token)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return tokens, nil
}

// ExtendSurvey moves the closing time of a survey that still takes answers.
func (s *Store) ExtendSurvey(ctx context.Context, v assessment.Viewer, id, survey string, closes time.Time) error {
	return s.manage(ctx, "extend survey", v, id, survey, func(ctx context.Context, t tx, _ *assessment.Assessment, o assessment.Survey) error {
		o.ClosesAt = closes
		if wrong := assessment.CheckSurvey(o, s.now()); wrong["closes"] != "" {
			return &assessment.InvalidError{Fields: map[string]string{"closes": wrong["closes"]}}
		}
		_, err := t.exec(ctx, `UPDATE surveys SET closes_at = $2 WHERE id = $1`, survey, millis(closes))
		return err
	})
}

// CloseSurvey makes the votes of a survey final, so that they can be looked at, and forgets which browsers gave them.
// There is no way back. To close it again changes nothing.
func (s *Store) CloseSurvey(ctx context.Context, v assessment.Viewer, id, survey string) error {
	return s.erase(ctx, "close survey", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		o, err := surveyOf(ctx, t, id, survey)
		if err != nil || o.Closed() {
			return err
		}
		now := millis(s.now())
		if _, err := t.exec(ctx, `UPDATE surveys SET closed_at = $2 WHERE id = $1`, survey, now); err != nil {
			return err
		}
		if err := forgetBrowsers(ctx, t, survey); err != nil {
			return err
		}
		if err := touch(ctx, t, id, now); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogSurveyClosed, id, "")
	})
}

// forgetBrowsers cuts what leads from a browser to its votes.
func forgetBrowsers(ctx context.Context, t tx, survey string) error {
	_, err := t.exec(ctx, `UPDATE respondents SET key_hash = NULL WHERE survey_id = $1`, survey)
	return err
}

// CancelSurvey deletes a survey with its votes, from the bytes of the database too. Answers that were taken over from it
// stay.
func (s *Store) CancelSurvey(ctx context.Context, v assessment.Viewer, id, survey string) error {
	return s.erase(ctx, "cancel survey", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		if err := some(t.exec(ctx, `DELETE FROM surveys WHERE id = $2 AND assessment_id = $1`, id, survey)); err != nil {
			return err
		}
		if err := touch(ctx, t, id, millis(s.now())); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogSurveyCancelled, id, "")
	})
}

// RemoveRespondent takes somebody out of a survey with names that still takes answers, with their votes, from the bytes of
// the database too. It is ErrNotFound where votes are anonymous: there nobody can say whose they are.
func (s *Store) RemoveRespondent(ctx context.Context, v assessment.Viewer, id, survey, respondent string) error {
	return s.erase(ctx, "remove respondent", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		o, err := surveyOf(ctx, t, id, survey)
		switch {
		case err != nil:
			return err
		case !o.Named:
			return assessment.ErrNotFound
		case !o.Takes(s.now()):
			return assessment.ErrGone
		}
		if err := some(t.exec(ctx, `DELETE FROM respondents WHERE id = $1 AND survey_id = $2`, respondent, survey)); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogVotesRemoved, id, "")
	})
}

// manage runs fn on a survey that still takes answers, for whoever manages its assessment. Else it is ErrGone.
func (s *Store) manage(ctx context.Context, what string, v assessment.Viewer, id, survey string,
	fn func(context.Context, tx, *assessment.Assessment, assessment.Survey) error) error {
	return s.write(ctx, what, func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		o, err := surveyOf(ctx, t, id, survey)
		if err != nil {
			return err
		}
		if !o.Takes(s.now()) {
			return assessment.ErrGone
		}
		return fn(ctx, t, a, o)
	})
}
