package account

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How long a password may be, in composed form (NFC).
const (
	MinPassword = 12  // characters
	MaxPassword = 128 // bytes
)

const (
	minOther = 5 // letters outside listed words, or characters outside runs or digits, that make a password uncommon
	minKnown = 5 // letters of listed words that make a password common; fewer are in random ones by chance
	minWords = 4 // different words that make a passphrase
	minAlien = 8 // characters that have nothing to do with the person
	minRun   = 3 // neighbours in the alphabet, such as abc or 987
	maxBlock = 4 // characters that are repeated, such as abab
	minPart  = 4 // letters of a name that are looked for
)

//go:embed words.txt
var wordList string

// listed holds what common passwords are made of, written as fold leaves it.
var listed = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.Fields(wordList) {
		words[w] = true
	}
	return words
}()

// CheckPassword returns the id of the message that says why a new password is refused, or "". about is what others know
// of the person: e-mail address, name. No mix of letters, digits and symbols is asked for (NIST SP 800-63B), but what
// is guessed first is refused:
//
//   - digits and symbols only, or digits and at most four other characters;
//   - a character or a block of up to four that is repeated;
//   - runs of neighbours (abcdef, 98765) with fewer than five characters outside of them;
//   - listed words and names of the person, five letters or more, with fewer than five letters outside of them, unless
//     there are four different words (three or more other letters in a row count as one); also with 4 for a, $ for s
//     and so on;
//   - names of the person with fewer than eight characters outside of them.
func CheckPassword(password string, about ...string) (message string) {
	password = norm.NFC.String(password)
	switch {
	case len(password) > MaxPassword:
		return "account.error.password.long"
	case utf8.RuneCountInString(password) < MinPassword:
		return "account.error.password.short"
	case common(fold(password), names(about)):
		return "account.error.password.common"
	}
	return ""
}

func common(password string, names []string) bool {
	characters := []rune(password)
	if numeric(characters) || repeated(characters) || outsideRuns(characters) < minOther {
		return true
	}
	for _, reading := range readings(password) {
		if personal(reading, names) || worded(reading, names) {
			return true
		}
	}
	return false
}

// fold makes spellings equal that a guesser tries together.
func fold(s string) string {
	return umlauts.Replace(strings.ToLower(norm.NFC.String(s)))
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")

// readings is a password as it stands and with digits and symbols read as the letters they resemble.
func readings(password string) []string {
	return []string{password, leetI.Replace(password), leetL.Replace(password)}
}

var (
	leetI = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")
	leetL = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")
)

func numeric(characters []rune) bool {
	digits := count(characters, unicode.IsDigit)
	return len(characters)-digits < minOther || count(characters, unicode.IsLetter) == 0
}

func count(characters []rune, is func(rune) bool) (n int) {
	for _, r := range characters {
		if is(r) {
			n++
		}
	}
	return n
}

// repeated says whether the whole is a short block again and again; the last one may be cut off.
func repeated(characters []rune) bool {
	for block := 1; block <= maxBlock; block++ {
		if slices.Equal(characters[block:], characters[:len(characters)-block]) {
			return true
		}
	}
	return false
}

// outsideRuns counts the characters that belong to no run of neighbours.
func outsideRuns(characters []rune) (n int) {
	for from := 0; from < len(characters); {
		to := from + 1
		for step := 0; to < len(characters); to++ {
			s := neighbours(characters[to-1], characters[to])
			if s == 0 || step != 0 && s != step {
				break
			}
			step = s
		}
		if to-from < minRun {
			to = from + 1
			n++
		}
		from = to
	}
	return n
}

// neighbours is 1 if b follows a in the alphabet or the digits, -1 if it comes before, and 0 otherwise. The last and
// the first are neighbours as well.
func neighbours(a, b rune) int {
	for _, set := range []string{"abcdefghijklmnopqrstuvwxyz", "0123456789"} {
		i, j := strings.IndexRune(set, a), strings.IndexRune(set, b)
		switch {
		case i < 0 || j < 0:
		case j == (i+1)%len(set):
			return 1
		case i == (j+1)%len(set):
			return -1
		}
	}
	return 0
}

// names are the parts of what is known of a person that are long enough to be looked for, the longest first.
func names(about []string) (parts []string) {
	for _, text := range about {
		for _, part := range strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if utf8.RuneCountInString(part) >= minPart {
				parts = append(parts, part)
			}
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return parts
}

func personal(password string, names []string) bool {
	for _, name := range names {
		password = strings.ReplaceAll(password, name, "")
	}
	return utf8.RuneCountInString(password) < minAlien
}

// worded says whether a password is little else than a few listed words and names.
func worded(password string, names []string) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, password)
	known, other := cover([]rune(letters), func(s string) bool { return listed[s] || slices.Contains(names, s) })
	different := make(map[string]bool)
	covered, rest := 0, 0
	for _, w := range known {
		covered += utf8.RuneCountInString(w)
		different[w] = true
	}
	for _, w := range other {
		n := utf8.RuneCountInString(w)
		rest += n
		if n >= 3 {
			different[w] = true
		}
	}
	return covered >= minKnown && rest < minOther && len(different) < minWords
}

// cover splits letters into known words and what lies between them, so that as few letters as possible are left over
// and as few words as possible are used.
func cover(letters []rune, isWord func(string) bool) (known, other []string) {
	type split struct{ left, words, next int }
	best := make([]split, len(letters)+1) // best[i] is for letters[i:]
	for i := len(letters) - 1; i >= 0; i-- {
		best[i] = split{best[i+1].left + 1, best[i+1].words, i + 1}
		for j := i + 3; j <= len(letters); j++ {
			s := split{best[j].left, best[j].words + 1, j}
			better := s.left < best[i].left || s.left == best[i].left && s.words < best[i].words
			if better && isWord(string(letters[i:j])) {
				best[i] = s
			}
		}
	}
	between := 0
	for i := 0; i < len(letters); i = best[i].next {
		if best[i].next == i+1 {
			continue
		}
		if between < i {
			other = append(other, string(letters[between:i]))
		}
		known = append(known, string(letters[i:best[i].next]))
		between = best[i].next
	}
	if between < len(letters) {
		other = append(other, string(letters[between:]))
	}
	return known, other
}
