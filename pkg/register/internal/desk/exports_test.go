package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/report/workbook"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func everything() exporting.Request {
	return exporting.Request{Format: "csv", Filter: &desk.Search{}, Purpose: "Yearly audit"}
}

// export asks for a report, has it written, and returns the job.
func (d *office) export(t *testing.T, e exporting.Request) exporting.Export {
	t.Helper()
	job, err := d.RequestExport(t.Context(), asks(auditor), e)
	if err != nil {
		t.Fatal(detail(err))
	}
	if job.Status != exporting.ExportQueued {
		t.Errorf("status = %s, want queued", job.Status)
	}
	if err := d.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Fatal(err)
	}
	return d.exported(t, job.ID)
}

func (d *office) exported(t *testing.T, id string) exporting.Export {
	t.Helper()
	job, err := d.Export(t.Context(), looking(auditor), id)
	if err != nil {
		t.Fatal(detail(err))
	}
	return job
}

func table(t *testing.T, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAnExportHoldsWhatTheSearchFinds(t *testing.T) {
	d := newDesk(t)
	aLibrary(t, d)
	for name, q := range map[string]desk.Search{
		"everything":               {},
		"one subject":              {Subject: "DBC-P-4"},
		"a combination":            {Subject: "DBC-P-4", Decision: "disclosed", From: disclosure.NewDate(2026, 11, 3)},
		"nothing at all":           {Case: "DBC-C-none"},
		"one recipient, by name":   {Recipient: "Housing Ombudsman Service"},
		"one department's refusal": {Department: "revenues", Decision: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			e := everything()
			e.Filter = &q
			job := d.export(t, e)
			file := fetch(t, job.URL)
			rows := table(t, file)[1:]
			var got []disclosure.EntryID
			for _, row := range rows {
				got = append(got, disclosure.EntryID(row[0]))
			}
			if want := d.finds(t, dpo, q); len(want) != len(got) || !slices.Equal(got, want) {
				t.Errorf("%d rows, want the %d the search finds, in order", len(got), len(want))
			}
			sum := sha256.Sum256(file)
			if job.Status != exporting.ExportDone || job.Rows != len(rows) || job.SHA256 != hex.EncodeToString(sum[:]) || job.Size != int64(len(file)) {
				t.Errorf("the job says %+v of a file of %d rows and %d bytes", job, len(rows), len(file))
			}
		})
	}
}

func TestAnExportIsForTheDPOAndTheAuditor(t *testing.T) {
	d := newDesk(t)
	if _, err := d.RequestExport(t.Context(), asks(housing), everything()); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a recorder asked: %v", err)
	}
	job := d.export(t, everything())
	if _, err := d.Export(t.Context(), looking(housing), job.ID); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a recorder saw: %v", err)
	}
	kent := auditor
	kent.Register = "E10000016"
	if _, err := d.Export(t.Context(), looking(kent), job.ID); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another council saw: %v", err)
	}
}

func TestARepeatedRequestIsOneJob(t *testing.T) {
	d := newDesk(t)
	by := asks(auditor)
	first, err := d.RequestExport(t.Context(), by, everything())
	if err != nil {
		t.Fatal(detail(err))
	}
	again, err := d.RequestExport(t.Context(), by, everything())
	if err != nil || again.ID != first.ID {
		t.Errorf("the repeat is job %s, %v; want %s", again.ID, err, first.ID)
	}
	pending, err := d.PendingExports(t.Context(), dartford)
	if err != nil || len(pending) != 1 {
		t.Errorf("%d jobs wait, %v; want 1", len(pending), err)
	}
}

// A client that writes empty lists where nothing is asks for what one that leaves them out
// does.
func TestAnEmptyListAsksForNothing(t *testing.T) {
	d := newDesk(t)
	for _, format := range []string{"csv", "xlsx"} {
		if _, err := d.RequestExport(t.Context(), asks(dpo), exporting.Request{Format: format, Filter: &desk.Search{}, Since: []int64{}, Purpose: "Try"}); err != nil {
			t.Errorf("%s: %v", format, detail(err))
		}
	}
}

func TestAFinishedJobForgetsWhoWasSearchedFor(t *testing.T) {
	d := newDesk(t)
	e := everything()
	e.Filter.Subject = "DBC-P-550193"
	job := d.export(t, e)
	for _, key := range d.keys(t) {
		if key.Sort != job.ID {
			continue
		}
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(item.Attrs["doc"].([]byte)), "DBC-P-550193") {
			t.Error("the finished job still names the person")
		}
		return
	}
	t.Fatal("the job is not there")
}

