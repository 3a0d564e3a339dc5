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
	if _, ok := exports.next(t.Context()); ok {
		t.Fatal("two of one caller are written at once")
	}
	one := ask("Auditor With One", 1)
	if job, ok := exports.next(t.Context()); !ok || job.id != one[0] {
		t.Error("who asked for one waits for who asked for a hundred")
	}
	if _, ok := exports.next(t.Context()); ok {
		t.Error("there is another of one who has none, or whose first is being written")
	}
	left := 0
	for exports.free(first.line); ; exports.free(first.line) {
		if _, ok := exports.next(t.Context()); !ok {
			break
		}
		left++
	}
	if left != 99 {
		t.Errorf("%d are left, want 99", left)
	}
}
