package store

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// edited is the shipped model with the first of these texts of questions.yaml replaced.
func edited(t testing.TB, old, new string) (*assessment.Model, assessment.Files) {
	t.Helper()
	files := assessment.Shipped()
	if !bytes.Contains(files["questions.yaml"], []byte(old)) {
		t.Fatalf("questions.yaml does not contain %q", old)
	}
	files["questions.yaml"] = bytes.Replace(files["questions.yaml"], []byte(old), []byte(new), 1)
	m, err := assessment.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	return m, files
}

// nextVersion is the shipped model as another version.
func nextVersion(t testing.TB) (*assessment.Model, assessment.Files) {
	t.Helper()
	return edited(t, shippedModel(t).Version, "7.0.0")
}

// sameVersion is another model that claims to be the shipped one.
func sameVersion(t testing.TB) (*assessment.Model, assessment.Files) {
	t.Helper()
	m, files := shippedModel(t), assessment.Shipped()
	files["questions.yaml"] = append(files["questions.yaml"], "\n# a comment more\n"...)
	other, err := assessment.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if other.Digest == m.Digest {
		t.Fatal("the digest is the same")
	}
	return other, files
}

func TestImportedModelIsKeptVerbatim(t *testing.T) {
	f := newFixture(t)
	got, err := f.Model(t.Context(), f.model.ID, f.model.Version)
	f.must(err)
	if got != f.model {
		t.Error("the imported model is not shared")
	}
	f.must(f.Close())
	f.Store = mustOpen(t, f.dir, Options{}) // without an import: from the stored files
	got, err = f.Model(t.Context(), f.model.ID, f.model.Version)
	f.must(err)
	if got == f.model || got.Digest != f.model.Digest || len(got.Questions()) != len(f.model.Questions()) {
		t.Errorf("read digest %s with %d questions, want %s with %d", got.Digest, len(got.Questions()), f.model.Digest, len(f.model.Questions()))
	}
	again, err := f.Model(t.Context(), f.model.ID, f.model.Version)
	f.must(err)
	if again != got {
		t.Error("the stored model was parsed twice")
	}
	for name, want := range assessment.Shipped() {
		var content []byte
		f.must(f.pool.QueryRowContext(t.Context(), `SELECT content FROM model_files WHERE name = $1`, name).Scan(&content))
		if !bytes.Equal(content, want) {
			t.Errorf("%s is not stored byte for byte", name)
		}
	}
	for _, unknown := range [][2]string{{f.model.ID, "0.0.1"}, {"other", f.model.Version}} {
		_, err := f.Model(t.Context(), unknown[0], unknown[1])
		wantErr(t, fmt.Sprint(unknown), err, assessment.ErrNotFound)
	}
}

func TestDerivedRowsFollowTheModel(t *testing.T) {
	f := newFixture(t)
	var want, got []string
	for _, q := range f.model.Questions() {
		c := q.Capability
		want = append(want, fmt.Sprint(q.ID, q.Rev, q.Weight, c.ID, c.Weight, c.Dimension.ID, c.Dimension.Weight))
	}
	rows, err := f.pool.QueryContext(t.Context(), `
		SELECT q.id, q.rev, q.weight, c.id, c.weight, d.id, d.weight
		FROM questions q
		JOIN capabilities c ON c.model_id = q.model_id AND c.id = q.capability_id
		JOIN dimensions d ON d.model_id = c.model_id AND d.id = c.dimension_id
		ORDER BY d.position, c.position, q.position`)
	f.must(err)
	defer rows.Close()
	for rows.Next() {
		var q, c, d string
		var rev, wq, wc, wd int
		f.must(rows.Scan(&q, &rev, &wq, &c, &wc, &d, &wd))
		got = append(got, fmt.Sprint(q, rev, wq, c, wc, d, wd))
	}
	f.must(rows.Err())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestImportingTheSameModelAgainChangesNothing(t *testing.T) {
	f := newFixture(t)
	before := f.dump()
	f.must(f.ImportModel(t.Context(), f.model, assessment.Shipped()))
	if diff := cmp.Diff(before, f.dump()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestImportOfAChangedModel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		published bool
		used      bool
		advice    string // empty: the model is replaced
	}{
		{"unpublished and unused", false, false, ""},
		{"unpublished and used", false, true, "another data folder"},
		{"published", true, false, "raise the version"},
		{"published and used", true, true, "raise the version"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.published = map[string]string{}
			if test.published {
				f.published[f.model.Version] = f.model.Digest
			}
			if test.used {
				f.create(f.guest, assessment.KindQuick)
			}
			before := f.dump()
			changed, files := sameVersion(t)
			err := f.ImportModel(t.Context(), changed, files)
			stored, readErr := f.Model(t.Context(), f.model.ID, f.model.Version)
			f.must(readErr)
			if test.advice == "" {
				f.must(err)
				if stored != changed {
					t.Errorf("got digest %s, want %s", stored.Digest, changed.Digest)
				}
				if _, err := f.CreateAssessment(t.Context(), f.guest, assessment.KindFull, "", changed); err != nil {
					t.Error(err)
				}
				return
			}
			if startKind(err) != ModelChanged || !strings.Contains(err.Error(), test.advice) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want a line with %q", err, test.advice)
			}
			if stored != f.model {
				t.Errorf("got digest %s, want %s", stored.Digest, f.model.Digest)
			}
			if diff := cmp.Diff(before, f.dump()); diff != "" {
				t.Errorf("(-before +after):\n%s", diff)
			}
		})
	}
}

