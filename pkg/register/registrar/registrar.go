// Package registrar names what the rooms of package register show to others. Each
// name goes when the room it belongs to has its own package; a test counts them.
package registrar

import (
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store"
)

// Documented where they are declared.
type (
	AccessRows         = desk.AccessRows
	AccessSearch       = desk.AccessSearch
	Asking             = desk.Asking
	BreachQuestion     = desk.BreachQuestion
	BreachView         = desk.BreachView
	Decided            = desk.Decided
	Duplicates         = desk.Duplicates
	FactsReport        = desk.FactsReport
	Item               = desk.Item
	Joins              = desk.Joins
	KnownFacts         = desk.KnownFacts
	LetterRequest      = desk.LetterRequest
	Looking            = desk.Looking
	Options            = desk.Options
	Outcome            = desk.Outcome
	OwnCase            = desk.OwnCase
	PartAdded          = desk.PartAdded
	Readings           = desk.Readings
	Recorded           = desk.Recorded
	Rows               = desk.Rows
	SealedEntries      = desk.SealedEntries
	Search             = desk.Search
	ShareClosing       = desk.ShareClosing
	ShareMembers       = desk.ShareMembers
	SharePeople        = desk.SharePeople
	SharePersonRemoved = desk.SharePersonRemoved
	Shares             = desk.Shares
	UnfinishedLetters  = desk.UnfinishedLetters
)

// Documented where they are declared.
const (
	PurposeNotStated = desk.PurposeNotStated
	TicketLapses     = desk.TicketLapses
)

// Registrar answers everything that is asked of a register: its rooms, and the desk for
// what no room has taken yet.
type Registrar struct {
	*desk.Registrar
	*asking.Room
	*exporting.Jobs
	*cases.Retention
	*recording.Records
	*answering.Answers
}

// ErrBroken is [desk.ErrBroken].
var ErrBroken = desk.ErrBroken

// New returns the rooms over one desk: see [desk.New].
func New(table store.Table, law *policy.Law, keys *desk.Keyring, options Options) *Registrar {
	d := desk.New(table, law, keys, options)
	c, records, answers := cases.New(d, options), recording.New(d, options), answering.New(d)
	questions := asking.New(d, c, records, answers)
	return &Registrar{d, questions, exporting.New(d, questions, options), c, records, answers}
}

// NewKeyring is [desk.NewKeyring].
func NewKeyring(secret []byte) (*desk.Keyring, error) { return desk.NewKeyring(secret) }

// Weight is [desk.Weight].
func Weight(text []byte) int { return desk.Weight(text) }
