package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/facts"
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
	Facts      []FactThen
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
		words = slices.DeleteFunc(words, func(w listedWord) bool { return w.correctedBy != "" || !w.reads(wanted, s) })
		decided, err := r.pairsDecided(ctx, register)
		if err != nil {
			return nil, err
		}
		if words, err = r.notTwiceFound(ctx, register, words, decided, wanted, s); err != nil {
			return nil, err
		}
	}
	histories := make([][]Word, len(words))
	for i, w := range words {
		histories[i] = []Word{w.Word}
	}
	if lastWordOnly {
		if histories, err = r.historiesOf(ctx, register, words); err != nil {
			return nil, err
		}
	}
	var keys []store.Key
	for i, w := range words {
		keys = append(keys, flagKeysOf(histories[i])...)
		if w.correctedBy != "" {
			keys = append(keys, store.EntryKey(register.String(), w.correctedBy.String()))
		}
		for _, about := range factsBeside(w.Disclosure) {
			keys = append(keys, r.factPlace(register, about).Keys(facts.Dryly)...)
		}
	}
	read, err := r.flagsAt(ctx, register, keys)
	if err != nil {
		return nil, err
	}
	letters := map[string][]*Document{} // by the case's name in keys
	wholes := make([]Whole, 0, len(words))
	for i, w := range words {
		whole := Whole{Entry: w.Entry, Disclosure: w.Disclosure, Bytes: w.bytes, Leaf: w.leaf}
		var correction Word
		if whole.Corrected, correction, err = correctedIn(read.found, register, w.correctedBy); err != nil {
			return nil, err
		}
		if lastWordOnly {
			whole.Flags, err = r.becameOf(histories[i], read)
		} else {
			notice := r.law.Notice(register, w.Disclosure.Notice, disclosure.DateOf(w.Disclosure.DisclosedAt))
			whole.Flags, err = r.flagsOfWord(w.Word, correction, notice, read)
		}
		if err != nil {
			return nil, err
		}
		if whole.Facts, err = r.factsThen(register, w.Disclosure, read.found); err != nil {
			return nil, err
		}
		if _, known := letters[w.file]; !known {
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
func correctedIn(found map[store.Key]store.Item, register disclosure.Register, by disclosure.EntryID) (*CorrectedBy, Word, error) {
	if by == "" {
		return nil, Word{}, nil
	}
	corrected := &CorrectedBy{Entry: by}
	item, there := found[store.EntryKey(register.String(), by.String())]
	if !there { // destroyed since
		return corrected, Word{}, nil
	}
	entry, _, err := decodeEntry(item)
	if err != nil {
		return nil, Word{}, err
	}
	var c disclosure.Correction
	if err := json.Unmarshal(entry.Body, &c); err != nil {
		return nil, Word{}, fmt.Errorf("decode a correction: %w", err)
	}
	corrected.At, corrected.Reason = entry.RecordedAt, c.Reason
	return corrected, Word{entry, &c.Disclosure}, nil
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
func (d *Document) belongsTo(w listedWord) bool {
	if slices.Contains(w.Disclosure.Documents, d.ID) {
		return true
	}
	return d.State == LetterArchived && d.Disclosure != "" && (d.Disclosure == w.Entry.ID || d.Disclosure == w.root)
}
