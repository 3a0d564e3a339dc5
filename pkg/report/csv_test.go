package report_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/report/workbook"
)

func entry(t *testing.T, d disclosure.Disclosure) *disclosure.Entry {
	t.Helper()
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return &disclosure.Entry{Kind: disclosure.KindDisclosure, ID: "018f", Body: body}
}

// rowOf is the row of an entry with its flags, all of them open.
func rowOf(t *testing.T, e *disclosure.Entry) *report.Row {
	t.Helper()
	encoded, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	row := &report.Row{Version: report.RowVersion, Entry: encoded, Leaf: "01ab", Flags: []report.RowFlag{}, Letters: []report.RowLetter{}, Asks: []string{}}
	for n, f := range e.Flags {
		row.Flags = append(row.Flags, report.RowFlag{Number: n, Flag: f, State: report.FlagOpen})
	}
	return row
}

// rows writes the entries and reads them back as a spreadsheet would.
func rows(t *testing.T, entries ...*disclosure.Entry) [][]string {
	t.Helper()
	var out strings.Builder
	w, err := report.NewCSV(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := w.Write(rowOf(t, e)); err != nil {
			t.Fatal(err)
		}
	}
	if digest, err := w.Close(); err != nil || digest.Rows() != len(entries) {
		t.Fatalf("Close = %d rows, %v; want %d", digest.Rows(), err, len(entries))
	}
	text, found := strings.CutPrefix(out.String(), "\ufeff")
	if !found {
		t.Fatal("the file does not begin with a byte order mark")
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func cell(t *testing.T, table [][]string, row int, heading string) string {
	t.Helper()
	for i, h := range table[0] {
		if h == heading {
			return table[row][i]
		}
	}
	t.Fatalf("there is no column %q", heading)
	return ""
}

func TestNoCellCanRun(t *testing.T) {
	for name, start := range map[string]string{
		"equals": "=", "plus": "+", "minus": "-", "at": "@", "tab": "\t", "carriage return": "\r",
		"full-width equals": "＝", "full-width plus": "＋", "full-width minus": "－", "full-width at": "＠",
	} {
		t.Run(name, func(t *testing.T) {
			text := start + `HYPERLINK("x")`
			got := cell(t, rows(t, entry(t, disclosure.Disclosure{Reason: text})), 1, "Reason")
			if want := "'" + text; got != want {
				t.Errorf("cell = %q, want %q", got, want)
			}
		})
	}
}

// Text that begins with an apostrophe and then what runs gets another, so that what
// was there can be told.
func TestAnApostropheThatWasThereStays(t *testing.T) {
	for text, want := range map[string]string{"'=1": "''=1", "''+1": "'''+1", "'tis": "'tis", "'": "'"} {
		if got := cell(t, rows(t, entry(t, disclosure.Disclosure{Reason: text})), 1, "Reason"); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}

// A moment is written as spreadsheets read one, in London's time and in UTC.
func TestARowCanBeSortedAndFiltered(t *testing.T) {
	e := entry(t, disclosure.Disclosure{DisclosedAt: time.Date(2026, 6, 9, 16, 5, 0, 0, disclosure.London)})
	e.Flags = []disclosure.Flag{{Finding: disclosure.Finding{Rule: "DC-R2", Detail: "one thing"}}, {Finding: disclosure.Finding{Rule: "XX-9", Detail: "another"}, Departure: true}}
	table := rows(t, e)
	for heading, want := range map[string]string{
		"Disclosed at (UTC)": "2026-06-09 15:05:00", "Disclosed at (London time)": "2026-06-09 16:05:00",
		"Flags": "DC-R2 (open): one thing\nXX-9 (open, would have refused): another",
	} {
		if got := cell(t, table, 1, heading); got != want {
			t.Errorf("%s = %q, want %q", heading, got, want)
		}
	}
}

func TestOrdinaryTextIsUntouched(t *testing.T) {
	text := "Zoë Ó Sample; \"quoted\", and\nanother line = no formula"
	got := cell(t, rows(t, entry(t, disclosure.Disclosure{Reason: text})), 1, "Reason")
	if got != text {
		t.Errorf("cell = %q, want %q", got, text)
	}
}

func TestCorrectionShowsHowTheDisclosureShouldRead(t *testing.T) {
	body, err := json.Marshal(disclosure.Correction{Reason: "typed wrongly", Disclosure: disclosure.Disclosure{Purpose: "as corrected"}})
	if err != nil {
		t.Fatal(err)
	}
	table := rows(t, &disclosure.Entry{Kind: disclosure.KindCorrection, ID: "2", About: "1", Body: body})
	if got := cell(t, table, 1, "Purpose"); got != "as corrected" {
		t.Errorf("purpose = %q", got)
	}
	if got := cell(t, table, 1, "Corrects"); got != "1" {
		t.Errorf("corrects = %q", got)
	}
	if got := cell(t, table, 1, "What the correction put right"); got != "typed wrongly" {
		t.Errorf("what was wrong = %q", got)
	}
}

func TestAnEmptyReportHasItsHeadings(t *testing.T) {
	if table := rows(t); len(table) != 1 || table[0][0] != "Entry" {
		t.Errorf("got %d rows", len(table))
	}
}

// Nobody knows the ids of the API by heart: each stands with its title, where it has one.
func TestAnIDStandsWithItsTitle(t *testing.T) {
	row := rowOf(t, entry(t, disclosure.Disclosure{
		Subjects:    []disclosure.Subject{{Reference: "P-1", Role: "lodger", Roles: []string{"third-party"}}},
		Method:      &disclosure.Method{Channel: "in-person"},
		Intake:      &disclosure.Intake{Channel: "online-form", RecordKind: "enquiry"},
		Transfer:    &disclosure.Transfer{Country: "IE", Mechanism: "adequacy"},
		TellSubject: disclosure.TellSubject{Outcome: disclosure.NotTold},
	}))
	ids := map[string]string{
		"Subjects": "P-1 (lodger, third-party)", "Method": "in-person", "Intake": "online-form; enquiry", "Transfer": "IE; adequacy", "Subject told": "not-told", "Urgency": "routine",
	}
	titles := map[string]string{
		"Subjects": "P-1 (lodger, Third party [third-party])", "Method": "In person [in-person]", "Intake": "Online form [online-form]; Enquiry [enquiry]",
		"Transfer": "Ireland [IE]; adequacy", "Subject told": "Not told [not-told]", "Urgency": "Routine [routine]",
	}
	for _, want := range []map[string]string{ids, titles} {
		file, _ := comma(t, row)
		table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), report.ByteOrderMark))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for heading, is := range want {
			if got := cell(t, table, 1, heading); got != is {
				t.Errorf("%s = %q, want %q", heading, got, is)
			}
		}
		row.Titles = report.Titles{
			Roles: map[string]string{"third-party": "Third party"}, Method: "In person", Intake: map[string]string{"online-form": "Online form", "enquiry": "Enquiry"},
			Country: "Ireland", Told: "Not told", Urgency: "Routine",
		}
	}
}

