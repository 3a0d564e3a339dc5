package desk

import (
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// Sight is something that a look shows, and is found by afterwards.
type Sight struct {
	// Entry is of a disclosure and Case its case; both are left out of anything else.
	Entry  disclosure.EntryID
	Case   disclosure.CaseRef
	People []string // the council's references
}

// SightOf is what a look shows that shows the entry of a disclosure or a correction.
func SightOf(e *disclosure.Entry) (Sight, error) {
	d, _, err := e.Disclosed()
	if err != nil {
		return Sight{}, err
	}
	return Sight{e.ID, d.Case, d.SubjectReferences()}, nil
}

// Partly is the look as a part of one that is put on record as a whole, by [Shown]: what
// is asked with it leaves no record of its own.
func (l Looking) Partly() Looking {
	l.partly = true
	return l
}

// Shown puts the look on record, found by everything that it shows, and only then gives
// the answer: without the record there is none.
func Shown[A any](ctx context.Context, r *Registrar, by Looking, answer A, look disclosure.Access, sights ...Sight) (A, error) {
	return seen(answer, r.recordAccess(ctx, by, "", look, r.foundBySight(by.Caller.Register, sights...)...))
}

// NothingAbout says what was looked for about a person where nothing was found, as
// [Files.Nothing] does, and whom a look that showed what comes near is found by.
func NothingAbout(ctx context.Context, r *Registrar, by disclosure.Caller, s Sought) (*NothingFound, Sight, error) {
	found, _, err := r.nothing(ctx, by, s)
	if found == nil {
		return nil, Sight{}, err
	}
	return found, Sight{People: found.Near}, nil
}

// foundBySight is what a look that shows these is found by.
func (r *Registrar) foundBySight(register disclosure.Register, sights ...Sight) []term {
	var shown []term
	for _, s := range sights {
		if s.Case != "" {
			shown = append(shown, term{byOpened, s.Entry.String()}, term{store.ByCase, s.Case.String()})
		}
		shown = append(shown, r.showingPeople(register, s.People...)...)
	}
	return shown
}

// Unseen puts on record a look at something by its name that was not found, and returns
// that it was not.
func (r *Registrar) Unseen(ctx context.Context, by Looking, look disclosure.Access, notFound error) error {
	return r.unseen(ctx, by, "", look, notFound)
}

// Asked is the search as an access keeps it: see [Registrar.asked].
func (r *Registrar) Asked(register disclosure.Register, s Search) map[string]string {
	return r.asked(register, s)
}

// Stored is an entry as the table has it.
type Stored struct {
	Entry *disclosure.Entry
	Leaf  ledger.Leaf
	item  store.Item
}

// EachEntry visits the entries, in the ids' order. One disposed of meanwhile is left
// out. It reads a hundred at a time.
func (r *Registrar) EachEntry(ctx context.Context, register disclosure.Register, ids []disclosure.EntryID, visit func(Stored) error) error {
	for some := range slices.Chunk(ids, store.MaxBatch) {
		var keys []store.Key
		for _, id := range some {
			keys = append(keys, store.EntryKey(register.String(), id.String()))
		}
		items, err := r.itemsAt(ctx, "load entries", keys)
		if err != nil {
			return err
		}
		for _, key := range keys {
			item, there := items[key]
			if !there {
				continue
			}
			entry, leaf, err := decodeEntry(item)
			if err != nil {
				return err
			}
			if err := visit(Stored{entry, leaf, item}); err != nil {
				return err
			}
		}
	}
	return nil
}

// atOnce is how many batches of entries are read side by side where all of a period
// are: enough for two processors, or for a table across a network, and few enough that
// others are not kept waiting.
const atOnce = 4

// EachDisclosure visits the disclosure of each entry, as the entry has it, in no order
// and one at a time. One disposed of meanwhile is left out. It reads a hundred at a time,
// and several hundred side by side.
func (r *Registrar) EachDisclosure(ctx context.Context, register disclosure.Register, ids []disclosure.EntryID, visit func(*disclosure.Disclosure) error) error {
	var one sync.Mutex
	batches, ctx := errgroup.WithContext(ctx)
	batches.SetLimit(atOnce)
	for batch := range slices.Chunk(ids, store.MaxBatch) {
		batches.Go(func() error {
			var keys []store.Key
			for _, id := range batch {
				keys = append(keys, store.EntryKey(register.String(), id.String()))
			}
			items, err := r.itemsAt(ctx, "load a period's entries", keys)
			if err != nil {
				return err
			}
			disclosures := make([]*disclosure.Disclosure, 0, len(items))
			for _, item := range items {
				d, err := disclosedIn(item)
				if err != nil {
					return err
				}
				disclosures = append(disclosures, d)
			}
			one.Lock()
			defer one.Unlock()
			for _, d := range disclosures {
				if err := visit(d); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return batches.Wait()
}

// LettersOf reads the letters of each entry's case, destroyed ones left out. Those of one
// case are read once.
func (r *Registrar) LettersOf(ctx context.Context, register disclosure.Register, entries []Stored) ([][]Letter, error) {
	read := map[string][]Letter{} // by the case's name in keys
	of := make([][]Letter, 0, len(entries))
	for _, e := range entries {
		name, err := nameIn(e.item)
		if err != nil {
			return nil, err
		}
		if _, known := read[name]; !known {
			documents, err := r.documentsIn(ctx, register, name)
			if err != nil {
				return nil, err
			}
			read[name] = []Letter{}
			for _, doc := range documents {
				if doc.State != LetterDestroyed {
					read[name] = append(read[name], doc.letter())
				}
			}
		}
		of = append(of, read[name])
	}
	return of, nil
}

// Cases reads the cases. One that is not there is left out, and so is a spelling of
// several older cases that is none of theirs.
func (r *Registrar) Cases(ctx context.Context, register disclosure.Register, refs []disclosure.CaseRef) (map[disclosure.CaseRef]disclosure.Case, error) {
	var keys []store.Key
	for _, ref := range refs {
		keys = append(keys, caseKeys(register, ref)...)
	}
	items, err := r.itemsAt(ctx, "load cases", keys)
	if err != nil {
		return nil, err
	}
	cases := map[disclosure.CaseRef]disclosure.Case{}
	for _, ref := range refs {
		file, err := r.caseAmong(ctx, register, ref, items, facts.Wholly)
		if errors.Is(err, errSeveralCases) || err == nil && file == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		cases[ref] = file.Case
	}
	return cases, nil
}

// NewestCheckpoint is the published log's signed head; "" before the first.
func (r *Registrar) NewestCheckpoint(ctx context.Context, register disclosure.Register) (string, error) {
	checkpoint, err := r.log.Checkpoint(ctx, register.String())
	if errors.Is(err, sealing.ErrNotYet) {
		return "", nil
	}
	return string(checkpoint), fromLog(err)
}

// Unguessable is the same for one disclosure whenever it is asked for, and nobody can
// work it out who has not the registers' secret: statistics are weighed by it.
func (r *Registrar) Unguessable(register disclosure.Register, original disclosure.EntryID) []byte {
	return r.keys.mac(register, useStatistics, original.String())
}
