package assessment

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

var (
	// ErrNotFound means absent, or not this viewer's to see: the two are the same on purpose.
	ErrNotFound = errors.New("not found")
	// ErrForbidden means that the viewer may see a thing, and may not do this with it.
	ErrForbidden = errors.New("not allowed")
	// ErrClosed means that a finished assessment was asked to change.
	ErrClosed = errors.New("assessment is finished")
	// ErrGone means that a link existed and is no longer in force.
	ErrGone = errors.New("link is no longer in force")
	// ErrSurveyOver means that a survey takes no answers any more.
	ErrSurveyOver = fmt.Errorf("survey is over: %w", ErrGone)
	// ErrWithdrawn means that somebody took a link to results back.
	ErrWithdrawn = fmt.Errorf("link was withdrawn: %w", ErrGone)
	// ErrBusy means that a bounded queue is full; trying again soon is sensible.
	ErrBusy = errors.New("too many changes at once")
	// ErrFull means that the disk is full.
	ErrFull = errors.New("disk is full")
)

// ConflictError means that somebody saved the answer since the sender last saw it.
type ConflictError struct{ Stored Answer }

func (e *ConflictError) Error() string { return fmt.Sprintf("answer is at revision %d", e.Stored.Rev) }

// InvalidError names the fields that were refused, each with the key of a message of the locale catalogues.
type InvalidError struct{ Fields map[string]string }

func (e *InvalidError) Error() string {
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return "invalid " + strings.Join(names, ", ")
}
