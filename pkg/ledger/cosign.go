package ledger

import (
	"bytes"
	"strings"

	"filippo.io/torchwood"
)

// CosignedBy reports whether the witness with this verifier key signed the
// checkpoint, which was opened with keys among which it is.
func (c Checkpoint) CosignedBy(vkey string) bool {
	verifier, err := torchwood.NewCosignatureVerifier(vkey)
	return err == nil && c.signedBy(verifier)
}

// AddCosignatures returns the checkpoint with those of the signature lines that
// are by witnesses among the keys, and that it does not have yet. Lines by keys
// that are not known, and lines that do not verify, are left out: a witness's
// answer is not ours to trust.
func (k Keys) AddCosignatures(c Checkpoint, lines []byte) (Checkpoint, error) {
	k.Quorum = 0
	for line := range strings.Lines(string(lines)) {
		with, err := k.Open(append(bytes.Clone(c.Signed), line...))
		if err != nil || with.Unknown > c.Unknown || len(with.By) == len(c.By) {
			continue
		}
		c = with
	}
	return k.Open(c.Signed)
}
