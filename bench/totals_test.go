//go:build bench

package bench_test

import (
	"fmt"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// benchTotals times what reads every disclosure of a period, whole transactions of
// which fill the register.
func benchTotals(b *testing.B) {
	table1 := sqlitetest.New(b)
	desk := registrartest.New(b, table1, registrar.Options{})
	sizes := []int{1_000, totalsOf}
	took := map[string][]time.Duration{}
	year := disclosure.DateOf(time.Now()).String()[:4]
	first, _ := disclosure.ParseDate(year + "-01-01")
	var thisYear int
	fmt.Sscan(year, &thisYear)
	totals := []struct {
		name string
		do   func() error
	}{
		{"statistics", func() error { _, err := desk.Statistics(b.Context(), looking(dpo), "", "", false); return err }},
		{"annual return", func() error { _, err := desk.AnnualReturn(b.Context(), looking(dpo), thisYear); return err }},
		{"processing record", func() error {
			_, err := desk.ProcessingRecord(b.Context(), looking(dpo), first, first.AddYears(1).AddDays(-1))
			return err
		}},
	}
	filled := 0
	for _, size := range sizes {
		progress("%d whole disclosures", size)
		var writes []store.Write
		for _, transaction := range transactions(b, fmt.Sprint("totals-", size, "-"), size-filled) {
			if len(writes)+len(transaction) > store.MaxWrites {
				must(b, table1.Transact(b.Context(), writes))
				writes = nil
			}
			writes = append(writes, transaction...)
		}
		must(b, table1.Transact(b.Context(), writes))
		filled = size
		for _, total := range totals {
			took[total.name] = append(took[total.name], median(each(3, func(int) { must(b, total.do()) })))
		}
	}
	lines := []string{row("total", fmt.Sprintf("of %d", sizes[0]), fmt.Sprintf("of %d", sizes[1]), "a disclosure")}
	for _, total := range totals {
		t := took[total.name]
		lines = append(lines, row(total.name, t[0], t[1], fmt.Sprintf("%.1f µs", float64(t[1].Nanoseconds())/1e3/float64(sizes[1]))))
	}
	table("Totals of a year, the record of the look included (SQLite, medians of 3)", lines...)
}

// totalsOf is how many disclosures the larger register has: making them whole takes
// most of the time.
const totalsOf = 10_000
