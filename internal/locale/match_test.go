package locale

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		header string
		want   Lang
	}{
		{"", English},
		{"en", English},
		{"de", German},
		{"de-AT,de;q=0.9,en;q=0.8", German},
		{"de-CH", German},
		{"gsw-CH", German},
		{"fr-FR", English},
		{"fr-FR,de;q=0.5,en;q=0.4", German},
		{"en-GB;q=0.5, de;q=0.7", German},
		{"de;q=0, en", English},
		{"*", English},
		{";;;", English},
		{"de\x00", English},
		{strings.Repeat("xx-", 5000), English},
	}
	for _, test := range tests {
		if got := Match(test.header); got != test.want {
			t.Errorf("Match(%.40q) = %s, want %s", test.header, got, test.want)
		}
	}
}

func TestMatcherHasTheOrderOfLangs(t *testing.T) {
	for _, l := range Langs {
		if got := Match(string(l)); got != l {
			t.Errorf("Match(%q) = %s", l, got)
		}
	}
}

func TestParse(t *testing.T) {
	for _, l := range Langs {
		if got, ok := Parse(string(l)); !ok || got != l {
			t.Errorf("Parse(%q) = %q, %v", l, got, ok)
		}
	}
	for _, code := range []string{"", "DE", "de-AT", "fr", " en"} {
		if got, ok := Parse(code); ok {
			t.Errorf("Parse(%q) = %q, want nothing", code, got)
		}
	}
}
