package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// tryAlarms has two alarms go off and clear: one by 600 requests without a token, one by
// an event that is no order.
func (a *acceptance) tryAlarms(ctx context.Context) (string, error) {
	refusals, err := a.named(ctx, "ApiRefusals")
	if err != nil {
		return "", err
	}
	errored, err := a.named(ctx, "RetainErrors")
	if err != nil {
		return "", err
	}
	began := time.Now()
	var group errgroup.Group
	group.SetLimit(8)
	for range 600 {
		group.Go(func() error {
			got, err := a.send(ctx, "", "GET /policy", nil, http.StatusUnauthorized)
			if got.status == http.StatusTooManyRequests {
				return nil // a refusal too
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return "", err
	}
	if failed, err := a.invoke(ctx, "RetainFunction", `{"acceptance": "no order"}`); err != nil || !failed {
		return "", errors.Join(err, errors.New("retain takes what is no order"))
	}
	for _, state := range []string{"ALARM", "OK"} {
		err := a.until(ctx, 25*time.Minute, func() error {
			found, err := read[struct {
				MetricAlarms []struct{ AlarmName, StateValue string }
			}](ctx, a, "cloudwatch", "describe-alarms", "--alarm-names", refusals, errored)
			if err != nil {
				return err
			}
			for _, alarm := range found.MetricAlarms {
				if alarm.StateValue != state {
					return fmt.Errorf("%s is %s, want %s", alarm.AlarmName, alarm.StateValue, state)
				}
			}
			if len(found.MetricAlarms) != 2 {
				return fmt.Errorf("found %d alarms of two", len(found.MetricAlarms))
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("ApiRefusals and RetainErrors went off and cleared by themselves within %s", time.Since(began).Round(time.Minute)), nil
}
