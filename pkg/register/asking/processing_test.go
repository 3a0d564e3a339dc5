package asking_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// healthShared relies on a condition that needs a policy document, and names one.
func healthShared(ref disclosure.CaseRef) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Case = ref
		d.Data = append(d.Data, disclosure.DataItem{Category: "health", Description: "Asthma", Conditions: []string{"dpa18-sch1-para6", "ukgdpr-9-2-g"}})
		d.Justification.PolicyDocument = &disclosure.VersionedRef{Reference: "APD-1", Version: "3"}
		d.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
	}
}

func (d *office) processing(t *testing.T) report.ProcessingRecord {
	t.Helper()
	p, err := d.ProcessingRecord(t.Context(), looking(dpo), disclosure.NewDate(2026, 11, 1), disclosure.NewDate(2026, 11, 30))
	if err != nil {
		t.Fatal(detail(err))
	}
	return p
}

func conditionIn(p report.ProcessingRecord, id string) report.ProcessingCondition {
	for _, c := range p.Conditions {
		if c.Condition == id {
			return c
		}
	}
	return report.ProcessingCondition{}
}

func TestTheRecordOfProcessingSaysToWhomAndWhy(t *testing.T) {
	d := newOffice(t, desk.Options{})
	happened := func(body *disclosure.Disclosure) {
		body.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
	}
	d.record(t, housing, toOmbudsman(t, on(3), func(body *disclosure.Disclosure) { body.Purpose = "Dealing with a complaint" }))
	d.record(t, housing, toOmbudsman(t, on(4), healthShared("DBC-C-health")))
	d.record(t, housing, toOmbudsman(t, on(5), happened, func(body *disclosure.Disclosure) {
		body.Purpose = "Mrs Sample's own purpose"
		body.Transfer = &disclosure.Transfer{Country: "United States", Mechanism: "Article 46 safeguards", Instrument: "International data transfer agreement of 1 May 2026"}
	}))
	// What does not belong: refused, within the council, to the person, before.
	d.record(t, revenue, toOmbudsman(t, on(4), refused(disclosure.NoPower)))
	for _, category := range []string{"service-department", "data-subject"} {
		d.record(t, housing, toOmbudsman(t, on(6), happened, func(body *disclosure.Disclosure) {
			body.Recipient = disclosure.Recipient{Category: category, Organisation: "Sample", Person: "A. Sample"}
		}))
	}
	d.record(t, housing, toOmbudsman(t, at("2026-10-31T09:00:00Z"), happened, func(body *disclosure.Disclosure) {
		body.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Sample Hospital Trust", Person: "A. Sample"}
	}))
	d.table.Reset()
	p := d.processing(t)
	if got, want := d.table.Calls(), (storetest.Calls{Query: 4, BatchGet: 2, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v: the period, what was recorded twice, its entries, the cases of conditions and the look", got, want)
	}
	if len(p.Recipients) != 1 {
		t.Fatalf("recipients %+v, want the ombudsman alone", p.Recipients)
	}
	to := p.Recipients[0]
	if to.Category != "ombudsman" || !slices.Contains(to.Kinds, "Housing Ombudsman") || !slices.Contains(to.Data, "Health") {
		t.Errorf("recipient %+v", to)
	}
	if !slices.Contains(to.Purposes, report.UnnamedPurpose) || slices.ContainsFunc(to.Purposes, func(s string) bool { return strings.Contains(s, "Sample") }) {
		t.Errorf("purposes %q, want no officer's words", to.Purposes)
	}
	if len(p.Transfers) != 1 || p.Transfers[0].Country != "United States" || p.Transfers[0].Mechanism == "" || !slices.Equal(p.Transfers[0].Recipients, []string{to.Title}) {
		t.Errorf("transfers %+v", p.Transfers)
	}
	c := conditionIn(p, "dpa18-sch1-para6")
	if !c.NeedsDocument || !slices.Equal(c.Documents, []string{"APD-1 3"}) || !slices.ContainsFunc(c.Bases, func(b string) bool { return strings.Contains(b, "Article 6(1)(e)") }) || !c.RetentionFollowed || len(c.KeptLonger) != 0 {
		t.Errorf("condition %+v", c)
	}
	if article9 := conditionIn(p, "ukgdpr-9-2-g"); article9.Condition == "" || article9.NeedsDocument {
		t.Errorf("condition %+v", article9)
	}
	if len(p.Notices) == 0 || len(p.Notices[0].Purposes) == 0 || len(p.Notices[0].Recipients) == 0 || len(p.Notices[0].Retention) == 0 {
		t.Errorf("notices %+v", p.Notices)
	}
	if looks := d.accesses(t, desk.AccessSearch{Action: "processing-record"}); len(looks) != 1 || looks[0].Results != 6 {
		t.Errorf("looks %+v", looks)
	}
}

// Each disclosure counts as its last correction has it, among more entries than one
// batch read takes.
func TestTheRecordOfProcessingReadsWhatWasCorrected(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for range store.MaxBatch + 1 {
		d.record(t, housing, toOmbudsman(t, on(3)))
	}
	id := d.record(t, housing, toOmbudsman(t, on(4), healthShared("DBC-C-health"))).ID
	if p := d.processing(t); conditionIn(p, "dpa18-sch1-para6").Documents == nil {
		t.Fatalf("conditions %+v, want paragraph 6", p.Conditions)
	}
	later := toOmbudsman(t, on(4), healthShared("DBC-C-health"), func(body *disclosure.Disclosure) {
		body.Justification.PolicyDocument.Version = "4"
	})
	if _, err := d.Correct(t.Context(), d.asks(housing), id, correction(later)); err != nil {
		t.Fatal(detail(err))
	}
	if got, want := conditionIn(d.processing(t), "dpa18-sch1-para6").Documents, []string{"APD-1 4"}; !slices.Equal(got, want) {
		t.Errorf("documents %v, want %v", got, want)
	}
}

// A case kept past its day is named under each condition its data relied on, with
// the reason; one in time, or whose case is open, is not.
func TestTheRecordOfProcessingSaysWhyRetentionWasNotFollowed(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for _, ref := range []disclosure.CaseRef{"DBC-C-late", "DBC-C-held", "DBC-C-open"} {
		d.record(t, housing, toOmbudsman(t, on(4), healthShared(ref)))
	}
	today := disclosure.DateOf(d.clock())
	for _, ref := range []disclosure.CaseRef{"DBC-C-late", "DBC-C-held"} {
		if _, err := d.Close(t.Context(), d.asks(dpo), ref, disclosure.Closure{ClosedOn: today}); err != nil {
			t.Fatal(detail(err))
		}
	}
	if c := conditionIn(d.processing(t), "dpa18-sch1-para6"); !c.RetentionFollowed {
		t.Errorf("in time: %+v", c.KeptLonger)
	}
	if _, err := d.PlaceHold(t.Context(), d.asks(dpo), "DBC-C-held", disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.NewDate(2099, 1, 31)}); err != nil {
		t.Fatal(detail(err))
	}
	d.turnClock(3 * 365 * 24 * 3600 * 1e9)
	c := conditionIn(d.processing(t), "dpa18-sch1-para6")
	var kept []disclosure.CaseRef
	for _, late := range c.KeptLonger {
		kept = append(kept, late.Case)
		if late.Why == "" || late.DueOn.IsZero() {
			t.Errorf("without a reason: %+v", late)
		}
	}
	if c.RetentionFollowed || !slices.Equal(kept, []disclosure.CaseRef{"DBC-C-held", "DBC-C-late"}) || !strings.Contains(c.KeptLonger[0].Why, "hold") {
		t.Errorf("years later: followed %t, kept %+v", c.RetentionFollowed, c.KeptLonger)
	}
}

func TestTheRecordOfProcessingAsAFile(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, on(4), healthShared("DBC-C-health"), func(body *disclosure.Disclosure) {
		body.Transfer = &disclosure.Transfer{Country: "=1+1", Mechanism: "Article 46 safeguards"}
	}))
	p := d.processing(t)
	var file bytes.Buffer
	if err := p.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]int{}
	for _, row := range rows[1:] {
		parts[strings.Fields(row[0])[0]]++
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a cell runs: %q", cell)
			}
		}
	}
	if parts["Disclosed"] != 1 || parts["Left"] != 1 || parts["Condition"] != 2 || parts["Notice"] < 2 {
		t.Errorf("parts %v", parts)
	}
	if _, err := d.ProcessingRecord(t.Context(), looking(dpo), disclosure.NewDate(2026, 11, 2), disclosure.NewDate(2026, 11, 1)); kindOf(t, err) != disclosure.Refused {
		t.Errorf("the wrong way round: %v", err)
	}
}
