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
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
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
	law, err := policy.Load()
	must(t, err)
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
	if must(t, err); len(known) != 1 {
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
	var certificates []registrar.CertificateRow
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

func (l life) see(ctx context.Context, ref disclosure.CaseRef) registrar.CaseView {
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

func TestTheDisposedListSurvivesAnUnfinishedLine(t *testing.T) {
	list := &disposedFile{path: filepath.Join(t.TempDir(), disposedName)}
	add := func(member string) { must(t, list.Add(t.Context(), "", "", []byte(member))) }
	add(`{"register":"E07000107","case":"1"}`)
	file, err := os.OpenFile(list.path, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteString(`{"register":"E0700`) // the process ended here
	must(t, err)
	must(t, file.Close())
	add(`{"register":"E07000110","case":"2"}`)
	add(`{"register":"E07000107","case":"3"}`)
	add(`{"register":"E07000107","case":"1"}`) // is there
	var got []string
	must(t, list.Each(t.Context(), "E07000107", func(m []byte) error { got = append(got, string(m)); return nil }))
	if len(got) != 2 || got[0] != `{"register":"E07000107","case":"1"}` || got[1] != `{"register":"E07000107","case":"3"}` {
		t.Errorf("got %q, want the register's two members", got)
	}
}
