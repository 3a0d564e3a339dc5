package disclosure

import (
	"encoding/json"
	"fmt"
	"time"

	jsonv1 "github.com/go-json-experiment/json/v1" // reads as encoding/json does, in half the time
)

// Kind is what an entry says.
type Kind string

// The kinds of entry. Later kinds are added here; none is ever renamed, since
// the bytes of an entry are hashed.
const (
	KindDisclosure     Kind = "disclosure"
	KindCorrection     Kind = "correction"
	KindCaseClosed     Kind = "case-closed"
	KindCaseReopened   Kind = "case-reopened"
	KindHoldPlaced     Kind = "hold-placed"
	KindHoldReleased   Kind = "hold-released"
	KindCorrespondence Kind = "correspondence-archived"
	KindFact           Kind = "fact"
	KindFactConfirmed  Kind = "fact-confirmed"
	KindFlagCleared    Kind = "flag-cleared"
	KindAnswerDecided  Kind = "answer-decided"
	KindAccess         Kind = "access"
	KindExport         Kind = "export"
	KindDisposal       Kind = "disposal"
	KindListedAnew     Kind = "listed-anew"

	KindDuplicateDecided Kind = "duplicate-decided"

	KindJoin        Kind = "join"
	KindJoinDecided Kind = "join-decided"
	KindJoinEnded   Kind = "join-ended"
)

// EntryVersion is the version of the envelope below.
const EntryVersion = 1

// Entry is one immutable fact in the register. Its canonical form (RFC 8785,
// JSON Canonicalization Scheme) is what the log commits to; the bytes are
// stored as they were hashed and never re-made.
type Entry struct {
	Version    int        `json:"v"`
	Kind       Kind       `json:"kind"`
	ID         EntryID    `json:"id"`
	Register   Register   `json:"register"`
	RecordedAt time.Time  `json:"recordedAt"`
	RecordedBy RecordedBy `json:"recordedBy"`
	Case       CaseRef    `json:"case,omitempty"`
	// Department is whose disclosure a correction is of; whoever corrects it may
	// belong to no department, or to another.
	Department string `json:"department,omitempty"`
	// About is the entry this one corrects, clears or documents.
	About EntryID `json:"about,omitempty"`
	// Policy pins what was applied, so that the decision can be replayed.
	Policy *PolicyVersions `json:"policy,omitempty"`
	Flags  []Flag          `json:"flags,omitempty"`
	// FoundBy commits the entry to everything that a search finds it by, and to the
	// keys of all that is destroyed with it, so that none of that is lost or altered
	// unseen: docs/ledger.md has the format.
	FoundBy string `json:"foundBy" doc:"Digest, in hexadecimal, of everything that a search finds the entry by and that is destroyed with it, so that none of it is lost or altered unseen"`
	// Body is the kind's own document: a [Disclosure], a [Correction], ….
	Body json.RawMessage `json:"body"`
}

// Owner is the department whose disclosure the entry is: the recorder's, or for
// a correction that of the original.
func (e *Entry) Owner() string {
	if e.Department != "" {
		return e.Department
	}
	return e.RecordedBy.Department
}

// Disclosed returns what the entry of a disclosure or a correction says was
// disclosed, and the original entry that it and its corrections are about.
func (e *Entry) Disclosed() (d *Disclosure, original EntryID, err error) {
	if e.Kind == KindCorrection {
		var c Correction
		if err := jsonv1.Unmarshal(e.Body, &c); err != nil {
			return nil, "", fmt.Errorf("decode a correction: %w", err)
		}
		return &c.Disclosure, e.About, nil
	}
	d = new(Disclosure)
	if err := jsonv1.Unmarshal(e.Body, d); err != nil {
		return nil, "", fmt.Errorf("decode a disclosure: %w", err)
	}
	return d, e.ID, nil
}

// Why returns the reason that an entry gives by which a disclosure reads otherwise: a
// correction, or that somebody was taken out of a share; "" of any other.
func (e *Entry) Why() (string, error) {
	if e.Kind != KindCorrection && e.Kind != KindMemberRemoved {
		return "", nil
	}
	var says struct {
		Reason string `json:"reason"`
	}
	if err := jsonv1.Unmarshal(e.Body, &says); err != nil {
		return "", fmt.Errorf("decode why an entry was corrected: %w", err)
	}
	return says.Reason, nil
}

