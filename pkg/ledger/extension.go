package ledger

import (
	"errors"
	"fmt"
	"strings"
)

// Extension is a checkpoint with proof that its tree extends an older one: the
// answer to whoever kept the older checkpoint. It is written as a consistency
// proof, a blank line and the checkpoint, as a request to a witness is.
type Extension struct {
	Proof Consistency
	// Signed is the newer checkpoint, whole.
	Signed []byte
}

// Bytes returns the extension as text.
func (e Extension) Bytes() []byte {
	return append(append(e.Proof.Bytes(), '\n'), e.Signed...)
}

// ParseExtension reads what [Extension.Bytes] writes, and verifies nothing.
func ParseExtension(b []byte) (Extension, error) {
	proof, signed, found := strings.Cut(string(b), "\n\n")
	if !found {
		return Extension{}, errors.New("extension: it is not a proof and a checkpoint")
	}
	c, err := ParseConsistency([]byte(proof + "\n"))
	if err != nil {
		return Extension{}, fmt.Errorf("extension: %w", err)
	}
	return Extension{Proof: c, Signed: []byte(signed)}, nil
}

// OpenExtension reads an extension of the older checkpoint and verifies both the
// signatures and the proof. Its error wraps [ErrNotSigned] or [ErrForked], or
// says that it is malformed.
func (k Keys) OpenExtension(b []byte, older Checkpoint) (Checkpoint, error) {
	e, err := ParseExtension(b)
	if err != nil {
		return Checkpoint{}, err
	}
	newer, err := k.Open(e.Signed)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := e.Proof.Check(newer.Tree, older.Tree); err != nil {
		return Checkpoint{}, err
	}
	return newer, nil
}
