package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// buffer is a writer that a test may read while the program writes.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// program is the real program, serving on a free port.
type program struct {
	url  string
	data string
	out  *buffer
	err  *buffer
	stop func() int // ends it in order and returns its exit code
}

var readyLine = regexp.MustCompile(`Open (http\S+)`)

// start runs the program on its own data folder, or on the given one.
func start(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{data: filepath.Join(t.TempDir(), "data"), out: &buffer{}, err: &buffer{}}
	stderr := p.err
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"--addr", "127.0.0.1:0", "--data", p.data}, args...), streams{p.out, stderr})
	}()
	var once sync.Once
	exit := -1
	p.stop = func() int {
		once.Do(func() {
			cancel()
			exit = <-code
		})
		return exit
	}
	t.Cleanup(func() { p.stop() })
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if m := readyLine.FindStringSubmatch(stderr.String()); m != nil {
			p.url = m[1]
			return p
		}
		select {
		case c := <-code:
			t.Fatalf("program ended with %d: %s", c, stderr)
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatalf("program did not get ready: %s", stderr)
	return nil
}

func TestServesAndStopsInOrder(t *testing.T) {
	p := start(t)
	for _, path := range []string{"/", "/healthz", "/readyz"} {
		resp, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %s", path, resp.Status)
		}
	}
	if code := runQuietly("health", "--addr", strings.TrimPrefix(p.url, "http://")); code != 0 {
		t.Errorf("health of a ready server: exit %d", code)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if code := runQuietly("health", "--addr", strings.TrimPrefix(p.url, "http://")); code != 1 {
		t.Errorf("health of a stopped server: exit %d", code)
	}
}

func runQuietly(args ...string) int {
	return run(context.Background(), args, streams{io.Discard, io.Discard})
}

// TestExitCodes checks that what can't work ends at once with its code and one line that says what to do.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, "not a folder")
	foreign := filepath.Join(dir, "foreign")
	write(t, filepath.Join(foreign, "lauter.db"), strings.Repeat("no database ", 500))
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	inUse := start(t)
	vectors := filepath.Join(dir, "broken.json")
	write(t, vectors, "{")

	tests := []struct {
		name string
		args []string
		code int
		line string
	}{
		{"unknown flag", []string{"--colour", "red"}, 2, "--help"},
		{"unknown command", []string{"fly"}, 2, "--help"},
		{"address without port", []string{"--addr", "127.0.0.1"}, 2, "HOST:PORT"},
		{"port out of range", []string{"--addr", "127.0.0.1:99999"}, 2, "65535"},
		{"reachable without a public address", []string{"--addr", "0.0.0.0:0"}, 2, "--url"},
		{"all addresses without a public address", []string{"--addr", ":0"}, 2, "--url"},
		{"public address without a scheme", []string{"--url", "lauter.example"}, 2, "http"},
		{"public address with a path", []string{"--url", "https://lauter.example/app"}, 2, "host and port"},
		{"source is no address", []string{"--source-url", "javascript:alert(1)"}, 2, "web address"},
		{"port in use", []string{"--addr", busy.Addr().String(), "--data", filepath.Join(dir, "a")}, 69, "--addr"},
		{"data folder is a file", []string{"--addr", "127.0.0.1:0", "--data", file}, 78, file},
		{"data folder below a file", []string{"--addr", "127.0.0.1:0", "--data", filepath.Join(file, "x")}, 78, file},
		{"data folder in use", []string{"--addr", "127.0.0.1:0", "--data", inUse.data}, 78, inUse.data},
		{"foreign database", []string{"--addr", "127.0.0.1:0", "--data", foreign}, 78, foreign},
		{"vectors missing", []string{"conform", filepath.Join(dir, "none.json")}, 2, "none.json"},
		{"vectors broken", []string{"conform", vectors}, 2, "broken.json"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			stderr := &buffer{}
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			code := run(ctx, test.args, streams{io.Discard, stderr})
			if ctx.Err() != nil {
				t.Fatal("it served instead")
			}
			if code != test.code {
				t.Errorf("exit code %d, want %d (%s)", code, test.code, stderr)
			}
			if lines := strings.Count(strings.TrimRight(stderr.String(), "\n"), "\n") + 1; lines != 1 {
				t.Errorf("%d lines on stderr, want one: %s", lines, stderr)
			}
			if !strings.Contains(stderr.String(), test.line) {
				t.Errorf("stderr %q does not mention %q", stderr, test.line)
			}
		})
	}
}

func TestConformReportsEveryMismatch(t *testing.T) {
	vectors := filepath.Join(t.TempDir(), "one.json")
	write(t, vectors, `{"method":"lauter-score/1","model":{"id":"m","version":"1","dimensions":[]},"vectors":[
		{"name":"right","kind":"display","input":{"x":"2999/1000","places":1},"expected":"2.9"},
		{"name":"wrong","kind":"display","input":{"x":"2999/1000","places":1},"expected":"3.0"}]}`)
	out := &buffer{}
	code := run(context.Background(), []string{"conform", vectors}, streams{out, io.Discard})
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(out.String(), "wrong") || !strings.HasSuffix(strings.TrimSpace(out.String()), "1 passed, 1 failed") {
		t.Errorf("output:\n%s", out)
	}
}

func TestModelCommands(t *testing.T) {
	out := &buffer{}
	if code := run(context.Background(), []string{"model", "lint"}, streams{out, out}); code != 0 {
		t.Errorf("model lint: exit %d: %s", code, out)
	}
	out = &buffer{}
	if code := run(context.Background(), []string{"model", "show", "--lang", "de"}, streams{out, out}); code != 0 {
		t.Errorf("model show: exit %d", code)
	}
	if !strings.Contains(out.String(), "data.origin.source") || !strings.Contains(out.String(), "Herkunft") {
		t.Errorf("the outline lacks a question or its German name:\n%s", out)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
