package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

const claim disclosure.CaseRef = "DBC-C-claim"

// aHeldShare is a share of six people in three parts that has had its time. A hold stands
// on a case about DBC-P-3, who is in the second.
func aHeldShare(t *testing.T, others ...string) (l *logged, share, hold disclosure.EntryID) {
	t.Helper()
	l = newLogged(t)
	share = l.share(t, ofMany(t, 6))
	for n := range 3 {
		l.part(t, share, n+1, fmt.Sprintf("DBC-P-%d", 2*n+1), fmt.Sprintf("DBC-P-%d", 2*n+2))
	}
	for _, person := range []string{"DBC-P-4", "DBC-P-6"} {
		if _, err := l.RemoveSharePerson(t.Context(), asks(housing), share, desk.SharePersonRemoved{Person: person, Reason: "Another of the name."}); err != nil {
			t.Fatal(detail(err))
		}
	}
	if _, err := l.CloseShare(t.Context(), asks(housing), share); err != nil {
		t.Fatal(detail(err))
	}
	for _, person := range append(others, "DBC-P-3") {
		l.record(t, housing, toOmbudsman(t, inCase(claim), about(person)))
	}
	hold = l.holds(t, claim)
	l.seal()
	l.turnClock(10 * year)
	return l, share, hold
}

func (l *logged) holds(t *testing.T, ref disclosure.CaseRef) disclosure.EntryID {
	t.Helper()
	got, err := l.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.DateOf(l.clock()).AddYears(1)})
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.ID
}

// listedPeople are those of six whom a search finds in the share.
func (l *logged) listedPeople(t *testing.T, share disclosure.EntryID) (listed []string) {
	t.Helper()
	for n := range 6 {
		person := fmt.Sprintf("DBC-P-%d", n+1)
		if slices.Contains(l.finds(t, dpo, desk.Search{Subject: person}), share) {
			listed = append(listed, person)
		}
	}
	return listed
}

func (l *logged) lastCertificate(t *testing.T) cases.CertificateRow {
	t.Helper()
	report, err := l.Certificates(t.Context(), looking(dpo), "", "")
	if err != nil || len(report.Certificates) == 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	return slices.MaxFunc(report.Certificates, func(a, b cases.CertificateRow) int { return a.RecordedAt.Compare(b.RecordedAt) })
}

// A hold on a person's case keeps the part of a share that lists them, what it is read by,
// and nobody in another part; once it is released, the rest goes.
func TestAHoldOnAPersonsCaseKeepsThemInAShare(t *testing.T) {
	l, share, hold := aHeldShare(t)
	if got := l.destroy(); got.Certified != 1 {
		t.Fatalf("%d destroyed", got.Certified)
	}
	if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-3", "DBC-P-4"}) {
		t.Errorf("listed after: %q", got)
	}
	if c := l.lastCertificate(t); c.Kept != 2 || c.Entries != 3 { // two parts, and who was taken out of one
		t.Errorf("the certificate: kept %d, of %d entries", c.Kept, c.Entries)
	}
	if got := answered(t, l.office, answering.SubjectQuestion{Subject: "DBC-P-3"}); len(got.Shared) == 0 {
		t.Error("she is no longer told of it")
	}
	view, err := l.ShowShare(t.Context(), looking(dpo), share)
	if err != nil || view.Kept != 2 || view.Listed != 1 || view.TakenOut != 1 {
		t.Errorf("the Data Protection Officer's: %+v, %v", view, err)
	}
	l.seal()
	if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
		t.Errorf("the log: %+v, %v", sum, found)
	}
	due, err := l.DueWithin(t.Context(), looking(dpo), 0, "")
	if err != nil || len(due.Cases) != 1 || due.Cases[0].Disposal != nil || !strings.Contains(due.Cases[0].Reason, "of its people, 2 are still listed") {
		t.Errorf("what is due: %+v, %v", due.Cases, err)
	}
	if got := l.destroy(); got.Certified != 0 {
		t.Errorf("%d destroyed while the hold stands", got.Certified)
	}
	if _, err := l.ReleaseHold(t.Context(), asks(dpo), claim, hold, disclosure.HoldReleased{Reason: "Settled."}); err != nil {
		t.Fatal(detail(err))
	}
	l.destroy()
	if got := l.listedPeople(t, share); got != nil {
		t.Errorf("listed after the hold: %q", got)
	}
	if c := l.lastCertificate(t); c.Kept != 0 {
		t.Errorf("the last certificate keeps %d", c.Kept)
	}
	l.seal()
	if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
		t.Errorf("the log after: %+v, %v", sum, found)
	}
	for _, key := range l.office.keys(t) {
		if strings.HasPrefix(key.Partition, store.IndexPartition(dartford.String(), store.BySubject, "")) {
			item, err := l.table.Get(t.Context(), key)
			if err != nil || item.Attrs["reference"] != nil {
				t.Errorf("an item of somebody in the share is left: %v", err)
			}
		}
	}
}

