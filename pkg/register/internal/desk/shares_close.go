package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// ShareClosing is the answer to the closing of a share.
type ShareClosing struct {
	Recorded
	disclosure.ShareClosed
}

// CloseShare compares the people listed with the number that the share now gives, and
// has its file's retention run from today. A difference is flagged, and the share stays
// on the list of those of which not everybody is known to be listed: after what is
// missing has been added, or the number corrected, it is closed once more.
//
// What is counted is what was committed when it was asked. A part on its way at that
// moment is not in it; the share itself always shows how many there are.
func (r *Registrar) CloseShare(ctx context.Context, by Asking, id disclosure.EntryID) (ShareClosing, error) {
	reach, err := power.May(by.Caller, "close-share")
	if err != nil {
		return ShareClosing{}, err
	}
	s, err := r.shareEntry(ctx, by.Caller, reach, id)
	if err != nil {
		return ShareClosing{}, err
	}
	var body disclosure.ShareClosed
	change := CaseChange{Asked: "close-share", Case: s.disclosure.Case, Kind: disclosure.KindShareClosed, About: id, Body: struct{}{}}
	recorded, err := r.changeCase(ctx, by, change, func(c *Changing) error {
		file, draft := c.File, c.draft
		last, err := r.lastOf(ctx, by.Caller.Register, id)
		if err != nil {
			return err
		}
		now, err := r.listedIn(ctx, by.Caller.Register, s.file)
		if err != nil {
			return err
		}
		body = disclosure.ShareClosed{Stated: last.Disclosure.Share.People, Listed: now.people}
		if draft.Entry.Body, err = json.Marshal(body); err != nil {
			return fmt.Errorf("encode the closing of a share: %w", err)
		}
		draft.Entry.Department = s.entry.Owner()
		if file.State == disclosure.CaseOpen {
			file.State, file.Triggers.Closed = disclosure.CaseClosed, c.Today
		}
		key := unlistedKey(by.Caller.Register, s.disclosure, id)
		if body.Stated == body.Listed {
			draft.Also(store.Write{Action: store.Delete, Item: store.Item{Key: key}})
			return nil
		}
		draft.Also(store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: store.Attrs{}}})
		draft.Entry.Flags = []disclosure.Flag{{
			Finding: disclosure.Finding{
				Rule: disclosure.FormRule, Pointer: "/listed",
				Detail: fmt.Sprintf("The share says that it was about %d people, and %d are listed. Somebody who was in it may not find it, or somebody who was not may.", body.Stated, body.Listed),
			},
			Clears: "Whoever is missing is added, or a correction gives the right number, and the share is closed once more; or the Data Protection Officer finds the difference explained.",
		}}
		return draft.open()
	})
	if err != nil {
		return ShareClosing{}, err
	}
	if recorded.ID != "" && body == (disclosure.ShareClosed{}) { // the answer to an earlier request
		entry, _, err := r.entry(ctx, by.Caller.Register, recorded.ID)
		if err != nil {
			return ShareClosing{}, err
		}
		if err := json.Unmarshal(entry.Body, &body); err != nil {
			return ShareClosing{}, fmt.Errorf("decode the closing of a share: %w", err)
		}
	}
	return ShareClosing{recorded, body}, nil
}

// shareCount is what the parts of a share come to.
type shareCount struct {
	people  int // listed, but for those taken out
	parts   int
	next    int // the lowest number that no part has
	removed int
	erased  int // of whom what lists them was destroyed; they are counted still
}

// listedIn sums up the parts in a share's file. There is no counter that could be
// wrong: it reads what was said of the file, one small item to a part.
func (r *Registrar) listedIn(ctx context.Context, register disclosure.Register, file string) (shareCount, error) {
	var c shareCount
	has := map[int64]bool{}
	query := store.Query{Partition: indexPartition(register, term{by: store.ByCaseEvent}, file), Limit: store.MaxPage}
	for page, err := range r.pages(ctx, "query the parts of a share", query) {
		if err != nil {
			return shareCount{}, err
		}
		for _, item := range page {
			switch disclosure.Kind(text(item, attrKind)) {
			case disclosure.KindSharePart:
				people, _ := item.Attrs[attrPeople].(int64)
				part, _ := item.Attrs[attrPart].(int64)
				c.people, c.parts, has[part] = c.people+int(people), c.parts+1, true
			case disclosure.KindMemberRemoved:
				c.people, c.removed = c.people-1, c.removed+1
			case disclosure.KindMemberErased:
				c.erased++
			}
		}
	}
	for c.next = 1; has[int64(c.next)]; c.next++ {
	}
	return c, nil
}

