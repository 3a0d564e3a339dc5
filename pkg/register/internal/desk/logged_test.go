package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/keyfile"
	"disclosure-register/pkg/sealing/sealingtest"
	"disclosure-register/pkg/store"
)

// logged is a desk whose entries are put into a log, by seal and whenever a job
// waits for them, and whose records are destroyed when they are due.
type logged struct {
	*office
	t      *testing.T
	bucket *sealingtest.Bucket
	sealer *sealing.Sealer
	keys   ledger.Keys
	retain func() *cases.Runner // on a day that is confirmed, since years go by
	report *bytes.Buffer        // the last that was written
	waits  int                  // how often a job has waited
	asleep bool                 // nothing is sealed meanwhile
}

const logSite = "log.example.gov.uk"

func newLogged(t *testing.T, changes ...func(*desk.Options)) *logged {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	key, err := keyfile.OpenOrMake(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	l := &logged{t: t, bucket: sealingtest.NewBucket(t), report: new(bytes.Buffer)}
	l.office = newDeskOver(t, func(table store.Table) desk.Options {
		reader := sealing.NewReader(table, l.bucket).KnownBy(logSite, key.Public())
		l.sealer = sealing.New(table, l.bucket, key, sealing.Config{Site: logSite})
		if l.keys, err = reader.Keys(dartford.String()); err != nil {
			t.Fatal(err)
		}
		options := desk.Options{
			Letters: archive.NewCorrespondence(client, letters), Log: reader, LeavesInPart: 3,
			Reports: copying{archive.NewReports(client, reports), l.report},
			Pause: func(context.Context, int) {
				if l.waits++; !l.asleep {
					l.seal()
				}
			},
		}
		for _, change := range changes {
			change(&options)
		}
		return options
	})
	l.retain = func() *cases.Runner {
		return cases.NewRunner(l.Retention, archive.NewDisposal(client, letters), archive.NewDisposed(client, letters), cases.Config{Now: l.clock, Today: disclosure.DateOf(l.clock()), Workers: 1})
	}
	return l
}

// copying keeps a copy of what is written.
type copying struct {
	desk.Reports
	last *bytes.Buffer
}

func (c copying) Write(ctx context.Context, key, contentType string, body io.Reader) (archive.Written, error) {
	c.last.Reset()
	return c.Reports.Write(ctx, key, contentType, io.TeeReader(body, c.last))
}

// seal puts what is waiting into the log.
func (l *logged) seal() {
	l.t.Helper()
	if _, err := l.sealer.Seal(context.Background(), dartford.String()); err != nil {
		l.t.Fatalf("seal: %v", err)
	}
}

func (l *logged) size() int64 {
	l.t.Helper()
	checkpoint, err := l.Checkpoint(l.t.Context(), auditor)
	if err != nil {
		l.t.Fatal(detail(err))
	}
	tree, err := ledger.ReadTree(checkpoint)
	if err != nil {
		l.t.Fatal(err)
	}
	return tree.N
}

// destroy destroys what is due, once it has cooled off.
func (l *logged) destroy() cases.Report {
	l.t.Helper()
	var all cases.Report
	for range 2 {
		report, err := l.retain().Run(l.t.Context(), dartford)
		if err != nil {
			l.t.Fatalf("destroy: %v", err)
		}
		all.Certified += report.Certified
		all.Accesses += report.Accesses
		l.turnClock(8 * 24 * time.Hour)
	}
	return all
}

// closeLongAgo makes a case due.
func (l *logged) closeLongAgo(ref disclosure.CaseRef) {
	l.t.Helper()
	closed := disclosure.Closure{ClosedOn: disclosure.DateOf(l.clock()).AddYears(-3), Confirmed: true}
	if _, err := l.Close(l.t.Context(), asks(dpo), ref, closed); err != nil {
		l.t.Fatal(detail(err))
	}
}

func aRange(first, end int64) exporting.Request {
	return exporting.Request{Format: "bundle", Range: &exporting.LogRange{First: first, End: end}, Purpose: "Yearly audit"}
}

func aSelection(s desk.Search) exporting.Request {
	return exporting.Request{Format: "bundle", Filter: &s, Purpose: "Yearly audit"}
}

// proof is a bundle, as an auditor has it.
type proof struct {
	job  exporting.Export
	file []byte
	bundle.Verdict
}

// prove asks for a bundle and verifies it against the log's key.
func (l *logged) prove(e exporting.Request) proof {
	l.t.Helper()
	job := l.export(l.t, e)
	p := proof{job: job, file: bytes.Clone(l.report.Bytes())}
	p.Verdict = l.verify(p.file, nil)
	return p
}

func (l *logged) verify(file, since []byte) bundle.Verdict {
	return bundle.Verify(bytes.NewReader(file), int64(len(file)), bundle.Options{Keys: &l.keys, Since: since})
}

// wantsProblems fails the test unless there is one problem for each of the
// texts, which it holds.
func (p proof) wantsProblems(t *testing.T, texts ...string) {
	t.Helper()
	if len(p.Problems) != len(texts) {
		t.Errorf("got problems %v, want %d", p.Problems, len(texts))
		return
	}
	for i, text := range texts {
		if !strings.Contains(p.Problems[i].String(), text) {
			t.Errorf("problem %q does not say %q", p.Problems[i], text)
		}
	}
}

// idAt is the entry at an index of the log.
func (l *logged) idAt(index int64) disclosure.EntryID {
	l.t.Helper()
	ids, err := sealing.NewReader(l.table, l.bucket).Entries(l.t.Context(), dartford.String(), index, index+1)
	if err != nil {
		l.t.Fatal(err)
	}
	return disclosure.EntryID(ids[0])
}

// indexOf is the place of an entry in the log.
func (l *logged) indexOf(id disclosure.EntryID) int64 {
	l.t.Helper()
	item, err := l.table.Get(l.t.Context(), store.LeafKey(dartford.String(), id.String()))
	if err != nil {
		l.t.Fatal(err)
	}
	return item.Attrs[sealing.IndexAttr].(int64)
}

// keyOf is where an entry is, of whatever kind.
func (l *logged) keyOf(id disclosure.EntryID) store.Key {
	l.t.Helper()
	at, err := id.RecordedAt()
	if err != nil {
		l.t.Fatal(err)
	}
	for _, key := range []store.Key{store.EntryKey(dartford.String(), id.String()), store.AccessKey(dartford.String(), at, id.String())} {
		if _, err := l.table.Get(l.t.Context(), key); err == nil {
			return key
		}
	}
	l.t.Fatalf("entry %s is nowhere", id)
	return store.Key{}
}

// tamper changes an item as somebody might who has the table; nil removes it.
func (l *logged) tamper(key store.Key, change func(store.Attrs) store.Attrs) {
	l.t.Helper()
	item, err := l.table.Get(l.t.Context(), key)
	if err != nil {
		l.t.Fatal(err)
	}
	write := store.Write{Action: store.Delete, Item: store.Item{Key: key}}
	if attrs := change(item.Attrs); attrs != nil {
		write = store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: attrs}}
	}
	if err := l.table.Transact(l.t.Context(), []store.Write{write}); err != nil {
		l.t.Fatal(err)
	}
}

func removed(store.Attrs) store.Attrs { return nil }

// entryIn is the entry at an index, as the bundle has it.
func entryIn(t *testing.T, file []byte, index int64) disclosure.Entry {
	t.Helper()
	var entry disclosure.Entry
	if err := json.Unmarshal(memberOf(t, file, entryMember(index)), &entry); err != nil {
		t.Fatal(err)
	}
	return entry
}

const year = 366 * 24 * time.Hour
