package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"lauter/assessment"
)

// ImportModel keeps a model, which was parsed from these files, and pins its version to their digest. A model that is
// there already is left alone. A stored version with another digest is replaced while no assessment uses it. The error
// is a *StartError of kind ModelChanged if one does, or if the version was published with another digest.
func (s *Store) ImportModel(ctx context.Context, m *assessment.Model, files assessment.Files) error {
	if digest := files.Digest(); m.Digest != digest {
		return fmt.Errorf("import model %s %s: it is not what its files say", m.ID, m.Version)
	}
	if digest, ok := s.published[m.Version]; ok && digest != m.Digest {
		return &StartError{ModelChanged, fmt.Sprintf("model %s %s differs from what was published as %[2]s; raise the version of the changed model", m.ID, m.Version), nil}
	}
	var id string
	err := s.write(ctx, "import model", func(ctx context.Context, t tx) error {
		var digest string
		err := t.row(ctx, `
			SELECT id, digest FROM models WHERE model = $1 AND version = $2`,
			m.ID, m.Version).Scan(&id, &digest)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		case digest == m.Digest:
			return nil
		default:
			if err := dropModel(ctx, t, m, id); err != nil {
				return err
			}
		}
		id = s.newID()
		return insertModel(ctx, t, id, m, files, millis(s.now()))
	})
	if err != nil {
		return err
	}
	s.models.LoadOrStore(id, m)
	return nil
}

// dropModel removes the stored model that m is about to replace, or says why it must stay.
func dropModel(ctx context.Context, t tx, m *assessment.Model, id string) error {
	var users int
	if err := t.row(ctx, `SELECT count(*) FROM assessments WHERE model_id = $1`, id).Scan(&users); err != nil {
		return err
	}
	if users > 0 {
		return &StartError{ModelChanged, fmt.Sprintf("model %s %s has changed, but assessments in the data folder use it as it was; raise its version, or choose another data folder", m.ID, m.Version), nil}
	}
	_, err := t.exec(ctx, `DELETE FROM models WHERE id = $1`, id)
	return err
}

