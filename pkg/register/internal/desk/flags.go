package desk

import (
	"cmp"
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
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// OpenFlag is a flag waiting for the DPO, and enough of its entry to know what it
// is about without opening it.
type OpenFlag struct {
	Entry      disclosure.EntryID `json:"entry"`
	Kind       disclosure.Kind    `json:"kind" doc:"What the entry is: disclosure or correction; or what has a day of review or of closing that is to be looked at: fact, join, hold-placed, disposal-stopped, case-reviewed, case-closed"`
	Number     int                `json:"flag" doc:"Which of the entry's flags, counted from 0"`
	RecordedAt time.Time          `json:"recordedAt" doc:"Since when it waits, or waited"`
	Days       int                `json:"days" doc:"Civil days that it has waited, or waited until it was cleared, London"`
	disclosure.Flag
	Name        string               `json:"name,omitempty" doc:"What the rule is about, in words"`
	Corrects    disclosure.EntryID   `json:"corrects,omitempty" doc:"The original entry, when the flagged one is a correction"`
	Case        disclosure.CaseRef   `json:"case"`
	Subjects    []disclosure.Subject `json:"subjects"`
	Recipient   disclosure.Recipient `json:"recipient" doc:"Empty of what is no disclosure"`
	Department  string               `json:"department,omitempty"`
	RecordedBy  string               `json:"recordedBy" doc:"Name of who recorded the entry"`
	DisclosedAt time.Time            `json:"disclosedAt,omitzero" doc:"Left out of what is no disclosure"`
}

// OpenFlags is a page of the DPO's queue: departures first, then the oldest.
type OpenFlags struct {
	Flags []OpenFlag `json:"flags"`
	// Cursor asks for the next page. A page may be short, or empty, and still have
	// one: there is no more only when there is no cursor.
	Cursor string `json:"cursor,omitempty"`
}

// FlagFilter says which flags of the queue are meant. Every part given must match;
// the zero FlagFilter means all of them.
type FlagFilter struct {
	Rule       string             `json:"rule,omitempty" maxLength:"64" doc:"Rule that raised the flag" example:"DC-B5"`
	Case       disclosure.CaseRef `json:"case,omitempty" maxLength:"64"`
	Subject    string             `json:"subject,omitempty" maxLength:"128" doc:"The council's reference for a person of the entry"`
	Recipient  string             `json:"recipient,omitempty" maxLength:"200" doc:"Name of the recipient's organisation or person; capitals and spacing do not matter"`
	Department string             `json:"department,omitempty" maxLength:"64" doc:"Whose disclosure it is"`
	RecordedBy string             `json:"recordedBy,omitempty" maxLength:"200" doc:"Name of who recorded the entry; capitals and spacing do not matter"`
	From       disclosure.Date    `json:"from,omitzero" format:"date" doc:"First day on which the entry was recorded, in London"`
	To         disclosure.Date    `json:"to,omitzero" format:"date" doc:"Last day on which it was"`
}

// matches reports whether the flag, which stands on an entry, is one of those meant.
func (f FlagFilter) matches(open OpenFlag) bool {
	same := func(wanted string, written ...string) bool {
		return wanted == "" || slices.ContainsFunc(written, func(w string) bool { return disclosure.SearchName(w) == disclosure.SearchName(wanted) })
	}
	var people []string
	for _, s := range open.Subjects {
		people = append(people, s.Reference)
	}
	on := disclosure.DateOf(open.RecordedAt)
	return (f.Rule == "" || f.Rule == open.Rule) &&
		same(f.Case.String(), open.Case.String()) && same(f.Subject, people...) &&
		same(f.Recipient, open.Recipient.Organisation, open.Recipient.Person) &&
		same(f.Department, open.Department) && same(f.RecordedBy, open.RecordedBy) &&
		(f.From.IsZero() || !on.Before(f.From)) && (f.To.IsZero() || !on.After(f.To))
}

// asked names the parts of the filter as the access log keeps them.
func (r *Registrar) askedOfFlags(register disclosure.Register, f FlagFilter) map[string]string {
	asked := map[string]string{}
	for name, value := range map[string]string{
		"rule": f.Rule, "case": f.Case.String(), "department": f.Department, "from": f.From.String(), "to": f.To.String(),
	} {
		if value != "" {
			asked[name] = value
		}
	}
	if f.Subject != "" {
		asked["subject"] = r.keys.subject(register, f.Subject)
	}
	if f.Recipient != "" {
		asked["recipient"] = r.keys.recipient(register, f.Recipient)
	}
	if f.RecordedBy != "" {
		asked["recordedBy"] = r.keys.recipient(register, f.RecordedBy)
	}
	if len(asked) == 0 {
		return nil
	}
	return asked
}

const flagAttr = "flag"

// queueRows bounds how many flags a page looks at: two keys for each are one batch
// read.
const queueRows = store.MaxBatch / 2

// Queue returns a page of the flags that wait and that the filter means, to the DPO
// or an auditor. It is one query and one batch read, and a second where entries on
// the page have been corrected; and as much again, at most [EmptyReads] times in all,
// as long as nothing is found or, where a filter is given, less than a page. A page of
// many people is cut to what one record of the look is found by.
func (r *Registrar) Queue(ctx context.Context, by Looking, filter FlagFilter, cursor string) (OpenFlags, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-flags"); err != nil {
		return OpenFlags{}, err
	}
	queue, shown, err := r.queue(ctx, by.Caller, filter, cursor)
	if err != nil {
		return OpenFlags{}, err
	}
	return seen(queue, r.recordAccess(ctx, by, filter.Case, disclosure.Access{
		Action: "show-flags", Asked: r.askedOfFlags(by.Caller.Register, filter), Results: len(queue.Flags),
	}, shown...))
}

