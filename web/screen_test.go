package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

// moments are what a page says of when it was made, which is no vote.
var moments = regexp.MustCompile(`data-now="\d+"`)

// looks is all that whoever leads and the big screen are sent now, with the beginning of the stream.
func (r *sittingRoom) looks() string {
	r.t.Helper()
	all := []string{r.run().body, r.screen().body, r.leader.get(r.path("run?notice=few")).body}
	ctx, cancel := context.WithTimeout(r.t.Context(), 50*time.Millisecond)
	defer cancel()
	req := httptest.NewRequest(http.MethodGet, r.path("events"), nil).WithContext(ctx)
	req.Host = "lauter.example"
	req.AddCookie(&http.Cookie{Name: "lauter", Value: r.leader.cookies["lauter"]})
	stream := streamRecorder{httptest.NewRecorder()}
	r.site.handler.ServeHTTP(stream, req)
	if !strings.Contains(stream.Body.String(), "event: changed") {
		r.t.Fatalf("the stream says %q", stream.Body)
	}
	return moments.ReplaceAllString(strings.Join(append(all, stream.Body.String()), "\n"), "")
}

// streamRecorder is a recorder that a stream can be written to.
type streamRecorder struct{ *httptest.ResponseRecorder }

func (streamRecorder) SetWriteDeadline(time.Time) error { return nil }

// blind fails the test if anything that is sent depends on what was voted: both votes are cast on the same seats.
func (r *sittingRoom) blind(question string, round int, one, other []assessment.Choice) {
	r.t.Helper()
	r.vote(question, round, one...)
	before := r.looks()
	r.vote(question, round, other...)
	if after := r.looks(); after != before {
		r.t.Errorf("%s, round %d: what is sent depends on votes that nobody may see", question, round)
	}
}

// No vote is sent to whoever leads or to the big screen before it is shown, in any phase.
func TestNobodySeesVotesBeforeTheyAreShown(t *testing.T) {
	one := []assessment.Choice{1, 1, 1, 5, 5, 5, dontKnow, dontKnow, noAnswer, 1, 2, 3}
	other := []assessment.Choice{3, 4, 3, 3, 4, 3, 3, 3, 3, 4, 3, 3}
	t.Run("together", func(t *testing.T) {
		r := newRoom(t, newSite(t), "en", together(), 4, 12)
		r.step("start")
		for i, q := range r.questions {
			r.blind(q, 1, one[:3*i+3], other[:3*i+3])
		}
		r.step("show_all")
		hidden := r.looks()
		r.step("goto", "question="+r.questions[0]) // three votes: too few
		hidden += r.looks()
		if strings.Contains(hidden, "Answers lie") && !strings.Contains(hidden, "too few to show") {
			t.Error("three votes are shown")
		}
		r.step("open", "question="+r.questions[0], "round=1")
		r.blind(r.questions[0], 2, one, other)
		r.step("show", "question="+r.questions[0], "round=2")
		r.step("goto", "question="+r.questions[2])
		r.step("open", "question="+r.questions[2], "round=1")
		r.blind(r.questions[2], 2, one[:4], other[:4])
		r.blind(r.questions[2], 2, one, other)
		r.step("display", "display=code")
		r.blind(r.questions[2], 2, one, other)
		r.step("display", "display=blank")
		r.blind(r.questions[2], 2, one, other)
	})
	t.Run("one by one", func(t *testing.T) {
		r := newRoom(t, newSite(t), "de", oneByOne(), 2, 12)
		r.step("start")
		r.step("open", "question="+r.questions[0], "round=0")
		r.blind(r.questions[0], 1, one[:4], other[:4])
		r.blind(r.questions[0], 1, one, other)
		r.step("stop", "question="+r.questions[0], "round=1")
		stopped := r.looks()
		r.step("open", "question="+r.questions[0], "round=0")
		r.vote(r.questions[0], 1, other...)
		r.step("stop", "question="+r.questions[0], "round=1")
		if r.looks() != stopped {
			t.Error("votes that were given up are sent")
		}
	})
	t.Run("named", func(t *testing.T) {
		n := oneByOne()
		n.Named = true
		r := newRoom(t, newSite(t), "en", n, 2, 12)
		r.step("start")
		r.step("open", "question="+r.questions[0], "round=0")
		r.blind(r.questions[0], 1, one[:1], other[:1])
		r.blind(r.questions[0], 1, one, other)
	})
	t.Run("too few", func(t *testing.T) {
		var looks []string
		for _, votes := range [][]assessment.Choice{one[:4], other[:4]} {
			r := newRoom(t, newSite(t), "en", together(), 2, 12)
			r.step("start")
			r.vote(r.questions[0], 1, votes...)
			r.vote(r.questions[1], 1, other...)
			r.step("show_all")
			all := r.looks()
			r.step("goto", "question="+r.questions[0])
			all += r.looks()
			all = strings.NewReplacer(r.id, "", strings.TrimPrefix(r.root, "/assessments/"), "", r.code[:3], "", r.code[3:], "").Replace(all)
			looks = append(looks, regexp.MustCompile(`<path d="[^"]+" fill="#000">`).ReplaceAllString(all, ""))
		}
		if looks[0] != looks[1] {
			t.Error("what four have voted can be told from what is sent")
		}
	})
}

// The big screen has nothing to press, and asks again by itself where there is no script.
func TestScreenIsForLookingOnly(t *testing.T) {
	r := newRoom(t, newSite(t), "en", together(), 4, 12)
	look := func() {
		t.Helper()
		p := r.screen()
		for _, element := range []string{"form", "button", "input", "textarea"} {
			if n := len(all(p.doc, tag(element))); n > 0 {
				t.Errorf("%d elements %s on the big screen", n, element)
			}
		}
		for _, a := range all(p.doc, tag("a")) {
			if attr(a, "href") != "#main" {
				t.Errorf("a link to %s on the big screen", attr(a, "href"))
			}
		}
		if !strings.Contains(p.body, `http-equiv="refresh" content="5"`) {
			t.Error("it doesn't ask again without a script")
		}
	}
	look()
	r.step("start")
	r.step("park", "text=Vertraulich")
	look()
	r.screen().misses("Vertraulich")
	r.vote(r.questions[0], 1, splitVotes...)
	r.step("show_all")
	look()
	r.step("goto", "question="+r.questions[0])
	look()
	r.step("wrap")
	look()
}

// The code on the screen is short because it is in capitals, and leads to the room.
func TestScreenShowsTheWayIn(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 1)
	r.step("start")
	for _, display := range []string{"room", "code"} {
		r.step("display", "display="+display)
		p := r.screen()
		p.says("lauter.example/join", r.code[:3]+" "+r.code[3:])
		if len(all(p.doc, with("role", "img"))) != 1 {
			t.Errorf("%s: no QR code", display)
		}
	}
}

// Whoever watches is told of every step, and never of what it was.
func TestWorkshopEvents(t *testing.T) {
	r := newRoom(t, newSite(t), "en", oneByOne(), 2, 1)
	server := httptest.NewServer(r.site.handler)
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+r.path("events"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "lauter.example"
	req.AddCookie(&http.Cookie{Name: "lauter", Value: r.leader.cookies["lauter"]})
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	buffer := make([]byte, 4096)
	read := func() string {
		n, err := resp.Body.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return string(buffer[:n])
	}
	if got := read(); !strings.Contains(got, "event: changed\ndata: 0\n") {
		t.Errorf("the stream begins with %q", got)
	}
	r.step("start")
	if got := read(); got != "event: changed\ndata:\n\n" {
		t.Errorf("after a step: %q", got)
	}
}
