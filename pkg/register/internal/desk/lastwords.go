package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Word is a disclosure as it now reads.
type Word struct {
	Entry      *disclosure.Entry
	Disclosure *disclosure.Disclosure
}

// lastWordsUnder reads every disclosure found under the term as it reads now,
// newest first, and leaves out those that no longer belong there: a correction is
// found under what it says and under what was wrong.
func (r *Registrar) lastWordsUnder(ctx context.Context, register disclosure.Register, under term, belongs func(*disclosure.Disclosure) bool) ([]Word, error) {
	if err := r.findable(ctx, register); err != nil {
		return nil, err
	}
	latest := map[disclosure.EntryID]Word{}
	var shared []Word
	query := store.Query{
		Partition:  store.IndexPartition(register.String(), under.by, under.value),
		Descending: true, Limit: store.MaxBatch,
	}
	for page, err := range r.pages(ctx, "query disclosures of a subject or a breach", query) {
		if err != nil {
			return nil, err
		}
		shares, err := r.sharesAbout(ctx, register, page)
		if err != nil {
			return nil, err
		}
		shared = append(shared, shares...)
		entries, err := r.entriesOf(ctx, register, slices.DeleteFunc(page, isMember))
		if err != nil {
			return nil, err
		}
		for _, f := range entries {
			d, root, err := f.entry.Disclosed()
			if err != nil {
				return nil, err
			}
			if known, ok := latest[root]; !ok || known.Entry.RecordedAt.Before(f.entry.RecordedAt) {
				latest[root] = Word{f.entry, d}
			}
		}
	}
	var words []Word
	for _, w := range slices.AppendSeq(shared, maps.Values(latest)) {
		if belongs(w.Disclosure) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b Word) int {
		return cmp.Or(b.Disclosure.DisclosedAt.Compare(a.Disclosure.DisclosedAt), b.Entry.RecordedAt.Compare(a.Entry.RecordedAt))
	})
	return words, nil
}
