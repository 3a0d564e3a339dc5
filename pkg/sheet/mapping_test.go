package sheet_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/sheet"
)

func mapping(t *testing.T, fields string) *sheet.Mapping {
	t.Helper()
	m, err := sheet.ReadMapping([]byte("log: test-log\nidentity: [No]\ndisclosure:\n" + fields))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// made makes the first row of the file.
func made(t *testing.T, m *sheet.Mapping, path string) (sheet.Made, []sheet.Problem) {
	t.Helper()
	s, err := sheet.Open(path, m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := m.Fits(s); err != nil {
		t.Fatal(err)
	}
	for row, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		return m.Make(row)
	}
	t.Fatal("no row")
	return sheet.Made{}, nil
}

func TestWhatARowBecomes(t *testing.T) {
	for name, tt := range map[string]struct{ fields, row, want string }{
		"a constant":           {`  notice: dartford-complaints`, `x`, `{"notice":"dartford-complaints"}`},
		"a cell":               {`  reason: {column: A}`, ` why `, `{"reason":"why"}`},
		"an empty cell":        {`  reason: {column: A}`, ``, `{}`},
		"an empty cell's word": {`  urgency: {column: A, otherwise: routine}`, ``, `{"urgency":"routine"}`},
		"a word, whatever its capitals": {
			`  decision: {column: A, values: {Shared: disclosed}}`, ` SHARED`, `{"decision":"disclosed"}`,
		},
		"a word that means nothing to say": {`  urgency: {column: A, values: {none: null}}`, `None`, `{}`},
		"a word that is a number":          {`  decision: {column: A, values: {1: disclosed}}`, `1`, `{"decision":"disclosed"}`},
		"a day":                            {`  tellSubject: {on: {column: A, date: dd/mm/yyyy}}`, `9/11/2026`, `{"tellSubject":{"on":"2026-11-09"}}`},
		"a day in words":                   {`  tellSubject: {on: {column: A, date: d mmm yy}}`, `09 Nov 26`, `{"tellSubject":{"on":"2026-11-09"}}`},
		"a moment in winter":               {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, `09/11/2026 14:05`, `{"disclosedAt":"2026-11-09T14:05:00Z"}`},
		"a moment in summer":               {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, `09/06/2026 00:30`, `{"disclosedAt":"2026-06-08T23:30:00Z"}`},
		"midnight":                         {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, `09/06/2026 00:00`, `{"disclosedAt":"2026-06-08T23:00:00Z"}`},
		"a day where a moment should be":   {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, `09/06/2026`, `{"disclosedAt":"2026-06-09T11:00:00Z"}`},
		"the hour that comes twice":        {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, `25/10/2026 01:30`, `{"disclosedAt":"2026-10-25T00:30:00Z"}`},
		"a time in another column": {
			`  disclosedAt: {column: A, instant: dd/mm/yyyy, time-column: B}`, `09/06/2026,16:05`, `{"disclosedAt":"2026-06-09T15:05:00Z"}`,
		},
		"yes or no": {`  intake: {identityWithheld: {column: A}}`, `Yes`, `{"intake":{"identityWithheld":true}}`},
		"a list in a cell": {
			`  justification: {lawfulBases: {column: A, separator: ";", values: {task: ukgdpr-6-1-e, law: ukgdpr-6-1-c}}}`, `Task; law;`,
			`{"justification":{"conditions":[],"exemptions":[],"lawfulBases":["ukgdpr-6-1-e","ukgdpr-6-1-c"]}}`,
		},
		"a word that means several": {
			`  justification: {lawfulBases: {column: A, values: {both: [ukgdpr-6-1-e, ukgdpr-6-1-c]}}}`, `both`,
			`{"justification":{"conditions":[],"exemptions":[],"lawfulBases":["ukgdpr-6-1-e","ukgdpr-6-1-c"]}}`,
		},
		"a member for each part of a cell": {
			"  subjects:\n    - for-each: {column: A, separator: \";\"}\n      reference: {part: whole}\n      role: complainant\n    - {reference: {column: B}, role: officer}\n    - {reference: {column: C}, role: child}",
			`P-1; P-2,,P-3`,
			`{"subjects":[{"reference":"P-1","role":"complainant"},{"reference":"P-2","role":"complainant"},{"reference":"P-3","role":"child"}]}`,
		},
		"a part whose every column is empty": {`  departure: {reason: {column: A}, noBreachReason: None was.}`, ``, `{}`},
		"a part with a column that is not": {
			`  departure: {reason: {column: A}, noBreachReason: None was.}`, `It went astray.`,
			`{"departure":{"noBreachReason":"None was.","reason":"It went astray."}}`,
		},
		"evidence": {
			`  evidence: {requestFormReceived: {column: A, values: {y: true}}, on: {column: B, date: dd/mm/yyyy}, count: 3}`, `Y,1/2/2026`,
			`{"evidence":{"count":3,"on":"2026-02-01","requestFormReceived":true}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := mapping(t, tt.fields)
			got, problems := made(t, m, file(t, "log.csv", "No,A,B,C\n1,"+tt.row+"\n"))
			if problems != nil {
				t.Fatalf("problems %+v", problems)
			}
			lists := map[string]any{"subjects": nil, "data": nil}
			for name := range lists { // which a body may not leave out, and most of these do
				if list, is := got.Body[name].([]any); is && len(list) == 0 {
					delete(got.Body, name)
				}
			}
			body, err := json.Marshal(got.Body)
			if err != nil || string(body) != tt.want {
				t.Errorf("got %s, %v; want %s", body, err, tt.want)
			}
		})
	}
}

// A problem names the column, and repeats nothing of the cell.
func TestWhatIsWrongWithARow(t *testing.T) {
	const marker = "zebedee"
	for name, tt := range map[string]struct{ fields, row, column string }{
		"a word that is not listed":          {`  decision: {column: A, values: {Shared: disclosed}}`, marker, "A"},
		"a day that is none":                 {`  tellSubject: {on: {column: A, date: dd/mm/yyyy}}`, `31/11/2026`, "A"},
		"a day the other way round":          {`  tellSubject: {on: {column: A, date: dd/mm/yyyy}}`, `11/30/2026`, "A"},
		"a day in words":                     {`  tellSubject: {on: {column: A, date: dd/mm/yyyy}}`, marker, "A"},
		"a day long ago":                     {`  tellSubject: {on: {column: A, date: dd/mm/yyyy}}`, `01/01/1066`, "A"},
		"a number where text has days":       {`  tellSubject: {on: {column: A, date: dd/mm/yyyy}}`, `45972`, "A"},
		"a moment that is none":              {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, marker, "A"},
		"an hour that the clocks went past":  {`  disclosedAt: {column: A, instant: dd/mm/yyyy hh:mm}`, `29/03/2026 01:30`, "A"},
		"a time that is none":                {`  disclosedAt: {column: A, instant: dd/mm/yyyy, time-column: B}`, `29/03/2026,` + marker, "B"},
		"a formula that has failed":          {`  reason: {column: A}`, `#REF!`, "A"},
		"one of several words is not listed": {`  justification: {lawfulBases: {column: A, separator: ";", values: {task: x}}}`, `task;` + marker, "A"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := made(t, mapping(t, tt.fields), file(t, "log.csv", "No,A,B\n1,"+tt.row+"\n"))
			if len(problems) != 1 || problems[0].Column != tt.column || strings.Contains(problems[0].Detail, marker) {
				t.Errorf("problems %+v, want one, of column %s", problems, tt.column)
			}
		})
	}
}

// A workbook keeps days as numbers, and says which day is the first.
func TestDaysOfAWorkbook(t *testing.T) {
	moment := time.Date(2026, time.June, 9, 16, 5, 0, 0, time.UTC)
	m := mapping(t, "  disclosedAt: {column: At, instant: dd/mm/yyyy hh:mm}\n  tellSubject: {on: {column: Told, date: dd/mm/yyyy}}\n  reason: {column: Why}\n")
	for name, from1904 := range map[string]bool{"from 1900": false, "from 1904": true} {
		t.Run(name, func(t *testing.T) {
			book := workbook(t, func(f *excelize.File) {
				if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
					t.Fatal(err)
				}
				set(t, f, 1, "No", "At", "Told", "Why")
				set(t, f, 2, 17, moment, time.Date(2026, time.November, 9, 0, 0, 0, 0, time.UTC), "#1 of 2")
			})
			got, problems := made(t, m, book)
			if problems != nil || got.Body["disclosedAt"] != "2026-06-09T15:05:00Z" || got.Body["reason"] != "#1 of 2" {
				t.Errorf("made %v with problems %+v", got.Body, problems)
			}
			if told := got.Body["tellSubject"].(map[string]any)["on"]; told != "2026-11-09" {
				t.Errorf("told on %v", told)
			}
		})
	}
}

