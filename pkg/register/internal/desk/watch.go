package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// watch puts the entry on a list from a day on. It is taken off by whatever makes
// it untrue, in the same transaction: a correction, a fact that takes the place
// of another, the clearing of a flag. So a list holds what is overdue or will be,
// and nothing of what once was.
func (d *Draft) watch(list store.Watch, from disclosure.Date) {
	key := store.WatchKey(d.Entry.Register.String(), list, from.String(), d.Entry.ID.String())
	d.Put(key, store.Attrs{attrKind: string(d.Entry.Kind)}, store.Condition{})
}

// Unwatch takes the entry in an item off the lists whose partitions begin so. Its
// own list of keys says where it stands, whatever the law was when it was
// recorded. It may have been taken off already: then nothing changes.
func (d *Draft) Unwatch(watched store.Item, prefix string) error {
	keys, err := keysOf(watched)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if strings.HasPrefix(key.Partition, prefix) {
			d.Also(store.Write{Action: store.Delete, Item: store.Item{Key: key}})
		}
	}
	return nil
}

// watchDisclosure puts a disclosure, or a correction, on the lists of what will
// have to be looked at again.
func (r *Registrar) watchDisclosure(draft *Draft, d *disclosure.Disclosure) {
	if due, ok := r.law.WithholdingDue(d); ok {
		draft.watch(store.WatchWithholding, due)
	}
	// Of a refusal too: where nothing is due to be told, its record says so.
	if on := putOffTo(d); !on.IsZero() {
		draft.watch(store.WatchTelling, on)
	}
	if slices.ContainsFunc(draft.Entry.Flags, recordedInShort) {
		draft.watch(store.WatchEmergency, disclosure.DateOf(d.DisclosedAt))
	}
}

// putOffTo is the day to which telling the person was put off; zero where it was not. With
// no day given somebody has to say one: it is due at once.
func putOffTo(d *disclosure.Disclosure) disclosure.Date {
	if d.TellSubject.Outcome != disclosure.Deferred {
		return disclosure.Date{}
	}
	return cmp.Or(d.TellSubject.On, disclosure.DateOf(d.DisclosedAt))
}

// recordedInShort reports whether the flag says that an emergency's record is
// still to be completed.
func recordedInShort(f disclosure.Flag) bool { return f.Rule == policy.EmergencyRule }

// answeredRequests is the one list of what has been answered.
const answeredRequests = "requests"

// watchRequest puts a request for access on the list of those to answer, by its last
// day, and one that has ended among those that have.
func (r *Registrar) watchRequest(draft *Draft, f disclosure.Fact) {
	switch {
	case f.Kind != disclosure.FactAccessRequest:
	case f.Until.IsZero():
		draft.watch(store.WatchRequest, policy.ClockOfRequest(f).LastDay)
	default:
		draft.index(draft.at, []term{{store.ByAnswered, answeredRequests}}, store.Attrs{attrKind: string(draft.Entry.Kind)})
	}
}

// watchMarker puts a warning marker on the list of those to look at: from the day
// it was set while the person is not told of it, and otherwise from the day its
// review is overdue. One that ends before then is on no list.
func (r *Registrar) watchMarker(draft *Draft, f disclosure.Fact) {
	if f.Kind != disclosure.FactMarker {
		return
	}
	from, ok := f.From, true
	if f.SubjectTold != disclosure.NotTold {
		from, ok = r.law.MarkerDue(draft.Entry.Register, f)
	}
	if ok && (f.Until.IsZero() || !f.Until.Before(from)) {
		draft.watch(store.WatchMarker, from)
	}
}

// noEnd is the day under which an agreement is listed that has no last day.
var noEnd = disclosure.NewDate(9999, time.December, 31)

// watchAgreement lists an agreement by its last day, and among its department's own. It
// leaves the list with what takes its place.
func (r *Registrar) watchAgreement(draft *Draft, f disclosure.Fact) {
	if f.Kind == disclosure.FactAgreement {
		draft.watch(store.WatchAgreement, cmp.Or(f.Until, noEnd))
		if owner := draft.Entry.Owner(); owner != "" {
			draft.watch(store.WatchAgreements(disclosure.Canonical(owner)), cmp.Or(f.Until, noEnd))
		}
	}
}

// watchObjection lists an objection on which nobody has decided. It leaves the list with
// what takes its place.
func watchObjection(draft *Draft, f disclosure.Fact) {
	if f.Kind == disclosure.FactObjection && f.Decided == "" {
		draft.watch(store.WatchObjection, f.From)
	}
}
