package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// anInquiry is a police inquiry about the person of [inquirySubject], kept from them on a
// ground; inTheOpen is the same without it.
func anInquiry(t *testing.T, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	return readBody(t, policeInquiry, append([]func(*disclosure.Disclosure){happened, func(d *disclosure.Disclosure) {
		d.Justification.Exemptions[0].Provisions = []string{"15(1)-(3)"}
	}}, changes...)...)
}

func inTheOpen(d *disclosure.Disclosure) {
	d.Justification.Exemptions = nil
	d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(d.DisclosedAt)}
}

// decideTwo has somebody say that two records are two sharings, the department asked.
func (d *office) decideTwo(t *testing.T, by disclosure.Caller, a, b, confirms disclosure.EntryID) (desk.Decided, string) {
	t.Helper()
	got, err := d.DecideDuplicate(t.Context(), asks(by), a, disclosure.DuplicateDecided{
		Of: b, Decision: disclosure.AreTwo, Reason: "Two inquiries, by their references.", Confirms: confirms,
		Asked: &disclosure.Asked{Who: "Both managers", On: disclosure.DateOf(d.now), Said: "There were two."},
	})
	return got, against(err)
}

// areTwo has as many people as it takes say that two records are two sharings.
func (d *office) areTwo(t *testing.T, a, b disclosure.EntryID) {
	t.Helper()
	first, why := d.decideTwo(t, dpo, a, b, "")
	if why == "" && !first.Stands {
		_, why = d.decideTwo(t, secondDPO, a, b, first.ID)
	}
	if why != "" {
		t.Fatal(why)
	}
}

