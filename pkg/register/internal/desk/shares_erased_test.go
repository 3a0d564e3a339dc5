package desk_test

import (
	"context"
	"encoding/json"
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
	if got := answered(t, l.office, answering.SubjectQuestion{Subject: "DBC-P-2"}); len(got.Shared) != 0 {
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
	l.certifiesPeople(t, share, 2)
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

// certifiesPeople demands that as many erasures from the share are certified, each once: the
// Data Protection Officer and auditors find it with what was destroyed, a stranger with a
// bundle of the log sees which place of which part it is of, and nothing says who it was.
func (l *logged) certifiesPeople(t *testing.T, share disclosure.EntryID, n int) {
	t.Helper()
	of := map[string]bool{}
	for _, by := range []disclosure.Caller{dpo, auditor} {
		report, err := l.Certificates(t.Context(), looking(by), "", "")
		if err != nil || len(report.Certificates) != n || report.People != n || report.Entries != 0 {
			t.Fatalf("%d certificates of %d people, want %d: %v", len(report.Certificates), report.People, n, err)
		}
		for _, c := range report.Certificates {
			if c.Person == nil || c.Person.Share != share || c.Case == "" || c.Person.OrderedAt.IsZero() || c.ErasedAt.IsZero() || c.CertifiedAt.Before(c.ErasedAt) || c.Remains == "" {
				t.Fatalf("a certificate of one person: %+v", c)
			}
			of[c.Person.Commitment] = true
		}
		found := 0
		for cursor, more := "", true; more; more = cursor != "" {
			records, err := l.RetentionRecords(t.Context(), looking(by), disclosure.Date{}, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range records.Records {
				if r.What == "disposed" && r.People == 1 && strings.HasPrefix(r.Why, "one person of a share that stays") {
					found++
				}
			}
			cursor = records.Cursor
		}
		if found != n {
			t.Errorf("%d among what was disposed of, want %d", found, n)
		}
	}
	if _, err := l.Certificates(t.Context(), looking(housing), "", ""); err == nil {
		t.Error("a department sees certificates")
	}
	if len(of) != n {
		t.Errorf("%d people are certified in %d certificates", len(of), n)
	}
	p := l.prove(aRange(0, 0))
	p.wantsProblems(t)
	parts, certificates := map[disclosure.EntryID]string{}, map[string]disclosure.Certificate{}
	for index := range l.size() {
		switch entry := entryIn(t, p.file, index); entry.Kind {
		case disclosure.KindSharePart:
			parts[entry.ID] = string(entry.Body)
		case disclosure.KindDisposal:
			var c disclosure.Certificate
			if err := json.Unmarshal(entry.Body, &c); err != nil {
				t.Fatal(err)
			}
			certificates[c.Person.Commitment] = c
			if strings.Contains(string(entry.Body), erasure) {
				t.Error("the certificate repeats the reason, which may name somebody")
			}
		}
	}
	for commitment := range of {
		if c, there := certificates[commitment]; !there || !strings.Contains(parts[c.Person.Part], commitment) {
			t.Errorf("the bundle does not show of which place of a part a certificate is")
		}
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
	l.erasureWaits(t, "whom the next night erases")
	l.night(t)
	if got := l.listedPeople(t, share); len(got) != 1 {
		t.Error("erased under a hold")
	}
	l.turnClock(24 * time.Hour)
	l.erasureWaits(t, "put off: a hold stands")
	l.seal()
	l.certifiesPeople(t, share, 0)
	if _, err := l.ReleaseHold(t.Context(), asks(dpo), claim, hold, disclosure.HoldReleased{Reason: "Settled."}); err != nil {
		t.Fatal(detail(err))
	}
	l.turnClock(24 * time.Hour)
	l.night(t)
	if got := l.listedPeople(t, share); got != nil {
		t.Error("not erased after the hold")
	}
	l.erasureWaits(t, "")
	l.seal()
	l.certifiesPeople(t, share, 1)
}

// erasureWaits demands that what is kept, gone and waits says of the erasure why it waits, and not of
// whom it is; of none where there is no reason.
func (l *logged) erasureWaits(t *testing.T, why string) {
	t.Helper()
	for _, by := range []disclosure.Caller{dpo, auditor} {
		found := 0
		for cursor, more := "", true; more; more = cursor != "" {
			page, err := l.RetentionRecords(t.Context(), looking(by), disclosure.Date{}, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Records {
				if r.What == "to-be-erased" {
					if found++; !strings.Contains(r.Why, why) || r.People != 1 || r.Case == "" || r.On.IsZero() {
						t.Errorf("waits: %+v, want %q", r, why)
					}
				}
			}
			cursor = page.Cursor
		}
		if (found == 1) != (why != "") {
			t.Errorf("%d erasures wait, want %q", found, why)
		}
	}
}

// A crash leaves an erasure ordered or carried out, and the next night ends it.
func TestAnErasureIsFinishedAfterACrash(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter, storetest.TimeoutApplied} {
		for n, more := 1, true; more && n < 12; n++ {
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
			l.certifiesPeople(t, share, 2)
		}
	}
}

// A second run that comes between the erasure and its certificate certifies it, and the
// first then does not.
func TestTwoRunsCertifyAnErasureOnce(t *testing.T) {
	l := newLogged(t)
	share := l.share(t, ofMany(t, 2))
	l.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	if refused := l.erases(t, dpo, share, "DBC-P-1"); refused != "" {
		t.Fatal(refused)
	}
	slower := cases.NewRunner(l.Retention, nil, noList{}, cases.Config{Now: l.clock, Scrub: func(context.Context) error {
		l.night(t)
		return nil
	}})
	if report, err := slower.Run(t.Context(), dartford); err != nil || report.People != 1 || report.Certified != 0 {
		t.Errorf("the slower run: %+v, %v", report, err)
	}
	l.seal()
	l.certifiesPeople(t, share, 1)
}

// whole is everything in the table, as a backup has it.
func (l *logged) whole(t *testing.T) map[store.Key]store.Item {
	t.Helper()
	all := map[store.Key]store.Item{}
	for _, key := range l.office.keys(t) {
		item, err := l.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		all[key] = item
	}
	return all
}

// restore makes the table what the backup has.
func (l *logged) restore(t *testing.T, backup map[store.Key]store.Item) {
	t.Helper()
	var writes []store.Write
	for _, key := range l.office.keys(t) {
		if _, there := backup[key]; !there {
			writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{Key: key}})
		}
	}
	for _, item := range backup {
		writes = append(writes, store.Write{Action: store.Put, Item: item})
	}
	for some := range slices.Chunk(writes, 50) {
		if err := l.table.Transact(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
}

// A restore from a backup brings back who was erased, with the order or from before it. The
// list of what was destroyed names them by their place, and erases them again, before
// anybody asks, unless a hold on a case of theirs stands; once, with a certificate that says
// so; and nothing of it is left when the share has had its time.
func TestWhoWasErasedIsErasedAgainAfterARestore(t *testing.T) {
	for name, ordered := range map[string]bool{"ordered before the backup": true, "ordered after it": false} {
		t.Run(name, func(t *testing.T) {
			l := newLogged(t)
			share := l.share(t, ofMany(t, 3))
			l.part(t, share, 1, "DBC-P-1", "DBC-P-2", "DBC-P-3")
			l.record(t, housing, toOmbudsman(t, inCase(claim), about("DBC-P-3")))
			order := func() {
				for _, person := range []string{"DBC-P-1", "DBC-P-3"} {
					if refused := l.erases(t, dpo, share, person); refused != "" {
						t.Fatal(refused)
					}
				}
			}
			if ordered {
				order()
			}
			l.seal()
			backup := l.whole(t)
			if !ordered {
				order()
			}
			l.night(t)
			members, err := l.retain().Members(t.Context(), dartford)
			if err != nil || len(members) != 2 {
				t.Fatalf("listed as destroyed: %+v, %v", members, err)
			}
			text, err := json.Marshal(members)
			if err != nil || strings.Contains(string(text), "DBC-P-") {
				t.Errorf("the list says who it was (%v)", err)
			}
			l.restore(t, backup)
			hold := l.holds(t, claim)
			if ordered {
				hold = l.holds(t, claim) // two, as two departments may ask
			}
			report, err := l.retain().Replay(t.Context(), dartford, members)
			if err != nil || report.People != 1 || report.PeopleKept != 1 || report.Certified != 1 {
				t.Fatalf("carried out again: %+v, %v", report, err)
			}
			if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-2", "DBC-P-3"}) {
				t.Errorf("listed: %q", got)
			}
			view, err := l.Case(t.Context(), looking(dpo), claim, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range view.Holds {
				if _, err := l.ReleaseHold(t.Context(), asks(dpo), claim, h.ID, disclosure.HoldReleased{Reason: "Settled."}); err != nil {
					t.Fatal(hold, detail(err))
				}
			}
			for range 2 { // the second has nothing to do
				if _, err := l.retain().Replay(t.Context(), dartford, members); err != nil {
					t.Fatal(err)
				}
			}
			l.night(t)
			if got := l.listedPeople(t, share); !slices.Equal(got, []string{"DBC-P-2"}) {
				t.Errorf("listed: %q", got)
			}
			l.seal()
			if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
				t.Errorf("the log: %+v, %v", sum, found)
			}
			l.certifiesPeople(t, share, 2)
			certified, err := l.Certificates(t.Context(), looking(dpo), "", "")
			for _, c := range certified.Certificates {
				if err != nil || c.Replays == "" {
					t.Errorf("a certificate says not that it was carried out again: %+v, %v", c, err)
				}
			}
			if _, err := l.CloseShare(t.Context(), asks(housing), share); err != nil {
				t.Fatal(detail(err))
			}
			l.turnClock(10 * year)
			l.destroy()
			if got := l.listedPeople(t, share); got != nil {
				t.Errorf("listed at the end: %q", got)
			}
			for _, key := range l.office.keys(t) {
				if strings.HasPrefix(key.Sort, "#erased#") {
					t.Error("the mark outlives the share")
				}
			}
			l.seal()
			if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 {
				t.Errorf("the log at the end: %+v, %v", sum, found)
			}
		})
	}
}

// noList keeps nothing.
type noList struct{}

func (noList) Add(context.Context, string, string, []byte) error             { return nil }
func (noList) Each(context.Context, string, func(member []byte) error) error { return nil }
