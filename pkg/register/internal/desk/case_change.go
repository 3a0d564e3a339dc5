package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// CaseChange is a change of a case, as it is asked for.
type CaseChange struct {
	Asked string // its name in package power
	Case  disclosure.CaseRef
	Kind  disclosure.Kind    // of the entry that records it
	About disclosure.EntryID // what that entry is about; "" where that is the case alone
	Body  any                // of that entry
	// Request is all that was asked, where that is not the case, About and Body: by it a
	// repeat is known for one.
	Request any
	// Reads are read with the case, each at a key that its name in keys makes.
	Reads []func(name string) store.Key
	// Destroying has the change decided also of a case that is being destroyed, or was;
	// it is refused otherwise.
	Destroying bool
	// Keeps is of a change that keeps the case from destruction: it is not put off because
	// others are quicker.
	Keeps bool
	// Refused says in other words why the change of a case that is being destroyed is
	// refused; nil where the refusal is as it is of everything.
	Refused func(file *CaseFile, refusal error) error
}

// Changing is a change of a case while it is decided: the case, which is changed in place,
// and the entry that will say so.
type Changing struct {
	File  *CaseFile
	At    time.Time
	Today disclosure.Date
	draft *Draft
	read  CaseItems
}

// ID is of the entry that records the change.
func (c *Changing) ID() disclosure.EntryID { return c.draft.Entry.ID }

// Queue flags the change, and queues each flag for the Data Protection Officer.
func (c *Changing) Queue(flags ...disclosure.Flag) error {
	return c.draft.queue(flags...)
}

// SameLength has the change come to as many writes as if so many flags had been queued
// that are kept from departments, whether they were or not.
func (c *Changing) SameLength(kept int) { c.draft.fill(kept, 0) }

// Also makes the writes with the change, or not at all.
func (c *Changing) Also(writes ...store.Write) {
	for _, w := range writes {
		c.draft.Also(w)
	}
}

// Item is one of those that were read with the case.
func (c *Changing) Item(at func(name string) store.Key) (store.Item, bool) { return c.read.At(at) }

// Tried is what would become of a case.
type Tried struct {
	On            disclosure.Date // the day that it is
	Before, After disclosure.Case
	Flags         []disclosure.Flag // what would wait for the Data Protection Officer
}

// Trying asks for a change of a case that is decided and not made: what would become of
// the case is given to see.
func Trying(by disclosure.Caller, see func(Tried)) Asking { return Asking{Caller: by, trying: see} }

// changeCase adds an entry about the case and changes its state with it. The
// change is decided on what was read and committed only if that is still so.
func (r *Registrar) changeCase(ctx context.Context, by Asking, change CaseChange, decide func(*Changing) error) (Recorded, error) {
	reach, err := power.May(by.Caller, change.Asked)
	if err != nil {
		return Recorded{}, err
	}
	if change.Request == nil {
		change.Request = struct {
			Case  disclosure.CaseRef
			About disclosure.EntryID
			Body  any
		}{change.Case, change.About, change.Body}
	}
	o, err := r.once(by, change.Asked, change.Request)
	if by.trying != nil {
		o, err = Request{}, nil // nothing is done, so there is nothing to do once
	}
	if err != nil {
		return Recorded{}, err
	}
	return Afresh(ctx, func(answer *Recorded) error {
		return r.changeOnce(ctx, by, reach, o, change, decide, answer)
	})
}

func (r *Registrar) changeOnce(ctx context.Context, by Asking, reach power.Reach, o Request, change CaseChange, decide func(*Changing) error, answer *Recorded) error {
	register, how := by.Caller.Register, facts.Wholly
	if reach == power.Own { // how long it takes tells of no hold
		how = facts.Briefly
	}
	found, err := r.loadCase(ctx, register, change.Case, how, o, change.Reads...)
	if err != nil {
		return err
	}
	if found.First != nil {
		return o.First(*found.First, answer)
	}
	file := found.File
	if file == nil || !file.MayHandle(by.Caller, reach) {
		return NoCase()
	}
	if err := file.RefuseIfFenced(); err != nil && !change.Destroying {
		if change.Refused != nil && file.State == disclosure.CaseDisposing {
			err = change.Refused(file, err)
		}
		return err
	}
	at := r.at()
	draft, err := r.draft(by.Caller, at, disclosure.Entry{Kind: change.Kind, Case: change.Case, About: change.About}, change.Body)
	if err != nil {
		return err
	}
	before := file.asCase()
	if err := decide(&Changing{File: file, At: at, Today: disclosure.DateOf(at), draft: draft, read: found}); err != nil {
		return err
	}
	if by.trying != nil {
		by.trying(Tried{On: disclosure.DateOf(at), Before: before, After: file.Case, Flags: draft.Entry.Flags})
		return nil
	}
	changed, err := file.Write(register)
	if err != nil {
		return err
	}
	draft.Also(changed)
	reminders := r.reminders(register, file, disclosure.DateOf(at))
	if reach == power.Own {
		reminders = r.reminder(register, file, disclosure.DateOf(at))
	}
	for _, reminder := range reminders {
		draft.Also(reminder)
	}
	draft.File = file.name
	draft.Event()
	return r.commitRecorded(ctx, o, draft, answer)
}

// CaseItems is what was read for a request about a case.
type CaseItems struct {
	First *store.Item // of an earlier delivery of the same request
	File  *CaseFile
	Items map[store.Key]store.Item
}

// loadCase reads the case, the request's own item and any others in one call: of
// what belongs to the case, the key is made of its name in keys. It reads once more
// where the case is an older one that is spelt otherwise.
func (r *Registrar) loadCase(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, how facts.Reading, o Request, also ...func(name string) store.Key) (CaseItems, error) {
	of := func(names ...string) (keys []store.Key) {
		for _, key := range also {
			for _, name := range names {
				keys = append(keys, key(name))
			}
		}
		return keys
	}
	keys := caseKeys(register, ref)
	if o.Key != (store.Key{}) {
		keys = append(keys, o.Key)
	}
	items, err := r.itemsAt(ctx, "load a case", append(keys, of(caseNames(ref)...)...))
	if err != nil {
		return CaseItems{}, err
	}
	found := CaseItems{Items: items}
	if item, there := items[o.Key]; there {
		found.First = &item
		return found, nil
	}
	found.File, err = r.caseAmong(ctx, register, ref, items, how)
	if errors.Is(err, errSeveralCases) {
		err = NoCase()
	}
	if err == nil && found.File != nil && !slices.Contains(caseNames(ref), found.File.name) {
		found.Items, err = r.itemsAt(ctx, "load what is of a case under its older spelling", of(found.File.name))
	}
	return found, err
}

// At is the item of the case at the key that its name in keys makes.
func (c CaseItems) At(key func(name string) store.Key) (store.Item, bool) {
	if c.File == nil {
		return store.Item{}, false
	}
	item, there := c.Items[key(c.File.name)]
	return item, there
}

func (r *Registrar) fileOf(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef) (*CaseFile, error) {
	found, err := r.loadCase(ctx, register, ref, facts.Wholly, Request{})
	if err == nil && found.File == nil {
		err = NoCase()
	}
	return found.File, err
}

// NoCase tells that there is no case, or none that is the caller's.
func NoCase() error { return disclosure.Fail(disclosure.NotFound, "There is no such case.") }

// asCase is the case as it stands, apart from what is changed of the file after.
func (f *CaseFile) asCase() disclosure.Case {
	c := f.Case
	c.Holds = append([]disclosure.Hold{}, f.Holds...)
	return c
}
