package cases_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
	"disclosure-register/pkg/store/storetest"
)

const dartford disclosure.Register = "E07000107"

var (
	housing = disclosure.Caller{Register: dartford, Subject: "sub-housing", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	revenue = disclosure.Caller{Register: dartford, Subject: "sub-revenues", Name: "R. Collector", Roles: []disclosure.Role{disclosure.Recorder}, Department: "revenues"}
	dpo     = disclosure.Caller{Register: dartford, Subject: "sub-dpo", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
)

// planted stands in everything that is about a person; nothing of it may be left.
const planted = "PLANTED-TRACER"

// clock is turned by tests and moves a millisecond with every look.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) turn(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

func (c *clock) turnTo(year int, month time.Month, d int) {
	c.turnToDay(disclosure.NewDate(year, month, d))
}

// turnToDay turns the clock to noon.
func (c *clock) turnToDay(d disclosure.Date) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = d.Start().Add(12 * time.Hour)
}

const day = 24 * time.Hour

// office is a register on a real table, with what retention needs.
type office struct {
	*registrar.Registrar
	*clock
	t     testing.TB
	table *storetest.Faulty
	real  *sqlite.Table
	path  string
	vault *vault
	keys  int
}

func newOffice(t testing.TB) *office {
	t.Helper()
	c := &clock{now: time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)}
	return openOffice(t, filepath.Join(t.TempDir(), "register.db"), c, newVault(t, c.Now))
}

// newOfficeUnder is an office under another law than the one built in.
func newOfficeUnder(t testing.TB, law *policy.Law) *office {
	t.Helper()
	c := &clock{now: time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)}
	return officeUnder(t, law, filepath.Join(t.TempDir(), "register.db"), c, newVault(t, c.Now))
}

func openOffice(t testing.TB, path string, c *clock, v *vault) *office {
	t.Helper()
	return officeUnder(t, policy.Load(), path, c, v)
}

func officeUnder(t testing.TB, law *policy.Law, path string, c *clock, v *vault) *office {
	t.Helper()
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() }) // a test may have closed it already
	o := &office{clock: c, t: t, table: storetest.NewFaulty(table), real: table, path: path, vault: v}
	keys, err := registrar.NewKeyring([]byte("a secret for tests alone, 32 long"))
	if err != nil {
		t.Fatal(err)
	}
	o.Registrar = registrar.New(o.table, law, keys, registrar.Options{
		Letters: v, Now: c.Now, Pause: func(context.Context, int) {},
		LeavesInPart: 4, // so that a certificate has several parts
	})
	return o
}

// snapshot is an office at rest: the file of its table, what S3 has, and the time.
type snapshot struct {
	table []byte
	vault *vault
	now   time.Time
	keys  int
}

// snapshot closes the office and keeps it as it is.
func (o *office) snapshot() snapshot {
	o.t.Helper()
	if err := o.real.Close(); err != nil {
		o.t.Fatal(err)
	}
	table, err := os.ReadFile(o.path)
	if err != nil {
		o.t.Fatal(err)
	}
	return snapshot{table, o.vault, o.Now(), o.keys}
}

// open opens the office as it was. It may be opened any number of times, and each
// goes its own way.
func (s snapshot) open(t testing.TB) *office {
	t.Helper()
	path := filepath.Join(t.TempDir(), "register.db")
	if err := os.WriteFile(path, s.table, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &clock{now: s.now}
	o := openOffice(t, path, c, s.vault.clone(t, c.Now))
	o.keys = s.keys
	return o
}

// restored opens another office over the table as it was, while S3 and the time
// are as they are now.
func (o *office) restored(s snapshot) *office {
	o.t.Helper()
	s.vault, s.now, s.keys = o.vault, o.Now(), o.keys
	return s.open(o.t)
}

// runner runs retention on a day that is confirmed, since these tests let years go by.
func (o *office) runner() *cases.Runner {
	return o.runnerOn(disclosure.DateOf(o.Now()))
}

// runnerOn is a runner of which the given day is confirmed; of the zero day, none is.
func (o *office) runnerOn(today disclosure.Date) *cases.Runner {
	return cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, cases.Config{Now: o.Now, Today: today, Scrub: o.real.Scrub, Workers: 1})
}

// run runs retention once and fails the test on an error.
func (o *office) run() cases.Report {
	o.t.Helper()
	report, err := o.runner().Run(o.t.Context(), dartford)
	if err != nil {
		o.t.Fatalf("run: %v", err)
	}
	return report
}

// nights lets days pass, each with S3's night and a run of retention.
func (o *office) nights(n int) (all cases.Report) {
	o.t.Helper()
	for range n {
		o.turn(day)
		o.vault.lifecycle()
		report := o.run()
		all.Certified += report.Certified
		all.Stopped += report.Stopped
		all.Uploads += report.Uploads
		all.Late += report.Late
	}
	return all
}

func (o *office) asks(c disclosure.Caller) registrar.Asking {
	o.keys++
	return registrar.Asking{Caller: c, IdempotencyKey: fmt.Sprintf("key-%d", o.keys)}
}

func (o *office) must(_ any, err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(detail(err))
	}
}

func detail(err error) string {
	if e, ok := err.(*disclosure.Error); ok {
		return fmt.Sprintf("%s %v", e.Detail, e.Findings)
	}
	return fmt.Sprint(err)
}

