package main

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// An operator who is locked out stops the server, makes a link, starts it again, and is in.
func TestLockedOutOperator(t *testing.T) {
	p := start(t)
	staff(t, p, "en")
	if code, _, errs := runCommand(t, "user", "list", "--data", p.data); code != exitData || errs == "" {
		t.Errorf("beside a running server: exit %d, %q", code, errs)
	}
	p.stop()

	code, out, errs := runCommand(t, "user", "list", "--data", p.data)
	if code != 0 || !strings.Contains(out, staffEmail) || errs != "" {
		t.Errorf("list: exit %d, %q, %q", code, out, errs)
	}
	code, out, errs = runCommand(t, "user", "link", "--data", p.data, "--url", "https://lauter.example", " Mara@Thiel.example ")
	link, err := url.Parse(strings.TrimSpace(out))
	if code != 0 || err != nil || link.Host != "lauter.example" || !strings.HasPrefix(link.Path, "/passwords/") {
		t.Fatalf("link: exit %d, %q, %q", code, out, errs)
	}

	again := start(t, "--data", p.data)
	if setupLine.MatchString(again.err.String()) {
		t.Error("a server with a user offers to set it up")
	}
	c := newClient(t, again, "en")
	const password = "entirely other words here"
	if page := c.post(link.Path, url.Values{"password": {password}}); page.url.Path != "/sign-in" {
		t.Errorf("a new password leads to %s", page.url)
	}
	if page := c.do("POST", "/sign-in", url.Values{"email": {staffEmail}, "password": {staffPassword}}); page.status != 422 {
		t.Errorf("the old password: status %d", page.status)
	}
	if page := c.post("/sign-in", url.Values{"email": {staffEmail}, "password": {password}}); page.url.Path != "/clients" {
		t.Errorf("the new password leads to %s", page.url)
	}
	if page := c.do("POST", link.Path, url.Values{"password": {password}}); page.status != 410 {
		t.Errorf("the link once more: status %d, want 410", page.status)
	}
}

func TestUserCommandsRefuse(t *testing.T) {
	p := start(t)
	staff(t, p, "en")
	p.stop()
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"link", "nobody@example.com"}, exitFailed, "nobody has the address nobody@example.com"},
		{[]string{"block", "not an address"}, exitUsage, "is no e-mail address"},
		{[]string{"block", staffEmail}, exitFailed, "let somebody else run it first"},
		{[]string{"erase", staffEmail}, exitFailed, "let somebody else do that first"},
		{[]string{"link", "--url", "ftp://x", staffEmail}, exitUsage, "--url"},
		{[]string{"unblock", staffEmail}, 0, ""},
		{[]string{"no-factor", staffEmail}, 0, ""},
		{[]string{"admin", staffEmail}, 0, ""},
	} {
		args := append([]string{"user", test.args[0], "--data", p.data}, test.args[1:]...)
		code, _, errs := runCommand(t, args...)
		if code != test.code || !strings.Contains(errs, test.says) || strings.Count(errs, "\n") > 1 {
			t.Errorf("%v: exit %d, %q, want %d, %q", test.args, code, errs, test.code, test.says)
		}
	}
}

// A log as downloaded verifies; with a line changed, missing or cut off, the program says where.
func TestVerifyLog(t *testing.T) {
	p := start(t)
	c := staff(t, p, "en")
	c.addClient("Nordwind", "")
	var log string
	for _, a := range c.get("/clients").all("a", nil) {
		if people := attr(a, "href"); strings.HasPrefix(people, "/workspaces/") {
			log = c.get(strings.TrimSuffix(people, "people") + "log.jsonl").body
		}
	}
	lines := strings.SplitAfter(log, "\n")
	if len(lines) < 4 {
		t.Fatalf("the log has %d lines: %q", len(lines), log)
	}
	path := filepath.Join(t.TempDir(), "log.jsonl")
	for _, test := range []struct {
		name, content string
		code          int
		says          string
	}{
		{"as it is", log, 0, "verified: 3 entries"},
		{"a word changed", strings.Replace(log, "client_added", "client_moved", 1), exitFailed, "line 3: entry 3 was changed"},
		{"a line missing", lines[0] + lines[2], exitFailed, "line 2: entry 3 follows entry 1"},
		{"cut in the middle", log[:len(log)-20], exitFailed, "line 3: is no entry of a log"},
		{"without its beginning", lines[1] + lines[2], 0, "verified: 2 entries"},
	} {
		write(t, path, test.content)
		code, out, errs := runCommand(t, "verify-log", path)
		if code != test.code || !strings.Contains(out+errs, test.says) {
			t.Errorf("%s: exit %d, %q %q, want %d, %q", test.name, code, out, errs, test.code, test.says)
		}
	}
	if code, _, _ := runCommand(t, "verify-log", filepath.Join(t.TempDir(), "nothing")); code != exitUsage {
		t.Errorf("no file: exit %d, want %d", code, exitUsage)
	}
}

// Without guests nobody starts an assessment who has no account.
func TestWithoutGuests(t *testing.T) {
	p := start(t, "--guests", "off")
	c := newClient(t, p, "en")
	page := c.get("/")
	for _, form := range page.all("form", nil) {
		if attr(form, "action") == "/assessments" {
			t.Error("the start page offers to start")
		}
	}
	if page := c.post("/assessments", url.Values{"kind": {"quick"}}); page.url.Path != "/sign-in" {
		t.Errorf("starting leads to %s, want the sign-in", page.url)
	}
	if code, _, errs := runCommand(t, "--guests", "maybe"); code != exitUsage || errs == "" {
		t.Errorf("--guests maybe: exit %d, %q", code, errs)
	}
	if code, _, errs := runCommand(t, "--proxies", "10.0.0.1", "--data", t.TempDir(), "--addr", "127.0.0.1:0"); code != exitUsage || !strings.Contains(errs, "is no network") {
		t.Errorf("--proxies without a mask: exit %d, %q", code, errs)
	}
}
