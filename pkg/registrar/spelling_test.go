package registrar_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

// What protects a person counts for every spelling of their reference: a marker that
// they have not been told of, recorded in small letters, keeps back a disclosure of
// it that was recorded in capitals and says that they were told.
func TestWhatProtectsCountsForEverySpelling(t *testing.T) {
	for name, spelling := range map[string]struct{ protected, disclosed string }{
		"in capitals":      {"dbc-p-9", "DBC-P-9"},
		"in small letters": {"DBC-P-9", "dbc-p-9"},
		"as it was":        {"DBC-P-9", "DBC-P-9"},
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
			if got := answered(t, d, registrar.SubjectQuestion{Subject: spelling.disclosed}).Shared; len(got) != 0 {
				t.Errorf("the person is shown %d disclosures of a marker that they have not been told of", len(got))
			}
		})
	}
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
