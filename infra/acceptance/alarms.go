package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// tryAlarms has four alarms go off and clear: two by 600 requests without a token, one
// by an event that is no order, and one by silence.
func (a *acceptance) tryAlarms(ctx context.Context) (string, error) {
	silent, err := a.trySilence(ctx)
	if err != nil {
		return "", err
	}
	var alarms []string
	for _, logical := range []string{"ApiRefusals", "ApiTokenRefusals", "RetainErrors"} {
		name, err := a.named(ctx, logical)
		if err != nil {
			return "", err
		}
		alarms = append(alarms, name)
	}
	// One that is red already, from an earlier try or from what the other steps were
	// refused, would not go off again.
	if err := a.until(ctx, 25*time.Minute, func() error { return a.noneIsRed(ctx, alarms) }); err != nil {
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
	if ran, err := a.invoke(ctx, "RetainFunction", `{"acceptance": "no order"}`); err != nil {
		return "", err
	} else if ran.FunctionError == "" {
		return "", errors.New("retain takes what is no order")
	}
	// Each has a history of its own: no two need be red in the same moment.
	for _, alarm := range alarms {
		err := a.until(ctx, 40*time.Minute, func() error {
			states, err := a.statesSince(ctx, alarm, began)
			if err == nil && !wentOffAndCleared(states) {
				err = fmt.Errorf("%s was %v, want ALARM and then OK", alarm, states)
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s; ApiRefusals, ApiTokenRefusals and RetainErrors went off and cleared by themselves within %s", silent, time.Since(began).Round(time.Minute)), nil
}

// trySilence turns seal's schedule off, which alone writes what SealLate looks at while
// nothing is recorded, and on again.
func (a *acceptance) trySilence(ctx context.Context) (said string, err error) {
	alarm, err := a.named(ctx, "SealLate")
	if err != nil {
		return "", err
	}
	rule, err := a.named(ctx, "SealFunctionSweep")
	if err != nil {
		return "", err
	}
	became := func(since time.Time, state string, patience time.Duration) error {
		return a.until(ctx, patience, func() error {
			states, err := a.statesSince(ctx, alarm, since)
			if err == nil && !slices.Contains(states, state) {
				err = fmt.Errorf("SealLate was %v, want %s", states, state)
			}
			return err
		})
	}
	// It tells of silence by falling from OK.
	if err := a.until(ctx, 25*time.Minute, func() error { return a.isOK(ctx, alarm) }); err != nil {
		return "", err
	}
	// Also when it is stopped meanwhile: the sweep stays on.
	defer func() {
		_, on := a.aws(context.WithoutCancel(ctx), "events", "enable-rule", "--name", rule)
		err = errors.Join(err, on)
	}()
	began := time.Now()
	if _, err := a.aws(ctx, "events", "disable-rule", "--name", rule); err != nil {
		return "", err
	}
	if err := became(began, "INSUFFICIENT_DATA", 40*time.Minute); err != nil {
		return "", err
	}
	told := time.Since(began)
	on := time.Now()
	if _, err := a.aws(ctx, "events", "enable-rule", "--name", rule); err != nil {
		return "", err
	}
	if err := became(on, "OK", 25*time.Minute); err != nil {
		return "", err
	}
	return fmt.Sprintf("SealLate told of the sweep's silence after %s, and cleared", told.Round(time.Minute)), nil
}

func (a *acceptance) isOK(ctx context.Context, alarm string) error {
	found, err := read[struct{ MetricAlarms []struct{ StateValue string } }](ctx, a, "cloudwatch", "describe-alarms", "--alarm-names", alarm)
	if err == nil && (len(found.MetricAlarms) != 1 || found.MetricAlarms[0].StateValue != "OK") {
		err = fmt.Errorf("SealLate is not OK: %+v", found.MetricAlarms)
	}
	return err
}

func (a *acceptance) noneIsRed(ctx context.Context, alarms []string) error {
	found, err := read[struct {
		MetricAlarms []struct{ AlarmName, StateValue string }
	}](ctx, a, append([]string{"cloudwatch", "describe-alarms", "--alarm-names"}, alarms...)...)
	if err != nil {
		return err
	}
	if len(found.MetricAlarms) != len(alarms) {
		return fmt.Errorf("found %d alarms of %d", len(found.MetricAlarms), len(alarms))
	}
	for _, alarm := range found.MetricAlarms {
		if alarm.StateValue == "ALARM" {
			return fmt.Errorf("%s is red before anything was done", alarm.AlarmName)
		}
	}
	return nil
}

// change is an alarm's, from one state to another.
type change struct {
	Timestamp   time.Time
	HistoryData string // JSON
}

// statesSince are what an alarm has become since then, in order.
func (a *acceptance) statesSince(ctx context.Context, alarm string, since time.Time) (states []string, err error) {
	found, err := read[struct{ AlarmHistoryItems []change }](ctx, a, "cloudwatch", "describe-alarm-history", "--alarm-name", alarm,
		"--history-item-type", "StateUpdate", "--start-date", since.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found.AlarmHistoryItems, func(x, y change) int { return x.Timestamp.Compare(y.Timestamp) })
	for _, item := range found.AlarmHistoryItems {
		var data struct {
			NewState struct {
				StateValue string `json:"stateValue"`
			} `json:"newState"`
		}
		if err := json.Unmarshal([]byte(item.HistoryData), &data); err != nil {
			return nil, fmt.Errorf("read the history of %s: %w", alarm, err)
		}
		states = append(states, data.NewState.StateValue)
	}
	return states, nil
}

func wentOffAndCleared(states []string) bool {
	off := slices.Index(states, "ALARM")
	return off >= 0 && slices.Contains(states[off:], "OK")
}
