package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// Membership is how somebody is in a share: the entry of the part that lists them, and of
// whoever took them out. Each is where the index lists it, and is gone when that is.
type Membership struct {
	Part    Listed
	Removal Listed // zero while they are in it
}

// Memberships finds, of what a search found by a person, how they are in each share.
func (r *Registrar) Memberships(ctx context.Context, register disclosure.Register, found Found) ([]Membership, error) {
	var in []Membership
	var removed []store.Key
	for _, item := range found.items {
		if !isMember(item) {
			continue
		}
		_, token := listsBy(item.Key)
		in = append(in, Membership{Part: Listed{disclosure.EntryID(text(item, attrListedBy)), Place{item.Key}}})
		removed = append(removed, removedKey(register, entryOf(item), token))
	}
	marks, err := r.itemsAt(ctx, "look who was taken out of shares", removed)
	if err != nil {
		return nil, err
	}
	for i, key := range removed {
		if id := text(marks[key], attrBy); id != "" {
			in[i].Removal = Listed{disclosure.EntryID(id), Place{key}}
		}
	}
	return in, nil
}

// Person is somebody as a part of a share commits to them.
type Person struct {
	Place   int // among the part's commitments, from 0
	Salt    ledger.Salt
	Listing ledger.Listing
}

// Opened reads who is listed at the places, as the parts commit to them. One who is gone
// is left out.
func (r *Registrar) Opened(ctx context.Context, places []Place) (map[Place]Person, error) {
	keys := make([]store.Key, 0, len(places))
	for _, p := range places {
		keys = append(keys, p.key)
	}
	items, err := r.itemsAt(ctx, "load whom parts of shares list", keys)
	if err != nil {
		return nil, err
	}
	opened := map[Place]Person{}
	for key, item := range items {
		place, _ := item.Attrs[attrPlace].(int64)
		o := Person{Place: int(place), Listing: digested(item)}
		salt, _ := item.Attrs[attrSalt].([]byte)
		copy(o.Salt[:], salt)
		opened[Place{key}] = o
	}
	return opened, nil
}
