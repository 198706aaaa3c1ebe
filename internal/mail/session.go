package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

const maxAnswers = 256 << 10 // bytes that a server may send in one session

// A refusal is a reason of our own not to go on with a server. Another try would not change it.
type refusal string

func (r refusal) Error() string { return string(r) }

const (
	errAway    refusal = "its address is not on this machine, so it needs TLS: use its real name in the URL"
	errNoTLS   refusal = "the server does not offer it: use smtps:// with its port for TLS, or another server"
	errNoLogin refusal = "the server offers neither PLAIN nor LOGIN: use another port, or leave the user out"
	errNoUTF8  refusal = "the server takes only addresses in ASCII"
)

// A failure is the end of a session that did not deliver.
type failure struct {
	text    string
	lasting bool  // another try is pointless
	cause   error // nil if it is the server's answer
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

// deliver tries once. It returns nil as soon as the server has taken the mail over, whatever happens after that.
func (s *Sender) deliver(ctx context.Context, l letter) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		return s.failure(ctx, "connection", err)
	}
	defer conn.Close()
	// The library knows deadlines, but no context while it talks.
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	if step, err := s.talk(conn, l); err != nil {
		return s.failure(ctx, step, err)
	}
	return nil
}

func (s *Sender) dial(ctx context.Context) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, err
	}
	if at, ok := conn.RemoteAddr().(*net.TCPAddr); s.local && !s.fromStart && !(ok && at.IP.IsLoopback()) {
		conn.Close()
		return nil, errAway
	}
	return limited{conn, io.LimitReader(conn, maxAnswers)}, nil
}

// limited is a connection whose other side cannot fill the memory.
type limited struct {
	net.Conn
	answers io.Reader
}

func (l limited) Read(p []byte) (int, error) { return l.answers.Read(p) }

// talk delivers a letter over a connection. If that fails, it says in which step.
func (s *Sender) talk(raw net.Conn, l letter) (step string, err error) {
	conn := raw
	if s.fromStart {
		conn = tls.Client(raw, s.tls)
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return "greeting", err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"greeting", func() error { return c.Hello(s.domain) }}, // not the name of this machine
		{"STARTTLS", func() error { return s.startTLS(c) }},
		{"login", func() error { return s.login(c) }},
		{"sender", func() error { return mailFrom(c, l) }},
		{"recipient", func() error { return c.Rcpt("<" + l.to + ">") }},
		{"text", func() error { return write(c, l.data) }},
	} {
		err = step.do()
		if err != nil && !errors.As(err, new(*textproto.Error)) {
			return step.name, err // and no QUIT, which the server could take for the end of half a text
		}
		if err != nil {
			quit(raw, c)
			return step.name, err
		}
	}
	quit(raw, c)
	return "", nil
}

// startTLS needs a certificate that is valid for the host. On this machine it does nothing: what listens there often
// has a certificate for another name, and nobody is in between.
func (s *Sender) startTLS(c *smtp.Client) error {
	if s.fromStart || s.local {
		return nil
	}
	if offered, _ := c.Extension("STARTTLS"); !offered {
		return errNoTLS
	}
	return c.StartTLS(s.tls)
}

func (s *Sender) login(c *smtp.Client) error {
	if s.user == "" {
		return nil
	}
	_, offer := c.Extension("AUTH")
	switch offered := strings.Fields(strings.ToUpper(offer)); {
	case slices.Contains(offered, "PLAIN"):
		return c.Auth(smtp.PlainAuth("", s.user, s.password, s.host, s.local))
	case slices.Contains(offered, "LOGIN"):
		return c.Auth(smtp.LoginAuth(s.user, s.password, s.host, s.local))
	}
	return errNoLogin
}

// mailFrom asks for SMTPUTF8 only if an address needs it, for the servers behind the server may not have it.
func mailFrom(c *smtp.Client, l letter) error {
	inASCII := ascii(l.from + l.to)
	if offered, _ := c.Extension("SMTPUTF8"); !offered && !inASCII {
		return errNoUTF8
	}
	c.SkipSMTPUTF8(inASCII)
	return c.Mail("<" + l.from + ">")
}

// write does not end the text if not all of it could be sent, or the server would deliver half of it.
func write(c *smtp.Client, data []byte) error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

// quit is a courtesy that must not take long.
func quit(conn net.Conn, c *smtp.Client) {
	conn.SetDeadline(time.Now().Add(time.Second))
	c.Quit()
}

var enhancedCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// failure makes an error of what went wrong, without anything that a server said in words.
func (s *Sender) failure(ctx context.Context, step string, err error) error {
	f := &failure{}
	reason := "the answer is not one of a mail server"
	var answer *textproto.Error
	var own refusal
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &answer):
		code := enhancedCode.FindString(answer.Msg)
		reason = strings.TrimSpace(fmt.Sprintf("the server answered %d %s", answer.Code, code))
		f.lasting = answer.Code >= 500
	case ctx.Err() != nil: // then the connection broke because of it
		f.cause = ctx.Err()
		reason = f.cause.Error()
	case errors.As(err, &own):
		reason, f.lasting, f.cause = own.Error(), true, own
	case errors.As(err, &certificate):
		reason, f.lasting, f.cause = certificate.Error(), true, certificate
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		reason = "the server ended the connection"
	case errors.As(err, new(net.Error)), errors.As(err, new(tls.RecordHeaderError)):
		reason, f.cause = err.Error(), err
	}
	f.text = fmt.Sprintf("mail server %s: %s: %s", s.host, step, reason)
	return f
}
