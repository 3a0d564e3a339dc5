package cases_test

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// aCase is what a Data Protection Officer with a calendar would keep of a case,
// to say by hand when it may go.
type aCase struct {
	closed    disclosure.Date   // zero while it is open
	disclosed []disclosure.Date // as each entry now reads
	entries   []disclosure.EntryID
	tenancy   bool            // a copy is on a tenancy file too
	moved     disclosure.Date // out
	holds     []disclosure.EntryID
	released  disclosure.Date // the last hold
}

// mayGo returns the first day on which the case may be destroyed, or the zero
// Date: two years after its closure, or after the last disclosure in it where
// that was later; a tenancy file's copy when the tenancy is over; whichever is
// later; and not before the last hold was released.
func (c aCase) mayGo() disclosure.Date {
	if c.closed.IsZero() || c.tenancy && c.moved.IsZero() || len(c.holds) > 0 {
		return disclosure.Date{}
	}
	last := c.closed
	for _, on := range c.disclosed {
		if on.After(last) {
			last = on
		}
	}
	due := last.AddYears(2).AddDays(1)
	if c.tenancy && c.moved.AddDays(1).After(due) {
		due = c.moved.AddDays(1)
	}
	if c.released.After(due) {
		due = c.released
	}
	return due
}

// Whatever happens to a case, in whatever order and however many nights
// retention is not run: it is never fenced before the day on which it may go,
// and always in the first night from that day.
func TestNoSequenceDestroysTooSoonOrTooLate(t *testing.T) {
	fenced := 0
	for seed := range uint64(10) {
		o, random := newOffice(t), rand.New(rand.NewPCG(seed, 4))
		var c aCase
		today := func() disclosure.Date { return disclosure.DateOf(o.Now()) }
		daysAgo := func(most int) disclosure.Date { return today().AddDays(-random.IntN(most)) }
		body := func(on disclosure.Date) disclosure.Disclosure {
			d := o.disclosure(ref)
			d.DisclosedAt = on.Start()
			d.Evidence = maps.Clone(d.Evidence)
			d.Evidence["investigationRequestDate"] = on.String()
			return d
		}
		record := func() {
			on := daysAgo(300)
			got, err := o.Record(t.Context(), o.asks(housing), body(on))
			o.must(got, err)
			c.disclosed, c.entries = append(c.disclosed, on), append(c.entries, got.ID)
		}
		record()
		for step := range 100 {
			switch random.IntN(12) {
			case 0:
				record()
			case 1:
				n, on := random.IntN(len(c.entries)), daysAgo(300)
				got, err := o.Correct(t.Context(), o.asks(housing), c.entries[n], disclosure.Correction{Reason: "The day was wrong", Disclosure: body(on)})
				o.must(got, err)
				c.entries[n], c.disclosed[n] = got.ID, on
			case 3:
				if !c.closed.IsZero() {
					o.must(o.Reopen(t.Context(), o.asks(dpo), ref, disclosure.Reopening{Reason: "More came"}))
				}
				c.closed = daysAgo(900)
				o.must(o.Close(t.Context(), o.asks(housing), ref, disclosure.Closure{ClosedOn: c.closed, Confirmed: true}))
			case 4:
				if !c.closed.IsZero() && random.IntN(2) == 0 {
					o.must(o.Reopen(t.Context(), o.asks(dpo), ref, disclosure.Reopening{Reason: "More came"}))
					c.closed = disclosure.Date{}
				}
			case 5:
				if random.IntN(3) == 0 {
					c.holds = append(c.holds, o.hold(ref))
				}
			case 6:
				if n := len(c.holds); n > 0 {
					o.must(o.ReleaseHold(t.Context(), o.asks(dpo), ref, c.holds[n-1], disclosure.HoldReleased{Reason: "Over"}))
					c.holds, c.released = c.holds[:n-1], today()
				}
			case 7:
				dates := disclosure.CaseDates{Classes: []string{"dc-complaints-db"}, Reason: "Put right"}
				if c.tenancy, c.moved = random.IntN(2) == 0, (disclosure.Date{}); c.tenancy {
					dates.Classes = append(dates.Classes, "dc-tenancy-file")
					if random.IntN(3) > 0 {
						c.moved = daysAgo(400)
					}
				}
				dates.TenancyEnded = c.moved
				o.must(o.DateCase(t.Context(), o.asks(dpo), ref, dates))
			default:
				o.turnToDay(today().AddDays(1 + random.IntN(500)))
			}
			due := c.mayGo()
			if view, err := o.Case(t.Context(), looking(dpo), ref, ""); err != nil || len(c.holds) == 0 && view.Retention.DueOn != due {
				t.Fatalf("seed %d, step %d: with %+v: due on %s (%v), want %s", seed, step, c, view.Retention.DueOn, err, due)
			}
			if random.IntN(3) > 0 {
				continue
			}
			want := !due.IsZero() && !today().Before(due)
			if got := o.run(); (got.Begun == 1) != want {
				t.Fatalf("seed %d, step %d, on %s: with %+v: got %+v, want it fenced: %v", seed, step, today(), c, got, want)
			}
			if want {
				fenced++
				o.must(o.StopDisposal(t.Context(), o.asks(dpo), ref, disclosure.DisposalStopped{By: "Ombudsman", Reason: "An inquiry", ReviewOn: today().AddDays(9)}))
				o.turn(time.Hour)
				o.run()
				view, err := o.Case(t.Context(), looking(dpo), ref, "")
				o.must(view, err)
				c.holds = append(c.holds, view.Holds[len(view.Holds)-1].ID)
			}
		}
	}
	if fenced < 5 {
		t.Errorf("the case was fenced %d times, so the test shows little", fenced)
	}
}
