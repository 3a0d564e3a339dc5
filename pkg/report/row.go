package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/canonicaljson"
)

// RowVersion is the version of [Row]: it is hashed, so that any change to it is a new
// version. Version 1 had fewer titles, and versions 1 and 2 no facts of the register; both
// are still read: what has no title stands by its id alone.
const RowVersion = 3

// Reads reports whether this program knows the version of a row.
func Reads(version int) bool { return version >= 1 && version <= RowVersion }

// Row is one disclosure or correction with all that belongs to it, whole: what a line
// of a spreadsheet says, and what its digest is made of. docs/ledger.md describes the
// format.
type Row struct {
	Version int `json:"v"`
	// Entry is the entry, in the very bytes that the log committed to.
	Entry json.RawMessage `json:"entry"`
	Leaf  string          `json:"leaf"`
	// Corrected is what has corrected the entry, if anything has.
	Corrected *RowCorrected `json:"corrected,omitempty"`
	Flags     []RowFlag     `json:"flags"`
	Letters   []RowLetter   `json:"letters"`
	// Asks is what the notice asks of such a recipient, in its own plain words.
	Asks   []string `json:"asks"`
	Titles Titles   `json:"titles"`
	// Facts are what the register's facts say of its people's objections, restrictions and
	// consents, and of the agreement that it names, as they stood on the day.
	Facts []RowFact `json:"facts,omitempty"`
}

// Standing is how a fact stood on the day of a disclosure.
type Standing string

// The standings.
const (
	InForce     Standing = "in-force"
	EndedBefore Standing = "ended-before"
	Later       Standing = "later"
)

// RowFact is a fact of the register that a condition of the disclosure may turn on.
type RowFact struct {
	Fact     disclosure.EntryID  `json:"fact"` // its entry
	Kind     disclosure.FactKind `json:"kind"`
	About    string              `json:"about"` // the person's reference, or the agreement's
	Standing Standing            `json:"standing"`
	// Recorded is when the register learned of it: perhaps after the disclosure.
	Recorded    time.Time       `json:"recorded"`
	From        disclosure.Date `json:"from"`
	Until       disclosure.Date `json:"until,omitzero"`
	Recipient   string          `json:"recipient,omitempty"`
	Explicit    bool            `json:"explicit,omitempty"`
	Data        []string        `json:"data,omitempty"`
	Then        string          `json:"decidedThen,omitempty"` // of an objection, by the day: undecided too
	Decided     string          `json:"decided,omitempty"`
	DecidedOn   disclosure.Date `json:"decidedOn,omitzero"`
	Version     string          `json:"version,omitempty"`
	Signatories []string        `json:"signatories,omitempty"`
	Covers      string          `json:"covers,omitempty"`
	Reference   string          `json:"reference,omitempty"`
	Reason      string          `json:"reason,omitempty"`
}

// RowCorrected is the correction of an entry.
type RowCorrected struct {
	By     disclosure.EntryID `json:"by"`
	At     time.Time          `json:"at"`
	Reason string             `json:"reason"`
}

// FlagState is whether a flag still waits for the Data Protection Officer.
type FlagState string

// The states.
const (
	FlagOpen    FlagState = "open"
	FlagCleared FlagState = "cleared"
	FlagMet     FlagState = "met-by-correction" // a correction took it off the queue
)

// RowFlag is a flag of the entry, and what became of it.
type RowFlag struct {
	Number int `json:"flag"`
	// Before is the earlier word that it stands on, where it stands on one.
	Before disclosure.EntryID `json:"before,omitempty"`
	disclosure.Flag
	Name    string      `json:"name,omitempty"` // what the rule is about
	State   FlagState   `json:"state"`
	Cleared *RowCleared `json:"cleared,omitempty"`
	Met     *RowMet     `json:"metBy,omitempty"`
}

// RowMet is the correction that met a flag which nobody cleared.
type RowMet struct {
	Entry  disclosure.EntryID `json:"entry"`
	At     time.Time          `json:"at"`
	By     string             `json:"by"`
	Reason string             `json:"reason"`
}

// RowCleared is how a flag was cleared.
type RowCleared struct {
	Entry  disclosure.EntryID `json:"entry"`
	At     time.Time          `json:"at"`
	By     string             `json:"by"`
	Reason string             `json:"reason"`
}

