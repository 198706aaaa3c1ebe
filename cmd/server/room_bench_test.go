package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// congress is a workshop in a program of its own, with whoever leads it.
type congress struct {
	*process
	command        func(args ...string) *exec.Cmd
	data, address  string
	host           *http.Client
	workshop, code string
	question       string
	round          int
}

var (
	workshopAddress = regexp.MustCompile(`/workshops/([0-9a-f-]{36})`)
	codeOnPage      = regexp.MustCompile(`/w/([2-9A-Z]{6})`)
	votedOnScreen   = regexp.MustCompile(`(\d+) of \d+ (?:has|have) voted`)
)

// newCongress prepares a workshop that goes question by question, and opens the votes on the first.
func newCongress(b testing.TB, command func(args ...string) *exec.Cmd) *congress {
	b.Helper()
	h := &congress{command: command, data: filepath.Join(b.TempDir(), "data"), address: freeAddress(b)}
	h.start(b)
	jar, _ := cookiejar.New(nil)
	h.host = &http.Client{Jar: jar}
	h.post(b, "/assessments", url.Values{"kind": {"quick"}, "organisation": {"Nordwind"}})
	list := h.get(b, "/")
	id := regexp.MustCompile(`/assessments/([0-9a-f-]{36})`).FindStringSubmatch(list)[1]
	at := h.post(b, "/assessments/"+id+"/workshops", url.Values{
		"sequence": {"one_by_one"}, "naming": {"anonymous"}, "threshold": {"5"}, "set": {"quick"},
	})
	h.workshop = workshopAddress.FindStringSubmatch(at)[1]
	h.code = codeOnPage.FindStringSubmatch(h.get(b, "/workshops/"+h.workshop))[1]
	h.step(b, "start", nil)
	h.question = "data.origin.source"
	h.open(b)
	return h
}

// start starts the program on its folder, for the first time or again.
func (h *congress) start(b testing.TB) {
	b.Helper()
	h.process = await(b, h.command("--addr", h.address, "--data", h.data), h.address)
}

// built runs the program at a path.
func built(path string) func(args ...string) *exec.Cmd {
	return func(args ...string) *exec.Cmd { return exec.Command(path, args...) }
}

// open begins the next round of votes.
func (h *congress) open(b testing.TB) {
	b.Helper()
	h.step(b, "open", url.Values{"question": {h.question}, "round": {strconv.Itoa(h.round)}})
	h.round++
}

func (h *congress) step(b testing.TB, do string, fields url.Values) {
	b.Helper()
	if fields == nil {
		fields = url.Values{}
	}
	fields.Set("do", do)
	if at := h.post(b, "/workshops/"+h.workshop+"/steps", fields); strings.Contains(at, "notice") {
		b.Fatalf("%s led to %s", do, at)
	}
}

func (h *congress) get(b testing.TB, path string) string {
	b.Helper()
	resp, err := h.host.Get(h.url + path)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		b.Fatalf("GET %s: %s", path, resp.Status)
	}
	return string(body)
}

// post returns where the answer leads.
func (h *congress) post(b testing.TB, path string, fields url.Values) string {
	b.Helper()
	resp, err := h.host.PostForm(h.url+path, fields)
	if err != nil {
		b.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b.Fatalf("POST %s: %s", path, resp.Status)
	}
	return resp.Request.URL.String()
}

// handset is somebody with a seat and a stream of their own.
type handset struct {
	congress *congress
	token    string
	rev      atomic.Int64 // of the last page that it saw
}

var revOnPage = regexp.MustCompile(`data-rev="(\d+)"`)

