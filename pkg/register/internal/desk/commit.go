package desk

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// retries is how often a commit that nothing but contention or an unknown
// outcome stopped is tried again. The AWS SDK never retries a
// TransactionConflict.
const retries = 3

// raceTries is how often a change is loaded and decided afresh because what it
// was decided on has changed.
const raceTries = 5

// ErrRace reports that an item a decision rests on changed before the commit.
// Nothing was written.
var ErrRace = errors.New("the case or entry changed meanwhile")

// commit applies the writes once. The first write creates an item that only one
// attempt of the change can create. If an earlier attempt was applied, commit
// writes nothing and hands that attempt's item to already.
//
// Trying again after an unknown outcome is safe, since whichever attempt is
// applied first makes the condition on the first write fail in every other.
func (r *Registrar) commit(ctx context.Context, writes []store.Write, already func(store.Item) error) error {
	for try := 1; ; try++ {
		err := r.table.Transact(ctx, writes)
		if err == nil {
			return nil
		}
		var cancelled *store.Cancelled
		switch {
		case errors.As(err, &cancelled):
			if cancelled.Reasons[0] == store.ConditionFailed {
				return already(cancelled.Found[0])
			}
			if !cancelled.Retryable() {
				return fmt.Errorf("%w: %w", ErrRace, err)
			}
		case permanent(err):
			return fmt.Errorf("commit: %w", err)
		case broken(err) != nil:
			return broken(err)
		}
		if try > retries || ctx.Err() != nil {
			return unavailable(err)
		}
		r.pause(ctx, try)
	}
}

// Afresh runs load, decide and commit again while what was decided on keeps
// changing. Each time the change begins with no answer.
func Afresh[T any](ctx context.Context, change func(answer *T) error) (T, error) {
	var none T
	for range raceTries {
		answer := none
		err := change(&answer)
		if !errors.Is(err, ErrRace) {
			return answer, err
		}
		if ctx.Err() != nil {
			return none, unavailable(err)
		}
	}
	e := disclosure.Fail(disclosure.Unavailable, "Others are changing this case at the same moment. Try again with the same Idempotency-Key.")
	e.Cause = ErrRace
	return none, e
}

// mostTries bounds a change that is not put off. Each try makes several of its own, so
// that these take some seconds.
const mostTries = 30

// untilDone makes a change again, up to [mostTries] times, while nothing but others at
// the same case, or a table that is busy, stands in its way: what keeps a case from
// destruction, or protects a person, is not put off because others are quicker. A table
// that has been busy for so long is not busy but fails, and the caller is told to try
// again. It ends sooner with the context, or a second before its end, so that the caller
// has an answer.
func untilDone[T any](ctx context.Context, r *Registrar, change func() (T, error)) (T, error) {
	for try := 1; ; try++ {
		answer, err := change()
		var cancelled *store.Cancelled
		busy := errors.Is(err, ErrRace) || errors.As(err, &cancelled) || errors.Is(err, store.ErrThrottled)
		if end, ends := ctx.Deadline(); !busy || try == mostTries || ctx.Err() != nil || ends && time.Until(end) < time.Second {
			return answer, err
		}
		r.pause(ctx, min(try, retries+1))
	}
}

// insist is [Afresh] for what protects a person or keeps a case, [untilDone].
func insist[T any](ctx context.Context, r *Registrar, change func(answer *T) error) (T, error) {
	return untilDone(ctx, r, func() (T, error) { return Afresh(ctx, change) })
}

// unavailable tells the caller that repeating the request is safe: it cannot be
// told whether the change was made.
func unavailable(cause error) error {
	if told := broken(cause); told != nil {
		return told
	}
	e := disclosure.Fail(disclosure.Unavailable, "The register could not confirm the outcome. Send the same request again with the same Idempotency-Key: it is recorded once only.")
	e.Cause = cause
	return e
}

func pauseWithJitter(ctx context.Context, retry int) {
	longest := 20 * time.Millisecond << (retry - 1)
	select {
	case <-time.After(rand.N(longest)):
	case <-ctx.Done():
	}
}

// broken is what a caller is told of a table that a person must mend before
// anything can be recorded or read again; nil for any other failure.
func broken(err error) error {
	detail := ""
	switch {
	case errors.Is(err, store.ErrDamaged):
		detail = "The register's table is damaged. Asking again is no use: tell whoever runs the service. A change may be sent again with the same Idempotency-Key once it is mended."
	case errors.Is(err, store.ErrFull):
		detail = "The register's disk is full or fails, and nothing can be recorded. Tell whoever runs the service. A change may be sent again with the same Idempotency-Key once there is room."
	case errors.Is(err, store.ErrReadOnly):
		detail = "The register's table may not be written, and nothing can be recorded. Tell whoever runs the service. A change may be sent again with the same Idempotency-Key once it may."
	default:
		return nil
	}
	e := disclosure.Fail(disclosure.Unavailable, detail)
	e.Cause = fmt.Errorf("%w: %w", ErrBroken, err)
	return e
}

// ErrBroken is in the chain of an error that somebody must mend the machine for.
var ErrBroken = errors.New("the service needs mending")

// permanent reports a failure that no repetition mends. It is nobody's to be told
// "try again" of: it is answered as our fault, and logged as one.
func permanent(err error) bool {
	return errors.Is(err, store.ErrInvalid) || errors.Is(err, store.ErrDenied)
}

// attempt applies writes that only a version guards. A condition that does not
// hold is [ErrRace]: what was decided on has changed, or an attempt whose
// outcome was unknown was applied. Either way the caller reads again.
func (r *Registrar) attempt(ctx context.Context, writes []store.Write) error {
	for try := 1; ; try++ {
		err := r.table.Transact(ctx, writes)
		if err == nil {
			return nil
		}
		var cancelled *store.Cancelled
		switch {
		case errors.As(err, &cancelled) && !cancelled.Retryable():
			return fmt.Errorf("%w: %w", ErrRace, err)
		case permanent(err):
			return fmt.Errorf("commit: %w", err)
		}
		if try > retries || ctx.Err() != nil {
			return unavailable(err)
		}
		r.pause(ctx, try)
	}
}
