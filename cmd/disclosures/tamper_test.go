package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// tamper changes an entry, by its place in the log, as somebody
// could who may write the table: one phrase of it for another, or nothing for all
// of it. It returns the entry's id.
func tamper(t *testing.T, path string, place int, was, is string) (id string) {
	t.Helper()
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	id = sealedIDs(t, table)[place]
	at, err := disclosure.EntryID(id).RecordedAt()
	if err != nil {
		t.Fatal(err)
	}
	item := itemOf(t, table, id, at)
	write := store.Write{Action: store.Delete, Item: store.Item{Key: item.Key}}
	if is != "" {
		before := item.Attrs["bytes"].([]byte)
		item.Attrs["bytes"] = bytes.Replace(before, []byte(was), []byte(is), 1)
		if bytes.Equal(before, item.Attrs["bytes"].([]byte)) {
			t.Fatalf("the entry does not say %q", was)
		}
		write = store.Write{Action: store.Put, Item: item}
	}
	if err := table.Transact(t.Context(), []store.Write{write}); err != nil {
		t.Fatal(err)
	}
	return id
}

// unlist removes the items of some partitions that list an entry, by its place in
// the log.
func unlist(t *testing.T, path string, place int, partition string) {
	t.Helper()
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	id := sealedIDs(t, table)[place]
	at, err := disclosure.EntryID(id).RecordedAt()
	if err != nil {
		t.Fatal(err)
	}
	var keys [][2]string
	if err := json.Unmarshal(itemOf(t, table, id, at).Attrs["keys"].([]byte), &keys); err != nil {
		t.Fatal(err)
	}
	var writes []store.Write
	for _, key := range keys {
		if strings.HasPrefix(key[0], partition) && len(writes) == 0 {
			writes = append(writes, store.Write{Action: store.Delete, If: store.Present(), Item: store.Item{Key: store.Key{Partition: key[0], Sort: key[1]}}})
		}
	}
	if err := table.Transact(t.Context(), writes); err != nil || len(writes) == 0 {
		t.Fatalf("removed %d items: %v", len(writes), err)
	}
}

// sealedIDs are the ids of the entries of the log, in its order.
func sealedIDs(t *testing.T, table store.Table) []string {
	t.Helper()
	var ids []string
	for {
		batch, err := table.Get(t.Context(), store.BatchKey("E07000107", int64(len(ids))))
		if errors.Is(err, store.ErrNoItem) {
			return ids
		}
		if err != nil {
			t.Fatal(err)
		}
		entries, _ := batch.Attrs["entries"].(string)
		ids = append(ids, strings.Split(entries, "\n")...)
	}
}

// itemOf is the item of an entry, or of an access.
func itemOf(t *testing.T, table store.Table, id string, at time.Time) store.Item {
	t.Helper()
	items, err := table.BatchGet(t.Context(), []store.Key{store.EntryKey("E07000107", id), store.AccessKey("E07000107", at, id)})
	if err != nil || len(items) != 1 {
		t.Fatalf("the entry is in %d places: %v", len(items), err)
	}
	return items[0]
}
