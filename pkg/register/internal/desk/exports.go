package desk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
)

// ExportRequest asks for every disclosure that a search finds, as a file; or,
// for an evidence bundle, for everything in a range of the log.
type ExportRequest struct {
	Format  string    `json:"format" enum:"csv,xlsx,bundle" doc:"csv and xlsx: a spreadsheet, as plain text or as a workbook with a cover. bundle: the entries, with what corrected each and what cleared its flags, and proof that each is in the log"`
	Filter  *Search   `json:"filter,omitempty" doc:"Which disclosures; {} is all of them. Not with a range"`
	Rows    RowsRead  `json:"rows,omitempty" enum:"current,as-recorded" doc:"Of a spreadsheet: as each disclosure now reads, or every entry as recorded, those corrected since included; the second when left out"`
	Range   *LogRange `json:"range,omitempty" doc:"Of a bundle: everything in the log from here to there, which also proves that nothing was left out"`
	Since   []int64   `json:"since,omitempty" maxItems:"20" doc:"Of a bundle: sizes of older checkpoints of the log, the second line of each; the bundle proves that the log extends them. A range proves those within it without being asked"`
	Purpose string    `json:"purpose" minLength:"1" maxLength:"500" doc:"Why the export is needed; kept with the record of who looked"`
}

// LogRange is a range of the log: its leaves from First up to, and not including,
// End, counted from 0.
type LogRange struct {
	First int64 `json:"first" minimum:"0" doc:"The first leaf, counted from 0: the size of the checkpoint kept from last time, or 0 for the whole log"`
	End   int64 `json:"end,omitempty" minimum:"1" doc:"The leaf after the last. When left out, the range goes up to the record of this very request"`
}

// Export is a job as shown.
type Export struct {
	ID          string       `json:"id"`
	Status      ExportStatus `json:"status" enum:"queued,running,done,failed"`
	Format      string       `json:"format"`
	RequestedAt time.Time    `json:"requestedAt"`
	Rows        int          `json:"rows" doc:"Rows written; so far, while running"`
	Range       *LogRange    `json:"range,omitempty" doc:"Of a bundle over a range: the leaves it has"`
	Warnings    []string     `json:"warnings,omitempty" doc:"What a bundle shows to be wrong with the register: entries that are lost or were changed"`
	SHA256      string       `json:"sha256,omitempty" doc:"Digest of the file, lower-case hexadecimal"`
	RowsSHA256  string       `json:"rowsSha256,omitempty" doc:"Of a spreadsheet: digest of its rows, the same whatever the format; docs/ledger.md says of what it is made"`
	Size        int64        `json:"size,omitempty" doc:"Bytes"`
	URL         string       `json:"url,omitempty" doc:"Short-lived link to the file"`
	URLExpires  time.Time    `json:"urlExpires,omitzero"`
	FileExpires time.Time    `json:"fileExpires,omitzero" doc:"The file is deleted after this"`
	Problem     string       `json:"problem,omitempty" doc:"Why the export failed"`
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

// job is an export as stored. Its item is the queue as well as the job: writing
// it is what starts the work, so that no job can be asked for and forgotten.
type job struct {
	Export
	Search Search `json:"search"`
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
	Key      string   `json:"key,omitempty"` // in S3; random
	Version  string   `json:"version,omitempty"`
	// Request is the partition of the request's idempotency item, which goes with
	// the job.
	Request string `json:"request,omitempty"`
	// Line is the same for every job of one caller, and names nobody.
	Line string `json:"line,omitempty"`
}

func (j *job) item(register disclosure.Register) (store.Item, error) {
	doc, err := json.Marshal(j)
	if err != nil {
		return store.Item{}, fmt.Errorf("encode an export: %w", err)
	}
	key := store.ExportKey(register.String(), j.ID)
	return store.Item{Key: key, Attrs: store.Attrs{attrState: string(j.Status), attrDoc: doc}}, nil
}

// RequestExport queues an export for the DPO or an auditor.
func (r *Registrar) RequestExport(ctx context.Context, by Asking, e ExportRequest) (Export, error) {
	if _, err := power.May(by.Caller, "request-export"); err != nil {
		return Export{}, err
	}
	o, err := r.once(by, "request-export", e)
	if err != nil {
		return Export{}, err
	}
	var j job
	items, err := r.itemsAt(ctx, "look for an earlier request", []store.Key{o.key})
	if err != nil {
		return Export{}, err
	}
	if earlier, there := items[o.key]; there {
		err := o.first(earlier, &j.Export)
		return j.Export, err
	}
	if err := r.exportable(ctx, by.Caller, e); err != nil {
		return Export{}, err
	}
	id, err := uuid.NewV7FromReader(r.random)
	if err != nil {
		return Export{}, fmt.Errorf("make an export id: %w", err)
	}
	j = job{
		Export: Export{ID: id.String(), Status: ExportQueued, Format: e.Format, RequestedAt: r.at()},
		Wanted: e.Range, Since: e.Since, Purpose: e.Purpose, Request: o.key.Partition,
		Read: e.Rows, Asker: by.Caller.Name,
		Line: r.keys.token(by.Caller.Register, useExportLine, by.Caller.Subject),
	}
	if e.Filter != nil {
		j.Search = *e.Filter
	}
	if r.log != nil {
		if j.TreeSize, err = r.treeSize(ctx, by.Caller.Register); err != nil {
			return Export{}, err
		}
	}
	writes, err := r.exportWrites(by.Caller, o, &j)
	if err != nil {
		return Export{}, err
	}
	err = r.commit(ctx, writes, o.reading(&j.Export))
	return j.Export, err
}

func (r *Registrar) exportWrites(by disclosure.Caller, o once, j *job) ([]store.Write, error) {
	first, err := o.write(r.random, j.Export)
	if err != nil {
		return nil, err
	}
	access, err := r.accessWrites(by, "", disclosure.Access{
		Action: "request-export", Export: j.ID, Asked: r.askedExport(by.Register, j), Purpose: j.Purpose,
	}, nil)
	if err != nil {
		return nil, err
	}
	j.Asked = entryOf(access[0].Item)
	item, err := j.item(by.Register)
	if err != nil {
		return nil, err
	}
	return append([]store.Write{first, {Action: store.Put, Item: item, If: store.Absent()}}, access...), nil
}

// askedExport is the question as its access keeps it.
func (r *Registrar) askedExport(register disclosure.Register, j *job) map[string]string {
	asked := r.asked(register, j.Search)
	asked["format"] = j.Format
	if j.Read != "" {
		asked["rows"] = string(j.Read)
	}
	if j.Wanted != nil {
		asked["first"] = fmt.Sprint(j.Wanted.First)
		if j.Wanted.End > 0 {
			asked["end"] = fmt.Sprint(j.Wanted.End)
		}
	}
	return asked
}

// Export shows a job, with a short-lived link once it is done.
func (r *Registrar) Export(ctx context.Context, by Looking, id string) (Export, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-export"); err != nil {
		return Export{}, err
	}
	if _, err := uuid.Parse(id); err != nil {
		return Export{}, noExport()
	}
	looked := disclosure.Access{Action: "show-export", Export: id}
	j, err := r.job(ctx, by.Caller.Register, id)
	if isNotFound(err) {
		return Export{}, r.unseen(ctx, by, "", looked, err)
	}
	if err != nil {
		return Export{}, err
	}
	if at := r.at(); j.Status == ExportDone && at.Before(j.FileExpires) {
		if j.URL, err = r.reports.Link(ctx, j.download(), at, LinkLasts); err != nil {
			return Export{}, fmt.Errorf("presign a report: %w", err)
		}
		j.URLExpires = at.Add(LinkLasts)
		looked.Results = j.Rows
	}
	return seen(j.Export, r.recordAccess(ctx, by, "", looked))
}

