package trigger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/trigger"
)

// nights answers for each register as a test says.
type nights map[string]func(most int64, found func(sealing.Finding)) (int64, error)

func (n nights) Watch(_ context.Context, register string, _ ledger.Keys, most int64, _ time.Time, found func(sealing.Finding)) (int64, error) {
	return n[register](most, found)
}

func TestANightCountsWhatIsWrongInEveryRegister(t *testing.T) {
	t.Parallel()
	whole := func(most int64, _ func(sealing.Finding)) (int64, error) { return most, nil }
	tampered := func(most int64, found func(sealing.Finding)) (int64, error) {
		for range 30 {
			found(sealing.Finding{Index: 7, ID: "an-entry", What: "its leaf item is gone"})
		}
		return most, nil
	}
	back := func(int64, func(sealing.Finding)) (int64, error) {
		return 0, &sealing.Refusal{Register: "B", Reason: sealing.Shrunk, Head: 1, Published: 2}
	}
	broken := func(int64, func(sealing.Finding)) (int64, error) { return 0, errors.New("no connection") }
	for name, test := range map[string]struct {
		nights nights
		wrong  string
		alarms int
		fails  bool
	}{
		"all whole":              {nights{"A": whole, "B": whole}, `"WrongLeaves":0`, 0, false},
		"one was tampered with":  {nights{"A": tampered, "B": whole}, `"WrongLeaves":30`, 20, false},
		"one was set back":       {nights{"A": whole, "B": back}, `"WrongLeaves":1`, 1, false},
		"one cannot be compared": {nights{"A": broken, "B": back}, `"WrongLeaves":1`, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := &bytes.Buffer{}
			keys := func(string) (ledger.Keys, error) { return ledger.Keys{}, nil }
			err := trigger.Check(test.nights, keys, []string{"A", "B"}, time.Now, slog.New(slog.NewJSONHandler(out, nil)), "Council/register")(t.Context(), json.RawMessage(`{"source":"aws.events"}`))
			if (err != nil) != test.fails {
				t.Errorf("got %v", err)
			}
			if !strings.Contains(out.String(), test.wrong) || strings.Count(out.String(), "ALARM") != test.alarms {
				t.Errorf("logged %s, want %s and %d alarms", out, test.wrong, test.alarms)
			}
		})
	}
}

// A night that is too short says so, and still counts what it found.
func TestANightThatIsTooShortCountsWhatItFound(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(time.Second)) // less than is kept to wrap up
	defer cancel()
	never := func(int64, func(sealing.Finding)) (int64, error) { return 0, errors.New("it was asked all the same") }
	out := &bytes.Buffer{}
	keys := func(string) (ledger.Keys, error) { return ledger.Keys{}, nil }
	check := trigger.Check(nights{"A": never, "B": never}, keys, []string{"A", "B"}, time.Now, slog.New(slog.NewJSONHandler(out, nil)), "Council/register")
	if err := check(ctx, json.RawMessage(`{"source":"aws.events"}`)); err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), `"registers":2`) || !strings.Contains(out.String(), `"WrongLeaves":0`) {
		t.Errorf("logged %s", out)
	}
}
