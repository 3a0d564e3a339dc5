package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
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
	People       int              `json:"people,omitempty" doc:"Single people of shares erased, on this page"`
	Cursor       string           `json:"cursor,omitempty"`
}

// DueWithin reports the cases whose disposal may begin within the given days, or
// is under way, the earliest first.
func (r *Retention) DueWithin(ctx context.Context, by desk.Looking, days int, cursor string) (DueReport, error) {
	if days < 0 || days > desk.MaxForecast {
		return DueReport{}, form.BadQuestion(form.Finding("/days", "Ask for 0 to 366 days ahead."))
	}
	through := disclosure.DateOf(r.desk.Now()).AddDays(days)
	report, err := r.dueReport(ctx, by, "show-due", store.ToDispose, through.String(), cursor)
	if err != nil {
		return DueReport{}, err
	}
	report.Halted, err = r.halted(ctx, by.Caller.Register)
	return report, err
}

// Reviews reports the cases kept for at least a period that are up for review.
func (r *Retention) Reviews(ctx context.Context, by desk.Looking, cursor string) (DueReport, error) {
	return r.dueReport(ctx, by, "show-reviews", store.ToReview, disclosure.DateOf(r.desk.Now()).String(), cursor)
}

// NotStarted reports the cases whose clock has not started: first those closed or
// dated, because the day it runs from, or the class, is not known; then the open
// ones, the oldest first. A page may be short, and still have a cursor.
func (r *Retention) NotStarted(ctx context.Context, by desk.Looking, cursor string) (DueReport, error) {
	return r.dueReport(ctx, by, "show-not-started", store.Unstarted, "", cursor)
}

