package asking_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/statistics"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func (d *office) statistics(t *testing.T, from, to string) asking.Statistics {
	t.Helper()
	s, err := d.Statistics(t.Context(), looking(auditor), from, to, false)
	if err != nil {
		t.Fatal(detail(err))
	}
	return s
}

// figure is what is published at a place of a table; "" when it is left out.
func figure(s asking.Statistics, table statistics.Table, value, and string) string {
	for _, row := range s.Rows {
		if row.Table == table && row.Value == value && row.And == and {
			return row.Shown
		}
	}
	return ""
}

// An internal audit counts what may not be published.
func TestExactNumbersAreGivenOnlyWhereTheyAreAskedFor(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for range 3 {
		d.record(t, housing, toOmbudsman(t, on(2)))
	}
	published := d.statistics(t, "2026-11", "2026-11")
	if published.Exact != nil || published.Warning != "" {
		t.Errorf("what may be published says exactly %v", published.Exact)
	}
	for _, row := range published.Rows {
		if row.Exact != nil {
			t.Fatalf("a published row has its exact number: %+v", row)
		}
	}
	exact, err := d.Statistics(t.Context(), looking(auditor), "2026-11", "2026-11", true)
	if err != nil {
		t.Fatal(detail(err))
	}
	if exact.Exact == nil || *exact.Exact != 3 || exact.Warning == "" {
		t.Errorf("in all %v, %q; want 3, and that it is not to be published", exact.Exact, exact.Warning)
	}
	for _, row := range exact.Rows {
		if row.Table == statistics.ByDepartment && row.Value == housing.Department && (row.Exact == nil || *row.Exact != 3 || row.Shown == "3") {
			t.Errorf("housing's row is %+v, want 3 beside what is published", row)
		}
	}
}

// A line of the file says in words what it counts, and by which ids it is found.
func TestStatisticsAsAFileHaveIdsAndTitles(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.many(t, revenue, on(3), refused(disclosure.OtherGround))
	s := d.statistics(t, "2026-11", "2026-11")
	var file bytes.Buffer
	if err := s.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(s.Rows)+3 || rows[len(rows)-1][0] != s.Reading || len(rows[0]) != 7 {
		t.Fatalf("%d rows, %v; want the headings, the total, %d and how they are read", len(rows), err, len(s.Rows))
	}
	for _, want := range [][]string{
		{"Refused, by who asked and reason", "Police and law enforcement", "police", "Another reason", "other", figure(s, statistics.RefusedByBoth, "police", "other"), ""},
		{"By service", revenue.Department, revenue.Department, "", "", figure(s, statistics.ByDepartment, revenue.Department, ""), ""},
	} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Equal(row, want) }) {
			t.Errorf("the file has no row %q: %q", want, rows)
		}
	}
	if total := rows[1]; total[0] != "All disclosures and refusals" || total[5] != s.Disclosures.Shown {
		t.Errorf("in total %q", total)
	}
}

// crowd is how many disclosures a test records of a kind that must not be left
// out for being few: even their weights come to five or more.
const crowd = 25

// many records a crowd of disclosures of people of their own.
func (d *office) many(t *testing.T, by disclosure.Caller, changes ...func(*disclosure.Disclosure)) []disclosure.EntryID {
	t.Helper()
	var ids []disclosure.EntryID
	for i := range crowd {
		person := about(fmt.Sprintf("DBC-P-crowd-%d", i))
		ids = append(ids, d.record(t, by, toOmbudsman(t, append([]func(*disclosure.Disclosure){person}, changes...)...)).ID)
	}
	return ids
}

