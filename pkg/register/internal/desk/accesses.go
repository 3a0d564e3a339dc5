package desk

import (
	"context"
	"errors"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Looking is who asks to see something, and why, in their own words. The purpose
// is kept with the record of the look.
type Looking struct {
	Caller  disclosure.Caller
	Purpose string
	partly  bool // see [Looking.Partly]
}

// recordAccess puts on record that the caller looked, before the caller is
// shown. A crash after it leaves an access that was never answered, which errs
// on the right side; when it fails, nothing is shown.
//
// The look is found by what was asked for, and by the entries that were shown,
// their cases and the people they are about. A page shows no more than one entry
// is found by ([MaxShown]); what is no page and shows more, such as a sample of a
// hundred or a breach of many people, is as many entries as it takes, all there
// before anything is shown.
func (r *Registrar) recordAccess(ctx context.Context, by Looking, ref disclosure.CaseRef, a disclosure.Access, shown ...term) error {
	if by.partly {
		return nil
	}
	a.Purpose = by.Purpose
	shown = unique(shown)
	for {
		some := shown[:min(len(shown), MaxShown)]
		shown = shown[len(some):]
		writes, err := r.accessWrites(by.Caller, ref, a, some)
		if err != nil {
			return err
		}
		if err := r.commit(ctx, writes, func(store.Item) error { return nil }); err != nil {
			return unrecorded(err)
		}
		if len(shown) == 0 {
			return nil
		}
	}
}

// unrecorded tells whoever looked that nothing is shown, since it could not be put
// on record: a look has no key to repeat it with, and needs none. Where somebody has
// to mend the machine first, it says that.
func unrecorded(err error) error {
	var e *disclosure.Error
	if errors.As(err, &e) && e.Kind == disclosure.Unavailable && !errors.Is(err, ErrBroken) {
		e.Detail = "The register could not put on record that you looked, and so it shows you nothing. Ask again."
	}
	return err
}

// MaxShown is how many entries, cases and people one access is found by, at most:
// what a transaction holds beside the access, its leaf, and its copies by what it
// has of itself: the caller, the want of a purpose, and the person, the entry and
// the case asked for.
const MaxShown = store.MaxWrites - 7

// cutToOneLook cuts a page of index items to what one access is found by, and
// never to nothing, and says where the next begins.
func cutToOneLook(items []store.Item, next string) ([]store.Item, string) {
	shown := map[string]bool{}
	for i, item := range items {
		shown[item.Sort] = true
		for _, t := range decodeTerms(text(item, attrTerms)) {
			if t.by == store.ByCase {
				shown[t.value] = true
			}
		}
		tags, _ := item.Attrs[attrSubjects].([]byte)
		for tag := range slices.Chunk(tags, subjectTag) {
			shown[string(tag)] = true
		}
		if i > 0 && len(shown) > MaxShown {
			return items[:i], items[i-1].Sort
		}
	}
	return items, next
}

// Sights are all that one look is found by, each once. It holds [MaxShown] of them.
type Sights []term

// Full reports whether no more than what these are fits in one look, and TooMany whether
// not even they do.
func (s Sights) Full() bool { return len(s) >= MaxShown }

// TooMany is more than [Sights.Full].
func (s Sights) TooMany() bool { return len(s) > MaxShown }

// AlsoShown adds to the sights an entry that was shown, the people whom it is about and its
// case, if it has one.
func (f Files) AlsoShown(shown Sights, register disclosure.Register, id disclosure.EntryID, ref disclosure.CaseRef, people ...string) Sights {
	more := append([]term{{byOpened, id.String()}}, f.showingPeople(register, people...)...)
	if ref != "" {
		more = append(more, term{store.ByCase, ref.String()})
	}
	return unique(append(slices.Clone(shown), more...))
}

// showing is what a look that showed the disclosure is found by.
func (r *Registrar) showing(register disclosure.Register, id disclosure.EntryID, d *disclosure.Disclosure) []term {
	return append([]term{{byOpened, id.String()}, {store.ByCase, d.Case.String()}}, r.showingPeople(register, d.SubjectReferences()...)...)
}

// showingPeople is what a look that showed something of the people is found by.
func (r *Registrar) showingPeople(register disclosure.Register, references ...string) []term {
	var people []term
	for _, ref := range references {
		people = append(people, term{bySought, r.keys.subject(register, ref)})
	}
	return people
}

// seen is an answer whose look is on record: without the record there is none.
func seen[T any](answer T, unrecorded error) (T, error) {
	if unrecorded != nil {
		var nothing T
		return nothing, unrecorded
	}
	return answer, nil
}

// unseen puts on record a look at something by its name that was not found, and
// answers that it was not. What does not exist and what the caller may not see
// cost the same calls.
func (r *Registrar) unseen(ctx context.Context, by Looking, ref disclosure.CaseRef, a disclosure.Access, notFound error) error {
	if err := r.recordAccess(ctx, by, ref, a); err != nil {
		return err
	}
	return notFound
}

// PurposeNotStated stands in the record of a look that was answered without a
// stated purpose (docs/adr/0007-a-look-without-a-purpose.md).
const PurposeNotStated = "not stated"

// What an access is found by, beside its month. All but the action are
// partitions of the access log's own index.
const (
	byLooker   store.Dimension = "looker" // RecordedBy.Caller
	byAction   store.Dimension = "action"
	bySought   store.Dimension = "sought/2" // token of a subject asked for, or that what was opened is about
	byOpened   store.Dimension = "opened"   // the entry that was opened
	byUnstated store.Dimension = "unstated"

	// byFile is the partition of looks at a case, by the digest of its reference
	// however it is spelt, whether there is one or not.
	byFile store.Dimension = "case/2"
	// Until 29 November 2026 looks were found by what was written: these by the token of
	// exactly that spelling, and [store.ByCase] by it itself.
	bySoughtV1 store.Dimension = "sought"
)

// accessPartition is where looks are listed under the term.
func accessPartition(register disclosure.Register, t term) string {
	if t.by == store.ByCase {
		t = term{byFile, disclosure.CaseRef(t.value).Key()}
	}
	return store.AccessIndexPartition(register.String(), t.by, t.value)
}

// accessTerms returns everything an access is found by.
func accessTerms(e *disclosure.Entry, a disclosure.Access, shown []term) []term {
	terms := []term{{byLooker, e.RecordedBy.Caller}, {byAction, a.Action}}
	if e.Case != "" {
		terms = append(terms, term{store.ByCase, e.Case.String()})
	}
	if a.Entry != "" {
		terms = append(terms, term{byOpened, a.Entry.String()})
	}
	if a.Purpose == PurposeNotStated {
		terms = append(terms, term{byUnstated, ""})
	}
	if token := a.Asked["subject"]; token != "" {
		terms = append(terms, term{bySought, token})
	}
	return unique(append(terms, shown...))
}

// accessWrites returns the access entry, a copy of it for each thing it is found
// by, and its leaf. Accesses have a place and a retention class of their own: the
// entry's item lists its copies, which go with it. A copy has no salt.
//
// No more than [MaxShown] may be shown, so that all fit in one transaction.
func (r *Registrar) accessWrites(by disclosure.Caller, ref disclosure.CaseRef, a disclosure.Access, shown []term) ([]store.Write, error) {
	d, err := r.draft(by, r.at(), disclosure.Entry{Kind: disclosure.KindAccess, Case: ref}, a)
	if err != nil {
		return nil, err
	}
	id := d.Entry.ID.String()
	terms := accessTerms(&d.Entry, a, shown)
	var filters []term // who is sought chooses the partition, and is never filtered by
	for _, t := range terms {
		if t.by != bySought {
			filters = append(filters, t)
		}
	}
	d.lookedAt, _ = encodeTerms(filters)
	for _, t := range terms {
		if t.by != byAction {
			key := store.Key{Partition: accessPartition(by.Register, t), Sort: store.IndexSort(d.at, id)}
			d.Put(key, store.Attrs{attrTerms: d.lookedAt}, store.Condition{})
		}
	}
	if err := d.seal(); err != nil {
		return nil, err
	}
	first, err := d.write()
	if err != nil {
		return nil, err
	}
	for _, copied := range d.writes {
		copied.Item.Attrs[attrBytes] = d.bytes
	}
	return append(append([]store.Write{first}, d.writes...), d.commitment()), nil
}

// asked is the search as an access keeps it: a person's reference and a
// recipient's name as the keyed hashes that they are found by.
func (r *Registrar) asked(register disclosure.Register, s Search) map[string]string {
	asked := s.sought().parts()
	if s.Subject != "" {
		asked["subject"] = r.keys.subject(register, s.Subject)
	}
	if s.Recipient != "" {
		asked["recipient"] = r.keys.recipient(register, s.Recipient)
	}
	return asked
}
