package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// LoggedLetter is a letter as the entry that archived it says, and what becomes of
// its case.
type LoggedLetter struct {
	disclosure.CorrespondenceArchived
	Entry disclosure.EntryID
	// Disposing is whether the case is being destroyed: its letters are then let go,
	// and gone before their entries are.
	Disposing bool
	// Stopping is whether its destruction was stopped, and its letters are not all
	// held again yet: a hold that is off is then put back by retention.
	Stopping bool
}

// WalkedTable is a table that can be listed.
type WalkedTable interface {
	store.Table
	store.Walker
}

// LoggedLetters visits every letter that an entry of the register says was
// archived, after the entry given, until visit returns an error. It only reads.
// What is archived meanwhile may be visited or not. The order is that of the
// entries where the table's keys are in order, as on one machine.
func LoggedLetters(ctx context.Context, table WalkedTable, register disclosure.Register, after disclosure.EntryID, visit func(LoggedLetter) error) error {
	prefix := store.EntryKey(register.String(), "").Partition
	return table.Walk(ctx, prefix, func(keys []store.Key) error {
		var left []store.Key // the keys are the walk's own
		for _, k := range keys {
			if strings.TrimPrefix(k.Partition, prefix) > after.String() {
				left = append(left, k)
			}
		}
		for some := range slices.Chunk(left, store.MaxBatch) {
			letters, err := lettersOf(ctx, table, register, some)
			if err != nil {
				return err
			}
			for _, letter := range letters {
				if err := visit(letter); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// lettersOf reads those of the entries that archived a letter, in their order.
func lettersOf(ctx context.Context, table store.Table, register disclosure.Register, keys []store.Key) ([]LoggedLetter, error) {
	items, err := table.BatchGet(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	var letters []LoggedLetter
	var cases, disposals []store.Key
	for _, item := range items {
		stored, err := desk.StoredIn(item)
		if err != nil {
			return nil, err
		}
		entry := stored.Entry
		if entry.Kind != disclosure.KindCorrespondence {
			continue
		}
		letter := LoggedLetter{Entry: entry.ID}
		if err := json.Unmarshal(entry.Body, &letter.CorrespondenceArchived); err != nil {
			return nil, fmt.Errorf("decode what was logged of a letter: %w", err)
		}
		name, err := stored.CaseName()
		if err != nil {
			return nil, err
		}
		letters = append(letters, letter)
		cases, disposals = append(cases, store.CaseKey(register.String(), name)), append(disposals, store.DisposalKey(register.String(), name))
	}
	if letters == nil {
		return nil, nil
	}
	disposing, err := those(ctx, table, cases, func(item store.Item) bool { return desk.StateIn(item) == disclosure.CaseDisposing })
	if err != nil {
		return nil, err
	}
	stopping, err := those(ctx, table, disposals, func(item store.Item) bool { return phaseIn(item) == Stopping })
	if err != nil {
		return nil, err
	}
	for i := range letters {
		letters[i].Disposing, letters[i].Stopping = disposing[cases[i]], stopping[disposals[i]]
	}
	slices.SortFunc(letters, func(a, b LoggedLetter) int { return strings.Compare(a.Entry.String(), b.Entry.String()) })
	return letters, nil
}

// those reports of which of the keys, of cases or of disposals, it is so.
func those(ctx context.Context, table store.Table, keys []store.Key, so func(store.Item) bool) (map[store.Key]bool, error) {
	items, err := table.BatchGet(ctx, desk.Distinct(keys))
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	are := map[store.Key]bool{}
	for _, item := range items {
		are[item.Key] = so(item)
	}
	return are, nil
}
