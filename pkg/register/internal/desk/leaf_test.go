package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// inspect compares the table with the log.
func (l *logged) inspect() (sum sealing.Inspected, found []sealing.Finding) {
	l.t.Helper()
	sum, err := sealing.NewComparer(l.table, l.bucket).Inspect(l.t.Context(), dartford.String(), l.keys, desk.SealedEntries{},
		func(f sealing.Finding) { found = append(found, f) }, func(int64, int64) {})
	if err != nil {
		l.t.Fatal(err)
	}
	return sum, found
}

// A case of six entries, in two parts of a certificate, and the looks of a year
// are destroyed: the log's own certificates account for each, and for nothing
// that somebody removed.
func TestTheWholeLogIsHeldAgainstItsCertificates(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	for i := range 4 {
		l.record(t, housing, toOmbudsman(t, inCase(doomed), about(fmt.Sprintf("DBC-P-doomed-%d", i))))
	}
	l.record(t, housing, toOmbudsman(t))
	l.finds(t, dpo, desk.Search{})
	l.closeLongAgo(doomed)
	l.seal()
	before := l.size()
	l.destroy()
	l.turnClock(6*year + 60*24*time.Hour)
	l.destroy()
	l.finds(t, auditor, desk.Search{})
	l.seal()
	sum, found := l.inspect()
	if sum.Destroyed != before-1 || sum.Whole != l.size()-sum.Destroyed || len(sum.Lost) > 0 || len(found) > 0 {
		t.Fatalf("of %d: %+v, %v; want all before %d destroyed but one, and the rest whole", l.size(), sum, found, before)
	}

	newest := l.size() - 1
	last := l.idAt(newest)
	l.tamper(l.keyOf(last), removed)
	listed, err := l.table.Query(t.Context(), store.Query{Partition: store.IndexPartition(dartford.String(), store.ByCertificate, ""), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	l.tamper(listed.Items[0].Key, removed) // the log has it all the same
	sum, found = l.inspect()
	if !slices.ContainsFunc(sum.Lost, func(p sealing.Placed) bool { return p.Index == newest && p.ID == last.String() }) || len(sum.Lost) != 1 || len(found) != 1 || !strings.HasSuffix(found[0].What, "Left out of: certificates of disposal") {
		t.Errorf("lost: %v, found: %v; want the look that was removed, and that a certificate is not listed", sum.Lost, found)
	}
}
