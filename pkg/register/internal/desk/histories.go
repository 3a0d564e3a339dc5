package desk

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/store"
)

// Histories reads every word on each disclosure that is or once was about the subject,
// and on the disclosures that the original entries given begin.
func (f Files) Histories(ctx context.Context, register disclosure.Register, subject string, roots ...disclosure.EntryID) ([]door.History, error) {
	if err := f.findable(ctx, register); err != nil {
		return nil, err
	}
	w := wordsRead{register: register, words: map[disclosure.EntryID]door.Word{}, correctedBy: map[disclosure.EntryID]disclosure.EntryID{}, roots: roots}
	if err := f.readWordsUnder(ctx, &w, term{store.BySubject, f.keys.subject(register, subject)}); err != nil {
		return nil, err
	}
	if err := f.readCorrections(ctx, &w); err != nil {
		return nil, err
	}
	clearings, err := f.itemsAt(ctx, "load which flags were cleared", w.cleared)
	if err != nil {
		return nil, err
	}
	in, err := f.memberships(ctx, register, w.shared)
	if err != nil {
		return nil, err
	}
	var all []door.History
	for _, root := range w.roots {
		h := w.history(root, clearings)
		if m, is := in[root]; is && len(h) > 0 {
			h = m.history(h)
		}
		if len(h) > 0 {
			all = append(all, h)
		}
	}
	return all, nil
}

// wordsRead are the words on disclosures that were read so far.
type wordsRead struct {
	register    disclosure.Register
	words       map[disclosure.EntryID]door.Word // zero of one that was destroyed
	correctedBy map[disclosure.EntryID]disclosure.EntryID
	roots       []disclosure.EntryID
	cleared     []store.Key  // where it would be said of each flag
	shared      []store.Item // what lists the person in shares
}

// readWords reads each word with what says that it was corrected, in one call.
func (r *Registrar) readWords(ctx context.Context, w *wordsRead, ids []disclosure.EntryID) error {
	var keys []store.Key
	for _, id := range ids {
		keys = append(keys, store.EntryKey(w.register.String(), id.String()), correctedKey(w.register, id))
	}
	found, err := r.itemsAt(ctx, "load the words on disclosures", keys)
	if err != nil {
		return err
	}
	for n, id := range ids {
		item, there := found[keys[2*n]]
		if !there {
			continue // destroyed since
		}
		entry, _, err := decodeEntry(item)
		if err != nil {
			return err
		}
		d, root, err := entry.Disclosed()
		if err != nil {
			return err
		}
		why, err := entry.Why()
		if err != nil {
			return err
		}
		w.words[id] = door.Word{Entry: id, RecordedAt: entry.RecordedAt, Flags: entry.Flags, Why: why, Disclosure: d}
		for place := range entry.Flags {
			w.cleared = append(w.cleared, clearedKey(w.register, id, place))
		}
		if by, corrected := found[keys[2*n+1]]; corrected {
			w.correctedBy[id] = disclosure.EntryID(text(by, attrBy))
		}
		if !slices.Contains(w.roots, root) {
			w.roots = append(w.roots, root)
		}
	}
	return nil
}

func (r *Registrar) readWordsUnder(ctx context.Context, w *wordsRead, under term) error {
	query := store.Query{Partition: store.IndexPartition(w.register.String(), under.by, under.value), Descending: true, Limit: MaxReadings}
	for page, err := range r.pages(ctx, "query disclosures of a subject", query) {
		if err != nil {
			return err
		}
		var ids []disclosure.EntryID
		for _, item := range page {
			ids = append(ids, entryOf(item))
			if isMember(item) {
				w.shared = append(w.shared, item)
			}
		}
		if err := r.readWords(ctx, w, ids); err != nil {
			return err
		}
	}
	return nil
}

// readCorrections follows each disclosure from its original to its last correction: a
// word that is not about the person is not found under their reference.
func (r *Registrar) readCorrections(ctx context.Context, w *wordsRead) error {
	for {
		var missing []disclosure.EntryID
		for _, id := range w.roots {
			for ; id != ""; id = w.correctedBy[id] {
				if _, known := w.words[id]; !known {
					missing = append(missing, id)
					break
				}
			}
		}
		if len(missing) == 0 {
			return nil
		}
		if err := r.readWords(ctx, w, missing); err != nil {
			return err
		}
		for _, id := range missing {
			if _, there := w.words[id]; !there {
				w.words[id] = door.Word{} // destroyed: the disclosure goes as a whole
			}
		}
	}
}

// history is the disclosure that begins with the entry, by all its words.
func (w *wordsRead) history(root disclosure.EntryID, clearings map[store.Key]store.Item) (h door.History) {
	for id := root; id != ""; id = w.correctedBy[id] {
		word := w.words[id]
		if word.Disclosure == nil {
			continue
		}
		for n := range word.Flags {
			if _, is := clearings[clearedKey(w.register, id, n)]; is {
				word.Cleared = append(word.Cleared, n)
			}
		}
		h = append(h, word)
	}
	return h
}
