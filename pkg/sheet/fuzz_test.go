package sheet_test

import (
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/sheet"
)

// Whatever a file of text or a mapping holds, reading it ends, in rows or in an
// error.
func FuzzALog(f *testing.F) {
	f.Add([]byte("No,A,B\n1,x,09/11/2026 14:05\n"), "  reason: {column: A}\n  disclosedAt: {column: B, instant: dd/mm/yyyy hh:mm}\n")
	f.Add([]byte("\xff\xfeN\x00o\x00\n\x00"), "  subjects: [{for-each: {column: A, separator: ;}, reference: {part: whole}}]\n")
	f.Add([]byte("No;A;B\r\n\"1\";\"a\nb\";\"\"\r\n"), "  departure: {reason: {column: A}, discoveredOn: {column: B, date: d mmm yy}}\n")
	f.Add([]byte("title\nNo,A,A\n1,P-1 & P-2,\n"), "  reason: {text: \"{A #1}[ {column B}]\", find: 'P-\\d', otherwise: {column: A #2, replace: [{from: x, to: y}]}}\n")
	f.Add([]byte("No,A,B\n1,w/c 9th Sept 26,2.05 pm\n"), "  disclosedAt: {column: A, instant: [\"'w/c' d mmm yy\", serial], time-column: B, time: h.mm am/pm}\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, log []byte, fields string) {
		m, err := sheet.ReadMapping([]byte("log: l\nidentity: [No]\ndisclosure:\n" + fields))
		if err != nil {
			return
		}
		path := filepath.Join(dir, "log.csv")
		if err := os.WriteFile(path, log, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sheet.Open(path, m.Place)
		if err != nil {
			return
		}
		defer s.Close()
		if m.Fits(s) != nil {
			return
		}
		for row, err := range s.Rows() {
			if err != nil {
				return
			}
			if m.LeftOut(row) != "" {
				continue
			}
			if key, problem := m.Key(row); (key == "") == (problem == nil) {
				t.Error("a row has a key and a problem with it, or neither")
			}
			if made, _ := m.Make(row); made.Body == nil {
				t.Error("a row became nothing")
			}
		}
	})
}
