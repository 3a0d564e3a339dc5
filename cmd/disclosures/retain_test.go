package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/sealing/keyfile"
	"disclosure-register/pkg/store/sqlite"
)

// planted stands in everything that is about a person.
const planted = "PLANTED-MARKER"

// A whole life on one machine's real parts: recorded, archived, closed, held,
// released, due, destroyed, certified; and the log still proves what it held.
// Then every byte of the data directory is looked through.
func TestAWholeLife(t *testing.T) {
	example, err := filepath.Abs("../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	defer os.Chdir(home) //nolint:errcheck // the embedded S3 has moved it

	ctx := t.Context()
	dir, err := openDataDir(t.TempDir())
	must(t, err)
	table, err := sqlite.Open(dir.file(tableFile))
	must(t, err)
	objects, err := embedded.Start(ctx, embedded.Config{Dir: dir.file(objectsDir)})
	must(t, err)
	law := policy.Load()
	keys, err := registrar.NewKeyring(dir.secret)
	must(t, err)
	log := slog.New(slog.DiscardHandler)
	publisher, err := newPublisher(ctx, table, objects, dir, law, log)
	must(t, err)
	stopPublishing := background(ctx, publisher.loop.Run)

	// The days that retention sees go by at once; S3's own clock goes on as usual.
	later := time.Duration(0)
	now := func() time.Time { return time.Now().Add(later) }
	letters, _ := objects.Buckets()
	desk := registrar.New(publisher.waking(table), law, keys, registrar.Options{
		Letters: archive.NewCorrespondence(objects.Client(), letters), Log: publisher.reader, Now: now,
	})
	config := retentionHere(table, disclosure.Date{}, log)
	config.Now, config.CoolingOff, config.StopMargin = now, time.Second, 100*time.Millisecond
	retention, err := newRetainer(desk, objects, dir, law.RegisterIDs(), config)
	must(t, err)
	life := life{t: t, desk: desk}

	var d disclosure.Disclosure
	text, err := os.ReadFile(example)
	must(t, err)
	must(t, json.Unmarshal(text, &d))
	d.Reason, d.Recipient.Person, d.Subjects[0].Reference = planted+" reason", planted+" person", planted+"-1"
	d.DisclosedAt = time.Now().Add(-time.Hour)
	recorded, err := desk.Record(ctx, life.asks("record", disclosure.Recorder), d)
	must(t, err)
	letter := life.archive(ctx, d.Case)
	objected := disclosure.Fact{
		Kind: disclosure.FactObjection, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: d.Subjects[0].Reference},
		From: disclosure.NewDate(2018, 5, 25), Until: disclosure.DateOf(time.Now()).AddYears(-7), Reason: planted + " grounds",
	}
	must(t, second(desk.LearnFact(ctx, life.asks("fact", disclosure.Recorder), objected)))
	closed := disclosure.DateOf(time.Now()).AddYears(-2).AddDays(-1)
	must(t, second(desk.Close(ctx, life.asks("close", disclosure.DPO), d.Case, disclosure.Closure{ClosedOn: closed, Note: planted, Confirmed: true})))
	held, err := desk.PlaceHold(ctx, life.asks("hold", disclosure.DPO), d.Case,
		disclosure.HoldPlaced{By: planted + " court", Reason: planted, ReviewOn: disclosure.DateOf(time.Now()).AddDays(1)})
	must(t, err)
	must(t, retention.run(ctx, now()))
	if view := life.see(ctx, d.Case); view.State != disclosure.CaseClosed || view.Retention.Clock != policy.HeldBack {
		t.Fatalf("held: got %s and clock %s, want it left alone", view.State, view.Retention.Clock)
	}
	known, err := desk.Facts(ctx, registrar.Looking{Caller: life.dpo(), Purpose: "to see"}, objected.About)
	if must(t, err); len(known.Facts) != 1 {
		t.Fatal("held: what the person had said is gone")
	}
	must(t, second(desk.ReleaseHold(ctx, life.asks("release", disclosure.DPO), d.Case, held.ID, disclosure.HoldReleased{Reason: planted})))
	receipt := desk.AwaitReceipt(ctx, life.dpo(), recorded.ID, 10*time.Second)
	if receipt == nil {
		t.Fatal("no receipt")
	}

	must(t, retention.run(ctx, now())) // due: fenced, locked and released
	if view := life.see(ctx, d.Case); view.State != disclosure.CaseDisposing || view.Disposal == nil || view.Disposal.StopBy.IsZero() {
		t.Fatalf("due: got %s and %+v, want its disposal begun", view.State, view.Disposal)
	}
	if found := seen(t, dir.path, planted); len(found) == 0 {
		t.Fatal("nothing is planted, so nothing can be found to be left")
	}
	later = 9 * 24 * time.Hour
	patience := time.Now().Add(time.Minute)
	for life.see(ctx, d.Case).State != disclosure.CaseDisposed { // the lock lapses by S3's own clock
		if time.Now().After(patience) {
			t.Fatal("the case is never destroyed")
		}
		must(t, retention.run(ctx, now()))
		later += 24 * time.Hour
	}

	// How many days went by before the lock lapsed, and so in which months what was
	// certified, depends on how fast the machine is.
	var certificates []cases.CertificateRow
	var destroyedLetters, destroyedEntries int
	for month := disclosure.DateOf(time.Now()); !month.After(disclosure.DateOf(now()).AddMonths(1)); month = month.AddMonths(1) {
		of, err := desk.Certificates(ctx, registrar.Looking{Caller: life.dpo(), Purpose: "Monthly report"}, month.String()[:7], "")
		must(t, err)
		certificates = append(certificates, of.Certificates...)
		destroyedLetters, destroyedEntries = destroyedLetters+of.Letters, destroyedEntries+of.Entries
	}
	if len(certificates) != 2 || destroyedLetters != 1 || destroyedEntries != 5+1 {
		t.Errorf("got %+v, want a certificate of one letter and five entries, and one of a fact", certificates)
	}
	if _, err := desk.OpenLetter(ctx, registrar.Looking{Caller: life.dpo(), Purpose: "to see"}, d.Case, letter); !isGone(err) {
		t.Errorf("opening the letter: got %v, want gone", err)
	}
	if desk.AwaitReceipt(ctx, life.dpo(), certificates[0].ID, 10*time.Second) == nil {
		t.Error("the certificate is not in the log")
	}
	again, err := desk.Receipt(ctx, life.dpo(), recorded.ID)
	must(t, err)
	origin, err := ledger.NewOrigin(logSite, dartfordCode)
	must(t, err)
	key, err := keyfile.OpenOrMake(dir.file(logKeyFile))
	must(t, err)
	vkey, err := ledger.VerifierKey(origin, key.Public())
	must(t, err)
	trusted, err := ledger.ParseKeys(vkey)
	must(t, err)
	for name, proof := range map[string][]byte{"from before": receipt, "from after": again} {
		if _, _, err := trusted.OpenReceipt(proof); err != nil {
			t.Errorf("the destroyed entry's receipt %s: %v", name, err)
		}
	}

	stopPublishing()
	// With the service still running: nothing waits for a shutdown to be gone.
	if found := seen(t, dir.path, planted); found != nil {
		t.Errorf("planted text is left in %v", found)
	}
	must(t, objects.Close())
	must(t, table.Close())
	if found := seen(t, dir.path, planted); found != nil {
		t.Errorf("after a stop, planted text is left in %v", found)
	}
	must(t, dir.close())
}

