package mail

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const queueLength = 256 // mails that may wait; one more is refused

var (
	// ErrBusy means that so many mails wait already that another one is not taken.
	ErrBusy = errors.New("too many mails are waiting")

	errStopped = errors.New("the program ends, and takes no more mails")
)

// A queue holds the mails that are yet to be tried, or to be tried again. One that waits for its next try does not hold
// up the others.
type queue struct {
	pauses []time.Duration // before the second try, the third and so on
	grace  time.Duration

	mu      sync.Mutex
	jobs    []job // the oldest first, apart from those that come back
	stopped bool
	wake    chan struct{} // has room for one
	running sync.WaitGroup
}

type job struct {
	letter letter
	failed int // tries
	due    time.Time
}

func newQueue() queue {
	return queue{
		pauses: []time.Duration{5 * time.Second, time.Minute},
		grace:  stopTimeout,
		wake:   make(chan struct{}, 1),
	}
}

// Enqueue takes a mail for sending in the background, and returns at once: with ErrRefused if the mail itself is at
// fault, with ErrBusy if 256 are waiting. After that nobody learns what became of it but the log. What waits is lost
// when the program ends.
func (s *Sender) Enqueue(m Message) error {
	if s == nil {
		return errNotConfigured
	}
	l, err := s.compose(m)
	if err != nil {
		return err
	}
	return s.queue.add(job{letter: l, due: time.Now()})
}

// Start begins to send what is enqueued, one mail after the other, until ctx ends; what is being sent then has five
// more seconds. A mail is tried up to three times, unless the server says that it will never take it. The log is told
// how many have failed, and nothing about them. Start is to be called once.
func (s *Sender) Start(ctx context.Context, log *slog.Logger) {
	if s != nil {
		s.queue.running.Go(func() { s.work(ctx, log) })
	}
}

// Wait returns when what Start began has ended, at the latest five seconds after its context. The program should not
// end before that.
func (s *Sender) Wait() {
	if s != nil {
		s.queue.running.Wait()
	}
}

func (s *Sender) work(ctx context.Context, log *slog.Logger) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.queue.grace, cancel) })()

	failed := 0
	for ctx.Err() == nil {
		j, pause, found := s.queue.next(time.Now())
		if !found {
			s.queue.sleep(ctx, pause)
			continue
		}
		if !s.try(sending, j) {
			failed++
			log.Warn("mail not delivered", "host", s.host, "failed", failed)
		}
	}
	if left := s.queue.stop(); left > 0 {
		log.Warn("mails not sent before the end", "host", s.host, "failed", failed+left)
	}
}

// try returns false if the mail is given up.
func (s *Sender) try(ctx context.Context, j job) bool {
	err := s.deliver(ctx, j.letter)
	if err == nil {
		return true
	}
	var f *failure
	if j.failed == len(s.queue.pauses) || errors.As(err, &f) && f.lasting {
		return false
	}
	j.due = time.Now().Add(s.queue.pauses[j.failed])
	j.failed++
	s.queue.addAgain(j)
	return true
}

func (q *queue) add(j job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.stopped:
		return errStopped
	case len(q.jobs) >= queueLength:
		return ErrBusy
	}
	q.jobs = append(q.jobs, j)
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

// addAgain takes a mail that was accepted before, even if others have taken its place meanwhile.
func (q *queue) addAgain(j job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, j)
}

// next takes out the mail that has been due for longest. If none is due, it says how long none will be.
func (q *queue) next(now time.Time) (j job, pause time.Duration, found bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		return job{}, time.Hour, false
	}
	first := 0
	for i := range q.jobs {
		if q.jobs[i].due.Before(q.jobs[first].due) {
			first = i
		}
	}
	j = q.jobs[first]
	if pause = j.due.Sub(now); pause > 0 {
		return job{}, pause, false
	}
	q.jobs = slices.Delete(q.jobs, first, first+1)
	return j, 0, true
}

// sleep returns after a while, or earlier if there is something to do.
func (q *queue) sleep(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-timer.C:
	}
}

// stop returns how many mails are left, and forgets them.
func (q *queue) stop() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	left := len(q.jobs)
	q.jobs, q.stopped = nil, true
	return left
}
