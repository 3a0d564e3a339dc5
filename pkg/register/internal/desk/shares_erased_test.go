package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

const erasure = "The person asked for it under Article 17."

func (d *office) erases(t *testing.T, by disclosure.Caller, share disclosure.EntryID, person string) string {
	t.Helper()
	_, err := d.RemoveSharePerson(t.Context(), asks(by), share, desk.SharePersonRemoved{Person: person, Reason: erasure, Erase: true})
	return against(err)
}

func (l *logged) night(t *testing.T) {
	t.Helper()
	if _, err := l.retain().Run(t.Context(), dartford); err != nil {
		t.Fatal(err)
	}
}

// One person of a share is erased, and every leaf still verifies; nobody else of the part
// is touched, and the share goes in its time.
func TestOnePersonOfAShareIsErased(t *testing.T) {
	l := newLogged(t)
	share := l.share(t, ofMany(t, 4))
	l.part(t, share, 1, "DBC-P-1", "DBC-P-2", "DBC-P-3")
	l.part(t, share, 2, "DBC-P-4")
	for who, by := range map[string]disclosure.Caller{"a recorder of the department": housing, "an auditor": auditor} {
		if l.erases(t, by, share, "DBC-P-2") == "" {
			t.Errorf("%s may erase somebody", who)
		}
	}
	if refused := l.erases(t, dpo, share, "DBC-P-2"); refused != "" {
		t.Fatal(refused)
	}
	if refused := l.erases(t, secondDPO, share, "dbc-p-2"); !strings.HasPrefix(refused, "It has been ordered already") {
		t.Errorf("again: %q", refused)
	}
	if refused := l.erases(t, dpo, share, "DBC-P-3"); refused != "" { // of the same part, in the same night
		t.Fatal(refused)
	}
	l.seal()
	l.night(t)
	if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-1", "DBC-P-4"}) {
		t.Errorf("listed: %q", got)
	}
	if got := answered(t, l.office, desk.SubjectQuestion{Subject: "DBC-P-2"}); len(got.Shared) != 0 {
		t.Errorf("answered: %+v", got.Shared)
	}
	for _, key := range l.office.keys(t) {
		item, err := l.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if item.Attrs["reference"] == "DBC-P-2" || item.Attrs["token"] != nil {
			t.Error("an item still says who it was")
		}
	}
	view, err := l.ShowShare(t.Context(), looking(dpo), share)
	if err != nil || view.Erased != 2 || view.Listed != 4 || view.TakenOut != 0 {
		t.Errorf("the share: %+v, %v", view, err)
	}
	if view := l.shown(t, share); view.Erased != 0 {
		t.Errorf("the department is told of %d erased", view.Erased)
	}
	members, err := l.ShareMembers(t.Context(), looking(dpo), share, "")
	if err != nil || len(members.People) != 1 || members.People[0].Person != "DBC-P-1" {
		t.Errorf("its people: %+v, %v", members.People, err)
	}
	l.seal()
	if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
		t.Errorf("the log: %+v, %v", sum, found)
	}
	if refused := l.erases(t, dpo, share, "DBC-P-2"); !strings.HasPrefix(refused, "This person is not listed in the share.") {
		t.Errorf("of who is gone: %q", refused)
	}
	closed, err := l.CloseShare(t.Context(), asks(housing), share)
	if err != nil || len(closed.Flags) > 0 { // they were in it: the number is right
		t.Errorf("closed: %+v, %v", closed, err)
	}
	l.turnClock(10 * year)
	l.destroy()
	if got := l.listedPeople(t, share); got != nil {
		t.Errorf("listed at the end: %q", got)
	}
	l.seal()
	if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
		t.Errorf("the log at the end: %+v, %v", sum, found)
	}
}

// Whoever deletes somebody from the table, token and all, is found out: nothing in the log
// says that they were erased.
func TestSomebodyDeletedIsNotErased(t *testing.T) {
	l := newLogged(t)
	share := l.share(t, ofMany(t, 2))
	part := l.part(t, share, 1, "DBC-P-1", "DBC-P-2").ID
	l.seal()
	item, err := l.table.Get(t.Context(), store.EntryKey(dartford.String(), part.String()))
	if err != nil {
		t.Fatal(err)
	}
	members := slices.Clone(item.Attrs["members"].([]byte))
	clear(members[:16])
	item.Attrs["members"] = members
	writes := []store.Write{{Action: store.Put, Item: item}}
	for _, key := range l.office.keys(t) {
		if member, err := l.table.Get(t.Context(), key); err == nil && member.Attrs["reference"] == "DBC-P-1" {
			writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{Key: key}})
		}
	}
	if err := l.table.Transact(t.Context(), writes); err != nil || len(writes) != 2 {
		t.Fatalf("%d writes, %v", len(writes), err)
	}
	if _, found := l.inspect(); len(found) == 0 {
		t.Error("the log is clean though somebody is gone")
	}
}

// A hold on a case of the person's keeps them until it is released.
func TestAHoldPutsAnErasureOff(t *testing.T) {
	l := newLogged(t)
	share := l.share(t, ofMany(t, 1))
	l.part(t, share, 1, "DBC-P-1")
	l.record(t, housing, toOmbudsman(t, inCase(claim), about("DBC-P-1")))
	hold := l.holds(t, claim)
	if refused := l.erases(t, dpo, share, "DBC-P-1"); refused != "" {
		t.Fatal(refused)
	}
	l.night(t)
	if got := l.listedPeople(t, share); len(got) != 1 {
		t.Error("erased under a hold")
	}
	if _, err := l.ReleaseHold(t.Context(), asks(dpo), claim, hold, disclosure.HoldReleased{Reason: "Settled."}); err != nil {
		t.Fatal(detail(err))
	}
	l.turnClock(24 * time.Hour)
	l.night(t)
	if got := l.listedPeople(t, share); got != nil {
		t.Error("not erased after the hold")
	}
}

// A crash leaves an erasure ordered or carried out, and the next night ends it.
func TestAnErasureIsFinishedAfterACrash(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter, storetest.TimeoutApplied} {
		for n, more := 1, true; more && n < 8; n++ {
			l := newLogged(t)
			share := l.share(t, ofMany(t, 3))
			l.part(t, share, 1, "DBC-P-1", "DBC-P-2", "DBC-P-3")
			for _, person := range []string{"DBC-P-1", "DBC-P-3"} {
				if refused := l.erases(t, dpo, share, person); refused != "" {
					t.Fatal(refused)
				}
			}
			l.seal()
			l.table.Inject(storetest.OnTransact(n, fault))
			_, err := l.retain().Run(t.Context(), dartford)
			l.table.Reset()
			more = err != nil
			l.night(t)
			if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-2"}) {
				t.Errorf("%v at %d: listed %q", fault, n, got)
			}
			l.seal()
			if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
				t.Errorf("%v at %d: %+v, %v", fault, n, sum, found)
			}
		}
	}
}
