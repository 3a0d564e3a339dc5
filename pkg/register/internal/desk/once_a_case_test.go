package desk_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// outside are the places of what is said to be outside the notice.
func outside(flags []disclosure.Flag) (places []string) {
	for _, f := range flags {
		if f.Rule == "XX-10" {
			places = append(places, strings.TrimPrefix(f.Pointer, "/disclosure"))
		}
	}
	return places
}

// What the notice does not name is flagged once for a case and a recipient; one clearing
// closes it for all.
func TestWhatIsOutsideTheNoticeIsFlaggedOnceACaseAndRecipient(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	police := func(changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
		return toOmbudsman(t, append([]func(*disclosure.Disclosure){toPolice, happened, func(d *disclosure.Disclosure) { d.Purpose = "Burglaries in Example Road" }}, changes...)...)
	}
	both := []string{"/recipient", "/purpose"}
	flagged := func(by disclosure.Caller, body disclosure.Disclosure, want ...string) desk.Recorded {
		t.Helper()
		tried, err := d.Explain(t.Context(), by, body)
		if err != nil {
			t.Fatal(detail(err))
		}
		dry := 0
		for _, rule := range tried.Rules {
			if rule.Rule == "XX-10" {
				dry++
			}
		}
		got := d.record(t, by, body)
		if !slices.Equal(outside(got.Flags), want) || dry != len(want) {
			t.Errorf("outside the notice: %v, and %d when tried; want %v", outside(got.Flags), dry, want)
		}
		return got
	}
	waiting := func(want int) {
		t.Helper()
		n := 0
		for _, f := range d.queue(t) {
			if f.Rule == "XX-10" {
				n++
			}
		}
		if n != want {
			t.Errorf("%d flags wait, want %d", n, want)
		}
	}
	first := flagged(housing, police(), both...)
	flagged(housing, police(on(4)))
	flagged(housing, police(on(5), func(d *disclosure.Disclosure) { d.Recipient.Organisation = "SAMPLE  constabulary" }))
	flagged(housing, police(on(6), func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Sample Constabulary." }))
	waiting(2)
	flagged(housing, police(func(d *disclosure.Disclosure) { d.Purpose = "A lost dog" }), "/purpose")
	flagged(housing, police(func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Example Constabulary" }), both...)
	flagged(housing, police(inCase("DBC-C-other")), both...)
	waiting(7)
	// Another department learns nothing of who else has shared.
	flagged(revenue, police(), both...)
	flagged(revenue, police(on(6)))
	waiting(9)

	// A correction of the first does not take it off: it stands for the others.
	correction := d.corrects(t, housing, first.ID, toOmbudsman(t))
	waiting(9)
	flagged(housing, police(on(7)))
	for n, f := range first.Flags {
		if f.Rule == "XX-10" {
			if _, err := d.ClearFlag(t.Context(), asks(dpo), first.ID, n, "The force is named in the next version of the notice."); err != nil {
				t.Fatal(detail(err))
			}
		}
	}
	waiting(7)
	flagged(housing, police(on(8)))
	d.corrects(t, housing, correction, police(on(3)))
	waiting(7)
	d.checkWhole(t, disclosure.KindDisclosure)
}

// What a case remembers has a bound for each department, so that none meets it because of
// what others shared in the case.
func TestOneDepartmentsFlagsFillNoOthers(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	police := func(purpose string, day int) disclosure.Disclosure {
		return toOmbudsman(t, toPolice, happened, on(day), func(d *disclosure.Disclosure) { d.Purpose = purpose })
	}
	for n := range 70 {
		d.record(t, housing, police("Inquiry "+strconv.Itoa(n), 1))
	}
	d.record(t, revenue, police("Burglaries in Example Road", 2))
	if again := d.record(t, revenue, police("Burglaries in Example Road", 3)); len(outside(again.Flags)) != 0 {
		t.Errorf("flagged again: %v", outside(again.Flags))
	}
	if more := d.record(t, housing, police("Inquiry 69", 4)); !slices.Equal(outside(more.Flags), []string{"/purpose"}) {
		t.Errorf("beyond the bound: %v, want the purpose each time", outside(more.Flags))
	}
}

// The one flag stands for all that follows it in the case, so that no correction takes it
// off the queue: neither one that raises the same flags of another recipient, nor one that
// raises them of nothing new.
func TestACorrectionTakesTheOneFlagOffForNoRecipient(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	police := func(changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
		return toOmbudsman(t, append([]func(*disclosure.Disclosure){toPolice, happened, func(d *disclosure.Disclosure) { d.Purpose = "Burglaries in Example Road" }}, changes...)...)
	}
	elsewhere := func(d *disclosure.Disclosure) {
		d.Recipient.Organisation, d.Purpose = "Example Constabulary", "A lost dog"
	}
	waiting := func(entry disclosure.EntryID) (places []string) {
		t.Helper()
		var flags []disclosure.Flag
		for _, f := range d.queue(t) {
			if f.Entry == entry {
				flags = append(flags, f.Flag)
			}
		}
		return outside(flags)
	}
	both := []string{"/recipient", "/purpose"}
	first := d.record(t, housing, police()).ID
	for day := range 2 {
		d.record(t, housing, police(on(4+day)))
	}
	corrected := d.corrects(t, housing, first, police(elsewhere))
	if a, b := waiting(first), waiting(corrected); !slices.Equal(a, both) || !slices.Equal(b, both) {
		t.Errorf("of the first recipient waits %v, and of the second %v; want both of each", a, b)
	}
	again := d.corrects(t, housing, corrected, police(elsewhere, on(6)))
	if a, b, c := waiting(first), waiting(corrected), waiting(again); !slices.Equal(a, both) || !slices.Equal(b, both) || c != nil {
		t.Errorf("corrected again: %v, %v and %v wait, want those that did", a, b, c)
	}
}

// What is kept from departments about one person, and went to one recipient, is not said
// by a correction about another.
func TestACorrectionCarriesNoKeptFlagOfOtherPeople(t *testing.T) {
	for name, tt := range map[string]struct {
		to   func(*disclosure.Disclosure)
		want int
	}{
		"the same person, spelt otherwise": {about("dbc-p-MARKED-1"), 1},
		"another marked person":            {about("DBC-P-marked-2"), 2},
		"both":                             {about("DBC-P-marked-1", "DBC-P-marked-2"), 2},
		"another recipient":                {func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Another Repairs Ltd" }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			for _, who := range []string{"DBC-P-marked-1", "DBC-P-marked-2"} {
				d.learn(t, dpo, untoldMarkerOf(who))
			}
			body := func(changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
				return example(t, "dartford-contact-marker", append([]func(*disclosure.Disclosure){about("DBC-P-marked-1")}, changes...)...)
			}
			first := d.record(t, housing, body()).ID
			kept := func() (entries []disclosure.EntryID) {
				t.Helper()
				for _, f := range d.queue(t) {
					if f.Kept {
						entries = append(entries, f.Entry)
					}
				}
				slices.Sort(entries)
				return slices.Compact(entries)
			}
			if len(kept()) != 1 {
				t.Fatalf("kept flags wait on %v, want the first", kept())
			}
			d.corrects(t, housing, first, body(tt.to))
			if got := kept(); len(got) != tt.want || tt.want == 2 && got[0] != first {
				t.Errorf("kept flags wait on %v, want %d entries", got, tt.want)
			}
		})
	}
}

// A department whose name an identity provider spells in two ways is one: what it has met
// in a case it has met, and its own word counts for its own rules.
func TestADepartmentIsOneUnderEverySpelling(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	spelt := func(as string) disclosure.Caller {
		by := housing
		by.Department = as
		return by
	}
	police := toOmbudsman(t, toPolice, happened)
	if first := d.record(t, spelt("Housing Needs"), police); len(outside(first.Flags)) == 0 {
		t.Fatal("nothing is outside the notice")
	}
	for _, as := range []string{"HOUSING NEEDS", "housing\u00a0needs", "Housing \u200bneeds"} {
		if again := d.record(t, spelt(as), police); len(outside(again.Flags)) != 0 {
			t.Errorf("%q is flagged again: %v", as, outside(again.Flags))
		}
	}

	first := d.learn(t, spelt("Housing Needs"), objection())
	d.learn(t, spelt("Housing Needs"), objection(func(f *disclosure.Fact) { f.Replaces = first; overridden(f) }))
	for as, want := range map[string]bool{"Housing Needs": false, "HOUSING NEEDS": false, "revenues": true} {
		if got := d.record(t, spelt(as), toOmbudsman(t)); flagged(got, "DC-G1") != want {
			t.Errorf("%q has the flags %v", as, got.Flags)
		}
	}
}
