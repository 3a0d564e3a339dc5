package desk

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// maxMarkers bounds a page of markers: each costs a query of who holds copies.
const maxMarkers = 20

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
func (r *Registrar) OverdueMarkers(ctx context.Context, by Looking, cursor string) (OverdueMarkers, error) {
	page, err := r.overdue(ctx, by, "show-overdue-markers", store.WatchMarker, maxMarkers, cursor, r.shownByMarker)
	if err != nil {
		return OverdueMarkers{}, err
	}
	register := by.Caller.Register
	answer := OverdueMarkers{AsOf: page.today, Markers: make([]OverdueMarker, 0, len(page.lines)), Cursor: page.cursor}
	var shown []term
	for _, l := range page.lines {
		f, err := factOf(l.entry)
		if err != nil {
			return OverdueMarkers{}, err
		}
		if !f.Holds(page.today) {
			continue
		}
		m := OverdueMarker{
			Fact: l.entry.ID, Subject: f.About.Reference, From: f.From, LastReview: f.LastReview, ReviewBy: f.ReviewBy,
			SubjectTold: f.SubjectTold, Ground: f.Ground, DPOConsulted: f.DPOConsulted, Reason: f.Reason, DecidedBy: f.DecidedBy,
		}
		if due, ok := r.law.MarkerDue(register, f); ok && !page.today.Before(due) {
			m.OverdueSince = due
		}
		if m.Copies, err = r.copiesOf(ctx, register, f.About.Reference); err != nil {
			return OverdueMarkers{}, err
		}
		answer.Markers = append(answer.Markers, m)
		shown = append(shown, l.shows...)
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-overdue-markers", Results: len(answer.Markers)}, shown...))
}

// shownByMarker is what a look that showed the marker is found by: its person.
func (r *Registrar) shownByMarker(entry *disclosure.Entry) ([]term, error) {
	f, err := factOf(entry)
	return r.showingPeople(entry.Register, f.About.Reference), err
}

// copiesOf finds with whom the subject's marker was shared. It queries the
// subject's entries, and reads those alone that hold or held a marker.
func (r *Registrar) copiesOf(ctx context.Context, register disclosure.Register, subject string) ([]MarkerCopy, error) {
	if err := r.findable(ctx, register); err != nil {
		return nil, err
	}
	copies := []MarkerCopy{}
	query := store.Query{
		Partition:  store.IndexPartition(register.String(), store.BySubject, r.keys.subject(register, subject)),
		Descending: true, Limit: store.MaxPage,
	}
	for page, err := range r.pages(ctx, "query a subject's disclosures", query) {
		if err != nil {
			return nil, err
		}
		holding := slices.DeleteFunc(page, func(item store.Item) bool {
			return !matches(item.Attrs, term{store.ByAspect, string(policy.MarkerShared)})
		})
		for some := range slices.Chunk(holding, MaxReadings) {
			words, err := r.wordsOf(ctx, register, some)
			if err != nil {
				return nil, err
			}
			for _, w := range words {
				if policy.SharesMarkerOf(w.disclosure, subject) {
					copies = append(copies, MarkerCopy{w.entry.ID, w.entry.Case, w.disclosure.DisclosedAt, w.disclosure.Recipient})
				}
			}
		}
	}
	return copies, nil
}
