package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// attrFacts is, of a fact's reminder, the partition of what is known about the
// same thing.
const attrFacts = "facts"

func (r *Registrar) remindOf(register disclosure.Register, thing store.Key, kind store.Reminder, on disclosure.Date, entry disclosure.EntryID) store.Write {
	key := store.DueKey(register.String(), kind, on.String(), entry.String(), "")
	attrs := store.Attrs{attrFacts: thing.Partition, attrUnder: r.law.RetentionRules(register, disclosure.DateOf(r.at()))}
	return store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: attrs}}
}

// remindOfFact adds to the draft of a fact when it is to be looked at: when its
// retention is over if its end is known, and else after so long in force that
// somebody should ask. The reminder goes with the entry.
func (r *Registrar) remindOfFact(d *Draft, thing store.Key, f disclosure.Fact) {
	today := disclosure.DateOf(d.at)
	w := r.remindOf(d.Entry.Register, thing, store.FactStands, policy.InForceReview.LastDay(today).AddDays(1), d.Entry.ID)
	if due := r.law.FactClock(d.Entry.Register, f.Kind, f.Until, today); !f.Until.IsZero() {
		w = r.remindPast(d.Entry.Register, thing, d.Entry.ID, due)
	}
	d.Put(w.Item.Key, w.Item.Attrs, store.Condition{})
}

// remindPast returns the reminder of a fact that has ended or been replaced.
func (r *Registrar) remindPast(register disclosure.Register, thing store.Key, entry disclosure.EntryID, due policy.Due) store.Write {
	return r.remindOf(register, thing, store.FactEnds, due.DueOn, entry)
}

// remindedFact is a fact that a reminder led to, as it stands now.
type remindedFact struct {
	reminder store.Key
	entry    store.Item // as stored
	id       disclosure.EntryID
	fact     disclosure.Fact
	about    facts.Item
	ended    disclosure.Date // zero while it is in force
	due      policy.Due
}

// errNoFact reports a fact whose entry is there and which what is known about
// the same thing does not mention. That cannot be: both change together.
var errNoFact = errors.New("a fact is not among what is known about the same thing")

// factsReminded reads what a page of reminders leads to, in their order, and the
// reminders whose fact has gone. With an error that is [Damaged] it returns all
// but the facts that the error names.
func (r *Registrar) factsReminded(ctx context.Context, register disclosure.Register, reminders []store.Item) (reminded []remindedFact, gone []store.Key, err error) {
	var keys []store.Key
	for _, item := range reminders {
		_, _, entry, _, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return nil, nil, err
		}
		about := factsAt(text(item, attrFacts))
		keys = append(keys, store.EntryKey(register.String(), entry), about, store.KeptFactsKey(about))
	}
	found, err := r.itemsAt(ctx, "load facts", keys)
	if err != nil {
		return nil, nil, err
	}
	var left []error
	for i, item := range reminders {
		entry, there := found[keys[3*i]]
		if !there {
			gone = append(gone, item.Key)
			continue
		}
		about, err := facts.In(found, facts.Place{Now: keys[3*i+1]})
		if err != nil {
			left = append(left, fmt.Errorf("the fact at %s: %w", keys[3*i].Partition, err))
			continue
		}
		f, err := r.factAsItStands(register, entry, about)
		if errors.Is(err, errNoFact) && f.id != "" {
			// The reminder may have been written before the fact was kept by its
			// canonical form.
			if about, _, err = r.factsAbout(ctx, register, f.fact.About); err != nil {
				return nil, nil, err
			}
			f, err = r.factAsItStands(register, entry, about)
		}
		if errors.Is(err, errNoFact) {
			// The two were not read in one moment: another run may have erased it.
			if _, now := r.table.Get(ctx, entry.Key); errors.Is(now, store.ErrNoItem) {
				gone = append(gone, item.Key)
				continue
			}
		}
		if err != nil {
			left = append(left, fmt.Errorf("the fact at %s: %w", keys[3*i].Partition, err))
			continue
		}
		f.reminder = item.Key
		reminded = append(reminded, f)
	}
	return reminded, gone, errors.Join(left...)
}

