package desk

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// leavesInPart is how many leaves one entry of a certificate names, unless told
// otherwise: in hexadecimal some 140 kB, which fits in an item.
const leavesInPart = 2000

const attrLeaves = "leaves"

// keepLeaves returns the writes by which a disposal keeps the leaves of what is
// erased in the same transaction. Each list becomes one entry of the
// certificate. Which list goes on is known from how many entries have been
// erased, and that is what the transaction depends on: another run's is a race.
func (r *Registrar) keepLeaves(ctx context.Context, d *Disposal, leaves []ledger.Leaf) ([]store.Write, error) {
	var writes []store.Write
	at := d.Certificate.Entries
	for len(leaves) > 0 {
		key, full := store.LeavesKey(d.Register.String(), d.ID, at/r.leavesInPart+1), at%r.leavesInPart
		var list []byte
		if full > 0 {
			item, err := r.table.Get(ctx, key)
			if err != nil && !errors.Is(err, store.ErrNoItem) {
				return nil, read("load the leaves of what was erased", err)
			}
			list, _ = item.Attrs[attrLeaves].([]byte)
			if len(list) != full*len(ledger.Leaf{}) {
				return nil, errRace
			}
		}
		fits := min(len(leaves), r.leavesInPart-full)
		for _, leaf := range leaves[:fits] {
			list = append(list, leaf[:]...)
		}
		writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: store.Attrs{attrLeaves: list}}})
		leaves, at = leaves[fits:], at+fits
	}
	return writes, nil
}

// parts is how many entries it takes to name every leaf of what was erased.
func (r *Registrar) parts(d *Disposal) int {
	return max(1, (d.Certificate.Entries+r.leavesInPart-1)/r.leavesInPart)
}

// Certify appends the certificate and removes the disposal, in one transaction,
// and of a case leaves a tombstone with it: there is never one without the
// other, nor two certificates of one disposal. A certificate that names more
// leaves than one entry holds comes after the entries that hold the rest, each
// in a transaction with what says that it is there. A crash between them leaves
// those, and the next run goes on from the first that lacks.
//
// Call it only when no copy of what was erased is left in the table's own files.
// It returns no id when another run has certified the disposal.
func (r *Registrar) Certify(ctx context.Context, d *Disposal) (disclosure.EntryID, error) {
	return afresh(ctx, func(id *disclosure.EntryID) (err error) {
		*id, err = r.certify(ctx, d)
		return err
	})
}

func (r *Registrar) certify(ctx context.Context, d *Disposal) (disclosure.EntryID, error) {
	now, file, err := r.certifiable(ctx, d)
	if err != nil || now == nil {
		return "", err
	}
	for now.Parts < r.parts(now)-1 {
		if err := r.nameLeaves(ctx, now); err != nil {
			return "", err
		}
	}
	at := r.at()
	c := now.Certificate
	c.Disposal, c.CertifiedAt, c.Parts = now.ID, at, r.parts(now)
	spent, leaves, err := r.keptLeaves(ctx, now, 1)
	if err != nil {
		return "", err
	}
	c.Leaves = leaves
	draft, err := r.draft(retentionItself(d.Register), at, disclosure.Entry{Kind: disclosure.KindDisposal, Case: d.Case}, c)
	if err != nil {
		return "", err
	}
	draft.index(at, []term{{store.ByCertificate, ""}}, store.Attrs{attrKind: string(disclosure.KindDisposal), attrPart: int64(1)})
	end, err := now.ending(file, draft.entry.ID)
	if err != nil {
		return "", err
	}
	for _, w := range append(spent, end[1:]...) {
		draft.also(w)
	}
	writes, err := draft.transaction(end[0])
	if err != nil {
		return "", err
	}
	return draft.entry.ID, r.attempt(ctx, writes)
}

// certifiable reads a disposal of which nothing is left but its certificate, and
// its case, where it is of one; it returns nil when the disposal has ended.
func (r *Registrar) certifiable(ctx context.Context, d *Disposal) (now *Disposal, file *caseFile, err error) {
	if d.What != "" {
		now, err = r.restUnderWay(ctx, d.Register, d.What)
	} else {
		file, now, err = r.disposalOf(ctx, d.Register, d.file)
	}
	if err != nil || now == nil || now.ID != d.ID || now.Phase != Erased {
		return nil, nil, err
	}
	if d.What == "" && (file == nil || file.State != disclosure.CaseDisposing) {
		return nil, nil, nil
	}
	return now, file, nil
}

// ending returns the writes that end the disposal, and leave of its case a
// tombstone that names the certificate.
func (d *Disposal) ending(file *caseFile, certificate disclosure.EntryID) ([]store.Write, error) {
	ended := store.Write{Action: store.Delete, Item: store.Item{Key: d.key()}, If: store.Attr(attrVersion, d.version)}
	if file == nil {
		return []store.Write{ended}, nil
	}
	file.State, file.Certificate, file.outside = disclosure.CaseDisposed, certificate, nil
	tombstone, err := file.change(d.Register)
	if err != nil {
		return nil, err
	}
	return []store.Write{tombstone, ended, forget(d.Register, d.reminder)}, nil
}

// attrPart says, of a disposal entry's index item, which part of its certificate
// the entry is: 1 is the certificate.
const attrPart = "part"

// nameLeaves appends the next entry that names leaves beside the certificate's
// own.
func (r *Registrar) nameLeaves(ctx context.Context, d *Disposal) error {
	part := d.Parts + 2
	spent, leaves, err := r.keptLeaves(ctx, d, part)
	if err != nil {
		return err
	}
	at := r.at()
	draft, err := r.draft(retentionItself(d.Register), at, disclosure.Entry{Kind: disclosure.KindDisposal, Case: d.Case}, disclosure.DestroyedLeaves{
		Disposal: d.ID, Part: part, Parts: r.parts(d), Leaves: leaves,
	})
	if err != nil {
		return err
	}
	draft.index(at, []term{{store.ByCertificate, ""}}, store.Attrs{attrKind: string(disclosure.KindDisposal), attrPart: int64(part)})
	for _, w := range spent {
		draft.also(w)
	}
	d.Parts++
	progress, err := d.change()
	if err != nil {
		return err
	}
	writes, err := draft.transaction(progress)
	if err != nil {
		return err
	}
	if err := r.attempt(ctx, writes); err != nil {
		return err
	}
	d.version++
	return nil
}

// keptLeaves reads the leaves of the nth part, and returns the write that
// forgets their list. A disposal that erased no entry has none.
func (r *Registrar) keptLeaves(ctx context.Context, d *Disposal, part int) (spent []store.Write, leaves []string, err error) {
	if d.Certificate.Entries == 0 {
		return nil, nil, nil
	}
	item, err := r.table.Get(ctx, store.LeavesKey(d.Register.String(), d.ID, part))
	if errors.Is(err, store.ErrNoItem) {
		return nil, nil, errRace // another run has named them
	}
	if err != nil {
		return nil, nil, read("load the leaves of what was erased", err)
	}
	list, _ := item.Attrs[attrLeaves].([]byte)
	for leaf := range slices.Chunk(list, len(ledger.Leaf{})) {
		known, err := ledger.LeafFromBytes(bytes.Clone(leaf))
		if err != nil {
			return nil, nil, err
		}
		leaves = append(leaves, known.String())
	}
	return deletions([]store.Key{item.Key}), leaves, nil
}

// retentionItself is who records a disposal: nobody, by the notice's rule.
func retentionItself(register disclosure.Register) disclosure.Caller {
	return disclosure.Caller{Register: register, Subject: "retention", Name: "Retention (automatic)", Roles: []disclosure.Role{}}
}
