package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// lastWord is how a disclosure reads now.
type lastWord struct {
	entry      *disclosure.Entry
	disclosure *disclosure.Disclosure
}

// everythingAbout reads what is known of the subject, and their [lastWords].
func (r *Registrar) everythingAbout(ctx context.Context, register disclosure.Register, subject string) ([]facts.Known, []lastWord, error) {
	known, err := r.knownAbout(ctx, register, facts.OfSubject(subject))
	if err != nil {
		return nil, nil, err
	}
	words, err := r.lastWords(ctx, register, subject)
	return known, words, err
}

// lastWords reads every disclosure about the subject as it reads now, newest
// first. One that a correction says was not about the subject is left out.
func (r *Registrar) lastWords(ctx context.Context, register disclosure.Register, subject string) ([]lastWord, error) {
	return r.lastWordsUnder(ctx, register, term{store.BySubject, r.keys.subject(register, subject)}, func(d *disclosure.Disclosure) bool {
		return d.IsAbout(subject)
	})
}

// lastWordsUnder reads every disclosure found under the term as it reads now,
// newest first, and leaves out those that no longer belong there: a correction is
// found under what it says and under what was wrong.
func (r *Registrar) lastWordsUnder(ctx context.Context, register disclosure.Register, under term, belongs func(*disclosure.Disclosure) bool) ([]lastWord, error) {
	if err := r.findable(ctx, register); err != nil {
		return nil, err
	}
	latest := map[disclosure.EntryID]lastWord{}
	var shared []lastWord
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
			if known, ok := latest[root]; !ok || known.entry.RecordedAt.Before(f.entry.RecordedAt) {
				latest[root] = lastWord{f.entry, d}
			}
		}
	}
	var words []lastWord
	for _, w := range slices.AppendSeq(shared, maps.Values(latest)) {
		if belongs(w.disclosure) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b lastWord) int {
		return cmp.Or(b.disclosure.DisclosedAt.Compare(a.disclosure.DisclosedAt), b.entry.RecordedAt.Compare(a.entry.RecordedAt))
	})
	return words, nil
}
