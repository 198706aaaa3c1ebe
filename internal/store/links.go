package store

import (
	"context"
	"crypto/rand"

	"lauter/assessment"
)

// NewLink makes a private link to one of the viewer's assessments and returns its token: 26 letters and digits that
// hold 130 random bits. Only its hash is kept. The link before it, if any, is no longer in force.
func (s *Store) NewLink(ctx context.Context, v assessment.Viewer, id string) (token string, err error) {
	err = s.change(ctx, "make link", v, id, assessment.RightLink, func(ctx context.Context, t tx, _ *assessment.Assessment) (bool, error) {
		token, err = newLink(ctx, t, id, millis(s.now()))
		return true, err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func newLink(ctx context.Context, t tx, id string, now int64) (token string, err error) {
	token = rand.Text()
	if _, err := t.exec(ctx, `
		UPDATE links SET replaced_at = $2 WHERE assessment_id = $1 AND replaced_at IS NULL`,
		id, now); err != nil {
		return "", err
	}
	_, err = t.exec(ctx, `
		INSERT INTO links (token_hash, assessment_id, created_at) VALUES ($1, $2, $3)`,
		hashed(token), id, now)
	return token, err
}

// OpenLink says which assessment a link leads to, and changes nothing. It is ErrGone if a newer link has replaced it
// and ErrNotFound if there is no such link, as after the assessment was deleted.
func (s *Store) OpenLink(ctx context.Context, token string) (id string, err error) {
	err = s.read(ctx, "open link", func(ctx context.Context, t tx) error {
		id, err = linked(ctx, t, token)
		return err
	})
	return id, err
}

// JoinLink makes the assessment behind a link one of the viewer's own, and counts as use of it. Its errors are those of
// OpenLink, and ErrNotFound for a viewer who does not exist.
func (s *Store) JoinLink(ctx context.Context, v assessment.Viewer, token string) (a *assessment.Assessment, err error) {
	err = s.write(ctx, "join by link", func(ctx context.Context, t tx) error {
		id, err := linked(ctx, t, token)
		if err != nil {
			return err
		}
		now := millis(s.now())
		var guest string
		if err := t.row(ctx, `SELECT id FROM guests WHERE id = $1`, v.GuestID).Scan(&guest); err != nil {
			return one(err)
		}
		if _, err := t.exec(ctx, `
			INSERT INTO guest_assessments (guest_id, assessment_id, added_at) VALUES ($1, $2, $3)
			ON CONFLICT (guest_id, assessment_id) DO NOTHING`,
			v.GuestID, id, now); err != nil {
			return err
		}
		if err := use(ctx, t, id, now); err != nil {
			return err
		}
		a, err = s.granted(ctx, t, v, id, assessment.RightRead)
		return err
	})
	return a, err
}

// linked looks up a link that is in force.
func linked(ctx context.Context, t tx, token string) (id string, err error) {
	var replaced *int64
	err = t.row(ctx, `
		SELECT assessment_id, replaced_at FROM links WHERE token_hash = $1`,
		hashed(token)).Scan(&id, &replaced)
	if err != nil {
		return "", one(err)
	}
	if replaced != nil {
		return "", assessment.ErrGone
	}
	return id, nil
}
