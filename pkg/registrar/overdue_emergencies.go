package registrar

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// OverdueEmergency is an emergency whose record is still to be completed.
type OverdueEmergency struct {
	OverdueDisclosure
	DisclosedAt  time.Time          `json:"disclosedAt"`
	RecordedAt   time.Time          `json:"recordedAt" doc:"When it was recorded in short"`
	AuthorisedBy disclosure.Officer `json:"authorisedBy"`
	Missing      []disclosure.Flag  `json:"missing" doc:"What the record did not meet when it was made"`
}

// OverdueEmergencies is a page, the oldest first.
type OverdueEmergencies struct {
	AsOf        disclosure.Date    `json:"asOf" format:"date"`
	Emergencies []OverdueEmergency `json:"emergencies"`
	Cursor      string             `json:"cursor,omitempty"`
}

// OverdueEmergencies reports which emergency shares still lack a record made
// afterwards, and for how many days. Such a share was recorded in short: evidence
// was put off, and rule XX-14 was flagged. It is late from the day on which it was
// shared, since the law names no day and asks for the record as soon as can be;
// and until a correction leaves nothing put off, or the Data Protection Officer
// clears the flag. Of an emergency that nobody recorded at all the register knows
// nothing. A page is one query and one batch read.
func (r *Registrar) OverdueEmergencies(ctx context.Context, by Looking, cursor string) (OverdueEmergencies, error) {
	page, err := r.overdue(ctx, by, "show-overdue-emergencies", store.WatchEmergency, overdueRows, cursor, r.shownBy)
	if err != nil {
		return OverdueEmergencies{}, err
	}
	answer := OverdueEmergencies{AsOf: page.today, Emergencies: make([]OverdueEmergency, 0, len(page.lines)), Cursor: page.cursor}
	var shown []term
	for _, l := range page.lines {
		o, d, err := l.disclosure(page.today)
		if err != nil {
			return OverdueEmergencies{}, err
		}
		answer.Emergencies = append(answer.Emergencies, OverdueEmergency{
			OverdueDisclosure: o, DisclosedAt: d.DisclosedAt, RecordedAt: l.entry.RecordedAt, AuthorisedBy: d.AuthorisedBy,
			Missing: slices.DeleteFunc(slices.Clone(l.entry.Flags), recordedInShort),
		})
		shown = append(shown, l.shows...)
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-overdue-emergencies", Results: len(answer.Emergencies)}, shown...))
}
