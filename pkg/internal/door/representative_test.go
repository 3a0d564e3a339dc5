package door_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// A referral about a child is not shown to whoever acts for the parent whom it suspects, nor
// to whoever acts for the child, whomever and whatever the ground against them names.
func TestAReferralIsNotShownToWhoeverActsForAnybodyInIt(t *testing.T) {
	parent, child := disclosure.Subject{Reference: "A", Role: "complained-about"}, disclosure.Subject{Reference: "A", Role: "child"}
	other := disclosure.Subject{Reference: "B-1", Role: "child"}
	items := func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "name", Description: "Name", Subject: "A"}, {Category: "feedback", Description: "What was seen", Subject: "B-1"}}
	}
	for _, ground := range []string{"dpa18-sch3-child-abuse", "dpa18-sch3-socialwork-wishes", "dpa18-sch3-health-wishes"} {
		for name, tt := range map[string]struct {
			asker      disclosure.Subject
			people     []string
			items      []int
			data       []string
			provisions string
			person     door.Outcome
			want       door.Outcome
		}{
			"for the parent, of the child":                     {parent, []string{"B-1"}, nil, nil, "15(1)-(3)", door.Undecided, door.Undecided},
			"for the parent, of the child's item":              {parent, nil, []int{1}, nil, "15(1)-(3)", door.Undecided, door.Undecided},
			"for the parent, of the child's data":              {parent, nil, nil, []string{"feedback"}, "15(1)-(3)", door.Undecided, door.Undecided},
			"for the parent, of their own item":                {parent, []string{"A"}, []int{0}, nil, "15(1)-(3)", door.Undecided, door.Undecided},
			"for the parent, of both":                          {parent, []string{"A", "B-1"}, nil, nil, "15(1)-(3)", door.Undecided, door.Withheld},
			"for the parent, of the child, illegibly":          {parent, []string{"B-1"}, nil, nil, "right of access", door.Undecided, door.Undecided},
			"for the child, of the parent":                     {child, []string{"B-1"}, nil, nil, "15(1)-(3)", door.Undecided, door.Withheld},
			"for the child, of another's item":                 {child, nil, []int{1}, nil, "15(1)-(3)", door.Shown, door.Withheld},
			"for the child, of another's data":                 {child, nil, nil, []string{"feedback"}, "15(1)-(3)", door.Shown, door.Withheld},
			"for the child, of another, and of another's item": {child, []string{"B-1"}, []int{1}, nil, "15(1)-(3)", door.Undecided, door.Withheld},
			"for the child, of another, illegibly":             {child, []string{"B-1"}, nil, nil, "right of access", door.Undecided, door.Undecided},
		} {
			e := lifting(ground, tt.provisions)
			e.People, e.Items, e.Data = tt.people, tt.items, tt.data
			q := asking(shared(relying(e), items, func(d *disclosure.Disclosure) { d.Subjects = []disclosure.Subject{tt.asker, other} }))
			for as, want := range map[door.As]door.Outcome{door.Person: tt.person, door.Representative: tt.want} {
				q.As = as
				if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != want {
					t.Errorf("%s, %s, asked as %s: %s because %v, want %s", ground, name, as, review.Disclosures[0].Outcome, review.Disclosures[0].Because, want)
				}
			}
		}
	}
}

// Whatever is recorded, and decided for the person, who acts for them is never shown an
// occasion, an item or a word more than the person.
func TestARepresentativeIsNeverShownMoreThanThePerson(t *testing.T) {
	theDoor := theDoor(t)
	references := []string{"A", "B-1", "C-1"}
	grounds := []string{"dpa18-sch2-para2", "dpa18-sch2-para16", "dpa18-sch3-child-abuse", "dpa18-sch3-socialwork-wishes", "dpa18-sch3-health-wishes", "dpa18-sch3-health-court", "ukgdpr-13-4"}
	provisions := []string{"15(1)-(3)", "13(1)-(3)", "right of access", "14"}
	told := []string{"A: Name", "A: A letter of June"}
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		some := func(from []string, label string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID[string]).Draw(t, label)
		}
		d := shared(func(d *disclosure.Disclosure) {
			d.Subjects = nil
			for _, ref := range references[:rapid.IntRange(1, 3).Draw(t, "people")] {
				s := disclosure.Subject{Reference: ref, Role: rapid.SampledFrom([]string{"child", "complained-about", "complainant"}).Draw(t, "role")}
				if rapid.Bool().Draw(t, "says whether a child") {
					is := rapid.Bool().Draw(t, "a child")
					s.Child = &is
				}
				d.Subjects = append(d.Subjects, s)
			}
			for i := range d.Data {
				d.Data[i].Description = told[i]
				d.Data[i].Subject = rapid.SampledFrom([]string{"", "A", "B-1"}).Draw(t, "item of")
			}
			for range rapid.IntRange(1, 2).Draw(t, "exemptions") {
				e := lifting(rapid.SampledFrom(grounds).Draw(t, "ground"), some(provisions, "provisions")...)
				e.People, e.Data = some(references, "named"), some([]string{"name", "feedback"}, "data")
				e.Items = rapid.SliceOfNDistinct(rapid.IntRange(0, 1), 0, 2, rapid.ID[int]).Draw(t, "items")
				d.Justification.Exemptions = append(d.Justification.Exemptions, e)
			}
		})
		q := asking(d)
		if rapid.Bool().Draw(t, "decided for the person") {
			q = toShow(q)
			q.Decisions[0].Recorded, q.Decisions[0].Show, q.Decisions[0].Open = "2", rapid.Bool().Draw(t, "to show"), rapid.Bool().Draw(t, "open")
		}
		person, _ := theDoor.Judge(q)
		q.As = door.Representative
		representative, review := theDoor.Judge(q)
		own, theirs := lines(t, person), lines(t, representative)
		compared += len(own)
		if len(theirs) > len(own) {
			t.Fatalf("shown to who acts for them, and not to them: %v", review.Disclosures[0].Because)
		}
		for n, data := range theirs {
			for _, one := range data {
				if one.Description != one.Category && !slices.Contains(own[n], one) {
					t.Fatalf("%v is shown to who acts for them, and to them %v", one, own[n])
				}
			}
			if len(data) > len(own[n]) {
				t.Fatalf("%v is shown to who acts for them, and to them %v", data, own[n])
			}
		}
	})
	if compared == 0 {
		t.Error("the person was shown nothing: nothing was compared")
	}
}

