// Package witness is somebody elsewhere who follows a register's log: another
// council, or the external auditor. A [Witness] keeps the last checkpoint it saw
// and cosigns only what extends it (C2SP tlog-cosignature), so that the log
// cannot show one history to one reader and another to the next, nor take back
// its newest entries, without a witness seeing it.
//
// The log may bring its checkpoints to the witness ([Witness.ServeHTTP], C2SP
// tlog-witness), or the witness may go and look ([Witness.Follow]).
package witness

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"

	"disclosure-register/pkg/ledger"
)

// States keeps the last checkpoint of each log. One witness uses it at a time.
type States interface {
	// Last returns the last checkpoint that was saved for the origin, or an
	// error that wraps [fs.ErrNotExist].
	Last(origin ledger.Origin) (signed []byte, err error)
	// Save makes the checkpoint the origin's last. It is durable when Save
	// returns nil; otherwise the last one is either.
	Save(origin ledger.Origin, signed []byte) error
	// Refused keeps a checkpoint that was signed and does not extend the last:
	// it is the evidence against the log.
	Refused(origin ledger.Origin, signed []byte) error
}

// Witness cosigns checkpoints of the logs it knows. It may be used concurrently.
type Witness struct {
	signer *torchwood.CosignatureSigner
	states States
	logs   map[ledger.Origin]ledger.Keys

	// turn is held from reading a log's last checkpoint until the next is saved:
	// otherwise a slow request could set the log back.
	turn sync.Mutex
}

// New returns a witness of the given name, which is a URL without its scheme,
// for the logs of these keys.
func New(name string, key ed25519.PrivateKey, states States, logs ...ledger.Keys) (*Witness, error) {
	if _, err := ledger.ParseOrigin(name); err != nil {
		return nil, errors.New("name a witness: not a URL without its scheme, such as witness.example.gov.uk")
	}
	signer, err := torchwood.NewCosignatureSigner(name, key)
	if err != nil {
		return nil, fmt.Errorf("name a witness: %w", err)
	}
	w := &Witness{signer: signer, states: states, logs: map[ledger.Origin]ledger.Keys{}}
	for _, keys := range logs {
		w.logs[keys.Origin] = keys
	}
	return w, nil
}

// Key returns the witness's verifier key, by which auditors know it.
func (w *Witness) Key() string { return w.signer.Verifier().String() }

// ErrUnknownLog says that the witness does not follow the log.
var ErrUnknownLog = errors.New("the witness does not know this log")

// Stale says that a proof is not from the checkpoint the witness saw last.
type Stale struct{ Size int64 }

// Error implements error.
func (s *Stale) Error() string {
	return fmt.Sprintf("the last checkpoint seen has %d leaves", s.Size)
}

// errKeeping says that a checkpoint could not be read or kept; errSameSize that
// there are two trees of one size, which a request is told apart from other
// forks by its status.
var (
	errKeeping  = errors.New("the witness's own checkpoints")
	errSameSize = errors.New("two trees of one size")
)

// Cosign returns signature lines for the checkpoint, if it is signed by its log
// and the proof shows that it extends the last one seen, which it then takes the
// place of. The error is [ErrUnknownLog] or a *[Stale], or wraps
// [ledger.ErrNotSigned], or wraps [ledger.ErrForked]: then the log has two histories,
// and the checkpoint is kept as evidence.
func (w *Witness) Cosign(signed []byte, proof ledger.Consistency) (lines []byte, err error) {
	now, last, done, err := w.begin(signed)
	if err != nil {
		return nil, err
	}
	defer done()
	if proof.OldSize > now.N {
		return nil, errors.New("the proof is from a larger tree than the checkpoint's")
	}
	if proof.OldSize != last.N {
		return nil, &Stale{last.N}
	}
	return w.cosign(now, last, proof)
}

// begin opens the checkpoint and the log's last one, and holds the turn until
// done.
func (w *Witness) begin(signed []byte) (now, last ledger.Checkpoint, done func(), err error) {
	origin, err := ledger.ReadOrigin(signed)
	if err != nil {
		return now, last, nil, err
	}
	keys, known := w.logs[origin]
	if !known {
		return now, last, nil, ErrUnknownLog
	}
	if now, err = keys.Open(signed); err != nil {
		return now, last, nil, err
	}
	w.turn.Lock()
	kept, err := w.states.Last(origin)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		last = ledger.Checkpoint{Origin: origin, Tree: ledger.Edge{}.Tree()}
		err = nil
	case err == nil:
		last, err = keys.Open(kept)
	}
	if err != nil {
		w.turn.Unlock()
		return now, last, nil, fmt.Errorf("%w: read the last of %s: %w", errKeeping, origin, err)
	}
	return now, last, w.turn.Unlock, nil
}

// cosign signs what extends the last checkpoint, and saves it first: a witness
// that forgets what it signed could sign another history.
func (w *Witness) cosign(now, last ledger.Checkpoint, proof ledger.Consistency) ([]byte, error) {
	if err := proof.Check(now.Tree, last.Tree); err != nil {
		if now.N == last.N && now.Hash != last.Hash {
			err = fmt.Errorf("%w: %w", errSameSize, err)
		}
		if errors.Is(err, ledger.ErrForked) {
			err = errors.Join(fmt.Errorf("%s: %w", now.Origin, err), w.states.Refused(now.Origin, now.Signed))
		}
		return nil, err
	}
	if err := w.states.Save(now.Origin, now.Signed); err != nil {
		return nil, fmt.Errorf("%w: keep one of %s: %w", errKeeping, now.Origin, err)
	}
	text, _, _ := strings.Cut(string(now.Signed), "\n\n")
	cosigned, err := note.Sign(&note.Note{Text: text + "\n"}, w.signer)
	if err != nil {
		return nil, fmt.Errorf("cosign: %w", err)
	}
	_, lines, _ := strings.Cut(string(cosigned), "\n\n")
	return []byte(lines), nil
}

// Seen is what [Witness.Follow] found.
type Seen struct {
	Checkpoint ledger.Checkpoint
	Before     int64  // leaves of the last checkpoint seen before
	Lines      []byte // the witness's cosignature
}

// Follow reads a published log's newest checkpoint and cosigns it if it extends
// the last one seen, proving that from the log's tiles. Its errors are those of
// [Witness.Cosign], and any of reading the log. A log that has fewer leaves than
// it had, or that shows tiles which are not its checkpoint's, is refused as
// forked.
func (w *Witness) Follow(fetch ledger.Fetch) (Seen, error) {
	signed, err := fetch(ledger.CheckpointPath)
	if err != nil {
		return Seen{}, fmt.Errorf("read the checkpoint: %w", err)
	}
	now, last, done, err := w.begin(signed)
	if err != nil {
		return Seen{}, err
	}
	defer done()
	proof := ledger.Consistency{OldSize: last.N} // refused when the log has shrunk
	if last.N < now.N {
		proof, err = ledger.ProveConsistency(now.N, last.N, ledger.OpenPublished(now.Tree, fetch))
		if errors.Is(err, ledger.ErrInconsistent) {
			return Seen{}, errors.Join(fmt.Errorf("%s: %w: %w", now.Origin, ledger.ErrForked, err), w.states.Refused(now.Origin, now.Signed))
		}
		if err != nil {
			return Seen{}, err
		}
	}
	lines, err := w.cosign(now, last, proof)
	return Seen{Checkpoint: now, Before: last.N, Lines: lines}, err
}
