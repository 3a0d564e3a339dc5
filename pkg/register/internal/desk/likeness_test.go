package desk_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// K5: the same sharing recorded by two departments, or under a second key, is shown to
// the Data Protection Officer as what looks like another entry, and to no department.
func TestTheDPOIsShownWhatLooksLikeAnotherEntry(t *testing.T) {
	d := newDesk(t)
	same := func(ref disclosure.CaseRef, person string) disclosure.Disclosure {
		return toOmbudsman(t, on(2), inCase(ref), about(person))
	}
	first := d.record(t, housing, same("case-1", "dbc-p-1")).ID
	again := d.record(t, housing, same("case-1", "dbc-p-1")).ID
	others := d.record(t, revenuesIn("Revenues"), same("CASE-1", "DBC-P-1")).ID
	mended := d.corrects(t, revenuesIn("Revenues"), others, same("CASE-1", "DBC-P-1"))
	d.record(t, housing, toOmbudsman(t, on(3), inCase("case-1"), about("dbc-p-1")))
	d.record(t, housing, toOmbudsman(t, on(2), inCase("case-1"), about("dbc-p-2")))
	d.record(t, housing, toOmbudsman(t, on(2), inCase("case-1"), about("dbc-p-1", "dbc-p-2")))
	d.record(t, housing, same("case-2", "dbc-p-1"))
	for entry, want := range map[disclosure.EntryID][]disclosure.EntryID{first: {again, mended}, mended: {first, again}} {
		opened, err := d.Open(t.Context(), looking(dpo), entry)
		if err != nil {
			t.Fatal(detail(err))
		}
		if !slices.Equal(opened.LooksLike, want) {
			t.Errorf("it looks like %v, want %v", opened.LooksLike, want)
		}
	}
	opened, err := d.Open(t.Context(), looking(housing), first)
	if err != nil || opened.LooksLike != nil {
		t.Errorf("a department is shown that it looks like %v (%v)", opened.LooksLike, err)
	}
}

// Two recipients of whom neither is named are told apart by their kind.
func TestTwoOmbudsmenWithoutANameAreNotOneRecipient(t *testing.T) {
	d := newDesk(t)
	nameless := func(kind string) disclosure.EntryID {
		return d.record(t, housing, toOmbudsman(t, on(2), happened, func(b *disclosure.Disclosure) {
			b.Recipient = disclosure.Recipient{Category: "ombudsman", Kind: kind}
		})).ID
	}
	first, other := nameless("lgsco"), nameless("housing-ombudsman")
	listed := func() (pairs [][]disclosure.EntryID) {
		page, err := d.Duplicates(t.Context(), looking(dpo), theDay(1), theDay(9), "")
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, p := range page.Pairs {
			pairs = append(pairs, []disclosure.EntryID{p.Entries[0].Entry, p.Entries[1].Entry})
		}
		return pairs
	}
	if got := listed(); len(got) != 0 {
		t.Errorf("%v are listed as of one recipient", got)
	}
	again := nameless("lgsco")
	if got := listed(); len(got) != 1 || !slices.Equal(got[0], []disclosure.EntryID{first, again}) {
		t.Errorf("%v are listed, want both to the one ombudsman and none with %s", got, other)
	}
}

// A full stop, an article or a legal form is no other recipient.
func TestOneRecipientIsWrittenInManyWays(t *testing.T) {
	d := newDesk(t)
	to := func(name string) disclosure.EntryID {
		return d.record(t, housing, toOmbudsman(t, on(2), func(b *disclosure.Disclosure) { b.Recipient.Organisation = name })).ID
	}
	first := to("Housing Ombudsman Service")
	alike := []disclosure.EntryID{to("Housing Ombudsman Service."), to("The Housing Ombudsman Service"), to("Housing  Ombudsman, Service")}
	to("Housing Ombudsman Panel")
	opened, err := d.Open(t.Context(), looking(dpo), first)
	if err != nil {
		t.Fatal(detail(err))
	}
	slices.Sort(alike)
	if !slices.Equal(opened.LooksLike, alike) {
		t.Errorf("it looks like %v, want %v", opened.LooksLike, alike)
	}
}
