package desk_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// An evidence bundle finds each leaf's entry by its id, and an access stands in
// a partition of its month: whatever is recorded, its place is in its id.
func TestEveryEntryIsFoundByItsIDAlone(t *testing.T) {
	d := newDesk(t)
	first := d.record(t, housing, toOmbudsman(t)).ID
	for _, forward := range []time.Duration{0, 40 * 24 * time.Hour, -400 * 24 * time.Hour} { // a clock may go backwards
		d.turnClock(forward)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := d.Open(t.Context(), looking(dpo), first); err != nil {
					t.Error(err)
				}
				if _, err := d.Search(t.Context(), looking(auditor), desk.Search{}, 0, ""); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if _, err := d.RequestExport(t.Context(), asks(auditor), everything()); err != nil {
			t.Fatal(detail(err))
		}
		if _, err := d.Close(t.Context(), asks(dpo), "DBC-C-2026-0141", disclosure.Closure{ClosedOn: disclosure.DateOf(d.clock())}); err != nil && kindOf(t, err) != disclosure.Conflict {
			t.Fatal(detail(err))
		}
	}
	places, kinds := map[store.Key]bool{}, map[string]int{}
	for _, key := range d.keys(t) {
		kind, _, _ := strings.Cut(key.Partition, "#")
		places[key] = true
		if kind == "access" && !strings.HasPrefix(key.Partition, "access#"+dartford.String()+"#20") {
			kind = "copy of an access" // by person, entry, case or caller: it has no leaf of its own
		}
		kinds[kind]++
		if kind != "entry" && kind != "access" {
			continue
		}
		item, err := d.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		var entry disclosure.Entry
		if err := json.Unmarshal(item.Attrs["bytes"].([]byte), &entry); err != nil {
			t.Fatal(err)
		}
		at, err := entry.ID.RecordedAt()
		if err != nil || !at.Equal(entry.RecordedAt) {
			t.Errorf("an %s recorded at %v has an id of %v, %v", kind, entry.RecordedAt, at, err)
		}
	}
	for key := range places {
		register, id, leaf := strings.Cut(strings.TrimPrefix(key.Partition, "leaf#"), "#")
		if !leaf || !strings.HasPrefix(key.Partition, "leaf#") {
			continue
		}
		at, err := disclosure.EntryID(id).RecordedAt()
		if err != nil {
			t.Fatal(err)
		}
		if !places[store.EntryKey(register, id)] && !places[store.AccessKey(register, at, id)] {
			t.Errorf("the entry of a leaf is at neither of its two places")
		}
	}
	if kinds["access"] < 120 || kinds["entry"] < 2 || kinds["leaf"] != kinds["access"]+kinds["entry"] {
		t.Errorf("the table holds %v", kinds)
	}
}
