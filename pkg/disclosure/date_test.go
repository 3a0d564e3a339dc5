package disclosure_test

import (
	"encoding/json"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

func date(t *testing.T, s string) disclosure.Date {
	t.Helper()
	d, err := disclosure.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCorrespondingDates(t *testing.T) {
	for _, tt := range []struct {
		name, from string
		years      int
		months     int
		want       string
	}{
		{"an ordinary day", "2024-03-10", 2, 0, "2026-03-10"},
		{"29 February, in a year that has none", "2024-02-29", 1, 0, "2025-02-28"},
		{"29 February, four years on", "2024-02-29", 4, 0, "2028-02-29"},
		{"29 February, over a century that skips it", "2096-02-29", 4, 0, "2100-02-28"},
		{"six months from the end of August", "2026-08-31", 0, 6, "2027-02-28"},
		{"six months from the end of August, to a leap year", "2027-08-31", 0, 6, "2028-02-29"},
		{"over a year's end", "2026-11-30", 0, 3, "2027-02-28"},
		{"a hundred years", "2026-11-21", 100, 0, "2126-11-21"},
		{"back", "2026-01-31", 0, -1, "2025-12-31"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := date(t, tt.from).AddYears(tt.years).AddMonths(tt.months)
			if want := date(t, tt.want); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// Midnight in London is not midnight in UTC from the last Sunday of March to the
// last of October.
func TestTheDayIsLondons(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-06-30T22:59:59Z": "2026-06-30",
		"2026-06-30T23:00:00Z": "2026-07-01",
		"2026-12-31T23:59:59Z": "2026-12-31",
		"2027-01-01T00:00:00Z": "2027-01-01",
		"2026-03-29T00:59:59Z": "2026-03-29", // the clocks go forward
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		got := disclosure.DateOf(at)
		if got != date(t, want) {
			t.Errorf("%s falls on %s, want %s", instant, got, want)
		}
		if start := got.Start(); start.After(at) || !got.AddDays(1).Start().After(at) {
			t.Errorf("%s is not within %s, which starts at %s", instant, got, start)
		}
	}
}

func TestDatesThatAreNone(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "1799-12-31", "3000-01-01"} {
		if d, err := disclosure.ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestAnUnknownDayIsLeftOutOfJSON(t *testing.T) {
	got, err := json.Marshal(disclosure.Triggers{Closed: disclosure.NewDate(2026, 11, 20)})
	if want := `{"closed":"2026-11-20"}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
}

func TestIdentifiersHaveOneForm(t *testing.T) {
	const id = "01990000-0000-7000-8000-000000000000"
	if got, err := disclosure.ParseEntryID(id); err != nil || got.String() != id {
		t.Errorf("got %s, %v", got, err)
	}
	for _, s := range []string{"", "01990000-0000-4000-8000-000000000000", "01990000-0000-7000-8000-00000000000A", "{" + id + "}", "urn:uuid:" + id} {
		if _, err := disclosure.ParseEntryID(s); err == nil {
			t.Errorf("%q was taken for an entry's id", s)
		}
	}
	for _, s := range []string{"", "a case", "../x", "#", ".hidden", "Zoë"} {
		if _, err := disclosure.ParseCaseRef(s); err == nil {
			t.Errorf("%q was taken for a case reference", s)
		}
	}
	for _, s := range []string{"", "E0700010", "E070001070", "e07000107", "X07000107", "E07000107\n"} {
		if _, err := disclosure.ParseRegister(s); err == nil {
			t.Errorf("%q was taken for a register", s)
		}
	}
}
