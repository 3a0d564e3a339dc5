package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// PendingFacts is a page of what departments have recorded that takes away of a
// person's protection, and that the Data Protection Officer has still to confirm.
type PendingFacts struct {
	AsOf  disclosure.Date `json:"asOf" format:"date"`
	Facts []PendingFact   `json:"facts" doc:"Those to be decided first come first"`
	// Cursor asks for the next page. A page may be short, or empty, and still have one.
	Cursor string `json:"cursor,omitempty"`
}

// PendingFact is one of them.
type PendingFact struct {
	facts.Known
	Weakens    policy.Weakening `json:"weakens" enum:"told,revived,widened,overridden,ended,behaviour,later,unlikely" doc:"What it takes away"`
	Stands     *facts.Known     `json:"stands,omitempty" doc:"What stays in force until it is confirmed; left out where it takes the place of nothing"`
	RecordedAt time.Time        `json:"recordedAt"`
	RecordedBy string           `json:"recordedBy" doc:"Name of who recorded it"`
	By         disclosure.Date  `json:"by" format:"date" doc:"The day by which it is to be decided"`
	Overdue    bool             `json:"overdue" doc:"True once that day is over"`
}

// pendingPage bounds a page: an entry and what is known of its thing are three keys.
const pendingPage = MaxShown

// PendingFacts lists what awaits the Data Protection Officer, over the whole register.
// It is one query and two batch reads, and as much again while nothing is found
// ([EmptyReads]).
func (r *Registrar) PendingFacts(ctx context.Context, by Looking, cursor string) (PendingFacts, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-pending-facts"); err != nil {
		return PendingFacts{}, err
	}
	page := PendingFacts{AsOf: disclosure.DateOf(r.at()), Facts: []PendingFact{}, Cursor: cursor}
	var shown []term
	err := ReadOn(EmptyReads, func() (bool, error) {
		some, err := r.pendingOn(ctx, by.Caller, &page)
		shown = append(shown, some...)
		return len(page.Facts) > 0 || page.Cursor == "", err
	})
	if err != nil {
		return PendingFacts{}, err
	}
	return seen(page, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-pending-facts", Results: len(page.Facts)}, unique(shown)...))
}

// pendingOn reads the facts after the page's cursor to what it has already, and what a look
// that shows them is found by.
func (r *Registrar) pendingOn(ctx context.Context, by disclosure.Caller, page *PendingFacts) (shown []term, err error) {
	register := by.Register
	p := plan{partition: store.WatchPartition(register.String(), store.WatchUnconfirmed)}
	var listed []store.Item
	if listed, page.Cursor, err = r.listed(ctx, "query facts to be confirmed", by, p, store.Query{Limit: pendingPage}, page.Cursor); err != nil {
		return nil, err
	}
	var entryKeys, factKeys []store.Key
	for _, item := range listed {
		_, id, err := store.ParseWatchSort(item.Sort)
		if err != nil {
			return nil, err
		}
		entryKeys = append(entryKeys, store.EntryKey(register.String(), id))
	}
	entries, err := r.itemsAt(ctx, "load facts to be confirmed", entryKeys)
	if err != nil {
		return nil, err
	}
	abouts := map[store.Key]facts.Place{} // by entry
	for key, item := range entries {
		_, f, err := factIn(item)
		if err != nil {
			return nil, err
		}
		abouts[key] = r.factPlace(register, f.About)
		factKeys = append(factKeys, abouts[key].Keys(facts.Wholly)...)
	}
	items, err := r.itemsAt(ctx, "load what is known", factKeys)
	if err != nil {
		return nil, err
	}
	for _, key := range entryKeys {
		item, there := entries[key]
		if !there {
			continue // destroyed since the list was read
		}
		entry, _, err := decodeEntry(item)
		if err != nil {
			return nil, err
		}
		about, err := facts.In(items, abouts[key])
		if err != nil {
			return nil, err
		}
		k := facts.Find(about.Known, entry.ID)
		if k == nil || k.Awaits == nil || k.Awaits.Refused {
			continue // decided since
		}
		page.Facts = append(page.Facts, PendingFact{
			Known: *k, Weakens: k.Awaits.Weakens, Stands: facts.Find(about.Known, k.Awaits.Protects), RecordedAt: entry.RecordedAt, RecordedBy: entry.RecordedBy.Name,
			By: k.Awaits.By, Overdue: page.AsOf.After(k.Awaits.By),
		})
		if k.About.Dimension == disclosure.FactsOfSubject {
			shown = append(shown, r.showingPeople(register, k.About.Reference)...)
		}
	}
	return shown, nil
}

