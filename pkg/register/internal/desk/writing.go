package desk

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// What a room that records gets of the desk: a request that is answered once, what is
// read for it, the entry that it comes to, one transaction, and the record of a look.

// Request is the request under the caller's key: the route is its name, and asked all that
// it asks for.
func (f Files) Request(by Asking, route string, asked any) (Request, error) {
	return f.once(by, route, asked)
}

// CaseFor reads the case for a request, briefly, and what else of it is at the keys that
// its name in keys makes: one call. There may be no such case.
func (f Files) CaseFor(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, o Request, also ...func(name string) store.Key) (CaseItems, error) {
	return f.loadCase(ctx, register, ref, facts.Briefly, o, also...)
}

// Draft begins an entry, which is recorded at the instant.
func (f Files) Draft(by disclosure.Caller, at time.Time, e disclosure.Entry, body any) (*Draft, error) {
	return f.draft(by, at, e, body)
}

// CommitAnswering commits the draft with the answer that every repeat of the request will
// get.
func (f Files) CommitAnswering(ctx context.Context, o Request, draft *Draft, answer any) error {
	return f.commitAnswering(ctx, o, draft, answer)
}

// CommitOnce makes writes that are no entry, with the answer that every repeat of the
// request will get.
func (f Files) CommitOnce(ctx context.Context, o Request, answer any, writes []store.Write) error {
	first, err := o.write(f.random, answer)
	if err != nil {
		return err
	}
	return f.commit(ctx, append([]store.Write{first}, writes...), o.reading(answer))
}

// CommitRecorded answers with what the draft records, and commits it.
func (f Files) CommitRecorded(ctx context.Context, o Request, draft *Draft, answer *Recorded) error {
	return f.commitRecorded(ctx, o, draft, answer)
}

// Keep is a write that keeps an answer for every repeat of the request, of which it is made
// once.
func (f Files) Keep(o Request, answer any) (store.Write, error) { return o.write(f.random, answer) }

// Unfenced changes nothing, and fails when disposal of the case of that name in keys has
// begun.
func Unfenced(register disclosure.Register, file string) store.Write {
	return (&CaseFile{name: file}).Unfenced(register)
}

// Look puts a look on record, found by all that it shows, before that is given.
func (f Files) Look(ctx context.Context, by Looking, ref disclosure.CaseRef, look disclosure.Access, shown ...Sights) error {
	return f.recordAccess(ctx, by, ref, look, slices.Concat(shown...)...)
}

// RecordedIt reports whether the caller recorded it, or somebody of their name did.
func (f Files) RecordedIt(by disclosure.Caller, it disclosure.RecordedBy) bool {
	return f.recordedIt(by, it)
}

// PersonToken is the keyed hash by which a person is found, by the council's reference, and
// RecipientToken that by which somebody's name is.
func (f Files) PersonToken(register disclosure.Register, reference string) string {
	return f.keys.subject(register, reference)
}

// RecipientToken is of a name: see [Files.PersonToken].
func (f Files) RecipientToken(register disclosure.Register, name string) string {
	return f.keys.recipient(register, name)
}
