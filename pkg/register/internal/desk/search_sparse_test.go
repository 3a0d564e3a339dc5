package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// Where little of much matches, a search is a few queries and one look, also where
// nothing does, and finds what one that reads everything does.
func TestLittleAmongMuchIsFewQueriesAndOneLook(t *testing.T) {
	d := newDesk(t)
	library := aLibrary(t, d)
	d.open(t, shortPages{d.table, 2}, desk.Options{})
	for _, c := range []struct {
		q       desk.Search
		queries int // at most, and no page after
	}{
		{desk.Search{RecipientCategory: "police", Decision: "refused"}, 1},
		{desk.Search{Department: "housing", Basis: "dpa18-sch2-para2"}, 1},
		{desk.Search{Department: "housing", RecipientCategory: "police"}, 4},
		{desk.Search{Department: "revenues", RecipientCategory: "police", Decision: "disclosed"}, 4},
	} {
		d.table.Reset()
		rows, err := d.Search(t.Context(), looking(auditor), c.q, 0, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if calls := d.table.Calls(); calls.Query > c.queries || calls.Transact != 1 || rows.Cursor != "" || len(rows.Rows) != 0 || rows.Nothing == nil {
			t.Errorf("%+v: %+v, %d rows, and more: %v", c.q, calls, len(rows.Rows), rows.Cursor != "")
		}
	}
	for _, q := range []desk.Search{
		{Department: "housing", Decision: "refused"},
		{Department: "revenues", Decision: "refused", RecipientCategory: "ombudsman"},
		{Basis: "gw-lga74-s29", Decision: "disclosed"},
		{Basis: "gw-lga74-s29", Department: "housing"},
		{Department: "housing", Decision: "disclosed"},
	} {
		var want int
		for _, s := range library {
			if s.matches(q) {
				want++
			}
		}
		for _, limit := range []int{1, 3, 50} {
			var got []string
			for cursor := ""; ; {
				d.table.Reset()
				rows, err := d.Search(t.Context(), looking(dpo), q, limit, cursor)
				if err != nil {
					t.Fatal(detail(err))
				}
				if calls, most := d.table.Calls(), (storetest.Calls{Query: 10, Transact: 1}); calls.Query > most.Query || calls.Transact != 1 || len(rows.Rows) > limit {
					t.Fatalf("%+v: a page of %d in %+v", q, len(rows.Rows), calls)
				}
				for _, row := range rows.Rows {
					got = append(got, fmt.Sprint(row.DisclosedAt.UnixMilli(), row.ID))
				}
				if cursor = rows.Cursor; cursor == "" {
					break
				}
			}
			if len(got) != want || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) || len(slices.Compact(got)) != want {
				t.Errorf("%+v, %d at a time: %d found, want %d, newest first", q, limit, len(got), want)
			}
		}
	}
}
