package locale

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		text, left, right string
		want              parts
	}{
		{"", "{", "}", parts{""}},
		{"plain", "{", "}", parts{"plain"}},
		{"{a}", "{", "}", parts{"", "a", ""}},
		{"x {a} y {b_2} z", "{", "}", parts{"x ", "a", " y ", "b_2", " z"}},
		{"{} {a b} {", "{", "}", parts{"{} {a b} {"}},
		{"{{a}}", "{", "}", parts{"{", "a", "}"}},
		{"{ {a}", "{", "}", parts{"{ ", "a", ""}},
		{"{{.A}} {b}", "{{.", "}}", parts{"", "A", " {b}"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, split(test.text, test.left, test.right)); diff != "" {
			t.Errorf("split(%q): -want +got\n%s", test.text, diff)
		}
	}
}

// FuzzSplit checks that cutting loses nothing: put together again, the parts are the text.
func FuzzSplit(f *testing.F) {
	f.Add("a {b} {c} {")
	f.Add("{{a}} {}")
	f.Fuzz(func(t *testing.T, text string) {
		cut := split(text, "{", "}")
		var b strings.Builder
		for i, part := range cut {
			if i%2 == 1 {
				part = "{" + part + "}"
			}
			b.WriteString(part)
		}
		if got := b.String(); got != text {
			t.Errorf("split(%q) put together = %q", text, got)
		}
	})
}

func TestPlaceholders(t *testing.T) {
	want := []string{"n", "score"}
	if diff := cmp.Diff(want, Placeholders("{score} of {n}, {score}")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := Placeholders("none"); got != nil {
		t.Errorf("Placeholders of a plain text = %q", got)
	}
}
