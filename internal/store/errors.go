package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lauter/assessment"
)

// StartError is a reason not to start that an operator can cure. Its text is one line that says what to do.
type StartError struct {
	Kind StartKind
	Hint string
	Err  error // the cause, if there is one; the hint contains what is worth saying of it
}

func (e *StartError) Error() string { return e.Hint }
func (e *StartError) Unwrap() error { return e.Err }

// StartKind groups the reasons not to start.
type StartKind int

const (
	Unwritable   StartKind = iota + 1 // the data folder or the database cannot be written
	InUse                             // another process has the data folder
	Broken                            // the database is damaged
	Foreign                           // the database file is something else
	Newer                             // the database belongs to a newer version of the program
	OldEngine                         // the program was built with a version of SQLite that may lose data
	ModelChanged                      // a model differs from the stored one of the same version
)

// startError says what an operator can do about an error of opening the database at path.
func startError(path string, err error) error {
	if already := (*StartError)(nil); errors.As(err, &already) {
		return err
	}
	if errors.Is(domainError(err), assessment.ErrFull) {
		return &StartError{Unwritable, fmt.Sprintf("the disk of the data folder %s is full; free some space", filepath.Dir(path)), err}
	}
	switch code(err) & 0xff {
	case sqlite3.SQLITE_NOTADB:
		return &StartError{Foreign, fmt.Sprintf("%s is no database, or its beginning is damaged; restore a backup, or choose another data folder", path), err}
	case sqlite3.SQLITE_CORRUPT:
		return brokenError(path, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &StartError{InUse, fmt.Sprintf("%s is locked by another process; stop that one", path), err}
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
		return unwritableError(filepath.Dir(path), err)
	}
	return err
}

func brokenError(path string, cause error) error {
	return &StartError{Broken, fmt.Sprintf("%s is damaged (%v); restore a backup, or choose another data folder", path, cause), cause}
}

func unwritableError(dir string, cause error) error {
	return &StartError{Unwritable, fmt.Sprintf("cannot write to the data folder %s (%v); check its owner and permissions, or choose another one", dir, cause), cause}
}

// domainError puts an error of the engine into the words of the domain, where the domain has one.
func domainError(err error) error {
	switch c := code(err); {
	case c&0xff == sqlite3.SQLITE_FULL,
		c == sqlite3.SQLITE_IOERR_WRITE, // also a quota or a size limit
		c == sqlite3.SQLITE_IOERR_FSYNC, c == sqlite3.SQLITE_IOERR_TRUNCATE, c == sqlite3.SQLITE_IOERR_SHMSIZE,
		errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", assessment.ErrFull, err)
	case c&0xff == sqlite3.SQLITE_BUSY:
		return fmt.Errorf("%w: %w", assessment.ErrBusy, err)
	}
	return err
}

// code is SQLite's extended result code of an error, or 0.
func code(err error) int {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