func (r *Retention) dueReport(ctx context.Context, by desk.Looking, asked string, kind store.Reminder, through, cursor string) (DueReport, error) {
	report := DueReport{AsOf: disclosure.DateOf(r.desk.Now()), Cases: []DueRow{}}
	cases, next, err := r.reportPage(ctx, by, asked, kind, through, cursor)
	if err != nil {
		return DueReport{}, err
	}
	disposals, err := r.disposalsOf(ctx, by.Caller.Register, cases)
	if err != nil {
		return DueReport{}, err
	}
	for _, f := range cases {
		row := DueRow{Case: f.file.Ref, State: f.file.State, Clock: f.now.Clock, DueOn: f.now.DueOn, BeginsOn: f.now.BeginsOn, Reason: f.why(), Classes: []string{}}
		for _, due := range f.now.Classes {
			row.Classes = append(row.Classes, due.Class)
		}
		if d := disposals[f.file.Name()]; d != nil {
			row.Disposal = d.view(r.desk.Now())
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
func (r *Retention) disposalsOf(ctx context.Context, register disclosure.Register, cases []reminded) (map[string]*disposal, error) {
	var keys []store.Key
	for _, f := range cases {
		if f.file.State == disclosure.CaseDisposing {
			keys = append(keys, store.DisposalKey(register.String(), f.file.Name()))
		}
	}
	items, err := r.desk.Items(ctx, "load disposals", keys)
	if err != nil {
		return nil, err
	}
	disposals := map[string]*disposal{}
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
func (r *Retention) Holds(ctx context.Context, by desk.Looking, cursor string) (HoldsReport, error) {
	today := disclosure.DateOf(r.desk.Now())
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
func (r *Retention) Certificates(ctx context.Context, by desk.Looking, month, cursor string) (CertificatesReport, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-certificates"); err != nil {
		return CertificatesReport{}, err
	}
	q := desk.Question{Partition: store.IndexPartition(by.Caller.Register.String(), store.ByCertificate, "")}
	asked := map[string]string{}
	if month != "" {
		first, err := disclosure.ParseDate(month + "-01")
		if err != nil {
			return CertificatesReport{}, form.BadQuestion(form.Finding("/month", "Write the month as year-month, for example 2026-11."))
		}
		q.From, q.To = store.IndexFrom(first.Start()), store.IndexTo(first.AddMonths(1).Start())
		asked["month"] = month
	}
	var ids []disclosure.EntryID
	next := cursor
	err := desk.ReadOn(desk.EmptyReads, func() (bool, error) {
		var items []store.Item
		var err error
		items, next, err = r.desk.Listed(ctx, "query certificates", by.Caller, q, store.Query{From: q.From, To: q.To, Limit: desk.DefaultRows, Descending: month == ""}, next)
		ids = desk.CertificatesIn(items)
		return len(ids) > 0 || next == "", err
	})
	if err != nil {
		return CertificatesReport{}, err
	}
	report := CertificatesReport{Month: month, Certificates: make([]CertificateRow, 0, len(ids)), Cursor: next}
	err = r.desk.EachEntry(ctx, by.Caller.Register, ids, func(e desk.Stored) error {
		row := CertificateRow{ID: e.Entry.ID, Case: e.Entry.Case, RecordedAt: e.Entry.RecordedAt, Leaf: e.Leaf.String()}
		if err := json.Unmarshal(e.Entry.Body, &row.Certificate); err != nil {
			return fmt.Errorf("decode a certificate: %w", err)
		}
		row.Leaves = nil // thousands, and nobody reads them here: an evidence bundle checks them
		report.Letters += row.Letters
		report.Entries += row.Entries
		if row.Person != nil {
			report.People++
		}
		report.Certificates = append(report.Certificates, row)
		return nil
	})
	if err != nil {
		return CertificatesReport{}, err
	}
	return desk.ShownOf(ctx, r.desk, by, "", report, disclosure.Access{
		Action: "show-certificates", Asked: asked, Results: len(report.Certificates),
	})
}

// reminded is a case that a reminder led to, as it stands now.
type reminded struct {
	file *desk.CaseFile
	now  policy.Retention
	hold disclosure.EntryID
}

// reportPage reads a page of reminders of a kind and the cases they lead to, and reads on
// while nothing is found ([desk.EmptyReads]); those whose clock has not started and then the
// open ones are one list.
func (r *Retention) reportPage(ctx context.Context, by desk.Looking, asked string, kind store.Reminder, through, cursor string) ([]reminded, string, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, asked); err != nil {
		return nil, "", err
	}
	q := desk.Question{Partition: store.DuePartition(by.Caller.Register.String()), From: string(kind), To: through}
	after, err := r.desk.OpenCursor(by.Caller, q, cursor)
	if err != nil {
		return nil, "", err
	}
	followUp := kind
	if kind == store.Unstarted && strings.HasPrefix(after, store.DueFrom(store.StillOpen)) {
		followUp = store.StillOpen
	}
	var cases []reminded
	err = desk.ReadOn(desk.EmptyReads, func() (bool, error) {
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
		next = r.desk.CloseCursor(by.Caller, q, after)
	}
	cases, err = desk.ShownOf(ctx, r.desk, by, "", cases, disclosure.Access{Action: asked, Results: len(cases)})
	return cases, next, err
}

// followed reads a page of reminders of a kind and the cases they lead to. A
// reminder whose case has changed since says nothing any more: it is left out,
// and is among the stale.
func (r *Retention) followed(ctx context.Context, register disclosure.Register, kind store.Reminder, through, after string) (cases []reminded, stale []staleReminder, next string, err error) {
	items, files, next, err := r.remindersOf(ctx, register, kind, through, after, store.MaxBatch)
	if err != nil {
		return nil, nil, "", err
	}
	today := disclosure.DateOf(r.desk.Now())
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
		f := reminded{file: file, now: r.desk.Law().Retention(register, file.Case, today), hold: disclosure.EntryID(id)}
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
func (r *Retention) remindersOf(ctx context.Context, register disclosure.Register, kind store.Reminder, through, after string, limit int) (items []store.Item, files []*desk.CaseFile, next string, err error) {
	to := store.DueFrom(kind) + "~"
	if through != "" {
		to = store.DueThrough(kind, through)
	}
	page, err := r.desk.Page(ctx, "query reminders", store.Query{
		Partition: store.DuePartition(register.String()), From: store.DueFrom(kind), To: to, After: after, Limit: limit,
	})
	if err != nil {
		return nil, nil, "", err
	}
	if page.More {
		next = page.Next
	}
	var keys []store.Key
	for _, item := range page.Items {
		keys = append(keys, store.CaseKey(register.String(), desk.CaseIn(item)))
	}
	found, err := r.desk.Items(ctx, "load cases", keys)
	if err != nil {
		return nil, nil, "", err
	}
	read := map[store.Key]*desk.CaseFile{}
	for key, item := range found {
		if read[key], err = desk.FileIn(item); err != nil {
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
	file *desk.CaseFile
}

// says reports whether a reminder still says something of the case.
func (r *Retention) says(f reminded, kind store.Reminder, on string) bool {
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
		open, day := desk.ReminderOf(f.now, f.file.Case, disclosure.DateOf(r.desk.Now()))
		return open == store.StillOpen && day.String() == on
	case store.ToReview:
		review, day := desk.ReminderOf(f.now, f.file.Case, disclosure.DateOf(r.desk.Now()))
		return review == store.ToReview && day.String() == on
	}
	due, day := desk.ReminderOf(f.now, f.file.Case, disclosure.DateOf(r.desk.Now()))
	return due == store.ToDispose && day.String() == on
}
