package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// tidyReminders removes, a page at a time, the reminders of reviews, holds,
// waiting clocks and long-lived facts that no longer say anything, and returns what to give as after
// for the next page; "" when there is none. A page of cases of which one is
// damaged ends its kind, and no other: it is in the error.
func (r *Retention) tidyReminders(ctx context.Context, register disclosure.Register, after string) (next string, err error) {
	var left []error
	for _, kind := range []store.Reminder{store.HoldEnds, store.ToReview, store.Unstarted, store.StillOpen} {
		if after != "" && !strings.HasPrefix(after, store.DueFrom(kind)) {
			continue
		}
		_, stale, more, err := r.followed(ctx, register, kind, "", after)
		if desk.Damaged(err) {
			left = append(left, fmt.Errorf("tidy reminders: %w", err))
			after = ""
			continue
		}
		if err != nil {
			return "", errors.Join(append(left, err)...)
		}
		for _, s := range stale {
			writes := []store.Write{desk.Forget(register, s.sort)}
			if s.file != nil { // else a change of the case could have just added it again
				writes = append(writes, s.file.Unchanged(register))
			}
			if err := r.desk.Write(ctx, writes...); err != nil && !errors.Is(err, desk.ErrRace) {
				return "", errors.Join(append(left, err)...)
			}
		}
		if more != "" {
			return more, errors.Join(left...)
		}
		after = ""
	}
	next, err = r.desk.TidyFacts(ctx, register, after)
	return next, errors.Join(append(left, err)...)
}
