package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// One person of a share is erased by an entry of the Data Protection Officer's, with the
// reason, and by retention, which alone erases: it takes their item and their token out of
// the part, whose bytes and leaf stay as they are. That they were erased, and not deleted by
// somebody who can write the table, the entry's own mark says, under their commitment: of
// that nothing can be learned once the item with its salt is gone
// (docs/adr/0070-one-person-of-a-share-is-erased.md).

// erasedSort begins the place, in the partition about a share, of such a mark. It sorts
// before every instant.
const erasedSort = "#erased#"

func erasedKey(register disclosure.Register, share disclosure.EntryID, commitment string) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.ByEntry, share.String()), Sort: erasedSort + commitment}
}

// erasedFrom are where it is said that people of a part were erased whose items are gone.
func erasedFrom(entry *disclosure.Entry, item store.Item) ([]store.Key, error) {
	if entry.Kind != disclosure.KindSharePart || !slices.Contains(membersOf(item), "") {
		return nil, nil
	}
	var part disclosure.SharePart
	if err := json.Unmarshal(entry.Body, &part); err != nil {
		return nil, fmt.Errorf("decode a part of a share: %w", err)
	}
	var keys []store.Key
	for i, token := range membersOf(item) {
		if token == "" && i < len(part.Commitments) {
			keys = append(keys, erasedKey(entry.Register, entry.About, part.Commitments[i]))
		}
	}
	return keys, nil
}

// attrToken is, of the reminder of an erasure, whose it is. It goes with the item.
const attrToken = "token"

// orderErasure records that what lists the person is to be destroyed. A crash leaves all of
// it, or nothing.
func (r *Registrar) orderErasure(ctx context.Context, by disclosure.Caller, o Request, s share, member store.Item, reason string, answer *Recorded) error {
	at, register := r.at(), by.Register
	said := disclosure.MemberErased{Commitment: commitment(member), Reason: reason}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindMemberErased, Case: s.disclosure.Case, About: s.entry.ID, Department: s.entry.Owner()}, said)
	if err != nil {
		return err
	}
	draft.File = s.file
	draft.Also((&CaseFile{name: s.file}).Unfenced(register))
	draft.exclusive(erasedKey(register, s.entry.ID, said.Commitment), store.Attrs{attrBy: draft.Entry.ID.String()},
		disclosure.Fail(disclosure.Conflict, "It has been ordered already that what lists this person is destroyed."))
	draft.index(at, []term{{store.ByCaseEvent, ""}}, store.Attrs{attrKind: string(disclosure.KindMemberErased)})
	_, token := listsBy(member.Key)
	draft.Put(store.DueKey(register.String(), store.ErasesOne, disclosure.DateOf(at).String(), s.file, draft.Entry.ID.String()),
		store.Attrs{attrCase: s.file, attrListedBy: text(member, attrListedBy), attrToken: token}, store.Condition{})
	return r.commitRecorded(ctx, o, draft, answer)
}

// Erasure is what destroys one person in a share; no writes where nothing lists them any
// more. ID is of the entry that ordered it.
type Erasure struct {
	Person Token
	ID     string
	Writes []store.Write
}

// ErasureOrdered reads what carries out the order that the reminder leads to.
func (f Files) ErasureOrdered(ctx context.Context, register disclosure.Register, reminder store.Item) (Erasure, error) {
	_, _, _, id, err := store.ParseDueSort(reminder.Sort)
	if err != nil {
		return Erasure{}, err
	}
	e := Erasure{Person: Token(text(reminder, attrToken)), ID: id}
	key := store.EntryKey(register.String(), text(reminder, attrListedBy))
	items, err := f.itemsAt(ctx, "load the part of a share that lists a person", []store.Key{key})
	if err != nil {
		return Erasure{}, err
	}
	part, there := items[key]
	place := slices.Index(membersOf(part), string(e.Person))
	if !there || place < 0 {
		return e, nil // destroyed with the share, or erased already
	}
	members, _ := part.Attrs[attrMembers].([]byte)
	members = slices.Clone(members)
	copy(members[place*memberToken:], nobody)
	part.Attrs[attrMembers] = members
	e.Writes = append(Deletions([]store.Key{memberKey(register, string(e.Person), text(part, attrShared))}),
		store.Write{Action: store.Put, Item: part, If: store.Attr(attrKind, string(disclosure.KindSharePart))})
	return e, nil
}
