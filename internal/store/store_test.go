package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lauter/assessment"
)

// clock is a time that stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 11, 22, 10, 42, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is an open store that holds the shipped model, with one guest.
type fixture struct {
	*Store
	t     *testing.T
	dir   string
	clock *clock
	model *assessment.Model
	guest assessment.Viewer
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{t: t, dir: t.TempDir(), clock: newClock(), model: shippedModel(t)}
	f.open()
	_, f.guest = f.createGuest()
	return f
}

// open opens the store of the folder and imports the shipped model.
func (f *fixture) open() {
	f.t.Helper()
	f.Store = mustOpen(f.t, f.dir, Options{Now: f.clock.Now})
	if err := f.ImportModel(f.t.Context(), f.model, assessment.Shipped()); err != nil {
		f.t.Fatal(err)
	}
}

func mustOpen(t testing.TB, dir string, opt Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // once more is an error that a test which closed it does not care about
	return s
}

func shippedModel(t testing.TB) *assessment.Model {
	t.Helper()
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (f *fixture) createGuest() (token string, v assessment.Viewer) {
	f.t.Helper()
	token, v, err := f.CreateGuest(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return token, v
}

func (f *fixture) create(v assessment.Viewer, kind assessment.Kind) *assessment.Assessment {
	f.t.Helper()
	a, err := f.CreateAssessment(f.t.Context(), v, kind, "Muster GmbH", f.model)
	if err != nil {
		f.t.Fatal(err)
	}
	return a
}

func (f *fixture) read(v assessment.Viewer, id string) *assessment.Assessment {
	f.t.Helper()
	a, err := f.Assessment(f.t.Context(), v, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return a
}

func (f *fixture) save(v assessment.Viewer, id, question string, a assessment.Answer, rev int) assessment.Answer {
	f.t.Helper()
	saved, err := f.SaveAnswer(f.t.Context(), v, id, question, a, rev)
	if err != nil {
		f.t.Fatal(err)
	}
	return saved
}

func (f *fixture) answers(v assessment.Viewer, id string) assessment.Answers {
	f.t.Helper()
	answers, err := f.Answers(f.t.Context(), v, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return answers
}

// must is for calls that only return an error.
func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// quickQuestion and fullQuestion are questions that a quick scan asks and does not ask.
func quickQuestion(m *assessment.Model) *assessment.Question { return m.Quick().Questions()[0] }

func fullQuestion(m *assessment.Model) *assessment.Question {
	for _, q := range m.Questions() {
		if _, asked := m.Quick().Question(q.ID); !asked {
			return q
		}
	}
	return nil
}

// naQuestion is a question that may be answered with "not applicable", other than quickQuestion.
func naQuestion(m *assessment.Model) *assessment.Question {
	for _, q := range m.Questions() {
		if q.AllowsNA && q.ID != quickQuestion(m).ID {
			return q
		}
	}
	return nil
}

func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func TestReadyFollowsTheLifeOfTheStore(t *testing.T) {
	f := newFixture(t)
	if err := f.Ready(t.Context()); err != nil {
		t.Errorf("open store: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Ready(ctx); err == nil {
		t.Error("ready although the asker had gone")
	}
	f.must(f.Close())
	if err := f.Ready(t.Context()); err == nil {
		t.Error("closed store is ready")
	}
	if _, _, err := f.CreateGuest(t.Context()); !errors.Is(err, errClosed) {
		t.Errorf("change after Close: got %v, want %v", err, errClosed)
	}
}

func TestReadyNoticesAStuckWriter(t *testing.T) {
	f := newFixture(t)
	release := f.blockWriter()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	wantErr(t, "ready with a stuck writer", f.Ready(ctx), context.DeadlineExceeded)
	release()
	if err := f.Ready(t.Context()); err != nil {
		t.Errorf("ready afterwards: %v", err)
	}
}

func TestEverythingIsThereAfterReopening(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	saved := f.save(f.guest, a.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 4, Note: "Straße"}, 0)
	f.must(f.Close())

	for _, name := range []string{FileName + "-wal", FileName + "-shm"} {
		if _, err := os.Stat(filepath.Join(f.dir, name)); err == nil {
			t.Errorf("%s is left after Close", name)
		}
	}
	f.open()
	got := f.answers(f.guest, a.ID)[quickQuestion(f.model).ID]
	if !got.SameState(saved) || got.Rev != saved.Rev || !got.SavedAt.Equal(saved.SavedAt) {
		t.Errorf("after reopening: got %+v, want %+v", got, saved)
	}
	if got := f.read(f.guest, a.ID); got.Organisation != "Muster GmbH" || !got.CreatedAt.Equal(a.CreatedAt) {
		t.Errorf("after reopening: got %+v, want %+v", got, a)
	}
}

// What was acknowledged must be in the files at that moment, not only when the program ends in order.
func TestAcknowledgedWritesAreInTheFilesOfARunningStore(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	for i, q := range f.model.Questions() {
		f.save(f.guest, a.ID, q.ID, assessment.Answer{Choice: assessment.Choice(i%5 + 1)}, 0)
	}

	crashed := t.TempDir()
	for _, name := range []string{FileName, FileName + "-wal"} {
		content, err := os.ReadFile(filepath.Join(f.dir, name))
		f.must(err)
		f.must(os.WriteFile(filepath.Join(crashed, name), content, 0o600))
	}
	after := mustOpen(t, crashed, Options{})
	answers, err := after.Answers(t.Context(), f.guest, a.ID)
	f.must(err)
	for i, q := range f.model.Questions() {
		if got, want := answers[q.ID].Choice, assessment.Choice(i%5+1); got != want {
			t.Errorf("%s: got %v, want %v", q.ID, got, want)
		}
	}
}

func TestConnectionsAreSetUpAlike(t *testing.T) {
	f := newFixture(t)
	always := map[string]string{
		"foreign_keys": "1", "busy_timeout": "5000", "journal_mode": "wal", "mmap_size": "0", "temp_store": "2",
		"trusted_schema": "0", "cell_size_check": "1",
	}
	pools := []struct {
		name string
		db   *database
		want map[string]string
	}{
		{"writer", f.writer.db, map[string]string{"synchronous": "2", "secure_delete": "1", "query_only": "0"}},
		{"reader", f.pool, map[string]string{"query_only": "1"}},
	}
	for _, pool := range pools {
		connections := pool.db.Stats().MaxOpenConnections
		if pool.name == "reader" && connections < 4 || pool.name == "writer" && connections != 1 {
			t.Errorf("%s: got %d connections", pool.name, connections)
		}
		for i := range connections { // all held at once, so that each is another one
			conn, err := pool.db.Conn(t.Context())
			f.must(err)
			defer conn.Close()
			for _, wants := range []map[string]string{always, pool.want} {
				for pragma, want := range wants {
					var got string
					if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
						t.Errorf("%s %d: %s = %q, %v, want %q", pool.name, i, pragma, got, err, want)
					}
				}
			}
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	f := newFixture(t)
	if _, err := f.pool.ExecContext(t.Context(), `DELETE FROM guests`); err == nil {
		t.Fatal("a reading connection deleted guests")
	}
	err := f.Store.read(t.Context(), "read", func(ctx context.Context, tx tx) error {
		_, err := tx.exec(ctx, `DELETE FROM guests`)
		return err
	})
	if err == nil {
		t.Fatal("a reading transaction deleted guests")
	}
}
