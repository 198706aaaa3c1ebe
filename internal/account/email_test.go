package account

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestNormaliseEmail(t *testing.T) {
	label := strings.Repeat("a", 60)
	domain := "@" + strings.Repeat(label+".", 3) + "de" // 186 bytes
	for _, tt := range []struct{ in, want string }{
		{"anna@example.org", "anna@example.org"},
		{"  Anna.Schmidt+News@Example.ORG ", "anna.schmidt+news@example.org"},
		{"o'neil_7@sub.example.org", "o'neil_7@sub.example.org"},
		{"root@localhost", "root@localhost"},
		{"ZOE\u0308@BU\u0308RO.DE", "zo\u00eb@b\u00fcro.de"},
		{"\u212aurt@example.org", "kurt@example.org"}, // Kelvin sign
		{strings.Repeat("b", 254-len(domain)) + domain, strings.Repeat("b", 254-len(domain)) + domain},
		{strings.Repeat("b", 255-len(domain)) + domain, ""},
		{"", ""},
		{"   ", ""},
		{"anna", ""},
		{"@example.org", ""},
		{"anna@", ""},
		{"anna@@example.org", ""},
		{"anna@bert@example.org", ""},
		{"anna@example.org, bert@example.org", ""},
		{"anna@exam ple.org", ""},
		{"an na@example.org", ""},
		{"anna@example..org", ""},
		{".anna@example.org", ""},
		{"an..na@example.org", ""},
		{"anna@example.org.", ""},
		{"Anna <anna@example.org>", ""},
		{"<anna@example.org>", ""},
		{"anna@example.org (Anna)", ""},
		{"anna(a)@example.org", ""},
		{`"anna"@example.org`, ""},
		{`"an na"@example.org`, ""},
		{`"an@na"@example.org`, ""},
		{"anna@[127.0.0.1]", ""},
		{"anna@example.org\r\nBcc: bert@example.org", ""},
		{"anna@example.org\n", ""},
		{"anna\x00@example.org", ""},
		{"anna\x7f@example.org", ""},
		{"anna\u200b@example.org", ""},
		{"anna\u202e@example.org", ""},
		{"an\u00a0na@example.org", ""},
		{"anna\xff@example.org", ""},
		{"=?utf-8?q?anna?=@example.org", "=?utf-8?q?anna?=@example.org"},
	} {
		if got, ok := NormaliseEmail(tt.in); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: got %q, %v", tt.in, got, ok)
		}
	}
}

func FuzzNormaliseEmail(f *testing.F) {
	for _, seed := range []string{"", "anna@example.org", " Zoe\u0308@B\u00fcro.de", `"a b"@c`, "a@[::1]", "a(b)@c",
		"\u0130@a.b", "A <a@b>", "a@b\r\n", "=?utf-8?q?a?=@b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, ok := NormaliseEmail(in)
		if !ok {
			if got != "" {
				t.Errorf("%q is refused, but gives %q", in, got)
			}
			return
		}
		if again, ok := NormaliseEmail(got); !ok || again != got {
			t.Errorf("%q became %q and then %q, %v", in, got, again, ok)
		}
		if upper, ok := NormaliseEmail("  " + norm.NFD.String(got)); !ok || upper != got {
			t.Errorf("%q, decomposed, became %q, %v", got, upper, ok)
		}
		if len(got) > 254 || strings.Count(got, "@") != 1 || strings.ContainsAny(got, `<>()[]",;: `) ||
			strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsFunc(got, unicode.IsSpace) {
			t.Errorf("%q became %q", in, got)
		}
	})
}
