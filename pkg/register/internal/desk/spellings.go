package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Until 29 November 2026 an entry was listed by its people, recipient, department and
// breach as they were written. Such an entry commits to that and is never changed. What
// lists it by canonical forms goes with an entry of its own, of the same case, which
// says no more than which entry it lists ([disclosure.ListedAnew]).
//
// attrBy of an item that lists such an entry is that entry of its own.

// spellings is how far a register's older entries have been listed anew.
type spellings struct {
	After        string `json:"after,omitempty"`        // sort key of the last entry looked at
	Certificates string `json:"certificates,omitempty"` // and of the last certificate, once all entries are
	// Left is whether something on the way was damaged, so that all must be looked
	// at again.
	Left bool `json:"left,omitempty"`
	Done bool `json:"done"`
}

// findable refuses a question by person, recipient, department or breach as long as an
// older entry is not listed by canonical forms: an answer that leaves one out is not
// given. It reads two items once in the life of a process.
func (r *Registrar) findable(ctx context.Context, register disclosure.Register) error {
	if _, known := r.spelt.Load(register); known {
		return nil
	}
	now, err := r.spellingsOf(ctx, register)
	if err != nil {
		return err
	}
	if !now.Done {
		older, err := r.hasOlder(ctx, register)
		if err != nil {
			return err
		}
		if older {
			return disclosure.Fail(disclosure.Unavailable, "Entries that were recorded before 29 November 2026 are being listed anew, so that they are found however a reference or a name is spelt. Until that is done nothing is answered that could leave one of them out. It goes on by itself, with retention: ask again later, or tell whoever runs the service (docs/runbooks/older-spellings.md).")
		}
	}
	r.spelt.Store(register, true)
	return nil
}

func (r *Registrar) spellingsOf(ctx context.Context, register disclosure.Register) (spellings, error) {
	item, err := r.table.Get(ctx, store.SpellingsKey(register.String()))
	if errors.Is(err, store.ErrNoItem) {
		return spellings{}, nil
	}
	if err != nil {
		return spellings{}, read("load how far older entries are listed anew", err)
	}
	var s spellings
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &s); err != nil {
		return spellings{}, fmt.Errorf("decode how far older entries are listed anew: %w", err)
	}
	return s, nil
}

// hasOlder looks for an entry that was listed by what was written. In a register that
// has none it reads the whole list, until retention has said so for good.
func (r *Registrar) hasOlder(ctx context.Context, register disclosure.Register) (bool, error) {
	query := store.Query{Partition: store.IndexPartition(register.String(), store.ByAll, ""), Limit: store.MaxPage}
	for page, err := range r.pages(ctx, "look for older entries", query) {
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(page, isOlder) {
			return true, nil
		}
	}
	return false, nil
}

func isOlder(item store.Item) bool {
	version, _ := item.Attrs[attrSpelling].(int64)
	return version < spellingVersion
}

