package account

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newThrottle() (*Throttle, *clock) {
	c := &clock{time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)}
	return NewThrottle(c.now), c
}

// waits makes tries that fail, each as soon as it may be made, and returns how long each had to wait.
func waits(t *testing.T, th *Throttle, c *clock, account, address string, tries int) (all []time.Duration) {
	t.Helper()
	for range tries {
		w := th.Wait(account, address)
		all = append(all, w)
		if w > 0 {
			c.at = c.at.Add(w - 1)
			if left := th.Wait(account, address); left != 1 {
				t.Errorf("just before the end: %v left", left)
			}
			c.at = c.at.Add(1)
			if left := th.Wait(account, address); left != 0 {
				t.Errorf("after waiting: %v left", left)
			}
		}
		th.Failed(account, address)
	}
	return all
}

func seconds(n ...int) (all []time.Duration) {
	for _, s := range n {
		all = append(all, time.Duration(s)*time.Second)
	}
	return all
}

func TestThrottleOfAPair(t *testing.T) {
	th, c := newThrottle()
	got := waits(t, th, c, "anna", "a", 15)
	if want := seconds(0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if w := th.Wait("anna", "a"); w != time.Minute {
		t.Errorf("same pair waits %v", w)
	}
	if w := th.Wait("anna", "b"); w != 0 {
		t.Errorf("same account from another address waits %v", w)
	}
	if w := th.Wait("bert", "a"); w != 0 {
		t.Errorf("another account waits %v", w)
	}
	c.at = c.at.Add(time.Minute)
	if w := th.Wait("anna", "a"); w != 0 {
		t.Errorf("after a minute: %v", w)
	}
	th.Succeeded("anna", "a")
	if got := waits(t, th, c, "anna", "a", 6); !slices.Equal(got, seconds(0, 0, 0, 0, 0, 0)) {
		t.Errorf("after success: %v", got)
	}
}

func TestThrottleOfAnAddress(t *testing.T) {
	th, c := newThrottle()
	for i := range 40 {
		account := fmt.Sprint("user ", i)
		want := time.Duration(0)
		if over := i - 30; over > 0 {
			want = min(time.Second<<(over-1), time.Minute)
		}
		if got := waits(t, th, c, account, "a", 1)[0]; got != want {
			t.Errorf("failure %d: %v, want %v", i, got, want)
		}
		th.Succeeded("own account of the attacker", "a") // must not help
	}
	if w := th.Wait("anna", "b"); w != 0 {
		t.Errorf("another address waits %v", w)
	}
}

func TestOthersCannotLockAnAccount(t *testing.T) {
	th, c := newThrottle()
	for i := range 2000 {
		th.Failed("anna", fmt.Sprint("bot ", i))
		if i == 49 {
			if w := th.Wait("anna", "her own"); w != 0 {
				t.Errorf("after 50 failures: %v", w)
			}
			th.Succeeded("anna", "her own")
		}
		if i == 50 {
			if w := th.Wait("anna", "her own"); w != time.Second {
				t.Errorf("after 51 failures: %v", w)
			}
		}
	}
	if w := th.Wait("anna", "her own"); w != 5*time.Second {
		t.Errorf("got %v", w)
	}
	c.at = c.at.Add(4 * time.Second)
	for i := range 100 { // under way, and refused or not: her own try is not pushed back
		th.Wait("anna", fmt.Sprint("new bot ", i))
	}
	c.at = c.at.Add(time.Second)
	for i := range 100 {
		th.Wait("anna", fmt.Sprint("new bot ", i))
	}
	if w := th.Wait("anna", "her own"); w != 0 {
		t.Errorf("after five seconds: %v", w)
	}
}

func TestThrottleCountsTriesUnderWay(t *testing.T) {
	th, _ := newThrottle()
	allowed := 0
	for range 100 {
		if th.Wait("anna", "a") == 0 {
			allowed++
		}
	}
	if allowed != 6 { // as many as one after another
		t.Errorf("%d at once", allowed)
	}
	th, _ = newThrottle()
	for i := range 100 { // many people behind one address
		account := fmt.Sprint("user ", i)
		if w := th.Wait(account, "office"); w != 0 {
			t.Fatalf("person %d waits %v", i, w)
		}
		th.Succeeded(account, "office")
	}
	if n := len(th.entries); n != 0 {
		t.Errorf("%d entries are left of people who made no mistake", n)
	}
}

func TestThrottleForgets(t *testing.T) {
	th, c := newThrottle()
	for range 20 {
		th.Failed("anna", "a")
	}
	c.at = c.at.Add(10*time.Minute - 1)
	th.Succeeded("bert", "b")
	if len(th.entries) != 3 {
		t.Errorf("just before ten minutes: %d entries", len(th.entries))
	}
	c.at = c.at.Add(1)
	th.Succeeded("bert", "b")
	if len(th.entries) != 0 || th.byAge.Len() != 0 {
		t.Errorf("after ten minutes: %d entries", len(th.entries))
	}
}

func TestThrottleIsBounded(t *testing.T) {
	th, c := newThrottle()
	for range 20 {
		th.Failed("old", "old")
	}
	for i := range 5000 {
		c.at = c.at.Add(time.Millisecond)
		th.Failed(fmt.Sprint(i), fmt.Sprint(i))
		if len(th.entries) > 10_000 || len(th.entries) != th.byAge.Len() {
			t.Fatalf("%d entries, %d by age", len(th.entries), th.byAge.Len())
		}
	}
	if w := th.Wait("old", "old"); w != 0 {
		t.Errorf("the oldest is still there and waits %v", w)
	}
}

func TestThrottleKeepsNoNames(t *testing.T) {
	a, _ := newThrottle()
	b, _ := newThrottle()
	for _, th := range []*Throttle{a, b} {
		th.Failed("anna@example.org", "192.0.2.1")
	}
	for n := range a.entries {
		if b.entries[n] != nil || bytes.Contains(n[:], []byte("anna")) {
			t.Error("a name is the same in two processes")
		}
	}
	one, _, _ := a.names("ab", "c")
	two, _, _ := a.names("a", "bc")
	_, from, to := a.names("x", "x")
	if one == two || from == to {
		t.Error("two things share a name")
	}
}

func TestThrottleInParallel(t *testing.T) {
	th := NewThrottle(time.Now)
	var allowed atomic.Int32
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			own := fmt.Sprint(i)
			if th.Wait("anna", "a") == 0 {
				allowed.Add(1)
				th.Failed("anna", "a")
			}
			th.Wait(own, own)
			th.Succeeded(own, own)
		})
	}
	wg.Wait()
	if n := allowed.Load(); n != 6 {
		t.Errorf("%d tries at once", n)
	}
}
