package desk_test

import (
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// What protects a person counts for every spelling of their reference: a marker that
// they have not been told of, recorded in small letters, keeps back a disclosure of
// it that was recorded in capitals and says that they were told.
func TestWhatProtectsCountsForEverySpelling(t *testing.T) {
	for name, spelling := range map[string]struct{ protected, disclosed string }{
		"in capitals":      {"dbc-p-9", "DBC-P-9"},
		"in small letters": {"DBC-P-9", "dbc-p-9"},
		"as it was":        {"DBC-P-9", "DBC-P-9"},
		"with Word's dash": {"DBC-P-9", "DBC\u2011P\u20119"},
		"Word's dash kept": {"DBC\u2013P\u20139", "DBC-P-9"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			marker := aMarkerFrom(disclosure.NewDate(2026, 10, 1), disclosure.NotTold)
			marker.About, marker.Until = aboutSubject(spelling.protected), disclosure.Date{}
			d.learn(t, dpo, marker)
			d.record(t, housing, toTrust(t, about(spelling.disclosed), func(b *disclosure.Disclosure) {
				b.Data[0] = disclosure.DataItem{Category: "marker", Description: "Visit in pairs"}
				b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
			}))
			if got := answered(t, d, answering.SubjectQuestion{Subject: spelling.disclosed}).Shared; len(got) != 0 {
				t.Errorf("the person is shown %d disclosures of a marker that they have not been told of", len(got))
			}
		})
	}
}

// H1: a case and a person are the same whichever dash or slash a word processor made of
// the one that was typed, and what is known of them counts.
func TestWhichMarkWasTypedMakesNoDifference(t *testing.T) {
	d := newDesk(t)
	dashes := []string{"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u02d7", "\u00b7"}
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactObjection, About: aboutSubject("HYO\u2010P\u20111"), From: disclosure.NewDate(2026, 10, 1), Reason: "Does not want it"})
	var want []disclosure.EntryID
	for i, dash := range dashes {
		got := d.record(t, housing, toTrust(t, on(20-i), inCase("DSR/26"), about("HYO"+dash+"P"+dash+"1")))
		if !raises(got.Flags, "DC-G1") {
			t.Errorf("with %+q in the reference the objection does not flag", dash)
		}
		want = append(want, got.ID)
	}
	for _, dash := range dashes {
		if got := d.finds(t, dpo, desk.Search{Subject: "hyo" + dash + "p" + dash + "1"}); !slices.Equal(got, want) {
			t.Errorf("by %+q: found %v, want %v", dash, got, want)
		}
	}
	for _, slash := range []string{"/", "\u2044", "\u2215", "\uff0f"} {
		if got := d.finds(t, dpo, desk.Search{Case: disclosure.CaseRef("dsr" + slash + "26")}); !slices.Equal(got, want) {
			t.Errorf("by the case with %+q: found %v, want %v", slash, got, want)
		}
	}
	d.checkWhole(t, disclosure.KindDisclosure)
}

// A restriction, an objection and consent are found by every spelling, and one
// replaced under another spelling is replaced.
func TestFactsAreFoundByEverySpelling(t *testing.T) {
	d := newDesk(t)
	first := d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactObjection, About: aboutSubject("dbc-p-9"), From: disclosure.NewDate(2026, 10, 1), Reason: "Does not want it"})
	got := d.record(t, housing, toTrust(t, about("DBC-P-9")))
	if !raises(got.Flags, "DC-G1") {
		t.Errorf("flags %+v, want that of an objection recorded under another spelling", got.Flags)
	}
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactObjection, About: aboutSubject("DBC-P-9"), From: disclosure.NewDate(2026, 10, 1), Reason: "Does not want it", Decided: "overridden", Replaces: first})
	if got := d.record(t, housing, toTrust(t, about("dbc-p-9"))); raises(got.Flags, "DC-G1") {
		t.Error("an objection put aside under another spelling still flags")
	}
}

