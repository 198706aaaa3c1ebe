package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// childVariable makes the test binary be another program, before it has looked at its arguments.
const childVariable = "LAUTER_CHILD"

// actAsChild is what the test binary does where childVariable says so. It returns in the process that tests.
func actAsChild() {
	switch os.Getenv(childVariable) {
	case "server":
		main()
	case "yardstick":
		serveYardstick()
		os.Exit(0)
	}
}

// child is the command line of the program in a process of its own.
func child(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], args...)
	command.Env = append(os.Environ(), childVariable+"=server")
	return command
}

// process is the program serving in a process of its own.
type process struct {
	*exec.Cmd
	url   string
	err   *buffer
	ready time.Duration // from the start of the process to its first 200 at /readyz
}

// startProcess starts the program on a folder and waits until it is ready. What a test leaves running is killed.
func startProcess(t testing.TB, address, data string) *process {
	t.Helper()
	return await(t, child(context.Background(), "--addr", address, "--data", data), address)
}

// await starts a command that will serve on the address, and waits until it is ready.
func await(t testing.TB, command *exec.Cmd, address string) *process {
	t.Helper()
	p := &process{Cmd: command, url: "http://" + address, err: &buffer{}}
	p.Stderr = p.err
	began := time.Now()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			p.kill()
		}
	})
	for time.Since(began) < 30*time.Second {
		if resp, err := http.Get(p.url + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				p.ready = time.Since(began)
				return p
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatalf("not ready after %v: %s", time.Since(began), p.err)
	return nil
}

// kill ends the process at once: it can finish nothing.
func (p *process) kill() {
	_ = p.Process.Kill()
	_ = p.Wait()
}

// stop ends the process in order and returns its exit code.
func (p *process) stop(t testing.TB) int {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait()
	return p.ProcessState.ExitCode()
}

// freeAddress is an address that nobody listens on, for a program that is started there more than once.
func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// ends runs the program in a process of its own, which has to end by itself, and returns its exit code and what it
// wrote on stderr.
func ends(t *testing.T, args ...string) (code int, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	command := child(ctx, args...)
	var b bytes.Buffer
	command.Stderr = &b
	_ = command.Run()
	if ctx.Err() != nil {
		t.Fatalf("it served instead: %s", &b)
	}
	return command.ProcessState.ExitCode(), b.String()
}
