package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// tool runs a command line of the tool and returns what it answered.
func tool(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, notes bytes.Buffer
	parser, err := kong.New(&commands{}, kong.Bind(streams{&out, &notes}), kong.Writers(&notes, &notes))
	if err != nil {
		t.Fatal(err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return "", err
	}
	err = command.Run()
	return out.String(), err
}

func TestRetentionClockAnswers(t *testing.T) {
	for name, c := range map[string]struct{ args, clock, dueOn string }{
		"closed two years ago today":      {"--closed 2024-11-22 --as-of 2026-11-22", "running", "2026-11-23"},
		"the day after":                   {"--closed 2024-11-22 --as-of 2026-11-23", "due", "2026-11-23"},
		"closed on a leap day":            {"--closed 2024-02-29 --as-of 2026-02-28", "running", "2026-03-01"},
		"never closed":                    {"--as-of 2026-11-23", "not-started", ""},
		"held":                            {"--closed 2020-01-01 --hold 2021-01-01 --as-of 2026-11-23", "held", ""},
		"held, and the release is known":  {"--closed 2020-01-01 --hold 2021-01-01..2027-05-01 --as-of 2026-11-23", "held", ""},
		"released after the expiry":       {"--closed 2020-01-01 --hold 2021-01-01..2026-05-01 --as-of 2026-05-01", "due", "2026-05-01"},
		"two holds, one of which is open": {"--closed 2020-01-01 --hold 2021-01-01..2021-05-01 --hold 2021-02-01 --as-of 2026-05-01", "held", ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := tool(t, append([]string{"retention", "clock", "--json", "--class", "dc-complaints-db"}, strings.Fields(c.args)...)...)
			if err != nil {
				t.Fatal(err)
			}
			var got struct{ Clock, DueOn, Reason string }
			if err := json.Unmarshal([]byte(answer), &got); err != nil {
				t.Fatalf("read %q: %v", answer, err)
			}
			if got.Clock != c.clock || got.DueOn != c.dueOn || got.Reason == "" {
				t.Errorf("got %+v, want %s %s and a reason", got, c.clock, c.dueOn)
			}
		})
	}
}

// What belongs to no case has clocks too, and says what is assumed.
func TestRetentionClockOfAFact(t *testing.T) {
	for args, want := range map[string]string{
		"--as-of 2026-11-23":                    "clock: not-started",
		"--ended 2024-02-29 --as-of 2030-02-28": "due on: 2030-03-01",
		"--ended 2020-05-01 --as-of 2026-11-23": "clock: due",
		"--ended 2026-05-01 --as-of 2026-11-23": "Assumed: No notice says how long.",
	} {
		answer, err := tool(t, append([]string{"retention", "clock", "--class", "register-consent"}, strings.Fields(args)...)...)
		if err != nil || !strings.Contains(answer, want) {
			t.Errorf("%s: got %q (%v), want %q in it", args, answer, err, want)
		}
	}
}

// A hold stops what would be destroyed, and never the review of a warning marker.
func TestAHoldStopsNoReviewOfAMarker(t *testing.T) {
	for args, want := range map[string]string{
		"--marker-review 2026-01-10 --hold 2026-02-01 --as-of 2026-07-09":             "clock: running\ndue on: 2026-07-10\n",
		"--marker-review 2026-01-10 --hold 2026-02-01 --as-of 2026-07-10":             "clock: review\ndue on: 2026-07-10\n",
		"--marker-review 2026-01-10 --hold 2026-02-01..2026-08-01 --as-of 2026-12-24": "clock: review\ndue on: 2026-07-10\n",
		"--marker-review 2026-01-10 --as-of 2026-07-10":                               "clock: review\ndue on: 2026-07-10\n",
		"--marker-review 2025-08-31 --hold 2025-09-01 --as-of 2026-02-28":             "clock: review\ndue on: 2026-02-28\n",
		"--hold 2026-02-01 --as-of 2026-07-10":                                        "clock: not-started\n",
	} {
		answer, err := tool(t, append([]string{"retention", "clock", "--class", "dm-marker-review"}, strings.Fields(args)...)...)
		if err != nil || !strings.HasPrefix(answer, want) || strings.Contains(answer, "hold") {
			t.Errorf("%s: got %q (%v), want %q and nothing of a hold", args, answer, err, want)
		}
	}
	held := "--closed 2024-03-10 --hold 2026-01-05..2026-05-20 --hold 2026-02-01 --as-of 2026-06-01"
	answer, err := tool(t, append([]string{"retention", "clock", "--class", "dc-complaints-db"}, strings.Fields(held)...)...)
	if err != nil || !strings.HasPrefix(answer, "clock: held\n") || strings.Contains(answer, "due on") || !strings.Contains(answer, "A hold placed on 2026-02-01 stands") {
		t.Errorf("what is destroyed: %q, %v", answer, err)
	}
}

func TestRetentionClockRefuses(t *testing.T) {
	for name, c := range map[string]struct{ args, want string }{
		"a class there is none of":   {"--class nobodys", "the classes are"},
		"a day that does not exist":  {"--class dc-complaints-db --closed 2026-02-30", "year-month-day"},
		"a death before the birth":   {"--class dc-complaints-db --born 2010-01-01 --died 2009-12-31", "death is before the birth"},
		"a hold that ends before it": {"--class dc-complaints-db --hold 2026-01-02..2026-01-01", "TO is not before FROM"},
		"a hold that is not a day":   {"--class dc-complaints-db --hold soon", "--hold wants"},
		"no class":                   {"--closed 2026-01-01", "--class"},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := tool(t, append([]string{"retention", "clock"}, strings.Fields(c.args)...)...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q and error %v, want an error that says %q", answer, err, c.want)
			}
		})
	}
}
