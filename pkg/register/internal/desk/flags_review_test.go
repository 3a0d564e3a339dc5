package desk_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
)

// What is set to be looked at again on a day that is no plan waits for the Data Protection
// Officer, whatever it is, and leaves the queue with what puts the day right.
func TestADayOfReviewThatIsNoPlanWaitsUntilItIsPutRight(t *testing.T) {
	const ref = disclosure.CaseRef("DBC-C-2026-0141")
	hold := func(d *office, t *testing.T, on disclosure.Date) desk.Recorded {
		t.Helper()
		placed, err := d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: on})
		if err != nil {
			t.Fatal(detail(err))
		}
		return placed
	}
	review := func(d *office, t *testing.T, on disclosure.Date) desk.Recorded {
		t.Helper()
		got, err := d.ReviewCase(t.Context(), asks(dpo), ref, disclosure.CaseReviewed{Outcome: disclosure.Keep, NextOn: on, Reason: "It may be asked for."})
		if err != nil {
			t.Fatal(detail(err))
		}
		return got
	}
	fact := func(f disclosure.Fact) func(*office, *testing.T, disclosure.Date) desk.Recorded {
		return func(d *office, t *testing.T, on disclosure.Date) desk.Recorded {
			t.Helper()
			f.ReviewBy = on
			f.From = disclosure.DateOf(d.now).AddDays(-30)
			if f.Kind == disclosure.FactMarker {
				f.LastReview = f.From
			}
			got, err := d.LearnFact(t.Context(), asks(housing), f)
			if err != nil {
				t.Fatal(detail(err))
			}
			return got
		}
	}
	replaced := func(f disclosure.Fact) func(*office, *testing.T, disclosure.EntryID) {
		return func(d *office, t *testing.T, id disclosure.EntryID) {
			f.Replaces = id
			fact(f)(d, t, disclosure.DateOf(d.now).AddDays(60))
		}
	}
	restriction := disclosure.Fact{Kind: disclosure.FactContactRestriction, About: aboutSubject("DBC-P-7"), Reason: "Forty calls a day", SubjectTold: disclosure.Told, ToldOn: disclosure.NewDate(2026, 6, 2)}
	consent := disclosure.Fact{Kind: disclosure.FactConsent, About: aboutSubject("DBC-P-7"), Recipient: "Sample Surgery", Data: []string{"health"}}
	marker := disclosure.Fact{Kind: disclosure.FactMarker, About: aboutSubject("DBC-P-7"), Reason: "Threats at a visit", SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
	agreement := disclosure.Fact{Kind: disclosure.FactAgreement, About: disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: "KMISA"}, Version: "2026", Signatories: []string{"Sample Trust"}}

	for name, test := range map[string]struct {
		record func(*office, *testing.T, disclosure.Date) desk.Recorded
		mend   func(*office, *testing.T, disclosure.EntryID)
		past   bool // a day that has passed is taken, since the thing itself has happened
		months int  // the bound; five years where it is 0
		person string
	}{
		"a hold": {record: hold, mend: func(d *office, t *testing.T, id disclosure.EntryID) {
			if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, id, disclosure.HoldReleased{Reason: "The claim is over."}); err != nil {
				t.Fatal(detail(err))
			}
		}},
		"a case kept": {record: review, mend: func(d *office, t *testing.T, _ disclosure.EntryID) {
			review(d, t, disclosure.DateOf(d.now).AddDays(60))
		}},
		"a join": {record: func(d *office, t *testing.T, on disclosure.Date) desk.Recorded {
			j := protecting(before, now)
			j.Until = on
			got, err := d.ProposeJoin(t.Context(), asks(dpo), j)
			if err != nil {
				t.Fatal(detail(err))
			}
			return got
		}, mend: func(d *office, t *testing.T, id disclosure.EntryID) {
			if _, err := d.ConfirmJoin(t.Context(), asks(secondDPO), id, disclosure.JoinDecided{Outcome: disclosure.JoinRefused, Reason: "Ask for less."}); err != nil {
				t.Fatal(detail(err))
			}
		}, person: before},
		"a join that was ended": {record: func(d *office, t *testing.T, on disclosure.Date) desk.Recorded {
			j := protecting(before, now)
			j.Until = on
			got, err := d.ProposeJoin(t.Context(), asks(dpo), j)
			if err != nil {
				t.Fatal(detail(err))
			}
			return got
		}, mend: func(d *office, t *testing.T, id disclosure.EntryID) {
			if refused := d.confirmsJoin(t, secondDPO, id) + d.endsJoin(t, id); refused != "" {
				t.Fatal(refused)
			}
		}, person: now},
		"a restriction of contact": {record: fact(restriction), mend: replaced(restriction), past: true, person: "DBC-P-7"},
		"a consent to some data":   {record: fact(consent), mend: replaced(consent), past: true, person: "DBC-P-7"},
		"a marker":                 {record: fact(marker), mend: replaced(marker), person: "DBC-P-7", months: 6},
		"an agreement":             {record: fact(agreement), mend: replaced(agreement), past: true},
	} {
		t.Run(name, func(t *testing.T) {
			office := func(on func(today disclosure.Date) disclosure.Date) (*office, desk.Recorded) {
				d := newDesk(t)
				d.record(t, housing, toOmbudsman(t))
				return d, test.record(d, t, on(disclosure.DateOf(d.now)))
			}
			farthest := func(today disclosure.Date) disclosure.Date {
				if test.months > 0 {
					return today.AddDays(-30).AddMonths(test.months)
				}
				return today.AddYears(5)
			}
			if d, got := office(farthest); len(got.Flags) != 0 || len(d.queue(t)) != 0 {
				t.Errorf("the last day that is a plan is flagged: %v", got.Flags)
			}
			if test.past {
				if _, got := office(func(today disclosure.Date) disclosure.Date { return today.AddDays(-1) }); !flagged(got, policy.ReviewRule) {
					t.Errorf("a day that has passed is not flagged")
				}
			}
			d, got := office(func(today disclosure.Date) disclosure.Date { return farthest(today).AddDays(1) })
			if !flagged(got, policy.ReviewRule) {
				t.Errorf("a day after the last that is a plan is not flagged")
			}
			waits := d.queue(t)
			if len(waits) != 1 || waits[0].Entry != got.ID {
				t.Fatalf("the queue has %+v, want the one flag of %s", waits, got.ID)
			}
			filter := recording.FlagFilter{Rule: policy.ReviewRule, Subject: test.person}
			if test.person == "" && waits[0].Case != "" {
				filter.Case = ref
			}
			if page, err := d.Queue(t.Context(), looking(dpo), filter, ""); err != nil || len(page.Flags) != 1 {
				t.Errorf("found by its person or case: %+v, %v", page, err)
			}
			_, err := d.ClearFlag(t.Context(), asks(secondDPO), got.ID, 0, "It is right so.")
			if waits[0].Case == "" && kindOf(t, err) != disclosure.Conflict {
				t.Errorf("cleared: %v, want that it be put right", err)
			} else if waits[0].Case != "" {
				if err != nil {
					t.Errorf("cleared: %v", detail(err))
				}
				d, got = office(func(today disclosure.Date) disclosure.Date { return farthest(today).AddDays(1) })
			}
			test.mend(d, t, got.ID)
			if left := d.queue(t); len(left) != 0 {
				t.Errorf("once it is put right, the queue has %+v", left)
			}
		})
	}
}
