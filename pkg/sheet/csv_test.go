package sheet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/sheet"
)

// A quotation mark where none can be stops no file: its row is read where that gives as
// many cells as rows have, and is named where it does not; and no row goes with it.
func TestAQuotationMarkAstray(t *testing.T) {
	const (
		head = "No,File,Who asked\n"
		end  = "8,C-8,\"Example, A.\"\n9,C-9,z\n"
	)
	after := []string{"8: C-8|Example, A.", "9: C-9|z"}
	for name, tt := range map[string]struct {
		lines string
		want  []string
	}{
		"within a cell":                    {`1,C-1,said "no"`, []string{"1: C-1|said \"no\""}},
		"an inch":                          {`1,6" pipe,x`, []string{`1: 6" pipe|x`}},
		"two cells with one":               {`1,6" pipe,8" bend`, []string{`1: 6" pipe|8" bend`}},
		"at the beginning of a cell":       {`1,"no" he said,x`, []string{`1: "no" he said|x`}},
		"within a cell that is quoted":     {`1,C-1,"said "no" twice"`, []string{`1: C-1|said "no" twice`}},
		"beside one with a comma":          {`1,"said "no", twice",x`, []string{"astray"}}, // its cells may be three or four
		"opens and is not closed":          {`1,C-1,"urgent`, []string{"astray"}},          // it may go on
		"beside one that is quoted":        {`1,6" pipe,"a, b"`, []string{`1: 6" pipe|a, b`}},
		"of a system that quotes formulas": {`1,="00410022",x`, []string{"1: 00410022|x"}},
		"that could be read as two":        {`1,"a" b, c`, []string{`1: "a" b|c`}},
		"with a cell too many":             {`1,"a" b,c,d`, []string{"astray"}},
		"with a cell too few":              {`1,6" pipe`, []string{"astray"}},
		"closed in a later row":            {"1,\"urgent,x\n2,C-2,y\n3,he said \",z", []string{"astray"}},
		"a cell of two lines":              {"1,C-1,\"two\nlines\"\n2,C-2,y", []string{"1: C-1|two\nlines", "2: C-2|y"}},
		"a cell of lines with commas":      {"1,\"a, b\nc, d\",x\n2,C-2,y", []string{"astray", "2: C-2|y"}}, // one row, or two with a mark astray
		"a cell of two lines with another": {"1,C-1,\"he said \"no\"\nand left\"\n2,C-2,y", []string{"astray", "astray", "2: C-2|y"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sheet.Open(file(t, "log.csv", head+tt.lines+"\n"+end), sheet.Place{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var got []string
			for row, err := range s.Rows() {
				if err != nil {
					t.Fatal(err)
				}
				said := fmt.Sprintf("%s: %s|%s", row.Cell("No"), row.Cell("File"), row.Cell("Who asked"))
				if detail, do := row.Astray(); detail != "" && do != "" {
					said = "astray"
				}
				got = append(got, said)
			}
			if want := append(tt.want, after...); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

// Whatever is written into the cells of a log by who doubles no mark, each other row is
// read as it is: none is swallowed, and none is read as another.
func TestAMarkAstrayTakesNoOtherRowWithIt(t *testing.T) {
	for _, cell := range []string{`"`, `""`, `"""`, `a"`, `"a`, `"a" b`, `a "b"`, `"a", b`, `"a` + "\n" + `b`, `",`, `,"`, `"=1"`, "\"\r\n"} {
		for at := range 3 {
			cells := []string{"5", "C-5", "x"}
			cells[at] = cell
			text := "No,File,Who asked\n"
			for n := range 30 {
				row := fmt.Sprintf("%d,C-%d,\"Sample, %d\"\n", n, n, n)
				if n == 5 {
					row = strings.Join(cells, ",") + "\n"
				}
				text += row
			}
			s, err := sheet.Open(file(t, "log.csv", text), sheet.Place{})
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]bool{}
			for row, err := range s.Rows() {
				if err != nil {
					t.Fatal(err)
				}
				if row.Cell("Who asked") == "Sample, "+row.Cell("No") {
					found[row.Cell("No")] = true
				}
			}
			if len(found) < 29 {
				t.Errorf("%q in column %d: %d of the other 29 rows are read", cell, at+1, len(found))
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
