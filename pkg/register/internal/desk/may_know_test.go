package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store"
)

// unusedID is in the form of an entry's id, and of none.
const unusedID disclosure.EntryID = "01990000-0000-7000-8000-000000000000"

// saysOf is an answer or an error as text, without what differs from entry to entry.
func saysOf(answer any, err error) string {
	if err != nil {
		if e, ok := err.(*disclosure.Error); ok {
			return fmt.Sprint(e.Kind, " ", detail(err))
		}
		return err.Error()
	}
	if r, ok := answer.(desk.Recorded); ok {
		answer = r.Flags
	}
	b, err := json.Marshal(answer)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func restriction() disclosure.Fact {
	return disclosure.Fact{Kind: disclosure.FactRestriction, About: aboutSubject(complainant), From: theDay(2), Reason: "Accuracy is disputed"}
}

func consent(recipient string) disclosure.Fact {
	return disclosure.Fact{Kind: disclosure.FactConsent, About: aboutSubject(complainant), From: theDay(1), Recipient: recipient}
}

func opinion(harm string) disclosure.Fact {
	return disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(complainant), From: theDay(2), Opinion: harm, DecidedBy: "General practitioner, Sample Surgery"}
}

// An opinion on an answer to a person is the Data Protection Officer's to record: a
// department's could undo one that serious harm is likely.
func TestADepartmentRecordsNoOpinionOnAnAnswer(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	fresh := saysOf(d.LearnFact(t.Context(), asks(housing), opinion("harm-unlikely")))
	d.learn(t, dpo, opinion("harm-likely"))
	_, err := d.LearnFact(t.Context(), asks(housing), opinion("harm-unlikely"))
	if kindOf(t, err) != disclosure.Forbidden || saysOf(nil, err) != fresh {
		t.Errorf("a department's opinion: %v, and %s where none was known", err, fresh)
	}
}

// What another department, or the Data Protection Officer, has recorded is for a
// department to replace as little as what does not exist, and the answer is the same.
func TestAnotherDepartmentsFactIsNotThereToReplace(t *testing.T) {
	told := func(f *disclosure.Fact) { f.SubjectTold, f.ToldOn = disclosure.Told, theDay(3) }
	for name, c := range map[string]struct {
		by     disclosure.Caller
		fact   disclosure.Fact
		weaken func(*disclosure.Fact)
	}{
		"an untold marker of another department": {revenue, untoldMarker(complainant, "Threats at a visit"), told},
		"an objection of another department":     {revenue, objection(), func(f *disclosure.Fact) { f.Decided = "overridden" }},
		"the DPO's restriction":                  {dpo, restriction(), func(f *disclosure.Fact) { f.Until = theDay(3) }},
		"another department's withdrawal":        {revenue, consent("Sample Solicitors LLP"), func(*disclosure.Fact) {}},
		"the DPO's opinion":                      {dpo, opinion("harm-likely"), func(f *disclosure.Fact) { f.Opinion = "harm-unlikely" }},
		"another department's breach":            {revenue, breachFact("BR-9", nil), func(*disclosure.Fact) {}},
		"another department's contact marker":    {revenue, disclosure.Fact{Kind: disclosure.FactContactRestriction, About: aboutSubject(complainant), From: theDay(1), Reason: "Calls", ReviewBy: disclosure.NewDate(2027, 1, 1), SubjectTold: disclosure.NotTold}, told},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			id := d.learn(t, c.by, c.fact)
			f := c.fact
			c.weaken(&f)
			f.Replaces = unusedID
			unused := saysOf(d.LearnFact(t.Context(), asks(housing), f))
			f.Replaces = id
			theirs := saysOf(d.LearnFact(t.Context(), asks(housing), f))
			if theirs != unused || unused == "[]" {
				t.Errorf("theirs is answered %s, and an unused id %s", theirs, unused)
			}
			if f.Kind == disclosure.FactHealthOpinion {
				return // its own department's is none
			}
			f.Replaces = d.learn(t, housing, c.fact)
			if mine := saysOf(d.LearnFact(t.Context(), asks(housing), f)); mine != "[]" {
				t.Errorf("its own is answered %s", mine)
			}
		})
	}
}

