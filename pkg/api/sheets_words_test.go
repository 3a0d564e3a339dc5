package api_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"testing"
)

// A list as a spreadsheet can be taken to a meeting: titles stand beside ids, and London's
// time beside UTC.
func TestAListAsASpreadsheetHasTitlesAndLondonsTime(t *testing.T) {
	s := newService(t)
	if got := s.send(t, recorder, http.MethodPost, "/disclosures", bytes.Replace(example(t), []byte(`2026-11-09T14:05:00Z`), []byte(`2026-10-09T14:05:00Z`), 1)); got.status != http.StatusCreated {
		t.Fatalf("recording answered %d %s", got.status, got.body)
	}
	got := s.send(t, dpo, http.MethodGet, "/sharing?subject=DBC-P-550193", nil, "Accept", "text/csv")
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got.body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v; want the columns, the disclosure and the recipient", len(rows), err)
	}
	of := map[string]string{}
	for i, heading := range rows[0] {
		of[heading] = rows[1][i]
		if heading == "category (title)" {
			of[heading] = rows[2][i] // of the recipients
		}
	}
	for heading, want := range map[string]string{
		"recipient.category (title)": "An ombudsman", "recipient.kind (title)": "Housing Ombudsman", "category (title)": "An ombudsman",
		"data (title)":              "What the complaint is about; Letters and messages between the person and the council; Letters and messages with an ombudsman",
		"disclosedAt (London time)": "2026-10-09 15:05:00", "disclosedAt": "2026-10-09T14:05:00Z",
	} {
		if of[heading] != want {
			t.Errorf("%s is %q, want %q", heading, of[heading], want)
		}
	}
}
