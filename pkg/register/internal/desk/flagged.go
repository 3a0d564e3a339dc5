package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

const flagAttr = "flag"

// Flagged is an entry that has flags, and what was said since of what it is about.
type Flagged struct {
	Entry      *disclosure.Entry
	Disclosure *disclosure.Disclosure // with nothing in it of what is no disclosure
	correction Word                   // of the entry, where it has been corrected
	review     *aReview               // of what is no disclosure but has a day of review
	found      map[store.Key]store.Item
}

// People are those whom the entry is about, of what is no disclosure.
func (f Flagged) People() []string {
	if f.review == nil {
		return nil
	}
	return f.review.people
}

// Waits reports whether a flag of the entry that nobody has cleared still waits.
func (f Flagged) Waits(flag disclosure.Flag) (bool, error) {
	over, err := f.reviewIsOver(flag)
	return !over && !metBy(flag, f.Disclosure, f.correction), err
}

// FlaggedOf reads the entries, with what says whether their flags still wait: one call, and
// a second where any has been corrected or has a day of review. Those that were destroyed
// are left out.
func (f Files) FlaggedOf(ctx context.Context, register disclosure.Register, ids []disclosure.EntryID) (map[disclosure.EntryID]Flagged, error) {
	flagged := map[disclosure.EntryID]Flagged{}
	var keys []store.Key
	for _, id := range ids {
		keys = append(keys, store.EntryKey(register.String(), id.String()), correctedKey(register, id))
	}
	found, err := f.itemsAt(ctx, "load flagged entries", keys)
	if err != nil {
		return nil, err
	}
	var corrected []store.Key
	for i, id := range ids {
		stored, there := found[keys[2*i]]
		if !there {
			continue // disposed of since the queue was read
		}
		one, err := f.flaggedIn(register, stored)
		if err != nil {
			return nil, err
		}
		flagged[id] = one
		if one.review != nil {
			corrected = append(corrected, one.review.keys...)
		}
		if mark, ok := found[keys[2*i+1]]; ok {
			corrected = append(corrected, store.EntryKey(register.String(), text(mark, attrBy)))
		}
	}
	if len(corrected) == 0 {
		return flagged, nil
	}
	by, err := f.itemsAt(ctx, "load corrections of flagged entries", corrected)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		one, there := flagged[id]
		if !there {
			continue
		}
		one.found = by
		if stored, there := by[store.EntryKey(register.String(), text(found[keys[2*i+1]], attrBy))]; there {
			if one.correction, err = wordOf(stored); err != nil {
				return nil, err
			}
		}
		flagged[id] = one
	}
	return flagged, nil
}

// flaggedIn is the entry of a stored item, alone.
func (f Files) flaggedIn(register disclosure.Register, stored store.Item) (Flagged, error) {
	word, err := flaggedWord(stored)
	if err != nil {
		return Flagged{}, err
	}
	review, err := f.reviewIn(register, word.Entry, stored)
	return Flagged{Entry: word.Entry, Disclosure: word.Disclosure, review: review}, err
}

// ClearedFlag is a flag that somebody took off the queue: how, and the entry that has it.
type ClearedFlag struct {
	Clearing
	Number int // which of the entry's flags
	Of     Flagged
}

// ClearedOf reads what a page of the list of cleared flags lists, in its order: one call.
// There is nil in the place of what was destroyed since, or is about to be.
func (f Files) ClearedOf(ctx context.Context, register disclosure.Register, listed []store.Item) ([]*ClearedFlag, error) {
	var keys []store.Key
	for _, item := range listed {
		keys = append(keys, store.EntryKey(register.String(), entryOf(item).String()), store.EntryKey(register.String(), text(item, attrOf)))
	}
	found, err := f.itemsAt(ctx, "load cleared flags", keys)
	if err != nil {
		return nil, err
	}
	flags := make([]*ClearedFlag, len(listed))
	for i := range listed {
		clearing, there := found[keys[2*i]]
		flagged, too := found[keys[2*i+1]]
		if !there || !too {
			continue
		}
		e, cleared, err := clearedIn(clearing)
		if err != nil {
			return nil, err
		}
		of, err := f.flaggedIn(register, flagged)
		if err != nil {
			return nil, err
		}
		if cleared.Flag < 0 || cleared.Flag >= len(of.Entry.Flags) {
			return nil, fmt.Errorf("the entry %s clears a flag that %s does not have", e.ID, e.About)
		}
		flags[i] = &ClearedFlag{clearingBy(e, cleared), cleared.Flag, of}
	}
	return flags, nil
}

// Clears lists the entry as the clearing of a flag of the other: with what was said about
// its original, among what came of its case, and among the flags that were cleared. A note
// of it stands beside the other, which is found from there.
func (d *Draft) Clears(root, id disclosure.EntryID, n int) {
	d.index(d.at, []term{{store.ByEntry, root.String()}, {store.ByCaseEvent, ""}, {store.ByCleared, ""}},
		store.Attrs{attrKind: string(d.Entry.Kind), flagAttr: strconv.Itoa(n), attrOf: id.String()})
	d.Put(clearedKey(d.Entry.Register, id, n), store.Attrs{attrBy: d.Entry.ID.String()}, store.Condition{})
}