// factsAt is where what is known about a thing is, by its partition.
func factsAt(partition string) store.Key {
	key := store.FactsKey("", "", "")
	key.Partition = partition
	return key
}

func (r *Registrar) factAsItStands(register disclosure.Register, entry store.Item, about facts.Item) (remindedFact, error) {
	e, _, err := decodeEntry(entry)
	if err != nil {
		return remindedFact{}, err
	}
	f := remindedFact{entry: entry, id: e.ID, about: about}
	if f.fact, err = facts.Of(e); err != nil {
		return remindedFact{}, err
	}
	if !about.There() {
		return f, errNoFact
	}
	if n := slices.IndexFunc(f.about.Past, func(p facts.Past) bool { return p.Entry == e.ID }); n >= 0 {
		f.ended = f.about.Past[n].Ended
	} else if slices.ContainsFunc(f.about.Known, func(k facts.Known) bool { return k.Entry == e.ID }) {
		f.ended = f.fact.Until
	} else {
		return f, errNoFact
	}
	f.due = r.law.FactClock(register, f.fact.Kind, f.ended, disclosure.DateOf(r.at()))
	return f, nil
}

// FactsPast yields the facts whose retention is over, each with its entry, salt, request,
// reminders and its place among what is known. A reminder that came to nothing is replaced
// by the right one, or removed. A fact about a person is kept while a hold stands on any
// case that the person is a subject of, and one that keeps something from an answer to the
// person as long as that is there.
func (f Files) FactsPast(ctx context.Context, register disclosure.Register) iter.Seq2[Outlived, error] {
	today := disclosure.DateOf(f.at())
	return func(yield func(Outlived, error) bool) {
		query := store.Query{
			Partition: store.DuePartition(register.String()), Limit: store.MaxBatch,
			From: store.DueFrom(store.FactEnds), To: store.DueThrough(store.FactEnds, today.String()),
		}
		for page, err := range f.pages(ctx, "query facts that have ended", query) {
			if err != nil {
				yield(Outlived{}, err)
				return
			}
			for _, reminder := range page {
				// One at a time: those about the same thing change the same item.
				batch, err := f.factPast(ctx, register, reminder, today)
				if Damaged(err) {
					batch, err = &Outlived{Damaged: err}, nil
				}
				if err != nil {
					yield(Outlived{}, err)
					return
				}
				if batch != nil && !yield(*batch, nil) {
					return
				}
			}
		}
	}
}

// factPast returns what destroys the fact that the reminder is about, or nil
// when it is not to be destroyed now.
func (r *Registrar) factPast(ctx context.Context, register disclosure.Register, reminder store.Item, today disclosure.Date) (*Outlived, error) {
	facts, gone, err := r.factsReminded(ctx, register, []store.Item{reminder})
	if err != nil {
		return nil, err
	}
	if len(gone) > 0 {
		return nil, r.attempt(ctx, Deletions(gone))
	}
	f := facts[0]
	if f.ended.IsZero() {
		return nil, r.attempt(ctx, Deletions([]store.Key{reminder.Key}))
	}
	on := f.due.DueOn
	if f.due.Clock == policy.DueNow {
		held, err := r.heldFor(ctx, register, f.fact.About)
		if err != nil {
			return nil, fmt.Errorf("look whether a hold stands for the fact at %s: %w", f.entry.Partition, err)
		}
		keeps := false
		if !held {
			if keeps, err = r.keepsFromAnswer(ctx, register, f); err != nil {
				return nil, fmt.Errorf("look what the fact at %s keeps from an answer: %w", f.entry.Partition, err)
			}
		}
		if !held && !keeps {
			confirmation, err := r.confirmationOf(ctx, register, f.about, f.id)
			if err != nil {
				return nil, err
			}
			return f.erasure(r.law.FactClass(register, f.fact.Kind), confirmation)
		}
		if on = today.AddDays(1); keeps {
			on = today.AddMonths(1)
		}
	}
	right := r.remindOf(register, f.about.Open.Key, store.FactEnds, on, f.id)
	return nil, r.attempt(ctx, append(Deletions([]store.Key{reminder.Key}), right))
}

