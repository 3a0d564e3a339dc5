package registrar

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// recordAccess puts on record that the caller looked, before the caller is
// shown. A crash after it leaves an access that was never answered, which errs
// on the right side.
func (r *Registrar) recordAccess(ctx context.Context, by disclosure.Caller, ref disclosure.CaseRef, a disclosure.Access) error {
	writes, err := r.accessWrites(by, ref, a)
	if err != nil {
		return err
	}
	return r.commit(ctx, writes, func(store.Item) error { return nil })
}

// accessWrites returns the access entry and its leaf. Accesses have a place and
// a retention class of their own.
func (r *Registrar) accessWrites(by disclosure.Caller, ref disclosure.CaseRef, a disclosure.Access) ([]store.Write, error) {
	d, err := r.draft(by, r.at(), disclosure.Entry{Kind: disclosure.KindAccess, Case: ref}, a)
	if err != nil {
		return nil, err
	}
	key := store.AccessKey(by.Register.String(), d.at, d.entry.ID.String())
	return []store.Write{
		{Action: store.Put, Item: store.Item{Key: key, Attrs: d.attrs()}, If: store.Absent()},
		d.commitment(),
	}, nil
}