// ListAnew lists, a page at a time, the older entries of the register by canonical
// forms, and marks under which spellings older cases stand. It returns how many entries
// it listed and whether there is more to do.
//
// Where it has got to is stored after each page. A page may be done twice: what is
// listed already is left as it is. Two runs at once do no harm. What is damaged is left,
// and stops nothing else: it is in the error, and everything is looked at again until
// somebody has mended it. A crash leaves an entry listed anew wholly or not at all.
func (r *Registrar) ListAnew(ctx context.Context, register disclosure.Register) (listed int, more bool, err error) {
	now, err := r.spellingsOf(ctx, register)
	if err != nil {
		return 0, false, err
	}
	if now.Done {
		r.spelt.Store(register, true)
		return 0, false, nil
	}
	var left []error
	query := store.Query{Partition: store.IndexPartition(register.String(), store.ByAll, ""), After: now.After, Limit: store.MaxBatch}
	certificates := strings.HasPrefix(now.After, certificatesNext)
	if certificates {
		query.Partition = store.IndexPartition(register.String(), store.ByCertificate, "")
		query.After = now.Certificates
	}
	page, err := r.table.Query(ctx, query)
	if err != nil {
		return 0, false, read("query older entries", err)
	}
	entries, err := r.itemsAt(ctx, "load older entries", entryKeys(register, page.Items, func(item store.Item) bool { return certificates || isOlder(item) }))
	if err != nil {
		return 0, false, err
	}
	for _, item := range page.Items {
		entry, there := entries[store.EntryKey(register.String(), entryOf(item).String())]
		if !there {
			continue
		}
		var done bool
		if !certificates {
			done, err = r.listAnew(ctx, register, item, entry)
		} else {
			err = r.markDestroyed(ctx, register, entry)
		}
		switch {
		case Damaged(err):
			left = append(left, fmt.Errorf("list the entry at %s anew: %w", entry.Partition, err))
		case err != nil:
			return listed, false, errors.Join(append(left, err)...)
		case done:
			listed++
		}
	}
	now.Left = now.Left || len(left) > 0
	switch last := len(page.Items) - 1; {
	case page.More && certificates:
		now.Certificates = page.Items[last].Sort
	case page.More:
		now.After = page.Items[last].Sort
	case !certificates:
		now.After = certificatesNext
	default:
		now = spellings{Done: !now.Left}
	}
	doc, err := json.Marshal(now)
	if err != nil {
		return listed, false, fmt.Errorf("encode how far older entries are listed anew: %w", err)
	}
	item := store.Item{Key: store.SpellingsKey(register.String()), Attrs: store.Attrs{attrDoc: doc}}
	if err := r.attempt(ctx, []store.Write{{Action: store.Put, Item: item}}); err != nil {
		return listed, false, errors.Join(append(left, err)...)
	}
	if now.Done {
		r.spelt.Store(register, true)
	}
	return listed, now.After != "", errors.Join(left...)
}

// certificatesNext stands in place of the last entry once all are listed: no instant
// begins so.
const certificatesNext = "~"

func entryKeys(register disclosure.Register, items []store.Item, which func(store.Item) bool) []store.Key {
	var keys []store.Key
	for _, item := range items {
		if which(item) {
			keys = append(keys, store.EntryKey(register.String(), entryOf(item).String()))
		}
	}
	return keys
}

// listAnew lists one older entry, which its index item shows, and reports whether it
// did: false where an earlier run had, or where it has been destroyed.
func (r *Registrar) listAnew(ctx context.Context, register disclosure.Register, row, stored store.Item) (bool, error) {
	entry, _, err := decodeEntry(stored)
	if err != nil {
		return false, err
	}
	name, err := nameIn(stored)
	if err != nil {
		return false, err
	}
	if err := r.markCase(ctx, register, name); err != nil {
		return false, err
	}
	d, _, err := entry.Disclosed()
	if err != nil {
		return false, err
	}
	terms := madeAnew(r.terms(register, d, entry.Owner(), nil, nil))
	var was []term
	if entry.Kind == disclosure.KindCorrection {
		if was, err = r.wasAnew(ctx, register, stored, entry); err != nil {
			return false, err
		}
		was = slices.DeleteFunc(was, func(t term) bool { return slices.ContainsFunc(terms, t.is) })
	}
	if len(terms)+len(was) == 0 {
		return false, nil
	}
	draft, err := r.draft(disclosure.Caller{Register: register, Subject: "spellings", Name: "Spellings (automatic)", Roles: []disclosure.Role{}}, r.at(),
		disclosure.Entry{Kind: disclosure.KindListedAnew, Case: entry.Case, About: entry.ID}, disclosure.ListedAnew{Entry: entry.ID, Spelling: int(spellingVersion)})
	if err != nil {
		return false, err
	}
	draft.File = name
	summary := summariseAnew(row, terms, was)
	summary[attrBy] = draft.Entry.ID.String()
	for _, t := range append(terms, was...) {
		key := store.Key{Partition: draft.partition(t), Sort: row.Sort}
		if !slices.ContainsFunc(draft.writes, func(w store.Write) bool { return w.Item.Key == key }) {
			draft.Put(key, summary, store.Absent())
		}
	}
	draft.Event()
	// While the entry is there its case's disposal has not come to what happened to the
	// case, and takes this with it.
	draft.Also(store.Write{Action: store.Check, Item: store.Item{Key: stored.Key}, If: store.Present()})
	if err := draft.seal(); err != nil {
		return false, err
	}
	own, err := draft.write()
	if err != nil {
		return false, err
	}
	err = r.attempt(ctx, append(draft.writes, draft.commitment(), own))
	if errors.Is(err, ErrRace) {
		return false, nil
	}
	return err == nil, err
}