// Before its notice was in force there is no version to name, and nothing stands in brackets.
func TestANoticeWithoutAVersionIsNamedAlone(t *testing.T) {
	e := entry(t, disclosure.Disclosure{Notice: "dartford-complaints"})
	for version, want := range map[string]string{"": "dartford-complaints", "2026-11": "dartford-complaints 2026-11"} {
		e.Policy = &disclosure.PolicyVersions{Notice: "dartford-complaints", NoticeVersion: version}
		if got := cell(t, rows(t, e), 1, "Notice"); got != want {
			t.Errorf("of version %q the cell says %q, want %q", version, got, want)
		}
	}
}

// What an older release wrote under another heading, or otherwise, still agrees.
func TestWhatOlderReleasesWroteAgrees(t *testing.T) {
	e := entry(t, disclosure.Disclosure{Notice: "dartford-complaints", TellSubject: disclosure.TellSubject{Outcome: "deferred", On: disclosure.NewDate(2027, time.March, 1)}})
	e.Policy = &disclosure.PolicyVersions{Notice: "dartford-complaints"}
	table := rows(t, e)
	for _, was := range []struct {
		heading, notice string
		holds           bool
	}{
		{"Told, or to be told, on", "dartford-complaints", true},
		{"Told on", "[dartford-complaints ]", true},
		{"Told", "dartford-complaints", false},
		{"Told on", "[dartford-complaints]", false},
	} {
		older := [][]string{slices.Clone(table[0]), slices.Clone(table[1])}
		older[0][slices.Index(table[0], "Told, or to be told, on")] = was.heading
		older[1][slices.Index(table[0], "Notice")] = was.notice
		path := filepath.Join(t.TempDir(), "older.csv")
		var file strings.Builder
		if err := csv.NewWriter(&file).WriteAll(older); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if checked, err := workbook.Check(path); err != nil || checked.Holds() != was.holds {
			t.Errorf("%+v: %+v, %v", was, checked, err)
		}
	}
}

