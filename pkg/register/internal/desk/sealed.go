package desk

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

const (
	// EntriesAtOnce is how many entries of whatever kind one read asks for: each is at
	// one of two places, both computed from its id.
	EntriesAtOnce = store.MaxBatch / 2
	// LeavesAtOnce is how many leaves one read asks for.
	LeavesAtOnce = store.MaxBatch
	// certificatesAtOnce is how many certificates are read together: one may name
	// thousands of leaves.
	certificatesAtOnce = 10
)

// Kept is what a leaf commits to, as the table has it now. What is missing or too short
// does not make the leaf.
type Kept struct {
	Entry []byte
	Salt  ledger.Salt
}

// Kept reads the entries, each from wherever its kind is kept. One that is gone is left
// out.
func (r *Registrar) Kept(ctx context.Context, register disclosure.Register, ids []disclosure.EntryID) (map[disclosure.EntryID]Kept, error) {
	of := map[store.Key]disclosure.EntryID{}
	var keys []store.Key
	for _, id := range ids {
		for _, key := range (SealedEntries{}).Keys(register.String(), id.String()) {
			of[key] = id
			keys = append(keys, key)
		}
	}
	items, err := r.itemsAt(ctx, "load entries", keys)
	if err != nil {
		return nil, err
	}
	found := map[disclosure.EntryID]Kept{}
	for key, item := range items {
		var kept Kept
		if kept.Entry, _ = item.Attrs[attrBytes].([]byte); kept.Entry == nil {
			kept.Entry = []byte{}
		}
		salt, _ := item.Attrs[attrSalt].([]byte)
		copy(kept.Salt[:], salt)
		found[of[key]] = kept
	}
	return found, nil
}

// Sealed says at which leaf of the log each entry is. One whose leaf is gone is left out.
// all is false when one of them is still on its way into the log.
func (r *Registrar) Sealed(ctx context.Context, register disclosure.Register, ids []disclosure.EntryID) (at map[disclosure.EntryID]int64, all bool, err error) {
	var keys []store.Key
	for _, id := range ids {
		keys = append(keys, store.LeafKey(register.String(), id.String()))
	}
	items, err := r.itemsAt(ctx, "load leaves", keys)
	if err != nil {
		return nil, false, err
	}
	at = map[disclosure.EntryID]int64{}
	for i, id := range ids {
		item, there := items[keys[i]]
		if !there {
			continue
		}
		index, is := item.Attrs[sealing.IndexAttr].(int64)
		if !is {
			return nil, false, nil
		}
		at[id] = index
	}
	return at, true, nil
}

// WhatBecameOf finds what corrected the entries, and what cleared their flags. Each is
// listed where the place of it says so, and is gone when that is. An entry that cannot
// be read has no flags.
func (r *Registrar) WhatBecameOf(ctx context.Context, register disclosure.Register, ids []disclosure.EntryID) ([]Listed, error) {
	entries, err := r.Kept(ctx, register, ids)
	if err != nil {
		return nil, err
	}
	var keys []store.Key
	for _, id := range ids {
		kept, there := entries[id]
		if !there {
			continue
		}
		keys = append(keys, correctedKey(register, id))
		var flagged struct {
			Flags []json.RawMessage `json:"flags"`
		}
		if json.Unmarshal(kept.Entry, &flagged) != nil {
			continue
		}
		for n := range flagged.Flags {
			keys = append(keys, clearedKey(register, id, n))
		}
	}
	marks, err := r.itemsAt(ctx, "load what corrected entries and cleared flags", keys)
	if err != nil {
		return nil, err
	}
	var listed []Listed
	for _, key := range keys {
		if id := text(marks[key], attrBy); id != "" {
			listed = append(listed, Listed{disclosure.EntryID(id), Place{key}})
		}
	}
	return listed, nil
}

// StillThere reports whether the place lists something still.
func (r *Registrar) StillThere(ctx context.Context, p Place) (bool, error) {
	page, err := r.table.Query(ctx, store.Query{Partition: p.key.Partition, From: p.key.Sort, Limit: 1})
	if err != nil {
		return false, read("look whether an entry is still listed", err)
	}
	return len(page.Items) > 0 && page.Items[0].Key == p.key, nil
}

// Destruction is what an entry says was destroyed.
type Destruction struct {
	By disclosure.EntryID
	sealing.Destroyed
}

// DestructionsSince reads what the register's certificates, and the entries that go on
// with their lists, say was destroyed: from the instant on, the oldest first, some at a
// time. An error is the last it yields.
func (r *Registrar) DestructionsSince(ctx context.Context, register disclosure.Register, from time.Time) iter.Seq2[[]Destruction, error] {
	query := store.Query{
		Partition: store.IndexPartition(register.String(), store.ByCertificate, ""), From: store.IndexFrom(from), Limit: store.MaxBatch,
	}
	return func(yield func([]Destruction, error) bool) {
		for page, err := range r.pages(ctx, "query certificates", query) {
			if err != nil {
				yield(nil, err)
				return
			}
			for some := range slices.Chunk(page, certificatesAtOnce) {
				read, err := r.destructions(ctx, register, some)
				if !yield(read, err) || err != nil {
					return
				}
			}
		}
	}
}

func (r *Registrar) destructions(ctx context.Context, register disclosure.Register, listed []store.Item) ([]Destruction, error) {
	entries, err := r.entriesOf(ctx, register, listed)
	if err != nil {
		return nil, err
	}
	var all []Destruction
	for _, e := range entries {
		destroyed, err := destroyedBy(e.entry)
		if err != nil {
			return nil, err
		}
		all = append(all, Destruction{e.entry.ID, destroyed})
	}
	return all, nil
}