// A version may have been tried out before it was published; the published one then takes its place.
func TestPublishedModelReplacesItsUnusedDraft(t *testing.T) {
	f := newFixture(t)
	published, files := sameVersion(t)
	f.published = map[string]string{published.Version: published.Digest}
	f.must(f.ImportModel(t.Context(), published, files))
	wantChanged := f.ImportModel(t.Context(), f.model, assessment.Shipped())
	if startKind(wantChanged) != ModelChanged {
		t.Errorf("the draft came back: %v", wantChanged)
	}
}

func TestImportWantsTheFilesOfTheModel(t *testing.T) {
	f := newFixture(t)
	m, _ := nextVersion(t)
	if err := f.ImportModel(t.Context(), m, assessment.Shipped()); err == nil {
		t.Error("a model was imported with the files of another one")
	}
}

func TestTamperedModelIsNotUsed(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.must(f.Close())
	db := openDatabase(f.dir+"/"+FileName, "", 1)
	_, err := db.ExecContext(t.Context(), `UPDATE model_files SET content = CAST(content || '# more' AS BLOB) WHERE name = 'texts.yaml'`)
	f.must(err)
	f.must(db.Close())
	f.Store = mustOpen(t, f.dir, Options{})
	if _, err := f.Assessment(t.Context(), f.guest, a.ID); err == nil {
		t.Error("an assessment was read with a model that is not the one it was made with")
	}
}

// Two versions live side by side, and no statement can bring an answer to a question of the wrong one.
func TestAnswersArePinnedToTheModelOfTheirAssessment(t *testing.T) {
	f := newFixture(t)
	next, files := nextVersion(t)
	f.must(f.ImportModel(t.Context(), next, files))
	q := quickQuestion(f.model).ID

	old := f.create(f.guest, assessment.KindFull)
	young, err := f.CreateAssessment(t.Context(), f.guest, assessment.KindFull, "", next)
	f.must(err)
	if old.Model.Version != f.model.Version || young.Model.Version != "7.0.0" {
		t.Fatalf("got versions %s and %s", old.Model.Version, young.Model.Version)
	}
	f.save(f.guest, old.ID, q, assessment.Answer{Choice: 2}, 0)
	f.save(f.guest, young.ID, q, assessment.Answer{Choice: 3}, 0)

	rowID := func(version string) (id string) {
		f.must(f.pool.QueryRowContext(t.Context(), `SELECT id FROM models WHERE version = $1`, version).Scan(&id))
		return id
	}
	responseID := func(a string) (id string) {
		f.must(f.pool.QueryRowContext(t.Context(), `SELECT id FROM responses WHERE assessment_id = $1`, a).Scan(&id))
		return id
	}
	insert := `
		INSERT INTO answers (response_id, assessment_id, model_id, question_id, choice, reason, note, evidence, grade, rev, saved_at)
		VALUES ($1, $2, $3, $4, 3, '', '', '[]', 0, 1, 0)`
	oldModel, youngModel := rowID(f.model.Version), rowID("7.0.0")
	other := fullQuestion(f.model).ID
	for _, test := range []struct {
		name                                string
		response, assessment, model, answer string
		refused                             bool
	}{
		{"as it should be", responseID(old.ID), old.ID, oldModel, other, false},
		{"model of the other version", responseID(old.ID), old.ID, youngModel, quickQuestion(f.model).ID, true},
		{"question that the model does not have", responseID(young.ID), young.ID, youngModel, "data.origin.nothing", true},
		{"response of the other assessment", responseID(old.ID), young.ID, youngModel, other, true},
	} {
		_, err := f.writer.db.ExecContext(t.Context(), insert, test.response, test.assessment, test.model, test.answer)
		if (err != nil) != test.refused {
			t.Errorf("%s: got error %v", test.name, err)
		}
	}
	if _, err := f.writer.db.ExecContext(t.Context(), `UPDATE assessments SET model_id = $2 WHERE id = $1`, old.ID, youngModel); err == nil {
		t.Error("an assessment with answers was moved to another model")
	}
	if _, err := f.writer.db.ExecContext(t.Context(), `DELETE FROM models WHERE id = $1`, oldModel); err == nil {
		t.Error("a model in use was deleted")
	}
}

