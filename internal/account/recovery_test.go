package account

import (
	"bytes"
	"crypto/sha256"
	"regexp"
	"testing"
)

func TestNewRecoveryCodes(t *testing.T) {
	codes := append(NewRecoveryCodes(), NewRecoveryCodes()...)
	if len(codes) != 20 {
		t.Fatalf("%d codes", len(codes))
	}
	seen := make(map[string]bool)
	for _, c := range codes {
		if !regexp.MustCompile(`^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$`).MatchString(c) || seen[c] {
			t.Errorf("code %q", c)
		}
		seen[c] = true
	}
}

func TestHashRecoveryCode(t *testing.T) {
	want := sha256.Sum256([]byte("ABIO2345OOIIBB67"))
	for _, tt := range []struct {
		code string
		same bool
	}{
		{"ABIO-2345-OOII-BB67", true},
		{"abio-2345-ooii-bb67", true},
		{"ABIO2345OOIIBB67", true},
		{" ABIO 2345\u00a0OOII\tBB67\n", true},
		{"ABIO\u20132345\u2010OOII\u2014BB67", true},
		{"A810-2345-0011-8867", true},
		{"ABIO-2345-OOII-BB66", false},
		{"ABIO-2345-OOLL-BB67", false},
		{"ABIO_2345_OOII_BB67", false},
		{"", false},
	} {
		if got := HashRecoveryCode(tt.code); bytes.Equal(got, want[:]) != tt.same {
			t.Errorf("%q: got %x", tt.code, got)
		}
	}
}
