package asking_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

const dartford disclosure.Register = "E07000107"

// The people who ask.
var (
	housing = disclosure.Caller{Register: dartford, Subject: "sub-housing", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	revenue = disclosure.Caller{Register: dartford, Subject: "sub-revenues", Name: "R. Collector", Roles: []disclosure.Role{disclosure.Recorder}, Department: "revenues"}
	dpo     = disclosure.Caller{Register: dartford, Subject: "sub-dpo", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	auditor = disclosure.Caller{Register: dartford, Subject: "sub-auditor", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
)

// office is a register on one machine's real table, whose clock a test turns and whose
// table fails when told.
type office struct {
	*registrar.Registrar
	table *storetest.Faulty

	mu   sync.Mutex
	now  time.Time
	keys int
}

func newOffice(t *testing.T, options desk.Options) *office {
	t.Helper()
	d := &office{table: storetest.NewFaulty(sqlitetest.New(t)), now: time.Now()}
	options.Now, options.Pause = d.clock, func(context.Context, int) {}
	d.Registrar = registrartest.New(t, d.table, options)
	d.table.Reset()
	return d
}

// clock begins at the real time, which S3 goes by too, and moves a millisecond
// with every look, so that entries have an order.
func (d *office) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(time.Millisecond)
	return d.now
}

func (d *office) turnClock(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// looking returns the caller with a purpose.
func looking(c disclosure.Caller) desk.Looking {
	return desk.Looking{Caller: c, Purpose: "Subject access request of 3 November"}
}

// asks returns the caller with a key that nobody has used.
func (d *office) asks(c disclosure.Caller) desk.Asking {
	d.keys++
	return desk.Asking{Caller: c, IdempotencyKey: fmt.Sprintf("key-%d", d.keys)}
}

func (d *office) record(t *testing.T, by disclosure.Caller, body disclosure.Disclosure) desk.Recorded {
	t.Helper()
	recorded, err := d.Record(t.Context(), d.asks(by), body)
	if err != nil {
		t.Fatalf("record: %s", detail(err))
	}
	return recorded
}

// accesses lists the looks that the search finds.
func (d *office) accesses(t *testing.T, s desk.AccessSearch) []desk.AccessRow {
	t.Helper()
	page, err := d.Accesses(t.Context(), looking(auditor), s, 0, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	return page.Accesses
}

// mrsA is the person of the example.
const mrsA = "DBC-P-550193"

// toOmbudsman is a disclosure that breaks no rule, changed as a test needs.
func toOmbudsman(t *testing.T, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	t.Helper()
	body, err := os.ReadFile("../../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(&d)
	}
	if day := disclosure.DateOf(d.DisclosedAt).String(); d.Evidence["investigationRequestDate"] != nil && day < "2026-11-02" {
		d.Evidence["investigationRequestDate"] = day // nobody is asked afterwards
	}
	return d
}

func about(references ...string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Subjects = nil
		for _, r := range references {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: r, Role: "complainant"})
		}
	}
}

func inCase(ref disclosure.CaseRef) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Case = ref }
}

func on(day int) func(*disclosure.Disclosure) {
	return at(time.Date(2026, time.November, day, 9, 0, 0, 0, time.UTC).Format(time.RFC3339))
}

func at(text string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			panic(err)
		}
		d.DisclosedAt = instant
	}
}

func refused(ground disclosure.RefusalGround) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Decision, d.Reason, d.RefusedFor = disclosure.RefusedToShare, "The request went further than the inquiry.", ground
		d.Recipient = disclosure.Recipient{Category: "police", Organisation: "Sample Constabulary", Person: "PC Example"}
		d.Justification = disclosure.Justification{Exemptions: []disclosure.Exemption{{
			ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Reason: "An inquiry.", ReviewBy: disclosure.NewDate(2027, time.May, 1),
		}}}
	}
}

func correction(d disclosure.Disclosure) disclosure.Correction {
	return disclosure.Correction{Reason: "The wrong person was named.", Disclosure: d}
}

// detail shows the findings of an error, for a failing test to print.
func detail(err error) string {
	if e, ok := err.(*disclosure.Error); ok {
		return fmt.Sprintf("%s %v", e.Detail, e.Findings)
	}
	return fmt.Sprint(err)
}

func kindOf(t *testing.T, err error) disclosure.ErrorKind {
	t.Helper()
	e, ok := err.(*disclosure.Error)
	if !ok {
		t.Fatalf("got %v, want an error a caller may see", err)
	}
	return e.Kind
}
