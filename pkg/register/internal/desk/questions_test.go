package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// fixture is a register with, for each question, what it asks for and what comes
// near and is not.
type fixture struct {
	*office
	before, after, toPolice, refusedPolice, noBasis, unnamed, ownApproval, consented disclosure.EntryID
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{office: newDeskWith(t, desk.Options{})}
	happened := func(d *disclosure.Disclosure) {
		d.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
	}
	record := func(changes ...func(*disclosure.Disclosure)) disclosure.EntryID {
		return f.record(t, housing, toOmbudsman(t, changes...)).ID
	}
	police := func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "police", Organisation: "Sample Constabulary", Person: "PC Example"}
	}
	f.before = record(on(2))
	f.learn(t, dpo, objection(func(fact *disclosure.Fact) { fact.From = disclosure.NewDate(2026, 11, 3) }))
	f.after = record(on(3))
	f.toPolice = record(on(4), police, happened, about("DBC-P-suspect"))
	f.refusedPolice = record(on(5), police, about("DBC-P-suspect"), func(d *disclosure.Disclosure) {
		d.Decision, d.Reason, d.Justification = disclosure.RefusedToShare, "The request went further than the inquiry.", disclosure.Justification{}
	})
	f.noBasis = record(on(6), happened, about("DBC-P-other"), func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{} })
	f.unnamed = record(on(6), about("DBC-P-other"), happened, func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Sample Hospital Trust"}
	})
	f.ownApproval = record(on(7), about("DBC-P-other"), func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = housing.Name })
	f.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-willing"},
		From: disclosure.NewDate(2026, 10, 1), Until: disclosure.NewDate(2026, 11, 8), Recipient: "Housing Ombudsman Service", Reference: "Form of 1 October",
	})
	f.consented = record(on(8), about("DBC-P-willing"), happened, func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{"ukgdpr-6-1-a"} })
	for i := range 12 { // what grows with the register and not with any answer
		f.record(t, revenue, toOmbudsman(t, on(1+i%9), about(fmt.Sprintf("DBC-P-crowd-%d", i)), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-crowd-%d", i)))))
	}
	return f
}

func (f *fixture) sharing(t *testing.T, subject string, since disclosure.Date) answering.Sharing {
	t.Helper()
	s, err := f.Sharing(t.Context(), looking(dpo), subject, since, answering.SharingPage{})
	if err != nil {
		t.Fatal(detail(err))
	}
	return s
}

func entriesIn(s answering.Sharing) []disclosure.EntryID {
	var ids []disclosure.EntryID
	for _, d := range s.Disclosures {
		ids = append(ids, d.Entry)
	}
	return ids
}

// The numbers are those of docs/questions.md.
func TestQuestions(t *testing.T) {
	f := newFixture(t)
	ever := disclosure.Date{}
	t.Run("01", func(t *testing.T) {
		f.table.Reset()
		got := f.sharing(t, mrsA, ever)
		if want := []disclosure.EntryID{f.after, f.before}; !slices.Equal(entriesIn(got), want) {
			t.Errorf("found %v, want %v", entriesIn(got), want)
		}
		if d := got.Disclosures[0]; len(d.Data) != 3 || d.Data[0] != "complaint-nature" || d.Purpose == "" {
			t.Errorf("what and why: %+v", d)
		}
		if got, want := f.table.Calls(), (storetest.Calls{BatchGet: 7, Query: 4, Transact: 1}); got != want {
			t.Errorf("calls = %+v, want %+v: the facts, her entries, what her answer rests on, what became of the flags of those that have any, the shares not wholly listed and the access", got, want)
		}
	})
	t.Run("02", func(t *testing.T) {
		f.table.Reset()
		if got := answered(t, f.office, answering.SubjectQuestion{Subject: "DBC-P-suspect"}); len(got.Shared) != 1 || got.Shared[0].Recipient != "Sample Constabulary" {
			t.Errorf("shown %+v, want what went to the police and not what was refused", got.Shared)
		}
		if got, want := f.table.Calls(), (storetest.Calls{BatchGet: 3, Query: 2, Transact: 1}); got != want {
			t.Errorf("calls = %+v, want %+v: his entries, and what was decided for his answers", got, want)
		}
	})
	t.Run("03", func(t *testing.T) {
		f.table.Reset()
		got := f.reviewed(t, answering.SubjectQuestion{Subject: "DBC-P-suspect"})
		if got, want := f.table.Calls(), (storetest.Calls{BatchGet: 5, Query: 3, Transact: 1}); got != want {
			t.Errorf("calls = %+v, want %+v: his entries, what became of their flags, what was decided for his answers, and the shares not wholly listed", got, want)
		}
		if len(got.About) != 2 || got.About[0].Outcome != "not-in-it" || got.About[1].Outcome != "shown" {
			t.Errorf("reviewed %+v", got.About)
		}
	})
	t.Run("05", questionFive)
	t.Run("08", questionEight)
	t.Run("15", questionFifteen)
	t.Run("06", func(t *testing.T) {
		f.table.Reset()
		got := f.sharing(t, mrsA, disclosure.NewDate(2026, 11, 3))
		if got, want := f.table.Calls(), (storetest.Calls{BatchGet: 7, Query: 4, Transact: 1}); got != want {
			t.Errorf("calls = %+v, want %+v", got, want)
		}
		if want := []disclosure.EntryID{f.after}; !slices.Equal(entriesIn(got), want) {
			t.Fatalf("found %v, want %v", entriesIn(got), want)
		}
		if d := got.Disclosures[0]; d.Purpose == "" || len(d.Against) != 1 || d.Against[0].What != "objection" || d.Against[0].Decided != "undecided" || !slices.Contains(d.Legal, "ukgdpr-6-1-e") {
			t.Errorf("on what footing: %+v", d)
		}
		if d := f.sharing(t, mrsA, ever).Disclosures[1]; len(d.Against) != 0 {
			t.Errorf("the day before she objected: %+v", d.Against)
		}
	})
	t.Run("07", func(t *testing.T) {
		f.table.Reset()
		got := f.sharing(t, "DBC-P-willing", ever).Disclosures[0]
		if got, want := f.table.Calls(), (storetest.Calls{BatchGet: 7, Query: 4, Transact: 1}); got != want {
			t.Errorf("calls = %+v, want %+v", got, want)
		}
		if got.Entry != f.consented || !got.Consent || len(got.Against) != 0 {
			t.Errorf("on the last day of the consent: %+v", got)
		}
		late := f.record(t, housing, toOmbudsman(t, on(9), about("DBC-P-willing"))).ID
		got = f.sharing(t, "DBC-P-willing", ever).Disclosures[0]
		if got.Entry != late || got.Consent || len(got.Against) != 1 || got.Against[0].What != "consent-withdrawn" || got.Against[0].From != disclosure.NewDate(2026, 11, 9) || !got.Against[0].Names || !strings.Contains(got.Against[0].Says, "no longer held from 9 November 2026") {
			t.Errorf("the day after: %+v", got)
		}
		toAnother := f.record(t, housing, toTrust(t, on(9), about("DBC-P-willing"))).ID
		got = f.sharing(t, "DBC-P-willing", ever).Disclosures[0]
		if got.Entry != toAnother || got.Departure == "" || len(got.Against) != 1 || got.Against[0].Names || got.Against[0].Recipient != "Housing Ombudsman Service" || (got.Against[0].Says != "") != got.Consent {
			t.Errorf("to a recipient that the consent did not name: %+v", got)
		}
		f.learn(t, dpo, disclosure.Fact{
			Kind: disclosure.FactConsent, About: aboutSubject("DBC-P-willing"),
			From: disclosure.NewDate(2026, 11, 9), Recipient: "Housing  ombudsman service", Reference: "Form of 9 November",
		})
		if got = f.sharing(t, "DBC-P-willing", ever).Disclosures[1]; got.Entry != late || len(got.Against) != 0 {
			t.Errorf("once she had consented again: %+v", got)
		}
	})
	t.Run("04", questionOverdueWithholdings)
	t.Run("09", questionPolice)
	t.Run("10", questionNoFooting)
	t.Run("11", questionOutsideNotice)
	t.Run("12", questionEqualities)
	t.Run("13", questionConsentFirst)
	t.Run("14", questionOverdueMarkers)
	t.Run("16", questionEmergencies)
	t.Run("17", questionAbroad)
	t.Run("18", questionUnaltered)
	t.Run("20", doesTheLetterMatch)
	t.Run("21", questionApprovals)
	t.Run("22", questionRetention)
	t.Run("24", questionLaw)
	t.Run("25", func(t *testing.T) { whoLooked(t, f) })
}
