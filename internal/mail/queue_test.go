package mail

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
)

// book is a log that a test may read while it is written.
type book struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *book) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// wait returns what is written when a part is, and checks that nothing private is.
func (b *book) wait(t *testing.T, part string) string {
	t.Helper()
	for start := time.Now(); !strings.Contains(b.String(), part); time.Sleep(time.Millisecond) {
		if time.Since(start) > 10*time.Second {
			t.Fatalf("%q is not in the log: %s", part, b)
		}
	}
	for _, secret := range []string{"anna", "example.org", "Einladung", "Grüß", "https://secret", password} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%q is in the log: %s", secret, b)
		}
	}
	return b.String()
}

func start(t *testing.T, s *Sender) (*book, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	b := &book{}
	s.Start(ctx, b.log())
	t.Cleanup(s.Wait)
	t.Cleanup(cancel)
	return b, cancel
}

func enqueue(t *testing.T, s *Sender, m Message) {
	t.Helper()
	if err := s.Enqueue(m); err != nil {
		t.Fatal(err)
	}
}

func TestRetryOnTemporaryErrors(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.answers["RCPT"] = []string{"451 4.7.1 later, anna", "421 4.3.0 later"} })
	s := f.sender(nil)
	b, _ := start(t, s)
	enqueue(t, s, hello)
	f.wait()
	if f.count("RCPT") != 3 || b.String() != "" {
		t.Errorf("%d tries, log %s", f.count("RCPT"), b)
	}
	checkMail(t, f.deliveries()[0].data)
}

func TestGivenUpAfterThreeTries(t *testing.T) {
	const later = "451 4.7.1 later, anna"
	f := newServer(t, func(f *fakeServer) { f.answers["RCPT"] = []string{later, later, later} })
	s := f.sender(nil)
	b, _ := start(t, s)
	enqueue(t, s, hello)
	b.wait(t, "host=127.0.0.1 failed=1\n")
	if f.count("RCPT") != 3 || len(f.deliveries()) != 0 {
		t.Errorf("%d tries", f.count("RCPT"))
	}
	enqueue(t, s, hello)
	f.wait()
}

func TestNoRetryOnPermanentErrors(t *testing.T) {
	f := newServer(t, func(f *fakeServer) {
		f.answers["RCPT"] = []string{"550 5.1.1 no anna here"}
		f.answers["AUTH"] = []string{"235 fine", "535 5.7.8 " + password}
	})
	s := f.sender(nil)
	b, _ := start(t, s)
	enqueue(t, s, hello)
	enqueue(t, s, hello)
	b.wait(t, "failed=2\n")
	enqueue(t, s, hello)
	f.wait()
	if f.count("RCPT") != 2 || f.count("AUTH") != 3 {
		t.Errorf("commands %q", f.commands)
	}
}

func TestOneThatWaitsHoldsUpNobody(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.answers["RCPT"] = []string{"451 later"} })
	s := f.sender(func(s *Sender) { s.queue.pauses = []time.Duration{time.Hour} })
	b, cancel := start(t, s)
	enqueue(t, s, Message{To: "anna@example.org"})
	enqueue(t, s, Message{To: "bernd@example.org"})
	f.wait()
	if got := f.deliveries(); len(got) != 1 || got[0].to != "TO:<bernd@example.org>" {
		t.Errorf("got %+v", got)
	}
	cancel()
	s.Wait()
	b.wait(t, "mails not sent before the end\" host=127.0.0.1 failed=1\n")
}

func TestFullQueue(t *testing.T) {
	f := newServer(t, nil)
	s := f.sender(nil)
	for range queueLength {
		enqueue(t, s, hello)
	}
	if err := s.Enqueue(hello); !errors.Is(err, ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	_, cancel := start(t, s)
	f.wait()
	enqueue(t, s, hello)
	cancel()
	s.Wait()
	wantErr(t, s.Enqueue(hello), "ends")
}

func TestStopWhileSending(t *testing.T) {
	f := newServer(t, nil)
	f.mu.Lock() // the server keeps silent
	s := f.sender(nil)
	_, cancel := start(t, s)
	enqueue(t, s, hello)
	time.Sleep(50 * time.Millisecond)
	cancel()
	f.mu.Unlock()
	s.Wait()
	if len(f.deliveries()) != 1 {
		t.Error("not finished")
	}

	f = newServer(t, nil)
	f.mu.Lock()
	defer f.mu.Unlock()
	s = f.sender(func(s *Sender) { s.queue.grace = 50 * time.Millisecond })
	b, cancel := start(t, s)
	enqueue(t, s, hello)
	time.Sleep(50 * time.Millisecond)
	cancel()
	begin := time.Now()
	s.Wait()
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stopped after %v", took)
	}
	b.wait(t, "failed=1")
}
