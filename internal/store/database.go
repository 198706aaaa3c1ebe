package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
	// Everything that a connection must be told stands in its name, because a pool opens connections when it likes.
	// No memory map: it turns a damaged log into a damaged file. Temporary tables stay out of the file system.
	// The log is moved into the file every 16 MB: four times less often than by default, as that costs two flushes.
	always  = "_busy_timeout=5000&_foreign_keys=on&_dqs=0&_defensive=1&_error_rc=1&_pragma=mmap_size(0)&_pragma=temp_store(2)&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)"
	writing = always + "&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_pragma=secure_delete(1)&_pragma=wal_autocheckpoint(4000)"
	reading = always + "&_query_only=1"
	looking = always + "&mode=ro"
)

// database is a pool of connections that keeps its statements compiled.
type database struct {
	*sql.DB
	mu       sync.Mutex
	compiled map[string]*sql.Stmt // by query; what is missing was not used yet
}

// openDatabase never fails: connections are opened when they are needed.
func openDatabase(path, options string, connections int) *database {
	name := url.URL{Scheme: "file", Path: uriPath(path), RawQuery: options}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		panic(err) // the driver is not registered
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return &database{DB: db, compiled: map[string]*sql.Stmt{}}
}

// uriPath is an absolute path in the form that stands in a file: address, with a slash before a drive letter.
func uriPath(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return path
}

// transact runs fn in a transaction and commits it if fn succeeds.
func (db *database) transact(ctx context.Context, opt *sql.TxOptions, fn func(context.Context, tx) error) error {
	std, err := db.BeginTx(ctx, opt)
	if err != nil {
		return err
	}
	t := tx{std: std, db: db, missing: new([]string)}
	defer func() {
		_ = std.Rollback() // without effect after a commit
		db.compile(ctx, *t.missing)
	}()
	if err := fn(ctx, t); err != nil {
		return err
	}
	return std.Commit()
}

// look runs fn without a transaction. What it reads by one query is one state of the database, by two it may be two.
func (db *database) look(ctx context.Context, fn func(context.Context, tx) error) error {
	t := tx{db: db, missing: new([]string)}
	err := fn(ctx, t)
	db.compile(ctx, *t.missing)
	return err
}

// compile keeps statements for later transactions. It runs between transactions, as it needs a connection of its own.
// A statement that does not compile has failed where it was used, so the error is of no further interest.
func (db *database) compile(ctx context.Context, queries []string) {
	for _, query := range queries {
		stmt, err := db.PrepareContext(ctx, query)
		if err != nil {
			continue
		}
		db.mu.Lock()
		if _, taken := db.compiled[query]; taken {
			_ = stmt.Close()
		} else {
			db.compiled[query] = stmt
		}
		db.mu.Unlock()
	}
}

// Close closes the statements and then the connections.
func (db *database) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	var errs []error
	for _, stmt := range db.compiled {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, db.DB.Close())...)
}

// tx is a transaction, or what looks without one. Its statements must not end in a semicolon, or the driver compiles them
// each time.
type tx struct {
	std     *sql.Tx // nil: every query by itself
	db      *database
	missing *[]string // queries that were not compiled yet
}

func (t tx) statement(ctx context.Context, query string) *sql.Stmt {
	t.db.mu.Lock()
	stmt := t.db.compiled[query]
	t.db.mu.Unlock()
	if stmt == nil {
		*t.missing = append(*t.missing, query)
		return nil
	}
	if t.std == nil {
		return stmt
	}
	return t.std.StmtContext(ctx, stmt)
}

// direct runs what is not compiled yet.
func (t tx) direct() interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
} {
	if t.std == nil {
		return t.db
	}
	return t.std
}

func (t tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return t.direct().ExecContext(ctx, query, args...)
}

func (t tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.direct().QueryContext(ctx, query, args...)
}

func (t tx) row(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return t.direct().QueryRowContext(ctx, query, args...)
}
