package desk_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func entryMember(index int64) string { return fmt.Sprintf("entries/%d.json", index) }

func memberOf(t *testing.T, file []byte, name string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	in, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	content, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A range without an end goes up to the record of its own request, and has
// entries of every kind: looks are leaves too.
func TestABundleOverTheWholeLogHasEverything(t *testing.T) {
	l := newLogged(t)
	first := l.record(t, housing, toOmbudsman(t)).ID
	if _, err := l.Correct(t.Context(), asks(housing), first, disclosure.Correction{Reason: "The wrong day.", Disclosure: toOmbudsman(t, on(2))}); err != nil {
		t.Fatal(detail(err))
	}
	l.finds(t, dpo, desk.Search{})
	l.seal()
	l.finds(t, dpo, desk.Search{}) // not yet sealed when the bundle is asked for
	p := l.prove(aRange(0, 0))
	p.wantsProblems(t)
	want := exporting.LogRange{First: 0, End: 5}
	if p.Complete != (bundle.Range{First: 0, End: 5}) || p.Entries != 5 || p.job.Range == nil || *p.job.Range != want || p.job.Rows != 5 || p.job.Warnings != nil {
		t.Errorf("complete %+v with %d entries; the job says %+v", p.Complete, p.Entries, p.job)
	}
	var kinds []disclosure.Kind
	for index := range int64(5) {
		kinds = append(kinds, entryIn(t, p.file, index).Kind)
	}
	if want := []disclosure.Kind{"disclosure", "correction", "access", "access", "access"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	if last := string(memberOf(t, p.file, entryMember(4))); !strings.Contains(last, `"request-export"`) || !strings.Contains(last, `"format":"bundle"`) || !strings.Contains(last, p.job.ID) {
		t.Errorf("the last entry is not the request: %s", last)
	}
	sum := sha256.Sum256(p.file)
	if got := fetch(t, p.job.URL); !bytes.Equal(got, p.file) || p.job.SHA256 != hex.EncodeToString(sum[:]) || p.job.Size != int64(len(got)) {
		t.Error("the link does not lead to the file that the job describes")
	}
	if !strings.Contains(p.job.URL, "evidence-") || !strings.Contains(p.job.URL, ".zip") || !strings.Contains(p.job.URL, "application%2Fzip") {
		t.Error("the link names no zip")
	}
	if l.waits == 0 {
		t.Error("the job did not wait for the entries that were on their way")
	}
}

func TestABundleOverPartOfTheLog(t *testing.T) {
	l := newLogged(t)
	for i := range 120 { // more than one read of entries
		l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
	}
	l.seal()
	for _, r := range [][2]int64{{0, 1}, {7, 60}, {50, 120}, {119, 120}} {
		p := l.prove(aRange(r[0], r[1]))
		p.wantsProblems(t)
		if p.Complete != (bundle.Range{First: r[0], End: r[1]}) || int64(p.Entries) != r[1]-r[0] {
			t.Errorf("asked for %v: got %v with %d entries", r, p.Complete, p.Entries)
		}
	}
	p := l.prove(aRange(100, 0))
	if p.wantsProblems(t); p.Complete.First != 100 || p.Complete.End <= 120 {
		t.Errorf("got %v", p.Complete)
	}
}

func TestABundleOfWhatASearchFinds(t *testing.T) {
	l := newLogged(t)
	aLibrary(t, l.office)
	for name, q := range map[string]desk.Search{
		"everything":          {},
		"one subject":         {Subject: "DBC-P-4"},
		"a combination":       {Subject: "DBC-P-4", Decision: "disclosed", From: disclosure.NewDate(2026, 11, 3)},
		"nothing at all":      {Case: "DBC-C-none"},
		"one recipient's":     {Recipient: "Housing Ombudsman Service"},
		"one department's no": {Department: "revenues", Decision: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			p := l.prove(aSelection(q))
			p.wantsProblems(t)
			want := l.finds(t, dpo, q)
			if p.Entries != len(want) || p.job.Rows != len(want) || p.job.Range != nil || p.Complete != (bundle.Range{}) {
				t.Errorf("%d entries, want the %d the search finds; the job says %+v", p.Entries, len(want), p.job)
			}
			for _, id := range want {
				if got := entryIn(t, p.file, l.indexOf(id)); got.ID != id {
					t.Errorf("in the place of %s is %s", id, got.ID)
				}
			}
		})
	}
}

// Whoever has the table may list an entry at a second date, or list again one
// that was lawfully destroyed. Neither stops a bundle.
func TestASearchThatListsWhatItShouldNot(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	l.record(t, housing, toOmbudsman(t, on(2)))
	gone := l.record(t, housing, toOmbudsman(t, on(3), inCase(doomed))).ID
	var listed []store.Key
	for _, key := range l.office.keys(t) {
		if key.Partition == store.IndexPartition(dartford.String(), store.ByAll, "") {
			listed = append(listed, key)
		}
	}
	slices.SortFunc(listed, func(a, b store.Key) int { return strings.Compare(a.Sort, b.Sort) })
	item, err := l.table.Get(t.Context(), listed[0])
	if err != nil {
		t.Fatal(err)
	}
	l.closeLongAgo(doomed)
	l.destroy()
	twice, again := item, item
	twice.Sort = strings.Replace(item.Sort, "-02T", "-04T", 1)
	again.Key = listed[1]
	for _, item := range []store.Item{twice, again} {
		if err := l.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
			t.Fatal(err)
		}
	}
	p := l.prove(aSelection(desk.Search{}))
	p.wantsProblems(t, fmt.Sprintf("entry %d is LOST", l.indexOf(gone)))
	if p.Entries != 1 || p.job.Rows != 2 || len(p.job.Warnings) != 1 {
		t.Errorf("%d entries in %d rows, want each once", p.Entries, p.job.Rows)
	}
}

