package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A list as a spreadsheet can be taken to a meeting: titles stand beside ids, and London's
// time beside UTC.
func TestAListAsASpreadsheetHasTitlesAndLondonsTime(t *testing.T) {
	s := newService(t)
	inSummer := bytes.Replace(example(t), []byte(`2026-11-09T14:05:00Z`), []byte(`2026-10-09T14:05:00Z`), 1)
	inSummer = bytes.Replace(inSummer, []byte(`"investigationRequestDate": "2026-11-02"`), []byte(`"investigationRequestDate": "2026-10-02"`), 1)
	if got := s.send(t, recorder, http.MethodPost, "/disclosures", inSummer); got.status != http.StatusCreated {
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
		"What":                      "What the complaint is about; Letters and messages between the person and the council; Letters and messages with an ombudsman",
		"disclosedAt (London time)": "2026-10-09 15:05:00", "disclosedAt": "2026-10-09T14:05:00Z",
	} {
		if of[heading] != want {
			t.Errorf("%s is %q, want %q", heading, of[heading], want)
		}
	}
	// Ids within a cell of several things have their titles too, and words have none.
	read := s.send(t, dpo, http.MethodGet, "/disclosures/current", nil, "Accept", "text/csv")
	if rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(read.body, []byte("\ufeff")))).ReadAll(); err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for heading, want := range map[string]string{
		"disclosure.data":             "category: complaint-nature (What the complaint is about), description: The complaint form and our stage 1 and stage 2 answers, source: complaint\n",
		"disclosure.subjects":         "reference: DBC-P-550193, role: complainant",
		"disclosure.evidence (title)": "whether the person complained to this ombudsman: true\n", "disclosure.tellSubject.outcome (title)": "Told", "disclosure.method.channel (title)": "Secure e-mail",
		"disclosure.intake.channel (title)": "E-mail", "disclosure.intake.recordKind (title)": "Complaint", "disclosure.notice (title)": "Complaints process",
	} {
		if at := slices.Index(rows[0], heading); at < 0 || !strings.HasPrefix(rows[1][at], want) {
			t.Errorf("%s does not begin with %q: %q", heading, want, rows[1])
		}
	}
}

// A list that is asked for by so many at a time is whole as a spreadsheet: each page is read.
func TestALimitCutsNoSpreadsheet(t *testing.T) {
	s := newService(t)
	for _, day := range []string{"2026-11-07", "2026-11-08", "2026-11-09"} {
		if got := s.send(t, recorder, http.MethodPost, "/disclosures", bytes.Replace(example(t), []byte(`2026-11-09T14:05`), []byte(day+`T14:05`), 1)); got.status != http.StatusCreated {
			t.Fatalf("recording answered %d %s", got.status, got.body)
		}
	}
	var page struct {
		Counts      struct{ All int }
		Disclosures []json.RawMessage
		Cursor      string
	}
	first := s.send(t, dpo, http.MethodGet, "/sharing?subject=DBC-P-550193&limit=2", nil)
	if err := json.Unmarshal(first.body, &page); err != nil || len(page.Disclosures) != 2 || page.Counts.All != 3 || page.Cursor == "" {
		t.Fatalf("a page of two is %s, %v", first.body, err)
	}
	whole := s.send(t, dpo, http.MethodGet, "/sharing?subject=DBC-P-550193", nil, "Accept", "text/csv")
	paged := s.send(t, dpo, http.MethodGet, "/sharing?subject=DBC-P-550193&limit=2", nil, "Accept", "text/csv")
	lines := func(body []byte) []string { return slices.Sorted(strings.Lines(string(body))) }
	if got, want := lines(paged.body), lines(whole.body); paged.status != http.StatusOK || len(want) != 5 || !slices.Equal(got, want) {
		t.Errorf("with a limit: %d with %d lines, want the %d of the whole", paged.status, len(got), len(want))
	}
}
