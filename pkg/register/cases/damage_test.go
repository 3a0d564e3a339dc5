package cases_test

import (
	"maps"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store"
)

// damage spoils an attribute of the first item of the kind, past every interface.
func (o *office) damage(kind, attribute string) {
	o.t.Helper()
	keys := o.keysOf(kind)
	if len(keys) == 0 {
		o.t.Fatalf("there is no %s to damage", kind)
	}
	item, err := o.real.Get(o.t.Context(), keys[0])
	if err != nil {
		o.t.Fatal(err)
	}
	item.Attrs = maps.Clone(item.Attrs)
	item.Attrs[attribute] = []byte("{")
	if err := o.real.Transact(o.t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		o.t.Fatal(err)
	}
}

// One thing that cannot be read is reported every night, and keeps nothing else
// from going in its time.
func TestWhatIsDamagedStopsNothingElse(t *testing.T) {
	ended := until(disclosure.NewDate(2026, 11, 8))
	facts := func(o *office) {
		for _, about := range []string{"SAMPLE-1", "SAMPLE-2", "SAMPLE-3"} {
			o.learn(objection(ended, func(f *disclosure.Fact) { f.About.Reference = about }))
		}
	}
	for name, c := range map[string]struct {
		arrange   func(*office)
		kind      string
		attribute string
		left      int // of the kind, once the nights are over
	}{
		"the entry of a fact":         {facts, "entry#", "bytes", 1},
		"a fact's list of its items":  {facts, "entry#", "keys", 1},
		"what is known of somebody":   {facts, "fact#", "doc", 1},
		"the request for an export":   {exports, "export#", "doc", 1},
		"a look's list of its copies": {lookThrice, looks, "keys", 1},
		"an upload never completed":   {uploads, "case#" + string(dartford) + "#" + ref.Key(), "doc", 2},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			c.arrange(o)
			o.damage(c.kind, c.attribute)
			o.turnTo(2033, 1, 1)
			for night := range 3 {
				_, err := o.runner().Run(t.Context(), dartford)
				if err == nil {
					t.Fatalf("night %d: the damage went unnoticed", night)
				}
				if strings.Contains(err.Error(), "SAMPLE") || strings.Contains(err.Error(), string(ref)) {
					t.Errorf("night %d: the error names a person or a case: %v", night, err)
				}
			}
			left := 0
			for _, key := range o.keysOf(c.kind) {
				item, err := o.real.Get(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				if item.Attrs["kind"] != string(disclosure.KindDisposal) {
					left++
				}
			}
			if left != c.left {
				t.Errorf("%d are left, want %d", left, c.left)
			}
			if n := o.underWay(); n != 0 {
				t.Errorf("%d items of disposals are left, want what went to be certified", n)
			}
		})
	}
}

func exports(o *office) {
	auditor := disclosure.Caller{Register: dartford, Subject: "sub-auditor", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
	for range 3 {
		o.must(o.RequestExport(o.t.Context(), o.asks(auditor), exporting.Request{Format: "csv", Filter: &registrar.Search{Subject: "SAMPLE-1"}, Purpose: "Yearly audit"}))
	}
}

func lookThrice(o *office) {
	for range 3 {
		o.must(o.Facts(o.t.Context(), looking(dpo), person))
	}
}

func uploads(o *office) {
	o.record(ref)
	for n := range 3 {
		o.ticket(ref, n)
	}
}

// A case that cannot be read is reported every night and destroyed on none; the
// others that are due go in their time.
func TestADamagedCaseStopsNoOther(t *testing.T) {
	const other disclosure.CaseRef = "DBC-C-2026-0002"
	for name, c := range map[string]struct{ kind, attribute string }{
		"its own item":   {"case#" + string(dartford) + "#" + ref.Key(), "doc"},
		"an entry of it": {"entry#", "keys"}, // the first recorded
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			for _, ref := range []disclosure.CaseRef{ref, other} {
				o.record(ref)
				o.closeLongAgo(ref)
			}
			o.damage(c.kind, c.attribute)
			failed := 0
			for range 10 {
				if _, err := o.runner().Run(t.Context(), dartford); err != nil {
					failed++
					if strings.Contains(err.Error(), string(ref)) {
						t.Errorf("the error names a case: %v", err)
					}
				}
				o.turn(day)
			}
			if rows := o.certificates(); len(rows) != 1 || rows[0].Case != other || failed == 0 {
				t.Errorf("got %+v after %d failures, want the other case certified, and the damage reported", rows, failed)
			}
		})
	}
}

// A case that was damaged while a new version of the notice came into force is
// destroyed by it all the same, once it is mended.
func TestADamagedCaseIsRevisedOnceItIsMended(t *testing.T) {
	inForce := disclosure.NewDate(2027, 1, 1)
	o := newOfficeUnder(t, twoVersions(t, inForce, 1))
	o.record(ref)
	o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 20)}))
	o.run()
	whole, err := o.real.Get(t.Context(), store.CaseKey(dartford.String(), ref.Key()))
	o.must(whole, err)
	o.damage("case#"+dartford.String()+"#", "doc")
	o.turnToDay(inForce)
	for range 2 {
		if _, err := o.runner().Run(t.Context(), dartford); err == nil {
			t.Error("the damage is not told, night after night")
		}
		o.turn(day)
	}
	o.must(nil, o.real.Transact(t.Context(), []store.Write{{Action: store.Put, Item: whole}}))
	o.run()
	o.turnToDay(disclosure.NewDate(2027, 11, 21)) // due under the newer notice
	if got := o.run(); got.Begun != 1 {
		t.Errorf("got %+v, want it fenced on the day it is due", got)
	}
}

// What says nothing any more of a fact is tidied past a damaged case.
func TestTidyingGoesOnPastADamagedCase(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	stands := o.learn(objection())
	o.learn(objection(until(disclosure.NewDate(2026, 11, 25)), func(f *disclosure.Fact) { f.Replaces = stands }))
	o.damage("case#"+dartford.String()+"#"+ref.Key(), "doc")
	reminders := func() (n int) {
		for _, key := range o.keysOf("due#") {
			if strings.HasPrefix(key.Sort, store.DueFrom(store.FactStands)) {
				n++
			}
		}
		return n
	}
	before := reminders()
	o.turnTo(2029, 1, 1)
	if _, err := o.runner().Run(t.Context(), dartford); err == nil {
		t.Error("the damage is not told")
	}
	if after := reminders(); before == 0 || after != 0 {
		t.Errorf("%d reminders before and %d after, want them tidied", before, after)
	}
}
