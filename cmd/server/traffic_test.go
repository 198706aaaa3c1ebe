package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// request is a whole request as it goes over the wire, but for the host.
func request(method, path, head, body string) []byte {
	if method == "POST" {
		head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	return fmt.Appendf(nil, "%s %s HTTP/1.1\r\n%s", method, path, head+"\r\n"+body)
}

// exchange asks something once on a connection.
type exchange func(*connection) error

func always(request []byte) exchange {
	return func(c *connection) error {
		status, err := c.ask(request)
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("status %d", status)
		}
		return err
	}
}

// cookies is the header that says who asks.
func (r *respondent) cookies() string {
	link, _ := url.Parse(r.base)
	var all []string
	for _, c := range r.http.Jar.Cookies(link) {
		all = append(all, c.Name+"="+c.Value)
	}
	return "Cookie: " + strings.Join(all, "; ") + "\r\n"
}

// saver is one person of many, who always changes the same answer.
type saver struct {
	path, head string
	rev        int
}

func (s *saver) save(c *connection) error {
	form := url.Values{
		"answer": {choiceAt(s.rev + 1)}, "note": {"a note of ordinary length, as people write it"}, "rev": {strconv.Itoa(s.rev)},
		"intent": {"stay"},
	}
	head := s.head + "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	err := always(request("POST", s.path, head, form.Encode()))(c)
	if err == nil {
		s.rev++
	}
	return err
}

// connection is a client that costs the machine as little as possible, so that the figures are the server's.
type connection struct {
	net.Conn
	in   *bufio.Reader
	host []byte
	out  []byte
	size int // of the last body, in bytes
}

func dial(b *testing.B, p *process) *connection {
	b.Helper()
	host := strings.TrimPrefix(p.url, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		b.Fatal(err)
	}
	return &connection{Conn: conn, in: bufio.NewReaderSize(conn, 64<<10), host: []byte("Host: " + host + "\r\n")}
}

// ask sends a request and reads the response to its end.
func (c *connection) ask(request []byte) (status int, err error) {
	line := bytes.IndexByte(request, '\n') + 1
	c.out = append(append(append(c.out[:0], request[:line]...), c.host...), request[line:]...)
	if _, err := c.Write(c.out); err != nil {
		return 0, err
	}
	first, err := c.in.ReadSlice('\n')
	if err != nil || len(first) < 12 {
		return 0, fmt.Errorf("no response: %w", err)
	}
	status, _ = strconv.Atoi(string(first[9:12]))
	length, chunked := 0, false
	for {
		header, err := c.in.ReadSlice('\n')
		if err != nil {
			return status, err
		}
		if len(header) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(header, []byte("Content-Length: ")); ok {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
		chunked = chunked || bytes.HasPrefix(header, []byte("Transfer-Encoding: chunked"))
	}
	c.size = length
	if !chunked {
		_, err = c.in.Discard(length)
		return status, err
	}
	for {
		header, err := c.in.ReadSlice('\n')
		if err != nil {
			return status, err
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(header)), 16, 31)
		if err != nil {
			return status, err
		}
		c.size += int(n)
		if _, err := c.in.Discard(int(n) + 2); err != nil || n == 0 {
			return status, err
		}
	}
}

// traffic is what a server did under many rounds of the same requests.
type traffic struct {
	n         int
	took, cpu time.Duration
	waits     []time.Duration
}

func (t *traffic) rate() float64    { return float64(t.n) / t.took.Seconds() }
func (t *traffic) cpuEach() float64 { return float64(t.cpu.Microseconds()) / float64(t.n) }

// add lets clients ask for some time, each as soon as it is answered.
func (t *traffic) add(b *testing.B, p *process, clients int, long time.Duration, of func(client int) exchange) {
	b.Helper()
	var mu sync.Mutex
	var asking sync.WaitGroup
	used, began := cpuTime(b, p), time.Now()
	for i := range clients {
		asking.Go(func() {
			c, ask := dial(b, p), of(i)
			defer c.Close()
			var waits []time.Duration
			for time.Since(began) < long {
				asked := time.Now()
				if err := ask(c); err != nil {
					b.Error(err)
					return
				}
				waits = append(waits, time.Since(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			t.waits = append(t.waits, waits...)
			t.n += len(waits)
		})
	}
	asking.Wait()
	t.took += time.Since(began)
	t.cpu += cpuTime(b, p) - used
}

func reportBoth(b *testing.B, bare, full *traffic) {
	b.ReportMetric(bare.rate(), "bare/s")
	b.ReportMetric(full.rate(), "full/s")
	b.ReportMetric(full.rate()/bare.rate(), "ratio")
	b.ReportMetric(bare.cpuEach(), "bare-cpu-µs")
	b.ReportMetric(full.cpuEach(), "full-cpu-µs")
	b.ReportMetric(full.cpuEach()/bare.cpuEach(), "cpu-ratio")
}

// resident is the memory that a process has, in MB. On systems that don't say it the benchmark is skipped.
func resident(b *testing.B, p *process) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		b.Skip(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kB float64
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		b.Fatal(err)
	}
	return kB * 1024 / 1e6
}

// cpuTime is how long a process has computed.
func cpuTime(b *testing.B, p *process) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Process.Pid))
	if err != nil {
		b.Skip(err)
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // in ticks, of which Linux counts 100 in a second
}
