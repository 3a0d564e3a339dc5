package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/archive/lifecycle"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// restarted is the service's own parts, put together anew each time.
type restarted struct {
	t       *testing.T
	path    string
	later   time.Duration   // the register's clock, before S3's own
	today   disclosure.Date // as confirmed; zero when it is not
	cooling time.Duration
	example []byte
	desk    *registrar.Registrar
	retains *retainer
	table   *sqlite.Table
	stop    func()
}

func newRestarted(t *testing.T, cooling time.Duration) *restarted {
	t.Helper()
	text, err := os.ReadFile("../../docs/examples/housing-ombudsman.json")
	must(t, err)
	t.Chdir(".") // the embedded S3 moves it
	return &restarted{t: t, path: t.TempDir(), cooling: cooling, example: text}
}

func (r *restarted) start() {
	r.t.Helper()
	ctx, t := r.t.Context(), r.t
	dir, err := openDataDir(r.path)
	must(t, err)
	table, err := sqlite.Open(dir.file(tableFile))
	must(t, err)
	r.table = table
	objects, err := embedded.Start(ctx, embedded.Config{Dir: dir.file(objectsDir)})
	must(t, err)
	law := policy.Load()
	keys, err := registrar.NewKeyring(dir.secret)
	must(t, err)
	log := slog.New(slog.DiscardHandler)
	publisher, err := newPublisher(ctx, table, objects, dir, law, log)
	must(t, err)
	now := func() time.Time { return time.Now().Add(r.later) }
	letters, _ := objects.Buckets()
	r.desk = registrar.New(publisher.waking(table), law, keys, registrar.Options{
		Letters: archive.NewCorrespondence(objects.Client(), letters), Log: publisher.reader, Now: now,
	})
	config := retentionHere(table, r.today, log)
	config.Now, config.CoolingOff, config.StopMargin = now, r.cooling, r.cooling/10
	r.retains, err = newRetainer(r.desk, objects, dir, law.RegisterIDs(), config)
	must(t, err)
	r.stop = func() {
		must(t, objects.Close())
		must(t, table.Close())
		must(t, dir.close())
	}
}

// night has retention do a day's work, between a start and a stop.
func (r *restarted) night() {
	r.t.Helper()
	r.start()
	must(r.t, r.retains.run(r.t.Context(), time.Now().Add(r.later)))
	r.later += 24 * time.Hour
}

// closedCase records a disclosure and a letter in a case whose time is over.
func (r *restarted) closedCase() (disclosure.CaseRef, disclosure.DocumentID) {
	r.t.Helper()
	var d disclosure.Disclosure
	must(r.t, json.Unmarshal(r.example, &d))
	return d.Case, r.closedCaseOf(d.Case)
}

func (r *restarted) closedCaseOf(ref disclosure.CaseRef) (letter disclosure.DocumentID) {
	r.t.Helper()
	r.closed(ref, func() { letter = life{r.t, r.desk}.archive(r.t.Context(), ref) })
	return letter
}

// closed records a disclosure in a case whose time is over, and does something before
// that is closed.
func (r *restarted) closed(ref disclosure.CaseRef, before func()) {
	r.t.Helper()
	ctx, t, life := r.t.Context(), r.t, life{r.t, r.desk}
	var d disclosure.Disclosure
	must(t, json.Unmarshal(r.example, &d))
	d.Case, d.DisclosedAt = ref, time.Now().Add(-time.Hour)
	must(t, second(r.desk.Record(ctx, life.asks("record "+string(ref), disclosure.Recorder), d)))
	before()
	closed := disclosure.DateOf(time.Now()).AddYears(-2).AddDays(-1)
	must(t, second(r.desk.Close(ctx, life.asks("close "+string(ref), disclosure.DPO), d.Case, disclosure.Closure{ClosedOn: closed, Note: "fictional", Confirmed: true})))
}

