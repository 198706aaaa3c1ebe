package mail

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var hello = Message{To: "anna@example.org", Subject: "Einladung für Änne",
	Text: "Grüß Gott,\n\n.eine Zeile mit Punkt\n" + strings.Repeat("lang – ", 300) + "\nhttps://secret\n"}

func TestSend(t *testing.T) {
	for name, fromStart := range map[string]bool{"STARTTLS": false, "TLS": true} {
		t.Run(name, func(t *testing.T) {
			f := newServer(t, func(f *fakeServer) { f.fromStart = fromStart })
			if err := f.sender(nil).Send(t.Context(), hello); err != nil {
				t.Fatal(err)
			}
			got := f.deliveries()
			if len(got) != 1 || !got[0].tls || got[0].from != "FROM:<lauter@example.com> BODY=8BITMIME" ||
				got[0].to != "TO:<anna@example.org>" {
				t.Fatalf("got %+v", got)
			}
			if want := []string{"user|" + password + "|over TLS"}; !slices.Equal(f.logins, want) {
				t.Errorf("logins %q", f.logins)
			}
			if f.count("EHLO example.com") == 0 || f.count("EHLO") != f.count("EHLO example.com") {
				t.Errorf("commands %q", f.commands)
			}
			checkMail(t, got[0].data)
		})
	}
}

func checkMail(t *testing.T, data []byte) {
	t.Helper()
	for _, line := range strings.Split(string(data), "\n") {
		if len(line) > 78 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("line %q", line)
		}
	}
	m := parse(t, data)
	names := []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id",
		"Mime-Version", "Subject", "To"}
	if got := sortedKeys(m.Header); !slices.Equal(got, names) {
		t.Errorf("headers %q", got)
	}
	for name, want := range map[string]string{"To": "<anna@example.org>", "Auto-Submitted": "auto-generated",
		"Content-Transfer-Encoding": "quoted-printable", "Content-Type": "text/plain; charset=UTF-8"} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := subject(t, m); got != hello.Subject {
		t.Errorf("subject %q", got)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || len(from) != 1 || *from[0] != (netmail.Address{Name: "Läuter", Address: "lauter@example.com"}) {
		t.Errorf("from %v, %v", from, err)
	}
	if at, err := m.Header.Date(); err != nil || time.Since(at) > time.Minute {
		t.Errorf("date %v, %v", at, err)
	}
	id := m.Header.Get("Message-Id")
	host, _ := os.Hostname()
	if !strings.HasSuffix(id, "@example.com>") || len(id) < 35 || strings.Contains(string(data), host) {
		t.Errorf("id %s", id)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || got != hello.Text {
		t.Errorf("text %q, %v", got, err)
	}
}

func sortedKeys(h netmail.Header) (keys []string) {
	for k, values := range h {
		for range values {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func subject(t *testing.T, m *netmail.Message) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Error(err)
	}
	return s
}

func TestSendToThisMachine(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.noTLS = true })
	s, err := New(Config{URL: "smtp://" + f.listener.Addr().String(), From: "lauter@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), hello); err != nil || len(f.deliveries()) != 1 || len(f.logins) != 0 {
		t.Errorf("%v, logins %q", err, f.logins)
	}
	s = f.sender(func(s *Sender) { s.local = true })
	if err := s.Send(t.Context(), hello); err != nil || !slices.Equal(f.logins, []string{"user|" + password}) {
		t.Errorf("%v, logins %q", err, f.logins)
	}
}

func TestLogin(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.mechanisms = "LOGIN GSSAPI" })
	err := f.sender(nil).Send(t.Context(), hello)
	if want := []string{"user|" + password + "|over TLS"}; err != nil || !slices.Equal(f.logins, want) {
		t.Errorf("%v, logins %q", err, f.logins)
	}
	f = newServer(t, func(f *fakeServer) { f.mechanisms = "" })
	wantErr(t, f.sender(nil).Send(t.Context(), hello), "mail server 127.0.0.1: login: ")
}

