package cases_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// A night says of how many registers it has not finished the work: none when it had
// the time, and every one when it had not.
func TestANightSaysWhatItHasNotFinished(t *testing.T) {
	for name, test := range map[string]struct {
		time       time.Duration
		want       string
		unfinished int
	}{
		"enough time":     {time.Hour, `"UnfinishedRegisters":0`, 0},
		"its own metrics": {time.Hour, `"Namespace":"Council/register"`, 0},
		"no time":         {time.Second, `"UnfinishedRegisters":3`, 3},
	} {
		t.Run(name, func(t *testing.T) {
			o, out := newOffice(t), &bytes.Buffer{}
			config := cases.OnAWS(7*24*time.Hour, slog.New(slog.NewJSONHandler(out, nil)), "Council/register")
			config.Now = o.Now
			night := cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, config).
				Nightly([]disclosure.Register{"E07000107", "E07000110", "E10000016"})
			ctx, cancel := context.WithTimeout(t.Context(), test.time)
			defer cancel()
			answer, err := night(ctx, json.RawMessage(`{"source": "aws.events"}`))
			if err != nil {
				t.Fatal(err)
			}
			if answer.Unfinished != test.unfinished {
				t.Errorf("answered %+v, want %d unfinished", answer, test.unfinished)
			}
			if !strings.Contains(out.String(), test.want) {
				t.Errorf("wrote no %s:\n%s", test.want, out)
			}
		})
	}
}

// The night counts what waits, for whoever runs the service: what each metric is of is
// arranged, and no case is named.
func TestANightCountsWhatWaits(t *testing.T) {
	night := func(o *office, waits int) string {
		t.Helper()
		out := &bytes.Buffer{}
		config := cases.OnAWS(7*24*time.Hour, slog.New(slog.NewJSONHandler(out, nil)), "Council/register")
		config.Now = o.Now
		answer, err := cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, config).
			Nightly([]disclosure.Register{"E07000107", "E10000016"})(t.Context(), json.RawMessage(`{"source": "aws.events"}`))
		if err != nil {
			t.Fatal(err)
		}
		if want := (cases.Night{Begun: waits, Waiting: waits}); answer != want {
			t.Errorf("answered %+v, want %+v", answer, want)
		}
		return out.String()
	}
	want := func(got string, metrics ...string) {
		t.Helper()
		for _, metric := range metrics {
			if !strings.Contains(got, metric) {
				t.Errorf("wrote no %s:\n%s", metric, got)
			}
		}
		if strings.Contains(got, planted) {
			t.Error("it wrote of whom")
		}
	}
	o := newOffice(t)
	want(night(o, 0), `"OpenFlags":0`, `"MayBeUndecided":0`, `"DisposalsWaiting":0`, `"DisposalsLate":0`)

	d := o.disclosure("C-2")
	d.Departure = &disclosure.Departure{Reason: planted + " departure", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(o.Now())}
	delete(d.Evidence, "ombudsmanCaseRef")
	o.must(o.Record(t.Context(), o.asks(housing), d))
	flags, undecided, err := o.Queued(t.Context(), "E07000107")
	if err != nil || flags == 0 {
		t.Fatalf("%d flags (%v), want some of the departure", flags, err)
	}
	want(night(o, 0), fmt.Sprintf(`"OpenFlags":%d`, flags), fmt.Sprintf(`"MayBeUndecided":%d`, undecided))

	o.aFullCase("C-1", 1)
	want(night(o, 1), `"DisposalsWaiting":1`, `"DisposalsLate":0`)
	if flags, _, err := o.Queued(t.Context(), "E10000016"); err != nil || flags != 0 {
		t.Errorf("another register has %d flags (%v)", flags, err)
	}
}

// A call confirms the day, when that is the day; it holds for that call alone. The night
// of a clock that has jumped fails, and so raises its alarm.
func TestADayIsConfirmedToTheFunction(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	config := cases.OnAWS(7*24*time.Hour, slog.New(slog.DiscardHandler), "Council/register")
	config.Now = o.Now
	night := cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, config).Nightly([]disclosure.Register{dartford})
	const scheduled = `{"source": "aws.events"}`
	for i, test := range []struct {
		turn  int // days
		event string
		want  string // in the error; "" is none
	}{
		{0, scheduled, ""},
		{60, scheduled, "clock-jumped.md"},
		{0, `{"today": "2027-01-18"}`, "is not the one that the clock says"},
		{0, scheduled, "clock-jumped.md"},
		{0, `{"today": "2027-01-19"}`, ""},
		{0, scheduled, ""},
		{60, scheduled, "clock-jumped.md"},
		{0, `{"today": ""}`, "neither"},
		{0, `{}`, "neither"},
	} {
		o.turn(time.Duration(test.turn) * day)
		_, err := night(t.Context(), json.RawMessage(test.event))
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("call %d, %s: got %v, want %q", i, test.event, err, test.want)
		}
	}
}

// The answers to the function's calls are what an operator goes by (restore.md): the list
// is sent until a call has nothing left to do but to wait.
func TestTheAnswersToAReplaySayWhenItIsDone(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.aFullCase("DBC-C-2026-0003", 1) // under way when the backup was made
	o.run()
	backup := o.snapshot()
	o = backup.open(t)
	o.nights(10)

	r := o.restored(backup)
	members, err := r.runner().Members(t.Context(), dartford)
	if err != nil || len(members) != 2 {
		t.Fatalf("got %d members and %v, want the list", len(members), err)
	}
	list, err := json.Marshal(map[string]any{"replay": members})
	if err != nil {
		t.Fatal(err)
	}
	config := cases.OnAWS(7*24*time.Hour, slog.New(slog.DiscardHandler), "Council/register")
	config.Now = r.Now
	send := func(time time.Duration) cases.Night {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time)
		defer cancel()
		night, err := cases.NewRunner(r.Registrar.Retention, r.vault, r.vault, config).Nightly([]disclosure.Register{dartford})(ctx, list)
		if err != nil {
			t.Fatal(err)
		}
		return night
	}
	if got := send(time.Second); got.Unfinished != 1 { // it stops half a minute before its time is over
		t.Errorf("a call without time answered %+v, want a register unfinished", got)
	}
	if got := send(time.Hour); got.Unfinished != 0 || got.Failed != 0 || got.Begun == got.Waiting {
		t.Errorf("the call that destroyed answered %+v", got)
	}
	if got := send(time.Hour); got.Unfinished != 0 || got.Failed != 0 || got.Begun != got.Waiting {
		t.Errorf("a call with nothing left to do answered %+v", got)
	}
}
