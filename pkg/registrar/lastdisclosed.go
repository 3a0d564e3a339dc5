package registrar

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// lookBack is how many entries of a case are read at a time, the latest first,
// until one is found that nothing has corrected.
const lookBack = 25

// lastDisclosed returns the latest day (London) on which something in the case
// was disclosed, as its entries now read, or the zero Date. Only what was
// recorded after the instant counts, and for a recorder only what its own
// department recorded, so that no refusal tells of another's.
func (r *Registrar) lastDisclosed(ctx context.Context, by disclosure.Caller, reach reach, file *caseFile, recordedAfter time.Time) (disclosure.Date, error) {
	p := plan{partition: store.IndexPartition(by.Register.String(), store.ByCase, file.Ref.String())}
	if reach == own {
		p.filter = []term{{store.ByDepartment, by.Department}}
	}
	for after := ""; ; {
		items, next, err := r.page(ctx, p, after, lookBack)
		if err != nil {
			return disclosure.Date{}, err
		}
		corrected, err := r.corrected(ctx, by.Register, items)
		if err != nil {
			return disclosure.Date{}, err
		}
		for _, item := range items {
			row, err := rowOf(item)
			if err != nil {
				return disclosure.Date{}, err
			}
			if !corrected[row.ID] && row.RecordedAt.After(recordedAfter) {
				return disclosure.DateOf(row.DisclosedAt), nil
			}
		}
		if after = next; after == "" {
			return disclosure.Date{}, nil
		}
	}
}

// lookAgain returns the reminder by which retention reads a closed case afresh
// when the correction of its last disclosure gives an earlier day. Whoever
// corrects cannot read which disclosure is then the last.
func (r *Registrar) lookAgain(register disclosure.Register, file *caseFile, before, now *disclosure.Disclosure, at time.Time) []store.Write {
	was := disclosure.DateOf(before.DisclosedAt)
	if file == nil || file.State != disclosure.CaseClosed || was != file.Triggers.LastDisclosed || !disclosure.DateOf(now.DisclosedAt).Before(was) {
		return nil
	}
	today := disclosure.DateOf(at)
	again := remind(register, store.ToDispose, today, file.Ref, "")
	for _, own := range r.clockReminder(register, file, today) {
		if own.Item.Key == again.Item.Key {
			return nil // joining may set this very one
		}
	}
	return []store.Write{again}
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
