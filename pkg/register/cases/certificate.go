package cases

import (
	"bytes"
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/desk"
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
func (r *Retention) keepLeaves(ctx context.Context, d *disposal, leaves []ledger.Leaf) ([]store.Write, error) {
	var writes []store.Write
	at := d.Certificate.Entries
	for len(leaves) > 0 {
		key, full := store.LeavesKey(d.Register.String(), d.ID, at/r.leavesInPart+1), at%r.leavesInPart
		var list []byte
		if full > 0 {
			item, _, err := r.desk.Item(ctx, "load the leaves of what was erased", key)
			if err != nil {
				return nil, err
			}
			list, _ = item.Attrs[attrLeaves].([]byte)
			if len(list) != full*len(ledger.Leaf{}) {
				return nil, desk.ErrRace
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
func (r *Retention) parts(d *disposal) int {
	return max(1, (d.Certificate.Entries+r.leavesInPart-1)/r.leavesInPart)
}

// certify appends the certificate and removes the disposal, in one transaction,
// and of a case leaves a tombstone with it: there is never one without the
// other, nor two certificates of one disposal. A certificate that names more
// leaves than one entry holds comes after the entries that hold the rest, each
// in a transaction with what says that it is there. A crash between them leaves
// those, and the next run goes on from the first that lacks.
//
// Call it only when no copy of what was erased is left in the table's own files.
// It returns no id when another run has certified the disposal.
func (r *Retention) certify(ctx context.Context, d *disposal) (disclosure.EntryID, error) {
	return desk.Afresh(ctx, func(id *disclosure.EntryID) (err error) {
		*id, err = r.certifyOnce(ctx, d)
		return err
	})
}

func (r *Retention) certifyOnce(ctx context.Context, d *disposal) (disclosure.EntryID, error) {
	now, file, err := r.certifiable(ctx, d)
	if err != nil || now == nil {
		return "", err
	}
	for now.Parts < r.parts(now)-1 {
		if err := r.nameLeaves(ctx, now); err != nil {
			return "", err
		}
	}
	at := r.desk.Now()
	c := now.Certificate
	c.Disposal, c.CertifiedAt, c.Parts = now.ID, at, r.parts(now)
	spent, leaves, err := r.keptLeaves(ctx, now, 1)
	if err != nil {
		return "", err
	}
	c.Leaves = leaves
	return r.desk.AppendCertificate(ctx, d.Register, d.Case, at, 1, c, func(id disclosure.EntryID) ([]store.Write, error) {
		end, err := r.ending(now, file, id, at)
		if err != nil {
			return nil, err
		}
		return slices.Concat(end[:1], spent, end[1:]), nil
	})
}

// certifiable reads a disposal of which nothing is left but its certificate, and
// its case, where it is of one; it returns nil when the disposal has ended.
func (r *Retention) certifiable(ctx context.Context, d *disposal) (now *disposal, file *desk.CaseFile, err error) {
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
// tombstone that names the certificate; or the case as it was before, where it keeps people
// who are held.
func (r *Retention) ending(d *disposal, file *desk.CaseFile, certificate disclosure.EntryID, at time.Time) ([]store.Write, error) {
	ended := store.Write{Action: store.Delete, Item: store.Item{Key: d.key()}, If: store.Attr(attrVersion, d.version)}
	if file == nil {
		return []store.Write{ended}, nil
	}
	reminder := []store.Write{desk.Forget(d.Register, d.Reminder)}
	if d.sparesCase() {
		file.Unfence()
		file.Kept = d.Certificate.Kept
		right := r.desk.ClockReminder(d.Register, file, disclosure.DateOf(at))
		if len(right) > 0 && right[0].Item.Key == reminder[0].Item.Key {
			reminder = nil
		}
		reminder = append(reminder, right...)
	} else {
		file.Entomb(certificate)
	}
	left, err := file.Write(d.Register)
	if err != nil {
		return nil, err
	}
	return append([]store.Write{left, ended}, reminder...), nil
}

// nameLeaves appends the next entry that names leaves beside the certificate's
// own.
func (r *Retention) nameLeaves(ctx context.Context, d *disposal) error {
	part := d.Parts + 2
	spent, leaves, err := r.keptLeaves(ctx, d, part)
	if err != nil {
		return err
	}
	d.Parts++
	body := disclosure.DestroyedLeaves{Disposal: d.ID, Part: part, Parts: r.parts(d), Leaves: leaves}
	_, err = r.desk.AppendCertificate(ctx, d.Register, d.Case, r.desk.Now(), part, body, func(disclosure.EntryID) ([]store.Write, error) {
		progress, err := d.change()
		return append([]store.Write{progress}, spent...), err
	})
	if err != nil {
		return err
	}
	d.version++
	return nil
}

// keptLeaves reads the leaves of the nth part, and returns the write that
// forgets their list. A disposal that erased no entry has none.
func (r *Retention) keptLeaves(ctx context.Context, d *disposal, part int) (spent []store.Write, leaves []string, err error) {
	if d.Certificate.Entries == 0 {
		return nil, nil, nil
	}
	item, there, err := r.desk.Item(ctx, "load the leaves of what was erased", store.LeavesKey(d.Register.String(), d.ID, part))
	if err != nil {
		return nil, nil, err
	}
	if !there {
		return nil, nil, desk.ErrRace // another run has named them
	}
	list, _ := item.Attrs[attrLeaves].([]byte)
	for leaf := range slices.Chunk(list, len(ledger.Leaf{})) {
		known, err := ledger.LeafFromBytes(bytes.Clone(leaf))
		if err != nil {
			return nil, nil, err
		}
		leaves = append(leaves, known.String())
	}
	return desk.Deletions([]store.Key{item.Key}), leaves, nil
}
