package sheet_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/sheet"
)

// whole reads a mapping of its own.
func whole(t *testing.T, text string) *sheet.Mapping {
	t.Helper()
	m, err := sheet.ReadMapping([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// becomes says what each row of the file becomes: the field, why it is left out, or
// the columns with problems.
func becomes(t *testing.T, m *sheet.Mapping, path, field string) []string {
	t.Helper()
	s, err := sheet.Open(path, m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := m.Fits(s); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for row, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		at := fmt.Sprintf("%d: ", row.Number)
		if s.Several() {
			at = row.Sheet() + at
		}
		if because := m.LeftOut(row); because != "" {
			rows = append(rows, at+"left out, "+because)
			continue
		}
		for _, entry := range m.Entries(row) {
			made, problems := m.Make(entry)
			if problems != nil {
				for _, p := range problems {
					rows = append(rows, at+"problem of "+p.Column)
				}
				continue
			}
			value, err := json.Marshal(made.Body[field])
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, at+string(value))
		}
	}
	return rows
}

func TestWaysInWhichACouncilWrites(t *testing.T) {
	for name, tt := range map[string]struct{ fields, row, field, want string }{
		"another column where one is empty":        {`  reason: {column: A, otherwise: {column: B}}`, `,why`, "reason", `"why"`},
		"the first of the two where both are full": {`  reason: {column: A, otherwise: {column: B}}`, `this,why`, "reason", `"this"`},
		"another column's day": {
			`  tellSubject: {on: {column: A, date: dd/mm/yyyy, otherwise: {column: B, date: yyyy-mm-dd}}}`, `,2026-11-09`, "tellSubject", `{"on":"2026-11-09"}`,
		},
		"the second pattern":                {`  tellSubject: {on: {column: A, date: [dd/mm/yyyy, d-mmm-yy]}}`, `9-Nov-26`, "tellSubject", `{"on":"2026-11-09"}`},
		"two patterns that agree":           {`  tellSubject: {on: {column: A, date: [dd/mm/yyyy, mm/dd/yyyy]}}`, `11/11/2026`, "tellSubject", `{"on":"2026-11-11"}`},
		"two patterns that do not":          {`  tellSubject: {on: {column: A, date: [dd/mm/yyyy, mm/dd/yyyy]}}`, `09/11/2026`, "tellSubject", `problem of A`},
		"a month written out":               {`  tellSubject: {on: {column: A, date: d mmm yyyy}}`, `9 November 2026`, "tellSubject", `{"on":"2026-11-09"}`},
		"a day with its weekday, as said":   {`  tellSubject: {on: {column: A, date: ddd d mmm yyyy}}`, `Monday 9th november 2026`, "tellSubject", `{"on":"2026-11-09"}`},
		"a September of four letters":       {`  tellSubject: {on: {column: A, date: d-mmm-yy}}`, `9-Sept-26`, "tellSubject", `{"on":"2026-09-09"}`},
		"a week by the day it begins on":    {`  tellSubject: {on: {column: A, date: "'w/c' dd/mm/yy"}}`, `w/c 09/11/26`, "tellSubject", `{"on":"2026-11-09"}`},
		"a day as a number in text":         {`  tellSubject: {on: {column: A, date: [dd/mm/yyyy, serial]}}`, `46335`, "tellSubject", `{"on":"2026-11-09"}`},
		"a time of the afternoon":           {`  disclosedAt: {column: A, instant: dd/mm/yyyy h.mm am/pm}`, `09/11/2026 2.05 p.m.`, "disclosedAt", `"2026-11-09T14:05:00Z"`},
		"midnight in one of two patterns":   {`  disclosedAt: {column: A, instant: [d-mmm-yy, d-mmm-yy hh:mm]}`, `06-Nov-26 00:00`, "disclosedAt", `"2026-11-06T00:00:00Z"`},
		"a day in one of two patterns":      {`  disclosedAt: {column: A, instant: [d-mmm-yy, d-mmm-yy hh:mm]}`, `06-Nov-26`, "disclosedAt", `"2026-11-06T12:00:00Z"`},
		"a text of several columns":         {`  reason: {text: "Form of {A}[, ref {B}]"}`, `Kent,46/1`, "reason", `"Form of Kent, ref 46/1"`},
		"a text without what may be missed": {`  reason: {text: "Form of {A}[, ref {B}]"}`, `Kent,`, "reason", `"Form of Kent"`},
		"a text without what may not be":    {`  reason: {text: "Form of {A}, ref {B}"}`, `Kent,`, "reason", `problem of B`},
		"a text of columns that are empty":  {`  reason: {text: "Form of {A}[, ref {B}]", otherwise: none}`, `,`, "reason", `"none"`},
		"a text with a brace and a bracket": {`  reason: {text: "{{[[{A}]]}}"}`, `x`, "reason", `"{[x]}"`},
		"a text with a fault in it":         {`  reason: {text: "Form of {A}"}`, `#N/A`, "reason", `problem of A`},
		"what is replaced":                  {`  reason: {column: A, replace: [{from: "Re: ", to: ""}, {from: "&", to: and}]}`, `Re: this & that`, "reason", `"this and that"`},
		"a word by how it begins":           {`  urgency: {column: A, values: {Y*: urgent, Yes: routine, "*": null}}`, `Y – KMISA`, "urgency", `"urgent"`},
		"a word by itself before that":      {`  urgency: {column: A, values: {Y*: urgent, Yes: routine, "*": null}}`, `yes`, "urgency", `"routine"`},
		"any other word":                    {`  urgency: {column: A, values: {Y*: urgent, "*": null}}`, `whatever`, "urgency", `null`},
		"what is found in a cell":           {`  reason: {column: A, find: 'P-\d+', besides: 'C\d+'}`, `C1234 / P-410022`, "reason", `"P-410022"`},
		"a cell that says more":             {`  reason: {column: A, find: 'P-\d+'}`, `P-410058 and 2 children`, "reason", `problem of A`},
		"a cell that does not have it":      {`  reason: {column: A, find: 'P-\d+'}`, `Mr A`, "reason", `problem of A`},
		"a cell that has it twice":          {`  reason: {column: A, find: 'P-\d+'}`, `P-1; P-2`, "reason", `problem of A`},
		"each that is found": {
			"  subjects: [{for-each: {column: A, find: 'P-\\d+', separator: \"\\n\"}, reference: {part: whole}}]", `p-1 & P-2`, "subjects", `[{"reference":"p-1"},{"reference":"P-2"}]`,
		},
		"parts by several signs": {
			`  subjects: [{for-each: {column: A, separator: [";", " and "]}, reference: {part: whole}}]`, `P-1; P-2 and P-3`, "subjects", `[{"reference":"P-1"},{"reference":"P-2"},{"reference":"P-3"}]`,
		},
		"ditto":                         {`  reason: {column: A}`, `Ditto`, "reason", `problem of A`},
		"as another number":             {`  reason: {column: A}`, `as no. 1`, "reason", `problem of A`},
		"same":                          {`  reason: {column: A}`, `same as above`, "reason", `problem of A`},
		"a sentence that begins so":     {`  reason: {column: A}`, `As the police asked for it`, "reason", `"As the police asked for it"`},
		"ditto, where the mapping says": {`  urgency: {column: A, values: {ditto: routine}}`, `ditto`, "urgency", `"routine"`},
	} {
		t.Run(name, func(t *testing.T) {
			m := mapping(t, tt.fields)
			quoted := []string{}
			for cell := range strings.SplitSeq(tt.row, ",") {
				quoted = append(quoted, `"`+cell+`"`)
			}
			got := becomes(t, m, file(t, "log.csv", "No,A,B\n1,"+strings.Join(quoted, ",")+"\n"), tt.field)
			if want := []string{"2: " + tt.want}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestWordsThatMeanNothing(t *testing.T) {
	m := whole(t, "log: l\nidentity: [No]\nnothing: [n/a, '-']\ndisclosure:\n  reason: {column: A, otherwise: {column: B}}\n")
	got := becomes(t, m, file(t, "log.csv", "No,A,B\n1,N/A,why\n2,-,n/a\n3,this,-\n"), "reason")
	if want := []string{`2: "why"`, `3: null`, `4: "this"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRowsThatAreNoDisclosureAreLeftOutWithTheReason(t *testing.T) {
	m := whole(t, `
log: l
identity: [No]
leave-out:
  - {when: {filled-at-most: 1}, because: heading}
  - {when: {column: No, is: [Total, Totals]}, because: totals}
  - {when: {column: Who, ends: [LTD, plc]}, because: company}
  - {when: {column: Who, starts: As}, because: like another}
  - {when: {column: Who, contains: unknown}, because: nobody}
  - {when: [{column: Done, is-not: Y}, {column: Who, empty: true}], because: nothing done}
  - {when: {column: How many, more-than: 60}, because: bulk}
disclosure: {reason: {column: Who}}
`)
	got := becomes(t, m, file(t, "log.csv", `No,Who,Done,How many
April 2026,,,
1,A-1,Y,1
2,EXAMPLE LTD,Y,
3,as no. 1,Y,
No,Who,Done,How many
4,still unknown,Y,
5,,N,
6,,Y,
7,A-2,N,"1,340"
8,A-3,N,60
TOTAL,8,7,
`), "reason")
	want := []string{
		"2: left out, heading", `3: "A-1"`, "4: left out, company", "5: left out, like another", "6: left out, It names the columns again.", "7: left out, nobody",
		"8: left out, nothing done", "9: null", "10: left out, bulk", `11: "A-3"`, "12: left out, totals",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheRowThatNamesTheColumnsIsFound(t *testing.T) {
	m := mapping(t, "  reason: {column: Why}\n")
	got := becomes(t, m, file(t, "log.csv", "\"Register, official\"\n\nNo,a note\nNo,Date,Why\n1,x,y\n"), "reason")
	if want := []string{`5: "y"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestColumnsWithOneNameOrNone(t *testing.T) {
	m := mapping(t, "  reason: {text: \"{Notes #1}|{Notes #2}|{column E}\"}\n")
	got := becomes(t, m, file(t, "log.csv", "No,Notes,x,NOTES,\n1,a,b,c,d\n"), "reason")
	if want := []string{`2: "a|c|d"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEachOfSeveralRecipientsIsAnEntry(t *testing.T) {
	m := whole(t, "log: l\nidentity: [No]\none-entry-for-each: {column: To, separator: [\";\", \"\\n\"]}\ndisclosure:\n  recipient: {category: {entry: whole, values: {Police: police, HMRC: tax}}, organisation: {entry: whole}}\n")
	path := file(t, "log.csv", "No,To\n1,Police; HMRC\n2,Police\n")
	got := becomes(t, m, path, "recipient")
	want := []string{`2: {"category":"police","organisation":"Police"}`, `2: {"category":"tax","organisation":"HMRC"}`, `3: {"category":"police","organisation":"Police"}`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	// A cell that names another later keeps the key of its first.
	one := whole(t, "log: l\nidentity: [No]\ndisclosure: {reason: {column: To}}\n")
	keys := keysOf(t, m, path)
	if before := keysOf(t, one, path); keys[0] != before[0] || keys[0] == keys[1] || keys[2] != before[1] {
		t.Errorf("keys %q, of whole rows %q", keys, before)
	}
}

func keysOf(t *testing.T, m *sheet.Mapping, path string) []string {
	t.Helper()
	s, err := sheet.Open(path, m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var keys []string
	for row, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range m.Entries(row) {
			key, problem := m.Key(entry)
			if problem != nil {
				t.Fatal(problem)
			}
			keys = append(keys, key)
		}
	}
	return keys
}

// months is a workbook with a sheet a month, whose numbers begin anew on each, and
// whose names of columns stand in another row on each.
func months(t *testing.T) string {
	t.Helper()
	return workbook(t, func(f *excelize.File) {
		if err := f.SetSheetName("Sheet1", "April"); err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"April", "May"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for n, cells := range [][]any{{"Entry", "Why"}, {1, "a " + name}, {2, "b " + name}} {
				if err := f.SetSheetRow(name, fmt.Sprintf("A%d", n+1+i*2), &cells); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := f.NewSheet("Sheet3"); err != nil { // with nothing on it
			t.Fatal(err)
		}
	})
}

func TestEverySheetOfAWorkbookIsRead(t *testing.T) {
	path := months(t)
	const rest = "identity: [Entry]\ndisclosure: {reason: {column: Why}}\n"
	all := []string{`April2: "a April"`, `April3: "b April"`, `May4: "a May"`, `May5: "b May"`}
	for places, want := range map[string][]string{"sheets: all": all, "sheets: [April, May]": all, "sheet: may": {`4: "a May"`, `5: "b May"`}, "sheets: [may]": {`4: "a May"`, `5: "b May"`}} {
		if got := becomes(t, whole(t, "log: l\n"+places+"\n"+rest), path, "reason"); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", places, got, want)
		}
	}
	keys := keysOf(t, whole(t, "log: l\nsheets: all\nidentity-per-sheet: true\n"+rest), path)
	slices.Sort(keys)
	if len(slices.Compact(keys)) != 4 {
		t.Errorf("rows of two sheets have one key: %q", keys)
	}
	if together := keysOf(t, whole(t, "log: l\nsheets: all\n"+rest), path); together[0] != together[2] {
		t.Error("without identity-per-sheet a number is the same on every sheet")
	}
	m := whole(t, "log: l\nsheets: all\nidentity: [Entry]\ndisclosure: {reason: {column: Reason}}\n")
	s, err := sheet.Open(path, m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := m.Fits(s); err == nil || !strings.Contains(err.Error(), `the sheet "April" has no column`) || !strings.Contains(err.Error(), `the sheet "May" has no column`) {
		t.Errorf("got %v, want each sheet that does not fit", err)
	}
}

func TestMergedCellsCountForEachOfTheirRowsWhenToldSo(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "Sharing in April")
		set(t, f, 3, "Day", "No", "Why", "Not mapped")
		set(t, f, 4, "9 Nov 26", 1, "a", "x")
		set(t, f, 5, nil, 2, "b")
		set(t, f, 6, nil, 3, "c")
		set(t, f, 7, "10 Nov 26", 4, "d")
		set(t, f, 8, nil, 5, "e")
		for _, cells := range [][2]string{{"A1", "D2"}, {"A4", "A6"}, {"D4", "D5"}, {"A7", "A9"}} {
			if err := f.MergeCell("Sheet1", cells[0], cells[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	const fields = "identity: [No]\ndisclosure: {tellSubject: {on: {column: Day, date: d mmm yy}}}\n"
	got := becomes(t, whole(t, "log: l\nmerged: [Day]\n"+fields), path, "tellSubject")
	want := []string{`4: {"on":"2026-11-09"}`, `5: {"on":"2026-11-09"}`, `6: {"on":"2026-11-09"}`, `7: {"on":"2026-11-10"}`, `8: {"on":"2026-11-10"}`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := sheet.Open(path, whole(t, "log: l\n"+fields).Place); err == nil || !strings.Contains(err.Error(), "A4 to A6 are merged") || !strings.Contains(err.Error(), "merged: [NAME]") {
		t.Errorf("not told so: %v", err)
	}
}

func TestWhatIsLookedUp(t *testing.T) {
	m := whole(t, "log: l\nidentity: [No]\nlookups: {people: {find: [Name, Born], give: Ref}}\ndisclosure:\n  reason: {column: Who, lookup: people, with: [DOB]}\n")
	people := file(t, "people.csv", "Name,Born,Ref\n\"Sample, Jane\",1/2/1980,P-1\n\"SAMPLE,  Jane\",1/2/1980,p-1\nTwin,1/1/2000,P-2\nTwin,1/1/2000,P-3\nNobody,,P-4\n")
	if err := os.Chmod(people, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := m.LookUp("people", people); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that others can read: %v", err)
	}
	if err := os.Chmod(people, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.LookUp("people", people); err != nil {
		t.Fatal(err)
	}
	got := becomes(t, m, file(t, "log.csv", "No,Who,DOB\n1,\"sample, JANE\",1/2/1980\n2,Twin,1/1/2000\n3,Stranger,1/1/2000\n4,Nobody,\n5,,\n"), "reason")
	if want := []string{`2: "P-1"`, "3: problem of Who, DOB", "4: problem of Who, DOB", "5: problem of Who, DOB", "6: null"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, path := range map[string]string{
		"one that is not there":  filepath.Join(t.TempDir(), "none.csv"),
		"one of other columns":   file(t, "log.csv", "Name,Born\nSample,1/2/1980\n"),
		"one that is no sheet":   file(t, "people.docx", "Sample"),
		"a lookup that is none":  people,
		"one with a stray quote": file(t, "stray.csv", "Name,Born,Ref\nA,1,2\nthe \"Sample\", one,1,2\n"),
	} {
		of := "people"
		if name == "a lookup that is none" {
			of = "cases"
		}
		if path != people {
			_ = os.Chmod(path, 0o600) // of one that is there
		}
		if err := m.LookUp(of, path); err == nil || strings.Contains(err.Error(), "Sample") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// One file has days and numbers as text, and the other as a workbook keeps them.
func TestDaysAndNumbersOfTwoKindsOfFileAreLookedUp(t *testing.T) {
	born := time.Date(1980, time.February, 1, 0, 0, 0, 0, time.UTC)
	book := func(cells ...[]any) string {
		return workbook(t, func(f *excelize.File) {
			for n, row := range cells {
				set(t, f, n+1, row...)
			}
		})
	}
	people := book([]any{"Born", "Tenancy", "Ref"}, []any{born, 29252, "P-1"}, []any{born, 29253, "P-2"})
	log := book([]any{"No", "DOB", "Ten"}, []any{1, born, 29252})
	for name, files := range map[string][2]string{
		"text in a workbook's": {file(t, "log.csv", "No,DOB,Ten\n1,01/02/1980,29252\n"), people},
		"a workbook in text":   {log, file(t, "people.csv", "Born,Tenancy,Ref\n1 Feb 1980,29252,P-1\n1980-02-01,29253,P-2\n")},
		"a workbook in one":    {log, people},
	} {
		m := whole(t, "log: l\nidentity: [No]\nlookups: {people: {find: [Born, Tenancy], give: Ref}}\ndisclosure:\n  reason: {column: DOB, lookup: people, with: [Ten]}\n")
		if err := os.Chmod(files[1], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := m.LookUp("people", files[1]); err != nil {
			t.Fatal(err)
		}
		if got := becomes(t, m, files[0], "reason"); !slices.Equal(got, []string{`2: "P-1"`}) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestADepartureIsKeptForRowsThatNeedOne(t *testing.T) {
	m := mapping(t, "  reason: {column: A}\n  departure: {only-when-needed: true, reason: It was long ago., discoveredOn: {column: B, date: dd/mm/yyyy, otherwise: 2026-11-20}}\n")
	got, problems := made(t, m, file(t, "log.csv", "No,A,B\n1,why,\n"))
	if problems != nil || got.Body["departure"] != nil || got.Departure["reason"] != "It was long ago." || got.Departure["discoveredOn"] != "2026-11-20" {
		t.Errorf("made %v and %v with %v", got.Body, got.Departure, problems)
	}
}

func TestWhatIsWrongInTheMappingsLanguage(t *testing.T) {
	const good = "log: l\nidentity: [No]\n"
	for name, tt := range map[string]struct{ text, says string }{
		"an unknown part":                    {good + "rows: 3\ndisclosure: {}", "rows"},
		"sheets that are no list":            {good + "sheets: some\ndisclosure: {}", "mapping, sheets: write all, or a list"},
		"a sheet and sheets":                 {good + "sheet: a\nsheets: all\ndisclosure: {}", "either sheet or sheets"},
		"left out for no reason":             {good + "leave-out: [{when: {column: A, is: x}}]\ndisclosure: {}", "mapping, leave-out[0]: say why"},
		"left out by nothing":                {good + "leave-out: [{because: x}]\ndisclosure: {}", "name a column and one thing to ask"},
		"left out by an unknown":             {good + "leave-out: [{when: {column: A, like: x}, because: x}]\ndisclosure: {}", `mapping, leave-out[0].when: there is no "like" here; there are column, is`},
		"left out by two things at once":     {good + "leave-out: [{when: {column: A, is: x, starts: x}, because: x}]\ndisclosure: {}", "one thing to ask"},
		"more than a word":                   {good + "leave-out: [{when: {column: A, more-than: many}, because: x}]\ndisclosure: {}", "more-than is a number"},
		"a question that is not answered":    {good + "disclosure: {decision: {column: A, values: {Approved: \"?\"}}}", `mapping, disclosure.decision: the question mark is still to be answered: say what "Approved" means`},
		"a constant that is not answered":    {good + "disclosure: {notice: \"?\"}", "mapping, disclosure.notice: the question mark"},
		"no regular expression":              {good + "references: '('\ndisclosure: {}", "mapping, references: this is no pattern"},
		"a text without a column":            {good + "disclosure: {reason: {text: why}}", "the text names no column"},
		"a text with a brace left open":      {good + "disclosure: {reason: {text: \"{A\"}}", "a brace in the text opens"},
		"a text with a bracket left open":    {good + "disclosure: {reason: {text: \"{A}[x\"}}", "a square bracket in the text is not closed"},
		"a text and a column":                {good + "disclosure: {reason: {text: \"{A}\", column: A}}", "say one of column, part, entry and text"},
		"a replacement of nothing":           {good + "disclosure: {reason: {column: A, replace: [{to: x}]}}", "replace says from what"},
		"besides what is not looked for":     {good + "disclosure: {reason: {column: A, besides: x}}", "besides is what may stand beside"},
		"an entry of no cell":                {good + "disclosure: {reason: {entry: whole}}", "one-entry-for-each"},
		"a lookup that is not described":     {good + "disclosure: {reason: {column: A, lookup: people}}", `no lookup called "people"`},
		"a lookup by too few columns":        {good + "lookups: {p: {find: [a, b], give: c}}\ndisclosure: {reason: {column: A, lookup: p}}", "finds by 2 columns, and this gives 1"},
		"a lookup of no columns":             {good + "lookups: {p: {give: c}}\ndisclosure: {}", "mapping, lookups.p: name the columns"},
		"a departure needed perhaps":         {good + "disclosure: {departure: {only-when-needed: perhaps}}", "write true or false"},
		"letters that say nothing of a day":  {good + "disclosure: {tellSubject: {on: {column: A, date: w/c dd/mm/yy}}}", "single quotes"},
		"a quotation mark that stays open":   {good + "disclosure: {tellSubject: {on: {column: A, date: \"'w/c dd/mm/yy\"}}}", "not closed"},
		"what is otherwise, with an unknown": {good + "disclosure: {reason: {column: A, otherwise: {column: B, like: x}}}", `mapping, disclosure.reason.otherwise: there is no "like" here`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := sheet.ReadMapping([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
}
