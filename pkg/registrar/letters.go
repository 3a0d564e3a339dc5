package registrar

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// LetterRequest describes a letter, e-mail or recording about to be archived.
type LetterRequest struct {
	Title       string             `json:"title" minLength:"1" maxLength:"200" doc:"What the letter is; shown to those who may open it"`
	ContentType string             `json:"contentType" minLength:"3" maxLength:"127" pattern:"^[a-z0-9.+-]+/[a-z0-9.+-]+$" example:"application/pdf"`
	Size        int64              `json:"size" minimum:"1" maximum:"5368709120" doc:"Bytes; at most 5 GiB"`
	SHA256      string             `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the bytes, lower-case hexadecimal"`
	Disclosure  disclosure.EntryID `json:"disclosure,omitempty" doc:"The disclosure that sent or answered the letter"`
}

// UploadTicket lets its holder put one letter straight into S3: these bytes,
// these headers, once.
type UploadTicket struct {
	Document disclosure.DocumentID `json:"document"`
	Method   string                `json:"method"`
	URL      string                `json:"url"`
	Headers  map[string]string     `json:"headers" doc:"Send exactly these"`
	Expires  time.Time             `json:"expires" doc:"Ask again with the same Idempotency-Key for a fresh link to the same document"`
	Lapses   time.Time             `json:"lapses" doc:"An upload not completed by then is given up"`
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

// How long things last.
const (
	// TicketLasts is how long an upload link works.
	TicketLasts = 15 * time.Minute
	// TicketLapses is how long after the ticket an upload may be completed. What
	// is not completed by then is released and destroyed by retention.
	TicketLapses = 7 * 24 * time.Hour
	// LinkLasts is how long a download link works.
	LinkLasts = 5 * time.Minute
)

// States of a document.
const (
	stateAwaiting = "awaiting-upload"
	stateArchived = "archived"
	// stateLapsed: not completed in time; being destroyed by retention.
	stateLapsed = "lapsed"
	// stateDestroyed: a tombstone. It holds no more than the department, which
	// decides who is told that the letter is gone.
	stateDestroyed = "destroyed"
)

// document is a letter as stored beside its case.
type document struct {
	LetterRequest
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

func decodeDocument(item store.Item) (*document, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	d := new(document)
	if err := json.Unmarshal(doc, d); err != nil {
		return nil, fmt.Errorf("decode a document: %w", err)
	}
	d.State = text(item, attrState)
	return d, nil
}

func (d *document) item(register disclosure.Register, ref disclosure.CaseRef) (store.Item, error) {
	doc, err := json.Marshal(d)
	if err != nil {
		return store.Item{}, fmt.Errorf("encode a document: %w", err)
	}
	key := store.DocumentKey(register.String(), ref.String(), d.ID.String())
	return store.Item{Key: key, Attrs: store.Attrs{attrState: d.State, attrDoc: doc}}, nil
}

func (d *document) letter() Letter {
	return Letter{
		Document: d.ID, State: d.State, Title: d.Title, ContentType: d.ContentType, Size: d.Size, SHA256: d.SHA256,
		TicketedAt: d.TicketedAt, ArchivedAt: d.ArchivedAt, Disclosure: d.Disclosure, LegalHold: d.State == stateArchived,
	}
}

// RequestUpload promises a place for a letter in a case and returns a ticket to
// put it there. The place is written first: a crash after it leaves a place that
// lapses, and never an object that nothing knows of.
//
// A repeat with the same key gives the same document with a fresh link.
func (r *Registrar) RequestUpload(ctx context.Context, by Asking, ref disclosure.CaseRef, l LetterRequest) (UploadTicket, error) {
	reach, err := may(by.Caller, "request-upload")
	if err != nil {
		return UploadTicket{}, err
	}
	o, err := r.once(by, "request-upload", struct {
		Case disclosure.CaseRef
		Body LetterRequest
	}{ref, l})
	if err != nil {
		return UploadTicket{}, err
	}
	var doc document
	err = afresh(ctx, func() error {
		doc = document{}
		return r.requestUpload(ctx, by.Caller, reach, o, ref, l, &doc)
	})
	if err != nil {
		return UploadTicket{}, err
	}
	return r.ticket(ctx, &doc)
}

func (r *Registrar) requestUpload(ctx context.Context, by disclosure.Caller, reach reach, o once, ref disclosure.CaseRef, l LetterRequest, doc *document) error {
	found, err := r.loadCase(ctx, by.Register, ref, o)
	if err != nil {
		return err
	}
	if found.first != nil {
		return o.first(*found.first, doc)
	}
	if found.file == nil || !found.file.mayHandle(by, reach) {
		return noCase()
	}
	if err := found.file.refuseIfFenced(); err != nil {
		return err
	}
	id, err := uuid.NewRandomFromReader(r.random)
	if err != nil {
		return fmt.Errorf("make a document id: %w", err)
	}
	key, err := archive.NewKey(r.random, by.Register.String())
	if err != nil {
		return fmt.Errorf("make an object key: %w", err)
	}
	*doc = document{
		LetterRequest: l, ID: disclosure.DocumentID(id.String()), Key: key, State: stateAwaiting,
		Department: by.Department, TicketedAt: r.at(), Request: o.key.Partition,
	}
	first, err := o.write(r.random, doc)
	if err != nil {
		return err
	}
	item, err := doc.item(by.Register, ref)
	if err != nil {
		return err
	}
	d := &draft{writes: []store.Write{
		{Action: store.Put, Item: item, If: store.Absent()},
		found.file.unfenced(by.Register),
		remind(by.Register, store.Lapses, disclosure.DateOf(doc.TicketedAt.Add(TicketLapses)), ref, id.String()),
	}}
	if l.Disclosure != "" {
		d.also(linked(by.Register, ref, l.Disclosure))
		d.otherwise(notWellFormed([]disclosure.Finding{formFinding("/disclosure", "There is no such disclosure in this case.")}))
	}
	return d.explain(r.commit(ctx, append([]store.Write{first}, d.writes...), o.reading(doc)))
}

// linked holds when the disclosure is one of the case. It does not read it.
func linked(register disclosure.Register, ref disclosure.CaseRef, id disclosure.EntryID) store.Write {
	return store.Write{
		Action: store.Check,
		Item:   store.Item{Key: store.EntryKey(register.String(), id.String())},
		If:     store.Attr(attrCase, ref.String()),
	}
}

func (r *Registrar) ticket(ctx context.Context, doc *document) (UploadTicket, error) {
	lapses := doc.TicketedAt.Add(TicketLapses)
	if !r.at().Before(lapses) {
		return UploadTicket{}, lapsed()
	}
	declared, err := doc.declared()
	if err != nil {
		return UploadTicket{}, err
	}
	t, err := r.letters.Ticket(ctx, declared, r.at(), TicketLasts)
	if err != nil {
		return UploadTicket{}, fmt.Errorf("presign an upload: %w", err)
	}
	return UploadTicket{Document: doc.ID, Method: t.Method, URL: t.URL, Headers: t.Headers, Expires: t.Expires, Lapses: lapses}, nil
}

// declared is the letter as its sender described it.
func (d *document) declared() (archive.Letter, error) {
	sum, err := hex.DecodeString(d.SHA256)
	if err != nil || len(sum) != sha256.Size {
		return archive.Letter{}, notWellFormed([]disclosure.Finding{formFinding("/sha256", "Give the SHA-256 of the letter as 64 lower-case hexadecimal digits.")})
	}
	return archive.Letter{Key: d.Key, ContentType: d.ContentType, Size: d.Size, SHA256: [sha256.Size]byte(sum)}, nil
}

func lapsed() error {
	return disclosure.Fail(disclosure.Conflict, "This upload was not completed within seven days and has lapsed. Ask for a new ticket.")
}

// Archived is the answer to completing an upload.
type Archived struct {
	Recorded
	Document disclosure.DocumentID `json:"document"`
	Size     int64                 `json:"size"`
	SHA256   string                `json:"sha256"`
	Version  string                `json:"version" doc:"S3 version id of the letter"`
}

// CompleteUpload verifies against S3 that the letter is there as promised, under
// legal hold, and records it. Until then the letter is not part of the register.
func (r *Registrar) CompleteUpload(ctx context.Context, by Asking, ref disclosure.CaseRef, id disclosure.DocumentID) (Archived, error) {
	reach, err := may(by.Caller, "complete-upload")
	if err != nil {
		return Archived{}, err
	}
	o, err := r.once(by, "complete-upload", struct {
		Case     disclosure.CaseRef
		Document disclosure.DocumentID
	}{ref, id})
	if err != nil {
		return Archived{}, err
	}
	var answer Archived
	err = afresh(ctx, func() error {
		answer = Archived{}
		return r.completeUpload(ctx, by.Caller, reach, o, ref, id, &answer)
	})
	return answer, err
}

func (r *Registrar) completeUpload(ctx context.Context, by disclosure.Caller, reach reach, o once, ref disclosure.CaseRef, id disclosure.DocumentID, answer *Archived) error {
	docKey := store.DocumentKey(by.Register.String(), ref.String(), id.String())
	found, err := r.loadCase(ctx, by.Register, ref, o, docKey)
	if err != nil {
		return err
	}
	if found.first != nil {
		return o.first(*found.first, answer)
	}
	doc, err := found.document(by, reach, docKey)
	if err != nil {
		return err
	}
	if err := found.file.refuseIfFenced(); err != nil {
		return err
	}
	at := r.at()
	switch {
	case doc.State == stateArchived:
		return archivedAlready()
	case doc.State == stateDestroyed:
		return destroyed()
	case doc.State == stateLapsed, !at.Before(doc.TicketedAt.Add(TicketLapses)):
		return lapsed()
	}
	stored, err := r.inspect(ctx, doc)
	if err != nil {
		return err
	}

	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindCorrespondence, Case: ref, About: doc.Disclosure},
		disclosure.CorrespondenceArchived{
			Document: id, Title: doc.Title, ContentType: doc.ContentType, Size: doc.Size, SHA256: doc.SHA256,
			ObjectKey: doc.Key, Version: stored.Version, Disclosure: doc.Disclosure,
		})
	if err != nil {
		return err
	}
	doc.State, doc.Version, doc.ArchivedAt, doc.Entry = stateArchived, stored.Version, at, draft.entry.ID
	item, err := doc.item(by.Register, ref)
	if err != nil {
		return err
	}
	// The letter's item outlives the entry: disposal turns it into a tombstone.
	draft.also(store.Write{Action: store.Put, Item: item, If: store.Attr(attrState, stateAwaiting)})
	draft.otherwise(archivedAlready())
	draft.also(found.file.unfenced(by.Register))
	about := []term{{store.ByCaseEvent, ref.String()}}
	if doc.Disclosure != "" {
		about = append(about, term{store.ByEntry, doc.Disclosure.String()})
	}
	draft.index(at, about, store.Attrs{attrKind: string(disclosure.KindCorrespondence)})
	*answer = Archived{
		Recorded: Recorded{ID: draft.entry.ID, RecordedAt: at, Flags: []disclosure.Flag{}, Leaf: draft.leaf.String()},
		Document: id, Size: doc.Size, SHA256: doc.SHA256, Version: stored.Version,
	}
	return r.conclude(ctx, o, draft, answer)
}

