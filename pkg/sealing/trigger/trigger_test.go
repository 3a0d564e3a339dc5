package trigger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/ledgertest"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/trigger"
)

var registers = []string{"E07000107", "E07000110"}

type fakeSealer struct {
	mu     sync.Mutex
	sealed []string
	wait   time.Duration // what each takes
	report sealing.Report
	errs   map[string]error
}

func (f *fakeSealer) Seal(_ context.Context, register string) (sealing.Report, error) {
	f.mu.Lock()
	f.sealed = append(f.sealed, register)
	f.mu.Unlock()
	time.Sleep(f.wait)
	return f.report, f.errs[register]
}

func record(kind, partition string) string {
	return fmt.Sprintf(`{"eventName":%q,"dynamodb":{"Keys":{"pk":{"S":%q},"sk":{"S":"leaf"}}}}`, kind, partition)
}

func stream(records ...string) string {
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

func TestWhatIsSealed(t *testing.T) {
	leaf := record("INSERT", "leaf#E07000110#0198")
	for name, tt := range map[string]struct {
		event string
		want  []string
	}{
		"the schedule":                   {`{"source":"aws.scheduler","time":"2026-11-02T12:00:00Z"}`, registers},
		"a new leaf":                     {stream(leaf), []string{"E07000110"}},
		"the same leaf, delivered twice": {stream(leaf, leaf), []string{"E07000110"}},
		"leaves of both registers":       {stream(leaf, record("INSERT", "leaf#E07000107#0199")), registers},
		"a leaf that was sealed":         {stream(record("MODIFY", "leaf#E07000110#0198")), nil},
		"an item of another kind":        {stream(record("INSERT", "export#E07000110")), nil},
		"a register that is not ours":    {stream(record("INSERT", "leaf#E07000999#0198")), nil},
		"no records at all":              {stream(), nil},
	} {
		t.Run(name, func(t *testing.T) {
			sealer := &fakeSealer{}
			if err := handle(sealer, &bytes.Buffer{}, tt.event); err != nil {
				t.Fatal(err)
			}
			if slices.Sort(sealer.sealed); !slices.Equal(sealer.sealed, tt.want) {
				t.Errorf("sealed %q, want %q", sealer.sealed, tt.want)
			}
		})
	}
}

func TestEventsThatAreNone(t *testing.T) {
	for _, event := range []string{`[]`, `"x"`, `{"Records":[{"eventName":"INSERT","dynamodb":{"Keys":{"pk":{"N":"1"}}}}]}`} {
		if err := handle(&fakeSealer{}, &bytes.Buffer{}, event); err == nil {
			t.Errorf("%s: accepted", event)
		}
	}
}

func handle(sealer trigger.Sealer, out *bytes.Buffer, event string) error {
	log := slog.New(slog.NewJSONHandler(out, nil))
	return trigger.Handler(sealer, registers, time.Now, log, "Council/register")(context.Background(), json.RawMessage(event))
}

// One register's trouble does not keep the other's entries waiting, and only
// trouble that trying again can mend is tried again.
func TestTroubleWithOneRegister(t *testing.T) {
	refusal := &sealing.Refusal{Register: registers[0], Reason: sealing.Shrunk}
	outage := errors.New("outage")
	for name, tt := range map[string]struct {
		err   error
		again bool
	}{
		"a refusal": {fmt.Errorf("seal: %w", refusal), false},
		"an outage": {outage, true},
	} {
		t.Run(name, func(t *testing.T) {
			sealer := &fakeSealer{errs: map[string]error{registers[0]: tt.err}}
			err := handle(sealer, &bytes.Buffer{}, `{}`)
			if (err != nil) != tt.again {
				t.Errorf("got %v, want an error: %v", err, tt.again)
			}
			if slices.Sort(sealer.sealed); !slices.Equal(sealer.sealed, registers) {
				t.Errorf("sealed %q, want both", sealer.sealed)
			}
		})
	}
}

func TestMetrics(t *testing.T) {
	// The bubble's clock stands still.
	synctest.Test(t, func(t *testing.T) {
		out := &bytes.Buffer{}
		sealer := &fakeSealer{
			report: sealing.Report{Oldest: time.Now().Add(-90 * time.Second), Damaged: 2, Overwritten: []string{"0198", "0199", "019a"}, Unwitnessed: []error{errors.New("no answer")}},
			errs:   map[string]error{registers[0]: &sealing.Refusal{Register: registers[0], Reason: sealing.Forked}},
		}
		if err := handle(sealer, out, stream(record("INSERT", "leaf#E07000107#0198"))); err != nil {
			t.Fatal(err)
		}
		var metric map[string]any
		for line := range strings.Lines(out.String()) {
			var m map[string]any
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			if m["_aws"] != nil {
				metric = m
			}
		}
		for name, want := range map[string]any{
			trigger.OldestPending: 90.0, trigger.Refused: 1.0, trigger.Damaged: 2.0, trigger.Overwritten: 3.0, trigger.Unwitnessed: 1.0, "Register": "E07000107",
		} {
			if got := metric[name]; got != want {
				t.Errorf("%s = %v, want %v", name, got, want)
			}
		}
		directive := fmt.Sprint(metric["_aws"])
		for _, want := range []string{
			"Namespace:Council/register", "Name:" + trigger.OldestPending, "Unit:Seconds", "Dimensions:[[Register]]",
			fmt.Sprint("Timestamp:", float64(time.Now().UnixMilli())),
		} {
			if !strings.Contains(directive, want) {
				t.Errorf("the directive %s lacks %s", directive, want)
			}
		}
		if !strings.Contains(out.String(), "ALARM") {
			t.Errorf("a refusal is not said loudly: %s", out)
		}
	})
}

func TestSettings(t *testing.T) {
	t.Setenv("LOG_SITE", "log.example.gov.uk")
	t.Setenv("LOG_FORMER_KEYS", ledgertest.Keys(t, ledgertest.Key(1), ledgertest.Key(2)).String())
	config, err := trigger.Settings(nil)
	if err != nil || config.Site != "log.example.gov.uk" || len(config.Former) != 2 {
		t.Errorf("got %+v, %v", config, err)
	}
	t.Setenv("LOG_WITNESSES", "https://witness.example/ witness.example+00000000+AAAA")
	if config, err := trigger.Settings(nil); err != nil || len(config.Witnesses) != 1 {
		t.Errorf("got %d witnesses, %v; want 1", len(config.Witnesses), err)
	}
	t.Setenv("LOG_WITNESSES", "https://witness.example/")
	if _, err := trigger.Settings(nil); err == nil {
		t.Error("a witness without its key was accepted")
	}
	t.Setenv("LOG_WITNESSES", "")
	t.Setenv("LOG_FORMER_KEYS", "nonsense")
	if _, err := trigger.Settings(nil); err == nil {
		t.Error("nonsense was read as a key")
	}
	t.Setenv("LOG_FORMER_KEYS", "")
	t.Setenv("LOG_SITE", "https://log.example.gov.uk")
	if _, err := trigger.Settings(nil); err == nil {
		t.Error("a site with its scheme was accepted")
	}
}

// A sweep that has not the time for every register seals several at once, stops in
// time, says how many it has left, and leaves others than the sweep before.
func TestASweepThatHasNotTheTime(t *testing.T) {
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprintf("E%08d", i))
	}
	synctest.Test(t, func(t *testing.T) {
		sealed := map[string]bool{}
		for range 3 {
			sealer, out := &fakeSealer{wait: 3 * time.Second}, &bytes.Buffer{}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			began := time.Now()
			err := trigger.Handler(sealer, many, time.Now, slog.New(slog.NewJSONHandler(out, nil)), "Council/register")(ctx, json.RawMessage(`{}`))
			cancel()
			if err == nil {
				t.Error("what was left over is no error")
			}
			// 50 seconds, in which eight at once begin 17 times.
			if got, want := len(sealer.sealed), 17*8; got != want {
				t.Errorf("sealed %d registers, want %d", got, want)
			}
			if want := fmt.Sprintf(`"%s":%d`, trigger.Unswept, 300-17*8); !strings.Contains(out.String(), want) {
				t.Errorf("wrote no %s", want)
			}
			for _, register := range sealer.sealed {
				sealed[register] = true
			}
			time.Sleep(time.Minute - time.Since(began))
		}
		if got, want := len(sealed), len(many); got != want {
			t.Errorf("three sweeps came to %d registers, want %d", got, want)
		}
	})
}

func TestWhatIsMeasuredIsDatedByTheClockGiven(t *testing.T) {
	at := time.Date(2030, time.January, 31, 3, 0, 0, 0, time.UTC)
	clock, out := func() time.Time { return at }, &bytes.Buffer{}
	log := slog.New(slog.NewJSONHandler(out, nil))
	if err := trigger.Handler(&fakeSealer{}, []string{"A"}, clock, log, "Council/register")(t.Context(), json.RawMessage(`{}`)); err != nil {
		t.Fatal(err)
	}
	keys := func(string) (ledger.Keys, error) { return ledger.Keys{}, nil }
	none := func(int64, func(sealing.Finding)) (int64, error) { return 0, nil }
	if err := trigger.Check(nights{"A": none}, keys, []string{"A"}, clock, log, "Council/register")(t.Context(), json.RawMessage(`{"source":"aws.events"}`)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), fmt.Sprint(`"Timestamp":`, at.UnixMilli())); got != 3 {
		t.Errorf("%d metrics are of the clock's instant, want a register's, the sweep's and the check's:\n%s", got, out)
	}
}