func TestModelIsParsedOnceForMany(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.must(f.Close())
	f.Store = mustOpen(t, f.dir, Options{})
	var all sync.WaitGroup
	models := make([]*assessment.Model, 16)
	for i := range models {
		all.Go(func() {
			got, err := f.Assessment(t.Context(), f.guest, a.ID)
			if err != nil {
				t.Error(err)
				return
			}
			models[i] = got.Model
		})
	}
	all.Wait()
	for i, m := range models {
		if m != models[0] {
			t.Errorf("reader %d has a model of its own", i)
		}
	}
}

func TestTheModelOfNewAssessmentsCanBeChosen(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	next, files := nextVersion(t)
	f.must(f.ImportModel(t.Context(), next, files))
	f.create(f.guest, assessment.KindQuick)
	current := func(shipped *assessment.Model) string {
		t.Helper()
		m, err := f.CurrentModel(t.Context(), shipped)
		f.must(err)
		return m.Version
	}
	if got := current(next); got != next.Version {
		t.Errorf("before a choice: got %s", got)
	}
	m, err := f.ChooseModel(t.Context(), boss, next, f.model.Version)
	f.must(err)
	if m != f.model || current(next) != f.model.Version {
		t.Errorf("chosen: got %s, %s", m.Version, current(next))
	}
	all, err := f.Models(t.Context(), boss)
	f.must(err)
	if len(all) != 2 || all[0].Version != next.Version || all[0].Chosen || !all[1].Chosen || all[1].Assessments != 1 || all[1].Published != (f.published[f.model.Version] == f.model.Digest) || all[0].Published {
		t.Errorf("got %+v", all)
	}
	kept, err := f.ModelFiles(t.Context(), boss, next.ID, next.Version)
	f.must(err)
	if kept.Digest() != next.Digest {
		t.Errorf("files: got digest %s", kept.Digest())
	}
	_, err = f.ChooseModel(t.Context(), boss, next, next.Version) // that of the program: no choice any more
	f.must(err)
	if got := current(next); got != next.Version {
		t.Errorf("after choosing that of the program: got %s", got)
	}
	if got := current(f.model); got != f.model.Version {
		t.Errorf("with another program: got %s, want its own", got)
	}
	_, err = f.ChooseModel(t.Context(), boss, next, "0.0.1")
	wantErr(t, "a version that is not there", err, assessment.ErrNotFound)
	other := f.member(boss, workspace, "", assessment.RoleAdmin)
	_, err = f.ChooseModel(t.Context(), other, next, next.Version)
	wantErr(t, "by an admin of a workspace", err, assessment.ErrNotFound)
	_, err = f.Models(t.Context(), other)
	wantErr(t, "listed for an admin of a workspace", err, assessment.ErrNotFound)
	_, err = f.ModelFiles(t.Context(), other, next.ID, next.Version)
	wantErr(t, "files for an admin of a workspace", err, assessment.ErrNotFound)
	n := 0
	for _, e := range f.entries(boss, "") {
		if e == assessment.LogModelChosen {
			n++
		}
	}
	if n != 2 {
		t.Errorf("got %d entries, want one for each choice", n)
	}
	f.must(f.Close())
	f.open()
	f.must(f.write(t.Context(), "x", func(ctx context.Context, t tx) error { return f.setting(ctx, t, modelSetting, "0.0.1") }))
	if got := current(f.model); got != f.model.Version {
		t.Errorf("a choice that is gone: got %s", got)
	}
}
