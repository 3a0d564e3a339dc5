package cases

import (
	"context"
	"errors"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// eraseActions bounds the deletions of one transaction, so that the disposal's
// own progress, that no hold was placed, and the lists of the leaves of what goes fit beside them: of n
// leaves, at most two lists more than they fill.
func (r *Retention) eraseActions() int {
	return (store.MaxWrites - 4) * r.leavesInPart / (r.leavesInPart + 1)
}

// erase destroys the case's entries, each with its salt and everything that its
// own list of keys names, then what its letters left in the table, then what the
// case itself says of people. Leaves stay: without the salt nothing can be
// recovered from them, and the log still verifies.
//
// Every step is one transaction with the count it adds to and the leaves of what it
// destroys, so that Erase may be stopped anywhere and repeated. It returns when the disposal
// is Erased, or with the error that stopped it. Of a share the people go first, and where
// somebody is held, nothing else does.
func (r *Retention) erase(ctx context.Context, d *disposal) error {
	if d.Phase == ErasingEntries {
		if desk.OfShare(d.Case) {
			kept, err := r.erasePeople(ctx, d)
			if err != nil {
				return err
			}
			d.Certificate.Kept = kept
		}
		for _, by := range []store.Dimension{store.ByCase, store.ByCaseEvent} {
			if d.sparesCase() {
				break
			}
			if err := r.eraseListed(ctx, d, by); err != nil {
				return err
			}
		}
		if err := d.entriesErased(); err != nil {
			return err
		}
		if err := r.save(ctx, d); err != nil {
			return err
		}
	}
	for !d.Keeps {
		letters, err := r.desk.LettersAfter(ctx, d.Register, d.file, d.After)
		if err != nil {
			return err
		}
		if len(letters) == 0 {
			break
		}
		for batch := range slices.Chunk(letters, r.eraseActions()/2) {
			if err := r.buryLetters(ctx, d, batch); err != nil {
				return err
			}
		}
	}
	if !d.sparesCase() {
		return r.emptyCase(ctx, d)
	}
	if err := d.caseErased(r.desk.Now()); err != nil {
		return err
	}
	return r.save(ctx, d)
}

// eraseListed erases every entry that is listed of the case so. The list shrinks as it does.
func (r *Retention) eraseListed(ctx context.Context, d *disposal, by store.Dimension) error {
	for {
		going, err := r.desk.EntriesGoing(ctx, d.Register, d.file, by)
		if err != nil || len(going) == 0 {
			return err
		}
		if err := r.eraseEntries(ctx, d, going); err != nil {
			return err
		}
	}
}

// eraseEntries destroys them, a batch to a transaction, of which the condition is one more.
func (r *Retention) eraseEntries(ctx context.Context, d *disposal, entries []desk.Going, condition ...store.Write) error {
	var batch []store.Key
	var leaves []ledger.Leaf
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := r.eraseBatch(ctx, d, batch, leaves, condition...)
		batch, leaves = nil, nil
		return err
	}
	for _, going := range entries {
		// An index item whose entry has gone cannot be: both go together. Should
		// it be found, it goes by itself.
		take := append([]store.Key{going.Entry}, going.Keys...)
		if !going.There {
			take = []store.Key{going.Listed}
		} else if slices.Contains(batch, going.Entry) {
			continue
		}
		if len(batch)+len(take) > r.eraseActions() {
			if err := flush(); err != nil {
				return err
			}
		}
		batch = desk.Distinct(append(batch, take...))
		if going.There {
			leaves = append(leaves, going.Leaf)
		}
	}
	return flush()
}

// eraseBatch destroys the items of some entries, and keeps their leaves for the
// certificate, in one transaction.
func (r *Retention) eraseBatch(ctx context.Context, d *disposal, keys []store.Key, leaves []ledger.Leaf, condition ...store.Write) error {
	kept, err := r.keepLeaves(ctx, d, leaves)
	if err != nil {
		return err
	}
	d.Certificate.Entries += len(leaves)
	return r.save(ctx, d, slices.Concat(condition, kept, desk.Deletions(keys))...)
}

// buryLetters replaces the letters' items by tombstones, and erases the requests
// that made them.
func (r *Retention) buryLetters(ctx context.Context, d *disposal, letters []desk.FiledLetter) error {
	var writes []store.Write
	for _, letter := range letters {
		buried, err := letter.Bury(d.Register, d.file)
		if err != nil {
			return err
		}
		writes = append(writes, buried...)
		d.After = letter.Sort()
	}
	return r.save(ctx, d, writes...)
}

// emptyCase takes out of the case everything but its reference and the
// departments that may be told it has gone: dates of birth and holds' reasons go
// before the table is scrubbed, not after.
func (r *Retention) emptyCase(ctx context.Context, d *disposal) error {
	file, _, err := r.disposalOf(ctx, d.Register, d.file)
	if err != nil {
		return err
	}
	if file == nil || file.State != disclosure.CaseDisposing {
		return errors.New("a case is not the one being destroyed")
	}
	emptied, err := file.Emptied().Write(d.Register)
	if err != nil {
		return err
	}
	if err := d.caseErased(r.desk.Now()); err != nil {
		return err
	}
	return r.save(ctx, d, emptied)
}
