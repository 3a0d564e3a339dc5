package policy

import (
	"slices"

	"disclosure-register/pkg/internal/plain"
)

// didYouMean names what somebody may have meant who wrote an id that the catalogue does not
// hold, with a space before it: the nearest of those that may stand there, and nothing of
// what was written. It is "" where none is near.
func didYouMean(written string, ids []string) string {
	if near := plain.Meant(written, ids); len(near) > 0 {
		return " Did you mean " + plain.Or(near) + "?"
	}
	return ""
}

// idsOf are the ids of the catalogue's things.
func idsOf[T any](all []T, id func(*T) string) (ids []string) {
	for i := range all {
		ids = append(ids, id(&all[i]))
	}
	return ids
}

func (l *Law) itemsOf(kinds ...ItemKind) (ids []string) {
	for i := range l.catalogue.Items {
		if item := &l.catalogue.Items[i]; slices.ContainsFunc(kinds, item.is) {
			ids = append(ids, item.ID)
		}
	}
	return ids
}