// A police inquiry is withheld on a ground, and somebody else records it again without
// the ground. What would be printed is what it would be had the first never been recorded;
// and nothing is released before it is decided whether they are one.
func TestAnInquiryRecordedAgainWithoutItsGroundHoldsUpTheAnswer(t *testing.T) {
	for name, again := range map[string]func(*disclosure.Disclosure){
		"in the same case":     func(*disclosure.Disclosure) {},
		"in a case of its own": inCase("REV-77"),
		"with somebody else in it": func(b *disclosure.Disclosure) {
			b.Subjects = append(b.Subjects, disclosure.Subject{Reference: "DBC-P-else", Role: "third-party"})
		},
		"of other data": func(b *disclosure.Disclosure) { b.Data[0].Category = "address" },
		"at another hour, under a longer name": func(b *disclosure.Disclosure) {
			b.DisclosedAt = b.DisclosedAt.Add(3 * time.Hour)
			b.Recipient.Organisation = "The Sample Constabulary"
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, never := newDesk(t), newDesk(t)
			revenues := revenuesIn("Revenues")
			kept := d.record(t, housing, anInquiry(t)).ID
			never.record(t, revenues, anInquiry(t, inTheOpen, again))
			shown := d.record(t, revenues, anInquiry(t, inTheOpen, again)).ID
			request := d.request(t, asksFor(inquirySubject, disclosure.DateOf(d.now)))
			review := d.draft(t, inquirySubject, door.Person)
			if want := never.draft(t, inquirySubject, door.Person); review.Digest != want.Digest || len(readAnswer(t, want.Answer).Shared) != 1 {
				t.Fatal("the draft is not what it would be had the inquiry never been recorded, or shows nothing")
			}
			wantPair := func(where string, got []door.PerhapsOne) {
				t.Helper()
				if len(got) != 1 || got[0].Kept != kept || got[0].Shown != shown || got[0].Outcome != door.Withheld || len(got[0].Because) == 0 || got[0].Says == "" {
					t.Fatalf("%s: %+v, want the two records and why", where, got)
				}
			}
			wantPair("in the review", review.PerhapsOne)
			about, err := d.UndecidedAbout(t.Context(), looking(dpo), inquirySubject)
			if err != nil {
				t.Fatal(detail(err))
			}
			all, err := d.Undecided(t.Context(), looking(dpo), "")
			if err != nil {
				t.Fatal(detail(err))
			}
			for where, list := range map[string]answering.Undecided{"of the person": about, "of all": all} {
				if len(list.PerhapsOne) != 1 || list.PerhapsOne[0].Request == nil || list.PerhapsOne[0].Request.Entry != request || list.PerhapsOne[0].Subject != inquirySubject {
					t.Fatalf("on the list %s: %+v", where, list.PerhapsOne)
				}
				wantPair("on the list "+where, []door.PerhapsOne{list.PerhapsOne[0].PerhapsOne})
			}

			release := func(leaveOut ...answering.LeftOut) (answering.ReleasedAnswer, string) {
				t.Helper()
				got, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: d.draft(t, inquirySubject, door.Person).Digest, LeaveOut: leaveOut})
				return got, against(err)
			}
			refusedStill := func(when string) {
				t.Helper()
				for _, left := range [][]answering.LeftOut{nil, {{Entry: shown, Reason: "Not now."}}} {
					if _, why := release(left...); !strings.Contains(why, kept.String()) || !strings.Contains(why, shown.String()) {
						t.Fatalf("%s: %q, want a refusal that names both", when, why)
					}
				}
			}
			refusedStill("before anybody decided")

			first, why := d.decideTwo(t, dpo, shown, kept, "")
			if why != "" || first.Stands {
				t.Fatalf("a first person says that they are two: %+v, %s", first, why)
			}
			refusedStill("one person said that they are two")
			if list := d.undecidedPairs(t); len(list) != 1 || list[0].Proposed != first.ID {
				t.Errorf("the list does not say what waits for a second person: %+v", list)
			}
			if _, why := d.decideTwo(t, dpo, shown, kept, first.ID); !strings.Contains(why, "somebody else") {
				t.Errorf("who proposed it confirms it: %q", why)
			}
			if _, why := d.decideTwo(t, secondDPO, shown, kept, kept); !strings.Contains(why, "not waiting") {
				t.Errorf("something else is confirmed: %q", why)
			}
			second, why := d.decideTwo(t, secondDPO, kept, shown, first.ID)
			if why != "" || !second.Stands {
				t.Fatalf("a second person says so: %+v, %s", second, why)
			}
			if got := d.draft(t, inquirySubject, door.Person); len(got.PerhapsOne) != 0 || got.Digest != review.Digest || len(d.undecidedPairs(t)) != 0 {
				t.Errorf("decided, it still waits, or the draft has changed: %+v", got.PerhapsOne)
			}
			got, why := release()
			if why != "" || !slices.Equal(got.Released.Shown, []disclosure.EntryID{shown}) {
				t.Fatalf("released: %+v, %s", got.Released, why)
			}

			// A later word on either opens the question again.
			request = d.request(t, asksFor(inquirySubject, disclosure.DateOf(d.now)))
			kept = d.corrects(t, housing, kept, anInquiry(t))
			refusedStill("one of the two was corrected")
			// It is withheld by itself, and then nothing is shown.
			if _, why := d.decide(t, dpo, toWithhold(d, inquirySubject, shown)); why != "" {
				t.Fatal(why)
			}
			if got, why := release(); why != "" || len(got.Released.Shown) != 0 {
				t.Errorf("withheld by itself: %+v, %s", got.Released, why)
			}
		})
	}
}

func (d *office) undecidedPairs(t *testing.T) []answering.UndecidedPair {
	t.Helper()
	got, err := d.Undecided(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.PerhapsOne
}

// Two systems know the person by two references, and one alone cites the ground. A join
// that protects brings neither into the other's answer; which is not released before it is
// decided whether the two records are one.
func TestARecordUnderAJoinedReferenceHoldsUpTheAnswer(t *testing.T) {
	const other = "REV-P-77"
	for name, reach := range map[string]disclosure.Join{"protection": protecting(inquirySubject, other), "answers": reaching(inquirySubject, other)} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			kept := d.record(t, housing, anInquiry(t)).ID
			shown := d.record(t, revenuesIn("Revenues"), anInquiry(t, inTheOpen, about(other))).ID
			before := d.draft(t, other, door.Person)
			d.joins(t, reach)
			request := d.request(t, asksFor(other, disclosure.DateOf(d.now)))
			review := d.draft(t, other, door.Person)
			if len(review.PerhapsOne) != 1 || review.PerhapsOne[0].Kept != kept || review.PerhapsOne[0].Shown != shown {
				t.Fatalf("to be decided: %+v, want the two records", review.PerhapsOne)
			}
			if review.Digest != before.Digest {
				t.Error("the draft is not what it was")
			}
			if _, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest}); !strings.Contains(against(err), kept.String()) {
				t.Errorf("released: %q, want it refused for the two", against(err))
			}
			d.areTwo(t, shown, kept)
			if _, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest}); err != nil {
				t.Errorf("decided to be two: %s", detail(err))
			}
		})
	}
}