// Every checkpoint that was ever signed is one that an auditor may have kept.
func TestABundleProvesEveryKeptCheckpoint(t *testing.T) {
	l := newLogged(t)
	kept := map[int64][]byte{}
	for i := range 9 {
		l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
		l.seal()
		checkpoint, err := l.Checkpoint(t.Context(), auditor)
		if err != nil {
			t.Fatal(detail(err))
		}
		kept[l.size()] = checkpoint
	}
	whole, tail := l.prove(aRange(0, 0)), l.prove(aRange(4, 0))
	asked := aSelection(desk.Search{Subject: "DBC-P-0"})
	asked.Since = []int64{7, 2, 7}
	selection := l.prove(asked)
	for size, checkpoint := range kept {
		for name, tt := range map[string]struct {
			file []byte
			can  bool
		}{"the whole log": {whole.file, true}, "the log from leaf 4": {tail.file, size >= 4}, "a selection, since 2 and 7": {selection.file, size == 2 || size == 7}} {
			got := l.verify(tt.file, checkpoint)
			if (len(got.Problems) == 0) != tt.can {
				t.Errorf("%s, since %d: %v", name, size, got.Problems)
			}
			if !tt.can && !strings.Contains(got.Problems[0].What, fmt.Sprintf(`ask for a bundle with "since": [%d]`, size)) {
				t.Errorf("%s, since %d, does not say what to ask for: %v", name, size, got.Problems)
			}
		}
	}
}

