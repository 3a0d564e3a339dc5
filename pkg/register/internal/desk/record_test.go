package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func TestRecordingIsOneReadAndOneTransaction(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{"the first entry of a case", "another entry of it"} {
		d.table.Reset()
		got := d.record(t, housing, toOmbudsman(t))
		if len(got.Flags) != 0 {
			t.Errorf("%s: flags %v, want none", name, got.Flags)
		}
		if calls, want := d.table.Calls(), (storetest.Calls{BatchGet: 1, Transact: 1}); calls != want {
			t.Errorf("%s: calls = %+v, want %+v", name, calls, want)
		}
	}
	if got := d.checkWhole(t, disclosure.KindDisclosure); got != 2 {
		t.Errorf("%d disclosures, want 2", got)
	}
}

func TestARepeatGetsTheFirstAnswerAndWritesNothing(t *testing.T) {
	d := newDesk(t)
	by := asks(housing)
	first, err := d.Record(t.Context(), by, toOmbudsman(t))
	if err != nil {
		t.Fatal(detail(err))
	}
	d.table.Reset()
	again, err := d.Record(t.Context(), by, toOmbudsman(t))
	if err != nil {
		t.Fatal(detail(err))
	}
	if again.ID != first.ID || again.Leaf != first.Leaf || !again.RecordedAt.Equal(first.RecordedAt) {
		t.Errorf("the repeat got %+v, want %+v", again, first)
	}
	if calls, want := d.table.Calls(), (storetest.Calls{BatchGet: 1}); calls != want {
		t.Errorf("calls = %+v, want %+v", calls, want)
	}
}

func TestAKeyIsForOneRequestOfOneCallerOnOneRoute(t *testing.T) {
	d := newDesk(t)
	by := asks(housing)
	first, err := d.Record(t.Context(), by, toOmbudsman(t))
	if err != nil {
		t.Fatal(detail(err))
	}
	_, err = d.Record(t.Context(), by, toOmbudsman(t, about("DBC-P-1")))
	if got := kindOf(t, err); got != disclosure.Conflict {
		t.Errorf("another body: kind %v, want a conflict", got)
	}
	other, err := d.Record(t.Context(), desk.Asking{Caller: revenue, IdempotencyKey: by.IdempotencyKey}, toOmbudsman(t))
	if err != nil || other.ID == first.ID {
		t.Errorf("another caller's key is its own: got %v, %v", other.ID, err)
	}
	if _, err := d.Close(t.Context(), by, toOmbudsman(t).Case, disclosure.Closure{ClosedOn: today}); err != nil {
		t.Errorf("the same key on another route: %v", detail(err))
	}
}

func TestARepeatIsAnsweredEvenWhenTheRulesWouldNowRefuse(t *testing.T) {
	d := newDesk(t)
	by := asks(housing)
	first, err := d.Record(t.Context(), by, toOmbudsman(t))
	if err != nil {
		t.Fatal(detail(err))
	}
	d.turnClock(toOmbudsman(t).DisclosedAt.Sub(d.clock()) - time.Hour) // the disclosure is now in the future
	if _, err := d.Record(t.Context(), asks(housing), toOmbudsman(t)); err == nil {
		t.Fatal("a new disclosure dated in the future was accepted")
	}
	if again, err := d.Record(t.Context(), by, toOmbudsman(t)); err != nil || again.ID != first.ID {
		t.Errorf("the repeat got %v, %v", again.ID, err)
	}
}

func TestARefusalNamesEveryRuleAndWritesNothing(t *testing.T) {
	d := newDesk(t)
	before := len(d.keys(t))
	_, err := d.Record(t.Context(), asks(housing), toOmbudsman(t, func(d *disclosure.Disclosure) {
		d.Evidence = nil
		d.Justification = disclosure.Justification{}
	}))
	if got := kindOf(t, err); got != disclosure.Refused {
		t.Fatalf("kind = %v, want refused", got)
	}
	var rules []string
	for _, f := range err.(*disclosure.Error).Findings {
		rules = append(rules, f.Rule)
	}
	if !slices.Contains(rules, "DC-R5") || len(rules) < 2 {
		t.Errorf("rules = %v, want DC-R5 and the missing basis", rules)
	}
	if after := len(d.keys(t)); after != before {
		t.Errorf("%d items were written", after-before)
	}
}

