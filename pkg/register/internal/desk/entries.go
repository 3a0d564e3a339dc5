package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	jsonv1 "github.com/go-json-experiment/json/v1" // reads as encoding/json does, in half the time

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Opened is one entry as recorded, what was said of it since, and its leaf.
type Opened struct {
	Entry       disclosure.Entry   `json:"entry"`
	Leaf        string             `json:"leaf"`
	Original    *disclosure.Entry  `json:"original,omitempty" doc:"Of a correction: what it corrects, as it was recorded. Left out of a disclosure, and where the original is not the caller's to see"`
	Corrections []disclosure.Entry `json:"corrections" doc:"Oldest first; the last says how the disclosure reads now"`
	Letters     []disclosure.Entry `json:"correspondence" doc:"Letters archived for this disclosure"`
	Others      []disclosure.Entry `json:"others,omitempty" doc:"Everything else said about this entry"`
	// Before and LooksLike are for who may see every department's alone.
	Before    []ReadFlag                               `json:"before,omitempty" doc:"To the Data Protection Officer or an auditor: flags that still wait on an earlier word of a disclosure that was corrected, such as a departure that the correction took back"`
	Met       []ReadFlag                               `json:"met,omitempty" doc:"Flags of earlier entries of the disclosure that nobody cleared and that a correction met, so that they left the queue. One that the correction carries itself is the correction's: before says on which entry each stands, and metBy which correction. To a department, those that it is shown, counted among these"`
	Titles    RuleTitles                               `json:"titles,omitempty" doc:"What the rules that the entries name by their ids are about"`
	flagged   map[disclosure.EntryID][]disclosure.Flag // of each entry, those that are hidden too
	LooksLike []disclosure.EntryID                     `json:"looksLike,omitempty" doc:"To the Data Protection Officer or an auditor: entries that look like this one, of the same case, day, recipient and people. It may have been recorded twice, by another department or under another Idempotency-Key"`
}

// Open returns a disclosure or a correction with everything said about it since.
// A recorder sees its own department's; another's is not found.
func (r *Registrar) Open(ctx context.Context, by Looking, id disclosure.EntryID) (Opened, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "open-disclosure")
	if err != nil {
		return Opened{}, err
	}
	looked := disclosure.Access{Action: "open-disclosure", Entry: id}
	item, err := r.entryItem(ctx, by.Caller.Register, id)
	if IsNotFound(err) {
		return Opened{}, r.unseen(ctx, by, "", looked, noEntry())
	}
	if err != nil {
		return Opened{}, err
	}
	entry, leaf, err := decodeEntry(item)
	if err != nil {
		return Opened{}, err
	}
	if !reach.Opens(by.Caller, entry) {
		return Opened{}, r.unseen(ctx, by, "", looked, noEntry())
	}
	flagged := slices.Clone(entry.Flags)
	reach.HideKept(entry)
	opened := Opened{Entry: *entry, Leaf: leaf.String(), Corrections: []disclosure.Entry{}, Letters: []disclosure.Entry{}}
	opened.keep(entry.ID, flagged)
	if err := r.about(ctx, by.Caller, reach, entry, &opened); err != nil {
		return Opened{}, err
	}
	if opened.Met, err = opened.met(reach); err != nil {
		return Opened{}, err
	}
	if reach == power.All {
		if opened.LooksLike, err = r.looksLike(ctx, by.Caller.Register, item, entry); err != nil {
			return Opened{}, err
		}
		if opened.Before, err = r.waitingOn(ctx, opened); err != nil {
			return Opened{}, err
		}
	}
	if opened.Titles, err = r.titlesOfOpened(by.Caller.Register, opened); err != nil {
		return Opened{}, err
	}
	looked.Results = 1 + len(opened.Corrections) + len(opened.Letters) + len(opened.Others)
	about, err := r.shownBy(entry)
	if err != nil {
		return Opened{}, err
	}
	if opened.Original != nil { // which may be about others
		looked.Results++
		more, err := r.shownBy(opened.Original)
		if err != nil {
			return Opened{}, err
		}
		about = unique(append(about, more...))
	}
	return seen(opened, r.recordAccess(ctx, by, entry.Case, looked, about...))
}

// keep keeps the flags of an entry, of which some may be hidden.
func (o *Opened) keep(id disclosure.EntryID, flags []disclosure.Flag) {
	if o.flagged == nil {
		o.flagged = map[disclosure.EntryID][]disclosure.Flag{}
	}
	o.flagged[id] = flags
}

// shownBy is what a look that showed the entry of a disclosure or a correction is
// found by.
func (r *Registrar) shownBy(entry *disclosure.Entry) ([]term, error) {
	d, _, err := entry.Disclosed()
	if err != nil {
		return nil, err
	}
	return r.showing(entry.Register, entry.ID, d), nil
}