// One person may show what nothing kept, and say that two are one: together that opens
// nothing which the other record keeps in part.
func TestShowingTheOneOpensNothingOfTheOther(t *testing.T) {
	d := newDesk(t)
	items := func(b *disclosure.Disclosure) {
		b.Data = []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "address", Description: "Where she lives now"}}
	}
	kept := d.record(t, housing, toOmbudsman(t, items, func(b *disclosure.Disclosure) {
		ground := liftingAccess("dpa18-sch2-para2")
		ground.Items = []int{1}
		b.Justification.Exemptions = []disclosure.Exemption{ground}
	})).ID
	shown := d.record(t, revenuesIn("Revenues"), toOmbudsman(t, items)).ID
	if _, why := d.decide(t, dpo, toShow(complainant, shown)); why != "" {
		t.Fatal(why)
	}
	if why := d.decidePair(t, kept, shown, disclosure.AreOne); why != "" {
		t.Fatal(why)
	}
	if got := printed(t, answered(t, d, answering.SubjectQuestion{Subject: complainant})); strings.Contains(got, "Where she lives now") {
		t.Error("one person opened what a ground keeps in the other record")
	}
}

// Whoever counts the people of a share anew takes it out of nobody's sight of whom it
// cannot be told whether they were in it; the Data Protection Officer says that they were not.
func TestAShareThatIsCountedAnewHoldsUpStill(t *testing.T) {
	d := newDesk(t)
	const person = "DBC-P-9"
	share := d.share(t, ofMany(t, 3))
	decide := func(decision disclosure.Verdict) {
		t.Helper()
		if _, err := d.DecideAnswer(t.Context(), asks(dpo), disclosure.AnswerDecision{
			Subject: person, To: "person", Decision: decision, Entries: []disclosure.EntryID{share}, Reason: "CR-12 was looked at.",
		}); err != nil {
			t.Fatal(detail(err))
		}
	}
	decide(disclosure.CannotBeTold)
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	d.corrects(t, housing, share, ofMany(t, 2).Disclosure(d.shown(t, share).Share.Case))
	if _, err := d.CloseShare(t.Context(), asks(housing), share); err != nil {
		t.Fatal(detail(err))
	}
	request := d.request(t, asksFor(person, disclosure.DateOf(d.now)))
	review := d.draft(t, person, door.Person)
	if len(review.Perhaps) != 1 || review.Perhaps[0].Outcome != door.Undecided {
		t.Fatalf("counted anew, and without them: %+v, want it undecided", review.Perhaps)
	}
	if _, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest}); !strings.Contains(against(err), "perhaps in") {
		t.Errorf("released: %q, want it refused for the share", against(err))
	}
	decide(disclosure.NotInIt)
	if got := d.draft(t, person, door.Person).Perhaps; len(got) != 0 {
		t.Errorf("decided that they were not in it: %+v", got)
	}
}

