package desk

import (
	"context"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// Token is a person in keys.
type Token string

// shareFile begins the reference of a file that is a share's own.
const shareFile = "share-"

// OfShare reports whether the file may be a share's own, by its reference. A department may
// have called a case so: then it lists nobody.
func OfShare(ref disclosure.CaseRef) bool { return strings.HasPrefix(ref.String(), shareFile) }

// PeopleIn visits whoever any disclosure in the case is about, or was before it was
// corrected, by every reference that is theirs. A share names nobody: a hold on the file of
// one keeps that share, and no other.
func (f Files) PeopleIn(ctx context.Context, register disclosure.Register, file string, visit func(Token)) error {
	known := map[string]bool{}
	query := store.Query{Partition: indexPartition(register, term{by: store.ByCase}, file), Limit: store.MaxBatch}
	for page, err := range f.pages(ctx, "look for the people of a case", query) {
		if err != nil {
			return err
		}
		said, err := f.entriesOf(ctx, register, page)
		if err != nil {
			return err
		}
		for _, one := range said {
			d, _, err := one.entry.Disclosed()
			if err != nil {
				return err
			}
			for _, reference := range d.SubjectReferences() {
				if known[reference] {
					continue
				}
				known[reference] = true
				theirs, err := f.everyReference(ctx, register, reference)
				if err != nil {
					return err
				}
				for _, ref := range theirs {
					visit(Token(f.keys.subject(register, ref)))
				}
			}
		}
	}
	return nil
}

// stillOf refuses to a department a share whose people are being destroyed, or have been but
// for those who are held: which of them are left tells whose cases are. It is one read,
// whatever is held.
func (r *Registrar) stillOf(ctx context.Context, register disclosure.Register, file string) error {
	key := store.CaseKey(register.String(), file)
	items, err := r.itemsAt(ctx, "load a share's file", []store.Key{key})
	if err != nil {
		return err
	}
	c, err := decodeCase(items[key], facts.Briefly)
	if err != nil {
		return err
	}
	if c.Kept > 0 || c.State == disclosure.CaseDisposing {
		return noShare()
	}
	return nil
}