// Who is listed after a share's time tells whose cases are held: to the department that
// listed them the share is as though it had gone.
func TestADepartmentIsNotShownWhomAHoldKeeps(t *testing.T) {
	l, share, _ := aHeldShare(t)
	part, err := l.AddSharePeople(t.Context(), asks(housing), share, 2, desk.SharePeople{People: []string{"DBC-P-3", "DBC-P-4"}})
	if err != nil {
		t.Fatal(detail(err))
	}
	l.destroy()
	for what, ask := range map[string]func() error{
		"the share":  func() error { _, err := l.ShowShare(t.Context(), looking(housing), share); return err },
		"its people": func() error { _, err := l.ShareMembers(t.Context(), looking(housing), share, ""); return err },
		"a part that stays, again": func() error {
			_, err := l.AddSharePeople(t.Context(), asks(housing), share, 2, desk.SharePeople{People: []string{"DBC-P-3", "DBC-P-4"}})
			return err
		},
		"a part that went, again": func() error {
			_, err := l.AddSharePeople(t.Context(), asks(housing), share, 1, desk.SharePeople{People: []string{"DBC-P-1", "DBC-P-2"}})
			return err
		},
		"taking out who stays": func() error {
			_, err := l.RemoveSharePerson(t.Context(), asks(housing), share, desk.SharePersonRemoved{Person: "DBC-P-3", Reason: "A test."})
			return err
		},
		"closing it":         func() error { _, err := l.CloseShare(t.Context(), asks(housing), share); return err },
		"the part's receipt": func() error { _, err := l.Receipt(t.Context(), housing, part.ID); return err },
	} {
		if err := ask(); !strings.HasPrefix(against(err), "There is no such ") {
			t.Errorf("%s: %v, want not found", what, err)
		}
	}
	if _, err := l.Receipt(t.Context(), dpo, part.ID); err != nil {
		t.Errorf("the Data Protection Officer's receipt: %v", err)
	}
}

// Another reference of a person counts, and who was only in an earlier word of a case; a
// hold on a share's own file keeps that share alone.
func TestWhoseHoldsCount(t *testing.T) {
	t.Run("joined", func(t *testing.T) {
		l, share, _ := aHeldShare(t, "DBC-P-other")
		l.joins(t, disclosure.Join{References: []string{"DBC-P-other", "DBC-P-5"}, Evidence: "Both files have the tenancy of 2019.", Until: disclosure.DateOf(l.clock()).AddYears(1)})
		l.destroy()
		if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-3", "DBC-P-4", "DBC-P-5", "DBC-P-6"}) {
			t.Errorf("listed: %q", got)
		}
	})
	t.Run("a share's own file", func(t *testing.T) {
		l, share, hold := aHeldShare(t)
		other := l.share(t, ofMany(t, 1))
		l.part(t, other, 1, "DBC-P-1")
		l.holds(t, l.caseOf(t, other))
		if _, err := l.ReleaseHold(t.Context(), asks(dpo), claim, hold, disclosure.HoldReleased{Reason: "Settled."}); err != nil {
			t.Fatal(detail(err))
		}
		l.destroy()
		if got := l.listedPeople(t, share); got != nil {
			t.Errorf("listed: %q", got)
		}
	})
}