func TestStatisticsCountByEverythingThatIsAskedFor(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.many(t, housing, on(3))
	d.many(t, revenue, on(4), refused(disclosure.NotNecessary))
	d.record(t, revenue, toOmbudsman(t, on(4), refused(disclosure.NoPower)))
	d.table.Reset()
	s := d.statistics(t, "2026-11", "2026-11")
	if got, want := d.table.Calls(), (storetest.Calls{Query: 4, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v: the month, what was corrected in it before and after, what was recorded twice, and the access", got, want)
	}
	for _, place := range []struct {
		table      statistics.Table
		value, and string
	}{
		{statistics.ByMonth, "2026-11", ""},
		{statistics.ByDecision, "disclosed", ""},
		{statistics.ByDecision, "refused", ""},
		{statistics.ByRecipient, "ombudsman", ""},
		{statistics.ByRecipient, "police", ""},
		{statistics.ByRecipientKind, "ombudsman/housing-ombudsman", ""},
		{statistics.ByRecipientKind, "police", ""},
		{statistics.ByDepartment, "housing", ""},
		{statistics.ByDepartment, "revenues", ""},
		{statistics.ByBasis, "ukgdpr-6-1-e", ""},
		{statistics.ByGateway, "gw-ha96-s51", ""},
		{statistics.ByExemption, "dpa18-sch2-para2", ""},
		{statistics.RefusedByRecipient, "police", ""},
		{statistics.RefusedByReason, "not-necessary", ""},
		{statistics.RefusedByBoth, "police", "not-necessary"},
		{statistics.ExemptionByDepartment, "dpa18-sch2-para2", "revenues"},
	} {
		if got := figure(s, place.table, place.value, place.and); got == "" || got == statistics.TooFew {
			t.Errorf("%s %s %s: got %q, want a number", place.table, place.value, place.and, got)
		}
	}
	for _, place := range []struct {
		table      statistics.Table
		value, and string
	}{
		{statistics.RefusedByRecipient, "ombudsman", ""},
		{statistics.RefusedByBoth, "police", "no-power"},
		{statistics.ExemptionByDepartment, "dpa18-sch2-para2", "housing"},
		{statistics.ByMonth, "2026-10", ""},
		{statistics.ByData, "name", ""},
	} {
		if got := figure(s, place.table, place.value, place.and); got != "" && got != statistics.TooFew {
			t.Errorf("%s %s %s: got %s, want no number", place.table, place.value, place.and, got)
		}
	}
}

// Whatever is asked of a register, a disclosure more or less in a small cell may
// change nothing at all: then nobody can tell the one register from the other.
func TestTwoRegistersThatDifferGiveTheSameStatistics(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.many(t, housing, on(3))
	d.record(t, housing, toOmbudsman(t, at("2026-10-05T09:00:00Z")))
	everything := func() (all string) {
		for _, period := range [][2]string{{"2026-10", "2026-10"}, {"2026-11", "2026-11"}, {"2026-10", "2026-11"}, {"2025-12", "2026-11"}} {
			page, err := json.Marshal(d.statistics(t, period[0], period[1]))
			if err != nil {
				t.Fatal(err)
			}
			all += string(page)
		}
		return all
	}
	before := everything()
	for i := range 200 { // one in eight weighs nothing
		// The only one of its service, which a count as it is would have to list.
		by := revenue
		by.Department = fmt.Sprintf("service-%d", i)
		d.record(t, by, toOmbudsman(t, on(4), refused(disclosure.NoPower)))
		after := everything()
		if after == before {
			return
		}
		before = after
	}
	t.Error("each of two hundred disclosures changed what is published")
}

// A correction has the weight of what it corrects, in each of several services: by
// chance alone so many numbers would not stay the same.
func TestACorrectionIsCountedInPlaceOfWhatItCorrects(t *testing.T) {
	d := newOffice(t, desk.Options{})
	services := []string{"housing", "revenues", "planning", "licensing", "parks", "leisure"}
	var ids []disclosure.EntryID
	for _, service := range services {
		by := housing
		by.Department = service
		ids = append(ids, d.many(t, by, on(3))...)
	}
	was := d.statistics(t, "2026-11", "2026-11")
	for _, id := range ids {
		// Once within the month, and then out of it.
		again, err := d.Correct(t.Context(), d.asks(dpo), id, correction(toOmbudsman(t, on(9))))
		if err != nil {
			t.Fatal(detail(err))
		}
		if _, err := d.Correct(t.Context(), d.asks(dpo), again.ID, correction(toOmbudsman(t, at("2026-10-31T09:00:00Z")))); err != nil {
			t.Fatal(detail(err))
		}
	}
	if got := figure(d.statistics(t, "2026-11", "2026-11"), statistics.ByDecision, "disclosed", ""); got != statistics.TooFew {
		t.Errorf("the month they were moved out of: %s", got)
	}
	for _, period := range [][2]string{{"2026-10", "2026-10"}, {"2026-10", "2026-11"}} {
		now := d.statistics(t, period[0], period[1])
		if got, want := now.Disclosures.Shown, was.Disclosures.Shown; got != want {
			t.Errorf("from %s to %s: %s disclosures, want %s as before", period[0], period[1], got, want)
		}
		for _, service := range services {
			if got, want := figure(now, statistics.ByDepartment, service, ""), figure(was, statistics.ByDepartment, service, ""); got != want {
				t.Errorf("%s from %s to %s: %s, want %s as before", service, period[0], period[1], got, want)
			}
		}
	}
}

// The end of a month is London's: an hour before midnight in UTC is October
// there while the clocks are forward.
func TestMonthsAreLondons(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.many(t, housing, at("2026-09-30T23:30:00Z"))
	if got := d.statistics(t, "2026-09", "2026-09").Disclosures.Shown; got != statistics.TooFew {
		t.Errorf("September: %s", got)
	}
	october := d.statistics(t, "2026-10", "2026-10")
	if got := figure(october, statistics.ByMonth, "2026-10", ""); got == statistics.TooFew || got != october.Disclosures.Shown {
		t.Errorf("October: %s of %s", got, october.Disclosures.Shown)
	}
}

// Every category of the catalogue is counted, over a calendar year that is over and no other period: two periods that overlap
// would give the months that only one of them has.
func TestKindsOfDataAreCountedOverACalendarYearThatIsOver(t *testing.T) {
	d := newOffice(t, desk.Options{})
	var data []disclosure.DataItem
	for _, c := range d.Law().Catalogue().DataCategories {
		data = append(data, disclosure.DataItem{Category: c.ID, Description: "Sample"})
	}
	d.many(t, housing, at("2025-11-03T09:00:00Z"), func(body *disclosure.Disclosure) {
		body.Data = data
		body.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2025, 11, 10)}
	})
	year := d.statistics(t, "2025-01", "2025-12")
	for _, c := range data {
		if got := figure(year, statistics.ByData, c.Category, ""); got != year.Disclosures.Shown {
			t.Errorf("%s: %s of %s disclosures", c.Category, got, year.Disclosures.Shown)
		}
	}
	for name, period := range map[string][2]string{
		"a month":                    {"2025-11", "2025-11"},
		"eleven months":              {"2025-02", "2025-12"},
		"twelve months":              {"2024-12", "2025-11"},
		"the twelve months to today": {"", ""},
		"two years":                  {"2024-01", "2025-12"},
		"the year so far":            {"2026-01", "2026-11"},
	} {
		for _, row := range d.statistics(t, period[0], period[1]).Rows {
			if row.Table == statistics.ByData {
				t.Errorf("%s is counted over %s", row.Value, name)
				break
			}
		}
	}
}

