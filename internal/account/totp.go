package account

import (
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"image/color"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// The second factor is TOTP (RFC 6238) as every authenticator app knows it: SHA-1, six digits, thirty seconds.
const (
	period     = 30 // seconds
	digits     = 6
	secretSize = 20 // bytes, as many as SHA-1 gives (RFC 4226, section 4)
	minSecret  = 16 // bytes, the least that RFC 4226 allows
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret returns the 160 random bits that a person's authenticator app and the server share.
func NewSecret() []byte {
	return random(secretSize)
}

// KeyURL returns the otpauth URL that an authenticator app reads from a QR code. The URL is pure ASCII. Colons are left
// out of issuer and account, since apps split the two at the first colon, escaped or not.
func KeyURL(secret []byte, issuer, account string) string {
	issuer, account = escaped(issuer), escaped(account)
	return fmt.Sprintf("otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d",
		issuer, account, base32Text.EncodeToString(secret), issuer, digits, period)
}

// escaped writes a space as %20: apps show a plus as it is.
func escaped(s string) string {
	return strings.ReplaceAll(url.QueryEscape(strings.ReplaceAll(s, ":", "")), "+", "%20")
}

// SecretText returns the secret for typing by hand: base32 without padding, in groups of four.
func SecretText(secret []byte) string {
	return grouped(base32Text.EncodeToString(secret), " ")
}

func grouped(s, between string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteString(between)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// CheckCode says whether a code is right at this time and for which step (of thirty seconds since 1970). One step
// before and one after are accepted as well, for clocks that are off. The caller keeps the step and passes it as
// lastStep the next time: no step up to it is accepted, so that nobody can use a code again that was seen over a
// shoulder. lastStep is 0 as long as there was none. Spaces in the code do not matter. No code is right for a secret
// below 128 bits, an absent one above all.
func CheckCode(secret []byte, code string, now time.Time, lastStep int64) (step int64, ok bool) {
	code = withoutSpaces(code)
	if len(secret) < minSecret {
		return 0, false
	}
	current := now.Unix() / period
	// A code may be that of two steps by chance. The later one wins, or it could be used twice.
	for s := max(current-1, 0); s <= current+1; s++ {
		right := subtle.ConstantTimeCompare([]byte(codeAt(secret, s)), []byte(code)) == 1
		if right && s > lastStep {
			step, ok = s, true
		}
	}
	return step, ok
}

func codeAt(secret []byte, step int64) string {
	code, err := hotp.GenerateCodeCustom(base32Text.EncodeToString(secret), uint64(step),
		hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		panic(err) // only for a secret that is not base32
	}
	return code
}

func withoutSpaces(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// QR returns the square of a QR code (error correction M), by row and column: true is dark. There is no quiet zone: the
// caller leaves four modules free on all sides. It is an error if the text is too long, beyond about 2300 bytes.
func QR(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	size := code.Bounds().Dx()
	modules := make([][]bool, size)
	for y := range modules {
		modules[y] = make([]bool, size)
		for x := range modules[y] {
			modules[y][x] = code.At(x, y) == color.Black
		}
	}
	return modules, nil
}
