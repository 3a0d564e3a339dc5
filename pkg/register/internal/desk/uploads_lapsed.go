package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// LapsedUpload is the place of a letter whose upload was not completed in time.
type LapsedUpload struct {
	Key      string // in S3
	register disclosure.Register
	doc      store.Key
	awaited  store.Key // on the department's list
	request  string
	sort     string
}

// LapsedUploads gives up the uploads that were to be completed by now, a page of
// them, so that none can be completed any more, and returns them until
// [Files.ForgetUpload]. Reminders of uploads that were completed go. What is
// damaged is left, and stops nothing else: it is in the error.
func (f Files) LapsedUploads(ctx context.Context, register disclosure.Register, after string) (lapsed []LapsedUpload, next string, err error) {
	today := disclosure.DateOf(f.at())
	page, err := f.table.Query(ctx, store.Query{
		Partition: store.DuePartition(register.String()), After: after, Limit: store.MaxBatch,
		From: store.DueFrom(store.Lapses), To: store.DueThrough(store.Lapses, today.String()),
	})
	if err != nil {
		return nil, "", read("query unfinished uploads", err)
	}
	var keys []store.Key
	for _, item := range page.Items {
		_, _, name, id, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return nil, "", err
		}
		keys = append(keys, store.DocumentKey(register.String(), name, id))
	}
	found, err := f.itemsAt(ctx, "load unfinished uploads", keys)
	if err != nil {
		return nil, "", err
	}
	if page.More {
		next = page.Next
	}
	var settled []store.Key // completed, or gone with their case
	var left []error
	for i, item := range page.Items {
		stored, there := found[keys[i]]
		var doc *Document
		if there {
			if doc, err = DecodeDocument(stored); err != nil {
				left = append(left, fmt.Errorf("the unfinished upload %s: %w", stored.Sort, err))
				continue
			}
		}
		if !there || doc.State != LetterLapsed && doc.State != LetterAwaiting {
			settled = append(settled, item.Key, awaitedBy(register, item))
			continue
		}
		u, err := f.lapse(ctx, register, item.Sort, doc)
		if err != nil {
			return lapsed, "", errors.Join(append(left, err)...)
		}
		if u != nil {
			lapsed = append(lapsed, *u)
		}
	}
	for some := range slices.Chunk(settled, store.MaxWrites) {
		if err := f.attempt(ctx, Deletions(some)); err != nil {
			return lapsed, "", errors.Join(append(left, err)...)
		}
	}
	return lapsed, next, errors.Join(left...)
}

// awaitedBy is where the department's list has the letter that a reminder is of. One whose
// case was destroyed is known from the reminder alone.
func awaitedBy(register disclosure.Register, reminder store.Item) store.Key {
	_, on, _, id, _ := store.ParseDueSort(reminder.Sort)
	return awaitedLetter(register, text(reminder, attrDepartment), on, id)
}

// lapse gives up an upload that was to be completed by now, unless it has not
// had its time, or is completed at the last moment.
func (r *Registrar) lapse(ctx context.Context, register disclosure.Register, sort string, doc *Document) (*LapsedUpload, error) {
	_, _, name, id, err := store.ParseDueSort(sort)
	if err != nil {
		return nil, err
	}
	if doc.State == LetterAwaiting {
		if r.at().Before(doc.TicketedAt.Add(TicketLapses)) {
			return nil, nil
		}
		doc.State = LetterLapsed
		changed, err := doc.NoLonger(register, name)
		if err != nil {
			return nil, err
		}
		err = r.attempt(ctx, []store.Write{changed})
		if errors.Is(err, ErrRace) {
			return nil, nil // the next run sees
		}
		if err != nil {
			return nil, err
		}
	}
	return &LapsedUpload{Key: doc.Key, register: register, doc: store.DocumentKey(register.String(), name, id), awaited: doc.AwaitedAt(register), request: doc.Request, sort: sort}, nil
}

// ForgetUpload erases what is known of a lapsed upload, once nothing of it is in
// S3.
func (f Files) ForgetUpload(ctx context.Context, u LapsedUpload) error {
	writes := []store.Write{
		{Action: store.Delete, Item: store.Item{Key: u.doc}, If: store.Attr(attrState, LetterLapsed)},
		Forget(u.register, u.sort),
		{Action: store.Delete, Item: store.Item{Key: u.awaited}},
	}
	if u.request != "" {
		writes = append(writes, Deletions([]store.Key{requestKey(u.request)})...)
	}
	err := f.attempt(ctx, writes)
	if errors.Is(err, ErrRace) {
		return nil // another run has
	}
	return err
}
