package cases

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// lastDisclosed returns the latest day (London) on which something in the case
// was disclosed, as its entries now read, or the zero Date. For a recorder only
// what its own department recorded counts, so that no refusal tells of another's.
func (r *Retention) lastDisclosed(ctx context.Context, by disclosure.Caller, reach power.Reach, file *desk.CaseFile) (disclosure.Date, error) {
	in := r.desk.Standing(ctx, by.Register, file, disclosure.Date{})
	if reach == power.Own {
		in = r.desk.OwnStanding(ctx, by, file)
	}
	for row, err := range in {
		return disclosure.DateOf(row.DisclosedAt), err
	}
	return disclosure.Date{}, nil
}

// lateDays counts what was disclosed in the case after the closing day, as its
// entries now read. Only what was recorded after the instant counts.
func (r *Retention) lateDays(ctx context.Context, register disclosure.Register, file *desk.CaseFile, closed disclosure.Date, recordedAfter time.Time) (desk.LateDays, error) {
	late := desk.LateDays{}
	for row, err := range r.desk.Standing(ctx, register, file, closed.AddDays(1)) {
		if err != nil {
			return nil, err
		}
		if row.RecordedAt.After(recordedAfter) {
			late[disclosure.DateOf(row.DisclosedAt)]++
		}
	}
	return late, nil
}
