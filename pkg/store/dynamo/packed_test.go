package dynamo_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"reflect"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// The words are half of the format: with others, nothing that was packed is read.
func TestTheWordsOfTheFirstVersionAreNeverChanged(t *testing.T) {
	words, err := os.ReadFile("words-1.txt")
	if err != nil {
		t.Fatal(err)
	}
	const want = "241b601dac523935c110e49feaf2244ada798c4624b5057ba35bd0ffdc260c33"
	if got := sha256.Sum256(words); hex.EncodeToString(got[:]) != want {
		t.Errorf("words-1.txt is %x: other words are another version", got)
	}
}

// anEntry is an item with an entry's attributes.
func anEntry() store.Item {
	return store.Item{Key: store.EntryKey("E07000107", "01a229ba-bddf-7000-bbfd-e58ee2c6bd37"), Attrs: store.Attrs{
		"kind": "disclosure", "salt": make([]byte, 32),
		store.BytesAttr: bytes.Repeat([]byte(`{"body":{"recipient":{"category":"ombudsman"}},"register":"E07000107","v":1}`), 30),
		store.KeysAttr:  bytes.Repeat([]byte(`["idx#E07000107#all","2026-11-09T14:05:00.000Z#01a229ba"],`), 20),
	}}
}

// What this release stores is a sixth of what it was; what one before it stored, whole,
// is read as it was.
func TestAnEntryIsStoredPackedAndReadEitherWay(t *testing.T) {
	under := sqlitetest.New(t)
	table := dynamo.Open(dynamotest.Serve(t, under).Client(), dynamotest.TableName)
	item := anEntry()
	put := []store.Write{{Action: store.Put, Item: item, If: store.Absent()}}
	for name, by := range map[string]struct {
		table   store.Table
		largest int
	}{"by this release": {table, 400}, "by one before": {under, 4000}} {
		if err := by.table.Transact(t.Context(), put); err != nil {
			t.Fatal(err)
		}
		stored, err := under.Get(t.Context(), item.Key)
		if err != nil {
			t.Fatal(err)
		}
		if size := stored.Size(); size > by.largest || size < by.largest/2 {
			t.Errorf("%s: stored as %d bytes, want about %d", name, size, by.largest)
		}
		got, err := table.Get(t.Context(), item.Key)
		if err != nil || !reflect.DeepEqual(got, item) {
			t.Errorf("%s: read back as %v (%v)", name, got, err)
		}
		gone := []store.Write{{Action: store.Delete, Item: store.Item{Key: item.Key}}}
		if err := under.Transact(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
	}
}

// Whoever may write the table may damage what is packed. The item is read all the same,
// without what cannot be known, so that a check goes on and names it; and it takes no
// more memory than an item may.
func TestWhatIsPackedAndDamagedIsReadAsItStands(t *testing.T) {
	under := sqlitetest.New(t)
	table := dynamo.Open(dynamotest.Serve(t, under).Client(), dynamotest.TableName)
	item := anEntry()
	if err := table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		t.Fatal(err)
	}
	stored, err := under.Get(t.Context(), item.Key)
	if err != nil {
		t.Fatal(err)
	}
	whole := stored.Attrs["packed"].([]byte)
	for name, damaged := range map[string][]byte{
		"nothing":             {},
		"no more than a byte": whole[:1],
		"cut short":           whole[:len(whole)-3],
		"of another version":  append([]byte{2}, whole[1:]...),
		"not deflated":        append([]byte{1}, bytes.Repeat([]byte{0xff}, 100)...),
		"a length beyond":     append([]byte{1}, deflated(t, []byte{200, 1, 'a'})...),
		"a length unfinished": append([]byte{1}, deflated(t, bytes.Repeat([]byte{0xff}, 12))...),
		"too much":            append([]byte{1}, deflated(t, make([]byte, store.MaxItemBytes+1))...),
	} {
		stored.Attrs["packed"] = damaged
		if err := under.Transact(t.Context(), []store.Write{{Action: store.Put, Item: stored}}); err != nil {
			t.Fatal(err)
		}
		got, err := table.Get(t.Context(), item.Key)
		if err != nil || !reflect.DeepEqual(got, stored) {
			t.Errorf("%s: read as %v (%v)", name, got.Attrs, err)
		}
	}
}

func deflated(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
