package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Queued counts what waits for the register's Data Protection Officer: flags that
// nobody has cleared, and entries that gave reason to look whether something is
// undecided towards a person, of which some are not ([Registrar.Undecided]). It is for
// whoever runs the service, and so is a number and no list: nobody has looked.
func (r *Registrar) Queued(ctx context.Context, register disclosure.Register) (flags, undecided int, err error) {
	today := disclosure.DateOf(r.at())
	if flags, err = r.count(ctx, store.Query{Partition: store.OpenPartition(register.String())}); err != nil {
		return 0, 0, err
	}
	undecided, err = r.count(ctx, store.Query{
		Partition: store.UndecidedPartition(register.String()), To: store.WatchThrough(today.String()),
	})
	return flags, undecided, err
}

// count reads a partition's lines, a page at a time.
func (r *Registrar) count(ctx context.Context, query store.Query) (n int, err error) {
	query.Limit = store.MaxBatch
	for {
		page, err := r.table.Query(ctx, query)
		if err != nil {
			return 0, read("count what waits", err)
		}
		n += len(page.Items)
		if !page.More {
			return n, nil
		}
		query.After = page.Next
	}
}
