package live

import (
	"sync"
	"time"
)

const (
	latelyMemory = 24 * time.Hour
	maxLately    = 10_000
)

// Lately remembers for a day which codes led somewhere, in memory only. So those who come back after the end are told
// that it is over, and a whole room that does so is not taken for guessing. It is safe for concurrent use.
type Lately struct {
	now func() time.Time

	mu    sync.Mutex
	codes map[string]time.Time // by code, when it last led somewhere
}

// NewLately returns a Lately that knows no code. now is time.Now or a test's clock.
func NewLately(now func() time.Time) *Lately {
	return &Lately{now: now, codes: map[string]time.Time{}}
}

// Saw notes that a code leads somewhere now.
func (l *Lately) Saw(code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if _, known := l.codes[code]; !known && len(l.codes) >= maxLately {
		l.forget(now)
	}
	l.codes[code] = now
}

// Knows says that a code led somewhere within the last day.
func (l *Lately) Knows(code string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	last, known := l.codes[code]
	return known && l.now().Sub(last) < latelyMemory
}

// forget makes room: what is too old goes, and if that is nothing, whatever comes first.
func (l *Lately) forget(now time.Time) {
	for code, last := range l.codes {
		if now.Sub(last) >= latelyMemory {
			delete(l.codes, code)
		}
	}
	for code := range l.codes {
		if len(l.codes) < maxLately {
			return
		}
		delete(l.codes, code)
	}
}