// A breach that another department has recorded changes no answer, and the Data
// Protection Officer is told what it would have flagged.
func TestABreachKnownToAnotherDepartmentChangesNoAnswer(t *testing.T) {
	told := example(t, "kent-internal", func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "ico", Kind: "ico-breach", Organisation: "Information Commissioner"}
		d.Evidence["breachReference"] = "BR-9"
	})
	later := breachFact("BR-9", nil)
	later.From = theDay(10)
	var dry, recorded [2]string
	for i := range dry {
		d := newDeskWith(t, desk.Options{})
		if i == 1 {
			d.learn(t, of(kent, revenue), later)
		}
		dry[i] = saysOf(d.Explain(t.Context(), of(kent, housing), told))
		recorded[i] = saysOf(d.Record(t.Context(), asks(of(kent, housing)), told))
		queue, err := d.Queue(t.Context(), looking(of(kent, dpo)), recording.FlagFilter{Rule: "KC-R14"}, "")
		if err != nil || len(queue.Flags) != i || i == 1 && !queue.Flags[0].Kept {
			t.Errorf("the queue has %+v, %v, want %d flags", queue.Flags, err, i)
		}
	}
	if dry[0] != dry[1] || recorded[0] != recorded[1] || strings.Contains(dry[0], "KC-R14") {
		t.Errorf("where nobody knows of it: %s, %s\nwhere another department does: %s, %s", dry[0], recorded[0], dry[1], recorded[1])
	}
}

// What the Data Protection Officer says of a case does not change whether a department
// may close it. A day that brings its destruction forward is then put off, and asked
// about.
func TestTheDPOsDatesDoNotChangeHowACaseIsClosed(t *testing.T) {
	early := disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 3)}
	for name, c := range map[string]func(t *testing.T, d *office){
		"a class and a birth": func(t *testing.T, d *office) {
			if _, err := d.DateCase(t.Context(), asks(of(kent, dpo)), "C-1", disclosure.CaseDates{Classes: []string{"kc-child-in-care"}, Born: disclosure.NewDate(2015, 2, 1)}); err != nil {
				t.Fatal(detail(err))
			}
		},
		"a later disclosure of another department": func(t *testing.T, d *office) {
			d.record(t, of(kent, revenue), example(t, "kent-internal", inCase("C-1"), on(20)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, how := range []disclosure.Closure{early, {ClosedOn: early.ClosedOn, Confirmed: true}, {ClosedOn: disclosure.NewDate(2026, 11, 12)}} {
				var got [2]string
				for i := range got {
					d := newDeskWith(t, desk.Options{})
					d.now = disclosure.NewDate(2026, 11, 28).Start()
					d.record(t, of(kent, housing), example(t, "kent-internal", inCase("C-1")))
					if i == 1 {
						c(t, d)
					}
					got[i] = saysOf(d.Close(t.Context(), asks(of(kent, housing)), "C-1", how))
				}
				if got[0] != got[1] {
					t.Errorf("closing with %+v: %s, and %s where the department may not know", how, got[0], got[1])
				}
			}
		})
	}
}

// A closing day that a department could not know to be too early brings nothing
// forward: the Data Protection Officer is asked, and can settle it.
func TestAClosingDayThatADepartmentCouldNotKnowToBeEarly(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.now = disclosure.NewDate(2026, 11, 28).Start()
	d.record(t, housing, toOmbudsman(t, inCase("C-1")))
	d.record(t, revenue, toOmbudsman(t, inCase("C-1"), on(20)))
	if _, err := d.Close(t.Context(), asks(housing), "C-1", disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 12)}); err != nil {
		t.Fatal(detail(err))
	}
	file, err := d.Case(t.Context(), looking(dpo), "C-1", "")
	if err != nil || file.Triggers.Closed != disclosure.NewDate(2026, 11, 20) {
		t.Errorf("closed on %v, %v", file.Triggers.Closed, err)
	}
	queue := d.queue(t)
	if len(queue) != 1 || !queue[0].Kept || queue[0].Pointer != "/closedOn" {
		t.Fatalf("the queue has %+v", queue)
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), queue[0].Entry, queue[0].Number, "The later day is right."); err != nil {
		t.Error(detail(err))
	}
	d.checkWhole(t, disclosure.KindCaseClosed)
}

