package policy_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// A closing day decides when a case is destroyed, so a slip in it is stopped
// while somebody can still see it.
func TestCheckClosing(t *testing.T) {
	today := day(t, "2026-11-20")
	dartfordCase := func(c *policy.Closing) { c.Case.Notices = []string{"dartford-complaints"} }
	confirmed := func(c *policy.Closing) { c.Body.Confirmed = true }
	byDPO := func(c *policy.Closing) { c.ByDPO = true }
	disclosed := func(on string) func(*policy.Closing) {
		return func(c *policy.Closing) { c.LastDisclosed = day(t, on) }
	}
	classes := func(ids ...string) func(*policy.Closing) {
		return func(c *policy.Closing) { c.Case.Classes = ids }
	}
	tenancyEnded := func(on string) func(*policy.Closing) {
		return func(c *policy.Closing) { c.Body.TenancyEnded = day(t, on) }
	}
	for name, tt := range map[string]struct {
		closedOn string
		more     []func(*policy.Closing)
		want     string // the finding's pointer; "" for none
	}{
		"on the day of the last disclosure": {"2026-11-05", []func(*policy.Closing){disclosed("2026-11-05")}, ""},
		"today":                             {"2026-11-20", []func(*policy.Closing){disclosed("2026-11-05")}, ""},
		"no day":                            {"", nil, "/closedOn"},
		"tomorrow":                          {"2026-11-21", nil, "/closedOn"},
		"tomorrow, confirmed":               {"2026-11-21", []func(*policy.Closing){confirmed, byDPO}, "/closedOn"},
		"exactly five years ago, confirmed by a recorder":     {"2021-11-20", []func(*policy.Closing){confirmed}, ""},
		"longer ago, by a recorder":                           {"2021-11-19", []func(*policy.Closing){confirmed}, "/closedOn"},
		"longer ago, by the DPO":                              {"2021-11-19", []func(*policy.Closing){byDPO, disclosed("2021-01-01")}, "/closedOn"},
		"longer ago, by the DPO, confirmed":                   {"2021-11-19", []func(*policy.Closing){byDPO, confirmed}, ""},
		"the day before the last disclosure":                  {"2026-11-04", []func(*policy.Closing){disclosed("2026-11-05")}, "/closedOn"},
		"the same by the DPO":                                 {"2026-11-04", []func(*policy.Closing){disclosed("2026-11-05"), byDPO}, "/closedOn"},
		"the same, confirmed":                                 {"2026-11-04", []func(*policy.Closing){disclosed("2026-11-05"), confirmed}, ""},
		"nothing disclosed, the day the register heard":       {"2026-11-02", nil, ""},
		"nothing disclosed, the day before":                   {"2026-11-01", nil, "/closedOn"},
		"too early, but kept for the life of a tenancy":       {"2026-11-04", []func(*policy.Closing){disclosed("2026-11-05"), classes("dc-tenancy-file"), tenancyEnded("2026-10-31")}, ""},
		"too early, and of a class nobody knows the dates of": {"2026-11-04", []func(*policy.Closing){disclosed("2026-11-05"), classes("dc-complaints-db", "dc-tenancy-file")}, "/closedOn"},
		"a tenancy that ended long ago, by a recorder":        {"2026-11-20", []func(*policy.Closing){confirmed, tenancyEnded("2021-11-19")}, "/tenancyEnded"},
		"a tenancy whose period is over, by the DPO":          {"2026-11-20", []func(*policy.Closing){byDPO, classes("dc-tenancy-file"), disclosed("2026-11-05"), tenancyEnded("1990-01-01")}, "/closedOn"},
		"the same, confirmed by the DPO":                      {"2026-11-20", []func(*policy.Closing){byDPO, confirmed, classes("dc-tenancy-file"), disclosed("2026-11-05"), tenancyEnded("1990-01-01")}, ""},
		"a tenancy of a case that is not kept by it":          {"2026-11-20", []func(*policy.Closing){byDPO, disclosed("2026-11-05"), tenancyEnded("1990-01-01")}, ""},
		"a tenancy that ends next year":                       {"2026-11-20", []func(*policy.Closing){tenancyEnded("2027-01-31")}, "/tenancyEnded"},
	} {
		t.Run(name, func(t *testing.T) {
			c := policy.Closing{
				Case: disclosure.Case{State: disclosure.CaseOpen, OpenedAt: day(t, "2026-11-02").Start()},
				Body: disclosure.Closure{ClosedOn: day(t, tt.closedOn)},
			}
			dartfordCase(&c)
			for _, more := range tt.more {
				more(&c)
			}
			findings := policy.Load().CheckClosing(dartford, c, today)
			got := ""
			for _, f := range findings {
				got += f.Pointer
			}
			if got != tt.want {
				t.Errorf("got findings at %q, want %q", got, tt.want)
			}
		})
	}
}
