package assessment

import (
	"crypto/rand"
	"strings"
)

// CodeAlphabet is what codes and seat words are made of: no two of its characters look or sound alike.
const CodeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// Lengths of the code of a workshop and of the word of a seat.
const (
	CodeLength = 6
	WordLength = 4
)

// NewCode returns that many characters of the alphabet at random, each as likely as any other.
func NewCode(length int) string {
	code := make([]byte, 0, length)
	for len(code) < length {
		var b [1]byte
		rand.Read(b[:])                                                              // never fails
		if whole := 256 / len(CodeAlphabet) * len(CodeAlphabet); int(b[0]) < whole { // else the first would come more often
			code = append(code, CodeAlphabet[int(b[0])%len(CodeAlphabet)])
		}
	}
	return string(code)
}

// ParseCode reads a code or a word as somebody typed it: in any case, with spaces, dots or dashes anywhere.
// It is false for what can't be one.
func ParseCode(s string, length int) (code string, ok bool) {
	if len(s) > 64 {
		return "", false
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u00a0', '\u2011', '\u2013', '\t', '.':
			return -1
		}
		return r
	}, s)
	s = strings.ToUpper(s)
	if len(s) != length || strings.Trim(s, CodeAlphabet) != "" {
		return "", false
	}
	return s, true
}
