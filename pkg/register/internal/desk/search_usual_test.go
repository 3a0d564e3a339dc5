package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// said is what a disclosure is asked for by, read from the entries alone.
type said struct {
	id         disclosure.EntryID
	department string
	was        []*disclosure.Disclosure // as it reads and, of a correction, as what it corrects did
}

// everySaid reads every disclosure and correction of the register, past the index.
func everySaid(t *testing.T, d *office) (all []said) {
	t.Helper()
	bodies := map[disclosure.EntryID]*disclosure.Disclosure{}
	corrects := map[disclosure.EntryID]disclosure.EntryID{}
	for _, key := range d.keys(t) {
		if !strings.HasPrefix(key.Partition, "entry#"+dartford.String()+"#") {
			continue
		}
		id := disclosure.EntryID(strings.TrimPrefix(key.Partition, "entry#"+dartford.String()+"#"))
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		entry, err := desk.EntryIn(item)
		if err != nil {
			t.Fatal(err)
		}
		if entry.Kind != disclosure.KindDisclosure && entry.Kind != disclosure.KindCorrection {
			continue
		}
		if bodies[id], _, err = entry.Disclosed(); err != nil {
			t.Fatal(err)
		}
		if entry.Kind == disclosure.KindCorrection {
			corrects[id] = entry.About
		}
		all = append(all, said{id: id, department: entry.Owner(), was: []*disclosure.Disclosure{bodies[id]}})
	}
	for i, s := range all {
		if root := corrects[s.id]; root != "" {
			all[i].was = append(s.was, bodies[root])
		}
	}
	return all
}

func (s said) matches(q desk.Search) bool {
	says := func(given bool, is func(*disclosure.Disclosure) bool) bool {
		return !given || slices.ContainsFunc(s.was, is)
	}
	day := disclosure.DateOf(s.was[0].DisclosedAt)
	return says(q.Decision != "", func(d *disclosure.Disclosure) bool { return string(d.Decision) == q.Decision }) &&
		says(q.Basis != "", func(d *disclosure.Disclosure) bool { return slices.Contains(d.LegalItems(), q.Basis) }) &&
		says(q.RecipientCategory != "", func(d *disclosure.Disclosure) bool { return d.Recipient.Category == q.RecipientCategory }) &&
		(q.Department == "" || disclosure.Same(s.department, q.Department)) &&
		(q.From.IsZero() || !day.Before(q.From)) && (q.To.IsZero() || !day.After(q.To))
}

// What nearly everything has is no longer listed by itself. Where part of a register still
// is and part is not, every page of every question has all of it, once and in order, in
// a few queries.
func TestWhatIsUsualIsFoundWhetherOrNotItIsListed(t *testing.T) {
	d, _ := olderRegister(t)
	d.listAnew(t)
	for _, s := range aLibrary(t, d) {
		if s.d.Decision == disclosure.RefusedToShare && s.department == housing.Department {
			d.corrects(t, housing, s.answer.ID, toOmbudsman(t, inCase(s.d.Case), on(s.d.DisclosedAt.Day())))
		}
	}
	listed := map[string]int{}
	for _, key := range d.keys(t) {
		listed[key.Partition]++
	}
	everything := everySaid(t, d)
	for usual, q := range map[string]desk.Search{
		"decision#disclosed": {Decision: "disclosed"}, "legal#ukgdpr-6-1-e": {Basis: "ukgdpr-6-1-e"},
	} {
		have := len(slices.DeleteFunc(slices.Clone(everything), func(s said) bool { return !s.matches(q) }))
		if n := listed["idx#"+dartford.String()+"#"+usual]; n == 0 || n >= have-10 {
			t.Errorf("%d of %d are listed under %s: want the older, and those alone", n, have, usual)
		}
	}
	var questions []desk.Search
	for _, decision := range []string{"", "disclosed", "partly-disclosed", "refused"} {
		for _, basis := range []string{"", "ukgdpr-6-1-e", "gw-lga74-s29"} {
			for _, category := range []string{"", "ombudsman", "police"} {
				for _, department := range []string{"", "housing", "revenues"} {
					q := desk.Search{Decision: decision, Basis: basis, RecipientCategory: category, Department: department}
					narrow := q
					narrow.From, narrow.To = disclosure.NewDate(2026, 11, 3), disclosure.NewDate(2026, 11, 8)
					questions = append(questions, q, narrow)
				}
			}
		}
	}
	d.open(t, shortPages{d.table, 3}, desk.Options{}) // so that little is found of much
	for _, by := range []disclosure.Caller{dpo, housing} {
		for _, q := range questions {
			var want []disclosure.EntryID
			for _, s := range everything {
				if s.matches(q) && (by.Department == "" || disclosure.Same(s.department, by.Department)) {
					want = append(want, s.id)
				}
			}
			slices.Sort(want)
			for _, limit := range []int{1, 3, 50} {
				got := pagesOf(t, d, by, q, limit)
				if !slices.IsSortedFunc(got, func(a, b desk.Row) int { return b.DisclosedAt.Compare(a.DisclosedAt) }) {
					t.Errorf("%+v, %d at a time: not newest first", q, limit)
				}
				ids := make([]disclosure.EntryID, 0, len(got))
				for _, row := range got {
					ids = append(ids, row.ID)
				}
				slices.Sort(ids)
				if !slices.Equal(ids, want) {
					t.Fatalf("%+v as %v, %d at a time: found %d, want %d", q, by.Roles, limit, len(ids), len(want))
				}
			}
		}
	}
}