// about reads everything said about the entry, or about the original that it
// corrects.
func (r *Registrar) about(ctx context.Context, by disclosure.Caller, reach power.Reach, entry *disclosure.Entry, opened *Opened) error {
	root := entry.ID
	if entry.Kind == disclosure.KindCorrection {
		root = entry.About
		if err := r.original(ctx, by, reach, root, opened); err != nil {
			return err
		}
	}
	query := store.Query{
		Partition: store.IndexPartition(by.Register.String(), store.ByEntry, root.String()),
		From:      "0", // entries sort by instant; what sorts before them is no entry
		Limit:     store.MaxBatch,
	}
	for page, err := range r.pages(ctx, "query what was said of an entry", query) {
		if err != nil {
			return err
		}
		said, err := r.entriesOf(ctx, by.Register, page)
		if err != nil {
			return err
		}
		for _, f := range said {
			kept, err := clearsKept(f.entry)
			if err != nil {
				return err
			}
			opened.keep(f.entry.ID, slices.Clone(f.entry.Flags))
			reach.HideKept(f.entry)
			e := *f.entry
			switch {
			case !reach.Covers(by, e.Owner()), reach == power.Own && (kept || e.Kind == disclosure.KindAnswerDecided || e.Kind == disclosure.KindDuplicateDecided):
			case e.Kind == disclosure.KindCorrection:
				opened.Corrections = append(opened.Corrections, e)
			case e.Kind == disclosure.KindCorrespondence:
				opened.Letters = append(opened.Letters, e)
			default:
				opened.Others = append(opened.Others, e)
			}
		}
	}
	return nil
}

// original reads what a correction corrects. One that has been destroyed has left nothing.
func (r *Registrar) original(ctx context.Context, by disclosure.Caller, reach power.Reach, root disclosure.EntryID, opened *Opened) error {
	item, err := r.entryItem(ctx, by.Register, root)
	if IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	e, _, err := decodeEntry(item)
	if err == nil && reach.Opens(by, e) {
		opened.keep(e.ID, slices.Clone(e.Flags))
		reach.HideKept(e)
		opened.Original = e
	}
	return err
}

// history are the words on the disclosure, first to last.
func (o Opened) history() (history []Word, err error) {
	words := []disclosure.Entry{o.Entry}
	if o.Entry.Kind == disclosure.KindCorrection {
		words = nil
		if o.Original != nil {
			words = append(words, *o.Original)
		}
	}
	for _, e := range append(words, o.Corrections...) {
		d, _, err := e.Disclosed()
		if err != nil {
			return nil, err
		}
		history = append(history, Word{&e, d})
	}
	return history, nil
}

// waitingOn returns the flags that still wait on the words before the last: nothing, and
// nothing read, of what was not corrected.
func (r *Registrar) waitingOn(ctx context.Context, opened Opened) ([]ReadFlag, error) {
	history, err := opened.history()
	if err != nil || len(history) < 2 {
		return nil, err
	}
	all, err := r.flagsOfHistories(ctx, opened.Entry.Register, [][]Word{history})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all[0], func(f ReadFlag) bool { return !f.Open || f.Before == "" }), nil
}

// met returns the flags of words before the last that nobody cleared and that a correction
// met, by what is said of the disclosure. To a department what is kept from it is neither
// shown nor counted, and nothing depends on what was cleared.
func (o Opened) met(reach power.Reach) (met []ReadFlag, err error) {
	history, err := o.history()
	if err != nil {
		return nil, err
	}
	cleared := map[disclosure.EntryID][]int{}
	for _, e := range o.Others {
		if e.Kind == disclosure.KindFlagCleared {
			var c disclosure.FlagCleared
			if err := json.Unmarshal(e.Body, &c); err != nil {
				return nil, fmt.Errorf("decode a clearance: %w", err)
			}
			cleared[e.About] = append(cleared[e.About], c.Flag)
		}
	}
	for i := range max(len(history)-1, 0) {
		was, shown := history[i], 0
		next := Word{&disclosure.Entry{Flags: o.flagged[history[i+1].Entry.ID]}, history[i+1].Disclosure}
		for n, f := range o.flagged[was.Entry.ID] {
			if reach == power.Own && f.Kept {
				continue
			}
			number := n
			if reach == power.Own {
				number = shown
			}
			shown++
			if slices.Contains(cleared[was.Entry.ID], n) || !metBy(f, was.Disclosure, next) || carries(next.Entry, f) {
				continue
			}
			by, err := metIn(history[i+1].Entry)
			if err != nil {
				return nil, err
			}
			met = append(met, ReadFlag{Number: number, Flag: f, Met: by, Before: was.Entry.ID})
		}
	}
	return met, nil
}

// clearsKept reports whether the entry clears a flag that departments are not shown.
func clearsKept(e *disclosure.Entry) (bool, error) {
	if e.Kind != disclosure.KindFlagCleared {
		return false, nil
	}
	var cleared disclosure.FlagCleared
	if err := json.Unmarshal(e.Body, &cleared); err != nil {
		return false, fmt.Errorf("decode a clearance: %w", err)
	}
	return cleared.Kept, nil
}

// found is an entry and its leaf, as read.
type found struct {
	entry *disclosure.Entry
	leaf  ledger.Leaf
}

