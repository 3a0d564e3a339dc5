package registrar

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// lastWord is how a disclosure reads now.
type lastWord struct {
	entry      *disclosure.Entry
	disclosure *disclosure.Disclosure
}

// lastWords reads every disclosure about the subject as it reads now, newest
// first. One that a correction says was not about the subject is left out.
func (r *Registrar) lastWords(ctx context.Context, register disclosure.Register, subject string) ([]lastWord, error) {
	return r.lastWordsUnder(ctx, register, term{store.BySubject, r.keys.subject(register, subject)}, func(d *disclosure.Disclosure) bool {
		return slices.Contains(d.SubjectReferences(), subject)
	})
}

// lastWordsUnder reads every disclosure found under the term as it reads now,
// newest first, and leaves out those that no longer belong there: a correction is
// found under what it says and under what was wrong.
func (r *Registrar) lastWordsUnder(ctx context.Context, register disclosure.Register, under term, belongs func(*disclosure.Disclosure) bool) ([]lastWord, error) {
	latest := map[disclosure.EntryID]lastWord{}
	query := store.Query{
		Partition:  store.IndexPartition(register.String(), under.by, under.value),
		Descending: true, Limit: store.MaxBatch,
	}
	for {
		page, err := r.table.Query(ctx, query)
		if err != nil {
			return nil, read("query disclosures of a subject or a breach", err)
		}
		entries, err := r.entriesOf(ctx, register, page.Items)
		if err != nil {
			return nil, err
		}
		for _, f := range entries {
			d, root, err := disclosureOf(f.entry)
			if err != nil {
				return nil, err
			}
			if known, ok := latest[root]; !ok || known.entry.RecordedAt.Before(f.entry.RecordedAt) {
				latest[root] = lastWord{f.entry, d}
			}
		}
		if !page.More {
			break
		}
		query.After = page.Next
	}
	var words []lastWord
	for _, w := range latest {
		if belongs(w.disclosure) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b lastWord) int {
		if c := b.disclosure.DisclosedAt.Compare(a.disclosure.DisclosedAt); c != 0 {
			return c
		}
		return b.entry.RecordedAt.Compare(a.entry.RecordedAt)
	})
	return words, nil
}
