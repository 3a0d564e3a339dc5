package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// DueRow is a case in a report: when it goes, and why.
type DueRow struct {
	Case     disclosure.CaseRef   `json:"case"`
	State    disclosure.CaseState `json:"state" enum:"open,closed,disposing,disposed"`
	Clock    policy.Clock         `json:"clock" enum:"not-started,running,due,held,review"`
	DueOn    disclosure.Date      `json:"dueOn,omitzero" format:"date"`
	BeginsOn disclosure.Date      `json:"beginsOn,omitzero" format:"date" doc:"First day on which its disposal may begin"`
	Classes  []string             `json:"classes"`
	Reason   string               `json:"reason"`
	Disposal *DisposalView        `json:"disposal,omitempty" doc:"How far its destruction is, once it has begun"`
}

// DueReport is a page of cases.
type DueReport struct {
	AsOf   disclosure.Date `json:"asOf" format:"date"`
	Cases  []DueRow        `json:"cases"`
	Halted *Halt           `json:"halted,omitempty" doc:"Of what is due: given while nothing is destroyed, because the clock has jumped"`
	Cursor string          `json:"cursor,omitempty"`
}

// HoldRow is a hold that stands.
type HoldRow struct {
	Case disclosure.CaseRef `json:"case"`
	disclosure.Hold
	Overdue bool `json:"overdue" doc:"True when its review is overdue"`
	Stopped bool `json:"stopped" doc:"True when a destruction of the case was stopped: it is due once no hold stands"`
}

// HoldsReport is a page of holds that stand, the earliest review first.
type HoldsReport struct {
	AsOf   disclosure.Date `json:"asOf" format:"date"`
	Holds  []HoldRow       `json:"holds"`
	Cursor string          `json:"cursor,omitempty"`
}

// CertificateRow is one disposal.
type CertificateRow struct {
	ID         disclosure.EntryID `json:"id"`
	Case       disclosure.CaseRef `json:"case,omitempty" doc:"Left out for what belonged to no case"`
	RecordedAt time.Time          `json:"recordedAt"`
	disclosure.Certificate
	Leaf string `json:"leaf" doc:"The certificate's own commitment in the log"`
}

// CertificatesReport is a page of a month's disposals.
type CertificatesReport struct {
	Month        string           `json:"month,omitempty" example:"2026-11"`
	Certificates []CertificateRow `json:"certificates"`
	Letters      int              `json:"letters" doc:"Letters destroyed, on this page"`
	Entries      int              `json:"entries" doc:"Entries erased, on this page"`
	Cursor       string           `json:"cursor,omitempty"`
}

// MaxForecast is how many days ahead a forecast looks at most.
const MaxForecast = 366

// DueWithin reports the cases whose disposal may begin within the given days, or
// is under way, the earliest first.
func (r *Registrar) DueWithin(ctx context.Context, by Looking, days int, cursor string) (DueReport, error) {
	if days < 0 || days > MaxForecast {
		return DueReport{}, badQuestion(formFinding("/days", "Ask for 0 to 366 days ahead."))
	}
	through := disclosure.DateOf(r.at()).AddDays(days)
	report, err := r.dueReport(ctx, by, "show-due", store.ToDispose, through.String(), cursor)
	if err != nil {
		return DueReport{}, err
	}
	report.Halted, err = r.halted(ctx, by.Caller.Register)
	return report, err
}

// Reviews reports the cases kept for at least a period that are up for review.
func (r *Registrar) Reviews(ctx context.Context, by Looking, cursor string) (DueReport, error) {
	return r.dueReport(ctx, by, "show-reviews", store.ToReview, disclosure.DateOf(r.at()).String(), cursor)
}

// NotStarted reports the cases whose clock has not started: first those closed or
// dated, because the day it runs from, or the class, is not known; then the open
// ones, the oldest first. A page may be short, and still have a cursor.
func (r *Registrar) NotStarted(ctx context.Context, by Looking, cursor string) (DueReport, error) {
	return r.dueReport(ctx, by, "show-not-started", store.Unstarted, "", cursor)
}

func (r *Registrar) dueReport(ctx context.Context, by Looking, asked string, kind store.Reminder, through, cursor string) (DueReport, error) {
	report := DueReport{AsOf: disclosure.DateOf(r.at()), Cases: []DueRow{}}
	cases, next, err := r.reportPage(ctx, by, asked, kind, through, cursor)
	if err != nil {
		return DueReport{}, err
	}
	disposals, err := r.disposalsOf(ctx, by.Caller.Register, cases)
	if err != nil {
		return DueReport{}, err
	}
	for _, f := range cases {
		row := DueRow{Case: f.file.Ref, State: f.file.State, Clock: f.now.Clock, DueOn: f.now.DueOn, BeginsOn: f.now.BeginsOn, Reason: f.now.Reason, Classes: []string{}}
		for _, due := range f.now.Classes {
			row.Classes = append(row.Classes, due.Class)
		}
		if d := disposals[f.file.name]; d != nil {
			row.Disposal = d.view(r.at())
			if row.Disposal.Late {
				row.Reason = "Its destruction began on " + disclosure.DateOf(d.Certificate.BegunAt).String() + " and has waited longer than planned: something stands in its way. Ask whoever runs the service."
			}
		}
		report.Cases = append(report.Cases, row)
	}
	report.Cursor = next
	return report, nil
}

