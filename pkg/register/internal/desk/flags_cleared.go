package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// ClearedFlag is a flag that somebody took off the queue, what its entry is about, and
// who did it.
type ClearedFlag struct {
	OpenFlag
	Cleared Clearing `json:"cleared"`
}

// ClearedFlags is a page of the flags that were cleared.
type ClearedFlags struct {
	Flags  []ClearedFlag `json:"flags" doc:"The latest cleared first"`
	Cursor string        `json:"cursor,omitempty" doc:"Asks for the next page. A page may be short, or empty, and still have one"`
}

// ClearedFilter says which cleared flags are meant: as of the queue, but that the days are
// those on which they were cleared. The zero ClearedFilter means all of them.
type ClearedFilter struct {
	FlagFilter
	ClearedBy string // name of who cleared it; capitals and spacing do not matter
}

// matches reports whether the flag is one of those meant. The days are of the query.
func (f ClearedFilter) matches(c ClearedFlag) bool {
	if f.ClearedBy != "" && disclosure.SearchName(f.ClearedBy) != disclosure.SearchName(c.Cleared.By) {
		return false
	}
	of := f.FlagFilter
	of.From, of.To = disclosure.Date{}, disclosure.Date{}
	return of.matches(c.OpenFlag)
}

// Cleared returns a page of the flags that were cleared and that the filter means, the
// latest first, to the DPO or an auditor. What a correction met was not cleared: the
// correction is the record of that. Nor is one listed that was cleared until 30 November
// 2026: its entry shows it. It is one query and one batch read, and as much again, at
// most [EmptyReads] times in all, as long as nothing is found or, where a filter is given,
// less than a page. A page of many people is cut to what one record of the look is found by.
func (r *Registrar) Cleared(ctx context.Context, by Looking, filter ClearedFilter, cursor string) (ClearedFlags, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-cleared-flags"); err != nil {
		return ClearedFlags{}, err
	}
	register := by.Caller.Register
	asked := r.askedOfFlags(register, filter.FlagFilter)
	if filter.ClearedBy != "" {
		if asked == nil {
			asked = map[string]string{}
		}
		asked["clearedBy"] = r.keys.recipient(register, filter.ClearedBy)
	}
	p := plan{partition: store.IndexPartition(register.String(), store.ByCleared, "")}
	for name, value := range asked {
		p.filter = append(p.filter, term{store.Dimension(name), value})
	}
	slices.SortFunc(p.filter, func(a, b term) int { return cmp.Compare(a.by, b.by) })
	if !filter.From.IsZero() {
		p.from = store.IndexFrom(filter.From.Start())
	}
	if !filter.To.IsZero() {
		p.to = store.IndexTo(filter.To.AddDays(1).Start())
	}
	page := ClearedFlags{Flags: []ClearedFlag{}, Cursor: cursor}
	var shown []term
	err := ReadOn(EmptyReads, func() (bool, error) {
		err := r.clearedOn(ctx, by.Caller, p, filter, &page, &shown)
		enough := len(page.Flags) >= queueRows || len(page.Flags) > 0 && len(p.filter) == 0 || len(shown) >= maxShown
		return page.Cursor == "" || enough, err
	})
	if err != nil {
		return ClearedFlags{}, err
	}
	return seen(page, r.recordAccess(ctx, by, filter.Case, disclosure.Access{
		Action: "show-cleared-flags", Asked: asked, Results: len(page.Flags),
	}, shown...))
}

// clearedOn reads the flags after the page's cursor to what it has already, and what a look
// that shows them is found by.
func (r *Registrar) clearedOn(ctx context.Context, by disclosure.Caller, p plan, filter ClearedFilter, page *ClearedFlags, shown *[]term) (err error) {
	var items []store.Item
	begins := page.Cursor
	query := store.Query{From: p.from, To: p.to, Descending: true, Limit: queueRows}
	if items, page.Cursor, err = r.listed(ctx, "query cleared flags", by, p, query, begins); err != nil {
		return err
	}
	var keys []store.Key
	for _, item := range items {
		keys = append(keys, store.EntryKey(by.Register.String(), entryOf(item).String()), store.EntryKey(by.Register.String(), text(item, attrOf)))
	}
	found, err := r.itemsAt(ctx, "load cleared flags", keys)
	if err != nil {
		return err
	}
	for i := range items {
		clearing, there := found[keys[2*i]]
		flagged, too := found[keys[2*i+1]]
		if !there || !too {
			continue // destroyed since the list was read, or about to be
		}
		row, err := r.clearedFlag(by.Register, clearing, flagged)
		if err != nil {
			return err
		}
		if !filter.matches(row) {
			continue
		}
		more := unique(append(slices.Clone(*shown), r.showingFlag(by.Register, row.OpenFlag)...))
		if len(more) > maxShown && len(page.Flags) > 0 {
			if page.Cursor = begins; i > 0 {
				page.Cursor = r.closeCursor(by, p, items[i-1].Sort)
			}
			break
		}
		*shown = more
		page.Flags = append(page.Flags, row)
	}
	return nil
}

// clearedFlag makes a row of the clearing and of the flagged entry.
func (r *Registrar) clearedFlag(register disclosure.Register, clearing, flagged store.Item) (row ClearedFlag, err error) {
	e, cleared, err := clearedIn(clearing)
	if err != nil {
		return row, err
	}
	word, err := flaggedWord(flagged)
	if err != nil {
		return row, err
	}
	review, err := r.reviewIn(register, word.entry, flagged)
	if err != nil {
		return row, err
	}
	if cleared.Flag < 0 || cleared.Flag >= len(word.entry.Flags) {
		return row, fmt.Errorf("the entry %s clears a flag that %s does not have", e.ID, e.About)
	}
	row.Flag, row.Number = word.entry.Flags[cleared.Flag], cleared.Flag
	row.Name = r.ruleTitle(register, row.Rule)
	row.Entry, row.RecordedAt = word.entry.ID, word.entry.RecordedAt
	row.Days = disclosure.DateOf(e.RecordedAt).DaysSince(disclosure.DateOf(word.entry.RecordedAt))
	row.Cleared = Clearing{Entry: e.ID, At: e.RecordedAt, By: e.RecordedBy.Name, Reason: cleared.Reason}
	flaggedEntries{
		entries: map[disclosure.EntryID]lastWord{row.Entry: word}, reviews: map[disclosure.EntryID]*aReview{row.Entry: review},
	}.tell(&row.OpenFlag)
	return row, nil
}
