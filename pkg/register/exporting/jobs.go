package exporting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// LogRange is a range of the log: its leaves from First up to, and not including,
// End, counted from 0.
type LogRange struct {
	First int64 `json:"first" minimum:"0" doc:"The first leaf, counted from 0: the size of the checkpoint kept from last time, or 0 for the whole log"`
	End   int64 `json:"end,omitempty" minimum:"1" doc:"The leaf after the last. When left out, the range goes up to the record of this very request"`
}

// Export is a job as shown.
type Export struct {
	ID          string        `json:"id"`
	Status      ExportStatus  `json:"status" enum:"queued,running,done,failed"`
	Format      string        `json:"format"`
	RequestedAt time.Time     `json:"requestedAt"`
	Rows        int           `json:"rows" doc:"Rows written; so far, while running"`
	Range       *LogRange     `json:"range,omitempty" doc:"Of a bundle over a range: the leaves it has"`
	Total       *asking.Total `json:"total,omitempty" doc:"Of a total: which"`
	Progress    int           `json:"progress,omitempty" minimum:"0" maximum:"100" doc:"Of a total: how far it is, in per cent"`
	Warnings    []string      `json:"warnings,omitempty" doc:"What a bundle shows to be wrong with the register: entries that are lost or were changed"`
	SHA256      string        `json:"sha256,omitempty" doc:"Digest of the file, lower-case hexadecimal"`
	RowsSHA256  string        `json:"rowsSha256,omitempty" doc:"Of a spreadsheet: digest of its rows, the same whatever the format; docs/ledger.md says of what it is made"`
	Size        int64         `json:"size,omitempty" doc:"Bytes"`
	URL         string        `json:"url,omitempty" doc:"Short-lived link to the file"`
	URLExpires  time.Time     `json:"urlExpires,omitzero"`
	FileExpires time.Time     `json:"fileExpires,omitzero" doc:"The file is deleted after this"`
	Problem     string        `json:"problem,omitempty" doc:"Why the export failed"`
}

// ExportStatus is how far a job is.
type ExportStatus string

// The statuses of a job.
const (
	ExportQueued  ExportStatus = "queued"
	ExportRunning ExportStatus = "running"
	ExportDone    ExportStatus = "done"
	ExportFailed  ExportStatus = "failed"
)

// ReportsLast is how long a report is kept: the reports bucket's own expiry.
const ReportsLast = 7 * 24 * time.Hour

// job is an export as stored: see [desk.Job].
type job struct {
	Export
	Search desk.Search `json:"search"`
	// Wanted is the range that was asked for, and Since the older sizes.
	Wanted *LogRange `json:"wanted,omitempty"`
	Since  []int64   `json:"since,omitempty"`
	// Asked is the access by which the request is on record: the last leaf of a
	// range that says no end.
	Asked   disclosure.EntryID `json:"asked,omitempty"`
	Purpose string             `json:"purpose"`
	// What the cover of a workbook says of the request.
	Read     RowsRead `json:"read,omitempty"`
	Asker    string   `json:"asker,omitempty"`
	TreeSize int64    `json:"treeSize,omitempty"`
	Attempts int      `json:"attempts"`
	// Waits is how often the job gave its turn back, which is no attempt.
	Waits   int    `json:"waits,omitempty"`
	Key     string `json:"key,omitempty"` // in S3; random
	Version string `json:"version,omitempty"`
	// Request is the partition of the request's idempotency item, which goes with
	// the job.
	Request string `json:"request,omitempty"`
	// Line is the same for every job of one caller, and names nobody.
	Line string `json:"line,omitempty"`
}

func (a *job) stored() (desk.Job, error) {
	doc, err := json.Marshal(a)
	if err != nil {
		return desk.Job{}, fmt.Errorf("encode an export: %w", err)
	}
	return desk.Job{ID: a.ID, State: string(a.Status), Doc: doc}, nil
}

// RequestExport queues an export for the DPO or an auditor.
func (j *Jobs) RequestExport(ctx context.Context, by desk.Asking, e Request) (Export, error) {
	if _, err := power.May(by.Caller, "request-export"); err != nil {
		return Export{}, err
	}
	var answer Export
	once, done, err := j.desk.Once(ctx, by, "request-export", e, &answer)
	if done || err != nil {
		return answer, err
	}
	if err := j.check(ctx, by.Caller, e); err != nil {
		return Export{}, err
	}
	if e.Total != nil {
		plain, err := j.asking.Plain(*e.Total)
		if err != nil {
			return Export{}, inPart("/total", err)
		}
		e.Total = &plain
	}
	id, err := uuid.NewV7FromReader(j.desk.Random())
	if err != nil {
		return Export{}, fmt.Errorf("make an export id: %w", err)
	}
	asked := job{
		Export: Export{ID: id.String(), Status: ExportQueued, Format: e.Format, Total: e.Total, RequestedAt: j.desk.Now()},
		Wanted: e.Range, Since: e.Since, Purpose: e.Purpose, Request: once.Place(),
		Read: e.Rows, Asker: by.Caller.Name, Line: j.desk.Line(by.Caller),
	}
	if e.Filter != nil {
		asked.Search = *e.Filter
	}
	if j.log != nil {
		if asked.TreeSize, err = j.treeSize(ctx, by.Caller.Register); err != nil {
			return Export{}, err
		}
	}
	answer = asked.Export
	look := disclosure.Access{
		Action: "request-export", Export: asked.ID, Asked: j.inAccess(by.Caller.Register, asked), Purpose: asked.Purpose,
	}
	err = j.desk.QueueJob(ctx, by.Caller, once, look, &answer, func(look disclosure.EntryID) (desk.Job, error) {
		asked.Asked = look
		return asked.stored()
	})
	return answer, err
}

