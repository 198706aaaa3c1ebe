package store

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"lauter/assessment"
)

const (
	msgLegalLong    = "legal.error.long"
	msgLegalChanged = "legal.error.changed"
)

// shownVersions is how many versions of a text are listed. All are kept.
const shownVersions = 50

const selectLegal = `
	SELECT t.page, t.lang, t.version, t.text, COALESCE(u.name, ''), t.saved_at
	FROM legal_texts t LEFT JOIN users u ON u.id = t.saved_by `

// LegalTexts returns the last version of every text of a page that was ever saved, by language. Anybody may read it.
func (s *Store) LegalTexts(ctx context.Context, page string) (all map[string]assessment.LegalText, err error) {
	all = map[string]assessment.LegalText{}
	err = s.read(ctx, "read legal texts", func(ctx context.Context, t tx) error {
		list, err := legalWhere(ctx, t, `
			WHERE t.page = $1 AND t.version = (
				SELECT max(l.version) FROM legal_texts l WHERE l.page = t.page AND l.lang = t.lang)`, page)
		for _, text := range list {
			all[text.Lang] = text
		}
		return err
	})
	return all, err
}

// LegalVersions returns the versions of a text, the last first, to whoever runs the installation.
func (s *Store) LegalVersions(ctx context.Context, v assessment.Viewer, page, lang string) (all []assessment.LegalText, err error) {
	err = s.read(ctx, "list legal texts", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		all, err = legalWhere(ctx, t, `
			WHERE t.page = $1 AND t.lang = $2 ORDER BY t.version DESC LIMIT $3`, page, lang, shownVersions)
		return err
	})
	return all, err
}

func legalWhere(ctx context.Context, t tx, where string, args ...any) (all []assessment.LegalText, err error) {
	rows, err := t.query(ctx, selectLegal+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l assessment.LegalText
		var at int64
		if err := rows.Scan(&l.Page, &l.Lang, &l.Version, &l.Text, &l.By, &at); err != nil {
			return nil, err
		}
		l.At = fromMillis(at)
		all = append(all, l)
	}
	return all, rows.Err()
}

// SaveLegalText makes a text the next version after the one that the editor had before them, by whoever runs the
// installation. An empty text gives way to the file in the data folder. A text that is too long, or that somebody else
// has changed meanwhile, is an *InvalidError; the same text again changes nothing.
func (s *Store) SaveLegalText(ctx context.Context, v assessment.Viewer, page, lang, text string, seen int) error {
	return s.write(ctx, "save legal text", func(ctx context.Context, t tx) error {
		if !v.Admin || !slices.Contains(assessment.LegalPages, page) {
			return assessment.ErrNotFound
		}
		if utf8.RuneCountInString(text) > assessment.MaxLegalText {
			return &assessment.InvalidError{Fields: map[string]string{"text": msgLegalLong}}
		}
		last, err := legalWhere(ctx, t, `WHERE t.page = $1 AND t.lang = $2 ORDER BY t.version DESC LIMIT 1`, page, lang)
		if err != nil {
			return err
		}
		now := assessment.LegalText{}
		if len(last) > 0 {
			now = last[0]
		}
		switch {
		case now.Text == text:
			return nil
		case now.Version != seen:
			return &assessment.InvalidError{Fields: map[string]string{"text": msgLegalChanged}}
		}
		if _, err := t.exec(ctx, `
			INSERT INTO legal_texts (page, lang, version, text, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			page, lang, now.Version+1, text, null(v.UserID), millis(s.now())); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogLegalSaved, page+"."+lang, fmt.Sprint("version ", now.Version+1))
	})
}
