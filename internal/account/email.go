package account

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const maxEmail = 254 // bytes: RFC 3696, erratum 1690

// NormaliseEmail returns an e-mail address in the one form in which it is kept and compared: without spaces around it,
// in lower case and composed form (NFC). It is false for anything but a bare address: for display names, comments,
// quoted local parts, addresses of numbers in brackets, and characters that are invisible or control something, so that
// the result may stand in a mail header. It does not tell whether the address exists.
func NormaliseEmail(s string) (string, bool) {
	s = strings.Trim(s, " ")
	if !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) {
		return "", false
	}
	s = norm.NFC.String(strings.ToLower(norm.NFC.String(s)))
	if len(s) > maxEmail || strings.Count(s, "@") != 1 || strings.ContainsAny(s, `[]"()`) {
		return "", false
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Name != "" || parsed.Address != s {
		return "", false
	}
	return s, true
}

func hidden(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsPrint(r)
}