// disposalsOf reads the disposals of those cases that are being destroyed, by the
// cases' names in keys.
func (r *Registrar) disposalsOf(ctx context.Context, register disclosure.Register, cases []reminded) (map[string]*Disposal, error) {
	var keys []store.Key
	for _, f := range cases {
		if f.file.State == disclosure.CaseDisposing {
			keys = append(keys, store.DisposalKey(register.String(), f.file.name))
		}
	}
	items, err := r.itemsAt(ctx, "load disposals", keys)
	if err != nil {
		return nil, err
	}
	disposals := map[string]*Disposal{}
	for _, item := range items {
		d, err := decodeDisposal(register, item)
		if err != nil {
			return nil, err
		}
		disposals[d.file] = d
	}
	return disposals, nil
}

// Holds reports the holds that stand.
func (r *Registrar) Holds(ctx context.Context, by Looking, cursor string) (HoldsReport, error) {
	today := disclosure.DateOf(r.at())
	report := HoldsReport{AsOf: today, Holds: []HoldRow{}}
	cases, next, err := r.reportPage(ctx, by, "show-holds", store.HoldEnds, "", cursor)
	if err != nil {
		return HoldsReport{}, err
	}
	for _, f := range cases {
		for _, h := range f.file.Holds {
			if h.ID == f.hold {
				report.Holds = append(report.Holds, HoldRow{Case: f.file.Ref, Hold: h, Overdue: today.After(h.ReviewOn), Stopped: f.file.Spared})
			}
		}
	}
	report.Cursor = next
	return report, nil
}

// Certificates reports a month's disposals (London), the earliest first.
func (r *Registrar) Certificates(ctx context.Context, by Looking, month, cursor string) (CertificatesReport, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-certificates"); err != nil {
		return CertificatesReport{}, err
	}
	p := plan{partition: store.IndexPartition(by.Caller.Register.String(), store.ByCertificate, "")}
	asked := map[string]string{}
	if month != "" {
		first, err := disclosure.ParseDate(month + "-01")
		if err != nil {
			return CertificatesReport{}, badQuestion(formFinding("/month", "Write the month as year-month, for example 2026-11."))
		}
		p.from, p.to = store.IndexFrom(first.Start()), store.IndexTo(first.AddMonths(1).Start())
		asked["month"] = month
	}
	var items []store.Item
	next := cursor
	err := readOn(emptyReads, func() (bool, error) {
		var err error
		items, next, err = r.listed(ctx, "query certificates", by.Caller, p, store.Query{From: p.from, To: p.to, Limit: DefaultRows, Descending: month == ""}, next)
		items = slices.DeleteFunc(items, func(item store.Item) bool { return item.Attrs[attrPart] != int64(1) })
		return len(items) > 0 || next == "", err
	})
	if err != nil {
		return CertificatesReport{}, err
	}
	entries, err := r.entriesOf(ctx, by.Caller.Register, items)
	if err != nil {
		return CertificatesReport{}, err
	}
	report := CertificatesReport{Month: month, Certificates: make([]CertificateRow, 0, len(entries)), Cursor: next}
	for _, e := range entries {
		row := CertificateRow{ID: e.entry.ID, Case: e.entry.Case, RecordedAt: e.entry.RecordedAt, Leaf: e.leaf.String()}
		if err := json.Unmarshal(e.entry.Body, &row.Certificate); err != nil {
			return CertificatesReport{}, fmt.Errorf("decode a certificate: %w", err)
		}
		row.Leaves = nil // thousands, and nobody reads them here: an evidence bundle checks them
		report.Letters += row.Letters
		report.Entries += row.Entries
		report.Certificates = append(report.Certificates, row)
	}
	return seen(report, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "show-certificates", Asked: asked, Results: len(report.Certificates),
	}))
}

// reminded is a case that a reminder led to, as it stands now.
type reminded struct {
	file *caseFile
	now  policy.Retention
	hold disclosure.EntryID
}

