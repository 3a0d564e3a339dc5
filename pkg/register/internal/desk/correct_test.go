package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func correction(d disclosure.Disclosure) disclosure.Correction {
	return disclosure.Correction{Reason: "The wrong person was named.", Disclosure: d}
}

func TestACorrectionIsFoundUnderWhatWasWrongAndWhatIsRight(t *testing.T) {
	d := newDesk(t)
	original := d.record(t, housing, toOmbudsman(t, about("DBC-P-wrong"))).ID
	fixed, err := d.Correct(t.Context(), asks(housing), original, correction(toOmbudsman(t, about("DBC-P-right"))))
	if err != nil {
		t.Fatal(detail(err))
	}
	for _, who := range []disclosure.Caller{dpo, housing} {
		if got, want := d.finds(t, who, desk.Search{Subject: "DBC-P-right"}), []disclosure.EntryID{fixed.ID}; !slices.Equal(got, want) {
			t.Errorf("%v by the right person: found %d", who.Roles, len(got))
		}
		if got := d.finds(t, who, desk.Search{Subject: "DBC-P-wrong"}); len(got) != 2 || !slices.Contains(got, original) || !slices.Contains(got, fixed.ID) {
			t.Errorf("%v by the wrong person: found %d, want the original and its correction", who.Roles, len(got))
		}
	}
	opened, err := d.Open(t.Context(), looking(dpo), original)
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(opened.Corrections) != 1 || opened.Corrections[0].ID != fixed.ID {
		t.Errorf("the original shows %d corrections", len(opened.Corrections))
	}
	d.checkWhole(t, disclosure.KindCorrection)
}

func TestAnEntryHasOneLastWord(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t)
	original := d.record(t, housing, body).ID
	results := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := d.Correct(t.Context(), asks(housing), original, correction(body))
			results <- err
		}()
	}
	first, second := <-results, <-results
	if first == nil {
		first, second = second, first
	}
	if second != nil || kindOf(t, first) != disclosure.Conflict {
		t.Fatalf("got %v and %v, want one correction and one conflict", first, second)
	}
	opened, err := d.Open(t.Context(), looking(dpo), original)
	if err != nil {
		t.Fatal(detail(err))
	}
	last := opened.Corrections[len(opened.Corrections)-1].ID
	if _, err := d.Correct(t.Context(), asks(housing), last, correction(body)); err != nil {
		t.Errorf("correcting the correction: %v", detail(err))
	}
	if opened, err = d.Open(t.Context(), looking(dpo), last); err != nil || len(opened.Corrections) != 2 {
		t.Errorf("the chain shows %d corrections, %v; want both", len(opened.Corrections), err)
	}
}

func TestACorrectionStaysInItsCaseAndItsDepartment(t *testing.T) {
	d := newDesk(t)
	id := d.record(t, housing, toOmbudsman(t)).ID
	if _, err := d.Correct(t.Context(), asks(housing), id, correction(toOmbudsman(t, inCase("DBC-C-other")))); kindOf(t, err) != disclosure.Refused {
		t.Errorf("another case: %v", err)
	}
	if _, err := d.Correct(t.Context(), asks(revenue), id, correction(toOmbudsman(t))); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department: %v", err)
	}
	if _, err := d.Correct(t.Context(), asks(dpo), id, correction(toOmbudsman(t))); err != nil {
		t.Errorf("the DPO: %v", detail(err))
	}
}

func TestFindingsOfACorrectionPointIntoItsBody(t *testing.T) {
	d := newDesk(t)
	id := d.record(t, housing, toOmbudsman(t)).ID
	_, err := d.Correct(t.Context(), asks(housing), id, correction(toOmbudsman(t, func(d *disclosure.Disclosure) {
		delete(d.Evidence, "ombudsmanCaseRef")
	})))
	if kindOf(t, err) != disclosure.Refused {
		t.Fatalf("got %v", err)
	}
	if got, want := err.(*disclosure.Error).Findings[0].Pointer, "/disclosure/evidence/ombudsmanCaseRef"; got != want {
		t.Errorf("pointer = %s, want %s", got, want)
	}
}

func TestACorrectionCostsOneReadMore(t *testing.T) {
	d := newDesk(t)
	id := d.record(t, housing, toOmbudsman(t)).ID
	d.table.Reset()
	if _, err := d.Correct(t.Context(), asks(housing), id, correction(toOmbudsman(t))); err != nil {
		t.Fatal(detail(err))
	}
	if calls, want := d.table.Calls(), (storetest.Calls{BatchGet: 1, Get: 1, Transact: 1}); calls != want {
		t.Errorf("calls = %+v, want %+v", calls, want)
	}
}

func TestARecorderOpensItsOwnDepartmentsEntriesOnly(t *testing.T) {
	d := newDesk(t)
	id := d.record(t, housing, toOmbudsman(t)).ID
	if _, err := d.Open(t.Context(), looking(housing), id); err != nil {
		t.Errorf("its own: %v", detail(err))
	}
	_, others := d.Open(t.Context(), looking(revenue), id)
	_, none := d.Open(t.Context(), looking(revenue), "01990000-0000-7000-8000-000000000000")
	if others == nil || none == nil || others.Error() != none.Error() {
		t.Errorf("another's entry (%v) and no entry (%v) must read the same", others, none)
	}
	if _, err := d.Open(t.Context(), looking(auditor), id); err != nil {
		t.Errorf("the auditor: %v", detail(err))
	}
}

