package asking_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
)

// An objection waits from the day on which it was made until somebody has decided on it,
// or it has ended, and is overdue after a month.
func TestObjectionsWaitUntilSomebodyDecides(t *testing.T) {
	d := newOffice(t, desk.Options{})
	objects := func(by disclosure.Caller, change func(*disclosure.Fact)) disclosure.EntryID {
		t.Helper()
		f := disclosure.Fact{
			Kind: disclosure.FactObjection, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-objects"},
			From: d.today(), Reason: "It makes a quarrel worse.",
		}
		if change != nil {
			change(&f)
		}
		got, err := d.LearnFact(t.Context(), d.asks(by), f)
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	open := func() []asking.UndecidedObjection {
		t.Helper()
		page, err := d.UndecidedObjections(t.Context(), looking(auditor), "")
		if err != nil {
			t.Fatal(detail(err))
		}
		return page.Objections
	}
	made := objects(housing, func(f *disclosure.Fact) { f.From = disclosure.NewDate(2026, time.October, 31) })
	objects(dpo, func(f *disclosure.Fact) {
		f.About.Reference, f.Decided, f.DecidedOn = "DBC-P-decided", "upheld", d.today()
	})
	objects(dpo, func(f *disclosure.Fact) {
		f.About.Reference, f.From, f.Until = "DBC-P-ended", d.today().AddDays(-9), d.today().AddDays(-1)
	})
	got := open()
	if len(got) != 1 || got[0].Fact != made || got[0].Subject != "DBC-P-objects" || got[0].DecideBy != disclosure.NewDate(2026, time.November, 30) ||
		got[0].Department != housing.Department || got[0].RecordedBy != housing.Name || got[0].Reason == "" {
		t.Fatalf("undecided: %+v", got)
	}
	if waits := d.waits(t)["undecided-objections"]; waits.Count != 1 || waits.Rows[0].Entry != made || waits.Rows[0].Due != got[0].DecideBy || waits.Oldest != got[0].Made {
		t.Errorf("what waits: %+v", waits)
	}
	for d.today().DaysSince(got[0].DecideBy) < 2 {
		d.turnClock(24 * time.Hour)
	}
	if late := open(); len(late) != 1 || late[0].Overdue != 2 {
		t.Errorf("two days after its month: %+v", late)
	}
	// What a department says was decided against the person waits for somebody else, and
	// so does the objection.
	put := objects(housing, func(f *disclosure.Fact) {
		f.From, f.Replaces, f.Decided, f.DecidedOn = got[0].Made, made, "overridden", d.today()
	})
	if still := open(); len(still) != 1 || still[0].Fact != made {
		t.Errorf("while a decision waits for somebody else: %+v", still)
	}
	if _, err := d.ConfirmFact(t.Context(), d.asks(dpo), put, disclosure.FactConfirmed{Outcome: disclosure.WeakeningConfirmed, Reason: "The reasons prevail."}); err != nil {
		t.Fatal(detail(err))
	}
	if left := open(); len(left) != 0 {
		t.Errorf("once it was confirmed: %+v", left)
	}
	if _, err := d.UndecidedObjections(t.Context(), looking(housing), ""); err == nil {
		t.Error("a recorder saw who objects")
	}
}

// An objection that a department would weaken is one line while that awaits the Data
// Protection Officer, and once it was refused: what stands. Confirmed, it is the other.
func TestAnObjectionThatIsToEndIsListedOnce(t *testing.T) {
	for outcome, first := range map[disclosure.WeakeningOutcome]bool{disclosure.WeakeningRefused: true, disclosure.WeakeningConfirmed: false} {
		d := newOffice(t, desk.Options{})
		objects := func(replaces disclosure.EntryID, until disclosure.Date) disclosure.EntryID {
			t.Helper()
			got, err := d.LearnFact(t.Context(), d.asks(housing), disclosure.Fact{
				Kind: disclosure.FactObjection, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-objects"},
				From: d.today(), Until: until, Reason: "It makes a quarrel worse.", Replaces: replaces,
			})
			if err != nil {
				t.Fatal(detail(err))
			}
			return got.ID
		}
		listed := func(when string, want disclosure.EntryID) {
			t.Helper()
			page, err := d.UndecidedObjections(t.Context(), looking(dpo), "")
			if err != nil {
				t.Fatal(detail(err))
			}
			if len(page.Objections) != 1 || page.Objections[0].Fact != want || page.Cursor != "" {
				t.Errorf("%s: %+v, want %s alone", when, page, want)
			}
			if waits := d.waits(t)["undecided-objections"]; waits.Count != 1 {
				t.Errorf("%s: %d wait", when, waits.Count)
			}
		}
		made := objects("", disclosure.Date{})
		shorter := objects(made, d.today().AddDays(60))
		listed("while it awaits", made)
		if _, err := d.ConfirmFact(t.Context(), d.asks(dpo), shorter, disclosure.FactConfirmed{Outcome: outcome, Reason: "Seen on the file."}); err != nil {
			t.Fatal(detail(err))
		}
		if first {
			listed("once it was refused", made)
		} else {
			listed("once it was confirmed", shorter)
		}
	}
}
