package live

import (
	"sync"
	"time"
)

const (
	doorMemory     = 10 * time.Minute
	freeFailures   = 20 // of one address in ten minutes
	minuteFailures = 60 // of all addresses, in a minute; then one of each that nobody came in from is enough
	maxAddresses   = 10_000
)

// Door slows down guessing of codes without keeping out a room behind one address: each who came in from there allows
// its address one more wrong code, and an address with no wrong code of its own is always looked at. Addresses are kept in memory only, for ten minutes after their last try.
// It is safe for concurrent use.
type Door struct {
	now func() time.Time

	mu        sync.Mutex
	addresses map[string]*visits
	minute    time.Time // in which the failures below were
	failures  int
}

type visits struct {
	failed, entered int
	last            time.Time
}

// NewDoor returns a Door that has seen nobody. now is time.Now or a test's clock.
func NewDoor(now func() time.Time) *Door {
	return &Door{now: now, addresses: map[string]*visits{}}
}

// Wait returns how long an address has to wait before its next code is looked at; 0: none. A code that is looked at is
// to be reported with Failed or Entered.
func (d *Door) Wait(address string) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	v := d.addresses[address]
	if v != nil && now.Sub(v.last) >= doorMemory {
		delete(d.addresses, address)
		v = nil
	}
	if v != nil && v.failed >= freeFailures+v.entered {
		return v.last.Add(doorMemory).Sub(now)
	}
	if minute := now.Truncate(time.Minute); v != nil && v.failed > 0 && v.entered == 0 && d.minute.Equal(minute) && d.failures >= minuteFailures {
		return minute.Add(time.Minute).Sub(now)
	}
	return 0
}

// Failed reports a code that lets in nowhere.
func (d *Door) Failed(address string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.visits(address)
	v.failed++
	if minute := d.now().Truncate(time.Minute); !d.minute.Equal(minute) {
		d.minute, d.failures = minute, 0
	}
	d.failures++
}

// Entered reports somebody who came in, and has not been reported before.
func (d *Door) Entered(address string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.visits(address).entered++
}

// Left takes back what Entered allowed.
func (d *Door) Left(address string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v := d.addresses[address]; v != nil && v.entered > 0 {
		v.entered--
	}
}

func (d *Door) visits(address string) *visits {
	now := d.now()
	v := d.addresses[address]
	if v == nil {
		if len(d.addresses) >= maxAddresses {
			d.forget(now)
		}
		v = &visits{}
		d.addresses[address] = v
	}
	v.last = now
	return v
}

// forget makes room for a while: what is too old goes, and if that is little, whatever comes first.
func (d *Door) forget(now time.Time) {
	for address, v := range d.addresses {
		if now.Sub(v.last) >= doorMemory {
			delete(d.addresses, address)
		}
	}
	for address := range d.addresses {
		if len(d.addresses) < maxAddresses*9/10 {
			return
		}
		delete(d.addresses, address)
	}
}