const dartfordCode = "E07000107"

type life struct {
	t    *testing.T
	desk *registrar.Registrar
}

func (l life) asks(key string, role disclosure.Role) registrar.Asking {
	department := ""
	if role == disclosure.Recorder {
		department = "housing"
	}
	return registrar.Asking{Caller: developmentCaller(dartfordCode, role, department, "A. N. Officer"), IdempotencyKey: "key-" + key}
}

func (l life) dpo() disclosure.Caller { return l.asks("", disclosure.DPO).Caller }

func (l life) see(ctx context.Context, ref disclosure.CaseRef) cases.CaseView {
	l.t.Helper()
	view, err := l.desk.Case(ctx, registrar.Looking{Caller: l.dpo(), Purpose: "to see"}, ref, "")
	must(l.t, err)
	return view
}

// archive uploads a letter as a department would.
func (l life) archive(ctx context.Context, ref disclosure.CaseRef) disclosure.DocumentID {
	l.t.Helper()
	body := []byte(planted + " letter")
	sum := sha256.Sum256(body)
	ticket, err := l.desk.RequestUpload(ctx, l.asks("ticket-"+ref.String(), disclosure.Recorder), ref, registrar.LetterRequest{
		Title: planted + " title", ContentType: "text/plain", Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:]),
	})
	must(l.t, err)
	request, err := http.NewRequestWithContext(ctx, ticket.Method, ticket.URL, bytes.NewReader(body))
	must(l.t, err)
	for name, value := range ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	must(l.t, err)
	response.Body.Close()
	must(l.t, second(l.desk.CompleteUpload(ctx, l.asks("complete-"+ref.String(), disclosure.Recorder), ref, ticket.Document)))
	return ticket.Document
}

