package mail

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func someSender(t testing.TB) *Sender {
	t.Helper()
	s, err := New(Config{URL: "smtp://localhost:1", From: "lauter@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRefused(t *testing.T) {
	f := newServer(t, nil)
	s := f.sender(nil)
	const to = "anna@example.org"
	for _, m := range []Message{
		{To: ""},
		{To: "anna"},
		{To: "Anna <" + to + ">"},
		{To: "<" + to + ">"},
		{To: to + ", " + to},
		{To: to + "\r\nBcc: eve@example.org"},
		{To: to + "\nBcc: eve@example.org"},
		{To: to + "\r"},
		{To: "an\x00na@example.org"},
		{To: "anna@example.org>\u2028<x"},
		{To: "\"an na\"@example.org"},
		{To: "anna@[127.0.0.1]"},
		{To: "anna@example.org> SIZE=1"},
		{To: "anna@exa\xffmple.org"},
		{To: strings.Repeat("a", 250) + "@example.org"},
		{To: to, Subject: "a\r\nBcc: eve@example.org"},
		{To: to, Subject: "a\nb"},
		{To: to, Subject: "a\rb"},
		{To: to, Subject: "a\tb"},
		{To: to, Subject: "a\u0085b"},
		{To: to, Subject: "a\u2029b"},
		{To: to, Subject: "a\xffb"},
		{To: to, Subject: strings.Repeat("ä", maxSubject+1)},
		{To: to, Text: "a\xffb"},
		{To: to, Text: strings.Repeat("a", maxText+1)},
	} {
		for _, err := range []error{s.Send(t.Context(), m), s.Enqueue(m)} {
			if !errors.Is(err, ErrRefused) {
				t.Errorf("%.80q: %v", fmt.Sprint(m), err)
			}
			wantErr(t, err, "mail refused: the ")
		}
	}
	if len(f.commands) != 0 {
		t.Errorf("commands %q", f.commands)
	}
}

func TestLimits(t *testing.T) {
	m := Message{"anna@example.org", strings.Repeat("ä", maxSubject), strings.Repeat("ä", maxText/2)}
	l, err := someSender(t).compose(m)
	if err != nil {
		t.Fatal(err)
	}
	if got := subject(t, parse(t, l.data)); got != m.Subject {
		t.Errorf("subject %q", got)
	}
}

func FuzzSubject(f *testing.F) {
	for _, s := range []string{"", " ", "a", "a  b", " a ", "Einladung für Änne", "=?utf-8?q?x?=", "a =?x", "?=",
		strings.Repeat("x", 200), strings.Repeat("x ", 100), strings.Repeat("ab  ", 50), strings.Repeat("😀", 200),
		"a\r\nBcc: eve@example.org", "a\x00", "a\u2028b", "\xff", ":", "a: b"} {
		f.Add(s)
	}
	s := someSender(f)
	f.Fuzz(func(t *testing.T, line string) {
		l, err := s.compose(Message{To: "anna@example.org", Subject: line, Text: "x"})
		if err != nil {
			if !errors.Is(err, ErrRefused) || harmless(line) && utf8.RuneCountInString(line) <= maxSubject {
				t.Fatalf("%q: %v", line, err)
			}
			return
		}
		m := parse(t, l.data)
		if got := subject(t, m); got != line {
			t.Errorf("%q became %q in %q", line, got, l.data)
		}
		if len(sortedKeys(m.Header)) != 9 {
			t.Errorf("headers %q", m.Header)
		}
		for _, row := range strings.Split(string(l.data), "\r\n") {
			if len(row) > 78 {
				t.Errorf("line %q", row)
			}
		}
	})
}

func FuzzTo(f *testing.F) {
	for _, s := range []string{"anna@example.org", "a@b", "änne@müller.example", "a@b>\r\nDATA", "a b@c", "\"a\"@b"} {
		f.Add(s)
	}
	s := someSender(f)
	f.Fuzz(func(t *testing.T, to string) {
		l, err := s.compose(Message{To: to})
		if err != nil {
			return
		}
		m := parse(t, l.data)
		list, err := m.Header.AddressList("To")
		if err != nil || len(list) != 1 || list[0].Address != l.to || list[0].Name != "" {
			t.Errorf("%q became %v, %v", to, list, err)
		}
		if strings.ContainsAny(l.to, "<> \r\n\t") || len(sortedKeys(m.Header)) != 9 {
			t.Errorf("%q: %q, %q", to, l.to, m.Header)
		}
	})
}
