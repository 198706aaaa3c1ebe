// Command server is Lauter: it serves the product, and checks models and computations.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes, after sysexits.h where it has one.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitModel       = 65 // broken model, or changed digest of a published version
	exitUnavailable = 69 // port in use
	exitData        = 78 // data folder or database cannot be used
)

// exitError ends the program with a code after one line on stderr.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func exit(code int, format string, args ...any) error {
	return &exitError{code: code, err: fmt.Errorf(format, args...)}
}

// streams are what a command may write to.
type streams struct{ out, err io.Writer }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr}))
}

// run is the whole program: it returns the exit code. Cancelling the context stops a serving program in order.
func run(ctx context.Context, args []string, io streams) int {
	command, err := newCommandLine().parse(args, io.out)
	if err != nil || command == nil {
		return report(io, err)
	}
	return report(io, command.Run(ctx, io))
}

// report prints an error on one line and turns it into an exit code.
func report(io streams, err error) int {
	if err == nil {
		return 0
	}
	var e *exitError
	if !errors.As(err, &e) {
		e = &exitError{code: exitFailed, err: err}
	}
	if text := e.Error(); text != "" {
		fmt.Fprintln(io.err, "lauter:", text)
	}
	return e.code
}
