// Package store keeps everything in one SQLite file in the data folder. (Signatures first; bodies follow.)
package store

import (
	"context"
	"log/slog"
	"time"

	"lauter/assessment"
)

type Store struct{}

// Options: the zero value is what the program uses.
type Options struct {
	Now    func() time.Time // default time.Now
	NewID  func() string    // default UUIDv7
	Logger *slog.Logger     // default: discards
}

// StartError is a reason not to start that the operator can do something about. Hint is one line that says what to do.
type StartError struct {
	Kind StartKind
	Hint string
	Err  error
}

func (e *StartError) Error() string { return e.Hint }
func (e *StartError) Unwrap() error { return e.Err }

type StartKind int

const (
	Unwritable   StartKind = iota + 1 // exit 78
	InUse                             // exit 78
	Broken                            // exit 78
	Foreign                           // exit 78
	Newer                             // exit 78
	Engine                            // exit 78
	ModelChanged                      // exit 65
)

func Open(ctx context.Context, dir string, opt Options) (*Store, error) { panic("draft") }
func (s *Store) Close() error                                           { panic("draft") }

// Ready is for /readyz: a real read, and a round through the writer.
func (s *Store) Ready(ctx context.Context) error { panic("draft") }

func (s *Store) ImportModel(ctx context.Context, m *assessment.Model, files assessment.Files) error {
	panic("draft")
}
func (s *Store) Model(ctx context.Context, id, version string) (*assessment.Model, error) {
	panic("draft")
}

func (s *Store) CreateGuest(ctx context.Context) (token string, v assessment.Viewer, err error) {
	panic("draft")
}

// Guest returns the viewer (with preferences) of a cookie; ErrNotFound for an unknown token.
func (s *Store) Guest(ctx context.Context, token string) (assessment.Viewer, error) { panic("draft") }

// SetPreferences changes the switches that are not Untouched.
func (s *Store) SetPreferences(ctx context.Context, v assessment.Viewer, p assessment.Preferences) error {
	panic("draft")
}

func (s *Store) CreateAssessment(ctx context.Context, v assessment.Viewer, kind assessment.Kind, organisation string, m *assessment.Model) (*assessment.Assessment, error) {
	panic("draft")
}
func (s *Store) Assessment(ctx context.Context, v assessment.Viewer, id string) (*assessment.Assessment, error) {
	panic("draft")
}

// AssessmentWithAnswers reads both in one transaction.
func (s *Store) AssessmentWithAnswers(ctx context.Context, v assessment.Viewer, id string) (*assessment.Assessment, assessment.Answers, error) {
	panic("draft")
}
func (s *Store) Assessments(ctx context.Context, v assessment.Viewer) ([]*assessment.Assessment, error) {
	panic("draft")
}
func (s *Store) Answers(ctx context.Context, v assessment.Viewer, id string) (assessment.Answers, error) {
	panic("draft")
}
func (s *Store) Finish(ctx context.Context, v assessment.Viewer, id string) error { panic("draft") }
func (s *Store) Reopen(ctx context.Context, v assessment.Viewer, id string) error { panic("draft") }
func (s *Store) Extend(ctx context.Context, v assessment.Viewer, id string) error { panic("draft") }
func (s *Store) SetOrganisation(ctx context.Context, v assessment.Viewer, id, name string) error {
	panic("draft")
}
func (s *Store) SetFacts(ctx context.Context, v assessment.Viewer, id string, facts map[string][]string) error {
	panic("draft")
}
func (s *Store) Delete(ctx context.Context, v assessment.Viewer, id string) error { panic("draft") }

// SaveAnswer: ErrNotFound, ErrClosed, *ConflictError, ErrBusy, ErrFull.
func (s *Store) SaveAnswer(ctx context.Context, v assessment.Viewer, id, question string, a assessment.Answer, rev int) (assessment.Answer, error) {
	panic("draft")
}

func (s *Store) NewLink(ctx context.Context, v assessment.Viewer, id string) (token string, err error) {
	panic("draft")
}

// OpenLink looks a link up without effect: ErrNotFound, or ErrGone for a replaced one.
func (s *Store) OpenLink(ctx context.Context, token string) (assessmentID string, err error) {
	panic("draft")
}
func (s *Store) JoinLink(ctx context.Context, v assessment.Viewer, token string) (*assessment.Assessment, error) {
	panic("draft")
}

// Expired counts what the daily job removed.
type Expired struct{ Assessments, Guests, Snapshots int }

func (s *Store) Expire(ctx context.Context, now time.Time) (Expired, error) { panic("draft") }
