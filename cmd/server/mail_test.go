package main

import (
	"bufio"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// mailbox is a mail server that keeps what it is given.
type mailbox struct {
	address string
	mails   chan *mail.Message
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	b := &mailbox{address: listener.Addr().String(), mails: make(chan *mail.Message, 8)}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go b.serve(conn)
		}
	}()
	return b
}

// serve speaks just enough of SMTP to be given mails.
func (b *mailbox) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	fmt.Fprint(conn, "220 box\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch strings.ToUpper(strings.Fields(line + " ")[0]) {
		case "DATA":
			fmt.Fprint(conn, "354 go on\r\n")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(line)
			}
			if m, err := mail.ReadMessage(strings.NewReader(text.String())); err == nil {
				b.mails <- m
			}
			fmt.Fprint(conn, "250 kept\r\n")
		case "QUIT":
			fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprint(conn, "250 fine\r\n")
		}
	}
}

var linkInMail = regexp.MustCompile(`(?m)^http://\S+$`)

// next is the next mail: to whom, and the path of its link.
func (b *mailbox) next(t *testing.T) (to, link, text string) {
	t.Helper()
	select {
	case m := <-b.mails:
		content, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		text = strings.ReplaceAll(string(content), "\r\n", "\n")
		if found := linkInMail.FindString(text); found != "" {
			at, err := url.Parse(found)
			if err != nil {
				t.Fatal(err)
			}
			link = at.Path
		}
		return m.Header.Get("To"), link, text
	case <-time.After(10 * time.Second):
		t.Fatal("no mail came")
		return
	}
}

// With a mail server, invitations and forgotten passwords arrive by mail; nobody learns who has an account.
func TestInvitationsAndPasswordsByMail(t *testing.T) {
	box := newMailbox(t)
	p := start(t, "--mail", "smtp://"+box.address, "--mail-from", "Lauter <lauter@thiel.example>")
	c := staff(t, p, "de")
	var people string
	for _, a := range c.get("/clients").all("a", nil) {
		if strings.HasPrefix(attr(a, "href"), "/workspaces/") {
			people = attr(a, "href")
		}
	}
	c.post(people, url.Values{"email": {"jo@thiel.example"}, "role": {"consultant"}, "mail": {"yes"}})
	to, link, text := box.next(t)
	if !strings.Contains(to, "jo@thiel.example") || !strings.HasPrefix(link, "/invites/") || !strings.Contains(text, "Mara Thiel lädt Sie bei Lauter zu Thiel & Partner ein") {
		t.Errorf("invitation: to %q, link %q, %q", to, link, text)
	}
	jo := newClient(t, p, "en")
	jo.post(link, url.Values{"name": {"Jo"}, "password": {"several odd words more"}})

	stranger := newClient(t, p, "en")
	known := stranger.post("/sign-in/forgotten", url.Values{"email": {"Jo@thiel.example"}})
	to, link, _ = box.next(t)
	if !strings.Contains(to, "jo@thiel.example") || !strings.HasPrefix(link, "/passwords/") {
		t.Errorf("forgotten: to %q, link %q", to, link)
	}
	unknown := stranger.post("/sign-in/forgotten", url.Values{"email": {"nobody@thiel.example"}})
	if a, b := plain(known), plain(unknown); a != b {
		t.Errorf("the answers differ:\n%s\n%s", a, b)
	}
	again := newClient(t, p, "en")
	again.post(link, url.Values{"password": {"quite another set of words"}})
	if page := again.post("/sign-in", url.Values{"email": {"jo@thiel.example"}, "password": {"quite another set of words"}}); page.url.Path != "/clients" {
		t.Errorf("the new password leads to %s", page.url)
	}
	if page := c.post("/admin/mail", url.Values{}); page.url.Path != "/admin" {
		t.Errorf("the test mail leads to %s", page.url)
	}
	if to, _, _ := box.next(t); !strings.Contains(to, staffEmail) {
		t.Errorf("the test mail went to %q", to)
	}
	select {
	case m := <-box.mails:
		t.Errorf("one mail too many, to %q", m.Header.Get("To"))
	default:
	}
	for range 6 {
		stranger.do("POST", "/sign-in/forgotten", url.Values{"email": {staffEmail}})
	}
	if page := stranger.do("POST", "/sign-in/forgotten", url.Values{"email": {staffEmail}}); page.status != 429 {
		t.Errorf("many times: status %d, want 429", page.status)
	}
}

func TestMailServerIsCheckedAtStart(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "password")
	write(t, secret, "hush\n")
	for _, args := range [][]string{
		{"--mail", "smtp://mail.example.com"},
		{"--mail", "smtps://me:hush@mail.example.com:465", "--mail-from", "me@example.com"},
		{"--mail", "smtps://me@mail.example.com:465"},
		{"--mail", "smtps://me@mail.example.com:465", "--mail-from", "me@example.com", "--mail-password", secret + "-not"},
	} {
		code, _, errs := runCommand(t, append(args, "--addr", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data"))...)
		if code != exitUsage || strings.Contains(errs, "hush") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, %q", args, code, errs)
		}
	}
}

// plain is a page as it is read.
func plain(d *document) string { return text(d.root) }
