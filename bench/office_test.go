//go:build bench

package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

const dartford disclosure.Register = "E07000107"

var (
	housing = disclosure.Caller{Register: dartford, Subject: "h", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	dpo     = disclosure.Caller{Register: dartford, Subject: "d", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	auditor = disclosure.Caller{Register: dartford, Subject: "a", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
)

func looking(by disclosure.Caller) registrar.Looking {
	return registrar.Looking{Caller: by, Purpose: "Benchmark"}
}

// example is the disclosure of docs/examples, of a person and a case of its own.
func example(b *testing.B, name string) disclosure.Disclosure {
	b.Helper()
	text, err := os.ReadFile("../docs/examples/housing-ombudsman.json")
	must(b, err)
	var d disclosure.Disclosure
	must(b, json.Unmarshal(text, &d))
	d.Case = disclosure.CaseRef("BENCH-" + name)
	d.Subjects[0].Reference = "BENCH-P-" + name
	return d
}

func record(b *testing.B, desk *registrar.Registrar, name string) {
	b.Helper()
	if _, err := desk.Record(b.Context(), registrar.Asking{Caller: housing, IdempotencyKey: name}, example(b, name)); err != nil {
		b.Fatal(err)
	}
}

// captured is a table that, once a register has been opened on it, keeps what it is
// told to write, and finds nothing.
type captured struct {
	store.Table
	opened       bool
	transactions [][]store.Write
}

func (c *captured) Transact(ctx context.Context, writes []store.Write) error {
	if !c.opened {
		return c.Table.Transact(ctx, writes)
	}
	c.transactions = append(c.transactions, writes)
	return nil
}

func (c *captured) BatchGet(context.Context, []store.Key) ([]store.Item, error) { return nil, nil }

// transactions are those that the registrar makes of so many disclosures.
func transactions(b *testing.B, prefix string, count int) [][]store.Write {
	b.Helper()
	made := &captured{Table: sqlitetest.New(b)}
	desk := registrartest.New(b, made, registrar.Options{})
	made.opened = true
	for n := range count {
		record(b, desk, fmt.Sprint(prefix, n))
	}
	return made.transactions
}

// times is how much longer the one took than the other.
func times(a, b time.Duration) string { return fmt.Sprintf("%.2f ×", float64(a)/float64(b)) }
