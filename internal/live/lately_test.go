package live

import (
	"fmt"
	"testing"
	"time"
)

func TestLately(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	l := NewLately(func() time.Time { return now })
	if l.Knows("KX47PM") {
		t.Error("knows a code that it never saw")
	}
	l.Saw("KX47PM")
	now = now.Add(latelyMemory - time.Second)
	if !l.Knows("KX47PM") {
		t.Error("has forgotten a code within a day")
	}
	now = now.Add(2 * time.Second)
	if l.Knows("KX47PM") {
		t.Error("knows a code for more than a day")
	}
	for i := range maxLately + 500 {
		l.Saw(fmt.Sprint("code", i))
	}
	if len(l.codes) > maxLately {
		t.Errorf("remembers %d codes, at most %d", len(l.codes), maxLately)
	}
	if !l.Knows(fmt.Sprint("code", maxLately+499)) {
		t.Error("has forgotten the newest code")
	}
}
