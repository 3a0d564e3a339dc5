package workbook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// A full sheet is followed by another, with the headings again.
func TestAFullSheetIsFollowedByAnother(t *testing.T) {
	var out bytes.Buffer
	x, err := NewXLSX(&out, t.TempDir(), report.Cover{}, func(id string) report.Relied { return report.Relied{ID: id} })
	if err != nil {
		t.Fatal(err)
	}
	if x.sheetMax != 1_048_575 {
		t.Errorf("a sheet has %d rows", x.sheetMax)
	}
	x.sheetMax = 3
	body, err := json.Marshal(disclosure.Disclosure{Reason: "why"})
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(disclosure.Entry{Kind: disclosure.KindDisclosure, ID: "1", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	for range 7 {
		if err := x.Write(&report.Row{Version: report.RowVersion, Entry: encoded}); err != nil {
			t.Fatal(err)
		}
	}
	digest, err := x.Close()
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Discard(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, want := range map[string]int{"Disclosures": 4, "Disclosures 2": 4, "Disclosures 3": 2} {
		if rows, err := f.GetRows(sheet); err != nil || len(rows) != want || rows[0][0] != "Entry" {
			t.Errorf("%s has %d rows, %v; want %d", sheet, len(rows), err, want)
		}
	}
	path := filepath.Join(t.TempDir(), "file.xlsx")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	checked, err := Check(path)
	if err != nil || !checked.Holds() || checked.Rows != 7 || checked.Digest != digest.String() {
		t.Errorf("%+v, %v", checked, err)
	}
}
