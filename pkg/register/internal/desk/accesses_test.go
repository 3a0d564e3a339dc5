package desk_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store/storetest"
)

// look is one way of looking at the register.
type look struct {
	ask     func(by desk.Looking) (any, error)
	action  string
	results int
	about   disclosure.CaseRef
}

// everyLook is every call that shows something, on a register where each has
// something to show.
func everyLook(t *testing.T, d *office) map[string]look {
	t.Helper()
	ref, id, ticket := aCase(t, d)
	put(t, ticket, letterText)
	if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.LearnFact(t.Context(), asks(dpo), objection()); err != nil {
		t.Fatal(detail(err))
	}
	flagged := d.record(t, housing, toOmbudsman(t, inCase("DBC-C-flagged"), func(b *disclosure.Disclosure) { b.AuthorisedBy.Name = housing.Name }))
	job, err := d.RequestExport(t.Context(), asks(auditor), exporting.Request{Format: "csv", Filter: &desk.Search{}, Purpose: "Yearly audit"})
	if err != nil {
		t.Fatal(detail(err))
	}
	if err := d.RunExport(t.Context(), dartford, job.ID); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	numbers, err := d.Statistics(ctx, looking(dpo), "2026-11", "2026-11", false)
	if err != nil {
		t.Fatal(detail(err))
	}
	return map[string]look{
		"a search": {func(by desk.Looking) (any, error) { return d.Search(ctx, by, desk.Search{Case: ref}, 0, "") }, "search-disclosures", 1, ref},
		"a search that finds nothing": {func(by desk.Looking) (any, error) {
			return d.Search(ctx, by, desk.Search{Subject: "DBC-P-nobody"}, 0, "")
		}, "search-disclosures", 0, ""},
		"an entry, opened": {func(by desk.Looking) (any, error) { return d.Open(ctx, by, id) }, "open-disclosure", 2, ref},
		"an entry that is not there": {func(by desk.Looking) (any, error) {
			return d.Open(ctx, by, "01990000-0000-7000-8000-000000000000")
		}, "open-disclosure", 0, ""},
		"a case":                        {func(by desk.Looking) (any, error) { return d.Case(ctx, by, ref, "") }, "show-case", 2, ref},
		"a case that is not":            {func(by desk.Looking) (any, error) { return d.Case(ctx, by, "DBC-C-none", "") }, "show-case", 0, "DBC-C-none"},
		"a letter":                      {func(by desk.Looking) (any, error) { return d.OpenLetter(ctx, by, ref, ticket.Document) }, "open-letter", 1, ref},
		"a letter of no case":           {func(by desk.Looking) (any, error) { return d.OpenLetter(ctx, by, "DBC-C-none", ticket.Document) }, "open-letter", 0, "DBC-C-none"},
		"a letter, compared":            {func(by desk.Looking) (any, error) { return d.CheckLetter(ctx, by, ref, ticket.Document) }, "check-letter", 1, ref},
		"a letter compared, of no case": {func(by desk.Looking) (any, error) { return d.CheckLetter(ctx, by, "DBC-C-none", ticket.Document) }, "check-letter", 0, "DBC-C-none"},
		"numbers":                       {func(by desk.Looking) (any, error) { return d.Statistics(ctx, by, "2026-11", "2026-11", false) }, "show-statistics", len(numbers.Rows), ""},
		"the record of processing": {func(by desk.Looking) (any, error) {
			return d.ProcessingRecord(ctx, by, disclosure.NewDate(2026, 11, 1), disclosure.NewDate(2026, 11, 30))
		}, "processing-record", 2, ""},
		"what is known": {func(by desk.Looking) (any, error) { return d.Facts(ctx, by, objection().About) }, "show-facts", 1, ""},
		"the queue":     {func(by desk.Looking) (any, error) { return d.Queue(ctx, by, recording.FlagFilter{}, "") }, "show-flags", len(flagged.Flags), ""},
		"an export":     {func(by desk.Looking) (any, error) { return d.Export(ctx, by, job.ID) }, "show-export", 2, ""},
		"an export that is none": {func(by desk.Looking) (any, error) {
			return d.Export(ctx, by, "01990000-0000-7000-8000-000000000000")
		}, "show-export", 0, ""},
		"what is due":           {func(by desk.Looking) (any, error) { return d.DueWithin(ctx, by, 90, "") }, "show-due", 0, ""},
		"what is up for review": {func(by desk.Looking) (any, error) { return d.Reviews(ctx, by, "") }, "show-reviews", 0, ""},
		"clocks not started":    {func(by desk.Looking) (any, error) { return d.NotStarted(ctx, by, "") }, "show-not-started", 2, ""},
		"holds":                 {func(by desk.Looking) (any, error) { return d.Holds(ctx, by, "") }, "show-holds", 0, ""},
		"certificates":          {func(by desk.Looking) (any, error) { return d.Certificates(ctx, by, "2026-11", "") }, "show-certificates", 0, ""},
		"who looked": {func(by desk.Looking) (any, error) {
			return d.Accesses(ctx, by, desk.AccessSearch{Action: "request-export"}, 0, "")
		}, "show-accesses", 1, ""},
	}
}