// lines are for requests of many phones, which share connections as a proxy would.
var lines = &http.Client{
	Transport:     &http.Transport{MaxIdleConns: 64, MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       20 * time.Second,
}

// seat takes a seat.
func (h *congress) seat(b testing.TB) *handset {
	b.Helper()
	resp, err := lines.PostForm(h.url+"/w/"+h.code, url.Values{"role": {""}})
	if err != nil {
		b.Fatal(err)
	}
	resp.Body.Close()
	for _, c := range resp.Cookies() {
		return &handset{congress: h, token: c.Name + "=" + c.Value}
	}
	b.Fatalf("POST /w/%s: %s gave no seat", h.code, resp.Status)
	return nil
}

func (p *handset) request(method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequest(method, p.congress.url+"/w/"+p.congress.code+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Cookie", p.token)
	req.Header.Set("Accept", "application/json")
	if path == "" {
		req.Header.Set("Accept", "text/html")
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return lines.Do(req)
}

// vote sends one vote and returns when it was acknowledged.
func (p *handset) vote(level int) error {
	resp, err := p.request(http.MethodPost, "/vote", strings.NewReader(url.Values{
		"question": {p.congress.question}, "round": {strconv.Itoa(p.congress.round)}, "vote": {strconv.Itoa(level)},
	}.Encode()))
	if err != nil {
		return err
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("vote: %s", resp.Status)
	}
	return nil
}

// look fetches the phone's page, as its script does.
func (p *handset) look() error {
	resp, err := p.request(http.MethodGet, "", nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return err
	}
	if found := revOnPage.FindSubmatch(body); found != nil {
		rev, _ := strconv.ParseInt(string(found[1]), 10, 64)
		p.rev.Store(rev)
		return nil
	}
	return fmt.Errorf("the phone's page: %s", resp.Status)
}

// stream reads an address of events until the connection ends, and calls back at each.
func stream(ctx context.Context, address, path, cookie string, changed func()) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\n\r\n", path, address, cookie)
	r := bufio.NewReaderSize(conn, 512)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		if strings.HasPrefix(line, "event: changed") {
			changed()
		}
	}
}

// follow keeps a stream and comes back when it ends, as the script does, until ctx ends. On each event it looks again,
// once looking is true.
func (p *handset) follow(ctx context.Context, looking *atomic.Bool, connected func()) {
	var busy, again atomic.Bool
	refresh := func() {
		again.Store(true)
		if !looking.Load() || !busy.CompareAndSwap(false, true) {
			return
		}
		go func() {
			defer busy.Store(false)
			for again.Swap(false) && ctx.Err() == nil {
				_ = p.look() // when the server is away, the next event says when it is back
			}
		}()
	}
	for ctx.Err() == nil {
		first := true
		_ = stream(ctx, p.congress.address, "/w/"+p.congress.code+"/events", p.token, func() {
			if first {
				first = false
				connected()
			}
			refresh()
		})
		select {
		case <-ctx.Done():
		case <-time.After(500*time.Millisecond + rand.N(1500*time.Millisecond)):
		}
	}
}

// BenchmarkRoom fills a workshop with 500 phones: how long until the big screen counts a vote, how long until all phones
// are back after a restart, and whether any of them shows what is past.
func BenchmarkRoom(b *testing.B) {
	const phones = 500
	h := newCongress(b, built(buildProgram(b)))
	var room []*handset
	for range phones {
		room = append(room, h.seat(b))
		if err := room[len(room)-1].look(); err != nil {
			b.Fatal(err)
		}
	}
	empty := resident(b, h.process) // everybody has been here, nobody is connected
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var here atomic.Int64
	var looking atomic.Bool
	for _, p := range room {
		go p.follow(ctx, &looking, func() { here.Add(1) })
	}
	until(b, "all phones are connected", func() bool { return here.Load() == phones })
	full := resident(b, h.process)
	looking.Store(true)
	h.step(b, "lock", nil)
	h.step(b, "unlock", nil)
	h.settle(b, room)

	var delays []time.Duration
	var back time.Duration
	stale := 0
	for b.Loop() {
		delays = append(delays, h.watchVotes(b, room)...)
		back, stale = h.restart(b, room, &here)
	}
	slices.Sort(delays)
	b.ReportMetric(milliseconds(delays[len(delays)/2]), "p50-ms")
	b.ReportMetric(milliseconds(delays[len(delays)*99/100]), "p99-ms")
	idle := h.roundTrip(b)
	b.ReportMetric(milliseconds(idle), "probe-ms")
	b.ReportMetric(float64(delays[len(delays)*99/100])/float64(idle), "ratio")
	b.ReportMetric(milliseconds(back), "back-ms")
	b.ReportMetric(float64(stale), "stale")
	b.ReportMetric((full-empty)*1000/phones, "kB/phone")
}

// watchVotes lets everybody vote within five seconds, and returns how long it was from each vote until the big screen
// counted it.
func (h *congress) watchVotes(b *testing.B, room []*handset) (delays []time.Duration) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var mu sync.Mutex
	var sent []time.Time  // of the votes in the order in which they were acknowledged
	var shown []time.Time // when the screen first counted as many
	cookie := h.hostCookie()
	wake := make(chan struct{}, 1)
	go stream(ctx, h.address, "/workshops/"+h.workshop+"/events", cookie, func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for len(shown) < len(room) {
			select {
			case <-ctx.Done():
				return
			case <-wake:
			}
			req, _ := http.NewRequest(http.MethodGet, h.url+"/workshops/"+h.workshop+"/screen?lang=en", nil)
			resp, err := h.host.Do(req)
			if err != nil {
				continue
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			found := votedOnScreen.FindSubmatch(body)
			if found == nil {
				continue
			}
			n, _ := strconv.Atoi(string(found[1]))
			now := time.Now()
			for len(shown) < n {
				shown = append(shown, now)
			}
		}
	}()
	var group sync.WaitGroup
	for _, p := range room {
		group.Go(func() {
			time.Sleep(rand.N(5 * time.Second))
			began := time.Now()
			if err := p.vote(1 + rand.N(5)); err != nil {
				b.Error(err)
				return
			}
			mu.Lock()
			sent = append(sent, began)
			mu.Unlock()
		})
	}
	group.Wait()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		b.Fatalf("the screen counts %d of %d votes", len(shown), len(room))
	}
	for i := range sent {
		delays = append(delays, max(shown[i].Sub(sent[i]), 0))
	}
	return delays
}

