package desk

import (
	"context"
	"iter"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// lookBack is how many entries of a case are read at a time, the latest first.
const lookBack = 25

// lastDisclosed returns the latest day (London) on which something in the case
// was disclosed, as its entries now read, or the zero Date. For a recorder only
// what its own department recorded counts, so that no refusal tells of another's.
func (r *Registrar) lastDisclosed(ctx context.Context, by disclosure.Caller, reach power.Reach, file *caseFile) (disclosure.Date, error) {
	p := plan{partition: indexPartition(by.Register, term{by: store.ByCase}, file.name)}
	if reach == power.Own {
		p.filter = []term{{store.ByDepartment, by.Department}}
	}
	for row, err := range r.standing(ctx, by.Register, p) {
		return disclosure.DateOf(row.DisclosedAt), err
	}
	return disclosure.Date{}, nil
}

// lateDays counts what was disclosed in the case after the closing day, as its
// entries now read. Only what was recorded after the instant counts.
func (r *Registrar) lateDays(ctx context.Context, register disclosure.Register, file *caseFile, closed disclosure.Date, recordedAfter time.Time) (lateDays, error) {
	p := plan{
		partition: indexPartition(register, term{by: store.ByCase}, file.name),
		from:      store.IndexFrom(closed.AddDays(1).Start()),
	}
	late := lateDays{}
	for row, err := range r.standing(ctx, register, p) {
		if err != nil {
			return nil, err
		}
		if row.RecordedAt.After(recordedAfter) {
			late[disclosure.DateOf(row.DisclosedAt)]++
		}
	}
	return late, nil
}

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
