package mail

import (
	"context"
	"crypto/tls"
	"errors"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

const (
	sendTimeout = 20 * time.Second // for one try, from looking up the host to the server's last answer
	stopTimeout = 5 * time.Second  // for what is being sent when the queue stops
)

var errNotConfigured = errors.New("no mail server is configured")

// Config is what the operator says about the mail server.
type Config struct {
	// URL is smtp://user@mail.example.com:587 for TLS by STARTTLS, which is then required, or
	// smtps://user@mail.example.com:465 for TLS from the start. smtp:// to this machine (localhost, 127.0.0.1, ::1) is
	// without TLS, and may be without a user. Empty means that no mail is sent.
	URL string
	// From is the sender of all mails: an address, with a name before it or without.
	From string
	// Password belongs to the user in the URL. Line breaks at its end, as files have them, are not part of it.
	Password string
}

// Sender sends mails through one server. A nil *Sender is one without a server: it sends nothing, and says so.
// It is safe for concurrent use.
type Sender struct {
	host, port     string
	tls            *tls.Config
	fromStart      bool // TLS before the first byte, instead of STARTTLS
	local          bool // the host is this machine, where STARTTLS is not needed
	user, password string

	from    netmail.Address
	domain  string // of from
	timeout time.Duration

	queue queue
}

// New checks the configuration, but opens no connection. Without a URL it returns nil and no error. Errors say in one
// line what to do, and repeat nothing that may hold a password.
func New(c Config) (*Sender, error) {
	if c.URL == "" {
		return nil, nil
	}
	s := &Sender{timeout: sendTimeout, queue: newQueue()}
	for _, set := range []func(Config) error{s.setServer, s.setLogin, s.setFrom} {
		if err := set(c); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Configured tells whether there is a server.
func (s *Sender) Configured() bool { return s != nil }

// Send delivers a mail to the server, at once and in a single try of at most 20 seconds. A nil error means that the
// server has taken it over, not that it has arrived.
//
// The error is ErrRefused if the mail itself is at fault; nothing was sent then. Any other names the host, the step and
// the reason. It quotes nothing from the server but status codes, so that no address, password or text gets into it.
func (s *Sender) Send(ctx context.Context, m Message) error {
	if s == nil {
		return errNotConfigured
	}
	l, err := s.compose(m)
	if err != nil {
		return err
	}
	return s.deliver(ctx, l)
}

var errURL = errors.New("mail server: write its URL like smtp://user@mail.example.com:587 (STARTTLS), " +
	"smtps://user@mail.example.com:465 (TLS) or smtp://localhost:25, with nothing behind the port")

func (s *Sender) setServer(c Config) error {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return errURL // not err, which quotes the URL and so perhaps a password
	}
	if _, given := u.User.Password(); given {
		return errors.New("mail server: take the password out of the URL, and give it by its own file or " +
			"environment variable")
	}
	more := strings.TrimPrefix(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != ""
	host, valid := asciiHost(u.Hostname())
	if more || !valid {
		return errURL
	}
	if port, err := strconv.ParseUint(u.Port(), 10, 16); err != nil || port == 0 {
		return errors.New("mail server: add its port to the URL: mostly :587 for smtp:// and :465 for smtps://")
	}
	s.host, s.port, s.user = host, u.Port(), u.User.Username()
	s.tls = &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	s.fromStart = u.Scheme == "smtps"
	s.local = loopback(host)
	return nil
}

func (s *Sender) setLogin(c Config) error {
	s.password = strings.TrimRight(c.Password, "\r\n")
	switch {
	case s.user == "" && s.password != "":
		return errors.New("mail server: there is a password, but no user: write the URL like smtp://user@" + s.host)
	case s.user == "" && !s.local:
		return errors.New("mail server: add the user to the URL, like smtp://user@" + s.host)
	case s.user != "" && s.password == "":
		return errors.New("mail server: give the user's password, by its own file or environment variable")
	case !harmless(s.user):
		return errors.New("mail server: take the control characters out of the user in the URL")
	case !harmless(s.password):
		return errors.New("mail server: take the line breaks and control characters out of the password")
	}
	return nil
}

func (s *Sender) setFrom(c Config) error {
	wrong := errors.New("mail sender: write an address like lauter@example.com or Lauter <lauter@example.com>")
	if !harmless(c.From) {
		return wrong
	}
	a, err := netmail.ParseAddress(c.From)
	if err != nil || !harmless(a.Name) {
		return wrong
	}
	address, valid := bareAddress(a.Address)
	if !valid {
		return wrong
	}
	s.from = netmail.Address{Name: a.Name, Address: address}
	s.domain = address[strings.LastIndex(address, "@")+1:]
	return nil
}

var hostForm = regexp.MustCompile(`^[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$`)

// asciiHost returns a host name in the form in which the protocol has it, or an IP address as it is.
func asciiHost(s string) (string, bool) {
	if ip, err := netip.ParseAddr(s); err == nil {
		return s, ip.Zone() == ""
	}
	s = strings.ToLower(s)
	if !ascii(s) {
		var err error
		if s, err = idna.Lookup.ToASCII(s); err != nil {
			return "", false
		}
	}
	return s, len(s) <= 253 && hostForm.MatchString(s)
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