// The machine is stopped and started between any two nights, and its directory
// is moved once: the letter is destroyed and its case certified all the same.
func TestADisposalWithLettersEndsThoughTheServiceIsRestartedEveryNight(t *testing.T) {
	r := newRestarted(t, 2*time.Second)
	r.start()
	ref, _ := r.closedCase()
	r.stop()
	patience := time.Now().Add(time.Minute)
	for night := 0; ; night++ {
		r.night()
		state := life{t, r.desk}.see(t.Context(), ref).State
		r.stop()
		if state == disclosure.CaseDisposed {
			break
		}
		if night == 2 {
			moved := filepath.Join(t.TempDir(), "moved")
			must(t, os.Rename(r.path, moved))
			r.path = moved
		}
		if time.Now().After(patience) { // the lock lapses by S3's own clock
			t.Fatalf("%d nights later the case is %s", night, state)
		}
	}
	if found := seen(t, filepath.Join(r.path, "s3"), planted); found != nil {
		t.Errorf("the letter is left in %v", found)
	}
}

// A stopped disposal may leave a delete marker over its letter. The letter is held
// again, and matches its record, after a restart too.
func TestALetterOfAStoppedDisposalIsHeldAndMatches(t *testing.T) {
	r := newRestarted(t, time.Hour)
	ctx := t.Context()
	r.start()
	ref, letter := r.closedCase()
	r.stop()
	r.later = 0
	r.start()
	must(t, r.retains.run(ctx, time.Now())) // released
	bucket := "correspondence"
	done, err := lifecycle.Apply(ctx, r.retains.client, bucket, r.retains.buckets[bucket], time.Now().AddDate(0, 0, 3))
	if must(t, err); done.Expired != 1 {
		t.Fatalf("got %+v, want a delete marker over the letter", done)
	}
	r.stop()
	r.start()
	must(t, second(r.desk.StopDisposal(ctx, life{t, r.desk}.asks("stop", disclosure.DPO), ref, disclosure.DisposalStopped{
		By: "the county court", Reason: "fictional", ReviewOn: disclosure.DateOf(time.Now()).AddDays(30),
	})))
	r.later = 20 * time.Minute
	must(t, r.retains.run(ctx, time.Now())) // held again
	for range 2 {
		check, err := r.desk.CheckLetter(ctx, registrar.Looking{Caller: life{t, r.desk}.dpo(), Purpose: "to see"}, ref, letter)
		if must(t, err); check.Outcome != cases.LetterMatches {
			t.Errorf("got %s with %+v, want it to match", check.Outcome, check.Differences)
		}
		done, err := lifecycle.Apply(ctx, r.retains.client, bucket, r.retains.buckets[bucket], time.Now().AddDate(1, 0, 0))
		if must(t, err); done.Removed != 0 {
			t.Errorf("got %+v, want nothing destroyed", done)
		}
		r.stop()
		r.start()
	}
	r.stop()
}

// The machine was off for longer than the locks of a disposal that was stopped: its
// letter is held again before the lifecycle's stand-in has its night.
func TestAStopHoldsThoughTheMachineWasOffForLongerThanTheLocks(t *testing.T) {
	r := newRestarted(t, 3*time.Second)
	ctx := t.Context()
	r.start()
	ref, letter := r.closedCase()
	must(t, r.retains.run(ctx, time.Now())) // released
	bucket := "correspondence"
	done, err := lifecycle.Apply(ctx, r.retains.client, bucket, r.retains.buckets[bucket], time.Now().AddDate(0, 0, 3))
	if must(t, err); done.Expired != 1 {
		t.Fatalf("got %+v, want a delete marker over the letter", done)
	}
	must(t, second(r.desk.StopDisposal(ctx, life{t, r.desk}.asks("stop", disclosure.DPO), ref, disclosure.DisposalStopped{
		By: "the county court", Reason: "fictional", ReviewOn: disclosure.DateOf(time.Now()).AddDays(30),
	})))
	r.stop()
	time.Sleep(3 * time.Second) // the lock lapses by S3's own clock
	r.later = 12 * 24 * time.Hour
	r.start()
	for range 2 {
		must(t, r.retains.run(ctx, time.Now().Add(r.later)))
	}
	check, err := r.desk.CheckLetter(ctx, registrar.Looking{Caller: life{t, r.desk}.dpo(), Purpose: "to see"}, ref, letter)
	if must(t, err); check.Outcome != cases.LetterMatches {
		t.Errorf("got %s with %+v, want it to match", check.Outcome, check.Differences)
	}
	r.stop()
}

