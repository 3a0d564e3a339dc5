package desk_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

// aboutSoMany is a disclosure about a number of people, on many legal grounds: how
// many people fit in one entry is less than the sixty that the form takes.
func aboutSoMany(t *testing.T, people int) disclosure.Disclosure {
	t.Helper()
	return toTrust(t, inCase("DBC-C-LARGE"), large(t, people), func(b *disclosure.Disclosure) {
		b.DisclosedAt = theDay(2).Start().Add(9 * time.Hour)
		b.Departure.NoBreachReason, b.Departure.BreachReference = "", "DBC-BR-1"
	})
}

// markersOfSoMany is as large, and shares a marker of each of them.
func markersOfSoMany(t *testing.T, people int) disclosure.Disclosure {
	t.Helper()
	return example(t, "dartford-contact-marker", inCase("DBC-C-LARGE"), happened, large(t, people))
}

func large(t *testing.T, people int) func(*disclosure.Disclosure) {
	t.Helper()
	law := policy.Load()
	references := make([]string, people)
	for i := range references {
		references[i] = fmt.Sprintf("DBC-P-%06d", i)
	}
	return func(b *disclosure.Disclosure) {
		about(references...)(b)
		for _, item := range law.Catalogue().Items {
			if item.Kind == policy.SpecialCondition && len(b.Justification.Conditions) < 10 {
				b.Justification.Conditions = append(b.Justification.Conditions, item.ID)
			}
		}
	}
}

// How large an entry may be depends on its own body alone. A department at the bound
// learns nothing of what others have recorded about the people, the breach or the
// case.
func TestHowMuchFitsTellsNothingOfOthers(t *testing.T) {
	const somebody = "DBC-P-000000"
	earlier := func(d *office, by disclosure.Caller) {
		d.record(t, by, toTrust(t, inCase("DBC-C-LARGE"), about("DBC-P-other"), func(b *disclosure.Disclosure) { b.DisclosedAt = theDay(1).Start() }))
	}
	closed := func(d *office) {
		if _, err := d.Close(t.Context(), asks(dpo), "DBC-C-LARGE", disclosure.Closure{ClosedOn: theDay(1)}); err != nil {
			t.Fatal(detail(err))
		}
	}
	known := map[string]func(*office){
		"nothing":                            func(*office) {},
		"a change to one of the people":      func(d *office) { d.learn(t, dpo, changed(somebody, disclosure.Rectification, 4)) },
		"the breach":                         func(d *office) { d.learn(t, dpo, breachFact("DBC-BR-1", nil)) },
		"the case, from the same department": func(d *office) { earlier(d, housing) },
		"the case, from another":             func(d *office) { earlier(d, revenue) },
		"the case, closed before":            func(d *office) { earlier(d, revenue); closed(d) },
		"the case, closed, and a change": func(d *office) {
			earlier(d, housing)
			closed(d)
			d.learn(t, dpo, changed(somebody, disclosure.Rectification, 4))
		},
	}
	untold := disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject(somebody), From: disclosure.NewDate(2025, 1, 5), Reason: "Threats at a visit",
		ReviewBy: disclosure.NewDate(2025, 7, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para19", DPOConsulted: disclosure.NewDate(2025, 1, 5),
	}
	tellsNothing(t, aboutSoMany, known)
	tellsNothing(t, markersOfSoMany, map[string]func(*office){
		"markers untold, one overdue and on a wrong ground, one taken off": func(d *office) {
			d.learn(t, dpo, untold)
			off := untold
			off.Until = disclosure.NewDate(2026, 11, 1)
			d.learn(t, dpo, off)
		},
	})
}

// tellsNothing tries the bound of a disclosure when nothing is known, and then with
// what is.
func tellsNothing(t *testing.T, body func(*testing.T, int) disclosure.Disclosure, known map[string]func(*office)) {
	t.Helper()
	fits := func(t *testing.T, learn func(*office), people int) bool {
		d := newDeskWith(t, desk.Options{})
		learn(d)
		_, err := d.Record(t.Context(), asks(housing), body(t, people))
		var refused *disclosure.Error
		if err != nil && (!errors.As(err, &refused) || refused.Kind != disclosure.Refused) {
			t.Fatalf("%d people: %v", people, err)
		}
		return err == nil
	}
	most := 60
	for ; most > 0 && !fits(t, func(*office) {}, most); most-- {
	}
	if most == 0 || most == 60 {
		t.Fatalf("%d people fit: the bound is not tried", most)
	}
	for name, learn := range known {
		t.Run(name, func(t *testing.T) {
			if !fits(t, learn, most) {
				t.Errorf("%d people do not fit, and do when nothing is known", most)
			}
			if fits(t, learn, most+1) {
				t.Errorf("%d people fit, and do not when nothing is known", most+1)
			}
		})
	}
}
