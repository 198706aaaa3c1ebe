package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lauter/assessment"
)

// Answers returns the answers of one of the viewer's assessments; a question without one was never touched.
func (s *Store) Answers(ctx context.Context, v assessment.Viewer, id string) (answers assessment.Answers, err error) {
	err = s.read(ctx, "read answers", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		answers, err = answersOf(ctx, t, id)
		return err
	})
	return answers, err
}

// SaveAnswer stores the whole state of one answer and returns it as stored. The sender names the revision that the
// change was made from, 0 for a question never saved; Rev, SavedAt, Carried, Votes and Agreed of a are ignored.
//
// A state that is stored already is returned as it is, whatever the revision, so that a repeated request is harmless;
// but if it was taken over from the round before, saving it confirms it.
// It is ErrNotFound if the assessment is not the viewer's or does not ask the question, ErrClosed if it is finished,
// an *InvalidError for an answer that the question does not take, and a *ConflictError if the answer has changed since
// that revision.
func (s *Store) SaveAnswer(ctx context.Context, v assessment.Viewer, id, question string, a assessment.Answer, rev int) (saved assessment.Answer, err error) {
	a = a.Normalise()
	err = s.write(ctx, "save answer", func(ctx context.Context, t tx) error {
		r, err := s.responseOf(ctx, t, v, id, question)
		if err != nil {
			return err
		}
		if wrong := r.question.Check(a); wrong != nil {
			return &assessment.InvalidError{Fields: wrong}
		}
		stored, err := answerOf(ctx, t, r.id, question)
		if err != nil {
			return err
		}
		if stored.SameState(a) && !stored.Carried {
			saved = stored
			return nil
		}
		if stored.Rev != rev {
			return &assessment.ConflictError{Stored: stored}
		}
		now := millis(s.now())
		saved = a
		saved.Rev, saved.SavedAt, saved.Carried, saved.Votes, saved.Agreed = rev+1, fromMillis(now), false, nil, assessment.Agreed{}
		if saved.Choice == stored.Choice { // still what the room agreed on
			saved.Votes = stored.Votes
		}
		if err := storeAnswer(ctx, t, r, id, saved); err != nil {
			return err
		}
		return touch(ctx, t, id, now)
	})
	if err != nil {
		return assessment.Answer{}, err
	}
	return saved, nil
}

// mostStates is how many states of an answer or a planned action the history keeps. Nobody changes their mind as often;
// a script could fill the disk.
const mostStates = 100

