package store

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lauter/assessment"
)

// laterSchema is the schema of the program followed by more migrations.
func laterSchema(t *testing.T, migrations ...string) fs.FS {
	t.Helper()
	schema := fstest.MapFS{}
	names, err := fs.Glob(embeddedSchema(), "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no schema: %v", err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(embeddedSchema(), name)
		if err != nil {
			t.Fatal(err)
		}
		schema[name] = &fstest.MapFile{Data: content}
	}
	for i, migration := range migrations {
		name := []string{"9001_one.sql", "9002_two.sql"}[i]
		schema[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + migration)}
	}
	return schema
}

func snapshots(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, snapshotPrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestMigrationTakesASnapshotFirst(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 4}, 0)
	f.must(f.Close())
	f.open()
	f.must(f.Close())
	if got := snapshots(t, f.dir); len(got) != 0 {
		t.Fatalf("opening without a migration made %v", got)
	}

	later, err := open(t.Context(), f.dir, Options{Now: f.clock.Now}, laterSchema(t,
		`ALTER TABLE workspaces ADD COLUMN plan TEXT NOT NULL DEFAULT 'free';`,
		`UPDATE answers SET choice = 1;`))
	f.must(err)
	answers, err := later.Answers(t.Context(), f.guest, a.ID)
	f.must(err)
	if got := answers[q].Choice; got != 1 {
		t.Errorf("after the migration: got %v, want 1", got)
	}
	f.must(later.Close())

	found := snapshots(t, f.dir)
	names, err := fs.Glob(embeddedSchema(), "*.sql")
	f.must(err)
	newest, err := strconv.Atoi(names[len(names)-1][:4])
	f.must(err)
	want := filepath.Join(f.dir, fmt.Sprintf("before-20261122T104200.000Z-schema-%d.db", newest))
	if len(found) != 1 || found[0] != want {
		t.Fatalf("got snapshots %v, want %s", found, want)
	}
	info, err := os.Stat(found[0])
	f.must(err)
	if info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the snapshot: %v", info.Mode())
	}

	wantStart(t, f.dir, Newer) // this program does not know the migrations

	restored := t.TempDir()
	content, err := os.ReadFile(found[0])
	f.must(err)
	f.must(os.WriteFile(filepath.Join(restored, FileName), content, 0o600))
	answers, err = mustOpen(t, restored, Options{}).Answers(t.Context(), f.guest, a.ID)
	f.must(err)
	if got := answers[q].Choice; got != 4 {
		t.Errorf("in the snapshot: got %v, want 4", got)
	}
}

func TestFailedMigrationChangesNothing(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 4}, 0)
	f.must(f.Close())

	half := `ALTER TABLE workspaces ADD COLUMN plan TEXT;
UPDATE answers SET choice = 1;
UPDATE no_such_table SET choice = 2;`
	if s, err := open(t.Context(), f.dir, Options{}, laterSchema(t, half)); err == nil {
		_ = s.Close()
		t.Fatal("a migration that fails was applied")
	}
	f.open() // with the schema of the program, as if nothing had been
	if got := f.answers(f.guest, a.ID)[q].Choice; got != 4 {
		t.Errorf("got %v, want 4", got)
	}
	f.must(f.Close())

	repaired := `ALTER TABLE workspaces ADD COLUMN plan TEXT;`
	s, err := open(t.Context(), f.dir, Options{}, laterSchema(t, repaired))
	f.must(err)
	f.must(s.Close())
}

func TestSnapshotsAreDroppedAfterThirtyDays(t *testing.T) {
	f := newFixture(t)
	f.must(f.Close())
	later, err := open(t.Context(), f.dir, Options{Now: f.clock.Now}, laterSchema(t, `CREATE TABLE more (id TEXT) STRICT;`))
	f.must(err)
	t.Cleanup(func() { _ = later.Close() })
	other := filepath.Join(f.dir, "before-christmas.db")
	f.must(os.WriteFile(other, nil, 0o600))

	for _, test := range []struct {
		after time.Duration
		want  int
	}{{30*24*time.Hour - time.Millisecond, 0}, {30 * 24 * time.Hour, 1}, {30 * 24 * time.Hour, 0}} {
		expired, err := later.Expire(t.Context(), f.clock.Now().Add(test.after))
		f.must(err)
		if expired.Snapshots != test.want {
			t.Errorf("after %v: dropped %d, want %d", test.after, expired.Snapshots, test.want)
		}
	}
	if got := snapshots(t, f.dir); len(got) != 1 || got[0] != other {
		t.Errorf("left are %v, want %s", got, other)
	}
}

func TestEngineIsNewEnough(t *testing.T) {
	f := newFixture(t)
	var version string
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT sqlite_version()`).Scan(&version))
	if version < "3.51.3" { // holds until 3.100
		t.Errorf("SQLite %s may corrupt its log", version)
	}
}

// SQLite was translated against one exact version of libc; with any other it may misbehave.
func TestLibcIsTheOneThatSQLiteNames(t *testing.T) {
	t.Parallel()
	list := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", "-m"}, args...)...).Output()
		if err != nil {
			t.Fatalf("go list %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	mod, err := os.ReadFile(filepath.Join(list("-f", "{{.Dir}}", "modernc.org/sqlite"), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if got := list("-f", "{{.Path}} {{.Version}}", "modernc.org/libc"); !bytes.Contains(mod, []byte("\t"+got+"\n")) {
		t.Errorf("this module uses %s, SQLite names another one", got)
	}
}
