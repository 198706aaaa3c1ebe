package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// Run prints every problem of the model, or one line that says there is none.
func (modelLintCommand) Run(_ context.Context, io streams) error {
	problems := assessment.Lint(assessment.Shipped())
	for _, p := range problems {
		fmt.Fprintln(io.err, p)
	}
	if len(problems) > 0 {
		return exit(exitModel, "%d problems in the model", len(problems))
	}
	model, err := assessment.Load()
	if err != nil {
		return exit(exitModel, "%w", err)
	}
	fmt.Fprintf(io.out, "%s %s: no problems\n", model.ID, model.Version)
	return nil
}

// Run prints the model's outline.
func (c modelShowCommand) Run(_ context.Context, io streams) error {
	model, err := assessment.Load()
	if err != nil {
		return exit(exitModel, "%w", err)
	}
	return model.WriteOutline(io.out, locale.Lang(c.Lang))
}

// Run computes every vector of the files and compares.
func (c conformCommand) Run(_ context.Context, io streams) error {
	failed, err := scoring.Conform(io.out, c.Args.Files)
	if err != nil {
		return exit(exitUsage, "%w", err)
	}
	if failed > 0 {
		return &exitError{code: exitFailed, err: errQuiet}
	}
	return nil
}

// errQuiet ends the program without a line of its own: the output has said it all.
var errQuiet = quiet{}

type quiet struct{}

func (quiet) Error() string { return "" }

// Run asks the server on this machine whether it is ready.
func (c healthCommand) Run(ctx context.Context, _ streams) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return exit(exitUsage, "--addr %q is not HOST:PORT", c.Addr)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return exit(exitFailed, "not ready: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return exit(exitFailed, "not ready: %s", resp.Status)
	}
	return nil
}