// The clock is years ahead at a start: the service is there, says so and destroys
// nothing, also of letters that were let go already. The right day does, once confirmed.
func TestALetterIsNotDestroyedByAClockThatIsYearsAhead(t *testing.T) {
	r := newRestarted(t, 3*time.Second)
	ctx := t.Context()
	r.start()
	ref, _ := r.closedCase()
	must(t, r.retains.seeClock(ctx))
	must(t, r.retains.run(ctx, time.Now())) // released
	r.stop()
	time.Sleep(3 * time.Second) // the lock lapses by S3's own clock
	r.later = 10 * 365 * 24 * time.Hour
	r.start()
	must(t, r.retains.seeClock(ctx)) // stops no start
	for range 3 {
		if err := r.retains.run(ctx, time.Now().Add(r.later)); !errors.Is(err, cases.ErrClockJumped) {
			t.Fatalf("got %v, want the clock doubted", err)
		}
	}
	r.stop()
	if seen(t, filepath.Join(r.path, "s3"), planted) == nil {
		t.Fatal("the letter is gone")
	}

	r.today = disclosure.DateOf(time.Now().Add(r.later))
	r.start()
	for range 3 {
		must(t, r.retains.run(ctx, time.Now().Add(r.later)))
		r.later += 24 * time.Hour
	}
	if state := (life{t, r.desk}).see(ctx, ref).State; state != disclosure.CaseDisposed {
		t.Errorf("confirmed: the case is %s", state)
	}
	r.stop()
}

// What the archive noted of one letter's digest is damaged: the run says so, and takes
// the letter of another case all the same.
func TestOneDamagedNoteStopsNoOtherLetter(t *testing.T) {
	r := newRestarted(t, time.Second)
	ctx := t.Context()
	r.start()
	ref, _ := r.closedCase()
	var other disclosure.Disclosure
	must(t, json.Unmarshal(r.example, &other))
	other.Case, other.DisclosedAt = "DBC-C-2026-0009", time.Now().Add(-time.Hour)
	must(t, second(r.desk.Record(ctx, life{t, r.desk}.asks("record another", disclosure.Recorder), other)))
	notes := func() map[string]bool {
		found := map[string]bool{}
		must(t, filepath.WalkDir(filepath.Join(r.path, "s3", "metadata"), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Name() == "checksums" {
				found[path] = true
			}
			return err
		}))
		return found
	}
	before := notes()
	life{t, r.desk}.archive(ctx, other.Case)
	damaged := notes()
	maps.DeleteFunc(damaged, func(path string, _ bool) bool { return before[path] })
	if len(before) == 0 || len(damaged) != 1 {
		t.Fatalf("%d notes, and %d of the other letter", len(before), len(damaged))
	}
	for path := range damaged {
		must(t, os.WriteFile(path, []byte("\x00\xff{"), 0o600))
	}
	for night := range 12 {
		if night == 1 {
			time.Sleep(time.Second) // the lock lapses by S3's own clock
		}
		if err := r.retains.run(ctx, time.Now().Add(r.later)); err != nil && !strings.Contains(err.Error(), "digests of 1 letters") {
			t.Fatal(err)
		} else if err == nil {
			t.Fatal("nothing is said of the damaged note")
		}
		r.later += 24 * time.Hour
	}
	if state := (life{t, r.desk}).see(ctx, ref).State; state != disclosure.CaseDisposed {
		t.Errorf("the other case is %s", state)
	}
	r.stop()
}