// list reports whether the call answers with a list, which may be empty.
func list(action string) bool {
	return slices.Contains([]string{"search-disclosures", "show-due", "show-reviews", "show-not-started", "show-holds", "show-certificates"}, action)
}

func (d *office) accesses(t *testing.T, s desk.AccessSearch) []desk.AccessRow {
	t.Helper()
	var all []desk.AccessRow
	for cursor := ""; ; {
		page, err := d.Accesses(t.Context(), looking(auditor), s, 3, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		all = append(all, page.Accesses...)
		if cursor = page.Cursor; cursor == "" {
			return all
		}
	}
}

func TestEveryLookIsOnRecordBeforeItIsAnswered(t *testing.T) {
	d := newDesk(t)
	by := desk.Looking{Caller: dpo, Purpose: "Subject access request of 3 November"}
	for name, l := range everyLook(t, d) {
		t.Run(name, func(t *testing.T) {
			d.table.Reset()
			_, err := l.ask(by)
			if (err != nil) != (l.results == 0 && !list(l.action)) {
				t.Fatalf("answered %v", detail(err))
			}
			if calls := d.table.Calls(); calls.Transact != 1 {
				t.Errorf("%d transactions, want 1: the access", calls.Transact)
			}
			// One page: each page of looks is a look itself, and all of them would
			// soon be more than one query reads.
			page, err := d.Accesses(t.Context(), looking(auditor), desk.AccessSearch{}, 1, "")
			if err != nil || len(page.Accesses) != 1 {
				t.Fatalf("the latest look: %d, %v", len(page.Accesses), detail(err))
			}
			latest := page.Accesses[0]
			if latest.Action == "show-accesses" && l.action != "show-accesses" {
				t.Fatal("the access is not the latest")
			}
			if latest.Action != l.action || latest.Results != l.results || latest.Case != l.about || latest.Purpose != by.Purpose ||
				latest.By.Name != dpo.Name || !slices.Equal(latest.By.Roles, dpo.Roles) {
				t.Errorf("on record: %+v of case %q, want %s of case %q with %d results", latest.Access, latest.Case, l.action, l.about, l.results)
			}

			// Without the record there is no answer, not even that there is nothing.
			d.table.Reset()
			d.table.Inject(storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied))
			unrecorded, err := l.ask(by)
			if kindOf(t, err) != disclosure.Unavailable || !reflect.ValueOf(unrecorded).IsZero() {
				t.Errorf("answered %+v, %v although the look could not be recorded", unrecorded, err)
			}
			d.table.Reset()

			// Without a purpose nothing is read.
			_, err = l.ask(desk.Looking{Caller: dpo, Purpose: " \t"})
			if kindOf(t, err) != disclosure.Refused || err.(*disclosure.Error).Findings[0].Pointer != "/Access-Purpose" {
				t.Errorf("without a purpose: %v", err)
			}
			if calls := d.table.Calls(); calls != (storetest.Calls{}) {
				t.Errorf("without a purpose: %+v", calls)
			}
		})
	}
}