func TestWhatNoBundleCouldAnswerIsRefused(t *testing.T) {
	l := newLogged(t, func(o *desk.Options) { o.BundleRows = 10 })
	for i := range 12 {
		l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
	}
	since := func(e exporting.Request, sizes ...int64) exporting.Request {
		e.Since = sizes
		return e
	}
	both, csvRange, neither := aRange(0, 3), aRange(0, 3), aRange(0, 3)
	both.Filter = &desk.Search{}
	csvRange.Format = "csv"
	neither.Range = nil
	refused := func(e exporting.Request) string {
		t.Helper()
		_, err := l.RequestExport(t.Context(), asks(auditor), e)
		if err == nil {
			return ""
		}
		if kindOf(t, err) != disclosure.Refused {
			t.Fatalf("got %v", err)
		}
		var said []string
		for _, f := range err.(*disclosure.Error).Findings {
			said = append(said, f.Pointer+": "+f.Detail)
		}
		return strings.Join(said, "\n")
	}
	if got := refused(aRange(0, 1)); !strings.Contains(got, "/range/end: The log has 0 entries") {
		t.Errorf("a range of a log that has not begun: %q", got)
	}
	l.seal()
	for name, tt := range map[string]struct {
		ask  exporting.Request
		want string // "" is accepted
	}{
		"a range":                          {aRange(0, 10), ""},
		"up to the end":                    {aRange(2, 12), ""},
		"up to now":                        {aRange(12, 0), ""},
		"one beyond the end":               {aRange(5, 13), "/range/end: The log has 12 entries, so that the highest end is 12."},
		"from beyond the end":              {aRange(13, 0), "/range/first: The log has 12 entries, and none at 13."},
		"nothing":                          {aRange(3, 3), "/range/end: The range ends before it begins"},
		"backwards":                        {aRange(4, 3), "/range/end: The range ends before it begins"},
		"from before the first":            {aRange(-1, 3), "/range/first: Leaves are counted from 0."},
		"more than fit":                    {aRange(0, 11), "/range: A bundle has at most 10 rows, and this range 11."},
		"more than fit, up to now":         {aRange(1, 0), "/range: A bundle has at most 10 rows, and this range 11."},
		"a filter and a range":             {both, "/range: Give a filter or a range, not both"},
		"neither":                          {neither, "/filter: Say which entries"},
		"a spreadsheet over a range":       {csvRange, "/range: A spreadsheet has no range"},
		"a spreadsheet since last year":    {since(exporting.Request{Format: "csv", Filter: &desk.Search{}}, 3), "/since: A spreadsheet proves nothing"},
		"a spreadsheet of nothing":         {exporting.Request{Format: "csv"}, "/filter: Say which disclosures"},
		"another format":                   {exporting.Request{Format: "pdf", Filter: &desk.Search{}}, "/format"},
		"a filter that nothing could meet": {aSelection(desk.Search{Case: "a\ncase"}), "/filter/case: "},
		"since":                            {since(aRange(0, 3), 1, 12), ""},
		"since a larger log":               {since(aRange(0, 3), 4, 13), "/since/1: The log has 12 entries"},
		"since nothing":                    {since(aRange(0, 3), 0), "/since/0: The log has 12 entries"},
	} {
		t.Run(name, func(t *testing.T) {
			tt.ask.Purpose = "Yearly audit"
			if got := refused(tt.ask); (got == "") != (tt.want == "") || !strings.HasPrefix(got, tt.want) {
				t.Errorf("refused with %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAFilterThatFindsTooMuchForOneBundle(t *testing.T) {
	l := newLogged(t, func(o *desk.Options) { o.BundleRows = 3 })
	for i := range 4 {
		l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
	}
	job := l.export(t, aSelection(desk.Search{}))
	if job.Status != exporting.ExportFailed || !strings.Contains(job.Problem, "more than 3 entries") || job.URL != "" {
		t.Errorf("the job ended as %+v", job)
	}
	if p := l.prove(aSelection(desk.Search{Subject: "DBC-P-1"})); p.Entries != 1 {
		t.Errorf("a narrower filter: %+v", p.job)
	}
}

// An entry that is not in the log yet is never left out silently.
func TestABundleFailsRatherThanLeaveOutTheNewest(t *testing.T) {
	for name, ask := range map[string]exporting.Request{"a range up to now": aRange(0, 0), "a selection": aSelection(desk.Search{})} {
		t.Run(name, func(t *testing.T) {
			l := newLogged(t)
			l.record(t, housing, toOmbudsman(t))
			l.seal()
			l.record(t, housing, toOmbudsman(t, about("DBC-P-late")))
			l.asleep = true
			job, err := l.RequestExport(t.Context(), asks(auditor), ask)
			if err != nil {
				t.Fatal(detail(err))
			}
			for range 3 {
				if err := l.RunExport(t.Context(), dartford, job.ID); err == nil {
					t.Fatal("an attempt ended although an entry is not in the log")
				}
			}
			if got := l.exported(t, job.ID); got.Status != exporting.ExportFailed || !strings.Contains(got.Problem, "have not reached the signed log") || got.URL != "" {
				t.Errorf("the job ended as %+v", got)
			}
		})
	}
}

// Where exports take turns, one that waits gives its turn back, however often, and loses
// no attempt by it. In the end it says why there is none.
func TestABundleThatWaitsGivesItsTurnBack(t *testing.T) {
	const many = 30
	for name, in := range map[string]struct {
		turns int
		ends  exporting.ExportStatus
	}{"sealed in the end": {many, exporting.ExportDone}, "never sealed": {many + 4, exporting.ExportFailed}} {
		t.Run(name, func(t *testing.T) {
			l := newLogged(t, func(o *desk.Options) { o.ExportsTakeTurns = true })
			l.record(t, housing, toOmbudsman(t))
			l.asleep = true
			job, err := l.RequestExport(t.Context(), asks(auditor), aRange(0, 0))
			if err != nil {
				t.Fatal(detail(err))
			}
			for turn := range in.turns {
				was := l.waits
				err := l.RunExport(t.Context(), dartford, job.ID)
				if got := l.exported(t, job.ID); turn < many && (err == nil || got.Status != exporting.ExportQueued || l.waits-was > 5) {
					t.Fatalf("turn %d: %v after %d pauses, and the job is %s", turn, err, l.waits-was, got.Status)
				}
			}
			l.asleep = false
			if err := l.RunExport(t.Context(), dartford, job.ID); err != nil {
				t.Fatal(detail(err))
			}
			if got := l.exported(t, job.ID); got.Status != in.ends || in.ends == exporting.ExportFailed && !strings.Contains(got.Problem, "have not reached the signed log") {
				t.Errorf("the job ended as %+v", got)
			}
		})
	}
}

func TestABundleEndsWhateverFails(t *testing.T) {
	l := newLogged(t)
	for _, fault := range append(slices.Clone(faultsOfAJob), storetest.OnQuery(2, storetest.TimeoutNotApplied), storetest.OnBatchGet(2, storetest.Throttled)) {
		t.Run(fault.String(), func(t *testing.T) {
			l.seal()
			first := l.size()
			l.record(t, housing, toOmbudsman(t))
			got := l.runThrough(t, fault, aRange(first, 0)) // the disclosure and the request
			if got.Status != exporting.ExportDone || got.Rows != 2 {
				t.Fatalf("the job ended as %+v", got)
			}
			if v := l.verify(fetch(t, got.URL), nil); len(v.Problems) > 0 || v.Entries != 2 {
				t.Errorf("the bundle has %d entries: %v", v.Entries, v.Problems)
			}
		})
	}
}

// An entry has its place before the checkpoint that covers it is published.
func TestABundleWaitsForTheCheckpoint(t *testing.T) {
	var older, newer []byte
	var l *logged
	l = newLogged(t, func(o *desk.Options) {
		o.Pause = func(context.Context, int) {
			if l.waits++; l.waits == 3 {
				l.bucket.Tamper(dartford.String()+"/checkpoint", func([]byte) []byte { return newer })
			}
		}
	})
	l.record(t, housing, toOmbudsman(t))
	l.seal()
	job, err := l.RequestExport(t.Context(), asks(auditor), aRange(0, 0))
	if err != nil {
		t.Fatal(detail(err))
	}
	l.bucket.Tamper(dartford.String()+"/checkpoint", func(data []byte) []byte { older = data; return data })
	l.seal()
	l.bucket.Tamper(dartford.String()+"/checkpoint", func(data []byte) []byte { newer = data; return older })
	if err := l.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Fatal(err)
	}
	if v := l.verify(l.report.Bytes(), nil); len(v.Problems) > 0 || v.Entries != 2 || l.waits != 3 {
		t.Errorf("%d entries after %d waits: %v", v.Entries, l.waits, v.Problems)
	}
}

// However many rows, no more than one read of entries is ahead of what the
// report has taken, and each read has 50 of them, whatever their kind.
func TestABundleReadsNoFurtherAheadAsRowsGrow(t *testing.T) {
	var taken atomic.Int64
	l := newLogged(t, func(o *desk.Options) {
		o.Reports = ahead{o.Reports, func(n int) { taken.Add(int64(n)) }}
	})
	const rows = 200
	for i := range rows / 2 {
		l.record(t, housing, toOmbudsman(t, about(fmt.Sprintf("DBC-P-%d", i))))
		l.finds(t, dpo, desk.Search{Case: "DBC-C-none"})
	}
	l.seal()
	reads, furthest := 0, 0
	const least = 1500 // bytes of a row: its entry, its receipt and their headers
	l.table.Before(func(_ context.Context, call storetest.Call) {
		if call.Operation == storetest.BatchGet && strings.HasPrefix(call.Keys[0].Partition, "entry#") {
			furthest = max(furthest, reads*50-int(taken.Load())/least)
			reads++
		}
	})
	if p := l.prove(aRange(0, rows)); p.Entries != rows || reads != rows/50 {
		t.Errorf("%d entries in %d reads, want %d in %d", p.Entries, reads, rows, rows/50)
	}
	if furthest > 60 {
		t.Errorf("%d entries were read ahead of the report", furthest)
	}
}

// A bundle of a case or a person has what became of each entry: the correction, though
// the filter does not find it, the correction of that, and why flags were cleared.
func TestABundleHasTheCorrectionsAndClearingsOfWhatItShows(t *testing.T) {
	l := newLogged(t)
	l.record(t, housing, toOmbudsman(t, about("DBC-P-other"), inCase("DBC-C-other")))
	first := l.record(t, housing, toOmbudsman(t, mistaken, on(3))).ID
	correct := func(id disclosure.EntryID, day int) disclosure.EntryID {
		t.Helper()
		got, err := l.Correct(t.Context(), asks(housing), id, disclosure.Correction{Reason: "The wrong day.", Disclosure: toOmbudsman(t, approvedByItself, on(day))})
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	cleared, err := l.ClearFlag(t.Context(), asks(dpo), first, 0, "Seen")
	if err != nil {
		t.Fatal(detail(err))
	}
	second := correct(first, 10)
	third := correct(second, 12)
	alsoCleared, err := l.ClearFlag(t.Context(), asks(dpo), third, 0, "Seen again")
	if err != nil {
		t.Fatal(detail(err))
	}
	l.seal()
	day := disclosure.NewDate(2026, 11, 3)
	for name, q := range map[string]desk.Search{
		"one case, of one day":   {Case: "DBC-C-2026-0141", From: day, To: day},
		"one person, of one day": {Subject: "DBC-P-550193", From: day, To: day},
	} {
		t.Run(name, func(t *testing.T) {
			p := l.prove(aSelection(q))
			p.wantsProblems(t)
			var got []disclosure.EntryID
			for _, id := range []disclosure.EntryID{first, cleared.ID, second, third, alsoCleared.ID} {
				got = append(got, entryIn(t, p.file, l.indexOf(id)).ID)
			}
			if want := []disclosure.EntryID{first, cleared.ID, second, third, alsoCleared.ID}; !slices.Equal(got, want) || p.job.Rows != len(want) {
				t.Errorf("%d rows with %v, want %v", p.job.Rows, got, want)
			}
		})
	}
}
