package desk_test

import (
	"errors"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

var (
	today    = disclosure.DateOf(time.Now())
	tomorrow = today.AddDays(1)
)

func due(t *testing.T, d *office, ref disclosure.CaseRef, class string) policy.Due {
	t.Helper()
	view, err := d.Case(t.Context(), looking(dpo), ref, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	for _, due := range view.Schedule {
		if due.Class == class {
			return due
		}
	}
	t.Fatalf("the schedule has no %s", class)
	return policy.Due{}
}

func TestTwoYearsFromClosure(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	d.record(t, housing, toOmbudsman(t))
	if got := due(t, d, ref, "dc-complaints-db"); got.Clock != policy.NotStarted || !got.DueOn.IsZero() {
		t.Errorf("open: %+v, want a clock that has not started", got)
	}
	if _, err := d.Close(t.Context(), asks(housing), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 18)}); err != nil {
		t.Fatal(detail(err))
	}
	// Two years from 18 November 2026 end with 18 November 2028; the first day
	// the record may go is the day after.
	if got, want := due(t, d, ref, "dc-complaints-db"), disclosure.NewDate(2028, 11, 19); got.DueOn != want || got.Reason == "" {
		t.Errorf("closed: %+v, want due on %s with a reason", got, want)
	}
	if _, err := d.Reopen(t.Context(), asks(dpo), ref, disclosure.Reopening{Reason: "The person wrote again."}); err != nil {
		t.Fatal(detail(err))
	}
	if got := due(t, d, ref, "dc-complaints-db"); got.Clock != policy.NotStarted {
		t.Errorf("reopened: %+v, want a clock that has not started", got)
	}
}

func TestAHoldStopsTheClockUntilTheLastIsReleased(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	d.record(t, housing, toOmbudsman(t))
	if _, err := d.Close(t.Context(), asks(dpo), ref, disclosure.Closure{ClosedOn: today}); err != nil {
		t.Fatal(detail(err))
	}
	var holds []disclosure.EntryID
	for _, by := range []string{"County Court", "Coroner"} {
		placed, err := d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: by, Reason: "Proceedings are pending.", ReviewOn: tomorrow})
		if err != nil {
			t.Fatal(detail(err))
		}
		holds = append(holds, placed.ID)
	}
	for i, want := range []policy.Clock{policy.HeldBack, policy.Running} {
		if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, holds[i], disclosure.HoldReleased{Reason: "Ended."}); err != nil {
			t.Fatal(detail(err))
		}
		if got := due(t, d, ref, "dc-complaints-db"); got.Clock != want {
			t.Errorf("after %d releases: %s, want %s", i+1, got.Clock, want)
		}
	}
	if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, holds[0], disclosure.HoldReleased{Reason: "Again."}); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("releasing twice: %v", err)
	}
	if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, "01990000-0000-7000-8000-000000000000", disclosure.HoldReleased{Reason: "?"}); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("releasing no hold: %v", err)
	}
}

// A case may have any number of holds in its life, and fifty at once. That one was
// released evens its days out, however many were after it.
func TestACaseMayBeHeldAgainHoweverOftenItWas(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	d.record(t, housing, toOmbudsman(t))
	place := func() (disclosure.EntryID, error) {
		placed, err := d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "Pending.", ReviewOn: tomorrow})
		return placed.ID, err
	}
	for n := range 60 {
		hold, err := place()
		if err != nil {
			t.Fatalf("hold %d: %s", n, detail(err))
		}
		if _, err := d.ReleaseHold(t.Context(), asks(dpo), ref, hold, disclosure.HoldReleased{Reason: "Ended."}); err != nil {
			t.Fatalf("release of hold %d: %s", n, detail(err))
		}
	}
	for n := range 50 {
		if _, err := place(); err != nil {
			t.Fatalf("hold %d at once: %s", n, detail(err))
		}
	}
	if _, err := place(); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("the fifty-first at once: got %v, want a refusal", err)
	}
	found, err := d.Case(t.Context(), looking(dpo), ref, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	standing, released := 0, 0
	for _, h := range found.Holds {
		if h.ReleasedOn.IsZero() {
			standing++
		} else {
			released++
		}
	}
	if standing != 50 || released != 1 {
		t.Errorf("%d stand and %d were released, want 50 and the latest", standing, released)
	}
}