// MostFlagged bounds of how many entries the flags are shown at once.
const MostFlagged = 25

// QueueOf returns the flags that wait on the entries, all of them: what is confirmed one
// by one before it is cleared. It is as many batch reads as a page of the queue, and one for
// the entries.
func (r *Registrar) QueueOf(ctx context.Context, by Looking, ids []disclosure.EntryID) (OpenFlags, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-flags"); err != nil {
		return OpenFlags{}, err
	}
	register := by.Caller.Register
	var keys []store.Key
	err := r.EachEntry(ctx, register, ids, func(s Stored) error {
		for n, flag := range s.Entry.Flags {
			keys = append(keys, store.OpenKey(register.String(), flag.Departure, s.Entry.RecordedAt, s.Entry.ID.String(), n))
		}
		return nil
	})
	if err != nil {
		return OpenFlags{}, err
	}
	found, err := r.itemsAt(ctx, "load open flags", keys)
	if err != nil {
		return OpenFlags{}, err
	}
	items := slices.SortedFunc(maps.Values(found), func(a, b store.Item) int { return cmp.Compare(a.Sort, b.Sort) })
	flagged, err := r.flaggedBy(ctx, register, items)
	if err != nil {
		return OpenFlags{}, err
	}
	queue, today := OpenFlags{Flags: []OpenFlag{}}, disclosure.DateOf(r.at())
	var shown []term
	for _, item := range items {
		open, waits, err := flagged.read(item)
		if err != nil {
			return OpenFlags{}, err
		}
		if waits {
			open.Days = today.DaysSince(disclosure.DateOf(open.RecordedAt))
			queue.Flags, shown = append(queue.Flags, open), append(shown, r.showingFlag(register, open)...)
		}
	}
	return seen(queue, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "show-flags", Asked: map[string]string{"entries": strconv.Itoa(len(ids))}, Results: len(queue.Flags),
	}, shown...))
}

