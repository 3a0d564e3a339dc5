package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// One person of a share is erased by an entry of the Data Protection Officer's, with the
// reason, and by retention, which alone erases: it takes their item and their token out of
// the part, whose bytes and leaf stay as they are. That they were erased, and not deleted by
// somebody who can write the table, the entry's own mark says, under their commitment: of
// that nothing can be learned once the item with its salt is gone
// (docs/adr/0070-one-person-of-a-share-is-erased.md). The reminder by which retention finds
// the order stays until there is a certificate.

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

// Erasure is what destroys one person in a share. Erased is what a certificate says of it:
// nil where nothing lists them any more, since the share has gone. Writes are none where it
// has been done already, and only the certificate is lacking.
type Erasure struct {
	Person Token
	Case   disclosure.CaseRef
	Erased *disclosure.ErasedPerson
	At     time.Time // when it was done; zero where it is to be
	Writes []store.Write
	// Again is true where it is carried out again, after a restore from a backup.
	Again bool
}

// attrErased is, of the reminder of an erasure that was carried out, what its certificate
// says of the person; attrFile is the share's own reference, and attrErasedAt when it was, in
// milliseconds. Token and part have gone from it by then.
const (
	attrErased   = "erased"
	attrFile     = "file"
	attrErasedAt = "erasedAt"
	attrAgain    = "again"
)

// IsErased reports whether the erasure that the reminder leads to has been carried out, and
// waits for its certificate.
func IsErased(reminder store.Item) bool { return text(reminder, attrErased) != "" }

// ErasureOrdered reads what carries out the order that the reminder leads to. Once it is
// carried out the reminder waits for the certificate.
func (f Files) ErasureOrdered(ctx context.Context, register disclosure.Register, reminder store.Item) (Erasure, error) {
	if said := text(reminder, attrErased); said != "" {
		e := Erasure{Case: disclosure.CaseRef(text(reminder, attrFile)), Erased: &disclosure.ErasedPerson{}}
		at, _ := reminder.Attrs[attrErasedAt].(int64)
		e.At, e.Again = time.UnixMilli(at).UTC(), text(reminder, attrAgain) != ""
		if err := json.Unmarshal([]byte(said), e.Erased); err != nil {
			return Erasure{}, fmt.Errorf("decode an erasure that is to be certified: %w", err)
		}
		return e, nil
	}
	_, _, _, id, err := store.ParseDueSort(reminder.Sort)
	if err != nil {
		return Erasure{}, err
	}
	e := Erasure{Person: Token(text(reminder, attrToken))}
	key := store.EntryKey(register.String(), text(reminder, attrListedBy))
	items, err := f.itemsAt(ctx, "load the part of a share that lists a person", []store.Key{key})
	if err != nil {
		return Erasure{}, err
	}
	part, there := items[key]
	place := slices.Index(membersOf(part), string(e.Person))
	if !there || place < 0 {
		return e, nil // destroyed with the share
	}
	entry, listed, err := partOf(part)
	if err != nil || place >= len(listed.Commitments) {
		return Erasure{}, fmt.Errorf("decode the part of a share that lists a person: %w", errors.Join(err, errNoPlace))
	}
	order := disclosure.EntryID(id)
	ordered, err := order.RecordedAt()
	if err != nil {
		return Erasure{}, err
	}
	e.Case = entry.Case
	e.Erased = &disclosure.ErasedPerson{Share: entry.About, Part: entry.ID, Commitment: listed.Commitments[place], OrderedBy: order, OrderedAt: ordered}
	return e, f.carryOut(register, &e, part, place, reminder.Key, text(reminder, attrCase))
}

func partOf(item store.Item) (*disclosure.Entry, disclosure.SharePart, error) {
	var listed disclosure.SharePart
	entry, _, err := decodeEntry(item)
	if err == nil {
		err = json.Unmarshal(entry.Body, &listed)
	}
	return entry, listed, err
}

// carryOut adds what destroys the person at the place, and has the reminder wait for the
// certificate.
func (f Files) carryOut(register disclosure.Register, e *Erasure, part store.Item, place int, reminder store.Key, file string) error {
	said, err := json.Marshal(e.Erased)
	if err != nil {
		return fmt.Errorf("encode what a certificate says of a person: %w", err)
	}
	members, _ := part.Attrs[attrMembers].([]byte)
	members = slices.Clone(members)
	copy(members[place*memberToken:], nobody)
	part.Attrs[attrMembers] = members
	waits := store.Attrs{attrCase: file, attrFile: e.Case.String(), attrErased: string(said), attrErasedAt: f.at().UnixMilli()}
	if e.Again {
		waits[attrAgain] = e.Erased.OrderedBy.String()
	}
	e.Writes = append(Deletions([]store.Key{memberKey(register, string(e.Person), text(part, attrShared))}),
		store.Write{Action: store.Put, Item: part, If: store.Attr(attrKind, string(disclosure.KindSharePart))},
		store.Write{Action: store.Put, Item: store.Item{Key: reminder, Attrs: waits}})
	return nil
}

// ErasureAgain reads what destroys somebody who was erased before, and whom a restored backup
// has brought back; Erased is nil where it has not. The mark that they were erased is written
// with it, for the order that wrote it may not have come back: as long as the part is there
// it says why the person is not, and it goes with the part.
func (f Files) ErasureAgain(ctx context.Context, register disclosure.Register, p disclosure.ErasedPerson) (Erasure, error) {
	key := store.EntryKey(register.String(), p.Part.String())
	items, err := f.itemsAt(ctx, "load the part of a share of which somebody was erased", []store.Key{key})
	part, there := items[key]
	if err != nil || !there {
		return Erasure{}, err
	}
	entry, listed, err := partOf(part)
	if err != nil {
		return Erasure{}, fmt.Errorf("decode the part of a share of which somebody was erased: %w", err)
	}
	place, people := slices.Index(listed.Commitments, p.Commitment), membersOf(part)
	if entry.Kind != disclosure.KindSharePart || entry.About != p.Share || place < 0 || place >= len(people) || people[place] == "" {
		return Erasure{}, nil
	}
	file, err := f.nameOf(ctx, register, entry.Case)
	if err != nil {
		return Erasure{}, err
	}
	e := Erasure{Person: Token(people[place]), Case: entry.Case, Erased: &p, Again: true}
	reminder := store.DueKey(register.String(), store.ErasesOne, disclosure.DateOf(p.OrderedAt).String(), file, p.OrderedBy.String())
	if err := f.carryOut(register, &e, part, place, reminder, file); err != nil {
		return Erasure{}, err
	}
	mark := store.Item{Key: erasedKey(register, p.Share, p.Commitment), Attrs: store.Attrs{attrBy: p.OrderedBy.String()}}
	e.Writes = append(e.Writes, store.Write{Action: store.Put, Item: mark})
	return e, nil
}

var errNoPlace = errors.New("it has fewer commitments than people")
