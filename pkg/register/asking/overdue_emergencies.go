package asking

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
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
	Missing       []Missing          `json:"missing" doc:"What was put off: evidence that the record does not give as it is asked for, or another part that it leaves out"`
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
// was put off, and rule XX-14 was flagged. It is due on the day on which it was
// shared, since the law names no day and asks for the record as soon as can be, and
// overdue from the day after; until a correction leaves nothing put off, or the Data Protection Officer
// clears the flag. Of an emergency that nobody recorded at all the register knows
// nothing. A page is one query and one batch read.
func (a *Room) OverdueEmergencies(ctx context.Context, by desk.Looking, cursor string) (OverdueEmergencies, error) {
	page, err := a.overdue(ctx, by, "show-overdue-emergencies", desk.ListEmergencies, cursor, desk.SightOf, nil)
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
		missing, err := a.missing(l.Entry.Flags, d)
		if err != nil {
			return OverdueEmergencies{}, err
		}
		o.Since, o.Days = l.Since.AddDays(1), page.today.DaysSince(l.Since)
		answer.Emergencies = append(answer.Emergencies, OverdueEmergency{
			OverdueDisclosure: o, DisclosedAt: d.DisclosedAt, SharedDaysAgo: page.today.DaysSince(l.Since), RecordedAt: l.Entry.RecordedAt,
			RecordedAfter: disclosure.DateOf(l.Entry.RecordedAt).DaysSince(l.Since), AuthorisedBy: d.AuthorisedBy, Missing: missing,
		})
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-overdue-emergencies", Results: len(answer.Emergencies)}, shown...)
}

// missing says what the flags ask for that was put off: evidence, and what the record has
// nothing of. A part that is there, such as a basis that the notice does not name, may be
// wrong and is not missing.
func (a *Room) missing(flags []disclosure.Flag, d *disclosure.Disclosure) ([]Missing, error) {
	written, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("write a disclosure: %w", err)
	}
	var body any
	if err := json.Unmarshal(written, &body); err != nil {
		return nil, fmt.Errorf("read the parts of a disclosure: %w", err)
	}
	missing := []Missing{}
	for _, f := range flags {
		at := strings.TrimPrefix(f.Pointer, "/disclosure")
		mayBePutOff := slices.ContainsFunc(putOff, func(part string) bool { return strings.HasPrefix(at, part) })
		if mayBePutOff && (strings.HasPrefix(at, "/evidence") || !gives(body, at)) {
			missing = append(missing, Missing{f, a.desk.Titles().Field(f.Pointer)})
		}
	}
	return missing, nil
}

// putOff are the parts of a record that may follow an emergency.
var putOff = []string{"/evidence", "/recipient", "/tellSubject", "/justification", "/transfer"}

// gives reports whether something stands at a pointer into a body.
func gives(body any, pointer string) bool {
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch at := body.(type) {
		case map[string]any:
			body = at[part]
		case []any:
			n, err := strconv.Atoi(part)
			if err != nil || n < 0 || n >= len(at) {
				return false
			}
			body = at[n]
		default:
			return false
		}
	}
	switch at := body.(type) {
	case nil:
		return false
	case string:
		return at != ""
	case []any:
		return len(at) > 0
	}
	return true
}
