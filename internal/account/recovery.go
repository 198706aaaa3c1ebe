package account

import (
	"crypto/sha256"
	"strings"
	"unicode"
)

const (
	recoveryCodes = 10
	recoverySize  = 10 // bytes
)

// NewRecoveryCodes returns ten codes for the day the second factor is lost, each of 80 random bits: sixteen letters and
// digits of base32, in groups of four joined by hyphens. The caller shows them once and keeps only their hashes.
func NewRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = grouped(base32Text.EncodeToString(random(recoverySize)), "-")
	}
	return codes
}

// HashRecoveryCode is what is kept of a recovery code: its SHA-256. A code is random and long enough that a plain hash
// is as good as a slow one. Case, spaces and hyphens do not matter, nor do digits that base32 does not have and that
// stand for the letters they look like: 0 for O, 1 for I, 8 for B.
func HashRecoveryCode(code string) []byte {
	sum := sha256.Sum256([]byte(lookAlikes.Replace(strings.ToUpper(strings.Map(typed, code)))))
	return sum[:]
}

var lookAlikes = strings.NewReplacer("0", "O", "1", "I", "8", "B")

// typed drops spaces and every kind of hyphen: word processors turn hyphens into dashes.
func typed(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
		return -1
	}
	return r
}
