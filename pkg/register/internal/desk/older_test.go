package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// olderRegister is a register as it was written before keys were made of canonical
// forms, on 20 November 2026: testdata/before-canonical-keys.jsonl.gz has its items,
// and which entries they are. Nothing is listed anew yet.
func olderRegister(t *testing.T) (*office, map[string]disclosure.EntryID) {
	t.Helper()
	d := newDesk(t)
	forgetSpellings(t, d)
	var about struct {
		Named map[string]disclosure.EntryID `json:"named"`
	}
	storetest.Load(t, d.table, "testdata/before-canonical-keys.jsonl.gz", &about)
	d.open(t, d.table, desk.Options{})
	keyCount.Lock()
	keyCount.n += 1000 // the register knows the first few
	keyCount.Unlock()
	return d, about.Named
}

// forgetSpellings takes off that nothing is left to be listed anew.
func forgetSpellings(t *testing.T, d *office) {
	t.Helper()
	for _, register := range d.Law().RegisterIDs() {
		gone := store.Write{Action: store.Delete, Item: store.Item{Key: store.SpellingsKey(register.String())}}
		if err := d.table.Transact(t.Context(), []store.Write{gone}); err != nil {
			t.Fatal(err)
		}
	}
}

// Until every older entry is listed anew, what could leave one out is refused whole,
// and says what to do; what is recorded is recorded.
func TestNothingPartialIsAnsweredBeforeOlderEntriesAreListedAnew(t *testing.T) {
	d, _ := olderRegister(t)
	refused := map[string]error{
		"a search by person":      second(d.Search(t.Context(), looking(dpo), desk.Search{Subject: "dbc-p-700001"}, 0, "")),
		"a department's search":   second(d.Search(t.Context(), looking(housing), desk.Search{}, 0, "")),
		"the report to a person":  second(d.SubjectReport(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: "dbc-p-700001", To: "person"})),
		"what was shared":         second(d.Sharing(t.Context(), looking(dpo), "dbc-p-700001", disclosure.Date{}, answering.SharingPage{})),
		"a breach":                second(d.Breach(t.Context(), looking(dpo), desk.BreachQuestion{Reference: "BR-9"})),
		"changes to be told":      second(d.Changes(t.Context(), looking(dpo), "dbc-p-700001", "")),
		"a decision on an answer": second(d.DecideAnswer(t.Context(), asks(dpo), disclosure.AnswerDecision{Subject: "dbc-p-700001", To: "person", Decision: disclosure.DecideWithhold, Entries: []disclosure.EntryID{"01a1f82f-1e81-7000-b401-82c20bd77156"}, Reason: "As asked."})),
	}
	for name, err := range refused {
		if kindOf(t, err) != disclosure.Unavailable || !strings.Contains(detail(err), "docs/runbooks/older-spellings.md") {
			t.Errorf("%s: %v", name, detail(err))
		}
	}
	d.record(t, housing, toOmbudsman(t, about("dbc-p-1")))
	if n := d.listAnew(t); n != 7 {
		t.Errorf("%d entries were listed anew, want 7", n)
	}
	if n := d.listAnew(t); n != 0 {
		t.Errorf("%d entries were listed anew a second time", n)
	}
	if err := second(d.Search(t.Context(), looking(dpo), desk.Search{Subject: "dbc-p-700001"}, 0, "")); err != nil {
		t.Error(detail(err))
	}
}

