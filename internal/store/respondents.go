package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"

	"lauter/assessment"
)

const (
	msgRespondentName = "respond.error.name"
	msgRespondentRole = "respond.error.role"
	msgSurveyFull     = "respond.error.full"
)

// SurveyInvite is what a link to a survey leads to.
type SurveyInvite struct {
	Survey assessment.Survey
	Name   string // whom the link is for; empty: it says nobody
	Joined bool   // this browser takes part already
}

// Responding is what somebody needs who answers a survey: nothing of the assessment but its questions.
type Responding struct {
	Survey assessment.Survey
	Model  *assessment.Model            // restricted to what is asked
	Quick  bool                         // the assessment is a quick scan
	Votes  map[string]assessment.Choice // their own
	Me     assessment.Respondent
}

// NewSecret makes the secret by which a browser finds its own votes again: 256 random bits. The database never holds it.
func NewSecret() string { return newToken() }

// key is the fingerprint of a browser in one survey. Nobody without the browser's secret can make it, and it says
// nothing about the same browser in another survey, nor about who is signed in with it.
func key(secret, survey string) []byte {
	sum := sha256.Sum256([]byte(secret + "\n" + survey))
	return sum[:]
}

// OpenSurveyLink says what a link leads to, and changes nothing. It is ErrGone if the link is used or replaced,
// ErrSurveyOver if the survey takes no answers any more, and ErrNotFound if there is no such link.
func (s *Store) OpenSurveyLink(ctx context.Context, secret, token string) (i SurveyInvite, err error) {
	err = s.read(ctx, "open survey link", func(ctx context.Context, t tx) error {
		i, err = s.surveyInvite(ctx, t, secret, token)
		return err
	})
	return i, err
}

func (s *Store) surveyInvite(ctx context.Context, t tx, secret, token string) (i SurveyInvite, err error) {
	var survey string
	var used, replaced bool
	if err := t.row(ctx, `SELECT survey_id, name, used, replaced FROM survey_links WHERE token_hash = $1`, hashed(token)).
		Scan(&survey, &i.Name, &used, &replaced); err != nil {
		return i, one(err)
	}
	if i.Survey, err = scanSurvey(t.row(ctx, selectSurveys+`s.id = $1`, survey)); err != nil {
		return i, one(err)
	}
	_, err = respondentOf(ctx, t, secret, survey)
	i.Joined = err == nil
	if err != nil && !errors.Is(err, assessment.ErrNotFound) {
		return i, err
	}
	if !i.Survey.Takes(s.now()) {
		return SurveyInvite{}, assessment.ErrSurveyOver
	}
	if !i.Joined && (replaced || used && i.Survey.Personal) {
		return SurveyInvite{}, assessment.ErrGone
	}
	return i, nil
}

