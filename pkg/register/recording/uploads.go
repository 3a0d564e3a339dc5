package recording

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
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

// ticketLasts is how long an upload link works.
const ticketLasts = 15 * time.Minute

// RequestUpload promises a place for a letter in a case and returns a ticket to
// put it there. The place is written first: a crash after it leaves a place that
// lapses, and never an object that nothing knows of.
//
// A repeat with the same key gives the same document with a fresh link.
func (r *Records) RequestUpload(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, l desk.LetterRequest) (UploadTicket, error) {
	reach, err := power.May(by.Caller, "request-upload")
	if err != nil {
		return UploadTicket{}, err
	}
	o, err := r.desk.Request(by, "request-upload", struct {
		Case disclosure.CaseRef
		Body desk.LetterRequest
	}{ref, l})
	if err != nil {
		return UploadTicket{}, err
	}
	doc, err := desk.Afresh(ctx, func(doc *desk.Document) error {
		return r.requestUpload(ctx, by.Caller, reach, o, ref, l, doc)
	})
	if err != nil {
		return UploadTicket{}, err
	}
	return r.ticket(ctx, &doc)
}

func (r *Records) requestUpload(ctx context.Context, by disclosure.Caller, reach power.Reach, o desk.Request, ref disclosure.CaseRef, l desk.LetterRequest, doc *desk.Document) error {
	linked := store.EntryKey(by.Register.String(), l.Disclosure.String())
	var also []func(string) store.Key
	if _, err := disclosure.ParseEntryID(l.Disclosure.String()); err == nil {
		also = append(also, func(string) store.Key { return linked })
	}
	found, err := r.desk.CaseFor(ctx, by.Register, ref, o, also...)
	if err != nil {
		return err
	}
	if found.First != nil {
		return o.First(*found.First, doc)
	}
	if found.File == nil || !found.File.MayHandle(by, reach) {
		return desk.NoCase()
	}
	if err := found.File.RefuseIfFenced(); err != nil {
		return err
	}
	if l.Disclosure != "" {
		if err := mayLink(by, reach, found, linked); err != nil {
			return err
		}
	}
	id, err := uuid.NewRandomFromReader(r.desk.Random())
	if err != nil {
		return fmt.Errorf("make a document id: %w", err)
	}
	key, err := archive.NewKey(r.desk.Random(), by.Register.String())
	if err != nil {
		return fmt.Errorf("make an object key: %w", err)
	}
	*doc = desk.Document{
		LetterRequest: l, Case: ref, ID: disclosure.DocumentID(id.String()), Key: key, State: desk.LetterAwaiting,
		Department: by.Department, TicketedAt: r.desk.Now(), Request: o.Place(),
	}
	place, err := doc.Place(by.Register, found.File)
	if err != nil {
		return err
	}
	return r.desk.CommitOnce(ctx, o, doc, place)
}

// mayLink refuses a letter of what is no disclosure of the case that the caller may
// open. An entry is destroyed only with its case, and then the case is fenced.
func mayLink(by disclosure.Caller, reach power.Reach, found desk.CaseItems, linked store.Key) error {
	if item, there := found.Items[linked]; there {
		stored, err := desk.StoredIn(item)
		if err != nil {
			return err
		}
		if reach.Opens(by, stored.Entry) {
			name, err := stored.CaseName()
			if err != nil || name == found.File.Name() {
				return err
			}
		}
	}
	return form.NotWellFormed(form.Finding("/disclosure", "There is no such disclosure in this case."))
}

func (r *Records) ticket(ctx context.Context, doc *desk.Document) (UploadTicket, error) {
	lapses := doc.TicketedAt.Add(desk.TicketLapses)
	if !r.desk.Now().Before(lapses) {
		return UploadTicket{}, lapsed()
	}
	declared, err := doc.Declared()
	if err != nil {
		return UploadTicket{}, err
	}
	t, err := r.letters.Ticket(ctx, declared, r.desk.Now(), ticketLasts)
	if err != nil {
		return UploadTicket{}, fmt.Errorf("presign an upload: %w", err)
	}
	return UploadTicket{Document: doc.ID, Method: t.Method, URL: t.URL, Headers: t.Headers, Expires: t.Expires, Lapses: lapses}, nil
}

// Ticket gives the ticket of a letter that has not arrived once more, with a fresh link to
// the same place, whatever key it was asked for with. The look is on record before the
// link is given.
func (r *Records) Ticket(ctx context.Context, by desk.Looking, ref disclosure.CaseRef, id disclosure.DocumentID) (UploadTicket, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-ticket")
	if err != nil {
		return UploadTicket{}, err
	}
	if _, err := disclosure.ParseDocumentID(id.String()); err != nil {
		return UploadTicket{}, desk.NoLetter()
	}
	looked := disclosure.Access{Action: "show-ticket", Document: id}
	at := desk.DocumentAt(by.Caller.Register, id)
	found, err := r.desk.CaseFor(ctx, by.Caller.Register, ref, desk.Request{}, at)
	if err != nil && !desk.IsNotFound(err) {
		return UploadTicket{}, err
	}
	doc, err := found.Document(by.Caller, reach, at)
	if desk.IsNotFound(err) {
		return UploadTicket{}, r.desk.UnseenOf(ctx, by, ref, looked, err)
	}
	if err != nil {
		return UploadTicket{}, err
	}
	if err := found.File.RefuseIfFenced(); err != nil {
		return UploadTicket{}, err
	}
	switch doc.State {
	case desk.LetterArchived:
		return UploadTicket{}, archivedAlready()
	case desk.LetterDestroyed:
		return UploadTicket{}, desk.LetterGone()
	case desk.LetterLapsed:
		return UploadTicket{}, lapsed()
	}
	looked.Results = 1
	if err := r.desk.Look(ctx, by, ref, looked); err != nil {
		return UploadTicket{}, err
	}
	return r.ticket(ctx, doc)
}

func lapsed() error {
	return disclosure.Fail(disclosure.Conflict, "This ticket was for seven days, which are over. If the letter was archived, the case shows it; if not, ask for a new ticket.")
}
