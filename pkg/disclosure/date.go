package disclosure

import (
	"fmt"
	"time"
	_ "time/tzdata" // a Lambda has no zone files, and the law's days are London's
)

// London is the zone whose midnights bound a civil day in every register.
var London = mustLoad("Europe/London")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("disclosure: the embedded zone data lacks " + name)
	}
	return zone
}

// Date is a civil day in Europe/London: what a statute or a retention period
// counts in. The zero Date means "not known", never a day.
type Date struct {
	year  int
	month time.Month
	day   int
}

// NewDate returns the given day, normalising as [time.Date] does.
func NewDate(year int, month time.Month, day int) Date {
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the London day on which the instant falls.
func DateOf(at time.Time) Date { return dateOf(at.In(London)) }

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads an ISO 8601 date such as "2026-03-29". It refuses days that
// do not exist and years before 1800 or after 2999.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1800 || t.Year() > 2999 {
		return Date{}, fmt.Errorf("date: write it as year-month-day, for example 2026-03-29")
	}
	return dateOf(t), nil
}

// String returns the ISO 8601 form, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// IsZero reports whether the day is not known.
func (d Date) IsZero() bool { return d == Date{} }

// Compare returns -1, 0 or +1 as d is before, the same as or after other.
func (d Date) Compare(other Date) int {
	return d.utc().Compare(other.utc())
}

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d is a later day than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return NewDate(d.year, d.month, d.day+n) }

// DaysSince returns how many civil days after the other day the day is; negative
// when it is before.
func (d Date) DaysSince(other Date) int { return int(d.utc().Sub(other.utc()) / (24 * time.Hour)) }

// AddYears returns the corresponding date n years on. 29 February falls back to
// 28 February in a year that has no 29th.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// AddMonths returns the corresponding date n months on, or the last day of that
// month when it is shorter: six months after 31 August is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	first := NewDate(d.year, d.month+time.Month(n), 1)
	last := NewDate(first.year, first.month+1, 0)
	return Date{first.year, first.month, min(d.day, last.day)}
}

// Start returns the instant the day begins in London, in UTC.
func (d Date) Start() time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, London).UTC()
}

func (d Date) utc() time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
}

// MarshalText writes the ISO 8601 form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