// inAccess is the question as its access keeps it.
func (j *Jobs) inAccess(register disclosure.Register, asked job) map[string]string {
	kept := j.desk.Asked(register, asked.Search)
	kept["format"] = asked.Format
	if asked.Total != nil {
		keepTotal(kept, *asked.Total)
	}
	if asked.Read != "" {
		kept["rows"] = string(asked.Read)
	}
	if asked.Wanted != nil {
		kept["first"] = fmt.Sprint(asked.Wanted.First)
		if asked.Wanted.End > 0 {
			kept["end"] = fmt.Sprint(asked.Wanted.End)
		}
	}
	return kept
}

// Export shows a job, with a short-lived link once it is done.
func (j *Jobs) Export(ctx context.Context, by desk.Looking, id string) (Export, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-export"); err != nil {
		return Export{}, err
	}
	if _, err := uuid.Parse(id); err != nil {
		return Export{}, noExport()
	}
	looked := disclosure.Access{Action: "show-export", Export: id}
	asked, there, err := j.job(ctx, by.Caller.Register, id)
	if err != nil {
		return Export{}, err
	}
	if !there {
		return Export{}, j.desk.Unseen(ctx, by, looked, noExport())
	}
	if at := j.desk.Now(); asked.Status == ExportDone && at.Before(asked.FileExpires) {
		if asked.URL, err = j.reports.Link(ctx, asked.download(), at, desk.LinkLasts); err != nil {
			return Export{}, fmt.Errorf("presign a report: %w", err)
		}
		asked.URLExpires = at.Add(desk.LinkLasts)
		looked.Results = asked.Rows
	}
	return desk.Shown(ctx, j.desk, by, asked.Export, looked)
}

// Exports is a page of jobs, newest first.
type Exports struct {
	Exports []AskedFor `json:"exports"`
	Cursor  string     `json:"cursor,omitempty" doc:"Asks for the next page"`
}

// AskedFor is a job and why it was asked for; who asked, the record of the look says. It
// has no link to the file: each is given out, and put on record, by itself.
type AskedFor struct {
	Export
	Purpose string `json:"purpose"`
}

// Exports lists the register's jobs, whoever asked for them: one query and the record of
// the look.
func (j *Jobs) Exports(ctx context.Context, by desk.Looking, cursor string) (Exports, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-exports"); err != nil {
		return Exports{}, err
	}
	stored, next, err := j.desk.Jobs(ctx, by.Caller, cursor)
	if err != nil {
		return Exports{}, err
	}
	list := Exports{Exports: []AskedFor{}, Cursor: next}
	for _, s := range stored {
		asked, err := decodeJob(s)
		if err != nil {
			return Exports{}, err
		}
		list.Exports = append(list.Exports, AskedFor{asked.Export, asked.Purpose})
	}
	return desk.Shown(ctx, j.desk, by, list, disclosure.Access{Action: "show-exports", Results: len(list.Exports)})
}

// download is how the job's file is given out.
func (a *job) download() archive.Download {
	f := formats[a.Format].file()
	if a.Total != nil {
		f.name = a.Total.Of
	}
	return archive.Download{
		Key: a.Key, Version: a.Version, ContentType: f.contentType,
		Filename: f.name + "-not-for-the-person-" + a.RequestedAt.Format(time.DateOnly) + "." + f.ending,
	}
}

// job reads a job, and says whether there is one.
func (j *Jobs) job(ctx context.Context, register disclosure.Register, id string) (asked *job, there bool, err error) {
	stored, there, err := j.desk.Job(ctx, register, id)
	if !there || err != nil {
		return nil, false, err
	}
	asked, err = decodeJob(stored)
	return asked, err == nil, err
}

func decodeJob(stored desk.Job) (*job, error) {
	asked := new(job)
	if err := json.Unmarshal(stored.Doc, asked); err != nil {
		return nil, fmt.Errorf("decode an export: %w", err)
	}
	if _, known := formats[asked.Format]; !known {
		return nil, errors.New("decode an export: its format is none that this version knows")
	}
	return asked, nil
}

// ExportLine returns in which line a job stands: that of whoever asked. Where one
// worker writes for all, it takes from each line in turn.
func (j *Jobs) ExportLine(ctx context.Context, register disclosure.Register, id string) (string, error) {
	asked, there, err := j.job(ctx, register, id)
	if err != nil {
		return "", err
	}
	if !there {
		return "", noExport()
	}
	return asked.Line, nil
}

func noExport() error { return disclosure.Fail(disclosure.NotFound, "There is no such export.") }
