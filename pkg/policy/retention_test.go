package policy_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func day(t testing.TB, s string) disclosure.Date {
	t.Helper()
	if s == "" {
		return disclosure.Date{}
	}
	d, err := disclosure.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func hold(t testing.TB, placed, released string) disclosure.Hold {
	return disclosure.Hold{By: "County Court", Reason: "Claim pending", PlacedOn: day(t, placed), ReleasedOn: day(t, released)}
}

// Classes of every bound, as other notices will have them.
var (
	database = policy.Class{ID: "database", Row: "DC-T1", What: "Record on the complaints database", Trigger: policy.FileClosed, Period: policy.Period{Years: 2}, Bound: policy.Exactly}
	tenancy  = policy.Class{ID: "tenancy", Row: "DC-T2", What: "Copy on the tenancy file", Trigger: policy.TenancyEnded, Bound: policy.Exactly}
	feedback = policy.Class{ID: "feedback", Row: "KC-T1", What: "Feedback", Trigger: policy.FileClosed, Period: policy.Period{Years: 6}, Bound: policy.AtMost}
	carer    = policy.Class{ID: "carer", Row: "KC-T4", What: "Foster carer", Trigger: policy.ApprovalTerminated, Period: policy.Period{Years: 10}, Bound: policy.AtLeast}
	marker   = policy.Class{ID: "marker", Row: "DM-W7", What: "Marker", Trigger: policy.RecordCreated, Period: policy.Period{Months: 6}, Bound: policy.AtLeast}
	inCare   = policy.Class{ID: "in-care", Row: "KC-T3", What: "Child in care", Trigger: policy.ChildBorn, Period: policy.Period{Years: 75}, Bound: policy.Exactly}
	died     = policy.Class{ID: "died", Row: "KC-T3b", What: "Child in care who died", Trigger: policy.ChildDied, Period: policy.Period{Years: 15}, Bound: policy.Exactly, Alternative: &policy.Alternative{To: "in-care", When: "died-before-18"}}
)

func TestSchedule(t *testing.T) {
	for name, c := range map[string]struct {
		classes []policy.Class
		closed  string
		more    func(*disclosure.Case)
		asOf    string
		want    []string // class, clock, dueOn
	}{
		"open case":                  {[]policy.Class{database}, "", nil, "2026-01-01", []string{"database not-started "}},
		"the last day of two years":  {[]policy.Class{database}, "2024-03-10", nil, "2026-03-10", []string{"database running 2026-03-11"}},
		"the day after":              {[]policy.Class{database}, "2024-03-10", nil, "2026-03-11", []string{"database due 2026-03-11"}},
		"closed on 29 February":      {[]policy.Class{database}, "2024-02-29", nil, "2026-02-28", []string{"database running 2026-03-01"}},
		"closed, then opened again":  {[]policy.Class{database}, "2020-01-01", func(c *disclosure.Case) { c.State = disclosure.CaseOpen }, "2026-01-01", []string{"database not-started "}},
		"two copies, two clocks":     {[]policy.Class{database, tenancy}, "2024-03-10", func(c *disclosure.Case) { c.Triggers.TenancyEnded = day(t, "2031-05-31") }, "2026-03-11", []string{"database due 2026-03-11", "tenancy running 2031-06-01"}},
		"no tenancy, or not ended":   {[]policy.Class{tenancy}, "2024-03-10", nil, "2026-03-11", []string{"tenancy not-started "}},
		"a maximum, on its last day": {[]policy.Class{feedback}, "2020-03-31", nil, "2026-03-31", []string{"feedback due 2026-03-31"}},
		"a maximum, the day before":  {[]policy.Class{feedback}, "2020-03-31", nil, "2026-03-30", []string{"feedback running 2026-03-31"}},
		"a minimum ends in review":   {[]policy.Class{carer}, "", func(c *disclosure.Case) { c.Triggers.ApprovalTerminated = day(t, "2016-11-20") }, "2026-11-21", []string{"carer review 2026-11-21"}},
		"six months from 31 August":  {[]policy.Class{marker}, "", func(c *disclosure.Case) { c.Triggers.RecordCreated = day(t, "2025-08-31") }, "2026-02-28", []string{"marker running 2026-03-01"}},
		"child in care still living": {[]policy.Class{inCare, died}, "", func(c *disclosure.Case) { c.Triggers.Born = day(t, "2010-05-04") }, "2026-01-01", []string{"in-care running 2085-05-05"}},
		"child in care who died at 17": {[]policy.Class{inCare, died}, "", func(c *disclosure.Case) {
			c.Triggers.Born, c.Triggers.Died = day(t, "2000-05-04"), day(t, "2018-05-03")
		}, "2026-01-01", []string{"died running 2033-05-04"}},
		"child in care who died at 18": {[]policy.Class{inCare, died}, "", func(c *disclosure.Case) {
			c.Triggers.Born, c.Triggers.Died = day(t, "2000-05-04"), day(t, "2018-05-04")
		}, "2026-01-01", []string{"in-care running 2075-05-05"}},
		"a death without a birth":            {[]policy.Class{inCare, died}, "", func(c *disclosure.Case) { c.Triggers.Died = day(t, "2018-05-04") }, "2026-01-01", []string{"in-care not-started "}},
		"a hold stands after the period":     {[]policy.Class{database}, "2020-03-10", holds(hold(t, "2021-01-01", "")), "2026-03-11", []string{"database held "}},
		"a hold stands on an open case":      {[]policy.Class{database}, "", holds(hold(t, "2021-01-01", "")), "2026-03-11", []string{"database held "}},
		"a hold released after the period":   {[]policy.Class{database}, "2020-03-10", holds(hold(t, "2021-01-01", "2025-06-30")), "2026-03-11", []string{"database due 2025-06-30"}},
		"a hold released before it":          {[]policy.Class{database}, "2020-03-10", holds(hold(t, "2021-01-01", "2021-06-30")), "2026-03-11", []string{"database due 2022-03-11"}},
		"one of two holds released":          {[]policy.Class{database}, "2020-03-10", holds(hold(t, "2021-01-01", "2021-06-30"), hold(t, "2021-02-01", "")), "2026-03-11", []string{"database held "}},
		"both released, the later counts":    {[]policy.Class{database}, "2020-03-10", holds(hold(t, "2021-01-01", "2025-06-30"), hold(t, "2021-02-01", "2024-01-01")), "2025-06-30", []string{"database due 2025-06-30"}},
		"the day before the later comes off": {[]policy.Class{database}, "2020-03-10", holds(hold(t, "2021-01-01", "2025-06-30"), hold(t, "2021-02-01", "2024-01-01")), "2025-06-29", []string{"database held "}},
	} {
		t.Run(name, func(t *testing.T) {
			file := disclosure.Case{State: disclosure.CaseOpen, Triggers: disclosure.Triggers{Closed: day(t, c.closed)}}
			if c.closed != "" {
				file.State = disclosure.CaseClosed
			}
			if c.more != nil {
				c.more(&file)
			}
			var got []string
			for _, d := range policy.Schedule(c.classes, file, day(t, c.asOf)) {
				got = append(got, d.Class+" "+string(d.Clock)+" "+d.DueOn.String())
			}
			if g, w := strings.Join(got, "; "), strings.Join(c.want, "; "); g != w {
				t.Errorf("got %s, want %s", g, w)
			}
		})
	}
}

func holds(h ...disclosure.Hold) func(*disclosure.Case) {
	return func(c *disclosure.Case) { c.Holds = h }
}

// The reason can be read aloud: what, which row, from which day, until when.
func TestScheduleSaysWhy(t *testing.T) {
	classes := policy.Load().Classes(dartford, []string{"dartford-complaints"}, disclosure.NewDate(2026, time.November, 9))
	file := disclosure.Case{State: disclosure.CaseClosed, Triggers: disclosure.Triggers{Closed: day(t, "2026-11-09")}}
	got := policy.Schedule(classes, file, day(t, "2026-11-21"))
	if len(got) != 2 {
		t.Fatalf("got %d, want the database and the tenancy file", len(got))
	}
	want := "Record on the complaints database (DC-T1): kept for 2 years from the file's closure on 2026-11-09, so it may be destroyed from 2028-11-10; rule dartford-complaints 2026-11."
	if got[0].Reason != want {
		t.Errorf("got  %s\nwant %s", got[0].Reason, want)
	}
	if !strings.Contains(got[1].Reason, "the end of the tenancy, of which no day is on record, so") || got[1].Assumption == "" {
		t.Errorf("got %+v, want a clock that has not started, with its assumption", got[1])
	}
	// An open file has not been closed: that is known.
	file = disclosure.Case{State: disclosure.CaseOpen}
	if got := policy.Schedule(classes, file, day(t, "2026-11-21")); !strings.Contains(got[0].Reason, "the file's closure, which has not happened, so") {
		t.Errorf("of an open file it says %s", got[0].Reason)
	}
}
