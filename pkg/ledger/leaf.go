package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// LeafVersion is the first byte of every leaf of this format.
const LeafVersion = 1

// SaltSize is the length of a salt in bytes.
const SaltSize = 32

// Salt keeps a leaf from confirming a guess of its entry. It is random, one to
// an entry, and is destroyed with it: then nothing personal can be recovered
// from the leaf, and the tree still verifies.
type Salt [SaltSize]byte

// NewSalt reads a salt from a cryptographic source.
func NewSalt(random io.Reader) (Salt, error) {
	var s Salt
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Salt{}, fmt.Errorf("read a salt: %w", err)
	}
	return s, nil
}

// Leaf is an entry's salted commitment: [LeafVersion], then SHA-256 of the salt
// followed by the entry's canonical bytes. The salt's length is fixed, so that
// no other salt and entry run together into the same bytes.
type Leaf [1 + sha256.Size]byte

// NewLeaf commits to the canonical bytes (RFC 8785) of an entry.
func NewLeaf(salt Salt, entry []byte) Leaf {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(entry)
	leaf := Leaf{LeafVersion}
	h.Sum(leaf[1:1])
	return leaf
}

// LeafFromBytes reads a leaf as the log holds it, and refuses versions it does
// not know.
func LeafFromBytes(b []byte) (Leaf, error) {
	if len(b) != len(Leaf{}) {
		return Leaf{}, fmt.Errorf("leaf: %d bytes, not %d", len(b), len(Leaf{}))
	}
	if b[0] != LeafVersion {
		return Leaf{}, fmt.Errorf("leaf: version %d is not known", b[0])
	}
	return Leaf(b), nil
}

// ParseLeaf reads the hexadecimal form, and refuses versions it does not know.
func ParseLeaf(s string) (Leaf, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return Leaf{}, fmt.Errorf("leaf: not %d bytes in hexadecimal", len(Leaf{}))
	}
	return LeafFromBytes(b)
}

// RecordHash is the hash of the leaf in the tree: SHA-256 of a zero byte and the
// leaf (RFC 6962, section 2.1).
func (l Leaf) RecordHash() tlog.Hash { return tlog.RecordHash(l[:]) }

// String returns the leaf in lower-case hexadecimal.
func (l Leaf) String() string { return hex.EncodeToString(l[:]) }
