package live

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func woken(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-time.After(time.Second):
		return false
	}
}

func TestHubWakesThoseWhoWatch(t *testing.T) {
	var h Hub
	a, leave := h.Watch("room", "votes")
	b, _ := h.Watch("other")
	h.Publish("votes")
	h.Publish("room")
	if !woken(a) {
		t.Fatal("nobody was woken")
	}
	select {
	case <-a:
		t.Error("two changes before anybody looked are two")
	case <-b:
		t.Error("somebody else was woken")
	default:
	}
	if h.Watching("room") != 1 {
		t.Errorf("%d watch", h.Watching("room"))
	}
	leave()
	leave()
	h.Publish("room")
	if h.Watching("room") != 0 || h.Watching("votes") != 0 {
		t.Error("somebody who left still watches")
	}
	h.Close()
	h.Close()
	if _, open := <-b; open {
		t.Error("a closed hub keeps its watchers waiting")
	}
	if c, _ := h.Watch("room"); !woken(c) {
		t.Error("a closed hub lets somebody wait")
	}
	h.Publish("room")
}

func TestHubUnderMany(t *testing.T) {
	var h Hub
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			c, leave := h.Watch(fmt.Sprint(i % 7))
			defer leave()
			h.Publish(fmt.Sprint(i % 7))
			if !woken(c) {
				t.Error("not woken")
			}
		})
	}
	group.Wait()
	for i := range 7 {
		if n := h.Watching(fmt.Sprint(i)); n != 0 {
			t.Errorf("%d still watch %d", n, i)
		}
	}
}

func TestDoorLetsARoomIn(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	d := NewDoor(func() time.Time { return now })
	for i := range 500 {
		if wait := d.Wait("room"); wait > 0 {
			t.Fatalf("the %d. person of a room has to wait %v", i+1, wait)
		}
		if i%20 == 7 {
			d.Failed("room") // mistyped
		}
		d.Entered("room")
	}
	for range freeFailures {
		if wait := d.Wait("guesser"); wait > 0 {
			t.Fatalf("has to wait %v too early", wait)
		}
		d.Failed("guesser")
	}
	if d.Wait("guesser") == 0 {
		t.Error("guessing goes on")
	}
	if d.Wait("room") > 0 {
		t.Error("the room has to wait for a guesser elsewhere")
	}
	now = now.Add(doorMemory)
	if d.Wait("guesser") > 0 {
		t.Error("has to wait for ever")
	}
}

func TestDoorSlowsManyAddresses(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	d := NewDoor(func() time.Time { return now })
	d.Entered("room")
	looked := 0
	for i := range 1000 {
		address := fmt.Sprint(i % 100)
		if d.Wait(address) == 0 {
			looked++
			d.Failed(address)
		}
	}
	if looked != 100 {
		t.Errorf("%d codes of 100 addresses were looked at in a minute, want one of each", looked)
	}
	if d.Wait("newcomer") > 0 {
		t.Error("who has said no wrong code has to wait for guessers")
	}
	if d.Wait("room") > 0 {
		t.Error("who came in before has to wait for guessers")
	}
	now = now.Add(time.Minute)
	if d.Wait("1") > 0 {
		t.Error("the next minute is refused too")
	}
}

// Whoever comes and goes buys nobody another try.
func TestDoorTakesBack(t *testing.T) {
	d := NewDoor(time.Now)
	d.Left("nobody")
	for range 100 {
		d.Entered("office")
		d.Left("office")
	}
	for range freeFailures {
		d.Failed("office")
	}
	if d.Wait("office") == 0 {
		t.Error("those who have left still count")
	}
}

func TestDoorForgets(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	d := NewDoor(func() time.Time { return now })
	for i := range 3 * maxAddresses {
		d.Entered(fmt.Sprint(i))
	}
	if len(d.addresses) > maxAddresses {
		t.Errorf("%d addresses are kept", len(d.addresses))
	}
}
