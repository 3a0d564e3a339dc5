package sealing

import (
	"fmt"
)

// Refusal is the error of a sealer that will not go on with a log, because what
// it found is explained neither by a crash nor by another run: somebody has
// changed the table, the bucket or the key. Nothing was signed. It raises an
// alarm, and docs/runbooks/log-refused.md says what to do.
type Refusal struct {
	Register string
	Reason   Reason
	// Head and Published are the sizes of the two trees compared, in leaves.
	Head, Published int64
	Cause           error // may be nil
}

// Reason is what a [Refusal] found.
type Reason string

// The reasons.
const (
	// Shrunk: the table's head has fewer leaves than the published checkpoint.
	// The table was set back, perhaps restored from a backup.
	Shrunk Reason = "the table's log is shorter than the published one"
	// Forked: the two trees differ where they should agree.
	Forked Reason = "the table's log does not extend the published one"
	// Unpublished: the bucket lacks what was published before the last batch.
	Unpublished Reason = "a checkpoint that was published is gone"
	// Rewritten: a published object is not the one that was published.
	Rewritten Reason = "a published object has changed"
	// Foreign: the published checkpoint is not signed by a key of this log.
	Foreign Reason = "the published checkpoint is not signed by this log's key"
	// Damaged: the head cannot be read.
	Damaged Reason = "the table's head of the log is damaged"
)

// Error implements error.
func (r *Refusal) Error() string {
	text := fmt.Sprintf("refuse to seal %s: %s (head %d, published %d)", r.Register, r.Reason, r.Head, r.Published)
	if r.Cause != nil {
		text += ": " + r.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Cause }
