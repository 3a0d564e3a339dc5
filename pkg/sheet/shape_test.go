package sheet

import (
	"strings"
	"testing"
)

// Whatever the code of a format, something is shown of a number, or said.
func FuzzAFormat(f *testing.F) {
	for _, code := range []string{`00"/"00000`, `_-* #,##0.00_-;[Red]-#,##0.00;"-"??;@`, `[$£-809]0.0%`, "[h]:mm", `"`, `\\`, "*", "_", "[", ";;;;", ".,.", "0,,,.0", "%", strings.Repeat("%", 9), "?/?", "\xff0"} {
		f.Add(code, "2600123")
	}
	f.Add("0.00", "-1.5E+300")
	f.Fuzz(func(t *testing.T, code, value string) {
		shows := formatOf("164", code)
		if shows == nil || shows.day {
			return
		}
		if text, unread := shows.shown(value); unread != "" && text != value {
			t.Errorf("%q as %q: shown as %q and not told (%s)", value, code, text, unread)
		}
		if shows.text != nil {
			shows.text.shown(value)
		}
	})
}

// What a made-up workbook claims takes no time.
func TestAFormatThatNoSpreadsheetWrites(t *testing.T) {
	for _, code := range []string{strings.Repeat("%", 1000), strings.Repeat("%", 1<<20), "0." + strings.Repeat("0", 1<<20), "0" + strings.Repeat(",", 900), strings.Repeat("0;", 400)} {
		if text, unread := formatOf("164", code).shown("12"); unread == "" || text != "12" {
			t.Errorf("%.9s…: %.20q, %q", code, text, unread)
		}
	}
}
