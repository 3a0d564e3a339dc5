package console_test

import (
	"encoding/csv"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/report"
)

var (
	tabledList = regexp.MustCompile(`(?s)<section id="list-([^"]*)".*?<thead><tr>(.*?)</tr></thead><tbody>(.*?)</tbody>`)
	tabledHead = regexp.MustCompile(`(?s)<th scope="col">(.*?)</th>`)
	tabledLine = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	ruleBeside = regexp.MustCompile(` \([A-Za-z]+[0-9]*-[A-Za-z0-9-]+\)`)
	tabledCell = regexp.MustCompile(`(?s)<td>(.*?)</td>`)
)

func inner(of *regexp.Regexp, text string) (all []string) {
	for _, m := range of.FindAllStringSubmatch(text, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

// A list has one set of columns: the console's table has those that its spreadsheet begins
// with, with the same headings, and what stands in a cell of one stands in that of the
// other.
func TestATableHasTheColumnsOfItsSpreadsheet(t *testing.T) {
	o := newOffice(t)
	for range 3 {
		o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-1")))
	}
	o.post(dpo, "/cases/DBC-C-1/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": "2099-01-31"})
	flagged := o.post(recorder, "/disclosures", example(t, "DBC-P-2", withheldOnAGround))
	o.post(dpo, "/disclosures/"+flagged+"/flags/0/clear", map[string]any{"reason": "Seen."})
	b, clerk := o.signedIn(dpo), o.signedIn(recorder)
	const why = "Work for the yearly audit"
	pages := map[string]shownPage{"person": b.person(someone), "a department's": clerk.fill(clerk.open("/left"), "why", why)}
	for _, address := range []string{"/flags", "/objections", "/cleared", "/requests", "/disclosures", "/cases", "/retention", "/holds", "/reviews", "/breaches", "/changes", "/agreements", "/looks", "/exports", "/joins"} {
		pages[address] = b.fill(b.open(address), "why", why)
	}
	filled := 0
	for name, page := range pages {
		by := b
		if name == "a department's" {
			by = clerk
		}
		table, saved := by.open(page.link("See the list as a table")), by.open(page.link("Save the whole list"))
		read, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(saved.body, report.ByteOrderMark))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		lists := tabledList.FindAllStringSubmatch(table.body, -1)
		if len(lists) == 0 && len(read) > 1 {
			t.Errorf("%s: the spreadsheet has %d rows, and the table none", name, len(read)-1)
		}
		if !strings.Contains(table.link("Save the whole list"), "/list/") {
			t.Errorf("%s: the table is saved at no list", name)
		}
		for _, list := range lists {
			filled++
			several := slices.Index(read[0], "list")
			headings := inner(tabledHead, list[2])
			at := make([]int, len(headings))
			for i, heading := range headings {
				at[i] = slices.Index(read[0], heading)
			}
			// What holds ids of the register's own alone is for programs, and in the spreadsheet.
			first := slices.DeleteFunc(slices.Clone(read[0][1:]), func(heading string) bool {
				return slices.Contains([]string{"Entry", "Export", "Certificate", "Hold", "Join"}, heading) && !slices.Contains(headings, heading)
			})
			if several != 1 && !slices.Equal(first[:len(headings)], headings) || slices.Contains(at, -1) {
				t.Errorf("%s: the table has %q, and the spreadsheet %q", name, headings, read[0])
				continue
			}
			var rows [][]string
			for _, row := range read[1:] {
				if several != 1 || row[several] == list[1] {
					rows = append(rows, row)
				}
			}
			lines := inner(tabledLine, list[3])
			if len(lines) < len(rows) && name != "/looks" { // each look adds one
				t.Errorf("%s: %d lines of %d rows", name, len(lines), len(rows))
			}
			for _, line := range tabledLine.FindAllStringSubmatch(list[3], -1) {
				cells := inner(tabledCell, line[1])
				if len(cells) != len(headings) || !slices.ContainsFunc(rows, func(row []string) bool {
					for i, cell := range cells {
						if !slices.ContainsFunc(strings.Split(report.Uninert(row[at[i]]), "\n"), func(line string) bool {
							return line == cell || ruleBeside.ReplaceAllString(line, "") == cell || strings.Count(line, "; ") == strings.Count(cell, "; ") && strings.Contains(line, "dpa18-")
						}) {
							return false
						}
					}
					return true
				}) {
					t.Errorf("%s: no row of the spreadsheet has the line %q", name, cells)
				}
			}
		}
	}
	if filled < 7 {
		t.Errorf("only %d lists had something in them", filled)
	}
}