func TestAJobDeliveredTwiceIsWrittenOnce(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t))
	done := d.export(t, everything())
	if err := d.RunExport(t.Context(), dartford, done.ID); err != nil {
		t.Fatal(err)
	}
	if again := d.exported(t, done.ID); again.SHA256 != done.SHA256 || !again.FileExpires.Equal(done.FileExpires) {
		t.Errorf("the second delivery changed the job: %+v", again)
	}
}

// faultsOfAJob are what may go wrong while a job is carried out.
var faultsOfAJob = []storetest.Injection{
	storetest.OnGet(1, storetest.TimeoutNotApplied),
	storetest.OnQuery(1, storetest.Throttled),
	storetest.OnBatchGet(1, storetest.TimeoutNotApplied),
	storetest.OnTransact(1, storetest.TimeoutNotApplied),
	storetest.OnTransact(1, storetest.TimeoutApplied),
	storetest.OnTransact(1, storetest.CrashBefore),
	storetest.OnTransact(1, storetest.CrashAfter),
	storetest.OnTransact(2, storetest.TimeoutApplied),
	storetest.OnTransact(2, storetest.CrashBefore),
	storetest.OnTransact(2, storetest.CrashAfter),
}

// runThrough has a job delivered while the fault strikes, and once more.
// Whoever has only the spreadsheet reads what the register's facts said of the day: what a
// person had said against it and how that had been decided by then, whether a consent came
// in time, and who had signed the agreement. Of a marker it says nothing.
func TestAnExportSaysWhatTheFactsSaid(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.Agreement = &disclosure.VersionedRef{Reference: "SA-1", Version: "2"}
	})
	person, shared := body.Subjects[0].Reference, disclosure.DateOf(body.DisclosedAt)
	about := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: person}
	first := d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactObjection, About: about, From: shared.AddDays(-3), Reason: "Her situation."})
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactConsent, About: about, From: shared, Recipient: body.Recipient.Organisation, Explicit: true})
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactConsent, About: about, From: shared, Recipient: "Somebody Else Ltd"})
	d.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactAgreement, About: disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: "SA-1"}, From: shared.AddDays(-400), Until: shared.AddDays(-1),
		Version: "2", Signatories: []string{"Sample Ombudsman", "Dartford"}, Covers: "Complaints",
	})
	d.record(t, housing, body)
	read := func() map[string]string {
		t.Helper()
		job := d.export(t, everything())
		rows := table(t, fetch(t, job.URL))
		if job.Status != exporting.ExportDone || len(rows) != 2 {
			t.Fatalf("%+v, %d rows", job, len(rows))
		}
		said := map[string]string{}
		for i, heading := range rows[0] {
			said[heading] = rows[1][i]
		}
		return said
	}
	said := read()
	for heading, want := range map[string][]string{
		"Said against it":           {"Objection of " + person, "in force on the day", "undecided on the day;", "because: Her situation."},
		"Consent on the register":   {"Explicit consent of " + person, "to " + body.Recipient.Organisation, "in force on the day"},
		"Agreement on the register": {"Agreement SA-1", "version 2", "had ended by the day", "signed by Sample Ombudsman, Dartford", "covers Complaints"},
	} {
		for _, part := range want {
			if !strings.Contains(said[heading], part) {
				t.Errorf("%s is %q, want %q in it", heading, said[heading], part)
			}
		}
		if strings.Contains(said[heading], "Somebody Else") || strings.Contains(said[heading], "\n") {
			t.Errorf("%s says more: %q", heading, said[heading])
		}
	}
	// What was decided since was undecided then.
	d.turnClock(48 * time.Hour)
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactObjection, About: about, From: shared.AddDays(-3), Reason: "Her situation.", Replaces: first, Decided: "upheld"})
	if got := read()["Said against it"]; !strings.Contains(got, "undecided on the day, upheld on ") {
		t.Errorf("decided since: %q", got)
	}
}

func (d *office) runThrough(t *testing.T, fault storetest.Injection, e exporting.Request) exporting.Export {
	t.Helper()
	job, err := d.RequestExport(t.Context(), asks(auditor), e)
	if err != nil {
		t.Fatal(detail(err))
	}
	d.table.Inject(fault)
	_ = d.RunExport(t.Context(), dartford, job.ID) // may fail; the queue delivers again
	d.table.Reset()
	if err := d.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Fatal(err)
	}
	return d.exported(t, job.ID)
}

