package cases

import (
	"context"
	"errors"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// eraseOrdered carries out what the Data Protection Officer has ordered of single people in
// shares, and returns of how many. One of whom a case is held waits until none is. Each is
// one transaction, which depends on no hold having been placed since it was looked and on no
// other erasure: two of one part would each bring back what the other took out.
func (r *Retention) eraseOrdered(ctx context.Context, register disclosure.Register) (erased int, err error) {
	var held map[desk.Token]bool
	var unheld store.Write
	today := disclosure.DateOf(r.desk.Now()).String()
	for after, more := "", true; more; more = after != "" {
		page, err := r.desk.Page(ctx, "query whom to erase from shares", store.Query{
			Partition: store.DuePartition(register.String()), After: after, Limit: store.MaxBatch,
			From: store.DueFrom(store.ErasesOne), To: store.DueThrough(store.ErasesOne, today),
		})
		if err != nil {
			return erased, err
		}
		if after = ""; page.More {
			after = page.Next
		}
		for _, reminder := range page.Items {
			if held == nil {
				if held, unheld, err = r.heldPeople(ctx, register); err != nil {
					return erased, fmt.Errorf("look whom holds keep from being erased: %w", err)
				}
			}
			e, err := r.desk.ErasureOrdered(ctx, register, reminder)
			if err != nil {
				return erased, err
			}
			if held[e.Person] && e.Writes != nil {
				continue
			}
			writes := append(e.Writes, desk.Forget(register, reminder.Sort))
			if e.Writes != nil {
				unheld = store.Write{Action: store.Put, Item: store.Item{Key: unheld.Item.Key, Attrs: store.Attrs{attrLast: e.ID}}, If: unheld.If}
				writes = append(writes, unheld)
			}
			err = r.desk.Write(ctx, writes...)
			if errors.Is(err, desk.ErrRace) { // a hold was placed, or another run was quicker
				held = nil
				continue
			}
			if err != nil {
				return erased, err
			}
			if e.Writes != nil {
				erased++
				unheld.If = store.Attr(attrLast, e.ID)
			}
		}
	}
	return erased, nil
}
