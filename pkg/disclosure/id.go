package disclosure

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
)

// EntryID names an entry: a version 7 UUID (RFC 9562) in lower case. It carries
// the instant at which the entry was recorded, so that an access is
// found by its id alone; and so it is never shown to a data subject.
type EntryID string

// NewEntryID returns an id of an entry recorded at the instant, to the
// millisecond. Of two ids of one millisecond, the one with the lower order, of
// which 12 bits are kept, sorts first; 62 more bits are random.
func NewEntryID(at time.Time, order uint16, random io.Reader) (EntryID, error) {
	var id uuid.UUID
	if _, err := io.ReadFull(random, id[8:]); err != nil {
		return "", fmt.Errorf("read an id: %w", err)
	}
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|0x7000|uint64(order&0x0fff))
	id[8] = id[8]&0x3f | 0x80
	return EntryID(id.String()), nil
}

// RecordedAt is the instant in the id, in UTC, to the millisecond: its entry's
// own [Entry.RecordedAt]. The error is of an id that is not in its form.
func (id EntryID) RecordedAt() (time.Time, error) {
	parsed, err := uuid.Parse(string(id))
	if err != nil || parsed.Version() != 7 {
		return time.Time{}, errors.New("the id of an entry is not in its form")
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(parsed[:8]) >> 16)).UTC(), nil
}

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
