package disclosure

import "fmt"

// ErrorKind says what a caller can do about an [Error].
type ErrorKind int

// The kinds, from the caller's side.
const (
	// Malformed: the request cannot be read. Mend it.
	Malformed ErrorKind = iota + 1
	// Refused: rules forbid it; Findings names each.
	Refused
	// Conflict: it contradicts what the register holds, or another request.
	Conflict
	// NotFound: there is none, or the caller may not see it; nothing tells which.
	NotFound
	// Gone: it was destroyed when its retention period ended.
	Gone
	// Forbidden: the caller's role has no such power, whatever the record.
	Forbidden
	// Unavailable: nothing was decided. Try again with the same idempotency key.
	Unavailable
)

// Error is a failure a caller may be told about. Detail and Findings are safe
// to show: they never repeat a value from the request. Any other error is
// internal and is shown as "something went wrong".
type Error struct {
	Kind     ErrorKind
	Detail   string
	Findings []Finding
	// Cause is for the log, and like every error holds no personal data.
	Cause error
}

// Error returns the detail and the cause, for logs.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %v", e.Detail, e.Cause)
	}
	return e.Detail
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Fail returns an [Error] of the kind with a detail safe to show.
func Fail(kind ErrorKind, detail string) *Error {
	return &Error{Kind: kind, Detail: detail}
}
