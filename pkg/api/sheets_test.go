package api_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// described are the questions of the API's description, by operation.
func describedQuestions(t *testing.T) map[string]struct {
	parameters []string
	csv        bool
} {
	t.Helper()
	text, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Paths map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
			Parameters  []struct{ Name, In string }
			Responses   map[string]struct{ Content map[string]any }
		}
	}
	if err := yaml.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	all := map[string]struct {
		parameters []string
		csv        bool
	}{}
	for _, methods := range d.Paths {
		o, is := methods["get"]
		if !is {
			continue
		}
		q := all[o.OperationID]
		for _, p := range o.Parameters {
			if p.In == "query" {
				q.parameters = append(q.parameters, p.Name)
			}
		}
		content := o.Responses["200"].Content
		_, sheet := content["text/csv"]
		_, too := content["application/json"]
		q.csv = sheet && too
		all[o.OperationID] = q
	}
	return all
}

// What has pages is a list, and is had as a spreadsheet: a case is not, of which the letters
// have pages; and a letter to the person is not.
func TestWhatHasPagesIsHadAsASpreadsheet(t *testing.T) {
	sheets := 0
	for name, q := range describedQuestions(t) {
		paged := name != "show-case" && slices.ContainsFunc(q.parameters, func(p string) bool { return p == "cursor" || p == "before" })
		if paged && !q.csv {
			t.Errorf("%s is a list, and no spreadsheet", name)
		}
		if q.csv && name == "print-subject-report" {
			t.Errorf("%s is for the person, and is had as a spreadsheet", name)
		}
		if q.csv {
			sheets++
		}
	}
	if sheets < 30 {
		t.Errorf("%d lists are had as spreadsheets", sheets)
	}
}

// asSheet asks for a list as a spreadsheet, and returns it by rows and columns.
func (s *service) asSheet(t *testing.T, path string) (answer, []map[string]string) {
	t.Helper()
	got := s.send(t, dpo, http.MethodGet, path, nil, "Accept", "text/csv")
	if got.status != http.StatusOK {
		return got, nil
	}
	text, marked := strings.CutPrefix(string(got.body), report.ByteOrderMark)
	if !marked {
		t.Error("there is no byte order mark")
	}
	read, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range read[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[read[0][i]] = report.Uninert(cell)
		}
		rows = append(rows, row)
	}
	return got, rows
}

// leaves are the words, numbers and truths within a value.
func leaves(value any) (all []string) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, leaves(v[name])...)
		}
	case []any:
		for _, one := range v {
			all = append(all, leaves(one)...)
		}
	case nil:
	case string:
		all = append(all, v)
	default:
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// notRows are the lists of an answer that its spreadsheet has in another row, or that say
// the same in every answer.
var notRows = map[string][]string{
	"show-breach": {"disclosures"}, "subject-report": {"contacts", "complaints"}, "check-letter": {"differences"}, "show-law": {"rules", "aspects", "asks"},
}

// oneThing are the answers about one thing, which is a row itself.
var oneThing = []string{"check-letter", "show-law"}

