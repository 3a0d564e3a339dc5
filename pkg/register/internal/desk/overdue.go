package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// overduePage is a page of a watch-list: what has been overdue the longest first.
type overduePage struct {
	today  disclosure.Date // in London
	lines  []overdueLine
	cursor string
}

// overdueLine is an entry, the day from which it is overdue, and what a look that
// shows it is found by.
type overdueLine struct {
	since disclosure.Date
	entry *disclosure.Entry
	shows []term
}

// overdueRows bounds a page of disclosures: an entry, its case and one person each
// are what one record of the look is found by.
const overdueRows = maxShown / 3

// overdue reads a page of a list, up to today, and its entries: one query and one
// batch read. A page of many people is cut to what one record of the look is found
// by, which shows says of each entry.
func (r *Registrar) overdue(ctx context.Context, by Looking, asked string, list store.Watch, limit int, cursor string, shows func(*disclosure.Entry) ([]term, error)) (overduePage, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, asked); err != nil {
		return overduePage{}, err
	}
	register := by.Caller.Register
	p := plan{partition: store.WatchPartition(register.String(), list)}
	overdue := overduePage{today: disclosure.DateOf(r.at())}
	query := store.Query{To: store.WatchThrough(overdue.today.String()), Limit: limit}
	listed, next, err := r.listed(ctx, "query what is overdue", by.Caller, p, query, cursor)
	if err != nil {
		return overduePage{}, err
	}
	overdue.cursor = next
	keys := make([]store.Key, 0, len(listed))
	for _, item := range listed {
		_, id, err := store.ParseWatchSort(item.Sort)
		if err != nil {
			return overduePage{}, err
		}
		keys = append(keys, store.EntryKey(register.String(), id))
	}
	found, err := r.itemsAt(ctx, "load what is overdue", keys)
	if err != nil {
		return overduePage{}, err
	}
	var shown []term
	for i, item := range listed {
		stored, ok := found[keys[i]]
		if !ok {
			continue // disposed of since the list was read
		}
		line := overdueLine{}
		from, _, _ := store.ParseWatchSort(item.Sort)
		if line.since, err = disclosure.ParseDate(from); err != nil {
			return overduePage{}, err
		}
		if line.entry, _, err = decodeEntry(stored); err != nil {
			return overduePage{}, err
		}
		if line.shows, err = shows(line.entry); err != nil {
			return overduePage{}, err
		}
		if shown = unique(append(shown, line.shows...)); len(shown) > maxShown && len(overdue.lines) > 0 {
			overdue.cursor = r.closeCursor(by.Caller, p, listed[i-1].Sort)
			break
		}
		overdue.lines = append(overdue.lines, line)
	}
	return overdue, nil
}

// OverdueDisclosure is a disclosure that has to be looked at again, as it now
// reads.
type OverdueDisclosure struct {
	Entry      disclosure.EntryID   `json:"entry" doc:"The last word: the original, or its latest correction"`
	Corrects   disclosure.EntryID   `json:"corrects,omitempty" doc:"The original entry, when this is a correction"`
	Case       disclosure.CaseRef   `json:"case"`
	Department string               `json:"department,omitempty"`
	Recipient  disclosure.Recipient `json:"recipient"`
	Subjects   []disclosure.Subject `json:"subjects"`
	Since      disclosure.Date      `json:"since" format:"date" doc:"The day from which it is overdue"`
	Days       int                  `json:"days" doc:"For how many civil days it has been overdue: 1 on the first"`
}

func (l overdueLine) disclosure(today disclosure.Date) (OverdueDisclosure, *disclosure.Disclosure, error) {
	d, root, err := l.entry.Disclosed()
	if err != nil {
		return OverdueDisclosure{}, nil, err
	}
	o := OverdueDisclosure{
		Entry: l.entry.ID, Case: l.entry.Case, Department: l.entry.Owner(), Recipient: d.Recipient, Subjects: d.Subjects,
		Since: l.since, Days: today.DaysSince(l.since) + 1,
	}
	if root != l.entry.ID {
		o.Corrects = root
	}
	return o, d, nil
}

// OverdueWithholding is a disclosure kept from a person on grounds that somebody
// has to look at again.
type OverdueWithholding struct {
	OverdueDisclosure
	Grounds []policy.Withholding `json:"grounds" doc:"The grounds to look at again, and why"`
}

// OverdueWithholdings is a page, the longest overdue first.
type OverdueWithholdings struct {
	AsOf         disclosure.Date      `json:"asOf" format:"date"`
	Withholdings []OverdueWithholding `json:"withholdings"`
	Cursor       string               `json:"cursor,omitempty"`
}

// OverdueWithholdings reports which withholdings have passed their review date or
// lost their ground, over the whole register: what a review of one person shows
// as due. A correction that gives a new review date, or lets the ground go, takes
// a disclosure off the list. A page is one query and one batch read.
func (r *Registrar) OverdueWithholdings(ctx context.Context, by Looking, cursor string) (OverdueWithholdings, error) {
	page, err := r.overdue(ctx, by, "show-overdue-withholdings", store.WatchWithholding, overdueRows, cursor, r.shownBy)
	if err != nil {
		return OverdueWithholdings{}, err
	}
	answer := OverdueWithholdings{AsOf: page.today, Withholdings: make([]OverdueWithholding, 0, len(page.lines)), Cursor: page.cursor}
	var shown []term
	for _, l := range page.lines {
		o, d, err := l.disclosure(page.today)
		if err != nil {
			return OverdueWithholdings{}, err
		}
		if grounds := r.law.DueWithholdings(d, page.today); len(grounds) > 0 {
			answer.Withholdings = append(answer.Withholdings, OverdueWithholding{o, grounds})
			shown = append(shown, l.shows...)
		}
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-overdue-withholdings", Results: len(answer.Withholdings)}, shown...))
}