func archivedAlready() error {
	return disclosure.Fail(disclosure.Conflict, "This letter is archived already.")
}

// document returns a document that the caller may handle.
func (c caseItems) document(by disclosure.Caller, reach reach, key store.Key) (*document, error) {
	item, ok := c.other[key]
	if !ok || c.file == nil {
		return nil, noDocument()
	}
	doc, err := decodeDocument(item)
	if err != nil {
		return nil, err
	}
	if !reach.covers(by, doc.Department) {
		return nil, noDocument()
	}
	return doc, nil
}

// destroyed tells those who could have seen a letter that it is gone.
func destroyed() error {
	return disclosure.Fail(disclosure.Gone, "This letter was destroyed when its retention period ended. Its case's certificate says when and under which rule.")
}

func noDocument() error {
	return disclosure.Fail(disclosure.NotFound, "There is no such letter in this case.")
}

// inspect checks what S3 holds against what was promised.
func (r *Registrar) inspect(ctx context.Context, doc *document) (archive.Stored, error) {
	declared, err := doc.declared()
	if err != nil {
		return archive.Stored{}, err
	}
	stored, err := r.letters.Inspect(ctx, doc.Key)
	switch {
	case errors.Is(err, archive.ErrNotUploaded):
		return archive.Stored{}, disclosure.Fail(disclosure.Conflict, "The letter has not arrived in the archive. Upload it with the ticket, or repeat the ticket request for a fresh link, then complete again.")
	case err != nil:
		e := disclosure.Fail(disclosure.Unavailable, "The archive could not be asked whether the letter has arrived. Try again.")
		e.Cause = err
		return archive.Stored{}, e
	}
	if err := stored.Check(declared); err != nil {
		e := disclosure.Fail(disclosure.Conflict, "What is in the archive is not what the ticket promised: its size, its digest or its legal hold differs. Ask for a new ticket and tell your Data Protection Officer.")
		e.Cause = err
		return archive.Stored{}, e
	}
	return stored, nil
}

