package policy_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func years(n int) policy.Period { return policy.Period{Years: n} }

func variant(of string) *policy.Alternative {
	return &policy.Alternative{To: of, When: "died-before-18"}
}

// everyClass is every retention class of the notices that have been read row by row
// (everyCouncil), as they were read. TestNoticesKeepEveryClass holds those notices
// to it; a council that is added needs no row here.
var everyClass = []policy.Class{
	{ID: "dc-complaints-db", Row: "DC-T1", Trigger: policy.FileClosed, Period: years(2), Bound: policy.Exactly, Default: true},
	{ID: "dc-tenancy-file", Row: "DC-T2", Trigger: policy.TenancyEnded, Bound: policy.Exactly},
	{ID: "ms-stage2", Row: "MS-T1", Trigger: policy.FileClosed, Period: years(6), Bound: policy.Exactly, Default: true},
	{ID: "kc-feedback", Row: "KC-T1", Trigger: policy.FileClosed, Period: years(6), Bound: policy.AtMost, Default: true},
	{ID: "kc-compliment", Row: "KC-T2", Trigger: policy.RecordCreated, Period: years(2), Bound: policy.Exactly},
	{ID: "kc-child-in-care", Row: "KC-T3", Trigger: policy.ChildBorn, Period: years(75), Bound: policy.Exactly},
	{ID: "kc-child-in-care-death", Row: "KC-T3b", Trigger: policy.ChildDied, Period: years(15), Bound: policy.Exactly, Alternative: variant("kc-child-in-care")},
	{ID: "kc-foster-carer", Row: "KC-T4", Trigger: policy.ApprovalTerminated, Period: years(10), Bound: policy.AtLeast},
	{ID: "kc-adoption-order", Row: "KC-T5", Trigger: policy.AdoptionOrderMade, Period: years(100), Bound: policy.AtLeast},
	{ID: "kc-adoption-no-order", Row: "KC-T6", Trigger: policy.ChildBorn, Period: years(75), Bound: policy.Exactly, LaterOf: []string{"kc-child-in-care-death"}},
	{ID: "kc-child-protection", Row: "KC-T7", Trigger: policy.ChildBorn, Period: years(25), Bound: policy.Exactly},
	{ID: "kc-child-protection-death", Row: "KC-T7b", Trigger: policy.ChildDied, Period: years(6), Bound: policy.Exactly, Alternative: variant("kc-child-protection")},
	{
		ID: "kc-social-care-copy", Row: "KC-T8", Trigger: policy.ParentRecord, Bound: policy.Following,
		Follows: []string{"kc-child-in-care", "kc-foster-carer", "kc-adoption-order", "kc-adoption-no-order", "kc-child-protection"},
	},
	{ID: "nk-enquiry", Row: "NK-T1", Trigger: policy.RecordCreated, Period: years(2), Bound: policy.Exactly},
	{ID: "nk-feedback", Row: "NK-T2", Trigger: policy.FileClosed, Period: years(7), Bound: policy.Exactly, Default: true},
	{ID: "dm-managing-contact", Row: "DM-T1", Trigger: policy.FileClosed, Period: years(1), Bound: policy.Exactly, Default: true},
	{ID: "dm-marker-review", Row: "DM-W7", Trigger: policy.MarkerReviewed, Period: policy.Period{Months: 6}, Bound: policy.Recurring},
}

func TestNoticesKeepEveryClass(t *testing.T) {
	l := policy.Load()
	var got []policy.Class
	for _, council := range everyCouncil {
		for _, n := range l.Notices(council.register) {
			for _, class := range n.Retention {
				if !slices.ContainsFunc(got, func(c policy.Class) bool { return c.ID == class.ID }) {
					got = append(got, class)
				}
			}
		}
	}
	for _, class := range got {
		i := slices.IndexFunc(everyClass, func(c policy.Class) bool { return c.ID == class.ID })
		if i < 0 {
			t.Errorf("%s: no such class in the table above", class.ID)
			continue
		}
		want := everyClass[i]
		if class.Row != want.Row || class.Trigger != want.Trigger || class.Period != want.Period || class.Bound != want.Bound || class.Default != want.Default ||
			(class.Alternative == nil) != (want.Alternative == nil) || !slices.Equal(class.LaterOf, want.LaterOf) || !slices.Equal(class.Follows, want.Follows) {
			t.Errorf("got %+v, want %+v", class, want)
		}
	}
	for _, class := range everyClass {
		if !slices.ContainsFunc(got, func(c policy.Class) bool { return c.ID == class.ID }) {
			t.Errorf("no notice has the class %s", class.ID)
		}
	}
}

