package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed schema/sqlite/*.sql
var schemas embed.FS

func embeddedSchema() fs.FS {
	sub, err := fs.Sub(schemas, "schema/sqlite")
	if err != nil {
		panic(err) // the compiler put it there
	}
	return sub
}

const (
	// applicationID marks a database as ours in the header of the file ("Laut").
	applicationID = 0x4c617574

	// checkedSize is up to where a database is checked before it is served; a larger one would keep people waiting.
	checkedSize = 1 << 30

	versionTable = "schema_versions"

	snapshotPrefix = "before-"
	snapshotTime   = "20060102T150405.000Z"
)

// Older versions of SQLite could corrupt the write-ahead log of a busy database: this does not compile with them.
const _ = uint(sqlite3.SQLITE_VERSION_NUMBER - 3_051_003)

// inspect looks at the database file without changing it: whether it is ours, or still empty, and whole.
func inspect(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unwritableError(filepath.Dir(path), err)
	}
	if info.Size() == 0 {
		return nil
	}
	if err := identify(ctx, path); err != nil || info.Size() > checkedSize {
		return err
	}
	return check(ctx, path)
}

// identify says whether the file is a database of ours, or one with nothing in it.
func identify(ctx context.Context, path string) (err error) {
	db := openDatabase(path, looking, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	var id, tables int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(&tables); err != nil {
		return err
	}
	if id != applicationID && (id != 0 || tables > 0) {
		return &StartError{Foreign, fmt.Sprintf("%s is a database of another program; choose another data folder", path), nil}
	}
	return nil
}

// check looks for damage. It does so on a connection that could write, because SQLite leaves out the rules of the
// tables on one that is opened for reading only.
func check(ctx context.Context, path string) (err error) {
	db := openDatabase(path, reading, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return brokenError(path, errors.New(strings.Join(strings.Fields(verdict), " ")))
	}
	return nil
}

// migrate brings the database to the newest schema. If it holds data, a snapshot is taken first.
func (s *Store) migrate(ctx context.Context, db *sql.DB, schema fs.FS) error {
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if mode != "wal" {
		return unwritableError(s.folder.path, errors.New("its file system has no shared memory"))
	}
	if err := mark(ctx, db); err != nil {
		return fmt.Errorf("mark the database: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, schema,
		goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	from, to, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the schema: %w", err)
	}
	switch {
	case from == to:
		return nil
	case from > to:
		return &StartError{Newer, fmt.Sprintf("the database in %s belongs to a newer version of this program (schema %d, this one knows %d); start that version, or choose another data folder", s.folder.path, from, to), nil}
	case from > 0:
		snapshot, err := s.snapshot(ctx, db, from)
		if err != nil {
			return fmt.Errorf("take a snapshot before the migration: %w", err)
		}
		s.log.InfoContext(ctx, "snapshot before migration", "file", snapshot, "from", from, "to", to)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema %d to %d: %w", from, to, err)
	}
	return nil
}

// mark makes the database recognisable as ours before anything else is in it.
func mark(ctx context.Context, db *sql.DB) error {
	var id int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil || id == applicationID {
		return err
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID))
	return err
}

// snapshot writes the whole database into a file beside it, checks it, and returns its path. Expire removes it after
// a while.
func (s *Store) snapshot(ctx context.Context, db *sql.DB, version int64) (path string, err error) {
	name := fmt.Sprintf("%s%s-schema-%d.db", snapshotPrefix, s.now().UTC().Format(snapshotTime), version)
	path = filepath.Join(s.folder.path, name)
	draft := path + ".part"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := touchFile(draft); err != nil { // private before anything is in it
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(draft)
		}
	}()
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, draft); err != nil {
		return "", err
	}
	if err := syncFile(draft); err != nil {
		return "", err
	}
	if err := inspect(ctx, draft); err != nil {
		return "", err
	}
	if err := os.Rename(draft, path); err != nil {
		return "", err
	}
	syncDir(s.folder.path)
	return path, nil
}

// dropSnapshots removes the snapshots that are of an age or older and returns how many.
func (s *Store) dropSnapshots(now time.Time, age time.Duration) (n int, err error) {
	old, err := s.oldSnapshots(now, age)
	for _, name := range old {
		if err := os.Remove(filepath.Join(s.folder.path, name)); err != nil {
			return n, err
		}
		n++
	}
	return n, err
}

// oldSnapshots names the snapshots that are of an age or older.
func (s *Store) oldSnapshots(now time.Time, age time.Duration) (names []string, err error) {
	entries, err := os.ReadDir(s.folder.path)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		stamp, isSnapshot := strings.CutPrefix(entry.Name(), snapshotPrefix)
		stamp, _, _ = strings.Cut(stamp, "-")
		taken, err := time.Parse(snapshotTime, stamp)
		if isSnapshot && err == nil && now.Sub(taken) >= age {
			names = append(names, entry.Name())
		}
	}
	return names, nil
}

// syncFile waits until a file is on the disk.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// syncDir makes a renamed file survive a power cut. Systems that cannot do it refuse, which is no reason to stop.
func syncDir(path string) {
	if d, err := os.Open(path); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
