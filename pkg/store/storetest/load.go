package storetest

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"disclosure-register/pkg/store"
)

// Load puts into the table the items of a gzipped file of JSON lines, as an older
// release wrote them: pk and sk, and under s, b and n the attributes that are texts,
// bytes (in base64) and numbers. The first line is not an item, and is decoded into
// about.
func Load(t testing.TB, table store.Table, path string, about any) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var writes []store.Write
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 1<<20)
	for first := true; lines.Scan(); first = false {
		if first {
			if err := json.Unmarshal(lines.Bytes(), about); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var line struct {
			PK, SK string
			S      map[string]string
			B      map[string][]byte
			N      map[string]int64
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		item := store.Item{Key: store.Key{Partition: line.PK, Sort: line.SK}, Attrs: store.Attrs{}}
		for name, v := range line.S {
			item.Attrs[name] = v
		}
		for name, v := range line.B {
			item.Attrs[name] = v
		}
		for name, v := range line.N {
			item.Attrs[name] = v
		}
		writes = append(writes, store.Write{Action: store.Put, Item: item})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for some := range slices.Chunk(writes, store.MaxWrites) {
		if err := table.Transact(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
}
