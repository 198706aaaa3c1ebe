package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
)

// commands is the command line: flags, environment variables and their help in one place.
type commands struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Serve the product (what happens without a command)."`
	Model   modelCommand   `cmd:"" help:"Look at the maturity model inside this program."`
	Conform conformCommand `cmd:"" help:"Check that this program computes as the published method says."`
	Score   scoreCommand   `cmd:"" help:"Compute the results of the answers in a file."`
	Verify  verifyCommand  `cmd:"" help:"Check that an exported result is what the method gives; exit 0 or 1."`
	Health  healthCommand  `cmd:"" help:"Ask a running server whether it is ready; exit 0 or 1."`
}

type address struct {
	Addr string `env:"LAUTER_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on."`
}

type serveCommand struct {
	address
	Data      string `env:"LAUTER_DATA" default:"./data" placeholder:"DIR" help:"Folder of the database and of the operator's texts."`
	URL       string `env:"LAUTER_URL" placeholder:"URL" help:"Public address, as browsers see it. Default: http:// and the address really bound."`
	Demo      bool   `env:"LAUTER_DEMO" help:"Keep a sample assessment in the database, and print a new private link to it."`
	SourceURL string `env:"LAUTER_SOURCE_URL" placeholder:"URL" help:"Address behind “Source code” in the footer."`
}

type modelCommand struct {
	Lint modelLintCommand `cmd:"" help:"Check the model's texts and figures; exit 65 if something is wrong."`
	Show modelShowCommand `cmd:"" help:"Print the model's outline."`
}

type (
	modelLintCommand struct{}
	modelShowCommand struct {
		Lang string `enum:"en,de" default:"en" help:"Language: en or de."`
	}
)

type conformCommand struct {
	Files []string `arg:"" name:"file" help:"Vectors as JSON."`
}

type (
	scoreCommand  struct{ scoringFile }
	verifyCommand struct{ scoringFile }
)

type healthCommand struct{ address }

// check refuses values that can't work together before anything is opened.
func (c serveCommand) check() error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q is not HOST:PORT, for example 127.0.0.1:8080", c.Addr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("--addr %q: the port is a number from 0 to 65535", c.Addr)
	}
	if c.URL == "" {
		if !loopback(host) {
			return fmt.Errorf("--addr %s can be reached from other machines: say with --url (or LAUTER_URL) which address browsers use", c.Addr)
		}
		return checkSource(c.SourceURL)
	}
	if _, err := publicURL(c.URL); err != nil {
		return fmt.Errorf("--url %q: %w", c.URL, err)
	}
	return checkSource(c.SourceURL)
}

func checkSource(source string) error {
	if source == "" {
		return nil
	}
	u, err := url.Parse(source)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("--source-url %q is not a web address", source)
	}
	return nil
}

// publicURL reads the address that browsers use: a scheme and a host, nothing behind them.
func publicURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("is not a web address")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil, errors.New("must begin with http:// or https:// and name a host")
	}
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("must end after the host and port")
	}
	u.Path = ""
	return u, nil
}

// boundURL is the address to open when none is configured.
func boundURL(addr net.Addr) *url.URL { return &url.URL{Scheme: "http", Host: addr.String()} }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
