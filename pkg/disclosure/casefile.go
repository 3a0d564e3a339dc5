package disclosure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CaseRef is the council's own reference for a file, such as "DBC-C-2026-0141" or
// "DSR/26/001". It is the department's to choose and must not hold a person's name.
type CaseRef string

// MostCaseRef is how many characters a case's reference has at most.
const MostCaseRef = 64

// ParseCaseRef accepts whatever can be printed on one line ([OneLine]), of 1 to
// [MostCaseRef] characters with a letter or a digit among them: dots alone mean
// something else in a path, however they are escaped. In keys a case has another name
// ([CaseRef.Key]), and in a path its reference is escaped.
func ParseCaseRef(s string) (CaseRef, error) {
	said := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	if !OneLine(s) || !strings.ContainsFunc(s, said) || utf8.RuneCountInString(s) > MostCaseRef {
		return "", fmt.Errorf("case: 1 to %d characters on one line, each of which can be seen, with a letter or digit among them and no space at either end", MostCaseRef)
	}
	return CaseRef(s), nil
}

// String returns the reference.
func (c CaseRef) String() string { return string(c) }

// Key is the case's name in keys, the same however its reference is spelt. Nothing in
// a reference has to be escaped there, and no key shows one. It is a plain digest: a
// case is found when the registers' secret is lost, and by whoever checks the log
// without it. It is part of the stored format.
func (c CaseRef) Key() string {
	sum := sha256.Sum256([]byte("case/2\n" + Canonical(c.String())))
	return "~" + hex.EncodeToString(sum[:16])
}

// CaseState is where a case is in its life.
type CaseState string

// The states. A hold is not a state of its own: a case of any state may be held.
const (
	CaseOpen      CaseState = "open"
	CaseClosed    CaseState = "closed"
	CaseDisposing CaseState = "disposing" // fenced: nothing may be added while disposal runs
	CaseDisposed  CaseState = "disposed"  // destroyed; only certificates and leaves remain
)

// Case is the current state of a case, kept beside its entries. Retention
// starts from it.
type Case struct {
	Ref      CaseRef   `json:"case"`
	State    CaseState `json:"state"`
	Notices  []string  `json:"notices" doc:"Notices under which data in this case was shared"`
	OpenedAt time.Time `json:"openedAt" doc:"When the first entry was recorded"`
	Triggers Triggers  `json:"triggers"`
	Holds    []Hold    `json:"holds"`
	// Classes are the retention classes chosen for the case; none means the
	// default class of each notice.
	Classes []string `json:"classes,omitempty" doc:"Retention classes chosen for the case; the notices' own when left out"`
	// Review is the last review of a case that is kept for at least a period.
	Review Review `json:"review,omitzero"`
}

// Triggers are the days a retention period may start from. A zero day means the
// event has not happened, or is not known: the period has not started.
type Triggers struct {
	RecordCreated Date `json:"recordCreated,omitzero"`
	Closed        Date `json:"closed,omitzero"`
	// LastDisclosed is later than Closed, and takes its place except for a maximum:
	// a file in which something was still to be disclosed was not finished. It is the
	// zero Date where nothing was, and while the case is open. What the Data Protection Officer
	// knew of when confirming the closing day is passed over.
	LastDisclosed      Date `json:"lastDisclosed,omitzero" doc:"Of a closed case: the latest day after the closing day on which something in it was disclosed. Periods other than maximum ones run from it"`
	TenancyEnded       Date `json:"tenancyEnded,omitzero"`
	Born               Date `json:"born,omitzero"`
	Died               Date `json:"died,omitzero"`
	AdoptionOrder      Date `json:"adoptionOrder,omitzero"`
	ApprovalTerminated Date `json:"approvalTerminated,omitzero"`
	MarkerReviewed     Date `json:"markerReviewed,omitzero" doc:"When a marker was set or last reviewed"`
	// Ended is of a fact, which belongs to no case: its last day, or the day another
	// took its place. It is never stored with a case.
	Ended Date `json:"-"`
}

// Hold stops disposal of a case: a pending court case, an inquiry. Several may
// stand at once.
type Hold struct {
	ID         EntryID `json:"id" doc:"The entry that placed the hold"`
	By         string  `json:"by" doc:"Court, body or post that asked for the hold"`
	Reason     string  `json:"reason"`
	PlacedOn   Date    `json:"placedOn"`
	ReviewOn   Date    `json:"reviewOn"`
	ReleasedOn Date    `json:"releasedOn,omitzero"`
}

// Held reports whether any hold stands.
func (c Case) Held() bool {
	for _, h := range c.Holds {
		if h.ReleasedOn.IsZero() {
			return true
		}
	}
	return false
}