// Each list is the same as a spreadsheet as it is in JSON: the same rows, with everything
// that is in them, for the same people, and as many looks on record.
func TestASpreadsheetHasWhatTheListHas(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	f.fill()
	looks := func(action string) int {
		got := s.send(t, auditor, http.MethodGet, "/access?limit=200&action="+action, nil)
		return strings.Count(string(got.body), `"purpose"`)
	}
	filled := 0
	for name, q := range describedQuestions(t) {
		if !q.csv {
			continue
		}
		t.Run(name, func(t *testing.T) {
			path := attempts[name].path(f)
			by := dpo
			if name == "show-own-work" || name == "show-own-case" {
				by = recorder
			}
			asked := func(path string, headers ...string) answer {
				return s.send(t, by, http.MethodGet, path, nil, headers...)
			}
			var want []map[string]any
			before := looks(name)
			pages := 0
			for next := path; next != ""; pages++ {
				got := asked(next)
				if got.status != http.StatusOK {
					t.Fatalf("%d %s", got.status, got.body)
				}
				var body map[string]any
				decoder := json.NewDecoder(strings.NewReader(string(got.body)))
				decoder.UseNumber()
				if err := decoder.Decode(&body); err != nil {
					t.Fatal(err)
				}
				if name == "show-breach" {
					want = append(want, map[string]any{"says": body["says"], "\x00list": ""})
				}
				if slices.Contains(oneThing, name) {
					whole := maps.Clone(body)
					for _, beside := range []string{"asked", "idTitles", "titles", "checkedAt"} {
						delete(whole, beside)
					}
					whole["\x00list"] = "answer"
					want = append(want, whole)
				}
				for member, list := range body {
					rows, _ := list.([]any)
					if slices.Contains(notRows[name], member) {
						continue
					}
					for _, row := range rows {
						if object, is := row.(map[string]any); is {
							object["\x00list"] = member
							want = append(want, object)
						}
					}
				}
				next = ""
				for _, more := range []string{"cursor", "before"} {
					if cursor, _ := body[more].(string); cursor != "" {
						next = path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + more + "=" + url.QueryEscape(cursor)
					}
				}
			}
			between := looks(name)
			got := asked(path, "Accept", "text/csv")
			if kind := got.header.Get("Content-Type"); got.status != http.StatusOK || kind != report.CSVType {
				t.Fatalf("%d %s: %s", got.status, kind, got.body)
			}
			if file := got.header.Get("Content-Disposition"); !strings.Contains(file, "-not-for-the-person.csv") {
				t.Errorf("the file's name is %s", file)
			}
			after := looks(name)
			if name != "show-accesses" && (between-before != pages || after-between == 0 || after-between > pages) {
				t.Errorf("%d looks by %d pages, and %d by the spreadsheet", between-before, pages, after-between)
			}
			read, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(got.body), report.ByteOrderMark))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if read[0][0] != "marking" {
				t.Errorf("the first column is %s", read[0][0])
			}
			if name == "show-accesses" {
				want = want[:0] // each look adds one
			} else if len(read)-1 != len(want) {
				t.Fatalf("%d rows, want %d", len(read)-1, len(want))
			}
			if len(read) > 1 {
				filled++
			}
			for _, row := range read[1:] {
				if row[0] != "Not for the person" {
					t.Fatalf("a row begins with %q", row[0])
				}
			}
			for _, object := range want {
				if i := slices.IndexFunc(read[1:], func(row []string) bool { return hasAll(row, object) }); i < 0 {
					t.Errorf("no row has all that is in %v", object)
				}
			}
			stranger := recorder
			stranger.Roles = []disclosure.Role{disclosure.Admin}
			if refused := s.send(t, stranger, http.MethodGet, path, nil, "Accept", "text/csv"); refused.status != http.StatusForbidden {
				t.Errorf("who may not see the list has %d", refused.status)
			}
			if unsaid := s.send(t, by, http.MethodGet, path, nil, "Accept", "text/csv", "Access-Purpose", ""); unsaid.status == http.StatusOK {
				t.Error("who does not say why has it")
			}
		})
	}
	if filled < 20 {
		t.Errorf("%d lists had rows", filled)
	}
}

// hasAll reports whether the row has everything that the listed thing says.
func hasAll(row []string, object map[string]any) bool {
	text := ""
	for _, cell := range row {
		text += report.Uninert(cell) + "\n"
	}
	for _, leaf := range leaves(object) {
		if leaf != object["\x00list"] && !strings.Contains(text, leaf) {
			return false
		}
	}
	return true
}