// More than a page of the index is counted to the end. The items are copies of
// one that was recorded, since a thousand recordings would prove no more.
func TestStatisticsCountEveryPage(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, on(3)))
	partition := store.IndexPartition(dartford.String(), store.ByAll, "")
	page, err := d.table.Query(t.Context(), store.Query{Partition: partition, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	const copies = 1100
	var writes []store.Write
	for i := range copies {
		key := store.Key{Partition: partition, Sort: store.IndexSort(time.Date(2026, 11, 3, 10, 0, 0, i*1e6, time.UTC), fmt.Sprintf("copy-%d", i))}
		writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: page.Items[0].Attrs}})
		if len(writes) == store.MaxWrites {
			if err := d.table.Transact(t.Context(), writes); err != nil {
				t.Fatal(err)
			}
			writes = nil
		}
	}
	d.table.Reset()
	s := d.statistics(t, "2026-11", "2026-11")
	if got, want := d.table.Calls(), (storetest.Calls{Query: 5, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	// Six standard deviations of so many weights.
	if n := s.Disclosures.Count; n == nil || *n < copies-105 || *n > copies+105 {
		t.Errorf("counted %s of %d", s.Disclosures.Shown, copies)
	}
}

// A disclosure corrected while it is counted is counted once.
func TestACorrectionDuringACountIsNotASecondDisclosure(t *testing.T) {
	d := newOffice(t, desk.Options{})
	ids := d.many(t, housing, on(3))
	was := d.statistics(t, "2026-11", "2026-11").Disclosures.Shown
	d.table.Reset()
	corrected := false
	d.table.Before(func(_ context.Context, call storetest.Call) {
		// The second query is of the entries: what was corrected has been read.
		if call.Operation != storetest.Query || call.N != 2 || corrected {
			return
		}
		corrected = true
		d.table.Before(nil)
		for _, id := range ids {
			if _, err := d.Correct(t.Context(), d.asks(housing), id, correction(toOmbudsman(t, on(9)))); err != nil {
				t.Error(detail(err))
			}
		}
	})
	if got := d.statistics(t, "2026-11", "2026-11").Disclosures.Shown; got != was || !corrected {
		t.Errorf("got %s, want %s as before (corrected %t)", got, was, corrected)
	}
}

func TestStatisticsAreOfWholeMonthsThatHaveBegun(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for name, tt := range map[string]struct{ from, to, pointer string }{
		"a day":                       {"2026-11-03", "2026-11", "/from"},
		"a month that is none":        {"2026-11", "2026-13", "/to"},
		"the wrong way round":         {"2026-11", "2026-10", "/to"},
		"a month that is still ahead": {"2026-11", "2999-12", "/to"},
	} {
		_, err := d.Statistics(t.Context(), looking(dpo), tt.from, tt.to, false)
		if err == nil || kindOf(t, err) != disclosure.Refused || err.(*disclosure.Error).Findings[0].Pointer != tt.pointer {
			t.Errorf("%s: %v", name, err)
		}
	}
	this := d.clock().In(disclosure.London).Format("2006-01")
	if s := d.statistics(t, "", ""); s.To != this || s.Complete {
		t.Errorf("without months: to %s, complete %t; want this month, which is not over", s.To, s.Complete)
	}
	if s := d.statistics(t, "2026-01", "2026-02"); !s.Complete || s.From != "2026-01" || s.To != "2026-02" {
		t.Errorf("two months gone: %s to %s, complete %t", s.From, s.To, s.Complete)
	}
	if s := d.statistics(t, "", "2026-02"); s.From != "2025-03" {
		t.Errorf("the year that ended with February begins with %s", s.From)
	}
}

// What was recorded twice counts once in every figure, and in the year's return.
func TestWhatWasRecordedTwiceIsCountedOnce(t *testing.T) {
	d := newOffice(t, desk.Options{})
	first := d.record(t, housing, toOmbudsman(t, on(2))).ID
	again := d.record(t, revenue, toOmbudsman(t, on(2))).ID
	counted := func() int {
		t.Helper()
		s, err := d.Statistics(t.Context(), looking(auditor), "2026-11", "2026-11", true)
		if err != nil {
			t.Fatal(detail(err))
		}
		return *s.Exact
	}
	before := counted()
	for _, verdict := range []disclosure.DuplicateVerdict{disclosure.AreOne, disclosure.AreTwo} {
		_, err := d.DecideDuplicate(t.Context(), d.asks(dpo), again, disclosure.DuplicateDecided{Of: first, Decision: verdict, Reason: "The same letter."})
		if err != nil {
			t.Fatal(detail(err))
		}
		if got, want := counted(), map[disclosure.DuplicateVerdict]int{disclosure.AreOne: 1, disclosure.AreTwo: 2}[verdict]; got != want || before != 2 {
			t.Errorf("%d before, and %d where it was decided that they are %s; want %d", before, got, verdict, want)
		}
	}
}