// pagesOf asks page by page to the end, each in at most ten queries and one look.
func pagesOf(t *testing.T, d *office, by disclosure.Caller, q desk.Search, limit int) (all []desk.Row) {
	t.Helper()
	for cursor := ""; ; {
		d.table.Reset()
		rows, err := d.Search(t.Context(), looking(by), q, limit, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		if calls, most := d.table.Calls(), (storetest.Calls{Query: 10, Transact: 1}); calls.Query > most.Query || calls.Transact != most.Transact || len(rows.Rows) > limit {
			t.Fatalf("%+v: a page of %d in %+v", q, len(rows.Rows), calls)
		}
		all = append(all, rows.Rows...)
		if cursor = rows.Cursor; cursor == "" {
			return all
		}
	}
}

// A page of what is usual reads about what it shows, and not all that one query may give:
// where nearly everything matches twice as much is plenty. Where little of the newest
// does, it is a query more.
func TestAPageOfTheUsualReadsTwiceWhatItShows(t *testing.T) {
	d := newDesk(t)
	for n := range 130 {
		department, change := housing, func(*disclosure.Disclosure) {}
		if n >= 110 {
			department, change = revenue, func(d *disclosure.Disclosure) {
				d.Decision, d.Reason = disclosure.RefusedToShare, "The request went further than the complaint."
				d.Justification = disclosure.Justification{}
			}
		}
		d.record(t, department, toOmbudsman(t, on(1+n/10), inCase(disclosure.CaseRef(fmt.Sprint("DBC-C-usual-", n))), change))
	}
	counting := storetest.NewCounting(d.table)
	d.open(t, counting, desk.Options{})
	for _, c := range []struct {
		q             desk.Search
		limit         int
		queries, read int
	}{
		{desk.Search{Decision: "disclosed"}, 50, 1, 102},
		{desk.Search{Basis: "ukgdpr-6-1-e", Decision: "disclosed"}, 50, 1, 102},
		{desk.Search{Department: "housing", Decision: "disclosed"}, 50, 1, 103}, // and whether older ones are listed anew
		{desk.Search{Decision: "disclosed"}, 5, 2, 12 + 118},
	} {
		counting.Take()
		rows, err := d.Search(t.Context(), looking(dpo), c.q, c.limit, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if cost := counting.Take(); cost.Query != c.queries || cost.Read != c.read || len(rows.Rows) != c.limit {
			t.Errorf("%+v: %d rows for %d queries and %d items read, want %d, %d and %d", c.q, len(rows.Rows), cost.Query, cost.Read, c.limit, c.queries, c.read)
		}
	}
}
