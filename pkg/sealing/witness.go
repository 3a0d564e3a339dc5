package sealing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

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

// witnessTimeout bounds how long a witness may take to answer.
const witnessTimeout = 5 * time.Second

// witness collects the cosignatures that the checkpoint lacks, and publishes it
// again with them. A witness that does not answer holds up nothing: the register
// goes on, and the checkpoint goes without it until a later run.
func (s *Sealer) witness(ctx context.Context, log published, was last) (unwitnessed []error, err error) {
	var missing []Witness
	for _, w := range s.config.Witnesses {
		if !was.CosignedBy(w.Key()) {
			missing = append(missing, w)
		}
	}
	if len(missing) == 0 {
		return nil, nil
	}
	lines, errs := make([][]byte, len(missing)), make([]error, len(missing))
	var all sync.WaitGroup
	for i, w := range missing {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, witnessTimeout)
			defer cancel()
			lines[i], errs[i] = w.Cosign(ctx, was.Signed, func(oldSize int64) (ledger.Consistency, error) {
				return ledger.ProveConsistency(was.N, oldSize, ledger.OpenPublished(was.Tree, fetch(ctx, s.objects, log.register)))
			})
		})
	}
	all.Wait()

	c := was.Checkpoint
	for i, w := range missing {
		if errs[i] == nil {
			if c, err = log.keys.AddCosignatures(c, lines[i]); err != nil {
				return nil, err
			}
			if !c.CosignedBy(w.Key()) {
				errs[i] = errors.New("its answer is not its cosignature")
			}
		}
		if errs[i] != nil {
			name, _, _ := strings.Cut(w.Key(), "+")
			unwitnessed = append(unwitnessed, fmt.Errorf("%s: %w", name, errs[i]))
		}
	}
	if len(c.By) == len(was.By) {
		return unwitnessed, nil
	}
	// The tree is published already. If we stop now, a later run asks the
	// witnesses again: they cosign as often as they are asked.
	_, err = s.replace(ctx, log, was, c.Signed)
	return unwitnessed, err
}