func TestOnlyARecorderOfADepartmentOrTheDPORecords(t *testing.T) {
	d := newDesk(t)
	nobody := housing
	nobody.Department = ""
	for name, caller := range map[string]disclosure.Caller{"auditor": auditor, "recorder without a department": nobody} {
		if _, err := d.Record(t.Context(), asks(caller), toOmbudsman(t)); kindOf(t, err) != disclosure.Forbidden {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWhatDoesNotFitInOneTransactionIsRefusedWithHowToSplitIt(t *testing.T) {
	people := func(n int) func(*disclosure.Disclosure) {
		var refs []string
		for i := range n {
			refs = append(refs, fmt.Sprintf("DBC-P-%04d", i))
		}
		return about(refs...)
	}
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t, people(60)))
	_, err := d.Record(t.Context(), asks(housing), toOmbudsman(t, people(61)))
	if kindOf(t, err) != disclosure.Refused {
		t.Fatal("61 people were accepted")
	}
	if got := len(d.finds(t, dpo, desk.Search{Subject: "DBC-P-0059"})); got != 1 {
		t.Errorf("the sixtieth person is found in %d entries, want 1", got)
	}
	if got := len(d.finds(t, housing, desk.Search{Subject: "DBC-P-0059"})); got != 1 {
		t.Errorf("a recorder finds the sixtieth person in %d entries, want 1", got)
	}
}

func TestThirtyTwoWritersLoseAndDoubleNothing(t *testing.T) {
	for name, ref := range map[string]func(n int) disclosure.CaseRef{
		"one case":   func(int) disclosure.CaseRef { return "DBC-C-1" },
		"many cases": func(n int) disclosure.CaseRef { return disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", n)) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			acknowledged := concurrently(t, 32, func(n int) (desk.Recorded, error) {
				return d.Record(t.Context(), asks(housing), toOmbudsman(t, inCase(ref(n))))
			})
			found := d.finds(t, dpo, desk.Search{})
			for _, a := range acknowledged {
				if !slices.Contains(found, a.ID) {
					t.Error("an acknowledged entry is missing")
				}
			}
			if got := d.checkWhole(t, disclosure.KindDisclosure); got != 32 {
				t.Errorf("%d disclosures, want 32", got)
			}
		})
	}
}

func TestConcurrentRepeatsOfOneRequestMakeOneEntry(t *testing.T) {
	d := newDesk(t)
	by, body := asks(housing), toOmbudsman(t)
	answers := concurrently(t, 16, func(int) (desk.Recorded, error) { return d.Record(t.Context(), by, body) })
	for _, a := range answers {
		if a.ID != answers[0].ID {
			t.Errorf("two answers: %v and %v", a.ID, answers[0].ID)
		}
	}
	if got := d.checkWhole(t, disclosure.KindDisclosure); got != 1 {
		t.Errorf("%d disclosures, want 1", got)
	}
}

func concurrently[T any](t *testing.T, n int, do func(int) (T, error)) []T {
	t.Helper()
	results := make([]T, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			var err error
			if results[i], err = do(i); err != nil {
				t.Errorf("writer %d: %v", i, detail(err))
			}
		})
	}
	all.Wait()
	return results
}

// Each fault strikes once; the client, told to try again, repeats its request.
func TestAfterAnyFaultARepeatMakesExactlyOneEntry(t *testing.T) {
	for _, fault := range []storetest.Injection{
		storetest.OnBatchGet(1, storetest.Throttled),
		storetest.OnBatchGet(1, storetest.TimeoutNotApplied),
		storetest.OnTransact(1, storetest.Conflict),
		storetest.OnTransact(1, storetest.Throttled),
		storetest.OnTransact(1, storetest.TimeoutNotApplied),
		storetest.OnTransact(1, storetest.TimeoutApplied),
		storetest.OnTransact(storetest.Every, storetest.Conflict),
		storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied),
		storetest.OnTransact(storetest.Every, storetest.TimeoutApplied),
		storetest.OnTransact(1, storetest.CrashBefore),
		storetest.OnTransact(1, storetest.CrashAfter),
	} {
		t.Run(fault.String(), func(t *testing.T) {
			d := newDesk(t)
			by, body := asks(housing), toOmbudsman(t)
			d.table.Inject(fault)
			first, firstErr := d.Record(t.Context(), by, body)
			d.table.Reset()
			again, err := d.Record(t.Context(), by, body)
			if err != nil {
				t.Fatalf("the repeat: %v", detail(err))
			}
			if firstErr == nil && again.ID != first.ID {
				t.Errorf("acknowledged %v, then %v", first.ID, again.ID)
			}
			if firstErr != nil && kindOf(t, firstErr) != disclosure.Unavailable {
				t.Errorf("the first attempt said %v, want that it is safe to repeat", firstErr)
			}
			if got := d.checkWhole(t, disclosure.KindDisclosure); got != 1 {
				t.Errorf("%d disclosures, want 1", got)
			}
		})
	}
}

