package dynamo

import "context"

// WithoutPause has the table not wait between calls for keys left unprocessed.
func (t *Table) WithoutPause() *Table {
	t.pause = func(ctx context.Context, _ int) error { return ctx.Err() }
	return t
}
