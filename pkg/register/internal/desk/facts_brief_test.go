package desk_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// work is what a call asked of the table: the keys that it read, by number and sort, and
// how many bytes stand there of what is kept; and how many items it wrote.
type work struct {
	reads  []string
	kept   int
	writes int
}

func (d *office) workOf(t *testing.T, call func()) work {
	t.Helper()
	var of work
	var keys []store.Key
	d.table.Reset()
	d.table.Before(func(_ context.Context, c storetest.Call) {
		keys = append(keys, c.Keys...)
		of.writes += len(c.Writes)
	})
	call()
	d.table.Reset()
	for _, key := range keys {
		of.reads = append(of.reads, key.Sort)
		if item, err := d.table.Get(t.Context(), key); err == nil {
			for _, value := range item.Attrs {
				if bytes, ok := value.([]byte); ok && len(key.Partition) > 5 && key.Partition[:5] == "fact#" {
					of.kept += len(bytes)
				}
			}
		}
	}
	slices.Sort(of.reads)
	return of
}

// What a recorder's call asks of the table is the same whatever is kept of the people,
// and what it reads of that is never much: so no time of it can tell. What is found by
// it waits for the Data Protection Officer all the same.
func TestWhatIsKeptMakesARecordingNoLonger(t *testing.T) {
	const who = "DBC-P-kept"
	marker := func(n int) disclosure.Fact {
		f := untoldMarkerOf(who)
		f.Reason, f.Ground, f.ReviewBy = fmt.Sprint("Threats at a visit ", n), "dpa18-sch2-para19", disclosure.NewDate(2026, 10, 1)
		return f
	}
	distinct := func(n int) disclosure.Fact {
		f := marker(n)
		f.From = f.From.AddDays(-n)
		return f
	}
	kept := map[string]func(*testing.T, *office){
		"one untold marker":                  func(t *testing.T, d *office) { d.learn(t, dpo, marker(0)) },
		"forty untold markers, all alike":    func(t *testing.T, d *office) { forEach(40, func(n int) { d.learn(t, dpo, marker(n)) }) },
		"forty untold markers, each its own": func(t *testing.T, d *office) { forEach(40, func(n int) { d.learn(t, dpo, distinct(n)) }) },
		"a join with a reference of which much protects": func(t *testing.T, d *office) {
			forEach(20, func(n int) {
				f := distinct(n)
				f.About = aboutSubject(who + "-before")
				d.learn(t, dpo, f)
			})
			d.joins(t, protecting(who, who+"-before"))
		},
		"a change, and a join": func(t *testing.T, d *office) {
			d.learn(t, dpo, changed(who, disclosure.Rectification, 5))
			d.joins(t, protecting(who, who+"-before"))
		},
		"markers, changes and opinions": func(t *testing.T, d *office) {
			d.learn(t, dpo, marker(0))
			forEach(5, func(n int) { d.learn(t, dpo, changed(who, disclosure.Rectification, 5+n)) })
			forEach(2, func(n int) {
				d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(who), From: theDay(2), Opinion: []string{"harm-likely", "harm-unlikely"}[n], DecidedBy: "General practitioner"})
			})
		},
	}
	bodies := map[string]func(*testing.T) disclosure.Disclosure{
		"a marker": func(t *testing.T) disclosure.Disclosure {
			return example(t, "dartford-contact-marker", about(who), on(3))
		},
		"a complaint": func(t *testing.T) disclosure.Disclosure { return toOmbudsman(t, about(who), on(3)) },
		"health data": func(t *testing.T) disclosure.Disclosure {
			return example(t, "dartford-social-services", about(who), on(3), func(b *disclosure.Disclosure) {
				for i := range b.Data {
					b.Data[i].Subject = ""
				}
			})
		},
		"a refusal":      func(t *testing.T) disclosure.Disclosure { return example(t, "dartford-refused-police", about(who)) },
		"in the council": func(t *testing.T) disclosure.Disclosure { return example(t, "dartford-internal", about(who), on(3)) },
	}
	measured := func(t *testing.T, learn func(*testing.T, *office)) map[string]work {
		d := newDeskWith(t, desk.Options{})
		learn(t, d)
		of := map[string]work{}
		for name, body := range bodies {
			b := body(t)
			b.Case = disclosure.CaseRef("C-" + name)
			var first desk.Recorded
			of[name] = d.workOf(t, func() {
				var err error
				if first, err = d.Record(t.Context(), asks(housing), b); err != nil {
					t.Fatal(name, detail(err))
				}
			})
			b.Reason += " It was asked for twice."
			of["a correction of "+name] = d.workOf(t, func() {
				if _, err := d.Correct(t.Context(), asks(housing), first.ID, disclosure.Correction{Reason: "It was asked for twice.", Disclosure: b}); err != nil {
					t.Fatal(name, detail(err))
				}
			})
		}
		of["a fact of another kind"] = d.workOf(t, func() {
			d.learn(t, housing, objection(func(f *disclosure.Fact) { f.About = aboutSubject(who) }))
		})
		d.checkWhole(t, disclosure.KindDisclosure)
		return of
	}
	none := measured(t, func(*testing.T, *office) {})
	for name, learn := range kept {
		t.Run(name, func(t *testing.T) {
			for body, got := range measured(t, learn) {
				want := none[body]
				if got.writes != want.writes || !slices.Equal(got.reads, want.reads) {
					t.Errorf("%s: %d writes and reads %v, where nothing is kept %d and %v", body, got.writes, got.reads, want.writes, want.reads)
				}
				if got.kept > want.kept+4000 {
					t.Errorf("%s: %d bytes of facts read, where nothing is kept %d", body, got.kept, want.kept)
				}
			}
		})
	}
}

