package account

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const keySize = 32 // bytes, for AES-256

// Sealer encrypts small secrets, such as those of the second factor, for keeping in the database: whoever has the
// database but not the key cannot read them. It is safe for concurrent use, and for up to 2^32 secrets under one key
// (NIST SP 800-38D, section 8.3).
type Sealer struct {
	aead cipher.AEAD
}

// NewSealer returns the Sealer of a key of 32 random bytes. Any other length is an error.
func NewSealer(key []byte) (*Sealer, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("a key has %d bytes, not %d", keySize, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Sealer{aead}, nil
}

// LoadSealer returns the Sealer of the key in a file of exactly 32 bytes. If there is no such file, it writes one with
// a new key that only its owner may read; the folder has to exist.
func LoadSealer(path string) (*Sealer, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = createKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("key file %s has %d bytes instead of %d: restore it from a backup, or delete it so that "+
			"a new one is made; what was sealed with the old key can then no longer be opened", path, len(key), keySize)
	}
	return NewSealer(key)
}

// createKey never replaces a file. If another process was faster, it returns an error, and the next start finds that
// file.
func createKey(path string) (key []byte, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	key = random(keySize)
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	return key, syncFolder(filepath.Dir(path))
}

// syncFolder makes sure that a new file is still there after a power failure. Not every system can do that to a folder;
// where it cannot, the file itself is safe already.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return nil
	}
	d.Sync()
	return d.Close()
}

// Seal encrypts and authenticates (AES-256-GCM); the random nonce of 12 bytes stands in front. about says whose secret
// it is and what for, such as "totp " and the user's id. It is not part of the result, but Open needs the same.
func (s *Sealer) Seal(plain []byte, about string) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(about))
}

// Open returns what was sealed. It is an error if it was changed, sealed with another key, or sealed about something
// else: a secret cannot be moved to another user.
func (s *Sealer) Open(sealed []byte, about string) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, fmt.Errorf("open sealed secret: %w", err)
	}
	return plain, nil
}