// queue reads a page, and says what a look that shows it is found by.
func (r *Registrar) queue(ctx context.Context, by disclosure.Caller, filter FlagFilter, cursor string) (queue OpenFlags, shown []term, err error) {
	p := plan{partition: store.OpenPartition(by.Register.String())}
	for name, value := range r.askedOfFlags(by.Register, filter) {
		p.filter = append(p.filter, term{store.Dimension(name), value})
	}
	slices.SortFunc(p.filter, func(a, b term) int { return cmp.Compare(a.by, b.by) })
	queue = OpenFlags{Flags: []OpenFlag{}, Cursor: cursor}
	err = ReadOn(EmptyReads, func() (bool, error) {
		err := r.queueOn(ctx, by, p, filter, &queue, &shown)
		enough := len(queue.Flags) >= queueRows || len(queue.Flags) > 0 && len(p.filter) == 0 || len(shown) >= maxShown
		return queue.Cursor == "" || enough, err
	})
	if err != nil {
		return OpenFlags{}, nil, err
	}
	return queue, shown, nil
}

// queueOn reads the flags after the queue's cursor to what it has already, and what a look
// that shows them is found by.
func (r *Registrar) queueOn(ctx context.Context, by disclosure.Caller, p plan, filter FlagFilter, queue *OpenFlags, shown *[]term) (err error) {
	var items []store.Item
	begins := queue.Cursor
	if items, queue.Cursor, err = r.listed(ctx, "query the queue", by, p, store.Query{Limit: queueRows}, begins); err != nil {
		return err
	}
	flagged, err := r.flaggedBy(ctx, by.Register, items)
	if err != nil {
		return err
	}
	today := disclosure.DateOf(r.at())
	for i, item := range items {
		open, waits, err := flagged.read(item)
		if err != nil {
			return err
		}
		if !waits || !filter.matches(open) {
			continue
		}
		open.Name = r.ruleTitle(by.Register, open.Rule)
		open.Days = today.DaysSince(disclosure.DateOf(open.RecordedAt))
		more := unique(append(slices.Clone(*shown), r.showingFlag(by.Register, open)...))
		if len(more) > maxShown && len(queue.Flags) > 0 {
			if queue.Cursor = begins; i > 0 {
				queue.Cursor = r.closeCursor(by, p, items[i-1].Sort)
			}
			break
		}
		*shown = more
		queue.Flags = append(queue.Flags, open)
	}
	return nil
}

// showingFlag is what a look that showed a row of the queue is found by.
func (r *Registrar) showingFlag(register disclosure.Register, open OpenFlag) []term {
	var people []string
	for _, s := range open.Subjects {
		if s.Reference != "" {
			people = append(people, s.Reference)
		}
	}
	shown := append([]term{{byOpened, open.Entry.String()}}, r.showingPeople(register, people...)...)
	if open.Case != "" {
		shown = append(shown, term{store.ByCase, open.Case.String()})
	}
	return shown
}

// flaggedEntries are the entries of a page of the queue, the correction of each
// that has been corrected, and how what has a day of review stands.
type flaggedEntries struct {
	entries     map[disclosure.EntryID]lastWord
	corrections map[disclosure.EntryID]lastWord // by the entry corrected
	reviews     map[disclosure.EntryID]*aReview // of what is no disclosure
	found       map[store.Key]store.Item        // what the reviews ask for
}

