package main

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store/sqlite"
)

// Who has asked for a hundred exports does not hold up who asks for one.
func TestExportsAreWrittenOfEachCallerInTurn(t *testing.T) {
	table, err := sqlite.Open(filepath.Join(t.TempDir(), "register.db"))
	must(t, err)
	defer table.Close()
	desk := registrartest.New(t, table, registrar.Options{})
	exports := newExporter(desk, slog.New(slog.DiscardHandler))
	ask := func(name string, n int) (ids []string) {
		for i := range n {
			by := registrar.Asking{Caller: developmentCaller(dartfordCode, disclosure.Auditor, "", name), IdempotencyKey: fmt.Sprint("key-", i)}
			export, err := desk.RequestExport(t.Context(), by, exporting.Request{Format: "csv", Filter: &registrar.Search{}, Purpose: "Yearly audit"})
			must(t, err)
			exports.queue(dartfordCode, export.ID)
			ids = append(ids, export.ID)
		}
		return ids
	}
	many := ask("Auditor With A Hundred", 100)
	first, ok := exports.next(t.Context())
	if !ok || first.id != many[0] {
		t.Fatalf("got %v, want the first of the hundred", first)
	}
	one := ask("Auditor With One", 1)
	for range 2 { // one of the hundred may be before it
		if job, ok := exports.next(t.Context()); ok && job.id == one[0] {
			one = nil
		}
	}
	if one != nil {
		t.Error("two exports later, it is still not the turn of who asked for one")
	}
	left := 0
	for {
		if _, ok := exports.next(t.Context()); !ok {
			break
		}
		left++
	}
	if left != 98 {
		t.Errorf("%d are left, want 98", left)
	}
}