// A share of which it cannot be told whether somebody was in it, and which may be one with
// what is kept from them, is withheld by itself; that it cannot be told is said again and
// opens nothing.
func TestAShareThatSomebodyWasPerhapsInIsDecidedLikeAnyOther(t *testing.T) {
	d := newDesk(t)
	const person = "DBC-P-9"
	kept := d.share(t, ofMany(t, 2, func(s *disclosure.ShareRecorded) {
		s.Justification.Exemptions = []disclosure.Exemption{liftingAccess("dpa18-sch2-para2")}
	}))
	d.part(t, kept, 1, person, "DBC-P-2")
	share := d.share(t, ofMany(t, 3, func(s *disclosure.ShareRecorded) { s.Occasion = "The same again" }))
	decide := func(a disclosure.AnswerDecision) {
		t.Helper()
		a.Subject, a.To, a.Entries, a.Reason = person, "person", []disclosure.EntryID{share}, "CR-12 was looked at."
		if got, err := d.DecideAnswer(t.Context(), asks(dpo), a); err != nil || !got.Stands {
			t.Fatal(got.Stands, detail(err))
		}
	}
	is := func(when string, pairs int, want door.Outcome) (review answering.SubjectReview) {
		t.Helper()
		review = d.draft(t, person, door.Person)
		if len(review.PerhapsOne) != pairs || len(review.Perhaps) != 1 || review.Perhaps[0].Outcome != want {
			t.Fatalf("%s: %+v, %+v; want it %s and %d pairs", when, review.PerhapsOne, review.Perhaps, want, pairs)
		}
		return review
	}
	withhold := disclosure.AnswerDecision{
		Decision: disclosure.DecideWithhold, Ground: "dpa18-sch2-para2", Provisions: []string{"Article 15(1)-(3)"}, ReviewOn: disclosure.DateOf(d.now).AddDays(20),
	}
	decide(disclosure.AnswerDecision{Decision: disclosure.CannotBeTold})
	is("cannot be told", 1, door.Shown)
	decide(withhold)
	is("withheld", 0, door.Withheld)
	decide(disclosure.AnswerDecision{Decision: disclosure.CannotBeTold})
	request := d.request(t, asksFor(person, disclosure.DateOf(d.now)))
	review := is("cannot be told, again", 0, door.Withheld)
	if _, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest}); err != nil {
		t.Errorf("the share withheld: %s", detail(err))
	}
	decide(disclosure.AnswerDecision{Decision: disclosure.DecideShow})
	is("shown", 1, door.Shown)
	decide(withhold)
	d.turnClock(21 * 24 * time.Hour)
	is("its review has come", 0, door.Undecided)
	decide(disclosure.AnswerDecision{Decision: disclosure.DecideShow})
	d.part(t, share, 1, person)
	if got := outcomeOf(d.draft(t, person, door.Person), share); got != door.Undecided {
		t.Errorf("listed since: %s, as was decided of less", got)
	}
	decide(disclosure.AnswerDecision{Decision: disclosure.DecideShow})
	if got := outcomeOf(d.draft(t, person, door.Person), share); got != door.Shown {
		t.Errorf("decided since they were listed: %s", got)
	}
}

// Who was not in a share is perhaps in it no longer, whatever was decided of it besides.
func TestWhoWasNotInAShareIsInNoneOfIt(t *testing.T) {
	d := newDesk(t)
	const person = "DBC-P-9"
	share := d.share(t, ofMany(t, 3))
	for _, decision := range []disclosure.Verdict{disclosure.CannotBeTold, disclosure.DecideShow, disclosure.NotInIt} {
		if _, err := d.DecideAnswer(t.Context(), asks(dpo), disclosure.AnswerDecision{
			Subject: person, To: "person", Decision: decision, Entries: []disclosure.EntryID{share}, Reason: "CR-12 was looked at.",
		}); err != nil {
			t.Fatal(detail(err))
		}
	}
	if got := d.draft(t, person, door.Person).Perhaps; len(got) != 0 {
		t.Errorf("decided that they were not in it: %+v", got)
	}
}

// That somebody was taken out of a share is no word of it to be decided with another record.
func TestAShareThatSomebodyWasTakenOutOfIsDecidedByItself(t *testing.T) {
	d := newDesk(t)
	const person = "DBC-P-1"
	share := d.share(t, ofMany(t, 2))
	d.part(t, share, 1, person, "DBC-P-2")
	if _, err := d.RemoveSharePerson(t.Context(), asks(housing), share, desk.SharePersonRemoved{Person: person, Reason: "Another of the name."}); err != nil {
		t.Fatal(detail(err))
	}
	again := d.share(t, ofMany(t, 2, func(s *disclosure.ShareRecorded) { s.Occasion = "The same again" }))
	d.part(t, again, 1, person, "DBC-P-3")
	review := d.draft(t, person, door.Person)
	if len(review.PerhapsOne) != 1 || review.PerhapsOne[0].Kept != share || review.PerhapsOne[0].Shown != again {
		t.Fatalf("to be decided: %+v, want the two shares", review.PerhapsOne)
	}
	d.areTwo(t, again, share)
	if got := d.draft(t, person, door.Person).PerhapsOne; len(got) != 0 {
		t.Errorf("decided to be two: %+v", got)
	}
}