// storeAnswer makes an answer the latest of its question, and keeps it in the history.
func storeAnswer(ctx context.Context, t tx, r response, id string, a assessment.Answer) error {
	evidence, err := encodeList(a.Evidence)
	if err != nil {
		return err
	}
	votes, err := encodeVotes(a.Votes)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		INSERT INTO answers (response_id, assessment_id, model_id, question_id,
			choice, reason, note, evidence, grade, rev, saved_at, carried, votes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (response_id, question_id) DO UPDATE
		SET choice = excluded.choice, reason = excluded.reason, note = excluded.note,
			evidence = excluded.evidence, grade = excluded.grade, rev = excluded.rev, saved_at = excluded.saved_at,
			carried = excluded.carried, votes = excluded.votes`,
		r.id, id, r.model, r.question.ID,
		int(a.Choice), a.Reason, a.Note, evidence, a.Grade, a.Rev, millis(a.SavedAt), asNumber(a.Carried), votes); err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO answer_history (response_id, question_id, choice, reason, note, evidence, grade, rev, saved_at, carried, saved_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.id, r.question.ID, int(a.Choice), a.Reason, a.Note, evidence, a.Grade, a.Rev, millis(a.SavedAt), asNumber(a.Carried), r.by)
	if err != nil || a.Rev <= mostStates {
		return err
	}
	_, err = t.exec(ctx, `
		DELETE FROM answer_history WHERE response_id = $1 AND question_id = $2 AND rev = $3`, r.id, r.question.ID, a.Rev-mostStates)
	return err
}

// response is where the viewer's answer to a question goes.
type response struct {
	id       string
	model    string // row id
	by       string // id of the user or of the delegation that answers; empty: a guest
	question *assessment.Question
}

// responseOf finds the response that takes the viewer's answer to a question. It is ErrNotFound if there is none or
// if the assessment does not ask the question, and ErrClosed if it is finished.
func (s *Store) responseOf(ctx context.Context, t tx, v assessment.Viewer, id, question string) (r response, err error) {
	var kind assessment.Kind
	var role assessment.Role
	var finished *int64
	err = t.row(ctx, `
		SELECT r.id, a.model_id, a.kind, a.finished_at, `+roleOf+`
		FROM assessments a
		JOIN responses r ON r.assessment_id = a.id AND r.kind = 'agreed'
		WHERE a.id = $4`,
		s.holder(v, id)...).Scan(&r.id, &r.model, &kind, &finished, &role)
	if err != nil {
		return response{}, one(err)
	}
	if err := permit(role, assessment.RightSave); err != nil {
		return response{}, err
	}
	r.by = v.UserID
	if role == assessment.RoleDelegate {
		if r.by, err = s.delegatedBy(ctx, t, v, id, question); err != nil {
			return response{}, err
		}
	}
	model, err := s.model(ctx, t, r.model)
	if err != nil {
		return response{}, err
	}
	asked := model
	if kind == assessment.KindQuick {
		asked = model.Quick()
	}
	var ok bool
	if r.question, ok = asked.Question(question); !ok {
		return response{}, assessment.ErrNotFound
	}
	if finished != nil {
		return response{}, assessment.ErrClosed
	}
	return r, nil
}

// answerOf reads one answer of a response; a question never saved has the zero value.
func answerOf(ctx context.Context, t tx, response, question string) (assessment.Answer, error) {
	_, a, err := scanAnswer(t.row(ctx, `
		SELECT question_id, choice, reason, note, evidence, grade, rev, saved_at, carried, votes
		FROM answers WHERE response_id = $1 AND question_id = $2`,
		response, question))
	if errors.Is(one(err), assessment.ErrNotFound) {
		return assessment.Answer{}, nil
	}
	return a, err
}

// answersOf reads the agreed answers of an assessment; whoever calls it has made sure of the right to read.
func answersOf(ctx context.Context, t tx, id string) (assessment.Answers, error) {
	rows, err := t.query(ctx, `
		SELECT n.question_id, n.choice, n.reason, n.note, n.evidence, n.grade, n.rev, n.saved_at, n.carried, n.votes
		FROM responses r
		JOIN answers n ON n.response_id = r.id
		WHERE r.assessment_id = $1 AND r.kind = 'agreed'`,
		id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	answers := assessment.Answers{}
	for rows.Next() {
		question, a, err := scanAnswer(rows)
		if err != nil {
			return nil, err
		}
		answers[question] = a
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return answers, addVotes(ctx, t, id, answers)
}

// AnswerHistory returns the states that an answer had, at most mostStates, the latest first, with who saved it.
func (s *Store) AnswerHistory(ctx context.Context, v assessment.Viewer, id, question string) (all []assessment.AnswerChange, err error) {
	err = s.read(ctx, "read history", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		rows, err := t.query(ctx, `
			SELECT h.question_id, h.choice, h.reason, h.note, h.evidence, h.grade, h.rev, h.saved_at, h.carried, '',
				COALESCE(u.name, d.name, ''), h.saved_by <> '', COALESCE(g.survey_id, ''),
				COALESCE(g.source, ''), COALESCE(g.middle, 0), COALESCE(g.note, '')
			FROM responses r
			JOIN answer_history h ON h.response_id = r.id
			LEFT JOIN users u ON u.id = h.saved_by
			LEFT JOIN delegations d ON d.id = h.saved_by
			LEFT JOIN survey_decisions g ON g.response_id = h.response_id AND g.question_id = h.question_id AND g.rev = h.rev
			WHERE r.assessment_id = $1 AND r.kind = 'agreed' AND h.question_id = $2
			ORDER BY h.rev DESC LIMIT $3`, id, question, mostStates)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c assessment.AnswerChange
			var g assessment.Agreed
			_, c.Answer, err = scanAnswer(scanMore{rows, []any{&c.By, &c.Known, &g.Survey, &g.Source, &g.Middle, &g.Note}})
			if err != nil {
				return err
			}
			c.Agreed = g
			all = append(all, c)
		}
		return rows.Err()
	})
	return all, err
}

// LastSave returns the answer of an assessment that was saved last, with its question and who saved it. It is
// ErrNotFound if there is none.
func (s *Store) LastSave(ctx context.Context, v assessment.Viewer, id string) (question string, c assessment.AnswerChange, err error) {
	err = s.read(ctx, "find last save", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		question, c.Answer, err = scanAnswer(scanMore{t.row(ctx, `
			SELECT n.question_id, n.choice, n.reason, n.note, n.evidence, n.grade, n.rev, n.saved_at, n.carried, n.votes,
				COALESCE(u.name, d.name, ''), h.saved_by <> ''
			FROM responses r
			JOIN answers n ON n.response_id = r.id
			JOIN answer_history h ON h.response_id = n.response_id AND h.question_id = n.question_id AND h.rev = n.rev
			LEFT JOIN users u ON u.id = h.saved_by
			LEFT JOIN delegations d ON d.id = h.saved_by
			WHERE r.assessment_id = $1 AND r.kind = 'agreed'
			ORDER BY n.saved_at DESC, n.question_id LIMIT 1`, id), []any{&c.By, &c.Known}})
		return one(err)
	})
	return question, c, err
}

// scanMore reads a row that has more columns after those that its reader asks for.
type scanMore struct {
	row  interface{ Scan(...any) error }
	more []any
}

func (s scanMore) Scan(into ...any) error { return s.row.Scan(append(into, s.more...)...) }

func scanAnswer(row interface{ Scan(...any) error }) (question string, a assessment.Answer, err error) {
	var evidence, votes string
	var savedAt, carried int64
	if err := row.Scan(&question, &a.Choice, &a.Reason, &a.Note, &evidence, &a.Grade, &a.Rev, &savedAt, &carried, &votes); err != nil {
		return "", assessment.Answer{}, err
	}
	if err := json.Unmarshal([]byte(evidence), &a.Evidence); err != nil {
		return "", assessment.Answer{}, fmt.Errorf("evidence of %s: %w", question, err)
	}
	if votes != "" {
		if err := json.Unmarshal([]byte(votes), &a.Votes); err != nil {
			return "", assessment.Answer{}, fmt.Errorf("votes on %s: %w", question, err)
		}
	}
	if len(a.Evidence) == 0 {
		a.Evidence = nil
	}
	a.SavedAt, a.Carried = fromMillis(savedAt), carried == 1
	return question, a, nil
}

// encodeVotes writes the votes beside an answer as the database keeps them; none is empty.
func encodeVotes(votes []assessment.Choice) (string, error) {
	if len(votes) == 0 {
		return "", nil
	}
	text, err := json.Marshal(votes)
	return string(text), err
}

// asNumber is a mark as the database keeps it.
func asNumber(mark bool) int {
	if mark {
		return 1
	}
	return 0
}

// encodeList writes a list as the database keeps it; none is "[]".
func encodeList(list []string) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal(list)
	return string(text), err
}
