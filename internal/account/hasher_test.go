package account

import (
	"context"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func mustHash(t *testing.T, h *Hasher, password string) string {
	t.Helper()
	encoded, err := h.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestHashMatchesOnlyItsPassword(t *testing.T) {
	h := NewHasher(0) // counts as 1
	encoded := mustHash(t, h, "Zo\u00eb reitet im Regen")
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	if !form.MatchString(encoded) {
		t.Errorf("encoded as %s", encoded)
	}
	if h.Outdated(encoded) {
		t.Error("a new hash is outdated")
	}
	if again := mustHash(t, h, "Zo\u00eb reitet im Regen"); again == encoded {
		t.Error("two hashes share a salt")
	}
	for _, tt := range []struct {
		name, encoded, password string
		want                    bool
	}{
		{"same", encoded, "Zo\u00eb reitet im Regen", true},
		{"decomposed", encoded, "Zoe\u0308 reitet im Regen", true},
		{"other letter", encoded, "Zoe reitet im Regen", false},
		{"other case", encoded, "zo\u00eb reitet im Regen", false},
		{"empty", encoded, "", false},
		{"unknown user", "", "Zo\u00eb reitet im Regen", false},
		{"unknown user, empty", "", "", false},
	} {
		if got, err := h.Matches(t.Context(), tt.encoded, tt.password); err != nil || got != tt.want {
			t.Errorf("%s: got %v, %v", tt.name, got, err)
		}
	}
}

// The vector was computed by the reference implementation: RFC 9106 has none without secret and associated data.
// It is from the tests of github.com/P-H-C/phc-winner-argon2 (src/test.c, Argon2id, version 0x13).
func TestMatchesReferenceImplementation(t *testing.T) {
	const encoded = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	h := NewHasher(1)
	if ok, err := h.Matches(t.Context(), encoded, "password"); err != nil || !ok {
		t.Errorf("got %v, %v", ok, err)
	}
	if !h.Outdated(encoded) {
		t.Error("256 KiB are not outdated")
	}
}

func TestMatchesDoesTheSameWorkForUnknownUsers(t *testing.T) {
	h := NewHasher(1)
	type work struct {
		passes, memory uint32
		lanes          uint8
		size           uint32
		salt           int
	}
	var done []work
	h.derive = func(_, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte {
		done = append(done, work{passes, memory, lanes, size, len(salt)})
		return make([]byte, size)
	}
	encoded := mustHash(t, h, "a")
	for _, e := range []string{encoded, ""} {
		if _, err := h.Matches(t.Context(), e, "a"); err != nil {
			t.Fatal(err)
		}
	}
	want := work{2, 19456, 1, 32, 16}
	if len(done) != 3 || done[0] != want || done[1] != want || done[2] != want {
		t.Errorf("got %+v, want thrice %+v", done, want)
	}
}

// phcOf returns an encoded hash with these parameters.
func phcOf(memory, passes uint32, lanes uint8, salt, hash int) string {
	return phc{memory, passes, lanes, make([]byte, salt), make([]byte, hash)}.String()
}

func TestMatchesRefusesMalformed(t *testing.T) {
	good := phcOf(19456, 2, 1, 16, 32)
	h := NewHasher(1)
	h.derive = func(_, _ []byte, _, _ uint32, _ uint8, size uint32) []byte {
		t.Error("computed a malformed hash")
		return make([]byte, size)
	}
	for name, encoded := range map[string]string{
		"space":             " ",
		"no hash":           "password",
		"bcrypt":            "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"argon2i":           strings.Replace(good, "argon2id", "argon2i", 1),
		"version":           strings.Replace(good, "v=19", "v=16", 1),
		"no version":        strings.Replace(good, "$v=19", "", 1),
		"order":             strings.Replace(good, "m=19456,t=2,p=1", "t=2,m=19456,p=1", 1),
		"missing parameter": strings.Replace(good, ",p=1", "", 1),
		"extra parameter":   strings.Replace(good, "p=1", "p=1,keyid=a", 1),
		"leading zero":      strings.Replace(good, "m=1", "m=01", 1),
		"plus":              strings.Replace(good, "m=1", "m=+1", 1),
		"negative":          strings.Replace(good, "t=2", "t=-2", 1),
		"overflow":          strings.Replace(good, "t=2", "t=4294967298", 1),
		"space inside":      strings.Replace(good, "m=1", "m= 1", 1),
		"padding":           good + "=",
		"newline":           good + "\n",
		"newline inside":    good[:len(good)-3] + "\n" + good[len(good)-3:],
		"URL alphabet":      good[:len(good)-3] + "-_A",
		"loose bits":        good[:len(good)-1] + "B",
		"extra field":       good + "$",
		"text in front":     "x" + good,
		"cut":               good[:strings.LastIndex(good, "$")],
		"memory 0":          phcOf(0, 2, 1, 16, 32),
		"memory below 8p":   phcOf(31, 2, 4, 16, 32),
		"memory over 1 GiB": phcOf(1<<20+1, 2, 1, 16, 32),
		"passes 0":          phcOf(19456, 0, 1, 16, 32),
		"passes 17":         phcOf(19456, 17, 1, 16, 32),
		"lanes 0":           phcOf(19456, 2, 0, 16, 32),
		"lanes 17":          phcOf(19456, 2, 17, 16, 32),
		"no salt":           phcOf(19456, 2, 1, 0, 32),
		"long salt":         phcOf(19456, 2, 1, 65, 32),
		"empty hash":        phcOf(19456, 2, 1, 16, 0),
		"short hash":        phcOf(19456, 2, 1, 16, 7),
		"long hash":         phcOf(19456, 2, 1, 16, 65),
	} {
		if ok, err := h.Matches(t.Context(), encoded, "password"); ok || err == nil {
			t.Errorf("%s: got %v, %v", name, ok, err)
		}
		if !h.Outdated(encoded) {
			t.Errorf("%s: not outdated", name)
		}
	}
}

func TestOutdated(t *testing.T) {
	for _, tt := range []struct {
		encoded string
		want    bool
	}{
		{phcOf(19456, 2, 1, 16, 32), false},
		{phcOf(65536, 3, 4, 32, 64), false},
		{phcOf(19455, 2, 1, 16, 32), true},
		{phcOf(65536, 1, 1, 16, 32), true},
		{phcOf(19456, 2, 1, 15, 32), true},
		{phcOf(19456, 2, 1, 16, 31), true},
		{"", true},
	} {
		if got := NewHasher(1).Outdated(tt.encoded); got != tt.want {
			t.Errorf("%q: got %v", tt.encoded, got)
		}
	}
}

func TestHasherBoundsWhatRunsAtOnce(t *testing.T) {
	const parallel, calls = 2, 200
	h := NewHasher(parallel)
	var running, most, done atomic.Int32
	h.derive = func(_, _ []byte, _, _ uint32, _ uint8, size uint32) []byte {
		n := running.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		running.Add(-1)
		done.Add(1)
		return make([]byte, size)
	}
	encoded := phcOf(19456, 2, 1, 16, 32)
	var wg sync.WaitGroup
	for i := range calls {
		wg.Go(func() {
			var err error
			switch i % 3 {
			case 0:
				_, err = h.Hash(t.Context(), "a")
			case 1:
				_, err = h.Matches(t.Context(), encoded, "a")
			case 2:
				_, err = h.Matches(t.Context(), "", "a")
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != parallel || done.Load() != calls {
		t.Errorf("at most %d at once and %d in all, want %d and %d", most.Load(), done.Load(), parallel, calls)
	}
}

func TestHasherWaitsNoLongerThanTheContext(t *testing.T) {
	h := NewHasher(1)
	h.slots <- struct{}{} // someone else computes
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hash: %v", err)
	}
	if ok, err := h.Matches(ctx, "", "a"); ok || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("matches: %v, %v", ok, err)
	}
	<-h.slots
	if _, err := h.Hash(ctx, "a"); err == nil {
		t.Error("computed for a context that had ended")
	}
	mustHash(t, h, "a")
}

func FuzzMatches(f *testing.F) {
	good := phcOf(19456, 2, 1, 16, 32)
	for _, seed := range []string{"", "$", "$$$$$", good, good + "=", strings.Replace(good, "m=19456", "m=4294967295", 1),
		phcOf(8, 1, 1, 8, 8), phcOf(8, 1, 255, 8, 8)} {
		f.Add(seed)
	}
	h := NewHasher(1)
	h.derive = func(_, salt []byte, passes, memory uint32, lanes uint8, size uint32) []byte {
		if memory < 8 || memory > 1<<20 || passes < 1 || passes > 16 || lanes < 1 || lanes > 16 || len(salt) < 8 || size < 8 {
			panic("parameters that nobody checked")
		}
		return random(int(size))
	}
	f.Fuzz(func(t *testing.T, encoded string) {
		ok, err := h.Matches(t.Context(), encoded, "password")
		if ok {
			t.Errorf("%q matches a random hash", encoded)
		}
		fields := strings.Split(encoded, "$")
		if err != nil || encoded == "" {
			return
		}
		if _, err := base64.RawStdEncoding.Strict().DecodeString(fields[len(fields)-1]); err != nil || len(fields) != 6 {
			t.Errorf("%q is taken for a hash", encoded)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(1)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "correct horse battery staple"); err != nil {
			b.Fatal(err)
		}
	}
}
