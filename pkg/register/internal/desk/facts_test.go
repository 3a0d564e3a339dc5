package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

const complainant = "DBC-P-550193"

func objection(changes ...func(*disclosure.Fact)) disclosure.Fact {
	f := disclosure.Fact{
		Kind: disclosure.FactObjection, From: disclosure.NewDate(2026, 5, 3), Reason: "It makes my neighbour angrier.",
		About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: complainant},
	}
	for _, change := range changes {
		change(&f)
	}
	return f
}

func (d *office) learn(t *testing.T, by disclosure.Caller, f disclosure.Fact) disclosure.EntryID {
	t.Helper()
	got, err := d.LearnFact(t.Context(), asks(by), f)
	if err != nil {
		t.Fatalf("learn: %v", detail(err))
	}
	return got.ID
}

// learnByTwo has a second Data Protection Officer confirm what takes two.
func (d *office) learnByTwo(t *testing.T, by disclosure.Caller, f disclosure.Fact) disclosure.EntryID {
	t.Helper()
	id := d.learn(t, by, f)
	second := secondDPO
	second.Register = by.Register
	if err := d.confirms(t, second, id, disclosure.WeakeningConfirmed); err != nil && kindOf(t, err) != disclosure.Conflict {
		t.Fatal(detail(err))
	}
	return id
}

func flagged(r desk.Recorded, rule string) bool {
	return slices.ContainsFunc(r.Flags, func(f disclosure.Flag) bool { return f.Rule == rule })
}

func TestADisclosureAfterAnObjectionIsFlaggedUntilItIsDecided(t *testing.T) {
	d := newDesk(t)
	if got := d.record(t, housing, toOmbudsman(t)); flagged(got, "DC-G1") {
		t.Fatal("flagged without an objection")
	}
	id := d.learn(t, dpo, objection())
	d.table.Reset()
	if got := d.record(t, housing, toOmbudsman(t)); !flagged(got, "DC-G1") {
		t.Errorf("flags = %v, want DC-G1", got.Flags)
	}
	if calls, want := d.table.Calls(), (storetest.Calls{BatchGet: 1, Transact: 1}); calls != want {
		t.Errorf("with a fact to read, calls = %+v, want %+v", calls, want)
	}
	// Withdrawn the day before the disclosure.
	d.learn(t, dpo, objection(func(f *disclosure.Fact) { f.Replaces, f.Until = id, disclosure.NewDate(2026, 11, 8) }))
	if got := d.record(t, housing, toOmbudsman(t)); flagged(got, "DC-G1") {
		t.Error("flagged after the objection ended")
	}
}

func TestARetryIsAnsweredAlikeThoughAFactHasChanged(t *testing.T) {
	d := newDesk(t)
	by := asks(housing)
	first, err := d.Record(t.Context(), by, toOmbudsman(t))
	if err != nil {
		t.Fatal(detail(err))
	}
	d.learn(t, dpo, objection())
	if again, err := d.Record(t.Context(), by, toOmbudsman(t)); err != nil || again.ID != first.ID || len(again.Flags) != 0 {
		t.Errorf("the retry got %+v, %v", again, err)
	}
}

func TestWhatIsKnownIsTheLatestOfEach(t *testing.T) {
	d := newDesk(t)
	first := d.learn(t, housing, objection())
	second := d.learn(t, dpo, objection(func(f *disclosure.Fact) { f.Replaces, f.Decided = first, "overridden" }))
	other := d.learn(t, dpo, objection())
	known, err := d.Facts(t.Context(), looking(dpo), objection().About)
	if err != nil {
		t.Fatal(detail(err))
	}
	var ids []disclosure.EntryID
	for _, k := range known.Facts {
		ids = append(ids, k.Entry)
	}
	if want := []disclosure.EntryID{second, other}; !slices.Equal(ids, want) {
		t.Errorf("known = %v, want %v", ids, want)
	}
	if got := d.checkWhole(t, disclosure.KindFact); got != 3 {
		t.Errorf("%d facts in the register, want all three", got)
	}
	for name, f := range map[string]disclosure.Fact{
		"replaced already":    objection(func(f *disclosure.Fact) { f.Replaces = first }),
		"of another kind":     objection(func(f *disclosure.Fact) { f.Replaces, f.Kind = other, disclosure.FactRestriction }),
		"from tomorrow":       objection(func(f *disclosure.Fact) { f.From = tomorrow }),
		"ended before it was": objection(func(f *disclosure.Fact) { f.Until = disclosure.NewDate(2026, 1, 1) }),
		"about a contract":    objection(func(f *disclosure.Fact) { f.About.Dimension = disclosure.FactsOfContract }),
		"a consent to nobody": objection(func(f *disclosure.Fact) { f.Kind = disclosure.FactConsent }),
	} {
		if _, err := d.LearnFact(t.Context(), asks(dpo), f); kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.learn(t, dpo, objection())
	if seen, err := d.Facts(t.Context(), looking(revenue), objection().About); err != nil || len(seen.Facts) != 0 {
		t.Errorf("a recorder saw what others know of a person: %+v, %v", seen, err)
	}
}

func TestFactsLearnedAtOnceAreAllKept(t *testing.T) {
	d := newDesk(t)
	concurrently(t, 4, func(int) (desk.Recorded, error) { return d.LearnFact(t.Context(), asks(dpo), objection()) })
	if known, err := d.Facts(t.Context(), looking(dpo), objection().About); err != nil || len(known.Facts) != 4 {
		t.Errorf("%d facts known, %v; want 4", len(known.Facts), err)
	}
}

func TestADryRunWritesNothingAndSaysWhatRecordingWould(t *testing.T) {
	d := newDesk(t)
	d.learn(t, dpo, objection())
	before := len(d.keys(t))
	explained, err := d.Explain(t.Context(), housing, toOmbudsman(t))
	if err != nil {
		t.Fatal(detail(err))
	}
	if explained.Outcome != "flag" || len(explained.Rules) != 1 || explained.Rules[0].Rule != "DC-G1" || explained.Rules[0].Clears == "" {
		t.Errorf("explained %+v", explained)
	}
	if after := len(d.keys(t)); after != before {
		t.Errorf("%d items were written", after-before)
	}
	if got := d.record(t, housing, toOmbudsman(t)); len(got.Flags) != len(explained.Rules) {
		t.Errorf("recording raised %v", got.Flags)
	}
}

func TestFactsTooLongForOneItemAreRefusedWithWhatToDo(t *testing.T) {
	d := newDesk(t)
	long := objection(func(f *disclosure.Fact) { f.Reason = strings.Repeat("a", 20_000) })
	for n := range 20 {
		_, err := d.LearnFact(t.Context(), asks(dpo), long)
		if err == nil {
			continue
		}
		if n < 10 || kindOf(t, err) != disclosure.Conflict {
			t.Fatalf("fact %d: %v", n+1, detail(err))
		}
		return
	}
	t.Error("400,000 bytes of facts were taken")
}
