package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// batchOf makes n items with keys of their own, in cases of five.
func batchOf(t *testing.T, n int) []desk.Item {
	t.Helper()
	items := make([]desk.Item, 0, n)
	for i := range n {
		ref := disclosure.CaseRef(fmt.Sprintf("DBC-C-batch-%d", i/5))
		items = append(items, desk.Item{
			Key: fmt.Sprintf("log-2026-row-%d", i), Disclosure: toOmbudsman(t, inCase(ref), about(fmt.Sprintf("DBC-P-%d", i))),
		})
	}
	return items
}

func (d *office) recordBatch(t *testing.T, items []desk.Item) []desk.Outcome {
	t.Helper()
	outcomes, err := d.RecordBatch(t.Context(), housing, items)
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(outcomes) != len(items) {
		t.Fatalf("%d outcomes for %d items", len(outcomes), len(items))
	}
	return outcomes
}

func TestEachItemOfABatchIsOneReadAndOneTransaction(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	items := batchOf(t, desk.MaxItems)
	ids := map[disclosure.EntryID]bool{}
	for i, o := range d.recordBatch(t, items) {
		if o.Err != nil || o.Earlier {
			t.Errorf("item %d: %v, earlier %t", i, detail(o.Err), o.Earlier)
		}
		ids[o.Recorded.ID] = true
	}
	if len(ids) != len(items) {
		t.Errorf("%d entries, want %d", len(ids), len(items))
	}
	if got, want := d.table.Calls(), (storetest.Calls{BatchGet: 25, Transact: 25}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	if got := d.checkWhole(t, disclosure.KindDisclosure); got != len(items) {
		t.Errorf("%d disclosures, want %d", got, len(items))
	}
}

// One that is refused keeps none of the others back.
func TestItemsOfABatchStandAlone(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	items := batchOf(t, 3)
	items[1].Disclosure.Evidence = nil
	outcomes := d.recordBatch(t, items)
	if kindOf(t, outcomes[1].Err) != disclosure.Refused || outcomes[0].Err != nil || outcomes[2].Err != nil {
		t.Errorf("got %v, %v, %v; want only the second refused", outcomes[0].Err, outcomes[1].Err, outcomes[2].Err)
	}
	if got := d.checkWhole(t, disclosure.KindDisclosure); got != 2 {
		t.Errorf("%d disclosures, want 2", got)
	}
}

// A fault of ours in one item ends neither the process nor the other items, and
// what it says holds nothing of what was recovered.
func TestAPanicInAnItemOfABatchIsThatItemsAlone(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	items := batchOf(t, 3)
	d.table.Before(func(_ context.Context, call storetest.Call) {
		if call.Operation == storetest.Transact && call.N == 2 {
			panic("P. Sample")
		}
	})
	outcomes := d.recordBatch(t, items)
	if outcomes[0].Err != nil || outcomes[2].Err != nil {
		t.Errorf("the others: %v, %v; want both recorded", outcomes[0].Err, outcomes[2].Err)
	}
	var domain *disclosure.Error
	if err := outcomes[1].Err; err == nil || errors.As(err, &domain) || strings.Contains(err.Error(), "P. Sample") || !strings.Contains(err.Error(), "batch_test.go") {
		t.Errorf("the item: %v; want an error of ours that says where, and not what", err)
	}
	d.table.Reset()
	for i, o := range d.recordBatch(t, items) {
		if o.Err != nil || o.Earlier != (i != 1) {
			t.Errorf("item %d again: %v, earlier %t", i, detail(o.Err), o.Earlier)
		}
	}
	if got := d.checkWhole(t, disclosure.KindDisclosure); got != len(items) {
		t.Errorf("%d disclosures, want %d", got, len(items))
	}
}

// The service stops in the middle of a batch. What the client sends again, in
// whatever cut and order, is recorded once.
func TestABatchStoppedInTheMiddleIsFinishedByItsRepeat(t *testing.T) {
	again := map[string]func(*testing.T, *office, []desk.Item) []desk.Outcome{
		"the same batch": func(t *testing.T, d *office, items []desk.Item) []desk.Outcome {
			return d.recordBatch(t, items)
		},
		"cut otherwise": func(t *testing.T, d *office, items []desk.Item) []desk.Outcome {
			return append(d.recordBatch(t, items[:4]), d.recordBatch(t, items[4:])...)
		},
		"backwards": func(t *testing.T, d *office, items []desk.Item) []desk.Outcome {
			backwards := slices.Clone(items)
			slices.Reverse(backwards)
			outcomes := d.recordBatch(t, backwards)
			slices.Reverse(outcomes)
			return outcomes
		},
		"item by item": func(t *testing.T, d *office, items []desk.Item) []desk.Outcome {
			var outcomes []desk.Outcome
			for i := range items {
				outcomes = append(outcomes, d.recordBatch(t, items[i:i+1])...)
			}
			return outcomes
		},
		"by a colleague": func(t *testing.T, d *office, items []desk.Item) []desk.Outcome {
			outcomes, err := d.RecordBatch(t.Context(), colleague, items)
			if err != nil {
				t.Fatal(detail(err))
			}
			return outcomes
		},
	}
	for _, fault := range []storetest.Injection{
		storetest.OnTransact(5, storetest.CrashBefore), storetest.OnTransact(5, storetest.CrashAfter), storetest.OnBatchGet(3, storetest.CrashBefore),
	} {
		for name, repeat := range again {
			t.Run(fault.String()+"/"+name, func(t *testing.T) {
				d := newDeskWith(t, desk.Options{})
				items := batchOf(t, 10)
				d.table.Inject(fault)
				first := d.recordBatch(t, items)
				d.table.Reset()
				acknowledged := 0
				for i, o := range repeat(t, d, items) {
					if o.Err != nil {
						t.Fatalf("item %d again: %v", i, detail(o.Err))
					}
					if first[i].Err == nil {
						acknowledged++
						if o.Recorded.ID != first[i].Recorded.ID {
							t.Errorf("item %d was acknowledged as another entry", i)
						}
					}
				}
				if acknowledged == len(items) {
					t.Error("nothing was stopped")
				}
				if got := d.checkWhole(t, disclosure.KindDisclosure); got != len(items) {
					t.Errorf("%d disclosures for %d items", got, len(items))
				}
			})
		}
	}
}

// colleague is of the same department as housing's officer.
var colleague = disclosure.Caller{Register: dartford, Subject: "sub-colleague", Name: "C. Olleague", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}

func TestAKeyOfAnItemIsItsDepartments(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	items := batchOf(t, 1)
	first := d.recordBatch(t, items)[0].Recorded.ID
	others, err := d.RecordBatch(t.Context(), revenue, items)
	if err != nil || others[0].Err != nil || others[0].Earlier || others[0].Recorded.ID == first {
		t.Errorf("another department's: %+v, %v; want an entry of its own", others, err)
	}
	alone, err := d.Record(t.Context(), desk.Asking{Caller: housing, IdempotencyKey: items[0].Key}, items[0].Disclosure)
	if err != nil || alone.ID == first {
		t.Errorf("a disclosure sent alone under the same key: %v, %v; want an entry of its own", alone.ID, err)
	}
	if got := d.checkWhole(t, disclosure.KindDisclosure); got != 3 {
		t.Errorf("%d disclosures, want 3", got)
	}
}

func TestARepeatedBatchSaysWhatWasThereAlready(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	items := batchOf(t, 3)
	first := d.recordBatch(t, items[:2])
	items[1].Disclosure.Purpose = "Another purpose"
	outcomes := d.recordBatch(t, items)
	if !outcomes[0].Earlier || outcomes[0].Recorded.ID != first[0].Recorded.ID {
		t.Errorf("what was recorded: %+v", outcomes[0])
	}
	if kindOf(t, outcomes[1].Err) != disclosure.Conflict || !outcomes[1].Changed() || outcomes[0].Changed() {
		t.Errorf("what has changed since: %v, want a conflict", outcomes[1].Err)
	}
	if outcomes[2].Err != nil || outcomes[2].Earlier {
		t.Errorf("what is new: %+v", outcomes[2])
	}
}

func TestADryRunOfABatchWritesNothingAndKnowsWhatIsThere(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	items := batchOf(t, 4)
	items[3].Disclosure.Evidence = nil
	first := d.recordBatch(t, items[:2])
	items[1].Disclosure.Purpose = "Another purpose"
	before := len(d.keys(t))
	d.table.Reset()
	outcomes, err := d.ExplainBatch(t.Context(), housing, items)
	if err != nil {
		t.Fatal(detail(err))
	}
	if got, want := d.table.Calls(), (storetest.Calls{BatchGet: 4}); got != want || len(d.keys(t)) != before {
		t.Errorf("calls = %+v, want %+v and nothing written", got, want)
	}
	if !outcomes[0].Earlier || outcomes[0].Recorded.ID != first[0].Recorded.ID {
		t.Errorf("what was recorded: %+v", outcomes[0])
	}
	if kindOf(t, outcomes[1].Err) != disclosure.Conflict {
		t.Errorf("what has changed since: %v, want a conflict", outcomes[1].Err)
	}
	if outcomes[2].Explained.Outcome != policy.Accepted || outcomes[3].Explained.Outcome != policy.NotRecorded {
		t.Errorf("what is new: %+v and %+v", outcomes[2].Explained, outcomes[3].Explained)
	}
}

// The time that a batch has is over: what has not begun is not tried, and may be
// sent again.
func TestABatchOutOfTimeSaysWhatToSendAgain(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, batch := range map[string]func(context.Context, disclosure.Caller, []desk.Item) ([]desk.Outcome, error){
		"recorded": d.RecordBatch, "tried": d.ExplainBatch,
	} {
		outcomes, err := batch(over, housing, batchOf(t, 3))
		if err != nil {
			t.Fatal(detail(err))
		}
		for i, o := range outcomes {
			if kindOf(t, o.Err) != disclosure.Unavailable {
				t.Errorf("%s, item %d: %v, want unavailable", name, i, o.Err)
			}
		}
	}
	if got := d.table.Calls(); got != (storetest.Calls{}) {
		t.Errorf("calls = %+v, want none", got)
	}
}

func TestWhatIsNoBatch(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	twice := batchOf(t, 3)
	twice[2].Key = twice[0].Key
	for name, tt := range map[string]struct {
		by    disclosure.Caller
		items []desk.Item
		kind  disclosure.ErrorKind
		at    string
	}{
		"nothing":                     {housing, nil, disclosure.Refused, "/items"},
		"one too many":                {housing, batchOf(t, desk.MaxItems+1), disclosure.Refused, "/items"},
		"a key given twice":           {housing, twice, disclosure.Refused, "/items/2/key"},
		"from an auditor, who writes": {auditor, batchOf(t, 1), disclosure.Forbidden, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.RecordBatch(t.Context(), tt.by, tt.items)
			if kindOf(t, err) != tt.kind {
				t.Fatalf("got %v", err)
			}
			if e := err.(*disclosure.Error); tt.at != "" && e.Findings[0].Pointer != tt.at {
				t.Errorf("found at %s, want %s", e.Findings[0].Pointer, tt.at)
			}
		})
	}
	if got := d.table.Calls(); got != (storetest.Calls{}) {
		t.Errorf("calls = %+v, want none", got)
	}
}
