package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
)

// MaxItems bounds a batch, so that it is answered well within the time a request
// has.
const MaxItems = 25

// batchWorkers is how many cases of a batch are recorded at once.
const batchWorkers = 4

// Item is one disclosure of a batch, and the key by which it is recorded once. A
// key belongs to the item, not to its batch or its place there, so that a client
// may cut its batches otherwise when it sends them again; and to the caller's
// department, not to the caller, so that a colleague may.
type Item struct {
	Key        string
	Disclosure disclosure.Disclosure
}

// Outcome is what became of an item, or with [Registrar.ExplainBatch] what would.
type Outcome struct {
	Recorded Recorded // when Err is nil and Explained too
	// Earlier is true of an item that was in the register already: Recorded is its
	// first answer.
	Earlier   bool
	Explained *policy.Explanation
	Err       error
}

// Changed reports whether the item's key was used for a disclosure that reads
// differently.
func (o Outcome) Changed() bool { return errors.Is(o.Err, errOtherRequest) }

// RecordBatch records each item as [Registrar.Record] would, with one batch read
// and one transaction each, and returns their outcomes in the items' order. It
// fails as a whole only where nothing was tried: the caller may not, or the batch
// is none.
//
// Items of one case are recorded one after the other, in their order, so that
// they never contend for it; cases are recorded a few at a time. If the process
// ends in the middle, some items are recorded and others are not, each wholly or
// not at all: the same items sent again give the first answers of those, and
// record the others. When ctx ends, what has not begun is not tried.
func (r *Registrar) RecordBatch(ctx context.Context, by disclosure.Caller, items []Item) ([]Outcome, error) {
	return r.batch(ctx, by, items, func(reach power.Reach, once Request, item *Item) (o Outcome) {
		o.Recorded, o.Earlier, o.Err = r.recordAfresh(ctx, by, reach, once, &item.Disclosure)
		return o
	})
}

// ExplainBatch says what would become of each item, and writes nothing. An item
// that is in the register already has its first answer; one whose key was used
// for another is a conflict.
func (r *Registrar) ExplainBatch(ctx context.Context, by disclosure.Caller, items []Item) ([]Outcome, error) {
	return r.batch(ctx, by, items, func(reach power.Reach, once Request, item *Item) (o Outcome) {
		o.Err = r.explainItem(ctx, by, reach, once, item.Disclosure, &o)
		return o
	})
}

// batchRoute scopes the keys of items.
const batchRoute = "record-batch"

func (r *Registrar) batch(ctx context.Context, by disclosure.Caller, items []Item, each func(power.Reach, Request, *Item) Outcome) ([]Outcome, error) {
	reach, err := power.May(by, batchRoute)
	if err != nil {
		return nil, err
	}
	if findings := checkBatch(items); findings != nil {
		return nil, notWellFormed(findings...)
	}
	outcomes := make([]Outcome, len(items))
	inHand := make(chan struct{}, batchWorkers)
	var working sync.WaitGroup
	for _, places := range byCase(items) {
		inHand <- struct{}{}
		working.Go(func() {
			defer func() { <-inHand }()
			for _, i := range places {
				outcomes[i] = r.item(ctx, by, reach, items[i], each)
			}
		})
	}
	working.Wait()
	return outcomes, nil
}

// item works on one item of a batch. A panic fails the item alone, as it would
// fail the request of a disclosure that is sent alone: an item has no request, and
// nothing above its goroutine would stop a panic from ending the process. Whether
// the item was recorded is then unknown, and its repeat tells.
func (r *Registrar) item(ctx context.Context, by disclosure.Caller, reach power.Reach, item Item, each func(power.Reach, Request, *Item) Outcome) (o Outcome) {
	defer func() {
		if recover() != nil {
			// What was recovered may hold data; where it happened does not.
			o = Outcome{Err: fmt.Errorf("work on an item of a batch: panic at\n%s", debug.Stack())}
		}
	}()
	if ctx.Err() != nil {
		return Outcome{Err: unavailable(ctx.Err())}
	}
	if err := notByItself(&item.Disclosure); err != nil {
		return Outcome{Err: err}
	}
	normalise(&item.Disclosure)
	once, err := r.onceFor(by.Register, item.Disclosure, by.Department, batchRoute, item.Key)
	if err != nil {
		return Outcome{Err: err}
	}
	return each(reach, once, &item)
}

// checkBatch refuses what no item's own answer could say.
func checkBatch(items []Item) findings {
	var wrong findings
	if wrong.Refuse(len(items) == 0 || len(items) > MaxItems, "/items", "A batch has 1 to %d items.", MaxItems) {
		return wrong
	}
	seen := map[string]bool{}
	for i, item := range items {
		wrong.Refuse(seen[item.Key], pointer("items", i)+"/key", "Another item of this batch has the same key. Give each its own.")
		seen[item.Key] = true
	}
	return wrong
}

// byCase returns the places of each case's items, in the order in which the
// cases first appear.
func byCase(items []Item) [][]int {
	var cases []disclosure.CaseRef
	var places [][]int
	for i, item := range items {
		n := slices.Index(cases, item.Disclosure.Case)
		if n < 0 {
			n = len(cases)
			cases, places = append(cases, item.Disclosure.Case), append(places, nil)
		}
		places[n] = append(places[n], i)
	}
	return places
}