func TestWhoLookedIsFoundByMonthPersonCallCaseAndSubject(t *testing.T) {
	d := newDesk(t)
	for i := range 4 {
		if _, err := d.Search(t.Context(), looking(dpo), desk.Search{Subject: fmt.Sprintf("DBC-P-%d", i%2)}, 0, ""); err != nil {
			t.Fatal(detail(err))
		}
	}
	if _, err := d.Search(t.Context(), looking(housing), desk.Search{Subject: "DBC-P-1", Case: "DBC-C-1"}, 0, ""); err != nil {
		t.Fatal(detail(err))
	}
	officer := d.accesses(t, desk.AccessSearch{Case: "DBC-C-1"})[0].By.Caller
	for name, tt := range map[string]struct {
		search desk.AccessSearch
		want   int
	}{
		"a person asked for":     {desk.AccessSearch{Subject: "DBC-P-1"}, 3},
		"by one officer":         {desk.AccessSearch{Caller: officer}, 1},
		"a person, by one":       {desk.AccessSearch{Subject: "DBC-P-0", Caller: officer}, 0},
		"one case":               {desk.AccessSearch{Case: "DBC-C-1"}, 1},
		"one call":               {desk.AccessSearch{Action: "search-disclosures"}, 5},
		"a month without a look": {desk.AccessSearch{Month: "2001-01"}, 0},
		"by nobody":              {desk.AccessSearch{Caller: "0123"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := d.accesses(t, tt.search); len(got) != tt.want {
				t.Errorf("%d looks, want %d", len(got), tt.want)
			}
		})
	}
	d.table.Reset()
	if _, err := d.Accesses(t.Context(), looking(dpo), desk.AccessSearch{Subject: "DBC-P-1"}, 0, ""); err != nil {
		t.Fatal(detail(err))
	}
	if got, want := d.table.Calls(), (storetest.Calls{Query: 2, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v: by canonical form, and by what was written until there was one", got, want)
	}
	for name, month := range map[string]string{"a day": "2026-11-01", "words": "November", "none": "2026-13"} {
		if _, err := d.Accesses(t.Context(), looking(dpo), desk.AccessSearch{Month: month}, 0, ""); kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s as a month: %v", name, err)
		}
	}
}

// What was asked is kept by the hashes that it is found by.
func TestAnAccessNamesNobodyThatWasAskedFor(t *testing.T) {
	d := newDesk(t)
	if _, err := d.Search(t.Context(), looking(dpo), desk.Search{Subject: "ZEBEDEE-1", Recipient: "Zebedee & Sons"}, 0, ""); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.Facts(t.Context(), looking(dpo), disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "ZEBEDEE-1"}); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.RequestExport(t.Context(), asks(dpo), exporting.Request{Format: "csv", Purpose: "Audit", Filter: &desk.Search{Subject: "ZEBEDEE-1"}}); err != nil {
		t.Fatal(detail(err))
	}
	if got := d.accesses(t, desk.AccessSearch{Subject: "ZEBEDEE-1"}); len(got) != 3 {
		t.Errorf("%d looks by subject, want 3", len(got))
	}
	looks := 0
	for _, key := range d.keys(t) {
		if !strings.HasPrefix(key.Partition, "access#") {
			continue
		}
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(key.Partition, "access#E07000107#20") { // a month, not a copy
			looks++
		}
		stored := fmt.Sprintf("%s %s %s %s", key.Partition, key.Sort, item.Attrs["bytes"], item.Attrs["terms"])
		if !strings.Contains(stored, `"roles":`) {
			t.Error("the access cannot be read here as it is stored")
		}
		if strings.Contains(strings.ToLower(stored), "zebedee") {
			t.Errorf("an access names who was asked for: %s", stored)
		}
	}
	if looks != 4 {
		t.Errorf("%d looks, want 4", looks) // this test's own included
	}
}

// A look at another department's entry costs what a look at nothing costs, and
// leaves the same on record.
func TestAFailedLookTellsARecorderNothing(t *testing.T) {
	d := newDesk(t)
	ref, id, ticket := aCase(t, d)
	put(t, ticket, letterText)
	if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	none := disclosure.EntryID("01990000-0000-7000-8000-000000000000")
	for name, pair := range map[string][2]func() error{
		"an entry": {
			func() error { return second(d.Open(t.Context(), looking(revenue), id)) },
			func() error { return second(d.Open(t.Context(), looking(revenue), none)) },
		},
		"a letter": {
			func() error { return second(d.OpenLetter(t.Context(), looking(revenue), ref, ticket.Document)) },
			func() error {
				return second(d.OpenLetter(t.Context(), looking(revenue), ref, "6b8a3e0c-1111-4222-8333-944445555666"))
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var calls [2]storetest.Calls
			var said [2]string
			for i, ask := range pair {
				d.table.Reset()
				said[i], calls[i] = detail(ask()), d.table.Calls()
			}
			if calls[0] != calls[1] || said[0] != said[1] {
				t.Errorf("another's: %q, %+v; nothing: %q, %+v", said[0], calls[0], said[1], calls[1])
			}
		})
	}
}
