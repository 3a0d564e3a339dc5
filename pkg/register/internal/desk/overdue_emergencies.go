package desk

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// OverdueEmergency is an emergency whose record is still to be completed.
type OverdueEmergency struct {
	OverdueDisclosure
	DisclosedAt   time.Time          `json:"disclosedAt"`
	SharedDaysAgo int                `json:"sharedDaysAgo" doc:"Civil days since it was shared"`
	RecordedAt    time.Time          `json:"recordedAt" doc:"When it was recorded in short"`
	RecordedAfter int                `json:"recordedAfter" doc:"How late that was: civil days from the day of sharing, 0 on that day"`
	AuthorisedBy  disclosure.Officer `json:"authorisedBy"`
	Missing       []Missing          `json:"missing" doc:"What the record did not meet when it was made"`
}

// Missing is a flag, and in plain words what it asks for.
type Missing struct {
	disclosure.Flag
	Field string `json:"field" doc:"What is missing, in plain words"`
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
			OverdueDisclosure: o, DisclosedAt: d.DisclosedAt, SharedDaysAgo: page.today.DaysSince(l.since), RecordedAt: l.entry.RecordedAt,
			RecordedAfter: disclosure.DateOf(l.entry.RecordedAt).DaysSince(l.since), AuthorisedBy: d.AuthorisedBy, Missing: r.missing(l.entry.Flags),
		})
		shown = append(shown, l.shows...)
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-overdue-emergencies", Results: len(answer.Emergencies)}, shown...))
}

// missing says what the flags ask for, but for the one by which the emergency is on
// the list.
func (r *Registrar) missing(flags []disclosure.Flag) []Missing {
	missing := []Missing{}
	for _, f := range flags {
		if !recordedInShort(f) {
			missing = append(missing, Missing{f, r.titles.Field(f.Pointer)})
		}
	}
	return missing
}
