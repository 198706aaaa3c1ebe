package account

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func newSealer(t *testing.T, key []byte) *Sealer {
	t.Helper()
	s, err := NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyWhatWasSealedOpens(t *testing.T) {
	key := random(32)
	s := newSealer(t, key)
	plain := []byte("secret of Anna")
	sealed := s.Seal(plain, "totp anna")
	again := s.Seal(plain, "totp anna")
	if len(sealed) != 12+len(plain)+16 || bytes.Contains(sealed, plain) || bytes.Equal(sealed, again) {
		t.Errorf("sealed as %x", sealed)
	}
	if got, err := newSealer(t, key).Open(sealed, "totp anna"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := s.Open(s.Seal(nil, ""), ""); err != nil || len(got) != 0 {
		t.Errorf("nothing: got %q, %v", got, err)
	}
	if _, err := s.Open(sealed, "totp bert"); err == nil {
		t.Error("opened for another user")
	}
	if _, err := newSealer(t, random(32)).Open(sealed, "totp anna"); err == nil {
		t.Error("opened with another key")
	}
	for i := range sealed {
		if _, err := s.Open(sealed[:i], "totp anna"); err == nil {
			t.Errorf("opened when cut to %d bytes", i)
		}
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := s.Open(changed, "totp anna"); err == nil {
			t.Errorf("opened with byte %d changed", i)
		}
	}
}

func TestNewSealerRefusesOtherLengths(t *testing.T) {
	for _, n := range []int{0, 16, 24, 31, 33, 64} {
		if _, err := NewSealer(make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes is no error", n)
		}
	}
}

func TestLoadSealerMakesAKeyOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	first, err := LoadSealer(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != 32 || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("key file: %v, %v", info, err)
	}
	second, err := LoadSealer(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Open(first.Seal([]byte("a"), "b"), "b"); err != nil || string(got) != "a" {
		t.Errorf("after loading again: %q, %v", got, err)
	}
	if _, err := createKey(path); err == nil {
		t.Error("replaced a key")
	}
}

func TestLoadSealerNamesTheBadFile(t *testing.T) {
	folder := t.TempDir()
	for name, size := range map[string]int{"empty": 0, "short": 31, "with newline": 33} {
		path := filepath.Join(folder, name)
		key := random(size)
		if err := os.WriteFile(path, key, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadSealer(path)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "backup") {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(key, after) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
	for _, path := range []string{folder, filepath.Join(folder, "missing", "key")} {
		if _, err := LoadSealer(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