func TestAddressesBeyondASCII(t *testing.T) {
	f := newServer(t, nil)
	if err := f.sender(nil).Send(t.Context(), Message{To: "anna@Müller.example"}); err != nil {
		t.Fatal(err)
	}
	if err := f.sender(nil).Send(t.Context(), Message{To: "änne@müller.example"}); err != nil {
		t.Fatal(err)
	}
	got := f.deliveries()
	if got[0].to != "TO:<anna@xn--mller-kva.example>" || strings.Contains(got[0].from, "SMTPUTF8") {
		t.Errorf("got %+v", got[0])
	}
	if got[1].to != "TO:<änne@xn--mller-kva.example>" || !strings.Contains(got[1].from, "SMTPUTF8") {
		t.Errorf("got %+v", got[1])
	}
}

func TestNothingIsSentWithoutTLS(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.noTLS = true })
	err := f.sender(nil).Send(t.Context(), hello)
	wantErr(t, err, "mail server 127.0.0.1: STARTTLS: ")
	if f.count("AUTH")+f.count("MAIL") != 0 || !err.(*failure).lasting {
		t.Errorf("commands %q", f.commands)
	}
}

func TestWrongCertificate(t *testing.T) {
	for name, change := range map[string]func(*Sender){
		"unknown":    func(s *Sender) { s.tls.RootCAs = nil },
		"other host": func(s *Sender) { s.tls.ServerName = "mail.example.com" },
		"other version": func(s *Sender) {
			s.tls.MaxVersion = tls.VersionTLS12
		},
	} {
		for _, fromStart := range []bool{false, true} {
			f := newServer(t, func(f *fakeServer) { f.fromStart = fromStart; f.tls.MinVersion = tls.VersionTLS13 })
			err := f.sender(change).Send(t.Context(), hello)
			wantErr(t, err, "mail server 127.0.0.1: ", "tls: ")
			if f.count("AUTH")+f.count("MAIL") != 0 {
				t.Errorf("%s: commands %q", name, f.commands)
			}
		}
	}
}

func TestOldTLS(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.tls.MinVersion, f.tls.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	wantErr(t, f.sender(nil).Send(t.Context(), hello), "mail server 127.0.0.1: STARTTLS: ", "version")
}

// What a server says may hold anything that it was told.
func TestErrorsQuoteNoServer(t *testing.T) {
	inBase64 := base64.StdEncoding.EncodeToString([]byte(password))
	echo := "anna@example.org " + password + " " + inBase64 + " https://secret"
	for verb, step := range map[string]string{"CONNECT": "greeting", "EHLO": "greeting", "STARTTLS": "STARTTLS",
		"AUTH": "login", "MAIL": "sender", "RCPT": "recipient", "DATA": "text", ".": "text"} {
		for answer, want := range map[string]string{
			"550 5.7.1 " + echo: "the server answered 550 5.7.1",
			"451 " + echo:       "the server answered 451",
			echo:                "the answer is not one of a mail server",
			"":                  "the server ended the connection",
		} {
			f := newServer(t, func(f *fakeServer) {
				f.answers[verb] = []string{answer, answer}
				if verb == "EHLO" {
					f.answers["HELO"] = []string{answer}
				}
			})
			t.Run(verb+want, func(t *testing.T) {
				err := f.sender(nil).Send(t.Context(), hello)
				wantErr(t, err, "mail server 127.0.0.1: "+step+": "+want)
				if lasting := strings.HasPrefix(answer, "5"); err.(*failure).lasting != lasting {
					t.Errorf("lasting: %v", !lasting)
				}
			})
		}
	}
}

func TestDeliveredWhateverFollows(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.answers["QUIT"] = []string{"421 no"} })
	if err := f.sender(nil).Send(t.Context(), hello); err != nil {
		t.Error(err)
	}
}

func TestUnreachable(t *testing.T) {
	f := newServer(t, nil)
	s := f.sender(nil)
	f.listener.Close()
	wantErr(t, s.Send(t.Context(), hello), "mail server 127.0.0.1: connection: ", "refused")
}