// A pipe stands in the place of a file deep in the archive: retention does not wait for
// it, says so and destroys nothing, and goes on once it is away.
func TestAPipeInTheArchiveStopsNoRun(t *testing.T) {
	r := newRestarted(t, time.Second)
	ctx := t.Context()
	r.start()
	ref, _ := r.closedCase()
	pipe := filepath.Join(r.path, "s3", "metadata", "correspondence", "a", "b", "meta", "etag")
	must(t, os.MkdirAll(filepath.Dir(pipe), 0o700))
	must(t, syscall.Mkfifo(pipe, 0o600))
	if err := r.retains.run(ctx, time.Now()); err == nil || !strings.Contains(err.Error(), "1 things in the archive are neither files nor folders") {
		t.Errorf("got %v, want the pipe counted", err)
	}
	if state := (life{t, r.desk}).see(ctx, ref).State; state != disclosure.CaseClosed {
		t.Errorf("the case is %s", state)
	}
	must(t, os.RemoveAll(filepath.Join(r.path, "s3", "metadata", "correspondence", "a")))
	must(t, r.retains.run(ctx, time.Now()))
	if state := (life{t, r.desk}).see(ctx, ref).State; state != disclosure.CaseDisposing {
		t.Errorf("the pipe is away, and the case is %s", state)
	}
	r.stop()
}

// Two disposals were stopped, and a pipe stands in the place of a part of one's letter:
// the other's is held again, and the one's once the part is put back.
func TestAStopHoldsThoughAPipeIsInTheArchive(t *testing.T) {
	r := newRestarted(t, time.Hour)
	ctx := t.Context()
	r.start()
	parts := func() map[string]bool {
		found := map[string]bool{}
		must(t, filepath.WalkDir(filepath.Join(r.path, "s3", "metadata", "correspondence"), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Name() == "object-legal-hold" {
				found[path] = true
			}
			return err
		}))
		return found
	}
	first, _ := r.closedCase()
	holds := parts()
	const other disclosure.CaseRef = "DBC-C-2026-0009"
	r.closedCaseOf(other)
	if both := parts(); len(holds) != 1 || len(both) != 2 {
		t.Fatalf("%d holds are noted, and then %d", len(holds), len(both))
	}
	must(t, r.retains.run(ctx, time.Now())) // released
	for _, ref := range []disclosure.CaseRef{first, other} {
		must(t, second(r.desk.StopDisposal(ctx, life{t, r.desk}.asks("stop "+string(ref), disclosure.DPO), ref, disclosure.DisposalStopped{
			By: "the county court", Reason: "fictional", ReviewOn: disclosure.DateOf(time.Now()).AddDays(30),
		})))
	}
	r.later = 20 * time.Minute
	held := func() (n int) {
		for path := range parts() {
			if hold, err := os.ReadFile(path); err == nil && len(hold) == 1 && hold[0] == 1 {
				n++
			}
		}
		return n
	}
	if n := held(); n != 0 {
		t.Fatalf("%d letters are held before they are held again: this test could not fail", n)
	}
	var etag string
	for path := range holds {
		etag = filepath.Join(filepath.Dir(path), "etag")
	}
	was, err := os.ReadFile(etag)
	must(t, err)
	must(t, os.Remove(etag))
	must(t, syscall.Mkfifo(etag, 0o600))
	for range 2 {
		err := r.retains.run(ctx, time.Now())
		if err == nil || !strings.Contains(err.Error(), "1 things in the archive are neither files nor folders") || !strings.Contains(err.Error(), "a part of a letter") {
			t.Errorf("got %v, want the pipe counted and its letter left", err)
		}
		if n := held(); n != 1 {
			t.Errorf("%d letters are held, want the one without a pipe", n)
		}
	}
	must(t, os.Remove(etag))
	must(t, os.WriteFile(etag, was, 0o600))
	must(t, r.retains.run(ctx, time.Now()))
	if n := held(); n != 2 {
		t.Errorf("%d letters are held, want both", n)
	}
	r.stop()
}

