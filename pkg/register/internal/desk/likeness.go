package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// looksLike finds other disclosures that may be the same sharing recorded twice, by
// another department or under another Idempotency-Key: of the same case, on the same
// day (London), to the same recipient, about the same people. It returns the last word
// on each, and leaves it to a person to say whether it is one. Where that was said
// already, it stands among what was said of the entry.
//
// It is two queries, of the case's day and of what was decided, and one batch read, of at
// most [store.MaxBatch] entries.
func (r *Registrar) looksLike(ctx context.Context, register disclosure.Register, stored store.Item, entry *disclosure.Entry) ([]disclosure.EntryID, error) {
	d, root, err := entry.Disclosed()
	if err != nil {
		return nil, err
	}
	file, err := nameIn(stored)
	if err != nil {
		return nil, err
	}
	day := disclosure.DateOf(d.DisclosedAt)
	page, err := r.table.Query(ctx, store.Query{
		Partition: indexPartition(register, term{by: store.ByCase}, file),
		From:      store.IndexFrom(day.Start()), To: store.IndexTo(day.AddDays(1).Start()), Limit: store.MaxBatch,
	})
	if err != nil {
		return nil, read("look for disclosures like one", err)
	}
	others, err := r.entriesOf(ctx, register, page.Items)
	if err != nil {
		return nil, err
	}
	last := map[disclosure.EntryID]Word{}
	for _, o := range others {
		said, of, err := o.entry.Disclosed()
		if err != nil {
			return nil, err
		}
		if known, ok := last[of]; of != root && (!ok || known.Entry.RecordedAt.Before(o.entry.RecordedAt)) {
			last[of] = Word{o.entry, said}
		}
	}
	var like []disclosure.EntryID
	decided, err := r.pairsDecided(ctx, register)
	if err != nil {
		return nil, err
	}
	for _, w := range last {
		if _, already := decided.last[pairOf(w.Entry.ID, entry.ID)]; already {
			continue
		}
		if isLike(w.Disclosure, d) {
			like = append(like, w.Entry.ID)
		}
	}
	slices.Sort(like)
	return like, nil
}

func isLike(a, b *disclosure.Disclosure) bool {
	people := func(d *disclosure.Disclosure) []string {
		var refs []string
		for _, ref := range d.SubjectReferences() {
			refs = append(refs, disclosure.Canonical(ref))
		}
		slices.Sort(refs)
		return slices.Compact(refs)
	}
	return slices.Equal(people(a), people(b)) && sameRecipient(a.Recipient, b.Recipient) &&
		disclosure.DateOf(a.DisclosedAt) == disclosure.DateOf(b.DisclosedAt) && a.Shares() == b.Shares() &&
		(a.Share == nil) == (b.Share == nil)
}

// sameRecipient reports whether two recipients may be one: by the organisation, or else
// the person and, where neither is named, by the kind. A kind that is not said may be any.
// Names that are alike ([disclosure.LikeName]) may be of one: it is for a person to say.
func sameRecipient(a, b disclosure.Recipient) bool {
	same := func(a, b string) bool {
		return disclosure.Same(a, b) || disclosure.LikeName(a) != "" && disclosure.LikeName(a) == disclosure.LikeName(b)
	}
	switch {
	case a.Category != b.Category, !same(a.Organisation, b.Organisation):
		return false
	case a.Organisation != "":
		return true
	case !same(a.Person, b.Person):
		return false
	}
	return a.Person != "" || a.Kind == b.Kind || a.Kind == "" || b.Kind == ""
}
