package store

import (
	"errors"
	"fmt"
)

// Errors a driver returns, wrapped; test with [errors.Is].
var (
	// ErrNoItem: there is no item at the key.
	ErrNoItem = errors.New("no item")
	// ErrInvalid: the request breaks a limit or a rule and can never succeed.
	ErrInvalid = errors.New("invalid request")
	// ErrThrottled: the table refused for now; nothing was written.
	ErrThrottled = errors.New("throttled")
	// ErrDenied: the table will not serve this program at all, because a
	// permission, the table itself or its key is missing. Nothing was written, and
	// trying again is no use until a person has changed the set-up.
	ErrDenied = errors.New("not permitted, or no such table")
	// ErrDamaged: what is stored is not what was written. Trying again is no use.
	ErrDamaged = errors.New("the table is damaged")
	// ErrFull: there is no room to write, or the disk fails. Trying again is no use
	// until a person has made room.
	ErrFull = errors.New("the disk takes no more")
	// ErrReadOnly: the table may not be written.
	ErrReadOnly = errors.New("the table may not be written")
	// ErrUnknownOutcome: the call failed after it may have been applied.
	ErrUnknownOutcome = errors.New("outcome unknown")
)

// Reason says why one write of a cancelled transaction stood in its way.
type Reason int

// The reasons.
const (
	NotThisOne      Reason = iota // this write was not the cause
	ConditionFailed               // its condition did not hold
	Conflicted                    // another transaction was at the same item: try again
	WriteThrottled                // its item was throttled: try again
)

// Cancelled reports a transaction that wrote nothing, with one reason per write
// in the order given.
type Cancelled struct {
	Reasons []Reason
	// Found holds, where ConditionFailed, the item as it was, or a zero Item
	// when there is none.
	Found []Item
}

// Error says how many writes failed and why, and names no key.
func (c *Cancelled) Error() string {
	var conditions, conflicts, throttles int
	for _, r := range c.Reasons {
		switch r {
		case ConditionFailed:
			conditions++
		case Conflicted:
			conflicts++
		case WriteThrottled:
			throttles++
		}
	}
	return fmt.Sprintf("transaction cancelled: %d conditions failed, %d conflicts, %d throttled", conditions, conflicts, throttles)
}

// Retryable reports whether nothing but contention stood in the way, so that the
// same transaction may be tried again.
func (c *Cancelled) Retryable() bool {
	for _, r := range c.Reasons {
		if r == ConditionFailed {
			return false
		}
	}
	return true
}