// hostCookie is the cookie of whoever leads the workshop.
func (h *congress) hostCookie() string {
	at, _ := url.Parse(h.url)
	var all []string
	for _, c := range h.host.Jar.Cookies(at) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}

// restart ends the program while everybody watches and starts it again. It returns how long it took from then until all
// phones were back, and how many of them show what is past after a step.
func (h *congress) restart(b *testing.B, room []*handset, here *atomic.Int64) (back time.Duration, stale int) {
	b.Helper()
	here.Store(0)
	h.stop(b)
	h.start(b)
	began := time.Now()
	until(b, "all phones are back", func() bool { return here.Load() >= int64(len(room)) })
	back = time.Since(began)
	h.step(b, "show", url.Values{"question": {h.question}, "round": {strconv.Itoa(h.round)}})
	if h.round == 3 { // no more rounds: begin anew
		h.step(b, "goto", url.Values{"question": {"data.rights.objection"}})
		h.question, h.round = "data.rights.objection", 0
	}
	h.open(b)
	probe := h.seat(b)
	if err := probe.look(); err != nil {
		b.Fatal(err)
	}
	time.Sleep(time.Second)
	for _, p := range room {
		if p.rev.Load() != probe.rev.Load() {
			stale++
		}
	}
	h.settle(b, room)
	return back, stale
}

// settle waits until every phone shows where the room is.
func (h *congress) settle(b testing.TB, room []*handset) {
	b.Helper()
	probe := h.seat(b)
	if err := probe.look(); err != nil {
		b.Fatal(err)
	}
	until(b, "every phone shows where the room is", func() bool {
		return !slices.ContainsFunc(room, func(p *handset) bool { return p.rev.Load() != probe.rev.Load() })
	})
}

// roundTrip is how long the program needs for a request that asks for nothing, in the same minute.
func (h *congress) roundTrip(b *testing.B) time.Duration {
	b.Helper()
	var all []time.Duration
	for range 200 {
		began := time.Now()
		resp, err := lines.Get(h.url + "/healthz")
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		all = append(all, time.Since(began))
	}
	return median(all)
}

// BenchmarkStreams holds 5,000 streams of one room and wakes them all.
func BenchmarkStreams(b *testing.B) {
	const streams = 5000
	h := newCongress(b, built(buildProgram(b)))
	var room []*handset
	for range 50 { // many devices on one seat: it is the streams that count here
		room = append(room, h.seat(b))
		if err := room[len(room)-1].look(); err != nil {
			b.Fatal(err)
		}
	}
	empty := resident(b, h.process)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var events atomic.Int64
	for i := range streams {
		p := room[i%len(room)]
		go func() {
			if err := stream(ctx, h.address, "/w/"+h.code+"/events", p.token, func() { events.Add(1) }); err != nil && ctx.Err() == nil {
				b.Error(err)
			}
		}()
	}
	until(b, "all streams are open", func() bool { return events.Load() == streams })
	full := resident(b, h.process)
	var woken []time.Duration
	locked := false
	for b.Loop() {
		before := events.Load()
		began := time.Now()
		h.step(b, map[bool]string{false: "lock", true: "unlock"}[locked], nil)
		locked = !locked
		until(b, "all streams were woken", func() bool { return events.Load()-before >= streams })
		woken = append(woken, time.Since(began))
		time.Sleep(300 * time.Millisecond)
	}
	idle := h.roundTrip(b)
	b.ReportMetric(milliseconds(median(woken)), "woken-ms")
	b.ReportMetric(milliseconds(idle), "probe-ms")
	b.ReportMetric(float64(median(woken))/float64(idle), "ratio")
	b.ReportMetric((full-empty)*1000/streams, "kB/stream")
}

// until waits for something that takes at most a minute.
func until(b testing.TB, what string, done func() bool) {
	b.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if done() {
			return
		}
	}
	b.Fatalf("waited a minute until %s", what)
}