// seen returns the files under the directory in which the text can be read.
func seen(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the service goes on working: a file of its own came and went
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if bytes.Contains(content, []byte(text)) {
			files = append(files, path)
		}
		return err
	}))
	return files
}

func isGone(err error) bool {
	e, ok := err.(*disclosure.Error)
	return ok && e.Kind == disclosure.Gone
}

func second[T any](_ T, err error) error { return err }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(withFindings(err))
	}
}

// disposedLine is a member of the list.
func disposedLine(register, ref string) string {
	return `{"v":1,"disposal":"0b3c2f5e-8a1d-4f6b-9c77-2d1e5a904b13","register":"` + register + `","case":"` + ref + `","classes":null}`
}

// The process ended in the midst of a line: it is cut off, whole though it may be longer
// than what takes its place.
func TestTheDisposedListSurvivesAnUnfinishedLine(t *testing.T) {
	long := disposedLine(dartfordCode, strings.Repeat("9", 300))
	for _, n := range []int{1, 4, 5, 6, len(long) / 2, len(long) - 1} {
		list := &disposedFile{path: filepath.Join(t.TempDir(), disposedName)}
		one, three := disposedLine(dartfordCode, "1"), disposedLine(dartfordCode, "3")
		must(t, os.WriteFile(list.path, []byte(one+"\n"+long[:n]), 0o600))
		if _, cut, err := list.others(nil); err != nil || !cut {
			t.Errorf("after %d bytes: got cut %t and %v", n, cut, err)
		}
		for _, member := range []string{disposedLine("E07000110", "2"), three, one} { // the last is there
			must(t, list.Add(t.Context(), "", "", []byte(member)))
		}
		if got := listed(t, list); !slices.Equal(got, []string{one, three}) {
			t.Errorf("after %d bytes: got %q, want the register's two members", n, got)
		}
		if _, cut, err := list.others(nil); err != nil || cut {
			t.Errorf("after %d bytes, and three members more: got cut %t and %v", n, cut, err)
		}
	}
}

// A last line that is whole is a member, though its newline is missing: what it stands for
// is destroyed again, and it stays.
func TestALastLineWithoutItsNewlineIsAMember(t *testing.T) {
	list := &disposedFile{path: filepath.Join(t.TempDir(), disposedName)}
	one, two, three := disposedLine(dartfordCode, "1"), disposedLine(dartfordCode, "2"), disposedLine(dartfordCode, "3")
	must(t, os.WriteFile(list.path, []byte(one+"\n"+two), 0o600))
	if got := listed(t, list); !slices.Equal(got, []string{one, two}) {
		t.Errorf("got %q, want both", got)
	}
	if _, cut, err := list.others(nil); err != nil || cut {
		t.Errorf("got cut %t and %v, want neither", cut, err)
	}
	for _, member := range []string{two, three, three, one} {
		must(t, list.Add(t.Context(), "", "", []byte(member)))
	}
	content, err := os.ReadFile(list.path)
	if must(t, err); string(content) != one+"\n"+two+"\n"+three+"\n" {
		t.Errorf("got %q, want the three members, a line each", content)
	}
}

// Whatever else is at the end is no trace of a kill: it is refused, and left as it is.
func TestTheEndOfTheDisposedListIsNotGuessed(t *testing.T) {
	one := disposedLine(dartfordCode, "1")
	for _, end := range []string{
		"\x00", strings.Repeat("\x00", 4096), one[:40] + "\x00\x00", one + "\x00", one + one, "x", "[1", `{"register":"E0700`,
		`{"v":1}`, `{"v":1,}`, one[:20] + "\xff", "\ufeff" + one, "]",
	} {
		list := &disposedFile{path: filepath.Join(t.TempDir(), disposedName)}
		before := one + "\n" + end
		must(t, os.WriteFile(list.path, []byte(before), 0o600))
		_, _, err := list.others(nil)
		for _, err := range []error{err, list.Add(t.Context(), "", "", []byte(disposedLine(dartfordCode, "2")))} {
			if err == nil || !strings.Contains(err.Error(), "line 2 of "+list.path) || !strings.Contains(err.Error(), "docs/runbooks/restore.md") {
				t.Errorf("%q at the end: got %v, want the line, the file and the runbook", end, err)
			}
		}
		if after, err := os.ReadFile(list.path); err != nil || string(after) != before {
			t.Errorf("%q at the end: the file is changed", end)
		}
	}
}

func listed(t *testing.T, list *disposedFile) (members []string) {
	t.Helper()
	must(t, list.Each(t.Context(), dartfordCode, func(m []byte) error { members = append(members, string(m)); return nil }))
	return members
}
