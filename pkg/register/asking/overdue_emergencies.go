package asking

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
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
func (a *Room) OverdueEmergencies(ctx context.Context, by desk.Looking, cursor string) (OverdueEmergencies, error) {
	page, err := a.overdue(ctx, by, "show-overdue-emergencies", desk.ListEmergencies, cursor, desk.SightOf)
	if err != nil {
		return OverdueEmergencies{}, err
	}
	answer := OverdueEmergencies{AsOf: page.today, Emergencies: make([]OverdueEmergency, 0, len(page.lines)), Cursor: page.cursor}
	var shown []desk.Sight
	for _, l := range page.lines {
		o, d, err := overdueDisclosure(l, page.today)
		if err != nil {
			return OverdueEmergencies{}, err
		}
		answer.Emergencies = append(answer.Emergencies, OverdueEmergency{
			OverdueDisclosure: o, DisclosedAt: d.DisclosedAt, SharedDaysAgo: page.today.DaysSince(l.Since), RecordedAt: l.Entry.RecordedAt,
			RecordedAfter: disclosure.DateOf(l.Entry.RecordedAt).DaysSince(l.Since), AuthorisedBy: d.AuthorisedBy, Missing: a.missing(l.Entry.Flags),
		})
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-overdue-emergencies", Results: len(answer.Emergencies)}, shown...)
}

// missing says what the flags ask for, but for the one by which the emergency is on
// the list.
func (a *Room) missing(flags []disclosure.Flag) []Missing {
	missing := []Missing{}
	for _, f := range flags {
		if f.Rule != policy.EmergencyRule {
			missing = append(missing, Missing{f, a.desk.Titles().Field(f.Pointer)})
		}
	}
	return missing
}
