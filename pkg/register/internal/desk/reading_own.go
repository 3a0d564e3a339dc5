package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// hideKept takes from a word what is kept from departments. It weighs then as though that
// had never been.
func (w *listedWord) hideKept() error {
	w.terms = w.shown
	w.flags = w.Entry.Flags
	w.Entry.Flags = disclosure.ShownFlags(w.Entry.Flags)
	if len(w.Entry.Flags) == 0 {
		w.Entry.Flags = nil
	}
	written, err := json.Marshal(w.Entry)
	if err != nil {
		return fmt.Errorf("encode an entry: %w", err)
	}
	w.weight = Weight(written)
	return nil
}

// ownReadings is [Registrar.readings] for a department: its own disclosures as they now
// read, and which of the flags that it is shown still wait, by one batch read. It rests on
// nothing that is kept from departments, in what it shows and how much it reads: not on
// flags that are kept, nor on what is known of a person, a post or another department. So of
// a flag it says whether it waits, and not who cleared it; and of consent, and of who may
// approve, nothing.
func (r *Registrar) ownReadings(ctx context.Context, register disclosure.Register, words []listedWord) ([]Reading, error) {
	var keys []store.Key
	for _, w := range words {
		for n, f := range w.flags {
			if !f.Kept {
				keys = append(keys, openKey(w.Entry, n, f))
			}
		}
	}
	found, err := r.itemsAt(ctx, "load flags", keys)
	if err != nil {
		return nil, err
	}
	readings := make([]Reading, 0, len(words))
	for _, w := range words {
		e, d := w.Entry, w.Disclosure
		reading := Reading{
			Entry: e.ID, RecordedAt: e.RecordedAt, RecordedBy: e.RecordedBy, Department: e.Owner(), Policy: e.Policy, Disclosure: *d,
			Flags: []ReadFlag{}, Aspects: []policy.Aspect{}, Abroad: r.law.Abroad(register, d), Approvals: []Approval{},
		}
		if w.root != e.ID {
			reading.Corrects = w.root
		}
		notice := r.law.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
		for n, f := range w.flags {
			if f.Kept {
				continue
			}
			_, open := found[openKey(e, n, f)]
			// Counted among those that are shown: a gap would tell of others.
			reading.Flags = append(reading.Flags, ReadFlag{Number: len(reading.Flags), Flag: f, Name: r.law.RuleName(notice, f.Rule), Answers: r.law.Answers(register, d, f), Open: open})
		}
		for _, t := range w.terms {
			if t.by == store.ByAspect {
				reading.Aspects = append(reading.Aspects, policy.Aspect(t.value))
			}
		}
		readings = append(readings, reading)
	}
	return readings, nil
}
