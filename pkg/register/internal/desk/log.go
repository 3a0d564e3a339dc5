package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/sealing"
)

// Log is a register's published log: [sealing.Reader].
type Log interface {
	// Checkpoint returns the newest signed tree head, or [sealing.ErrNotYet].
	Checkpoint(ctx context.Context, register string) ([]byte, error)
	// Receipt proves an entry to be in the log: [sealing.ErrNoLeaf] when it never
	// was recorded, [sealing.ErrNotYet] when it will be within a second or so.
	Receipt(ctx context.Context, register, id string) (ledger.Receipt, error)
	// View reads the log as of its newest checkpoint, or [sealing.ErrNotYet].
	View(ctx context.Context, register string) (*sealing.View, error)
	// Entries lists the ids of the entries from first up to, and not including,
	// end, destroyed ones too; [sealing.ErrNotYet] when the log does not go so far.
	Entries(ctx context.Context, register string, first, end int64) ([]string, error)
	// Keys are the public keys that sign the log.
	Keys(register string) (ledger.Keys, error)
}

// Checkpoint returns the newest checkpoint of the register's log (C2SP
// tlog-checkpoint). It is not for data subjects: its size counts every entry.
func (r *Registrar) Checkpoint(ctx context.Context, by disclosure.Caller) ([]byte, error) {
	if _, err := power.May(by, "show-checkpoint"); err != nil {
		return nil, err
	}
	checkpoint, err := r.log.Checkpoint(ctx, by.Register.String())
	return checkpoint, fromLog(err)
}

// CheckpointSince returns the newest checkpoint of the register's log with proof
// that the log extends the older one of so many leaves ([ledger.Extension]). The
// caller has the older checkpoint, and need not trust the register for it: of a
// log that was shrunk there is no proof, and of a forked one none that holds.
func (r *Registrar) CheckpointSince(ctx context.Context, by disclosure.Caller, older int64) ([]byte, error) {
	if _, err := power.May(by, "show-checkpoint"); err != nil {
		return nil, err
	}
	view, err := r.log.View(ctx, by.Register.String())
	if err != nil {
		return nil, fromLog(err)
	}
	if size := view.Checkpoint.N; older < 0 || older > size {
		return nil, &disclosure.Error{Kind: disclosure.Refused, Detail: "There is no such older log.", Findings: []disclosure.Finding{
			formFinding("/since", fmt.Sprintf("The log has %d entries. If you kept a checkpoint of more, the log has shrunk: keep it, and tell the Data Protection Officer.", size)),
		}}
	}
	proof, err := view.Extends(older)
	if err != nil {
		return nil, fromLog(err)
	}
	return ledger.Extension{Proof: proof, Signed: view.Checkpoint.Signed}.Bytes(), nil
}

// Receipt returns offline proof that the entry is in the log (C2SP tlog-proof).
// A recorder gets those of its own department's entries, while they are there;
// a destroyed entry is still proved to the DPO and the auditor.
func (r *Registrar) Receipt(ctx context.Context, by disclosure.Caller, id disclosure.EntryID) ([]byte, error) {
	reach, err := power.May(by, "show-receipt")
	if err != nil {
		return nil, err
	}
	if reach == power.Own {
		entry, _, err := r.entry(ctx, by.Register, id)
		if err != nil {
			return nil, err
		}
		if !reach.Covers(by, entry.Owner()) {
			return nil, noEntry()
		}
		if entry.Kind == disclosure.KindSharePart || entry.Kind == disclosure.KindMemberRemoved || entry.Kind == disclosure.KindMemberErased {
			if err := r.stillOf(ctx, by.Register, entry.Case.Key()); IsNotFound(err) {
				return nil, noEntry()
			} else if err != nil {
				return nil, err
			}
		}
	}
	receipt, err := r.log.Receipt(ctx, by.Register.String(), id.String())
	if err != nil {
		return nil, fromLog(err)
	}
	return receipt.Bytes(), nil
}

// receiptEvery is how often a waiting caller looks for its receipt.
const receiptEvery = 50 * time.Millisecond

// AwaitReceipt returns the receipt of an entry the caller has just recorded, or
// nil when it is not in the published log within the time given. Waiting changes
// nothing: the entry is recorded either way.
func (r *Registrar) AwaitReceipt(ctx context.Context, by disclosure.Caller, id disclosure.EntryID, longest time.Duration) []byte {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for {
		receipt, err := r.log.Receipt(ctx, by.Register.String(), id.String())
		if err == nil {
			return receipt.Bytes()
		}
		select {
		case <-time.After(receiptEvery):
		case <-ctx.Done():
			return nil
		}
	}
}

// ErrLogDamaged is in the chain of an error of the published log that no repetition mends:
// it does not agree with its own checkpoint, or what its checkpoint commits to is gone.
var ErrLogDamaged = errors.New("the published log is damaged; see docs/runbooks/log-overwritten.md")

func fromLog(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sealing.ErrNoLeaf):
		return noEntry()
	case errors.Is(err, sealing.ErrNotYet):
		return disclosure.Fail(disclosure.Unavailable, "It is recorded, and will be in the published log within a second or so. Ask again.")
	case errors.Is(err, ledger.ErrInconsistent), errors.Is(err, fs.ErrNotExist):
		e := disclosure.Fail(disclosure.Unavailable, "The published log is damaged: something of it was changed or is missing, so that it proves nothing of this. What was recorded is not lost by it. Asking again is no use: tell whoever runs the service (docs/runbooks/log-overwritten.md).")
		e.Cause = fmt.Errorf("%w: %w: %w", ErrBroken, ErrLogDamaged, err)
		return e
	}
	return read("read the published log", err)
}
