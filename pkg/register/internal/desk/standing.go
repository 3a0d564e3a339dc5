package desk

import (
	"context"
	"iter"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// lookBack is how many entries of a case are read at a time, the latest first.
const lookBack = 25

// standing yields the disclosures of the plan that nothing has corrected, the
// latest first. It stops after an error.
func (r *Registrar) standing(ctx context.Context, register disclosure.Register, p plan) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for after := ""; ; {
			items, next, err := r.page(ctx, p, after, lookBack)
			if err != nil {
				yield(Row{}, err)
				return
			}
			corrected, err := r.corrected(ctx, register, items)
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, item := range items {
				if corrected[entryOf(item)] {
					continue
				}
				row, err := rowOf(item)
				if !yield(row, err) || err != nil {
					return
				}
			}
			if after = next; after == "" {
				return
			}
		}
	}
}

// corrected says which of the entries listed are no longer the last word.
func (r *Registrar) corrected(ctx context.Context, register disclosure.Register, items []store.Item) (map[disclosure.EntryID]bool, error) {
	of := map[store.Key]disclosure.EntryID{}
	var keys []store.Key
	for _, item := range items {
		key := correctedKey(register, entryOf(item))
		of[key] = entryOf(item)
		keys = append(keys, key)
	}
	found, err := r.itemsAt(ctx, "look for corrections", keys)
	out := map[disclosure.EntryID]bool{}
	for key := range found {
		out[of[key]] = true
	}
	return out, err
}
