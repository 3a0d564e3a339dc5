package recording

import (
	"context"
	"errors"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Archived is the answer to completing an upload.
type Archived struct {
	desk.Recorded
	Document disclosure.DocumentID `json:"document"`
	Size     int64                 `json:"size"`
	SHA256   string                `json:"sha256"`
	Version  string                `json:"version" doc:"S3 version id of the letter"`
}

// CompleteUpload verifies against S3 that the letter is there as promised, under
// legal hold, and records it. Until then the letter is not part of the register.
func (r *Records) CompleteUpload(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, id disclosure.DocumentID) (Archived, error) {
	reach, err := power.May(by.Caller, "complete-upload")
	if err != nil {
		return Archived{}, err
	}
	o, err := r.desk.Request(by, "complete-upload", struct {
		Case     disclosure.CaseRef
		Document disclosure.DocumentID
	}{ref, id})
	if err != nil {
		return Archived{}, err
	}
	return desk.Afresh(ctx, func(answer *Archived) error {
		return r.completeUpload(ctx, by.Caller, reach, o, ref, id, answer)
	})
}

func (r *Records) completeUpload(ctx context.Context, by disclosure.Caller, reach power.Reach, o desk.Request, ref disclosure.CaseRef, id disclosure.DocumentID, answer *Archived) error {
	at := desk.DocumentAt(by.Register, id)
	found, err := r.desk.CaseFor(ctx, by.Register, ref, o, at)
	if err != nil {
		return err
	}
	if found.First != nil {
		return o.First(*found.First, answer)
	}
	doc, err := found.Document(by, reach, at)
	if err != nil {
		return err
	}
	if err := found.File.RefuseIfFenced(); err != nil {
		return err
	}
	now := r.desk.Now()
	switch {
	case doc.State == desk.LetterArchived:
		return archivedAlready()
	case doc.State == desk.LetterDestroyed:
		return desk.LetterGone()
	case doc.State == desk.LetterLapsed, !now.Before(doc.TicketedAt.Add(desk.TicketLapses)):
		return lapsed()
	}
	stored, err := r.inspect(ctx, doc)
	if err != nil {
		return err
	}

	draft, err := r.desk.Draft(by, now, disclosure.Entry{Kind: disclosure.KindCorrespondence, Case: ref, About: doc.Disclosure},
		disclosure.CorrespondenceArchived{
			Document: id, Title: doc.Title, ContentType: doc.ContentType, Size: doc.Size, SHA256: doc.SHA256,
			ObjectKey: doc.Key, Version: stored.Version, Disclosure: doc.Disclosure,
		})
	if err != nil {
		return err
	}
	doc.State, doc.Version, doc.ArchivedAt, doc.Entry = desk.LetterArchived, stored.Version, now, draft.Entry.ID
	draft.File = found.File.Name()
	arrived, err := doc.NoLonger(by.Register, draft.File)
	if err != nil {
		return err
	}
	// The letter's item outlives the entry: disposal turns it into a tombstone.
	draft.Also(arrived)
	draft.Otherwise(archivedAlready())
	draft.Also(found.File.Unfenced(by.Register))
	draft.Also(store.Write{Action: store.Delete, Item: store.Item{Key: doc.AwaitedAt(by.Register)}})
	var about []disclosure.EntryID
	if doc.Disclosure != "" {
		about = append(about, doc.Disclosure)
	}
	draft.Event(about...)
	recorded, err := draft.AnswerTo(o)
	if err != nil {
		return err
	}
	*answer = Archived{Recorded: recorded, Document: id, Size: doc.Size, SHA256: doc.SHA256, Version: stored.Version}
	return r.desk.CommitAnswering(ctx, o, draft, answer)
}

func archivedAlready() error {
	return disclosure.Fail(disclosure.Conflict, "This letter is archived already.")
}

// inspect checks what S3 holds against what was promised.
func (r *Records) inspect(ctx context.Context, doc *desk.Document) (archive.Stored, error) {
	declared, err := doc.Declared()
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