// What another department disclosed in a case is none of a recorder's business,
// not even through the day on which it may close it.
func TestAClosingDayTellsARecorderNothingOfOthers(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	d.record(t, housing, toOmbudsman(t, on(5)))
	d.record(t, revenue, toOmbudsman(t, on(9)))
	closing := disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 7)}
	if _, err := d.Close(t.Context(), asks(dpo), ref, closing); kindOf(t, err) != disclosure.Refused {
		t.Errorf("the DPO, who may know of the later disclosure: got %v, want it refused until confirmed", err)
	}
	if _, err := d.Close(t.Context(), asks(housing), ref, closing); err != nil {
		t.Errorf("the department whose own were all before: got %v, want it closed", detail(err))
	}
	if got, want := due(t, d, ref, "dc-complaints-db").TriggerOn, disclosure.NewDate(2026, 11, 9); got != want {
		t.Errorf("the clock runs from %s, want %s, when the other department last disclosed", got, want)
	}
}

// Whatever closing day is given, nothing goes before its period has run from its
// own day, unless the DPO has said that the day is right.
func TestAClockRunsFromTheLastDisclosureInAClosedCase(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	runsFrom := func(what string, want disclosure.Date) {
		t.Helper()
		if got := due(t, d, ref, "dc-complaints-db"); got.TriggerOn != want {
			t.Errorf("%s: the clock runs from %s, want %s: %s", what, got.TriggerOn, want, got.Reason)
		}
	}
	second, fifth, ninth := disclosure.NewDate(2026, 11, 2), disclosure.NewDate(2026, 11, 5), disclosure.NewDate(2026, 11, 9)
	closing := disclosure.Closure{ClosedOn: second, Confirmed: true}
	did := func(_ desk.Recorded, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(detail(err))
		}
	}
	d.record(t, housing, toOmbudsman(t, on(5)))
	did(d.Close(t.Context(), asks(housing), ref, closing))
	runsFrom("closed by a recorder before its disclosure", fifth)
	late := d.record(t, housing, toOmbudsman(t, on(9)))
	runsFrom("a disclosure after the closing", ninth)
	d.record(t, housing, toOmbudsman(t, on(3)))
	runsFrom("an older disclosure, recorded late", ninth)
	did(d.Reopen(t.Context(), asks(dpo), ref, disclosure.Reopening{Reason: "Closed in error"}))
	did(d.Close(t.Context(), asks(dpo), ref, closing))
	runsFrom("closed by the DPO, who confirms the day", second)
	moved := toOmbudsman(t, on(10))
	did(d.Correct(t.Context(), asks(housing), late.ID, disclosure.Correction{Reason: "The day was wrong", Disclosure: moved}))
	runsFrom("a correction to a later day", disclosure.NewDate(2026, 11, 10))
}

// A day of disclosure that was wrong must not keep a case once it is corrected.
func TestACorrectedDayOfDisclosureShortensTheClock(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	did := func(_ desk.Recorded, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(detail(err))
		}
	}
	correct := func(id disclosure.EntryID, day int) {
		t.Helper()
		did(d.Correct(t.Context(), asks(housing), id, disclosure.Correction{Reason: "The day was wrong", Disclosure: toOmbudsman(t, on(day))}))
	}
	runsFrom := func(what string, want disclosure.Date) {
		t.Helper()
		if got := due(t, d, ref, "dc-complaints-db"); got.TriggerOn != want {
			t.Errorf("%s: the clock runs from %s, want %s: %s", what, got.TriggerOn, want, got.Reason)
		}
	}
	fourth := disclosure.NewDate(2026, 11, 4)
	before := d.record(t, housing, toOmbudsman(t, on(9)))
	correct(before.ID, 3)
	did(d.Close(t.Context(), asks(housing), ref, disclosure.Closure{ClosedOn: fourth}))
	runsFrom("corrected before the closing", fourth)

	after := d.record(t, housing, toOmbudsman(t, on(8)))
	correct(after.ID, 2)
	runsFrom("corrected to a day before the closing", fourth)

	var late []disclosure.EntryID
	for _, day := range []int{7, 9, 9} {
		late = append(late, d.record(t, housing, toOmbudsman(t, on(day))).ID)
	}
	correct(late[1], 5)
	runsFrom("one of two on the last day corrected", disclosure.NewDate(2026, 11, 9))
	correct(late[2], 5)
	runsFrom("both corrected", disclosure.NewDate(2026, 11, 7))
	correct(late[0], 6)
	runsFrom("the last of them corrected", disclosure.NewDate(2026, 11, 6))
}

