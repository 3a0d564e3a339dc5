package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// eraseActions bounds the deletions of one transaction, so that the disposal's
// own progress and the lists of the leaves of what goes fit beside them: of n
// leaves, at most two lists more than they fill.
func (r *Registrar) eraseActions() int {
	return (store.MaxWrites - 3) * r.leavesInPart / (r.leavesInPart + 1)
}

// Erase destroys the case's entries, each with its salt and everything that its
// own list of keys names, then what its letters left in the table, then what the
// case itself says of people. Leaves stay: without the salt nothing can be
// recovered from them, and the log still verifies.
//
// Every step is one transaction with the count it adds to and the leaves of what it
// destroys, so that Erase may be stopped anywhere and repeated. It returns when the disposal
// is Erased, or with the error that stopped it.
func (r *Registrar) Erase(ctx context.Context, d *Disposal) error {
	if d.Phase == ErasingEntries {
		for _, by := range []store.Dimension{store.ByCase, store.ByCaseEvent} {
			if err := r.eraseListed(ctx, d, indexPartition(d.Register, term{by: by}, d.file)); err != nil {
				return err
			}
		}
		d.Phase, d.After = ErasingLetters, ""
		if err := r.saveDisposal(ctx, d); err != nil {
			return err
		}
	}
	for {
		docs, err := r.documentsAfter(ctx, d)
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			return r.emptyCase(ctx, d)
		}
		for batch := range slices.Chunk(docs, r.eraseActions()/2) {
			if err := r.buryLetters(ctx, d, batch); err != nil {
				return err
			}
		}
	}
}

// eraseListed erases every entry listed in an index partition, which shrinks as
// it does.
func (r *Registrar) eraseListed(ctx context.Context, d *Disposal, partition string) error {
	for {
		page, err := r.table.Query(ctx, store.Query{Partition: partition, Limit: store.MaxBatch})
		if err != nil {
			return read("query the entries of a case", err)
		}
		if len(page.Items) == 0 && !page.More {
			return nil
		}
		if err := r.eraseEntries(ctx, d, page.Items); err != nil {
			return err
		}
	}
}

func (r *Registrar) eraseEntries(ctx context.Context, d *Disposal, listed []store.Item) error {
	var keys []store.Key
	for _, item := range listed {
		keys = append(keys, store.EntryKey(d.Register.String(), entryOf(item).String()))
	}
	found, err := r.itemsAt(ctx, "load the entries of a case", keys)
	if err != nil {
		return err
	}
	doomed, leaves := map[store.Key][]store.Key{}, map[store.Key]ledger.Leaf{}
	for key, item := range found {
		if doomed[key], err = keysOf(item); err != nil {
			return err
		}
		doomed[key] = append(doomed[key], memberKeys(d.Register, item)...)
		if leaves[key], err = leafOf(item); err != nil {
			return err
		}
	}
	var batch []store.Key
	var going []ledger.Leaf
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := r.eraseBatch(ctx, d, batch, going)
		batch, going = nil, nil
		return err
	}
	for i, key := range keys {
		// An index item whose entry has gone cannot be: both go together. Should
		// it be found, it goes by itself.
		take := append([]store.Key{key}, doomed[key]...)
		if doomed[key] == nil {
			take = []store.Key{listed[i].Key}
		} else if slices.Contains(batch, key) {
			continue
		}
		if len(batch)+len(take) > r.eraseActions() {
			if err := flush(); err != nil {
				return err
			}
		}
		batch = distinct(append(batch, take...))
		if leaf, ok := leaves[key]; ok {
			going = append(going, leaf)
		}
	}
	return flush()
}

// eraseBatch destroys the items of some entries, and keeps their leaves for the
// certificate, in one transaction.
func (r *Registrar) eraseBatch(ctx context.Context, d *Disposal, keys []store.Key, leaves []ledger.Leaf) error {
	kept, err := r.keepLeaves(ctx, d, leaves)
	if err != nil {
		return err
	}
	d.Certificate.Entries += len(leaves)
	return r.saveDisposal(ctx, d, append(kept, deletions(keys)...)...)
}

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

func deletions(keys []store.Key) []store.Write {
	writes := make([]store.Write, 0, len(keys))
	for _, key := range keys {
		writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{Key: key}})
	}
	return writes
}

// buryLetters replaces the letters' items by tombstones, and erases the requests
// that made them.
func (r *Registrar) buryLetters(ctx context.Context, d *Disposal, docs []*document) error {
	var writes []store.Write
	for _, doc := range docs {
		tombstone := &document{ID: doc.ID, State: stateDestroyed, Department: doc.Department}
		item, err := tombstone.item(d.Register, d.file)
		if err != nil {
			return err
		}
		writes = append(writes, store.Write{Action: store.Put, Item: item})
		if doc.Request != "" {
			writes = append(writes, deletions([]store.Key{requestKey(doc.Request)})...)
		}
		d.After = item.Sort
	}
	return r.saveDisposal(ctx, d, writes...)
}