// reportPage reads a page of reminders of a kind and the cases they lead to, and reads on
// while nothing is found ([emptyReads]); those whose clock has not started and then the
// open ones are one list.
func (r *Registrar) reportPage(ctx context.Context, by Looking, asked string, kind store.Reminder, through, cursor string) ([]reminded, string, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, asked); err != nil {
		return nil, "", err
	}
	p := plan{partition: store.DuePartition(by.Caller.Register.String()), from: string(kind), to: through}
	after, err := r.openCursor(by.Caller, p, cursor)
	if err != nil {
		return nil, "", err
	}
	followUp := kind
	if kind == store.Unstarted && strings.HasPrefix(after, store.DueFrom(store.StillOpen)) {
		followUp = store.StillOpen
	}
	var cases []reminded
	err = readOn(emptyReads, func() (bool, error) {
		some, _, next, err := r.followed(ctx, by.Caller.Register, followUp, through, after)
		if err != nil {
			return false, err
		}
		cases, after = append(cases, some...), next
		ended := next == ""
		if ended && kind == store.Unstarted && followUp == kind {
			followUp, after = store.StillOpen, store.DueFrom(store.StillOpen)
		}
		return after == "" || !ended && len(cases) > 0, nil
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if after != "" {
		next = r.closeCursor(by.Caller, p, after)
	}
	return cases, next, r.recordAccess(ctx, by, "", disclosure.Access{Action: string(asked), Results: len(cases)})
}

// followed reads a page of reminders of a kind and the cases they lead to. A
// reminder whose case has changed since says nothing any more: it is left out,
// and is among the stale.
func (r *Registrar) followed(ctx context.Context, register disclosure.Register, kind store.Reminder, through, after string) (cases []reminded, stale []staleReminder, next string, err error) {
	items, files, next, err := r.remindersOf(ctx, register, kind, through, after, store.MaxBatch)
	if err != nil {
		return nil, nil, "", err
	}
	today := disclosure.DateOf(r.at())
	for i, item := range items {
		_, on, _, id, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return nil, nil, "", err
		}
		file := files[i]
		if file == nil || file.State == disclosure.CaseDisposed {
			stale = append(stale, staleReminder{item.Sort, file})
			continue
		}
		f := reminded{file: file, now: r.law.Retention(register, file.Case, today), hold: disclosure.EntryID(id)}
		if r.says(f, kind, on) {
			if kind == store.Unstarted && slices.ContainsFunc(cases, func(other reminded) bool { return other.file == file }) {
				continue // said once already
			}
			cases = append(cases, f)
		} else if kind != store.ToDispose {
			stale = append(stale, staleReminder{item.Sort, file})
		}
	}
	return cases, stale, next, nil
}

// remindersOf reads a page of reminders of a kind and the case of each: nil where there is
// none. What a case is read as is one value, however many reminders lead to it.
func (r *Registrar) remindersOf(ctx context.Context, register disclosure.Register, kind store.Reminder, through, after string, limit int) (items []store.Item, files []*caseFile, next string, err error) {
	to := store.DueFrom(kind) + "~"
	if through != "" {
		to = store.DueThrough(kind, through)
	}
	page, err := r.table.Query(ctx, store.Query{
		Partition: store.DuePartition(register.String()), From: store.DueFrom(kind), To: to, After: after, Limit: limit,
	})
	if err != nil {
		return nil, nil, "", read("query reminders", err)
	}
	if page.More {
		next = page.Next
	}
	var keys []store.Key
	for _, item := range page.Items {
		keys = append(keys, store.CaseKey(register.String(), text(item, attrCase)))
	}
	found, err := r.itemsAt(ctx, "load cases", keys)
	if err != nil {
		return nil, nil, "", err
	}
	read := map[store.Key]*caseFile{}
	for key, item := range found {
		if read[key], err = decodeCase(item, wholly); err != nil {
			return nil, nil, "", err
		}
	}
	for _, key := range keys {
		files = append(files, read[key])
	}
	return page.Items, files, next, nil
}

// staleReminder is one that says nothing of its case as it was read; the case is
// nil when there is none.
type staleReminder struct {
	sort string
	file *caseFile
}

// says reports whether a reminder still says something of the case.
func (r *Registrar) says(f reminded, kind store.Reminder, on string) bool {
	if f.file.State == disclosure.CaseDisposing {
		return kind == store.ToDispose
	}
	switch kind {
	case store.HoldEnds:
		for _, h := range f.file.Holds {
			if h.ID == f.hold {
				return h.ReleasedOn.IsZero() && h.ReviewOn.String() == on
			}
		}
		return false
	case store.Unstarted:
		return f.now.Clock == policy.NotStarted && (f.file.State == disclosure.CaseClosed || len(f.file.Classes) > 0)
	case store.StillOpen:
		open, day := reminderOf(f.now, f.file.Case, disclosure.DateOf(r.at()))
		return open == store.StillOpen && day.String() == on
	case store.ToReview:
		review, day := reminderOf(f.now, f.file.Case, disclosure.DateOf(r.at()))
		return review == store.ToReview && day.String() == on
	}
	due, day := reminderOf(f.now, f.file.Case, disclosure.DateOf(r.at()))
	return due == store.ToDispose && day.String() == on
}