func TestAnExportEndsWhateverFails(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t))
	for _, fault := range faultsOfAJob {
		t.Run(fault.String(), func(t *testing.T) {
			got := d.runThrough(t, fault, everything())
			if got.Status != exporting.ExportDone || got.Rows != 1 || len(table(t, fetch(t, got.URL))) != 2 {
				t.Errorf("the job ended as %+v", got)
			}
		})
	}
}

// fullDisk cannot be written to.
type fullDisk struct{ desk.Reports }

func (fullDisk) Write(context.Context, string, string, io.Reader) (archive.Written, error) {
	return archive.Written{}, errors.New("the reports bucket refuses")
}

func TestAnExportThatCannotBeWrittenSaysSo(t *testing.T) {
	d := newDeskWith(t, desk.Options{Reports: fullDisk{}})
	d.record(t, housing, toOmbudsman(t))
	job, err := d.RequestExport(t.Context(), asks(auditor), everything())
	if err != nil {
		t.Fatal(detail(err))
	}
	for range 3 {
		if err := d.RunExport(t.Context(), dartford, job.ID); err == nil {
			t.Fatal("the attempt did not report its failure")
		}
	}
	if err := d.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Errorf("a delivery after the last attempt: %v", err)
	}
	if got := d.exported(t, job.ID); got.Status != exporting.ExportFailed || !strings.Contains(got.Problem, "The archive did not take the file") || got.URL != "" {
		t.Errorf("the job ended as %+v", got)
	}
}

// ahead counts how many entries have been read that the report has not taken.
type ahead struct {
	desk.Reports
	taken func(n int)
}

func (a ahead) Write(ctx context.Context, key, contentType string, body io.Reader) (archive.Written, error) {
	return a.Reports.Write(ctx, key, contentType, readerFunc(func(p []byte) (int, error) {
		n, err := body.Read(p)
		a.taken(n)
		return n, err
	}))
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// shortPages gives pages of at most so many items, as a table does where items are
// large.
type shortPages struct {
	store.Table
	most int
}

func (s shortPages) Query(ctx context.Context, q store.Query) (store.Page, error) {
	q.Limit = min(q.Limit, s.most)
	return s.Table.Query(ctx, q)
}

// However many rows, no more than one batch of entries is read ahead of what
// the report has taken, but for what the CSV writer and the pipe hold.
func TestAnExportReadsNoFurtherAheadAsRowsGrow(t *testing.T) {
	client, _, reports := embeddedtest.Buckets(t)
	var taken atomic.Int64
	options := desk.Options{Reports: ahead{archive.NewReports(client, reports), func(n int) { taken.Add(int64(n)) }}}
	d := newDeskWith(t, options)
	const rows, page, batch = 330, 100, 50
	d.open(t, shortPages{d.table, page}, options)
	for i := range rows {
		d.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i)), on(1+i%19)))
	}
	batches, furthest := 0, 0
	const least = 500 // bytes of a row
	d.table.Before(func(_ context.Context, call storetest.Call) {
		if call.Operation == storetest.BatchGet && strings.HasPrefix(call.Keys[0].Partition, "entry#") {
			furthest = max(furthest, batches*batch-int(taken.Load())/least)
			batches++
		}
	})
	job := d.export(t, everything())
	if job.Rows != rows || batches != (rows+batch-1)/batch {
		t.Errorf("%d rows in %d batches", job.Rows, batches)
	}
	if furthest > batch {
		t.Errorf("%d entries were read ahead of the report", furthest)
	}
}

func TestALinkIsGivenOnlyWhileTheFileIsThere(t *testing.T) {
	d := newDesk(t)
	job := d.export(t, everything())
	if job.URL == "" {
		t.Fatal("no link to a file that is there")
	}
	d.turnClock(8 * 24 * time.Hour)
	if again := d.exported(t, job.ID); again.URL != "" {
		t.Error("a link to a file that has expired")
	}
}

