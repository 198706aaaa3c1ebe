package account

import (
	"container/list"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"
)

const (
	forgetAfter = 10 * time.Minute
	maxEntries  = 10_000
)

// A brake is what one kind of counter does to further tries.
type brake struct {
	free int           // failures that cost nothing
	most time.Duration // the longest wait: 1 s, 2 s, 4 s and so on up to this
}

// The brake on an account is short: others can slow its owner down by seconds, but not lock them out.
var (
	pairBrake    = brake{5, time.Minute}
	addressBrake = brake{30, time.Minute}
	accountBrake = brake{50, 5 * time.Second}
)

// Throttle slows down guessing of passwords and codes. It counts failures for an account from an address, for an
// address and for an account. Accounts and addresses are whatever the caller tells apart: a normalised e-mail address
// or a user's id; an IPv4 address or the first 64 bits of an IPv6 address.
//
// It keeps neither, only HMACs of them under a key that ends with the process, and forgets each ten minutes after its
// last try. Of more than 10,000 the oldest are forgotten first.
// It is safe for concurrent use.
type Throttle struct {
	now func() time.Time
	key []byte

	mu      sync.Mutex
	entries map[name]*list.Element
	byAge   *list.List  // of *entry, the oldest first
	sweeper *time.Timer // nil while there is nothing to forget
}

type name [sha256.Size]byte

// entry counts the tries that failed and those that are not decided yet, which count as failed meanwhile.
type entry struct {
	name            name
	failed, pending int
	last            time.Time
}

// NewThrottle returns a Throttle that has seen no failure. now is time.Now or a test's clock.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, key: random(sha256.Size), entries: make(map[name]*list.Element), byAge: list.New()}
}

// Wait returns 0 if a try is allowed now, and else how long to wait before asking again. An allowed try is booked, so
// that many at the same time do not all slip through: ask once for each try, just before it, and report it with Failed
// or Succeeded. One that is never reported counts as failed.
func (t *Throttle) Wait(account, address string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.forget()
	pair, from, to := t.names(account, address)
	wait := max(t.wait(pair, pairBrake, now), t.wait(from, addressBrake, now), t.wait(to, accountBrake, now))
	if wait == 0 {
		// Not booked for the account: tries of others that are under way must not stop its owner.
		t.touch(pair, now).pending++
		t.touch(from, now).pending++
	}
	return wait
}

// Failed reports that a try was wrong.
func (t *Throttle) Failed(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.forget()
	pair, from, to := t.names(account, address)
	for _, n := range []name{pair, from, to} {
		e := t.touch(n, now)
		e.pending = max(e.pending-1, 0)
		e.failed++
	}
}

// Succeeded reports that a try was right. The failures for this account from this address are forgotten; those of the
// address and of the account alone are not, or an attacker could sign in to an account of their own in between.
func (t *Throttle) Succeeded(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget()
	pair, from, _ := t.names(account, address)
	t.drop(t.entries[pair])
	if at := t.entries[from]; at != nil {
		e := at.Value.(*entry)
		e.pending = max(e.pending-1, 0)
		if e.pending+e.failed == 0 {
			t.drop(at)
		}
	}
}

func (t *Throttle) wait(n name, b brake, now time.Time) time.Duration {
	at := t.entries[n]
	if at == nil {
		return 0
	}
	e := at.Value.(*entry)
	return max(b.pause(e.failed+e.pending)-max(now.Sub(e.last), 0), 0)
}

func (b brake) pause(failures int) time.Duration {
	over := failures - b.free
	if over <= 0 {
		return 0
	}
	return min(time.Second<<min(over-1, 10), b.most)
}

// touch returns the entry of a name, a new one if need be, and makes it the youngest.
func (t *Throttle) touch(n name, now time.Time) *entry {
	at := t.entries[n]
	if at == nil {
		if len(t.entries) >= maxEntries {
			t.drop(t.byAge.Front())
		}
		at = t.byAge.PushBack(&entry{name: n})
		t.entries[n] = at
	}
	t.byAge.MoveToBack(at)
	e := at.Value.(*entry)
	e.last = now
	if t.sweeper == nil {
		t.sweeper = time.AfterFunc(forgetAfter, t.sweep)
	}
	return e
}

// sweep forgets what is too old while nobody tries anything.
func (t *Throttle) sweep() {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.forget()
	t.sweeper = nil
	if oldest := t.byAge.Front(); oldest != nil {
		left := forgetAfter - now.Sub(oldest.Value.(*entry).last)
		t.sweeper = time.AfterFunc(max(left, time.Second), t.sweep)
	}
}

// forget drops what is too old, and returns the time.
func (t *Throttle) forget() time.Time {
	now := t.now()
	for at := t.byAge.Front(); at != nil; at = t.byAge.Front() {
		if now.Sub(at.Value.(*entry).last) < forgetAfter {
			break
		}
		t.drop(at)
	}
	return now
}

func (t *Throttle) drop(at *list.Element) {
	if at != nil {
		delete(t.entries, at.Value.(*entry).name)
		t.byAge.Remove(at)
	}
}

func (t *Throttle) names(account, address string) (pair, from, to name) {
	return t.name("pair", account, address), t.name("address", address), t.name("account", account)
}

// name writes the length before each part, so that no two lists of parts have the same name.
func (t *Throttle) name(parts ...string) (n name) {
	mac := hmac.New(sha256.New, t.key)
	for _, p := range parts {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		mac.Write([]byte(p))
	}
	mac.Sum(n[:0])
	return n
}
