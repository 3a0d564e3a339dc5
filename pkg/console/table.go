package console

import (
	"regexp"
	"strings"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/columns"
)

// aTable is a page of a list with the columns that its spreadsheet has first.
type aTable struct {
	Lists []tabledList
	Next  string
	First string
}

type tabledList struct {
	ID, Title string
	Heads     []string
	Lines     [][]string
}

// rowsOnTable is how much of what has no pages of its own a table shows at once.
const rowsOnTable = 50

// onTable is how many rows are asked for where a list may be asked for whole: all of them,
// of a spreadsheet.
func onTable(t task) int {
	if t.Kind == tabled {
		return rowsOnTable
	}
	return 0
}

// recordID is an id that the register gives what it records. Programs quote it; in a table that
// is read it says nothing, and the line leads nowhere by it.
var recordID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// toRead leaves out the columns that hold nothing but ids of the register's own, and the ids of
// rules beside their titles; ids of the law are their titles. The spreadsheet has them all.
func (t titles) toRead(heads []string, lines [][]string) ([]string, [][]string) {
	var kept []int
	for i := range heads {
		ids, words := false, false
		for _, line := range lines {
			is := recordID.MatchString(line[i])
			ids, words = ids || is, words || line[i] != "" && !is
		}
		if words || !ids {
			kept = append(kept, i)
		}
	}
	pick := func(of []string) []string {
		var all []string
		for _, i := range kept {
			parts := strings.Split(ofRule.ReplaceAllString(of[i], ""), "; ")
			for n, part := range parts {
				if title := t.of[part]; strings.Contains(part, "-") && title != "" {
					parts[n] = title
				}
			}
			all = append(all, strings.Join(parts, "; "))
		}
		return all
	}
	var all [][]string
	for _, line := range lines {
		all = append(all, pick(line))
	}
	return pick(heads), all
}

// ofRule is the id of a rule after its title, as a spreadsheet has it.
var ofRule = regexp.MustCompile(` \((?:[A-Z]{2}-[A-Z]*[0-9]+[a-z]?|(?:ukgdpr|dpa18|gw|compat|lga|pecr)-[a-z0-9-]+)\)`)

// table shows a page of a list as a table.
func (v *visit) table(t task) error {
	ask := saved[t.Of]
	if ask == nil {
		return v.lost()
	}
	listed, err := v.api.List(func(api *client.Client) error { return ask(v, v.r.Context(), t, api) })
	if err != nil {
		return err
	}
	answer, _ := columns.Of(listed.Path, listed.Query)
	words := v.words.table.With(listed.Answer)
	var body aTable
	for _, list := range answer.Lists {
		if lines := list.Table(words, list.Rows(listed.Answer), answer.Earliest); len(lines) > 0 {
			heads, lines := v.words.toRead(list.Headings(), lines)
			body.Lists = append(body.Lists, tabledList{ID: "list-" + list.Name, Title: list.Title, Heads: heads, Lines: lines})
		}
	}
	cursor := columns.Cell(listed.Answer, "cursor") + columns.Cell(listed.Answer, "before")
	body.Next, body.First = v.pages(t, cursor)
	return v.on(t, "table", &page{Title: "As a table: " + v.aboutWhat(t.to(t.Of)), Nav: "more", Body: body, Back: v.session.path(t.to(t.Of))})
}
