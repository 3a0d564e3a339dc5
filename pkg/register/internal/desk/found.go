package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Place is where the index lists something; the zero Place is nowhere.
type Place struct{ key store.Key }

// Listed is an entry and where it is listed.
type Listed struct {
	ID    disclosure.EntryID
	Place Place
}

// Found is at most [MaxReadings] of what a search finds, in its order.
type Found struct{ items []store.Item }

// Listed says where each is listed.
func (f Found) Listed() []Listed {
	listed := make([]Listed, 0, len(f.items))
	for _, item := range f.items {
		listed = append(listed, Listed{entryOf(item), Place{item.Key}})
	}
	return listed
}

// Askable refuses a search over all of the register that nothing could answer.
func (r *Registrar) Askable(ctx context.Context, by disclosure.Caller, s Search) error {
	_, err := r.plan(ctx, by, power.All, s)
	return err
}

// EachFound visits all that the search finds in the register, newest disclosure first.
// Nothing caps it.
func (r *Registrar) EachFound(ctx context.Context, register disclosure.Register, s Search, visit func(Found) error) error {
	p, err := r.plan(ctx, disclosure.Caller{Register: register}, power.All, s)
	if err != nil {
		return err
	}
	for after := ""; ; {
		items, next, err := r.page(ctx, p, after, store.MaxPage)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(items, MaxReadings) {
			if err := visit(Found{some}); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		after = next
	}
}

// Whole is an entry with everything that became of it.
type Whole struct {
	Entry      *disclosure.Entry
	Disclosure *disclosure.Disclosure
	Bytes      []byte // of the entry, as the log committed to them
	Leaf       ledger.Leaf
	Corrected  *CorrectedBy
	Flags      []ReadFlag
	Letters    []OwnLetter
}

// CorrectedBy is the correction of an entry: of one that was destroyed since, its id.
type CorrectedBy struct {
	Entry  disclosure.EntryID
	At     time.Time
	Reason string
}

// OwnLetter is a letter that a disclosure sent or answered.
type OwnLetter struct {
	Letter
	Entry disclosure.EntryID // of its archiving
}

// Wholes reads what was found by the search, in its order: a batch read or a few, and a
// query of the letters of each case among them. Those alone that are the last word, and
// that the search still finds as they now read, where only those are wanted.
func (r *Registrar) Wholes(ctx context.Context, register disclosure.Register, f Found, s Search, lastWordOnly bool) ([]Whole, error) {
	words, err := r.everyWordOf(ctx, register, f.items)
	if err != nil {
		return nil, err
	}
	if lastWordOnly {
		wanted := r.wanted(register, s)
		words = slices.DeleteFunc(words, func(w word) bool { return w.correctedBy != "" || !w.reads(wanted, s) })
		decided, err := r.pairsDecided(ctx, register)
		if err != nil {
			return nil, err
		}
		if words, err = r.notTwiceFound(ctx, register, words, decided, wanted, s); err != nil {
			return nil, err
		}
	}
	var keys []store.Key
	for _, w := range words {
		for n, f := range w.entry.Flags {
			keys = append(keys, openKey(w.entry, n, f), clearedKey(register, w.entry.ID, n))
		}
		if w.correctedBy != "" {
			keys = append(keys, store.EntryKey(register.String(), w.correctedBy.String()))
		}
	}
	found, err := r.itemsAt(ctx, "load flags and corrections", keys)
	if err != nil {
		return nil, err
	}
	clearings, err := r.clearings(ctx, register, found)
	if err != nil {
		return nil, err
	}
	var before map[disclosure.EntryID][]ReadFlag
	if lastWordOnly {
		if before, err = r.flagsBefore(ctx, register, words); err != nil {
			return nil, err
		}
	}
	letters := map[string][]*Document{} // by the case's name in keys
	wholes := make([]Whole, 0, len(words))
	for _, w := range words {
		whole := Whole{Entry: w.entry, Disclosure: w.disclosure, Bytes: w.bytes, Leaf: w.leaf}
		var correction lastWord
		if whole.Corrected, correction, err = correctedIn(found, register, w.correctedBy); err != nil {
			return nil, err
		}
		for n, f := range w.entry.Flags {
			_, listed := found[openKey(w.entry, n, f)]
			// A correction leaves the flag where it is listed: the queue passes over it too.
			met := metBy(f, w.disclosure, correction)
			flag := ReadFlag{Number: n, Flag: f, Open: listed && !met, Cleared: clearings[clearedKey(register, w.entry.ID, n)]}
			if met && flag.Cleared == nil {
				if flag.Met, err = metIn(correction.entry); err != nil {
					return nil, err
				}
			}
			whole.Flags = append(whole.Flags, flag)
		}
		whole.Flags = append(whole.Flags, before[w.entry.ID]...)
		if _, read := letters[w.file]; !read {
			if letters[w.file], err = r.documentsIn(ctx, register, w.file); err != nil {
				return nil, err
			}
		}
		for _, doc := range letters[w.file] {
			if doc.belongsTo(w) {
				whole.Letters = append(whole.Letters, OwnLetter{doc.letter(), doc.Entry})
			}
		}
		wholes = append(wholes, whole)
	}
	return wholes, nil
}

// correctedIn returns what is said of the correction, and the correction, which is zero
// where there is none or it was destroyed since.
func correctedIn(found map[store.Key]store.Item, register disclosure.Register, by disclosure.EntryID) (*CorrectedBy, lastWord, error) {
	if by == "" {
		return nil, lastWord{}, nil
	}
	corrected := &CorrectedBy{Entry: by}
	item, there := found[store.EntryKey(register.String(), by.String())]
	if !there { // destroyed since
		return corrected, lastWord{}, nil
	}
	entry, _, err := decodeEntry(item)
	if err != nil {
		return nil, lastWord{}, err
	}
	var c disclosure.Correction
	if err := json.Unmarshal(entry.Body, &c); err != nil {
		return nil, lastWord{}, fmt.Errorf("decode a correction: %w", err)
	}
	corrected.At, corrected.Reason = entry.RecordedAt, c.Reason
	return corrected, lastWord{entry, &c.Disclosure}, nil
}

// documentsIn reads every letter of a case, by its name in keys.
func (r *Registrar) documentsIn(ctx context.Context, register disclosure.Register, file string) ([]*Document, error) {
	all := []*Document{}
	for page, err := range r.pages(ctx, "query the letters of a case", lettersIn(register, file)) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			doc, err := DecodeDocument(item)
			if err != nil {
				return nil, err
			}
			all = append(all, doc)
		}
	}
	return all, nil
}

// belongsTo reports whether the letter was sent or answered by the disclosure: the
// disclosure names it, or it was archived for the disclosure.
func (d *Document) belongsTo(w word) bool {
	if slices.Contains(w.disclosure.Documents, d.ID) {
		return true
	}
	return d.State == LetterArchived && d.Disclosure != "" && (d.Disclosure == w.entry.ID || d.Disclosure == w.root)
}