// erasure takes the fact out of everything that holds it, with the entry by which it
// was confirmed or refused, where there is one.
func (f remindedFact) erasure(class policy.Class, confirmation store.Item) (*Outlived, error) {
	var leaves []ledger.Leaf
	doomed := []store.Key{f.reminder}
	for _, entry := range []store.Item{f.entry, confirmation} {
		if entry.Key == (store.Key{}) {
			continue
		}
		leaf, err := leafOf(entry)
		if err != nil {
			return nil, err
		}
		keys, err := keysOf(entry)
		if err != nil {
			return nil, err
		}
		leaves, doomed = append(leaves, leaf), append(append(doomed, keys...), entry.Key)
	}
	f.about.Known = slices.DeleteFunc(f.about.Known, func(k facts.Known) bool { return k.Entry == f.id })
	f.about.Past = slices.DeleteFunc(f.about.Past, func(p facts.Past) bool { return p.Entry == f.id })
	left, err := f.about.Erase()
	if err != nil {
		return nil, err
	}
	return &Outlived{Class: OwnClass(class), Writes: append(Deletions(Distinct(doomed)), left...), Leaves: leaves}, nil
}

// heldFor reports whether a hold stands on a case in which something was
// disclosed about the person, by this reference or by another that is theirs. What is
// about no person is held by no case.
func (r *Registrar) heldFor(ctx context.Context, register disclosure.Register, about disclosure.FactKey) (bool, error) {
	if about.Dimension != disclosure.FactsOfSubject && about.Dimension != disclosure.FactsOfAnswers {
		return false, nil
	}
	if err := r.findable(ctx, register); err != nil {
		return false, err // what may stand in the way of destruction cannot be found yet
	}
	references, err := r.everyReference(ctx, register, about.Reference)
	if err != nil {
		return false, err
	}
	for _, reference := range references {
		if held, err := r.holdFor(ctx, register, reference); held || err != nil {
			return held, err
		}
	}
	return false, nil
}

// holdFor reports whether a hold stands on a case in which something was disclosed under
// the reference.
func (r *Registrar) holdFor(ctx context.Context, register disclosure.Register, reference string) (bool, error) {
	query := store.Query{
		Partition: store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, reference)), Limit: store.MaxBatch,
	}
	for page, err := range r.pages(ctx, "look for a person's cases", query) {
		if err != nil {
			return false, err
		}
		var cases []store.Key
		for _, item := range page {
			row, err := rowOf(item)
			if err != nil {
				return false, err
			}
			cases = append(cases, caseKeys(register, row.Case)...)
		}
		items, err := r.itemsAt(ctx, "load a person's cases", cases)
		if err != nil {
			return false, err
		}
		for _, item := range items {
			if text(item, attrElsewhere) != "" {
				continue
			}
			file, err := decodeCase(item, facts.Wholly)
			if err != nil || file.Held() {
				return true, err
			}
		}
	}
	return false, nil
}

