package registrar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// eraseActions bounds the deletions of one transaction, so that the disposal's
// own progress fits beside them.
const eraseActions = store.MaxWrites - 2

// Erase destroys the case's entries, each with its salt and everything that its
// own list of keys names, then what its letters left in the table, then what the
// case itself says of people. Leaves stay: without the salt nothing can be
// recovered from them, and the log still verifies.
//
// Every step is one transaction with the count it adds to, so that Erase may be
// stopped anywhere and repeated. It returns when the disposal is Erased, or
// with the error that stopped it.
func (r *Registrar) Erase(ctx context.Context, d *Disposal) error {
	register := d.Register.String()
	if d.Phase == ErasingEntries {
		for _, by := range []store.Dimension{store.ByCase, store.ByCaseEvent} {
			if err := r.eraseListed(ctx, d, store.IndexPartition(register, by, d.Case.String())); err != nil {
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
		for batch := range slices.Chunk(docs, eraseActions/2) {
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
	found, err := r.table.BatchGet(ctx, distinct(keys))
	if err != nil {
		return read("load the entries of a case", err)
	}
	doomed := map[store.Key][]store.Key{}
	for _, item := range found {
		if doomed[item.Key], err = keysOf(item); err != nil {
			return err
		}
	}
	var batch []store.Key
	entries := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		d.Certificate.Entries += entries
		err := r.saveDisposal(ctx, d, deletions(batch)...)
		batch, entries = nil, 0
		return err
	}
	for i, key := range keys {
		// An index item whose entry has gone cannot be: both go together. Should
		// it be found, it goes by itself.
		take, counts := append([]store.Key{key}, doomed[key]...), 1
		if doomed[key] == nil {
			take, counts = []store.Key{listed[i].Key}, 0
		} else if slices.Contains(batch, key) {
			continue
		}
		if len(batch)+len(take) > eraseActions {
			if err := flush(); err != nil {
				return err
			}
		}
		batch = distinct(append(batch, take...))
		entries += counts
	}
	return flush()
}

// keysOf reads an entry's own list of what must go with it.
func keysOf(item store.Item) ([]store.Key, error) {
	list, _ := item.Attrs[attrKeys].([]byte)
	var pairs [][2]string
	if err := json.Unmarshal(list, &pairs); err != nil {
		return nil, fmt.Errorf("decode an entry's list of keys: %w", err)
	}
	keys := make([]store.Key, 0, len(pairs))
	for _, pair := range pairs {
		keys = append(keys, store.Key{Partition: pair[0], Sort: pair[1]})
	}
	return keys, nil
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
		item, err := tombstone.item(d.Register, d.Case)
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
	file, _, err := r.disposalOf(ctx, d.Register, d.Case)
	if err != nil {
		return err
	}
	if file == nil || file.State != disclosure.CaseDisposing {
		return errors.New("a case is not the one being destroyed")
	}
	emptied := &caseFile{version: file.version, Departments: file.Departments, Case: disclosure.Case{
		Ref: file.Ref, State: disclosure.CaseDisposing, Notices: []string{}, Holds: []disclosure.Hold{}, OpenedAt: file.OpenedAt,
	}}
	changed, err := emptied.change(d.Register)
	if err != nil {
		return err
	}
	d.Phase, d.After, d.Certificate.ErasedAt = Erased, "", r.at()
	return r.saveDisposal(ctx, d, changed)
}

// Certify appends the certificate and leaves a tombstone of the case, in one
// transaction: there is never one without the other, nor two certificates of one
// disposal. Call it only when no copy of what was erased is left in the table's
// own files.
func (r *Registrar) Certify(ctx context.Context, d *Disposal) (disclosure.EntryID, error) {
	file, now, err := r.disposalOf(ctx, d.Register, d.Case)
	if err != nil {
		return "", err
	}
	if now == nil || file == nil || now.ID != d.ID || now.Phase != Erased || file.State != disclosure.CaseDisposing {
		return "", nil // another run has certified it
	}
	at := r.at()
	c := now.Certificate
	c.CertifiedAt = at
	draft, err := r.draft(retentionItself(d.Register), at, disclosure.Entry{Kind: disclosure.KindDisposal, Case: d.Case, About: c.Replays}, c)
	if err != nil {
		return "", err
	}
	file.State = disclosure.CaseDisposed
	tombstone, err := file.change(d.Register)
	if err != nil {
		return "", err
	}
	draft.index(at, []term{{store.ByCertificate, ""}}, store.Attrs{attrKind: string(disclosure.KindDisposal), attrCase: d.Case.String()})
	draft.also(store.Write{Action: store.Delete, Item: store.Item{Key: now.key()}, If: store.Attr(attrVersion, now.version)})
	draft.also(forget(d.Register, now.reminder))
	writes, err := draft.transaction(tombstone)
	if err != nil {
		return "", err
	}
	err = r.attempt(ctx, writes)
	if errors.Is(err, errRace) {
		return "", nil // another run, or this one's own attempt whose outcome was unknown
	}
	return draft.entry.ID, err
}

// retentionItself is who records a disposal: nobody, by the notice's rule.
func retentionItself(register disclosure.Register) disclosure.Caller {
	return disclosure.Caller{Register: register, Subject: "retention", Name: "Retention (automatic)", Roles: []disclosure.Role{}}
}

// DisposedCase is a member of the list by which disposals are carried out again
// after a restore from a backup. It holds nothing personal.
type DisposedCase struct {
	Version  int                        `json:"v"`
	Disposal string                     `json:"disposal"`
	Register disclosure.Register        `json:"register"`
	Case     disclosure.CaseRef         `json:"case"`
	Classes  []disclosure.DisposedClass `json:"classes"`
}

// Member returns what the list says of the disposal.
func (d *Disposal) Member() DisposedCase {
	return DisposedCase{Version: 1, Disposal: d.ID, Register: d.Register, Case: d.Case, Classes: d.Certificate.Classes}
}

// BeginAgain fences a case that has been destroyed before and that a restored
// backup has brought back. It returns nil when the table has no such case, or
// has its tombstone.
func (r *Registrar) BeginAgain(ctx context.Context, m DisposedCase) (*Disposal, error) {
	var d *Disposal
	err := afresh(ctx, func() error {
		file, under, err := r.disposalOf(ctx, m.Register, m.Case)
		switch {
		case err != nil:
			return err
		case file == nil || file.State == disclosure.CaseDisposed:
			d = nil
			return nil
		case under != nil && under.Phase != Stopping:
			d = under
			return nil
		case under != nil:
			if err := r.EndStop(ctx, under); err != nil {
				return err
			}
		}
		c := disclosure.Certificate{
			BegunAt:   r.at(),
			Authority: "disposal " + m.Disposal + ", carried out again after a restore from a backup",
		}
		d, err = r.fence(ctx, m.Register, file, policy.Retention{}, "", c, false)
		if err == nil {
			d.Certificate.Classes = m.Classes
			err = r.saveDisposal(ctx, d)
		}
		return err
	})
	return d, err
}
