package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/store"
)

// membership is one person's place in a share: who, as it was written, and since when
// the share is no longer theirs.
type membership struct {
	person  string
	removed *disclosure.Entry // took them out; nil while they are in it
	why     string            // they were taken out
}

// memberships reads, of the items listed that are a person's in shares, what they say:
// by the share's original entry.
func (r *Registrar) memberships(ctx context.Context, register disclosure.Register, listed []store.Item) (map[disclosure.EntryID]membership, error) {
	in := map[disclosure.EntryID]membership{}
	of := map[store.Key]disclosure.EntryID{}
	var keys []store.Key
	for _, item := range listed {
		if !isMember(item) {
			continue
		}
		root := entryOf(item)
		in[root] = membership{person: text(item, attrReference)}
		_, token := listsBy(item.Key)
		key := removedKey(register, root, token)
		of[key], keys = root, append(keys, key)
	}
	if len(in) == 0 {
		return in, nil
	}
	marks, err := r.itemsAt(ctx, "look who was taken out of shares", keys)
	if err != nil {
		return nil, err
	}
	var removals []store.Key
	by := map[disclosure.EntryID]disclosure.EntryID{} // the share, by the entry
	for key, mark := range marks {
		id := disclosure.EntryID(text(mark, attrBy))
		by[id], removals = of[key], append(removals, store.EntryKey(register.String(), id.String()))
	}
	entries, err := r.itemsAt(ctx, "load who was taken out of shares", removals)
	if err != nil {
		return nil, err
	}
	for _, item := range entries {
		entry, _, err := decodeEntry(item)
		if err != nil {
			return nil, err
		}
		m := in[by[entry.ID]]
		if m.why, err = entry.Why(); err != nil {
			return nil, err
		}
		m.removed = entry
		in[by[entry.ID]] = m
	}
	return in, nil
}

// of makes of a word on the share what it is for the person.
func (m membership) of(d *disclosure.Disclosure) *disclosure.Disclosure { return d.Of(m.person) }

// history makes of the words on a share those on a disclosure about the person alone.
// One who was taken out has that for the last word.
func (m membership) history(h door.History) door.History {
	mine := slices.Clone(h)
	for i := range mine {
		mine[i].Disclosure = m.of(mine[i].Disclosure)
	}
	if m.removed != nil {
		mine = append(mine, door.Word{
			Entry: m.removed.ID, RecordedAt: m.removed.RecordedAt, Flags: h.Last().Flags, Disclosure: h.Last().Disclosure.Of(""), Removes: true, Why: m.why,
		})
	}
	return mine
}

// Word makes of how a share now reads what the person has of it.
func (m membership) lastWord(w Word) Word {
	if m.removed != nil {
		return Word{m.removed, w.Disclosure.Of("")}
	}
	return Word{w.Entry, m.of(w.Disclosure)}
}

// rootOf is the original entry of what a word is on: itself, or what it is about.
func rootOf(e *disclosure.Entry) disclosure.EntryID {
	if e.Kind == disclosure.KindCorrection || e.Kind == disclosure.KindMemberRemoved {
		return e.About
	}
	return e.ID
}

// sharesAbout reads, of the items listed that are a person's in shares, how each now
// reads for that person.
func (r *Registrar) sharesAbout(ctx context.Context, register disclosure.Register, listed []store.Item) ([]Word, error) {
	in, err := r.memberships(ctx, register, listed)
	if err != nil {
		return nil, err
	}
	var words []Word
	for root, m := range in {
		last, err := r.lastOf(ctx, register, root)
		if IsNotFound(err) {
			continue // destroyed since
		}
		if err != nil {
			return nil, err
		}
		words = append(words, m.lastWord(last))
	}
	return words, nil
}

// members reads the references of a part's people, in the order of its commitments; ""
// of one whose item is gone.
func (r *Registrar) members(ctx context.Context, register disclosure.Register, part store.Item) ([]string, error) {
	keys := memberKeys(register, part)
	items, err := r.itemsAt(ctx, "load a share's people", keys)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, token := range membersOf(part) {
		people = append(people, text(items[memberKey(register, token, text(part, attrShared))], attrReference))
	}
	return people, nil
}

// hintedMembers is whose answers an entry about a share gives reason to look at.
func (r *Registrar) hintedMembers(ctx context.Context, register disclosure.Register, entry store.Item, hint store.Item) ([]string, error) {
	if _, is := entry.Attrs[attrMembers]; is {
		all, err := r.members(ctx, register, entry)
		if err != nil {
			return nil, err
		}
		places, _ := hint.Attrs[attrPlaces].([]byte)
		var people []string
		for _, place := range places {
			if int(place) < len(all) {
				people = withElement(people, all[place])
			}
		}
		return people, nil
	}
	keys, err := keysOf(entry)
	if err != nil {
		return nil, err
	}
	token := removedToken(keys)
	removal, _, err := decodeEntry(entry)
	if err != nil || token == "" {
		return nil, err
	}
	s, err := r.entryItem(ctx, register, removal.About)
	if IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	shared, _, err := decodeEntry(s)
	if err != nil {
		return nil, err
	}
	d, _, err := shared.Disclosed()
	if err != nil {
		return nil, err
	}
	key := memberKey(register, token, store.IndexSort(d.DisclosedAt, shared.ID.String()))
	items, err := r.itemsAt(ctx, "load who was taken out of a share", []store.Key{key})
	return withElement(nil, text(items[key], attrReference)), err
}