func TestTimeout(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	f := newServer(t, nil)
	f.listener.Close()
	f.listener = silent
	s := f.sender(func(s *Sender) { s.timeout = 50 * time.Millisecond })
	err = s.Send(t.Context(), hello)
	wantErr(t, err, "mail server 127.0.0.1: greeting: context deadline exceeded")
	if !errors.Is(err, context.DeadlineExceeded) || err.(*failure).lasting {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s.timeout = time.Hour
	wantErr(t, s.Send(ctx, hello), "context deadline exceeded")
}

func TestEndlessAnswer(t *testing.T) {
	f := newServer(t, func(f *fakeServer) { f.answers["CONNECT"] = []string{strings.Repeat("220-x\r\n", maxAnswers)} })
	wantErr(t, f.sender(nil).Send(t.Context(), hello), "greeting: the server ended the connection")
}

func TestNilSender(t *testing.T) {
	s, err := New(Config{From: "nonsense"})
	if s != nil || err != nil || s.Configured() {
		t.Fatalf("%v, %v", s, err)
	}
	s.Start(t.Context(), nil)
	s.Wait()
	wantErr(t, s.Send(t.Context(), hello), "no mail server")
	wantErr(t, s.Enqueue(hello), "no mail server")
}

func TestNew(t *testing.T) {
	for _, c := range []Config{
		{"smtp://user@mail.example.com:587", "lauter@example.com", password},
		{"smtps://user%40example.com@mail.example.com:465/", "Lauter <lauter@example.com>", password + "\r\n"},
		{"smtps://user@example.com@müller.example:465", "lauter@müller.example", password},
		{"smtp://localhost:25", "lauter@example.com", ""},
		{"smtp://[::1]:25", "lauter@example.com", ""},
		{"smtp://user@127.0.0.1:2525", "lauter@localhost", password},
	} {
		if s, err := New(c); err != nil || !s.Configured() || s.tls.MinVersion != tls.VersionTLS12 {
			t.Errorf("%+v: %v", c, err)
		}
	}
	const good, from = "smtp://user@mail.example.com:587", "lauter@example.com"
	for c, want := range map[Config]string{
		{"smtp://user:" + password + "@mail.example.com:587", from, ""}:   "write its URL like",
		{"smtp://user:Geheim@mail.example.com:587", from, "Geheim"}:       "take the password out of the URL",
		{"smtp://user:@mail.example.com:587", from, password}:             "take the password out of the URL",
		{"smtp://user:12/" + "anna@mail.example.com:587", from, password}: "write its URL like",
		{"user:anna@mail.example.com:587", from, password}:                "write its URL like",
		{"mail.example.com:587", from, password}:                          "write its URL like",
		{"smtp://", from, password}:                                       "write its URL like",
		{"smtp://user@mail.example.com:587?tls=no", from, password}:       "write its URL like",
		{"smtp://user@mail.example.com:587/#x", from, password}:           "write its URL like",
		{"smtp://user@mail_%0d%0a:587", from, password}:                   "write its URL like",
		{"http://user@mail.example.com:587", from, password}:              "write its URL like",
		{"smtp://user@mail.example.com", from, password}:                  "add its port",
		{"smtp://user@mail.example.com:0", from, password}:                "add its port",
		{"smtp://user@mail.example.com:70000", from, password}:            "add its port",
		{"smtp://mail.example.com:587", from, ""}:                         "add the user",
		{"smtp://localhost:25", from, password}:                           "no user",
		{good, from, ""}:                                                  "give the user's password",
		{good, from, "\n"}:                                                "give the user's password",
		{good, from, password + "\n" + password}:                          "line breaks",
		{"smtp://us%00er@localhost:25", from, "anna"}:                     "control characters out of the user",
		{good, "", password}:                                              "mail sender: ",
		{good, "Lauter", password}:                                        "mail sender: ",
		{good, "a@example.com, b@example.com", password}:                  "mail sender: ",
		{good, "Lauter\r\nBcc: <a@example.com>", password}:                "mail sender: ",
		{good, "=?utf-8?q?a=0d=0ab?= <a@example.com>", password}:          "mail sender: ",
		{good, "a@[127.0.0.1]", password}:                                 "mail sender: ",
	} {
		s, err := New(c)
		if s != nil {
			t.Errorf("%+v: accepted", c)
		}
		wantErr(t, err, want)
		if err != nil && strings.Contains(err.Error(), "Geheim") {
			t.Error(err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "127.1.2.3": true, "::1": true,
		"::ffff:127.0.0.1": true, "mail.example.com": false, "10.0.0.1": false, "localhost.example.com": false} {
		if loopback(host) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
}