// A function that runs out of time or memory says nothing; the delivery after
// its last attempt does.
func TestAnExportWhoseAttemptsAllDiedSaysSo(t *testing.T) {
	d := newDesk(t)
	job, err := d.RequestExport(t.Context(), asks(auditor), everything())
	if err != nil {
		t.Fatal(detail(err))
	}
	for range 3 {
		d.table.Inject(storetest.OnTransact(2, storetest.CrashBefore)) // after the attempt was noted
		if err := d.RunExport(t.Context(), dartford, job.ID); err == nil {
			t.Fatal("the attempt did not die")
		}
		d.table.Reset()
	}
	if err := d.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Fatal(err)
	}
	if got := d.exported(t, job.ID); got.Status != exporting.ExportFailed || got.Problem == "" {
		t.Errorf("the job ended as %+v", got)
	}
}

// What a spreadsheet says of each row.
func cellOf(t *testing.T, rows [][]string, row int, heading string) string {
	t.Helper()
	n := slices.Index(rows[0], heading)
	if n < 0 {
		t.Fatalf("there is no column %q", heading)
	}
	return rows[row][n]
}

// disclosuresIn reads the rows of a workbook, and fails unless it agrees with itself
// and with the job.
func disclosuresIn(t *testing.T, job exporting.Export) [][]string {
	t.Helper()
	file := fetch(t, job.URL)
	path := filepath.Join(t.TempDir(), "file.xlsx")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	checked, err := workbook.Check(path)
	if err != nil || !checked.Holds() || checked.Digest != job.RowsSHA256 || checked.Rows != job.Rows {
		t.Fatalf("the job says %d rows with %s, the file %+v, %v", job.Rows, job.RowsSHA256, checked, err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Disclosures")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func asked(format string, q desk.Search, rows exporting.RowsRead) exporting.Request {
	return exporting.Request{Format: format, Filter: &q, Rows: rows, Purpose: "Yearly audit"}
}

// Whichever format and reading, the rows are those that the screen shows, and their
// digest is the same.
func TestAWorkbookHoldsWhatTheScreenShows(t *testing.T) {
	d := newDesk(t)
	aLibrary(t, d)
	for name, q := range map[string]desk.Search{
		"everything": {}, "one subject": {Subject: "DBC-P-4"}, "nothing at all": {Case: "DBC-C-none"}, "a refusal": {Decision: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, reading := range []exporting.RowsRead{exporting.AsRecorded, exporting.AsItReads} {
				want := d.finds(t, dpo, q)
				if reading == exporting.AsItReads {
					want = nil
					for _, r := range d.reads(t, dpo, q) {
						want = append(want, r.Entry)
					}
				}
				asCSV := d.export(t, asked("csv", q, reading))
				asXLSX := d.export(t, asked("xlsx", q, reading))
				if asCSV.RowsSHA256 == "" || asCSV.RowsSHA256 != asXLSX.RowsSHA256 {
					t.Errorf("%s: the digests are %s and %s", reading, asCSV.RowsSHA256, asXLSX.RowsSHA256)
				}
				for who, is := range map[*disclosure.Caller]string{&dpo: asCSV.RowsSHA256, &auditor: asCSV.RowsSHA256, &housing: ""} {
					if got, err := d.DigestOf(t.Context(), *who, q, reading, want); err != nil || got != is {
						t.Errorf("%s: to %v the screen's digest is %q, %v; want %q", reading, who.Roles, got, err, is)
					}
				}
				if len(want) > 0 { // a screen that does not show all of the rows, or others
					for _, shown := range [][]disclosure.EntryID{want[1:], append(slices.Clone(want), want[0]), nil} {
						if got, err := d.DigestOf(t.Context(), dpo, q, reading, shown); err != nil || got != "" {
							t.Errorf("%s: of %d rows of %d the digest is %q, %v", reading, len(shown), len(want), got, err)
						}
					}
				}
				for format, rows := range map[string][][]string{"csv": table(t, fetch(t, asCSV.URL)), "xlsx": disclosuresIn(t, asXLSX)} {
					var got []disclosure.EntryID
					for _, row := range rows[1:] {
						got = append(got, disclosure.EntryID(row[0]))
					}
					if !slices.Equal(got, want) {
						t.Errorf("%s, %s: the rows are %v, want %v", format, reading, got, want)
					}
				}
			}
		})
	}
}

// A row says what became of the entry: which correction, which flags are open and
// which were cleared by whom and why, and which letters with which digests.
func TestARowSaysWhatBecameOfIt(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, mistaken)
	wrong := d.record(t, housing, body)
	ticket, err := d.RequestUpload(t.Context(), asks(housing), body.Case, letter(wrong.ID))
	if err != nil {
		t.Fatal(detail(err))
	}
	put(t, ticket, letterText)
	document, err := d.CompleteUpload(t.Context(), asks(housing), body.Case, ticket.Document)
	if err != nil {
		t.Fatal(detail(err))
	}
	cleared, err := d.ClearFlag(t.Context(), asks(dpo), wrong.ID, 0, "=Seen, and settled with the department")
	if err != nil {
		t.Fatal(detail(err))
	}
	right, err := d.Correct(t.Context(), asks(housing), wrong.ID, disclosure.Correction{Reason: "The wrong day", Disclosure: toOmbudsman(t, on(2))})
	if err != nil {
		t.Fatal(detail(err))
	}
	for _, format := range []string{"csv", "xlsx"} {
		job := d.export(t, asked(format, desk.Search{}, exporting.AsRecorded))
		var rows [][]string
		if format == "xlsx" {
			rows = disclosuresIn(t, job)
		} else {
			rows = table(t, fetch(t, job.URL))
		}
		at := 1 + slices.IndexFunc(rows[1:], func(row []string) bool { return row[0] == wrong.ID.String() })
		for heading, want := range map[string]string{
			"Corrected by": right.ID.String(), "What was wrong with this row": "The wrong day",
			"Recipient category": "An ombudsman", "Recipient category id": "ombudsman",
			"Method": "Secure e-mail [secure-email]", "Urgency": "Routine [routine]", "Subject told": "Told [told]", "Subjects": "DBC-P-550193 (Complainant [complainant])",
		} {
			if got := cellOf(t, rows, at, heading); got != want {
				t.Errorf("%s: %s = %q, want %q", format, heading, got, want)
			}
		}
		why := cellOf(t, rows, at, "Why flags were cleared")
		if !strings.Contains(why, ": =Seen, and settled with the department (D. P. Officer, ") || !strings.Contains(why, cleared.ID.String()) {
			t.Errorf("%s: why flags were cleared = %q", format, why)
		}
		if flags := cellOf(t, rows, at, "Flags"); !strings.Contains(flags, "(cleared") {
			t.Errorf("%s: flags = %q", format, flags)
		}
		if got := cellOf(t, rows, at, "Letter digests"); got != document.Document.String()+": "+document.SHA256 {
			t.Errorf("%s: letter digests = %q", format, got)
		}
		if got := cellOf(t, rows, at, "What the notice asks of such a recipient"); !strings.Contains(got, "DC-R") {
			t.Errorf("%s: the notice asks %q", format, got)
		}
	}
	if got := d.export(t, asked("xlsx", desk.Search{}, exporting.AsItReads)); got.Rows != 1 {
		t.Errorf("%d rows as it now reads, want 1", got.Rows)
	}
}

