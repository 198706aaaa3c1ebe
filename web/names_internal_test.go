package web

import "testing"

// Names hide nothing: what reorders or takes no room in them is gone, and so are line breaks.
func TestCleanName(t *testing.T) {
	for typed, want := range map[string]string{
		"A\u202efdp.exe":          "Afdp.exe",
		"Nord\u200bwind":          "Nordwind",
		"  Nordwind\r\n\tRetail ": "Nordwind Retail",
		"Grün & Söhne":            "Grün & Söhne",
	} {
		if got := cleanName(typed); got != want {
			t.Errorf("%q is cleaned to %q, want %q", typed, got, want)
		}
	}
}
