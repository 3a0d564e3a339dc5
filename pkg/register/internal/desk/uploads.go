package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

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

// RequestUpload promises a place for a letter in a case and returns a ticket to
// put it there. The place is written first: a crash after it leaves a place that
// lapses, and never an object that nothing knows of.
//
// A repeat with the same key gives the same document with a fresh link.
func (r *Registrar) RequestUpload(ctx context.Context, by Asking, ref disclosure.CaseRef, l LetterRequest) (UploadTicket, error) {
	reach, err := power.May(by.Caller, "request-upload")
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
	doc, err := Afresh(ctx, func(doc *document) error {
		return r.requestUpload(ctx, by.Caller, reach, o, ref, l, doc)
	})
	if err != nil {
		return UploadTicket{}, err
	}
	return r.ticket(ctx, &doc)
}

func (r *Registrar) requestUpload(ctx context.Context, by disclosure.Caller, reach power.Reach, o once, ref disclosure.CaseRef, l LetterRequest, doc *document) error {
	linked := store.EntryKey(by.Register.String(), l.Disclosure.String())
	var also []func(string) store.Key
	if _, err := disclosure.ParseEntryID(l.Disclosure.String()); err == nil {
		also = append(also, func(string) store.Key { return linked })
	}
	found, err := r.loadCase(ctx, by.Register, ref, briefly, o, also...)
	if err != nil {
		return err
	}
	if found.first != nil {
		return o.first(*found.first, doc)
	}
	if found.file == nil || !found.file.mayHandle(by, reach) {
		return noCase()
	}
	if err := found.file.RefuseIfFenced(); err != nil {
		return err
	}
	if l.Disclosure != "" {
		if err := found.mayLink(by, reach, linked); err != nil {
			return err
		}
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
		LetterRequest: l, Case: ref, ID: disclosure.DocumentID(id.String()), Key: key, State: stateAwaiting,
		Department: by.Department, TicketedAt: r.at(), Request: o.key.Partition,
	}
	first, err := o.write(r.random, doc)
	if err != nil {
		return err
	}
	item, err := doc.item(by.Register, found.file.name)
	if err != nil {
		return err
	}
	lapses := Remind(by.Register, store.Lapses, doc.lapsesOn(), found.file.name, id.String())
	lapses.Item.Attrs[attrDepartment] = by.Department
	d := &draft{writes: []store.Write{
		{Action: store.Put, Item: item, If: store.Absent()},
		found.file.unfenced(by.Register),
		lapses,
		{Action: store.Put, Item: store.Item{Key: doc.awaitedAt(by.Register), Attrs: store.Attrs{attrCase: found.file.name}}},
	}}
	return d.explain(r.commit(ctx, append([]store.Write{first}, d.writes...), o.reading(doc)))
}

// mayLink refuses a letter of what is no disclosure of the case that the caller may
// open. An entry is destroyed only with its case, and then the case is fenced.
func (c caseItems) mayLink(by disclosure.Caller, reach power.Reach, linked store.Key) error {
	if item, there := c.items[linked]; there {
		entry, _, err := decodeEntry(item)
		if err != nil {
			return err
		}
		if reach.Opens(by, entry) {
			name, err := nameIn(item)
			if err != nil || name == c.file.name {
				return err
			}
		}
	}
	return notWellFormed(formFinding("/disclosure", "There is no such disclosure in this case."))
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

// Ticket gives the ticket of a letter that has not arrived once more, with a fresh link to
// the same place, whatever key it was asked for with. The look is on record before the
// link is given.
func (r *Registrar) Ticket(ctx context.Context, by Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (UploadTicket, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-ticket")
	if err != nil {
		return UploadTicket{}, err
	}
	if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
		return UploadTicket{}, NoLetter()
	}
	looked := disclosure.Access{Action: "show-ticket", Document: id}
	at := documentAt(by.Caller.Register, id)
	found, err := r.loadCase(ctx, by.Caller.Register, ref, briefly, once{}, at)
	if err != nil && !isNotFound(err) {
		return UploadTicket{}, err
	}
	doc, err := found.document(by.Caller, reach, at)
	if isNotFound(err) {
		return UploadTicket{}, r.unseen(ctx, by, ref, looked, err)
	}
	if err != nil {
		return UploadTicket{}, err
	}
	if err := found.file.RefuseIfFenced(); err != nil {
		return UploadTicket{}, err
	}
	switch doc.State {
	case stateArchived:
		return UploadTicket{}, archivedAlready()
	case stateDestroyed:
		return UploadTicket{}, destroyed()
	case stateLapsed:
		return UploadTicket{}, lapsed()
	}
	looked.Results = 1
	if err := r.recordAccess(ctx, by, ref, looked); err != nil {
		return UploadTicket{}, err
	}
	return r.ticket(ctx, doc)
}

func lapsed() error {
	return disclosure.Fail(disclosure.Conflict, "This ticket was for seven days, which are over. If the letter was archived, the case shows it; if not, ask for a new ticket.")
}