// RowLetter is a letter that was sent or answered, as it was logged. One that has been
// destroyed has nothing but its id and state.
type RowLetter struct {
	Document   disclosure.DocumentID `json:"document"`
	State      string                `json:"state"`
	Title      string                `json:"title,omitempty"`
	SHA256     string                `json:"sha256,omitempty"`
	Size       int64                 `json:"size,omitempty"` // bytes
	ArchivedAt time.Time             `json:"archivedAt,omitzero"`
	Entry      disclosure.EntryID    `json:"entry,omitempty"`
}

// Titles are plain words for the ids in a row, as the catalogue had them when the row
// was written. An id without any stands for itself.
type Titles struct {
	Recipients map[string]string `json:"recipients,omitempty"` // a kind by "category/kind"
	Law        map[string]string `json:"law,omitempty"`
	Data       map[string]string `json:"data,omitempty"`
	Evidence   map[string]string `json:"evidence,omitempty"` // an answer of a few by "name/answer"
	Decision   string            `json:"decision,omitempty"`
	RefusedFor string            `json:"refusedFor,omitempty"`
	Notice     string            `json:"notice,omitempty"`
	Purpose    string            `json:"purpose,omitempty"` // of a purpose picked by its id
	Roles      map[string]string `json:"roles,omitempty"`
	Intake     map[string]string `json:"intake,omitempty"`  // channels, and kinds of record
	Method     string            `json:"method,omitempty"`  // of its channel
	Country    string            `json:"country,omitempty"` // of a transfer
	Told       string            `json:"told,omitempty"`
	Urgency    string            `json:"urgency,omitempty"`
}

// beside is an id with its title before it, where it has one.
func beside(title, id string) string {
	if title == "" || id == "" {
		return id
	}
	return title + " [" + id + "]"
}

func titled(words map[string]string, id string) string {
	if title := words[id]; title != "" {
		return title
	}
	return id
}

// Canonical returns the row as it is hashed: RFC 8785.
func (r *Row) Canonical() ([]byte, error) {
	b, err := canonicaljson.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("write a row: %w", err)
	}
	return b, nil
}

// Digest is the SHA-256 of rows in their order, each in its canonical form and ended
// by a line feed. Every form that rows are shown in has the same. The zero Digest is
// that of no rows. It is not for concurrent use.
type Digest struct {
	sum  hash.Hash
	rows int
}

// Add takes in the canonical form of one more row.
func (d *Digest) Add(canonical []byte) {
	if d.sum == nil {
		d.sum = sha256.New()
	}
	d.sum.Write(canonical)
	d.sum.Write([]byte{'\n'})
	d.rows++
}

// Rows returns how many rows there are.
func (d *Digest) Rows() int { return d.rows }

// String returns the digest of the rows so far in lower-case hexadecimal.
func (d *Digest) String() string {
	if d.sum == nil {
		d.sum = sha256.New()
	}
	return hex.EncodeToString(d.sum.Sum(nil))
}

// Line is a row made ready for its cells.
type Line struct {
	Canonical []byte // of the row
	row       *Row
	entry     *disclosure.Entry
	d         *disclosure.Disclosure
	why       string // the reason of a correction
}

// NewLine makes a row ready.
func NewLine(row *Row) (*Line, error) {
	l := &Line{row: row, entry: new(disclosure.Entry)}
	var err error
	if l.Canonical, err = row.Canonical(); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(row.Entry, l.entry); err != nil {
		return nil, fmt.Errorf("decode the entry of a row: %w", err)
	}
	if l.d, _, err = l.entry.Disclosed(); err != nil {
		return nil, err
	}
	if l.entry.Kind == disclosure.KindCorrection {
		var c disclosure.Correction
		if err := json.Unmarshal(l.entry.Body, &c); err != nil {
			return nil, fmt.Errorf("decode a correction: %w", err)
		}
		l.why = c.Reason
	}
	return l, nil
}

// Entry is the entry of the row.
func (l *Line) Entry() *disclosure.Entry { return l.entry }

// Disclosure is what the row tells of.
func (l *Line) Disclosure() *disclosure.Disclosure { return l.d }
