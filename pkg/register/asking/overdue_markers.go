package asking

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

// OverdueMarker is a warning marker that somebody has to look at: its review is
// overdue, or the person is not told of it.
type OverdueMarker struct {
	Fact         disclosure.EntryID     `json:"fact" doc:"The entry that holds the marker as it now stands"`
	Subject      string                 `json:"subject" doc:"The council's reference for the person"`
	From         disclosure.Date        `json:"from" format:"date"`
	LastReview   disclosure.Date        `json:"lastReview,omitzero" format:"date"`
	ReviewBy     disclosure.Date        `json:"reviewBy" format:"date"`
	OverdueSince disclosure.Date        `json:"overdueSince,omitzero" format:"date" doc:"The first day on which its review was overdue; left out while it is not"`
	SubjectTold  disclosure.TellOutcome `json:"subjectTold" enum:"told,not-told"`
	Ground       string                 `json:"ground,omitempty" doc:"Of one not told: the exemption relied on"`
	DPOConsulted disclosure.Date        `json:"dpoConsulted,omitzero" format:"date"`
	Reason       string                 `json:"reason"`
	DecidedBy    string                 `json:"decidedBy,omitempty"`
	Copies       []MarkerCopy           `json:"copies" doc:"Everyone with whom the marker or its reason has been shared, within the council too, as the records now read, newest first"`
}

// MarkerCopy is a disclosure by which somebody has a marker.
type MarkerCopy struct {
	Entry       disclosure.EntryID   `json:"entry"`
	Case        disclosure.CaseRef   `json:"case"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Recipient   disclosure.Recipient `json:"recipient"`
}

// OverdueMarkers is a page, the longest standing first.
type OverdueMarkers struct {
	AsOf    disclosure.Date `json:"asOf" format:"date"`
	Markers []OverdueMarker `json:"markers"`
	Cursor  string          `json:"cursor,omitempty"`
}

// OverdueMarkers reports which warning markers are overdue for review or not
// disclosed to the person, and who holds copies. A page is one query and one batch
// read, and a query and at most a batch read more for each marker on it.
func (a *Room) OverdueMarkers(ctx context.Context, by desk.Looking, cursor string) (OverdueMarkers, error) {
	return a.overdueMarkers(ctx, by, cursor, a.copiesOf)
}

// overdueMarkers is [Room.OverdueMarkers], with who holds copies as copies finds them.
func (a *Room) overdueMarkers(ctx context.Context, by desk.Looking, cursor string, copies func(context.Context, disclosure.Register, string) ([]MarkerCopy, error)) (OverdueMarkers, error) {
	today := a.desk.Today()
	page, err := a.overdue(ctx, by, "show-overdue-markers", desk.ListMarkers, cursor, shownByFact, func(l desk.Waits) (bool, error) {
		f, err := desk.FactOf(l.Entry)
		return f.Holds(today), err
	})
	if err != nil {
		return OverdueMarkers{}, err
	}
	register := by.Caller.Register
	answer := OverdueMarkers{AsOf: page.today, Markers: make([]OverdueMarker, 0, len(page.lines)), Cursor: page.cursor}
	var shown []desk.Sight
	for _, l := range page.lines {
		f, err := desk.FactOf(l.Entry)
		if err != nil {
			return OverdueMarkers{}, err
		}
		m := OverdueMarker{
			Fact: l.Entry.ID, Subject: f.About.Reference, From: f.From, LastReview: f.LastReview, ReviewBy: f.ReviewBy,
			SubjectTold: f.SubjectTold, Ground: f.Ground, DPOConsulted: f.DPOConsulted, Reason: f.Reason, DecidedBy: f.DecidedBy,
		}
		if due, ok := a.desk.Law().MarkerDue(register, f); ok && !page.today.Before(due) {
			m.OverdueSince = due
		}
		if m.Copies, err = copies(ctx, register, f.About.Reference); err != nil {
			return OverdueMarkers{}, err
		}
		answer.Markers = append(answer.Markers, m)
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-overdue-markers", Results: len(answer.Markers)}, shown...)
}

// shownByFact is what a look that shows a fact about a person is found by.
func shownByFact(entry *disclosure.Entry) (desk.Sight, error) {
	f, err := desk.FactOf(entry)
	return desk.Sight{People: []string{f.About.Reference}}, err
}

// copiesOf finds with whom the subject's marker was shared.
func (a *Room) copiesOf(ctx context.Context, register disclosure.Register, subject string) ([]MarkerCopy, error) {
	words, err := a.desk.WordsAbout(ctx, register, subject, policy.MarkerShared)
	if err != nil {
		return nil, err
	}
	copies := []MarkerCopy{}
	for _, w := range words {
		if policy.SharesMarkerOf(w.Disclosure, subject) {
			copies = append(copies, MarkerCopy{w.Entry.ID, w.Entry.Case, w.Disclosure.DisclosedAt, w.Disclosure.Recipient})
		}
	}
	return copies, nil
}