// RecordedBy is who recorded an entry, from the token.
type RecordedBy struct {
	// Caller is a keyed hash of the identity provider's own id: the same person
	// has the same one, and nobody approves their own.
	Caller     string `json:"caller"`
	Name       string `json:"name"`
	Roles      []Role `json:"roles"`
	Department string `json:"department,omitempty"`
}

// PolicyVersions are the versions of the law and the notice applied.
type PolicyVersions struct {
	Catalogue     string `json:"catalogue" doc:"Version of the law catalogue" example:"2026-11-21"`
	Notice        string `json:"notice" example:"dartford-complaints"`
	NoticeVersion string `json:"noticeVersion" example:"2026-11"`
	// Engine is "" in entries from before it had a version.
	Engine string `json:"engine,omitempty" doc:"Version of the rules that are no data: how the catalogue and the notice are applied" example:"2026-11-29"`
}

// Correction is the body of a correction: the disclosure as it should read, and
// why. The original is never edited; both are found and shown.
type Correction struct {
	Reason     string     `json:"reason" minLength:"1" maxLength:"2000" doc:"What was wrong and how it was found"`
	Disclosure Disclosure `json:"disclosure" doc:"The disclosure as it should read, whole"`
}

// Closure is the body of a closure.
type Closure struct {
	ClosedOn     Date   `json:"closedOn" format:"date" doc:"The day the file was closed; retention runs from it"`
	TenancyEnded Date   `json:"tenancyEnded,omitzero" format:"date" doc:"The day the tenancy ended, for a copy on a tenancy file"`
	Note         string `json:"note,omitempty" maxLength:"2000"`
	// Confirmed is needed for a day that looks like a slip.
	Confirmed bool `json:"confirmed,omitempty" doc:"Set when a closing day that looks too early has been checked and is right"`
}

// Reopening is the body of a reopening: the clocks start again at the next
// closure.
type Reopening struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000"`
}

// HoldPlaced is the body of a hold.
type HoldPlaced struct {
	By       string `json:"by" minLength:"1" maxLength:"200" doc:"Court, body or post that asked for the hold"`
	Reason   string `json:"reason" minLength:"1" maxLength:"2000"`
	ReviewOn Date   `json:"reviewOn" format:"date" doc:"When the hold is looked at again"`
}

// HoldReleased is the body of a release; the entry is about the one that placed
// the hold.
type HoldReleased struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000"`
}

// CorrespondenceArchived is the body of an archived letter: what S3 was seen to
// hold when it was verified.
type CorrespondenceArchived struct {
	Document    DocumentID `json:"document"`
	Title       string     `json:"title"`
	ContentType string     `json:"contentType"`
	Size        int64      `json:"size" doc:"Bytes"`
	SHA256      string     `json:"sha256" doc:"Lower-case hexadecimal"`
	ObjectKey   string     `json:"objectKey"`
	Version     string     `json:"version" doc:"S3 version id; the letter is always read by it"`
	// Disclosure is the entry that sent or answered the letter, when given.
	Disclosure EntryID `json:"disclosure,omitempty"`
}

// ListedAnew is the body of an entry with which goes what lists an older one by the
// canonical forms of its references and names; that one is what the entry is about.
type ListedAnew struct {
	Entry    EntryID `json:"entry" doc:"The older entry"`
	Spelling int     `json:"spelling" doc:"Version of what its keys are made of"`
}

// Access is the body of an entry that says who looked at what.
type Access struct {
	Action   string     `json:"action" doc:"The operation of the API" example:"search-disclosures"`
	Entry    EntryID    `json:"entry,omitempty" doc:"The entry that was opened"`
	Document DocumentID `json:"document,omitempty" doc:"The letter that was opened"`
	Export   string     `json:"export,omitempty" doc:"The export that was asked for or shown"`
	// Asked is the question, by the names of its parts. Nothing personal stands
	// in it in clear: a person's reference and a recipient's name are the keyed
	// hashes that they are found by.
	Asked   map[string]string `json:"asked,omitempty" doc:"The question; a person's reference and a recipient's name as keyed hashes"`
	Purpose string            `json:"purpose" doc:"Why, in the caller's words"`
	Results int               `json:"results" doc:"How many things were shown; 0 for what was not found"`
}

// FlagCleared is the body of a clearance: the entry is about the one flagged.
type FlagCleared struct {
	Flag   int    `json:"flag" minimum:"0" doc:"Which of the entry's flags, counted from 0"`
	Rule   string `json:"rule" doc:"The flag's rule"`
	Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"What cleared it"`
	Kept   bool   `json:"kept,omitempty" doc:"True when departments are not shown the flag"`
}