func (r *Registrar) flaggedBy(ctx context.Context, register disclosure.Register, items []store.Item) (flaggedEntries, error) {
	flagged := flaggedEntries{
		entries: map[disclosure.EntryID]lastWord{}, corrections: map[disclosure.EntryID]lastWord{}, reviews: map[disclosure.EntryID]*aReview{},
	}
	var keys []store.Key
	var ids []disclosure.EntryID
	for _, item := range items {
		_, id, _, err := store.ParseOpenSort(item.Sort)
		if err != nil {
			return flagged, err
		}
		ids = append(ids, disclosure.EntryID(id))
		keys = append(keys, store.EntryKey(register.String(), id), correctedKey(register, disclosure.EntryID(id)))
	}
	found, err := r.itemsAt(ctx, "load flagged entries", keys)
	if err != nil {
		return flagged, err
	}
	var corrected []store.Key
	for i, id := range ids {
		stored, there := found[keys[2*i]]
		if !there {
			continue // disposed of since the queue was read
		}
		if flagged.entries[id], err = flaggedWord(stored); err != nil {
			return flagged, err
		}
		if flagged.reviews[id], err = r.reviewIn(register, flagged.entries[id].entry, stored); err != nil {
			return flagged, err
		}
		if review := flagged.reviews[id]; review != nil {
			corrected = append(corrected, review.keys...)
		}
		if mark, ok := found[keys[2*i+1]]; ok {
			corrected = append(corrected, store.EntryKey(register.String(), text(mark, attrBy)))
		}
	}
	if len(corrected) == 0 {
		return flagged, nil
	}
	by, err := r.itemsAt(ctx, "load corrections of flagged entries", corrected)
	if err != nil {
		return flagged, err
	}
	flagged.found = by
	for i, id := range ids {
		stored, there := by[store.EntryKey(register.String(), text(found[keys[2*i+1]], attrBy))]
		if !there {
			continue
		}
		if flagged.corrections[id], err = wordOf(stored); err != nil {
			return flagged, err
		}
	}
	return flagged, nil
}

// flaggedWord is what a flagged entry says was disclosed: nothing, of one of another kind,
// whose body is not a disclosure's.
func flaggedWord(stored store.Item) (lastWord, error) {
	entry, _, err := decodeEntry(stored)
	if err != nil {
		return lastWord{}, err
	}
	switch entry.Kind {
	case disclosure.KindFact, disclosure.KindJoin, disclosure.KindHoldPlaced, disclosure.KindDisposalStopped, disclosure.KindCaseReviewed, disclosure.KindCaseClosed:
		return lastWord{entry, new(disclosure.Disclosure)}, nil
	}
	return wordOf(stored)
}

// read makes an item of the queue a row, and says whether it still waits.
func (f flaggedEntries) read(item store.Item) (open OpenFlag, waits bool, err error) {
	doc, _ := item.Attrs[flagAttr].([]byte)
	if err := json.Unmarshal(doc, &open.Flag); err != nil {
		return open, false, fmt.Errorf("decode a flag: %w", err)
	}
	at, id, n, err := store.ParseOpenSort(item.Sort)
	if err != nil {
		return open, false, err
	}
	open.Entry, open.Number, open.RecordedAt = disclosure.EntryID(id), n, at
	if !f.tell(&open) {
		return open, false, nil
	}
	over, err := f.reviewIsOver(open.Flag, open.Entry)
	return open, !over && !metBy(open.Flag, f.entries[open.Entry].disclosure, f.corrections[open.Entry]), err
}

// tell says in a row what its entry is about, and reports whether the entry is there.
func (f flaggedEntries) tell(open *OpenFlag) bool {
	word, there := f.entries[open.Entry]
	if !there {
		return false
	}
	e, d := word.entry, word.disclosure
	open.Kind = e.Kind
	open.Case, open.Subjects, open.Recipient, open.DisclosedAt = cmp.Or(d.Case, e.Case), d.Subjects, d.Recipient, d.DisclosedAt
	open.Department, open.RecordedBy = e.Owner(), e.RecordedBy.Name
	if open.Subjects == nil {
		open.Subjects = []disclosure.Subject{}
	}
	if review := f.reviews[open.Entry]; review != nil {
		for _, reference := range review.people {
			open.Subjects = append(open.Subjects, disclosure.Subject{Reference: reference})
		}
	}
	if e.Kind == disclosure.KindCorrection {
		open.Corrects = e.About
	}
	return true
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
func metBy(flag disclosure.Flag, was *disclosure.Disclosure, correction lastWord) bool {
	if correction.entry == nil {
		return false
	}
	place := strings.TrimPrefix(flag.Pointer, "/disclosure")
	if flag.Rule == policy.OutsideRule && place != "/override" {
		return false
	}
	carried := carries(correction.entry, flag)
	if flag.Kept || flag.Departure {
		carried = carried && sameShared(was, correction.disclosure)
	}
	if carried || flag.Kept {
		return carried
	}
	stands := correction.disclosure.Departure != nil
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
