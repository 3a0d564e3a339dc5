//go:build bench

package bench_test

import (
	"fmt"
	"testing"
	"time"

	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamolocal"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// benchRecord compares recording a disclosure, which reads and decides first,
// with sending the transaction that it makes. The two take turns, so that both
// meet the same machine.
func benchRecord(b *testing.B) {
	lines := []string{row("table", "recorded", "its transaction sent bare", "ratio")}
	for _, on := range []struct {
		name  string
		table store.Table
		count int
	}{
		{"SQLite", sqlitetest.New(b), 2000},
		{"DynamoDB Local", dynamo.Open(dynamolocal.Client(b), dynamolocal.NewTable(b)), 300},
	} {
		progress("recording on %s", on.name)
		bare, desk := transactions(b, "bare-", on.count), registrartest.New(b, on.table, registrar.Options{})
		var recorded, sent []time.Duration
		for n := range on.count {
			recorded = append(recorded, each(1, func(int) { record(b, desk, fmt.Sprint("recorded-", n)) })...)
			sent = append(sent, each(1, func(int) { must(b, on.table.Transact(b.Context(), bare[n])) })...)
		}
		lines = append(lines, row(on.name, median(recorded), median(sent), times(median(recorded), median(sent))))
	}
	table("Recording a disclosure (medians)", lines...)
}