// A spreadsheet is asked for by name; where it is asked for beside JSON, by weight.
func TestWhatIsAcceptedSaysWhetherItIsASpreadsheet(t *testing.T) {
	s := newService(t)
	for accept, want := range map[string]string{
		"": "json", "*/*": "json", "application/json": "json", "text/csv": "csv", "text/csv, application/json": "csv", "application/json, text/csv": "json",
		"application/json;q=0.5, text/csv;q=0.9": "csv", "text/csv;q=0.1, application/json": "json", "text/csv;q=nonsense": "json", "text/csv;q=0": "json",
	} {
		got := s.send(t, dpo, http.MethodGet, "/flags", nil, "Accept", accept)
		if kind := got.header.Get("Content-Type"); got.status != http.StatusOK || !strings.Contains(kind, want) {
			t.Errorf("%q: %d %s, want %s", accept, got.status, kind, want)
		}
	}
	// What is no list is answered as ever.
	if got := s.send(t, dpo, http.MethodGet, "/waiting", nil, "Accept", "text/csv, */*"); got.status != http.StatusOK || !strings.Contains(got.header.Get("Content-Type"), "json") {
		t.Errorf("what waits: %d %s", got.status, got.header.Get("Content-Type"))
	}
	// What is wrong with the question is said as ever.
	if got := s.send(t, dpo, http.MethodGet, "/disclosures?decision=never", nil, "Accept", "text/csv"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong question: %d", got.status)
	} else {
		got.problem(t)
	}
}

// What a spreadsheet would run does not run.
func TestASpreadsheetOfAListRunsNothing(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	f.have("dartford-housing-ombudsman.json", func(d map[string]any) {
		d["recipient"].(map[string]any)["organisation"] = "=cmd|'/C calc'!A0"
	})
	got, rows := s.asSheet(t, "/disclosures/current?case="+url.QueryEscape(f.ref))
	if got.status != http.StatusOK || !strings.Contains(string(got.body), "'=cmd") {
		t.Fatalf("%d %s", got.status, got.body)
	}
	if !slices.ContainsFunc(rows, func(row map[string]string) bool {
		return row["disclosure.recipient.organisation"] == "=cmd|'/C calc'!A0"
	}) {
		t.Errorf("%v", rows)
	}
}

// A spreadsheet has 10,000 rows, and not one more: then it says where all are to be had.
func TestASpreadsheetHasTenThousandRowsAtMost(t *testing.T) {
	table := sqlitetest.New(t)
	addCrowd(t, table, 10_000)
	s := newServiceOver(t, table, api.OneMachine{PurposeRequired: true})
	got, rows := s.asSheet(t, "/disclosures?department=revenues")
	if got.status != http.StatusOK || len(rows) != 10_000 {
		t.Fatalf("%d with %d rows", got.status, len(rows))
	}
	another := recorder
	another.Department = "revenues"
	if recorded := s.send(t, another, http.MethodPost, "/disclosures", example(t), "Idempotency-Key", "one-more"); recorded.status != http.StatusCreated {
		t.Fatalf("%d %s", recorded.status, recorded.body)
	}
	got, _ = s.asSheet(t, "/disclosures?department=revenues")
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.problem(t).Detail, "POST /exports") {
		t.Errorf("one more: %d", got.status)
	}
	if got, rows = s.asSheet(t, "/disclosures?department=revenues&from=2026-10-01&to=2026-10-31"); got.status != http.StatusOK || len(rows) != 10_000 {
		t.Errorf("October's: %d with %d rows", got.status, len(rows))
	}
}

// A number that the register made is one in a spreadsheet, below nothing too: only text is
// kept from running.
func TestANumberBelowNothingIsANumber(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	f.post(dpo, "/facts", map[string]any{"kind": "agreement", "about": map[string]any{"dimension": "agreement", "reference": "SA-1"}, "from": "2024-01-01", "until": "2025-01-01", "version": "1", "signatories": []string{"Sample NHS Trust"}, "covers": "-Sample"}, "entry")
	got := s.send(t, dpo, http.MethodGet, "/agreements", nil, "Accept", "text/csv")
	text := strings.TrimPrefix(string(got.body), report.ByteOrderMark)
	read, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(read) < 2 {
		t.Fatalf("%d %v: %s", got.status, err, got.body)
	}
	days := read[1][slices.Index(read[0], "Days left")]
	if n, err := strconv.Atoi(days); err != nil || n >= 0 {
		t.Errorf("days left are %q", days)
	}
	if !strings.Contains(text, "'-Sample") {
		t.Error("text that begins with a minus is not kept from running")
	}
}