// QueuedFlag is a flag in the queue.
type QueuedFlag struct {
	disclosure.Flag
	Entry  disclosure.EntryID // that has it
	Number int                // which of the entry's flags, counted from 0
}

// QueuedIn is the flag of a stored item of the queue.
func QueuedIn(item store.Item) (q QueuedFlag, err error) {
	doc, _ := item.Attrs[flagAttr].([]byte)
	if err := json.Unmarshal(doc, &q.Flag); err != nil {
		return q, fmt.Errorf("decode a flag: %w", err)
	}
	_, id, n, err := store.ParseOpenSort(item.Sort)
	q.Entry, q.Number = disclosure.EntryID(id), n
	return q, err
}

// flaggedWord is what a flagged entry says was disclosed: nothing, of one of another kind,
// whose body is not a disclosure's.
func flaggedWord(stored store.Item) (Word, error) {
	entry, _, err := decodeEntry(stored)
	if err != nil {
		return Word{}, err
	}
	switch entry.Kind {
	case disclosure.KindFact, disclosure.KindJoin, disclosure.KindHoldPlaced, disclosure.KindDisposalStopped, disclosure.KindCaseReviewed, disclosure.KindCaseClosed:
		return Word{entry, new(disclosure.Disclosure)}, nil
	}
	return wordOf(stored)
}

// metBy reports whether a correction of the flagged entry, which says was, has taken the
// flag off the queue: the correction no longer raises it, or carries it itself. The
// correction is the record of that. Of a departure only what the record lacked, and the
// correction gives, is met so, and only while the correction has the departure too. One
// that a correction takes back, and what is kept from departments, wait until the Data
// Protection Officer has seen it, and are carried only by what is about the same people
// and went to the same recipient: of others it says nothing. What is outside the notice
// stands for other disclosures of the case, and waits until it is cleared, whatever the
// correction raises itself.
func metBy(flag disclosure.Flag, was *disclosure.Disclosure, correction Word) bool {
	if correction.Entry == nil {
		return false
	}
	place := strings.TrimPrefix(flag.Pointer, "/disclosure")
	if flag.Rule == policy.OutsideRule && place != "/override" {
		return false
	}
	switch carried := carries(correction.Entry, flag); {
	case carried && (flag.Kept || flag.Departure):
		return sameShared(was, correction.Disclosure)
	case carried || flag.Kept:
		return carried
	}
	stands := correction.Disclosure.Departure != nil
	return !flag.Departure || stands && flag.GivenByCorrection()
}

// carries reports whether a correction raises the flag itself.
func carries(correction *disclosure.Entry, flag disclosure.Flag) bool {
	return slices.ContainsFunc(correction.Flags, func(f disclosure.Flag) bool {
		return f.Rule == flag.Rule && f.Departure == flag.Departure && f.Kept == flag.Kept && strings.TrimPrefix(f.Pointer, "/disclosure") == strings.TrimPrefix(flag.Pointer, "/disclosure")
	})
}

// sameShared reports whether what was disclosed is still about the same people and to the
// same recipient, and names every breach that it did.
func sameShared(was, is *disclosure.Disclosure) bool {
	within := func(some, all []string) bool {
		return !slices.ContainsFunc(some, func(one string) bool {
			return !slices.ContainsFunc(all, func(other string) bool { return disclosure.Same(one, other) })
		})
	}
	before, now := was.SubjectReferences(), is.SubjectReferences()
	from, to := was.Recipient, is.Recipient
	return within(before, now) && within(now, before) && within(policy.BreachReferences(was), policy.BreachReferences(is)) &&
		disclosure.Same(from.Category, to.Category) && disclosure.Same(from.Kind, to.Kind) &&
		disclosure.SearchName(from.Organisation) == disclosure.SearchName(to.Organisation) && disclosure.SearchName(from.Person) == disclosure.SearchName(to.Person)
}

// clearedSort begins the place, in the partition about an entry, of what cleared one
// of its flags. It sorts before every instant.
const clearedSort = "#cleared#"

func clearedKey(register disclosure.Register, id disclosure.EntryID, n int) store.Key {
	return store.Key{Partition: store.IndexPartition(register.String(), store.ByEntry, id.String()), Sort: clearedSort + strconv.Itoa(n)}
}

// Clearing is how a flag left the queue.
type Clearing struct {
	Entry  disclosure.EntryID `json:"entry" doc:"The entry of the clearing"`
	At     time.Time          `json:"at"`
	By     string             `json:"by" doc:"Name of who cleared it"`
	Reason string             `json:"reason"`
}