// An exemption that names a person by another reference of theirs keeps their answer where a
// join reaches it, and perhaps where it does not.
func TestAGroundThatNamesAJoinedReferenceKeepsTheAnswer(t *testing.T) {
	e := lifting("dpa18-sch2-para2", "15(1)-(3)")
	e.People = []string{"B-1"}
	for name, tt := range map[string]struct {
		reached, theirs []string
		ground          string
		want            door.Outcome
	}{
		"another's":                                  {nil, nil, "dpa18-sch2-para2", door.Shown},
		"joined, and reaching answers":               {[]string{"b-1"}, []string{"b-1"}, "dpa18-sch2-para2", door.Withheld},
		"joined for protection":                      {nil, []string{"B-1"}, "dpa18-sch2-para2", door.Undecided},
		"a third person's":                           {nil, []string{"C-1"}, "dpa18-sch2-para2", door.Shown},
		"a prohibition of one joined for protection": {nil, []string{"B-1"}, "dpa18-sch4-para3", door.Withheld},
	} {
		for _, as := range []door.As{door.Person, door.Representative} {
			e.ID = tt.ground
			q := asking(shared(withB, relying(e)))
			q.As, q.Reached, q.Theirs = as, tt.reached, tt.theirs
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != tt.want {
				t.Errorf("%s, asked as %s: %s because %v, want %s", name, as, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
			}
		}
	}
}

// That a person was told of their own marker opens nobody else's: where it is not said whose
// the data are, they may be of each.
func TestOnesOwnToldMarkerOpensNobodyElses(t *testing.T) {
	marker := func(reference string, told disclosure.TellOutcome) door.Known {
		k := ofA(disclosure.Fact{Kind: disclosure.FactMarker, From: disclosure.NewDate(2026, 10, 1), SubjectTold: told})
		k.About.Reference = reference
		return k
	}
	with := func(subject string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: "marker", Description: "In pairs", Subject: subject}, {Category: "name", Description: "Name"}}
		}
	}
	for name, tt := range map[string]struct {
		change func(*disclosure.Disclosure)
		known  []door.Known
		want   door.Outcome
	}{
		"nothing is known of the other":       {both(withB, with("")), []door.Known{marker("A", disclosure.Told)}, door.Undecided},
		"the other is not told":               {both(withB, with("")), []door.Known{marker("A", disclosure.Told), marker("B-1", disclosure.NotTold)}, door.Undecided},
		"the other is told too":               {both(withB, with("")), []door.Known{marker("A", disclosure.Told), marker("B-1", disclosure.Told)}, door.Shown},
		"it is said to be hers":               {both(withB, with("A")), []door.Known{marker("A", disclosure.Told)}, door.Shown},
		"it is said to be the other's":        {both(withB, with("B-1")), []door.Known{marker("A", disclosure.Told)}, door.Undecided},
		"there is no other":                   {with(""), []door.Known{marker("A", disclosure.Told)}, door.Shown},
		"the words alone tell of it, of one":  {func(d *disclosure.Disclosure) { d.Purpose = "A warning marker" }, []door.Known{marker("A", disclosure.Told)}, door.Shown},
		"the words alone tell of it, of both": {both(withB, func(d *disclosure.Disclosure) { d.Purpose = "A warning marker" }), []door.Known{marker("A", disclosure.Told)}, door.Undecided},
	} {
		q := asking(shared(tt.change))
		q.Known = tt.known
		if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, review.Disclosures[0].Outcome, review.Disclosures[0].Because, tt.want)
		}
	}
}
