package asking_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/registrartest"
)

// file asks for a total as a file, has it made, and returns it.
func (d *office) file(t *testing.T, format string, total asking.Total) []byte {
	t.Helper()
	job, err := d.RequestExport(t.Context(), d.asks(auditor), exporting.Request{Format: format, Total: &total, Purpose: "Yearly audit"})
	if err != nil {
		t.Fatal(detail(err))
	}
	if err := d.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Fatal(err)
	}
	job, err = d.Export(t.Context(), looking(auditor), job.ID)
	if err != nil {
		t.Fatal(detail(err))
	}
	if job.Status != exporting.ExportDone || job.Progress != 100 || job.Rows == 0 || job.Total == nil || job.Total.Of != total.Of {
		t.Errorf("the job says %+v", job)
	}
	answer, err := http.Get(job.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// What is too much for an answer is refused as such, and its file says what the answer
// would have been.
func TestWhatIsTooMuchForAnAnswerIsAFile(t *testing.T) {
	client, _, reports := embeddedtest.Buckets(t)
	d := newOffice(t, desk.Options{Counted: 10, Reports: archive.NewReports(client, reports)})
	unbounded := registrartest.New(t, d.table, desk.Options{Now: d.clock})
	for n := range 11 {
		if n == 2 {
			if _, err := d.ProcessingRecord(t.Context(), looking(dpo), disclosure.NewDate(2026, 11, 1), disclosure.NewDate(2026, 11, 30)); err != nil {
				t.Errorf("of two: %v", err)
			}
		}
		if n == 10 {
			if _, err := d.Statistics(t.Context(), looking(dpo), "2026-11", "2026-11", false); err != nil {
				t.Errorf("of ten: %v", err)
			}
		}
		d.record(t, housing, toOmbudsman(t, on(3), healthShared(disclosure.CaseRef(fmt.Sprint("DBC-C-", n)))))
	}
	whole := func(answer any, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(detail(err))
		}
		body, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		return append(body, '\n')
	}
	first, last := disclosure.NewDate(2026, 11, 1), disclosure.NewDate(2026, 11, 30)
	_, statistics := d.Statistics(t.Context(), looking(dpo), "2026-11", "2026-11", true)
	_, annual := d.AnnualReturn(t.Context(), looking(dpo), 2026)
	_, processing := d.ProcessingRecord(t.Context(), looking(dpo), first, last)
	for of, one := range map[string]struct {
		refused error
		total   asking.Total
		answer  []byte
	}{
		"statistics":        {statistics, asking.Total{From: "2026-11", To: "2026-11", Exact: true}, whole(unbounded.Statistics(t.Context(), looking(dpo), "2026-11", "2026-11", true))},
		"annual-return":     {annual, asking.Total{Year: 2026}, whole(unbounded.AnnualReturn(t.Context(), looking(dpo), 2026))},
		"processing-record": {processing, asking.Total{From: "2026-11-01", To: "2026-11-30"}, whole(unbounded.ProcessingRecord(t.Context(), looking(dpo), first, last))},
	} {
		t.Run(of, func(t *testing.T) {
			if kindOf(t, one.refused) != disclosure.Refused || !strings.Contains(detail(one.refused), "/exports") {
				t.Errorf("the question is answered %s", detail(one.refused))
			}
			one.total.Of = of
			if got := d.file(t, "json", one.total); string(got) != string(one.answer) {
				t.Errorf("the file has\n%swant\n%s", got, one.answer)
			}
			if got := string(d.file(t, "csv", one.total)); !strings.HasPrefix(got, "\ufeff") || strings.Count(got, "\n") < 3 {
				t.Errorf("the spreadsheet has %q", got)
			}
		})
	}
	looks := d.accesses(t, desk.AccessSearch{Action: "request-export"})
	if len(looks) != 6 || !slices.ContainsFunc(looks, func(l desk.AccessRow) bool {
		return l.Asked["total"] == "statistics" && l.Asked["exact"] == "true" && l.Asked["from"] == "2026-11"
	}) {
		t.Errorf("looks %+v", looks)
	}
}

// How far a total is goes up, and is of its period: it counts nobody.
func TestATotalSaysHowFarItIsAndNotOfHowMany(t *testing.T) {
	d := newOffice(t, desk.Options{})
	far := func(total asking.Total) (percents []int) {
		if _, _, err := d.Total(t.Context(), dartford, total, func(percent int) error {
			percents = append(percents, percent)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return slices.Compact(percents)
	}
	for _, day := range []int{1, 16, 30} {
		d.record(t, housing, toOmbudsman(t, on(day%29)))
	}
	statistics, annual := asking.Total{Of: "statistics", From: "2026-11", To: "2026-11"}, asking.Total{Of: "annual-return", Year: 2026}
	before := [][]int{far(statistics), far(annual)}
	for range 5 {
		d.record(t, housing, toOmbudsman(t, on(16)))
	}
	if after := [][]int{far(statistics), far(annual)}; fmt.Sprint(before) != fmt.Sprint(after) || len(before[0]) != 2 {
		t.Errorf("of three %v, of eight %v", before, after)
	}
	processing := far(asking.Total{Of: "processing-record", From: "2026-11-01", To: "2026-11-30"})
	if !slices.IsSorted(processing) || processing[len(processing)-1] != 90 || !slices.IsSorted(before[1]) {
		t.Errorf("a record of processing goes %v, an annual return %v", processing, before[1])
	}
}

func TestATotalThatCannotBeIsRefused(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for pointer, e := range map[string]exporting.Request{
		"/format":      {Format: "xlsx", Total: &asking.Total{Of: "statistics"}},
		"/total":       {Format: "csv", Filter: &desk.Search{}, Total: &asking.Total{Of: "statistics"}},
		"/total/of":    {Format: "csv", Total: &asking.Total{Of: "everything"}},
		"/total/from":  {Format: "csv", Total: &asking.Total{Of: "annual-return", Year: 2026, From: "2026-01"}},
		"/total/year":  {Format: "csv", Total: &asking.Total{Of: "annual-return"}},
		"/total/to":    {Format: "csv", Total: &asking.Total{Of: "processing-record", From: "2026-01-01"}},
		"/total/exact": {Format: "csv", Total: &asking.Total{Of: "processing-record", From: "2026-01-01", To: "2026-01-02", Exact: true}},
	} {
		e.Purpose = "Yearly audit"
		_, err := d.RequestExport(t.Context(), d.asks(auditor), e)
		if kindOf(t, err) != disclosure.Refused || !strings.Contains(detail(err), pointer+" ") {
			t.Errorf("%s: %s", pointer, detail(err))
		}
	}
	if _, err := d.RequestExport(t.Context(), d.asks(auditor), exporting.Request{Format: "json", Filter: &desk.Search{}, Purpose: "Yearly audit"}); kindOf(t, err) != disclosure.Refused {
		t.Errorf("disclosures as json: %v", err)
	}
}
