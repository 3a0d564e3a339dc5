package sealing_test

import (
	"context"
	"sync"

	"disclosure-register/pkg/store"
)

// countingSigner counts what it is asked to sign.
type countingSigner struct {
	*key
	calls int
}

func (s *countingSigner) Sign(ctx context.Context, message []byte) ([]byte, error) {
	s.calls++
	return s.key.Sign(ctx, message)
}

// firstRows is a table whose index shows only the first so many rows, of which
// those that are sealed are gone.
type firstRows struct {
	store.Table
	most int
}

func (f *firstRows) Query(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := f.Table.Query(ctx, q)
	if q.Index == store.PendingIndex {
		page.Items, page.More = page.Items[:min(f.most, len(page.Items))], false
	}
	return page, err
}

// lastRows is a table whose index shows only the last so many rows.
type lastRows struct {
	store.Table
	most int
}

func (f *lastRows) Query(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := f.Table.Query(ctx, q)
	if q.Index == store.PendingIndex {
		page.Items, page.More = page.Items[max(0, len(page.Items)-f.most):], false
	}
	return page, err
}

// plainTable keeps as much of a table's contract as recording and sealing by one
// process at a time need, in memory.
type plainTable struct {
	mu    sync.Mutex
	items map[store.Key]store.Item
}

func (p *plainTable) Transact(_ context.Context, writes []store.Write) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range writes {
		was, found := p.items[w.Item.Key]
		held := w.If.Kind != store.IsAbsent || !found
		if w.If.Kind == store.AttrIs {
			held = found && was.Attrs[w.If.Attr] == w.If.Values[0]
		}
		if !held {
			panic("a condition failed, with one process alone")
		}
	}
	for _, w := range writes {
		p.items[w.Item.Key] = w.Item
	}
	return nil
}

func (p *plainTable) Get(_ context.Context, key store.Key) (store.Item, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	item, found := p.items[key]
	if !found {
		return store.Item{}, store.ErrNoItem
	}
	return item, nil
}

func (p *plainTable) BatchGet(_ context.Context, keys []store.Key) ([]store.Item, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var items []store.Item
	for _, key := range keys {
		if item, found := p.items[key]; found {
			items = append(items, item)
		}
	}
	return items, nil
}

func (p *plainTable) Query(_ context.Context, q store.Query) (store.Page, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var page store.Page
	for _, item := range p.items {
		if item.Attrs[store.PendingAttr] == q.Partition {
			page.Items = append(page.Items, item)
		}
	}
	return page, nil
}

// busyTable has something recorded after each of its transactions, up to so many times.
type busyTable struct {
	store.Table
	record         func()
	recorded, most int
}

func (b *busyTable) Transact(ctx context.Context, writes []store.Write) error {
	err := b.Table.Transact(ctx, writes)
	if b.recorded < b.most {
		b.recorded++
		b.record()
	}
	return err
}
