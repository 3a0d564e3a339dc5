package desk_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// departmentOf is a recorder of the department.
func departmentOf(name string) disclosure.Caller {
	return disclosure.Caller{Register: dartford, Subject: "sub-" + name, Name: "R. of " + name, Roles: []disclosure.Role{disclosure.Recorder}, Department: name}
}

// A dry run, and a recording that changes the case, work out as much whatever holds stand
// on the case and whatever other departments shared in it outside the notice. What is
// worked out is counted by what it allocates.
func TestAHoldAndOtherDepartmentsFlagsMakeNothingMoreToWorkOut(t *testing.T) {
	const ref = "case-1"
	police := func(n int) disclosure.Disclosure {
		return toOmbudsman(t, toPolice, happened, inCase(ref), func(d *disclosure.Disclosure) { d.Purpose = fmt.Sprint("Inquiry ", n) })
	}
	others := []string{"planning", "parks", "licensing", "revenues", "archives"}
	worlds := map[string]func(*office){
		"nothing": func(*office) {},
		"fifty holds": func(d *office) {
			for range 50 {
				if _, err := d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "A court", Reason: strings.Repeat("A claim. ", 210), ReviewOn: disclosure.DateOf(d.now).AddDays(90)}); err != nil {
					t.Fatal(detail(err))
				}
			}
		},
		"flags of other departments": func(d *office) {
			for _, of := range others {
				for n := range 58 {
					d.record(t, departmentOf(of), police(n))
				}
			}
		},
	}
	measured := func(also func(*office)) (dry, recording int) {
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, police(0))
		for _, of := range others {
			d.record(t, departmentOf(of), police(0))
		}
		also(d)
		var tries, recordings []int
		for n := range 9 {
			tries = append(tries, allocatedBy(func() {
				if _, err := d.Explain(t.Context(), housing, police(100)); err != nil {
					t.Fatal(detail(err))
				}
			}))
			recordings = append(recordings, allocatedBy(func() { d.record(t, housing, police(1+n)) }))
		}
		slices.Sort(tries)
		slices.Sort(recordings)
		return tries[4], recordings[4]
	}
	dry, recording := measured(worlds["nothing"])
	for name, also := range worlds {
		gotDry, gotRecording := measured(also)
		for what, of := range map[string][2]int{"a dry run": {gotDry, dry}, "a recording": {gotRecording, recording}} {
			if off := 100 * (of[0] - of[1]) / of[1]; off < -3 || off > 3 {
				t.Errorf("%s with %s allocates %d times, and else %d", what, name, of[0], of[1])
			}
		}
	}
}

// allocatedBy counts what the call allocates.
func allocatedBy(call func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return int(after.Mallocs - before.Mallocs)
}

