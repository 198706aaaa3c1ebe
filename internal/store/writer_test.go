package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lauter/assessment"
)

// blockWriter makes the writer wait inside a change until release is called.
func (f *fixture) blockWriter() (release func()) {
	f.t.Helper()
	running, free := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- f.write(context.Background(), "block", func(context.Context, tx) error {
			close(running)
			<-free
			return nil
		})
	}()
	<-running
	release = sync.OnceFunc(func() {
		close(free)
		if err := <-done; err != nil {
			f.t.Error(err)
		}
	})
	f.t.Cleanup(release)
	return release
}

// waitForQueue returns when n changes wait.
func (f *fixture) waitForQueue(n int) {
	f.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); len(f.writer.queue) < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("%d changes wait, want %d", len(f.writer.queue), n)
		}
	}
}

func insertWorkspace(ctx context.Context, t tx, id string) error {
	_, err := t.exec(ctx, `INSERT INTO workspaces (id, created_at) VALUES ($1, 0)`, id)
	return err
}

func (f *fixture) workspaces() (n int) {
	f.t.Helper()
	f.must(f.pool.QueryRowContext(f.t.Context(), `SELECT count(*) FROM workspaces`).Scan(&n))
	return n
}

func TestOneBatchKeepsTheGoodChangesAndDropsTheBad(t *testing.T) {
	f := newFixture(t)
	refused := errors.New("refused")
	changes := []struct {
		name string
		run  func(context.Context, tx) error
		want func(error) bool
	}{
		{"good before", func(ctx context.Context, t tx) error { return insertWorkspace(ctx, t, "a") },
			func(err error) bool { return err == nil }},
		{"fails after writing", func(ctx context.Context, t tx) error {
			return errors.Join(insertWorkspace(ctx, t, "b"), refused)
		}, func(err error) bool { return errors.Is(err, refused) }},
		{"breaks a constraint", func(ctx context.Context, t tx) error { return insertWorkspace(ctx, t, "a") },
			func(err error) bool { return code(err) != 0 }},
		{"panics after writing", func(ctx context.Context, t tx) error {
			_ = insertWorkspace(ctx, t, "c")
			panic("boom")
		}, func(err error) bool { return err != nil }},
		{"good after", func(ctx context.Context, t tx) error { return insertWorkspace(ctx, t, "d") },
			func(err error) bool { return err == nil }},
	}

	release := f.blockWriter()
	outcomes := make([]chan error, len(changes))
	for i, c := range changes {
		outcomes[i] = make(chan error, 1)
		go func() { outcomes[i] <- f.write(t.Context(), c.name, c.run) }()
		f.waitForQueue(i + 1)
	}
	release()
	for i, c := range changes {
		if err := <-outcomes[i]; !c.want(err) {
			t.Errorf("%s: got error %v", c.name, err)
		}
	}
	for id, want := range map[string]int{"a": 1, "b": 0, "c": 0, "d": 1} {
		var got int
		f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM workspaces WHERE id = $1`, id).Scan(&got))
		if got != want {
			t.Errorf("workspace %s: got %d rows, want %d", id, got, want)
		}
	}
	f.must(f.Ready(t.Context()))
}

func TestNothingIsAcknowledgedBeforeTheCommit(t *testing.T) {
	f := newFixture(t)
	release := f.blockWriter()
	acknowledged := make(chan error, 1)
	go func() {
		acknowledged <- f.write(t.Context(), "insert", func(ctx context.Context, t tx) error {
			return insertWorkspace(ctx, t, "a")
		})
	}()
	f.waitForQueue(1)
	select {
	case err := <-acknowledged:
		t.Fatalf("acknowledged while the writer was busy: %v", err)
	default:
	}
	if got := f.workspaces(); got != 0 {
		t.Errorf("a reader sees %d workspaces of an open batch", got)
	}
	release()
	f.must(<-acknowledged)
	if got := f.workspaces(); got != 1 {
		t.Errorf("a reader sees %d workspaces after the acknowledgement, want 1", got)
	}
}

func TestChangeOfACallerWhoLeftIsCarriedOut(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	release := f.blockWriter()
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := f.SaveAnswer(ctx, f.guest, a.ID, q, assessment.Answer{Choice: 3}, 0)
		done <- err
	}()
	f.waitForQueue(1)
	leave()
	release()
	f.must(<-done)
	if got := f.answers(f.guest, a.ID)[q].Choice; got != 3 {
		t.Errorf("got %v, want 3", got)
	}
}

func TestCloseCarriesOutWhatWaits(t *testing.T) {
	f := newFixture(t)
	release := f.blockWriter()
	const waiting = 100
	var accepted sync.WaitGroup
	for i := range waiting {
		accepted.Go(func() {
			err := f.write(context.Background(), "insert", func(ctx context.Context, t tx) error {
				return insertWorkspace(ctx, t, fmt.Sprint(i))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	f.waitForQueue(waiting)
	closed := make(chan error, 1)
	go func() { closed <- f.Close() }()
	release()
	f.must(<-closed)
	accepted.Wait()
	f.open()
	if got := f.workspaces(); got != waiting {
		t.Errorf("got %d workspaces, want %d", got, waiting)
	}
}

func TestBatchThatTakesTooLongIsGivenUp(t *testing.T) {
	f := newFixture(t)
	release := f.blockWriter()
	f.writer.batchTimeout = 50 * time.Millisecond // read for the next batch, which begins after the release
	var outcomes []chan error
	for i := range 3 {
		outcome := make(chan error, 1)
		outcomes = append(outcomes, outcome)
		go func() {
			outcome <- f.write(t.Context(), "insert", func(ctx context.Context, t tx) error {
				err := insertWorkspace(ctx, t, fmt.Sprint(i))
				for end := time.Now().Add(10 * time.Second); i == 1 && err == nil && time.Now().Before(end); time.Sleep(time.Millisecond) {
					_, err = t.exec(ctx, `SELECT 1`)
				}
				return err
			})
		}()
		f.waitForQueue(i + 1)
	}
	release()
	for i, outcome := range outcomes {
		wantErr(t, fmt.Sprint("change ", i), <-outcome, assessment.ErrBusy)
	}
	if got := f.workspaces(); got != 0 {
		t.Errorf("got %d workspaces of a batch that was given up", got)
	}
	f.must(f.Ready(t.Context())) // and the next one is carried out
}

// Many people save at once while others read: nothing is lost, nothing fails, and a reader always finds what was
// acknowledged before.
func TestConcurrentSaving(t *testing.T) {
	f := newFixture(t)
	const savers, saves = 32, 40
	a := f.create(f.guest, assessment.KindFull)
	questions := f.model.Questions()
	var acknowledged [savers]atomic.Int64 // last revision of each saver's question
	stop := make(chan struct{})

	var readers, writers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				i := rand.IntN(savers)
				atLeast := int(acknowledged[i].Load())
				answers, err := f.Answers(t.Context(), f.guest, a.ID)
				if err != nil {
					t.Error(err)
					return
				}
				if got := answers[questions[i].ID].Rev; got < atLeast {
					t.Errorf("read revision %d after %d was acknowledged", got, atLeast)
					return
				}
			}
		})
	}
	for i := range savers {
		writers.Go(func() {
			for rev := range saves {
				saved, err := f.SaveAnswer(t.Context(), f.guest, a.ID, questions[i].ID,
					assessment.Answer{Choice: assessment.Choice(rev%5 + 1)}, rev)
				if err != nil {
					t.Error(err)
					return
				}
				acknowledged[i].Store(int64(saved.Rev))
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()

	for i := range savers {
		if got := f.answers(f.guest, a.ID)[questions[i].ID].Rev; got != saves {
			t.Errorf("%s: got revision %d, want %d", questions[i].ID, got, saves)
		}
	}
	if got, want := f.read(f.guest, a.ID).Rev, 1+savers*saves; got != want {
		t.Errorf("assessment: got revision %d, want %d", got, want)
	}
	var history int
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM answer_history`).Scan(&history))
	if want := savers * saves; history != want {
		t.Errorf("got %d rows of history, want %d", history, want)
	}
}

// A slow reader must not keep deleted words in the log for ever, nor make the writer wait.
func TestLogIsEmptiedOnceTheReaderHasGone(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	reading, finish := make(chan struct{}), make(chan struct{})
	read := make(chan error, 1)
	go func() {
		read <- f.Store.read(context.Background(), "slow", func(ctx context.Context, t tx) error {
			var n int
			err := t.row(ctx, `SELECT count(*) FROM guests`).Scan(&n)
			close(reading)
			<-finish
			return err
		})
	}()
	<-reading
	started := time.Now()
	f.must(f.Delete(t.Context(), f.guest, a.ID))
	f.must(f.Ready(t.Context()))
	if took := time.Since(started); took > 30*time.Second {
		t.Errorf("the writer waited %v for a reader", took)
	}
	if f.logSize() == 0 {
		t.Error("the log was emptied under a reader; the test shows nothing")
	}
	close(finish)
	f.must(<-read)
	f.waitForEmptyLog()
}
