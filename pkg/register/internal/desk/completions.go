package desk

import (
	"context"
	"errors"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

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
	reach, err := power.May(by.Caller, "complete-upload")
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
	return Afresh(ctx, func(answer *Archived) error {
		return r.completeUpload(ctx, by.Caller, reach, o, ref, id, answer)
	})
}

func (r *Registrar) completeUpload(ctx context.Context, by disclosure.Caller, reach power.Reach, o once, ref disclosure.CaseRef, id disclosure.DocumentID, answer *Archived) error {
	at := documentAt(by.Register, id)
	found, err := r.loadCase(ctx, by.Register, ref, briefly, o, at)
	if err != nil {
		return err
	}
	if found.first != nil {
		return o.first(*found.first, answer)
	}
	doc, err := found.document(by, reach, at)
	if err != nil {
		return err
	}
	if err := found.file.RefuseIfFenced(); err != nil {
		return err
	}
	now := r.at()
	switch {
	case doc.State == stateArchived:
		return archivedAlready()
	case doc.State == stateDestroyed:
		return destroyed()
	case doc.State == stateLapsed, !now.Before(doc.TicketedAt.Add(TicketLapses)):
		return lapsed()
	}
	stored, err := r.inspect(ctx, doc)
	if err != nil {
		return err
	}

	draft, err := r.draft(by, now, disclosure.Entry{Kind: disclosure.KindCorrespondence, Case: ref, About: doc.Disclosure},
		disclosure.CorrespondenceArchived{
			Document: id, Title: doc.Title, ContentType: doc.ContentType, Size: doc.Size, SHA256: doc.SHA256,
			ObjectKey: doc.Key, Version: stored.Version, Disclosure: doc.Disclosure,
		})
	if err != nil {
		return err
	}
	doc.State, doc.Version, doc.ArchivedAt, doc.Entry = stateArchived, stored.Version, now, draft.entry.ID
	draft.file = found.file.name
	item, err := doc.item(by.Register, draft.file)
	if err != nil {
		return err
	}
	// The letter's item outlives the entry: disposal turns it into a tombstone.
	draft.also(store.Write{Action: store.Put, Item: item, If: store.Attr(attrState, stateAwaiting)})
	draft.otherwise(archivedAlready())
	draft.also(found.file.unfenced(by.Register))
	draft.also(store.Write{Action: store.Delete, Item: store.Item{Key: doc.awaitedAt(by.Register)}})
	about := []term{{store.ByCaseEvent, ""}}
	if doc.Disclosure != "" {
		about = append(about, term{store.ByEntry, doc.Disclosure.String()})
	}
	draft.index(now, about, store.Attrs{attrKind: string(disclosure.KindCorrespondence)})
	recorded, err := draft.answerTo(o)
	if err != nil {
		return err
	}
	*answer = Archived{Recorded: recorded, Document: id, Size: doc.Size, SHA256: doc.SHA256, Version: stored.Version}
	return r.commitAnswering(ctx, o, draft, answer)
}

func archivedAlready() error {
	return disclosure.Fail(disclosure.Conflict, "This letter is archived already.")
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
	case errors.Is(err, archive.ErrDenied):
		return archive.Stored{}, err
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
