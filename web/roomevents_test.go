package web

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/store"
)

// The stream of a phone tells of steps of the room at once, of votes never, and ends with the server.
func TestRoomEvents(t *testing.T) {
	var st *store.Store
	var model *assessment.Model
	s := newSite(t, func(c *Config) { st, model = c.Store, c.Model })
	_, lead, err := st.CreateGuest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := st.CreateAssessment(t.Context(), lead, assessment.KindQuick, "", model)
	if err != nil {
		t.Fatal(err)
	}
	id, err := st.CreateWorkshop(t.Context(), lead, a.ID, store.NewWorkshop{
		Sequence: assessment.OneByOne, Threshold: 5, Questions: []string{"data.origin.source"},
	})
	if err != nil {
		t.Fatal(err)
	}
	w, _, err := st.Workshop(t.Context(), lead, id, assessment.RightManage)
	if err != nil {
		t.Fatal(err)
	}
	token := store.NewTicket()
	_, _, err = st.TakeSeat(t.Context(), w.Code, token, "", "")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.server)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+roomPath(w.Code, "events"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = s.url.Host
	req.AddCookie(&http.Cookie{Name: "lauter-seat", Value: token})
	response, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(response.Body); scanner.Scan(); {
			if strings.HasPrefix(scanner.Text(), "event: ") {
				lines <- scanner.Text()
			}
		}
	}()
	next := func(within time.Duration) string {
		select {
		case line := <-lines:
			return line
		case <-time.After(within):
			return ""
		}
	}
	if got := next(5 * time.Second); got != "event: changed" {
		t.Fatalf("the stream begins with %q", got)
	}
	s.server.hub.Publish(votesTopic(id))
	if got := next(300 * time.Millisecond); got != "" {
		t.Errorf("a vote is told as %q", got)
	}
	s.server.hub.Publish(roomTopic(id))
	if got := next(5 * time.Second); got != "event: changed" {
		t.Errorf("a step is told as %q", got)
	}
	s.server.Close()
	if got := next(5 * time.Second); got != "event: bye" {
		t.Errorf("the end is told as %q", got)
	}
}
