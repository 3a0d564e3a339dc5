package storetest

import (
	"context"
	"sync"

	"disclosure-register/pkg/store"
)

// Counting is a table that counts what it is asked and how much it reads and
// writes, so that a test can say what an answer costs. It is safe for concurrent
// use.
type Counting struct {
	table store.Table
	mu    sync.Mutex
	cost  Cost
}

var _ store.Table = (*Counting)(nil)

// Cost is what was asked of a table. DynamoDB bills by items and their size, and
// answers no faster than its calls.
type Cost struct {
	Calls
	Read    int // items that Get, BatchGet and Query brought back
	Written int // writes of the transactions, checks included
}

// NewCounting returns a table that does as table does.
func NewCounting(table store.Table) *Counting { return &Counting{table: table} }

// Take returns the cost since the last Take, or since NewCounting.
func (c *Counting) Take() Cost {
	c.mu.Lock()
	defer c.mu.Unlock()
	cost := c.cost
	c.cost = Cost{}
	return cost
}

func (c *Counting) add(count func(*Cost)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	count(&c.cost)
}

// Transact implements [store.Table].
func (c *Counting) Transact(ctx context.Context, writes []store.Write) error {
	c.add(func(cost *Cost) { cost.Transact++; cost.Written += len(writes) })
	return c.table.Transact(ctx, writes)
}

// Get implements [store.Table].
func (c *Counting) Get(ctx context.Context, key store.Key) (store.Item, error) {
	item, err := c.table.Get(ctx, key)
	c.add(func(cost *Cost) {
		cost.Get++
		if err == nil {
			cost.Read++
		}
	})
	return item, err
}

// BatchGet implements [store.Table].
func (c *Counting) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	items, err := c.table.BatchGet(ctx, keys)
	c.add(func(cost *Cost) { cost.BatchGet++; cost.Read += len(items) })
	return items, err
}

// Query implements [store.Table].
func (c *Counting) Query(ctx context.Context, query store.Query) (store.Page, error) {
	page, err := c.table.Query(ctx, query)
	c.add(func(cost *Cost) { cost.Query++; cost.Read += len(page.Items) })
	return page, err
}