// lastOf reads how a disclosure now reads, by its original entry.
func (r *Registrar) lastOf(ctx context.Context, register disclosure.Register, id disclosure.EntryID) (Word, error) {
	for {
		entryKey, corrected := store.EntryKey(register.String(), id.String()), correctedKey(register, id)
		items, err := r.itemsAt(ctx, "load how a disclosure now reads", []store.Key{entryKey, corrected})
		if err != nil {
			return Word{}, err
		}
		if mark, is := items[corrected]; is {
			id = disclosure.EntryID(text(mark, attrBy))
			continue
		}
		item, there := items[entryKey]
		if !there {
			return Word{}, noEntry() // destroyed meanwhile
		}
		return wordOf(item)
	}
}

// removedSort begins the place, in the partition about a share, that the taking out of
// one of its people takes. It sorts before every instant.
const removedSort = "#removed#"

// removedKey is where an item stands once the person has been taken out of the share.
func removedKey(register disclosure.Register, share disclosure.EntryID, token string) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.ByEntry, share.String()), Sort: removedSort + token}
}

// SharePersonRemoved is who was in a share by mistake.
type SharePersonRemoved struct {
	Person string `json:"person" minLength:"1" maxLength:"128" doc:"The council's own reference for the person"`
	Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"What was wrong and how it was found; or why the person is erased"`
	Erase  bool   `json:"erase,omitempty" doc:"To have what lists the person destroyed, as by the right to erasure, before the share's time: for the Data Protection Officer alone. It goes with the next night, unless a hold stands on a case of the person's"`
}

// RemoveSharePerson takes one person out of a share, in which they were by mistake: one
// entry. The share stays in what is known of them, as one that a correction took them
// out of, and the Data Protection Officer decides what they are told.
func (r *Registrar) RemoveSharePerson(ctx context.Context, by Asking, id disclosure.EntryID, p SharePersonRemoved) (Recorded, error) {
	reach, err := power.May(by.Caller, "remove-share-person")
	if err != nil {
		return Recorded{}, err
	}
	if disclosure.Canonical(p.Person) == "" || !disclosure.OneLine(p.Person) {
		return Recorded{}, notWellFormed(formFinding("/person", disclosure.NotOneLine))
	}
	if p.Erase && reach != power.All {
		return Recorded{}, disclosure.Fail(disclosure.Forbidden, "Only the Data Protection Officer has what lists a person destroyed.")
	}
	o, err := r.once(by, "remove-share-person", struct {
		ID disclosure.EntryID
		SharePersonRemoved
	}{id, p})
	if err != nil {
		return Recorded{}, err
	}
	return Afresh(ctx, func(answer *Recorded) error {
		return r.removePerson(ctx, by.Caller, reach, o, id, p, answer)
	})
}

func (r *Registrar) removePerson(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, id disclosure.EntryID, p SharePersonRemoved, answer *Recorded) error {
	register := by.Register
	s, err := r.shareEntry(ctx, by, reach, id)
	if err != nil {
		return err
	}
	items, err := r.itemsAt(ctx, "load an earlier request", []store.Key{o.Key})
	if err != nil {
		return err
	}
	if first, there := items[o.Key]; there {
		return o.First(first, answer)
	}
	token := r.keys.subject(register, p.Person)
	key := memberKey(register, token, s.sort())
	page, err := r.table.Query(ctx, store.Query{Partition: key.Partition, From: key.Sort, To: key.Sort + "~", Limit: 1})
	if err != nil {
		return read("look for a person in a share", err)
	}
	if len(page.Items) == 0 || !isMember(page.Items[0]) {
		return disclosure.Fail(disclosure.NotFound, "This person is not listed in the share.")
	}
	at := r.at()
	if p.Erase {
		return r.orderErasure(ctx, by, o, s, page.Items[0], p.Reason, answer)
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindMemberRemoved, Case: s.disclosure.Case, About: id, Department: s.entry.Owner()},
		disclosure.MemberRemoved{Commitment: commitment(page.Items[0]), Reason: p.Reason})
	if err != nil {
		return err
	}
	draft.File = s.file
	draft.Also((&CaseFile{name: s.file}).Unfenced(register))
	draft.exclusive(removedKey(register, id, token), store.Attrs{attrBy: draft.Entry.ID.String()},
		disclosure.Fail(disclosure.Conflict, "This person has been taken out of the share already."))
	draft.index(at, []term{{store.ByCaseEvent, ""}}, store.Attrs{attrKind: string(disclosure.KindMemberRemoved)})
	draft.Undecided(disclosure.DateOf(at))
	return r.commitRecorded(ctx, o, draft, answer)
}

// removedToken is whose taking out an entry is, by its own list of keys; "" of any other.
func removedToken(keys []store.Key) string {
	for _, key := range keys {
		if token, is := strings.CutPrefix(key.Sort, removedSort); is {
			return token
		}
	}
	return ""
}
