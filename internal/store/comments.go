package store

import (
	"context"

	"lauter/assessment"
)

const msgTooManyComments = "comment.error.many"

// People returns who has a role in an assessment, by name: those of the whole workspace and those of the client. The
// viewer is one of them.
func (s *Store) People(ctx context.Context, v assessment.Viewer, id string) (all []assessment.User, err error) {
	err = s.read(ctx, "list people", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightComment)
		if err != nil {
			return err
		}
		all, err = peopleOf(ctx, t, a)
		return err
	})
	return all, err
}

func peopleOf(ctx context.Context, t tx, a *assessment.Assessment) (all []assessment.User, err error) {
	rows, err := t.query(ctx, `
		SELECT DISTINCT u.id, u.name FROM members m JOIN users u ON u.id = m.user_id
		WHERE m.workspace_id = $1 AND (m.organisation_id IS NULL OR m.organisation_id = $2)
		ORDER BY u.name, u.id`, a.WorkspaceID, a.OrganisationID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u assessment.User
		if err := rows.Scan(&u.ID, &u.Name); err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// AddComment keeps what the viewer says about a question that the assessment asks, in 1 to assessment.MaxComment
// characters, and whom it speaks to: those of the mentioned users who have a role in the assessment. One comment too
// many is an *InvalidError.
func (s *Store) AddComment(ctx context.Context, v assessment.Viewer, id, question, text string, mentioned []string) error {
	return s.write(ctx, "add comment", func(ctx context.Context, t tx) error {
		a, err := s.granted(ctx, t, v, id, assessment.RightComment)
		if err != nil {
			return err
		}
		if _, asked := a.Questionnaire().Question(question); !asked {
			return assessment.ErrNotFound
		}
		var n int
		if err := t.row(ctx, `
			SELECT count(*) FROM comments WHERE assessment_id = $1 AND question_id = $2`, id, question).Scan(&n); err != nil {
			return err
		}
		if n >= assessment.MaxComments {
			return &assessment.InvalidError{Fields: map[string]string{"text": msgTooManyComments}}
		}
		comment := s.newID()
		if _, err := t.exec(ctx, `
			INSERT INTO comments (id, assessment_id, question_id, user_id, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			comment, id, question, v.UserID, text, millis(s.now())); err != nil {
			return err
		}
		return s.mention(ctx, t, v, a, comment, mentioned)
	})
}

// mention notes whom a comment speaks to, but nobody twice, nobody from elsewhere, and not its author.
func (s *Store) mention(ctx context.Context, t tx, v assessment.Viewer, a *assessment.Assessment, comment string, mentioned []string) error {
	people, err := peopleOf(ctx, t, a)
	if err != nil {
		return err
	}
	for _, u := range people {
		for _, id := range mentioned {
			if id != u.ID || id == v.UserID {
				continue
			}
			if _, err := t.exec(ctx, `
				INSERT INTO mentions (comment_id, user_id) VALUES ($1, $2) ON CONFLICT (comment_id, user_id) DO NOTHING`,
				comment, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// Comments returns what members said about a question, the first first.
func (s *Store) Comments(ctx context.Context, v assessment.Viewer, id, question string) (all []assessment.Comment, err error) {
	err = s.read(ctx, "list comments", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightComment); err != nil {
			return err
		}
		all, err = commentsWhere(ctx, t, v, `
			c.assessment_id = $2 AND c.question_id = $3 ORDER BY c.created_at, c.id`, id, question)
		return err
	})
	return all, err
}

// commentsWhere reads the comments that a condition finds; $1 is the viewer.
func commentsWhere(ctx context.Context, t tx, v assessment.Viewer, where string, args ...any) (all []assessment.Comment, err error) {
	rows, err := t.query(ctx, `
		SELECT c.id, c.question_id, COALESCE(u.name, ''), COALESCE(c.user_id = $1, 0), c.text, c.created_at
		FROM comments c LEFT JOIN users u ON u.id = c.user_id
		WHERE `+where, append([]any{v.UserID}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c assessment.Comment
		var created int64
		if err := rows.Scan(&c.ID, &c.Question, &c.By, &c.Own, &c.Text, &created); err != nil {
			return nil, err
		}
		c.CreatedAt = fromMillis(created)
		all = append(all, c)
	}
	return all, rows.Err()
}

// CountComments counts what members said about a question. Whoever may not read it has none.
func (s *Store) CountComments(ctx context.Context, v assessment.Viewer, id, question string) (n int, err error) {
	err = s.read(ctx, "count comments", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightComment); err != nil {
			return err
		}
		return t.row(ctx, `
			SELECT count(*) FROM comments WHERE assessment_id = $1 AND question_id = $2`, id, question).Scan(&n)
	})
	return n, err
}

// DeleteComment removes one of the viewer's own comments.
func (s *Store) DeleteComment(ctx context.Context, v assessment.Viewer, id, comment string) error {
	return s.erase(ctx, "delete comment", func(ctx context.Context, t tx) error {
		if _, err := s.granted(ctx, t, v, id, assessment.RightComment); err != nil {
			return err
		}
		return some(t.exec(ctx, `
			DELETE FROM comments WHERE id = $1 AND assessment_id = $2 AND user_id = $3`, comment, id, v.UserID))
	})
}

// Mentions returns the comments that speak to the viewer and wait to be read, the newest first. What the viewer may no
// longer see is not among them.
func (s *Store) Mentions(ctx context.Context, v assessment.Viewer) (all []assessment.Mention, err error) {
	err = s.read(ctx, "list mentions", func(ctx context.Context, t tx) error {
		rows, err := t.query(ctx, `
			SELECT c.id, c.question_id, COALESCE(w.name, ''), c.text, c.created_at, c.assessment_id, o.name
			FROM mentions n
			JOIN comments c ON c.id = n.comment_id
			JOIN assessments a ON a.id = c.assessment_id
			JOIN organisations o ON o.id = a.organisation_id
			LEFT JOIN users w ON w.id = c.user_id
			WHERE n.user_id = $1 AND n.seen_at IS NULL AND EXISTS (
				SELECT 1 FROM members m WHERE m.user_id = $1 AND m.workspace_id = a.workspace_id
					AND (m.organisation_id IS NULL OR m.organisation_id = a.organisation_id))
			ORDER BY c.created_at DESC, c.id DESC LIMIT 20`, member(v))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m assessment.Mention
			var created int64
			if err := rows.Scan(&m.ID, &m.Question, &m.By, &m.Text, &created, &m.Assessment, &m.Organisation); err != nil {
				return err
			}
			m.CreatedAt = fromMillis(created)
			all = append(all, m)
		}
		return rows.Err()
	})
	return all, err
}

// SeeMentions notes that the viewer has read what speaks to them.
func (s *Store) SeeMentions(ctx context.Context, v assessment.Viewer) error {
	return s.write(ctx, "see mentions", func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, `UPDATE mentions SET seen_at = $2 WHERE user_id = $1 AND seen_at IS NULL`, v.UserID, millis(s.now()))
		return err
	})
}