// clearings reads what cleared flags, by the place that says so, from items of which
// some are such places. One call, and none where there are none.
func (r *Registrar) clearings(ctx context.Context, register disclosure.Register, items map[store.Key]store.Item) (map[store.Key]*Clearing, error) {
	entryOf := map[store.Key]store.Key{}
	for key, item := range items {
		if strings.HasPrefix(key.Sort, clearedSort) {
			entryOf[key] = store.EntryKey(register.String(), text(item, attrBy))
		}
	}
	if len(entryOf) == 0 {
		return nil, nil
	}
	found, err := r.itemsAt(ctx, "load what cleared flags", slices.Collect(maps.Values(entryOf)))
	if err != nil {
		return nil, err
	}
	clearings := map[store.Key]*Clearing{}
	for key, at := range entryOf {
		item, there := found[at]
		if !there {
			continue
		}
		if clearings[key], err = clearingOf(item); err != nil {
			return nil, err
		}
	}
	return clearings, nil
}

func clearingOf(item store.Item) (*Clearing, error) {
	e, cleared, err := clearedIn(item)
	if err != nil {
		return nil, err
	}
	clearing := clearingBy(e, cleared)
	return &clearing, nil
}

func clearingBy(e *disclosure.Entry, cleared disclosure.FlagCleared) Clearing {
	return Clearing{Entry: e.ID, At: e.RecordedAt, By: e.RecordedBy.Name, Reason: cleared.Reason}
}

// clearedIn returns the entry of a stored item, and the flag that it cleared.
func clearedIn(item store.Item) (e *disclosure.Entry, cleared disclosure.FlagCleared, err error) {
	if e, _, err = decodeEntry(item); err != nil {
		return nil, cleared, err
	}
	if err := json.Unmarshal(e.Body, &cleared); err != nil {
		return nil, cleared, fmt.Errorf("decode a clearance: %w", err)
	}
	return e, cleared, nil
}

// What is recorded with a day of review, beside a disclosure, is flagged where the day is
// no plan ([policy.ReviewDay]), and the flag leaves the queue with what put the day right:
// the hold was released, the case reviewed anew, the join ended, the fact replaced. That is
// on record by itself, so that nobody has to clear the flag.

// aReview reads a flagged entry that is no disclosure but has a day of review.
type aReview struct {
	people []string
	keys   []store.Key
	// over says, of what is read at the keys, whether the day has been put right since.
	over func(map[store.Key]store.Item) (bool, error)
}

// reviewIn is what a flagged entry other than a disclosure has of a day of review; nil
// where it has none.
func (r *Registrar) reviewIn(register disclosure.Register, e *disclosure.Entry, stored store.Item) (*aReview, error) {
	switch e.Kind {
	case disclosure.KindFact:
		f, err := facts.Of(e)
		if err != nil {
			return nil, err
		}
		place := r.factPlace(register, f.About)
		review := &aReview{keys: place.Keys(facts.Wholly), over: func(items map[store.Key]store.Item) (bool, error) {
			about, err := facts.In(items, place)
			return facts.Find(about.Known, e.ID) == nil, err
		}}
		if f.About.Dimension == disclosure.FactsOfSubject {
			review.people = []string{f.About.Reference}
		}
		return review, nil
	case disclosure.KindJoin:
		j, err := joinOf(e)
		decided, ended := joinKey(register, e.ID, joinDecidedSort), joinKey(register, e.ID, joinEndedSort)
		return &aReview{people: j.References, keys: []store.Key{decided, ended}, over: func(items map[store.Key]store.Item) (bool, error) {
			_, over := items[ended]
			return over || text(items[decided], attrOutcome) == string(disclosure.JoinRefused), nil
		}}, err
	case disclosure.KindHoldPlaced, disclosure.KindDisposalStopped, disclosure.KindCaseReviewed:
		name, err := nameIn(stored)
		if err != nil {
			return nil, err
		}
		var reviewed disclosure.CaseReviewed
		if e.Kind == disclosure.KindCaseReviewed {
			if err := json.Unmarshal(e.Body, &reviewed); err != nil {
				return nil, fmt.Errorf("decode a review: %w", err)
			}
		}
		at := store.CaseKey(register.String(), name)
		return &aReview{keys: []store.Key{at}, over: func(items map[store.Key]store.Item) (bool, error) {
			item, there := items[at]
			if !there {
				return true, nil
			}
			file, err := decodeCase(item, facts.Wholly)
			if err != nil {
				return false, err
			}
			if e.Kind == disclosure.KindCaseReviewed {
				return file.Review != disclosure.Review{On: disclosure.DateOf(e.RecordedAt), Outcome: reviewed.Outcome, NextOn: reviewed.NextOn}, nil
			}
			return !slices.ContainsFunc(file.Holds, func(h disclosure.Hold) bool { return h.ID == e.ID && h.ReleasedOn.IsZero() }), nil
		}}, nil
	}
	return nil, nil
}

// reviewIsOver is whether the flag is of a day of review that has been put right.
func (f Flagged) reviewIsOver(flag disclosure.Flag) (bool, error) {
	if f.review == nil || flag.Rule != policy.ReviewRule {
		return false, nil
	}
	return f.review.over(f.found)
}