// ConfirmFact says whether what a fact takes away of a protection is so.
// Confirmed, it takes the place of what stood until then. Refused, it goes on to count
// for its department's own rules alone, and what protected stays. Nobody decides on
// what they recorded, nor about themselves.
//
// It costs a read of the fact, one of what is known, one of who asked for the person's
// data, and one of what it replaces.
func (r *Registrar) ConfirmFact(ctx context.Context, by Asking, id disclosure.EntryID, c disclosure.FactConfirmed) (Recorded, error) {
	if _, err := power.May(by.Caller, "confirm-fact"); err != nil {
		return Recorded{}, err
	}
	o, err := r.once(by, "confirm-fact", struct {
		ID   disclosure.EntryID
		Body disclosure.FactConfirmed
	}{id, c})
	if err != nil {
		return Recorded{}, err
	}
	return Afresh(ctx, func(answer *Recorded) error {
		return r.confirmFact(ctx, by.Caller, o, id, c, answer)
	})
}

func (r *Registrar) confirmFact(ctx context.Context, by disclosure.Caller, o Request, id disclosure.EntryID, c disclosure.FactConfirmed, answer *Recorded) error {
	item, entry, f, err := r.factRecorded(ctx, by.Register, id)
	if err != nil {
		return err
	}
	about, items, err := r.factsAbout(ctx, by.Register, f.About, o.Key)
	if err != nil {
		return err
	}
	if earlier, there := items[o.Key]; there {
		return o.First(earlier, answer)
	}
	pending := facts.Find(about.Known, id)
	switch {
	case pending == nil || pending.Awaits == nil || pending.Awaits.Refused:
		return disclosure.Fail(disclosure.Conflict, "This fact awaits nobody: it takes nothing away, has been replaced, or has been decided on already.")
	case r.recordedIt(by, entry.RecordedBy):
		return disclosure.Fail(disclosure.Forbidden, "Nobody confirms what they recorded themselves, or somebody of their name did: ask another Data Protection Officer.")
	case c.Outcome != disclosure.WeakeningConfirmed && c.Outcome != disclosure.WeakeningRefused:
		return notWellFormed(formFinding("/outcome", "Say whether it is confirmed or refused."))
	}
	if f.About.Dimension == disclosure.FactsOfSubject {
		if err := r.refuseAbout(ctx, by, f.About.Reference); err != nil {
			return err
		}
	}
	at := r.at()
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindFactConfirmed, About: id}, c)
	if err != nil {
		return err
	}
	pending.Confirmation = draft.Entry.ID
	if err := draft.Unwatch(item, store.WatchPartition(by.Register.String(), store.WatchUnconfirmed)); err != nil {
		return err
	}
	if c.Outcome == disclosure.WeakeningRefused {
		pending.Awaits.Refused = true
	} else {
		gone := settledBy(about.Known, pending)
		pending.Awaits = nil
		if err := r.replace(ctx, draft, &about, gone, *pending); err != nil {
			return err
		}
	}
	changed, err := about.Change()
	if err != nil {
		return err
	}
	for _, w := range changed {
		draft.Also(w)
	}
	return r.commitRecorded(ctx, o, draft, answer)
}

// factRecorded is the fact that the entry recorded, unless it is a request for access,
// which has calls of its own.
func (r *Registrar) factRecorded(ctx context.Context, register disclosure.Register, id disclosure.EntryID) (item store.Item, entry *disclosure.Entry, f disclosure.Fact, err error) {
	item, err = r.entryItem(ctx, register, id)
	if IsNotFound(err) {
		err = noFact()
	}
	if err != nil {
		return item, nil, f, err
	}
	if entry, _, err = decodeEntry(item); err != nil {
		return item, nil, f, err
	}
	if entry.Kind != disclosure.KindFact {
		return item, nil, f, noFact()
	}
	if f, err = facts.Of(entry); err == nil && f.About.Dimension == disclosure.FactsOfAnswers {
		err = noFact()
	}
	return item, entry, f, err
}

// settledBy are the facts in whose place the pending one comes once it is confirmed: what
// it takes away and, where the Data Protection Officer says so, what departments said of
// that.
func settledBy(known []facts.Known, pending *facts.Known) []disclosure.EntryID {
	base := pending.Awaits.Protects
	if facts.Find(known, base) == nil {
		return nil
	}
	gone := []disclosure.EntryID{base}
	for _, k := range known {
		if pending.Department == "" && k.Awaits != nil && k.Awaits.Protects == base && k.Entry != pending.Entry {
			gone = append(gone, k.Entry)
		}
	}
	return gone
}

func noFact() error { return disclosure.Fail(disclosure.NotFound, "There is no such fact.") }

// confirmationOf returns the entry by which the fact was confirmed or refused, to go
// with it, or an empty item.
func (r *Registrar) confirmationOf(ctx context.Context, register disclosure.Register, about facts.Item, fact disclosure.EntryID) (store.Item, error) {
	var id disclosure.EntryID
	if k := facts.Find(about.Known, fact); k != nil {
		id = k.Confirmation
	}
	if n := slices.IndexFunc(about.Past, func(p facts.Past) bool { return p.Entry == fact }); n >= 0 {
		id = about.Past[n].Confirmation
	}
	if id == "" {
		return store.Item{}, nil
	}
	item, err := r.entryItem(ctx, register, id)
	if err != nil {
		return store.Item{}, fmt.Errorf("load what confirmed a fact: %w", err)
	}
	return item, nil
}