// keepsFromAnswer reports whether the fact is a marker or a restriction of contact of which
// the person was not told, or is not known for sure to have been, or an opinion against
// giving them data concerning their health, and the register has a disclosure still that
// could tell them of the one or has the other, by this reference or by another that is
// theirs. Once nothing is known of the fact nothing keeps that back, and it would be shown
// because time went by.
func (r *Registrar) keepsFromAnswer(ctx context.Context, register disclosure.Register, f remindedFact) (bool, error) {
	known := facts.Find(f.about.Known, f.id)
	if known == nil {
		return false, nil
	}
	var keeps func(*disclosure.Disclosure) bool
	untold := f.fact.SubjectTold != disclosure.Told || known.Awaits != nil
	switch {
	case f.fact.Kind == disclosure.FactMarker && untold:
		keeps = func(d *disclosure.Disclosure) bool {
			texts := policy.Read(d, "")
			return r.mayBeOfMarker(register, d) || texts.SoundsOfMarker() || !texts.Everyday()
		}
	case f.fact.Kind == disclosure.FactContactRestriction && untold:
		keeps = func(d *disclosure.Disclosure) bool {
			texts := policy.Read(d, "")
			return texts.SoundsOfMarker() || texts.SoundsOfRestriction() || !texts.Everyday()
		}
	case policy.StandsAgainstGivingHealth(f.fact):
		keeps = func(d *disclosure.Disclosure) bool {
			return slices.ContainsFunc(d.Data, func(item disclosure.DataItem) bool { return policy.ConcernsHealth(item.Category) })
		}
	default:
		return false, nil
	}
	references, err := r.everyReference(ctx, register, f.fact.About.Reference)
	if err != nil {
		return false, err
	}
	for _, reference := range references {
		if found, err := r.anyToOutsiders(ctx, register, reference, keeps); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// anyToOutsiders reports whether any disclosure under the reference, to somebody outside
// the council, is such a one.
func (r *Registrar) anyToOutsiders(ctx context.Context, register disclosure.Register, reference string, is func(*disclosure.Disclosure) bool) (bool, error) {
	found := func(d *disclosure.Disclosure) bool { return r.law.ToOutsiders(d) && is(d) }
	query := store.Query{
		Partition: store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, reference)), Limit: store.MaxBatch,
	}
	for page, err := range r.pages(ctx, "look for a person's disclosures", query) {
		if err != nil {
			return false, err
		}
		said, err := r.entriesOf(ctx, register, page)
		if err != nil {
			return false, err
		}
		for _, one := range said {
			if d, _, err := one.entry.Disclosed(); err != nil || found(d) {
				return true, err
			}
		}
		shares, err := r.sharesAbout(ctx, register, page) // as each now reads
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(shares, func(w Word) bool { return found(w.Disclosure) }) {
			return true, nil
		}
	}
	return false, nil
}

// TidyFacts removes, a page at a time, the reminders of facts that are no longer
// in force, and returns what to give as after for the next page.
func (f Files) TidyFacts(ctx context.Context, register disclosure.Register, after string) (next string, err error) {
	page, err := f.factReminders(ctx, register, store.FactStands, disclosure.DateOf(f.at()), after, store.MaxBatch)
	if err != nil {
		return "", err
	}
	facts, stale, left := f.factsReminded(ctx, register, page.Items)
	if left != nil && !Damaged(left) {
		return "", left
	}
	for _, fact := range facts {
		if !fact.ended.IsZero() {
			stale = append(stale, fact.reminder)
		}
	}
	for batch := range slices.Chunk(stale, store.MaxWrites) {
		if err := f.attempt(ctx, Deletions(batch)); err != nil {
			return "", err
		}
	}
	if page.More {
		next = page.Next
	}
	return next, left
}

func (r *Registrar) factReminders(ctx context.Context, register disclosure.Register, kind store.Reminder, through disclosure.Date, after string, limit int) (store.Page, error) {
	page, err := r.table.Query(ctx, store.Query{
		Partition: store.DuePartition(register.String()), After: after, Limit: limit,
		From: store.DueFrom(kind), To: store.DueThrough(kind, through.String()),
	})
	if err != nil {
		return store.Page{}, read("query reminders of facts", err)
	}
	return page, nil
}

// ReviseFact replaces the reminder of a fact that has ended, whose day the retention rules
// of today make another.
func (f Files) ReviseFact(ctx context.Context, register disclosure.Register, item store.Item) error {
	facts, _, err := f.factsReminded(ctx, register, []store.Item{item})
	if err != nil || len(facts) == 0 || facts[0].ended.IsZero() {
		return err
	}
	fact := facts[0]
	right := f.remindPast(register, fact.about.Open.Key, fact.id, fact.due)
	writes := []store.Write{right}
	if right.Item.Sort != item.Sort {
		writes = append(writes, Forget(register, item.Sort))
	}
	return f.attempt(ctx, writes)
}
