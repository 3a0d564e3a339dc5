// Package keyfile keeps a log's signing key in a file, for one machine.
//
// The file is PEM, PKCS #8, as openssl genpkey -algorithm ed25519 makes. It is
// readable by its owner alone, made once and never changed; losing it is dealt
// with in docs/runbooks/log-key.md.
package keyfile

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"disclosure-register/pkg/durable"
	"disclosure-register/pkg/sealing"
)

// Key signs with a key that was read from a file. It may be used concurrently.
type Key struct{ private ed25519.PrivateKey }

var _ sealing.Signer = Key{}

const pemType = "PRIVATE KEY"

// Make makes a new key file and refuses to touch one that is there. The file
// appears whole or not at all, and only once whatever else is making one.
func Make(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("make a log key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return fmt.Errorf("make a log key: %w", err)
	}
	// A log signed by a key that a power cut takes away could never be signed again.
	if err := durable.Create(path, pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})); err != nil {
		return fmt.Errorf("keep a log key: %w", err)
	}
	return nil
}

// Open reads a key file. It refuses one that others may read, and wraps
// [fs.ErrNotExist] when there is none.
func Open(path string) (Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Key{}, fmt.Errorf("open the log key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("open the log key: %s may be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("open the log key: %w", err)
	}
	damaged := fmt.Errorf("open the log key: %s is not an Ed25519 key (PKCS #8, PEM): restore it from its backup", path)
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemType {
		return Key{}, damaged
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return Key{}, damaged
	}
	return Key{private}, nil
}

// OpenOrMake reads the key file, or makes it when there is none.
func OpenOrMake(path string) (Key, error) {
	key, err := Open(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := Make(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return Key{}, err
	}
	return Open(path)
}

// Public implements [sealing.Signer].
func (k Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Sign implements [sealing.Signer].
func (k Key) Sign(_ context.Context, message []byte) ([]byte, error) {
	return ed25519.Sign(k.private, message), nil
}

// Private returns the key itself, for a witness, whose cosignatures are made
// another way.
func (k Key) Private() ed25519.PrivateKey { return k.private }
