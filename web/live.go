package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"lauter/assessment"
)

const (
	eventsBeat  = 15 * time.Second       // a sign of life, so that nothing on the way ends a quiet stream
	eventsPause = 100 * time.Millisecond // between two events of a stream: what happens meanwhile is one
	eventsWrite = 10 * time.Second       // for one of them to reach a slow browser
	mostStreams = 6000                   // of one workshop
	seatStreams = 16                     // of one seat; those that have gone are noticed at the next sign
	eventsRetry = 1000                   // milliseconds after which a browser comes back, to which it adds some at random
)

// Names of what a page of a workshop watches.
func roomTopic(workshop string) string  { return "room:" + workshop }  // steps of whoever leads it
func votesTopic(workshop string) string { return "votes:" + workshop } // seats and votes, for those who count them
func seatTopic(seat string) string      { return "seat:" + seat }      // nothing is said of it: it counts the streams of a seat

// events streams that something has changed, and never what: the page asks for itself again. rev is what the page can
// compare itself with when the stream begins.
//
// The connection is taken out of the server's hands, so that a stream costs a small goroutine instead of the stack and
// the buffers of a whole request. Where it can't be, the request stays.
func (s *Server) events(r *request, rev int, topics ...string) error {
	h := r.Response().Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	if r.Request().Method == http.MethodHead { // nothing would end it
		return r.NoContent(http.StatusOK)
	}
	if s.hub.Watching(topics[0]) >= mostStreams {
		return assessment.ErrBusy // and the page looks for itself every few seconds
	}
	first := fmt.Sprintf("retry: %d\nevent: changed\ndata: %d\n\n", eventsRetry, rev)
	control := http.NewResponseController(r.Response())
	changed, leave := s.hub.Watch(topics...)
	if conn, _, err := control.Hijack(); err == nil {
		r.Response().Status, r.Response().Committed = http.StatusOK, true
		head := streamHead(h)
		go func() {
			defer leave()
			defer conn.Close()
			signal(changed, nil, func(text string) error {
				if err := conn.SetDeadline(time.Now().Add(eventsWrite)); err != nil {
					return err
				}
				_, err := io.WriteString(conn, text)
				return err
			}, head+first)
		}()
		return nil
	}
	defer leave()
	r.Response().WriteHeader(http.StatusOK)
	signal(changed, r.ctx().Done(), func(text string) error {
		if err := extend(control, time.Now().Add(eventsWrite)); err != nil {
			return err
		}
		if _, err := io.WriteString(r.Response(), text); err != nil {
			return err
		}
		return control.Flush()
	}, first)
	return nil
}

// streamHead is the head of a response that ends with its connection.
func streamHead(h http.Header) string {
	var b strings.Builder
	b.WriteString("HTTP/1.1 200 OK\r\nConnection: close\r\n")
	h.Write(&b) // to memory: never fails
	b.WriteString("\r\n")
	return b.String()
}

// signal sends the first text, and then a sign at each change, until sending fails, the watching ends or gone is closed.
func signal(changed <-chan struct{}, gone <-chan struct{}, send func(string) error, text string) {
	beat := time.NewTicker(eventsBeat)
	defer beat.Stop()
	for send(text) == nil {
		text = ": here\n\n"
		select {
		case <-gone:
			return
		case _, open := <-changed:
			if !open { // the server stops: the browser comes back when there is one again
				send("event: bye\ndata:\n\n")
				return
			}
			text = "event: changed\ndata:\n\n"
		case <-beat.C:
			continue
		}
		select {
		case <-gone:
			return
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