func forEach(n int, do func(int)) {
	for i := range n {
		do(i)
	}
}

// Of more markers than a recording reads, the Data Protection Officer is asked; and the
// department is told nothing.
func TestMoreIsKeptThanARecordingReads(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for n := range 9 {
		f := untoldMarkerOf("DBC-P-many")
		f.From = f.From.AddDays(-n)
		d.learn(t, dpo, f)
	}
	got := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-many")))
	asked := false
	for _, f := range d.queue(t) {
		asked = asked || f.Entry == got.ID && f.Kept && f.Rule == disclosure.FormRule
	}
	if !asked {
		t.Errorf("the queue has %+v, want the Data Protection Officer asked", d.queue(t))
	}
	if flagged(got, disclosure.FormRule) {
		t.Errorf("the department is shown %v", got.Flags)
	}
}

// Of more changes than a recording reads, an earlier one brings its recipient to the
// list as well.
func TestAnEarlierChangeOfManyIsStillToBeTold(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	earliest := d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4))
	for day := 6; day < 12; day++ {
		d.learn(t, dpo, changed(mrsA, disclosure.Rectification, day, "equality"))
	}
	d.turnClock(2 * time.Hour)
	d.untold(t)
	d.record(t, housing, toTrust(t, on(3)))
	if !slices.ContainsFunc(d.untold(t), func(v answering.ChangeView) bool { return v.Entry == earliest && v.Outstanding == 1 }) {
		t.Errorf("untold %+v, want the earliest change", d.untold(t))
	}
	d.turnClock(2 * time.Hour)
	d.untold(t)
	if d.hints(t, "untold") != 1 {
		t.Errorf("%d hints, want the one at all of her changes", d.hints(t, "untold"))
	}
}

// Each of many people is judged as often, whatever was found of those before: how much a
// recording, and a part of a share, has to work out is the same where an untold marker is
// kept of the first of them, of all, or of nobody. What is worked out is counted by what
// it allocates.
func TestWhatIsKeptMakesNothingLessToWorkOut(t *testing.T) {
	var people []string
	for n := range 60 {
		people = append(people, fmt.Sprintf("DBC-P-7%03d", n))
	}
	visit := func(t *testing.T, n int) disclosure.Disclosure {
		return example(t, "dartford-contact-marker", on(3), inCase(disclosure.CaseRef(fmt.Sprint("case-", n))), func(d *disclosure.Disclosure) {
			d.Subjects = nil
			for _, ref := range people {
				d.Subjects = append(d.Subjects, disclosure.Subject{Reference: ref, Role: "tenant"})
			}
			d.Data = []disclosure.DataItem{{Category: "address", Description: "Address"}}
			d.Purpose, d.PurposeID = "Answer a complaint", ""
			d.Recipient.Kind, d.Recipient.Category, d.Recipient.Organisation = "lgsco", "ombudsman", "Local Government and Social Care Ombudsman"
			d.Justification.Gateway = "gw-hswa74"
			happened(d)
		})
	}
	allocated := func(call func()) int {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		call()
		runtime.ReadMemStats(&after)
		return int(after.Mallocs - before.Mallocs)
	}
	work := func(t *testing.T, marked []string) (recording, part int) {
		d := newDeskWith(t, desk.Options{})
		for _, ref := range marked {
			d.learn(t, dpo, untoldMarkerOf(ref))
		}
		share, err := d.RecordShare(t.Context(), asks(housing), aShareOf(visit(t, 0), len(people)*9))
		if err != nil {
			t.Fatal(detail(err))
		}
		part = allocated(func() {
			if _, err := d.AddSharePeople(t.Context(), asks(housing), share.ID, 1, desk.SharePeople{People: people}); err != nil {
				t.Fatal(detail(err))
			}
		})
		var recordings []int
		for n := range 5 {
			recordings = append(recordings, allocated(func() {
				if _, err := d.Record(t.Context(), asks(housing), visit(t, 1+n)); err != nil {
					t.Fatal(detail(err))
				}
			}))
		}
		slices.Sort(recordings)
		return recordings[2], part
	}
	recording, part := work(t, nil)
	for name, marked := range map[string][]string{"the first": people[:1], "all": people} {
		gotRecording, gotPart := work(t, marked)
		for what, of := range map[string][2]int{"a recording": {gotRecording, recording}, "a part of a share": {gotPart, part}} {
			if off := 100 * (of[0] - of[1]) / of[1]; off < -8 || off > 8 {
				t.Errorf("%s with a marker of %s allocates %d times, and %d with none", what, name, of[0], of[1])
			}
		}
	}
}

// aShareOf is the disclosure as a share of as many people.
func aShareOf(d disclosure.Disclosure, people int) disclosure.ShareRecorded {
	return disclosure.ShareRecorded{
		Share: disclosure.Share{People: people, HowToTell: "Every tenant of Example Court"}, Notice: d.Notice, Decision: d.Decision, DisclosedAt: d.DisclosedAt,
		Reason: d.Reason, Purpose: d.Purpose, Recipient: d.Recipient, Data: d.Data, Justification: d.Justification, Departure: d.Departure,
		TellSubject: d.TellSubject, Evidence: d.Evidence, AuthorisedBy: d.AuthorisedBy,
	}
}