func insertModel(ctx context.Context, t tx, id string, m *assessment.Model, files assessment.Files, now int64) error {
	if _, err := t.exec(ctx, `
		INSERT INTO models (id, model, version, digest, imported_at) VALUES ($1, $2, $3, $4, $5)`,
		id, m.ID, m.Version, m.Digest, now); err != nil {
		return err
	}
	for _, name := range assessment.FileNames() {
		if _, err := t.exec(ctx, `
			INSERT INTO model_files (model_id, name, content) VALUES ($1, $2, $3)`,
			id, name, files[name]); err != nil {
			return err
		}
	}
	for i, d := range m.Dimensions {
		if _, err := t.exec(ctx, `
			INSERT INTO dimensions (model_id, id, position, weight) VALUES ($1, $2, $3, $4)`,
			id, d.ID, i+1, d.Weight); err != nil {
			return err
		}
	}
	for i, c := range m.Capabilities() {
		if _, err := t.exec(ctx, `
			INSERT INTO capabilities (model_id, id, dimension_id, position, weight) VALUES ($1, $2, $3, $4, $5)`,
			id, c.ID, c.Dimension.ID, i+1, c.Weight); err != nil {
			return err
		}
	}
	for i, q := range m.Questions() {
		if _, err := t.exec(ctx, `
			INSERT INTO questions (model_id, id, capability_id, position, weight, rev) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, q.ID, q.Capability.ID, i+1, q.Weight, q.Rev); err != nil {
			return err
		}
	}
	return nil
}

// Model returns an imported model, else ErrNotFound. It is shared: callers must not change it.
func (s *Store) Model(ctx context.Context, model, version string) (m *assessment.Model, err error) {
	err = s.read(ctx, "read model", func(ctx context.Context, t tx) error {
		var id string
		err := t.row(ctx, `SELECT id FROM models WHERE model = $1 AND version = $2`, model, version).Scan(&id)
		if err != nil {
			return one(err)
		}
		m, err = s.model(ctx, t, id)
		return err
	})
	return m, err
}

// model returns the model of a row. What counts is the stored files; they are parsed once.
func (s *Store) model(ctx context.Context, t tx, id string) (*assessment.Model, error) {
	if m, ok := s.models.Load(id); ok {
		return m.(*assessment.Model), nil
	}
	var digest string
	if err := t.row(ctx, `SELECT digest FROM models WHERE id = $1`, id).Scan(&digest); err != nil {
		return nil, one(err)
	}
	files, err := filesOf(ctx, t, id)
	if err != nil {
		return nil, err
	}
	if files.Digest() != digest {
		return nil, fmt.Errorf("model %s: the stored files have changed", id)
	}
	m, err := assessment.Parse(files)
	if err != nil {
		return nil, fmt.Errorf("parse the stored model %s: %w", id, err)
	}
	shared, _ := s.models.LoadOrStore(id, m)
	return shared.(*assessment.Model), nil
}

func filesOf(ctx context.Context, t tx, id string) (assessment.Files, error) {
	rows, err := t.query(ctx, `SELECT name, content FROM model_files WHERE model_id = $1`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	files := assessment.Files{}
	for rows.Next() {
		var name string
		var content []byte
		if err := rows.Scan(&name, &content); err != nil {
			return nil, err
		}
		files[name] = content
	}
	return files, rows.Err()
}

// modelRow is the row id of an imported model.
func modelRow(ctx context.Context, t tx, m *assessment.Model) (row string, err error) {
	err = t.row(ctx, `
		SELECT id FROM models WHERE model = $1 AND version = $2 AND digest = $3`,
		m.ID, m.Version, m.Digest).Scan(&row)
	if err != nil {
		return "", fmt.Errorf("model %s %s: %w", m.ID, m.Version, err)
	}
	return row, nil
}

const modelSetting = "model"

// Models lists the imported versions, the last imported first, to whoever runs the installation.
func (s *Store) Models(ctx context.Context, v assessment.Viewer) (all []assessment.ModelVersion, err error) {
	err = s.read(ctx, "list models", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		chosen, err := chosenModel(ctx, t)
		if err != nil {
			return err
		}
		rows, err := t.query(ctx, `
			SELECT m.model, m.version, m.digest, m.imported_at,
				(SELECT count(*) FROM assessments a WHERE a.model_id = m.id)
			FROM models m ORDER BY m.imported_at DESC, m.id DESC`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m assessment.ModelVersion
			var at int64
			if err := rows.Scan(&m.Model, &m.Version, &m.Digest, &at, &m.Assessments); err != nil {
				return err
			}
			m.ImportedAt, m.Chosen = fromMillis(at), m.Version == chosen
			m.Published = s.published[m.Version] == m.Digest
			all = append(all, m)
		}
		return rows.Err()
	})
	return all, err
}

// ModelFiles returns the files of an imported version as they were imported, to whoever runs the installation.
func (s *Store) ModelFiles(ctx context.Context, v assessment.Viewer, model, version string) (files assessment.Files, err error) {
	err = s.read(ctx, "read model files", func(ctx context.Context, t tx) error {
		if !v.Admin {
			return assessment.ErrNotFound
		}
		var id string
		if err := t.row(ctx, `SELECT id FROM models WHERE model = $1 AND version = $2`, model, version).Scan(&id); err != nil {
			return one(err)
		}
		files, err = filesOf(ctx, t, id)
		return err
	})
	return files, err
}

// chosenModel is the version that new assessments are to use; empty: the one that the program brings along.
func chosenModel(ctx context.Context, t tx) (version string, err error) {
	err = t.row(ctx, `SELECT value FROM settings WHERE name = $1`, modelSetting).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return version, err
}

// CurrentModel is what new assessments use: the version that was chosen, if it is there and this program can compute
// it, else the one that the program brings along.
func (s *Store) CurrentModel(ctx context.Context, shipped *assessment.Model) (*assessment.Model, error) {
	var version string
	err := s.read(ctx, "read chosen model", func(ctx context.Context, t tx) (err error) {
		version, err = chosenModel(ctx, t)
		return err
	})
	if err != nil || version == "" || version == shipped.Version {
		return shipped, err
	}
	m, err := s.Model(ctx, shipped.ID, version)
	if err != nil || m.Method != shipped.Method {
		s.log.WarnContext(ctx, "the chosen version of the model can't be used", "version", version)
		return shipped, nil
	}
	return m, nil
}

// ChooseModel makes an imported version what new assessments use, by whoever runs the installation, and returns it. The
// version that the program brings along is chosen by choosing none: a later program then brings a later one. A version
// that this program can't compute is ErrNotFound.
func (s *Store) ChooseModel(ctx context.Context, v assessment.Viewer, shipped *assessment.Model, version string) (*assessment.Model, error) {
	if !v.Admin {
		return nil, assessment.ErrNotFound
	}
	m, value := shipped, ""
	if version != shipped.Version {
		var err error
		if m, err = s.Model(ctx, shipped.ID, version); err != nil {
			return nil, err
		}
		if value = version; m.Method != shipped.Method {
			return nil, assessment.ErrNotFound
		}
	}
	err := s.write(ctx, "choose model", func(ctx context.Context, t tx) error {
		was, err := chosenModel(ctx, t)
		if err != nil || was == value {
			return err
		}
		if err := s.setting(ctx, t, modelSetting, value); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogModelChosen, version, "")
	})
	return m, err
}
