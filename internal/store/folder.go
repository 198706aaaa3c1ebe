package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const (
	// FileName is the name of the database in the data folder.
	FileName = "lauter.db"
	lockName = "lauter.lock"
)

// folder is the data folder while this process has it.
type folder struct {
	path string // absolute
	lock *os.File
}

// openFolder creates the folder if it is missing, and locks it. The lock ends with the process, however it ends.
func openFolder(dir string) (*folder, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, unwritableError(dir, err)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, unwritableError(path, err)
	}
	if name := networkFileSystem(path); name != "" {
		return nil, &StartError{Unwritable, fmt.Sprintf("the data folder %s is on a network file system (%s), where a database can be damaged; choose a local disk", path, name), nil}
	}
	lock, err := lockFile(filepath.Join(path, lockName))
	if errors.Is(err, errLocked) {
		return nil, &StartError{InUse, fmt.Sprintf("the data folder %s is in use by another process; stop that one, or choose another folder", path), err}
	}
	if err != nil {
		return nil, unwritableError(path, err)
	}
	f := &folder{path, lock}
	// Only under the lock: closing the database file would take SQLite's own locks from a store of this process.
	if err := touchFile(filepath.Join(path, FileName)); err != nil {
		return nil, errors.Join(unwritableError(path, err), f.close())
	}
	return f, nil
}

// close unlocks the folder. The lock file stays: removing it would let two processes lock two files of one name.
func (f *folder) close() error { return unlockFile(f.lock) }

// errLocked means that another process, or another Store of this one, has the lock.
var errLocked = errors.New("locked")

// touchFile makes sure that a file exists, can be written, and is private if it is new.
func touchFile(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}
