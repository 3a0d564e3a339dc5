package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// RetentionRecord is a case that is held, past its retention, up for review or with no
// clock running, one person of a share who is to be erased, or what was destroyed under one
// certificate.
type RetentionRecord struct {
	What        string             `json:"what" enum:"held,to-be-erased,past-retention,being-destroyed,up-for-review,not-started,disposed"`
	Case        disclosure.CaseRef `json:"case,omitempty" doc:"Left out where what was destroyed is of no case, and of the open cases that are not listed here"`
	On          disclosure.Date    `json:"on,omitzero" format:"date" doc:"The day it was placed on hold, its erasure was asked for, it fell due, came up for review, or was certified as destroyed"`
	By          string             `json:"by,omitempty" doc:"On whose authority it is held or was destroyed"`
	Why         string             `json:"why" doc:"The hold's reason, what its clock says, or the classes and rules it was destroyed under; of one person erased from a share, when that was asked for, and of one who is to be, what it waits for"`
	DueOn       disclosure.Date    `json:"dueOn,omitzero" format:"date" doc:"Of a case on hold: the day on which its retention ended, or will, but for the hold"`
	ReviewOn    disclosure.Date    `json:"reviewOn,omitzero" format:"date" doc:"Of a hold: when it is looked at again"`
	Letters     int                `json:"letters,omitempty" doc:"Letters destroyed"`
	Entries     int                `json:"entries,omitempty" doc:"Entries erased"`
	People      int                `json:"people,omitempty" doc:"Single people erased, or to be erased, from a share that stays"`
	Certificate disclosure.EntryID `json:"certificate,omitempty"`
}

// RetentionRecords is a page: what is held, then who is to be erased from shares, then what is past retention, then what
// is up for review, then what is closed or dated and has no clock running, then what was
// disposed of, then what is open.
type RetentionRecords struct {
	AsOf    disclosure.Date   `json:"asOf" format:"date"`
	Records []RetentionRecord `json:"records"`
	// Cursor asks for the next page. A page may be short, or empty, and still have
	// one: there is no more only when there is no cursor.
	Cursor string `json:"cursor,omitempty"`
}

// The parts of the answer, in its order. A cursor begins with one.
const (
	partHeld     = "held"
	partErasures = "to-be-erased"
	partDue      = "due"
	partReview   = "review"
	partUnknown  = "not-started"
	partDisposed = "disposed"
	partOpen     = "open" // last, since most of a register's cases are
)

// mostOpen is about how many open cases the answer lists: they are most of a register, and
// whoever reads all pages, or wants a spreadsheet, asked for the others. The page that
// passes it says that there are more, and where they are listed, and is the last.
const mostOpen = 500

const moreOpen = "More cases than these are open, and the clock of none of them has started. The list of cases whose clock has not started has them all (GET /retention/not-started)."

var retentionParts = []string{partHeld, partErasures, partDue, partReview, partUnknown, partDisposed, partOpen}

// RetentionRecords answers in one call which records are past retention, which
// were disposed of since a day and by whose authority, what is on hold and why, and
// of which no clock has started. Disposals of the last year are shown when the day is zero. A page goes on from part
// to part until one has more than a query gives, so that it is one query, of reminders
// or of certificates, and one batch read of what it leads to for each part looked at;
// and where nothing is found, at most [desk.EmptyReads] of them. Of the open cases about
// [mostOpen] are listed.
func (r *Retention) RetentionRecords(ctx context.Context, by desk.Looking, since disclosure.Date, cursor string) (RetentionRecords, error) {
	const asked = "show-retention-records"
	if _, err := power.MaySee(by.Caller, by.Purpose, asked); err != nil {
		return RetentionRecords{}, err
	}
	today := disclosure.DateOf(r.desk.Now())
	if since.IsZero() {
		since = today.AddYears(-1)
	}
	q := desk.Question{Partition: store.DuePartition(by.Caller.Register.String()), From: asked}
	at, err := r.desk.OpenCursor(by.Caller, q, cursor)
	if err != nil {
		return RetentionRecords{}, err
	}
	part, after, _ := strings.Cut(at, "#")
	part, counted, _ := strings.Cut(part, ":")
	if part == "" {
		part = retentionParts[0]
	}
	open, _ := strconv.Atoi(counted) // 0 until the open ones, and in cursors of before
	begins := part
	page := RetentionRecords{AsOf: today, Records: []RetentionRecord{}}
	all := false
	err = desk.ReadOn(desk.EmptyReads, func() (bool, error) {
		var records []RetentionRecord
		switch part {
		case partErasures:
			records, after, err = r.toBeErased(ctx, by.Caller.Register, today, after)
		case partDisposed:
			records, after, err = r.disposedSince(ctx, by.Caller.Register, since, after)
		default:
			records, after, err = r.retained(ctx, by.Caller.Register, part, today, after)
		}
		if err != nil {
			return false, err
		}
		page.Records = append(page.Records, records...)
		if part == partOpen {
			if open += len(records); open >= mostOpen && after != "" {
				page.Records, after = append(page.Records, RetentionRecord{What: "not-started", Why: moreOpen}), ""
			}
		}
		ended := after == ""
		if ended {
			n := slices.Index(retentionParts, part) + 1
			if all = n == len(retentionParts); !all {
				part = retentionParts[n]
			}
		}
		return all || !ended && len(page.Records) > 0, nil
	})
	if err != nil {
		return RetentionRecords{}, err
	}
	if !all {
		if part == partOpen {
			part += ":" + strconv.Itoa(open)
		}
		page.Cursor = r.desk.CloseCursor(by.Caller, q, part+"#"+after)
	}
	return desk.ShownOf(ctx, r.desk, by, "", page, disclosure.Access{
		Action: asked, Asked: map[string]string{"part": begins, "since": since.String()}, Results: len(page.Records),
	})
}

