package main_test

import (
	"bytes"
	"strings"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// tamper changes a word in the first entry that was recorded, as somebody could
// who may write the table.
func tamper(t *testing.T, path string) {
	t.Helper()
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	batch, err := table.Get(t.Context(), store.BatchKey("E07000107", 0))
	if err != nil {
		t.Fatal(err)
	}
	ids, _ := batch.Attrs["entries"].(string)
	id, _, _ := strings.Cut(ids, "\n")
	entry, err := table.Get(t.Context(), store.EntryKey("E07000107", id))
	if err != nil {
		t.Fatal(err)
	}
	was := entry.Attrs["bytes"].([]byte)
	entry.Attrs["bytes"] = bytes.Replace(was, []byte("repair"), []byte("refund"), 1)
	if bytes.Equal(was, entry.Attrs["bytes"].([]byte)) {
		t.Fatal("the entry does not say repair")
	}
	if err := table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: entry}}); err != nil {
		t.Fatal(err)
	}
}
