package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// What a new hash costs: OWASP's Password Storage Cheat Sheet names this as a minimum for Argon2id (memory in KiB).
const (
	memory   = 19 * 1024
	passes   = 2
	lanes    = 1
	saltSize = 16
	hashSize = 32
)

// What an encoded hash may ask for. Without an upper bound a single bad row could take the server's memory.
const (
	maxMemory = 1 << 20 // KiB, that is 1 GiB
	maxPasses = 16
	maxLanes  = 16
	minBytes  = 8  // of salt and of hash
	maxBytes  = 64 // of salt and of hash
)

var errMalformed = errors.New("malformed password hash")

// Hasher computes and compares password hashes (Argon2id, RFC 9106). It bounds how many are computed at once, because
// each takes 19 MiB and a whole core: many sign-ins at a time wait for each other instead of exhausting the memory.
// It is safe for concurrent use.
type Hasher struct {
	slots  chan struct{}
	absent phc // compared for users who do not exist
	derive func(password, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte
}

// NewHasher returns a Hasher that computes at most parallel hashes at once, and at least one.
func NewHasher(parallel int) *Hasher {
	h := &Hasher{slots: make(chan struct{}, max(parallel, 1)), absent: newPHC(), derive: argon2.IDKey}
	h.absent.hash = random(hashSize)
	return h
}

// Hash returns the hash of a password with a new salt, as a PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
// The password is taken in Unicode's composed form (NFC), so that it does not matter which keyboard it came from.
// The only error is that of a context which ended before a slot was free.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	p := newPHC()
	hash, err := h.compute(ctx, p, hashSize, password)
	if err != nil {
		return "", err
	}
	p.hash = hash
	return p.String(), nil
}

// Matches says whether encoded, a string of Hash, is of this password. An empty string stands for a user who does not
// exist: the answer is false and takes as long as for one who does, so that time does not tell who has an account.
// It is an error if encoded is malformed or asks for more than 1 GiB, 16 passes or 16 lanes, and if the context ended
// before a slot was free.
func (h *Hasher) Matches(ctx context.Context, encoded, password string) (bool, error) {
	p := h.absent
	if encoded != "" {
		var err error
		if p, err = parsePHC(encoded); err != nil {
			return false, err
		}
	}
	hash, err := h.compute(ctx, p, len(p.hash), password)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare(hash, p.hash) == 1
	return same && encoded != "", nil
}

// Outdated says whether a hash should be made anew at the next successful sign-in: because it has less memory, fewer
// passes, or a shorter salt or hash than Hash would give it today, or because it is malformed.
func (h *Hasher) Outdated(encoded string) bool {
	p, err := parsePHC(encoded)
	return err != nil || p.memory < memory || p.passes < passes || len(p.salt) < saltSize || len(p.hash) < hashSize
}

// compute waits for a slot. The context does not interrupt a computation that has begun.
func (h *Hasher) compute(ctx context.Context, p phc, size int, password string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("hash password: %w", err)
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("hash password: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	return h.derive([]byte(norm.NFC.String(password)), p.salt, p.passes, p.memory, p.lanes, uint32(size)), nil
}

// phc is what a PHC string of Argon2id holds (https://github.com/P-H-C/phc-string-format). memory is in KiB.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, hash     []byte
}

func newPHC() phc {
	return phc{memory: memory, passes: passes, lanes: lanes, salt: random(saltSize)}
}

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.lanes,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.hash))
}

// parsePHC accepts nothing but what String would write. The error does not repeat the hash: it may end up in a log.
func parsePHC(encoded string) (p phc, err error) {
	fields := strings.Split(encoded, "$")
	if len(fields) != 6 {
		return phc{}, errMalformed
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return phc{}, errMalformed
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(fields[4]); err != nil {
		return phc{}, errMalformed
	}
	if p.hash, err = base64.RawStdEncoding.DecodeString(fields[5]); err != nil {
		return phc{}, errMalformed
	}
	if p.String() != encoded || !p.bounded() {
		return phc{}, errMalformed
	}
	return p, nil
}

func (p phc) bounded() bool {
	return within(p.lanes, 1, maxLanes) && within(p.passes, 1, maxPasses) &&
		within(p.memory, 8*uint32(p.lanes), maxMemory) && // RFC 9106: eight blocks for each lane
		within(len(p.salt), minBytes, maxBytes) && within(len(p.hash), minBytes, maxBytes)
}

func within[N int | uint8 | uint32](n, low, high N) bool {
	return low <= n && n <= high
}

func random(size int) []byte {
	b := make([]byte, size)
	rand.Read(b) // never fails
	return b
}
