package store

import (
	"context"
	"slices"
	"strings"

	"lauter/assessment"
)

// SurveyVotes returns the votes of a survey by question, ordered by what they say. Before it is closed nobody sees one,
// and it is ErrForbidden. Names are for whoever manages the assessment. Which of the votes may be shown
// is for scoring.NewPanel to say.
func (s *Store) SurveyVotes(ctx context.Context, v assessment.Viewer, id, survey string) (
	votes map[string][]assessment.SurveyVote, err error) {
	err = s.read(ctx, "read votes", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightRead)
		if err != nil {
			return err
		}
		o, err := surveyOf(ctx, t, id, survey)
		if err != nil {
			return err
		}
		if !o.Closed() {
			return assessment.ErrForbidden
		}
		votes, err = votesIn(ctx, t, survey)
		if !a.Role.May(assessment.RightManage) {
			for _, all := range votes {
				for i := range all {
					all[i].Name = ""
				}
			}
		}
		return err
	})
	return votes, err
}

func votesIn(ctx context.Context, t tx, survey string) (map[string][]assessment.SurveyVote, error) {
	rows, err := t.query(ctx, `
		SELECT v.question_id, v.choice, r.role, r.name
		FROM respondents r JOIN survey_votes v ON v.respondent_id = r.id
		WHERE r.survey_id = $1`, survey)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	votes := map[string][]assessment.SurveyVote{}
	for rows.Next() {
		var question string
		var one assessment.SurveyVote
		if err := rows.Scan(&question, &one.Choice, &one.Role, &one.Name); err != nil {
			return nil, err
		}
		votes[question] = append(votes[question], one)
	}
	for _, all := range votes {
		sortedVotes(all)
	}
	return votes, rows.Err()
}

// TakeOver makes decisions of a closed survey the answers of their questions, all of them or none. Notes and evidence of
// the answers stay. rev is the revision of the assessment that the decisions were made on: if it has changed since,
// nothing is done and the result is false.
func (s *Store) TakeOver(ctx context.Context, v assessment.Viewer, id, survey string, rev int,
	decisions []assessment.Decision) (done bool, err error) {
	err = s.write(ctx, "take over from survey", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		o, err := surveyOf(ctx, t, id, survey)
		if err != nil {
			return err
		}
		if !o.Closed() {
			return assessment.ErrForbidden
		}
		if done = a.Rev == rev; !done {
			return nil
		}
		for _, d := range decisions {
			if !o.Asks(d.Question) {
				return assessment.ErrNotFound
			}
			if err := s.decide(ctx, t, v, id, survey, d); err != nil {
				return err
			}
		}
		if err := touch(ctx, t, id, millis(s.now())); err != nil || !a.OfClient() {
			return err
		}
		return s.record(ctx, t, a.WorkspaceID, v, assessment.LogSurveyTaken, id, "")
	})
	return done, err
}

// decide saves one decision as the latest state of its answer.
func (s *Store) decide(ctx context.Context, t tx, v assessment.Viewer, id, survey string, d assessment.Decision) error {
	r, err := s.responseOf(ctx, t, v, id, d.Question)
	if err != nil {
		return err
	}
	if wrong := d.Check(); wrong != nil {
		return &assessment.InvalidError{Fields: wrong}
	}
	saved, err := answerOf(ctx, t, r.id, d.Question)
	if err != nil {
		return err
	}
	saved.Choice, saved.Reason, saved.Carried, saved.Votes = d.Choice, d.Reason, false, nil
	saved = saved.Normalise()
	grade := saved.Grade
	saved.Grade = min(grade, 2) // what somebody else has verified stays verified, and is not claimed here
	if wrong := r.question.Check(saved); wrong != nil {
		return &assessment.InvalidError{Fields: wrong}
	}
	saved.Grade, saved.Rev, saved.SavedAt = grade, saved.Rev+1, fromMillis(millis(s.now()))
	if err := storeAnswer(ctx, t, r, id, saved); err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO survey_decisions (response_id, question_id, rev, survey_id, source, middle, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.id, d.Question, saved.Rev, survey, string(d.Source()), int(d.Middle), d.Note)
	return err
}

// addVotes gives answers the votes of the last closed survey on their question, where as many voted as may be shown, and
// says how they came out of it. What a workshop agreed keeps the votes of the workshop.
func addVotes(ctx context.Context, t tx, id string, answers assessment.Answers) error {
	var closed int
	if err := t.row(ctx, `SELECT count(closed_at) FROM surveys WHERE assessment_id = $1`, id).Scan(&closed); err != nil || closed == 0 {
		return err
	}
	if err := addAgreed(ctx, t, id, answers); err != nil {
		return err
	}
	rows, err := t.query(ctx, `
		SELECT s.id, s.named, s.threshold, v.question_id, v.choice
		FROM surveys s
		JOIN respondents r ON r.survey_id = s.id
		JOIN survey_votes v ON v.respondent_id = r.id
		WHERE s.assessment_id = $1 AND s.closed_at IS NOT NULL
		ORDER BY s.closed_at, s.id, v.choice DESC`, id)
	if err != nil {
		return err
	}
	defer rows.Close()
	last := map[string]*cast{}
	for rows.Next() {
		var survey, question string
		var o assessment.Survey
		var choice assessment.Choice
		if err := rows.Scan(&survey, &o.Named, &o.Threshold, &question, &choice); err != nil {
			return err
		}
		if c := last[question]; c == nil || c.survey != survey {
			last[question] = &cast{survey: survey, from: o.Shows()}
		}
		last[question].votes = append(last[question].votes, choice)
	}
	for question, c := range last {
		if a, has := answers[question]; has && a.Votes == nil && len(c.votes) >= c.from { // a workshop's stand in the answer
			a.Votes = slices.Clip(c.votes)
			answers[question] = a
		}
	}
	return rows.Err()
}

// cast are the votes of one survey on a question, and from how many on they count.
type cast struct {
	survey string
	from   int
	votes  []assessment.Choice
}

func addAgreed(ctx context.Context, t tx, id string, answers assessment.Answers) error {
	rows, err := t.query(ctx, `
		SELECT d.question_id, d.survey_id, d.source, d.middle, d.note
		FROM responses r
		JOIN answers n ON n.response_id = r.id
		JOIN survey_decisions d ON d.response_id = n.response_id AND d.question_id = n.question_id AND d.rev = n.rev
		WHERE r.assessment_id = $1 AND r.kind = 'agreed'`, id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var question string
		var agreed assessment.Agreed
		if err := rows.Scan(&question, &agreed.Survey, &agreed.Source, &agreed.Middle, &agreed.Note); err != nil {
			return err
		}
		a := answers[question]
		a.Agreed = agreed
		answers[question] = a
	}
	return rows.Err()
}

// sortedVotes orders votes by what they say, so that their order tells nothing else.
func sortedVotes(votes []assessment.SurveyVote) {
	slices.SortFunc(votes, func(a, b assessment.SurveyVote) int {
		if a.Choice != b.Choice {
			return int(b.Choice - a.Choice)
		}
		return strings.Compare(a.Role+"\n"+a.Name, b.Role+"\n"+b.Name)
	})
}