// K1 and K2 of what was recorded before: whatever the spelling, it is found, once, as
// it was written.
func TestOlderEntriesAreFoundByEverySpelling(t *testing.T) {
	d, id := olderRegister(t)
	d.listAnew(t)
	for name, tt := range map[string]struct {
		by     disclosure.Caller
		search desk.Search
		want   []string
	}{
		"person in small letters":         {dpo, desk.Search{Subject: "dbc-p-700001"}, []string{"astray", "two", "small"}},
		"person in capitals":              {dpo, desk.Search{Subject: "DBC-P-700001"}, []string{"astray", "two", "small"}},
		"person in full-width letters":    {dpo, desk.Search{Subject: "ＤＢＣ-P-700001"}, []string{"astray", "two", "small"}},
		"person taken out":                {dpo, desk.Search{Subject: "DBC-P-GONE"}, []string{"right", "wrong"}},
		"person put in":                   {dpo, desk.Search{Subject: "DBC-P-RIGHT"}, []string{"right"}},
		"recipient composed":              {dpo, desk.Search{Recipient: "CAFÉ SAMPLE ADVOCACY"}, []string{"astray"}},
		"recipient in full-width letters": {dpo, desk.Search{Recipient: "ＣＡＦÉ Sample Advocacy"}, []string{"astray"}},
		"person and recipient":            {dpo, desk.Search{Subject: "DBC-P-700001", Recipient: "café sample advocacy"}, []string{"astray"}},
		"department in small letters":     {dpo, desk.Search{Department: "revenues"}, []string{"astray"}},
		"a department's own":              {revenuesIn("REVENUES"), desk.Search{}, []string{"astray"}},
		"a department's, of a person":     {housing, desk.Search{Subject: "DBC-P-700001"}, []string{"two", "small"}},
		"a department's, by recipient":    {revenuesIn("Revenues"), desk.Search{Recipient: "café sample advocacy"}, []string{"astray"}},
		"a department's, by case":         {housing, desk.Search{Case: "DBC-C-1"}, []string{"two", "small"}},
		"case in small letters":           {dpo, desk.Search{Case: "dbc-c-2"}, []string{"astray"}},
		"case and recipient":              {dpo, desk.Search{Case: "DBC-C-2", Recipient: "café sample advocacy"}, []string{"astray"}},
		"case in capitals":                {dpo, desk.Search{Case: "DBC-C-1"}, []string{"two", "small"}},
		"case as it was written":          {dpo, desk.Search{Case: "dbc-c-1"}, []string{"two", "small"}},
		"one of two cases":                {dpo, desk.Search{Case: "CASE-7"}, []string{"upper"}},
		"the other":                       {dpo, desk.Search{Case: "case-7"}, []string{"lower"}},
		"a spelling of both and neither":  {dpo, desk.Search{Case: "Case-7"}, nil},
	} {
		var want []disclosure.EntryID
		for _, name := range tt.want {
			want = append(want, id[name])
		}
		if got := d.finds(t, tt.by, tt.search); !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", name, got, want)
		}
	}
	opened, err := d.Open(t.Context(), looking(dpo), id["astray"])
	if err != nil {
		t.Fatal(detail(err))
	}
	if !strings.Contains(string(opened.Entry.Body), "Cafe\u0301 Sample  Advocacy") {
		t.Error("the entry is not shown as it was written")
	}
	if got := d.breach(t, desk.BreachQuestion{Reference: "BR-9"}); len(got.Disclosures) != 1 {
		t.Errorf("a breach in capitals has %d disclosures, want 1", len(got.Disclosures))
	}
	sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-700001", disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != 3 {
		t.Errorf("%d disclosures were shared, want 3 (%v)", len(sharing.Disclosures), err)
	}
	var lookedAt []string
	for _, look := range d.accesses(t, desk.AccessSearch{Subject: "dbc-p-700001"}) {
		lookedAt = append(lookedAt, look.Action)
	}
	if n := len(lookedAt); n < 4 || !slices.Equal(lookedAt[n-2:], []string{"open-disclosure", "show-sharing"}) {
		t.Errorf("looks at the person, the latest first: %v, want the older two last", lookedAt)
	}
	d.checkWhole(t, disclosure.KindDisclosure)
	checkListed(t, d)
}

func revenuesIn(department string) disclosure.Caller {
	c := housing
	c.Subject, c.Name, c.Department = "revenues-officer", "Rhona Example", department
	return c
}

// checkListed fails the test unless every entry commits to what lists it, and every
// item that lists one says which.
func checkListed(t *testing.T, d *office) {
	t.Helper()
	var sealed desk.SealedEntries
	for _, key := range d.keys(t) {
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(key.Partition, "idx#") {
			id, _ := sealed.Lists(item)
			entry, err := d.table.Get(t.Context(), store.EntryKey(dartford.String(), id))
			if err != nil {
				t.Errorf("an item of %s lists no entry: %v", key.Partition, err)
				continue
			}
			if listings, err := sealed.Listings(entry); err != nil || !slices.Contains(listings, key) {
				t.Errorf("an item of %s is not one that its entry commits to", key.Partition)
			}
		}
		if !strings.HasPrefix(key.Partition, "entry#") {
			continue
		}
		listings, err := sealed.Listings(item)
		if err != nil {
			t.Fatal(err)
		}
		var there []store.Item
		if len(listings) > 0 {
			if there, err = d.table.BatchGet(t.Context(), listings); err != nil {
				t.Fatal(err)
			}
		}
		wrong, err := sealed.Listed(item, listings, there)
		if err != nil || wrong != nil {
			t.Errorf("an entry is not found by what was sealed: %v %v", wrong, err)
		}
		if item.Attrs["kind"] == string(disclosure.KindListedAnew) {
			// Each that is lost, but for the last, can be made out and put back.
			for i := range there {
				wrong, err := sealed.Listed(item, listings, slices.Delete(slices.Clone(there), i, i+1))
				if err != nil || len(wrong) != 1 || len(there) > 2 && wrong[0].PutBack == nil {
					t.Errorf("a lost item that lists an older entry: %v %v", wrong, err)
				}
			}
		}
	}
}

