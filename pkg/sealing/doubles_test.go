package sealing_test

import (
	"context"

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
