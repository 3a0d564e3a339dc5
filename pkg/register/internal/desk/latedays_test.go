package desk_test

import (
	"math/rand/v2"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store/storetest"
)

// Whatever is recorded, corrected, closed and opened again, a closed case says
// from which day its clock runs as though all that is in it were counted afresh.
func TestTheLastDisclosureIsAlwaysTheLast(t *testing.T) {
	type said struct {
		id        disclosure.EntryID
		day       int
		confirmed bool // the DPO closed the case knowing of it
	}
	for seed := range uint64(6) {
		d, random := newDesk(t), rand.New(rand.NewPCG(seed, 1))
		ref := toOmbudsman(t).Case
		anyDay := func() int { return 1 + random.IntN(12) }
		var all []said
		closed := 0
		add := func() {
			day := anyDay()
			all = append(all, said{id: d.record(t, housing, toOmbudsman(t, on(day))).ID, day: day})
		}
		add()
		for range 60 {
			switch random.IntN(8) {
			case 0:
				if closed > 0 {
					_, err := d.Reopen(t.Context(), asks(dpo), ref, disclosure.Reopening{Reason: "More came."})
					if err != nil {
						t.Fatal(detail(err))
					}
					closed = 0
				}
				by, day := []disclosure.Caller{housing, dpo}[random.IntN(2)], anyDay()
				_, err := d.Close(t.Context(), asks(by), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, day), Confirmed: true})
				if err != nil {
					t.Fatal(detail(err))
				}
				closed = day
				for i := range all {
					all[i].confirmed = by.Has(disclosure.DPO)
				}
			case 1, 2, 3:
				n, day := random.IntN(len(all)), anyDay()
				got, err := d.Correct(t.Context(), asks(housing), all[n].id, disclosure.Correction{Reason: "The day was wrong", Disclosure: toOmbudsman(t, on(day))})
				if err != nil {
					t.Fatal(detail(err))
				}
				all[n] = said{id: got.ID, day: day}
			default:
				add()
			}
			var want disclosure.Date
			for _, s := range all {
				if on := disclosure.NewDate(2026, 11, s.day); closed > 0 && s.day > closed && !s.confirmed && on.After(want) {
					want = on
				}
			}
			view, err := d.Case(t.Context(), looking(dpo), ref, "")
			if err != nil {
				t.Fatal(detail(err))
			}
			if got := view.Triggers.LastDisclosed; got != want {
				t.Fatalf("seed %d: closed on the %d with %+v: got %s, want %s", seed, closed, all, got, want)
			}
		}
	}
}

// Putting a day right costs no more than any other correction, in an open case
// or in a closed one.
func TestADayPutRightCostsNoRoundTripMore(t *testing.T) {
	for name, closed := range map[string]bool{"open": false, "closed before it": true} {
		d := newDesk(t)
		body := toOmbudsman(t, on(9))
		first := d.record(t, housing, body)
		if closed {
			_, err := d.Close(t.Context(), asks(housing), body.Case, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 4), Confirmed: true})
			if err != nil {
				t.Fatal(detail(err))
			}
		}
		d.table.Reset()
		_, err := d.Correct(t.Context(), asks(housing), first.ID, disclosure.Correction{Reason: "The day was wrong", Disclosure: toOmbudsman(t, on(5))})
		if err != nil {
			t.Fatal(detail(err))
		}
		if got, want := d.table.Calls(), (storetest.Calls{BatchGet: 1, Get: 1, Transact: 1}); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}