// A spreadsheet takes a time written 9.30 for nine days of 1900, and a year for a
// day of 1905.
func TestANumberThatIsNoDay(t *testing.T) {
	m := mapping(t, "  disclosedAt: {column: At, instant: dd/mm/yyyy, time-column: Time, time: hh:mm}\n  tellSubject: {on: {column: Told, date: dd/mm/yyyy}}\n")
	day := time.Date(2026, time.June, 9, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		told, clock any
		want        []string
	}{
		"days and a time":               {day, 0.5, nil},
		"a time written with a point":   {day, 9.30, []string{"Time"}},
		"a year by itself":              {2026, 0.5, []string{"Told"}},
		"a day of 1930, a day of birth": {11000, 0.5, nil},
	} {
		t.Run(name, func(t *testing.T) {
			book := workbook(t, func(f *excelize.File) {
				set(t, f, 1, "No", "At", "Time", "Told")
				set(t, f, 2, 17, day, tt.clock, tt.told)
			})
			_, problems := made(t, m, book)
			var got []string
			for _, p := range problems {
				got = append(got, p.Column)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("problems in %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatIsWrongWithAMapping(t *testing.T) {
	const good = "log: l\nidentity: [No]\ndisclosure:\n"
	for name, tt := range map[string]struct{ text, says string }{
		"not YAML":                       {"log: [", "read the mapping"},
		"a part that it has not":         {"columns: {}\n" + good, "columns"},
		"no log":                         {"identity: [No]\ndisclosure: {notice: x}", "name the log"},
		"no identity":                    {"log: l\ndisclosure: {notice: x}", "tell a row from every other"},
		"a field misspelt":               {good + "  recipent: {}", "no field called recipent"},
		"a field within misspelt":        {good + "  recipient: {organization: {column: A}}", "mapping, disclosure.recipient: there is no field called organization"},
		"a day with no pattern":          {good + "  tellSubject: {on: {column: A}}", "say how the days are written"},
		"a moment with no pattern":       {good + "  disclosedAt: {column: A}", "say how the moments are written"},
		"a pattern that says nothing":    {good + "  disclosedAt: {column: A, instant: whenever}", "says nothing of a day"},
		"a day and a moment":             {good + "  evidence: {x: {column: A, date: dd, instant: dd}}", "not both"},
		"something said that is unknown": {good + "  reason: {column: A, format: x}", `no "format"`},
		"values that are no words":       {good + "  decision: {column: A, values: disclosed}", "values says"},
		"a list where one value is":      {good + "  reason: [a, b]", "this is one value"},
		"one value where a list is":      {good + "  subjects: P-1", "this is a list"},
		"one value where parts are":      {good + "  recipient: police", "this has parts"},
		"a part of no cell":              {good + "  reason: {part: whole}", "below for-each"},
		"a separator of one value":       {good + "  reason: {column: A, separator: \";\"}", "for a list"},
		"a repetition of nothing":        {good + "  subjects: [{for-each: {column: A, separator: \";\"}}]", "what is made of each part"},
		"a date that is no text":         {good + "  tellSubject: {on: {column: A, date: 3}}", "date is text"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := sheet.ReadMapping([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
}

func TestAMappingIsHeldAgainstTheSheet(t *testing.T) {
	m := mapping(t, "  reason: {column: Why}\n  purpose: {column: What for}\n")
	s, err := sheet.Open(file(t, "log.csv", "No,Why,why\n1,a,b\n"), m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = m.Fits(s)
	for _, says := range []string{`no column called "What for"`, `more than one column called "Why"`, "row 1 was taken to name the columns, 3 of them"} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q in it", err, says)
		}
	}
}

// A mapping that gives the wrong row for the header is told so without a word of
// what stands in it.
func TestARowOfDataThatIsTakenForTheHeaderIsNotRepeated(t *testing.T) {
	m := mapping(t, "  reason: {column: Why}\n  purpose: {column: What for}\n")
	// One cell reads as a column does.
	m.Place.Header = 1
	s, err := sheet.Open(file(t, "log.csv", "H-001,Sample Person,why\nNo,Why,What for\n"), m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = m.Fits(s)
	if err == nil || !strings.Contains(err.Error(), "row 1") {
		t.Fatalf("got %v, want the row that was read", err)
	}
	for _, cell := range []string{"H-001", "Sample Person"} {
		if strings.Contains(err.Error(), cell) {
			t.Errorf("the error repeats a cell: %v", err)
		}
	}
}

// The log given in place of the mapping is told so without a word of it.
func TestALogThatIsTakenForTheMappingIsNotRepeated(t *testing.T) {
	_, err := sheet.ReadMapping([]byte("No,Who\n1,Sample Person\n"))
	if err == nil || !strings.Contains(err.Error(), "read the mapping") || strings.Contains(err.Error(), "Sample") {
		t.Errorf("got %v", err)
	}
}

// A row's key is its own in whatever file it stands, and wherever there.
func TestAKeyFollowsItsRow(t *testing.T) {
	m := mapping(t, "  reason: {column: Why}\n")
	keys := func(text string) map[string]string {
		s, err := sheet.Open(file(t, "log.csv", text), m.Place)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		found := map[string]string{}
		for row, err := range s.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			key, problem := m.Key(row)
			if problem != nil && problem.Column != "No" {
				t.Errorf("problem %+v", problem)
			}
			found[row.Cell("Why")] = key
		}
		return found
	}
	before := keys("No,Why\nH-1,a\nH-2,b\n,c\n")
	after := keys("Why;No;More\nb;H-2;x\nz;H-0;\na; H-1;\n")
	if before["a"] != after["a"] || before["b"] != after["b"] || before["a"] == before["b"] || before["a"] == "" {
		t.Errorf("keys %v, then %v", before, after)
	}
	if before["c"] != "" {
		t.Error("a row that nothing identifies has a key")
	}
	if strings.Contains(before["a"], "H-1") || len(before["a"]) > 128 {
		t.Errorf("the key %s is not one to send", before["a"])
	}
}

func TestAPlaceInTheBodyLeadsToItsColumn(t *testing.T) {
	m := mapping(t, "  notice: n\n  recipient: {category: {column: A}, kind: {column: B}}\n  subjects:\n    - for-each: {column: C, separator: \";\"}\n      reference: {part: whole}\n      role: x\n")
	got, problems := made(t, m, file(t, "log.csv", "No,A,B,C\n1,police,,P-1;P-2\n"))
	if problems != nil {
		t.Fatal(problems)
	}
	for pointer, want := range map[string]string{
		"/recipient/category":   "A",
		"/recipient/kind":       "B", // empty, and where it should have come from
		"/recipient":            "A, B",
		"/subjects/1/reference": "C",
		"/subjects/1/role":      "C",
		"/subjects":             "C",
		"/notice":               "",
		"/evidence/x":           "",
		"":                      "",
	} {
		if got := got.Column(pointer); got != want {
			t.Errorf("%s: got %q, want %q", pointer, got, want)
		}
	}
}

// A spreadsheet keeps 15 digits of a number. A longer reference that was typed as a
// number is lost, and what is left would be recorded as somebody else's.
func TestANumberThatTheSpreadsheetHasRoundedIsAProblem(t *testing.T) {
	m := mapping(t, "  case: {column: File}\n")
	for written, want := range map[any]bool{
		float64(100061234567): false, "12345678901234567": false, "1.234567890123457e+16": true, "4.61E+10": true, "C-4e5": false,
		int64(1000612345678901): true, int64(-1000612345678901): true, "1000612345678901": false, int64(100061234567890): false,
		0.30000000000000004: false, 46056.4583333333357587: false,
	} {
		book := workbook(t, func(f *excelize.File) {
			set(t, f, 1, "No", "File")
			set(t, f, 2, "1", written)
		})
		got, problems := made(t, m, book)
		if is := len(problems) == 1 && problems[0].Column == "File"; is != want {
			t.Errorf("%v is a problem: %t (%v, %v), want %t", written, is, problems, got.Body, want)
		}
	}
}

// However the number gets into the row, and wherever else the row takes it from.
func TestANumberThatWasRoundedIsFoundInEveryUseOfItsColumn(t *testing.T) {
	const rounded = int64(1000612345678901)
	for name, test := range map[string]struct {
		fields  string
		file    any
		who     any
		problem string
	}{
		"a part of a text":              {"  reason: {text: 'Form {File} of {Who}'}\n", rounded, "x", "File"},
		"a part of a cell":              {"  subjects:\n    - for-each: {column: Who, separator: ';'}\n      reference: {part: whole}\n", 1, rounded, "Who"},
		"what is looked up by as well":  {"  reason: {column: File, lookup: people, with: [Who]}\n", "A", rounded, "File"},
		"another column that is empty":  {"  reason: {column: File, otherwise: {column: Who}}\n", "", rounded, "Who"},
		"a word that the mapping knows": {"  reason: {column: File, values: {'1000612345678901': known}}\n", rounded, "x", ""},
		"a column that nothing uses":    {"  reason: {column: File}\n", "x", rounded, ""},
	} {
		m, err := sheet.ReadMapping([]byte("log: l\nidentity: [No]\nlookups: {people: {find: [A, B], give: C}}\ndisclosure:\n" + test.fields))
		if err != nil {
			t.Fatal(err)
		}
		people := workbook(t, func(f *excelize.File) {
			set(t, f, 1, "A", "B", "C")
			set(t, f, 2, "A", "1000612345678901", "P-1")
		})
		if err := os.Chmod(people, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := m.LookUp("people", people); err != nil {
			t.Fatal(err)
		}
		_, problems := made(t, m, workbook(t, func(f *excelize.File) {
			set(t, f, 1, "No", "File", "Who")
			set(t, f, 2, "1", test.file, test.who)
		}))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Column
		}
		if got != test.problem || got != "" && !strings.Contains(problems[0].Detail, "keeps 15 digits") {
			t.Errorf("%s: %+v, want a problem of %q", name, problems, test.problem)
		}
	}
}

func TestANumberThatWasRoundedInMergedCellsIsOneOfEachRow(t *testing.T) {
	m, err := sheet.ReadMapping([]byte("log: l\nidentity: [No]\nmerged: [File]\ndisclosure: {reason: {column: File}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	path := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "No", "File")
		set(t, f, 2, 1, int64(1000612345678901))
		set(t, f, 3, 2)
		set(t, f, 5, 3, "text")
		if err := f.MergeCell("Sheet1", "B2", "B3"); err != nil {
			t.Fatal(err)
		}
	})
	s, err := sheet.Open(path, m.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var got []bool
	for row, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		_, problems := m.Make(row)
		got = append(got, len(problems) > 0)
	}
	if want := []bool{true, true, false}; !slices.Equal(got, want) {
		t.Errorf("rows with a problem: %v, want %v", got, want)
	}
}

// So does one that shows it in a way that cannot be told.
func TestALookupGivesNoNumberThatCannotBeTold(t *testing.T) {
	m := whole(t, "log: l\nidentity: [No]\nlookups: {people: {find: [No], give: A}}\ndisclosure: {reason: {column: File, lookup: people}}\n")
	people := styled(t, "0E+0", []any{"P-1", 410022})
	if err := os.Chmod(people, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.LookUp("people", people); err != nil {
		t.Fatal(err)
	}
	if made, problems := made(t, m, file(t, "log.csv", "No,File\n1,P-1\n")); len(problems) != 1 {
		t.Errorf("%v, %v; want a problem", made.Body, problems)
	}
}

// A file in which a reference was rounded has nothing for whoever looks there.
func TestALookupGivesNoNumberThatWasRounded(t *testing.T) {
	for name, row := range map[string][]any{"what is given": {"A", int64(1000612345678901)}, "what is looked for": {int64(1000612345678901), "P-1"}} {
		m, err := sheet.ReadMapping([]byte("log: l\nidentity: [No]\nlookups: {people: {find: [A], give: B}}\ndisclosure: {reason: {column: File, lookup: people}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		people := workbook(t, func(f *excelize.File) {
			set(t, f, 1, "A", "B")
			set(t, f, 2, row...)
		})
		if err := os.Chmod(people, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := m.LookUp("people", people); err != nil {
			t.Fatal(err)
		}
		wanted := "A"
		if name == "what is looked for" {
			wanted = "1000612345678901"
		}
		if made, problems := made(t, m, file(t, "log.csv", "No,File\n1,"+wanted+"\n")); len(problems) != 1 {
			t.Errorf("%s: %v, %v; want a problem", name, made.Body, problems)
		}
	}
}
