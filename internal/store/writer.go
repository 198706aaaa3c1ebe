package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"lauter/assessment"
)

const (
	queueLength  = 4096             // changes that may wait; one more is refused
	batchLength  = 256              // changes in one commit
	batchTimeout = 10 * time.Second // after it, a whole batch is given up
	emptyAgain   = time.Second      // between two attempts to empty the log
)

// errClosed means that a change came after Close.
var errClosed = errors.New("store is closed")

// writer is the only one that writes. Changes that arrive while a commit is on its way to the disk share the next
// one, so that durability costs one flush for all of them.
type writer struct {
	db           *database
	log          *slog.Logger
	batchLength  int
	batchTimeout time.Duration

	mu      sync.RWMutex // guards closed, and sending on queue against closing it
	closed  bool
	queue   chan *change
	stopped chan struct{}
}

// change is one unit of work: all of it happens, or nothing.
type change struct {
	ctx    context.Context // of the caller; for logging only
	run    func(context.Context, tx) error
	erases bool
	err    error
	done   chan error // receives exactly once; has room for it
}

func newWriter(db *database, log *slog.Logger) *writer {
	w := &writer{
		db:           db,
		log:          log,
		batchLength:  batchLength,
		batchTimeout: batchTimeout,
		queue:        make(chan *change, queueLength),
		stopped:      make(chan struct{}),
	}
	go w.loop()
	return w
}

// do carries out a change and returns its outcome. It does not return earlier if ctx ends: whoever sent the change may
// be gone, but meant it. An erasing change is followed by emptying the log.
func (w *writer) do(ctx context.Context, run func(context.Context, tx) error, erases bool) error {
	c, err := w.send(ctx, run, erases)
	if err != nil {
		return err
	}
	return <-c.done
}

// alive returns nil when the writer has carried out an empty change before ctx ends.
func (w *writer) alive(ctx context.Context) error {
	c, err := w.send(ctx, func(context.Context, tx) error { return nil }, false)
	if err != nil {
		return err
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the writer: %w", ctx.Err())
	}
}

func (w *writer) send(ctx context.Context, run func(context.Context, tx) error, erases bool) (*change, error) {
	c := &change{ctx: context.WithoutCancel(ctx), run: run, erases: erases, done: make(chan error, 1)}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return nil, errClosed
	}
	select {
	case w.queue <- c:
		return c, nil
	default:
		return nil, assessment.ErrBusy
	}
}

// close returns when every change that was accepted has had its outcome.
func (w *writer) close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.stopped
}

func (w *writer) loop() {
	defer close(w.stopped)
	retry := w.emptyLog() // what an earlier run of the program left
	for {
		select {
		case c, open := <-w.queue:
			if !open {
				return
			}
			if erased := w.commit(w.gather(c)); erased && retry == nil {
				retry = w.emptyLog()
			}
		case <-retry:
			retry = w.emptyLog()
		}
	}
}

// gather takes what is waiting, without waiting for more.
func (w *writer) gather(first *change) []*change {
	batch := []*change{first}
	for len(batch) < w.batchLength {
		select {
		case c, open := <-w.queue:
			if !open {
				return batch
			}
			batch = append(batch, c)
		default:
			return batch
		}
	}
	return batch
}

// commit carries out a batch in one transaction and tells everybody afterwards. A change that failed alone gets its
// own error; if the transaction is lost, so are all. It reports whether something was erased.
func (w *writer) commit(batch []*change) (erased bool) {
	ctx, cancel := context.WithTimeout(context.Background(), w.batchTimeout)
	defer cancel()
	err := w.db.transact(ctx, nil, func(ctx context.Context, t tx) error {
		ctx = context.WithoutCancel(ctx) // the deadline holds between statements; watching each would cost as much as some
		for _, c := range batch {
			if err := w.attempt(ctx, t, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", assessment.ErrBusy, err)
	}
	for _, c := range batch {
		if c.err == nil || errors.Is(err, c.err) {
			c.err = err
		}
		erased = erased || c.erases && c.err == nil
		c.done <- c.err
	}
	return erased
}

// attempt carries out one change in a savepoint. What it returns is fatal for the transaction; the error of the change
// alone is left in c.err.
func (w *writer) attempt(ctx context.Context, t tx, c *change) error {
	if _, err := t.exec(ctx, `SAVEPOINT change`); err != nil {
		return err
	}
	if c.err = w.contain(ctx, t, c); c.err != nil {
		if _, err := t.exec(ctx, `ROLLBACK TO SAVEPOINT change`); err != nil {
			return c.err // the engine has given up the transaction because of it
		}
	}
	_, err := t.exec(ctx, `RELEASE SAVEPOINT change`)
	return err
}

// contain turns a panic of a change into its error.
func (w *writer) contain(ctx context.Context, t tx, c *change) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			w.log.ErrorContext(c.ctx, "change panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	return c.run(ctx, t)
}

// emptyLog moves the write-ahead log into the database file and cuts it to nothing, so that what was deleted is in
// neither. It never waits for a reader; if one is in the way, it returns when to try again.
func (w *writer) emptyLog() (retry <-chan time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTimeout)
	defer cancel()
	if err := w.checkpoint(ctx); err != nil {
		w.log.DebugContext(ctx, "log not emptied yet", "error", err)
		return time.After(emptyAgain)
	}
	return nil
}

func (w *writer) checkpoint(ctx context.Context) (err error) {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return err
	}
	defer func() {
		_, reset := conn.ExecContext(ctx, `PRAGMA busy_timeout = 5000`)
		err = errors.Join(err, reset)
	}()
	var busy, frames, moved int
	if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return assessment.ErrBusy
	}
	return nil
}
