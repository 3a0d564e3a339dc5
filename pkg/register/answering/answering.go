// Package answering says what a person may be told of who has had their data: it drafts the
// answer, keeps what the Data Protection Officer decided of it, and releases it. It also says
// of which changes recipients are told (UK GDPR Article 19). What is released is made by the
// door alone.
package answering

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/desk"
)

// Answers drafts and releases answers to people. Its methods may be called concurrently.
type Answers struct {
	desk desk.Files
	door *door.Door
}

// New returns the room over the desk.
func New(d *desk.Registrar) *Answers { return &Answers{desk.FilesOf(d), door.New(d.Law())} }

// isAbout reports whether a disclosure is still about the subject: a correction may have
// taken them out.
func isAbout(subject string) func(*disclosure.Disclosure) bool {
	return func(d *disclosure.Disclosure) bool { return d.IsAbout(subject) }
}
