package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

// A department reads its own disclosures as they now are, and nothing of another's, nor of
// what others know of a person, a post or a flag.
func TestADepartmentReadsItsOwnAsItNowIs(t *testing.T) {
	d := newDesk(t)
	first := d.record(t, housing, toOmbudsman(t, approvedByItself))
	now := d.corrects(t, housing, first.ID, toOmbudsman(t, approvedByItself, func(b *disclosure.Disclosure) { b.Reason = "As it should have read." }))
	d.record(t, revenue, toOmbudsman(t, func(b *disclosure.Disclosure) { b.Case = "DBC-R-1" }))
	authority := disclosure.Fact{Kind: disclosure.FactAuthority, About: disclosure.FactKey{Dimension: disclosure.FactsOfPost, Reference: toOmbudsman(t).AuthorisedBy.Post}, From: disclosure.NewDate(2020, 1, 1), Reference: "Scheme 4"}
	if _, err := d.LearnFact(t.Context(), asks(dpo), authority); err != nil {
		t.Fatal(detail(err))
	}
	read := func(s desk.Search) []desk.Reading {
		t.Helper()
		page, err := d.Read(t.Context(), looking(housing), s, 0, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		return page.Disclosures
	}
	got := read(desk.Search{})
	if len(got) != 1 || got[0].Entry != now || got[0].Corrects != first.ID || got[0].Disclosure.Reason != "As it should have read." || got[0].Department != housing.Department {
		t.Fatalf("%+v", got)
	}
	if f := got[0].Flags; len(f) != 1 || f[0].Rule != "XX-9" || !f[0].Open || f[0].Name == "" || len(got[0].Approvals) != 0 {
		t.Errorf("flags %+v, approvals %+v", f, got[0].Approvals)
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), now, 0, "The head of service confirmed it."); err != nil {
		t.Fatal(detail(err))
	}
	if f := read(desk.Search{Flag: "XX-9"})[0].Flags; f[0].Open || f[0].Cleared != nil {
		t.Errorf("once it was cleared: %+v", f)
	}
	for name, s := range map[string]desk.Search{"another department's": {Department: "revenues"}, "its case": {Case: "DBC-R-1"}} {
		if some := read(s); len(some) != 0 {
			t.Errorf("%s: %d disclosures", name, len(some))
		}
	}
}

// What is kept from departments changes nothing of what one reads of its own: an entry of
// which a flag and an aspect are kept reads, but for its ids and instants, as one of which
// nothing is.
func TestADepartmentReadsNothingThatIsKept(t *testing.T) {
	var reads []string
	for _, untold := range []bool{false, true} {
		d := newDesk(t)
		if untold {
			d.learn(t, dpo, disclosure.Fact{
				Kind: disclosure.FactMarker, About: aboutSubject("DBC-P-marked"), From: disclosure.NewDate(2026, 1, 5), Reason: "Threats at a visit",
				ReviewBy: disclosure.NewDate(2026, 7, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 1, 5),
			})
		}
		recorded := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked")))
		entry, err := d.Open(t.Context(), looking(dpo), recorded.ID)
		if err != nil || slices.ContainsFunc(entry.Entry.Flags, func(f disclosure.Flag) bool { return f.Kept }) != untold {
			t.Fatalf("flags that are kept: %+v, %v", entry.Entry.Flags, err)
		}
		page, err := d.Read(t.Context(), looking(housing), desk.Search{}, 0, "")
		if err != nil || len(page.Disclosures) != 1 {
			t.Fatalf("%d disclosures, %v", len(page.Disclosures), err)
		}
		one := page.Disclosures[0]
		one.Entry, one.RecordedAt = "", time.Time{} // of each recording its own
		text, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		reads = append(reads, string(text))
		for _, s := range []desk.Search{{Flag: "DM-W7"}, {Aspect: string(policy.OutsideNotice)}} {
			if found, err := d.Read(t.Context(), looking(housing), s, 0, ""); err != nil || len(found.Disclosures) != 0 {
				t.Errorf("found by what is kept, %+v: %d, %v", s, len(found.Disclosures), err)
			}
		}
	}
	if reads[0] != reads[1] || strings.Contains(reads[1], "DM-W7") {
		t.Errorf("without:\n%s\nwith an untold marker:\n%s", reads[0], reads[1])
	}
}

// A department sees its own last words on a person as it recorded them, whatever the Data
// Protection Officer has made of them, and nobody else's.
func TestADepartmentSeesItsOwnFacts(t *testing.T) {
	const who = "DBC-P-facts"
	consent := disclosure.Fact{
		Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: who},
		From: disclosure.NewDate(2026, 5, 3), Recipient: "Example Advocacy",
	}
	objects := disclosure.Fact{
		Kind: disclosure.FactObjection, About: consent.About, From: disclosure.NewDate(2026, 5, 3), Reason: "Her situation.",
	}
	d := newDesk(t)
	learn := func(by disclosure.Caller, f disclosure.Fact) disclosure.EntryID {
		t.Helper()
		got, err := d.LearnFact(t.Context(), asks(by), f)
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	sees := func(by disclosure.Caller) string {
		t.Helper()
		facts, err := d.Facts(t.Context(), looking(by), consent.About)
		if err != nil {
			t.Fatal(detail(err))
		}
		text, err := json.Marshal(facts.Facts)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := sees(housing); got != "[]" {
		t.Errorf("before anything: %s", got)
	}
	learn(revenue, consent)
	learn(dpo, objects)
	if got := sees(housing); got != "[]" {
		t.Errorf("what others recorded: %s", got)
	}
	mine := learn(housing, objects)
	before := sees(housing)
	if !strings.Contains(before, string(mine)) || strings.Contains(before, "consent") || strings.Contains(before, "awaits") {
		t.Fatalf("its own: %s", before)
	}
	upheld := objects
	upheld.Replaces, upheld.Decided, upheld.DecidedOn = mine, "upheld", disclosure.NewDate(2026, 6, 3)
	learn(dpo, upheld)
	if got := sees(housing); got != before {
		t.Errorf("once it was decided by the Data Protection Officer: %s, want %s", got, before)
	}
	over := objects
	over.Replaces, over.Decided, over.DecidedOn = mine, "overridden", disclosure.NewDate(2026, 6, 4)
	put := learn(housing, over)
	waits := sees(housing)
	if !strings.Contains(waits, string(put)) || strings.Contains(waits, `"entry":"`+string(mine)) || strings.Contains(waits, "awaits") {
		t.Errorf("while its word waits: %s", waits)
	}
	if _, err := d.ConfirmFact(t.Context(), asks(dpo), put, disclosure.FactConfirmed{Outcome: disclosure.WeakeningRefused, Reason: "They do not prevail."}); err != nil {
		t.Fatal(detail(err))
	}
	if got := sees(housing); got != waits {
		t.Errorf("once that was refused: %s, want %s", got, waits)
	}
}