// The check of the log says of a letter whose hold retention took off, and puts back
// since that was stopped, that it is so. Once it is back, one that is off is wrong.
func TestTheCheckOfTheLogKnowsOfAStop(t *testing.T) {
	r := newRestarted(t, time.Hour)
	ctx := t.Context()
	r.start()
	ref, _ := r.closedCase()
	check := func(when, want string, wrong error) {
		t.Helper()
		var out strings.Builder
		l := &openedLog{register: "E07000107", table: r.table, archive: filepath.Join(r.path, objectsDir)}
		if err := (checkLog{}).letters(ctx, streams{&out, &out}, l); !errors.Is(err, wrong) || !strings.Contains(out.String(), want) {
			t.Errorf("%s: ended with %v: %s", when, err, out.String())
		}
	}
	must(t, r.retains.run(ctx, time.Now()))
	check("being destroyed", "1 are of cases that are being destroyed.", nil)
	must(t, second(r.desk.StopDisposal(ctx, life{t, r.desk}.asks("stop", disclosure.DPO), ref, disclosure.DisposalStopped{
		By: "the county court", Reason: "fictional", ReviewOn: disclosure.DateOf(time.Now()).AddDays(30),
	})))
	check("stopped", "0 letters are here, byte for byte what was logged, and held.\n1 are byte for byte what was logged; their legal hold was off for a destruction that was stopped, and is put back by the next run of retention.\n", nil)
	r.later = 20 * time.Minute
	must(t, r.retains.run(ctx, time.Now()))
	check("held again", "1 letters are here, byte for byte what was logged, and held.\n", nil)
	must(t, filepath.WalkDir(filepath.Join(r.path, "s3", "metadata", "correspondence"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == "object-legal-hold" {
			err = os.Remove(path)
		}
		return err
	}))
	check("off by somebody's hand", "its legal hold is off", errFindings)
	r.stop()
}

// A case that is due cannot be read, and so nobody knows whether its disposal was
// stopped: no letter is destroyed, also of another case, until it is mended. A case
// without letters goes in its time.
func TestADamagedCaseKeepsEveryLetterOnOneMachine(t *testing.T) {
	r := newRestarted(t, time.Second)
	ctx := t.Context()
	r.start()
	ref, _ := r.closedCase()
	const other, bare disclosure.CaseRef = "DBC-C-2026-0008", "DBC-C-2026-0009"
	r.closedCaseOf(other)
	r.closed(bare, func() {})
	key := store.CaseKey("E07000107", ref.Key())
	whole, err := r.table.Get(ctx, key)
	must(t, err)
	damaged := whole
	damaged.Attrs = maps.Clone(whole.Attrs)
	damaged.Attrs["doc"] = []byte("{")
	must(t, r.table.Transact(ctx, []store.Write{{Action: store.Put, Item: damaged}}))
	nights := func(n int, want bool) {
		for night := range n {
			if night == 1 {
				time.Sleep(time.Second) // the lock lapses by S3's own clock
			}
			if err := r.retains.run(ctx, time.Now().Add(r.later)); (err != nil) != want {
				t.Errorf("a night ends with %v", err)
			}
			r.later += 24 * time.Hour
		}
	}
	state := func(ref disclosure.CaseRef) disclosure.CaseState { return life{t, r.desk}.see(ctx, ref).State }
	nights(12, true)
	if state(other) != disclosure.CaseDisposing || state(bare) != disclosure.CaseDisposed {
		t.Errorf("beside a damaged case one with a letter is %s, and one without is %s", state(other), state(bare))
	}
	must(t, r.table.Transact(ctx, []store.Write{{Action: store.Put, Item: whole}}))
	nights(12, false)
	if state(ref) != disclosure.CaseDisposing || state(other) != disclosure.CaseDisposed { // its lock, twelve days on, does not lapse by S3's own clock
		t.Errorf("it is mended, and the cases are %s and %s", state(ref), state(other))
	}
	r.stop()
}
