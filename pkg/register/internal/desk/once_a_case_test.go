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
