package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const password = "Geh-heim 7"

// fakeServer speaks just enough SMTP. It takes everything, unless answers says otherwise.
type fakeServer struct {
	t          *testing.T
	listener   net.Listener
	tls        *tls.Config
	fromStart  bool
	noTLS      bool
	mechanisms string

	mu       sync.Mutex
	answers  map[string][]string // by command: what to answer, each one time; "" is to say nothing
	commands []string            // without arguments of AUTH
	logins   []string            // user and password, and whether over TLS
	got      []delivery
	arrived  chan struct{}
}

type delivery struct {
	from, to string
	data     []byte
	tls      bool
}

func newServer(t *testing.T, change func(*fakeServer)) *fakeServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fakeServer{t: t, listener: listener, mechanisms: "PLAIN LOGIN", answers: map[string][]string{},
		arrived: make(chan struct{}, 1000)}
	f.tls = &tls.Config{Certificates: []tls.Certificate{certificate(t, net.IPv4(127, 0, 0, 1))}}
	if change != nil {
		change(f)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go f.serve(conn)
		}
	}()
	return f
}

// certificate returns a self-signed one for an address.
func certificate(t *testing.T, ip net.IP) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{ip}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// sender returns one for this server, as if it were on another machine, and that trusts its certificate.
func (f *fakeServer) sender(change func(*Sender)) *Sender {
	f.t.Helper()
	scheme := "smtp"
	if f.fromStart {
		scheme = "smtps"
	}
	s, err := New(Config{URL: scheme + "://user@" + f.listener.Addr().String(), From: "Läuter <lauter@example.com>",
		Password: password + "\n"})
	if err != nil {
		f.t.Fatal(err)
	}
	s.local = false
	s.tls.RootCAs = x509.NewCertPool()
	s.tls.RootCAs.AddCert(f.tls.Certificates[0].Leaf)
	s.queue.pauses = []time.Duration{time.Millisecond, 2 * time.Millisecond}
	if change != nil {
		change(s)
	}
	return s
}

func (f *fakeServer) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	secure := f.fromStart
	if secure {
		conn = tls.Server(conn, f.tls)
	}
	text := textproto.NewConn(conn)
	if !f.say(text, "CONNECT", "220 fake ESMTP") {
		return
	}
	var d delivery
	for {
		line, err := text.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		if verb == "AUTH" {
			rest = f.login(text, rest, secure)
		}
		f.mu.Lock()
		f.commands = append(f.commands, strings.TrimSpace(verb+" "+rest))
		f.mu.Unlock()
		answer := "250 2.0.0 fine"
		switch verb {
		case "EHLO":
			answer = f.extensions(secure)
		case "STARTTLS":
			answer = "220 go ahead"
		case "AUTH":
			answer = "235 2.7.0 welcome"
		case "MAIL":
			d = delivery{from: rest, tls: secure}
		case "RCPT":
			d.to = rest
		case "DATA":
			answer = "354 go on"
		case "QUIT":
			answer = "221 bye"
		}
		if !f.say(text, verb, answer) {
			return
		}
		switch verb {
		case "STARTTLS":
			conn = tls.Server(conn, f.tls)
			text, secure = textproto.NewConn(conn), true
		case "DATA":
			if d.data, err = io.ReadAll(text.DotReader()); err != nil {
				return
			}
			if !f.say(text, ".", "250 2.0.0 queued") {
				return
			}
		case "QUIT":
			return
		}
		if verb == "DATA" {
			f.mu.Lock()
			f.got = append(f.got, d)
			f.mu.Unlock()
			f.arrived <- struct{}{}
		}
	}
}

func (f *fakeServer) extensions(secure bool) string {
	lines := []string{"fake", "8BITMIME", "SMTPUTF8"}
	if !secure && !f.noTLS {
		lines = append(lines, "STARTTLS")
	}
	if f.mechanisms != "" {
		lines = append(lines, "AUTH "+f.mechanisms)
	}
	last := len(lines) - 1
	for i := range lines[:last] {
		lines[i] = "250-" + lines[i]
	}
	lines[last] = "250 " + lines[last]
	return strings.Join(lines, "\r\n")
}

func (f *fakeServer) login(text *textproto.Conn, rest string, secure bool) string {
	mechanism, first, _ := strings.Cut(rest, " ")
	var said []string
	if mechanism == "LOGIN" {
		for _, ask := range []string{"Username:", "Password:"} {
			text.PrintfLine("334 %s", base64.StdEncoding.EncodeToString([]byte(ask)))
			line, _ := text.ReadLine()
			said = append(said, decoded(line))
		}
	} else {
		said = strings.Split(decoded(first), "\x00")[1:]
	}
	if secure {
		said = append(said, "over TLS")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.logins = append(f.logins, strings.Join(said, "|"))
	return mechanism
}

func decoded(s string) string {
	b, _ := base64.StdEncoding.DecodeString(s)
	return string(b)
}

// say answers what a test wants, or else usual. It returns false if the session is over.
func (f *fakeServer) say(text *textproto.Conn, verb, usual string) bool {
	f.mu.Lock()
	answer := usual
	if planned := f.answers[verb]; len(planned) > 0 {
		answer, f.answers[verb] = planned[0], planned[1:]
	}
	f.mu.Unlock()
	if answer == "" {
		return false
	}
	if text.PrintfLine("%s", answer) != nil {
		return false
	}
	// A refusal of DATA or of the text: the client goes on.
	if (verb == "DATA" || verb == "." || verb == "STARTTLS") && answer != usual {
		for {
			line, err := text.ReadLine()
			if err != nil || line == "QUIT" {
				text.PrintfLine("221 bye")
				return false
			}
		}
	}
	return true
}

func (f *fakeServer) deliveries() []delivery {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.got)
}

// count tells how often a command came.
func (f *fakeServer) count(verb string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.commands {
		if strings.HasPrefix(c, verb) {
			n++
		}
	}
	return n
}

func (f *fakeServer) wait() {
	f.t.Helper()
	select {
	case <-f.arrived:
	case <-time.After(10 * time.Second):
		f.t.Fatal("nothing arrived")
	}
}

func parse(t *testing.T, data []byte) *netmail.Message {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v in %q", err, data)
	}
	return m
}

func wantErr(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("%q is not in: %v", p, err)
		}
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, secret := range []string{password, base64.StdEncoding.EncodeToString([]byte(password)), "https://secret",
			"anna"} {
			if strings.Contains(e.Error(), secret) {
				t.Errorf("%q is in: %v", secret, e)
			}
		}
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("more than one line: %q", err)
	}
}