// retained reads a page of the cases that a part of the answer is about, as they
// now stand.
func (r *Retention) retained(ctx context.Context, register disclosure.Register, part string, today disclosure.Date, after string) ([]RetentionRecord, string, error) {
	kind, through := store.HoldEnds, ""
	switch part {
	case partDue:
		kind, through = store.ToDispose, today.String()
	case partReview:
		kind, through = store.ToReview, today.String()
	case partUnknown:
		kind = store.Unstarted
	case partOpen:
		kind = store.StillOpen
	}
	cases, _, next, err := r.followed(ctx, register, kind, through, after)
	if err != nil {
		return nil, "", err
	}
	records := []RetentionRecord{}
	for _, f := range cases {
		record := RetentionRecord{Case: f.file.Ref, On: f.now.DueOn, Why: f.why()}
		switch {
		case part == partHeld:
			n := slices.IndexFunc(f.file.Holds, func(h disclosure.Hold) bool { return h.ID == f.hold })
			hold := f.file.Holds[n]
			record.What, record.On, record.By, record.Why = "held", hold.PlacedOn, hold.By, hold.Reason
			unheld := f.file.Case
			unheld.Holds = nil
			record.DueOn, record.ReviewOn = r.desk.Law().Retention(register, unheld, today).DueOn, hold.ReviewOn
		case part == partReview:
			record.What = "up-for-review"
		case part == partUnknown, part == partOpen:
			record.What = "not-started"
		case f.file.State == disclosure.CaseDisposing:
			record.What = "being-destroyed"
		case today.Before(f.now.DueOn):
			continue // its disposal may begin early, and its retention has not ended
		default:
			record.What = "past-retention"
		}
		records = append(records, record)
	}
	return records, next, nil
}

// toBeErased reads a page of the erasures of single people of shares that were asked for and
// have no certificate, the earliest first. It never says who it is.
func (r *Retention) toBeErased(ctx context.Context, register disclosure.Register, today disclosure.Date, after string) ([]RetentionRecord, string, error) {
	items, files, next, err := r.remindersOf(ctx, register, store.ErasesOne, "", after, desk.DefaultRows)
	if err != nil {
		return nil, "", err
	}
	records := []RetentionRecord{}
	for i, item := range items {
		_, day, _, _, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return nil, "", err
		}
		on, err := disclosure.ParseDate(day)
		if err != nil {
			return nil, "", err
		}
		record := RetentionRecord{What: "to-be-erased", On: on, By: "the Data Protection Officer", People: 1}
		if files[i] != nil {
			record.Case = files[i].Ref
		}
		switch record.Why = "one person of a share, whom the next night erases unless a hold stands on a case of theirs"; {
		case desk.IsErased(item):
			record.Why = "one person of a share, who is erased: the certificate comes with the next run of retention"
		case on.Before(today):
			record.Why = "one person of a share, put off: a hold stands on a case of theirs, or the last run of retention failed. They are erased the night after no such hold stands"
		}
		records = append(records, record)
	}
	return records, next, nil
}

// disposedSince reads a page of certificates, the earliest first.
func (r *Retention) disposedSince(ctx context.Context, register disclosure.Register, since disclosure.Date, after string) ([]RetentionRecord, string, error) {
	page, err := r.desk.Page(ctx, "query certificates", store.Query{
		Partition: store.IndexPartition(register.String(), store.ByCertificate, ""),
		From:      store.IndexFrom(since.Start()), After: after, Limit: desk.DefaultRows,
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if page.More {
		next = page.Next
	}
	records := []RetentionRecord{}
	err = r.desk.EachEntry(ctx, register, desk.CertificatesIn(page.Items), func(e desk.Stored) error {
		var c disclosure.Certificate
		if err := json.Unmarshal(e.Entry.Body, &c); err != nil {
			return fmt.Errorf("decode a certificate: %w", err)
		}
		var classes []string
		for _, class := range c.Classes {
			classes = append(classes, class.Class+" ("+class.Row+", "+class.Rule+")")
		}
		why, people := append(classes, keptSays(c.Kept)...), 0
		if c.Person != nil {
			why, people = append(why, personSays(c.Person)), 1
		}
		records = append(records, RetentionRecord{
			What: "disposed", Case: e.Entry.Case, On: disclosure.DateOf(c.CertifiedAt), By: c.Authority, Why: strings.Join(why, "; "),
			Letters: c.Letters, Entries: c.Entries, People: people, Certificate: e.Entry.ID,
		})
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return records, next, nil
}