// That two records are one keeps both back, at one person's word; and the way back is the
// way by which they are two.
func TestAnInquiryThatIsOneWithItsSecondRecordIsKeptInBoth(t *testing.T) {
	d := newDesk(t)
	kept := d.record(t, housing, anInquiry(t)).ID
	shown := d.record(t, revenuesIn("Revenues"), anInquiry(t, inTheOpen)).ID
	request := d.request(t, asksFor(inquirySubject, disclosure.DateOf(d.now)))
	if why := d.decidePair(t, shown, kept, disclosure.AreOne); why != "" {
		t.Fatal(why)
	}
	if _, err := d.DecideDuplicate(t.Context(), asks(dpo), shown, disclosure.DuplicateDecided{Of: kept, Decision: disclosure.AreTwo, Reason: "Not so."}); !strings.Contains(against(err), "/asked") {
		t.Errorf("taken back with nobody asked: %q", against(err))
	}
	if first, why := d.decideTwo(t, dpo, shown, kept, ""); why != "" || first.Stands {
		t.Fatalf("%+v, %s", first, why)
	}
	review := d.draft(t, inquirySubject, door.Person)
	if got := outcomeOf(review, shown); got != door.Withheld || len(review.PerhapsOne) != 0 {
		t.Fatalf("one person took it back: %s, %+v", got, review.PerhapsOne)
	}
	got, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest})
	if err != nil || len(got.Released.Shown) != 0 {
		t.Errorf("%+v, %s; want nothing of it released", got.Released, against(err))
	}
}

// Who recorded either of two says of neither that it is a sharing of its own; where nothing
// in them says of police, safeguarding, harm or a marker, somebody else says so alone.
func TestNobodySaysOfTheirOwnRecordThatItIsASharingOfItsOwn(t *testing.T) {
	two := disclosure.DuplicateDecided{Decision: disclosure.AreTwo, Reason: "Two letters."}
	for name, tt := range map[string]struct {
		changes  []func(*disclosure.Disclosure)
		corrects bool
		needsTwo bool
	}{
		"a file for an ombudsman":    {},
		"a file that they corrected": {corrects: true},
		"a file on a marker":         {changes: []func(*disclosure.Disclosure){func(b *disclosure.Disclosure) { b.Recipient.Post = "Lead for warning markers" }}, needsTwo: true},
		"a file on safeguarding":     {changes: []func(*disclosure.Disclosure){func(b *disclosure.Disclosure) { b.Purpose = "A safeguarding inquiry" }}, needsTwo: true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			body := toOmbudsman(t, append([]func(*disclosure.Disclosure){happened, on(2), inCase("case-1"), about("DBC-P-1")}, tt.changes...)...)
			a := d.record(t, dpo, body).ID
			if tt.corrects {
				a = d.record(t, housing, body).ID
				a = d.corrects(t, dpo, a, body)
			}
			said := two
			said.Of = d.record(t, housing, toOmbudsman(t, happened, on(2), inCase("case-1"), about("DBC-P-1"))).ID
			for _, order := range [][2]disclosure.EntryID{{a, said.Of}, {said.Of, a}} {
				said := said
				said.Of = order[1]
				_, err := d.DecideDuplicate(t.Context(), asks(dpo), order[0], said)
				if kindOf(t, err) != disclosure.Forbidden {
					t.Errorf("who recorded one of them says so: %s", against(err))
				}
			}
			got, err := d.DecideDuplicate(t.Context(), asks(secondDPO), a, said)
			if tt.needsTwo != strings.Contains(against(err), "/asked") {
				t.Fatalf("%+v, %s; want the department asked: %v", got, against(err), tt.needsTwo)
			}
			if !tt.needsTwo && !got.Stands {
				t.Errorf("it does not stand: %s", against(err))
			}
		})
	}
}

// Whoever asked for the data has no say in whether two records are of one sharing.
func TestWhoAskedDoesNotSayThatTheyAreTwo(t *testing.T) {
	d := newDesk(t)
	a := d.record(t, housing, anInquiry(t)).ID
	b := d.record(t, revenuesIn("Revenues"), anInquiry(t, inTheOpen)).ID
	d.request(t, asksFor(inquirySubject, theDay(3)))
	asker := secondDPO
	asker.Name = "A. Sample" // as the request says
	if _, why := d.decideTwo(t, asker, a, b, ""); !strings.Contains(why, "asked for themselves") {
		t.Errorf("who asked says that they are two: %q", why)
	}
	d.areTwo(t, a, b)
}
