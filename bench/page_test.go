//go:build bench

package bench_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// pages are searches that a register answers with one query each.
var pages = []struct {
	name   string
	search registrar.Search
}{
	{"the newest 50", registrar.Search{}},
	{"50 from the middle", registrar.Search{To: disclosure.NewDate(2026, 5, 16)}},
	{"one department's newest 50", registrar.Search{Department: housing.Department}},
	{"one department's refusals, of which there are none", registrar.Search{Department: housing.Department, Decision: "refused"}},
	{"one person's", registrar.Search{Subject: "BENCH-P-somebody"}},
}

// benchPages times pages of a register on SQLite that grows. What fills it are
// index items as the registrar makes them, of the two partitions that the
// searches read; nothing else of the other disclosures is there.
func benchPages(b *testing.B) {
	table1 := sqlitetest.New(b)
	desk := registrartest.New(b, table1, registrar.Options{})
	record(b, desk, "somebody")
	var model []store.Item
	for _, w := range transactions(b, "model-", 1)[0] {
		if strings.HasPrefix(w.Item.Partition, "idx#E07000107#all") || strings.HasPrefix(w.Item.Partition, "idx#E07000107#department#") {
			model = append(model, w.Item)
		}
	}
	sizes := []int{1_000, 100_000, 1_000_000}
	took := map[string][]time.Duration{}
	filled := 0
	for _, size := range sizes {
		fill(b, table1, model, filled, size)
		filled = size
		progress("asking among %d entries", size)
		for _, p := range pages {
			took[p.name] = append(took[p.name], median(each(200, func(int) {
				_, err := desk.Search(b.Context(), looking(dpo), p.search, 50, "")
				must(b, err)
			})))
		}
	}
	lines := []string{row("page", "of 1,000", "of 100,000", "ratio", "of 1,000,000", "ratio")}
	for _, p := range pages {
		t := took[p.name]
		lines = append(lines, row(p.name, t[0], t[1], times(t[1], t[0]), t[2], times(t[2], t[0])))
	}
	table("A page, the record of the look included (SQLite, medians of 200)", lines...)
}

// fill adds entries to the index from one count to another. They are of the year
// before November, all in the same order whatever the count.
func fill(b *testing.B, to store.Table, model []store.Item, from, count int) {
	b.Helper()
	begin := time.Date(2025, time.November, 1, 0, 0, 0, 0, time.UTC)
	var writes []store.Write
	for n := from; n < count; n++ {
		if n%100_000 == 0 && n > 0 {
			progress("%d of %d entries are there", n, count)
		}
		// A stride that meets every place once spreads each count over the year.
		at := begin.Add(time.Duration(n*617%1_000_003) * 31 * time.Second)
		for _, item := range model {
			key := store.Key{Partition: item.Partition, Sort: store.IndexSort(at, fmt.Sprintf("01990000-0000-7000-8000-%012d", n))}
			writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: item.Attrs}})
		}
		if len(writes)+len(model) > store.MaxWrites || n == count-1 {
			must(b, to.Transact(b.Context(), writes))
			writes = nil
		}
	}
}
