package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// LetterRequest describes a letter, e-mail or recording about to be archived.
type LetterRequest struct {
	Title       string             `json:"title" minLength:"1" maxLength:"200" doc:"What the letter is; shown to those who may open it"`
	ContentType string             `json:"contentType" minLength:"3" maxLength:"127" pattern:"^[a-z0-9.+-]+/[a-z0-9.+-]+$" patternDescription:"a media type in lower case, such as application/pdf" example:"application/pdf"`
	Size        int64              `json:"size" minimum:"1" maximum:"5368709120" doc:"Bytes; at most 5 GiB"`
	SHA256      string             `json:"sha256" pattern:"^[0-9a-f]{64}$" patternDescription:"64 lower-case hexadecimal digits" doc:"SHA-256 of the bytes, lower-case hexadecimal"`
	Disclosure  disclosure.EntryID `json:"disclosure,omitempty" doc:"The disclosure that sent or answered the letter"`
}

// Letter is an archived letter, or one being uploaded, as shown.
type Letter struct {
	Document    disclosure.DocumentID `json:"document"`
	State       string                `json:"state" enum:"awaiting-upload,archived,lapsed,destroyed"`
	Title       string                `json:"title"`
	ContentType string                `json:"contentType"`
	Size        int64                 `json:"size"`
	SHA256      string                `json:"sha256"`
	TicketedAt  time.Time             `json:"ticketedAt"`
	ArchivedAt  time.Time             `json:"archivedAt,omitzero"`
	Disclosure  disclosure.EntryID    `json:"disclosure,omitempty"`
	LegalHold   bool                  `json:"legalHold" doc:"True: S3 refuses to delete it until retention takes the hold off"`
}

// Archived reports whether the letter is in the archive: neither on its way there nor
// destroyed.
func (l Letter) Archived() bool { return l.State == LetterArchived }

// Destroyed reports whether the letter was destroyed with its case.
func (l Letter) Destroyed() bool { return l.State == LetterDestroyed }

// How long things last.
const (
	// TicketLapses is how long after the ticket an upload may be completed. What
	// is not completed by then is released and destroyed by retention.
	TicketLapses = 7 * 24 * time.Hour
	// LinkLasts is how long a download link works.
	LinkLasts = 5 * time.Minute
)

// States of a document.
const (
	LetterAwaiting = "awaiting-upload"
	LetterArchived = "archived"
	// stateLapsed: not completed in time; being destroyed by retention.
	LetterLapsed = "lapsed"
	// stateDestroyed: a tombstone. It holds no more than the department, which
	// decides who is told that the letter is gone.
	LetterDestroyed = "destroyed"
)

// Document is a letter as stored beside its case.
type Document struct {
	LetterRequest
	Case       disclosure.CaseRef    `json:"case,omitempty"` // as whoever sends the letter wrote it; not of those before 30 November 2026
	ID         disclosure.DocumentID `json:"id"`
	Key        string                `json:"key"` // in S3; random
	State      string                `json:"-"`
	Department string                `json:"department,omitempty"`
	TicketedAt time.Time             `json:"ticketedAt"`
	ArchivedAt time.Time             `json:"archivedAt,omitzero"`
	Version    string                `json:"version,omitempty"`
	Entry      disclosure.EntryID    `json:"entry,omitempty"`
	// Request is the partition of the request's idempotency item, which holds the
	// title too and goes with the letter.
	Request string `json:"request,omitempty"`
}

// DecodeDocument is the letter of a stored item.
func DecodeDocument(item store.Item) (*Document, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	d := new(Document)
	if err := json.Unmarshal(doc, d); err != nil {
		return nil, fmt.Errorf("decode a document: %w", err)
	}
	d.State = text(item, attrState)
	return d, nil
}

// item is the document's, in the case of the name in keys.
func (d *Document) item(register disclosure.Register, file string) (store.Item, error) {
	doc, err := json.Marshal(d)
	if err != nil {
		return store.Item{}, fmt.Errorf("encode a document: %w", err)
	}
	key := store.DocumentKey(register.String(), file, d.ID.String())
	return store.Item{Key: key, Attrs: store.Attrs{attrState: d.State, attrDoc: doc}}, nil
}

