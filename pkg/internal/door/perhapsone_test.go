package door_test

import (
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// What is kept back, beside a record of the same day and recipient that is shown, is to be
// decided first; what is no other record of it is not.
func TestAKeptRecordBesideOneThatIsShown(t *testing.T) {
	kept := relying(lifting("dpa18-sch2-para2", "15"))
	inPart := lifting("dpa18-sch2-para2", "15")
	inPart.Items = []int{0}
	nameless := func(kind string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Recipient.Organisation, d.Recipient.Kind = "", kind }
	}
	childs := func(d *disclosure.Disclosure) {
		withB(d)
		d.Data = slices.Clone(d.Data)
		for i := range d.Data {
			d.Data[i].Subject = "B-1"
		}
	}
	lgsco := func(name string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Recipient = disclosure.Recipient{Category: "ombudsman", Kind: "lgsco", Organisation: name}
		}
	}
	keptOf := func(kind string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { kept(d); nameless(kind)(d) }
	}
	for name, tt := range map[string]struct {
		first, second func(*disclosure.Disclosure)
		want          bool
	}{
		"withheld, and shown":              {kept, func(*disclosure.Disclosure) {}, true},
		"undecided, and shown":             {untold(disclosure.NotTold, "dpa18-sch2-para2", disclosure.Date{}), func(*disclosure.Disclosure) {}, true},
		"kept in part, and shown whole":    {relying(inPart), func(*disclosure.Disclosure) {}, true},
		"without people, and with":         {relying(lifting("dpa18-sch2-para16", "15")), func(*disclosure.Disclosure) {}, true},
		"both shown":                       {func(*disclosure.Disclosure) {}, func(*disclosure.Disclosure) {}, false},
		"both withheld":                    {kept, kept, false},
		"of another day":                   {kept, func(d *disclosure.Disclosure) { d.DisclosedAt = d.DisclosedAt.Add(-48 * time.Hour) }, false},
		"to somebody else":                 {kept, func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Other Ombudsman" }, false},
		"to a name with a legal form":      {kept, func(d *disclosure.Disclosure) { d.Recipient.Organisation = "the " + d.Recipient.Organisation + "." }, true},
		"neither named, and of one kind":   {keptOf("trust"), nameless("trust"), true},
		"neither named, and of two kinds":  {keptOf("trust"), nameless("icb"), false},
		"neither named, and a kind unsaid": {keptOf("trust"), nameless(""), true},
		"one not named":                    {kept, nameless("trust"), true},
		"to another sort":                  {kept, func(d *disclosure.Disclosure) { d.Recipient.Category = "police"; d.Recipient.Kind = "police-force" }, false},
		"in a case of its own":             {kept, func(d *disclosure.Disclosure) { d.Case = "elsewhere" }, true},
		"to one person, in two ways": {func(d *disclosure.Disclosure) {
			kept(d)
			d.Recipient.Organisation, d.Recipient.Person = "", "Cllr J. Sample"
		}, func(d *disclosure.Disclosure) {
			d.Recipient.Organisation, d.Recipient.Person = "Group office", "Cllr J. Sample"
		}, true},
		"to two people": {func(d *disclosure.Disclosure) {
			kept(d)
			d.Recipient.Organisation, d.Recipient.Person = "", "Cllr J. Sample"
		}, func(d *disclosure.Disclosure) { d.Recipient.Organisation, d.Recipient.Person = "", "Cllr A. Other" }, false},
		"on a ground, and by the record none of it theirs": {func(d *disclosure.Disclosure) {
			kept(d)
			childs(d)
		}, func(*disclosure.Disclosure) {}, true},
		"told, on no ground, and none of it theirs": {childs, func(*disclosure.Disclosure) {}, false},
		"untold, and one of its items another's": {func(d *disclosure.Disclosure) {
			untold(disclosure.NotTold, "ukgdpr-14-5", disclosure.Date{})(d)
			withB(d)
			d.Data[0].Subject, d.Data[1].Subject = "A", "B-1"
		}, func(*disclosure.Disclosure) {}, true},
		"told, on no ground, and one of its items another's": {func(d *disclosure.Disclosure) {
			withB(d)
			d.Data[0].Subject, d.Data[1].Subject = "A", "B-1"
		}, func(*disclosure.Disclosure) {}, false},
		"the only body of its kind, under two names": {func(d *disclosure.Disclosure) { kept(d); lgsco("LGSCO")(d) }, lgsco("The Local Government and Social Care Ombudsman"), true},
		"kept, and about nobody else now":            {func(d *disclosure.Disclosure) { kept(d); d.Subjects[0].Reference = "somebody else" }, func(*disclosure.Disclosure) {}, false},
	} {
		t.Run(name, func(t *testing.T) {
			q := asking(shared(tt.first), shared(tt.second))
			answer, review := theDoor(t).Judge(q)
			if got := len(review.PerhapsOne) > 0; got != tt.want {
				t.Fatalf("to be decided: %+v, want %v", review.PerhapsOne, tt.want)
			}
			if !tt.want {
				return
			}
			p := review.PerhapsOne[0]
			if p.Kept != q.Histories[0].Last().Entry || p.Shown != q.Histories[1].Last().Entry || len(p.Because) == 0 {
				t.Errorf("got %+v, want the first kept and the second shown, and why", p)
			}
			// It is judged by nothing: the answer is that of a register without the first.
			without := q
			without.Histories = q.Histories[1:]
			if alone, _ := theDoor(t).Judge(without); p.Outcome != door.Shown && alone.Digest() != answer.Digest() {
				t.Error("what is kept back changes the answer")
			}
			q.Two = map[[2]disclosure.EntryID]bool{{min(p.Kept, p.Shown), max(p.Kept, p.Shown)}: true}
			decided, review := theDoor(t).Judge(q)
			if len(review.PerhapsOne) != 0 || decided.Digest() != answer.Digest() {
				t.Errorf("decided to be two, it is asked still, or the answer changed: %+v", review.PerhapsOne)
			}
		})
	}
}

