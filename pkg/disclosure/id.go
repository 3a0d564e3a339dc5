package disclosure

import (
	"fmt"

	"github.com/google/uuid"
)

// EntryID names an entry: a version 7 UUID (RFC 9562) in lower case. It carries
// the millisecond in which it was made, so it is shown to officers and auditors
// and never to a data subject.
type EntryID string

// ParseEntryID accepts the canonical lower-case form only, so that one entry
// has one key.
func ParseEntryID(s string) (EntryID, error) {
	id, err := uuid.Parse(s)
	if err != nil || id.String() != s || id.Version() != 7 {
		return "", fmt.Errorf("entry id: not a version 7 UUID in lower case")
	}
	return EntryID(s), nil
}

// String returns the canonical form.
func (id EntryID) String() string { return string(id) }

// DocumentID names one archived letter, e-mail or recording. It is random (a
// version 4 UUID) and so says nothing of the case or of when it was made.
type DocumentID string

// ParseDocumentID accepts the canonical lower-case form only.
func ParseDocumentID(s string) (DocumentID, error) {
	id, err := uuid.Parse(s)
	if err != nil || id.String() != s {
		return "", fmt.Errorf("document id: not a UUID in lower case")
	}
	return DocumentID(s), nil
}

// String returns the canonical form.
func (id DocumentID) String() string { return string(id) }
