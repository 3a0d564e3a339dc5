package main_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/columns"
	"disclosure-register/pkg/report"
)

// What disclosures ask prints and what the spreadsheet of the same question says is the
// same: the same headings with the same words under them.
func TestAnAnswerAndItsSpreadsheetSayTheSame(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	token := r.token(t, "dpo", "")
	compared := 0
	for number, asked := range map[string]struct {
		path string
		args []string
	}{
		"1":  {"/sharing?subject=SAMPLE-PERSON-1", []string{"--subject", "SAMPLE-PERSON-1"}},
		"3":  {"/subject-report/review?subject=SAMPLE-PERSON-1&to=person", []string{"--subject", "SAMPLE-PERSON-1", "--to", "person"}},
		"8":  {"/breach?reference=SAMPLE-BR-1", []string{"--reference", "SAMPLE-BR-1"}},
		"9":  {"/disclosures/current?recipientCategory=police", nil},
		"11": {"/disclosures/current?aspect=outside-notice", nil},
		"21": {"/disclosures/current", nil},
	} {
		said, code := r.tool(t, append([]string{"ask", number, "--purpose", "Yearly audit"}, asked.args...)...)
		if code != 0 {
			t.Fatalf("question %s: %s", number, said)
		}
		status, body, err := r.send(token, http.MethodGet, asked.path, "", nil, "Accept", "text/csv", "Access-Purpose", "Yearly audit")
		if err != nil || status != http.StatusOK {
			t.Fatalf("question %s: %d %s, %v", number, status, body, err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), report.ByteOrderMark))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		path, _, _ := strings.Cut(asked.path, "?")
		query := map[string][]string{}
		for _, pair := range strings.Split(strings.TrimPrefix(asked.path, path+"?"), "&") {
			name, value, _ := strings.Cut(pair, "=")
			query[name] = []string{value}
		}
		answer, _ := columns.Of(path, query)
		// A table that is too wide is printed as a line for each column that says something.
		words := " " + strings.Join(strings.Fields(said), " ") + " "
		several := slices.Index(rows[0], "list")
		for _, row := range rows[1:] {
			list := answer.Lists[0]
			for _, l := range answer.Lists[1:] {
				if several == 1 && row[several] == l.Name {
					list = l
				}
			}
			var says []string
			for _, heading := range list.Headings() {
				cell := report.Uninert(row[slices.Index(rows[0], heading)])
				if strings.Contains(cell, "\n") {
					says = nil // of several things: each is a block of its own
					break
				}
				if cell != "" {
					says = append(says, heading, cell)
				}
			}
			if len(says) < 12 {
				continue // narrow enough for a table
			}
			compared++
			if want := strings.Join(strings.Fields(strings.Join(says, " ")), " "); !strings.Contains(words, " "+want+" ") {
				t.Errorf("question %s does not say %q:\n%s", number, want, said)
			}
		}
	}
	if compared < 6 {
		t.Errorf("only %d rows were compared", compared)
	}
}
