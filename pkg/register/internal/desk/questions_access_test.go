package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// accessesCounted asks who looked, and fails the test unless that was one query, or
// by person or case one for each way in which looks at them were ever listed, of
// partitions with as many items as the answer, and the look itself.
func (d *office) accessesCounted(t *testing.T, s desk.AccessSearch) []desk.AccessRow {
	t.Helper()
	var queried []string
	d.table.Reset()
	d.table.Before(func(_ context.Context, call storetest.Call) {
		if call.Operation == storetest.Query {
			queried = append(queried, call.Query.Partition)
		}
	})
	page, err := d.Accesses(t.Context(), looking(auditor), s, desk.MaxRows, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	want := storetest.Calls{Query: 1, Transact: 1}
	if s.Subject != "" || s.Case != "" && s.Entry == "" {
		want.Query = 2
	}
	if got := d.table.Calls(); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	d.table.Reset()
	held := 0
	for _, key := range d.keys(t) {
		if slices.Contains(queried, key.Partition) {
			held++
		}
	}
	// The question names the same person, so it is a look at her by now.
	if s.Subject != "" {
		held--
	}
	if held != len(page.Accesses) {
		t.Errorf("%d items in what was read for %d looks", held, len(page.Accesses))
	}
	return page.Accesses
}

// whoLooked is question 25: who looked at this log, and why?
func whoLooked(t *testing.T, f *fixture) {
	mrsB := "DBC-P-looked-at"
	entry := f.record(t, housing, toOmbudsman(t, on(8), about(mrsB, "DBC-P-neighbour"), inCase("DBC-C-looked-at"))).ID
	see := func(by desk.Looking, id disclosure.EntryID) {
		t.Helper()
		if _, err := f.Open(t.Context(), by, id); err != nil {
			t.Fatal(detail(err))
		}
	}
	f.sharing(t, mrsB, disclosure.Date{})
	see(desk.Looking{Caller: housing, Purpose: desk.PurposeNotStated}, entry)
	see(looking(dpo), entry)
	for range 12 { // what grows with the register and not with any answer
		see(looking(dpo), f.before)
	}
	said := func(looks []desk.AccessRow) []string {
		var said []string
		for _, l := range looks {
			said = append(said, fmt.Sprintf("%s %s: %s", l.By.Name, l.Action, l.Purpose))
		}
		return said
	}
	const why = "Subject access request of 3 November"
	opened := []string{dpo.Name + " open-disclosure: " + why, housing.Name + " open-disclosure: not stated"}
	for name, tt := range map[string]struct {
		search desk.AccessSearch
		want   []string
	}{
		"at a person, whoever asked for her or opened what is about her": {
			desk.AccessSearch{Subject: mrsB}, append(slices.Clone(opened), dpo.Name+" show-sharing: "+why),
		},
		"at somebody else whom the same entry is about": {desk.AccessSearch{Subject: "DBC-P-neighbour"}, opened},
		"at an entry":            {desk.AccessSearch{Entry: entry}, opened},
		"at a case":              {desk.AccessSearch{Case: "DBC-C-looked-at"}, opened},
		"without saying why":     {desk.AccessSearch{Unstated: true}, opened[1:]},
		"by one of them":         {desk.AccessSearch{Caller: f.accesses(t, desk.AccessSearch{Unstated: true})[0].By.Caller}, opened[1:]},
		"at nobody whom we know": {desk.AccessSearch{Subject: "DBC-P-nobody"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(f.accessesCounted(t, tt.search)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("at a person, by what was done", func(t *testing.T) {
		got := said(f.accesses(t, desk.AccessSearch{Subject: mrsB, Action: "show-sharing", Entry: ""}))
		if want := []string{dpo.Name + " show-sharing: " + why}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("at a person and an entry that is not about her", func(t *testing.T) {
		if got := f.accesses(t, desk.AccessSearch{Subject: mrsB, Entry: f.before}); len(got) != 0 {
			t.Errorf("got %d looks, want none", len(got))
		}
	})
}

// Whoever reads a case whole has looked at everybody in it, whether asked for by
// reference or not, and however many they are.
func TestALookIsFoundByWhomItShowed(t *testing.T) {
	d := newDesk(t)
	const ref = "DBC-C-many"
	var first, last disclosure.EntryID
	for n := range 3 {
		var people []string
		for i := range 30 {
			people = append(people, fmt.Sprintf("DBC-P-many-%d-%d", n, i))
		}
		last = d.record(t, housing, toOmbudsman(t, on(8), about(people...), inCase(ref))).ID
		if first == "" {
			first = last
		}
	}
	d.record(t, housing, toOmbudsman(t, on(8), about("DBC-P-elsewhere"), inCase("DBC-C-elsewhere")))
	d.reads(t, dpo, desk.Search{Case: ref})
	for what, tt := range map[string]struct {
		search desk.AccessSearch
		want   int
	}{
		"one of the first":       {desk.AccessSearch{Subject: "DBC-P-many-0-0"}, 1},
		"one of the last":        {desk.AccessSearch{Subject: "DBC-P-many-2-29"}, 1},
		"the first disclosure":   {desk.AccessSearch{Entry: first}, 1},
		"the last disclosure":    {desk.AccessSearch{Entry: last}, 1},
		"somebody not shown":     {desk.AccessSearch{Subject: "DBC-P-elsewhere"}, 0},
		"the case, in two pages": {desk.AccessSearch{Case: ref}, 2},
	} {
		t.Run(what, func(t *testing.T) {
			looks := d.accesses(t, tt.search)
			if len(looks) != tt.want || tt.want > 0 && looks[0].Action != "read-disclosures" {
				t.Errorf("found %+v, want %d readings", looks, tt.want)
			}
		})
	}
}

// However much a page shows, it is one query and one record of the look: what does
// not fit is on the next.
func TestAPageIsOneQueryAndOneLook(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	yesterday := d.today().AddDays(-1)
	const disclosures, each = 14, 20
	for n := range disclosures {
		var people []string
		for i := range each {
			people = append(people, fmt.Sprintf("DBC-P-%d-%d", n, i))
		}
		apart := inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-page-%d", n)))
		d.record(t, housing, toOmbudsman(t, on(8), about(people...), apart, reviewedBy(yesterday)))
		d.record(t, housing, toOmbudsman(t, on(8), about(people...), apart, func(b *disclosure.Disclosure) {
			b.Urgency = disclosure.Emergency
			delete(b.Evidence, "ombudsmanCaseRef")
		}))
	}
	for name, ask := range map[string]func(cursor string) (shown int, next string, err error){
		"disclosures as they now read": func(cursor string) (int, string, error) {
			page, err := d.Read(t.Context(), looking(dpo), desk.Search{RecipientCategory: "police"}, 0, cursor)
			return len(page.Disclosures), page.Cursor, err
		},
		"withholdings to look at again": func(cursor string) (int, string, error) {
			page, err := d.OverdueWithholdings(t.Context(), looking(dpo), cursor)
			return len(page.Withholdings), page.Cursor, err
		},
		"emergencies recorded in short": func(cursor string) (int, string, error) {
			page, err := d.OverdueEmergencies(t.Context(), looking(dpo), cursor)
			return len(page.Emergencies), page.Cursor, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			total, pages := 0, 0
			for cursor := ""; pages == 0 || cursor != ""; pages++ {
				d.table.Reset()
				shown, next, err := ask(cursor)
				if err != nil {
					t.Fatal(detail(err))
				}
				if calls := d.table.Calls(); calls.Query != 1 || calls.Transact != 1 {
					t.Errorf("a page of %d: %+v, want one query and one transaction", shown, calls)
				}
				total, cursor = total+shown, next
			}
			if total != disclosures || pages < 3 {
				t.Errorf("%d disclosures on %d pages, want each of the %d once, on three pages or more", total, pages, disclosures)
			}
		})
	}
}

// Changes of which somebody is still to be told are cut to one record of the look
// too, though each person's disclosures are a query.
func TestAPageOfUntoldChangesIsOneLook(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	const disclosures, each = 3, 40
	var people []string
	for n := range disclosures * each {
		people = append(people, fmt.Sprintf("DBC-P-%d", n))
		d.learn(t, dpo, changed(people[n], disclosure.Rectification, 10))
	}
	for some := range slices.Chunk(people, each) { // recorded late, each hints at the changes of all its people at once
		d.record(t, housing, toOmbudsman(t, on(8), about(some...)))
	}
	seen := map[disclosure.EntryID]bool{}
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		d.table.Reset()
		page, err := d.UntoldChanges(t.Context(), looking(dpo), cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		if calls := d.table.Calls(); calls.Transact != 1 {
			t.Errorf("a page of %d: %d transactions, want 1", len(page.Changes), calls.Transact)
		}
		for _, change := range page.Changes {
			seen[change.Entry] = true
		}
		cursor = page.Cursor
	}
	if len(seen) != disclosures*each {
		t.Errorf("%d changes, want %d", len(seen), disclosures*each)
	}
}

// Six years of looks at one person are one list; a month of them is a part of it.
func TestLooksAtAPersonSpanTheMonths(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.now = time.Date(2026, time.November, 30, 23, 59, 59, 0, time.UTC)
	see := func() {
		t.Helper()
		if _, err := d.Search(t.Context(), looking(dpo), desk.Search{Subject: "DBC-P-1"}, 0, ""); err != nil {
			t.Fatal(detail(err))
		}
	}
	see()
	d.turnClock(2 * time.Second)
	see()
	for name, tt := range map[string]struct {
		month string
		want  int
	}{
		"ever":     {"", 2},
		"November": {"2026-11", 1},
		"December": {"2026-12", 1},
		"January":  {"2027-01", 0},
	} {
		t.Run(name, func(t *testing.T) {
			search := desk.AccessSearch{Subject: "DBC-P-1", Month: tt.month, Action: "search-disclosures"}
			if got := d.accesses(t, search); len(got) != tt.want {
				t.Errorf("%d looks, want %d", len(got), tt.want)
			}
		})
	}
}

// An entry about sixty people is found by each of them when it is opened, in one
// transaction.
func TestALookAtManyPeopleIsOneTransaction(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	var everyone []string
	for n := range 60 {
		everyone = append(everyone, fmt.Sprintf("DBC-P-%d", n))
	}
	id := d.record(t, housing, toOmbudsman(t, about(everyone...))).ID
	d.table.Reset()
	if _, err := d.Open(t.Context(), looking(dpo), id); err != nil {
		t.Fatal(detail(err))
	}
	if got := d.table.Calls(); got.Transact != 1 {
		t.Errorf("%d transactions, want 1", got.Transact)
	}
	for _, person := range []string{everyone[0], everyone[59]} {
		if got := d.accesses(t, desk.AccessSearch{Subject: person}); len(got) != 1 {
			t.Errorf("%d looks at one of them, want 1", len(got))
		}
	}
}

// A copy of an access is what it is found by, and holds no salt: the leaf is of
// the one that has.
func TestCopiesOfAnAccessHoldNoSalt(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	if _, err := d.Search(t.Context(), looking(dpo), desk.Search{Subject: "DBC-P-1"}, 0, ""); err != nil {
		t.Fatal(detail(err))
	}
	salted, copies := 0, 0
	for _, key := range d.keys(t) {
		if key.Partition[:7] != "access#" {
			continue
		}
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if item.Attrs["salt"] == nil {
			copies++
		} else {
			salted++
		}
	}
	if salted != 1 || copies != 2 {
		t.Errorf("%d with a salt and %d without, want the access, and a copy by caller and by person", salted, copies)
	}
}