// JoinSurvey lets a browser take part in the survey behind a link, and returns the survey. A browser that takes part
// already only finds its way back. A personal link works once. Where votes are named, a name is needed; where they are
// anonymous, none is kept.
func (s *Store) JoinSurvey(ctx context.Context, secret, token, name, role string) (survey string, err error) {
	err = s.write(ctx, "join survey", func(ctx context.Context, t tx) error {
		i, err := s.surveyInvite(ctx, t, secret, token)
		if err != nil {
			return err
		}
		survey = i.Survey.ID
		if i.Joined {
			return nil
		}
		if i.Name != "" {
			name = i.Name
		}
		if wrong := checkRespondent(i.Survey, name, role); wrong != nil {
			return &assessment.InvalidError{Fields: wrong}
		}
		if !i.Survey.Named {
			name = ""
		}
		if _, err := t.exec(ctx, `UPDATE survey_links SET used = 1 WHERE token_hash = $1`, hashed(token)); err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			INSERT INTO respondents (id, survey_id, key_hash, name, role, finished) VALUES ($1, $2, $3, $4, $5, 0)`,
			rand.Text(), survey, key(secret, survey), name, role)
		return err
	})
	return survey, err
}

func checkRespondent(o assessment.Survey, name, role string) map[string]string {
	wrong := map[string]string{}
	if o.Named && (name == "" || len([]rune(name)) > 120) {
		wrong["name"] = msgRespondentName
	}
	if role != "" && !slices.Contains(o.Roles, role) {
		wrong["role"] = msgRespondentRole
	}
	if o.Joined >= assessment.MaxRespondents {
		wrong["role"] = msgSurveyFull
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// respondentOf finds who a browser is in a survey, else it is ErrNotFound.
func respondentOf(ctx context.Context, t tx, secret, survey string) (id string, err error) {
	if secret == "" {
		return "", assessment.ErrNotFound
	}
	err = t.row(ctx, `
		SELECT id FROM respondents WHERE survey_id = $1 AND key_hash = $2`, survey, key(secret, survey)).Scan(&id)
	return id, one(err)
}

// Responding returns a survey in which a browser takes part, with its own votes. For every other browser it is
// ErrNotFound. Once the survey takes no answers any more it is ErrSurveyOver, also for a browser that has answered some
// survey here: closing cuts what leads from a browser to its votes, so that nobody can tell who took part in this one.
func (s *Store) Responding(ctx context.Context, secret, survey string) (r Responding, err error) {
	err = s.read(ctx, "read own votes", func(ctx context.Context, t tx) error {
		r, _, err = s.responding(ctx, t, secret, survey)
		return err
	})
	return r, err
}

func (s *Store) responding(ctx context.Context, t tx, secret, survey string) (r Responding, seat string, err error) {
	if r.Survey, err = scanSurvey(t.row(ctx, selectSurveys+`s.id = $1`, survey)); err != nil {
		return r, "", one(err)
	}
	if !r.Survey.Takes(s.now()) && secret != "" {
		return Responding{}, "", assessment.ErrSurveyOver
	}
	if seat, err = respondentOf(ctx, t, secret, survey); err != nil {
		return Responding{}, "", err
	}
	if err := t.row(ctx, `SELECT name, role, finished FROM respondents WHERE id = $1`, seat).
		Scan(&r.Me.Name, &r.Me.Role, &r.Me.Finished); err != nil {
		return r, "", err
	}
	var model string
	var kind assessment.Kind
	if err := t.row(ctx, `SELECT model_id, kind FROM assessments WHERE id = $1`, r.Survey.AssessmentID).Scan(&model, &kind); err != nil {
		return r, "", err
	}
	whole, err := s.model(ctx, t, model)
	if err != nil {
		return r, "", err
	}
	r.Quick = kind == assessment.KindQuick
	r.Model = whole.Only(r.Survey.Questions)
	r.Votes, err = ownVotes(ctx, t, seat)
	return r, seat, err
}

func ownVotes(ctx context.Context, t tx, seat string) (map[string]assessment.Choice, error) {
	rows, err := t.query(ctx, `SELECT question_id, choice FROM survey_votes WHERE respondent_id = $1`, seat)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	votes := map[string]assessment.Choice{}
	for rows.Next() {
		var question string
		var choice assessment.Choice
		if err := rows.Scan(&question, &choice); err != nil {
			return nil, err
		}
		votes[question] = choice
	}
	return votes, rows.Err()
}

// Respond saves votes of a browser that takes part: one for each question, the last one counts. A blank one takes the vote
// back. A question that is not asked is ErrNotFound, a choice that it does not take an *InvalidError.
func (s *Store) Respond(ctx context.Context, secret, survey string, votes map[string]assessment.Choice) error {
	return s.write(ctx, "vote", func(ctx context.Context, t tx) error {
		r, seat, err := s.responding(ctx, t, secret, survey)
		if err != nil {
			return err
		}
		for question, choice := range votes {
			q, ok := r.Model.Question(question)
			if !ok {
				return assessment.ErrNotFound
			}
			if choice == assessment.NotApplicable && !q.AllowsNA {
				return &assessment.InvalidError{Fields: map[string]string{question: assessment.MsgNARefused}}
			}
			if err := vote(ctx, t, seat, question, choice); err != nil {
				return err
			}
		}
		return nil
	})
}

func vote(ctx context.Context, t tx, seat, question string, choice assessment.Choice) error {
	if choice == assessment.Blank {
		_, err := t.exec(ctx, `DELETE FROM survey_votes WHERE respondent_id = $1 AND question_id = $2`, seat, question)
		return err
	}
	_, err := t.exec(ctx, `
		INSERT INTO survey_votes (respondent_id, question_id, choice) VALUES ($1, $2, $3)
		ON CONFLICT (respondent_id, question_id) DO UPDATE SET choice = excluded.choice`, seat, question, int(choice))
	return err
}

// FinishResponding says that somebody has answered what they wanted to. They can still change it.
func (s *Store) FinishResponding(ctx context.Context, secret, survey string) error {
	return s.write(ctx, "finish responding", func(ctx context.Context, t tx) error {
		_, seat, err := s.responding(ctx, t, secret, survey)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE respondents SET finished = 1 WHERE id = $1`, seat)
		return err
	})
}

// LeaveDevice forgets who a browser is in a survey. The votes stay and count, and nobody can change them any more.
func (s *Store) LeaveDevice(ctx context.Context, secret, survey string) error {
	return s.erase(ctx, "leave device", func(ctx context.Context, t tx) error {
		_, seat, err := s.responding(ctx, t, secret, survey)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE respondents SET key_hash = NULL, finished = 1 WHERE id = $1`, seat)
		return err
	})
}
