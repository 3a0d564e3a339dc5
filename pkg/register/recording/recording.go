// Package recording keeps the letters that departments send, and the queue of flags on
// what they recorded. What it writes is an entry, and what goes with one, by the desk.
package recording

import (
	"disclosure-register/pkg/register/internal/desk"
)

// Records keeps letters and flags. Its methods may be called concurrently.
type Records struct {
	desk    desk.Files
	letters desk.Letters
}

// New returns the room over the desk.
func New(d *desk.Registrar, options desk.Options) *Records {
	return &Records{desk.FilesOf(d), options.Letters}
}
