package mail

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

const (
	maxAddress = 254    // bytes: RFC 3696, erratum 1690
	maxSubject = 200    // characters
	maxText    = 20_000 // bytes
)

// ErrRefused means that a mail was not even tried, because of what is in it. The error around it says what.
var ErrRefused = errors.New("mail refused")

// Message is one mail to one person.
type Message struct {
	To      string // a bare address, without a name
	Subject string // one line of at most 200 characters
	Text    string // plain text of at most 20,000 bytes
}

// A letter is a mail as it goes over the line. All tries send the same bytes, with the same Message-ID, so that a
// server can tell a mail that came twice.
type letter struct {
	from, to string // bare
	data     []byte
}

func (s *Sender) compose(m Message) (letter, error) {
	to, err := check(m)
	if err != nil {
		return letter{}, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := s.from
	msg.FromMailAddress(&from)
	msg.ToMailAddress(&netmail.Address{Address: to})
	msg.SetDateWithValue(time.Now().UTC())
	msg.SetMessageIDWithValue(rand.Text() + "@" + s.domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(encoded(m.Subject))
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	var data bytes.Buffer
	if _, err := msg.WriteTo(&data); err != nil {
		return letter{}, fmt.Errorf("write a mail: %w", err)
	}
	return letter{s.from.Address, to, data.Bytes()}, nil
}

func check(m Message) (to string, err error) {
	to, valid := bareAddress(m.To)
	switch {
	case !valid:
		return "", fmt.Errorf("%w: the recipient is not one bare address", ErrRefused)
	case !harmless(m.Subject):
		return "", fmt.Errorf("%w: the subject has line breaks or control characters", ErrRefused)
	case utf8.RuneCountInString(m.Subject) > maxSubject:
		return "", fmt.Errorf("%w: the subject has more than %d characters", ErrRefused, maxSubject)
	case !utf8.ValidString(m.Text):
		return "", fmt.Errorf("%w: the text is not UTF-8", ErrRefused)
	case len(m.Text) > maxText:
		return "", fmt.Errorf("%w: the text has more than %d bytes", ErrRefused, maxText)
	}
	return to, nil
}

// bareAddress returns an address without anything around it, with its domain in ASCII. It knows neither quoted local
// parts nor numbers in brackets.
func bareAddress(s string) (string, bool) {
	if len(s) > maxAddress || !harmless(s) || strings.Count(s, "@") != 1 || strings.ContainsAny(s, " \"<>()[]") {
		return "", false
	}
	local, domain, _ := strings.Cut(s, "@")
	domain, valid := asciiHost(domain)
	s = local + "@" + domain
	parsed, err := netmail.ParseAddress(s)
	return s, valid && err == nil && parsed.Address == s && len(s) <= maxAddress
}

// harmless tells whether s may stand in one line of a header.
func harmless(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

var plainWords = regexp.MustCompile(`^[!-~]{1,60}( [!-~]{1,60})*$`)

// encoded returns a subject as it is if folding cannot change it and nobody can take it for encoded, and else in words
// of base64 (RFC 2047) that are short enough to stay in one line each. The library would encode only what is not ASCII:
// several spaces would then become one, and "=?" the start of something else.
func encoded(subject string) string {
	if plainWords.MatchString(subject) && !strings.Contains(subject, "=?") {
		return subject
	}
	const most = 36 // bytes in a word
	var words []string
	for subject != "" {
		end := min(len(subject), most)
		for end < len(subject) && !utf8.RuneStart(subject[end]) {
			end--
		}
		words = append(words, "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte(subject[:end]))+"?=")
		subject = subject[end:]
	}
	return strings.Join(words, " ")
}