// wasAnew is what the entry that a correction replaced is listed by: a correction is
// found by that too.
func (r *Registrar) wasAnew(ctx context.Context, register disclosure.Register, stored store.Item, correction *disclosure.Entry) ([]term, error) {
	keys, err := keysOf(stored)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if key.Sort != correctedSort {
			continue
		}
		_, replaced := listsBy(key)
		before, _, err := r.entry(ctx, register, disclosure.EntryID(replaced))
		if IsNotFound(err) {
			return nil, nil // destroyed meanwhile, with all of its case
		}
		if err != nil {
			return nil, err
		}
		d, _, err := before.Disclosed()
		if err != nil {
			return nil, err
		}
		return madeAnew(r.terms(register, d, correction.Owner(), nil, nil)), nil
	}
	return nil, errors.New("a correction does not say what it corrects")
}

// madeAnew keeps the terms whose values are made of canonical forms.
func madeAnew(ts []term) []term {
	return slices.DeleteFunc(ts, func(t term) bool { return !t.anew() })
}

// summariseAnew is an older entry's summary with its keyed hashes made anew.
func summariseAnew(row store.Item, terms, was []term) store.Attrs {
	summary := store.Attrs{}
	for name, value := range row.Attrs {
		summary[name] = value
	}
	summary[attrSpelling] = spellingVersion
	anew := func(name string, ts []term) (tags []byte) {
		lines := slices.DeleteFunc(decodeTerms(text(row, name)), func(t term) bool {
			return t.by == store.ByRecipientV1 || t.by == store.ByBreachV1 || t.by == store.ByDepartment
		})
		encoded, tags := encodeTerms(append(lines, ts...))
		if _, there := row.Attrs[name]; there || encoded != "" {
			summary[name] = encoded
		}
		return tags
	}
	summary[attrSubjects] = append(anew(attrTerms, terms), anew(attrWas, was)...)
	return summary
}

// markDestroyed marks, of a certificate, under which spelling the case that it is of
// stood: its reference is not taken for a new case's by another spelling.
func (r *Registrar) markDestroyed(ctx context.Context, register disclosure.Register, stored store.Item) error {
	entry, _, err := decodeEntry(stored)
	if err != nil || entry.Case == "" || !writtenName.MatchString(entry.Case.String()) {
		return err
	}
	return r.markCase(ctx, register, entry.Case.String())
}

// markCase marks, where the case would be by its canonical form, that an older one
// stands under its own spelling. A case opened meanwhile under another spelling is left
// as it is: there are two then, each with its clock, and they are never put together.
func (r *Registrar) markCase(ctx context.Context, register disclosure.Register, older string) error {
	anew := disclosure.CaseRef(older).Key()
	if older == anew || strings.HasPrefix(older, "~") {
		return nil
	}
	at, mark := store.CaseKey(register.String(), older), store.CaseKey(register.String(), anew)
	for range raceTries {
		items, err := r.itemsAt(ctx, "load an older case", []store.Key{at, mark})
		if err != nil {
			return err
		}
		if _, there := items[at]; !there {
			return nil
		}
		marked, there := items[mark]
		names, condition := older, store.Absent()
		if there {
			known := text(marked, attrElsewhere)
			if known == "" || slices.Contains(strings.Split(known, "\n"), older) {
				return nil
			}
			names, condition = known+"\n"+older, store.Attr(attrElsewhere, known)
		}
		err = r.attempt(ctx, []store.Write{{Action: store.Put, Item: store.Item{Key: mark, Attrs: store.Attrs{attrElsewhere: names}}, If: condition}})
		if !errors.Is(err, ErrRace) {
			return err
		}
	}
	return ErrRace
}