// Each case is worked by hand in its comment. A class is asked about by the name
// the officer would give it.
func TestEveryClassAndTrap(t *testing.T) {
	for name, c := range map[string]struct {
		class string
		dates string // events, "born 2008-02-29", and holds, "hold FROM..TO"
		asOf  string
		want  string // class that answered, clock, dueOn
	}{
		// Two years from 10 March 2024 end with 10 March 2026; it may go on the 11th.
		"Dartford complaint":                 {"dc-complaints-db", "closed 2024-03-10", "2026-03-11", "dc-complaints-db due 2026-03-11"},
		"Dartford complaint, its last day":   {"dc-complaints-db", "closed 2024-03-10", "2026-03-10", "dc-complaints-db running 2026-03-11"},
		"Dartford complaint, never closed":   {"dc-complaints-db", "created 2019-01-01", "2026-01-01", "dc-complaints-db not-started "},
		"copy on a tenancy file":             {"dc-tenancy-file", "closed 2020-01-01, tenancy 2031-05-31", "2031-05-31", "dc-tenancy-file running 2031-06-01"},
		"copy on the file of a live tenancy": {"dc-tenancy-file", "closed 2020-01-01", "2045-01-01", "dc-tenancy-file not-started "},
		// Six years from 29 February 2024 end with 28 February 2030: 2030 has no 29th.
		"Maidstone stage 2, closed on a leap day": {"ms-stage2", "closed 2024-02-29", "2030-02-28", "ms-stage2 running 2030-03-01"},
		// Four years on there is a 29th again.
		"leap day to leap day": {"kc-feedback", "closed 2022-02-28", "2028-02-28", "kc-feedback due 2028-02-28"},
		// At most six years from 31 March 2020: 31 March 2026 is the last lawful day.
		"Kent feedback on its last lawful day": {"kc-feedback", "closed 2020-03-31", "2026-03-31", "kc-feedback due 2026-03-31"},
		"Kent feedback the day before":         {"kc-feedback", "closed 2020-03-31", "2026-03-30", "kc-feedback running 2026-03-31"},
		"Kent compliment, from its creation":   {"kc-compliment", "created 2024-11-22, closed 2025-12-01", "2026-11-23", "kc-compliment due 2026-11-23"},
		// 75 years from 29 February 2008 end with 28 February 2083.
		"child in care born on a leap day":      {"kc-child-in-care", "born 2008-02-29", "2083-02-28", "kc-child-in-care running 2083-03-01"},
		"child in care, birth not known":        {"kc-child-in-care", "closed 2001-01-01", "2099-01-01", "kc-child-in-care not-started "},
		"child in care who died at seventeen":   {"kc-child-in-care", "born 2000-05-04, died 2018-05-03", "2033-05-04", "kc-child-in-care-death due 2033-05-04"},
		"who died on the eighteenth birthday":   {"kc-child-in-care", "born 2000-05-04, died 2018-05-04", "2033-05-04", "kc-child-in-care running 2075-05-05"},
		"asked as the variant, but came of age": {"kc-child-in-care-death", "born 2000-05-04, died 2019-01-01", "2040-01-01", "kc-child-in-care running 2075-05-05"},
		"asked as the variant, still living":    {"kc-child-in-care-death", "born 2000-05-04", "2040-01-01", "kc-child-in-care running 2075-05-05"},
		"asked as the variant, birth unknown":   {"kc-child-in-care-death", "died 2011-06-01", "2026-06-02", "kc-child-in-care-death due 2026-06-02"},
		"asked as the variant, nothing known":   {"kc-child-in-care-death", "", "2026-06-02", "kc-child-in-care-death not-started "},
		"a death before the birth counts not":   {"kc-child-in-care", "born 2010-01-01, died 2009-01-01", "2026-01-01", "kc-child-in-care running 2085-01-02"},
		// Born 29 February 2008: eighteen on 28 February 2026. Dying that day is not
		// dying before it, and the longer clock is the safer one.
		"leap-day child who died on 28 February": {"kc-child-in-care", "born 2008-02-29, died 2026-02-28", "2050-01-01", "kc-child-in-care running 2083-03-01"},
		"leap-day child who died the day before": {"kc-child-in-care", "born 2008-02-29, died 2026-02-27", "2050-01-01", "kc-child-in-care-death due 2041-02-28"},
		"child protection":                       {"kc-child-protection", "born 2001-11-22", "2026-11-23", "kc-child-protection due 2026-11-23"},
		"child protection, died at four":         {"kc-child-protection", "born 2010-01-01, died 2014-06-30", "2020-07-01", "kc-child-protection-death due 2020-07-01"},
		// 75 years from the birth end in 2085, 15 from the death in 2035: the later.
		"looked after, no order, died before 18": {"kc-adoption-no-order", "born 2010-05-01, died 2020-01-01", "2036-01-01", "kc-adoption-no-order running 2085-05-02"},
		"looked after, no order":                 {"kc-adoption-no-order", "born 1950-05-01", "2025-05-02", "kc-adoption-no-order due 2025-05-02"},
		// At least ten years: on the day after, somebody looks; nothing is destroyed.
		"foster carer after ten years":     {"kc-foster-carer", "approval 2016-11-21", "2026-11-22", "kc-foster-carer review 2026-11-22"},
		"foster carer, still approved":     {"kc-foster-carer", "closed 2000-01-01", "2026-11-22", "kc-foster-carer not-started "},
		"adoption order, a century on":     {"kc-adoption-order", "order 1926-11-21", "2026-11-22", "kc-adoption-order review 2026-11-22"},
		"adoption order, the day before":   {"kc-adoption-order", "order 1926-11-21", "2026-11-21", "kc-adoption-order running 2026-11-22"},
		"copy, parent not said":            {"kc-social-care-copy", "born 2000-01-01", "2026-11-22", "kc-social-care-copy not-started "},
		"copy kept with a child in care's": {"kc-social-care-copy", "born 2000-01-01, with kc-child-in-care", "2026-11-22", "kc-social-care-copy running 2075-01-02"},
		"copy, the child died at nine":     {"kc-social-care-copy", "born 2000-01-01, died 2009-01-01, with kc-child-in-care", "2026-11-22", "kc-social-care-copy due 2024-01-02"},
		"copy of a foster carer's":         {"kc-social-care-copy", "approval 2010-01-01, with kc-foster-carer", "2026-11-22", "kc-social-care-copy review 2020-01-02"},
		"North Kesteven enquiry":           {"nk-enquiry", "created 2024-11-21", "2026-11-22", "nk-enquiry due 2026-11-22"},
		"North Kesteven complaint":         {"nk-feedback", "created 2010-01-01, closed 2019-11-21", "2026-11-21", "nk-feedback running 2026-11-22"},
		"managing contact":                 {"dm-managing-contact", "closed 2025-11-21", "2026-11-22", "dm-managing-contact due 2026-11-22"},
		// Six months from 31 August 2025 end with February: due that day.
		"marker review on its day":     {"dm-marker-review", "marker 2025-08-31", "2026-02-28", "dm-marker-review review 2026-02-28"},
		"marker review the day before": {"dm-marker-review", "marker 2025-08-31", "2026-02-27", "dm-marker-review running 2026-02-28"},
		// Two years from 5 June 2021, when something was still disclosed.
		"disclosed after the closing":  {"dc-complaints-db", "closed 2020-03-10, disclosed 2021-06-05", "2023-06-05", "dc-complaints-db running 2023-06-06"},
		"disclosed before the closing": {"dc-complaints-db", "closed 2020-03-10, disclosed 2020-03-09", "2022-03-11", "dc-complaints-db due 2022-03-11"},
		// Six years from 31 March 2020 is the last lawful day, whatever came after.
		"disclosed after the closing, and a maximum": {"kc-feedback", "closed 2020-03-31, disclosed 2021-06-05", "2026-03-31", "kc-feedback due 2026-03-31"},
		"a hold that stands":                         {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01", "2026-01-01", "dc-complaints-db held "},
		"a hold not yet placed":                      {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01", "2020-12-31", "dc-complaints-db running 2022-03-11"},
		"released after the expiry":                  {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01..2025-06-30", "2025-06-30", "dc-complaints-db due 2025-06-30"},
		"the day before the release":                 {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01..2025-06-30", "2025-06-29", "dc-complaints-db held "},
		"released before the expiry":                 {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01..2021-06-30", "2022-03-10", "dc-complaints-db running 2022-03-11"},
		"two holds, the later counts":                {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01..2025-06-30, hold 2021-02-01..2024-01-01", "2025-07-01", "dc-complaints-db due 2025-06-30"},
		"one of two still stands":                    {"dc-complaints-db", "closed 2020-03-10, hold 2021-01-01..2021-06-30, hold 2021-02-01", "2026-01-01", "dc-complaints-db held "},
		"held with no clock":                         {"kc-child-in-care", "hold 2021-01-01", "2026-01-01", "kc-child-in-care held "},
		"held past a last lawful day":                {"kc-feedback", "closed 2015-01-01, hold 2020-01-01..2026-05-01", "2026-05-01", "kc-feedback due 2026-05-01"},
		"review held until the release":              {"kc-foster-carer", "approval 2010-01-01, hold 2019-01-01..2026-05-01", "2026-04-30", "kc-foster-carer held "},
		"review after the release":                   {"kc-foster-carer", "approval 2010-01-01, hold 2019-01-01..2026-05-01", "2026-05-01", "kc-foster-carer review 2026-05-01"},
		"midnight at the end of the year":            {"dm-managing-contact", "closed 2024-12-31", "2026-01-01", "dm-managing-contact due 2026-01-01"},
	} {
		t.Run(name, func(t *testing.T) {
			file := caseOf(t, c.dates)
			due := policy.Settle(everyClass, c.class, file, day(t, c.asOf))
			if got := due.Class + " " + string(due.Clock) + " " + due.DueOn.String(); got != c.want {
				t.Errorf("got %s, want %s\n%s", got, c.want, due.Reason)
			}
			if due.Reason == "" {
				t.Error("got no reason")
			}
		})
	}
}

// caseOf reads the dates of a case. A case with a closure is closed.
func caseOf(t testing.TB, dates string) disclosure.Case {
	t.Helper()
	file := disclosure.Case{State: disclosure.CaseOpen}
	triggers := map[string]*disclosure.Date{
		"created": &file.Triggers.RecordCreated, "closed": &file.Triggers.Closed, "tenancy": &file.Triggers.TenancyEnded,
		"born": &file.Triggers.Born, "died": &file.Triggers.Died, "order": &file.Triggers.AdoptionOrder,
		"disclosed": &file.Triggers.LastDisclosed,
		"approval":  &file.Triggers.ApprovalTerminated, "marker": &file.Triggers.MarkerReviewed,
	}
	for part := range strings.SplitSeq(dates, ", ") {
		what, on, _ := strings.Cut(part, " ")
		switch {
		case what == "":
		case what == "with":
			file.Classes = append(file.Classes, on)
		case what == "hold":
			from, to, _ := strings.Cut(on, "..")
			file.Holds = append(file.Holds, hold(t, from, to))
		case triggers[what] == nil:
			t.Fatalf("no event is called %s", what)
		default:
			*triggers[what] = day(t, on)
		}
	}
	if !file.Triggers.Closed.IsZero() {
		file.State = disclosure.CaseClosed
	}
	return file
}

// No sequence of closing, reopening, holding, releasing and correcting lets
// disposal begin earlier than every class of the case allows, worked out here
// from the dates alone.
func TestNothingGoesTooSoon(t *testing.T) {
	whole := policy.LawOf("E00000001", "a-notice", everyClass)
	disposable := slices.DeleteFunc(slices.Clone(everyClass), func(c policy.Class) bool {
		return c.Bound == policy.Recurring || c.Bound == policy.Following || c.Alternative != nil
	})
	rapid.Check(t, func(t *rapid.T) {
		file := disclosure.Case{State: disclosure.CaseOpen, Notices: []string{"a-notice"}}
		today := disclosure.NewDate(2026, 1, 1)
		anyDay := func(label string) disclosure.Date { return today.AddDays(-rapid.IntRange(0, 40_000).Draw(t, label)) }
		file.Triggers.RecordCreated = anyDay("created")
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			today = today.AddDays(rapid.IntRange(0, 2_000).Draw(t, "days pass"))
			switch rapid.SampledFrom([]string{"close", "disclose", "reopen", "hold", "release", "correct", "classes", "review"}).Draw(t, "step") {
			case "close":
				file.State, file.Triggers.Closed = disclosure.CaseClosed, anyDay("closed")
			case "disclose":
				file.Triggers.LastDisclosed = anyDay("disclosed")
			case "reopen":
				file.State, file.Triggers.Closed, file.Triggers.LastDisclosed = disclosure.CaseOpen, disclosure.Date{}, disclosure.Date{}
			case "hold":
				file.Holds = append(file.Holds, disclosure.Hold{PlacedOn: today})
			case "release":
				for i := range file.Holds {
					if file.Holds[i].ReleasedOn.IsZero() {
						file.Holds[i].ReleasedOn = today
						break
					}
				}
			case "correct":
				for _, on := range []*disclosure.Date{&file.Triggers.Born, &file.Triggers.Died, &file.Triggers.AdoptionOrder, &file.Triggers.ApprovalTerminated, &file.Triggers.TenancyEnded} {
					*on = disclosure.Date{}
					if rapid.Bool().Draw(t, "known") {
						*on = anyDay("corrected")
					}
				}
			case "classes":
				file.Classes = nil
				for _, c := range disposable {
					if rapid.IntRange(0, 4).Draw(t, "chosen") == 0 {
						file.Classes = append(file.Classes, c.ID)
					}
				}
			case "review":
				file.Review = disclosure.Review{On: today, Outcome: disclosure.Destroy}
			}
			r := whole.Retention("E00000001", file, today)
			if !r.MayBegin(today) {
				continue
			}
			if file.Held() {
				t.Fatalf("held, and disposal may begin on %s", today)
			}
			for _, class := range disposable {
				if !slices.Contains(file.Classes, class.ID) && (len(file.Classes) > 0 || class.ID != "dc-complaints-db") {
					continue
				}
				if earliest, known := earliestBy(class, file); !known || today.Before(earliest) {
					t.Fatalf("%s: disposal may begin on %s, want from %s (known: %v)", class.ID, today, earliest, known)
				}
				if class.Bound == policy.AtLeast && file.Review.On.IsZero() {
					t.Fatalf("%s: disposal may begin with no review", class.ID)
				}
			}
			for _, h := range file.Holds {
				if today.Before(h.ReleasedOn) {
					t.Fatalf("disposal may begin on %s, before a hold came off on %s", today, h.ReleasedOn)
				}
			}
		}
	})
}

// earliestBy works out the first day a class may go from the calendar alone.
func earliestBy(class policy.Class, file disclosure.Case) (disclosure.Date, bool) {
	t := file.Triggers
	from, n := disclosure.Date{}, class.Period.Years
	switch class.Trigger {
	case policy.FileClosed:
		if file.State == disclosure.CaseClosed {
			from = t.Closed
			if class.Bound != policy.AtMost && from.Before(t.LastDisclosed) {
				from = t.LastDisclosed
			}
		}
	case policy.TenancyEnded:
		from = t.TenancyEnded
	case policy.RecordCreated:
		from = t.RecordCreated
	case policy.AdoptionOrderMade:
		from = t.AdoptionOrder
	case policy.ApprovalTerminated:
		from = t.ApprovalTerminated
	case policy.ChildBorn:
		from = t.Born
		young := !t.Born.IsZero() && !t.Died.IsZero() && !t.Died.Before(t.Born) && t.Died.Before(t.Born.AddYears(18))
		if young && class.ID == "kc-child-in-care" {
			from, n = t.Died, 15
		}
		if young && class.ID == "kc-child-protection" {
			from, n = t.Died, 6
		}
	}
	if from.IsZero() {
		return from, false
	}
	if class.Bound == policy.AtMost { // no floor of its own; it may begin a fortnight early
		return from.AddYears(n).AddDays(-policy.EarlyStart), true
	}
	return from.AddYears(n).AddDays(1), true
}