// lapsesOn is the day on which an upload that was not completed is given up.
func (d *Document) lapsesOn() disclosure.Date {
	return disclosure.DateOf(d.TicketedAt.Add(TicketLapses))
}

// AwaitedAt is where the department's list has the letter until it has arrived.
func (d *Document) AwaitedAt(register disclosure.Register) store.Key {
	return awaitedLetter(register, d.Department, d.lapsesOn().String(), d.ID.String())
}

// Place is what keeps the letter a place in the case until it arrives or lapses: its item,
// what retention is reminded by, and the department's list.
func (d *Document) Place(register disclosure.Register, file *CaseFile) ([]store.Write, error) {
	item, err := d.item(register, file.name)
	if err != nil {
		return nil, err
	}
	lapses := Remind(register, store.Lapses, d.lapsesOn(), file.name, d.ID.String())
	lapses.Item.Attrs[attrDepartment] = d.Department
	return []store.Write{
		{Action: store.Put, Item: item, If: store.Absent()},
		file.Unfenced(register),
		lapses,
		{Action: store.Put, Item: store.Item{Key: d.AwaitedAt(register), Attrs: store.Attrs{attrCase: file.name}}},
	}, nil
}

// NoLonger writes the letter as it is once it is not awaited any more, if nothing else has
// made it so.
func (d *Document) NoLonger(register disclosure.Register, file string) (store.Write, error) {
	item, err := d.item(register, file)
	return store.Write{Action: store.Put, Item: item, If: store.Attr(attrState, LetterAwaiting)}, err
}

func awaitedLetter(register disclosure.Register, department, lapsesOn, id string) store.Key {
	return store.WatchKey(register.String(), store.WatchLetters(disclosure.Canonical(department)), lapsesOn, id)
}

// DocumentAt is where the document is in the case of a name in keys.
func DocumentAt(register disclosure.Register, id disclosure.DocumentID) func(string) store.Key {
	return func(file string) store.Key { return store.DocumentKey(register.String(), file, id.String()) }
}

// lettersIn is the query of the letters of a case, by its name in keys.
func lettersIn(register disclosure.Register, file string) store.Query {
	return store.Query{
		Partition: store.CasePartition(register.String(), file),
		From:      store.DocumentPrefix, To: store.DocumentPrefix + "~", Limit: store.MaxBatch,
	}
}

func (d *Document) letter() Letter {
	return Letter{
		Document: d.ID, State: d.State, Title: d.Title, ContentType: d.ContentType, Size: d.Size, SHA256: d.SHA256,
		TicketedAt: d.TicketedAt, ArchivedAt: d.ArchivedAt, Disclosure: d.Disclosure, LegalHold: d.State == LetterArchived,
	}
}

// Declared is the letter as its sender described it.
func (d *Document) Declared() (archive.Letter, error) {
	sum, err := hex.DecodeString(d.SHA256)
	if err != nil || len(sum) != sha256.Size {
		return archive.Letter{}, notWellFormed(formFinding("/sha256", "Give the SHA-256 of the letter as 64 lower-case hexadecimal digits."))
	}
	return archive.Letter{Key: d.Key, ContentType: d.ContentType, Size: d.Size, SHA256: [sha256.Size]byte(sum)}, nil
}

// Document returns a document that the caller may handle.
func (c CaseItems) Document(by disclosure.Caller, reach power.Reach, key func(string) store.Key) (*Document, error) {
	item, there := c.At(key)
	if !there {
		return nil, NoLetter()
	}
	doc, err := DecodeDocument(item)
	if err != nil {
		return nil, err
	}
	if !reach.Covers(by, doc.Department) {
		return nil, NoLetter()
	}
	return doc, nil
}

// destroyed tells those who could have seen a letter that it is gone.
func LetterGone() error {
	return disclosure.Fail(disclosure.Gone, "This letter was destroyed when its retention period ended. Its case's certificate says when and under which rule.")
}

// NoLetter tells that there is no letter, or none that is the caller's.
func NoLetter() error {
	return disclosure.Fail(disclosure.NotFound, "There is no such letter in this case.")
}
