package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// said is what a disclosure is asked for by, read from the entries alone.
type said struct {
	id         disclosure.EntryID
	department string
	flags      []disclosure.Flag
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
		all = append(all, said{id: id, department: entry.Owner(), flags: entry.Flags, was: []*disclosure.Disclosure{bodies[id]}})
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
		(q.Flag == "" || slices.ContainsFunc(s.flags, func(f disclosure.Flag) bool { return f.Rule == q.Flag })) &&
		(q.Department == "" || disclosure.Same(s.department, q.Department)) &&
		(q.From.IsZero() || !day.Before(q.From)) && (q.To.IsZero() || !day.After(q.To))
}

// astray is a disclosure under an ombudsman's gateway to somebody who is none.
func astray(d *disclosure.Disclosure) {
	d.Recipient = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary", Person: "PC Sample", Post: "Constable"}
	d.Departure = &disclosure.Departure{Reason: "It was sent to the wrong place.", NoBreachReason: "It was got back unread.", DiscoveredOn: disclosure.DateOf(d.DisclosedAt)}
}

// listAsBefore lists the entry as releases did until 30 November 2026.
func listAsBefore(t *testing.T, d *office, answer desk.Recorded, body disclosure.Disclosure) {
	t.Helper()
	at := func(by store.Dimension, value string) store.Key {
		return store.Key{Partition: store.IndexPartition(dartford.String(), by, value), Sort: store.IndexSort(body.DisclosedAt, answer.ID.String())}
	}
	item, err := d.table.Get(t.Context(), at(store.ByAll, ""))
	if err != nil {
		t.Fatal(err)
	}
	var writes []store.Write
	for _, key := range []store.Key{at(store.ByDecision, string(body.Decision)), at(store.ByCategory, body.Recipient.Category)} {
		writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: item.Attrs}})
	}
	for _, id := range body.LegalItems() {
		writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: at(store.ByLegal, id), Attrs: item.Attrs}})
	}
	if body.Recipient.Category != "ombudsman" {
		writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{Key: at(store.ByCategory, "ombudsman")}})
	}
	if err := d.table.Transact(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
}

// What nearly everything has is no longer listed by itself, and an ombudsman's gateway with
// the ombudsmen. Where part of a register still is, as each release wrote it, and part is
// not, every page of every question has all of it, once and in order, in a few queries.
func TestWhatIsUsualIsFoundWhetherOrNotItIsListed(t *testing.T) {
	d, _ := olderRegister(t)
	d.listAnew(t)
	wrongs := ""
	for i, s := range aLibrary(t, d) {
		if s.d.Decision == disclosure.RefusedToShare && s.department == housing.Department {
			d.corrects(t, housing, s.answer.ID, toOmbudsman(t, inCase(s.d.Case), on(s.d.DisclosedAt.Day())))
		}
		if i%3 != 2 {
			continue
		}
		listAsBefore(t, d, s.answer, s.d)
		wrong := toOmbudsman(t, inCase(s.d.Case), on(1+i%7), astray)
		answer := d.record(t, housing, wrong)
		wrongs = answer.Flags[0].Rule
		if i%2 == 0 {
			listAsBefore(t, d, answer, wrong)
		}
	}
	listed := map[string]int{}
	for _, key := range d.keys(t) {
		listed[key.Partition]++
	}
	everything := everySaid(t, d)
	for usual, q := range map[string]desk.Search{
		"decision#disclosed": {Decision: "disclosed"}, "legal#ukgdpr-6-1-e": {Basis: "ukgdpr-6-1-e"}, "legal#gw-ha96-s51": {Basis: "gw-ha96-s51"},
	} {
		have := len(slices.DeleteFunc(slices.Clone(everything), func(s said) bool { return !s.matches(q) }))
		if n := listed["idx#"+dartford.String()+"#"+usual]; n == 0 || n >= have-5 {
			t.Errorf("%d of %d are listed under %s: want the older, and those alone", n, have, usual)
		}
	}
	var questions []desk.Search
	for _, basis := range []string{"", "ukgdpr-6-1-e", "gw-lga74-s29", "gw-ha96-s51"} {
		for _, category := range []string{"", "ombudsman", "police"} {
			for _, department := range []string{"", "housing", "revenues"} {
				q := desk.Search{Basis: basis, RecipientCategory: category, Department: department}
				made, refused, flagged, narrow := q, q, q, q
				made.Decision, refused.Decision, flagged.Flag = "disclosed", "refused", wrongs
				narrow.From, narrow.To = disclosure.NewDate(2026, 11, 3), disclosure.NewDate(2026, 11, 8)
				questions = append(questions, q, made, refused, flagged, narrow)
			}
		}
	}
	for most, limits := range map[int][]int{3: {2, 50}, 100: {3}} { // 3, so that little is found of much
		d.open(t, shortPages{d.table, most}, desk.Options{})
		for _, by := range []disclosure.Caller{dpo, housing} {
			for _, q := range questions {
				for _, limit := range limits {
					wantPages(t, d, by, q, limit, everything)
				}
			}
		}
	}
}

// wantPages fails the test unless the pages have what the question asks for of everything,
// once and the newest first.
func wantPages(t *testing.T, d *office, by disclosure.Caller, q desk.Search, limit int, everything []said) {
	t.Helper()
	var want, ids []disclosure.EntryID
	for _, s := range everything {
		if s.matches(q) && (by.Department == "" || disclosure.Same(s.department, by.Department)) {
			want = append(want, s.id)
		}
	}
	got := pagesOf(t, d, by, q, limit)
	if !slices.IsSortedFunc(got, func(a, b desk.Row) int { return b.DisclosedAt.Compare(a.DisclosedAt) }) {
		t.Errorf("%+v, %d at a time: not newest first", q, limit)
	}
	for _, row := range got {
		ids = append(ids, row.ID)
	}
	slices.Sort(ids)
	slices.Sort(want)
	if !slices.Equal(ids, want) {
		t.Fatalf("%+v as %v, %d at a time: found %d, want %d", q, by.Roles, limit, len(ids), len(want))
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