// A flag that a correction has met is not open, and nobody cleared it: the row says so, and
// that of what still waits that it does.
func TestARowSaysThatACorrectionMetAFlag(t *testing.T) {
	d := newDesk(t)
	met := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	d.corrects(t, housing, met, toOmbudsman(t))
	broke := d.record(t, housing, toOmbudsman(t, mistaken)).ID // a departure that is taken back waits to be seen
	tookBack := d.corrects(t, housing, broke, toOmbudsman(t))
	waits := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	job := d.export(t, asked("csv", desk.Search{}, exporting.AsRecorded))
	rows := table(t, fetch(t, job.URL))
	for entry, want := range map[disclosure.EntryID]string{met: "met-by-correction", broke: "open", waits: "open"} {
		at := 1 + slices.IndexFunc(rows[1:], func(row []string) bool { return row[0] == entry.String() })
		var row struct {
			Flags []struct{ State string }
		}
		if err := json.Unmarshal([]byte(cellOf(t, rows, at, "Everything as JSON")), &row); err != nil {
			t.Fatal(err)
		}
		if len(row.Flags) == 0 || row.Flags[0].State != want {
			t.Errorf("the flags of %s are %+v, want %s", entry, row.Flags, want)
		}
		if flags := cellOf(t, rows, at, "Flags"); strings.Contains(flags, "(open") != (want == "open") {
			t.Errorf("the cell says %q of what is %s", flags, want)
		}
	}
	// Of how it now reads too.
	rows = table(t, fetch(t, d.export(t, asked("csv", desk.Search{}, exporting.AsItReads)).URL))
	at := 1 + slices.IndexFunc(rows[1:], func(row []string) bool { return row[0] == tookBack.String() })
	if flags := cellOf(t, rows, at, "Flags"); !strings.Contains(flags, "(open, would have refused, on "+broke.String()+")") {
		t.Errorf("of the departure that was taken back: %q", flags)
	}
}

