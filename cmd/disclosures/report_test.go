package main_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// prints runs a report on the running service and returns what it prints.
func prints(t *testing.T, r *running, args ...string) string {
	t.Helper()
	out, code := r.tool(t, append(append([]string{"report"}, args...), "--purpose", "Yearly audit")...)
	if code != 0 {
		t.Fatalf("%v ended with %d: %s", args, code, out)
	}
	return out
}

// readsAs fails the test unless the text is one JSON value, and a spreadsheet with
// the heading.
func readsAs(t *testing.T, jsonText, csvText, heading string) {
	t.Helper()
	if !json.Valid([]byte(jsonText)) {
		t.Errorf("not JSON: %s", jsonText)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(csvText, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != heading {
		t.Errorf("not a spreadsheet headed %q: %v, %.200q", heading, err, csvText)
	}
}

func TestReportsArePrintedForPeopleAndForMachines(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	annual := []string{"annual", "--year", "2026"}
	if out := prints(t, r, annual...); !strings.Contains(out, "Dartford") || !strings.Contains(out, "fewer than 5") || !strings.Contains(out, "Partly disclosed") {
		t.Errorf("the annual return: %s", out)
	} else {
		for line := range strings.Lines(out) {
			if utf8.RuneCountInString(line) > 101 { // with its end
				t.Errorf("a line is too wide to read: %s", line)
			}
		}
	}
	readsAs(t, prints(t, r, append(annual, "--json")...), prints(t, r, append(annual, "--csv")...), "Table")
	record := []string{"processing", "--from", "2026-01-01", "--to", "2026-12-31"}
	if out := prints(t, r, record...); !strings.Contains(out, "disclosed to") || !strings.Contains(out, "An ombudsman") {
		t.Errorf("the record of processing: %s", out)
	}
	readsAs(t, prints(t, r, append(record, "--json")...), prints(t, r, append(record, "--csv")...), "Part")
}
