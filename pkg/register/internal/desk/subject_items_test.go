package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// alleged adds an allegation about a person, with a basis and a condition that only
// it rests on.
func alleged(about string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Data = append(slices.Clone(d.Data), disclosure.DataItem{
			Category: "criminal-allegation", Description: "Secret allegation", Subject: about,
			LawfulBases: []string{"ukgdpr-6-1-c"}, Conditions: []string{"dpa18-sch1-para10"},
		})
		d.Justification.Conditions = append(slices.Clone(d.Justification.Conditions), "dpa18-sch1-para10")
		d.Evidence["statutoryProvision"] = "Local Government Act 1974 section 29" // without it 6(1)(c) counts for nothing
	}
}

// inCatalogueWords is what an officer would have written who knew the catalogue and
// the notice by heart, and named no person or post.
func inCatalogueWords(t *testing.T) func(*disclosure.Disclosure) {
	law := policy.Load()
	return func(d *disclosure.Disclosure) {
		d.Purpose = law.Processing(dartford, d).Purposes[0]
		d.Recipient.Person, d.Recipient.Post = "", ""
		for i := range d.Data {
			d.Data[i].Description = law.Catalogue().Titles().Data[d.Data[i].Category]
		}
	}
}

// Every ground that keeps an entry from a person may be relied on for some of its
// data. Then those are left out, with what only they rested on, and the report is
// that of a register in which they were never shared, and the rest is in nobody's
// words but the catalogue's.
func TestDataThatAreWithheldLeaveNoTrace(t *testing.T) {
	law := policy.Load()
	plain := newDeskWith(t, desk.Options{})
	plain.record(t, housing, toTrust(t, inCatalogueWords(t)))
	want := map[door.As]string{}
	for _, to := range []door.As{door.Person, door.Representative} {
		want[to] = printed(t, answered(t, plain, answering.SubjectQuestion{Subject: mrsA, To: to}))
	}
	withheld := 0
	for _, item := range law.Catalogue().Items {
		if item.Kind != policy.ExemptionItem {
			continue
		}
		t.Run(item.ID, func(t *testing.T) {
			e := liftingAccess(item.ID)
			e.Data = []string{"criminal-allegation"}
			d := newDeskWith(t, desk.Options{})
			d.record(t, housing, toTrust(t, alleged(""), func(b *disclosure.Disclosure) {
				b.Justification.Exemptions = []disclosure.Exemption{e}
				b.Evidence["healthProfessionalOpinion"], b.Evidence["opinionDate"] = "test-met", "2026-11-01"
			}))
			q := answering.SubjectQuestion{Subject: mrsA, To: asWhom(item)}
			got, decision := printed(t, answered(t, d, q)), d.reviewed(t, q).About[0]
			switch {
			case decision.Outcome == door.Shown && len(decision.Items) == 1:
				if withheld++; got != want[q.To] || !slices.Equal(decision.Grounds[0].Data, e.Data) {
					t.Errorf("what is left out leaves a trace, or no ground:\n%s\nwant\n%s", got, want[q.To])
				}
			case decision.Outcome == door.Shown && !strings.Contains(got, "Secret allegation") && !decision.People:
				t.Error("it is not shown whole, though nothing is withheld")
			case decision.Outcome != door.Shown && strings.Contains(got, "Sample Hospital Trust"):
				t.Errorf("%s, and shown", decision.Outcome)
			}
		})
	}
	// Not the three against representatives: an adult's own answer is undecided by them, and
	// who acts for an adult is shown no more.
	if withheld < 23 {
		t.Errorf("%d grounds withhold: the table shows too little", withheld)
	}
}

// An entry of which all that is the person's is withheld is not shown empty: that
// would tell of what it had.
func TestAnEntryWithNoDataLeftLeavesNoTrace(t *testing.T) {
	plain := newDeskWith(t, desk.Options{})
	plain.record(t, housing, toOmbudsman(t))
	want := printed(t, answered(t, plain, mrsAsQuestion))
	everyItem := liftingAccess("dpa18-sch2-para2")
	everyItem.Data = []string{"complaint-nature", "health"}
	for name, change := range map[string]func(*disclosure.Disclosure){
		"every category named by an exemption": func(b *disclosure.Disclosure) {
			b.Data = []disclosure.DataItem{{Category: "complaint-nature", Description: "Her complaint"}, {Category: "health", Description: "Her health"}}
			b.Justification.Exemptions = []disclosure.Exemption{everyItem}
		},
		"health data alone, and no opinion": func(b *disclosure.Disclosure) {
			b.Data = []disclosure.DataItem{{Category: "health", Description: "Her health"}}
		},
		"her health, and what is another's": func(b *disclosure.Disclosure) {
			b.Subjects = append(b.Subjects, disclosure.Subject{Reference: "DBC-P-other", Role: "complainant"})
			b.Data = []disclosure.DataItem{
				{Category: "health", Description: "Her health", Subject: mrsA}, {Category: "complaint-nature", Description: "His complaint", Subject: "DBC-P-other"},
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			d.record(t, housing, toOmbudsman(t))
			d.record(t, housing, toTrust(t, on(9), happened, change))
			if got := printed(t, answered(t, d, mrsAsQuestion)); got != want {
				t.Errorf("what is left out leaves a trace:\n%s\nwant\n%s", got, want)
			}
			if about := d.reviewed(t, mrsAsQuestion).About; len(about) != 2 || !slices.ContainsFunc(about, func(s answering.Reviewed) bool { return s.Outcome == door.Withheld }) {
				t.Errorf("reviewed: %+v", about)
			}
		})
	}
}

// What is another person's is no more in what allowed the sharing than in what was
// shared.
func TestAnothersDataLeaveNoTrace(t *testing.T) {
	plain, d := newDeskWith(t, desk.Options{}), newDeskWith(t, desk.Options{})
	both := about(mrsA, "DBC-P-other")
	dealtWith := func(o *office, body disclosure.Disclosure) {
		t.Helper()
		of := o.record(t, housing, body)
		for n := range of.Flags {
			if _, err := o.ClearFlag(t.Context(), asks(dpo), of.ID, n, "Looked at, and settled with the department."); err != nil {
				t.Fatal(detail(err))
			}
		}
	}
	dealtWith(plain, toTrust(t, both))
	dealtWith(d, toTrust(t, both, alleged("DBC-P-other")))
	if got, want := printed(t, answered(t, d, mrsAsQuestion)), printed(t, answered(t, plain, mrsAsQuestion)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	others := printed(t, answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-other"}))
	for _, shown := range []string{"Secret allegation", "Article 6(1)(c)", "Schedule 1 paragraph 10"} {
		if !strings.Contains(others, shown) {
			t.Errorf("the other person is not shown %q", shown)
		}
	}
}

func TestAnExemptionNamesDataOfTheDisclosure(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	e := liftingAccess("dpa18-sch2-para2")
	e.Data = []string{"criminal-allegation"}
	_, err := d.Record(t.Context(), asks(housing), toTrust(t, func(b *disclosure.Disclosure) { b.Justification.Exemptions = []disclosure.Exemption{e} }))
	if err == nil || !strings.Contains(detail(err), "/justification/exemptions/0/data/0") {
		t.Errorf("got %v", err)
	}
}
