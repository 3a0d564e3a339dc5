package desk_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// A department's first recording in a case, and its dry run, ask the same of the table
// whatever was done with the case by others: held, dated, closed, decided on. Nor does
// its next recording.
func TestWhatOthersDidWithACaseMakesARecordingNoLonger(t *testing.T) {
	worlds := map[string]func(*testing.T, *office){
		"another department's": func(*testing.T, *office) {},
		"held": func(t *testing.T, d *office) {
			if _, err := d.PlaceHold(t.Context(), asks(dpo), "case-1", disclosure.HoldPlaced{By: "A court", Reason: "A claim", ReviewOn: disclosure.DateOf(d.now).AddDays(90)}); err != nil {
				t.Fatal(detail(err))
			}
		},
		"held twice": func(t *testing.T, d *office) {
			for range 2 {
				if _, err := d.PlaceHold(t.Context(), asks(dpo), "case-1", disclosure.HoldPlaced{By: "A court", Reason: "A claim", ReviewOn: disclosure.DateOf(d.now).AddDays(90)}); err != nil {
					t.Fatal(detail(err))
				}
			}
		},
		"dated": func(t *testing.T, d *office) {
			if _, err := d.DateCase(t.Context(), asks(dpo), "case-1", disclosure.CaseDates{Born: disclosure.NewDate(2012, 6, 5), Classes: []string{"dc-complaints-db"}, Reason: "A child"}); err != nil {
				t.Fatal(detail(err))
			}
		},
		"closed": func(t *testing.T, d *office) {
			if _, err := d.Close(t.Context(), asks(dpo), "case-1", disclosure.Closure{ClosedOn: disclosure.DateOf(d.now), Confirmed: true}); err != nil {
				t.Fatal(detail(err))
			}
		},
	}
	measured := func(t *testing.T, also func(*testing.T, *office)) []work {
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, toOmbudsman(t, on(2), inCase("case-1"), about("DBC-P-1")))
		also(t, d)
		revenues := revenuesIn("Revenues")
		body := toOmbudsman(t, on(3), inCase("case-1"), about("DBC-P-2"))
		var of []work
		of = append(of, d.workOf(t, func() {
			if _, err := d.Explain(t.Context(), revenues, body); err != nil {
				t.Fatal(detail(err))
			}
		}))
		for range 2 {
			of = append(of, d.workOf(t, func() { d.record(t, revenues, body) }))
		}
		closing := d.workOf(t, func() {
			// Of one that is closed already it may know.
			_, err := d.Close(t.Context(), asks(revenues), "case-1", disclosure.Closure{ClosedOn: disclosure.DateOf(d.now)})
			if err != nil && kindOf(t, err) != disclosure.Conflict {
				t.Fatal(detail(err))
			}
		})
		if closing.writes > 0 {
			of = append(of, closing)
		}
		return of
	}
	plain := measured(t, worlds["another department's"])
	for name, also := range worlds {
		for n, got := range measured(t, also) {
			if got.writes != plain[n].writes || !slices.Equal(got.reads, plain[n].reads) {
				t.Errorf("%s: call %d has %d writes and reads %v, and else %d and %v", name, n, got.writes, got.reads, plain[n].writes, plain[n].reads)
			}
		}
	}
}