// K1: an older case is taken up under any spelling, with the clock that it has; where
// two are spelt nearly so, neither is taken for the other, and a third spelling is
// refused.
func TestAnOlderCaseIsTakenUpUnderAnySpelling(t *testing.T) {
	d, id := olderRegister(t)
	d.listAnew(t)
	late := d.record(t, housing, toOmbudsman(t, on(8), inCase("DBC-C-1"), about("DBC-P-700001"))).ID
	if got, want := d.finds(t, dpo, desk.Search{Case: "Dbc-C-1"}), []disclosure.EntryID{late, id["two"], id["small"]}; !slices.Equal(got, want) {
		t.Errorf("the case has %v, want %v", got, want)
	}
	view, err := d.Case(t.Context(), looking(dpo), "DBC-C-1", "")
	if err != nil || view.Ref != "dbc-c-1" || view.State != disclosure.CaseClosed || view.Triggers.LastDisclosed != disclosure.NewDate(2026, 11, 8) {
		t.Errorf("the case is %+v (%v), want the older one, closed, with its late day", view.Case, err)
	}
	for spelling, of := range map[disclosure.CaseRef]string{"CASE-7": "upper", "case-7": "lower"} {
		n := d.record(t, housing, toOmbudsman(t, on(9), inCase(spelling))).ID
		if got, want := d.finds(t, dpo, desk.Search{Case: spelling}), []disclosure.EntryID{n, id[of]}; !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", spelling, got, want)
		}
	}
	_, err = d.Record(t.Context(), asks(housing), toOmbudsman(t, inCase("Case-7")))
	if kindOf(t, err) != disclosure.Refused || !strings.Contains(detail(err), "This reference cannot be used.") {
		t.Errorf("a spelling of two older cases: %v", detail(err))
	}
	corrected := d.corrects(t, housing, id["small"], toOmbudsman(t, on(2), inCase("DBC-C-1"), about("DBC-P-other")))
	if got, want := d.finds(t, dpo, desk.Search{Subject: "DBC-P-700001", Case: "dbc-c-1"}), []disclosure.EntryID{late, id["two"], corrected, id["small"]}; !slices.Equal(got, want) {
		t.Errorf("after a correction the person is found in %v, want %v", got, want)
	}
	if _, err := d.PlaceHold(t.Context(), asks(dpo), "DBC-C-1", disclosure.HoldPlaced{By: "A court", Reason: "Proceedings", ReviewOn: disclosure.NewDate(2099, 1, 1)}); err != nil {
		t.Error(detail(err))
	}
	d.checkWhole(t, disclosure.KindDisclosure)
	checkListed(t, d)
}

// A stop anywhere in listing anew is gone on from, and lists nothing twice.
func TestListingAnewGoesOnAfterAStop(t *testing.T) {
	d, id := olderRegister(t)
	for n := 1; ; n++ {
		d.table.Reset()
		d.table.Inject(storetest.OnTransact(n, []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter}[n%2]))
		if _, more, err := d.ListAnew(t.Context(), dartford); err == nil && !more {
			break
		}
		if n > 30 {
			t.Fatal("it never ends")
		}
	}
	d.table.Reset()
	d.open(t, d.table, desk.Options{})
	if got, want := d.finds(t, dpo, desk.Search{Subject: "DBC-P-700001"}), []disclosure.EntryID{id["astray"], id["two"], id["small"]}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if n := d.checkWhole(t, disclosure.KindListedAnew); n != 7 {
		t.Errorf("%d entries list older ones, want 7", n)
	}
	checkListed(t, d)
}
