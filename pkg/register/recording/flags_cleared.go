package recording

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// ClearedFlag is a flag that somebody took off the queue, what its entry is about, and
// who did it.
type ClearedFlag struct {
	OpenFlag
	Cleared desk.Clearing `json:"cleared"`
}

// ClearedFlags is a page of the flags that were cleared.
type ClearedFlags struct {
	Flags   []ClearedFlag      `json:"flags" doc:"The latest cleared first"`
	Cursor  string             `json:"cursor,omitempty" doc:"Asks for the next page. A page may be short, or empty, and still have one"`
	Nothing *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
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
func (r *Records) Cleared(ctx context.Context, by desk.Looking, filter ClearedFilter, cursor string) (ClearedFlags, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-cleared-flags"); err != nil {
		return ClearedFlags{}, err
	}
	register := by.Caller.Register
	asked := r.askedOfFlags(register, filter.FlagFilter)
	if filter.ClearedBy != "" {
		if asked == nil {
			asked = map[string]string{}
		}
		asked["clearedBy"] = r.desk.RecipientToken(register, filter.ClearedBy)
	}
	q := within(desk.Question{Partition: store.IndexPartition(register.String(), store.ByCleared, "")}, asked)
	if !filter.From.IsZero() {
		q.From = store.IndexFrom(filter.From.Start())
	}
	if !filter.To.IsZero() {
		q.To = store.IndexTo(filter.To.AddDays(1).Start())
	}
	page := ClearedFlags{Flags: []ClearedFlag{}, Cursor: cursor}
	var shown desk.Sights
	err := desk.ReadOn(desk.EmptyReads, func() (bool, error) {
		err := r.clearedOn(ctx, by.Caller, q, filter, &page, &shown)
		enough := len(page.Flags) >= queueRows || len(page.Flags) > 0 && len(asked) == 0 || shown.Full()
		return page.Cursor == "" || enough, err
	})
	if err != nil {
		return ClearedFlags{}, err
	}
	if len(page.Flags) == 0 && cursor == "" && page.Cursor == "" {
		sought := filter.sought()
		sought.Also["clearedBy"] = filter.ClearedBy
		if page.Nothing, shown, err = r.desk.Nothing(ctx, by.Caller, sought); err != nil {
			return ClearedFlags{}, err
		}
	}
	return desk.ShownOf(ctx, r.desk, by, filter.Case, page, disclosure.Access{
		Action: "show-cleared-flags", Asked: asked, Results: len(page.Flags),
	}, shown)
}

// clearedOn reads the flags after the page's cursor to what it has already, and what a look
// that shows them is found by.
func (r *Records) clearedOn(ctx context.Context, by disclosure.Caller, q desk.Question, filter ClearedFilter, page *ClearedFlags, shown *desk.Sights) (err error) {
	var items []store.Item
	begins := page.Cursor
	query := store.Query{From: q.From, To: q.To, Descending: true, Limit: queueRows}
	if items, page.Cursor, err = r.desk.Listed(ctx, "query cleared flags", by, q, query, begins); err != nil {
		return err
	}
	cleared, err := r.desk.ClearedOf(ctx, by.Register, items)
	if err != nil {
		return err
	}
	for i, c := range cleared {
		if c == nil {
			continue
		}
		row := ClearedFlag{flagOf(c.Of, c.Number, c.Of.Entry.Flags[c.Number]), c.Clearing}
		row.Name = r.desk.RuleTitle(by.Register, row.Rule)
		row.Days = disclosure.DateOf(c.At).DaysSince(disclosure.DateOf(row.RecordedAt))
		if !filter.matches(row) {
			continue
		}
		more := r.showing(*shown, by.Register, row.OpenFlag)
		if more.TooMany() && len(page.Flags) > 0 {
			if page.Cursor = begins; i > 0 {
				page.Cursor = r.desk.CloseCursor(by, q, items[i-1].Sort)
			}
			break
		}
		*shown = more
		page.Flags = append(page.Flags, row)
	}
	return nil
}
