package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/cmd/disclosures/oldertest"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store/sqlite"
)

// A register that 85e90f7 wrote answers each person as that release did, but where a
// fault was mended (testdata/register-85e90f7.golden says which); and its cases are
// destroyed when they are due, and certified.
func TestWhatAnOlderReleaseRecordedIsAnsweredAndDestroyed(t *testing.T) {
	data, entries := oldertest.Unpack(t, "testdata/register-85e90f7.tar.gz")
	home, err := os.Getwd()
	must(t, err)
	defer os.Chdir(home) //nolint:errcheck // the embedded S3 has moved it
	want := golden(t)

	ctx := t.Context()
	dir, err := openDataDir(data)
	must(t, err)
	defer dir.close() //nolint:errcheck // the test is over
	table, err := sqlite.Open(dir.file(tableFile))
	must(t, err)
	defer table.Close()
	objects, err := embedded.Start(ctx, embedded.Config{Dir: dir.file(objectsDir)})
	must(t, err)
	defer objects.Close()
	law := policy.Load()
	keys, err := registrar.NewKeyring(dir.secret)
	must(t, err)
	log := slog.New(slog.DiscardHandler)
	publisher, err := newPublisher(ctx, table, objects, dir, law, log)
	must(t, err)
	defer background(ctx, publisher.loop.Run)()
	at := time.Date(2026, time.November, 29, 22, 0, 0, 0, time.UTC) // what is answered turns on the day
	now := func() time.Time { return at }
	letters, _ := objects.Buckets()
	desk := registrar.New(publisher.waking(table), law, keys, registrar.Options{
		Letters: archive.NewCorrespondence(objects.Client(), letters), Log: publisher.reader, Now: now,
	})
	(&machine{desk: desk, law: law, log: log}).listAnew(ctx)
	dpo := func(e oldertest.Entry) registrar.Looking {
		return registrar.Looking{Caller: developmentCaller(disclosure.Register(e.Register), disclosure.DPO, "", "D. Sample"), Purpose: "To answer"}
	}
	var got []string
	for _, e := range entries {
		report, err := desk.ReviewSubject(ctx, dpo(e), answering.SubjectQuestion{Subject: e.Person, To: "person"})
		must(t, err)
		got = append(got, strings.Join([]string{e.Key, e.Notice, strings.Join(e.Rows, " and ")}, " ")+": "+changed(t, report, e))
	}
	if len(got) != len(want) {
		t.Errorf("%d reports, and %d lines in the golden file", len(got), len(want))
	}
	for n, line := range got {
		if n >= len(want) || want[n] != line {
			t.Errorf("the report is not as the golden file has it: %s", line)
		}
	}

	today := disclosure.DateOf(at)
	at = at.AddDate(80, 0, 0) // the longest that a class is kept, and more
	config := retentionHere(table, disclosure.DateOf(at), log)
	config.Now, config.CoolingOff, config.StopMargin = now, time.Second, 100*time.Millisecond
	retention, err := newRetainer(desk, objects, dir, law.RegisterIDs(), config)
	must(t, err)
	closing := map[string]oldertest.Entry{} // one case of each notice
	for _, e := range entries {
		if _, there := closing[e.Notice]; there {
			continue
		}
		closing[e.Notice] = e
		by := registrar.Asking{Caller: dpo(e).Caller, IdempotencyKey: "close-" + e.Key}
		must(t, second(desk.Close(ctx, by, disclosure.CaseRef(e.Case), disclosure.Closure{ClosedOn: today, Note: "Closed", Confirmed: true})))
	}
	destroyed := func(e oldertest.Entry) bool {
		view, err := desk.Case(ctx, dpo(e), disclosure.CaseRef(e.Case), "")
		must(t, err)
		return view.State == disclosure.CaseDisposed
	}
	for patience := time.Now().Add(time.Minute); ; at = at.AddDate(0, 0, 1) {
		must(t, retention.run(ctx, now()))
		left := slices.DeleteFunc(slices.Collect(maps.Values(closing)), destroyed)
		if len(left) == 0 {
			break
		}
		if time.Now().After(patience) {
			t.Fatalf("never destroyed: %v", left[0].Case)
		}
	}
	for _, e := range closing {
		if _, err := desk.Open(ctx, dpo(e), disclosure.EntryID(e.ID)); err == nil {
			t.Errorf("%s: what was destroyed is opened", e.Key)
		}
		if desk.AwaitReceipt(ctx, dpo(e).Caller, disclosure.EntryID(e.ID), 10*time.Second) == nil {
			t.Errorf("%s: what was destroyed is not in the log", e.Key)
		}
	}
}

// golden is what became of each report, a line each, without the notes above them.
func golden(t *testing.T) (lines []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/register-85e90f7.golden")
	must(t, err)
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// changed says whether the report to the person is what it was, and why not.
func changed(t *testing.T, review answering.SubjectReview, e oldertest.Entry) string {
	t.Helper()
	var whole struct {
		Answer struct{ Shared json.RawMessage }
		About  []struct {
			Because []struct{ Cause string }
			Items   []struct{ Because struct{ Cause string } }
		}
	}
	text, err := json.Marshal(review)
	must(t, err)
	must(t, json.Unmarshal(text, &whole))
	var now, was []any
	must(t, json.Unmarshal(whole.Answer.Shared, &now))
	must(t, json.Unmarshal(e.Shown, &was))
	first, err := json.Marshal(now)
	must(t, err)
	second, err := json.Marshal(was)
	must(t, err)
	if bytes.Equal(first, second) {
		return "as it was"
	}
	if mended := putBack(now, was); len(mended) > 0 {
		if first, err = json.Marshal(now); err == nil && bytes.Equal(first, second) {
			return strings.Join(mended, " and ")
		}
	}
	var because []string
	for _, about := range whole.About {
		for _, b := range about.Because {
			because = append(because, b.Cause)
		}
		for _, item := range about.Items {
			because = append(because, item.Because.Cause)
		}
	}
	because = slices.DeleteFunc(because, func(cause string) bool { return cause == "nothing-against" })
	slices.Sort(because)
	causes := " (" + strings.Join(slices.Compact(because), ", ") + ")"
	switch {
	case len(now) == 0:
		return "kept back" + causes
	case len(now) == len(was):
		return "in the catalogue's words" + causes
	}
	return "other disclosures are shown" + causes
}

// putBack gives what is shown the bases that it was shown with, where there are fewer, and
// says why there are.
func putBack(now, was []any) (mended []string) {
	did := func(what string) {
		if !slices.Contains(mended, what) {
			mended = append(mended, what)
		}
	}
	for i := range min(len(now), len(was)) {
		is, before := now[i].(map[string]any), was[i].(map[string]any)
		bases, cited := is["bases"].([]any), before["bases"].([]any)
		among := !slices.ContainsFunc(bases, func(basis any) bool { return !slices.Contains(cited, basis) })
		switch {
		case len(bases) == 0 && len(cited) > 0 && is["nothingAllowed"] == "breach":
			did("without what allowed it")
		case len(bases) == 0 && is["nothingAllowed"] == "none-counts":
			did("nothing that counts allowed it")
		case is["nothingAllowed"] == "unsettled":
			did("still being checked")
		case among && len(bases) < len(cited):
			did("without what does not count")
		case is["nothingAllowed"] == "breach":
			did("said to be a breach")
		}
		if among {
			is["bases"] = cited
			delete(is, "nothingAllowed")
		}
	}
	return mended
}