// A case that is another department's and is being destroyed, or was, is a reference
// that cannot be used, and no more is said. Whose case it is hears the truth.
func TestAnotherDepartmentsDestroyedCaseIsAReferenceThatCannotBeUsed(t *testing.T) {
	var got []string
	for _, state := range []disclosure.CaseState{disclosure.CaseDisposing, disclosure.CaseDisposed} {
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, toOmbudsman(t, inCase("C-1")))
		d.fence(t, "C-1", state)
		body := toOmbudsman(t, inCase("C-1"))
		_, err := d.Record(t.Context(), asks(revenue), body)
		if kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s: %v", state, err)
		}
		got = append(got, saysOf(nil, err))
		outcomes, err := d.RecordBatch(t.Context(), revenue, []desk.Item{{Key: "k", Disclosure: body}})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, saysOf(nil, outcomes[0].Err))
		if _, err := d.Record(t.Context(), asks(housing), body); kindOf(t, err) != map[disclosure.CaseState]disclosure.ErrorKind{
			disclosure.CaseDisposing: disclosure.Conflict, disclosure.CaseDisposed: disclosure.Gone,
		}[state] {
			t.Errorf("%s, to its own department: %v", state, err)
		}
	}
	if slices.Sort(got); got[0] != got[len(got)-1] {
		t.Errorf("answered %v, want one answer", got)
	}
}

// Every place of a body that takes the id of something already in the register: what
// is another department's is answered as what does not exist.
func TestAnIDInABodyIsAuthorisedLikeOneInAPath(t *testing.T) {
	d := newDesk(t)
	theirs := d.record(t, revenue, toOmbudsman(t, inCase("C-1")))
	mine := d.record(t, housing, toOmbudsman(t, inCase("C-1")))
	hold, err := d.PlaceHold(t.Context(), asks(dpo), "C-1", disclosure.HoldPlaced{By: "Example Court", Reason: "A claim", ReviewOn: tomorrow})
	if err != nil {
		t.Fatal(detail(err))
	}
	fact := d.learn(t, revenue, objection())
	change := d.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactChange, About: aboutSubject(complainant), From: theDay(3), Reason: "She moved", Change: &disclosure.Change{What: disclosure.Rectification},
	})
	doc, err := d.RequestUpload(t.Context(), asks(revenue), "C-1", letter(""))
	if err != nil {
		t.Fatal(detail(err))
	}
	if got := put(t, doc, letterText); got != http.StatusOK {
		t.Fatalf("PUT answered %d", got)
	}
	if _, err := d.CompleteUpload(t.Context(), asks(revenue), "C-1", doc.Document); err != nil {
		t.Fatal(detail(err))
	}
	const unusedDocument disclosure.DocumentID = "6f1c0a5e-0000-4000-8000-000000000000"

	for name, c := range map[string]struct {
		ask    func(id string) (any, error)
		theirs []string
		unused string
		mine   string
	}{
		"a letter's disclosure": {func(id string) (any, error) {
			got, err := d.RequestUpload(t.Context(), asks(housing), "C-1", letter(disclosure.EntryID(id)))
			return got.Method, err
		}, []string{theirs.ID.String(), hold.ID.String(), fact.String()}, unusedID.String(), mine.ID.String()},
		"a disclosure's documents": {func(id string) (any, error) {
			return d.Record(t.Context(), asks(housing), toOmbudsman(t, inCase("C-1"), func(d *disclosure.Disclosure) { d.Documents = []disclosure.DocumentID{disclosure.DocumentID(id)} }))
		}, []string{doc.Document.String()}, string(unusedDocument), ""},
		"a correction's documents": {func(id string) (any, error) {
			return d.Correct(t.Context(), asks(housing), mine.ID, disclosure.Correction{Reason: "The letter was left out", Disclosure: toOmbudsman(t, inCase("C-1"), func(d *disclosure.Disclosure) { d.Documents = []disclosure.DocumentID{disclosure.DocumentID(id)} })})
		}, []string{doc.Document.String()}, string(unusedDocument), ""},
		"a fact's replaces": {func(id string) (any, error) {
			return d.LearnFact(t.Context(), asks(housing), objection(func(f *disclosure.Fact) { f.Replaces = disclosure.EntryID(id) }))
		}, []string{fact.String(), change.String(), theirs.ID.String()}, unusedID.String(), d.learn(t, housing, objection()).String()},
		"a change's fact": {func(id string) (any, error) {
			return d.LearnFact(t.Context(), asks(housing), disclosure.Fact{Kind: disclosure.FactChange, About: aboutSubject(complainant), From: theDay(3), Reason: "Ended", Change: &disclosure.Change{What: disclosure.Restriction, Fact: disclosure.EntryID(id)}})
		}, []string{fact.String()}, unusedID.String(), ""},
		"a telling's change": {func(id string) (any, error) {
			return d.LearnFact(t.Context(), asks(housing), disclosure.Fact{Kind: disclosure.FactTelling, About: aboutSubject(complainant), From: theDay(3), Telling: &disclosure.Telling{
				Change: disclosure.EntryID(id), Outcome: disclosure.Acknowledged, Recipients: []disclosure.ToldRecipient{{Category: "ombudsman"}},
			}})
		}, []string{change.String()}, unusedID.String(), ""},
		"a correction's path": {func(id string) (any, error) {
			return d.Correct(t.Context(), asks(housing), disclosure.EntryID(id), disclosure.Correction{Reason: "Wrong", Disclosure: toOmbudsman(t, inCase("C-1"))})
		}, []string{theirs.ID.String(), hold.ID.String(), fact.String()}, unusedID.String(), mine.ID.String()},
		"an opened entry's path": {func(id string) (any, error) {
			got, err := d.Open(t.Context(), looking(housing), disclosure.EntryID(id))
			return got.Leaf != "", err
		}, []string{theirs.ID.String(), hold.ID.String(), fact.String()}, unusedID.String(), mine.ID.String()},
		"the path of the law applied": {func(id string) (any, error) {
			_, err := d.AppliedLaw(t.Context(), looking(housing), disclosure.EntryID(id))
			return nil, err
		}, []string{theirs.ID.String(), hold.ID.String(), fact.String()}, unusedID.String(), mine.ID.String()},
		"a completed upload's path": {func(id string) (any, error) {
			_, err := d.CompleteUpload(t.Context(), asks(housing), "C-1", disclosure.DocumentID(id))
			return nil, err
		}, []string{doc.Document.String()}, string(unusedDocument), ""},
		"an opened letter's path": {func(id string) (any, error) {
			_, err := d.OpenLetter(t.Context(), looking(housing), "C-1", disclosure.DocumentID(id))
			return nil, err
		}, []string{doc.Document.String()}, string(unusedDocument), ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := c.ask(c.unused)
			if err == nil {
				t.Fatalf("an unused id is taken: %v", answer)
			}
			unused := saysOf(nil, err)
			for _, id := range c.theirs {
				if got := saysOf(c.ask(id)); got != unused {
					t.Errorf("another's is answered %s, and an unused id %s", got, unused)
				}
			}
			if c.mine != "" {
				if _, err := c.ask(c.mine); err != nil {
					t.Errorf("its own: %v", detail(err))
				}
			}
		})
	}
}

