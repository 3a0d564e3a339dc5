package recording

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
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
	Case        disclosure.CaseRef   `json:"case,omitempty" doc:"Left out of what is of no case, such as a fact"`
	Subjects    []disclosure.Subject `json:"subjects"`
	Recipient   disclosure.Recipient `json:"recipient,omitzero" doc:"Left out of what is no disclosure"`
	Department  string               `json:"department,omitempty"`
	RecordedBy  string               `json:"recordedBy" doc:"Name of who recorded the entry"`
	DisclosedAt time.Time            `json:"disclosedAt,omitzero" doc:"Left out of what is no disclosure"`
}

// OpenFlags is a page of the DPO's queue: departures first, then the oldest.
type OpenFlags struct {
	Flags []OpenFlag `json:"flags"`
	// Cursor asks for the next page. A page may be short, or empty, and still have
	// one: there is no more only when there is no cursor.
	Cursor  string             `json:"cursor,omitempty"`
	Nothing *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
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

// sought is what the filter means.
func (f FlagFilter) sought() desk.Sought {
	return desk.Sought{Subject: f.Subject, Case: f.Case, Department: f.Department, Also: map[string]string{
		"rule": f.Rule, "recipient": f.Recipient, "recordedBy": f.RecordedBy, "from": f.From.String(), "to": f.To.String(),
	}}
}

// joined are the ids as a question has several.
func joined(ids []disclosure.EntryID) string {
	var all []string
	for _, id := range ids {
		all = append(all, id.String())
	}
	return strings.Join(all, ",")
}

// asked names the parts of the filter as the access log keeps them.
func (r *Records) askedOfFlags(register disclosure.Register, f FlagFilter) map[string]string {
	asked := map[string]string{}
	for name, value := range map[string]string{
		"rule": f.Rule, "case": f.Case.String(), "department": f.Department, "from": f.From.String(), "to": f.To.String(),
	} {
		if value != "" {
			asked[name] = value
		}
	}
	if f.Subject != "" {
		asked["subject"] = r.desk.PersonToken(register, f.Subject)
	}
	if f.Recipient != "" {
		asked["recipient"] = r.desk.RecipientToken(register, f.Recipient)
	}
	if f.RecordedBy != "" {
		asked["recordedBy"] = r.desk.RecipientToken(register, f.RecordedBy)
	}
	if len(asked) == 0 {
		return nil
	}
	return asked
}

// queueRows bounds how many flags a page looks at: two keys for each are one batch
// read.
const queueRows = store.MaxBatch / 2

// Queue returns a page of the flags that wait and that the filter means, to the DPO
// or an auditor. It is one query and one batch read, and a second where entries on
// the page have been corrected; and as much again, at most [EmptyReads] times in all,
// as long as nothing is found or, where a filter is given, less than a page. A page of
// many people is cut to what one record of the look is found by.
func (r *Records) Queue(ctx context.Context, by desk.Looking, filter FlagFilter, cursor string) (OpenFlags, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-flags"); err != nil {
		return OpenFlags{}, err
	}
	queue, shown, err := r.queue(ctx, by.Caller, filter, cursor)
	if err != nil {
		return OpenFlags{}, err
	}
	if len(queue.Flags) == 0 && cursor == "" && queue.Cursor == "" {
		if queue.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, filter.sought()); err != nil {
			return OpenFlags{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, filter.Case, queue, disclosure.Access{
		Action: "show-flags", Asked: r.askedOfFlags(by.Caller.Register, filter), Results: len(queue.Flags),
	}, shown)
}

// QueueOf returns the flags that wait on the entries, all of them: what is confirmed one
// by one before it is cleared. It is as many batch reads as a page of the queue, and one for
// the entries.
func (r *Records) QueueOf(ctx context.Context, by desk.Looking, ids []disclosure.EntryID) (OpenFlags, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-flags"); err != nil {
		return OpenFlags{}, err
	}
	register := by.Caller.Register
	var keys []store.Key
	err := r.desk.EachEntry(ctx, register, ids, func(s desk.Stored) error {
		for n, flag := range s.Entry.Flags {
			keys = append(keys, store.OpenKey(register.String(), flag.Departure, s.Entry.RecordedAt, s.Entry.ID.String(), n))
		}
		return nil
	})
	if err != nil {
		return OpenFlags{}, err
	}
	found, err := r.desk.Items(ctx, "load open flags", keys)
	if err != nil {
		return OpenFlags{}, err
	}
	items := slices.SortedFunc(maps.Values(found), func(a, b store.Item) int { return cmp.Compare(a.Sort, b.Sort) })
	rows, err := r.waiting(ctx, register, items)
	if err != nil {
		return OpenFlags{}, err
	}
	queue, today := OpenFlags{Flags: []OpenFlag{}}, disclosure.DateOf(r.desk.Now())
	var shown desk.Sights
	for _, open := range rows {
		if open != nil {
			open.Days = today.DaysSince(disclosure.DateOf(open.RecordedAt))
			queue.Flags, shown = append(queue.Flags, *open), r.showing(shown, register, *open)
		}
	}
	if len(queue.Flags) == 0 {
		sought := desk.Sought{Also: map[string]string{"entry": joined(ids)}}
		if queue.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, sought); err != nil {
			return OpenFlags{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, "", queue, disclosure.Access{
		Action: "show-flags", Asked: map[string]string{"entries": strconv.Itoa(len(ids))}, Results: len(queue.Flags),
	}, shown)
}

// queue reads a page, and says what a look that shows it is found by.
func (r *Records) queue(ctx context.Context, by disclosure.Caller, filter FlagFilter, cursor string) (queue OpenFlags, shown desk.Sights, err error) {
	q := desk.Question{Partition: store.OpenPartition(by.Register.String())}
	q = within(q, r.askedOfFlags(by.Register, filter))
	queue = OpenFlags{Flags: []OpenFlag{}, Cursor: cursor}
	err = desk.ReadOn(desk.EmptyReads, func() (bool, error) {
		err := r.queueOn(ctx, by, q, filter, &queue, &shown)
		enough := len(queue.Flags) >= queueRows || len(queue.Flags) > 0 && filter == FlagFilter{} || shown.Full()
		return queue.Cursor == "" || enough, err
	})
	if err != nil {
		return OpenFlags{}, nil, err
	}
	return queue, shown, nil
}

// queueOn reads the flags after the queue's cursor to what it has already, and what a look
// that shows them is found by.
func (r *Records) queueOn(ctx context.Context, by disclosure.Caller, q desk.Question, filter FlagFilter, queue *OpenFlags, shown *desk.Sights) (err error) {
	var items []store.Item
	begins := queue.Cursor
	if items, queue.Cursor, err = r.desk.Listed(ctx, "query the queue", by, q, store.Query{Limit: queueRows}, begins); err != nil {
		return err
	}
	rows, err := r.waiting(ctx, by.Register, items)
	if err != nil {
		return err
	}
	today := disclosure.DateOf(r.desk.Now())
	for i, open := range rows {
		if open == nil || !filter.matches(*open) {
			continue
		}
		open.Name = r.desk.RuleTitle(by.Register, open.Rule)
		open.Days = today.DaysSince(disclosure.DateOf(open.RecordedAt))
		more := r.showing(*shown, by.Register, *open)
		if more.TooMany() && len(queue.Flags) > 0 {
			if queue.Cursor = begins; i > 0 {
				queue.Cursor = r.desk.CloseCursor(by, q, items[i-1].Sort)
			}
			break
		}
		*shown = more
		queue.Flags = append(queue.Flags, *open)
	}
	return nil
}

// showing adds to what a look is found by what one that shows the row is.
func (r *Records) showing(shown desk.Sights, register disclosure.Register, open OpenFlag) desk.Sights {
	var people []string
	for _, s := range open.Subjects {
		if s.Reference != "" {
			people = append(people, s.Reference)
		}
	}
	return r.desk.AlsoShown(shown, register, open.Entry, open.Case, people...)
}

// waiting makes items of the queue rows. There is nil in the place of one that waits no
// more: its entry was destroyed, or it has been met.
func (r *Records) waiting(ctx context.Context, register disclosure.Register, items []store.Item) ([]*OpenFlag, error) {
	queued := make([]desk.QueuedFlag, len(items))
	var ids []disclosure.EntryID
	for i, item := range items {
		var err error
		if queued[i], err = desk.QueuedIn(item); err != nil {
			return nil, err
		}
		ids = append(ids, queued[i].Entry)
	}
	flagged, err := r.desk.FlaggedOf(ctx, register, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]*OpenFlag, len(items))
	for i, q := range queued {
		of, there := flagged[q.Entry]
		if !there {
			continue
		}
		waits, err := of.Waits(q.Flag)
		if err != nil {
			return nil, err
		}
		if waits {
			row := flagOf(of, q.Number, q.Flag)
			rows[i] = &row
		}
	}
	return rows, nil
}

// flagOf is a row of a flag, which says what its entry is about.
func flagOf(of desk.Flagged, n int, flag disclosure.Flag) OpenFlag {
	e, d := of.Entry, of.Disclosure
	row := OpenFlag{
		Entry: e.ID, Kind: e.Kind, Number: n, RecordedAt: e.RecordedAt, Flag: flag, Case: cmp.Or(d.Case, e.Case), Subjects: slices.Clone(d.Subjects),
		Recipient: d.Recipient, Department: e.Owner(), RecordedBy: e.RecordedBy.Name, DisclosedAt: d.DisclosedAt,
	}
	if row.Subjects == nil {
		row.Subjects = []disclosure.Subject{}
	}
	for _, reference := range of.People() {
		row.Subjects = append(row.Subjects, disclosure.Subject{Reference: reference})
	}
	if e.Kind == disclosure.KindCorrection {
		row.Corrects = e.About
	}
	return row
}

// within is the question of what matches all that was asked.
func within(q desk.Question, asked map[string]string) desk.Question {
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		q = q.Within(store.Dimension(name), asked[name])
	}
	return q
}