// requestKey is where a request's first answer is, by its partition.
func requestKey(partition string) store.Key {
	key := store.IdempotencyKey("", "")
	key.Partition = partition
	return key
}

// emptyCase takes out of the case everything but its reference and the
// departments that may be told it has gone: dates of birth and holds' reasons go
// before the table is scrubbed, not after.
func (r *Registrar) emptyCase(ctx context.Context, d *Disposal) error {
	file, _, err := r.disposalOf(ctx, d.Register, d.file)
	if err != nil {
		return err
	}
	if file == nil || file.State != disclosure.CaseDisposing {
		return errors.New("a case is not the one being destroyed")
	}
	emptied := &caseFile{name: file.name, how: wholly, version: file.version, Departments: file.Departments, Case: disclosure.Case{
		Ref: file.Ref, State: disclosure.CaseDisposing, Notices: []string{}, Holds: []disclosure.Hold{}, OpenedAt: file.OpenedAt,
	}}
	changed, err := emptied.change(d.Register)
	if err != nil {
		return err
	}
	d.Phase, d.After, d.Certificate.ErasedAt = Erased, "", r.at()
	return r.saveDisposal(ctx, d, changed)
}

// DisposedCase is a member of the list by which disposals are carried out again
// after a restore from a backup. It holds nothing personal: of a case whose reference
// looks like none of the council's, and might be somebody's name, it has the key
// (version 2, docs/adr/0066-the-disposed-list-names-cases.md).
type DisposedCase struct {
	Version  int                        `json:"v"`
	Disposal string                     `json:"disposal"`
	Register disclosure.Register        `json:"register"`
	Case     disclosure.CaseRef         `json:"case,omitempty"`
	CaseKey  string                     `json:"caseKey,omitempty"`
	Classes  []disclosure.DisposedClass `json:"classes"`
}

// Member returns what the list says of the disposal.
func (d *Disposal) Member() DisposedCase {
	m := DisposedCase{Version: 1, Disposal: d.ID, Register: d.Register, Case: d.Case, Classes: d.Certificate.Classes}
	// A case of before 29 November 2026 is named by its reference in keys as well, and is
	// found by nothing else.
	if d.file == d.Case.Key() && policy.LooksLikeNoReference(d.Case.String()) != "" {
		m.Version, m.Case, m.CaseKey = 2, "", d.file
	}
	return m
}

// Readable reports whether the member says which case it is of.
func (m DisposedCase) Readable() bool {
	return m.Version == 1 && m.Case != "" || m.Version == 2 && m.CaseKey != ""
}

// BeginAgain fences a case that has been destroyed before and that a restored
// backup has brought back. It returns nil when the table has no such case, or
// has its tombstone. A case under a hold, or that is not due by its own clock today,
// is left as it is, and kept is true: a line of the list is no reason to destroy it.
// Where the day is not known for sure nothing is begun, and back is true of a case that
// would be.
func (r *Registrar) BeginAgain(ctx context.Context, m DisposedCase, sure bool) (d *Disposal, kept, back bool, err error) {
	d, err = afresh(ctx, func(d **Disposal) error {
		kept, back = false, false
		name, err := m.CaseKey, error(nil)
		if name == "" {
			name, err = r.nameOf(ctx, m.Register, m.Case)
		}
		if err != nil {
			return err
		}
		file, under, err := r.disposalOf(ctx, m.Register, name)
		switch {
		case err != nil:
			return err
		case file == nil || file.State == disclosure.CaseDisposed:
			return nil
		case under != nil && under.Phase != Stopping:
			*d = under
			return nil
		}
		today := disclosure.DateOf(r.at())
		now, _, err := r.retentionNow(ctx, m.Register, file, today)
		if err != nil {
			return err
		}
		if file.Held() || !now.MayBegin(today) {
			kept = true
			return nil
		}
		if !sure {
			back = true
			return nil
		}
		if under != nil {
			if err := r.EndStop(ctx, under); err != nil {
				return err
			}
		}
		c := disclosure.Certificate{
			BegunAt: r.at(), Replays: m.Disposal, Classes: m.Classes,
			Authority: "disposal " + m.Disposal + ", carried out again after a restore from a backup",
		}
		*d, err = r.fence(ctx, m.Register, file, "", c, false)
		return err
	})
	return d, kept, back, err
}
