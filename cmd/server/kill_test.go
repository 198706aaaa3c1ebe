package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lauter/assessment"
)

// respondent answers the questions of an assessment as the page's script does, and remembers what was acknowledged.
type respondent struct {
	http  *http.Client
	base  string
	id    string
	known map[string]acknowledged // by question
	sent  string                  // the question whose answer is under way; empty: none
	acks  atomic.Int64
}

// acknowledged is a saved answer as the server confirmed it.
type acknowledged struct {
	Rev     int    `json:"rev"`
	SavedAt string `json:"saved_at"`
}

// newRespondent begins a full assessment.
func newRespondent(t testing.TB, base string, transport http.RoundTripper) *respondent {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	r := &respondent{
		http: &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}},
		base:  base,
		known: map[string]acknowledged{},
	}
	resp, err := r.http.PostForm(base+"/assessments", url.Values{"kind": {"full"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	parts := strings.Split(resp.Header.Get("Location"), "/")
	if resp.StatusCode != http.StatusSeeOther || len(parts) < 3 {
		t.Fatalf("beginning an assessment: %s, to %q", resp.Status, resp.Header.Get("Location"))
	}
	r.id = parts[2]
	return r
}

// choiceAt and noteAt are what a question is answered with at a revision, so that a stored answer tells its revision.
func choiceAt(rev int) string { return strconv.Itoa(rev%5 + 1) }

func (r *respondent) noteAt(question string, rev int) string {
	return fmt.Sprintf("%s of %s, change %d", question, r.id, rev)
}

// save sends the next state of an answer. It returns the status, and an error if there was no whole response.
func (r *respondent) save(question string) (int, error) {
	rev := r.known[question].Rev
	form := url.Values{
		"answer": {choiceAt(rev + 1)}, "note": {r.noteAt(question, rev+1)}, "intent": {"stay"}, "rev": {strconv.Itoa(rev)},
	}
	req, err := http.NewRequest(http.MethodPost, r.base+"/assessments/"+r.id+"/questions/"+question, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	r.sent = question
	resp, err := r.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp.StatusCode, err
	}
	var ack acknowledged
	if err := json.Unmarshal(body, &ack); err != nil {
		return resp.StatusCode, err
	}
	if ack.Rev != rev+1 {
		return resp.StatusCode, fmt.Errorf("%s: acknowledged at revision %d after %d", question, ack.Rev, rev)
	}
	r.known[question], r.sent = ack, ""
	r.acks.Add(1)
	return resp.StatusCode, nil
}

// stored reads all answers as the server has them now.
func (r *respondent) stored(t testing.TB) map[string]storedAnswer {
	t.Helper()
	resp, err := r.http.Get(r.base + "/assessments/" + r.id + "/export.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var file struct {
		Answers map[string]storedAnswer `json:"answers"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&file); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("reading the answers: %s, %v", resp.Status, err)
	}
	return file.Answers
}

type storedAnswer struct {
	acknowledged
	Answer string `json:"answer"`
	Note   string `json:"note"`
}

// check compares what is stored with what was acknowledged, and goes on from there. Only the answer that was under way
// may be one revision ahead: it was saved, but nobody was told.
func (r *respondent) check(t testing.TB, kill int) {
	t.Helper()
	stored := r.stored(t)
	for question, ack := range r.known {
		if _, ok := stored[question]; !ok {
			t.Errorf("kill %d: %s was acknowledged at revision %d and is gone", kill, question, ack.Rev)
		}
	}
	for question, got := range stored {
		ack := r.known[question]
		switch {
		case got.Rev == ack.Rev && got.SavedAt == ack.SavedAt:
		case got.Rev == ack.Rev+1 && question == r.sent:
		default:
			t.Errorf("kill %d: %s is at %+v, acknowledged was %+v", kill, question, got.acknowledged, ack)
		}
		if got.Answer != choiceAt(got.Rev) || got.Note != r.noteAt(question, got.Rev) {
			t.Errorf("kill %d: %s at revision %d is %q, %q", kill, question, got.Rev, got.Answer, got.Note)
		}
		r.known[question] = got.acknowledged
	}
	r.sent = ""
}

// kills is how often the program is killed: 20 times, or as LAUTER_KILLS says.
func kills(t *testing.T) int {
	t.Helper()
	value := os.Getenv("LAUTER_KILLS")
	if value == "" {
		return 20
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		t.Fatalf("LAUTER_KILLS=%q is not a number above 0", value)
	}
	return n
}

// TestKilledWhilePeopleAnswer kills the program at random moments while 32 people answer. Each acknowledged answer is
// there afterwards with its revision, its time and its words, the database is whole, and the program is ready again
// within half a second. On a busy machine that is too much to ask: there, it may take three times as long as the same
// program takes, in this run, to start with an empty folder.
func TestKilledWhilePeopleAnswer(t *testing.T) {
	address, data := freeAddress(t), filepath.Join(t.TempDir(), "data")
	transport := &http.Transport{MaxIdleConnsPerHost: 32}
	rounds := kills(t)
	var fresh, again []time.Duration

	server := startProcess(t, address, data)
	people := make([]*respondent, 32)
	for i := range people {
		people[i] = newRespondent(t, server.url, transport)
	}
	for kill := range rounds {
		if kill%5 == 0 {
			other := startProcess(t, freeAddress(t), filepath.Join(t.TempDir(), "data"))
			fresh = append(fresh, other.ready)
			other.kill()
		}
		killWhileAnswering(t, server, people)
		transport.CloseIdleConnections()
		server = startProcess(t, address, data)
		again = append(again, server.ready)
		for _, r := range people {
			r.check(t, kill)
		}
	}
	if code := server.stop(t); code != 0 {
		t.Errorf("stopped with %d: %s", code, server.err)
	}
	checkWhole(t, data)

	limit := max(500*time.Millisecond, 3*median(fresh))
	if got := median(again); got > limit {
		t.Errorf("ready again after %v, want at most %v", got, limit)
	}
	t.Logf("%d kills, %d answers acknowledged; ready again after %v, at most %v (with an empty folder %v)",
		rounds, acknowledgedBy(people), median(again), slices.Max(again), median(fresh))
}

// acknowledgedBy counts the answers acknowledged so far.
func acknowledgedBy(people []*respondent) (total int64) {
	for _, r := range people {
		total += r.acks.Load()
	}
	return total
}

// killWhileAnswering lets everybody answer at once, waits until two answers for each person were acknowledged, so that
// there is something to lose however slow the machine, and kills the program up to a quarter of a second later.
func killWhileAnswering(t *testing.T, server *process, people []*respondent) {
	t.Helper()
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	questions := model.Questions()
	enough := acknowledgedBy(people) + int64(2*len(people))
	var answering sync.WaitGroup
	for i, r := range people {
		answering.Go(func() {
			for n := i; ; n++ {
				status, err := r.save(questions[n%len(questions)].ID)
				if status != 0 && status != http.StatusOK {
					t.Errorf("saving: status %d", status)
				}
				if err != nil || status != http.StatusOK {
					return // killed
				}
			}
		})
	}
	for deadline := time.Now().Add(time.Minute); acknowledgedBy(people) < enough; {
		if time.Now().After(deadline) {
			t.Errorf("%d answers are missing after a minute; the test shows little", enough-acknowledgedBy(people))
			break
		}
		time.Sleep(time.Millisecond)
	}
	time.Sleep(rand.N(250 * time.Millisecond))
	server.kill()
	answering.Wait()
}

// checkWhole looks for damage in the database of a folder that nobody uses. The driver is the program's own.
func checkWhole(t *testing.T, data string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "lauter.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity check: %q, %v", verdict, err)
	}
	if err := db.QueryRowContext(t.Context(), `PRAGMA foreign_key_check`).Scan(new(any)); err != sql.ErrNoRows {
		t.Errorf("foreign key check: %v", err)
	}
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
