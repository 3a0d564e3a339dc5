package desk

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// itemsAt reads any number of keys, [store.MaxBatch] to a call, and returns what
// there is at each.
func (r *Registrar) itemsAt(ctx context.Context, what string, keys []store.Key) (map[store.Key]store.Item, error) {
	found := make(map[store.Key]store.Item, len(keys))
	for some := range slices.Chunk(Distinct(keys), store.MaxBatch) {
		items, err := r.table.BatchGet(ctx, some)
		if err != nil {
			return nil, read(what, err)
		}
		for _, item := range items {
			found[item.Key] = item
		}
	}
	return found, nil
}

// Distinct keeps the first of each key.
func Distinct(keys []store.Key) []store.Key {
	seen := map[store.Key]bool{}
	var out []store.Key
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// pages reads all that a query finds, a page at a time. An error is the last it
// yields.
func (r *Registrar) pages(ctx context.Context, what string, query store.Query) iter.Seq2[[]store.Item, error] {
	return func(yield func([]store.Item, error) bool) {
		for {
			page, err := r.table.Query(ctx, query)
			if err != nil {
				yield(nil, read(what, err))
				return
			}
			if !yield(page.Items, nil) || !page.More {
				return
			}
			query.After = page.Next
		}
	}
}

// ahead yields what pages does, and reads the next page while the one before is looked
// at. It is for who looks at them all: a page more is read than is asked for.
func (r *Registrar) ahead(ctx context.Context, what string, query store.Query) iter.Seq2[[]store.Item, error] {
	return func(yield func([]store.Item, error) bool) {
		type one struct {
			items []store.Item
			err   error
		}
		ctx, cancel := context.WithCancel(ctx)
		read, enough := make(chan one), make(chan struct{})
		var reading sync.WaitGroup
		reading.Go(func() {
			defer close(read)
			for items, err := range r.pages(ctx, what, query) {
				select {
				case read <- one{items, err}: // an error too, whatever it is of
				case <-enough:
					return
				}
			}
		})
		defer reading.Wait()
		defer cancel()
		defer close(enough)
		for page := range read {
			if !yield(page.items, page.err) {
				return
			}
		}
	}
}

// listed reads the page of the plan's partition that the cursor asks for, and
// returns the cursor of the next; "" when there is none. What the query says of
// its partition is the plan's.
func (r *Registrar) listed(ctx context.Context, what string, by disclosure.Caller, p plan, query store.Query, cursor string) (items []store.Item, next string, err error) {
	query.Partition = p.partition
	if query.After, err = r.openCursor(by, p, cursor); err != nil {
		return nil, "", err
	}
	page, err := r.table.Query(ctx, query)
	if err != nil {
		return nil, "", read(what, err)
	}
	if page.More {
		next = r.closeCursor(by, p, page.Next)
	}
	return page.Items, next, nil
}

// read turns a failed read into what a caller may be told: nothing was changed,
// and asking again is safe.
func read(what string, err error) error {
	if permanent(err) {
		return fmt.Errorf("%s: %w", what, err)
	}
	if told := broken(err); told != nil {
		return told
	}
	e := disclosure.Fail(disclosure.Unavailable, "The register could not be read. Try again.")
	e.Cause = fmt.Errorf("%s: %w", what, err)
	return e
}
