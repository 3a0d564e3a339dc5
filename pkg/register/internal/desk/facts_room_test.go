package desk_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// untoldMarker is a marker of which its person was not told.
func untoldMarker(subject, reason string) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject(subject), From: theDay(1), ReviewBy: disclosure.NewDate(2027, 5, 1), Reason: reason,
		SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: theDay(1),
	}
}

// How many facts a department can record about a person, and how long, does not
// tell it of a marker, or of a change, that it may not know of.
func TestRoomForAFactTellsNothingOfMarkers(t *testing.T) {
	long := strings.Repeat("a", 2000)
	for name, reason := range map[string]string{"many short facts": "Her situation.", "long facts": long} {
		t.Run(name, func(t *testing.T) {
			var found [2]int
			for i := range found {
				d := newDeskWith(t, desk.Options{})
				for range 20 * i {
					d.learn(t, dpo, untoldMarker("DBC-P-1", long))
				}
				fact := objection(func(f *disclosure.Fact) { f.About, f.Reason = aboutSubject("DBC-P-1"), reason })
				for ; ; found[i]++ {
					if _, err := d.LearnFact(t.Context(), asks(housing), fact); err != nil {
						if kindOf(t, err) != disclosure.Conflict {
							t.Fatal(detail(err))
						}
						break
					}
				}
				d.learn(t, dpo, untoldMarker("DBC-P-1", long)) // there is room for what is kept apart
			}
			if found[0] != found[1] || found[0] < 20 {
				t.Errorf("%d find room without a marker and %d with markers", found[0], found[1])
			}
		})
	}
}

// What is kept apart is bounded too: an item that is full is refused as one, and
// both rooms full fit in an item.
func TestFactsKeptApartAreBounded(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	fill := func(by disclosure.Caller, fact disclosure.Fact) (n int) {
		for {
			if _, err := d.LearnFact(t.Context(), asks(by), fact); err != nil {
				if kindOf(t, err) != disclosure.Conflict {
					t.Fatal(detail(err))
				}
				return n
			}
			n++
		}
	}
	long := strings.Repeat("é", 2000) // two bytes each
	markers := fill(dpo, untoldMarker("DBC-P-1", long))
	others := fill(housing, objection(func(f *disclosure.Fact) { f.About, f.Reason = aboutSubject("DBC-P-1"), long }))
	if markers < 30 || others < 10 {
		t.Errorf("room for %d markers and %d other facts", markers, others)
	}
}

// However much departments have recorded of a person, each has room for its own, and
// there is room for an objection, a restriction, and what the Data Protection Officer
// records.
func TestDepartmentsDoNotFillTheRoomOfWhatProtects(t *testing.T) {
	long := strings.Repeat("a", 2000)
	for name, reason := range map[string]string{"many short facts": "", "long facts": long} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			agreed := consent("The ombudsman")
			agreed.Reason = reason
			fill := func(by disclosure.Caller, fact disclosure.Fact) (n int) {
				for ; ; n++ {
					if _, err := d.LearnFact(t.Context(), asks(by), fact); err != nil {
						if kindOf(t, err) != disclosure.Conflict {
							t.Fatal(detail(err))
						}
						return n
					}
				}
			}
			first := fill(revenuesIn("revenues"), agreed)
			if second := fill(housing, agreed); first != second || first > 50 {
				t.Errorf("one department has room for %d and another for %d", first, second)
			}
			for _, department := range []string{"planning", "licensing", "waste", "parks", "electoral", "estates", "homes"} {
				fill(revenuesIn(department), agreed)
			}
			restricted, objected := restriction(), objection()
			restricted.Reason, objected.Reason = long, long
			d.learn(t, housing, objected)
			d.learn(t, revenuesIn("revenues"), restricted)
			d.learn(t, dpo, restricted)
			d.learn(t, dpo, objected)
			d.learn(t, dpo, agreed)
		})
	}
}
