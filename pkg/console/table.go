package console

import (
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
			body.Lists = append(body.Lists, tabledList{ID: "list-" + list.Name, Title: list.Title, Heads: list.Headings(), Lines: lines})
		}
	}
	cursor := columns.Cell(listed.Answer, "cursor") + columns.Cell(listed.Answer, "before")
	body.Next, body.First = v.pages(t, cursor)
	return v.on(t, "table", &page{Title: "As a table: " + v.aboutWhat(t.to(t.Of)), Nav: "more", Body: body, Back: v.session.path(t.to(t.Of))})
}