// What is recorded under another reference of the person, which the answer does not reach,
// may be one sharing with what it shows, and is in neither answer nor review.
func TestAKeptRecordUnderAnotherReferenceOfThePerson(t *testing.T) {
	q := asking(shared())
	alone, _ := theDoor(t).Judge(q)
	q.Beside = []door.History{{{Entry: "8", Disclosure: shared(relying(lifting("dpa18-sch2-para2", "15")))}}, {{Entry: "9", Disclosure: shared()}}}
	answer, review := theDoor(t).Judge(q)
	if len(review.PerhapsOne) != 1 || review.PerhapsOne[0].Kept != "8" || review.PerhapsOne[0].Shown != "1" {
		t.Errorf("to be decided: %+v, want the record that is kept under the other reference", review.PerhapsOne)
	}
	if answer.Digest() != alone.Digest() || len(review.Disclosures) != 1 {
		t.Errorf("the answer, or the review, has what stands beside it: %+v", review.Disclosures)
	}
}

// A share that somebody was perhaps in shows too what is kept back of a record about them.
func TestAKeptRecordBesideAShareTheyWerePerhapsIn(t *testing.T) {
	q := asking(shared(relying(lifting("dpa18-sch2-para2", "15"))), shared())
	q.Perhaps, q.Histories = q.Histories[1:], q.Histories[:1]
	share := *q.Perhaps[0][0].Disclosure
	share.Share = &disclosure.Share{People: 3, HowToTell: "Report CR-12"}
	q.Perhaps[0][0].Disclosure = &share
	_, review := theDoor(t).Judge(q)
	if !slices.ContainsFunc(review.PerhapsOne, func(p door.PerhapsOne) bool { return p.Shown == q.Perhaps[0].Last().Entry }) {
		t.Errorf("%+v, %+v", review.PerhapsOne, review.Perhaps)
	}
}

// A correction of the day, or of whom it was about, takes neither record out of sight.
func TestACorrectionEndsNoHoldUp(t *testing.T) {
	kept := relying(lifting("dpa18-sch2-para2", "15"))
	later := func(d *disclosure.Disclosure) { d.DisclosedAt = d.DisclosedAt.Add(48 * time.Hour) }
	elsewhere := func(d *disclosure.Disclosure) {
		d.Subjects = []disclosure.Subject{{Reference: "B", Role: "complainant"}}
	}
	for name, tt := range map[string]struct {
		kept, shown []func(*disclosure.Disclosure)
	}{
		"the second's day":         {nil, []func(*disclosure.Disclosure){later}},
		"the first's day":          {[]func(*disclosure.Disclosure){kept, later}, nil},
		"whom the first was about": {[]func(*disclosure.Disclosure){kept, elsewhere}, nil},
	} {
		q := asking(shared(kept), shared())
		for n, changes := range [][]func(*disclosure.Disclosure){tt.kept, tt.shown} {
			if changes != nil {
				q.Histories[n] = append(q.Histories[n], door.Word{Entry: disclosure.EntryID(rune('8' + n)), Disclosure: shared(changes...)})
			}
		}
		if _, review := theDoor(t).Judge(q); len(review.PerhapsOne) != 1 {
			t.Errorf("%s is corrected: %+v, want the two to be decided", name, review.PerhapsOne)
		}
	}
}

// A share that is kept back stands beside a record of the same that is shown.
func TestAKeptShareBesideARecordThatIsShown(t *testing.T) {
	q := asking(shared(relying(lifting("dpa18-sch2-para2", "15"))), shared())
	q.Perhaps, q.Histories = q.Histories[:1], q.Histories[1:]
	share := *q.Perhaps[0][0].Disclosure
	share.Share, share.Subjects = &disclosure.Share{People: 3, HowToTell: "Report CR-12"}, nil
	q.Perhaps[0][0].Disclosure = &share
	if _, review := theDoor(t).Judge(q); !slices.ContainsFunc(review.PerhapsOne, func(p door.PerhapsOne) bool { return p.Kept == q.Perhaps[0].Last().Entry }) {
		t.Errorf("%+v, %+v", review.PerhapsOne, review.Perhaps)
	}
}