func TestAWorkbookThatCannotBeWrittenLeavesNothing(t *testing.T) {
	spill := t.TempDir()
	d := newDeskWith(t, desk.Options{Reports: fullDisk{}, Spill: spill})
	d.record(t, housing, toOmbudsman(t))
	job, err := d.RequestExport(t.Context(), asks(auditor), asked("xlsx", desk.Search{}, ""))
	if err != nil {
		t.Fatal(detail(err))
	}
	if err := d.RunExport(t.Context(), dartford, job.ID); err == nil {
		t.Fatal("the attempt did not report its failure")
	}
	if left, err := os.ReadDir(spill); err != nil || len(left) != 0 {
		t.Errorf("%d things are left, %v", len(left), err)
	}
}

func TestAnExportWithoutAPurposeIsRefused(t *testing.T) {
	d := newDesk(t)
	for _, purpose := range []string{"", " \t"} {
		without := everything()
		without.Purpose = purpose
		_, err := d.RequestExport(t.Context(), asks(auditor), without)
		var refused *disclosure.Error
		if !errors.As(err, &refused) || refused.Kind != disclosure.Refused || len(refused.Findings) != 1 || refused.Findings[0].Pointer != "/purpose" {
			t.Errorf("purpose %q: %v, want it refused for its purpose", purpose, err)
		}
	}
}

// Who has only the workbook can tell which evidence a basis or a condition needs from what
// may be given besides, and that some condition counts for nothing by itself.
func TestAWorkbookSaysWhatWasReliedOnNeeds(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, example(t, "dartford-social-services", func(d *disclosure.Disclosure) {
		d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "Adequacy regulations"}
	}))
	d.record(t, housing, example(t, "dartford-social-services", func(d *disclosure.Disclosure) {
		d.Case = "DBC-C-POINT"
		d.Justification.Conditions = append(d.Justification.Conditions, "ukgdpr-9-2-g")
	}))
	d.record(t, housing, toOmbudsman(t))
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.Recipient, b.Decision, b.RefusedFor, b.Reason = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary"}, disclosure.RefusedToShare, disclosure.RequestUnclear, "No form came"
	}))
	f, err := excelize.OpenReader(bytes.NewReader(fetch(t, d.export(t, asked("xlsx", desk.Search{}, "")).URL)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("What was relied on")
	if err != nil {
		t.Fatal(err)
	}
	says := map[string]string{}
	for _, row := range rows[1:] {
		says[row[0]] = row[2]
	}
	for id, want := range map[string][]string{
		"ukgdpr-chapter-5":            {"the IDTA, the Addendum", "cover: The European Economic Area", "Canada (from 1 January 2021), only recipients to whom"},
		"police/police-force":         {"Asked of every such recipient, whatever the notice says:\nWhere it applies: Say how the request came", "Say which officer asked, by name, rank and number. [officerNameRankNumber]"},
		"ombudsman/housing-ombudsman": {"Give the ombudsman's own case reference. [ombudsmanCaseRef]", "Flagged where it says otherwise: whether"},
		"ukgdpr-6-1-e":                {"It covers only what is necessary: the column Necessity", "Evidence that may be given: the function or power relied on"},
		"ukgdpr-9-2-g":                {"It counts only with one of these beside it: ", "[dpa18-sch1-para18]"},
		"dpa18-sch1-para18":           {"Evidence that is asked for, and whose want is flagged: whether the protected individual is under 18"},
	} {
		for _, part := range want {
			if !strings.Contains(says[id], part) {
				t.Errorf("of %s it says %q, want %q in it", id, says[id], part)
			}
		}
	}
}

// Evidence that is one of a few answers stands with what the answer is called, in a file as in
// the list that its rows' digest is of.
func TestARowTitlesAnAnswerOfEvidence(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, example(t, "dartford-social-services", func(d *disclosure.Disclosure) { d.Evidence["whyNecessary"] = "other" }))
	rows := table(t, fetch(t, d.export(t, asked("csv", desk.Search{}, "")).URL))
	got := cellOf(t, rows, 1, "Evidence")
	if !strings.Contains(got, "[whoseWellbeing]: Someone else's [other]") || !strings.Contains(got, "[whyNecessary]: other") {
		t.Errorf("the evidence is %q", got)
	}
}

