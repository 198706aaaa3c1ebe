package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	eventsBeat  = 15 * time.Second       // a sign of life, so that nothing on the way ends a quiet stream
	eventsPause = 100 * time.Millisecond // between two events of a stream: what happens meanwhile is one
	eventsWrite = 10 * time.Second       // for one of them to reach a slow browser
	eventsRetry = 1000                   // milliseconds after which a browser comes back, to which it adds some at random
)

// Names of what a page of a workshop watches.
func roomTopic(workshop string) string  { return "room:" + workshop }  // steps of whoever leads it
func votesTopic(workshop string) string { return "votes:" + workshop } // seats and votes, for those who count them

// events streams that something has changed, and never what: the page asks for itself again. rev is what the page can
// compare itself with when the stream begins.
func (s *Server) events(r *request, rev int, topics ...string) error {
	changed, leave := s.hub.Watch(topics...)
	defer leave()
	h := r.Response().Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	control := http.NewResponseController(r.Response())
	if err := extend(control, time.Time{}); err != nil {
		return err
	}
	r.Response().WriteHeader(http.StatusOK)
	send := func(text string) error {
		if err := extend(control, time.Now().Add(eventsWrite)); err != nil {
			return err
		}
		if _, err := fmt.Fprint(r.Response(), text); err != nil {
			return err
		}
		return control.Flush()
	}
	if send(fmt.Sprintf("retry: %d\nevent: changed\ndata: %d\n\n", eventsRetry, rev)) != nil {
		return nil
	}
	beat := time.NewTicker(eventsBeat)
	defer beat.Stop()
	for {
		text := ": here\n\n"
		select {
		case <-r.ctx().Done():
			return nil
		case _, open := <-changed:
			if !open { // the server stops: the browser comes back when there is one again
				send("event: bye\ndata:\n\n")
				return nil
			}
			text = "event: changed\ndata:\n\n"
		case <-beat.C:
		}
		if send(text) != nil {
			return nil
		}
		select {
		case <-r.ctx().Done():
			return nil
		case <-time.After(eventsPause):
		}
	}
}

// extend gives a response time until a moment, where the connection knows of time.
func extend(control *http.ResponseController, until time.Time) error {
	if err := control.SetWriteDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// Close ends all streams, so that a server that stops does not wait for those who watch.
func (s *Server) Close() { s.hub.Close() }