func raises(flags []disclosure.Flag, rule string) bool {
	for _, f := range flags {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

// K1: one case has one clock, however its reference is spelt, and a person is found by
// every spelling; each entry stays as it was written.
func TestACaseAndAPersonAreOneUnderEverySpelling(t *testing.T) {
	d := newDesk(t)
	first := d.record(t, housing, toOmbudsman(t, on(2), inCase("case-1"), about("dbc-p-700001"))).ID
	inCapitals := housing
	inCapitals.Subject, inCapitals.Department = "another", " HOUSING"
	second := d.record(t, inCapitals, toOmbudsman(t, on(3), inCase("CASE-1"), about("DBC-P-700001"))).ID
	want := []disclosure.EntryID{second, first}
	for name, tt := range map[string]struct {
		by     disclosure.Caller
		search desk.Search
	}{
		"case":                          {dpo, desk.Search{Case: "Case-1"}},
		"person":                        {dpo, desk.Search{Subject: "Dbc-P-700001"}},
		"person in full-width letters":  {dpo, desk.Search{Subject: "ｄｂｃ-P-700001"}},
		"department":                    {dpo, desk.Search{Department: "Housing"}},
		"the department's own":          {housing, desk.Search{}},
		"the department's, of a case":   {housing, desk.Search{Case: "cASE-1"}},
		"the department's, of a person": {inCapitals, desk.Search{Subject: "dbc-P-700001"}},
	} {
		if got := d.finds(t, tt.by, tt.search); !slices.Equal(got, want) {
			t.Errorf("by %s: found %v, want %v", name, got, want)
		}
	}
	for i, read := range d.reads(t, dpo, desk.Search{Case: "CASE-1"}) {
		if written := []disclosure.CaseRef{"CASE-1", "case-1"}[i]; read.Disclosure.Case != written {
			t.Errorf("disclosure %d is shown as of %s, want %s as it was written", i, read.Disclosure.Case, written)
		}
	}
	if _, err := d.Close(t.Context(), asks(housing), "CASE-1", disclosure.Closure{ClosedOn: disclosure.NewDate(2026, time.November, 3)}); err != nil {
		t.Fatal(detail(err))
	}
	view, err := d.Case(t.Context(), looking(dpo), "case-1", "")
	if err != nil || view.State != disclosure.CaseClosed || view.Ref != "case-1" {
		t.Errorf("the case is %+v (%v), want closed, by the reference that opened it", view.Case, err)
	}
	answer := answered(t, d, answering.SubjectQuestion{Subject: "DBC-p-700001"})
	if len(answer.Shared) != 2 {
		t.Errorf("the person is shown %d disclosures, want 2", len(answer.Shared))
	}
	d.checkWhole(t, disclosure.KindDisclosure)
}

// K2: a recipient is one however its name is composed, with what cannot be seen in it,
// ligatures, full-width letters, and ß.
func TestARecipientIsFoundByEverySpelling(t *testing.T) {
	d := newDesk(t)
	named := func(name string) func(*disclosure.Disclosure) {
		return func(b *disclosure.Disclosure) { b.Recipient.Organisation = name }
	}
	spelt := []string{"Café Offices, Straße", "Cafe\u0301 Offices, STRASSE", "CAFÉ  Oﬃces, strasse", "Ｃafé Offices, Straße"}
	var want []disclosure.EntryID
	for i, name := range spelt {
		body := toOmbudsman(t, on(20-i), about("dbc-p-1"), named(name))
		body.Departure = &disclosure.Departure{Reason: "It went out before it was looked at.", DiscoveredOn: disclosure.DateOf(body.DisclosedAt), NoBreachReason: "It is public."}
		want = append(want, d.record(t, housing, body).ID)
	}
	for _, asked := range append(spelt, "cafe\u0301 offices, STRAßE") {
		for name, by := range map[string]disclosure.Caller{"the Data Protection Officer": dpo, "the department": housing} {
			if got := d.finds(t, by, desk.Search{Recipient: asked}); !slices.Equal(got, want) {
				t.Errorf("%+q, asked by %s: found %v, want %v", asked, name, got, want)
			}
		}
	}
	sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-1", disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Recipients) != 1 || sharing.Recipients[0].Times != len(spelt) {
		t.Errorf("recipients %+v (%v), want one, %d times", sharing.Recipients, err, len(spelt))
	}
}
