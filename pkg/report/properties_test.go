package report_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What a computer shows of the file is the register's, and of the day on which it was asked
// for, not the library's and of the library's day.
func TestTheFileSaysWhoMadeItAndWhen(t *testing.T) {
	file, _ := aWorkbook(t, awkwardRows(t)...)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	says, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	for what, is := range map[string][2]string{
		"creator": {says.Creator, "Disclosure Register E07000107"}, "last modified by": {says.LastModifiedBy, "Disclosure Register E07000107"},
		"title":   {says.Title, "Disclosures of Dartford Borough Council"},
		"created": {says.Created, "2026-11-20T09:00:00Z"}, "modified": {says.Modified, "2026-11-20T09:00:00Z"},
	} {
		if is[0] != is[1] {
			t.Errorf("%s: %q, want %q", what, is[0], is[1])
		}
	}
	if app, err := f.GetAppProps(); err != nil || app.Application != "Disclosure Register" {
		t.Errorf("the program is %q, %v", app.Application, err)
	}
}
