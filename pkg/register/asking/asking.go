// Package asking answers questions about a register: it decides what is read, counts and
// compiles it, and says what the look was. It knows no key, item or partition: what it
// reads, package desk hands it. It adds nothing to the register but that somebody looked.
package asking

import (
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
)

// Room answers questions. Its methods may be called concurrently.
type Room struct {
	desk    *desk.Registrar
	cases   *cases.Retention
	records *recording.Records
	answers *answering.Answers
}

// New returns a room that reads at the desk, and asks the others what becomes of cases,
// which flags wait and what is undecided in answers to people.
func New(d *desk.Registrar, c *cases.Retention, records *recording.Records, answers *answering.Answers) *Room {
	return &Room{d, c, records, answers}
}
