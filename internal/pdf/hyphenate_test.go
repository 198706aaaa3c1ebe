package pdf

import (
	"strings"
	"testing"
)

// The example of Liang's thesis: of these patterns the highest digit at each place counts.
func TestPatternsBreakAsLiangSays(t *testing.T) {
	p := ParsePatterns("hy3ph\nhe2n\nhena4\nhen5at\n1na\nn2at\n1tio\n2io\no2n\n")
	for word, want := range map[string]string{
		"hyphenation":    "hyphen-ation", // two letters are too few before a break
		"Hyphenation":    "Hyphen-ation",
		"“hyphenation,”": "“hyphen-ation,”",
		"HYPHENATION":    "HYPHENATION",
		"hyphen":         "hyphen",
		"e-hyphenation":  "e-hyphenation",
		"":               "",
	} {
		for range 2 { // the second time from the cache
			got, from := "", 0
			for _, at := range p.Hyphenate(word) {
				got, from = got+word[from:at]+"-", at
			}
			if got += word[from:]; got != want {
				t.Errorf("%q: got %q, want %q", word, got, want)
			}
		}
	}
}

func TestPatternsCountLettersNotBytes(t *testing.T) {
	p := ParsePatterns("ß1ä\nö1ü\n")
	word := "äöüßäöü" + "xx"
	var got []string
	from := 0
	for _, at := range p.Hyphenate(word) {
		got, from = append(got, word[from:at]), at
	}
	if got := strings.Join(append(got, word[from:]), "-"); got != "äöüß-äö-üxx" {
		t.Errorf("got %q", got)
	}
}