// Link is a short-lived way to read one letter or report.
type Link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// OpenLetter returns a link to an archived letter, after recording that the
// caller asked for it: the access is on record before the link is given.
func (r *Registrar) OpenLetter(ctx context.Context, by Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (Link, error) {
	reach, err := maySee(by, "open-letter")
	if err != nil {
		return Link{}, err
	}
	if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
		return Link{}, noDocument()
	}
	looked := disclosure.Access{Action: "open-letter", Document: id}
	item, err := r.table.Get(ctx, store.DocumentKey(by.Caller.Register.String(), ref.String(), id.String()))
	if errors.Is(err, store.ErrNoItem) {
		return Link{}, r.unseen(ctx, by, ref, looked, noDocument())
	}
	if err != nil {
		return Link{}, read("load a letter", err)
	}
	doc, err := decodeDocument(item)
	if err != nil {
		return Link{}, err
	}
	if !reach.covers(by.Caller, doc.Department) {
		return Link{}, r.unseen(ctx, by, ref, looked, noDocument())
	}
	if doc.State == stateDestroyed {
		return Link{}, destroyed()
	}
	if doc.State != stateArchived {
		return Link{}, disclosure.Fail(disclosure.Conflict, "This letter has not been archived yet.")
	}
	looked.Results = 1
	if err := r.recordAccess(ctx, by, ref, looked); err != nil {
		return Link{}, err
	}
	at := r.at()
	url, err := r.letters.Link(ctx, doc.download(), at, LinkLasts)
	if err != nil {
		return Link{}, fmt.Errorf("presign a download: %w", err)
	}
	return Link{URL: url, Expires: at.Add(LinkLasts)}, nil
}

// download names the file by the document's id: the name travels in the link,
// where a title might name a person.
func (d *document) download() archive.Download {
	name := "letter-" + d.ID.String()
	if extensions, err := mime.ExtensionsByType(d.ContentType); err == nil && len(extensions) > 0 {
		name += extensions[0]
	}
	return archive.Download{Key: d.Key, Version: d.Version, Filename: name, ContentType: d.ContentType}
}
