package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lauter/assessment"
)

// startKind is the kind of a StartError, 0 for any other error and for none.
func startKind(err error) StartKind {
	if e := (*StartError)(nil); errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// wantStart opens a folder that must not open, and wants one line that says why.
func wantStart(t *testing.T, dir string, want StartKind) {
	t.Helper()
	s, err := Open(t.Context(), dir, Options{})
	if err == nil {
		_ = s.Close()
		t.Fatal("it was opened")
	}
	if got := startKind(err); got != want {
		t.Errorf("got kind %d of %q, want %d", got, err, want)
	}
	if text := err.Error(); strings.Contains(text, "\n") || !strings.Contains(text, filepath.Base(dir)) {
		t.Errorf("not a line about %s: %q", filepath.Base(dir), text)
	}
}

func TestNewFolderIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	s := mustOpen(t, dir, Options{})
	if _, _, err := s.CreateGuest(t.Context()); err != nil { // makes the log
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"": 0o700, FileName: 0o600, FileName + "-wal": 0o600, lockName: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%q has permissions %o, want %o", name, got, want)
		}
	}
}

func TestFolderNamesThatAddressesWouldChange(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"with space", "Kürze", "a?mode=memory", "a#b", "100%25", "a&_query_only=1", "a+b;c"} {
		if runtime.GOOS == "windows" && strings.ContainsAny(name, "?") {
			continue
		}
		dir := filepath.Join(t.TempDir(), name)
		if err := mustOpen(t, dir, Options{}).Close(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(filepath.Join(dir, FileName)); err != nil || info.Size() == 0 {
			t.Errorf("%s: no database in it: %v", name, err)
		}
	}
}

func TestFolderBelongsToOneStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := mustOpen(t, dir, Options{})
	wantStart(t, dir, InUse)

	out, err := child(t, "open", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%d ", InUse); !strings.HasPrefix(string(out), want) {
		t.Errorf("another process: got %q, want kind %s", out, want)
	}
	if err := first.Ready(t.Context()); err != nil {
		t.Errorf("the first store afterwards: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, dir, Options{})
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantStart(t, file, Unwritable)
	wantStart(t, filepath.Join(file, "data"), Unwritable)

	taken := t.TempDir()
	if err := os.Mkdir(filepath.Join(taken, FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	wantStart(t, taken, Unwritable)

	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		return // permissions stop nobody here
	}
	locked := t.TempDir()
	if err := os.Chmod(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	wantStart(t, locked, Unwritable)

	readOnly := t.TempDir()
	if err := mustOpen(t, readOnly, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(readOnly, FileName), 0o400); err != nil {
		t.Fatal(err)
	}
	wantStart(t, readOnly, Unwritable)
}

func TestFilesOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	database := func(statements string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db := openDatabase(path, "", 1)
			if _, err := db.ExecContext(t.Context(), statements); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, create := range map[string]func(t *testing.T, path string){
		"words": func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("Einkaufsliste\n", 500)), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"database without a mark":      database(`CREATE TABLE guests (id TEXT); INSERT INTO guests VALUES ('a')`),
		"database with another mark":   database(`PRAGMA application_id = 42; CREATE TABLE guests (id TEXT)`),
		"empty, but marked as another": database(`PRAGMA application_id = 42`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, FileName)
			create(t, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			wantStart(t, dir, Foreign)
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(before) != string(after) {
				t.Error("the file was changed")
			}
		})
	}
}

// A first start may be interrupted anywhere; the next one goes on.
func TestUnfinishedFirstStart(t *testing.T) {
	t.Parallel()
	for name, statements := range map[string]string{
		"no page yet":    ``,
		"empty database": `PRAGMA journal_mode = WAL; VACUUM`,
		"only the mark":  fmt.Sprintf(`PRAGMA application_id = %d`, applicationID),
	} {
		dir := t.TempDir()
		db := openDatabase(filepath.Join(dir, FileName), "", 1)
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := mustOpen(t, dir, Options{}).Ready(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDamagedDatabaseIsNotServed(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	for _, q := range f.model.Questions() {
		f.save(f.guest, a.ID, q.ID, assessment.Answer{Choice: 3, Note: strings.Repeat("note ", 500)}, 0)
	}
	f.must(f.Close())
	whole, err := os.ReadFile(filepath.Join(f.dir, FileName))
	f.must(err)
	const page = 4096
	for name, test := range map[string]struct {
		damage func(content []byte) []byte
		want   StartKind
	}{
		"truncated":  {func(c []byte) []byte { return c[:len(c)/2/page*page] }, Broken},
		"first page": {func(c []byte) []byte { clear(c[:page]); return c }, Foreign},
		"last page":  {func(c []byte) []byte { copy(c[len(c)-page:], "\x0d\x00\x00\x00\x99rubbish"); return c }, Broken},
		"every inner page": {func(c []byte) []byte {
			for i := page; i < len(c); i += page {
				copy(c[i:], "rubbish rubbish rubbish rubbish")
			}
			return c
		}, Broken},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			damaged := test.damage([]byte(string(whole)))
			if err := os.WriteFile(filepath.Join(dir, FileName), damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			wantStart(t, dir, test.want)
		})
	}
}

func TestDatabaseWithBrokenRulesIsNotServed(t *testing.T) {
	f := newFixture(t)
	f.create(f.guest, assessment.KindFull)
	f.must(f.Close())
	db := openDatabase(filepath.Join(f.dir, FileName), "_pragma=ignore_check_constraints(1)", 1)
	_, err := db.ExecContext(t.Context(), `UPDATE assessments SET rev = -1`)
	f.must(err)
	f.must(db.Close())
	wantStart(t, f.dir, Broken)
}