// Files of rows of versions 1 and 2, as older releases wrote them, are verified as they were
// then: they have no columns of what the register's facts said. One of this version without
// these columns is not whole.
func TestRowsOfAnOlderVersionAreRead(t *testing.T) {
	for file, digest := range map[string]string{
		"testdata/rows-v1.csv": "41ced274a833a6c4b6659b0f06aebfd95c44f57f3c1b05179f1401933f92ae13",
		"testdata/rows-v2.csv": "eeb12081516a87d86e164bbe83375e88d01b26831dff9574da9b758c6a003047",
	} {
		checked, err := workbook.Check(file)
		if err != nil || !checked.Holds() || checked.Rows != 1 || checked.Digest != digest {
			t.Errorf("%s: %+v, %v", file, checked, err)
		}
	}
	table := rows(t, entry(t, disclosure.Disclosure{}))
	without := slices.Index(table[0], "Consent on the register")
	var out strings.Builder
	w := csv.NewWriter(&out)
	for _, row := range table {
		if err := w.Write(slices.Delete(slices.Clone(row), without, without+1)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	cut := filepath.Join(t.TempDir(), "cut.csv")
	if err := os.WriteFile(cut, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if checked, err := workbook.Check(cut); err != nil || checked.Holds() || len(checked.Problems) != 1 || !strings.Contains(checked.Problems[0], "Consent on the register") {
		t.Errorf("without a column: %+v, %v", checked, err)
	}
}

// What the register's facts said is read in words: how each stood on the day, and when the
// register learned of it.
func TestFactsAreReadInWords(t *testing.T) {
	row := rowOf(t, entry(t, disclosure.Disclosure{}))
	then := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	day := disclosure.NewDate(2026, 11, 1)
	row.Titles.Data = map[string]string{"name": "Name"}
	row.Facts = []report.RowFact{
		{Fact: "f1", Kind: disclosure.FactObjection, About: "P-1", Standing: report.InForce, Recorded: then, From: day, Then: "undecided", Decided: "overridden", DecidedOn: day.AddDays(20), Reason: "Her situation"},
		{Fact: "f2", Kind: disclosure.FactConsent, About: "P-1", Standing: report.Later, Recorded: then, From: day, Until: day.AddDays(9), Recipient: "Sample LLP", Explicit: true, Data: []string{"name"}},
		{Fact: "f3", Kind: disclosure.FactAgreement, About: "SA-1", Standing: report.EndedBefore, Recorded: then, From: day, Until: day, Version: "2", Signatories: []string{"Sample NHS Trust", "Kent"}, Covers: "Safeguarding"},
	}
	line, err := report.NewLine(row)
	if err != nil {
		t.Fatal(err)
	}
	for heading, want := range map[string]string{
		"Said against it":           "Objection of P-1; from 2026-11-01; in force on the day; undecided on the day, overridden on 2026-11-21; because: Her situation; on the register since 2026-11-03; f1",
		"Consent on the register":   "Explicit consent of P-1; to Sample LLP; from 2026-11-01 to 2026-11-10; came after the day; for Name; on the register since 2026-11-03; f2",
		"Agreement on the register": "Agreement SA-1; version 2; from 2026-11-01 to 2026-11-01; had ended by the day; signed by Sample NHS Trust, Kent; covers Safeguarding; on the register since 2026-11-03; f3",
	} {
		n := slices.IndexFunc(report.Columns(), func(c report.Column) bool { return c.Heading == heading })
		if n < 0 || report.Columns()[n].Cell(line).Text != want {
			t.Errorf("%s is not %q", heading, want)
		}
	}
}
