package report_test

import (
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// docs/ledger.md has a row and its digest, for whoever makes digests by other means.
func TestTheDigestIsThatOfTheDocumentation(t *testing.T) {
	row := &report.Row{Version: report.RowVersion, Entry: []byte("{}"), Leaf: "01", Flags: []report.RowFlag{}, Letters: []report.RowLetter{}, Asks: []string{}}
	canonical, err := row.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	var digest report.Digest
	digest.Add(canonical)
	page, err := os.ReadFile("../../docs/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "one row that is `"+string(canonical)+"`.\n\n```\n"+digest.String()+"\n```") {
		t.Errorf("docs/ledger.md does not have %s for %s", &digest, canonical)
	}
}

// The entry stands in its row byte for byte, since that is what the log commits to.
func TestTheEntryStandsInItsRowByteForByte(t *testing.T) {
	row := rowOf(t, entry(t, disclosure.Disclosure{Reason: "<&> \u2028 é", Evidence: map[string]any{"z": 1, "a": true}}))
	before, err := row.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	row.Entry = []byte(strings.TrimSpace(string(before[strings.Index(string(before), `"entry":`)+len(`"entry":`) : strings.Index(string(before), `,"flags":`)])))
	again, err := row.Canonical()
	if err != nil || !strings.Contains(string(again), `"entry":`+string(row.Entry)+`,"flags"`) {
		t.Errorf("canonical bytes of an entry changed within its row: %v", err)
	}
}
