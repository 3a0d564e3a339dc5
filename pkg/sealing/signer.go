package sealing

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"disclosure-register/pkg/ledger"
)

// Signer holds the log's private key. It may be called concurrently.
type Signer interface {
	// Public is the public key; it never changes.
	Public() ed25519.PublicKey
	// Sign returns the plain Ed25519 signature (RFC 8032) of the message.
	Sign(ctx context.Context, message []byte) ([]byte, error)
}

// noteSigners sign the register's checkpoints as long as ctx lasts.
func (s *Sealer) noteSigners(ctx context.Context, origin ledger.Origin) ([]note.Signer, error) {
	var signers []note.Signer
	for _, signer := range s.signers {
		named, err := ledger.NewSigner(origin, signer.Public(), func(message []byte) ([]byte, error) {
			return signer.Sign(ctx, message)
		})
		if err != nil {
			return nil, err
		}
		signers = append(signers, named)
	}
	return signers, nil
}

// ParseFormer reads the keys of [Config.Former]: the verifier keys by which
// auditors knew them, of any log they signed, with spaces or lines between.
func ParseFormer(text string) ([]ed25519.PublicKey, error) {
	var keys []ed25519.PublicKey
	for _, line := range strings.Fields(text) {
		key, err := ledger.PublicKey(line)
		if err != nil {
			return nil, fmt.Errorf("read a former key: %w", err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// keysOf trusts the public keys for the origin.
func keysOf(origin ledger.Origin, keys ...ed25519.PublicKey) (ledger.Keys, error) {
	var text string
	for _, key := range keys {
		line, err := ledger.VerifierKey(origin, key)
		if err != nil {
			return ledger.Keys{}, fmt.Errorf("name a key: %w", err)
		}
		text += line + "\n"
	}
	return ledger.ParseKeys(text)
}
