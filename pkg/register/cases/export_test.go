package cases

import (
	"context"

	"disclosure-register/pkg/disclosure"
)

// Fence begins, for a test, the disposal of every case that is due on the day, and lets no
// letter go.
func (r *Retention) Fence(ctx context.Context, register disclosure.Register, today disclosure.Date) error {
	due, _, err := r.dueCases(ctx, register, today, "")
	for _, reminder := range due {
		if _, err := r.begin(ctx, register, reminder); err != nil {
			return err
		}
	}
	return err
}

// PurgeAccesses erases, for a test, the looks that have had their time, and says how many
// disposals that came to.
func (r *Retention) PurgeAccesses(ctx context.Context, register disclosure.Register) (disposals int, err error) {
	erased, err := r.purgeAccesses(ctx, register, remains{})
	return len(erased), err
}

// ReviseReminders brings, for a test, reminders under the rules of the day.
func (r *Retention) ReviseReminders(ctx context.Context, register disclosure.Register) (more bool, err error) {
	return r.reviseReminders(ctx, register)
}