// entriesOf reads the entries of index items, in the items' order. One disposed
// of since the index was read is left out.
func (r *Registrar) entriesOf(ctx context.Context, register disclosure.Register, listed []store.Item) ([]found, error) {
	var keys []store.Key
	for _, item := range listed {
		keys = append(keys, store.EntryKey(register.String(), entryOf(item).String()))
	}
	items, err := r.itemsAt(ctx, "load entries", keys)
	if err != nil {
		return nil, err
	}
	var entries []found
	for _, key := range Distinct(keys) {
		item, there := items[key]
		if !there {
			continue
		}
		entry, leaf, err := decodeEntry(item)
		if err != nil {
			return nil, err
		}
		entries = append(entries, found{entry, leaf})
	}
	return entries, nil
}

func (r *Registrar) entry(ctx context.Context, register disclosure.Register, id disclosure.EntryID) (*disclosure.Entry, ledger.Leaf, error) {
	item, err := r.entryItem(ctx, register, id)
	if err != nil {
		return nil, ledger.Leaf{}, err
	}
	return decodeEntry(item)
}

func (r *Registrar) entryItem(ctx context.Context, register disclosure.Register, id disclosure.EntryID) (store.Item, error) {
	item, err := r.table.Get(ctx, store.EntryKey(register.String(), id.String()))
	if errors.Is(err, store.ErrNoItem) {
		return store.Item{}, noEntry()
	}
	if err != nil {
		return store.Item{}, read("load an entry", err)
	}
	return item, nil
}

func decodeEntry(item store.Item) (*disclosure.Entry, ledger.Leaf, error) {
	leaf, err := leafOf(item)
	if err != nil {
		return nil, ledger.Leaf{}, err
	}
	encoded, _ := item.Attrs[attrBytes].([]byte)
	entry := new(disclosure.Entry)
	if err := jsonv1.Unmarshal(encoded, entry); err != nil {
		return nil, ledger.Leaf{}, fmt.Errorf("decode an entry: %w", err)
	}
	return entry, leaf, nil
}

// disclosedIn reads nothing of a stored entry but the disclosure, as
// [disclosure.Entry.Disclosed] has it.
func disclosedIn(item store.Item) (*disclosure.Disclosure, error) {
	encoded, _ := item.Attrs[attrBytes].([]byte)
	var disclosed struct {
		Body disclosure.Disclosure `json:"body"`
	}
	var corrected struct {
		Body disclosure.Correction `json:"body"`
	}
	switch disclosure.Kind(text(item, attrKind)) {
	case disclosure.KindDisclosure:
		if err := jsonv1.Unmarshal(encoded, &disclosed); err != nil {
			return nil, fmt.Errorf("decode a disclosure: %w", err)
		}
		return &disclosed.Body, nil
	case disclosure.KindCorrection:
		if err := jsonv1.Unmarshal(encoded, &corrected); err != nil {
			return nil, fmt.Errorf("decode a correction: %w", err)
		}
		return &corrected.Body.Disclosure, nil
	}
	word, err := wordOf(item)
	return word.Disclosure, err
}

// leafOf makes the leaf of a stored entry, or of a stored access, from its bytes
// and its salt.
func leafOf(item store.Item) (ledger.Leaf, error) {
	encoded, _ := item.Attrs[attrBytes].([]byte)
	salt, _ := item.Attrs[attrSalt].([]byte)
	if len(salt) != ledger.SaltSize {
		return ledger.Leaf{}, errors.New("an entry's salt is not whole")
	}
	return ledger.NewLeaf(ledger.Salt(salt), encoded), nil
}

// IsNotFound reports whether an error says that something is not there.
func IsNotFound(err error) bool {
	var e *disclosure.Error
	return errors.As(err, &e) && e.Kind == disclosure.NotFound
}

// noEntry is the one answer for what does not exist and what may not be seen.
func noEntry() error { return disclosure.Fail(disclosure.NotFound, "There is no such entry.") }

// keysOf reads an entry's own list of what must go with it.
func keysOf(item store.Item) ([]store.Key, error) {
	list, _ := item.Attrs[attrKeys].([]byte)
	var pairs [][2]string
	if err := json.Unmarshal(list, &pairs); err != nil {
		return nil, fmt.Errorf("decode an entry's list of keys: %w", err)
	}
	return keysFrom(pairs), nil
}

func keysFrom(pairs [][2]string) []store.Key {
	keys := make([]store.Key, 0, len(pairs))
	for _, pair := range pairs {
		keys = append(keys, store.Key{Partition: pair[0], Sort: pair[1]})
	}
	return keys
}

// Deletions are the writes that delete what there is at the keys.
func Deletions(keys []store.Key) []store.Write {
	writes := make([]store.Write, 0, len(keys))
	for _, key := range keys {
		writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{Key: key}})
	}
	return writes
}

// requestKey is where a request's first answer is, by its partition.
func requestKey(partition string) store.Key {
	key := store.IdempotencyKey("", "")
	key.Partition = partition
	return key
}