// fence has the case be in a state of its disposal.
func (d *office) fence(t *testing.T, ref disclosure.CaseRef, state disclosure.CaseState) {
	t.Helper()
	item, err := d.table.Get(t.Context(), store.CaseKey(dartford.String(), ref.Key()))
	if err != nil {
		t.Fatal(err)
	}
	item.Attrs["doc"], item.Attrs["state"] = withState(t, item.Attrs["doc"].([]byte), state), string(state)
	if err := d.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		t.Fatal(err)
	}
}

// Whoever corrects another department's disclosure, a Data Protection Officer who is of a
// department say, makes the case none of their own department's.
func TestACorrectionGivesACaseToNoOtherDepartment(t *testing.T) {
	d := newDesk(t)
	theirs := d.record(t, housing, toOmbudsman(t, inCase("C-1")))
	officer := secondDPO
	officer.Department = revenue.Department
	d.corrects(t, officer, theirs.ID, toOmbudsman(t, inCase("C-1"), func(b *disclosure.Disclosure) { b.Reason += " It was asked for twice." }))
	_, err := d.Close(t.Context(), asks(revenue), "C-1", disclosure.Closure{ClosedOn: today})
	if kindOf(t, err) != disclosure.NotFound {
		t.Errorf("the officer's department closes it: %v, want that it is not there", err)
	}
}
