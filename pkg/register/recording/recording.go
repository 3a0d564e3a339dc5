// Package recording takes what departments record: today their letters.
package recording

import (
	"disclosure-register/pkg/register/internal/desk"
)

// Records takes what is recorded. Its methods may be called concurrently.
type Records struct {
	desk    desk.Files
	letters desk.Letters
}

// New returns the room over the desk.
func New(d *desk.Registrar, options desk.Options) *Records {
	return &Records{desk.FilesOf(d), options.Letters}
}
