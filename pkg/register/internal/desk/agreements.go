package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// Agreement is a sharing agreement as it now stands.
type Agreement struct {
	Fact        disclosure.EntryID `json:"fact" doc:"The entry that holds it"`
	Reference   string             `json:"reference" doc:"By which disclosures name it"`
	Version     string             `json:"version"`
	Signatories []string           `json:"signatories" doc:"Its parties"`
	Covers      string             `json:"covers,omitempty" doc:"What sharing it is for"`
	From        disclosure.Date    `json:"from" format:"date"`
	Until       disclosure.Date    `json:"until,omitzero" format:"date" doc:"Its last day; left out while it has none"`
	DaysLeft    *int               `json:"daysLeft,omitempty" doc:"Civil days until its last day; negative once it has lapsed; left out where it has none"`
}

// Agreements is a page, what lapses or has lapsed first before the others.
type Agreements struct {
	AsOf       disclosure.Date `json:"asOf" format:"date"`
	Agreements []Agreement     `json:"agreements"`
	Cursor     string          `json:"cursor,omitempty"`
}

// MaxAgreementsAhead is how many days ahead a list of what lapses looks at most.
const MaxAgreementsAhead = 3660

// Agreements lists the sharing agreements with their parties, what they cover and
// when they end: those that end within so many days, what has lapsed among them, or
// all when within is negative. One that another has taken the place of is not among
// them. A page is one query and one batch read.
func (r *Registrar) Agreements(ctx context.Context, by Looking, within int, cursor string) (Agreements, error) {
	const asked = "show-agreements"
	if _, err := power.MaySee(by.Caller, by.Purpose, asked); err != nil {
		return Agreements{}, err
	}
	if within > MaxAgreementsAhead {
		return Agreements{}, badQuestion(formFinding("/within", "Ask for at most 3,660 days ahead."))
	}
	register, today := by.Caller.Register, disclosure.DateOf(r.at())
	query := store.Query{Limit: store.MaxBatch}
	p := plan{partition: store.WatchPartition(register.String(), store.WatchAgreement)}
	if within >= 0 {
		query.To = store.WatchThrough(today.AddDays(within).String())
		p.to = query.To
	}
	listed, next, err := r.listed(ctx, "query agreements", by.Caller, p, query, cursor)
	if err != nil {
		return Agreements{}, err
	}
	var keys []store.Key
	for _, item := range listed {
		_, id, err := store.ParseWatchSort(item.Sort)
		if err != nil {
			return Agreements{}, err
		}
		keys = append(keys, store.EntryKey(register.String(), id))
	}
	found, err := r.itemsAt(ctx, "load agreements", keys)
	if err != nil {
		return Agreements{}, err
	}
	answer := Agreements{AsOf: today, Agreements: []Agreement{}, Cursor: next}
	for _, key := range keys {
		item, there := found[key]
		if !there {
			continue // its own time is over
		}
		entry, _, err := decodeEntry(item)
		if err != nil {
			return Agreements{}, err
		}
		f, err := factOf(entry)
		if err != nil {
			return Agreements{}, err
		}
		one := Agreement{Fact: entry.ID, Reference: f.About.Reference, Version: f.Version, Signatories: f.Signatories, Covers: f.Covers, From: f.From, Until: f.Until}
		if !f.Until.IsZero() {
			left := f.Until.DaysSince(today)
			one.DaysLeft = &left
		}
		answer.Agreements = append(answer.Agreements, one)
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{Action: string(asked), Results: len(answer.Agreements)}))
}