func TestWhatACaseRefuses(t *testing.T) {
	d := newDesk(t)
	ref := toOmbudsman(t).Case
	d.record(t, housing, toOmbudsman(t))
	closing := func(by disclosure.Caller, ref disclosure.CaseRef, on disclosure.Date) error {
		_, err := d.Close(t.Context(), asks(by), ref, disclosure.Closure{ClosedOn: on})
		return err
	}
	for name, tt := range map[string]struct {
		err  error
		want disclosure.ErrorKind
	}{
		"a recorder closing years ago":        {closing(housing, ref, today.AddYears(-10)), disclosure.Refused},
		"closing in the future":               {closing(housing, ref, tomorrow), disclosure.Refused},
		"closing a case nobody knows":         {closing(dpo, "DBC-C-none", today), disclosure.NotFound},
		"closing another department's case":   {closing(revenue, ref, today), disclosure.NotFound},
		"an auditor closing":                  {closing(auditor, ref, today), disclosure.Forbidden},
		"reopening a case that is not closed": {second(d.Reopen(t.Context(), asks(dpo), ref, disclosure.Reopening{Reason: "?"})), disclosure.Conflict},
		"a recorder placing a hold":           {second(d.PlaceHold(t.Context(), asks(housing), ref, disclosure.HoldPlaced{ReviewOn: tomorrow})), disclosure.Forbidden},
		"a hold reviewed yesterday":           {second(d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{ReviewOn: today.AddDays(-1)})), disclosure.Refused},
		"a recorder seeing clocks and holds":  {second(d.Case(t.Context(), looking(housing), ref, "")), disclosure.Forbidden},
	} {
		if got := kindOf(t, tt.err); got != tt.want {
			t.Errorf("%s: kind %v, want %v", name, got, tt.want)
		}
	}
	if err := closing(housing, ref, today); err != nil {
		t.Fatalf("closing: %v", detail(err))
	}
	if got := kindOf(t, closing(housing, ref, today)); got != disclosure.Conflict {
		t.Errorf("closing twice: kind %v", got)
	}
}

func second[T any](_ T, err error) error { return err }

func TestAClosedCaseStillTakesDisclosures(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t)
	d.record(t, housing, body)
	if _, err := d.Close(t.Context(), asks(housing), body.Case, disclosure.Closure{ClosedOn: today}); err != nil {
		t.Fatal(detail(err))
	}
	d.record(t, housing, body)
	d.record(t, revenue, body) // a department new to the case
	if got := due(t, d, body.Case, "dc-complaints-db"); got.TriggerOn != today {
		t.Errorf("the clock runs from %s, want the closure", got.TriggerOn)
	}
}

func TestADepartmentWorksOnACaseOnceItHasRecordedInIt(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t)
	d.record(t, housing, body)
	d.record(t, revenue, body)
	if _, err := d.Close(t.Context(), asks(revenue), body.Case, disclosure.Closure{ClosedOn: today}); err != nil {
		t.Errorf("closing: %v", detail(err))
	}
}

// A hold is released again: that it is released already is said also once the case's file
// has forgotten it, and of nothing else.
func TestAHoldThatWasReleasedLongAgoIsReleasedAlready(t *testing.T) {
	d := newDesk(t)
	must := func(r desk.Recorded, err error) disclosure.EntryID {
		t.Helper()
		if err != nil {
			t.Fatal(detail(err))
		}
		return r.ID
	}
	entry := must(d.Record(t.Context(), asks(housing), toOmbudsman(t)))
	other := toOmbudsman(t)
	other.Case = "DBC-C-2026-0002"
	must(d.Record(t.Context(), asks(housing), other))
	ref, released := toOmbudsman(t).Case, disclosure.HoldReleased{Reason: "It is over."}
	hold := func(ref disclosure.CaseRef) disclosure.EntryID {
		return must(d.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "Pending.", ReviewOn: disclosure.DateOf(d.now).AddDays(9)}))
	}
	var holds []disclosure.EntryID
	for range 53 {
		id := hold(ref)
		must(d.ReleaseHold(t.Context(), asks(dpo), ref, id, released))
		holds = append(holds, id)
	}
	elsewhere := hold(other.Case)
	for name, tt := range map[string]struct {
		hold disclosure.EntryID
		want disclosure.ErrorKind
	}{
		"the first":                 {holds[0], disclosure.Conflict},
		"the last":                  {holds[52], disclosure.Conflict},
		"another case's":            {elsewhere, disclosure.NotFound},
		"an entry that is no hold":  {entry, disclosure.NotFound},
		"an id that nobody has had": {"01936b2e-8d4f-7c3a-9e51-2f0b6a7c4d18", disclosure.NotFound},
	} {
		_, err := d.ReleaseHold(t.Context(), asks(dpo), ref, tt.hold, released)
		var got *disclosure.Error
		if !errors.As(err, &got) || got.Kind != tt.want {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}
