package desk

import (
	"context"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// FactRow is a fact in the report: one whose retention ends, or one that has
// been in force for so long that somebody should ask whether it still is.
type FactRow struct {
	Entry      disclosure.EntryID  `json:"entry" doc:"The entry that recorded it"`
	Kind       disclosure.FactKind `json:"kind"`
	About      disclosure.FactKey  `json:"about"`
	Class      string              `json:"class"`
	Clock      policy.Clock        `json:"clock" enum:"not-started,running,due,held" doc:"not-started is of one in force: look whether it still is, and record what you find in its place"`
	EndedOn    disclosure.Date     `json:"endedOn,omitzero" format:"date" doc:"Its last day, or the day another took its place"`
	DueOn      disclosure.Date     `json:"dueOn,omitzero" format:"date" doc:"First day it may be destroyed"`
	Reason     string              `json:"reason"`
	Assumption string              `json:"assumption,omitempty"`
}

// FactsReport is a page of facts: those that are to go, the earliest first, and
// then those long in force.
type FactsReport struct {
	AsOf   disclosure.Date `json:"asOf" format:"date"`
	Facts  []FactRow       `json:"facts"`
	Cursor string          `json:"cursor,omitempty"`
}

// MaxForecast is how many days ahead a forecast looks at most.
const MaxForecast = 366

// FactRetention reports the facts that may be destroyed within the given days,
// and those that by then have been in force for [policy.InForceReview]. A page goes on
// from the one to the other, and reads on while nothing is found ([EmptyReads]).
func (r *Registrar) FactRetention(ctx context.Context, by Looking, days int, cursor string) (FactsReport, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-fact-retention"); err != nil {
		return FactsReport{}, err
	}
	if days < 0 || days > MaxForecast {
		return FactsReport{}, badQuestion(formFinding("/days", "Ask for 0 to 366 days ahead."))
	}
	register, today := by.Caller.Register, disclosure.DateOf(r.at())
	through := today.AddDays(days)
	p := plan{partition: store.DuePartition(register.String()), from: "facts", to: through.String()}
	after, err := r.openCursor(by.Caller, p, cursor)
	if err != nil {
		return FactsReport{}, err
	}
	kind := store.FactEnds
	if strings.HasPrefix(after, store.DueFrom(store.FactStands)) {
		kind = store.FactStands
	}
	report := FactsReport{AsOf: today, Facts: []FactRow{}}
	err = ReadOn(EmptyReads, func() (bool, error) {
		page, err := r.factReminders(ctx, register, kind, through, after, MaxShown-len(report.Facts))
		if err != nil {
			return false, err
		}
		rows, err := r.factRows(ctx, register, kind, through, page.Items)
		if err != nil {
			return false, err
		}
		report.Facts = append(report.Facts, rows...)
		switch after = ""; {
		case page.More:
			after = page.Next
		case kind == store.FactEnds:
			kind, after = store.FactStands, store.DueFrom(store.FactStands)
		}
		return after == "" || page.More && len(report.Facts) > 0 || len(report.Facts) == MaxShown, nil
	})
	if err != nil {
		return FactsReport{}, err
	}
	if after != "" {
		report.Cursor = r.closeCursor(by.Caller, p, after)
	}
	var shown []term
	for _, row := range report.Facts {
		if row.About.Dimension == disclosure.FactsOfSubject {
			shown = append(shown, r.showingPeople(register, row.About.Reference)...)
		}
	}
	return seen(report, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-fact-retention", Results: len(report.Facts)}, shown...))
}

// factRows are the facts that the reminders lead to and that they still say something of.
func (r *Registrar) factRows(ctx context.Context, register disclosure.Register, kind store.Reminder, through disclosure.Date, reminders []store.Item) ([]FactRow, error) {
	facts, _, err := r.factsReminded(ctx, register, reminders)
	if err != nil {
		return nil, err
	}
	var rows []FactRow
	for _, f := range facts {
		if f.ended.IsZero() != (kind == store.FactStands) || f.due.DueOn.After(through) {
			continue // it has changed since, and has another reminder
		}
		row := FactRow{
			Entry: f.id, Kind: f.fact.Kind, About: f.fact.About, Class: f.due.Class, Clock: f.due.Clock,
			EndedOn: f.ended, DueOn: f.due.DueOn, Reason: f.due.Reason, Assumption: f.due.Assumption,
		}
		if row.Clock == policy.DueNow {
			held, err := r.heldFor(ctx, register, row.About)
			if err != nil {
				return nil, err
			}
			keeps := false
			if !held {
				if keeps, err = r.keepsFromAnswer(ctx, register, f); err != nil {
					return nil, err
				}
			}
			switch {
			case held:
				row.Clock = policy.HeldBack
				row.Reason += " A hold stands on a case of this person: nothing is destroyed until it is released."
			case keeps:
				row.Clock = policy.HeldBack
				row.Reason += " It keeps something from the person, in a disclosure that the register has still and that would be shown or could tell them: it goes once that has gone."
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
