// Package store keeps everything the program knows in one SQLite file in the data folder.
//
// Every method that reads or changes an assessment takes the viewer and finds nothing that is not theirs:
// assessment.ErrNotFound says absent and foreign alike. Every method that changes something returns after the change
// is on disk, and carries it out even if the caller's context ends meanwhile; it may answer assessment.ErrBusy or
// assessment.ErrFull, after which nothing was changed. Methods may be called from any number of goroutines.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"lauter/assessment"
)

// Options are what the store takes from outside. The zero value is right for the program.
type Options struct {
	Now    func() time.Time // time.Now if nil; the store keeps milliseconds
	NewID  func() string    // makes UUIDv7 if nil
	Logger *slog.Logger     // discards if nil; never sees an answer, a name or a token
}

// Store is the open data folder. Open makes one.
type Store struct {
	now    func() time.Time
	newID  func() string
	log    *slog.Logger
	folder *folder
	writer *writer
	pool   *database // connections that cannot write
	models sync.Map  // row id of a model to *assessment.Model; models are immutable

	settling sync.Mutex                         // held while the periods change
	periods  atomic.Pointer[assessment.Periods] // as the database has them

	published map[string]string // digests of the versions of the model that never change
}

// Open opens the data folder, which is created if it is missing, and brings the database in it to the schema of this
// program, after a snapshot. It locks the folder until Close. What an operator can cure is a *StartError.
func Open(ctx context.Context, dir string, opt Options) (*Store, error) {
	return open(ctx, dir, opt, embeddedSchema())
}

func open(ctx context.Context, dir string, opt Options, schema fs.FS) (_ *Store, err error) {
	s := &Store{now: opt.Now, newID: opt.NewID, log: opt.Logger, published: assessment.Published()}
	if s.now == nil {
		s.now = time.Now
	}
	if s.newID == nil {
		s.newID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}

	if s.folder, err = openFolder(dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.folder.close())
		}
	}()
	path := filepath.Join(s.folder.path, FileName)
	if err := inspect(ctx, path); err != nil {
		return nil, startError(path, err)
	}
	db := openDatabase(path, writing, 1)
	if err := s.migrate(ctx, db.DB, schema); err != nil {
		return nil, errors.Join(startError(path, err), db.Close())
	}
	if err := s.loadPeriods(ctx, db); err != nil {
		return nil, errors.Join(startError(path, err), db.Close())
	}
	s.writer = newWriter(db, s.log)
	s.pool = openDatabase(path, reading, max(4, runtime.NumCPU()))
	return s, nil
}

// Close carries out the changes that are waiting, moves everything into the database file and unlocks the folder.
// Changes that come later are refused.
func (s *Store) Close() error {
	s.writer.close()
	err := s.pool.Close() // first, so that the last connection to close is one that may write
	return errors.Join(err, s.writer.db.Close(), s.folder.close())
}

// Ready says whether the store can serve: it reads, and sends an empty change through the writer.
func (s *Store) Ready(ctx context.Context) error {
	err := s.read(ctx, "read", func(ctx context.Context, t tx) error {
		var n int
		return t.row(ctx, `SELECT count(*) FROM models`).Scan(&n)
	})
	if err != nil {
		return err
	}
	return s.writer.alive(ctx)
}

// write carries out one change in the writer and returns when it is on disk. If fn fails, nothing of it remains.
func (s *Store) write(ctx context.Context, what string, fn func(context.Context, tx) error) error {
	return wrap(what, s.writer.do(ctx, fn, false))
}

// erase is write for a change that deletes what people wrote: afterwards the writer removes it from the log as well.
func (s *Store) erase(ctx context.Context, what string, fn func(context.Context, tx) error) error {
	return wrap(what, s.writer.do(ctx, fn, true))
}

// read runs fn on one snapshot of the database, which holds every change acknowledged before.
func (s *Store) read(ctx context.Context, what string, fn func(context.Context, tx) error) error {
	return wrap(what, s.pool.transact(ctx, &sql.TxOptions{ReadOnly: true}, fn))
}

// look is read for what one query finds. It costs less.
func (s *Store) look(ctx context.Context, what string, fn func(context.Context, tx) error) error {
	return wrap(what, s.pool.look(ctx, fn))
}

// wrap says what was being done, and in the words of the domain what went wrong.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, domainError(err))
}

// millis is a time as the database keeps it.
func millis(t time.Time) int64 { return t.UnixMilli() }

// fromMillis is the inverse of millis.
func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// maybeMillis is fromMillis for a time that may be absent, which is the zero time.
func maybeMillis(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return fromMillis(*ms)
}

// one turns the absence of a row into assessment.ErrNotFound.
func one(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return assessment.ErrNotFound
	}
	return err
}

// some turns a change that met no row into assessment.ErrNotFound.
func some(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		err = assessment.ErrNotFound
	}
	return err
}