// What no notice names is said: a blank would read as if the notice asked for nothing.
func TestARowSaysThatTheNoticeNamesNoSuchRecipient(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.Recipient, b.Decision, b.RefusedFor, b.Reason = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary"}, disclosure.RefusedToShare, disclosure.RequestUnclear, "No form came"
	}))
	job := d.export(t, asked("xlsx", desk.Search{}, exporting.AsRecorded))
	if got := cellOf(t, disclosuresIn(t, job), 1, "What the notice asks of such a recipient"); got != "The notice names no such recipient." {
		t.Errorf("the cell says %q", got)
	}
}

// Who has the file alone reads on its cover what was asked for, in words.
func TestTheCoverSaysTheFilterInWords(t *testing.T) {
	d := newDesk(t)
	job := d.export(t, asked("xlsx", desk.Search{RecipientCategory: "police", Basis: "dpa18-sch2-para2", Decision: "refused", Flag: "XX-10", Aspect: "equality-data"}, exporting.AsRecorded))
	f, err := excelize.OpenReader(bytes.NewReader(fetch(t, job.URL)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cover, err := f.GetRows("Cover")
	if err != nil {
		t.Fatal(err)
	}
	want := "Recipient category: Police and law enforcement [police]\n" +
		"Basis, condition, exemption or gateway: Crime and taxation (DPA 2018 Schedule 2 paragraph 2(1)) [dpa18-sch2-para2]\n" +
		"Decision: Refused [refused]\nFlag: Outside the notice [XX-10]\nAspect: Equalities data [equality-data]"
	at := slices.IndexFunc(cover, func(row []string) bool { return row[0] == "Filter" })
	if got := cover[at][1]; got != want {
		t.Errorf("the cover says\n%s\nwant\n%s", got, want)
	}
}

// Whatever was asked for, the rows of a workbook are of the filter that its cover states, as
// who has the file alone can check: corrections, shares and what was recorded twice too.
func TestTheRowsOfAWorkbookAreOfItsFilter(t *testing.T) {
	d := newDesk(t)
	police := func(b *disclosure.Disclosure) {
		b.Recipient, b.Decision, b.RefusedFor, b.Reason = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary"}, disclosure.RefusedToShare, disclosure.RequestUnclear, "No form came"
	}
	d.record(t, housing, toOmbudsman(t, on(2)))
	d.record(t, housing, toOmbudsman(t, on(3), police))
	moved := d.record(t, housing, toOmbudsman(t, on(4))).ID
	d.corrects(t, housing, moved, toOmbudsman(t, on(5), police))
	d.corrects(t, housing, d.record(t, housing, toOmbudsman(t, on(6), police)).ID, toOmbudsman(t, on(1)))
	one := toOmbudsman(t)
	checked := 0
	for name, s := range map[string]desk.Search{
		"all": {}, "a person": {Subject: strings.ToLower(one.Subjects[0].Reference)}, "a case": {Case: one.Case}, "a kind": {RecipientCategory: "police"}, "a basis": {Basis: one.Justification.LawfulBases[0]},
		"a department": {Department: "Housing"}, "a decision": {Decision: "refused"}, "days": {From: disclosure.NewDate(2026, time.November, 3), To: disclosure.NewDate(2026, time.November, 5)},
		"several": {Case: one.Case, Decision: "disclosed", RecipientCategory: "ombudsman", From: disclosure.NewDate(2026, time.November, 2)},
	} {
		for _, rows := range []exporting.RowsRead{exporting.AsItReads, exporting.AsRecorded} {
			path := filepath.Join(t.TempDir(), "disclosures.xlsx")
			if err := os.WriteFile(path, fetch(t, d.export(t, asked("xlsx", s, rows)).URL), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := workbook.Check(path)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Holds() || len(got.Filter.Others) > 0 {
				t.Errorf("%s, %s: %q, not compared %q", name, rows, got.Problems, got.Filter.Others)
			}
			if checked += got.Rows - got.Untold; got.Rows == 0 || len(got.Filter.Parts) == 0 && name != "all" {
				t.Errorf("%s, %s: %d rows, compared by %q", name, rows, got.Rows, got.Filter.Parts)
			}
		}
	}
	if checked < 30 {
		t.Errorf("only %d rows were compared", checked)
	}
}
