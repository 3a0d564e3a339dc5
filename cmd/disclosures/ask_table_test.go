package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestATableFitsThePage(t *testing.T) {
	const id = "01a20141-fec8-7429-90e1-c0374152fde2"
	long := strings.Repeat("the request went further than the inquiry and ", 6)
	unbroken := strings.Repeat("é", 150)
	for name, tt := range map[string]struct {
		headings []string
		rows     [][]string
		want     string
	}{
		"short rows stand close": {
			[]string{"case", "n"},
			[][]string{{"C-1", "1"}, {"C-22", "22"}},
			"case  n\nC-1   1\nC-22  22\n",
		},
		"a long cell goes on below, and rows stand apart": {
			[]string{"why", "entry"},
			[][]string{{strings.Repeat("word ", 14) + "end", id}, {"short", id}},
			"why                                                             entry\n" +
				"word word word word word word word word word word word word     " + id + "\n" +
				"word word end\n\n" +
				"short                                                           " + id + "\n",
		},
		"columns that cannot all fit become lines": {
			[]string{"case", "a", "b"},
			[][]string{{id, id, id}, {id, "", "x"}},
			"case  " + id + "\na     " + id + "\nb     " + id + "\n\ncase  " + id + "\nb     x\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if err := writeTable(&out, tt.headings, tt.rows); err != nil {
				t.Fatal(err)
			}
			if got := out.String(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	for _, rows := range [][][]string{{{long, id, "C-1"}}, {{long, long, id}}, {{unbroken, id, id}}, {{"", id, unbroken}}} {
		var out strings.Builder
		if err := writeTable(&out, []string{"one", "two", "three"}, rows); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			if n := utf8.RuneCountInString(line); n > tableWidth {
				t.Errorf("a line of %d characters, want at most %d: %s", n, tableWidth, line)
			}
		}
		if !strings.Contains(out.String(), id) {
			t.Errorf("the entry's id is broken:\n%s", out.String())
		}
	}
}