// What only a change of the set-up can mend is tried once, and is nobody's to try
// again: it is a fault of ours, which is logged and raises the alarm.
func TestWhatTheRegisterMayNotDoIsNoReasonToTryAgain(t *testing.T) {
	for _, fault := range []storetest.Injection{
		storetest.OnBatchGet(storetest.Every, storetest.Denied),
		storetest.OnTransact(storetest.Every, storetest.Denied),
	} {
		t.Run(fault.String(), func(t *testing.T) {
			d := newDesk(t)
			d.table.Inject(fault)
			_, err := d.Record(t.Context(), asks(housing), toOmbudsman(t))
			var shown *disclosure.Error
			if !errors.Is(err, store.ErrDenied) || errors.As(err, &shown) {
				t.Errorf("got %v, want a fault that nobody is shown", err)
			}
			if got := d.table.Calls(); got.BatchGet > 1 || got.Transact > 1 {
				t.Errorf("it was tried again: %+v", got)
			}
			d.table.Reset()
			d.record(t, housing, toOmbudsman(t))
			if got := d.checkWhole(t, disclosure.KindDisclosure); got != 1 {
				t.Errorf("%d disclosures once it is mended, want 1", got)
			}
		})
	}
}

func TestADisclosureRacingItsDisposalIsRefused(t *testing.T) {
	for _, state := range []disclosure.CaseState{disclosure.CaseDisposing, disclosure.CaseDisposed} {
		t.Run(string(state), func(t *testing.T) {
			d := newDesk(t)
			body := toOmbudsman(t)
			d.record(t, housing, body)
			key := store.CaseKey(dartford.String(), body.Case.Key())
			fenced := false
			d.table.Before(func(ctx context.Context, call storetest.Call) {
				if call.Operation != storetest.Transact || fenced {
					return
				}
				fenced = true // after the case was read, before the commit
				item, err := d.table.Get(ctx, key)
				if err != nil {
					t.Error(err)
				}
				item.Attrs["state"] = string(state)
				item.Attrs["doc"] = withState(t, item.Attrs["doc"].([]byte), state)
				if err := d.table.Transact(ctx, []store.Write{{Action: store.Put, Item: item}}); err != nil {
					t.Error(err)
				}
			})
			_, err := d.Record(t.Context(), asks(housing), body)
			if got := kindOf(t, err); got != disclosure.Conflict && got != disclosure.Gone {
				t.Errorf("got %v, want a refusal", err)
			}
			if got := d.checkWhole(t, disclosure.KindDisclosure); got != 1 {
				t.Errorf("%d disclosures, want the first alone", got)
			}
		})
	}
}

// figures are what a yearly report says of complaints: about nobody.
func figures(d *disclosure.Disclosure) {
	d.Subjects = nil
	d.Recipient = disclosure.Recipient{Category: "public", Kind: "statistics-report", Organisation: "The public"}
	d.Purpose, d.PurposeID = "statistics", ""
	d.Data = []disclosure.DataItem{{Category: "complaint-nature", Description: "How many complaints, by kind"}}
	d.Justification = disclosure.Justification{LawfulBases: []string{"ukgdpr-6-1-e"}, Necessity: "Only counts."}
	d.Evidence = map[string]any{"anonymised": true, "anonymisedHow": "Counts under ten are left out."}
}

func TestFiguresAboutNobodyAreRecordedAndFound(t *testing.T) {
	d := newDesk(t)
	got := d.record(t, housing, toOmbudsman(t, figures, inCase("DBC-C-YEAR")))
	d.checkWhole(t, disclosure.KindDisclosure)
	for name, s := range map[string]desk.Search{
		"by case":      {Case: "DBC-C-YEAR"},
		"by recipient": {Recipient: "The public"},
		"by nothing":   {},
	} {
		rows, err := d.Search(t.Context(), looking(dpo), s, 50, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if len(rows.Rows) != 1 || rows.Rows[0].ID != got.ID {
			t.Errorf("%s: got %+v, want the figures", name, rows.Rows)
		}
	}
	for at, body := range map[string]disclosure.Disclosure{
		"/data": toOmbudsman(t, figures, func(b *disclosure.Disclosure) {
			b.Data = append(b.Data, disclosure.DataItem{Category: "name", Description: "Whose they were"})
		}),
		"/subjects": toOmbudsman(t, about()),
	} {
		_, err := d.Record(t.Context(), asks(housing), body)
		var refused *disclosure.Error
		if !errors.As(err, &refused) || !slices.ContainsFunc(refused.Findings, func(f disclosure.Finding) bool { return f.Pointer == at }) {
			t.Errorf("got %v, want it refused at %s", detail(err), at)
		}
	}
}
