package desk_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// factItems returns the stored items of facts, by their sort keys.
func (d *office) factItems(t *testing.T) map[string]store.Item {
	t.Helper()
	items := map[string]store.Item{}
	for _, key := range d.keys(t) {
		if len(key.Partition) > 5 && key.Partition[:5] == "fact#" {
			item, err := d.table.Get(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			items[key.Sort] = item
		}
	}
	return items
}

// What is kept from departments is an item of its own, which a dry run does not read.
// What was stored in one item before still counts, and is parted when it is changed.
func TestWhatIsKeptIsStoredApart(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.learn(t, dpo, objection(func(f *disclosure.Fact) { f.About = aboutSubject("DBC-P-marked") }))
	d.learn(t, dpo, untoldMarker("DBC-P-marked", "Threats at a visit"))
	items := d.factItems(t)
	open, kept, brief := items["facts"], items["kept-whole"], items["kept"]
	if len(items) != 3 || brief.Attrs["doc"] != nil {
		t.Fatalf("%d items of facts, want what is open, what is kept, and a brief of that", len(items))
	}

	// As it was stored before: all in one, and without departments.
	var all, more []json.RawMessage
	for item, into := range map[string]*[]json.RawMessage{"facts": &all, "kept-whole": &more} {
		if err := json.Unmarshal(items[item].Attrs["doc"].([]byte), into); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := json.Marshal(append(all, more...))
	if err != nil {
		t.Fatal(err)
	}
	open.Attrs["doc"] = doc
	if err := d.table.Transact(t.Context(), []store.Write{
		{Action: store.Put, Item: open}, {Action: store.Delete, Item: store.Item{Key: kept.Key}}, {Action: store.Delete, Item: store.Item{Key: brief.Key}},
	}); err != nil {
		t.Fatal(err)
	}
	marked := example(t, "dartford-contact-marker", about("DBC-P-marked"))
	if got := d.record(t, housing, marked); flagged(got, "DM-W6") {
		t.Errorf("the department is shown %v", got.Flags)
	}
	if queue := d.queue(t); len(queue) == 0 || !queue[len(queue)-1].Kept {
		t.Errorf("the queue has %+v, want what is kept", queue)
	}

	added := d.learn(t, dpo, untoldMarker("DBC-P-marked", "Threats on the telephone"))
	items = d.factItems(t)
	var open2, kept2 []facts.Known
	if err := json.Unmarshal(items["facts"].Attrs["doc"].([]byte), &open2); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(items["kept-whole"].Attrs["doc"].([]byte), &kept2); err != nil {
		t.Fatal(err)
	}
	if len(open2) != 1 || open2[0].Kind != disclosure.FactObjection || len(kept2) != 2 || kept2[1].Entry != added {
		t.Errorf("parted into %+v and %+v", open2, kept2)
	}
	if known := d.facts(t, aboutSubject("DBC-P-marked")); len(known) != 3 {
		t.Errorf("%d facts known, want three", len(known))
	}

	// A dry run asks for nothing that is kept.
	var asked []string
	d.table.Before(func(_ context.Context, call storetest.Call) {
		for _, key := range call.Keys {
			asked = append(asked, key.Sort)
		}
	})
	if _, err := d.Explain(t.Context(), housing, marked); err != nil {
		t.Fatal(detail(err))
	}
	if len(asked) == 0 || slices.ContainsFunc(asked, func(sort string) bool { return strings.HasPrefix(sort, "kept") }) {
		t.Errorf("a dry run read %v", asked)
	}
}

// For a day what is kept was stored where a brief of it is now. It still counts as it
// was, for a recording and for the Data Protection Officer, and is parted when it is
// changed.
func TestWhatWasKeptWhereABriefIsNow(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	marker := d.learn(t, dpo, untoldMarker("DBC-P-marked", "Threats at a visit"))
	whole := d.factItems(t)["kept-whole"]
	older := store.Item{Key: store.KeptBriefKey(whole.Key), Attrs: whole.Attrs}
	if err := d.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: older}, {Action: store.Delete, Item: store.Item{Key: whole.Key}}}); err != nil {
		t.Fatal(err)
	}
	d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked")))
	if queue := d.queue(t); len(queue) == 0 || !queue[len(queue)-1].Kept {
		t.Errorf("the queue has %+v, want what is kept", queue)
	}
	if known := d.facts(t, aboutSubject("DBC-P-marked")); len(known) != 1 || known[marker].Kind != disclosure.FactMarker {
		t.Errorf("known %+v, want the marker", known)
	}
	d.learn(t, dpo, untoldMarker("DBC-P-marked", "Threats on the telephone"))
	items := d.factItems(t)
	if len(items) != 2 || items["kept"].Attrs["doc"] != nil || items["kept"].Attrs["brief"] == nil {
		t.Errorf("parted into %v", items)
	}
	if known := d.facts(t, aboutSubject("DBC-P-marked")); len(known) != 2 {
		t.Errorf("%d facts known, want two", len(known))
	}
}

// What was kept by a thing's spelling becomes part of the rest when another fact of it is
// recorded, and stays behind empty: whoever records may delete nothing of what is known.
func TestFactsKeptByASpellingAreTakenOverAndNotDeleted(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	one := aboutSubject("DBC-P-marked")
	first := d.learn(t, dpo, objection(func(f *disclosure.Fact) { f.About = one }))
	older := d.factItems(t)["facts"]
	now := older.Key
	older.Key = d.FactsBefore(dartford, one)
	if err := d.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: older}, {Action: store.Delete, Item: store.Item{Key: now}}}); err != nil {
		t.Fatal(err)
	}
	var deleted []store.Key
	d.table.Before(func(_ context.Context, call storetest.Call) {
		for _, w := range call.Writes {
			if w.Action == store.Delete {
				deleted = append(deleted, w.Item.Key)
			}
		}
	})
	for range 2 { // the second finds nothing there
		another := restriction()
		another.About = one
		d.learn(t, dpo, another)
	}
	if known := d.facts(t, one); len(known) != 3 || known[first].Kind != disclosure.FactObjection {
		t.Errorf("%d facts known, want what was known before and two more", len(known))
	}
	if len(deleted) > 0 {
		t.Errorf("deleted are %v", deleted)
	}
	if left, err := d.table.Get(t.Context(), older.Key); err != nil || string(left.Attrs["doc"].([]byte)) != "[]" {
		t.Errorf("what is left by the spelling is %s, %v", left.Attrs["doc"], err)
	}
}