// download is how the job's file is given out.
func (j *job) download() archive.Download {
	d := archive.Download{Key: j.Key, Version: j.Version, ContentType: j.contentType()}
	name, ending := "disclosures", j.Format
	if j.Format == formatBundle {
		name, ending = "evidence", "zip"
	}
	d.Filename = name + "-not-for-the-person-" + j.RequestedAt.Format(time.DateOnly) + "." + ending
	return d
}

func (j *job) contentType() string {
	switch j.Format {
	case formatBundle:
		return bundle.ContentType
	case formatXLSX:
		return report.XLSXType
	}
	return report.CSVType
}

func (r *Registrar) job(ctx context.Context, register disclosure.Register, id string) (*job, error) {
	item, err := r.table.Get(ctx, store.ExportKey(register.String(), id))
	if errors.Is(err, store.ErrNoItem) {
		return nil, noExport()
	}
	if err != nil {
		return nil, read("load an export", err)
	}
	return decodeJob(item)
}

// ExportLine returns in which line a job stands: that of whoever asked. Where one
// worker writes for all, it takes from each line in turn.
func (r *Registrar) ExportLine(ctx context.Context, register disclosure.Register, id string) (string, error) {
	j, err := r.job(ctx, register, id)
	if err != nil {
		return "", err
	}
	return j.Line, nil
}

func decodeJob(item store.Item) (*job, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	j := new(job)
	if err := json.Unmarshal(doc, j); err != nil {
		return nil, fmt.Errorf("decode an export: %w", err)
	}
	return j, nil
}

func noExport() error { return disclosure.Fail(disclosure.NotFound, "There is no such export.") }

// digest writes a SHA-256 as people compare it.
func digest(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