// What recorders do with a case leaves its holds as they were placed, word for word,
// though they are not read for it.
func TestHoldsAreKeptThroughWhatRecordersDo(t *testing.T) {
	const ref = "case-1"
	d := newDeskWith(t, desk.Options{})
	police := func(changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
		return toOmbudsman(t, append([]func(*disclosure.Disclosure){toPolice, happened, inCase(ref)}, changes...)...)
	}
	d.record(t, housing, police())
	place := func(reason string) disclosure.EntryID {
		t.Helper()
		placed, err := d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: `The "County" Court`, Reason: reason, ReviewOn: disclosure.DateOf(d.now).AddDays(90)})
		if err != nil {
			t.Fatal(detail(err))
		}
		return placed.ID
	}
	holds := func() []disclosure.Hold {
		t.Helper()
		view, err := d.Case(t.Context(), looking(dpo), ref, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		return view.Holds
	}
	first := place(`The claim of "holds":[] and },"doc":"x`)
	place("A second claim.")
	if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, first, disclosure.HoldReleased{Reason: "It was withdrawn."}); err != nil {
		t.Fatal(detail(err))
	}
	want := holds()
	act := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, detail(err))
		}
		if got := holds(); len(got) != 2 || !slices.Equal(got, want) {
			t.Errorf("after %s the holds are %+v, want %+v", what, got, want)
		}
	}
	d.record(t, housing, police(func(d *disclosure.Disclosure) { d.Purpose = "A lost dog" }))
	act("a recording outside the notice", nil)
	d.record(t, revenue, police())
	act("a recording of another department", nil)
	_, err := d.Close(t.Context(), asks(housing), ref, disclosure.Closure{ClosedOn: disclosure.DateOf(d.now)})
	act("a closure", err)
	d.record(t, housing, police(on(7)))
	act("a recording after it", nil)
	_, err = d.Reopen(t.Context(), asks(dpo), ref, disclosure.Reopening{Reason: "The dog was found."})
	act("a reopening", err)
	report, err := d.Holds(t.Context(), looking(dpo), "")
	if err != nil || len(report.Holds) != 1 || report.Holds[0].ID != want[1].ID {
		t.Errorf("held: %+v, %v, want the second", report.Holds, err)
	}
	if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, want[1].ID, disclosure.HoldReleased{Reason: "Settled."}); err != nil {
		t.Error(detail(err))
	}
	if got := holds(); got[1].ReleasedOn.IsZero() || got[1].Reason != want[1].Reason {
		t.Errorf("released, the second is %+v", got[1])
	}
}

// A case that was stored before holds and flags were kept apart, or that a version of
// before has changed since, is read as it was, and is kept so from its next change on.
func TestACaseOfBeforeIsReadAsItWas(t *testing.T) {
	const ref = "case-1"
	d := newDeskWith(t, desk.Options{})
	police := func(changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
		return toOmbudsman(t, append([]func(*disclosure.Disclosure){toPolice, happened, inCase(ref)}, changes...)...)
	}
	d.record(t, housing, police())
	d.record(t, revenue, police())
	if _, err := d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.DateOf(d.now).AddDays(90)}); err != nil {
		t.Fatal(detail(err))
	}
	key := store.CaseKey(dartford.String(), disclosure.CaseRef(ref).Key())
	item, err := d.table.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(item.Attrs["doc"].([]byte), &doc); err != nil {
		t.Fatal(err)
	}
	if held, _ := doc["holds"].([]any); len(held) != 1 {
		t.Fatalf("a version of before reads the holds as %v", doc["holds"])
	}
	var remembered []string
	for name, value := range item.Attrs {
		if own, is := strings.CutPrefix(name, "outside-"); is {
			for said := value.(string); said != ""; said = said[16:] {
				remembered = append(remembered, own+"."+said[:16])
			}
		}
	}
	doc["outside"] = remembered
	before := store.Attrs{"state": item.Attrs["state"], "version": item.Attrs["version"]}
	if before["doc"], err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	if err := d.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: store.Item{Key: key, Attrs: before}}}); err != nil {
		t.Fatal(err)
	}
	for _, by := range []disclosure.Caller{housing, revenue} {
		tried, err := d.Explain(t.Context(), by, police(on(4)))
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, rule := range tried.Rules {
			if rule.Rule == "XX-10" {
				t.Errorf("what %s shared outside the notice is forgotten", by.Department)
			}
		}
		for range 2 { // the first of them changes the case, the second reads it anew
			if got := d.record(t, by, police(func(d *disclosure.Disclosure) { d.Purpose = "A lost dog" })); slices.Contains(outside(got.Flags), "/recipient") {
				t.Errorf("flagged again: %v", got.Flags)
			}
		}
	}
	if item, err = d.table.Get(t.Context(), key); err != nil || item.Attrs["holds"] == nil || strings.Contains(string(item.Attrs["doc"].([]byte)), `"outside"`) {
		t.Errorf("changed, it is stored with %v, %v", len(item.Attrs), err)
	}
	if view, err := d.Case(t.Context(), looking(dpo), ref, ""); err != nil || len(view.Holds) != 1 || view.Holds[0].Reason != "A claim." {
		t.Errorf("its holds are %+v, %v", view.Holds, err)
	}
}
