package door_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// Whatever two or three words of a disclosure say of grounds and of who is a child, the last
// is not shown where it would not be with the grounds of an earlier one, nor where it would
// not be if the person were no child, as an earlier one has it.
func TestTheMoreProtectiveOfTwoWordsHoldsFieldByField(t *testing.T) {
	type field struct {
		name string
		say  func(*disclosure.Disclosure)
	}
	role := func(role string) field {
		return field{role, func(d *disclosure.Disclosure) { d.Subjects[0].Role = role }}
	}
	child := func(name string, child bool) field {
		return field{name, func(d *disclosure.Disclosure) { d.Subjects[0].Role, d.Subjects[0].Child = "tenant", &child }}
	}
	roles := []field{role("child"), role("complained-about"), child("said to be a child", true), child("said to be none", false)}
	grounds := []field{{"no ground", func(*disclosure.Disclosure) {}}}
	for _, id := range []string{"dpa18-sch3-child-abuse", "dpa18-sch2-para2"} {
		all := lifting(id, "15(1)-(3)")
		named, item := all, all
		named.People, item.Items = []string{"A"}, []int{1}
		grounds = append(grounds, field{id, relying(all)}, field{id + " of A", relying(named)}, field{id + " of an item", relying(item)})
	}
	subjects := []field{{"alone", func(*disclosure.Disclosure) {}}, {"beside B", withB}}
	outcome := func(words ...*disclosure.Disclosure) door.Judged {
		_, review := theDoor(t).Judge(corrected(words...))
		return review.Disclosures[0]
	}
	keeps := func(j door.Judged) int { // places of data
		places := map[int]bool{}
		for _, item := range j.Items {
			places[item.Place] = true
		}
		return len(places)
	}
	shown, kept := 0, 0
	for _, beside := range subjects {
		for _, r1 := range roles {
			for _, r2 := range roles {
				for _, g1 := range grounds {
					for _, g2 := range grounds {
						first, last := shared(beside.say, r1.say, g1.say), shared(beside.say, r2.say, g2.say)
						got := outcome(first, last)
						if got.Outcome != door.Shown {
							kept++
							continue
						}
						shown++
						for name, guarded := range map[string]*disclosure.Disclosure{
							"the earlier ground": shared(beside.say, r2.say, g1.say), "both grounds": shared(beside.say, r2.say, g2.say, adding(g1.say)),
							"the earlier role": shared(beside.say, r1.say, g2.say),
						} {
							if alone := outcome(guarded); alone.Outcome != door.Shown || keeps(alone) > keeps(got) {
								t.Errorf("%s: %s with %s, corrected to %s with %s, is shown, and with %s it is %s", beside.name, r1.name, g1.name, r2.name, g2.name, name, alone.Outcome)
							}
						}
					}
				}
			}
		}
	}
	if shown < 100 || kept < 100 {
		t.Errorf("%d are shown and %d are not: that compares nothing", shown, kept)
	}
	father, none := shared(withB, role("child").say, relying(lifting("dpa18-sch3-child-abuse", "15(1)-(3)"))), shared(withB, role("complained-about").say)
	for name, words := range map[string][]*disclosure.Disclosure{
		"at once":                  {father, none},
		"in two corrections":       {father, shared(withB, role("child").say), none},
		"the other way round":      {father, shared(withB, role("complained-about").say, relying(lifting("dpa18-sch3-child-abuse", "15(1)-(3)"))), none},
		"put back, and taken away": {shared(withB, role("complained-about").say), father, none},
	} {
		if got := outcome(words...); got.Outcome != door.Undecided {
			t.Errorf("%s: the suspected parent's answer is %s because %v", name, got.Outcome, got.Because)
		}
	}
}

// adding has a change to the grounds add to those that are there.
func adding(say func(*disclosure.Disclosure)) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		were := d.Justification.Exemptions
		say(d)
		if !slices.EqualFunc(were, d.Justification.Exemptions, func(a, b disclosure.Exemption) bool {
			return a.ID == b.ID && slices.Equal(a.People, b.People) && slices.Equal(a.Items, b.Items)
		}) {
			d.Justification.Exemptions = append(slices.Clip(were), d.Justification.Exemptions...)
		}
	}
}

// A child by any of the roles that say so is one: the child's own answer is left alone by a
// ground against representatives.
func TestEveryRoleOfAChildIsAChilds(t *testing.T) {
	for role, want := range map[string]door.Outcome{"child": door.Shown, "looked-after-child": door.Shown, "child-in-care": door.Shown, "Looked after child": door.Shown, "tenant": door.Undecided} {
		_, review := theDoor(t).Judge(asking(shared(relying(lifting("dpa18-sch3-child-abuse", "15(1)-(3)")), func(d *disclosure.Disclosure) { d.Subjects[0].Role = role })))
		if got := review.Disclosures[0]; got.Outcome != want {
			t.Errorf("%s: %s because %v, want %s", role, got.Outcome, got.Because, want)
		}
	}
}

// Words that a correction puts into a share may name somebody else in it, who is not known to
// whoever judges one of them, and by a name as well as by a reference: plain words wait too.
func TestNewWordsOfAShareWait(t *testing.T) {
	listed := func(d *disclosure.Disclosure) {
		d.Share = &disclosure.Share{People: 9, HowToTell: "Every tenant of Example Court"}
	}
	for name, test := range map[string]struct {
		say  func(*disclosure.Disclosure)
		want door.Outcome
	}{
		"a reference in the purpose":  {func(d *disclosure.Disclosure) { d.Purpose += " about SQ-pur-2" }, door.Undecided},
		"a reference without digits":  {func(d *disclosure.Disclosure) { d.Recipient.Post = "Adjudicator for INF/B" }, door.Undecided},
		"a reference in the data":     {func(d *disclosure.Disclosure) { d.Data[1].Description = "Letter to ＤＢＣ２" }, door.Undecided},
		"a reference in how to tell":  {func(d *disclosure.Disclosure) { d.Share.HowToTell += ", and 70001" }, door.Undecided},
		"plain words":                 {func(d *disclosure.Disclosure) { d.Data[1].Description = "A letter of July" }, door.Undecided},
		"nothing":                     {func(*disclosure.Disclosure) {}, door.Shown},
		"a reference, and no share":   {func(d *disclosure.Disclosure) { d.Share, d.Purpose = nil, "Investigate complaint 70001" }, door.Shown},
		"capitals and spaces of what": {func(d *disclosure.Disclosure) { d.Purpose = "INVESTIGATE  a complaint" }, door.Shown},
	} {
		now := shared(listed, test.say)
		q := corrected(shared(listed), now)
		_, review := theDoor(t).Judge(q)
		if got := review.Disclosures[0]; got.Outcome != test.want {
			t.Errorf("%s: %s because %v, want %s", name, got.Outcome, got.Because, test.want)
		}
		q.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "2"}}
		if _, review = theDoor(t).Judge(q); review.Disclosures[0].Outcome != door.Shown {
			t.Errorf("%s, decided: %s", name, review.Disclosures[0].Outcome)
		}
	}
}