func (o *office) disclosure(ref disclosure.CaseRef) disclosure.Disclosure {
	o.t.Helper()
	body, err := os.ReadFile("../../../docs/examples/housing-ombudsman.json")
	if err != nil {
		o.t.Fatal(err)
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(body, &d); err != nil {
		o.t.Fatal(err)
	}
	d.Case, d.Reason, d.Recipient.Person = ref, planted+" reason", planted+" person"
	d.Subjects[0].Reference = planted + "-1"
	for i := range d.Data {
		if d.Data[i].Subject != "" {
			d.Data[i].Subject = planted + "-1"
		}
	}
	d.DisclosedAt = o.Now().Add(-time.Hour)
	if day := disclosure.DateOf(d.DisclosedAt).String(); d.Evidence["investigationRequestDate"] != nil && day < "2026-11-02" {
		d.Evidence["investigationRequestDate"] = day // nobody is asked afterwards
	}
	return d
}

func (o *office) record(ref disclosure.CaseRef) registrar.Recorded {
	o.t.Helper()
	got, err := o.Record(o.t.Context(), o.asks(housing), o.disclosure(ref))
	if err != nil {
		o.t.Fatal(detail(err))
	}
	return got
}

// archive asks for a place for a letter, uploads it and completes it.
func (o *office) archive(ref disclosure.CaseRef, n int) disclosure.DocumentID {
	o.t.Helper()
	ticket := o.ticket(ref, n)
	body, sum := digest(n)
	o.vault.upload(archive.Letter{Key: ticket.URL, ContentType: "text/plain", Size: int64(len(body)), SHA256: sum})
	o.must(o.CompleteUpload(o.t.Context(), o.asks(housing), ref, ticket.Document))
	return ticket.Document
}

func (o *office) ticket(ref disclosure.CaseRef, n int) recording.UploadTicket {
	o.t.Helper()
	body, sum := digest(n)
	ticket, err := o.RequestUpload(o.t.Context(), o.asks(housing), ref, registrar.LetterRequest{
		Title: planted + " title", ContentType: "text/plain", Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:]),
	})
	if err != nil {
		o.t.Fatal(detail(err))
	}
	return ticket
}

// close closes the case on a day so long ago that it is due today.
func (o *office) closeLongAgo(ref disclosure.CaseRef) {
	o.t.Helper()
	on := disclosure.DateOf(o.Now()).AddYears(-2).AddDays(-1)
	o.must(o.Close(o.t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: on, Note: planted + " note", Confirmed: true}))
}

// aFullCase has entries of many kinds and letters, and is due.
func (o *office) aFullCase(ref disclosure.CaseRef, letters int) []disclosure.DocumentID {
	o.t.Helper()
	first := o.record(ref)
	d := o.disclosure(ref)
	o.must(o.Correct(o.t.Context(), o.asks(housing), first.ID, disclosure.Correction{Reason: planted + " correction", Disclosure: d}))
	d.Departure = &disclosure.Departure{Reason: planted + " departure", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(o.Now())}
	delete(d.Evidence, "ombudsmanCaseRef")
	o.must(o.Record(o.t.Context(), o.asks(housing), d)) // flagged, and so in the queue
	var documents []disclosure.DocumentID
	for n := range letters {
		documents = append(documents, o.archive(ref, n))
	}
	hold, err := o.PlaceHold(o.t.Context(), o.asks(dpo), ref, disclosure.HoldPlaced{
		By: planted + " court", Reason: planted + " claim", ReviewOn: disclosure.DateOf(o.Now()).AddDays(30),
	})
	o.must(hold, err)
	o.must(o.ReleaseHold(o.t.Context(), o.asks(dpo), ref, hold.ID, disclosure.HoldReleased{Reason: planted + " ended"}))
	o.must(o.DateCase(o.t.Context(), o.asks(dpo), ref, disclosure.CaseDates{
		Born: disclosure.NewDate(1987, 6, 5), Classes: []string{"dc-complaints-db"}, Reason: planted + " dates",
	}))
	o.closeLongAgo(ref)
	return documents
}

func (o *office) certificates() []cases.CertificateRow {
	o.t.Helper()
	months := map[string]bool{}
	for _, key := range o.allKeys() {
		if key.Partition == store.IndexPartition(dartford.String(), store.ByCertificate, "") {
			months[key.Sort[:len("2026-11")]] = true
		}
	}
	var rows []cases.CertificateRow
	for _, month := range slices.Sorted(maps.Keys(months)) {
		for cursor, more := "", true; more; more = cursor != "" {
			report, err := o.Certificates(o.t.Context(), looking(dpo), month, cursor)
			o.must(report, err)
			rows = append(rows, report.Certificates...)
			cursor = report.Cursor
		}
	}
	// Asked for without a month, they are the same, the latest first.
	var all []cases.CertificateRow
	for cursor, more := "", true; more; more = cursor != "" {
		report, err := o.Certificates(o.t.Context(), looking(dpo), "", cursor)
		o.must(report, err)
		all = append(all, report.Certificates...)
		cursor = report.Cursor
	}
	slices.Reverse(all)
	if !reflect.DeepEqual(rows, all) {
		o.t.Errorf("certificates by month are not those without: %d and %d", len(rows), len(all))
	}
	return rows
}

// partitions lists every partition key in the table file.
func (o *office) partitions() []string {
	o.t.Helper()
	var all []string
	for _, key := range o.allKeys() {
		all = append(all, key.Partition)
	}
	return all
}

// allKeys lists every key in the table file, past every interface.
func (o *office) allKeys() []store.Key {
	o.t.Helper()
	db, err := sql.Open("sqlite", o.path)
	if err != nil {
		o.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT pk, sk FROM item")
	if err != nil {
		o.t.Fatal(err)
	}
	defer rows.Close()
	var all []store.Key
	for rows.Next() {
		var key store.Key
		if err := rows.Scan(&key.Partition, &key.Sort); err != nil {
			o.t.Fatal(err)
		}
		all = append(all, key)
	}
	return all
}

// leftIn returns the files in which the text can still be read.
func leftIn(t testing.TB, dir, text string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) || strings.Contains(path, text) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
