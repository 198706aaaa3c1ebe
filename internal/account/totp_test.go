package account

import (
	"bytes"
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"
)

var rfcSecret = []byte("12345678901234567890") // RFC 6238, appendix B, for SHA-1

func TestCheckCodeKnowsTheVectorsOfTheRFC(t *testing.T) {
	for _, tt := range []struct {
		unix int64
		code string // the last six of eight digits
		step int64
	}{
		{59, "287082", 0x1},
		{1111111109, "081804", 0x23523EC},
		{1111111111, "050471", 0x23523ED},
		{1234567890, "005924", 0x273EF07},
		{2000000000, "279037", 0x3F940AA},
		{20000000000, "353130", 0x27BC86AA},
	} {
		step, ok := CheckCode(rfcSecret, tt.code, time.Unix(tt.unix, 0), 0)
		if !ok || step != tt.step {
			t.Errorf("%d: got %d, %v", tt.unix, step, ok)
		}
	}
}

func TestCheckCode(t *testing.T) {
	const at, step = int64(1111111111), int64(0x23523ED)
	code := codeAt(rfcSecret, step)
	short := rfcSecret[:15]
	for _, tt := range []struct {
		name   string
		secret []byte
		code   string
		after  time.Duration
		last   int64
		want   bool
	}{
		{"now", rfcSecret, code, 0, 0, true},
		{"one step later", rfcSecret, code, 30 * time.Second, 0, true},
		{"one step earlier", rfcSecret, code, -30 * time.Second, 0, true},
		{"two steps later", rfcSecret, code, time.Minute, 0, false},
		{"two steps earlier", rfcSecret, code, -time.Minute, 0, false},
		{"used the step before", rfcSecret, code, 0, step - 1, true},
		{"used", rfcSecret, code, 0, step, false},
		{"used later", rfcSecret, code, 0, step + 1, false},
		{"spaces", rfcSecret, " 050\u00a0471\t", 0, 0, true},
		{"wrong", rfcSecret, "050472", 0, 0, false},
		{"short", rfcSecret, "50471", 0, 0, false},
		{"eight digits", rfcSecret, "14050471", 0, 0, false},
		{"empty", rfcSecret, "", 0, 0, false},
		{"other digits", rfcSecret, "\u0660\u0665\u0660\u0664\u0667\u0661", 0, 0, false},
		{"other secret", []byte("12345678901234567891"), code, 0, 0, false},
		{"no secret", nil, codeAt(nil, step), 0, 0, false},
		{"short secret", short, codeAt(short, step), 0, 0, false},
		{"before 1970", rfcSecret, codeAt(rfcSecret, 0), -time.Duration(at+3600) * time.Second, -1, false},
	} {
		got, ok := CheckCode(tt.secret, tt.code, time.Unix(at, 0).Add(tt.after), tt.last)
		if ok != tt.want || ok && got != step || !ok && got != 0 {
			t.Errorf("%s: got %d, %v", tt.name, got, ok)
		}
	}
}

func TestKeyURL(t *testing.T) {
	const issuer, account = "Lauter & Söhne: Test?", "zoë+a/b#c@example.org"
	text := KeyURL(rfcSecret, issuer, account)
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	const clean = "Lauter & Söhne Test?"
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/"+clean+":"+account || q.Get("issuer") != clean {
		t.Errorf("got %s", text)
	}
	if q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("algorithm") != "SHA1" ||
		q.Get("digits") != "6" || q.Get("period") != "30" || len(q) != 5 {
		t.Errorf("got %s", text)
	}
	if strings.ContainsAny(text, "+ ") || strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
		t.Errorf("not all is escaped: %s", text)
	}
}

func TestSecretText(t *testing.T) {
	if got, want := SecretText(rfcSecret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"; got != want {
		t.Errorf("got %s", got)
	}
	secret := NewSecret()
	text := strings.ReplaceAll(SecretText(secret), " ", "")
	back, err := base32.StdEncoding.DecodeString(text)
	if err != nil || len(secret) != 20 || !bytes.Equal(back, secret) || bytes.Equal(secret, NewSecret()) {
		t.Errorf("secret %x became %q and %x (%v)", secret, text, back, err)
	}
}

func TestQR(t *testing.T) {
	for _, tt := range []struct {
		text string
		size int // 17 + 4 × version, ISO/IEC 18004
	}{
		{"a", 21},
		{strings.Repeat("a", 14), 21},
		{strings.Repeat("a", 15), 25},
		{strings.Repeat("a", 2331), 177},
	} {
		m, err := QR(tt.text)
		if err != nil || len(m) != tt.size {
			t.Errorf("%d bytes: %d rows, %v", len(tt.text), len(m), err)
			continue
		}
		for _, row := range m {
			if len(row) != tt.size {
				t.Fatalf("%d bytes: a row of %d", len(tt.text), len(row))
			}
		}
		last := tt.size - 1
		if !finder(m, 0, 0) || !finder(m, 0, last-6) || !finder(m, last-6, 0) || finder(m, last-6, last-6) {
			t.Errorf("%d bytes: the three finder patterns are not where they belong", len(tt.text))
		}
		if !m[last-7][8] {
			t.Errorf("%d bytes: the module that is always dark is not, or rows are columns", len(tt.text))
		}
	}
	if _, err := QR(strings.Repeat("a", 2332)); err == nil {
		t.Error("too long a text is no error")
	}
}

// finder says whether the pattern of a corner of QR codes begins here: rings of dark, light, and dark.
func finder(m [][]bool, top, left int) bool {
	for y := range 7 {
		for x := range 7 {
			ring := max(max(y-3, 3-y), max(x-3, 3-x))
			if m[top+y][left+x] != (ring != 2) {
				return false
			}
		}
	}
	return true
}
