package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// nameable returns the facts that the caller may name: all, or the last words of its
// own department. Another is as one that does not exist.
//
// A department's last word is its own whatever the Data Protection Officer made of it
// since, of which its answer must not tell: one that they replaced is still there to be
// replaced by it, which costs the read of its entry, and one that its own weakening
// replaces is not, though it stands until that is confirmed.
func (r *Registrar) nameable(ctx context.Context, by disclosure.Caller, reach power.Reach, about facts.Item, id disclosure.EntryID) ([]facts.Known, error) {
	if reach == power.All {
		return slices.Clone(about.Known), nil
	}
	theirs := slices.DeleteFunc(slices.Clone(about.Known), func(k facts.Known) bool {
		return !reach.Covers(by, k.Department) || about.ReplacedByOwn(k)
	})
	past := about.PastOf(id)
	if past == nil || past.Department == "" || !reach.Covers(by, past.Department) {
		return theirs, nil
	}
	item, err := r.entryItem(ctx, by.Register, id)
	if err != nil {
		return nil, err
	}
	_, f, err := factIn(item)
	return append(theirs, facts.Known{Entry: id, Department: past.Department, Fact: f}), err
}

// ownWords returns the last words of the caller's department on a thing, as it recorded
// them, the first one first: those that it may name ([Registrar.nameable]), whatever the
// Data Protection Officer has recorded in their place, confirmed or refused since. Each is
// read from its own entry, so that it reads the same, and takes as long, whichever of
// these happened.
func (r *Registrar) ownWords(ctx context.Context, by disclosure.Caller, about facts.Item) ([]facts.Known, error) {
	var ids []disclosure.EntryID
	for _, k := range about.Known {
		if power.Own.Covers(by, k.Department) && !about.ReplacedByOwn(k) {
			ids = append(ids, k.Entry)
		}
	}
	for _, p := range about.Past {
		if p.Department != "" && power.Own.Covers(by, p.Department) {
			ids = append(ids, p.Entry)
		}
	}
	slices.Sort(ids)
	var keys []store.Key
	for _, id := range ids {
		keys = append(keys, store.EntryKey(by.Register.String(), id.String()))
	}
	items, err := r.itemsAt(ctx, "load a department's facts", keys)
	if err != nil {
		return nil, err
	}
	var words []facts.Known
	for i, id := range ids {
		item, there := items[keys[i]]
		if !there {
			continue // destroyed since
		}
		_, f, err := factIn(item)
		if err != nil {
			return nil, err
		}
		words = append(words, facts.Known{Entry: id, Department: by.Department, Fact: f})
	}
	return words, nil
}
