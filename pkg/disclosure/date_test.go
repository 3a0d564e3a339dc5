package disclosure

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func date(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAddMonths(t *testing.T) {
	for name, c := range map[string]struct {
		from   string
		months int
		want   string
	}{
		"an ordinary year":                     {"2024-03-10", 24, "2026-03-10"},
		"29 February to a year without one":    {"2024-02-29", 12, "2025-02-28"},
		"29 February to a year with one":       {"2024-02-29", 48, "2028-02-29"},
		"29 February to 2100, which has none":  {"2096-02-29", 48, "2100-02-28"},
		"28 February stays 28":                 {"2023-02-28", 12, "2024-02-28"},
		"six months from 31 August":            {"2025-08-31", 6, "2026-02-28"},
		"six months from 31 August, leap year": {"2027-08-31", 6, "2028-02-29"},
		"one month from 31 January":            {"2026-01-31", 1, "2026-02-28"},
		"one month from 30 November":           {"2026-11-30", 1, "2026-12-30"},
		"over a year's end":                    {"2026-12-31", 2, "2027-02-28"},
		"backwards from 31 March":              {"2026-03-31", -1, "2026-02-28"},
		"a hundred years from an adoption":     {"1999-12-31", 1200, "2099-12-31"},
		"none":                                 {"2024-02-29", 0, "2024-02-29"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := date(t, c.from).AddMonths(c.months); got != date(t, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A day is London's: it begins an hour earlier in summer.
func TestDateOf(t *testing.T) {
	for name, c := range map[string]struct{ at, want string }{
		"just before a winter midnight": {"2026-01-14T23:59:59Z", "2026-01-14"},
		"a winter midnight":             {"2026-01-15T00:00:00Z", "2026-01-15"},
		"just before a summer midnight": {"2026-07-14T22:59:59Z", "2026-07-14"},
		"a summer midnight":             {"2026-07-14T23:00:00Z", "2026-07-15"},
		"the night clocks go forward":   {"2026-03-29T00:30:00Z", "2026-03-29"},
		"the night they go back":        {"2026-10-24T23:30:00Z", "2026-10-25"},
		"written in another zone":       {"2026-01-15T08:00:00+09:00", "2026-01-14"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := DateOf(at); got != date(t, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestStart(t *testing.T) {
	for day, want := range map[string]string{
		"2026-01-15": "2026-01-15T00:00:00Z",
		"2026-07-15": "2026-07-14T23:00:00Z",
		"2026-03-29": "2026-03-29T00:00:00Z",
		"2026-03-30": "2026-03-29T23:00:00Z",
	} {
		if got := date(t, day).Start().Format(time.RFC3339); got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, bad := range []string{"", "2026-02-29", "2026-13-01", "2026-1-1", "29/03/2026", "2026-03-29T00:00:00Z", "1799-12-31", "3000-01-01", " 2026-03-29"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q: got %s, want an error", bad, d)
		}
	}
	for _, good := range []string{"1800-01-01", "2024-02-29", "2999-12-31"} {
		if d, err := ParseDate(good); err != nil || d.String() != good {
			t.Errorf("%q: got %s, %v", good, d, err)
		}
	}
}

func TestDateInJSON(t *testing.T) {
	type paper struct {
		On    Date `json:"on"`
		Until Date `json:"until,omitzero"`
	}
	want := paper{On: date(t, "2024-02-29")}
	body, err := json.Marshal(want)
	if err != nil || string(body) != `{"on":"2024-02-29"}` {
		t.Fatalf("got %s, %v", body, err)
	}
	var got paper
	if err := json.Unmarshal(body, &got); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{`{"on":""}`, `{"on":20240229}`, `{"on":"2023-02-29"}`} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s: got no error", bad)
		}
	}
}

func anyDate(t *rapid.T) Date {
	return NewDate(rapid.IntRange(1900, 2200).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"))
}

// Adding months keeps order, lands in the right month, and never on a later day
// of the month than it started from.
func TestAddMonthsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, n := anyDate(t), anyDate(t), rapid.IntRange(-1200, 1200).Draw(t, "months")
		if a.Before(b) && a.AddMonths(n).After(b.AddMonths(n)) {
			t.Fatalf("%s is before %s, but not after %d months", a, b, n)
		}
		got := a.AddMonths(n)
		if want := NewDate(a.year, a.month+time.Month(n), 1); got.year != want.year || got.month != want.month || got.day > a.day {
			t.Fatalf("%s and %d months: got %s", a, n, got)
		}
	})
}

func TestDatesAndInstantsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t), rapid.IntRange(-40000, 40000).Draw(t, "days")
		if DateOf(d.Start()) != d || DateOf(d.AddDays(1).Start().Add(-time.Nanosecond)) != d {
			t.Fatalf("%s does not run from its start to the next", d)
		}
		if d.AddDays(n).AddDays(-n) != d || n > 0 && !d.AddDays(n).After(d) {
			t.Fatalf("%s and %d days", d, n)
		}
	})
}

func TestZeroDateIsNoDay(t *testing.T) {
	if got := (Date{}).String(); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
	if !(Date{}).IsZero() || date(t, "2026-01-01").IsZero() {
		t.Error("only the zero date is zero")
	}
}

// Days are civil: the night the clocks change is one like any other.
func TestDaysSince(t *testing.T) {
	day := NewDate
	for name, tt := range map[string]struct {
		from, to Date
		want     int
	}{
		"the same day":                {day(2026, 3, 29), day(2026, 3, 29), 0},
		"over the start of summer":    {day(2026, 3, 28), day(2026, 3, 30), 2},
		"over the end of summer":      {day(2026, 10, 24), day(2026, 10, 26), 2},
		"over 29 February":            {day(2028, 2, 28), day(2028, 3, 1), 2},
		"a day that is still to come": {day(2026, 3, 2), day(2026, 3, 1), -1},
	} {
		if got := tt.to.DaysSince(tt.from); got != tt.want {
			t.Errorf("%s: got %d, want %d", name, got, tt.want)
		}
	}
}