func (l *logged) caseOf(t *testing.T, share disclosure.EntryID) disclosure.CaseRef {
	t.Helper()
	view, err := l.ShowShare(t.Context(), looking(dpo), share)
	if err != nil {
		t.Fatal(detail(err))
	}
	return view.Share.Case
}

// A hold that is placed while people go, before or after it was looked who is held, keeps
// whoever has not gone: each transaction depends on it.
func TestAHoldPlacedWhileAShareGoesKeepsWhoIsLeft(t *testing.T) {
	for calls, want := 1, true; want; calls++ {
		l, share, _ := aHeldShare(t)
		const late disclosure.CaseRef = "DBC-C-late"
		l.record(t, housing, toOmbudsman(t, inCase(late), about("DBC-P-5")))
		if _, err := l.retain().Run(t.Context(), dartford); err != nil {
			t.Fatal(err)
		}
		l.turnClock(8 * 24 * time.Hour)
		n, placed, was := 0, false, []string(nil)
		l.table.Before(func(context.Context, storetest.Call) {
			if n++; n == calls && !placed {
				placed = true
				l.table.Before(nil)
				was = l.listedPeople(t, share)
				l.holds(t, late)
			}
		})
		_, err := l.retain().Run(t.Context(), dartford)
		l.table.Before(nil)
		if want = placed; !placed {
			break
		}
		if err != nil {
			t.Errorf("at call %d: %v", calls, err)
		}
		if slices.Contains(was, "DBC-P-5") != slices.Contains(l.listedPeople(t, share), "DBC-P-5") {
			t.Errorf("a hold placed at call %d: listed before %q, and after %q", calls, was, l.listedPeople(t, share))
		}
	}
}

// Where it cannot be read who is held, nobody in the share goes.
func TestAHeldCaseThatCannotBeReadKeepsAShare(t *testing.T) {
	l, share, _ := aHeldShare(t)
	key := store.CaseKey(dartford.String(), claim.Key())
	item, err := l.table.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	item.Attrs["doc"] = []byte("{")
	if err := l.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := l.retain().Run(t.Context(), dartford); err == nil {
			t.Error("a run says nothing of a held case that cannot be read")
		}
		l.turnClock(8 * 24 * time.Hour)
	}
	if got := l.listedPeople(t, share); len(got) != 6 {
		t.Errorf("listed: %q", got)
	}
}

// Whatever a crash leaves of it, the next runs finish, with one certificate.
func TestAShareThatIsPartlyKeptIsFinishedAfterACrash(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter} {
		for n, more := 1, true; more; n++ {
			l, share, _ := aHeldShare(t)
			if _, err := l.retain().Run(t.Context(), dartford); err != nil {
				t.Fatal(err)
			}
			l.turnClock(8 * 24 * time.Hour)
			l.table.Inject(storetest.OnTransact(n, fault))
			_, err := l.retain().Run(t.Context(), dartford)
			l.table.Reset()
			if more = err != nil; !more {
				break
			}
			for range 2 {
				if _, err := l.retain().Run(t.Context(), dartford); err != nil {
					t.Fatalf("%v at %d: %v", fault, n, err)
				}
			}
			if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-3", "DBC-P-4"}) {
				t.Errorf("%v at %d: listed %q", fault, n, got)
			}
			report, err := l.Certificates(t.Context(), looking(dpo), "", "")
			if err != nil {
				t.Fatal(detail(err))
			}
			ofShares := 0
			for _, c := range report.Certificates {
				if strings.HasPrefix(c.Case.String(), "share-") {
					if ofShares++; c.Kept != 2 || c.Entries != 3 {
						t.Errorf("%v at %d: kept %d of %d entries", fault, n, c.Kept, c.Entries)
					}
				}
			}
			if ofShares != 1 {
				t.Errorf("%v at %d: %d certificates", fault, n, ofShares)
			}
			l.seal()
			if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
				t.Errorf("%v at %d: %+v, %v", fault, n, sum, found)
			}
		}
	}
}
