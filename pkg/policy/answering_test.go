package policy_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func TestWhenARequestHasToBeAnswered(t *testing.T) {
	day := func(s string) disclosure.Date {
		d, err := disclosure.ParseDate(s)
		if err != nil && s != "" {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct{ received, settled, extended, month, last string }{
		"a month after the letter came":                        {received: "2026-09-03", settled: "2026-09-03", month: "2026-10-03", last: "2026-10-03"},
		"received on the last day of January":                  {received: "2026-01-31", settled: "2026-01-31", month: "2026-02-28", last: "2026-02-28"},
		"received on the last day of January of a leap year":   {received: "2028-01-31", settled: "2028-01-31", month: "2028-02-29", last: "2028-02-29"},
		"who asks was settled a week later":                    {received: "2026-09-03", settled: "2026-09-10", month: "2026-10-10", last: "2026-10-10"},
		"who asks is not settled: the month runs all the same": {received: "2026-09-03", month: "2026-10-03", last: "2026-10-03"},
		"received across the end of summer time":               {received: "2026-10-24", settled: "2026-10-24", month: "2026-11-24", last: "2026-11-24"},
		"a month that ends on a Sunday is not put off":         {received: "2026-10-01", settled: "2026-10-01", month: "2026-11-01", last: "2026-11-01"},
		"extended by two months":                               {received: "2026-09-30", settled: "2026-09-30", extended: "2026-12-30", month: "2026-10-30", last: "2026-12-30"},
	} {
		t.Run(name, func(t *testing.T) {
			f := disclosure.Fact{From: day(c.received), Request: &disclosure.AccessRequest{IdentitySettled: day(c.settled)}}
			if c.extended != "" {
				f.Request.Extended = &disclosure.Extension{To: day(c.extended)}
			}
			got := policy.ClockOfRequest(f)
			if got.Month != day(c.month) || got.LastDay != day(c.last) {
				t.Errorf("got month %s, last day %s; want %s, %s", got.Month, got.LastDay, c.month, c.last)
			}
		})
	}
}

func TestWhatARequestHasToSay(t *testing.T) {
	received, today := disclosure.NewDate(2026, 9, 30), disclosure.NewDate(2026, 11, 20)
	for name, c := range map[string]struct {
		change func(*disclosure.AccessRequest)
		want   string // the pointer that is named; "" for a request that is taken
	}{
		"the person asks":            {func(*disclosure.AccessRequest) {}, ""},
		"nobody is said to ask":      {func(r *disclosure.AccessRequest) { r.As = "" }, "/as"},
		"a parent with no authority": {func(r *disclosure.AccessRequest) { r.As = disclosure.AskerRepresentative }, "/authority"},
		"a parent with it": {func(r *disclosure.AccessRequest) {
			r.As, r.Authority = disclosure.AskerRepresentative, "Parental responsibility"
		}, ""},
		"settled before it came": {func(r *disclosure.AccessRequest) { r.IdentitySettled = received.AddDays(-1) }, "/identitySettled"},
		"extended, and told on the month's last day": {func(r *disclosure.AccessRequest) {
			r.Extended = &disclosure.Extension{To: disclosure.NewDate(2026, 12, 30), Told: disclosure.NewDate(2026, 10, 30)}
		}, ""},
		"extended by a day more than two months": {func(r *disclosure.AccessRequest) {
			r.Extended = &disclosure.Extension{To: disclosure.NewDate(2026, 12, 31), Told: disclosure.NewDate(2026, 10, 30)}
		}, "/extended/to"},
		"extended to within the month": {func(r *disclosure.AccessRequest) {
			r.Extended = &disclosure.Extension{To: disclosure.NewDate(2026, 10, 30), Told: disclosure.NewDate(2026, 10, 30)}
		}, "/extended/to"},
		"extended, and told a day after the month": {func(r *disclosure.AccessRequest) {
			r.Extended = &disclosure.Extension{To: disclosure.NewDate(2026, 12, 30), Told: disclosure.NewDate(2026, 10, 31)}
		}, "/extended/told"},
	} {
		t.Run(name, func(t *testing.T) {
			r := disclosure.AccessRequest{AskedBy: "A. Sample", As: disclosure.AskerPerson}
			c.change(&r)
			got := policy.CheckFact(disclosure.Fact{
				Kind: disclosure.FactAccessRequest, From: received, Request: &r,
				About: disclosure.FactKey{Dimension: disclosure.FactsOfAnswers, Reference: "DBC-P-1"},
			}, today)
			if c.want == "" && got != nil || c.want != "" && (len(got) != 1 || got[0].Pointer != c.want) {
				t.Errorf("got %v, want one finding at %q", got, c.want)
			}
		})
	}
}