// The last word stays its department's, whoever had it.
func TestACorrectionByTheDPOIsStillTheDepartments(t *testing.T) {
	d := newDesk(t)
	original := d.record(t, housing, toOmbudsman(t)).ID
	last := original
	for range 2 {
		fixed, err := d.Correct(t.Context(), asks(dpo), last, correction(toOmbudsman(t, about("DBC-P-right"))))
		if err != nil {
			t.Fatal(detail(err))
		}
		last = fixed.ID
	}
	for _, who := range []disclosure.Caller{dpo, housing} {
		if got := d.finds(t, who, desk.Search{Department: "housing", Subject: "DBC-P-right"}); !slices.Contains(got, last) {
			t.Errorf("%v finds %d entries of housing's, without the last word", who.Roles, len(got))
		}
		opened, err := d.Open(t.Context(), looking(who), original)
		if err != nil || len(opened.Corrections) != 2 || opened.Corrections[1].ID != last {
			t.Errorf("%v sees %d corrections, %v; want both", who.Roles, len(opened.Corrections), err)
		}
		if opened.Original != nil {
			t.Errorf("%v is shown an original of what corrects nothing", who.Roles)
		}
		// Whoever opens the last word sees what it corrects, and has looked at whom that was about.
		opened, err = d.Open(t.Context(), looking(who), last)
		if err != nil || opened.Original == nil || opened.Original.ID != original || len(opened.Corrections) != 2 {
			t.Errorf("%v opens the last word, and is shown %+v, %v", who.Roles, opened.Original, err)
		}
		looks, err := d.Accesses(t.Context(), looking(auditor), desk.AccessSearch{Subject: "DBC-P-550193"}, 0, "")
		if err != nil || !slices.ContainsFunc(looks.Accesses, func(l desk.AccessRow) bool { return l.Entry == last }) {
			t.Errorf("no look at the first person is on record: %+v, %v", looks, err)
		}
	}
	if _, err := d.Correct(t.Context(), asks(housing), last, correction(toOmbudsman(t))); err != nil {
		t.Errorf("housing corrects what the DPO said of its own: %v", detail(err))
	}
	if _, err := d.Open(t.Context(), looking(revenue), last); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department opened it: %v", err)
	}
}

// What a period's entries now say is known from the period alone: a correction
// that moves a disclosure to another day is listed where it was before, too.
func TestACorrectionIsListedAtWhatItReplaced(t *testing.T) {
	d := newDesk(t)
	original := d.record(t, housing, toOmbudsman(t, on(3))).ID
	fixed, err := d.Correct(t.Context(), asks(housing), original, correction(toOmbudsman(t, on(9))))
	if err != nil {
		t.Fatal(detail(err))
	}
	again, err := d.Correct(t.Context(), asks(housing), fixed.ID, correction(toOmbudsman(t, on(5))))
	if err != nil {
		t.Fatal(detail(err))
	}
	page, err := d.table.Query(t.Context(), store.Query{Partition: store.IndexPartition(dartford.String(), store.BySuperseded, ""), Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, item := range page.Items {
		got = append(got, item.Sort, item.Attrs["replaces"].(string))
	}
	want := []string{
		"2026-11-03T09:00:00.000Z#" + fixed.ID.String(), original.String(),
		"2026-11-09T09:00:00.000Z#" + again.ID.String(), fixed.ID.String(),
	}
	if !slices.Equal(got, want) {
		t.Errorf("superseded: got %v, want %v", got, want)
	}
	d.checkWhole(t, disclosure.KindCorrection)
}

// A dry run of a correction says what the correction would be answered, and leaves
// nothing behind.
func TestWhatACorrectionWouldDo(t *testing.T) {
	d := newDesk(t)
	original := d.record(t, housing, toOmbudsman(t)).ID
	tries := func(who disclosure.Caller, c disclosure.Correction) (string, error) {
		explained, err := d.ExplainCorrection(t.Context(), who, original, c)
		says := string(explained.Outcome)
		for _, r := range explained.Rules {
			says += " " + r.Pointer
		}
		return says, err
	}
	wrong := toOmbudsman(t)
	wrong.Evidence = nil
	wrong.Case = "DBC-C-other"
	wrong.Justification.Gateway = ""
	for name, tt := range map[string]struct {
		body disclosure.Disclosure
		want string
	}{
		"as it was":                        {toOmbudsman(t), "accept"},
		"in another case, and unevidenced": {wrong, "refuse /disclosure/case"},
	} {
		got, err := tries(housing, correction(tt.body))
		if err != nil {
			t.Fatal(detail(err))
		}
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		_, err = d.Correct(t.Context(), asks(housing), original, correction(tt.body))
		if refused := err != nil; refused != (tt.want != "accept") {
			t.Errorf("%s: the dry run and the correction disagree: %v", name, err)
		}
	}
	if _, err := tries(revenue, correction(toOmbudsman(t))); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department tries a correction: %v", err)
	}
	if _, err := tries(auditor, correction(toOmbudsman(t))); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("an auditor tries a correction: %v", err)
	}
	opened, err := d.Open(t.Context(), looking(dpo), original)
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(opened.Corrections) != 1 {
		t.Errorf("there are %d corrections, want the one that was recorded", len(opened.Corrections))
	}
}
