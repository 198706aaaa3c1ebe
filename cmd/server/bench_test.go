package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// serveYardstick serves, with the program's own server, what costs nothing but the server: as many bytes as ?n= says,
// and a form that is read and thrown away. It knows its address from its first argument.
func serveYardstick() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	static := bytes.Repeat([]byte("static "), 1<<17)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("n"))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(static[:n])
	})
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		r.FormValue("rev")
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"rev":%s,"saved_at":%q}`, r.FormValue("rev"), "2026-11-22T10:42:00Z")
	})
	if err := serve(ctx, listener, mux, func() {}, slog.New(slog.DiscardHandler)); err != nil {
		panic(err)
	}
}

// BenchmarkProgram measures the program as it is delivered, in a process of its own and over the network of this
// machine. Each round asks the yardstick and the program one after the other, so that both see the same machine.
func BenchmarkProgram(b *testing.B) {
	path := buildProgram(b)
	b.Run("Size", func(b *testing.B) { benchmarkSize(b, path) })
	b.Run("Start", func(b *testing.B) { benchmarkStart(b, path, 0) })
	b.Run("StartLarge", func(b *testing.B) { benchmarkStart(b, path, 1<<30) })

	address := freeAddress(b)
	yardstick := exec.Command(os.Args[0], address)
	yardstick.Env = append(os.Environ(), childVariable+"=yardstick")
	pair := &pair{bare: await(b, yardstick, address), full: startBuilt(b, path, b.TempDir())}
	b.Run("Idle", pair.benchmarkIdle)
	b.Run("Results", func(b *testing.B) { pair.benchmarkResults(b, "", true) })
	b.Run("ResultsAgain", func(b *testing.B) { pair.benchmarkResults(b, "", false) })
	b.Run("ResultsZipped", func(b *testing.B) { pair.benchmarkResults(b, "gzip", false) })
	b.Run("Autosave", pair.benchmarkAutosave)
	b.Run("Report", pair.benchmarkReport)
}

// buildProgram builds the program as it is delivered, and returns its path.
func buildProgram(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "lauter")
	build := exec.CommandContext(b.Context(), "../../.ci/build", path)
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf(".ci/build: %v\n%s", err, out)
	}
	return path
}

// startBuilt starts the program as built.
func startBuilt(b *testing.B, path, data string) *process {
	b.Helper()
	address := freeAddress(b)
	return await(b, exec.Command(path, "--addr", address, "--data", data), address)
}

func benchmarkSize(b *testing.B, path string) {
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	var zipped bytes.Buffer
	for b.Loop() {
		zipped.Reset()
		w := gzip.NewWriter(&zipped)
		w.Write(content)
		w.Close()
	}
	b.ReportMetric(float64(len(content))/1e6, "MB")
	b.ReportMetric(float64(zipped.Len())/1e6, "zipped-MB")
}

// benchmarkStart starts the program with a folder that has been used, and a database of at least so many bytes. The
// yardstick is the same program that only prints its help.
func benchmarkStart(b *testing.B, path string, size int64) {
	data := b.TempDir()
	p := startBuilt(b, path, data)
	finished(b, p)
	p.stop(b)
	size = grow(b, filepath.Join(data, "lauter.db"), size)
	var helped, ready []time.Duration
	for b.Loop() {
		for range 5 {
			began := time.Now()
			if err := exec.Command(path, "--help").Run(); err != nil {
				b.Fatal(err)
			}
			helped = append(helped, time.Since(began))
			p := startBuilt(b, path, data)
			ready = append(ready, p.ready)
			p.stop(b)
		}
	}
	b.ReportMetric(milliseconds(median(ready)), "ready-ms")
	b.ReportMetric(milliseconds(median(helped)), "help-ms")
	b.ReportMetric(float64(median(ready))/float64(median(helped)), "ratio")
	b.ReportMetric(float64(size)/1e6, "MB")
}

// grow adds to the history of answers until a database has at least so many bytes, and returns how many it has.
func grow(b *testing.B, path string, size int64) int64 {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for rev := 1000; ; rev += 500 {
		if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		if info.Size() >= size {
			return info.Size()
		}
		if _, err := db.Exec(`
			WITH RECURSIVE more (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM more WHERE n < ?)
			INSERT INTO answer_history (response_id, question_id, rev, choice, reason, note, evidence, grade, saved_at)
			SELECT response_id, question_id, n, 3, '', printf('%04000d', n), '[]', 0, saved_at FROM answers, more`, rev, rev+499); err != nil {
			b.Fatal(err)
		}
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// pair is the program and what its figures are compared with: a server of the same kind that does nothing.
type pair struct{ bare, full *process }

func (p *pair) benchmarkIdle(b *testing.B) {
	time.Sleep(2 * time.Second)
	var bare, full float64
	for b.Loop() {
		bare, full = resident(b, p.bare), resident(b, p.full)
	}
	b.ReportMetric(full, "MB")
	b.ReportMetric(bare, "bare-MB")
	b.ReportMetric(full/bare, "ratio")
}

// benchmarkResults asks 16 at a time for the results of a finished full assessment, and for as many static bytes. The
// page is made anew for every address that nobody has asked for before.
func (p *pair) benchmarkResults(b *testing.B, encoding string, anew bool) {
	r := finished(b, p.full)
	head := "Accept-Encoding: " + encoding + "\r\n" + r.cookies()
	results := request("GET", "/assessments/"+r.id+"/results", head, "")
	first := dial(b, p.full)
	defer first.Close()
	if status, err := first.ask(results); err != nil || status != http.StatusOK {
		b.Fatalf("the results: status %d, %v", status, err)
	}
	size := first.size
	static := request("GET", fmt.Sprintf("/?n=%d", size), "", "")
	var bare, full traffic
	var asked atomic.Int64
	for b.Loop() {
		bare.add(b, p.bare, 16, time.Second/2, func(int) exchange { return always(static) })
		full.add(b, p.full, 16, time.Second/2, func(int) exchange {
			if !anew {
				return always(results)
			}
			return func(c *connection) error {
				path := fmt.Sprintf("/assessments/%s/results?n=%d", r.id, asked.Add(1))
				return always(request("GET", path, head, ""))(c)
			}
		})
	}
	reportBoth(b, &bare, &full)
	b.ReportMetric(float64(size)/1000, "kB")
}

// benchmarkAutosave lets 128 people save as fast as they are answered, and sends as many forms that are thrown away.
func (p *pair) benchmarkAutosave(b *testing.B) {
	people := make([]*saver, 128)
	for i := range people {
		r := newRespondent(b, p.full.url, nil)
		people[i] = &saver{
			path: "/assessments/" + r.id + "/questions/" + shippedQuestions(b)[i%46].ID,
			head: r.cookies(),
		}
	}
	var bare, full traffic
	for b.Loop() {
		bare.add(b, p.bare, len(people), time.Second/2, func(i int) exchange {
			return (&saver{path: "/", head: people[i].head}).save
		})
		full.add(b, p.full, len(people), time.Second/2, func(i int) exchange { return people[i].save })
	}
	reportBoth(b, &bare, &full)
	slices.Sort(full.waits)
	b.ReportMetric(milliseconds(full.waits[len(full.waits)*99/100]), "p99-ms")
	b.ReportMetric(resident(b, p.full), "MB-after")
}

// benchmarkReport makes the PDF of a finished full assessment. Its yardstick is a browser that is already running and
// shows the results, and prints them.
func (p *pair) benchmarkReport(b *testing.B) {
	r := finished(b, p.full)
	address := p.full.url + "/assessments/" + r.id
	show := printer(b, r, address+"/results")
	var made, printed []time.Duration
	for b.Loop() {
		for range 10 {
			made = append(made, timed(b, func() error { return fetch(r.http, address+"/report.pdf") }))
		}
		if show != nil {
			printed = append(printed, timed(b, show))
		}
	}
	b.ReportMetric(milliseconds(median(made)), "pdf-ms")
	if show != nil {
		b.ReportMetric(milliseconds(median(printed)), "browser-ms")
		b.ReportMetric(float64(median(made))/float64(median(printed)), "ratio")
	}
}

func timed(b *testing.B, do func() error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

func fetch(c *http.Client, address string) error {
	resp, err := c.Get(address)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

// printer is what loads the address in a browser, as the respondent, and prints it; nil without a browser.
func printer(b *testing.B, r *respondent, address string) func() error {
	b.Helper()
	browser.once.Do(startBrowser)
	if browser.err != nil {
		return nil
	}
	ctx, stop := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	b.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	b.Cleanup(cancel)
	link, err := url.Parse(r.base)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range r.http.Jar.Cookies(link) {
		cookie := network.SetCookieParams{Name: c.Name, Value: c.Value, URL: r.base}
		if _, err := chromedp.Call(ctx, network.SetCookie, cookie); err != nil {
			b.Fatal(err)
		}
	}
	return func() error {
		if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{})
		return err
	}
}

// finished answers a full assessment and finishes it.
func finished(b *testing.B, p *process) *respondent {
	b.Helper()
	r := newRespondent(b, p.url, nil)
	for _, q := range shippedQuestions(b) {
		r.mustSave(b, q.ID)
	}
	resp, err := r.http.PostForm(r.base+"/assessments/"+r.id+"/finish", nil)
	if err != nil {
		b.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		b.Fatalf("finishing: %s", resp.Status)
	}
	return r
}
